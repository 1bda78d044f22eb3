import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { labArguments } from "../../notebooks/kernel/jupyter.ts";
import { allNotebooks, namedNotebooks, ROOT, strayNotebooks, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import { USAGE } from "../../notebooks/kernel/usage.mjs";
import { notebookOf, run } from "../notebooks/cells.ts";

const names = allNotebooks().map((file) => relative(join(ROOT, "notebooks"), file).replaceAll("\\", "/"));
const RUN = "test-commands", STRAY = join(ROOT, "notebooks", "Untitled-test-stray.ipynb");
after(() => {
  rmSync(STRAY, { force: true });
  rmSync(join(ROOT, "data", "runs", RUN), { recursive: true, force: true });
});
const npmStart = (...args: string[]) => run(process.execPath, [join(ROOT, "notebooks/kernel/commands/start.ts"), ...args], { env: { ...process.env, RUN, NUMBER: "6" } });

test("Every command answers --help with how it is used, and does nothing else.", async () => {
  const scripts = Object.keys((JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object }).scripts);
  assert.deepEqual(scripts.filter((name) => !(name in USAGE)), []);
  await Promise.all(scripts.flatMap((name) => ["--help", "-h"].map(async (flag) => {
    const { status, stdout, stderr } = await run(process.execPath, [join(ROOT, "notebooks/kernel/setup.mjs"), name, flag]);
    assert.deepEqual([status, stderr], [0, ""], name);
    assert.match(stdout, new RegExp(`^npm (run )?${name}`), name);
  })));
});

test("A command run by its file answers --help too, and an option that it lacks is one sentence that names the help.", async () => {
  for (const name of ["start", "doctor", "review", "release", "report-notebook", "export-n2c2", "lab", "repl", "explain"]) {
    const { status, stdout } = await run(process.execPath, [join(ROOT, `notebooks/kernel/commands/${name}.ts`), "--help"]);
    assert.equal(status, 0, name);
    assert.match(stdout, /^npm /, name);
  }
  for (const name of ["start", "review", "release"]) {
    const { status, stderr } = await run(process.execPath, [join(ROOT, `notebooks/kernel/commands/${name}.ts`), "--sideways"]);
    assert.equal(status, 1, name);
    assert.match(stderr, /^Unknown option '--sideways': npm .*-- --help lists what there is\n$/, name);
  }
});

test("A notebook or a stage is named in any form that a path to it takes; all is all; what names none is one sentence.", () => {
  const form = fc.record({ name: fc.constantFrom(...names), folder: fc.boolean(), before: fc.constantFrom("", "notebooks/", "./notebooks/", "./"), after: fc.constantFrom("", ".ipynb") });
  fc.assert(fc.property(form, ({ name, folder, before, after }) => {
    const stage = name.split("/")[0]!, whole = folder && name.includes("/");
    const word = whole ? `${before}${stage}${after ? "/" : ""}` : `${before}${name.replace(/\.ipynb$/, "")}${after}`;
    const wanted = whole ? names.filter((one) => one.startsWith(`${stage}/`)) : [name];
    assert.deepEqual(namedNotebooks([word]), wanted.map((one) => join(ROOT, "notebooks", one)), word);
  }), { seed: 13, numRuns: 200 });
  assert.deepEqual(namedNotebooks(["all"]), allNotebooks());
  assert.deepEqual(namedNotebooks(["b-synthetic/1-preprocess", "a-distill"]).length, 6);
  for (const word of ["a-dist", "3-prep", "", "../lib", "a-distill/9", "kernel", "constructor"]) assert.throws(() => namedNotebooks([word]), /^Error: Expected "all", a folder or a notebook in notebooks\/ after npm start --, got ".*": for example npm start -- a-distill\/3-prep; there are 0-start-here, a-distill, .*f-open-criteria$/);
});

test("The project's notebooks are those that git holds.", async () => {
  const { stdout } = await run("git", ["ls-files", "notebooks/*.ipynb"]);
  assert.deepEqual(stdout.trim().split("\n").sort(), names.map((name) => `notebooks/${name}`).sort());
});

test("A notebook that somebody left in notebooks/ is named and left aside, whatever is in it; one notebook runs alone and leaves its executed copy.", async () => {
  writeNotebook(STRAY, notebookOf(["while (true) {}"]));
  assert.deepEqual(strayNotebooks(), ["Untitled-test-stray.ipynb"]);
  const { status, stdout, stderr } = await npmStart("a-distill/1-create");
  assert.equal(status, 0, stderr);
  assert.match(stdout, /left aside, since it is not the project's: Untitled-test-stray\.ipynb/);
  assert.match(stdout, /a-distill\/1-create\.ipynb +\d/);
  assert.ok(existsSync(join(ROOT, "data", "runs", RUN, "notebooks", "a-distill", "1-create.ipynb")));
  writeFileSync(STRAY, "<<<<<<< HEAD");
  assert.deepEqual(allNotebooks().length, names.length);
  assert.match((await npmStart("Untitled-test-stray")).stderr, /^Expected a notebook in .*Untitled-test-stray\.ipynb, found text that is not JSON.*\n$/);
  assert.match((await npmStart("nonsense")).stderr, /^Expected "all", a folder or a notebook .*got "nonsense".*\n$/);
});

test("npm run lab takes any of Jupyter's options, each once: a person's own takes the place of the project's.", () => {
  const ports = (...own: string[]) => labArguments(own, { root: false }).filter((word) => /port/.test(word));
  assert.deepEqual([ports(), ports("--port", "8899"), ports("--port=8899"), ports("--ServerApp.port=8899")], [["--ServerApp.port=0"], ["--port"], ["--port=8899"], ["--ServerApp.port=8899"]]);
  const own = fc.subarray(["--ip=127.0.0.1", "--ServerApp.ip=::1", "--notebook-dir=/x", "--ServerApp.root_dir=/x", "--no-browser", "--log-level=INFO", "--LabApp.default_url=/lab", "--MappingKernelManager.default_kernel_name=x", "--allow-root", "--port=1"]);
  const key = (word: string) => ({ ip: "ServerApp.ip", port: "ServerApp.port", "notebook-dir": "ServerApp.root_dir", "log-level": "Application.log_level" })[/^--([^=]+)/.exec(word)![1]!] ?? /^--([^=]+)/.exec(word)![1]!;
  fc.assert(fc.property(own, (words) => {
    const given = new Set(words.map(key));
    if (given.size < words.length) return; // the person's own, given twice
    const keys = labArguments(words, { root: true }).slice(1).map(key);
    assert.equal(new Set(keys).size, keys.length, words.join(" "));
    for (const one of ["ServerApp.ip", "ServerApp.port", "allow-root"]) assert.ok(keys.includes(one));
  }), { seed: 13, numRuns: 100 });
});
