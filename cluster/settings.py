"""Owns the options of finetune.py and their defaults, which are the paper's (Methods, step 4). It reads the command line and nothing else."""

import argparse
import json
import pathlib

BASE = "meta-llama/Llama-3.1-8B-Instruct"
# Options that may differ between an interrupted attempt and the one that resumes it: none of them changes what is learned
# until then. lib/training/run-store.ts reads the same file.
RESUME = json.loads(pathlib.Path(__file__).with_name("resume-options.json").read_text())


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of one run. An unknown one ends the program with argparse's sentence and code 2."""
    parser = argparse.ArgumentParser(prog="finetune.py", formatter_class=argparse.ArgumentDefaultsHelpFormatter, description=(
        "QLoRA fine-tuning of a Llama on prepared rows of messages. Run the same command again to resume; "
        "exit code 0: trained, 2: refused, 85: interrupted with a checkpoint, other: failed."))
    for add in (files, quantisation, adapter, optimisation, lengths, records):
        add(parser)
    return parser.parse_args(arguments)


def differences(before: dict, now: dict) -> list[str]:
    """Names of options that differ between two attempts at one run and would change what it learns."""
    constant = now["schedule"].startswith("constant")
    flags = RESUME["free"] + (RESUME["free_under_constant_schedules"] if constant else [])
    free = {flag.replace("-", "_") for flag in flags}
    return sorted(name for name in {**before, **now} if name not in free and before.get(name) != now.get(name))


def files(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what and where")
    group.add_argument("--data", required=True, type=pathlib.Path, help="Parquet or JSONL with a column `messages`, or a folder with train.parquet or train.jsonl")
    group.add_argument("--out", required=True, type=pathlib.Path, help="folder of the run: checkpoints, metrics, manifest, adapter, done-marker")
    group.add_argument("--model", default=BASE, help="base model: a folder, or a name in the local Hugging Face cache")
    group.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="a run without the device it asks for is refused")
    group.add_argument("--seed", type=int, default=0, help="of the adapter's first weights, the data order and dropout")


def quantisation(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("quantisation and memory")
    group.add_argument("--quant", choices=["nf4", "none"], default="nf4", help="storage of the base model; on a CPU that cannot do NF4 the base stays in bf16 (float32 where the CPU has no bf16), and the run says so")
    group.add_argument("--double-quant", action=argparse.BooleanOptionalAction, default=True, help="quantise the NF4 constants too")
    group.add_argument("--quant-storage", choices=["uint8", "bfloat16"], default="uint8", help="bfloat16 lets FSDP shard the quantised weights")
    group.add_argument("--checkpointing", action=argparse.BooleanOptionalAction, default=True, help="recompute activations (non-reentrant)")
    group.add_argument("--attention", default="sdpa", help="attention kernel: sdpa, eager, flash_attention_2, flash_attention_3")
    group.add_argument("--loss", choices=["chunked", "full", "liger"], default="chunked", help="same value each; chunked and liger never hold all logits (liger needs a GPU)")


def adapter(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("adapter")
    group.add_argument("--rank", type=int, default=8)
    group.add_argument("--alpha", type=int, default=16)
    group.add_argument("--dropout", type=float, default=0.0)
    group.add_argument("--targets", default="all-linear", help="all-linear, or names with commas: q_proj,v_proj")


def optimisation(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("optimisation")
    group.add_argument("--epochs", type=float, default=1)
    group.add_argument("--max-steps", type=int, default=-1, help="stop after this many optimiser steps; -1: by epochs")
    group.add_argument("--batch", type=int, default=1, help="rows per process and micro-step")
    group.add_argument("--accumulation", type=int, default=2, help="micro-steps per optimiser step")
    group.add_argument("--learning-rate", type=float, default=2e-4)
    group.add_argument("--schedule", default="constant", help="constant, constant_with_warmup, linear, cosine")
    group.add_argument("--warmup-steps", type=int, default=0)
    group.add_argument("--weight-decay", type=float, default=0.0)
    group.add_argument("--max-grad-norm", type=float, default=1.0)
    group.add_argument("--optimizer", default="paged_adamw_8bit", help="paged_adamw_8bit, adamw_8bit, adamw_torch_fused, adamw_torch")


def lengths(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("lengths and batches")
    group.add_argument("--max-length", type=int, default=12_000, help="tokens of prompt and completion together")
    group.add_argument("--too-long", choices=["cut", "refuse", "stop"], default="cut", help=(
        "cut: a too long note loses its middle; refuse: its example is left out; stop: the run is refused. Counts are printed and kept in the manifest"))
    group.add_argument("--date", default="26 Jul 2024", help="what the chat template of Llama 3.2 states as today, in training and in serving")
    group.add_argument("--group-by-length", action="store_true", help="rows of like length share a batch")
    group.add_argument("--packing", action="store_true", help="several rows per sequence, none seeing another")


def records(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("records")
    group.add_argument("--log-every", type=int, default=10, help="steps between lines of metrics.jsonl")
    group.add_argument("--save-every", type=int, default=500, help="steps between checkpoints")
    group.add_argument("--keep", type=int, choices=range(2, 100), metavar="N", default=2, help="checkpoints kept, 2 or more: one is always whole")
    group.add_argument("--wandb", action="store_true", help="send metrics to Weights & Biases too")
    group.add_argument("--workers", type=int, default=4, help="processes that tokenise")
    group.add_argument("--min-free-gib", type=float, default=1.0, help="refuse to start with less free disk than this beyond the expected need")
