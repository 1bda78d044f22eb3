import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { signOutputs, cleaned, mayBeCommitted, registerFilter } from "../../notebooks/kernel/git-clean-filter.mjs";
import { allNotebooks, readNotebook, ROOT, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import { notebookOf, run, temporary } from "./cells.ts";
import type { Notebook } from "../../notebooks/kernel/notebook.ts";

const SECRET = "Mr. Smithson was admitted with";

/** A notebook as Jupyter saves it after a run that showed a note. */
function executed(text = SECRET): Notebook {
  const notebook = notebookOf(["show(note)"]);
  notebook.cells[0]!.outputs = [
    { output_type: "stream", name: "stdout", text: [`${text}\n`] },
    { output_type: "display_data", data: { "text/html": [`<p>${text}</p>`] }, metadata: {} },
  ];
  notebook.cells[0]!.execution_count = 1;
  return notebook;
}

/** A git repository with the project's filter and attributes, where a path may hold spaces. */
async function repository(t: TestContext, { registered }: { registered: boolean }): Promise<string> {
  const root = temporary(t);
  await git(root, "init", "-q");
  await git(root, "config", "user.email", "someone@example.org");
  await git(root, "config", "user.name", "Someone");
  mkdirSync(join(root, "notebooks", "kernel"), { recursive: true });
  cpSync(join(ROOT, "notebooks", "kernel", "git-clean-filter.mjs"), join(root, "notebooks", "kernel", "git-clean-filter.mjs"));
  cpSync(join(ROOT, ".gitattributes"), join(root, ".gitattributes"));
  if (registered) registerFilter(root);
  return root;
}

async function git(root: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await run("git", args, { cwd: root });
  assert.equal(status, 0, stderr);
  return stdout;
}

test("Outputs without a certificate never reach a commit, and the file at hand keeps them.", async (t) => {
  const root = await repository(t, { registered: true });
  writeNotebook(join(root, "notebooks", "one.ipynb"), executed());
  await git(root, "add", "-A");
  await git(root, "commit", "-qm", "one");
  const committed = await git(root, "show", "HEAD:notebooks/one.ipynb");
  assert.doesNotMatch(committed, /Smithson/);
  assert.deepEqual((JSON.parse(committed) as Notebook).cells.map(({ outputs, execution_count }) => [outputs, execution_count]), [[[], null]]);
  assert.match(readFileSync(join(root, "notebooks", "one.ipynb"), "utf8"), /Smithson/);
  assert.equal(await git(root, "status", "--porcelain"), "");
});

test("Outputs with their certificate are committed as they are, byte for byte.", async (t) => {
  const root = await repository(t, { registered: true });
  const file = join(root, "notebooks", "one.ipynb");
  writeNotebook(file, signOutputs(executed("bundled")));
  await git(root, "add", "-A");
  await git(root, "commit", "-qm", "one");
  assert.equal(await git(root, "show", "HEAD:notebooks/one.ipynb"), readFileSync(file, "utf8"));
});

test("A certificate holds for its outputs only: running a certified notebook again in Jupyter, or adding to it, loses it.", () => {
  const certified = signOutputs(executed("bundled"));
  assert.equal(mayBeCommitted(certified), true);
  assert.equal(mayBeCommitted({ ...certified, cells: executed().cells }), false);
  assert.equal(mayBeCommitted({ ...certified, cells: [...certified.cells, ...executed().cells] }), false);
  const text = cleaned(JSON.stringify({ ...certified, cells: executed().cells }));
  assert.doesNotMatch(text, /Smithson|"outputs": "[0-9a-f]/);
  assert.equal(cleaned(text), text);
});

test("How Jupyter splits text into lines or orders keys does not change a certificate; a letter does.", () => {
  const notebook = notebookOf(["1"]);
  notebook.cells[0]!.outputs = [{ output_type: "stream", name: "stdout", text: "a\nb\n" }];
  const certified = signOutputs(notebook);
  const resaved = structuredClone(certified);
  resaved.cells[0].outputs = [{ text: ["a\n", "b\n"], name: "stdout", output_type: "stream" }];
  assert.equal(mayBeCommitted(resaved), true);
  resaved.cells[0].outputs[0].text = ["a\n", "c\n"];
  assert.equal(mayBeCommitted(resaved), false);
});

test("A notebook without outputs passes untouched, and what is no notebook is refused.", () => {
  const text = JSON.stringify(notebookOf(["1"]));
  assert.equal(cleaned(text), text);
  assert.throws(() => cleaned("<<<<<<< HEAD"));
  assert.throws(() => cleaned('{"a": 1}'), /Expected a notebook/);
});

test("When the filter cannot run, git refuses to add notebooks rather than let their outputs through.", async (t) => {
  const root = await repository(t, { registered: true });
  writeNotebook(join(root, "notebooks", "one.ipynb"), executed());
  writeFileSync(join(root, "notebooks", "kernel", "git-clean-filter.mjs"), "process.exit(1);");
  const { status } = await run("git", ["add", "notebooks/one.ipynb"], { cwd: root });
  assert.notEqual(status, 0);
  assert.equal(await git(root, "ls-files", "notebooks/one.ipynb"), "");
});

test("A clone that was never set up checks out, shows no changes and commits; the first set-up registers the filter and changes nothing else.", async (t) => {
  const root = await repository(t, { registered: true });
  writeNotebook(join(root, "notebooks", "one.ipynb"), signOutputs(executed("bundled")));
  await git(root, "add", "-A");
  await git(root, "commit", "-qm", "one");
  const clone = join(temporary(t), "a clone");
  await git(root, "clone", "-q", root, clone);
  assert.equal(await git(clone, "status", "--porcelain"), "");
  registerFilter(clone);
  await git(clone, "rm", "-q", "--cached", "notebooks/one.ipynb");
  await git(clone, "add", "notebooks/one.ipynb");
  assert.equal(await git(clone, "status", "--porcelain"), "");
});

test("No cell runs before the filter is registered, in a clone that nothing was set up in.", async (t) => {
  const clone = join(temporary(t), "a clone");
  await git(ROOT, "clone", "-q", ROOT, clone);
  symlinkSync(join(ROOT, "node_modules"), join(clone, "node_modules"), "junction");
  const seen = join(clone, "seen.txt");
  const source = `require("node:fs").copyFileSync(".git/config", ${JSON.stringify(seen)});`;
  writeNotebook(join(clone, "book.ipynb"), notebookOf([source]));
  const { status, stderr } = await run(process.execPath, [join(clone, "notebooks", "kernel", "run-notebook.ts"), join(clone, "book.ipynb")]);
  assert.equal(status, 0, stderr);
  assert.match(readFileSync(seen, "utf8"), /\[filter "distil-outputs"\][^[]*clean = .*filter\.mjs[^[]*required = true/);
});

test("A folder that is no git checkout needs no filter.", (t) => {
  assert.doesNotThrow(() => registerFilter(temporary(t)));
});

test("Every notebook of the project may be committed as it stands in the index.", async () => {
  for (const file of allNotebooks()) {
    const path = file.slice(ROOT.length).replaceAll("\\", "/");
    const { status, stdout } = await run("git", ["show", `:${path}`]);
    const notebook = status === 0 ? (JSON.parse(stdout) as Notebook) : readNotebook(file);
    assert.ok(mayBeCommitted(notebook), `${path} holds outputs without a certificate: write them with npm start -- --save`);
  }
});
