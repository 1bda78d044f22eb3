import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { detectFailures, scoreDetectors } from "../../lib/error-analysis/detectors.ts";
import { saveCorrection, rowsWithCorrections, failureRates, failureRows, findFailuresIn, ratesByModel } from "../../lib/error-analysis/rates.ts";
import type { Prediction } from "../../lib/evaluation/predict.ts";
import { readFacts, answerFromFacts } from "../../lib/facts/facts.ts";
import { loadNotes } from "../../lib/dataset/notes.ts";
import { sameAnswer } from "../../lib/types.ts";
import type { Note } from "../../lib/types.ts";
import { rewordedQuestions, REWORDINGS, rewordingTable } from "../../lib/error-analysis/rewording.ts";
import { BUNDLED_NOTES, fromRoot } from "../../lib/settings.ts";

const note: Note = { note_id: "n1", subject_id: "p1", text: "Pertinent Results:\nNa 128 on admission.\nNa 131 at discharge.\nDenies chest pain." };
const base: Prediction = {
  question_id: "q1", note_id: "n1", subject_id: "p1", question: "What was the patient's lowest sodium recorded in the note?", kind: "numeric", label: 128, label_from: "facts", model: "All", question_type: "numeric",
  prediction: 131, outcome: "ok", section: "", source: "Na 131 at discharge.", explanation: "", span: null, reply: '{"type":"numeric","answer":131}', seconds: 0,
};
const right: Prediction = { ...base, question_id: "q2", subject_id: "p2", prediction: 128, source: "Na 128 on admission." };

test("A wrong extreme is counted for its model, a right answer is not", () => {
  const rows = failureRows([base, right, { ...base, model: "base" }, { ...right, model: "base", prediction: 131 }], { notes: [note] });
  const rates = failureRates(rows, findFailuresIn(rows, { modes: ["wrong-extreme"] }), { resamples: 200 });
  assert.deepEqual(rates.map(({ model, mode, n, failures, share }) => ({ model, mode, n, failures, share })).sort((a, b) => a.model.localeCompare(b.model)),
    [{ model: "All", mode: "wrong-extreme", n: 2, failures: 1, share: 0.5 }, { model: "base", mode: "wrong-extreme", n: 2, failures: 2, share: 1 }]);
  for (const { share, low, high } of rates) assert.ok(low <= share && share <= high);
});

test("A model that never fails so has a row of 0, so that models stand side by side, in the order in which they came", () => {
  const of = (model: string, one: Prediction) => ["p1", "p2"].map((subject_id) => ({ ...one, model, subject_id }));
  const rows = failureRows([...of("teacher", right), ...of("base", base), ...of("All", right)], { notes: [note] });
  const rates = failureRates(rows, findFailuresIn(rows, { modes: ["wrong-extreme"] }), { resamples: 50 });
  assert.deepEqual(rates.map(({ model, failures, low, high }) => [model, failures, low, high]), [["teacher", 0, 0, 0], ["base", 2, 1, 1], ["All", 0, 0, 0]]);
  assert.deepEqual(ratesByModel(rates), [{ mode: "Wrong highest, lowest, first or last", teacher: "–", base: "100.0 % (100.0–100.0)", All: "–" }]);
  const alone = failureRows([base], { notes: [note] });
  assert.deepEqual(ratesByModel(failureRates(alone, findFailuresIn(alone, { modes: ["wrong-extreme"] }))), [{ mode: "Wrong highest, lowest, first or last", All: "100.0 %" }]);
});

test("A prediction without its note is an error that names it", () => {
  assert.throws(() => failureRows([base], { notes: [] }), /Expected the note "n1" of question q1, found none/);
});

test("A person's corrections are the set that detectors are scored on, rows without one left out", () => {
  const file = join(mkdtempSync(join(tmpdir(), "distil-corrections-")), "c.jsonl");
  writeFileSync(file, '{"question_id":"q1","model":"All","modes":["wrong-extreme"]}\n');
  const rows = rowsWithCorrections(failureRows([base, right], { notes: [note] }), file);
  assert.deepEqual(rows.map((r) => [r.question_id, r.known]), [["q1", ["wrong-extreme"]]]);
  assert.equal(scoreDetectors(rows, { modes: ["wrong-extreme"] })[0]!.hits, 1);
  assert.deepEqual(rowsWithCorrections(rows, "/nowhere/at/all.jsonl"), []);
  assert.ok(detectFailures(rows).length > 0);
});

test("A correction that is written is read back, the last of an answer counts, and a mode that the taxonomy lacks is refused", () => {
  const file = join(mkdtempSync(join(tmpdir(), "distil-corrections-")), "c.jsonl"), rows = failureRows([base, right], { notes: [note] });
  saveCorrection(file, { question_id: "q1", model: "All", modes: ["wrong-date"] });
  saveCorrection(file, { question_id: "q1", model: "All", modes: [] });
  assert.deepEqual(rowsWithCorrections(rows, file).map((r) => r.known), [[]]);
  assert.equal(scoreDetectors(rowsWithCorrections(rows, file), { modes: ["wrong-extreme"] })[0]!.falseAlarms, 1);
  assert.throws(() => saveCorrection(file, { question_id: "q1", model: "All", modes: ["extreme"] }), /Expected failure modes among range-collapsed.*, got extreme: correct the modes/);
});

test("A line of the corrections that is none is refused with its number; answers that are not shown are counted", (t) => {
  const file = join(mkdtempSync(join(tmpdir(), "distil-corrections-")), "c.jsonl"), rows = failureRows([base, right], { notes: [note] });
  const good = { question_id: "q1", model: "All", modes: ["wrong-date"] };
  const wrong = [null, 3, "x", [], {}, { ...good, model: undefined }, { ...good, model: 3 }, { ...good, question_id: "" }, { ...good, modes: "wrong-date" }, { ...good, modes: ["wrong-dat"] }, { ...good, modes: [1] }];
  for (const value of wrong) {
    writeFileSync(file, `${JSON.stringify(good)}\n${JSON.stringify(value)}\n`);
    assert.throws(() => rowsWithCorrections(rows, file), /c\.jsonl, line 2: expected (?:a correction with|failure modes among)[^\n]*: correct/, JSON.stringify(value));
  }
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  writeFileSync(file, [good, { ...good, model: "Al" }, { ...good, question_id: "q9" }].map((one) => JSON.stringify(one)).join("\n"));
  assert.equal(rowsWithCorrections(rows, file).length, 1);
  assert.match(lines.join(), /2 corrections are of answers that are not shown here/);
});

test("A rewording asks the same of a note in two wordings whose truth is known, and perfect answers score 1 in every cell", async () => {
  const facts = await readFacts(fromRoot("data/notes/facts.jsonl"));
  const notes = await loadNotes(BUNDLED_NOTES, { limit: 12 });
  const questions = rewordedQuestions(notes, { facts, each: 4 });
  assert.equal(new Set(questions.map((q) => q.criterion?.split("|")[0])).size, REWORDINGS.length);
  for (const q of questions) assert.ok(sameAnswer(answerFromFacts(q.question, facts.get(q.note_id)!)!.answer, q.label));
  const perfect = questions.map((q): Prediction => ({ ...base, ...q, question_type: "boolean", prediction: q.label }));
  const table = rewordingTable(perfect);
  assert.equal(table.reduce((sum, row) => sum + 2 * row.n, 0), questions.length);
  for (const { before, after, rewording } of table) assert.ok(before === 1 && after === 1, rewording);
  const wrong = rewordingTable(perfect.map((p) => ({ ...p, prediction: undefined })));
  for (const { before, after } of wrong) assert.ok(before === 0 && after === 0);
});

test("What a rewording changes is counted pair by pair, and its interval holds 0 only where it may be nothing", async () => {
  const facts = await readFacts(fromRoot("data/notes/facts.jsonl")), notes = await loadNotes(BUNDLED_NOTES, { limit: 12 });
  const questions = rewordedQuestions(notes, { facts, each: 4 });
  const answered = questions.map((q): Prediction => ({ ...base, ...q, question_type: "boolean", prediction: q.criterion!.includes("|before|") ? undefined : q.label }));
  for (const { before, after, change, low, high } of rewordingTable(answered, { resamples: 100 })) assert.deepEqual([before, after, change, low, high], [0, 1, 1, 1, 1]);
  const half = answered.map((p, i) => (i % 8 < 4 ? { ...p, prediction: p.label } : p));
  for (const { before, after, change, low, high } of rewordingTable(half, { resamples: 100 })) {
    assert.ok(Math.abs(change - (after - before)) < 1e-12);
    assert.ok(low <= change && change <= high && low >= 0);
  }
});
