import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ndcg, precisionAt, rankingScores } from "../lib/ranking.ts";
import type { Candidate } from "../lib/ranking.ts";
import { golden } from "./golden/statistics.ts";

const candidates = (scores: readonly number[], relevance: readonly number[]): Candidate[] => scores.map((score, i) => ({ score, relevance: relevance[i]! }));

function orders<T>(list: readonly T[]): T[][] {
  return list.length < 2 ? [[...list]] : list.flatMap((one, i) => orders(list.toSpliced(i, 1)).map((rest) => [one, ...rest]));
}

test("NDCG equals scikit-learn's to 1e-12, ties included.", () => {
  for (const { k, scores, relevance, ndcg: theirs } of golden.rankings) assert.ok(Math.abs(ndcg(candidates(scores, relevance), k).value - theirs) <= 1e-12);
});

test("Precision at k is the share of relevant ones among the first k.", () => {
  const list = candidates([5, 4, 3, 2], [2, 0, 1, 1]);
  assert.equal(precisionAt(list, 2).value, 0.5);
  assert.equal(precisionAt(list, 3, { relevant: 2 }).value, 1 / 3);
  assert.equal(precisionAt(list, 10).value, 0.3);
});

test("Ties count as the mean over all orders of the tied candidates.", () => {
  const list = fc.array(fc.record({ score: fc.integer({ min: 0, max: 2 }), relevance: fc.integer({ min: 0, max: 1 }) }), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(list, fc.integer({ min: 1, max: 6 }), (tied, k) => {
    const all = orders(tied).filter((order) => order.every((one, i) => i === 0 || order[i - 1]!.score >= one.score));
    const mean = all.reduce((sum, order) => sum + order.slice(0, k).filter((one) => one.relevance >= 1).length / k, 0) / all.length;
    assert.ok(Math.abs(precisionAt(tied, k).value - mean) < 1e-12);
  }), { seed: 6 });
});

test("A ranking without a relevant candidate scores 0 with its reason, an empty one NaN.", () => {
  assert.deepEqual(ndcg(candidates([1, 2], [0, 0]), 5), { value: 0, n: 2, reason: "no candidate is relevant" });
  assert.deepEqual(ndcg([], 5), { value: NaN, n: 0, reason: "no candidates" });
  assert.throws(() => ndcg([], 0), { message: "Expected `k` to be an integer from 1 up, got 0" });
});

test("Scores over patients are plain means, patients without a match counted as 0 and named.", () => {
  const rows = [
    { patient: "a", score: 2, relevance: 1 }, { patient: "a", score: 1, relevance: 0 },
    { patient: "b", score: 2, relevance: 0 }, { patient: "b", score: 1, relevance: 0 },
  ];
  assert.deepEqual(rankingScores(rows, { k: 1, patient: (row) => row.patient }), { k: 1, patients: 2, withoutRelevant: 1, ndcg: 0.5, precision: 0.5 });
});
