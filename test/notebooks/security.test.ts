// What SECURITY.md promises and no other test holds: that its promises have their tests, that run folders are closed, that errors keep notes to themselves.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { readReplies } from "../../lib/inference/batch.ts";
import { readFacts } from "../../lib/facts/facts.ts";
import { writeParquetRows } from "../../lib/io/duckdb.ts";
import { writeJson, writeFileAtomic } from "../../lib/io/json.ts";

import { readN2c2Record } from "../../lib/trials/n2c2-records.ts";
import { loadNotes } from "../../lib/dataset/notes.ts";
import { readOpenFacts } from "../../lib/trials/open-criteria.ts";
import { readReviewSet } from "../../lib/pages/review/load.ts";
import { fromRoot } from "../../lib/settings.ts";
import { readTrialLabels, readTrial } from "../../lib/trials/trial.ts";
import { run, temporary } from "./cells.ts";

const MARKER = "XYLOPHONE-7741";

test("Every promise of SECURITY.md names a test that is there.", () => {
  const cited = [...readFileSync(fromRoot("SECURITY.md"), "utf8").matchAll(/^- `(test\/[\w/-]+\.test\.ts)`: "(.+)"$/gm)];
  assert.ok(cited.length >= 30, `${cited.length} tests cited`);
  for (const [, file, title] of cited) {
    assert.ok(existsSync(fromRoot(file!)), `${file} is not there`);
    assert.ok(readFileSync(fromRoot(file!), "utf8").includes(`test("${title}"`), `${file} has no test "${title}"`);
  }
});

test("A run's folder and what is written into it are closed to other users, whatever the umask.", { skip: process.platform === "win32" && "Windows has no file modes" }, async (t) => {
  const folder = join(temporary(t), "run"), code = `process.umask(0); import(${JSON.stringify(fromRoot("lib/backends/backend.ts"))}).then(({ openBackend }) => openBackend())`;
  const { status, stderr } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: fromRoot(), env: { ...process.env, PLACE: "server", RUN: folder, MODEL_URL: "http://127.0.0.1:1/v1" } });
  assert.equal(status, 0, stderr);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  writeJson(join(folder, "stage", "a.json"), {});
  writeFileAtomic(join(folder, "stage", "b.jsonl"), "");
  await writeParquetRows(join(folder, "stage", "c.parquet"), [{ text: "x" }], { text: "VARCHAR" });
  assert.deepEqual(["stage", "stage/a.json", "stage/b.jsonl", "stage/c.parquet"].map((name) => statSync(join(folder, name)).mode & 0o077), [0, 0, 0, 0]);
});

test("What outgrows memory is spilled to a folder of its owner's alone, which goes with the process.", { skip: process.platform === "win32" && "Windows has no file modes" }, async (t) => {
  const folder = temporary(t), files = JSON.stringify(fromRoot("lib/io/duckdb.ts")), look = `readdirSync(${JSON.stringify(folder)}).map((name) => (statSync(${JSON.stringify(folder)} + "/" + name).mode & 0o777).toString(8))`;
  const code = `import { readdirSync, statSync } from "node:fs"; process.umask(0); const { query } = await import(${files}); await query("SELECT 1"); console.log(...${look});`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", code], { cwd: fromRoot(), env: { ...process.env, TMPDIR: folder } });
  assert.equal(stdout.trim(), "700", stderr);
  assert.deepEqual(readdirSync(folder), []);
});

test("What is said of a broken file of notes or items, causes of errors included, holds nothing of its text.", async (t) => {
  const folder = temporary(t);
  const broken: Record<string, string | Buffer> = {
    "no-json.jsonl": `{"note_id":"1","text":"${MARKER}`, "list.jsonl": `["${MARKER}"]`, "no-text.jsonl": `{"note_id":"1","note":"${MARKER}"}`, "no-id.jsonl": `{"text":"${MARKER}"}`, "twice.jsonl": `{"note_id":"1","text":"${MARKER}"}\n{"note_id":"1","text":"${MARKER}"}`,
    "quotes.csv": `note_id,text\n1,"${MARKER}" ${MARKER}\n`, "fields.csv": `note_id,text\n1,${MARKER},${MARKER}\n`, "latin.csv": Buffer.from(`note_id,text\n1,${MARKER} caf\xe9\n`, "latin1"), "cut.csv.gz": gzipSync(`note_id,text\n1,${MARKER}\n`).subarray(0, 30),
    "tasks.json": `[{"data":"${MARKER}"}]`, "half.json": `[{"data":{"text":"${MARKER}`, "no-header.csv": `1,${MARKER}\n2,${MARKER}\n`, "types.csv": `text,question,type,answer\n${MARKER},${MARKER},${MARKER},${MARKER}\n`, "answers.csv": `text,question,type,answer\n${MARKER},${MARKER},numeric,${MARKER}\n`,
  };
  for (const [name, content] of Object.entries(broken)) {
    const file = join(folder, name);
    writeFileSync(file, content);
    for (const read of [loadNotes, readReviewSet]) {
      const said = await read(file).then(() => "", (error: unknown) => inspect(error, { depth: 9 }));
      assert.doesNotMatch(said, new RegExp(MARKER), `${name}, ${read.name}`);
      assert.notEqual(said, "", `${name} is read without a word`);
    }
  }
});

test("What is said of broken facts, labels and records, causes of errors included, holds nothing of them.", async (t) => {
  const folder = temporary(t), note = { note_id: "1", subject_id: "1", text: "Plan: none." }, facts = { note_id: "1", measurements: {}, findings: {} };
  const write = (name: string, content: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const reads: Record<string, () => unknown> = {
    "facts that are no JSON": () => readFacts(write("a.jsonl", `{"note_id":"1","measurements":{"${MARKER}`)), "a measurement that is none": () => readFacts(write("b.jsonl", JSON.stringify({ ...facts, measurements: { creatinine: [MARKER] } }))),
    "a finding that is none": () => readFacts(write("c.jsonl", JSON.stringify({ ...facts, findings: { cough: [MARKER] } }))), "facts without an id": () => readFacts(write("d.jsonl", JSON.stringify({ text: MARKER }))),
    "a label of another kind": () => readTrialLabels(write("labels.csv", `note_id,criterion,label\n1,afib,${MARKER}\n`), { task: readTrial("apixaban"), notes: [note] }),
    "text among the tags of a record": () => readN2c2Record(`<PatientMatching><TEXT><![CDATA[x]]></TEXT><TAGS>${MARKER}<ABDOMINAL met="met"/></TAGS></PatientMatching>`, { file: "9.xml" }),
    "a fact of another kind": () => {
      write("open/notes.csv", "note_id,text\n1,Plan: none.\n");
      write("open/labels.csv", `note_id,entity,kind,value,unit\n1,creatinine,numeric,${MARKER},mg\n`);
      return readOpenFacts(join(folder, "open"));
    },
  };
  for (const [what, read] of Object.entries(reads)) {
    const said = await Promise.resolve().then(read).then(() => "", (error: unknown) => inspect(error, { depth: 9 }));
    assert.match(said, /xpected/, `${what} is read without a word`);
    assert.doesNotMatch(said, new RegExp(MARKER), what);
  }
});

test("What is said of a broken line in a journal of replies holds nothing of the reply.", async (t) => {
  const journal = join(temporary(t), "replies.jsonl");
  writeFileSync(journal, `${JSON.stringify({ journal: 1, model: "m", sampling: {}, prompts: {} })}\n{"id":"1","text":"${MARKER}\n{}\n`);
  const said = await Array.fromAsync(readReplies(journal)).then(() => "", (error: unknown) => inspect(error, { depth: 9 }));
  assert.match(said, /Expected a reply in line 2/);
  assert.doesNotMatch(said, new RegExp(MARKER));
});
