// Detectors for quotes and whole replies.
import { answerInSource } from "../replies/grounding.ts";
import { foundAt, type Detector, type FailureRow, type Failure } from "./context.ts";
import { topicMentions, topicOf } from "./topics.ts";
import { ASKS_MEDICINE, TELLS_MEDICINE } from "./phrases.ts";
import { numericMentions } from "./numbers.ts";
import { sameAnswer } from "../types.ts";
import { isRefusal, isLooping } from "../replies/parse-reply.ts";

/** A requested quote that is missing or not in the note. */
export const quoteAbsent: Detector = (one) => {
  if (one.answer === "NA" || one.row.source === undefined) return undefined;
  if (one.quote === undefined) return { why: "The answer has no quote" };
  return one.grounding?.status === "absent" ? { why: one.grounding.reason } : undefined;
};

/** A quote of the note that lacks the answer's number or the topic. */
export const unsupportiveQuote: Detector = (one) => {
  const { answer, kind, question, quote, topic, row } = one;
  if (quote === undefined || answer === "NA" || answer === "No" || one.grounding?.status === "absent") return undefined;
  if (kind === "numeric") return answerInSource({ answer, source: quote }) || isDerivable(answer, quote) ? undefined : foundAt(one, "The number does not stand in the quote");
  if (ASKS_MEDICINE.test(question) && TELLS_MEDICINE.test(quote)) return undefined;
  const says = (topic.names.length > 0 || topic.stems.length > 0) && topicMentions(topic, quote).length === 0 && numericMentions(quote).length === 0;
  return says && row.source !== undefined ? foundAt(one, "The quote does not speak of what was asked") : undefined;
};

const FACTORS = [0.4536, 2.2046, 2.54, 1 / 2.54, 10, 0.1, 100, 0.01, 1000, 0.001, 30.48, 24, 7, 12, 1 / 12, 18.016, 88.4, 1 / 88.4, 365.25 / 7];
const TIMES: readonly (readonly [RegExp, number])[] = [[/\b(?:twice|BID|b\.i\.d|q12h)\b/i, 2], [/\b(?:three times|thrice|TID|t\.i\.d|q8h)\b/i, 3], [/\b(?:four times|QID|q6h)\b/i, 4]];

const ROMAN: Readonly<Record<string, number>> = { I: 1, II: 2, III: 3, IV: 4, V: 5 };

/** Whether the quote's numbers yield the answer: by arithmetic, unit, dates or times a day. */
function isDerivable(answer: unknown, quote: string): boolean {
  if (typeof answer !== "number") return false;
  const said = [...numericMentions(quote).flatMap(({ low, high }) => [low, high]).filter(Number.isFinite), ...[...quote.matchAll(/\b(\d+)(?:st|nd|rd|th)\b/g)].map((m) => Number(m[1]))].slice(0, 12);
  const times = TIMES.filter(([pattern]) => pattern.test(quote)).map(([, n]) => n);
  if (daysBetween(quote).includes(answer) || [...quote.matchAll(/\b(?:IV|I{1,3}|V)\b/g)].some(([roman]) => ROMAN[roman] === answer)) return true;
  const made = said.flatMap((a, i) => [...FACTORS.map((f) => a * f), ...times.map((n) => a * n), (a * 9) / 5 + 32, ((a - 32) * 5) / 9, ...said.slice(i + 1).flatMap((b) => [a + b, Math.abs(a - b), a * b, a / b, b / a, (a + b) / 2])]);
  return made.some((value) => Math.abs(value - answer) <= Math.max(0.01 * Math.abs(answer), 0.005));
}

/** Days between successive dates, tags included. */
function daysBetween(quote: string): number[] {
  const days = [...quote.matchAll(/\b(\d{4})-(\d{1,2})-(\d{1,2})\b/g)].map((m) => Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3])) / 86_400_000);
  return days.slice(1).map((day, i) => day - (days[i] as number));
}

/** A reworded earlier question, both answered NA or alike. */
export const repetitive: Detector = ({ question, kind, answer, row, topic }) => {
  const earlier = row.siblings?.find((sibling) => {
    const other = topicOf(sibling.question);
    if (other.family !== topic.family || !sameTopic(topic, other) || kindsNamed(question) !== kindsNamed(sibling.question)) return false;
    if (answer === "NA" && sibling.answer === "NA") return true;
    return sibling.answer !== undefined && wordsShared(topic, other) >= ALIKE && sameAnswer(answer, sibling.answer) && modifiers(question) === modifiers(sibling.question) && /^(?:what|how)/i.test(sibling.question) === (kind === "numeric");
  });
  return earlier ? { why: "The same was asked before in this request" } : undefined;
};

type Topics = ReturnType<typeof topicOf>;

const sameTopic = (a: Topics, b: Topics): boolean => (a.isAttribute || b.isAttribute ? a.id === b.id : wordsShared(a, b) >= ALIKE);
const ALIKE = 2 / 3;

function wordsShared(a: Topics, b: Topics): number {
  const all = new Set([...a.stems, ...b.stems]).size;
  return all === 0 ? 1 : a.stems.filter((word) => b.stems.includes(word)).length / all;
}

/** Kinds of one disease or measurement are other questions: FEV1 and its ratio. */
const kindsNamed = (question: string): string => (question.toLowerCase().match(/\btype [12i]+\b|\bgestational\b|\bpre-?diabetes\b|\bratio\b|\bfev1\/fvc\b/g) ?? []).join(" ");

const modifiers = (question: string): string =>
  (question.toLowerCase().match(/\b(?:highest|lowest|peak|maximum|minimum|first|initial|last|latest|final|recent|admission|arrival|presentation|discharge|above|below|over|under|more|less|exceed|\d[\d.-]*)\b/g) ?? []).sort().join(" ");

export type ReplyDetector = (row: FailureRow) => Failure | undefined;

export const truncated: ReplyDetector = ({ outcome }) => (outcome === "truncated" ? { why: "The reply is cut off" } : undefined);

/** JSON.parse rejects every part. Cut-off replies and replies without JSON are other modes. */
export const malformed: ReplyDetector = ({ reply, outcome }) => {
  if (reply === undefined || (outcome !== "repaired" && outcome !== "invalid") || isRefusal(reply)) return undefined;
  if (!/\{|\b(?:question|answer)"?\s*:/.test(reply)) return undefined;
  return parts(reply).some(isJson) ? undefined : { why: "The reply is not the JSON it should be" };
};

/** What may be JSON: the reply, first bracket to last, blocks between blank lines. */
function parts(reply: string): string[] {
  const outer = /[[{][^]*[\]}]/.exec(reply)?.[0] ?? reply;
  return [reply, outer, ...outer.split(/\n\s*\n/), ...reply.split(/\n(?=\[)/)];
}

function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && Object.keys(value).length > 0 && !(Array.isArray(value) && typeof value[0] !== "object");
  } catch {
    return false;
  }
}

export const loop: ReplyDetector = ({ reply }) => (reply !== undefined && isLooping(reply) ? { why: "The reply says the same over and over" } : undefined);

export const refusal: ReplyDetector = ({ outcome }) => (outcome === "refused" ? { why: "The model declined to answer" } : undefined);
