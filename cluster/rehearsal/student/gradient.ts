// Owns how the student learns from one example: the gradient of its log-likelihood and AdaGrad. Where examples come from is examples.ts.
import type { Answer, AnswerKind } from "../../../lib/types.ts";
import { believe, kindSlots, matchSlot, pairSlot, sum } from "./model.ts";
import type { Belief } from "./model.ts";
import { polaritySlots, yes } from "./polarity.ts";
import type { Asked } from "./question.ts";
import type { Sheet } from "./features.ts";

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

/** Gradients smaller than this are not worth their time. */
const FAINT = 1e-4;
/** What a weight's squares begin with: a faint gradient then makes a small step, not a full one. */
export const FIRST_SQUARE = 0.1;

/** Learns whether a number or Yes/No is asked for. */
export function learnKind(learner: Learner, { asked, kind }: Pick<Example, "asked" | "kind">, rate: number): void {
  const slots = kindSlots(asked);
  const gradient = 1 / (1 + Math.exp(-sum(learner.table, slots))) - (kind === "numeric" ? 1 : 0);
  for (const s of slots) step(learner, s, { gradient, rate });
}

/**
 * One step on one example. The likelihood is marginal: the sum over all candidates that fit, that is NA itself, or those in the source
 * with the right value, or with the right polarity. Returns its negative logarithm in nats; undefined, with nothing learned, when no candidate fits.
 */
export function learn(learner: Learner, example: Example, rate: number): number | undefined {
  const { asked, sheet, kind, answer } = example;
  const belief = believe(learner.table, { asked, sheet, kind });
  const fits = fitting(learner, example, belief);
  const likelihood = answer === "NA" ? belief.pNull : fits.reduce((a, b) => a + b, 0);
  if (likelihood <= 0) return undefined;
  const nullGradient = belief.pNull - (answer === "NA" ? 1 : 0);
  for (const { slot, size } of belief.nulls) step(learner, slot, { gradient: size * nullGradient, rate });
  const gradient = belief.p.map((p, i) => p - (fits[i] as number) / likelihood);
  learnScores(learner, belief, { gradient, rate });
  if (kind === "boolean" && answer !== "NA") learnPolarity(learner, example, { belief, shares: fits.map((f) => f / likelihood), rate });
  return -Math.log(likelihood);
}

/** Joint probability of each candidate and the answer. */
function fitting({ table }: Learner, { asked, sheet, kind, answer, mask }: Example, belief: Belief): Float64Array {
  return belief.p.map((p, i) => {
    if (answer === "NA" || (mask && !mask[i])) return 0;
    if (kind === "numeric") return belief.candidates.values[i] === answer ? p : 0;
    // What is all but ruled out is not worth looking at closely.
    if (p < 1e-9) return p / 2;
    const share = yes(table, { asked, sheet, belief, i });
    return p * (answer === "Yes" ? share : 1 - share);
  });
}

function learnScores(learner: Learner, { candidates, words, matches, matchSizes, ranks }: Belief, { gradient, rate }: { gradient: Float64Array; rate: number }): void {
  const { hashes, places, offsets, list } = candidates;
  const entries = new Map<number, number>();
  const stepPairs = (feature: number, g: number) => {
    for (let w = 0; w < words.length; w++) step(learner, pairSlot(words[w]?.hash as number, feature), { gradient: (words[w]?.size as number) * g, rate });
  };
  gradient.forEach((g, i) => {
    if (Math.abs(g) < FAINT) return;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) entries.set(list[k] as number, (entries.get(list[k] as number) ?? 0) + g);
    for (const rank of ranks.get(i) ?? []) stepPairs(rank, g);
  });
  for (const [e, g] of entries) {
    if (Math.abs(g) < FAINT) continue;
    stepPairs(hashes[e] as number, g);
    const how = matches[e] as number;
    if (how) step(learner, matchSlot(places[e] as number, how), { gradient: (matchSizes[e] as number) * g, rate });
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

/** AdaGrad: the more a weight has moved, the less it still moves. */
function step({ table, squares }: Learner, at: number, { gradient, rate }: { gradient: number; rate: number }): void {
  const square = (squares[at] as number) + gradient * gradient;
  squares[at] = square;
  table[at] = (table[at] as number) - (rate * gradient) / Math.sqrt(square + FIRST_SQUARE);
}
