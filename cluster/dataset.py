"""Owns how a prepared file becomes the rows that training sees: read, checked, tokenised, cut or refused, and counted.

Knows nothing of models or of the trainer. Everything it caches holds note text, so it stays in the folder it is given.
"""

import hashlib
import json
import pathlib
from collections import Counter

from errors import UsageError
from tokens import first_line, fit_to_length

FORMATS = {".parquet": "parquet", ".jsonl": "json", ".json": "json"}
SEQUENCES = [["system", "user", "assistant"], ["user", "assistant"]]


def data_file(path: pathlib.Path) -> pathlib.Path:
    """The file that `--data` names: itself, or the train split of a prepared folder."""
    choices = [path / "train.parquet", path / "train.jsonl"] if path.is_dir() else [path]
    found = next((file for file in choices if file.is_file()), None)
    if found is None or found.suffix not in FORMATS:
        raise UsageError(f"Expected prepared rows as Parquet or JSONL at {path}, found {'another kind of file' if found else 'no such file'}: run the notebook a-distill/3-prep, or correct --data")
    return found


def sha256(path: pathlib.Path) -> str:
    """SHA-256 of a file, in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load_examples(path: pathlib.Path, tokenizer, *, options, cache: pathlib.Path):
    """A `datasets.Dataset` with input_ids, labels and length, and the counts of what became of every row."""
    rows = read(path, cache)
    made = rows.map(
        lambda row: tokenize_row(row["messages"], tokenizer, options), remove_columns=rows.column_names, features=features(),
        num_proc=workers(options.workers, len(rows)), new_fingerprint=fingerprint(path, tokenizer, options), desc="tokens")
    outcomes = list(made["outcome"])
    counts = {"rows": len(rows), **{key: 0 for key in ("whole", "cut", "too long", "source cut")}, **Counter(outcomes)}
    check(counts, path, outcomes=outcomes, options=options)
    kept = made.select([index for index, outcome in enumerate(outcomes) if outcome in ("whole", "cut")])
    return kept.remove_columns("outcome"), counts


def summary(counts: dict, limit: int) -> str:
    """One line that accounts for every row, with its denominator."""
    used = counts["whole"] + counts["cut"]
    return (f"{used:,} of {counts['rows']:,} rows are used at {limit:,} tokens: {counts['whole']:,} whole, {counts['cut']:,} without the middle of their note; "
            f"refused: {counts['too long']:,} too long, {counts['source cut']:,} whose quoted source the cut would remove")


def read(path: pathlib.Path, cache: pathlib.Path):
    import datasets

    datasets.disable_progress_bars()
    kind = FORMATS[path.suffix]
    try:
        rows = datasets.load_dataset(kind, data_files=str(path), split="train", cache_dir=str(cache), **({"columns": ["messages"]} if kind == "parquet" else {}))
    except Exception as error:  # the readers raise their own, pyarrow's and pandas' kinds
        if isinstance(error.__cause__ or error, OSError) and getattr(error.__cause__ or error, "errno", None) == 28:
            raise
        raise UsageError(f"Expected rows with a column `messages` in {path}, could not read them as {kind} ({type(error.__cause__ or error).__name__}): prepare the file again with a-distill/3-prep") from None
    if "messages" not in rows.column_names:
        raise UsageError(f"Expected a column `messages` in {path}, found {', '.join(rows.column_names)}: prepare the file again with a-distill/3-prep")
    return rows


def tokenize_row(messages, tokenizer, options) -> dict:
    """The columns of one row: token ids, labels, their number, and what became of the row."""
    if not well_formed(messages):
        return {"input_ids": [], "labels": [], "length": 0, "outcome": "malformed"}
    made = fit_to_length(tokenizer, messages, options.max_length, cut=options.too_long == "cut")
    return {"input_ids": made.ids, "labels": made.labels, "length": len(made.ids), "outcome": made.outcome}


def well_formed(messages) -> bool:
    return isinstance(messages, list) and [m.get("role") for m in messages] in SEQUENCES and all(isinstance(m.get("content"), str) and m["content"].strip() for m in messages)


def check(counts: dict, path: pathlib.Path, *, outcomes: list[str], options) -> None:
    """Refuses a file with a malformed row, one with nothing left to learn, and any too long row when told to stop at it."""
    if counts.get("malformed"):
        raise UsageError(f"Expected system, user and assistant messages with text in every row of {path}, found {counts['malformed']:,} rows without, the first in row {outcomes.index('malformed') + 1}: prepare the file again")
    refused = counts["too long"] + counts["source cut"]
    if refused and options.too_long == "stop":
        raise UsageError(f"Expected rows of at most {options.max_length:,} tokens in {path}, found {refused:,} longer ones, the first in row {outcomes.index('too long') + 1}: raise --max-length or choose --too-long cut or refuse")
    if refused == counts["rows"]:
        raise UsageError(f"Expected rows of at most {options.max_length:,} tokens in {path}, found none among {counts['rows']:,}: raise --max-length")


def features():
    from datasets import Features, List, Value

    return Features({"input_ids": List(Value("int32")), "labels": List(Value("int32")), "length": Value("int32"), "outcome": Value("string")})


def fingerprint(path: pathlib.Path, tokenizer, options) -> str:
    """Same file, template, vocabulary and limits: the same cached tokens, on every process and at every resume."""
    parts = [sha256(path), tokenizer.chat_template, tokenizer.backend_tokenizer.to_str(), options.max_length, options.too_long]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def workers(wanted: int, rows: int) -> int | None:
    """Starting a process costs more than tokenising a few hundred rows."""
    return wanted if wanted > 1 and rows > 500 * wanted else None
