// Where a task's notes and labels are: the real data in DISTIL_DATA (data/external), else the
// project's own (data/tasks); remembered in the run.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { readJson, readJsonLines, writeJson, writeFileAtomic } from "../io/json.ts";
import type { Question } from "../evaluation/predict.ts";
import { n2c2Labels, n2c2Notes, readN2c2Folders } from "./n2c2-records.ts";
import { loadNotes, isBundled, recordPrivateRead } from "../dataset/notes.ts";
import { artifacts, inRun, resolveArtifact, type RunFolder } from "../io/artifacts.ts";
import { fromRoot, ROOT } from "../settings.ts";
import { readTrialLabels, type DatedNote, type Trial, type TaskQuestions } from "./trial.ts";

/** A task's notes and labels, and where they came from. */
export interface TaskData extends TaskQuestions {
  readonly folder: string;
  /** Which of the task's parts a note belongs to, in tasks that have parts: n2c2 has train and test. */
  readonly split: ReadonlyMap<string, string>;
}

/** A data set's folder: the real one, else this project's. */
export function dataFolder(name: string): string {
  const real = fromRoot(process.env["DISTIL_DATA"] || "data/external", name);
  return existsSync(real) ? real : fromRoot("data/tasks", name);
}

/**
 * A task's data. n2c2: folders `train` and `test` of XML. Others: `notes.jsonl`, `.csv`, `.csv.gz`
 * or `.parquet`, and `labels.csv`. People's notes are recorded as private, so that outputs are not
 * committed.
 */
export async function loadTaskData(task: Trial, folder: string): Promise<TaskData> {
  const path = fromRoot(folder), label_from = isBundled(path) ? "facts" : "annotation";
  if (!existsSync(path)) throw new Error(`Expected the notes and labels of task "${task.task}" in ${folder}, found no such folder: see data/README.md on where to get them`);
  if (!isBundled(path)) recordPrivateRead(path);
  if (task.task === "n2c2") return { ...n2c2Data(path), folder: path, label_from };
  const file = ["notes.jsonl", "notes.csv", "notes.csv.gz", "notes.parquet"].map((name) => join(path, name)).find((one) => existsSync(one));
  if (!file) throw new Error(`Expected notes.jsonl, notes.csv, notes.csv.gz or notes.parquet in ${folder}, found none: put the notes there`);
  if (!existsSync(join(path, "labels.csv"))) throw new Error(`Expected labels.csv in ${folder}, found none: put the labels there, with the columns note_id, criterion and label`);
  const notes = await loadNotes(file);
  return { notes, labels: readTrialLabels(join(path, "labels.csv"), { task, notes }), label_from, folder: path, split: new Map() };
}

function n2c2Data(path: string): Pick<TaskData, "notes" | "labels" | "split"> {
  const parts = ["train", "test"].map((name) => join(path, name)).filter((one) => existsSync(one));
  if (parts.length === 0) throw new Error(`Expected the folders train and test with the n2c2 records in ${path}, found neither: put the .xml files there`);
  const records = readN2c2Folders(...parts);
  const split = new Map(parts.flatMap((part) => n2c2Notes(readN2c2Folders(part)).map(({ note_id }) => [note_id, part.endsWith("train") ? "train" : "test"] as const)));
  return { notes: n2c2Notes(records), labels: n2c2Labels(records), split };
}

/** Remembers the task's questions and where its notes lie, in `<run>/<task>`. */
export function saveTrialRun(place: RunFolder, task: Trial, { data, questions }: { data: TaskData; questions: readonly Question[] }): void {
  writeJson(inRun(place, artifacts.trialData(task.task)), { folder: isBundled(data.folder) ? relative(ROOT, data.folder) : data.folder, hash: dataHash(data) });
  writeFileAtomic(inRun(place, artifacts.questions(task.task)), questions.map((question) => `${JSON.stringify(question)}\n`).join(""));
}

/** The data and questions that the task's first notebook chose. Refuses changed data. */
export async function loadTrialRun(place: RunFolder, task: Trial): Promise<{ data: TaskData; questions: Question[] }> {
  const remembered = readJson<{ folder: string; hash: string }>(resolveArtifact(place, artifacts.trialData(task.task)));
  const data = await loadTaskData(task, remembered.folder);
  if (dataHash(data) !== remembered.hash) throw new Error(`Expected the notes and labels in ${remembered.folder} as they were when this run's questions were written, they have changed: run the task's first notebook again`);
  return { data, questions: readJsonLines<Question>(resolveArtifact(place, artifacts.questions(task.task))) };
}

/** SHA-256 (hex, first 16) of a task's notes and labels: their identity in a manifest. */
export function dataHash({ notes, labels }: Pick<TaskData, "notes" | "labels">): string {
  const hash = createHash("sha256");
  for (const { note_id, text } of notes as readonly DatedNote[]) hash.update(JSON.stringify([note_id, text]));
  for (const { note_id, criterion, label } of labels) hash.update(JSON.stringify([note_id, criterion, label]));
  return hash.digest("hex").slice(0, 16);
}
