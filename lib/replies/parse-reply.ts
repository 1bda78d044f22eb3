// Turns the raw text of a reply into items or an answer, or says why it cannot; defines the outcomes and counts them.
// The final answer of a reply is found in final-answer.ts, objects in find-json.ts; items are judged in validate-item.ts.
import {
  readAnswer, type Answer, type AnswerKind, type AnswerReading, type QuestionType,
} from "../types.ts";
import {
  asRepaired, findJsonObjects, LONGEST_DAMAGED, type JsonScan, type ReplyObject,
} from "./find-json.ts";
import { finalAnswer, replyText } from "./final-answer.ts";
import {
  validateItem, isNonEnglish, isRefusal, isLooping, type DraftItem,
} from "./validate-item.ts";

export type { DraftItem } from "./validate-item.ts";
export { isNoQuote } from "./validate-item.ts";
export { isRefusal, isLooping } from "./validate-item.ts";

/**
 * How a request ended. ok: JSON as asked. repaired: read, though fenced, wrapped or damaged. truncated: cut off; what was complete
 * is kept. invalid: nothing usable. bound: the answer only bounds a number. unit: the number is in a unit that cannot be converted
 * to the one asked for. ungrounded: read, but its quote is not in the note. refused: the model declined. failed: no reply came.
 */
export const OUTCOMES = ["ok", "repaired", "truncated", "invalid", "bound", "unit", "ungrounded", "refused", "failed"] as const;
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
  /** The number of the answer and the unit beside it, as the reply gives them. */
  readonly value?: number;
  readonly unit?: string;
  readonly reason?: string;
}

/** How often each outcome came up. Throws when a row has none of them, or when they do not add up to `inputs`. */
export function countOutcomes(
  rows: readonly { readonly outcome: ParseOutcome }[], { inputs = rows.length }: { inputs?: number } = {},
): Record<ParseOutcome, number> {
  const counts = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as Record<ParseOutcome, number>;
  rows.forEach(({ outcome }, i) => {
    if (!(outcome in counts)) throw new TypeError(`Expected one of ${OUTCOMES.join(", ")} as outcome, got ${String(outcome)} (row ${i})`);
    counts[outcome]++;
  });
  if (rows.length !== inputs) throw new RangeError(`Expected outcomes for ${inputs} inputs, got ${rows.length}: a request was lost or counted twice`);
  return counts;
}

/**
 * The items of a create reply: a JSON list of objects, all of one question type. Complete items are kept as written, whatever
 * happened around them; an object that is cut off, lacks a field, gives one twice, contradicts the type asked for or repeats an
 * earlier item is in `rejected` with its reason. `finish` is the server's finish_reason: "length" means cut off, "stop" that the
 * model ended by itself.
 */
export function parseItemsReply(reply: unknown, { type, finish }: { type: QuestionType; finish?: string | undefined }): ItemsReply {
  const { text, thinking, wrapped } = finalAnswer(replyText(reply));
  const found = findJsonObjects(text, { key: "question", list: true }), { objects, form: read } = wrapped ? asRepaired(found) : found;
  const form = settledForm(read, { whole: objects.length > 0 && objects.every((o) => o.complete), text, finish });
  const items: DraftItem[] = [], rejected: Rejected[] = [], seen = new Map<string, number>();
  for (const [index, object] of objects.entries()) {
    const item = readItem(object, type), { raw } = object;
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
  return { items, rejected, ...nothingFound(text, { wanted: "a list of items", finish, form, thinking }) };
}

function readItem({ complete, twice, fields }: ReplyObject, type: QuestionType): DraftItem | { reason: string } {
  if (!complete) return { reason: "The reply ended inside this item" };
  return twice === undefined ? validateItem(fields, type) : { reason: twiceGiven(twice) };
}

const twiceGiven = (field: string): string => `Expected one ${field}, got two that differ`;

/** What an evaluation reply is read by: the kind of answer, the question or the unit it is to be given in, the server's finish_reason. */
export interface AnswerAsked {
  readonly kind: AnswerKind;
  readonly question?: string | undefined;
  readonly unit?: string | undefined;
  readonly finish?: string | undefined;
}

/**
 * The answer of an evaluation reply: a JSON object `{type, answer, section, source, explanation}` or `{answer}`. A reply cut off
 * after its answer field was complete keeps the answer (outcome truncated). A reply that is nothing but Yes, No, NA or a number is
 * that answer (repaired). No number is ever looked for in prose, and two answers that differ are none. The `type` a model wrote
 * is not used: the question's own is.
 */
export function parseAnswerReply(reply: unknown, asked: AnswerAsked): AnswerReply {
  const { kind, finish } = asked, { text, thinking, wrapped } = finalAnswer(replyText(reply));
  const found = findJsonObjects(text, { key: "answer", list: false }), { objects, form } = wrapped ? asRepaired(found) : found;
  const answered = objects.filter(({ fields }) => "answer" in fields);
  if (answered.length === 0) {
    return bareAnswer(text, asked) ?? nothingFound(text, { wanted: "an object with an answer", finish, form, thinking });
  }
  const readings = answered.map(({ fields }) => readAnswer(fields["answer"], kind, asked)), answers = readings.map((one) => one.answer);
  const support = supportOf(answered[0]?.fields ?? {}), twice = answered.find((one) => one.twice)?.twice;
  if (answers.some((other) => other !== answers[0])) {
    const given = [...new Set(answers)].map((one) => one ?? "one that cannot be read").join(" and ");
    return { outcome: "invalid", reason: `Expected one answer, got ${given}` };
  }
  if (twice !== undefined) return { outcome: "invalid", reason: twiceGiven(twice) };
  return { ...readings[0], ...support, ...settled(readings[0] as AnswerReading, { form, text }) };
}

/** The outcome of an answer that was read, and why it is not ok. */
function settled({ answer, outcome, reason = "" }: AnswerReading, { form, text }: { form: JsonScan["form"]; text: string }): Pick<AnswerReply, "outcome" | "reason"> {
  if (outcome !== undefined || answer === undefined) return { outcome: outcome ?? "invalid", reason };
  return { outcome: form, ...reasonOf(text, form) };
}

/** A list without its `]` is cut off, unless the server says that the model stopped by itself; items without a list are cut off when it says otherwise. */
function settledForm(read: JsonScan["form"], { whole, text, finish }: { whole: boolean; text: string; finish?: string | undefined }): JsonScan["form"] {
  if (read === "truncated" && whole && (finish === "stop" || /```\s*$/.test(text))) return "repaired";
  return read === "repaired" && finish === "length" && !text.includes("]") ? "truncated" : read;
}

const supportOf = (fields: Readonly<Record<string, unknown>>): Pick<AnswerReply, "section" | "source" | "explanation"> =>
  Object.fromEntries(["section", "source", "explanation"].flatMap((key) => (typeof fields[key] === "string" ? [[key, fields[key]]] : [])));

/** A reply that is one answer and nothing else, as a model without support may give it. No unit is accepted here: "12 tablets" is prose. */
function bareAnswer(text: string, asked: AnswerAsked): AnswerReply | undefined {
  const word = text.trim().slice(0, 40).replace(/^(["'`*]+)(.*)\1$/s, "$2").trim();
  if (word.length >= 24 || !/^(?:yes|no|n\/?a|true|false)\.?$|^[^\p{L}]*(?:\de[+-]?\d+)?$/iu.test(word)) return undefined;
  const read = readAnswer(word, asked.kind, asked);
  if (read.answer === undefined) return undefined;
  return { ...read, outcome: read.outcome ?? "repaired", reason: read.reason ?? "The reply is a bare answer" };
}

interface Nothing { wanted: string; finish?: string | undefined; form: JsonScan["form"]; thinking: boolean }

/** The outcome of a reply that holds no object of the kind asked for. */
function nothingFound(text: string, { wanted, finish, form, thinking }: Nothing): { outcome: ParseOutcome; reason: string } {
  const cut = finish === "length" || form === "truncated", start = text.slice(0, 20_000);
  if (thinking) return { outcome: "truncated", reason: "The reply ends inside the model's reasoning" };
  if (finish === "content_filter") return { outcome: "refused", reason: "The server's filter withheld the answer" };
  if (text.trim() === "") return { outcome: cut ? "truncated" : "invalid", reason: "The reply is empty" };
  if (isRefusal(text)) return { outcome: "refused", reason: "The model declined to answer" };
  if (isLooping(text)) return { outcome: cut ? "truncated" : "invalid", reason: "The reply repeats itself" };
  if (cut) return { outcome: "truncated", reason: `The reply ended before ${wanted} was complete` };
  const got = text.length > LONGEST_DAMAGED ? `more than ${LONGEST_DAMAGED} characters that are not JSON`
    : isNonEnglish(start) ? "prose in another language" : /^\s*\[\s*\]\s*$/.test(text) ? "an empty list"
    : /[[{]/.test(start) ? "other JSON or brackets" : "prose";
  return { outcome: "invalid", reason: `Expected ${wanted}, got ${got}` };
}

function reasonOf(text: string, form: JsonScan["form"]): { reason?: string } {
  if (form === "ok") return {};
  if (form === "repaired") return { reason: "The JSON had to be looked for or repaired" };
  return { reason: isLooping(text) ? "The reply repeats itself and is cut off" : "The reply is cut off" };
}
