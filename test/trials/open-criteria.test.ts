import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parse } from "csv-parse/sync";
import { criterionQuestion, evidenceFigures, factQuestion, judgeFact, readOpenCriteria, readOpenFacts } from "../../lib/trials/open-criteria.ts";
import { isBundled, privateFilesRead } from "../../lib/dataset/notes.ts";
import { fromRoot } from "../../lib/settings.ts";

const folder = mkdtempSync(join(tmpdir(), "open "));
after(() => rmSync(folder, { recursive: true }));

test("The bundled cases and criteria are read whole, and reading them keeps outputs public.", () => {
  const facts = readOpenFacts("data/tasks/open-criteria"), criteria = readOpenCriteria("data/tasks/trialgpt");
  const rows = readFileSync(fromRoot("data/tasks/open-criteria/labels.csv"), "utf8").trim().split("\n").length - 1;
  assert.equal(facts.questions.length + Object.values(facts.left).reduce((a, b) => a + b, 0), rows);
  assert.deepEqual(new Set(criteria.questions.map(({ label }) => label)), new Set(["Yes", "No", "NA"]));
  assert.ok(criteria.questions.every(({ label_from }) => label_from === "facts"));
  assert.deepEqual(privateFilesRead().filter((file) => file.includes("tasks")), []);
  assert.ok(isBundled(fromRoot("data/tasks/trialgpt/criteria.jsonl")) && !isBundled(fromRoot("data/tasks/trialgpt-mine/criteria.jsonl")));
});

test("A label is the case's own number, found in its text; sentences lie where the spans say.", () => {
  const facts = readOpenFacts("data/tasks/open-criteria"), texts = new Map(facts.notes.map(({ note_id, text }) => [note_id, text]));
  for (const { note_id, label, kind } of facts.questions) if (kind === "numeric") assert.ok(texts.get(note_id)!.replaceAll(",", "").includes(String(label)), `${note_id} ${label}`);
  const { notes, sentences, evidence, questions } = readOpenCriteria("data/tasks/trialgpt");
  for (const { note_id, text } of notes) assert.equal(sentences.get(note_id)!.map(([start, end]) => text.slice(start, end)).join("\n"), text);
  for (const { question_id, note_id, label } of questions) if (label === "Yes") assert.ok(evidence.get(question_id)!.every((one) => one < sentences.get(note_id)!.length) && evidence.get(question_id)!.length > 0);
});

test("Units are part of the question; a criterion is asked so that Yes means included or excluded.", () => {
  assert.match(factQuestion({ entity: "creatinine", kind: "numeric", unit: "µmol/L" }), /creatinine, in µmol\/L\?/);
  assert.match(factQuestion({ entity: "Stroke", kind: "boolean", unit: "" }), /Stroke\? Answer No/);
  assert.match(criterionQuestion({ criterion_type: "exclusion", criterion_text: "Pregnancy" }), /exclusion .*"Pregnancy"\? Answer No/);
});

test("A Yes/No fact that is not recorded counts as No; a number stays NA, and an unread reply stays unread.", () => {
  assert.deepEqual(judgeFact({ kind: "boolean", prediction: "NA" }), { kind: "boolean", prediction: "No" });
  assert.deepEqual(judgeFact({ kind: "numeric", prediction: "NA" }), { kind: "numeric", prediction: "NA" });
  assert.deepEqual(judgeFact({ kind: "boolean", prediction: undefined }), { kind: "boolean", prediction: undefined });
});

test("Evidence counts quotes that touch a sentence of the expert's; criteria without such sentences are left out.", () => {
  const sentences = new Map([["n", [[0, 10], [11, 20]] as const]]), evidence = new Map([["a", [1]], ["b", [0]], ["c", [0, 1]], ["d", []]]);
  const rows = [["a", [12, 15]], ["b", [12, 15]], ["c", null], ["d", [0, 5]]].map(([question_id, span]) => ({ question_id: question_id as string, note_id: "n", span: span as [number, number] | null }));
  assert.deepEqual(evidenceFigures(rows, { evidence, sentences }), { quoted: 2, hit: 1, without: 1 });
});

const facts = (labels: string, notes = "note_id,text\n1,Creatinine 1.4\n") => {
  writeFileSync(join(folder, "notes.csv"), notes);
  writeFileSync(join(folder, "labels.csv"), `note_id,entity,kind,value,unit\n${labels}\n`);
  return folder;
};
const bad: [string, string, RegExp][] = [
  ["a note that is not there", "2,creatinine,numeric,1.4,mg/dL", /labels\.csv, line 2: expected the id of a note in notes\.csv, got "2": add the note or remove the label/],
  ["an unknown kind", "1,creatinine,text,1.4,mg/dL", /labels\.csv, line 2: expected numeric, boolean or category as kind, got "text"/],
  ["a value of the wrong kind", "1,creatinine,numeric,high,mg/dL", /labels\.csv, line 2: expected a numeric value for "creatinine", got something else/],
  ["a fact given twice", "1,creatinine,numeric,1.4,mg/dL\n1,creatinine,numeric,1.5,mg/dL", /labels\.csv, line 3: expected each fact of a note once/],
];
for (const [what, labels, sentence] of bad) test(`Facts with ${what} are refused in one sentence.`, () => assert.throws(() => readOpenFacts(facts(labels)), sentence));

test("Reading facts from elsewhere marks them as not to be committed.", () => {
  readOpenFacts(facts("1,creatinine,numeric,1.4,mg/dL"));
  assert.ok(privateFilesRead().includes(join(folder, "notes.csv")));
});

const criterion = { annotation_id: 0, patient_id: "p", note: "0. A man.\n1. Healthy.", trial_id: "t", criterion_type: "inclusion", criterion_text: "Healthy", expert_sentences: "[1]", expert_eligibility: "included" };
const badCriteria: [string, object[], RegExp][] = [
  ["an unknown verdict", [{ ...criterion, expert_eligibility: "maybe" }], /criteria\.jsonl, line 1: expected a judged criterion, but expert_eligibility/],
  ["a sentence that the note does not have", [{ ...criterion, expert_sentences: "[2]" }], /line 1: expected sentences from 0 to 1, got \[2\]/],
  ["the same criterion twice", [criterion, criterion], /line 2: expected each annotation_id once a patient/],
  ["two notes of one patient", [criterion, { ...criterion, annotation_id: 1, note: "0. A woman.\n1. Ill." }], /line 2: expected one note a patient/],
];
for (const [what, rows, sentence] of badCriteria) {
  test(`Criteria with ${what} are refused in one sentence.`, () => {
    writeFileSync(join(folder, "criteria.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    assert.throws(() => readOpenCriteria(folder), sentence);
  });
}

const REAL = fromRoot(process.env["DISTIL_DATA"] ?? "data/external");
const lacking = ["open-criteria", "trialgpt"].find((name) => !existsSync(join(REAL, name)));
test("The real sets are read whole: every number and Yes/No fact of the label file, 504 criteria.", { skip: lacking ? `no ${lacking} in the folder DISTIL_DATA names` : false }, () => {
  const { questions } = readOpenFacts(join(REAL, "open-criteria")), criteria = readOpenCriteria(join(REAL, "trialgpt"));
  const labels: { kind: string }[] = parse(readFileSync(join(REAL, "open-criteria/labels.csv")), { columns: true });
  for (const kind of ["numeric", "boolean"]) assert.equal(questions.filter((q) => q.kind === kind).length, labels.filter((label) => label.kind === kind).length, kind);
  assert.ok(questions.length >= 1000);
  assert.deepEqual([criteria.questions.length, criteria.left], [504, { "not applicable": 21 }]);
  assert.ok(criteria.questions.every(({ label_from }) => label_from === "annotation"));
});
