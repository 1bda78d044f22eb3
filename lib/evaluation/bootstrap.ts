// Bootstrap intervals, resampled by patient.
import { random, sfc32, type Random } from "../random.ts";

export interface Interval {
  /** The figure on the rows themselves, never the mean of the resamples. */
  readonly estimate: number;
  /** Percentile bounds; NaN, with a `reason`, when there is no interval. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the resampled figure. */
  readonly standardError: number;
  readonly n: number;
  readonly clusters: number;
  /** Why the interval is missing or must not be relied on. */
  readonly reason?: string;
}

export interface ResamplingOptions {
  /** @default 10_000 */
  readonly resamples?: number;
  /** @default 1 */
  readonly seed?: number | string;
  /** Coverage of the interval, between 0 and 1. @default 0.95 */
  readonly level?: number;
}

interface BootstrapOptions<Row> extends ResamplingOptions {
  /** What is drawn with replacement: a row's patient, or its note where no patient is known. */
  readonly cluster: (row: Row) => string;
  /** The figure is the mean of this number; for accuracy 1 for right and 0 for wrong. */
  readonly value?: (row: Row) => number;
  /** With `value`: the figure is the mean of the groups' means, by label balanced accuracy. */
  readonly group?: (row: Row) => string;
  /** Any other figure of the rows, much slower. Give this or `value`. */
  readonly statistic?: (rows: readonly Row[]) => number;
}

/**
 * A percentile bootstrap interval over clusters, by seed. No rows: all NaN. One cluster: NaN
 * bounds. A group absent from a resample drops out of its mean.
 */
export function bootstrapInterval<Row>(
  rows: readonly Row[], options: BootstrapOptions<Row>,
): Interval {
  const { resamples = 10_000, seed = 1, level = 0.95, value, statistic } = options;
  if ((value === undefined) === (statistic === undefined)) {
    throw new TypeError("A bootstrap interval needs exactly one of `value` and `statistic`");
  }
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`Expected \`resamples\` to be an integer from 1 up, got ${resamples}`);
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`Expected \`level\` to lie between 0 and 1, got ${level}`);
  }
  const clusters = [...Map.groupBy(rows, options.cluster).values()];
  const [estimate, next] = value === undefined
    ? resampledStatistic(clusters, { statistic: statistic!, seed })
    : resampledMeans(clusters, { value, group: options.group ?? (() => ""), seed });
  const resampled = Float64Array.from({ length: resamples }, next);
  return summarise(resampled, { estimate, n: rows.length, clusters: clusters.length, level });
}

function summarise(
  resampled: Float64Array,
  { estimate, n, clusters, level }: {
    estimate: number; n: number; clusters: number; level: number;
  },
): Interval {
  const none = { estimate, low: NaN, high: NaN, standardError: NaN, n, clusters };
  if (n === 0) return { ...none, reason: "no rows" };
  if (clusters === 1) {
    return { ...none, reason: "all rows belong to one patient, so nothing can be said of others" };
  }
  const finite = resampled.filter(Number.isFinite).sort(), lost = resampled.length - finite.length;
  if (finite.length === 0) return { ...none, reason: "the figure is undefined on every resample" };
  const low = quantile(finite, (1 - level) / 2), high = quantile(finite, (1 + level) / 2);
  const result = { ...none, low, high, standardError: standardDeviation(finite) };
  if (lost > 0) {
    const of = `${lost} of ${resampled.length} resamples`;
    return { ...result, reason: `the figure is undefined on ${of}, left out here` };
  }
  if (low < high) return result;
  const reason = "all resamples agree, so the interval shows no width; it does not mean certainty";
  return { ...result, reason };
}

/** Quantile of sorted numbers, linear between neighbours (as numpy's default). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1), below = Math.floor(at);
  const low = sorted[below]!, high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

function standardDeviation(xs: Float64Array): number {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  return Math.sqrt(xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length);
}

type Clusters<Row> = readonly (readonly Row[])[];
type Seed = number | string;
/** A figure on the rows themselves, and a function that computes it on one more resample. */
type Resampler = [estimate: number, next: () => number];

function resampledStatistic<Row>(
  clusters: Clusters<Row>,
  { statistic, seed }: { statistic: (rows: readonly Row[]) => number; seed: Seed },
): Resampler {
  const draw = drawClusters(clusters.length, seed);
  const next = () => statistic(Array.from(draw(), (c) => clusters[c]!).flat());
  return [statistic(clusters.flat()), next];
}

/** Needs only the sum and count of each cluster and group, so it reads the rows once. */
function resampledMeans<Row>(
  clusters: Clusters<Row>,
  { value, group, seed }: {
    value: (row: Row) => number; group: (row: Row) => string; seed: Seed;
  },
): Resampler {
  const groups = new Map<string, number>();
  for (const row of clusters.flat()) {
    if (!groups.has(group(row))) groups.set(group(row), 2 * groups.size);
  }
  const width = 2 * groups.size, all = new Float64Array(width);
  const table = new Float64Array(clusters.length * width);
  const add = (totals: Float64Array, at: number, x: number) => {
    totals[at]! += x;
    totals[at + 1]! += 1;
  };
  clusters.forEach((rows, c) => {
    for (const row of rows) {
      const at = groups.get(group(row))!, x = value(row);
      add(table, c * width + at, x);
      add(all, at, x);
    }
  });
  const totals = new Float64Array(width), addResample = resampledSums(table, width, seed);
  return [meanOfMeans(all), () => {
    addResample(totals.fill(0));
    return meanOfMeans(totals);
  }];
}

function meanOfMeans(totals: Float64Array): number {
  let sum = 0, groups = 0;
  for (let w = 0; w < totals.length; w += 2) {
    if (totals[w + 1] === 0) continue;
    sum += totals[w]! / totals[w + 1]!;
    groups++;
  }
  return sum / groups;
}

/** One binomial draw takes about as long as this many drawn clusters. */
const DRAWS_PER_BINOMIAL = 12;

/** Adds up the rows of the table over one resample of them. */
function resampledSums(
  table: Float64Array, width: number, seed: Seed,
): (totals: Float64Array) => void {
  const starts = Array.from({ length: table.length / (width || 1) }, (_, c) => c * width);
  const kinds = [...Map.groupBy(starts, (at) => table.subarray(at, at + width).join()).values()];
  if (kinds.length * DRAWS_PER_BINOMIAL < starts.length) {
    return sumsByKind(kinds, { table, clusters: starts.length, seed });
  }
  const draw = drawClusters(starts.length, seed);
  return (totals) => {
    for (const c of draw()) {
      for (let w = 0, at = c * width; w < width; w++) totals[w]! += table[at + w]!;
    }
  };
}

/**
 * Clusters with equal sums and counts are one kind; how many of each a resample holds is
 * multinomial.
 */
function sumsByKind(
  kinds: readonly (readonly number[])[],
  { table, clusters, seed }: { table: Float64Array; clusters: number; seed: Seed },
): (totals: Float64Array) => void {
  const r = random(seed), largestFirst = kinds.toSorted((a, b) => b.length - a.length);
  return (totals) => {
    let left = clusters, among = clusters;
    for (const kind of largestFirst) {
      const size = kind.length;
      const times = size === among ? left : binomial(r, { n: left, p: size / among });
      for (let w = 0; w < totals.length; w++) totals[w]! += times * table[kind[0]! + w]!;
      left -= times;
      among -= size;
    }
  };
}

/** Draws `count` of `count` indices with replacement, into one array that is used again. */
function drawClusters(count: number, seed: Seed): () => Int32Array {
  const r = random(seed), word = () => (r() * 4294967296) | 0;
  const next = sfc32(word(), word(), word()), drawn = new Int32Array(count);
  return () => {
    for (let i = 0; i < count; i++) drawn[i] = next() * count;
    return drawn;
  };
}

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
