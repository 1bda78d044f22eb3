// Reads notes (CSV, JSONL, Parquet; our columns or MIMIC's) and holds patients out for evaluation.
import { existsSync, readFileSync } from "node:fs";
import { basename, relative } from "node:path";
import { createHash } from "node:crypto";
import { streamCsvRows } from "../io/csv.ts";
import { readRows } from "../io/duckdb.ts";
import { exactId, shownId, parseJson, readJson, writeJson } from "../io/json.ts";
import { linesOf, textPieces } from "../io/text-file.ts";
import { random, shuffle } from "../random.ts";
import { BUNDLED_NOTES, checkSetting, fromRoot, ROOT } from "../settings.ts";
import type { Note } from "../types.ts";
import { artifacts, inRun, resolveArtifact, type RunFolder } from "../io/artifacts.ts";

export interface ReadNotes {
  /** Index of the first note, from 0. @default 0 */
  readonly start?: number;
  /** @default all */
  readonly limit?: number;
}

/**
 * Notes of a file in order: columns `note_id, subject_id, text` in any case (MIMIC-IV), or the
 * discharge summaries of MIMIC-III's NOTEEVENTS.csv. Without subject_id every note is a patient.
 * Errors name file, line and fix.
 */
export async function* readNotes(
  path: string, { start = 0, limit = Infinity }: ReadNotes = {},
): AsyncGenerator<Note> {
  const file = fromRoot(path);
  if (!existsSync(file)) throw new Error(`Expected a notes file at ${path}, found none: check the path`);
  if (!isBundled(file)) recordPrivateRead(file);
  const seen = new Map<string, number>(), left = new Map<keyof typeof LEFT_OUT, number>();
  let row = 0;
  for await (const { line, record } of records(file)) {
    const note = toNote(record, `${basename(file)}, line ${line}`);
    if (typeof note === "string") {
      left.set(note, (left.get(note) ?? 0) + 1);
      continue;
    }
    const earlier = seen.get(note.note_id);
    if (earlier !== undefined) throw new Error(
      `${basename(file)}, line ${line}: expected each note_id once, got ${shownId(note.note_id)} ` +
        `again (first in line ${earlier}): make the ids unique`,
    );
    seen.set(note.note_id, line);
    if (row++ < start) continue;
    if (row - start > limit) break;
    yield note;
  }
  for (const [why, n] of left) console.log(`${basename(file)}: ${n} rows ${LEFT_OUT[why]} left out`);
  if (row === 0) throw new Error(`${basename(file)}: expected at least one note, got none`);
  if (row <= start) {
    const problem = `${basename(file)}: expected a note at START_ROW ${start}, got ${row} notes`;
    throw new Error(`${problem}: start at a row below ${row}`);
  }
}

export const loadNotes = (path: string, options?: ReadNotes): Promise<Note[]> =>
  Array.fromAsync(readNotes(path, options));

/**
 * Holds out whole patients, drawn by seed, until they have `share` of the notes; given two
 * patients, neither side is empty.
 */
export function holdOutPatients(notes: readonly Note[], { share, seed }: { share: number; seed: number | string }): { create: Note[]; heldOut: Note[] } {
  const patients = shuffle(random(`hold-out:${seed}`), [...new Set(notes.map((n) => n.subject_id))].sort());
  const size = new Map<string, number>();
  for (const n of notes) size.set(n.subject_id, (size.get(n.subject_id) ?? 0) + 1);
  const held = new Set<string>();
  let count = 0;
  for (const patient of patients) {
    if (count >= share * notes.length || held.size >= patients.length - 1) break;
    held.add(patient);
    count += size.get(patient) ?? 0;
  }
  return { create: notes.filter((n) => !held.has(n.subject_id)), heldOut: notes.filter((n) => held.has(n.subject_id)) };
}

/** SHA-256 (hex, first 16) of ids and texts in order. */
export function notesHash(notes: readonly Note[]): string {
  const hash = createHash("sha256");
  for (const n of notes) hash.update(JSON.stringify([n.note_id, n.subject_id, n.text]));
  return hash.digest("hex").slice(0, 16);
}

let bundled: Set<string> | undefined;
/** Only the text of bundled notes may be committed in outputs. */
export function allBundled(notes: readonly Note[]): boolean {
  bundled ??= new Set(readFileSync(BUNDLED_NOTES, "utf8").split("\n").filter(Boolean).map((l) => notesHash([JSON.parse(l)])));
  return notes.every((n) => bundled?.has(notesHash([n])));
}

type Row = { line: number; record: Readonly<Record<string, unknown>> };

async function* records(file: string): AsyncGenerator<Row> {
  const name = file.toLowerCase().replace(/\.gz$/, "");
  if (name.endsWith(".parquet")) {
    let line = 0;
    for (const record of await readRows(file)) yield { line: ++line, record };
  } else if (name.endsWith(".jsonl") || name.endsWith(".ndjson")) yield* jsonRows(file);
  else if (name.endsWith(".csv")) yield* streamCsvRows(file);
  else throw new Error(`Expected notes as .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet, got "${basename(file)}"`);
}

async function* jsonRows(file: string): AsyncGenerator<Row> {
  const name = basename(file);
  for await (const { line, text } of linesOf(textPieces(file), name)) {
    if (text.trim() === "") continue;
    const record = parseJson(text), wrong = `${name}, line ${line}: expected a JSON object`;
    if (record === undefined) throw new Error(`${wrong}, got broken JSON: mend or remove the line`);
    if (typeof record !== "object" || record === null || Array.isArray(record)) {
      const kind = Array.isArray(record) ? "a list" : typeof record;
      throw new Error(`${wrong}, got ${kind}: put each note in an object on its line`);
    }
    yield { line, record: record as Record<string, unknown> };
  }
}

/** Rows of NOTEEVENTS that are no notes to work on, by why they are left out. */
const LEFT_OUT = {
  error: "marked as an error (ISERROR)",
  category: "of another category than discharge summary",
} as const;

function toNote(record: Record<string, unknown>, where: string): Note | keyof typeof LEFT_OUT {
  const columns = new Map(Object.entries(record).map(([k, v]) => [k.trim().toLowerCase(), v]));
  const get = (...names: string[]) =>
    names.map((n) => columns.get(n)).find((v) => v !== undefined && v !== null && v !== "");
  if (markedWrong(get("iserror"))) return "error";
  const category = get("category");
  const isSummary = String(category).trim().toLowerCase() === "discharge summary";
  if (category !== undefined && columns.has("row_id") && !isSummary) return "category";
  // The names are not shown: without a header they are a note's text.
  if (!columns.has("text")) throw new Error(
    `${where}: expected a column "text", got ${columns.size} of other names: name the column ` +
      `that holds the notes "text", and give the file a header if it has none`,
  );
  const id = get("note_id", "row_id"), subject = get("subject_id") ?? id;
  if (id === undefined) {
    throw new Error(`${where}: expected a note_id, got none: give every note an id`);
  }
  const note_id = exactId(id)?.trim(), subject_id = exactId(subject)?.trim();
  if (!note_id) throw new Error(`${where}: expected a note_id ${INEXACT}`);
  if (!subject_id) throw new Error(`${where}: expected a subject_id ${INEXACT}`);
  const text = columns.get("text");
  if (typeof text !== "string" || text.trim() === "") throw new Error(
    `${where}: expected the text of note ${shownId(note_id)}, got an empty one: ` +
      `remove the row or fill it`,
  );
  return { note_id, subject_id, text };
}

const INEXACT = "as text or a whole number below 2^53, got another kind of value: write it as text";

/** MIMIC's ISERROR: a clinician found the note to be wrong, for example another patient's. */
const markedWrong = (value: unknown): boolean =>
  value === true || /^(?:1(?:\.0*)?|true|t|yes|y)$/i.test(String(value ?? "").trim());

const read = new Set<string>();

export function recordPrivateRead(file: string): void {
  read.add(file);
}

/** Files read so far whose text must not be committed. */
export const privateFilesRead = (): readonly string[] => [...read];

const BUNDLED = [BUNDLED_NOTES, fromRoot("data/review"), ...["n2c2", "apixaban", "own-trial", "open-criteria", "trialgpt"].map((name) => fromRoot("data/tasks", name))];

/** True for a file or folder that came with the project. */
export const isBundled = (path: string): boolean => BUNDLED.some((one) => path === one || path.startsWith(`${one}/`) || path.startsWith(`${one}\\`));

export interface Cohort {
  /** Training items are made from these. */
  readonly create: readonly Note[];
  /** Other patients, for evaluation only. */
  readonly heldOut: readonly Note[];
  readonly file: string;
  /** Whether committed outputs may show the notes. */
  readonly bundled: boolean;
}

export interface ChooseNotes {
  readonly file: string;
  readonly start: number;
  /** 0: all. */
  readonly number: number;
  /** Share of the notes, by whole patients. */
  readonly heldOut: number;
  readonly seed: number;
  /** The notes of the file, where they were read already. */
  readonly notes?: readonly Note[];
}

type Remembered = { file: string; start: number; number: number; hash: string; create: string[]; held_out: string[] };

const loadChosen = (file: string, start: number, number: number): Promise<Note[]> =>
  loadNotes(file, { start, limit: number > 0 ? number : Infinity });

/** A notes file as runs name it: from the project's root on, where it lies within. */
function nameInRun(file: string): string {
  const inside = relative(ROOT, fromRoot(file));
  return inside.startsWith("..") ? file : inside;
}

/**
 * Whether a run that remembers `then` was made of this notes file, with the same contents as far
 * as the same notes of it are chosen.
 */
export function sameNotesFile(
  then: Pick<Remembered, "file" | "start" | "number" | "hash">,
  { file, start, number, hash }: Pick<ChooseNotes, "file" | "start" | "number"> & { hash: string },
): boolean {
  const sameChoice = then.start === start && then.number === number;
  if (sameChoice) return then.hash === hash;
  return fromRoot(then.file) === fromRoot(file);
}

/**
 * Splits the notes and records the choice in `<run>/create/notes.json`.
 * @throws {Error} When the run was made of other notes, which must not be mixed with these.
 */
export async function selectCohort(
  run: RunFolder, { file, start, number, heldOut, seed, notes: given }: ChooseNotes,
): Promise<Cohort> {
  checkSetting("START_ROW", start);
  checkSetting("NUMBER", number);
  checkSetting("HELD_OUT", heldOut);
  const notes = given ?? await loadChosen(file, start, number), hash = notesHash(notes);
  const path = inRun(run, artifacts.notes);
  if (existsSync(path) && !sameNotesFile(readJson<Remembered>(path), { file, start, number, hash })) {
    throw new Error(`Expected the notes of the run in ${run.folder}, got others: begin a run of `
      + "their own with chooseRun, as 1-create does, or name another folder with RUN");
  }
  const split = holdOutPatients(notes, { share: heldOut, seed });
  const ids = (side: readonly Note[]) => side.map((n) => n.note_id);
  writeJson(path, {
    file: nameInRun(file), start, number, hash,
    create: ids(split.create), held_out: ids(split.heldOut),
  } satisfies Remembered);
  return { ...split, file, bundled: allBundled(notes) };
}

/** The cohort of this run, or else the bundled one. Refuses a changed file. */
export async function loadCohort(run: RunFolder): Promise<Cohort> {
  const { file, start, number, hash, create, held_out } = readJson<Remembered>(resolveArtifact(run, artifacts.notes));
  const notes = await loadChosen(file, start, number);
  if (notesHash(notes) !== hash) throw new Error(`Expected the notes in ${file} as they were when this run began, they have changed: run a-distill/1-create again`);
  const byId = new Map(notes.map((n) => [n.note_id, n]));
  const pick = (ids: readonly string[]) => ids.map((id) => byId.get(id) as Note);
  return { create: pick(create), heldOut: pick(held_out), file, bundled: allBundled(notes) };
}
