// Owns measures of a ranking: how well the trials offered to a patient (or the patients offered to a trial) are ordered.
// Does not own where the scores come from.
import type { Measure } from "./metrics.ts";

/** One candidate of a ranking. */
export interface Candidate {
  /** What the model ranks by, the higher the earlier. */
  readonly score: number;
  /** How good a match it truly is: 0 for none, larger for better. */
  readonly relevance: number;
}

/**
 * Normalised discounted cumulative gain of the first k: the gain of a candidate is its relevance, its discount 1/log2(1 + place).
 * Candidates with equal scores share the mean of their places. Without a relevant candidate it is 0/0, taken as 0, with the reason.
 */
export function ndcg(candidates: readonly Candidate[], k: number): Measure {
  checkCutoff(k);
  const discounts = Array.from({ length: Math.min(k, candidates.length) }, (_, place) => 1 / Math.log2(place + 2));
  const gain = sumOverPlaces(candidates, { discounts, worth: ({ relevance }) => relevance });
  const best = sumOverPlaces(candidates.map(({ relevance }) => ({ relevance, score: relevance })), { discounts, worth: ({ relevance }) => relevance });
  return share(gain, best, { n: candidates.length, empty: "no candidate is relevant" });
}

/** The share of relevant ones (relevance at least `relevant`) among the first k. Always divided by k, so a list shorter than k cannot reach 1; ties share their places. */
export function precisionAt(candidates: readonly Candidate[], k: number, { relevant = 1 }: { relevant?: number } = {}): Measure {
  checkCutoff(k);
  const discounts = new Array<number>(Math.min(k, candidates.length)).fill(1);
  return share(sumOverPlaces(candidates, { discounts, worth: ({ relevance }) => (relevance >= relevant ? 1 : 0) }), k, { n: candidates.length, empty: "" });
}

export interface RankingScores {
  readonly k: number;
  readonly patients: number;
  /** Patients for whom no candidate is relevant: they count as 0 in both means. */
  readonly withoutRelevant: number;
  readonly ndcg: number;
  readonly precision: number;
}

/** Both measures as plain means over patients, each patient's candidates ranked apart. NaN when there are none. */
export function rankingScores<Row extends Candidate>(rows: readonly Row[], { k, patient, relevant = 1 }: { k: number; patient: (row: Row) => string; relevant?: number }): RankingScores {
  const lists = [...Map.groupBy(rows, patient).values()];
  const mean = (measure: (list: readonly Row[]) => number) => lists.reduce((sum, list) => sum + measure(list), 0) / lists.length;
  return {
    k,
    patients: lists.length,
    withoutRelevant: lists.filter((list) => list.every((row) => row.relevance < relevant)).length,
    ndcg: mean((list) => ndcg(list, k).value),
    precision: mean((list) => precisionAt(list, k, { relevant }).value),
  };
}

function checkCutoff(k: number): void {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`Expected \`k\` to be an integer from 1 up, got ${k}`);
}

/** The discounted sum down the ranking: candidates of one score each get the mean worth of their group, so that their order does not matter. */
function sumOverPlaces(candidates: readonly Candidate[], { discounts, worth }: { discounts: readonly number[]; worth: (candidate: Candidate) => number }): number {
  const groups = [...Map.groupBy(candidates, ({ score }) => score)].sort(([a], [b]) => b - a);
  let place = 0, sum = 0;
  for (const [, group] of groups) {
    const mean = group.reduce((total, candidate) => total + worth(candidate), 0) / group.length;
    for (const discount of discounts.slice(place, place + group.length)) sum += discount * mean;
    place += group.length;
  }
  return sum;
}

function share(part: number, whole: number, { n, empty }: { n: number; empty: string }): Measure {
  if (n === 0) return { value: NaN, n, reason: "no candidates" };
  return whole === 0 ? { value: 0, n, reason: empty } : { value: part / whole, n };
}
