import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detectable, differenceSentence, holm, mcnemar, pairedDifference } from "../../lib/evaluation/compare.ts";
import { isCorrect } from "../../lib/evaluation/metrics.ts";
import { random } from "../../lib/random.ts";
import { golden, judged } from "../golden/statistics.ts";

interface Row {
  readonly id: string;
  readonly patient: string;
  readonly right: number;
}
const options = { id: (row: Row) => row.id, cluster: (row: Row) => row.patient, value: (row: Row) => row.right };
const ofPatients = (counts: readonly number[], sums: readonly number[]): Row[] =>
  counts.flatMap((count, p) => Array.from({ length: count }, (_, i) => ({ id: `${p}-${i}`, patient: `p${p}`, right: i < sums[p]! ? 1 : 0 })));

test("McNemar's exact p equals statsmodels' on 1,000 pairs of models.", () => {
  golden.sets.forEach((set, i) => {
    const first = judged(set), second = judged(set, "second");
    const only = (a: typeof first, b: typeof first) => a.filter((row, at) => isCorrect(row) && !isCorrect(b[at]!)).length;
    const p = mcnemar(only(first, second), only(second, first));
    assert.ok(Math.abs(p - set.mcnemar) <= 1e-12, `set ${i}: ${p} is not ${set.mcnemar}`);
  });
});

test("McNemar's exact p equals SciPy's binomial test on tens of thousands of items.", () => {
  for (const [onlyFirst, onlySecond, theirs] of golden.large_mcnemar) assert.ok(Math.abs(mcnemar(onlyFirst, onlySecond) - theirs) <= 1e-12, `${onlyFirst} ${onlySecond}`);
});

test("Holm's adjusted p values equal statsmodels' on twenty families of thirteen.", () => {
  const ps = golden.sets.map((set) => set.mcnemar);
  assert.equal(golden.holm.length, 20);
  golden.holm.forEach((theirs, family) => {
    const ours = holm(ps.slice(13 * family, 13 * family + 13));
    ours.forEach((p, i) => assert.ok(Math.abs(p - theirs[i]!) <= 1e-12));
  });
});

test("Holm never lowers a p value and keeps their order.", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
    const adjusted = holm(ps);
    ps.forEach((p, i) => {
      assert.ok(adjusted[i]! >= p && adjusted[i]! <= 1);
      ps.forEach((q, j) => assert.ok(p >= q || adjusted[i]! <= adjusted[j]!));
    });
  }), { seed: 2 });
});

test("Paired differences equal SciPy's paired bootstrap over patients within Monte-Carlo error.", () => {
  for (const { counts, first, second, difference: [low, high, error] } of golden.clustered) {
    const ours = pairedDifference(ofPatients(counts, first), ofPatients(counts, second), { ...options, resamples: 20_000, seed: 11 });
    const slack = 5 * 2.67 * error * Math.sqrt(1 / 20_000 + 1 / 40_000);
    assert.ok(Math.abs(ours.low - low) < slack && Math.abs(ours.high - high) < slack, `${ours.low}–${ours.high} against ${low}–${high}`);
  }
});

test("A model differs from itself by nothing, and swapping the two models turns the sign.", () => {
  const a = ofPatients([4, 5, 3, 6], [1, 5, 2, 3]), b = ofPatients([4, 5, 3, 6], [3, 2, 2, 6]);
  const self = pairedDifference(a, a, options);
  assert.deepEqual([self.estimate, self.low, self.high, self.p], [0, 0, 0, 1]);
  const there = pairedDifference(a, b, { ...options, resamples: 999 }), back = pairedDifference(b, a, { ...options, resamples: 999 });
  assert.ok(Math.abs(there.estimate + back.estimate) < 1e-12 && Math.abs(there.low + back.high) < 1e-12);
  assert.deepEqual([there.onlyFirst, there.onlySecond, there.p], [back.onlySecond, back.onlyFirst, back.p]);
});

test("Pairs are made by item, whatever the order of the rows.", () => {
  const a = ofPatients([4, 5, 3], [1, 5, 2]), b = ofPatients([4, 5, 3], [3, 2, 2]);
  assert.deepEqual(pairedDifference(a, b, { ...options, resamples: 99 }), pairedDifference(a, b.toReversed(), { ...options, resamples: 99 }));
});

test("Models with other items are refused, naming the item.", () => {
  const a = ofPatients([2, 2], [1, 1]);
  assert.throws(() => pairedDifference(a, a.slice(1), options), { message: "Expected the same items from both models, got 4 and 3: compare what both have answered" });
  assert.throws(() => pairedDifference(a, [...a.slice(1), { ...a[0]!, id: "other" }], options), { message: 'Expected the same items from both models: item "0-0" is missing from the second' });
  assert.throws(() => pairedDifference([...a, a[0]!], a, options), /an id twice/);
});

test("The minimum detectable effect equals SciPy's normal quantiles and statsmodels' power.", () => {
  const theirs = golden.effects.find(([level, power]) => level === 0.95 && power === 0.8)!;
  const [, , solved, quantiles] = theirs, ours = detectable(1);
  assert.ok(Math.abs(ours - quantiles) <= 1e-12, `${ours} is not ${quantiles}`);
  assert.ok(Math.abs(ours - solved) <= 1e-4, "statsmodels counts the other tail too");
});

test("A planned minimum detectable effect is found in four simulated comparisons out of five.", () => {
  const n = 400, discordant = 0.2, effect = detectable(Math.sqrt(discordant / n));
  const r = random("power");
  let found = 0;
  for (let trial = 0; trial < 400; trial++) {
    let sum = 0, squares = 0;
    for (let i = 0; i < n; i++) {
      const u = r(), d = u < (discordant + effect) / 2 ? 1 : u < discordant ? -1 : 0;
      sum += d;
      squares += d * d;
    }
    if (Math.abs(sum) / Math.sqrt(squares) > 1.96) found++;
  }
  assert.ok(found > 290 && found < 350, `${found} of 400`);
});

test("The sentence says who is better, or that the data do not tell.", () => {
  const base = { estimate: 0.032, low: 0.01, high: 0.054, standardError: 0.011, n: 1000, clusters: 50, onlyFirst: 60, onlySecond: 28, p: 0.001, detectable: 0.031 };
  const names = ["All", "base"] as const;
  assert.equal(differenceSentence(base, { names }), "All is better than base by 3.2 points of accuracy (All minus base: 95 % interval 1.0 to 5.4).");
  assert.equal(differenceSentence({ ...base, estimate: -0.032, low: -0.054, high: -0.01 }, { names }), "base is better than All by 3.2 points of accuracy (All minus base: 95 % interval −5.4 to −1.0).");
  assert.equal(
    differenceSentence({ ...base, low: -0.01 }, { names, measure: "balanced accuracy" }),
    "All minus base is 3.2 points of balanced accuracy (95 % interval −1.0 to 5.4): the interval spans zero, so these data do not tell which is better (a difference below 3.1 points would mostly go unseen here).",
  );
  assert.equal(differenceSentence({ ...base, low: NaN, high: NaN, reason: "no rows" }, { names }), "All and base cannot be compared on accuracy: no rows.");
});
