import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ROOT, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import { notebookOf, run, temporary } from "./cells.ts";
import { notebookDifferences } from "./notebook-differences.ts";
import type { Notebook, Output } from "../../notebooks/kernel/notebook.ts";

/** A notebook whose code cells show these outputs. */
function showing(...outputs: readonly Output[]): Notebook {
  const notebook = notebookOf(outputs.map((_, i) => `show(${i})`));
  outputs.forEach((output, i) => (notebook.cells[i]!.outputs = [output]));
  return notebook;
}

const printing = (text: string): Output => ({ output_type: "stream", name: "stdout", text });

const tableOf = (accuracy: string, plain = accuracy): Output => ({
  output_type: "display_data",
  data: {
    "text/html": "<table><caption>rehearsal</caption><thead><tr><th>model</th><th>accuracy</th>"
      + `</tr></thead><tbody><tr><td>base</td><td>${accuracy}</td></tr></tbody></table>`,
    "text/plain": `rehearsal\nmodel  accuracy\nbase   ${plain}`,
  },
});

const figureOf = (y: readonly number[], high = 0.5): Output => ({
  output_type: "display_data",
  data: {
    "application/vnd.plotly.v1+json": {
      data: [{ name: "All", x: ["boolean", "numeric"], y, error_y: { array: [high] } }],
      layout: { title: { text: "Accuracy" } },
    },
    "image/png": String(Math.random()),
    "text/plain": "[figure] Accuracy: All",
  },
});

const compare = (a: Notebook, b: Notebook): string[] =>
  notebookDifferences(new Map([["book.ipynb", a]]), new Map([["book.ipynb", b]]));

test("Equal notebooks have no differences, whatever their images are.", () => {
  const table = tableOf("53.7 % (49.0–58.2)");
  const notebook = () => showing(printing("12 of 12\n"), table, figureOf([1, 2]));
  assert.deepEqual(compare(notebook(), notebook()), []);
});

test("A changed number in a table is printed once, with its row and column.", () => {
  const [a, b] = [tableOf("53.7 % (49.0–58.2)"), tableOf("53.7 % (49.1–58.2)")];
  assert.deepEqual(compare(showing(printing("x"), a), showing(printing("x"), b)), [
    'book.ipynb · code cell 2 · row 1 "base", column 2 "accuracy" · 49.0 → 49.1',
  ]);
});

test("A number that differs only in the text beside a table is printed.", () => {
  assert.deepEqual(compare(showing(tableOf("5", "5")), showing(tableOf("5", "6"))), [
    "book.ipynb · code cell 1 · text line 3 · 5 → 6",
  ]);
});

test("Changed numbers in a figure are printed, error bars among them.", () => {
  assert.deepEqual(compare(showing(figureOf([1, 0.25])), showing(figureOf([1, 0.125], 0.75))), [
    'book.ipynb · code cell 1 · trace 1 "All" y[1] · 0.25 → 0.125',
    'book.ipynb · code cell 1 · trace 1 "All" error_y.array[0] · 0.5 → 0.75',
  ]);
});

test("A figure with fewer points differs.", () => {
  assert.deepEqual(compare(showing(figureOf([1, 2])), showing(figureOf([1]))), [
    'book.ipynb · code cell 1 · trace 1 "All" y[1] · "2" → nothing',
  ]);
});

test("Times, speeds, ports, time stamps, paths and commits may differ, numbers beside them not.", () => {
  const a = "264 done in 1.5 s (176/s) at 127.0.0.1:4100, 2026-01-02T03:04:05Z, /home/a/x, e85247d";
  const b = "264 done in 12 s (22/s) at 127.0.0.1:99, 2027-01-02T03:04:05Z, /tmp/b c/x, 72d3bd2";
  const same = b.replace("/tmp/b c/x", "/tmp/b/c/x");
  assert.deepEqual(compare(showing(printing(a)), showing(printing(same))), []);
  assert.deepEqual(compare(showing(printing(a)), showing(printing(same.replace("264", "265")))), [
    "book.ipynb · code cell 1 · stdout line 1 · 264 → 265",
  ]);
});

test("Hashes of data, minus signs and thousands are compared.", () => {
  const [a, b] = ["test 34f74f6896114ec8, −5.3 of 1,000", "test 34f74f6896114ec9, 5.3 of 1,001"];
  assert.deepEqual(compare(showing(printing("−5.3 of 1,000")), showing(printing("5.3 of 1,001"))), [
    "book.ipynb · code cell 1 · stdout line 1 · −5.3 → 5.3",
    "book.ipynb · code cell 1 · stdout line 1 · 1,000 → 1,001",
  ]);
  assert.deepEqual(compare(showing(printing(a)), showing(printing(b))), [
    `book.ipynb · code cell 1 · stdout line 1 · "${a}" → "${b}"`,
  ]);
});

test("Text that differs without a number is one line.", () => {
  assert.deepEqual(compare(showing(printing("one\nyes")), showing(printing("one\nno"))), [
    'book.ipynb · code cell 1 · stdout line 2 · "yes" → "no"',
  ]);
});

test("An added cell is printed under its own number, and moves no other.", () => {
  const [a, b] = [showing(printing("1"), printing("2")), showing(printing("1"), printing("2"))];
  b.cells.splice(1, 0, { ...b.cells[0]!, id: "added", outputs: [printing("3")] });
  assert.deepEqual(compare(a, b), ['book.ipynb · code cell 2 · stdout "3" only in b']);
});

test("Cells without ids are matched by position.", () => {
  const [a, b] = [showing(printing("1"), printing("2")), showing(printing("1"), printing("3"))];
  for (const cell of a.cells) delete cell.id;
  assert.deepEqual(compare(a, b), ["book.ipynb · code cell 2 · stdout line 1 · 2 → 3"]);
});

test("A measured cell is left out.", () => {
  const [a, b] = [showing(printing("1")), showing(printing("2"))];
  for (const { cells } of [a, b]) cells[0]!.metadata.tags = ["measured"];
  assert.deepEqual(compare(a, b), []);
});

test("A missing notebook is one line.", () => {
  const [one, none] = [new Map([["x.ipynb", showing(printing("1"))]]), new Map()];
  assert.deepEqual(notebookDifferences(one, none), ["x.ipynb · only in a"]);
  assert.deepEqual(notebookDifferences(none, one), ["x.ipynb · only in b"]);
});

test("The command compares two folders: 0 and nothing printed, or 1 and the differences.", async (t) => {
  const folder = temporary(t);
  const [a, b] = [join(folder, "a"), join(folder, "b")];
  writeNotebook(join(a, "x", "book.ipynb"), showing(printing("1")));
  writeNotebook(join(b, "x", "book.ipynb"), showing(printing("2")));
  const command = (...args: string[]) =>
    run(process.execPath, [join(ROOT, "test", "compare-notebooks.ts"), ...args]);
  assert.deepEqual(await command(a, a), { status: 0, stdout: "", stderr: "" });
  const stdout = "x/book.ipynb · code cell 1 · stdout line 1 · 1 → 2\n";
  assert.deepEqual(await command(a, b), { status: 1, stdout, stderr: "" });
  const none = await command(a, join(folder, "none"));
  assert.equal(none.status, 1);
  assert.match(none.stderr, /rev-parse .*none.* failed/);
});
