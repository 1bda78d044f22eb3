import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bootstrapInterval } from "../../lib/evaluation/bootstrap.ts";
import { balancedAccuracy, isCorrect } from "../../lib/evaluation/metrics.ts";
import type { ScoredAnswer } from "../../lib/evaluation/metrics.ts";
import { integer, random } from "../../lib/random.ts";
import { golden } from "../golden/statistics.ts";

interface Row {
  readonly patient: string;
  readonly right: number;
}
const cluster = (row: Row) => row.patient, value = (row: Row) => row.right;
const ofPatients = (counts: readonly number[], sums: readonly number[]): Row[] =>
  counts.flatMap((count, p) => Array.from({ length: count }, (_, i) => ({ patient: `p${p}`, right: i < sums[p]! ? 1 : 0 })));

/** How far two bootstrap bounds may lie apart: the spread of a 2.5 % quantile is 2.67 standard errors of the figure over the root of the resamples. */
const allowed = (standardError: number, ...resamples: number[]) => 5 * 2.67 * standardError * Math.sqrt(resamples.reduce((sum, n) => sum + 1 / n, 0));

test("Intervals clustered by patient equal SciPy's percentile bootstrap within Monte-Carlo error.", () => {
  for (const { counts, first, interval: [low, high, error] } of golden.clustered) {
    const ours = bootstrapInterval(ofPatients(counts, first), { cluster, value, resamples: 20_000, seed: 7 });
    const slack = allowed(error, 20_000, 40_000);
    assert.equal(ours.clusters, counts.length);
    assert.ok(Math.abs(ours.low - low) < slack && Math.abs(ours.high - high) < slack, `${ours.low}–${ours.high} against ${low}–${high}`);
    assert.ok(Math.abs(ours.standardError / error - 1) < 0.05);
  }
});

test("An interval that ignored the patients would be told apart by that comparison.", () => {
  const missed = golden.clustered.filter(({ counts, first, interval: [low, high, error] }) => {
    let i = 0;
    const ours = bootstrapInterval(ofPatients(counts, first), { cluster: () => `row ${i++}`, value, resamples: 2000, seed: 7 });
    return Math.abs(ours.low - low) > allowed(error, 2000, 40_000) || Math.abs(ours.high - high) > allowed(error, 2000, 40_000);
  });
  assert.ok(missed.length > golden.clustered.length / 2, `${missed.length} of ${golden.clustered.length}`);
});

test("The fast path for means draws the same resamples as the path for any statistic.", () => {
  const rows = ofPatients([3, 1, 4, 6, 2, 9], [1, 1, 2, 5, 0, 6]);
  const fast = bootstrapInterval(rows, { cluster, value, resamples: 400, seed: "s" });
  const slow = bootstrapInterval(rows, { cluster, statistic: (some) => some.reduce((sum, row) => sum + row.right, 0) / some.length, resamples: 400, seed: "s" });
  for (const key of ["estimate", "low", "high", "standardError"] as const) assert.ok(Math.abs(fast[key] - slow[key]) < 1e-12, key);
});

test("Many patients of few kinds, drawn by kind, give the interval that drawing them one by one gives.", () => {
  const counts = Array.from({ length: 300 }, (_, p) => 1 + (p % 2)), sums = counts.map((n, p) => (p % 3 === 0 ? n : 0));
  const byKind = bootstrapInterval(ofPatients(counts, sums), { cluster, value, resamples: 20_000, seed: 2 });
  // A number of its own for each patient, too small to matter, makes every patient a kind.
  const apart = ofPatients(counts, sums).map((row, i) => ({ ...row, right: row.right + i * 1e-12 }));
  const oneByOne = bootstrapInterval(apart, { cluster, value, resamples: 20_000, seed: 2 });
  assert.notEqual(byKind.standardError, oneByOne.standardError);
  assert.ok(Math.abs(byKind.standardError / oneByOne.standardError - 1) < 0.03);
  const slack = allowed(oneByOne.standardError, 20_000, 20_000);
  assert.ok(Math.abs(byKind.low - oneByOne.low) < slack && Math.abs(byKind.high - oneByOne.high) < slack, `${byKind.low}–${byKind.high} against ${oneByOne.low}–${oneByOne.high}`);
});

test("Grouped by label the mean of means is balanced accuracy, resample by resample.", () => {
  const r = random(5);
  const rows = Array.from({ length: 80 }, (_, i): ScoredAnswer & { patient: string } => ({ patient: `p${i % 9}`, label: r() < 0.2 ? "Yes" : "No", prediction: r() < 0.7 ? "No" : "Yes" }));
  const options = { cluster: (row: { patient: string }) => row.patient, resamples: 300, seed: 3 };
  const fast = bootstrapInterval(rows, { ...options, value: (row) => (isCorrect(row) ? 1 : 0), group: (row) => String(row.label) });
  const slow = bootstrapInterval(rows, { ...options, statistic: (some) => balancedAccuracy(some).value });
  assert.ok(Math.abs(fast.estimate - slow.estimate) < 1e-12 && Math.abs(fast.low - slow.low) < 1e-12 && Math.abs(fast.high - slow.high) < 1e-12);
});

test("The same seed gives the same interval, another seed another.", () => {
  const rows = ofPatients([3, 1, 4, 6, 2, 9], [1, 1, 2, 5, 0, 6]);
  const run = (seed: number) => bootstrapInterval(rows, { cluster, value, resamples: 1000, seed });
  assert.deepEqual(run(1), run(1));
  assert.notEqual(run(1).standardError, run(2).standardError);
});

test("The interval covers the true rate about as often as its level says.", () => {
  const r = random("coverage");
  let covered = 0;
  for (let trial = 0; trial < 200; trial++) {
    const rows = Array.from({ length: 60 }, (_, p) => p).flatMap((p) => {
      const easy = r() < 0.5 ? 0.9 : 0.4;
      return Array.from({ length: integer(r, 1, 8) }, () => ({ patient: `p${p}`, right: r() < easy ? 1 : 0 }));
    });
    const { low, high } = bootstrapInterval(rows, { cluster, value, resamples: 400, seed: trial, level: 0.9 });
    if (low <= 0.65 && 0.65 <= high) covered++;
  }
  assert.ok(covered >= 165 && covered <= 195, `${covered} of 200 at level 0.9`);
});

test("The bounds enclose the resampled figures' middle and never leave the range of the values.", () => {
  const counts = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 6 })), { minLength: 2, maxLength: 15 });
  fc.assert(fc.property(counts, (patients) => {
    const rows = ofPatients(patients.map(([n]) => n), patients.map(([n, right]) => Math.min(n, right)));
    const { low, high, estimate } = bootstrapInterval(rows, { cluster, value, resamples: 200 });
    assert.ok(0 <= low && low <= high && high <= 1 && estimate >= 0 && estimate <= 1);
  }), { seed: 8, numRuns: 60 });
});

test("No rows, one patient and all alike each give a reason with the result.", () => {
  assert.deepEqual(bootstrapInterval<Row>([], { cluster, value }), { estimate: NaN, low: NaN, high: NaN, standardError: NaN, n: 0, clusters: 0, reason: "no rows" });
  const one = bootstrapInterval(ofPatients([4], [3]), { cluster, value });
  assert.equal(one.estimate, 0.75);
  assert.ok(Number.isNaN(one.low) && Number.isNaN(one.high));
  assert.match(one.reason!, /one patient/);
  const alike = bootstrapInterval(ofPatients([4, 4], [4, 4]), { cluster, value });
  assert.deepEqual([alike.low, alike.high], [1, 1]);
  assert.match(alike.reason!, /does not mean certainty/);
});

test("Resamples on which the figure is undefined are counted and left out.", () => {
  const rows = ofPatients([2, 2, 2], [2, 0, 0]);
  const share = (some: readonly Row[]) => 1 / some.filter((row) => row.right === 1).length;
  const result = bootstrapInterval(rows, { cluster, statistic: (some) => (some.some((row) => row.right) ? share(some) : NaN), resamples: 500 });
  assert.match(result.reason!, /undefined on \d+ of 500 resamples/);
  assert.ok(Number.isFinite(result.low));
});

test("Wrong options throw at once and name what was expected.", () => {
  const rows = ofPatients([2], [1]);
  assert.throws(() => bootstrapInterval(rows, { cluster }), /exactly one of `value` and `statistic`/);
  assert.throws(() => bootstrapInterval(rows, { cluster, value, resamples: 0 }), /`resamples` to be an integer from 1 up, got 0/);
  assert.throws(() => bootstrapInterval(rows, { cluster, value, level: 95 }), /`level` to lie between 0 and 1, got 95/);
});
