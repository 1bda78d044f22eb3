"""Owns what a run leaves in its folder: manifest.json, metrics.jsonl, finished checkpoints, done.json. Knows nothing of models.

A run is done when done.json is there, and only then. A checkpoint counts only with the mark that is written after its last file.
"""

import json
import math
import os
import pathlib
import shutil
import signal
import subprocess
import time
from datetime import datetime, timezone
from importlib.metadata import PackageNotFoundError, version

from errors import UsageError
from settings import differences

MARK = "finished.json"
PACKAGES = ("torch", "transformers", "trl", "peft", "bitsandbytes", "accelerate", "datasets", "deepspeed", "liger-kernel")


def write_json(path: pathlib.Path, value: dict) -> None:
    """Whole or not at all: written beside, flushed to disk, then renamed."""
    partial = path.with_name(path.name + ".partial")
    with open(partial, "w") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def read_json(path: pathlib.Path) -> dict | None:
    return json.loads(path.read_text()) if path.is_file() else None


def open_run(out: pathlib.Path, settings: dict, *, data: dict, base: dict) -> dict:
    """The manifest to go on with: a new one, or that of the attempt before. Whatever would change the result must be as it was."""
    out.mkdir(parents=True, exist_ok=True)
    before = read_json(out / "manifest.json") or {"settings": settings, "data": data, "base": base, "attempts": []}
    changed = differences(identity(before), identity({"settings": settings, "data": data, "base": base}))
    if changed:
        raise UsageError(f"Expected the run in {out} to go on as it began, got another {', '.join('--' + name.replace('_', '-') for name in changed)}: repeat the first command to resume, or choose another --out")
    return {**before, "settings": settings, "data": {**before["data"], **data}, "base": {**before["base"], **base}}


def identity(manifest: dict) -> dict:
    """Settings with data and base by content, so that moved files stay the same and changed ones do not."""
    return {**manifest["settings"], "data": manifest["data"]["sha256"], "model": manifest["base"]["fingerprint"]}


def attempt() -> dict:
    """Who and where this attempt is: one entry of the manifest's list."""
    slurm = {name: os.environ[name] for name in ("SLURM_JOB_ID", "SLURM_RESTART_COUNT") if name in os.environ}
    return {"started": now(), **slurm}


def versions() -> dict:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def revision() -> str | None:
    """Git revision of this code, with "+changes" when the working tree differs; None outside a repository."""
    here = pathlib.Path(__file__).parent
    git = lambda *words: subprocess.run(["git", "-C", str(here), *words], capture_output=True, text=True)
    try:
        head = git("rev-parse", "HEAD")
        return head.stdout.strip() + ("+changes" if git("status", "--porcelain", "--", ".").stdout else "") if head.returncode == 0 else None
    except FileNotFoundError:
        return None


def last_checkpoint(out: pathlib.Path, *, clean: bool) -> pathlib.Path | None:
    """The newest checkpoint that was finished. With `clean`, half-written ones are removed."""
    found = sorted(out.glob("checkpoint-*"), key=lambda path: int(path.name.split("-")[1]))
    finished = [path for path in found if (path / MARK).is_file()]
    for path in set(found) - set(finished) if clean else ():
        shutil.rmtree(path)
    return finished[-1] if finished else None


def check_disk(out: pathlib.Path, gib: float) -> None:
    """Refuses to start with less than `gib` of free disk."""
    free = shutil.disk_usage(out).free / 2**30
    if free < gib:
        raise UsageError(f"Expected {gib:.1f} GiB of free disk for {out}, found {free:.1f}: free space or choose another --out")


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


class Metrics:
    """metrics.jsonl: every `every` steps a line with the mean loss of those steps, so that a resumed run's lines equal an uninterrupted one's."""

    def __init__(self, path: pathlib.Path, every: int):
        self.path, self.every, self.window = path, every, []
        self.tokens, self.clock, self.start = 0, time.perf_counter(), time.perf_counter()

    def resume(self, step: int, window: list[float]) -> None:
        """Drops lines that come after the checkpoint and takes up its unfinished window."""
        self.window = window
        lines = self.path.read_text().splitlines() if self.path.is_file() else []
        whole = [line for line in lines if line.endswith("}") and json.loads(line)["step"] <= step]
        self.path.write_text("".join(line + "\n" for line in whole))

    def add(self, *, step: int, steps: int, loss: float, learning_rate: float, grad_norm: float, tokens: int, memory_mb: float) -> None:
        """`tokens`: all that the processes of this attempt have seen since it started."""
        self.window.append(loss)
        if step % self.every and step != steps:
            return
        now_seconds = time.perf_counter()
        line = {"step": step, "steps": steps, "loss": sum(self.window) / len(self.window), "learning_rate": learning_rate, "grad_norm": grad_norm,
                "tokens_per_second": round((tokens - self.tokens) / (now_seconds - self.clock), 1), "memory_mb": round(memory_mb), "seconds": round(now_seconds - self.start, 1)}
        self.window, self.tokens, self.clock = [], tokens, now_seconds
        with open(self.path, "a") as file:
            file.write(json.dumps({name: value if math.isfinite(value) else None for name, value in line.items()}, allow_nan=False) + "\n")
        print(f"step {step:,} of {steps:,}  loss {line['loss']:.4f}  rate {learning_rate:.2g}  {line['tokens_per_second']:,.0f} tokens/s  {memory_mb:,.0f} MB", flush=True)


class Stop:
    """Set by SIGUSR1 or SIGTERM: the run saves a checkpoint after the step it is in and leaves with its own code."""

    def __init__(self):
        self.asked = False
        for number in (signal.SIGUSR1, signal.SIGTERM):
            signal.signal(number, self.ask)

    def ask(self, number, frame) -> None:
        self.asked = True
