// The input of detectors.
import { groundQuote, type Grounding } from "../replies/grounding.ts";
import { sentencesWith } from "./sentences.ts";
import { bestMentions, topicOf, type Topic } from "./topics.ts";
import { answerFromFacts, type NoteFacts } from "../facts/facts.ts";
import { sameAnswer, type Answer, type AnswerKind } from "../types.ts";
import { isNoQuote, type ParseOutcome } from "../replies/parse-reply.ts";

/** A reply or one of its items. A detector that needs an absent field finds nothing. */
export interface FailureRow {
  readonly note?: string;
  readonly question?: string;
  readonly kind?: AnswerKind;
  /** Absent when unreadable. */
  readonly answer?: Answer;
  /** The right answer, where known. */
  readonly label?: Answer;
  /** The quote; absent where none was requested. */
  readonly source?: string;
  /** The raw reply. */
  readonly reply?: string;
  readonly outcome?: ParseOutcome;
  /** Earlier questions of the same request. */
  readonly siblings?: readonly { readonly question: string; readonly answer?: Answer }[];
  /** Facts of a generated note. */
  readonly facts?: NoteFacts;
}

export interface AnswerContext {
  readonly note: string;
  readonly question: string;
  readonly kind: AnswerKind;
  readonly answer: Answer;
  readonly label: Answer | undefined;
  /** Undefined without a label. */
  readonly right: boolean | undefined;
  /** Undefined for "Not in Note". */
  readonly quote: string | undefined;
  readonly topic: Topic;
  /** The quote, or else the note's sentences on the topic. */
  readonly passage: string;
  readonly grounding: Grounding | undefined;
  readonly row: FailureRow;
}

export interface Failure {
  readonly why: string;
  /** Place in the note. */
  readonly span?: readonly [start: number, end: number];
}

export type Detector = (judged: AnswerContext) => Failure | undefined;

/** Undefined for a row without question or answer. */
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

/** At most six sentences, those with the best mentions. */
function about(topic: Topic, note: string): string {
  const found = sentencesWith(bestMentions(topic, note), note).slice(0, MOST);
  return found.map(({ start, end }) => note.slice(start, end)).join(" ");
}

/** A failure at the text's place in the note, or else at the quote's. */
export function foundAt(judged: AnswerContext, why: string, text?: string): Failure {
  const at = text === undefined ? -1 : judged.note.indexOf(text);
  const span = at >= 0 && text ? ([at, at + text.length] as const) : judged.grounding?.span;
  return span ? { why, span } : { why };
}
