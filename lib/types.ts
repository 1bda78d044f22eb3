// Question types, answers, items.

/** The paper's four question types (Methods, step 1); na- types ask what the note does not say. */
export const QUESTION_TYPES = ["boolean", "numeric", "na-boolean", "na-numeric"] as const;
export type QuestionType = (typeof QUESTION_TYPES)[number];

/** What a question asks for: the only "type" a model sees, so that NA is not given away. */
export type AnswerKind = "boolean" | "numeric";
export const answerKind = (type: QuestionType): AnswerKind => (type === "boolean" || type === "na-boolean" ? "boolean" : "numeric");
export const isNaType = (type: QuestionType): boolean => type.startsWith("na-");
/** The type of a question once its label is known: an answer of NA makes it an na- type. */
export const questionType = (kind: AnswerKind, answer: Answer): QuestionType => (answer === "NA" ? `na-${kind}` : kind);

/** NA is an answer, never null. */
export type Answer = "Yes" | "No" | "NA" | number;

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

const NUMBER = /^[<>=~≤≥]?\s*([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|[+-]?\.\d+)\s*(%|[^\d\s].{0,24})?$/;

/**
 * The answer a value stands for, or undefined. "Yes." is Yes, "8,627" 8627, "1.40 mg/dL" 1.4, "N/A"
 * NA; a range ("60-70") or decade ("60s") is none.
 */
export function parseAnswer(value: unknown, kind: AnswerKind): Answer | undefined {
  if (typeof value === "boolean") return kind === "boolean" ? (value ? "Yes" : "No") : undefined;
  if (typeof value === "number") return kind === "numeric" && Number.isFinite(value) ? value : undefined;
  if (typeof value !== "string") return undefined;
  const text = value.trim();
  if (isNotAvailable(text)) return "NA";
  if (kind === "boolean") {
    const word = /^(yes|no)\b[.!]?$/i.exec(text)?.[1]?.toLowerCase();
    return word === "yes" ? "Yes" : word === "no" ? "No" : undefined;
  }
  const match = NUMBER.exec(text);
  if (/\d['’]?s$/i.test(text)) return undefined;
  if (!match?.[1] || /\d\s*(?:-|–|—|to|\/)\s*\d/.test(text.slice(match[1].length))) return undefined;
  if (match[2] && /\d/.test(match[2].replace(/(?:10\^\d+|10\*\d+|x10|m2|1\.73|\^\d)/gi, ""))) return undefined;
  return Number(match[1].replaceAll(",", ""));
}

/** Equal by meaning; numbers must be equal, not only round alike. */
export const sameAnswer = (a: Answer, b: Answer): boolean => (typeof a === "number" && typeof b === "number" ? Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a)) : a === b);
