import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { jupyterEnv } from "../../notebooks/kernel/jupyter.ts";
import { ROOT } from "../../notebooks/kernel/notebook.ts";
import { jupyterPython, noJupyter, printed, run, runCellsInJupyter } from "./cells.ts";

const skip = noJupyter();
const RUN = "test-jupyter";

async function observe(...args: string[]): Promise<any> {
  const { status, stdout, stderr } = await run(jupyterPython(), [join(ROOT, "test/notebooks/jupyter_observe.py"), ...args], { env: { ...jupyterEnv(), RUN } });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

const removeRun = () => rmSync(join(ROOT, "data", "runs", RUN), { recursive: true, force: true });
before(removeRun);
after(removeRun);

let seen: any;
before(async () => {
  if (!skip) seen = await observe("kernel");
});

const ofType = (cell: any, type: string): any[] => cell.outputs.filter((output: any) => output.type === type);
const streamed = (cell: any): string => ofType(cell, "stream").map((output: any) => output.text).join("");

test("A cell's value is a result with its number, and its input is announced.", { skip }, () => {
  assert.deepEqual(ofType(seen.value, "execute_result").map(({ data, execution_count }: any) => ({ data, execution_count })), [{ data: { "text/plain": "2" }, execution_count: 1 }]);
  assert.equal(ofType(seen.value, "execute_input")[0].execution_count, 1);
  assert.equal(seen.value.reply.status, "ok");
});

test("5,000 printed lines arrive complete and in order on the real kernel.", { skip }, () => {
  assert.equal(streamed(seen.lines), Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join(""));
});

test("3,000 updates of one display all arrive.", { skip }, () => {
  assert.equal(ofType(seen.updates, "display_data").length, 1);
  assert.equal(ofType(seen.updates, "update_display_data").length, 3000);
});

test("A thrown error is a Jupyter error with name, message and the cell's line.", { skip }, () => {
  const [error] = ofType(seen.thrown, "error");
  assert.equal(error.ename, "RangeError");
  assert.equal(error.evalue, "too much");
  assert.match(error.traceback.join("\n"), /at f \(cell-\d+, line 1, column \d+\)/);
  assert.equal(seen.thrown.reply.status, "error");
  assert.equal(seen.thrown.reply.ename, "RangeError");
});

test("A type error and a rejection that nobody awaits are errors too, and the next cell runs.", { skip }, () => {
  assert.equal(seen.type.reply.ename, "TypeScriptError");
  assert.match(seen.floating.reply.evalue, /A promise failed that nobody waited for: nobody looked/);
  assert.equal(seen.after.reply.status, "ok");
});

test("After a failure the cells already sent are answered as aborted, and none of them runs.", { skip }, () => {
  assert.deepEqual(seen.queued, [null, "Error", "Aborted", "Aborted"]);
});

test("An interrupt ends a busy loop, a wait and a loop that waits.", { skip }, () => {
  for (const name of ["loop", "pending", "polling"]) assert.equal(seen[name].reply.ename, "Interrupted", name);
  assert.deepEqual(ofType(seen.stopped, "execute_result")[0].data, { "text/plain": "true" });
});

test("An interrupt ends a loop after an await, in a function, in a callback and in a timer, and what the session holds is kept.", { skip }, () => {
  assert.equal(seen.busy.length, 9);
  for (const [i, { code, reply, after }] of seen.busy.entries()) {
    assert.equal(reply.ename, "Interrupted", code);
    assert.deepEqual(ofType(after, "execute_result")[0]?.data, { "text/plain": String(42 + i) }, code);
  }
  assert.equal(seen.timer.reply.status, "ok", seen.timer.reply.evalue);
  assert.deepEqual(ofType(seen.timer, "execute_result")[0].data, { "text/plain": "51" });
});

test("An interrupt leaves the rehearsal server alone, so that the next cell can ask it.", { skip }, () => {
  assert.equal(seen.teacher.reply.status, "ok");
  assert.deepEqual(ofType(seen.answering, "execute_result").map(({ data }: any) => data), [{ "text/plain": "200" }]);
});

test("Editing a loaded module between cells draws a warning each time and disturbs nothing: the module stays as it was loaded.", { skip }, () => {
  for (const [i, edit] of seen.edited.entries()) {
    assert.equal(edit.reply.status, "ok", edit.reply.evalue);
    assert.deepEqual(ofType(edit, "execute_result").map(({ data }: any) => data), [{ "text/plain": "0" }]);
    assert.equal((streamed(edit).match(/part\.ts was edited after it was loaded: restart the kernel/g) ?? []).length, i === 0 ? 0 : 1);
  }
});

test("Completion and hover answer, and positions count as Jupyter counts them.", { skip }, () => {
  assert.deepEqual(seen.completion.matches, ["flat", "flatMap"]);
  assert.deepEqual([seen.completion.cursor_start, seen.completion.cursor_end], [9, 12]);
  assert.match(seen.hover.data["text/plain"], /toUpperCase\(\): string/);
});

test("The kernel ends when it is asked to, and when the program that started it is killed.", { skip }, async () => {
  assert.ok(seen.shutdown_seconds < 5, `${seen.shutdown_seconds} s: it had to be killed`);
  assert.equal(await observe("orphan"), true);
});

for (const [what, source, evalue] of [
  ["that throws", 'throw new Error("broken");', /broken/],
  ["with a type error", 'const n: number = "one";', /Type 'string' is not assignable/],
  ["whose promise rejects without await", 'const lost = Promise.reject(new Error("nobody looked"));', /nobody looked/],
] as const) {
  test(`A notebook with a cell ${what} fails through nbclient.`, { skip }, async (t) => {
    const { status, stdout, cells } = await runCellsInJupyter(t, ["1", source, "console.log('never');"]);
    assert.equal(status, 1);
    assert.match(JSON.parse(stdout).failure, /code cell 2: CellExecutionError/);
    assert.match(cells[1]?.outputs?.at(-1)?.evalue ?? "", evalue);
    assert.equal(printed(cells[2]), "");
  });
}

test("A flood of output passes nbclient whole.", { skip }, async (t) => {
  const { status, cells } = await runCellsInJupyter(t, ["for (let i = 0; i < 5000; i++) console.log(`line ${i}`);"]);
  assert.equal(status, 0);
  assert.equal(printed(cells[0]).split("\n").length, 5001);
});

test("The terminal shows values, completes with Tab, interrupts with Ctrl-C and leaves with Ctrl-D.", { skip }, async () => {
  assert.deepEqual(await observe("terminal", process.execPath, join(ROOT, "notebooks/kernel/commands/repl.ts")), ["value", "completion", "interrupt", "left with 0"]);
});
