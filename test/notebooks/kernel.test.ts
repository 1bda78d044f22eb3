import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { overwritten, readNotebook, ROOT, textOf, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import { notebookOf, printed, run, runCells, shownText, temporary } from "./cells.ts";

test("A cell that throws ends the run with 1 and one sentence naming file, cell and error; cells after it do not run.", async (t) => {
  const { status, stderr, cells } = await runCells(t, ["const a = 1;", 'throw new RangeError("too much");', "console.log('never');"]);
  assert.equal(status, 1);
  assert.match(stderr, /^\S.*book\.ipynb, code cell 2: RangeError: too much\n$/);
  assert.deepEqual(cells.map((cell) => cell.execution_count), [1, 2, null]);
  assert.deepEqual(cells[1]?.outputs?.map(({ output_type, ename, evalue }) => ({ output_type, ename, evalue })), [{ output_type: "error", ename: "RangeError", evalue: "too much" }]);
});

test("A cell with a type error ends the run with 1 and does not run at all.", async (t) => {
  const { status, stderr, cells } = await runCells(t, ['console.log("ran");\nconst n: number = "one";']);
  assert.equal(status, 1);
  assert.match(stderr, /code cell 1: TypeScriptError: line 2, column 7: Type 'string' is not assignable to type 'number'/);
  assert.equal(printed(cells[0]), "");
});

test("A promise that rejects without await ends the run with 1.", async (t) => {
  const { status, stderr } = await runCells(t, ['const lost = Promise.reject(new Error("nobody looked"));']);
  assert.equal(status, 1);
  assert.match(stderr, /code cell 1: Error: A promise failed that nobody waited for: nobody looked/);
});

test("A promise that rejects after its cell has ended fails the cell that runs then.", async (t) => {
  const { status, stderr } = await runCells(t, ['const slow = (async () => { await new Promise((r) => setTimeout(r, 20)); throw new Error("late"); })();', "await new Promise((r) => setTimeout(r, 100));"]);
  assert.equal(status, 1);
  assert.match(stderr, /code cell 2: Error: A promise failed that nobody waited for: late/);
});

test("What fails soon after the last cell fails the run.", async (t) => {
  const { status, stderr } = await runCells(t, ['setTimeout(() => { throw new Error("in a timer"); }, 20);']);
  assert.equal(status, 1);
  assert.match(stderr, /Something failed in the background: in a timer/);
});

test("A promise as a statement is refused before it runs; with void it may run by itself.", async (t) => {
  const slow = "const slow = async () => { console.log('called'); };\n";
  const refused = await runCells(t, [`${slow}if (true) {\n  slow();\n}`]);
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /line 3, column 3: Nobody waits for this promise/);
  assert.equal(printed(refused.cells[0]), "");
  assert.equal((await runCells(t, [`${slow}void slow();`])).status, 0);
});

test("process.exit in a cell is an error, not a quiet end.", async (t) => {
  const { status, stderr } = await runCells(t, ["process.exit(0);"]);
  assert.equal(status, 1);
  assert.match(stderr, /A cell called process\.exit\(0\)/);
});

test("A cell tagged raises-exception may fail, and the next cell runs.", async (t) => {
  const { status, cells } = await runCells(t, [{ source: 'throw new Error("on purpose");', tags: ["raises-exception"] }, "1 + 1"]);
  assert.equal(status, 0);
  assert.equal(cells[0]?.outputs?.[0]?.ename, "Error");
  assert.deepEqual(shownText(cells[1]), ["2"]);
});

test("5,000 printed lines arrive complete and in order, and neighbouring prints are one output.", async (t) => {
  const { status, cells } = await runCells(t, ["for (let i = 0; i < 5000; i++) console.log(`line ${i}`);"]);
  assert.equal(status, 0);
  assert.equal(cells[0]?.outputs?.length, 1);
  assert.equal(printed(cells[0]), Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join(""));
});

test("Every form of await works at the top of a cell.", async (t) => {
  const { status, stderr, cells } = await runCells(t, [
    "const a = await (async () => 1)();",
    "const [b] = await Promise.all([2]);",
    "async function* three() { yield 3; }\nlet c = 0;\nfor await (const x of three()) c += x;",
    "if (await Promise.resolve(true)) console.log(await (Promise.resolve([a, b, c])));",
    "{ await using closing = { async [Symbol.asyncDispose]() { console.log('closed'); } }; }",
  ]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.equal(printed(cells[3]), "[ 1, 2, 3 ]\n");
  assert.equal(printed(cells[4]), "closed\n");
});

test("A name of an earlier cell can be used in every way a name can.", async (t) => {
  const { status, stderr, cells } = await runCells(t, [
    "let n = 1;\nconst list = [1, 2];\nconst o = { n: 10, list: [3] };\nclass Base { greet() { return 'hi'; } }\nfunction twice(x: number) { return 2 * x; }\nenum Size { S, L }\ntype Pair = [number, number];",
    "n = 5; n += 1; n++;\nconst shorthand = { n, list, Base };\nconst [first, ...rest] = [...list, n];\nconst { n: inner = n, ...others } = { ...o };",
    "class Child extends Base { n = 3; list() { return list.length; } }\nconst c = new Child();\nconst f = (n: number) => twice(n) + Size.L;\nconst p: Pair = [n, o.n];\nlet q = 0;\n({ n: q } = o);\nfor (const list of [[9]]) q += list[0]!;",
    "[n, shorthand.n, shorthand.list.length, first, rest.length, inner, Object.keys(others), c.greet(), c.n, c.list(), f(1), p, q, `${n}`, typeof twice, n > 6 ? n : list]",
    "const n2 = n;\nfunction later() { return n; }\nn = 100;",
    "[n2, later(), n]",
  ]);
  assert.equal(stderr, "");
  assert.equal(status, 0);
  assert.equal(shownText(cells[3])[0]?.replace(/\s+/g, ""), "[7,7,2,1,2,10,['list'],'hi',3,2,3,[7,10],19,'7','function',7]".replace(/\s+/g, ""));
  assert.deepEqual(shownText(cells[5]), ["[ 7, 100, 100 ]"]);
});

test("Cells are checked strictly, with today's library and a package's own types.", async (t) => {
  const nothing = await runCells(t, ["const x = [1].find((n) => n > 1);\nx.toFixed();"]);
  assert.match(nothing.stderr, /'x' is possibly 'undefined'/);
  const modern = await runCells(t, ['import { random } from "distil/random";\nconst r = random("seed");', "const byEven = Map.groupBy([3, 1, 2].toSorted(), (n) => n % 2);\nbyEven.get(1)", "r() < 1"]);
  assert.equal(modern.status, 0);
  assert.deepEqual(shownText(modern.cells[1]), ["[ 1, 3 ]"]);
  assert.deepEqual(shownText(modern.cells[2]), ["true"]);
  const misused = await runCells(t, ['import { random } from "distil/random";\nconst n: string = random(1)();']);
  assert.match(misused.stderr, /Type 'number' is not assignable to type 'string'/);
});

test("An error names the line of the cell as it is written, and the line of lib.", async (t) => {
  const { cells } = await runCells(t, ['import { pick, random } from "distil/random";', "// a comment that disappears\ntype Gone = { a: number };\nfunction first(list: Gone[]): Gone {\n\n  return pick(random(1), list);\n}", "const y: number = 2;\n\nfirst([]);"]);
  const traceback = cells[2]?.outputs?.at(-1)?.traceback?.join("\n") ?? "";
  assert.match(traceback, /at first \(cell-2, line 5, column \d+\)/);
  assert.match(traceback, /at cell-3, line 3, column 1/);
  assert.match(traceback, /lib\/random\.ts:\d+/);
  assert.doesNotMatch(traceback, /tslab|notebooks\/kernel|node:/);
});

test("A display is replaced in place, by later cells too.", async (t) => {
  const { cells } = await runCells(t, [
    'import { display } from "distil/display/output";\nfor (let i = 0; i < 50; i++) display({ "text/plain": `${i + 1} of 50` }, { id: "work" });',
    'display({ "text/plain": "before" }, { id: "one" });',
    'display({ "text/plain": "after" }, { id: "one" });',
  ]);
  assert.deepEqual(cells.map(shownText), [["50 of 50"], ["after"], []]);
});

test("A file edited after it was loaded draws one line of warning, once.", async (t) => {
  const folder = temporary(t);
  const file = join(folder, "part.ts");
  writeFileSync(file, "export const value = 1;\n");
  const { cells } = await runCells(t, [
    `const { value } = require(${JSON.stringify(file)});\nvalue`,
    `require("node:fs").writeFileSync(${JSON.stringify(file)}, "export const value = 2;\\n");`,
    "console.log('next');",
    "console.log('after');",
  ]);
  const warnings = cells.map((cell) => (cell.outputs ?? []).filter((output) => output.name === "stderr").map((output) => textOf(output.text)).join(""));
  assert.deepEqual(warnings.map((text) => text.split("\n").length - 1), [0, 0, 1, 0]);
  assert.match(warnings[2]!, /part\.ts was edited after it was loaded: restart the kernel/);
});

test("A danfo frame as the last expression is shown as a table.", async (t) => {
  const { cells } = await runCells(t, ['import { frame } from "distil/display/dataframe";\nframe([{ name: "a", n: 1 }])']);
  assert.deepEqual(shownText(cells[0]), ["name  n\na     1"]);
});

test("A cell may wait for what does not keep the process alive.", async (t) => {
  const { status, cells } = await runCells(t, ["const said = await new Promise<string>((ok) => { setTimeout(() => ok('here'), 50).unref(); });\nsaid"]);
  assert.equal(status, 0);
  assert.deepEqual(shownText(cells[0]), ["here"]);
});

test("Type-checking notebooks names notebook, cell and line of each error and runs nothing.", async (t) => {
  const file = join(temporary(t), "wrong.ipynb");
  writeNotebook(file, notebookOf(["const a = 1;\nconsole.log('ran');", "\nconst b: string = a;"]));
  const { status, stdout, stderr } = await run(process.execPath, [join(ROOT, "notebooks/kernel/typecheck-notebooks.ts"), file]);
  assert.equal(status, 1);
  assert.equal(stdout, "");
  assert.match(stderr, /wrong\.ipynb, code cell 2, line 2: Type 'number' is not assignable to type 'string'/);
});

test("A carriage return starts the line anew, as a terminal would show it.", () => {
  assert.equal(overwritten("step 1\rstep 2\rstep 3\ndone\n"), "step 3\ndone\n");
  assert.equal(overwritten("windows\r\nlines\r\n"), "windows\nlines\n");
  assert.equal(overwritten("waiting\r"), "waiting");
});

test("A file that is no notebook is one sentence.", (t) => {
  const file = join(temporary(t), "broken.ipynb");
  writeFileSync(file, "<<<<<<< HEAD");
  assert.throws(() => readNotebook(file), /Expected a notebook in .*broken\.ipynb, found text that is not JSON/);
  writeFileSync(file, '{"cells": [], "nbformat": 3}');
  assert.throws(() => readNotebook(file), /Expected a notebook of format 4/);
});

test("npm test with a word that no test file's name holds ends with 1 and says so.", async () => {
  const { status, stderr } = await run(process.execPath, [join(ROOT, "test/all.ts"), "no-such-test"]);
  assert.equal(status, 1);
  assert.match(stderr, /Expected a test file whose name holds "no-such-test"/);
});

test("When npm is killed, what it started ends too.", { skip: process.platform === "win32" && "Windows has no ps" }, async (t) => {
  const mark = join(temporary(t), "pid");
  const orphan = `import("${pathToFileURL(join(ROOT, "notebooks/kernel/exit-with-parent.mjs"))}").then(({ onParentExit }) => { onParentExit(() => process.exit(0)); setInterval(() => {}, 1000); require("fs").writeFileSync(${JSON.stringify(mark)}, String(process.pid)); })`;
  const npm = spawn("sh", ["-c", `sh -c '"$NODE" -e "$CODE"; true'; true`], { env: { ...process.env, NODE: process.execPath, CODE: orphan, npm_lifecycle_event: "start" }, stdio: "ignore" });
  const started = await until(() => existsSync(mark) && readFileSync(mark, "utf8") !== "");
  assert.ok(started);
  npm.kill("SIGKILL");
  assert.ok(await until(() => !isRunning(Number(readFileSync(mark, "utf8")))), "it still runs");
});

/** True once `done` is; false after ten seconds. */
async function until(done: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 200 && !done(); tries++) await new Promise((wait) => setTimeout(wait, 50));
  return done();
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
