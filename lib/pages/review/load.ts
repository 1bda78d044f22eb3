// Reads what is to be reviewed: items of post-process, the published tool's CSV, released files
// beside their notes, a Label Studio export. Each row becomes an item with its note, or is counted
// with a reason.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { loadCohort, loadNotes, isBundled, recordPrivateRead } from "../../dataset/notes.ts";
import { groundQuote } from "../../replies/grounding.ts";
import { artifacts, inRun } from "../../io/artifacts.ts";
import { readCsvRows } from "../../io/csv.ts";
import { readRows, type Row } from "../../io/duckdb.ts";
import { exactId, shownId, readJsonLines } from "../../io/json.ts";
import {
  NOT_FOUND, NOT_IN_NOTE, questionType, parseAnswer, type AnswerKind, type Note,
} from "../../types.ts";
import type { Proposal, ReviewItem, TableRow } from "./types.ts";
import { readTasks } from "./label-studio.ts";
import { fromRoot } from "../../settings.ts";

/** A decision that a file brings along, to be entered for its reviewer before anyone starts. */
export interface Brought {
  readonly item_id: string;
  readonly who: string;
  readonly proposal: Proposal;
  readonly seconds: number;
}

export interface ReviewSet {
  readonly items: readonly ReviewItem[];
  /** Texts by note id. */
  readonly notes: ReadonlyMap<string, Note>;
  /** Rows that are no items, with where they stand and why. */
  readonly rejected: readonly { readonly where: string; readonly reason: string }[];
  readonly brought: readonly Brought[];
}

/**
 * The items of a file with their notes: from column `text`, else from `notes`, else from the file's
 * run. @throws {Error} When the file or its notes are missing, or its kind is unknown.
 */
export async function readReviewSet(path: string, { notes: notesFile }: { readonly notes?: string } = {}): Promise<ReviewSet> {
  const file = fromRoot(path);
  if (!existsSync(file)) throw new Error(`Expected a file to review at ${path}, found none: check the path`);
  if (!isBundled(file)) recordPrivateRead(file);
  const rows = await readTableRows(file);
  const notes = new Map<string, Note>();
  if (notesFile !== undefined || !rows.some(({ row }) => row["text"])) for (const note of await notesBeside(file, notesFile)) notes.set(note.note_id, note);
  const kinds = kindsOf(rows.map(({ row }) => row)), items = new Map<string, ReviewItem>(), rejected: { where: string; reason: string }[] = [], brought: Brought[] = [];
  let position = 0;
  for (const { row, where, decisions, unread = [] } of rows) {
    rejected.push(...unread.map((reason) => ({ where, reason })));
    if (Object.keys(row).length === 0 && unread.length > 0) continue;
    const read = toItem(row, { notes, kinds, position: ++position });
    const reason = typeof read === "string" ? read : items.has(read.item_id) ? `item_id ${shownId(read.item_id)} occurs again` : undefined;
    if (reason !== undefined || typeof read === "string") rejected.push({ where, reason: reason ?? "" });
    else {
      items.set(read.item_id, read);
      for (const { who, seconds, fields } of decisions ?? []) brought.push({ item_id: read.item_id, who, seconds, proposal: { ...own(read), ...fields } });
    }
  }
  if (items.size === 0) throw new Error(`Expected items to review in ${basename(file)}, found none among ${rows.length} rows${rejected[0] ? ` (${rejected[0].where}: ${rejected[0].reason})` : ""}`);
  return { items: [...items.values()], notes, rejected, brought };
}

/** SHA-256 (hex, first 16) of what is reviewed, by which a log knows its items. */
export function itemsHash(items: readonly ReviewItem[]): string {
  const hash = createHash("sha256");
  for (const { item_id, note_id, question, answer, section, source, explanation } of items) hash.update(JSON.stringify([item_id, note_id, question, answer, section, source, explanation]));
  return hash.digest("hex").slice(0, 16);
}

async function readTableRows(file: string): Promise<TableRow[]> {
  const name = basename(file), lower = name.toLowerCase();
  const numbered = (rows: readonly Row[], unit: string, first: number): TableRow[] => rows.map((row, i) => ({ row: named(row), where: `${name}, ${unit} ${i + first}` }));
  if (lower.endsWith(".parquet")) return numbered(await readRows(file), "row", 1);
  if (lower.endsWith(".jsonl")) return numbered(readJsonLines<Row>(file), "line", 1);
  if (lower.endsWith(".json")) return readTasks(file);
  if (lower.endsWith(".csv")) {
    return numbered(readCsvRows(file).map(({ record }) => unquoted(record)), "row", 2);
  }
  throw new Error(`Expected items to review as .parquet, .csv, .jsonl or a Label Studio export (.json), got "${name}"`);
}

/** How a cell begins that a spreadsheet may run, or that was kept from it before. */
export const FORMULA = /^'*[=+\-@\t\r]/;

/** Cells without the apostrophe that keeps a spreadsheet from running them. */
const unquoted = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([key, value]) =>
  [key, typeof value === "string" && value[0] === "'" && FORMULA.test(value.slice(1)) ? value.slice(1) : value]));

/** Column names as we spell them, whatever case they come in. */
const named = (row: Row | null): Row => Object.fromEntries(Object.entries(row ?? {}).map(([key, value]) => [key.trim().toLowerCase(), value]));

async function notesBeside(file: string, notesFile: string | undefined): Promise<readonly Note[]> {
  if (notesFile !== undefined) return loadNotes(notesFile);
  const run = resolve(dirname(file), "..");
  if (!existsSync(inRun({ folder: run }, artifacts.notes))) throw new Error(`Expected the notes of ${basename(file)}: it has no column "text" and lies in no run's folder; name them with --notes FILE`);
  const { create, heldOut } = await loadCohort({ folder: run });
  return [...create, ...heldOut];
}

/** The first of some columns that a row fills. */
const filled = (row: Row, names: readonly string[]): string => names.map((name) => String(row[name] ?? "")).find((value) => value !== "") ?? "";

/** The kind of answer of each criterion, from rows that tell; an answer of NA does not. */
const kindsOf = (rows: readonly Row[]): ReadonlyMap<string, AnswerKind> =>
  new Map(rows.flatMap((row) => {
    const kind = kindOf(filled(row, TYPE), filled(row, ["answer"])), criterion = filled(row, ["criterion"]);
    return kind && criterion ? [[criterion, kind] as const] : [];
  }));

/** The published tool's `type` holds what the model wrote, its `question_type` what was asked. */
const TYPE = ["question_type", "type"];

/**
 * An item, or why the row is none. Texts are added to the notes; a criterion stands in for a
 * missing question.
 */
function toItem(row: Row, { notes, kinds, position }: { notes: Map<string, Note>; kinds: ReadonlyMap<string, AnswerKind>; position: number }): ReviewItem | string {
  const text = (...names: string[]): string => filled(row, names);
  const inexact = IDS.find((name) => (row[name] ?? "") !== "" && exactId(row[name]) === undefined);
  if (inexact) return `expected ${inexact} as text or a whole number below 2^53: write it as text`;
  const note = noteOf(row, { notes, id: text("note_id", "row_id", "hadm_id") });
  if (typeof note === "string") return note;
  const kind = kindOf(text(...TYPE), text("answer")) ?? kinds.get(text("criterion"));
  if (kind === undefined) return `expected a question type (boolean, numeric, na-boolean, na-numeric), got another`;
  // pandas, which the published tool saves with, writes NA as an empty cell.
  const answer = flag(row["not_specified"]) || (text("answer") === "" && /^na[-_ ]/i.test(text(...TYPE))) ? "NA" : parseAnswer(text("answer"), kind);
  if (answer === undefined) return `expected an answer of a ${kind} question, got none that can be read`;
  const question = text("question", "criterion"), source = answer === "NA" ? NOT_IN_NOTE : text("source");
  if (question.trim() === "") return "expected a question, got none";
  const given = Number.isInteger(row["span_start"]) && Number.isInteger(row["span_end"]) ? ([Number(row["span_start"]), Number(row["span_end"])] as const) : null;
  const found = given || answer === "NA" || source === "" ? undefined : groundQuote(source, note.text);
  return {
    item_id: text("item_id", "question_id") || `${note.note_id}:${position}`, note_id: note.note_id, subject_id: note.subject_id, question_type: questionType(kind, answer), question, answer,
    section: answer === "NA" ? NOT_FOUND : text("section"), source, explanation: text("explanation"), difficulty: row["difficulty"] ? Number(row["difficulty"]) : null,
    outcome: text("evidence") || (found?.status ?? (answer === "NA" ? "none" : "absent")), span: given ?? found?.span ?? null, valid: !flag(row["invalid_label"]) && row["valid"] !== false,
  };
}

const IDS = ["item_id", "question_id", "note_id", "row_id", "hadm_id", "subject_id"];

function noteOf(row: Row, { notes, id }: { notes: Map<string, Note>; id: string }): Note | string {
  const text = row["text"];
  if (typeof text !== "string" || text === "") return notes.get(id) ?? `expected a note with id ${shownId(id)} among the notes, found none`;
  const note_id = id || `note-${createHash("sha256").update(text).digest("hex").slice(0, 12)}`;
  const known = notes.get(note_id);
  if (known && known.text !== text) return `note ${shownId(note_id)} has another text than in an earlier row`;
  const note = known ?? { note_id, subject_id: String(row["subject_id"] ?? note_id), text };
  notes.set(note_id, note);
  return note;
}

/**
 * The kind of answer of a type, ours or the published tool's ("yes", "na-bool"); the answer's
 * without one.
 */
function kindOf(type: string, answer: string): AnswerKind | undefined {
  const word = type.trim().toLowerCase().replace(/^na[-_ ]?/, "");
  if (/^(boolean|bool|yes|no)(?![a-z])/.test(word)) return "boolean";
  if (/^(numeric|number|num)(?![a-z])/.test(word)) return "numeric";
  if (word !== "") return undefined;
  const said = (kind: AnswerKind) => ![undefined, "NA"].includes(parseAnswer(answer, kind) as "NA" | undefined);
  return said("numeric") ? "numeric" : said("boolean") ? "boolean" : undefined;
}

const flag = (value: unknown): boolean => value === true || value === 1 || /^(1(\.0)?|true|yes)$/i.test(String(value ?? ""));

const own = ({ question, answer, section, source, explanation, span }: ReviewItem): Proposal => ({ question, answer: String(answer), section, source, explanation, span, valid: true, comment: "" });
