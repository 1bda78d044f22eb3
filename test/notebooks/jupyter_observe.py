"""Talks to the real kernel the way front ends do and prints what it saw, as JSON, for test/notebooks/jupyter.test.ts to judge."""
import json
import os
import signal
import sys
import tempfile
import threading
import time

import pexpect
from jupyter_client.manager import start_new_kernel

TIMEOUT = 60
RUNS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "runs")


def cell(client, code):
    """Runs a cell; returns its reply and everything broadcast for it."""
    outputs = []
    reply = client.execute_interactive(code, timeout=TIMEOUT, output_hook=lambda m: outputs.append({"type": m["msg_type"], **m["content"]}))
    return {"reply": reply["content"], "outputs": outputs}


def interrupted(manager, client, code):
    """Runs a cell and interrupts it once it is underway."""
    threading.Timer(1.0, manager.interrupt_kernel).start()
    return cell(client, code)


BUSY = [
    "await 0; while (true) {}",
    "await 0;\nfor (;;);",
    "await null;\ndo { kept += 0; } while (kept > 0);",
    "await 0;\nspin();",
    "await 0;\nfib(60)",
    "await 0;\nfor (const x of (function* () { for (;;) yield 1; })()) void x;",
    "await new Promise<void>((done) => setTimeout(() => { while (kept > 0) {} done(); }, 10));",
    "await Promise.resolve().then(() => { for (let i = 0; i >= 0; i++) {} });",
    "import { sep } from 'node:path';\nwhile (sep) {}",
]


def timer(manager, client):
    """A loop in a timer that outlives its cell, interrupted while no cell runs; what the next cell gives."""
    cell(client, "void setTimeout(() => { while (true) {} }, 300);")
    time.sleep(1.5)
    manager.interrupt_kernel()
    return cell(client, "++kept")


def queued(client, codes):
    """Sends cells without waiting, like Run All; returns the names of their errors, None for a cell that ran."""
    ids = [client.execute(code) for code in codes]
    replies = {}
    while len(replies) < len(ids):
        reply = client.get_shell_msg(timeout=TIMEOUT)
        replies[reply["parent_header"]["msg_id"]] = reply["content"]
    return [replies[i].get("ename") for i in ids]


def ask(client, request):
    """The answer to a request on the shell channel."""
    msg_id = request()
    while True:
        reply = client.get_shell_msg(timeout=TIMEOUT)
        if reply["parent_header"]["msg_id"] == msg_id:
            return reply["content"]


def edited(client):
    """Cells around edits of a module that the first of them loads."""
    os.makedirs(RUNS, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=RUNS) as folder:
        path = os.path.join(folder, "part.ts")
        cells = []
        for value in range(3):
            with open(path, "w") as file:
                file.write(f"export const value: number = {value};\n" + "export const more = 1;\n" * (value == 2))
            time.sleep(3 if value else 0)
            cells.append(cell(client, f"import {{ value }} from {json.dumps(path)};\nvalue" if value == 0 else "value"))
        return cells


def kernel():
    manager, client = start_new_kernel(kernel_name="distil", startup_timeout=TIMEOUT)
    seen = {
        "value": cell(client, "1 + 1"),
        "teacher": cell(client, "import { openBackend } from 'distil/backends/backend';\nconst teacher = await openBackend().model('teacher');"),
        "lines": cell(client, "for (let i = 0; i < 5000; i++) console.log(`line ${i}`);"),
        "updates": cell(client, "import { display } from 'distil/display/output';\nfor (let i = 0; i <= 3000; i++) display({ 'text/plain': `${i}` }, { id: 'one' });"),
        "thrown": cell(client, "function f(): never { throw new RangeError('too much'); }\nf();"),
        "type": cell(client, "const n: number = 'one';"),
        "floating": cell(client, "const lost = Promise.reject(new Error('nobody looked'));"),
        "after": cell(client, "'still here'"),
        "queued": queued(client, ["1", "throw new Error('stop')", "console.log('not me')", "console.log('nor me')"]),
        "loop": interrupted(manager, client, "while (true) {}"),
        "pending": interrupted(manager, client, "await new Promise(() => {});"),
        "polling": interrupted(manager, client, "const g = globalThis as any;\ng.turns = 0;\nwhile (true) { await new Promise((r) => setTimeout(r, 20)); g.turns++; }"),
        "kept": cell(client, "let kept = 41;\nconst spin = (): never => { while (true) {} };\nfunction fib(n: number): number { return n < 2 ? n : fib(n - 1) + fib(n - 2); }"),
        "busy": [{"code": code, **interrupted(manager, client, code), "after": cell(client, "++kept")} for code in BUSY],
        "timer": timer(manager, client),
        "stopped": cell(client, "const was = (globalThis as any).turns;\nawait new Promise((r) => setTimeout(r, 200));\n(globalThis as any).turns === was && was > 0"),
        "answering": cell(client, "(await fetch(`${teacher.urls[0]}/models`)).status"),
        "edited": edited(client),
        "completion": ask(client, lambda: client.complete("'😀'; [1].fla", 12)),
        "hover": ask(client, lambda: client.inspect("const upper = 'x'.toUpperCase()", 20)),
    }
    started = time.time()
    manager.shutdown_kernel()
    return {**seen, "shutdown_seconds": time.time() - started}


def orphan():
    """True when a kernel ends by itself after the client that started it was killed."""
    script = "import os, time\nfrom jupyter_client.manager import start_new_kernel\nm, c = start_new_kernel(kernel_name='distil')\nprint(m.provisioner.pid, flush=True)\ntime.sleep(60)\n"
    child = pexpect.spawn(sys.executable, ["-c", script], encoding="utf8", timeout=TIMEOUT)
    child.expect(r"(\d+)\r?\n")
    pid = int(child.match.group(1))
    os.kill(child.pid, signal.SIGKILL)
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if open(f"/proc/{pid}/stat").read().split()[2] == "Z" if os.path.exists(f"/proc/{pid}/stat") else False:
            return True
        time.sleep(0.1)
    return False


def terminal(node, repl):
    """What happens in `npm run repl`: the steps that worked."""
    steps = []
    child = pexpect.spawn(node, [repl], encoding="utf8", dimensions=(40, 100), timeout=TIMEOUT)
    child.expect(r"In \[")
    child.send("const half = (n: number) => n / 2\r")
    child.expect(r"In \[.*2")
    child.send("half(9)\r")
    child.expect(r"4\.5")
    steps.append("value")
    child.expect(r"In \[.*3")
    child.send("hal\t")
    child.expect("half")
    time.sleep(1)
    child.send("(3)\r")
    child.expect(r"1\.5")
    steps.append("completion")
    child.send("while (true) {}\r")
    time.sleep(1)
    child.sendintr()
    child.expect("The cell was interrupted")
    steps.append("interrupt")
    child.send("'still ' + 'here'\r")
    child.expect("still here")
    child.expect(r"In \[")
    time.sleep(1)
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    steps.append(f"left with {child.exitstatus}")
    return steps


if __name__ == "__main__":
    what = {"kernel": kernel, "orphan": orphan, "terminal": terminal}[sys.argv[1]]
    print(json.dumps(what(*sys.argv[2:])))
