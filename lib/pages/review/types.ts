// The words of review: an item as a reviewer sees it, a verdict, and the fields it changed.
import { groundQuote } from "../../replies/grounding.ts";
import {
  answerKind, NOT_FOUND, NOT_IN_NOTE, parseAnswer, sameAnswer, type Item,
} from "../../types.ts";
import type { Row } from "../../io/duckdb.ts";

/** The fields of an item that a reviewer may correct. */
export const FIELDS = ["question", "answer", "section", "source", "explanation"] as const;
export type Field = (typeof FIELDS)[number];

export const STATUSES = ["open", "accepted", "edited", "invalid"] as const;
export type ReviewStatus = (typeof STATUSES)[number];

/** Start and end in UTF-16 units of the note: `note.slice(...span)`. */
export type Span = readonly [start: number, end: number];

/** An item under review. */
export interface ReviewItem extends Omit<Item, "difficulty"> {
  readonly subject_id: string;
  readonly difficulty: number | null;
  /**
   * How its quote was found by post-processing (exact, normalised, near, none); "" where nobody
   * looked.
   */
  readonly outcome: string;
  readonly span: Span | null;
  /** False when the file it was read from calls it invalid. */
  readonly valid: boolean;
}

/** What a reviewer holds of an item. `open` is no verdict yet: its fields are the item's own. */
export interface ReviewVerdict extends Pick<Item, Field> {
  readonly status: ReviewStatus;
  readonly span: Span | null;
  readonly comment: string;
}

/** What the page sends: fields as they were typed. */
export interface Proposal extends Record<Exclude<Field, "answer">, string> {
  readonly answer: string;
  /** Where the source was selected, if it was. */
  readonly span: Span | null;
  readonly valid: boolean;
  readonly comment: string;
}

/** The verdict before anyone looked. */
export const initialVerdict = ({ question, answer, section, source, explanation, span }: ReviewItem): ReviewVerdict => ({ status: "open", question, answer, section, source, explanation, span, comment: "" });

/** What the form holds when it shows a verdict: sent back as it is, it gives that verdict again. */
export const proposalOf = ({ status, answer, ...rest }: ReviewVerdict): Proposal => ({ ...rest, answer: String(answer), valid: status !== "invalid" });

/** The fields in which a verdict departs from the item as it came. */
export const changed = (item: Pick<Item, Field>, verdict: Pick<Item, Field>): Field[] =>
  FIELDS.filter((field) => (field === "answer" ? !sameAnswer(item.answer, verdict.answer) : item[field] !== verdict[field]));

/** True when two verdicts would be released as the same item: explanations and comments may differ. */
export function sameVerdict(a: ReviewVerdict, b: ReviewVerdict): boolean {
  if (a.status === "invalid" || b.status === "invalid") return a.status === b.status;
  return changed(a, b).every((field) => field === "explanation");
}

/**
 * The verdict of a proposal. NA has neither section nor source; a source is placed in its note.
 * @throws {Error} When the answer is not of the item's kind, the question is empty, or a source is
 * missing.
 */
export function toVerdict(item: ReviewItem, { proposal, note }: { readonly proposal: Proposal; readonly note: string }): ReviewVerdict {
  const kind = answerKind(item.question_type), { question, section, source, explanation, comment, valid } = proposal;
  const answer = parseAnswer(proposal.answer, kind);
  if (!valid) return { status: "invalid", question, answer: answer ?? item.answer, section, source, explanation, span: place(source, { note, span: proposal.span }), comment };
  if (answer === undefined) throw new Error(`Expected the answer to be ${kind === "boolean" ? "Yes, No or NA" : "a number or NA"}, got something else: correct it, or mark the item invalid`);
  if (question.trim() === "") throw new Error("Expected a question, got none: write one, or mark the item invalid");
  const support = answer === "NA" ? { section: NOT_FOUND, source: NOT_IN_NOTE, span: null } : { section: section === NOT_FOUND ? "" : section, source, span: place(source, { note, span: proposal.span }) };
  if (answer !== "NA" && (source.trim() === "" || source === NOT_IN_NOTE)) throw new Error(`Expected a quote of the note for the answer ${answer}, got none: select it in the note`);
  const fields = { question, answer, explanation, section: support.section, source: support.source };
  return { status: changed(item, fields).length > 0 ? "edited" : "accepted", ...fields, span: support.span, comment };
}

/** Where a source stands in its note: where it was selected, else where it is found; null when it is not there. */
export function place(source: string, { note, span }: { readonly note: string; readonly span: Span | null }): Span | null {
  if (source === NOT_IN_NOTE || source.trim() === "") return null;
  if (span && note.slice(...span) === source) return span;
  return groundQuote(source, note).span;
}

/** A row of a file to review, before its columns are read. */
export interface TableRow {
  readonly row: Row;
  /** For messages: file and line, never text. */
  readonly where: string;
  readonly decisions?: readonly {
    readonly who: string;
    readonly seconds: number;
    readonly fields: Partial<Proposal>;
  }[];
  /** Why decisions on it, or the row itself, could not be read. */
  readonly unread?: readonly string[];
}
