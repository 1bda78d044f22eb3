"""Runs notebooks on the real kernel through nbclient: python execute.py OUT_FOLDER NOTEBOOK...

Each notebook gets a kernel of its own. Executed copies are written to OUT_FOLDER under their paths as given. One JSON line for each
notebook: {"notebook", "cells", "seconds", "failure"}. Ends with 1 at the first failure.
"""
import json
import os
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CELL_SECONDS = 900
OUTPUT_SECONDS = 20


def execute(path):
    """The executed notebook, how many code cells ran, and what failed (None when all went well)."""
    notebook = nbformat.read(path, 4)
    client = NotebookClient(
        notebook, kernel_name="distil", timeout=CELL_SECONDS, iopub_timeout=OUTPUT_SECONDS, raise_on_iopub_timeout=True,
        coalesce_streams=True, record_timing=False, resources={"metadata": {"path": os.path.dirname(path) or "."}},
    )
    ran = 0
    try:
        with client.setup_kernel():
            for index, cell in enumerate(notebook.cells):
                if cell.cell_type == "code":
                    client.execute_cell(cell, index)
                    ran += 1
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return notebook, ran, f"{path}, code cell {ran + 1}: {type(error).__name__}: {error}"
    return notebook, ran, None


def main(out, paths):
    for path in paths:
        started = time.time()
        notebook, ran, failure = execute(path)
        copy = os.path.join(out, path)
        os.makedirs(os.path.dirname(copy), exist_ok=True)
        nbformat.write(notebook, copy)
        print(json.dumps({"notebook": path, "cells": ran, "seconds": round(time.time() - started, 1), "failure": failure}), flush=True)
        if failure:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
