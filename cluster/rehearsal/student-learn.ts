// Owns how the student learns from one example: the gradient of its log-likelihood and AdaGrad. Where examples come from is student-examples.ts.
import type { Answer, AnswerKind } from "../../lib/question.ts";
import { believe, entryMatchSlot, kindSlots, missingSlots, pairSlot, sum } from "./student-model.ts";
import type { Belief } from "./student-model.ts";
import { polaritySlots, yes } from "./student-polarity.ts";
import { hide } from "./student-question.ts";
import type { Asked } from "./student-question.ts";
import type { Sheet } from "./student-sheet.ts";

/** Weights on their way: hashed weights, and for each the sum of its squared gradients. Both of TABLE_SIZE. */
export interface Learner {
  readonly table: Float32Array;
  readonly squares: Float32Array;
}

/** A training row read. */
export interface Example {
  readonly asked: Asked;
  readonly sheet: Sheet;
  readonly kind: AnswerKind;
  readonly answer: Answer;
  /** Which candidates stand in the quoted source; all may hold the answer when there is none. */
  readonly mask?: Uint8Array | undefined;
}

export interface LearnOptions {
  readonly rate: number;
  /** Draws whether a topic word of the question is left out of this step. @default none is */
  readonly hidden?: (hash: number) => boolean;
  readonly places?: readonly boolean[] | undefined;
  readonly lexical?: boolean;
}

/** Gradients smaller than this are not worth their time. */
const FAINT = 1e-4;

/** Learns whether a number or Yes/No is asked for. */
export function learnKind(learner: Learner, { asked, kind }: Pick<Example, "asked" | "kind">, { rate }: LearnOptions): void {
  const slots = kindSlots(asked);
  const gradient = 1 / (1 + Math.exp(-sum(learner.table, slots))) - (kind === "numeric" ? 1 : 0);
  for (const s of slots) step(learner, s, { gradient, rate });
}

/**
 * One step on one example. The likelihood is marginal: the sum over all candidates that fit, that is NA itself, or those in the source
 * with the right value, or with the right polarity. Returns its negative logarithm in nats; undefined, with nothing learned, when no candidate fits.
 */
export function learn(learner: Learner, example: Example, { rate, hidden, lexical, places: hiddenPlaces }: LearnOptions): number | undefined {
  const { sheet, kind, answer } = example;
  const asked = hidden ? hide(example.asked, hidden) : example.asked;
  const belief = believe(learner.table, { asked, sheet, kind, lexical, places: hiddenPlaces, ...(example.mask && { without: (i: number) => example.mask?.[i] === 2 }) });
  const fits = fitting(learner, example, belief);
  const likelihood = answer === "NA" ? belief.pNull : fits.reduce((a, b) => a + b, 0);
  if (likelihood <= 0) return undefined;
  belief.nullSlots.forEach((s, k) => step(learner, s, { gradient: (belief.nullSizes[k] as number) * (belief.pNull - (answer === "NA" ? 1 : 0)), rate }));
  const gradient = belief.p.map((p, i) => p - (fits[i] as number) / likelihood);
  learnScores(learner, belief, { gradient, rate });
  if (kind === "boolean" && answer !== "NA") learnPolarity(learner, example, { belief, shares: fits.map((f) => f / likelihood), rate });
  return -Math.log(likelihood);
}

/** Joint probability of each candidate and the answer. */
function fitting({ table }: Learner, { asked, sheet, kind, answer, mask }: Example, belief: Belief): Float64Array {
  return belief.p.map((p, i) => {
    if (answer === "NA" || (mask && mask[i] !== 1)) return 0;
    if (kind === "numeric") return belief.candidates.values[i] === answer ? p : 0;
    if (p < 1e-9) return p / 2;
    const odds = yes(table, { asked, sheet, belief, i });
    return p * (answer === "Yes" ? odds : 1 - odds);
  });
}

function learnScores(learner: Learner, belief: Belief, { gradient, rate }: { gradient: Float64Array; rate: number }): void {
  const { hashes, places, offsets, list } = belief.candidates;
  const entries = new Map<number, number>();
  const missing = new Map<number, number>();
  gradient.forEach((g, i) => {
    if (Math.abs(g) < FAINT) return;
    if ((globalThis as any).X?.C) missing.set(belief.covered[i] as number, (missing.get(belief.covered[i] as number) ?? 0) + g);
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) entries.set(list[k] as number, (entries.get(list[k] as number) ?? 0) + g);
    for (const rank of belief.ranks.get(i) ?? []) belief.words.forEach((word, k) => step(learner, pairSlot(word, rank), { gradient: (belief.sizes[k] as number) * g, rate }));
  });
  for (const [covered, g] of missing) for (const [s, x] of missingSlots(belief.missing, covered, belief.words.length === 1)) step(learner, s, { gradient: x * g, rate });
  for (const [e, g] of entries) {
    if (Math.abs(g) < FAINT || belief.hiddenPlaces?.[places[e] as number]) continue;
    for (let k = 0; k < belief.words.length; k++) step(learner, pairSlot(belief.words[k] as number, hashes[e] as number), { gradient: (belief.sizes[k] as number) * g, rate });
    const how = belief.matches[e] as number;
    if (how) step(learner, entryMatchSlot(places[e] as number, how), { gradient: (belief.matchSizes[e] as number) * g, rate });
  }
}

function learnPolarity(learner: Learner, { asked, sheet, answer }: Example, { belief, shares, rate }: { belief: Belief; shares: Float64Array; rate: number }): void {
  shares.forEach((share, i) => {
    if (share < 1e-3) return;
    const slots = polaritySlots({ asked, sheet, belief, i });
    const gradient = share * (1 / (1 + Math.exp(-sum(learner.table, slots))) - (answer === "Yes" ? 1 : 0));
    for (const s of slots) step(learner, s, { gradient, rate });
  });
}

let INIT = 1e-6;
export const setInit = (x: number) => { INIT = x; };
/** AdaGrad: the more a weight has moved, the less it still moves. */
function step({ table, squares }: Learner, at: number, { gradient, rate }: { gradient: number; rate: number }): void {
  const square = (squares[at] as number) + gradient * gradient;
  squares[at] = square;
  table[at] = (table[at] as number) - (rate * gradient) / (Math.sqrt(square + INIT));
}
