// The rehearsal teacher: it reads a note's text and nothing else, writes items about it, and answers questions on it, with the paper's mistakes at a stated rate.
// Reading is reading-*.ts, what it knows lexicon*.ts, its parts teacher-*.ts. It never sees how a note was made.
import type { Answer, AnswerKind } from "../../../lib/types.ts";
import { hash32, pick, type Random, random } from "../../../lib/random.ts";
import { conceptOf } from "../lexicon/lexicon.ts";
import { readNote, type Reading } from "../reading/note.ts";
import { resolve } from "./answer.ts";
import { naDrafts } from "./draft-na.ts";
import { numericDrafts } from "./draft-numbers.ts";
import { booleanDrafts } from "./draft-yes-no.ts";
import type { Draft } from "./draft.ts";
import { notInNote, type Resolved, supportOf } from "./found.ts";
import { type Mistake, type MistakeMode, slips } from "./mistakes.ts";
import { numberAs } from "./numbers.ts";
import { type Query, understand } from "./question.ts";
import { replyText } from "./reply.ts";

export { MISTAKE_RATES, type Mistake, type MistakeMode } from "./mistakes.ts";
export { type Query, understand } from "./question.ts";

export interface ItemRequest {
  readonly kind: AnswerKind;
  /** False asks for questions that the note cannot answer. */
  readonly answerable: boolean;
  readonly count: number;
}
export interface TeacherOptions {
  readonly seed: number | string;
  /**
   * Multiplies every rate of MISTAKE_RATES: 0 makes no mistakes.
   * @default 1
   */
  readonly mistakeRate?: number;
}
/** What the answer prompt asks for: type, answer and support. */
export interface TeacherAnswer {
  readonly type: AnswerKind;
  readonly answer: Answer;
  readonly section: string;
  readonly source: string;
  readonly explanation: string;
}

/**
 * Writes items on a note, as the raw text of a model's reply (a JSON list, perhaps fenced, introduced or spoiled), and tells which mistakes it made on purpose.
 * Fewer than `count` items come when the note holds no more. The same note, request and seed give the same reply.
 */
export function writeItems(note: string, request: ItemRequest, { seed, mistakeRate = 1 }: TeacherOptions): { reply: string; mistakes: Mistake[] } {
  const r = random(`${seed}:write:${request.kind}:${request.answerable}:${request.count}:${hash32(note)}`);
  const drafts = chosenDrafts(readNote(note), r, request, mistakeRate);
  const spoil = drafts.length === 0 ? undefined : slips(r, "malformed", mistakeRate) ? "malformed" : slips(r, "truncated", mistakeRate) ? "truncated" : undefined;
  const mistakes: Mistake[] = drafts.flatMap((d, item) => (d.mistake ? [{ mode: d.mistake, item, question: d.question }] : []));
  if (spoil) mistakes.push({ mode: spoil });
  return { reply: replyText(r, request.kind, drafts, spoil), mistakes };
}

/** Answers one question on a note. Deterministic for note, question and seed; never throws: what it does not understand it looks up by the question's words. */
export function answerQuestion(note: string, question: string, options: TeacherOptions): TeacherAnswer {
  return answerWithMistake(note, question, options).reply;
}

/** As {@link answerQuestion}, telling the mistake made on purpose, if any. */
export function answerWithMistake(note: string, question: string, { seed, mistakeRate = 1 }: TeacherOptions): { reply: TeacherAnswer; mistake?: Mistake } {
  const query = understand(question), reading = readNote(note), right = resolve(reading, query);
  const slip = mistakeRate > 0 ? mistaken(reading, query, right, random(`${seed}:answer:${hash32(note)}:${question}`), mistakeRate) : undefined;
  const { answer, section, source, explanation } = slip?.found ?? right;
  const reply = { type: query.kind, answer, section, source, explanation };
  return slip ? { reply, mistake: { mode: slip.mode, question } } : { reply };
}

/** The drafts of a reply: one a topic; booleans half Yes and half No as far as the note allows. */
function chosenDrafts(reading: Reading, r: Random, { kind, answerable, count }: ItemRequest, scale: number): Draft[] {
  if (!answerable) return oneATopic(naDrafts(reading, r, { kind, scale })).slice(0, count);
  if (kind === "numeric") {
    const drafts = numericDrafts(reading, r, scale), first = oneATopic(drafts);
    return [...first, ...drafts.filter((d) => !first.includes(d))].slice(0, count);
  }
  const drafts = oneATopic(booleanDrafts(reading, r, scale));
  const yes = drafts.filter((d) => d.answer === "Yes"), no = drafts.filter((d) => d.answer === "No");
  const wanted = Math.min(yes.length, Math.max(Math.ceil(count / 2), count - no.length));
  const chosen = new Set([...yes.slice(0, wanted), ...no.slice(0, count - wanted)]);
  return drafts.filter((d) => chosen.has(d));
}

function oneATopic(drafts: readonly Draft[]): Draft[] {
  const topics = new Set<string>(), questions = new Set<string>();
  return drafts.filter((d) => !topics.has(d.topic) && !questions.has(d.question) && topics.add(d.topic) && questions.add(d.question));
}

/** The mistake this question draws, if one can happen to it and does. */
function mistaken(reading: Reading, query: Query, right: Resolved, r: Random, scale: number): { found: Resolved; mode: MistakeMode } | undefined {
  const { concept } = query;
  if (right.answer === "NA" && query.kind === "boolean" && slips(r, "not-mentioned-as-no", scale)) return { found: { ...notInNote("The note does not mention it."), answer: "No", section: "Past Medical History" }, mode: "not-mentioned-as-no" };
  if (concept?.kind !== "measurement" || query.kind !== "numeric") return undefined;
  const instead = (value: Resolved["among"][number], answer: number, mode: MistakeMode) => ({ found: { answer, ...supportOf(reading, value, concept.section), explanation: `The note gives ${conceptOf(value.concept)?.label} ${answer}.`, among: [] }, mode });
  const flawed = reading.values.filter((v) => v.concept === concept.id);
  const range = flawed.find((v) => v.form === "range"), tag = flawed.find((v) => v.form === "redacted" && Number.isFinite(v.number));
  if (range && right.answer === "NA" && slips(r, "range-collapsed", scale)) return instead(range, range.number, "range-collapsed");
  if (tag && right.answer === "NA" && slips(r, "redaction-as-value", scale)) return instead(tag, tag.number, "redaction-as-value");
  const others = right.among.filter((v) => v.form === "exact" && right.value && v.base !== right.value.base);
  if (query.which !== "any" && others.length > 0 && slips(r, "wrong-extreme", scale)) {
    const value = pick(r, others), answer = numberAs(value, { concept, unit: query.unit, which: query.which });
    return answer === undefined ? undefined : instead(value, answer, "wrong-extreme");
  }
  return undefined;
}
