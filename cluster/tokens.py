"""Owns how messages become token ids and labels, the same ones that a server builds for the same messages.

Knows nothing of files, models or training. As a program it shows what training would see, one JSON line per row:

    python tokens.py MODEL [--max-length 12000] [--date "26 Jul 2024"] < rows.jsonl
"""

import argparse
import json
import sys
from dataclasses import dataclass

from errors import UsageError, run_main

OPEN, CLOSE = "<note>\n", "\n</note>"
LEFT_OUT = "\n[… middle of the note left out …]\n"
IGNORED = -100


@dataclass(frozen=True)
class Example:
    """One row as tokens. `outcome` is whole or cut, or why there are none: "too long" or "source cut"."""

    ids: list[int]
    labels: list[int]
    outcome: str


def load_tokenizer(folder: str, date: str):
    """The tokenizer of a model, its chat template fixed to one date so that training and serving text never drift apart."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
    except (OSError, ValueError) as error:
        raise UsageError(f"Expected a model with a tokenizer at {folder}, could not read one ({first_line(error)}): give the folder of a Llama-3 Instruct model") from error
    if not tokenizer.chat_template:
        raise UsageError(f"Expected a chat template with the tokenizer of {folder}, found none: give the Instruct model, not the base one")
    pin_date(tokenizer, date)
    check_template(tokenizer, folder)
    return tokenizer


def check_template(tokenizer, folder: str) -> None:
    """Refuses a template that takes no system message, which serving would refuse as well, or that does not end a reply: a model trained so never stops."""
    from jinja2.exceptions import TemplateError

    system, user, reply = ({"role": role, "content": "x"} for role in ("system", "user", "assistant"))
    try:
        prompt = tokenizer.apply_chat_template([system, user], tokenize=False, add_generation_prompt=True)
        full = tokenizer.apply_chat_template([system, user, reply], tokenize=False)
    except TemplateError as error:
        raise UsageError(f"Expected a chat template that takes a system message, the one of {folder} does not ({first_line(error)}): give a Llama-3 Instruct model, or a template that puts the system message before the first turn") from error
    special = set(tokenizer.all_special_ids) | {index for index, token in tokenizer.added_tokens_decoder.items() if token.special}
    if full.startswith(prompt) and not special & set(encode(tokenizer, full[len(prompt):])):
        raise UsageError(f"Expected a chat template that ends a reply with a special token, the one of {folder} ends it with none, so that a model trained on it would never stop: give a Llama-3 Instruct model, or add its end of turn to the template")


def pin_date(tokenizer, date: str) -> None:
    """Makes a template that asks the clock state `date` instead. Saved with the tokenizer, it holds for the server as well."""
    line = "{%- set date_string = " + json.dumps(date) + " %}"
    if "strftime_now" in tokenizer.chat_template and not tokenizer.chat_template.startswith(line):
        tokenizer.chat_template = line + tokenizer.chat_template


def prompt_ids(tokenizer, messages: list[dict]) -> list[int]:
    """The ids of a prompt as a chat server builds them: rendered once with the opening of a reply, no second first token."""
    return encode(tokenizer, tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True))


def example(tokenizer, messages: list[dict]) -> Example:
    """A whole row: the server's ids for its prompt, then the ids of its completion up to the end of turn; only these have labels."""
    prompt = tokenizer.apply_chat_template(messages[:-1], tokenize=False, add_generation_prompt=True)
    full = tokenizer.apply_chat_template(messages, tokenize=False)
    if not full.startswith(prompt):
        raise UsageError("Expected a chat template that renders a conversation as its prompt followed by the reply, got another: give the tokenizer of a Llama-3 Instruct model")
    before, after = encode(tokenizer, prompt), encode(tokenizer, full[len(prompt):])
    return Example(before + after, [IGNORED] * len(before) + after, "whole")


def fit_to_length(tokenizer, messages: list[dict], limit: int, *, cut: bool = True) -> Example:
    """The row within `limit` tokens. A longer one loses the middle of its note, and nothing else, or has no ids at all."""
    whole = example(tokenizer, messages)
    if len(whole.ids) <= limit:
        return whole
    if not cut:
        return Example([], [], "too long")
    return without_middle(tokenizer, messages, limit=limit, excess=len(whole.ids) - limit)


def without_middle(tokenizer, messages: list[dict], *, limit: int, excess: int) -> Example:
    user = next(index for index, message in enumerate(messages) if message["role"] == "user")
    parts = note_of(messages[user]["content"])
    if parts is None:
        return Example([], [], "too long")
    before, note, after = parts
    places = tokenizer(note, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
    keep = len(places) - excess - len(encode(tokenizer, LEFT_OUT))
    while keep > 1:
        shorter = note[: places[(keep + 1) // 2 - 1][1]] + LEFT_OUT + note[places[-(keep // 2)][0]:]
        row = [*messages]
        row[user] = {**messages[user], "content": before + shorter + after}
        made = example(tokenizer, row)
        if len(made.ids) <= limit:
            return Example(made.ids, made.labels, "cut") if keeps_source(messages[-1]["content"], note, shorter) else Example([], [], "source cut")
        keep -= len(made.ids) - limit
    return Example([], [], "too long")


def note_of(content: str) -> tuple[str, str, str] | None:
    """What stands before the note, the note, and what follows it; the last closing tag is the note's, as in lib/prompts.ts."""
    start, end = content.find(OPEN), content.rfind(CLOSE)
    if start < 0 or end < start + len(OPEN):
        return None
    start += len(OPEN)
    return content[:start], content[start:end], content[end:]


def keeps_source(reply: str, note: str, shorter: str) -> bool:
    """False when the reply quotes a passage that the cut removed: such a row would teach answers without evidence."""
    try:
        source = json.loads(reply).get("source")
    except (ValueError, AttributeError):
        return True
    return not isinstance(source, str) or source not in note or source in shorter


def encode(tokenizer, text: str) -> list[int]:
    return tokenizer(text, add_special_tokens=False)["input_ids"]


def first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--max-length", type=int, default=12_000)
    parser.add_argument("--date", default="26 Jul 2024")
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.model, options.date)
    for line in sys.stdin:
        messages = json.loads(line)["messages"]
        made = fit_to_length(tokenizer, messages, options.max_length)
        print(json.dumps({"ids": made.ids, "labels": made.labels, "outcome": made.outcome, "prompt": prompt_ids(tokenizer, messages[:-1])}))
    return 0


if __name__ == "__main__":
    sys.exit(run_main(main))
