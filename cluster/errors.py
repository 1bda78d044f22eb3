"""Owns how a program here says no: one sentence on stderr and an exit code that tells a retrier what to do."""

import errno
import sys

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 85


class Refusal(Exception):
    """Bad input or a lacking place: expected, got, where, what to do, in one sentence. Trying again changes nothing."""


def guarded(program) -> int:
    """Runs `program` and returns its exit code; known troubles become one sentence, anything else keeps its traceback."""
    try:
        return program()
    except Refusal as refusal:
        say(str(refusal))
        return REFUSED
    except Exception as error:
        sentence = explained(error)
        if sentence is None:
            raise
        say(sentence)
        return FAILED


def say(sentence: str) -> None:
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
