// Evaluation reads journals only: no notebook of it asks for a model, which on Slurm would start jobs.
import assert from "node:assert/strict";
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { EVALUATION_SAMPLING } from "../../lib/inference/sampling.ts";
import { latestJournal, journalFor, latestJournals, loadPredictions } from "../../lib/evaluation/predict.ts";
import type { Question } from "../../lib/evaluation/predict.ts";
import { accuracyTable } from "../../lib/evaluation/metrics.ts";
import { openBackend } from "../../lib/backends/backend.ts";
import { allNotebooks, readNotebook, ROOT, textOf } from "../../notebooks/kernel/notebook.ts";
import { run, shownText, temporary } from "../notebooks/cells.ts";

const EVALUATIONS = ["b-synthetic", "c-n2c2", "d-apixaban"].map((folder) => `notebooks/${folder}/3-evaluate.ipynb`);
const SAMPLED = { ...EVALUATION_SAMPLING, temperature: 1, top_p: 0.5 };
const note = { note_id: "n1", subject_id: "s1", text: "The patient is 60 years old." };
const questions: Question[] = [{
  question_id: "n1:0", note_id: "n1", subject_id: "s1", question: "Is the patient 60?", kind: "boolean", label: "Yes", label_from: "facts",
}];

test("No cell of an evaluation notebook asks for a model.", () => {
  const evaluations = allNotebooks().map((file) => relative(ROOT, file)).filter((file) => file.endsWith("3-evaluate.ipynb"));
  assert.deepEqual(evaluations, EVALUATIONS);
  for (const file of evaluations) {
    const asking = readNotebook(join(ROOT, file)).cells.filter((cell) => cell.cell_type === "code" && /\.model\s*\(/.test(textOf(cell.source)));
    assert.deepEqual(asking.map(({ id }) => id), [], file);
  }
});

for (const notebook of EVALUATIONS) {
  test(`${notebook} makes its tables with PLACE=slurm where there is no Slurm.`, async (t) => {
    const folder = temporary(t), env = { ...process.env, PLACE: "slurm", RUN: join(folder, "run"), RESAMPLES: "50" };
    const args = ["notebooks/kernel/run-notebook.ts", notebook, "--out", join(folder, "out")];
    const { status, stdout, stderr } = await run(process.execPath, args, { env });
    assert.equal(status, 0, stderr || stdout);
    const { cells } = readNotebook(join(folder, "out", notebook));
    assert.ok(cells.flatMap(shownText).some((text) => /^H-25k .*\d %|^H-25k .*\d\.\d+ \(/m.test(text)), "a table with figures of H-25k");
    assert.match(cells.flatMap(({ outputs = [] }) => outputs.map(({ text }) => textOf(text))).join(""), /replies\/base\.jsonl: this run has none yet, so it is taken from the bundled run/);
  });
}

/** A run of PLACE=slurm whose journals hold one answer each, from the oldest to the newest. */
function runOf(t: TestContext, journals: Readonly<Record<string, string>>) {
  const folder = join(temporary(t), "run"), before = process.env["RUN"];
  process.env["RUN"] = folder;
  const place = openBackend("slurm");
  if (before === undefined) delete process.env["RUN"];
  else process.env["RUN"] = before;
  const replies = join(folder, "synthetic/replies");
  mkdirSync(replies, { recursive: true });
  writeFileSync(join(folder, "synthetic/questions.jsonl"), "");
  Object.entries(journals).forEach(([name, answer], age) => {
    const file = join(replies, name), head = { journal: 1, model: "m", sampling: EVALUATION_SAMPLING, prompts: {} };
    const reply = { id: "n1:0", key: "k", note_id: "n1", text: JSON.stringify({ answer }), finish: "stop", seconds: 1 };
    writeFileSync(file, `${JSON.stringify(head)}\n${JSON.stringify(reply)}\n`);
    utimesSync(file, 1000 + age, 1000 + age);
  });
  return { place, replies };
}

test("The newest journal of a model at a sampling is evaluated, whatever its revision.", async (t) => {
  const { place, replies } = runOf(t, {
    "H-25k-aaaaaaaa.jsonl": "Yes", "All-bbbbbbbb.jsonl": "Yes", "All-aaaaaaaa.jsonl": "No",
    "All-aaaaaaaa-t1-p0.5.jsonl": "Yes", "All-t1-p0.9.jsonl": "No", "base.jsonl": "No",
  });
  assert.equal(latestJournal("All", { place }), join(replies, "All-aaaaaaaa.jsonl"));
  assert.equal(latestJournal("All", { place, sampling: SAMPLED }), join(replies, "All-aaaaaaaa-t1-p0.5.jsonl"));
  assert.equal(latestJournal("All", { place, sampling: { ...SAMPLED, top_p: 0.9 } }), join(replies, "All-t1-p0.9.jsonl"));
  assert.deepEqual([...latestJournals(place).keys()].sort(), ["All", "H-25k", "base"]);
  assert.deepEqual([...latestJournals(place, "synthetic", SAMPLED).keys()], ["All"]);
  const asked = journalFor({ name: "All", place, sampling: SAMPLED, endpoint: { urls: [], model: "All", revision: "aaaaaaaa" } });
  assert.equal(asked, latestJournal("All", { place, sampling: SAMPLED }), "a journal is found under the name it was written to");
  const judged = [];
  for (const name of ["All", "H-25k", "base"]) judged.push(...(await loadPredictions(latestJournal(name, { place }), { name, questions, notes: [note] })));
  const table = accuracyTable(judged, { resamples: 50 }).filter(({ question_type }) => question_type === "all");
  assert.deepEqual(table.map(({ model, accuracy }) => [model, accuracy]), [["All", 0], ["H-25k", 1], ["base", 0]]);
});

test("A model without a journal at a sampling is told in one sentence, with those that are there.", (t) => {
  const { place } = runOf(t, { "base.jsonl": "No", "All.jsonl": "Yes" });
  assert.throws(() => latestJournal("No-S", { place }), /^Error: Expected replies of No-S in .*replies, found All, base: run the infer notebook of synthetic for it, or leave it out$/);
  assert.throws(() => latestJournal("All", { place, sampling: SAMPLED }), /^Error: Expected replies of All at temperature 1 and top_p 0\.5 in .*replies, found none: /);
});
