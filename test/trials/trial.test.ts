import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { N2C2_CRITERIA } from "../../lib/trials/n2c2-records.ts";
import type { Answer } from "../../lib/types.ts";
import { fromRoot } from "../../lib/settings.ts";
import { applyRules, readTrialLabels, readTrial, trialNames, taskQuestions } from "../../lib/trials/trial.ts";
import type { Answered, Label } from "../../lib/trials/trial.ts";

const folder = mkdtempSync(join(tmpdir(), "task "));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string, value: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
};
const one = { id: "FEVER", question: "Is a fever recorded?", kind: "boolean", rule: { unless_recorded: "No" }, source: "protocol 3.1" };
const notes = [{ note_id: "1", subject_id: "a", text: "x" }, { note_id: "2", subject_id: "b", text: "y", last_date: "2090-05-06" }];

test("The n2c2 task decides the 13 criteria, creatinine and HbA1c in two forms each.", () => {
  const scored = readTrial("n2c2").criteria.filter((criterion) => criterion.rule);
  assert.deepEqual(new Set(scored.map((criterion) => criterion.criterion ?? criterion.id)), new Set(N2C2_CRITERIA));
  assert.deepEqual(scored.filter((criterion) => criterion.criterion).map(({ id, kind }) => `${id} ${kind}`), ["CREATININE-direct boolean", "HBA1C-direct boolean"]);
  assert.deepEqual(scored.filter(({ kind }) => kind === "numeric").map(({ id }) => id), ["CREATININE", "HBA1C"]);
});

test("The apixaban task asks the 23 questions of the paper's counts, 15 boolean and 8 numeric.", () => {
  const { criteria } = readTrial("apixaban");
  const published = (kind: string) => readFileSync(fromRoot(`data/published/tableS4_apixaban_${kind}.csv`), "utf8").trim().split("\n").slice(1).map((line) => line.split(",")[0]);
  for (const kind of ["boolean", "numeric"]) assert.deepEqual(criteria.filter((criterion) => criterion.kind === kind).map(({ id }) => id).sort(), published(kind).sort());
});

test("Every criterion names its place in the paper or says that it has none.", () => {
  for (const name of trialNames()) for (const { id, source } of readTrial(name).criteria) assert.match(source, /paper|track 1/, `${name} ${id}`);
});

test("A trial of one's own is a file: it is read, asked and judged.", () => {
  const task = readTrial(file("own.json", { task: "own", title: "A trial of one's own", criteria: [one, { id: "INR", question: "What is the highest INR recorded?", kind: "numeric", rule: { from: 2, to: 3, unless_recorded: "No" }, source: "protocol 3.2" }] }));
  const labels: Label[] = [{ note_id: "2", criterion: "FEVER", label: "Yes" }, { note_id: "2", criterion: "INR", label: "No" }];
  const questions = taskQuestions(task, { notes, labels, label_from: "annotation" });
  assert.deepEqual(questions.map(({ question_id, kind, label, criterion }) => [question_id, kind, label, criterion]), [["2:FEVER", "boolean", "Yes", "FEVER"], ["2:INR", "numeric", "No", "INR"]]);
  const judged = applyRules(task, questions.map((q): Answered => ({ ...q, model: "base", prediction: q.kind === "numeric" ? 3.5 : "NA" })));
  assert.deepEqual(judged.map(({ criterion, label, answered, prediction }) => [criterion, label, answered, prediction]), [["FEVER", "Yes", "NA", "No"], ["INR", "No", 3.5, "No"]]);
});

test("Time-bound questions name the record's last date, and the last note where there is none.", () => {
  const labels: Label[] = notes.map(({ note_id }) => ({ note_id, criterion: "MI-6MOS", label: "No" }));
  const texts = taskQuestions(readTrial("n2c2"), { notes, labels, label_from: "facts" }).filter(({ criterion }) => criterion === "MI-6MOS").map(({ question }) => question);
  assert.match(texts[0]!, /before the last note\?/);
  assert.match(texts[1]!, /before 2090-05-06, the date of the last note\?/);
});

test("Questions asked only for other rules are asked and used, never scored.", () => {
  const task = readTrial("n2c2");
  const questions = taskQuestions(task, { notes, labels: [{ note_id: "1", criterion: "CREATININE", label: "Yes" }], label_from: "facts" });
  assert.deepEqual(questions.map(({ criterion }) => criterion), ["CREATININE", "CREATININE-direct", "HBA1C-lowest", "FEMALE"]);
  const said: Readonly<Record<string, Answer>> = { CREATININE: 1.2, "CREATININE-direct": "No", "HBA1C-lowest": "NA", FEMALE: "Yes" };
  const rows = questions.map((q): Answered => ({ ...q, model: "All", prediction: said[q.criterion!] }));
  assert.deepEqual(applyRules(task, rows).map(({ criterion, form, prediction }) => [criterion, form, prediction]), [["CREATININE", "CREATININE", "Yes"], ["CREATININE", "CREATININE-direct", "No"]]);
  assert.equal(applyRules(task, rows, { published: "code" })[0]!.prediction, "No", "the published rule does not look at sex");
});

test("The answers of two models to one note are judged apart.", () => {
  const row = { note_id: "1", label: "Yes" as Answer };
  const rows: Answered[] = [["base", "No"], ["All", "Yes"]].flatMap(([model, female]) => [{ ...row, model: model!, criterion: "CREATININE", prediction: 1.2 }, { ...row, model: model!, criterion: "FEMALE", prediction: female as Answer }]);
  assert.deepEqual(applyRules(readTrial("n2c2"), rows).map(({ model, prediction }) => [model, prediction]), [["base", "No"], ["All", "Yes"]]);
});

test("A label beyond the cap counts as the cap, like the answer.", () => {
  const [row] = applyRules(readTrial("apixaban"), [{ note_id: "1", model: "base", criterion: "lvef", label: 65, prediction: 60 }]);
  assert.deepEqual([row!.label, row!.prediction, row!.answered], [55, 55, 60]);
});

test("A task file that is wrong is one sentence with place and cure.", () => {
  const broken = (criteria: unknown) => file("broken.json", { task: "t", title: "t", criteria });
  assert.throws(() => readTrial("n2c3"), { message: 'Expected a task named apixaban, n2c2 or the path of a task\'s .json file, got "n2c3": correct it' });
  assert.throws(() => readTrial(file("text.json", "{")), /expected a task as JSON, got something else: compare with prompts\/tasks\/apixaban\.json/);
  assert.throws(() => readTrial(broken([])), /expected a task, but criteria: .*>=1/);
  assert.throws(() => readTrial(broken([{ ...one, kind: "date" }])), /expected a task, but criteria\.0\.kind \("FEVER"\): .*"boolean"\|"numeric"/);
  assert.throws(() => readTrial(broken([{ ...one, rule: { over: 3 } }])), /criteria\.0\.rule \("FEVER"\)/);
  assert.throws(() => readTrial(broken([one, one])), /expected each id once, got "FEVER" twice: rename one/);
  assert.throws(() => readTrial(broken([{ ...one, kind: "numeric", rule: { above: 1, above_for_women: 2 } }])), /a question with the id "FEMALE", which the rule of "FEVER" needs, found none: add it/);
  assert.throws(() => readTrial(broken([{ ...one, kind: "numeric", rule: { from: 1, also: ["LOW"] } }])), /a question with the id "LOW"/);
});

test("Replies to questions of another task are refused.", () => {
  assert.throws(() => applyRules(readTrial("apixaban"), [{ note_id: "7", model: "base", criterion: "ENGLISH", label: "Yes", prediction: "Yes" }]), { message: 'Expected answers to the questions of task "apixaban", got one to "ENGLISH" (note 7): give the replies of this task' });
});

test("Labels are read by meaning, and a wrong label file is one sentence with its line.", () => {
  const task = readTrial("apixaban"), read = (text: string) => readTrialLabels(file("labels.csv", text), { task, notes });
  assert.deepEqual(read("note_id,criterion,label\n1,ast,\"8,627\"\n1,afib,no\n2,lvef,N/A\n"), [{ note_id: "1", criterion: "ast", label: 8627 }, { note_id: "1", criterion: "afib", label: "No" }, { note_id: "2", criterion: "lvef", label: "NA" }]);
  assert.throws(() => read("note_id,criterion,label\n1,ast,3\n9,ast,3\n"), /labels\.csv, line 3: expected the id of a note that was loaded, got "9": load the note or remove the label/);
  assert.throws(() => read("note_id,criterion,label\n1,fever,3\n"), /line 2: expected a criterion of task "apixaban", got "fever": correct its name/);
  assert.throws(() => read("note_id,criterion,label\n1,ast,high\n"), /line 2: expected a numeric label for ast, got something else: correct it/);
  assert.throws(() => read("note_id,criterion,label\n1,ast,3\n1,ast,4\n"), /line 3: expected one label a note and criterion, got a second for ast of note 1: remove one/);
  assert.throws(() => read("note_id,criterion\n1,ast\n"), /line 2: expected the columns note_id, criterion and label, one is missing: add it/);
});
