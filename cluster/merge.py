"""Turns a run's adapter into a bf16 model that any server loads, and says how far the adapter's three forms agree.

Owns merging, the comparison, and the line that serves several adapters from one base. It trains nothing.

    python cluster/merge.py --run RUN --data FOLDER --out MODEL [--base BASE]      merge, compare, report
    python cluster/merge.py --serve All=RUN H-25k=RUN [--base BASE]                print the server's command
"""

import argparse
import json
import os
import pathlib
import shutil
import shlex
import sys
import tempfile

from base_model import check_device, fingerprint, folder_of, go_offline_if_local, load_base
from dataset import data_file, read
from run_folder import read_json, write_json
from errors import UsageError, run_main
from tokens import encode, first_line, prompt_ids

RANKS = (8, 16, 32, 64, 128, 256, 320, 512)  # what vLLM takes as --max-lora-rank


def main() -> int:
    options = arguments()
    if options.serve:
        print(serve_line({name: adapter_of(pathlib.Path(place)) for name, place in (pair.split("=", 1) for pair in options.serve)}, options.base))
        return 0
    adapter = adapter_of(options.run)
    base = base_of(adapter, options.base)
    check_device(options.device)
    partial = options.out.with_name(options.out.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    merge(adapter, base, partial)
    report = compare(adapter, base, merged=partial, options=options)
    write_json(partial / "report.json", {**report, "base": read_json(adapter / "base.json"), "serve": serve_line({options.run.name: adapter}, str(base))})
    shutil.rmtree(options.out, ignore_errors=True)
    os.replace(partial, options.out)
    print(json.dumps(report))
    print(serve_line({options.run.name: adapter}, str(base)))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=pathlib.Path, help="folder of a finished run, or of an adapter")
    parser.add_argument("--out", type=pathlib.Path, help="folder for the merged model")
    parser.add_argument("--data", type=pathlib.Path, help="prepared rows to compare on: a file, or a folder with test.parquet")
    parser.add_argument("--base", help="base model; by default the one the run names")
    parser.add_argument("--serve", nargs="+", metavar="NAME=RUN")
    parser.add_argument("--examples", type=int, default=8, help="rows to compare on")
    parser.add_argument("--answer-tokens", type=int, default=256, help="tokens an answer may take")
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cpu", help="where to compare; merging itself runs on the CPU")
    options = parser.parse_args()
    if not options.serve and not (options.run and options.out and options.data):
        parser.error("expected --run, --data and --out, or --serve NAME=RUN …")
    return options


def adapter_of(place: pathlib.Path) -> pathlib.Path:
    """The adapter folder of a finished run, or the folder itself when it is one."""
    if (place / "adapter_config.json").is_file():
        return place
    if not (place / "done.json").is_file():
        raise UsageError(f"Expected a finished run in {place}, found no done.json: train it first, or resume it")
    return place / "adapter"


def base_of(adapter: pathlib.Path, named: str | None) -> pathlib.Path:
    """The base an adapter was trained on; another base is refused even when every shape fits."""
    recorded = read_json(adapter / "base.json") or {}
    model = named or recorded.get("name") or json.loads((adapter / "adapter_config.json").read_text())["base_model_name_or_path"]
    go_offline_if_local(model)
    folder = folder_of(model)
    found = fingerprint(folder)
    if recorded.get("fingerprint", found) != found:
        raise UsageError(f"Expected the base model that {adapter} was trained on ({recorded['name']}, fingerprint {recorded['fingerprint']}), got {folder} ({found}): give the first one as --base")
    return folder


def with_adapter(model, adapter: pathlib.Path):
    """A base with its adapter in front; an adapter whose modules or shapes do not fit is refused."""
    from peft import PeftModel
    from safetensors import safe_open

    try:
        tuned = PeftModel.from_pretrained(model, str(adapter))
    except (RuntimeError, ValueError) as error:
        raise UsageError(f"Expected an adapter for this base model in {adapter}, got one that does not fit it ({first_line(error)}): merge it with the base it was trained on") from error
    with safe_open(adapter / "adapter_model.safetensors", "pt") as file:
        stored = {name.replace(".default.", ".") for name in file.keys()}
    held = {name.replace(".default.", ".") for name, _ in tuned.named_parameters() if "lora_" in name}
    if stored != held:
        raise UsageError(f"Expected an adapter for this base model in {adapter}, got {len(stored - held)} weights that it has no place for and {len(held - stored)} places without: merge it with the base it was trained on")
    return tuned.eval()


def merge(adapter: pathlib.Path, base: pathlib.Path, out: pathlib.Path) -> None:
    """Adds the adapter in float32 and rounds once to bf16; the tokenizer comes from the adapter, whose template has its date fixed."""
    import torch
    from transformers import AutoTokenizer

    model, _ = load_base(base, device="cpu", dtype="float32")
    merged = with_adapter(model, adapter).merge_and_unload(safe_merge=True)
    merged.to(torch.bfloat16).save_pretrained(out)
    AutoTokenizer.from_pretrained(adapter).save_pretrained(out)


def compare(adapter: pathlib.Path, base: pathlib.Path, *, merged: pathlib.Path, options) -> dict:
    """
    The adapter's forms on the same rows, all computed in float32: on the NF4 base it was trained on, on the bf16 base, merged into it, and that as
    stored, rounded to bf16. Largest logit difference and equal greedy answers for each step from one form to the next; `changed` counts the answers
    that differ from the base's own, `same` those that the stored model gives as the adapter did.
    """
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(adapter)
    with tempfile.TemporaryDirectory() as cache:
        rows = list(read(test_file(options.data), pathlib.Path(cache))["messages"])[: options.examples]
    load = lambda folder, quant="none": load_base(folder, device=options.device, quant=quant, dtype="float32")
    answers = lambda model: outputs(model.eval(), tokenizer, rows=rows, limit=options.answer_tokens)
    quantised, stored_as = load(base, "nf4")
    nf4 = answers(with_adapter(quantised, adapter))
    del quantised
    tuned = with_adapter(load(base)[0], adapter)
    with tuned.disable_adapter():
        alone = answers(tuned)
    bf16 = answers(tuned)
    joined = answers(tuned.merge_and_unload())
    del tuned
    stored = answers(load(merged)[0])
    return {"examples": len(rows), "same": agreement(bf16, stored)["same"], "changed": len(rows) - agreement(alone, bf16)["same"], "bytes": sum(file.stat().st_size for file in merged.glob("*.safetensors")), "arithmetic": "float32",
            "nf4_to_bf16": {**agreement(nf4, bf16), "stored": stored_as}, "bf16_to_merged": agreement(bf16, joined), "merged_to_stored": agreement(joined, stored)}


def outputs(model, tokenizer, *, rows: list, limit: int) -> list[tuple]:
    """Per row the logits over its completion, and the greedy answer's ids."""
    import torch

    out = []
    for messages in rows:
        prompt = prompt_ids(tokenizer, messages[:-1])
        ids = prompt + encode(tokenizer, messages[-1]["content"])
        with torch.no_grad():
            logits = model(torch.tensor([ids], device=model.device), use_cache=False).logits[0, len(prompt) - 1:].float().cpu()
            start = torch.tensor([prompt], device=model.device)
            answer = model.generate(start, attention_mask=torch.ones_like(start), do_sample=False, temperature=None, top_p=None, max_new_tokens=limit, pad_token_id=tokenizer.eos_token_id)
        out.append((logits, answer[0, len(prompt):].tolist()))
    return out


def agreement(one: list[tuple], other: list[tuple]) -> dict:
    return {"largest_logit_difference": max(float((a - b).abs().max()) for (a, _), (b, _) in zip(one, other)), "same": sum(a == b for (_, a), (_, b) in zip(one, other))}


def test_file(path: pathlib.Path) -> pathlib.Path:
    held_out = [path / "test.parquet", path / "test.jsonl"] if path.is_dir() else []
    return next((file for file in held_out if file.is_file()), None) or data_file(path)


def serve_line(adapters: dict[str, pathlib.Path], base: str | None) -> str:
    """The command that serves several adapters beside their base from one process; all must be of one base, and share its template."""
    bases = {str(base_of(adapter, base)) for adapter in adapters.values()}
    if len(bases) != 1:
        raise UsageError(f"Expected adapters of one base model, got them of {len(bases)}: {', '.join(sorted(bases))}; serve each base by itself")
    rank = max(json.loads((adapter / "adapter_config.json").read_text())["r"] for adapter in adapters.values())
    words = ["vllm", "serve", bases.pop(), "--served-model-name", "base", "--enable-lora", "--max-lora-rank", str(next(r for r in RANKS if r >= rank)), "--max-loras", str(len(adapters)),
             "--lora-modules", *(f"{name}={adapter.resolve()}" for name, adapter in adapters.items()), "--chat-template", str((next(iter(adapters.values())) / "chat_template.jinja").resolve())]
    return shlex.join(words)


if __name__ == "__main__":
    sys.exit(run_main(main))
