"""Measures a base model, alone and with each adapter, on rows it did not learn from: loss per token of the completion and of the answer's value.

Owns no training and no serving. Prints one JSON line per model: {"model", "rows", "loss", "answer_loss", "answer_right", "answer_tokens"}.

    python cluster/evaluate_loss.py --model BASE --data test.jsonl [NAME=ADAPTER …] [--quant nf4] [--device cpu]
"""

import argparse
import json
import pathlib
import re
import sys
import tempfile

from base_model import check_device, folder_of, go_offline_if_local, load_base
from dataset import data_file, read
from errors import run_main
from tokens import fit_to_length, load_tokenizer

VALUE = re.compile(r'"answer"\s*:\s*"?([^",}\n]+)')


def main() -> int:
    options = arguments()
    go_offline_if_local(options.model)
    check_device(options.device)
    folder = folder_of(options.model)
    tokenizer = load_tokenizer(str(folder), options.date)
    rows = scored_rows(data_file(options.data), tokenizer, options.max_length)
    model, _ = load_base(folder, device=options.device, quant=options.quant)
    show("base", measure(model.eval(), rows))
    for name, place in (pair.split("=", 1) for pair in options.adapters):
        from peft import PeftModel

        tuned = PeftModel.from_pretrained(model, place)
        show(name, measure(tuned.eval(), rows))
        model = tuned.unload()
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adapters", nargs="*", metavar="NAME=ADAPTER")
    parser.add_argument("--model", required=True)
    parser.add_argument("--data", required=True, type=pathlib.Path)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda")
    parser.add_argument("--quant", choices=["nf4", "none"], default="none")
    parser.add_argument("--max-length", type=int, default=12_000)
    parser.add_argument("--date", default="26 Jul 2024")
    return parser.parse_args()


def scored_rows(file: pathlib.Path, tokenizer, limit: int) -> list[tuple[list[int], int, list[bool]]]:
    """Per row its ids, where the completion begins, and which completion tokens carry the answer's value."""
    with tempfile.TemporaryDirectory() as cache:  # a cached row is note text: it goes with the folder
        messages = list(read(file, pathlib.Path(cache))["messages"])
    out = []
    for row in messages:
        made = fit_to_length(tokenizer, row, limit)
        completion = [label for label in made.labels if label >= 0]
        if completion:
            out.append((made.ids, len(made.ids) - len(completion), answer_tokens(tokenizer, row[-1]["content"], len(completion))))
    return out


def answer_tokens(tokenizer, reply: str, length: int) -> list[bool]:
    """Marks the tokens of a reply that overlap the value of "answer", quotes apart."""
    found = VALUE.search(reply.strip())
    start, end = found.span(1) if found else (0, 0)
    places = tokenizer(reply.strip(), add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    marks = [low < end and high > start for low, high in places]
    return marks[:length] + [False] * (length - len(marks))


def measure(model, rows) -> dict:
    """Mean negative log-likelihood in nats over all completion tokens and over the answers' tokens; the share of the latter that are most likely."""
    import torch

    losses, answers, right = [], [], []
    for ids, start, marks in rows:
        with torch.no_grad():
            logits = model(torch.tensor([ids], device=model.device), use_cache=False).logits[0, start - 1: -1].float()
        targets = torch.tensor(ids[start:], device=logits.device)
        each = torch.nn.functional.cross_entropy(logits, targets, reduction="none").tolist()
        hit = (logits.argmax(-1) == targets).tolist()
        losses += each
        answers += [loss for loss, mark in zip(each, marks) if mark]
        right += [h for h, mark in zip(hit, marks) if mark]
    return {"rows": len(rows), "loss": mean(losses), "answer_loss": mean(answers), "answer_right": mean(right), "answer_tokens": len(answers)}


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def show(name: str, figures: dict) -> None:
    print(json.dumps({"model": name, **figures}), flush=True)


if __name__ == "__main__":
    sys.exit(run_main(main))
