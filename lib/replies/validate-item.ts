// Judges what a create reply holds: is one of its objects an item of the type that was asked for,
// and what kind of text is it when there is none (a refusal, a loop, another language)?
import { z } from "zod";
import {
  answerKind, isNotAvailable, isNaType, NOT_FOUND, NOT_IN_NOTE, readAnswer, type Answer,
  type AnswerKind, type QuestionType, type Support,
} from "../types.ts";

/** An item as a teacher wrote it, before ids; `type` has no na- tag. */
export interface DraftItem extends Support {
  readonly question: string;
  readonly type: AnswerKind;
  readonly answer: Answer;
  /** 1 (easy) to 10 (hard). */
  readonly difficulty: number;
}

const text = z.string().refine((value) => value.trim() !== "", "Expected some text, got none");
const Fields = z.object({
  question: text,
  type: z.string().transform((value) => value.trim().toLowerCase().replace(/^na[-_ ]/, "")).pipe(z.enum(["boolean", "numeric"])),
  answer: z.union([z.string(), z.number(), z.boolean()]),
  section: z.string(),
  source: z.string(),
  difficulty: z.union([z.number(), z.string().regex(/^\s*\d+\s*$/).transform(Number)]).pipe(z.int().min(1).max(10)),
  explanation: z.string(),
});

const NO_QUOTE = /^(?:not (?:found|in (?:the )?(?:note|text|summary)|available|applicable|mentioned|documented|stated|reported|recorded|present(?: in (?:the )?note)?)|n a|na|none)?$/i;
/** True for the spellings of "Not in Note" that stand where a quote should. */
export const isNoQuote = (source: string): boolean => NO_QUOTE.test((source.match(/\w+/g) ?? []).slice(0, 8).join(" "));

/**
 * The item of a reply object's fields, or why there is none. Values stay as written, but the answer
 * is parsed, a difficulty "3" is 3, and NA has section "Not Found" and source "Not in Note".
 */
export function validateItem(fields: Readonly<Record<string, unknown>>, type: QuestionType): DraftItem | { reason: string } {
  const parsed = Fields.safeParse(fields);
  if (!parsed.success) return { reason: fieldReason(parsed.error, fields) };
  const item = parsed.data, kind = answerKind(type);
  if (item.type !== kind) return { reason: `Expected an item of type ${kind}, got type ${item.type}` };
  const { answer, outcome, reason = "" } = readAnswer(item.answer, kind, { question: item.question });
  if (answer === undefined || outcome !== undefined) return { reason };
  if (isNonEnglish(item.question)) return { reason: "Expected a question in English, got another language" };
  if ((answer === "NA") !== isNaType(type)) return { reason: `Expected ${isNaType(type) ? "the answer NA" : "an answer that the note gives"} for type ${type}, got ${answer}` };
  if (answer !== "NA" && isNoQuote(item.source)) return { reason: `Expected a quote for the answer ${answer}, got none` };
  if (answer === "NA" && !isNoQuote(item.source)) return { reason: "Expected no quote for the answer NA, got one" };
  const support = answer === "NA" ? { section: NOT_FOUND, source: NOT_IN_NOTE } : { section: item.section, source: item.source };
  return { question: item.question, type: kind, answer, ...support, difficulty: item.difficulty, explanation: item.explanation };
}

/** The first wrong field in a sentence; of values only the kind, except for short fields. */
function fieldReason(error: z.ZodError, fields: Readonly<Record<string, unknown>>): string {
  const key = String(error.issues[0]?.path[0] ?? "question");
  if (!(key in fields)) return `Expected the field ${key}, got none`;
  const value = fields[key];
  if (key === "difficulty") return `Expected a whole number from 1 to 10 as difficulty, got ${show(value)}`;
  if (key === "type") return `Expected boolean or numeric as type, got ${show(value)}`;
  if (key === "answer") return `Expected Yes, No, a number or NA as answer, got ${show(value)}`;
  return `Expected text as ${key}, got ${value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "string" ? "none" : typeof value}`;
}

const show = (value: unknown): string =>
  value === null ? "null" : typeof value === "object" ? (Array.isArray(value) ? "a list" : "an object") : isNotAvailable(String(value)) ? "NA" : `"${String(value).slice(0, 40)}"`;

const REFUSALS = [
  /\b(?:i(?:'|’)?m|i am|we(?:'|’)?re|we are)\s+(?:(?:very|so|really|terribly)\s+)?(?:sorry|afraid)\b/i,
  /\b(?:i|we)\s+(?:can ?not|can(?:'|’)t|won(?:'|’)t|will not|could not|must decline|must refuse|decline|refuse|do not feel comfortable|don(?:'|’)t feel comfortable|don(?:'|’)t think i (?:can|should)|shouldn(?:'|’)t|should not)\b/i,
  /\b(?:i(?:'|’)?m|i am|we are)\s+(?:not able|unable|not allowed|not permitted|not authori[sz]ed|not comfortable|not in a position)\b/i,
  /\bas an? (?:ai|artificial intelligence|large language model|language model|virtual assistant)\b/i,
  /^\W*(?:sorry|apologies|my apologies|i apologi[sz]e|unfortunately)\b/i,
  /\bagainst (?:my|our|the) (?:guidelines|policy|policies|programming|rules)\b/i,
  /\b(?:request|task|content)\b.{0,60}\b(?:violates?|not something i can|cannot be (?:fulfilled|completed)|has been (?:declined|blocked|refused))\b/i,
];

/**
 * True when the text declines to answer. For replies without an object only: notes may say "I
 * cannot breathe".
 */
export const isRefusal = (text: string): boolean => REFUSALS.some((pattern) => pattern.test(text.slice(0, 400)));

/**
 * True when the text ends in a passage of 1–1,000 characters repeated at least 3 times over 80
 * characters.
 */
export function isLooping(text: string): boolean {
  return endsInLoop(text.slice(-4000)) || endsInLoop(text.trimEnd().slice(-4000));
}

/** By the Z-function of the reversed text. */
function endsInLoop(text: string): boolean {
  const back = [...text.toLowerCase()].reverse(), n = back.length, same = new Int32Array(n);
  for (let period = 1, left = 0, right = 0; period < n && period <= LONGEST; period++) {
    let length = period < right ? Math.min(right - period, same[period - left] as number) : 0;
    while (period + length < n && back[length] === back[period + length]) length++;
    same[period] = length;
    if (length >= Math.max(80, 3 * period) - period) return true;
    if (period + length > right) [left, right] = [period, period + length];
  }
  return false;
}

const LONGEST = 1000;

const ENGLISH = new Set("the a an of in on at is are was were be been has have had does do did what which when how any this that patient patient's for with during and or not no to from by within past history".split(" "));
const OTHER = new Set(("el la los las del un una es fue está tiene en con por para qué cuál cuántos paciente le les des du une est été dans avec pour quel quelle der die das und ist wurde hat ein eine mit bei "
  + "nicht welche il lo gli della è con ha nel quale os da do dos uma é foi na com qual het een van de met bij welke sí ja nein oui non").split(" "));

/**
 * True when a sentence is in another script, or has more different foreign function words than
 * English ones.
 */
export function isNonEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu) ?? [];
  const latin = text.match(/\p{Script=Latin}|\p{Script=Greek}/gu) ?? [];
  if (letters.length >= 4 && latin.length < 0.6 * letters.length) return true;
  const words = new Set(text.toLowerCase().match(/[\p{L}'’]+/gu) ?? []);
  const count = (set: ReadonlySet<string>) => [...words].filter((word) => set.has(word)).length;
  return count(OTHER) >= 2 && count(OTHER) > count(ENGLISH);
}
