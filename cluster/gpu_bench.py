"""Speed and peak memory of finetune.py on this machine's GPU: the paper's settings against ones that should cost less, on the same rows.

Owns which settings are compared. Each is a short run of finetune.py in a process of its own; prints one JSON line for each:
{"setting", "tokens_per_second", "memory_mb", "loss", "ratio"}, or {"setting", "failed"} where it does not run here. `ratio` is the speed against the paper's.
Losses are comparable where the steps see the same rows: not with another batch size, and not packed.

    python cluster/gpu_bench.py --model BASE --data FOLDER/All [--tokens 12000] [--steps 24] [--only paper "flash attention"]
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

from base_model import check_device
from errors import run_main

WARM_UP = 4  # steps that compile kernels and fill caches
SETTINGS = {
    "paper": ["--loss", "full"],
    "logits of completions only": ["--loss", "chunked"],
    "fused loss": ["--loss", "liger"],
    "flash attention": ["--loss", "chunked", "--attention", "flash_attention_2"],
    "nothing recomputed": ["--loss", "chunked", "--no-checkpointing"],
    "4 rows of like length": ["--loss", "chunked", "--batch", "4", "--accumulation", "1", "--group-by-length"],
    "packed": ["--loss", "chunked", "--attention", "flash_attention_2", "--packing"],
}


def main() -> int:
    options = arguments()
    check_device(options.device)
    paper = None
    for name in options.only:
        with tempfile.TemporaryDirectory() as folder:  # the adapter and the cached rows go with it
            line = {"setting": name, **measured(SETTINGS[name], pathlib.Path(folder) / "run", options)}
        speed = line.get("tokens_per_second")
        paper = speed if name == "paper" else paper
        print(json.dumps({**line, "ratio": round(speed / paper, 2)} if speed and paper else line), flush=True)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu: only to see that it runs")
    parser.add_argument("--tokens", type=int, default=12_000, help="tokens that a row may have")
    parser.add_argument("--steps", type=int, default=24)
    parser.add_argument("--only", nargs="+", choices=list(SETTINGS), default=list(SETTINGS), metavar="SETTING")
    return parser.parse_args()


def measured(flags: list[str], out: pathlib.Path, options: argparse.Namespace) -> dict:
    """Median speed after the warm-up, peak memory and mean loss of one short run; or its last words."""
    program = pathlib.Path(__file__).with_name("finetune.py")
    common = ["--model", options.model, "--data", options.data, "--out", str(out), "--device", options.device, "--max-length", str(options.tokens), "--max-steps", str(options.steps), "--log-every", "1"]
    ended = subprocess.run([sys.executable, str(program), *common, *flags], capture_output=True, text=True)
    if ended.returncode != 0:
        return {"failed": (ended.stderr.strip().splitlines() or ["no reason given"])[-1][:300]}
    steps = [json.loads(line) for line in (out / "metrics.jsonl").read_text().splitlines()]
    kept = steps[WARM_UP:] or steps
    return {"tokens_per_second": statistics.median(step["tokens_per_second"] for step in kept), "memory_mb": steps[-1]["memory_mb"], "loss": round(statistics.mean(step["loss"] for step in steps), 4)}


if __name__ == "__main__":
    sys.exit(run_main(main))
