import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, beforeEach, test } from "node:test";
import { openBackend } from "../../lib/backends/backend.ts";
import { chooseRun } from "../../lib/backends/run-choice.ts";
import { loadCohort, selectCohort } from "../../lib/dataset/notes.ts";
import { artifacts } from "../../lib/io/artifacts.ts";
import { promptHashes } from "../../lib/prompts.ts";

const scratch = mkdtempSync(join(tmpdir(), "distil run choice "));
const { RUN, PLACE } = process.env;
after(() => {
  rmSync(scratch, { recursive: true, force: true });
  for (const [name, value] of Object.entries({ RUN, PLACE })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});
let runs = 0;
beforeEach(() => Object.assign(process.env, { RUN: join(scratch, `run${++runs}`), PLACE: "rehearsal" }));

const notes = (name: string, ...texts: string[]): string => {
  const file = join(scratch, name);
  writeFileSync(file, texts.map((text, i) => JSON.stringify({ note_id: `${name}-${i}`, text })).join("\n"));
  return file;
};
const choose = async (file: string, number = 0) => {
  const choice = await chooseRun({ file, start: 0, number, heldOut: 0.3, seed: 1 });
  const place = openBackend();
  await selectCohort(place, choice);
  return place.folder;
};
const remembered = (folder: string) => readFileSync(join(folder, artifacts.notes), "utf8");

test("Other notes begin a run of their own, which later notebooks open, and the first stays as it was", async () => {
  const first = notes("a.jsonl", "one", "two", "three"), second = notes("b.jsonl", "four", "five");
  const one = await choose(first), before = remembered(one);
  const two = await choose(second);
  assert.notEqual(two, one);
  assert.equal(dirname(two), dirname(one));
  assert.equal(remembered(one), before);
  assert.equal((await loadCohort(openBackend())).file, second);
  assert.equal(await choose(first), one, "back to the first notes: back to their run");
  assert.equal(await choose(second), two, "and to the second's");
});

test("Fewer or more of the same notes are the same run; a file of the same name with other text is not", async () => {
  const file = notes("c.jsonl", "one", "two", "three"), one = await choose(file);
  assert.equal(await choose(file, 2), one);
  assert.equal(await choose(file), one);
  notes("c.jsonl", "quite", "another", "text");
  const two = await choose(file);
  assert.notEqual(two, one);
  assert.equal(await choose(file), two);
});

test("A changed prompt begins a run of its own; the journal of the first is not touched", async () => {
  const file = notes("d.jsonl", "one", "two"), folder = process.env["RUN"]!;
  for (const [name, hash] of Object.entries(promptHashes("create"))) {
    const journal = join(folder, artifacts.createReplies);
    mkdirSync(dirname(journal), { recursive: true });
    const prompts = { ...promptHashes("create"), model: "x" };
    writeFileSync(journal, `${JSON.stringify({ journal: 1, prompts })}\n`);
    assert.equal(await choose(file), folder);
    const changed = `${JSON.stringify({ journal: 1, prompts: { ...prompts, [name]: `0${hash}` } })}\n`;
    writeFileSync(journal, changed);
    const own = await choose(file);
    assert.notEqual(own, folder, name);
    assert.equal(readFileSync(journal, "utf8"), changed);
    assert.ok(!existsSync(join(own, artifacts.createReplies)));
  }
});

test("Notes of another run are never written over", async () => {
  const folder = join(scratch, "direct"), chosen = { start: 0, number: 0, heldOut: 0.3, seed: 1 };
  await selectCohort({ folder }, { file: notes("e.jsonl", "one"), ...chosen });
  const before = remembered(folder), other = { file: notes("f.jsonl", "two"), ...chosen };
  await assert.rejects(selectCohort({ folder }, other), /Expected the notes of the run in .* got others: begin a run/);
  assert.equal(remembered(folder), before);
});

test("A broken record of the run that is followed is one sentence", () => {
  mkdirSync(process.env["RUN"]!, { recursive: true });
  writeFileSync(join(process.env["RUN"]!, "current-run.json"), "{");
  assert.throws(() => openBackend(), /current-run\.json: expected JSON, got something else: restore it/);
  writeFileSync(join(process.env["RUN"]!, "current-run.json"), '{"run":"../elsewhere"}');
  assert.throws(() => openBackend(), /to be a name of letters/);
});
