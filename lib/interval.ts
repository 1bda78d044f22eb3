// Owns the bootstrap: intervals for any figure of a table of rows, resampled by patient so that the items of one patient count as one draw.
// Does not own what is measured (metrics.ts) or how two models are compared (compare.ts).
import { random } from "./random.ts";

export interface Interval {
  /** The figure on the rows themselves, never the mean of the resamples. */
  readonly estimate: number;
  /** Percentile bounds. NaN when there is no interval; `reason` then says why. */
  readonly low: number;
  readonly high: number;
  /** Standard deviation of the resampled figure. */
  readonly standardError: number;
  readonly n: number;
  readonly clusters: number;
  /** Present when the interval is missing or must not be leaned on. */
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

export interface BootstrapOptions<Row> extends ResamplingOptions {
  /** What is drawn with replacement: the patient a row belongs to (the note, where no patient is known). */
  readonly cluster: (row: Row) => string;
  /** The figure is the mean of this number over the rows: the fast path, right for accuracy with 1 for right and 0 for wrong. */
  readonly value?: (row: Row) => number;
  /** With `value`: the figure is the mean of the groups' means. Grouped by label it is balanced accuracy, by question type the mean of the types. */
  readonly group?: (row: Row) => string;
  /** Any other figure of the rows, computed anew on each resample. Give this or `value`. */
  readonly statistic?: (rows: readonly Row[]) => number;
}

/**
 * A percentile bootstrap interval over clusters drawn with replacement, the same for the same seed.
 * No rows: everything is NaN. One cluster: the estimate stands, its bounds are NaN. A group absent from a resample drops out of that resample's mean.
 */
export function bootstrapInterval<Row>(rows: readonly Row[], options: BootstrapOptions<Row>): Interval {
  const { resamples = 10_000, seed = 1, level = 0.95, value, statistic } = options;
  if ((value === undefined) === (statistic === undefined)) throw new TypeError("Expected exactly one of `value` and `statistic` for a bootstrap interval");
  if (!Number.isInteger(resamples) || resamples < 1) throw new RangeError(`Expected \`resamples\` to be an integer from 1 up, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`Expected \`level\` to lie between 0 and 1, got ${level}`);
  const clusters = rowsByCluster(rows, options.cluster);
  const figures = value === undefined
    ? resampleRows(clusters, { statistic: statistic!, resamples, seed })
    : resampleMeans(clusters, { value, group: options.group ?? (() => ""), resamples, seed });
  return summarise(figures, { n: rows.length, clusters: clusters.length, level });
}

interface Figures {
  readonly estimate: number;
  readonly resampled: Float64Array;
}

function summarise({ estimate, resampled }: Figures, { n, clusters, level }: { n: number; clusters: number; level: number }): Interval {
  const none = { estimate, low: NaN, high: NaN, standardError: NaN, n, clusters };
  if (n === 0) return { ...none, reason: "no rows" };
  if (clusters === 1) return { ...none, reason: "all rows belong to one patient, so nothing can be said of others" };
  const finite = resampled.filter(Number.isFinite).sort();
  if (finite.length === 0) return { ...none, reason: "the figure is undefined on every resample" };
  const low = quantile(finite, (1 - level) / 2), high = quantile(finite, (1 + level) / 2);
  const result = { ...none, low, high, standardError: deviation(finite) };
  const lost = resampled.length - finite.length;
  if (lost > 0) return { ...result, reason: `the figure is undefined on ${lost} of ${resampled.length} resamples, left out here` };
  if (low === high) return { ...result, reason: "all resamples agree, so the interval shows no width; it does not mean certainty" };
  return result;
}

function rowsByCluster<Row>(rows: readonly Row[], cluster: (row: Row) => string): Row[][] {
  const byId = new Map<string, Row[]>();
  for (const row of rows) {
    const id = cluster(row), mates = byId.get(id);
    if (mates) mates.push(row);
    else byId.set(id, [row]);
  }
  return [...byId.values()];
}

interface MeanOptions<Row> {
  readonly value: (row: Row) => number;
  readonly group: (row: Row) => string;
  readonly resamples: number;
  readonly seed: number | string;
}

/** A mean needs only each cluster's sum and count per group, so a resample is a handful of additions per drawn cluster. */
function resampleMeans<Row>(clusters: readonly Row[][], { value, group, resamples, seed }: MeanOptions<Row>): Figures {
  const groups = new Map<string, number>();
  for (const rows of clusters) for (const row of rows) if (!groups.has(group(row))) groups.set(group(row), groups.size);
  const width = 2 * groups.size;
  const table = new Float64Array(clusters.length * width), all = new Float64Array(width);
  clusters.forEach((rows, c) => {
    for (const row of rows) {
      const at = 2 * groups.get(group(row))!, x = value(row);
      table[c * width + at]! += x;
      table[c * width + at + 1]! += 1;
      all[at]! += x;
      all[at + 1]! += 1;
    }
  });
  const resampled = new Float64Array(resamples), totals = new Float64Array(width);
  const draw = drawer(seed, clusters.length);
  for (let r = 0; r < resamples; r++) {
    addRows(table, draw(), totals.fill(0));
    resampled[r] = meanOfMeans(totals);
  }
  return { estimate: meanOfMeans(all), resampled };
}

/** Adds the drawn rows of a flat table to `totals`, whose length is the table's width. One sum and one count is by far the commonest shape and has its own loop. */
function addRows(table: Float64Array, drawn: Int32Array, totals: Float64Array): void {
  const width = totals.length;
  if (width === 2) {
    let sum = 0, count = 0;
    for (let i = 0; i < drawn.length; i++) {
      const at = 2 * drawn[i]!;
      sum += table[at]!;
      count += table[at + 1]!;
    }
    totals[0] = sum;
    totals[1] = count;
    return;
  }
  for (let i = 0; i < drawn.length; i++) for (let w = 0, at = drawn[i]! * width; w < width; w++) totals[w]! += table[at + w]!;
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

function resampleRows<Row>(clusters: readonly Row[][], { statistic, resamples, seed }: { statistic: (rows: readonly Row[]) => number; resamples: number; seed: number | string }): Figures {
  const draw = drawer(seed, clusters.length);
  const resampled = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) resampled[r] = statistic(Array.from(draw(), (c) => clusters[c]!).flat());
  return { estimate: statistic(clusters.flat()), resampled };
}

/** Draws `count` of `count` indices with replacement, into one array that is used again. sfc32 is written out here: calling it through a closure doubles the time. */
function drawer(seed: number | string, count: number): () => Int32Array {
  const start = random(seed), word = () => (start() * 4294967296) | 0;
  const drawn = new Int32Array(count), scale = count / 4294967296;
  let a = word(), b = word(), c = word(), d = 1;
  return () => {
    let w = a, x = b, y = c, z = d;
    for (let i = 0; i < drawn.length; i++) {
      const t = (((w + x) | 0) + z) | 0;
      z = (z + 1) | 0;
      w = x ^ (x >>> 9);
      x = (y + (y << 3)) | 0;
      y = (((y << 21) | (y >>> 11)) + t) | 0;
      drawn[i] = ((t >>> 0) * scale) | 0;
    }
    a = w, b = x, c = y, d = z;
    return drawn;
  };
}

/** Quantile of sorted numbers, linear between neighbours (as numpy's default). */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1), below = Math.floor(at);
  const low = sorted[below]!, high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (at - below);
}

function deviation(xs: Float64Array): number {
  const mean = xs.reduce((a, b) => a + b, 0) / xs.length;
  return Math.sqrt(xs.reduce((a, b) => a + (b - mean) ** 2, 0) / xs.length);
}
