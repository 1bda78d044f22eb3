// Exact draws from the binomial distribution, which make resamples of many patients cheap.
import type { Random } from "../random.ts";

/** How many of n independent trials succeed, each with probability p. */
export function binomial(r: Random, { n, p }: { n: number; p: number }): number {
  if (p > 0.5) return n - binomial(r, { n, p: 1 - p });
  return n * p < 10 ? byInversion(r, n, p) : byRejection(r, n, p);
}

/** Walks up the distribution until it has passed a uniform draw: about n p steps. */
function byInversion(r: Random, n: number, p: number): number {
  const odds = p / (1 - p), none = (1 - p) ** n;
  for (;;) {
    let left = r(), chance = none;
    for (let k = 0; k <= n; k++) {
      if (left < chance) return k;
      left -= chance;
      chance *= (odds * (n - k)) / (k + 1);
    }
    // Rounding left a remainder beyond the last value: draw again.
  }
}

/** Hörmann's transformed rejection (BTRS, 1993), for n p of 10 and more: about 1.2 tries whatever n. */
function byRejection(r: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p)), b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5, sure = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * spread, odds = p / (1 - p), mode = Math.floor((n + 1) * p);
  for (;;) {
    const u = r() - 0.5, v = r(), us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (k < 0 || k > n) continue;
    if (us >= 0.07 && v <= sure) return k;
    const bound = (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) + (n + 1) * Math.log((n - mode + 1) / (n - k + 1))
      + (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) + stirlingTail(mode) + stirlingTail(n - mode) - stirlingTail(k) - stirlingTail(n - k);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

const TAILS = Array.from({ length: 10 }, (_, k) => logFactorial(k) - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1) - (k + 1)));

/** What Stirling's formula leaves out of log k!. */
function stirlingTail(k: number): number {
  if (k < TAILS.length) return TAILS[k]!;
  const x = (k + 1) ** 2;
  return (1 / 12 - (1 / 360 - 1 / 1260 / x) / x) / (k + 1);
}

function logFactorial(k: number): number {
  let sum = 0;
  for (let i = 2; i <= k; i++) sum += Math.log(i);
  return sum;
}
