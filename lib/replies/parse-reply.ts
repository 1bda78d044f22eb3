// Turns a reply's raw text into items or an answer, with its outcome.
import { parseAnswer, type Answer, type AnswerKind, type QuestionType } from "../types.ts";
import {
  validateItem, isNonEnglish, isRefusal, isLooping, type DraftItem,
} from "./validate-item.ts";
import { findJsonObjects, type JsonScan } from "./find-json.ts";

export type { DraftItem } from "./validate-item.ts";
export { isNoQuote } from "./validate-item.ts";
export { isRefusal, isLooping } from "./validate-item.ts";

/**
 * ok: JSON as asked. repaired: fenced, wrapped or damaged. truncated: cut off; what was complete is
 * kept. invalid: nothing usable. ungrounded: its quote is not in the note. refused: the model
 * declined. failed: no reply came.
 */
export const OUTCOMES = ["ok", "repaired", "truncated", "invalid", "ungrounded", "refused", "failed"] as const;
export type ParseOutcome = (typeof OUTCOMES)[number];

export interface Rejected {
  /** Which object of the reply, counted from 0. */
  readonly index: number;
  readonly reason: string;
  /** The object as the reply has it. */
  readonly raw?: string;
}

export interface ItemsReply {
  readonly outcome: ParseOutcome;
  readonly items: DraftItem[];
  readonly rejected: Rejected[];
  /** Why the outcome is not ok. */
  readonly reason?: string;
}

export interface AnswerReply {
  readonly outcome: ParseOutcome;
  /** Absent when the reply gives none: that is never NA and never No. */
  readonly answer?: Answer;
  readonly section?: string;
  readonly source?: string;
  readonly explanation?: string;
  readonly reason?: string;
}

/** Counts outcomes. Throws for an unknown one, or when they do not add up to `inputs`. */
export function countOutcomes(rows: readonly { readonly outcome: ParseOutcome }[], { inputs = rows.length }: { inputs?: number } = {}): Record<ParseOutcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<ParseOutcome, number>;
  rows.forEach(({ outcome }, i) => {
    if (!(outcome in counts)) throw new TypeError(`Expected one of ${OUTCOMES.join(", ")} as outcome, got ${String(outcome)} (row ${i})`);
    counts[outcome]++;
  });
  if (rows.length !== inputs) throw new RangeError(`Expected outcomes for ${inputs} inputs, got ${rows.length}: a request was lost or counted twice`);
  return counts;
}

/**
 * The items of a create reply: a JSON list of objects of one question type. Complete items are kept
 * as written; one that is cut off, lacks a field, contradicts the type or repeats an earlier one is
 * in `rejected` with its reason. `finish` is the server's finish_reason.
 */
export function parseItemsReply(text: string, { type, finish }: { type: QuestionType; finish?: string }): ItemsReply {
  const { objects, form: read } = findJsonObjects(text, { key: "question", list: true });
  const form = settledForm(read, { whole: objects.length > 0 && objects.every((o) => o.complete), text, finish });
  const items: DraftItem[] = [], rejected: Rejected[] = [], seen = new Map<string, number>();
  for (const [index, { fields, complete, raw }] of objects.entries()) {
    const item = complete ? validateItem(fields, type) : { reason: "The reply ended inside this item" };
    const same = "reason" in item ? "" : JSON.stringify([item.question.toLowerCase(), item.answer, item.source]);
    if ("reason" in item) rejected.push({ index, reason: item.reason, raw });
    else if (seen.has(same)) rejected.push({ index, reason: `Repeats item ${seen.get(same)}`, raw });
    else {
      items.push(item);
      seen.set(same, index);
    }
  }
  if (items.length > 0 || (form === "truncated" && objects.length > 0)) return { outcome: form, items, rejected, ...reasonOf(text, form) };
  if (objects.length > 0) return { outcome: "invalid", items, rejected, reason: rejected[0]?.reason ?? "" };
  return { items, rejected, ...nothingFound(text, { wanted: "a list of items", finish, form }) };
}

/**
 * The answer of an evaluation reply: `{type, answer, section, source, explanation}`, `{answer}`, or
 * nothing but an answer (repaired). One cut off after its answer keeps it (truncated). No number is
 * looked for in prose, two different answers are none, and the written `type` is not used.
 */
export function parseAnswerReply(text: string, { kind, finish }: { kind: AnswerKind; finish?: string }): AnswerReply {
  const { objects, form } = findJsonObjects(text, { key: "answer", list: false });
  const answered = objects.filter(({ fields }) => "answer" in fields);
  if (answered.length === 0) return bareAnswer(text, kind) ?? nothingFound(text, { wanted: "an object with an answer", finish, form });
  const answers = answered.map(({ fields }) => parseAnswer(fields.answer, kind));
  const answer = answers[0], support = supportOf(answered[0]?.fields ?? {});
  if (answers.some((other) => other !== answer)) return { outcome: "invalid", reason: `Expected one answer, got ${[...new Set(answers)].map((a) => a ?? "one that cannot be read").join(" and ")}` };
  if (answer === undefined) return { outcome: "invalid", ...support, reason: `Expected ${kind === "boolean" ? "Yes, No or NA" : "one number or NA"} as answer, got something else` };
  return { outcome: form, answer, ...support, ...reasonOf(text, form) };
}

/**
 * A list without `]` is cut off unless the model stopped by itself; items without a list when it
 * did not.
 */
function settledForm(read: JsonScan["form"], { whole, text, finish }: { whole: boolean; text: string; finish?: string | undefined }): JsonScan["form"] {
  if (read === "truncated" && whole && (finish === "stop" || /```\s*$/.test(text))) return "repaired";
  return read === "repaired" && finish === "length" && !text.includes("]") ? "truncated" : read;
}

const supportOf = (fields: Readonly<Record<string, unknown>>): Pick<AnswerReply, "section" | "source" | "explanation"> =>
  Object.fromEntries(["section", "source", "explanation"].flatMap((key) => (typeof fields[key] === "string" ? [[key, fields[key]]] : [])));

/** A reply that is one answer alone, without a unit: "12 tablets" is prose. */
function bareAnswer(text: string, kind: AnswerKind): AnswerReply | undefined {
  const word = text.trim().slice(0, 40).replace(/^(["'`*]+)(.*)\1$/s, "$2").trim();
  const answer = word.length < 24 && /^(?:yes|no|n\/?a)\.?$|^[-+]?[\d,]*\.?\d+$/i.test(word) ? parseAnswer(word, kind) : undefined;
  return answer === undefined ? undefined : { outcome: "repaired", answer, reason: "The reply is a bare answer" };
}

/** The outcome of a reply that holds no object of the kind asked for. */
function nothingFound(text: string, { wanted, finish, form }: { wanted: string; finish?: string | undefined; form: JsonScan["form"] }): { outcome: ParseOutcome; reason: string } {
  const cut = finish === "length" || form === "truncated";
  if (text.trim() === "") return { outcome: cut ? "truncated" : "invalid", reason: "The reply is empty" };
  if (isRefusal(text)) return { outcome: "refused", reason: "The model declined to answer" };
  if (isLooping(text)) return { outcome: cut ? "truncated" : "invalid", reason: "The reply repeats itself" };
  if (cut) return { outcome: "truncated", reason: `The reply ended before ${wanted} was complete` };
  return { outcome: "invalid", reason: `Expected ${wanted}, got ${isNonEnglish(text) ? "prose in another language" : /^\s*\[\s*\]\s*$/.test(text) ? "an empty list" : /[[{]/.test(text) ? "other JSON or brackets" : "prose"}` };
}

function reasonOf(text: string, form: JsonScan["form"]): { reason?: string } {
  if (form === "ok") return {};
  if (form === "repaired") return { reason: "The JSON had to be looked for or mended" };
  return { reason: isLooping(text) ? "The reply repeats itself and is cut off" : "The reply is cut off" };
}
