// What a detector gets: one reply to one question, with what all detectors work out of it.
import { groundQuote, type Grounding } from "../replies/grounding.ts";
import { sentences } from "./sentences.ts";
import { topicMentions, topicOf, type Topic } from "./topics.ts";
import { answerFromFacts, type NoteFacts } from "../facts/facts.ts";
import { sameAnswer, type Answer, type AnswerKind } from "../types.ts";
import { isNoQuote, type ParseOutcome } from "../replies/parse-reply.ts";

/**
 * One reply, or one of its items. What is unknown is left out; detectors that need it find nothing.
 */
export interface FailureRow {
  readonly note?: string;
  readonly question?: string;
  readonly kind?: AnswerKind;
  /** The model's answer; absent where none could be read. */
  readonly answer?: Answer;
  /** The right answer, where a person or a rule gave one. */
  readonly label?: Answer;
  /** The model's quote; absent where none was asked for. */
  readonly source?: string;
  /** The reply as the model wrote it, for the failures of whole replies. */
  readonly reply?: string;
  readonly outcome?: ParseOutcome;
  /** Questions asked before this one in the same request. */
  readonly siblings?: readonly { readonly question: string; readonly answer?: Answer }[];
  /** What a generated note is known to say. */
  readonly facts?: NoteFacts;
}

/** A reply that has a question and an answer, ready to be judged. */
export interface AnswerContext {
  readonly note: string;
  readonly question: string;
  readonly kind: AnswerKind;
  readonly answer: Answer;
  readonly label: Answer | undefined;
  /** Whether the answer equals the label; undefined where there is no label. */
  readonly right: boolean | undefined;
  /** The quote, where one was given that is not "Not in Note". */
  readonly quote: string | undefined;
  readonly topic: Topic;
  /** What the answer rests on: the quote, or else the sentences of the note that speak of the topic. */
  readonly passage: string;
  /** Where the quote stands in the note. Worked out when first asked for. */
  readonly grounding: Grounding | undefined;
  readonly row: FailureRow;
}

/** A failure found: why, for a reader, and where in the note. */
export interface Failure {
  readonly why: string;
  readonly span?: readonly [start: number, end: number];
}

export type Detector = (judged: AnswerContext) => Failure | undefined;

/** Works a row out once; undefined for rows about a whole reply and for replies without an answer. */
export function toContext(row: FailureRow): AnswerContext | undefined {
  const { note = "", question, kind, answer, source, facts } = row;
  if (question === undefined || kind === undefined || answer === undefined) return undefined;
  const label = row.label ?? (facts && answerFromFacts(question, facts)?.answer);
  const topic = topicOf(question), quote = source !== undefined && !isNoQuote(source) ? source : undefined;
  let grounding: Grounding | undefined, passage: string | undefined;
  return {
    note, question, kind, answer, label, right: label === undefined ? undefined : sameAnswer(answer, label), quote, topic, row,
    get passage() { return (passage ??= quote ?? about(topic, note)); },
    get grounding() { return (grounding ??= quote === undefined ? undefined : groundQuote(quote, note)); },
  };
}

const MOST = 6;

/** The sentences that say most of the topic's words, at most six. */
export function about(topic: Topic, note: string): string {
  const spoken = topicMentions(topic, note), best = Math.max(0, ...spoken.map((one) => one.share));
  const places = spoken.filter((one) => one.share === best);
  return sentences(note).filter(({ start, end }) => places.some((one) => one.start >= start && one.start < end)).slice(0, MOST).map(({ start, end }) => note.slice(start, end)).join(" ");
}

/** A finding at the quote's place in the note, or at the place of some text in it. */
export function foundAt(judged: AnswerContext, why: string, text?: string): Failure {
  const at = text === undefined ? -1 : judged.note.indexOf(text);
  const span = at >= 0 && text ? ([at, at + text.length] as const) : judged.grounding?.span;
  return span ? { why, span } : { why };
}
