// Question types, answers, items.
import { readNumber, type Asked, type BoundSign } from "./read-number.ts";

/** The paper's four question types (Methods, step 1); na- types ask what the note does not say. */
export const QUESTION_TYPES = ["boolean", "numeric", "na-boolean", "na-numeric"] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** What a question asks for: the only "type" a model sees, so that NA is not given away. */
export type AnswerKind = "boolean" | "numeric";
export const answerKind = (type: QuestionType): AnswerKind => (type === "boolean" || type === "na-boolean" ? "boolean" : "numeric");
export const isNaType = (type: QuestionType): boolean => type.startsWith("na-");
/** The type of a question once its label is known: an answer of NA makes it an na- type. */
export const questionType = (kind: AnswerKind, answer: Answer): QuestionType => (answer === "NA" ? `na-${kind}` : kind);

/** A number that is only bounded: "<5" is no 5. As a label or a prediction it equals the same bound and nothing else. */
export type Bound = `${BoundSign}${number}`;
/** NA is an answer, never null. */
export type Answer = "Yes" | "No" | "NA" | number | Bound;

/** The sections of a discharge summary that the prompts offer. */
export const SECTIONS = [
  "History of Present Illness", "Past Medical History", "Social History", "Family History", "Physical Exam", "Pertinent Results",
  "Brief Hospital Course", "Discharge Medications", "Discharge Disposition", "Discharge Condition", "Discharge Instructions",
] as const;
/** Section and source of an item whose answer is NA. */
export const NOT_FOUND = "Not Found";
export const NOT_IN_NOTE = "Not in Note";

/** Where an answer comes from. */
export interface Support {
  readonly section: string;
  /** A verbatim quote of the note, or {@link NOT_IN_NOTE}. */
  readonly source: string;
  readonly explanation: string;
}

/** One question with its answer and support, as a teacher wrote it. */
export interface Item extends Support {
  readonly item_id: string;
  readonly note_id: string;
  readonly question_type: QuestionType;
  readonly question: string;
  readonly answer: Answer;
  /** 1 (easy) to 10 (hard), as the teacher judged it. */
  readonly difficulty: number;
}

/** A note as the readers give it. */
export interface Note {
  readonly note_id: string;
  readonly subject_id: string;
  readonly text: string;
}

export interface Message {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

const NA_WORDS = new Set([
  "na", "n/a", "n.a", "not available", "not applicable", "not found", "not in note", "not in the note", "not mentioned", "not documented", "not recorded", "not reported", "not stated", "not specified", "not provided",
  "not given", "unknown",
]);

/** True for the spellings of NA that models use: NA, N/A, "Not Available", … */
export const isNotAvailable = (text: string): boolean => NA_WORDS.has(text.trim().toLowerCase().replace(/[.\s]+$/, ""));

/** How a value was read as an answer. */
export interface AnswerReading {
  /** Absent when it is none of the kind asked for. */
  readonly answer?: Answer;
  /** A bound, or a number in a unit that does not lead to the one asked for: neither is a plain answer. */
  readonly outcome?: "bound" | "unit";
  readonly value?: number;
  readonly unit?: string;
  /** Why there is no plain answer. */
  readonly reason?: string;
}

const WORDS: Readonly<Record<string, Answer>> = { yes: "Yes", true: "Yes", no: "No", false: "No" };

/**
 * What a model's value, or a label, says: "Yes." and "True" are Yes, "8,627" is 8627, "N/A" is NA, "<5" a bound. A number is
 * in the unit that `asked` names. Ranges, decades ("60s"), doubted numbers and numbers among other words are no answer.
 */
export function readAnswer(value: unknown, kind: AnswerKind, asked: Asked = {}): AnswerReading {
  const none = { reason: `Expected ${kind === "boolean" ? "Yes, No or NA" : "one number or NA"} as answer, got ${show(value)}` };
  if (typeof value === "boolean") return kind === "boolean" ? { answer: value ? "Yes" : "No" } : none;
  if (typeof value === "number") return kind === "numeric" && Number.isFinite(value) ? { answer: value, value } : none;
  if (typeof value !== "string") return none;
  const text = value.trim();
  if (isNotAvailable(text)) return { answer: "NA" };
  if (kind === "boolean") {
    const answer = text.length < 20 ? WORDS[text.toLowerCase().replace(/[.!]$/, "")] : undefined;
    return answer === undefined ? none : { answer };
  }
  const read = readNumber(text, asked), unit = read.unit !== undefined && { unit: read.unit };
  if ("why" in read) return { ...unit, ...(unit && { outcome: "unit" }), reason: `Expected one number or NA as answer, got ${read.why}` };
  if (read.bound === undefined) return { answer: read.value, value: read.value, ...unit };
  const answer: Bound = `${read.bound}${read.value}`;
  return { answer, value: read.value, ...unit, outcome: "bound", reason: `The answer is a bound (${answer}), not one number` };
}

/** The answer that {@link readAnswer} finds, or undefined when the value is none of the kind asked for. */
export const parseAnswer = (value: unknown, kind: AnswerKind, asked?: Asked): Answer | undefined => readAnswer(value, kind, asked).answer;

const show = (value: unknown): string =>
  value === null || value === undefined ? "nothing" : Array.isArray(value) ? "a list" : typeof value === "object" ? "an object"
    : isNotAvailable(String(value)) ? "NA" : `"${String(value).slice(0, 40)}"`;

/** Equal by meaning; numbers must be equal, not only round alike. */
export const sameAnswer = (a: Answer, b: Answer): boolean => (typeof a === "number" && typeof b === "number" ? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a)) : a === b);
