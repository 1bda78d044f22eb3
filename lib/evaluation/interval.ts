// Owns the bootstrap: intervals for any figure of a table of rows, resampled by patient so that the items of one patient count as one draw.
// Does not own the drawing itself (bootstrap.ts), what is measured (metrics.ts) or how two models are compared (compare.ts).
import { resampleMeans, resampleRows } from "./bootstrap.ts";
import type { Figures } from "./bootstrap.ts";

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

function summarise({ estimate, resampled }: Figures, { n, clusters, level }: { n: number; clusters: number; level: number }): Interval {
  const none = { estimate, low: NaN, high: NaN, standardError: NaN, n, clusters };
  if (n === 0) return { ...none, reason: "no rows" };
  if (clusters === 1) return { ...none, reason: "all rows belong to one patient, so nothing can be said of others" };
  const finite = resampled.filter(Number.isFinite).sort();
  if (finite.length === 0) return { ...none, reason: "the figure is undefined on every resample" };
  const low = quantile(finite, (1 - level) / 2), high = quantile(finite, (1 + level) / 2);
  const result = { ...none, low, high, standardError: standardDeviation(finite) };
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
