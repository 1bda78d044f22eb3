"""How a program reports an error: one sentence on stderr, and an exit code that tells the
caller whether to retry."""

import errno
import sys

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 85


class UsageError(Exception):
    """Bad input or a missing file, in one sentence with what to do. A retry changes nothing."""


def run_main(program) -> int:
    """Runs `program` and returns its exit code. A known error is printed as one sentence, any
    other keeps its traceback."""
    try:
        return program()
    except UsageError as error:
        log_line(str(error))
        return REFUSED
    except Exception as error:
        sentence = explained(error)
        if sentence is None:
            raise
        log_line(sentence)
        return FAILED


def log_line(sentence: str) -> None:
    """Prints an error or a notice on stderr, on one line."""
    print(sentence.replace("\n", " "), file=sys.stderr, flush=True)


def explained(error: BaseException) -> str | None:
    """The sentence for a full disk or a full GPU, wherever in the chain of causes it shows; None for anything else."""
    while error is not None:
        text = str(error)
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text or "PytorchStreamWriter failed" in text:
            where = getattr(error, "filename", None)
            return f"Expected room to write{f' {where}' if where else ' the run'}, found the disk or quota full: free space or choose another --out, then run the same command to resume"
        if type(error).__name__ == "OutOfMemoryError":
            return "Expected the batch to fit the GPU's memory, found it full: start again in a new --out with a lower --batch or --max-length, or with --checkpointing and --loss chunked"
        error = error.__cause__ or error.__context__
    return None
