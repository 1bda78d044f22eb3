import assert from "node:assert/strict";
import { test } from "node:test";
import { binomial } from "../../lib/evaluation/bootstrap.ts";
import { random } from "../../lib/random.ts";

/** The exact chances of 0 … n successes. */
function chances(n: number, p: number): number[] {
  let log = n * Math.log(1 - p);
  return Array.from({ length: n + 1 }, (_, k) => {
    if (k > 0) log += Math.log((n - k + 1) / k) + Math.log(p / (1 - p));
    return Math.exp(log);
  });
}

/** Chi-square over cells that expect at least five draws, with its degrees of freedom. */
function chiSquare(counts: readonly number[], expected: readonly number[]): { chi: number; cells: number } {
  let chi = 0, cells = 0, restSeen = 0, restExpected = 0;
  expected.forEach((e, k) => {
    if (e < 5) {
      restSeen += counts[k]!;
      restExpected += e;
      return;
    }
    chi += (counts[k]! - e) ** 2 / e;
    cells++;
  });
  return { chi: restExpected >= 5 ? chi + (restSeen - restExpected) ** 2 / restExpected : chi, cells: restExpected >= 5 ? cells + 1 : cells };
}

test("Draws follow the exact distribution, in every way of drawing.", () => {
  for (const [n, p] of [[1, 0.3], [20, 0.1], [9, 0.99], [40, 0.25], [40, 0.75], [2125, 0.05], [2125, 0.5], [300, 0.96], [21_000, 0.002]] as const) {
    const r = random(`binomial ${n} ${p}`), draws = 40_000, counts = new Array<number>(n + 1).fill(0);
    for (let i = 0; i < draws; i++) counts[binomial(r, { n, p })]!++;
    const { chi, cells } = chiSquare(counts, chances(n, p).map((chance) => chance * draws));
    assert.ok(chi < cells - 1 + 4.5 * Math.sqrt(2 * Math.max(1, cells - 1)) + 5, `n ${n}, p ${p}: chi-square ${chi.toFixed(1)} on ${cells} cells`);
  }
});

test("A distribution a little beside the drawn one would be told apart.", () => {
  const r = random("power"), draws = 40_000, counts = new Array<number>(2126).fill(0);
  for (let i = 0; i < draws; i++) counts[binomial(r, { n: 2125, p: 0.05 })]!++;
  const { chi, cells } = chiSquare(counts, chances(2125, 0.051).map((chance) => chance * draws));
  assert.ok(chi > 2 * cells, `${chi} on ${cells}`);
});

test("Certain and impossible trials, and none at all, need no luck.", () => {
  const r = random(1);
  assert.deepEqual([binomial(r, { n: 7, p: 1 }), binomial(r, { n: 7, p: 0 }), binomial(r, { n: 0, p: 0.4 })], [7, 0, 0]);
});
