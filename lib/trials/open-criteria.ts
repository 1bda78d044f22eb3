// The task on open notes: facts of a case (MedCalc-Bench as notes.csv and labels.csv) and trial
// criteria with the sentences that settle them (TrialGPT's annotations, criteria.jsonl).
import { existsSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readCsvRows } from "../io/csv.ts";
import { shownId, readJsonLines } from "../io/json.ts";
import type { Prediction, Question } from "../evaluation/predict.ts";
import { isBundled, recordPrivateRead } from "../dataset/notes.ts";
import { parseAnswer, type Answer, type Note } from "../types.ts";
import { fromRoot } from "../settings.ts";

/** Notes with the questions that their labels answer. */
export interface OpenSet {
  readonly notes: readonly Note[];
  readonly questions: readonly Question[];
  /** Rows that are no question with one right answer, by why they are left out. */
  readonly left: Readonly<Record<string, number>>;
}

/**
 * The facts of `notes.csv` (note_id, text) and `labels.csv` (note_id, entity, kind, value, unit).
 * Categories are counted and left. Throws with file, line and cure for a missing file, column or
 * note, a value of the wrong kind, a repeated fact.
 */
export function readOpenFacts(folder: string): OpenSet {
  const notes = readCsv(folder, "notes.csv", ["note_id", "text"]).map(({ record: { note_id, text } }): Note => ({ note_id: note_id!, subject_id: note_id!, text: text! }));
  const known = new Map(notes.map((note) => [note.note_id, note])), seen = new Set<string>(), left: Record<string, number> = {};
  if (known.size < notes.length) throw new Error(`${join(folder, "notes.csv")}: expected each note_id once, got one twice: make the ids unique`);
  const questions = readCsv(folder, "labels.csv", FACT).flatMap(({ line, record }): Question[] => {
    const { note_id, entity, kind, value, unit } = record as Readonly<Record<(typeof FACT)[number], string>>;
    const wrong = (what: string) => new Error(`${join(folder, "labels.csv")}, line ${line}: expected ${what}`);
    if (!known.has(note_id)) throw wrong(`the id of a note in notes.csv, got ${shownId(note_id)}: add the note or remove the label`);
    if (kind !== "numeric" && kind !== "boolean" && kind !== "category") throw wrong(`numeric, boolean or category as kind, got ${shownId(kind)}: correct it`);
    if (seen.size === seen.add(JSON.stringify([note_id, entity, kind])).size) throw wrong(`each fact of a note once, got "${entity}" of note ${note_id} again: remove one`);
    if (kind === "category") {
      left["a category, not a number or Yes/No"] = (left["a category, not a number or Yes/No"] ?? 0) + 1;
      return [];
    }
    const label = parseAnswer(value, kind);
    if (label === undefined) throw wrong(`a ${kind} value for "${entity}", got something else: correct it`);
    return [{ question_id: `${note_id}:${kind}:${entity}`, note_id, subject_id: note_id, question: factQuestion({ entity, kind, unit }), kind, label, label_from: labelFrom(folder), criterion: entity }];
  });
  return { notes, questions, left };
}

const FACT = ["note_id", "entity", "kind", "value", "unit"] as const;

/** The question of a row of labels.csv, with its unit. */
export const factQuestion = ({ entity, kind, unit }: { entity: string; kind: string; unit: string }): string =>
  kind === "numeric" ? `What is the patient's ${entity}${unit ? `, in ${unit}` : ""}? Answer NA if it is not recorded.` : `Is the following recorded of the patient: ${entity}? Answer No if it is not recorded.`;

/** The answer that counts: an unrecorded Yes/No fact is No, as for its annotators. */
export const judgeFact = <Row extends Pick<Prediction, "kind" | "prediction">>(row: Row): Row => (row.kind === "boolean" && row.prediction === "NA" ? { ...row, prediction: "No" } : row);

const ELIGIBILITY: Readonly<Record<string, Answer>> = { included: "Yes", excluded: "Yes", "not included": "No", "not excluded": "No", "not enough information": "NA" };

const CriterionRow = z.object({
  annotation_id: z.number(), patient_id: z.string().min(1), note: z.string().min(1), trial_id: z.string().min(1), criterion_type: z.enum(["inclusion", "exclusion"]), criterion_text: z.string().min(1),
  expert_eligibility: z.enum(["included", "not included", "excluded", "not excluded", "not enough information", "not applicable"]),
  /** Written as JSON in a string: "[0, 3]". */
  expert_sentences: z.string().regex(/^\[[\d, ]*\]$/),
});

/** Criteria asked of patients. */
export interface CriteriaSet extends OpenSet {
  /** The sentences, counted from 0, on which the expert rested the verdict, by question id. */
  readonly evidence: ReadonlyMap<string, readonly number[]>;
  /** Where each sentence of a note lies, by note id. */
  readonly sentences: ReadonlyMap<string, readonly (readonly [start: number, end: number])[]>;
}

/**
 * The criteria of `criteria.jsonl`: met Yes, No or NA. Those that do not apply are counted and
 * left; sentence numbers are taken out of the notes. Throws with file, line and cure for other
 * rows.
 */
export function readOpenCriteria(folder: string): CriteriaSet {
  const file = existing(folder, "criteria.jsonl"), left: Record<string, number> = {};
  const notes = new Map<string, Note & { spans: (readonly [number, number])[] }>(), evidence = new Map<string, readonly number[]>();
  const questions = readJsonLines<unknown>(file).flatMap((value, i): Question[] => {
    const wrong = (what: string) => new Error(`${file}, line ${i + 1}: expected ${what}`), read = CriterionRow.safeParse(value);
    if (!read.success) throw wrong(`a judged criterion, but ${read.error.issues[0]!.path.join(".") || "the row"}: ${read.error.issues[0]!.message}: compare with data/tasks/trialgpt/criteria.jsonl`);
    const row = read.data, note = numbered(row), question_id = `${row.patient_id}:${row.annotation_id}`, sentences = JSON.parse(row.expert_sentences) as number[];
    if ((notes.get(row.patient_id) ?? note).text !== note.text) throw wrong(`one note a patient, got a second for ${row.patient_id}: give it a patient_id of its own`);
    if (evidence.has(question_id)) throw wrong(`each annotation_id once a patient, got ${row.annotation_id} again: remove one`);
    if (sentences.some((one) => one >= note.spans.length)) throw wrong(`sentences from 0 to ${note.spans.length - 1}, got ${row.expert_sentences}: correct them`);
    notes.set(row.patient_id, note);
    evidence.set(question_id, sentences);
    const label = ELIGIBILITY[row.expert_eligibility];
    if (label === undefined) {
      left[row.expert_eligibility] = (left[row.expert_eligibility] ?? 0) + 1;
      return [];
    }
    return [{ question_id, note_id: row.patient_id, subject_id: row.patient_id, question: criterionQuestion(row), kind: "boolean", label, label_from: labelFrom(folder), criterion: row.criterion_type }];
  });
  return { notes: [...notes.values()].map(({ spans: _, ...note }) => note), questions, left, evidence, sentences: new Map([...notes].map(([id, { spans }]) => [id, spans])) };
}

/** Whether a patient meets a criterion, asked so that Yes means included, or excluded. */
export const criterionQuestion = ({ criterion_type, criterion_text }: { criterion_type: "inclusion" | "exclusion"; criterion_text: string }): string =>
  criterion_type === "inclusion"
    ? `Does the patient meet this criterion for taking part in a trial: "${criterion_text}"? Answer NA if the note does not say enough to tell.`
    : `Does this ground for exclusion from a trial hold for the patient: "${criterion_text}"? Answer No if nothing in the note suggests it, and NA if the note does not say enough to tell.`;

export interface EvidenceFigures {
  /** Answers with a quote that stands in the note, to criteria for which the expert named sentences. */
  readonly quoted: number;
  /** Of these, whose quote touches one of the expert's sentences. */
  readonly hit: number;
  /** Answers without such a quote. */
  readonly without: number;
}

/** How often a model's quote lies in the sentences that the expert rested the verdict on. */
export function evidenceFigures(rows: readonly Pick<Prediction, "question_id" | "note_id" | "span">[], { evidence, sentences }: Pick<CriteriaSet, "evidence" | "sentences">): EvidenceFigures {
  const asked = rows.filter((row) => (evidence.get(row.question_id) ?? []).length > 0), quoted = asked.filter((row) => row.span);
  const touches = ({ question_id, note_id, span }: (typeof rows)[number]) => evidence.get(question_id)!.some((one) => {
    const [start, end] = sentences.get(note_id)![one]!;
    return span![0] < end && start < span![1];
  });
  return { quoted: quoted.length, hit: quoted.filter(touches).length, without: asked.length - quoted.length };
}

/** A note from its numbered sentences, each on a line of its own, with where each one lies. */
function numbered({ patient_id, note }: { patient_id: string; note: string }): Note & { spans: (readonly [number, number])[] } {
  const spans: (readonly [number, number])[] = [];
  let text = "";
  for (const line of note.split("\n")) {
    const sentence = line.replace(/^\d+\.\s/, "");
    spans.push([text.length, text.length + sentence.length]);
    text += `${sentence}\n`;
  }
  return { note_id: patient_id, subject_id: patient_id, text: text.trimEnd(), spans };
}

/** Rows with `columns`, and the line each begins in. */
function readCsv(
  folder: string, name: string, columns: readonly string[],
): { readonly line: number; readonly record: Readonly<Record<string, string>> }[] {
  const file = existing(folder, name), rows = readCsvRows(file);
  const missing = columns.find((column) => rows[0]?.record[column] === undefined);
  if (missing) throw new Error(`${file}: expected the columns ${columns.join(", ")}, ${rows.length ? `"${missing}" is missing` : "got no rows"}: add it`);
  return rows;
}

/** The path of a file that is there; from here on its text may be shown. */
function existing(folder: string, name: string): string {
  const file = fromRoot(folder, name);
  if (!existsSync(file)) throw new Error(`Expected ${name} in ${folder}, found none: see data/README.md on where to get it`);
  if (!isBundled(file)) recordPrivateRead(file);
  return file;
}

const labelFrom = (folder: string): Question["label_from"] => (isBundled(fromRoot(folder)) ? "facts" : "annotation");
