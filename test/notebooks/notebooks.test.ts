import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join, relative } from "node:path";
import { before, test } from "node:test";
import { jupyterEnv } from "../../notebooks/kernel/jupyter.ts";
import { allNotebooks, readNotebook, ROOT, textOf } from "../../notebooks/kernel/notebook.ts";
import { jupyterPython, noJupyter, run } from "./cells.ts";
import { isMeasured, timeless } from "./shown.ts";
import type { Cell, Output } from "../../notebooks/kernel/notebook.ts";

const NOTEBOOKS = allNotebooks().map((file) => relative(ROOT, file));
const RUN = "test-notebooks";
const FOLDER = join(ROOT, "data", "runs", RUN);
const OUT = join(ROOT, "data", "runs", `${RUN}-executed`);
const skip = noJupyter();

before(() => rmSync(OUT, { recursive: true, force: true }));

/** Runs every notebook in order, from a run folder that holds nothing. */
async function runAll(command: string, args: readonly string[]): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  const { status, stdout, stderr } = await run(command, [...args, ...NOTEBOOKS], { env: { ...jupyterEnv(), RUN } });
  rmSync(FOLDER, { recursive: true, force: true });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
}

test("Every notebook runs in this project's own runner, from nothing, in order.", async () => {
  await runAll(process.execPath, ["notebooks/kernel/run-notebook.ts", "--out", join(OUT, "runner")]);
});

test("Every notebook runs through nbclient on the real kernel, from nothing, in order.", { skip }, async () => {
  await runAll(jupyterPython(), ["notebooks/kernel/execute.py", join(OUT, "jupyter")]);
});

for (const notebook of NOTEBOOKS) {
  test(`${notebook} shows the same in both.`, { skip }, () => {
    const [ours, jupyters] = ["runner", "jupyter"].map((by) => readNotebook(join(OUT, by, notebook)).cells.map(shownBy));
    assert.deepEqual(ours, jupyters);
  });
}

/** What a cell shows. Of a cell tagged "measured" only the kinds of its outputs count: its figures are of one run on one machine. */
function shownBy(cell: Cell): unknown {
  const { execution_count, outputs = [] } = cell;
  const measured = isMeasured(cell);
  return { execution_count, outputs: outputs.map((output) => (measured ? [output.output_type, Object.keys(output.data ?? {})] : shown(output))) };
}

/** An output without what may differ from run to run: times, speeds and ports. */
function shown(output: Output): unknown {
  const { text, data, ...rest } = output;
  const texts = Object.entries(data ?? {}).map(([mime, value]) => [mime, typeof value === "string" || Array.isArray(value) ? timeless(textOf(value as string[])) : value]);
  return { ...rest, ...(text === undefined ? {} : { text: timeless(textOf(text)) }), ...(data ? { data: Object.fromEntries(texts) } : {}) };
}
