// Judges one object of a create reply: is it an item of the type that was asked for? Does not look into the note: see grounding.ts.
import { z } from "zod";
import { answerKind, isNotAvailable, isNaType, NOT_FOUND, NOT_IN_NOTE, readAnswer } from "../types.ts";
import type { Answer, AnswerKind, QuestionType, Support } from "../types.ts";
import { isNonEnglish } from "./text-checks.ts";

/** An item as a teacher wrote it, before ids are given. `type` is the kind the model sees: there is no na- tag in it. */
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
 * The item that the fields of a reply object make, or the reason why they make none. Values stay as written, with three exceptions: the answer is
 * read by `readAnswer`, a difficulty "3" is 3, and an item whose answer is NA has section "Not Found" and source "Not in Note" however it spelt them.
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

/** One sentence on the first field that is wrong. Shows no more of a value than its kind, except for the short fields. */
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
