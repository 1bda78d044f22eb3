import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { openJournal } from "../../lib/inference/journal.ts";
import { EVALUATION_SAMPLING, samplingGrid } from "../../lib/inference/sampling.ts";
import { journalFor, loadPredictions } from "../../lib/evaluation/predict.ts";
import { privateFilesRead } from "../../lib/dataset/notes.ts";
import { fromRoot } from "../../lib/settings.ts";
import { readTrial, taskQuestions } from "../../lib/trials/trial.ts";
import { dataFolder, loadTaskData, loadTrialRun, saveTrialRun } from "../../lib/trials/trial-data.ts";

const folder = mkdtempSync(join(tmpdir(), "task data "));
after(() => rmSync(folder, { recursive: true }));
const n2c2 = readTrial("n2c2"), apixaban = readTrial("apixaban");
let copies = 0;
/** A copy of a bundled set, with a change. */
const changed = (name: string, file: string, change: (text: string) => string): string => {
  const copy = join(folder, `${name}-${++copies}`), path = join(copy, file);
  cpSync(fromRoot("data/tasks", name), copy, { recursive: true });
  writeFileSync(path, change(readFileSync(path, "utf8")));
  return copy;
};

test("The bundled sets are read with labels from facts and stay public; n2c2 knows train from test.", async () => {
  const data = await loadTaskData(n2c2, "data/tasks/n2c2");
  assert.deepEqual([data.notes.length, data.labels.length, data.label_from], [36, 36 * 13, "facts"]);
  assert.deepEqual([...Map.groupBy(data.split.values(), (part) => part)].map(([part, all]) => [part, all.length]), [["train", 24], ["test", 12]]);
  const other = await loadTaskData(apixaban, "data/tasks/apixaban");
  assert.deepEqual([other.notes.length, other.labels.length, other.split.size], [30, 30 * 23, 0]);
  assert.deepEqual(privateFilesRead(), []);
});

test("Data from elsewhere is of people: its labels are an annotator's, and its text is not for commits.", async () => {
  const copy = changed("apixaban", "labels.csv", (text) => text);
  assert.equal((await loadTaskData(apixaban, copy)).label_from, "annotation");
  assert.ok(privateFilesRead().some((file) => file.startsWith(copy)));
});

test("A run remembers its questions, and refuses data that changed since.", async () => {
  const copy = changed("apixaban", "labels.csv", (text) => text), run = { folder: join(folder, "run") }, data = await loadTaskData(apixaban, copy);
  saveTrialRun(run, apixaban, { data, questions: taskQuestions(apixaban, data) });
  assert.equal((await loadTrialRun(run, apixaban)).questions.length, 690);
  writeFileSync(join(copy, "labels.csv"), readFileSync(join(copy, "labels.csv"), "utf8").replace(",No\n", ",Yes\n"));
  await assert.rejects(loadTrialRun(run, apixaban), /as they were when this run's questions were written, they have changed/);
});

const first = "train/901.xml";
const bad: [string, () => Promise<unknown>, RegExp][] = [
  ["XML without a criterion", () => loadTaskData(n2c2, changed("n2c2", first, (xml) => xml.replace(/ *<ENGLISH met="[^"]*"\/>\n/, ""))), /901\.xml: expected all 13 criteria in TAGS, got 12 without ENGLISH/],
  ["an unknown met value", () => loadTaskData(n2c2, changed("n2c2", first, (xml) => xml.replace(/(<ENGLISH met=)"[^"]*"/, '$1"perhaps"'))), /901\.xml: expected met="met" or met="not met" for ENGLISH, got "perhaps"/],
  ["a record in train and in test", () => {
    const copy = changed("n2c2", first, (xml) => xml);
    cpSync(join(copy, first), join(copy, "test", "901.xml"));
    return loadTaskData(n2c2, copy);
  }, /901\.xml: expected each record once, got it 2 times/],
  ["a label of a missing note", () => loadTaskData(apixaban, changed("apixaban", "labels.csv", (csv) => `${csv}700000,afib,Yes\n`)), /labels\.csv, line 692: expected the id of a note that was loaded, got "700000"/],
  ["no labels", async () => {
    const copy = changed("apixaban", "labels.csv", (csv) => csv);
    rmSync(join(copy, "labels.csv"));
    await loadTaskData(apixaban, copy);
  }, /Expected labels\.csv in .*, found none/],
  ["no such folder", () => loadTaskData(apixaban, join(folder, "nowhere")), /found no such folder: see data\/README\.md/],
  ["a folder without train and test", () => loadTaskData(n2c2, join(folder)), /Expected the folders train and test/],
];
for (const [what, load, sentence] of bad) test(`Task data with ${what} is refused in one sentence.`, () => assert.rejects(load, sentence));

test("A reply journal of another task is refused in one sentence, nothing of it is scored.", async () => {
  const data = await loadTaskData(apixaban, "data/tasks/apixaban"), questions = taskQuestions(apixaban, data).slice(0, 5);
  const task = { questions, notes: data.notes, endpoint: { urls: [], model: "base" }, name: "base", place: { folder: join(folder, "other") }, task: "apixaban" };
  const journal = openJournal(journalFor(task), { model: "base", sampling: EVALUATION_SAMPLING, prompts: {} });
  for (const id of ["901:ENGLISH", "901:HBA1C"]) journal.append({ id, key: "k", note_id: "901", text: '{"answer":"Yes"}', seconds: 0 } as never);
  await journal.close();
  await assert.rejects(loadPredictions(journalFor(task), task), /Expected replies of base to 5 questions in .*found 2 to other questions: it belongs to another task/);
});

test("A grid asks temperature 0 once and every other temperature with each top_p.", () => {
  assert.deepEqual(samplingGrid({ temperatures: [0, 1], topPs: [0.5, 0.9] }).map(({ temperature, top_p }) => [temperature, top_p]), [[0, 1], [1, 0.5], [1, 0.9]]);
});

test("Real data is taken where it is there, else what came with the project.", () => {
  assert.ok([fromRoot("data/tasks/apixaban"), fromRoot(process.env["DISTIL_DATA"] || "data/external", "apixaban")].includes(dataFolder("apixaban")));
  assert.equal(dataFolder("n2c2-not-there"), fromRoot("data/tasks/n2c2-not-there"));
});
