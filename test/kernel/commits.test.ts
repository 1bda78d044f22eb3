import assert from "node:assert/strict";
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { cleaned, LANGUAGE, mayBeCommitted, refusal, registerFilter, signOutputs } from "../../notebooks/kernel/git-clean-filter.mjs";
import { ROOT } from "../../notebooks/kernel/notebook.ts";
import { notebookOf, run, temporary } from "../notebooks/cells.ts";

const FILTER = "notebooks/kernel/git-clean-filter.mjs";

function shown() {
  const notebook = notebookOf(["show(note)"]);
  notebook.cells[0]!.outputs = [{ output_type: "stream", name: "stdout", text: ["MARKER-3302\n"] }];
  return JSON.stringify(notebook);
}

/** A repository with the filter's file, its attributes unless the commit is to go round the filter. */
async function repository(t: TestContext, { attributes = true, name = "repo" } = {}): Promise<string> {
  const root = join(temporary(t), name);
  mkdirSync(join(root, dirname(FILTER)), { recursive: true });
  cpSync(join(ROOT, FILTER), join(root, FILTER));
  if (attributes) cpSync(join(ROOT, ".gitattributes"), join(root, ".gitattributes"));
  for (const words of [["init", "-q"], ["config", "user.email", "someone@example.org"], ["config", "user.name", "Someone"]]) assert.equal((await run("git", words, { cwd: root })).status, 0);
  return root;
}

const write = (root: string, path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

async function commit(root: string) {
  assert.equal((await run("git", ["add", "-Af"], { cwd: root })).status, 0);
  return run("git", ["commit", "-qm", "x"], { cwd: root });
}

/** In a process of its own: what the guard of a checkout says, with git out of reach or refusing. */
async function said(root: string, env: NodeJS.ProcessEnv): Promise<string> {
  const code = `import(${JSON.stringify(join(ROOT, FILTER))}).then(({ registerFilter }) => console.log(registerFilter(${JSON.stringify(root)}) ?? "guarded"))`;
  const { stdout, stderr } = await run(process.execPath, ["-e", code], { env: { ...process.env, ...env } });
  assert.equal(stderr, "");
  return stdout.trim();
}

test("Where git is away, refuses the checkout or takes no settings, the filter says so in one sentence with the cure.", async (t) => {
  const root = await repository(t);
  assert.equal(await said(root, {}), "guarded");
  assert.match(await said(root, { PATH: "/nowhere" }), /^Outputs of notebooks are not kept out of commits here and are not saved, because git could not be started \(ENOENT\): put it on the PATH\.$/);
  assert.match(await said(root, { GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" }), /because git refuses this checkout \(detected dubious ownership.*\): run git config --global --add safe\.directory '.*repo', or work as the user whose it is\.$/);
  writeFileSync(join(root, ".git", "HEAD"), "broken");
  assert.match(await said(root, {}), /because git refuses this checkout \(.+\)/);
  const other = await repository(t);
  writeFileSync(join(other, ".git", "config.lock"), "");
  assert.match(await said(other, {}), /because git does not take the setting filter\.distil-outputs\.clean/);
  assert.equal(await said(temporary(t), { PATH: "/nowhere" }), "guarded"); // no checkout
});

test("Every command says that outputs are not kept out of commits, cells say it too, and saving is refused.", async (t) => {
  const env = { ...process.env, GIT_TEST_ASSUME_DIFFERENT_OWNER: "1" };
  const doctor = await run(process.execPath, [join(ROOT, "notebooks/kernel/setup.mjs"), "doctor"], { env });
  assert.match(doctor.stderr, /^Outputs of notebooks are not kept out of commits here/m);
  const saved = await run(process.execPath, [join(ROOT, "notebooks/kernel/commands/start.ts"), "--save"], { env });
  assert.equal(saved.status, 1);
  assert.match(saved.stderr, /^Outputs of notebooks are not kept out of commits here and are not saved, because git refuses this checkout .*\n$/);
  const book = join(temporary(t), "book.ipynb"), out = join(temporary(t), "out.ipynb");
  writeFileSync(book, JSON.stringify(notebookOf(["1", "2"])));
  const ran = await run(process.execPath, [join(ROOT, "notebooks/kernel/run-notebook.ts"), book, "--out", out], { env });
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(readFileSync(out, "utf8").match(/not kept out of commits/g)?.length, 1);
  const inside = await run(process.execPath, [join(ROOT, "notebooks/kernel/run-notebook.ts"), book, "--out", join(ROOT, "test-commits-out.ipynb")], { env });
  assert.equal(inside.status, 1);
  assert.match(inside.stderr, /not kept out of commits/);
  assert.ok(!existsSync(join(ROOT, "test-commits-out.ipynb")));
});

test("A commit round the filter is refused in one sentence a file: notebooks of any name, pages, items and notes inside the project.", async (t) => {
  const staged: Record<string, string> = {
    "notebooks/one.ipynb": shown(), "notebooks/two.IPYNB": shown(), "three.Ipynb": shown(), "copy.ipynb.bak": shown(), "saved.json": shown(), "noextension": shown(), "broken.ipynb": "<<<<<<< HEAD",
    "notebooks/one.html": "<p>MARKER-3302</p>", "REPORT.HTM": "x", "report.pdf": "x", "items.csv.gz": "x", "data/items.parquet": "x", "notes.jsonl": "{}", "a/b/NOTES.CSV": "x", "records/1.xml": "<a/>",
  };
  for (const [path, text] of Object.entries(staged)) {
    const root = await repository(t, { attributes: false });
    assert.equal(registerFilter(root), undefined);
    write(root, path, text);
    const { status, stderr } = await commit(root);
    assert.notEqual(status, 0, path);
    assert.equal(stderr.trim().split("\n").length, 1, stderr);
    assert.match(stderr, new RegExp(`^${path.replaceAll(".", "\\.")} (holds outputs|is (a page|data|no notebook)).*: `), path);
    assert.doesNotMatch(stderr, /MARKER/);
  }
});

test("What the repository holds itself, code, settings and notebooks without outputs or with their certificate, are committed.", async (t) => {
  const root = await repository(t, { attributes: false, name: `it's a "$HOME" \`repo\`` });
  assert.equal(registerFilter(root), undefined);
  write(root, "notebooks/one.ipynb", JSON.stringify(notebookOf(["1"])));
  write(root, "notebooks/two.ipynb", JSON.stringify(signOutputs(JSON.parse(shown()))));
  for (const path of ["lib/pages/review/page/index.html", "data/bundled/a.parquet", "data/tasks/n2c2/1.xml", "test/fixtures/a.csv", "package.json", "README.md", "LICENSE"]) write(root, path, "{}");
  const { status, stderr } = await commit(root);
  assert.equal(status, 0, stderr);
  const { stdout } = await run("git", ["ls-files", "-z"]);
  assert.deepEqual(stdout.split("\0").filter(Boolean).map((path) => refusal(path, () => readFileSync(join(ROOT, path), "utf8"))).filter((one) => one?.includes(" is ")), []);
});

test("Whatever its name, a notebook with outputs and no certificate is refused, and data only where the project has its own.", () => {
  const name = fc.stringMatching(/^[a-zA-Z][\w -]{0,8}$/), mixed = (text: string) => fc.tuple(...[...text].map((char) => fc.constantFrom(char, char.toUpperCase()))).map((chars) => chars.join(""));
  const folder = fc.constantFrom("", "notebooks/", "notebooks/a-distill/", "data/", "docs/", "cluster/", "prompts/");
  const book = fc.tuple(folder, name, fc.oneof(mixed(".ipynb"), fc.constantFrom(".ipynb.orig", ".ipynb~", ".json", ".txt", ""))).map((parts) => parts.join(""));
  fc.assert(fc.property(book, (path) => assert.match(refusal(path, shown) ?? "", /holds outputs that may show notes/)), { seed: 13, numRuns: 200 });
  const data = fc.tuple(folder, name, fc.constantFrom("csv", "tsv", "jsonl", "parquet", "xml", "csv.gz", "jsonl.zst", "zip", "sqlite", "duckdb", "xlsx").chain(mixed)).map(([where, file, ext]) => `${where}${file}.${ext}`);
  fc.assert(fc.property(data, (path) => {
    assert.match(refusal(path, () => "") ?? "", /is data where the project has none/);
    assert.equal(refusal(`test/fixtures/${path}`, () => ""), undefined);
  }), { seed: 13, numRuns: 200 });
});

test("The check stands beside a person's own: that one is kept, and what to add to it is said.", { skip: process.platform === "win32" && "Windows has no file modes" }, async (t) => {
  const root = await repository(t), hook = join(root, ".git/hooks/pre-commit");
  mkdirSync(dirname(hook), { recursive: true });
  writeFileSync(hook, "#!/bin/sh\nexit 0\n");
  chmodSync(hook, 0o755);
  const sentence = registerFilter(root) ?? "";
  assert.match(sentence, /pre-commit is another check: add this line to it: (.*git-clean-filter\.mjs' check) \|\| exit 1/);
  assert.equal(readFileSync(hook, "utf8"), "#!/bin/sh\nexit 0\n");
  const line = /add this line to it: (.* \|\| exit 1)/.exec(sentence)![1]!;
  writeFileSync(hook, `#!/bin/sh\n${line}\nexit 0\n`);
  assert.equal(registerFilter(root), undefined);
  write(root, "x.html", "x");
  assert.match((await commit(root)).stderr, /x\.html is a page/);
  const fresh = await repository(t);
  registerFilter(fresh);
  assert.equal(statSync(join(fresh, ".git/hooks/pre-commit")).mode & 0o111, 0o111);
});

test("A commit is refused where the check cannot run.", async (t) => {
  const root = await repository(t);
  registerFilter(root);
  const bin = temporary(t), git = (await run("sh", ["-c", "command -v git"])).stdout.trim();
  symlinkSync(git, join(bin, "git"));
  write(root, "README.md", "x");
  assert.equal((await run("git", ["add", "README.md"], { cwd: root })).status, 0);
  assert.notEqual((await run("git", ["commit", "-qm", "x"], { cwd: root, env: { ...process.env, PATH: [bin, "/nowhere"].join(delimiter) } })).status, 0);
});

test("What a front end adds to a notebook's language does not reach a commit, so that opening a notebook changes nothing.", () => {
  const notebook = { ...notebookOf(["1"]), metadata: { kernelspec: { name: "distil" }, language_info: LANGUAGE } }, text = JSON.stringify(notebook, null, 1) + "\n";
  assert.equal(cleaned(text), text);
  const added = fc.dictionary(fc.constantFrom("version", "codemirror_mode", "pygments_lexer", "nbconvert_exporter", "x"), fc.string(), { minKeys: 1 });
  fc.assert(fc.property(added, (more) => assert.equal(cleaned(JSON.stringify({ ...notebook, metadata: { ...notebook.metadata, language_info: { ...more, ...LANGUAGE } } })), text)), { seed: 13, numRuns: 60 });
  const certified = signOutputs(JSON.parse(shown())), opened = { ...certified, metadata: { ...certified.metadata, language_info: { ...LANGUAGE, version: "7" } } };
  assert.ok(mayBeCommitted(JSON.parse(cleaned(JSON.stringify(opened)))));
});
