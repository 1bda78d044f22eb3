// The rehearsal's student: a log-linear pointer over a note's words, numbers and NA. Owns its answers; it is trained in train.ts on a prepared training file and knows nothing else.
import { parsePrompt } from "../../../lib/prompts.ts";
import { NOT_FOUND, NOT_IN_NOTE } from "../../../lib/types.ts";
import type { Answer, AnswerKind, Message, Support } from "../../../lib/types.ts";
import { believe, kindOf } from "./model.ts";
import type { Belief } from "./model.ts";
import { yes } from "./polarity.ts";
import { readQuestion } from "./question.ts";
import { readSheet } from "./features.ts";
import type { Sheet } from "./features.ts";
import type { Weights } from "./store.ts";

export { baseWeights } from "./base.ts";
export { loadWeights, saveWeights } from "./store.ts";
export type { Weights } from "./store.ts";
export { train } from "./train.ts";
export type { Checkpoint, Progress, TrainOptions } from "./train.ts";

export interface Reply extends Support {
  readonly type: AnswerKind;
  readonly answer: Answer;
}

/** Answers one question on one note. The source is the sentence, table row or list entry of the chosen candidate, word for word. */
export function answer(weights: Weights, { note, question }: { readonly note: string; readonly question: string }): Reply {
  const sheet = sheetOf(note);
  const asked = readQuestion(question);
  const kind = kindOf(weights.table, asked);
  const belief = believe(weights.table, { asked, sheet, kind });
  if (belief.p.length === 0 || belief.pNull > 0.5) return { type: kind, answer: "NA", section: NOT_FOUND, source: NOT_IN_NOTE, explanation: "Nothing in the note settles this." };
  const best = belief.p.reduce((a, p, i) => (p > (belief.p[a] as number) ? i : a), 0);
  const value = kind === "numeric" ? (belief.candidates.values[best] as number) : yesOrNo(weights, { asked, sheet, belief });
  return { type: kind, answer: value, ...supportOf(sheet, { belief, best }) };
}

/** The reply to an answer prompt, as JSON text: all fields, or the answer alone from a student that was taught so. */
export function replyText(weights: Weights, messages: readonly Message[]): string {
  const parts = parsePrompt(messages);
  if (parts?.question === undefined) throw new Error("Expected messages of the answer prompt, with a <note> and a <question>, got others: render them with answerMessages");
  const reply = answer(weights, { note: parts.note, question: parts.question });
  return JSON.stringify(weights.support ? reply : { answer: reply.answer });
}

/** Every candidate has a say, weighed by its probability. */
function yesOrNo({ table }: Weights, { asked, sheet, belief }: { asked: ReturnType<typeof readQuestion>; sheet: Sheet; belief: Belief }): "Yes" | "No" {
  let balance = 0;
  belief.p.forEach((p, i) => {
    if (p > 1e-3) balance += p * (2 * yes(table, { asked, sheet, belief, i }) - 1);
  });
  return balance >= 0 ? "Yes" : "No";
}

function supportOf({ page }: Sheet, { belief, best }: { belief: Belief; best: number }): Support {
  const token = page.tokens[belief.candidates.tokens[best] as number];
  const unit = page.units[token?.unit ?? 0];
  const word = page.text.slice(token?.start, token?.end);
  const section = unit?.section || "the note";
  return { section, source: page.text.slice(unit?.start, unit?.end), explanation: `"${word}" under ${section} settles it.` };
}

const KEPT = 200;
const sheets = new Map<string, Sheet>();

/** Notes are asked many questions in a row: the last few are kept ready. */
function sheetOf(note: string): Sheet {
  const known = sheets.get(note);
  if (known) return known;
  if (sheets.size >= KEPT) sheets.delete(sheets.keys().next().value as string);
  const sheet = readSheet(note);
  sheets.set(note, sheet);
  return sheet;
}
