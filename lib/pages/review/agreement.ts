// How far reviewers agree: percent, Cohen's kappa, Krippendorff's alpha, with intervals.
import {
  bootstrapInterval, type Interval, type ResamplingOptions,
} from "../../evaluation/bootstrap.ts";

/** One item with what each reviewer said of it, in the order of the reviewers; undefined where one said nothing. */
export interface Ratings {
  /** The patient or note it belongs to: what is drawn for the intervals. */
  readonly cluster: string;
  readonly values: readonly (string | undefined)[];
}

export const MEASURES = ["percent agreement", "Cohen's kappa", "Krippendorff's alpha"] as const;

export interface AgreementRow extends Interval {
  readonly measure: (typeof MEASURES)[number];
  readonly raters: number;
}

/**
 * All three measures over items with two or more reviewers; kappa of more than two is the mean of
 * the pairs (Light).
 */
export function agreementTable(rows: readonly Ratings[], { resamples = 2000, ...options }: ResamplingOptions = {}): AgreementRow[] {
  const rated = rows.filter(({ values }) => values.filter((v) => v !== undefined).length > 1);
  const figures = { "percent agreement": percentAgreement, "Cohen's kappa": kappa, "Krippendorff's alpha": krippendorffAlpha };
  return MEASURES.map((measure) => ({
    measure, raters: Math.max(0, ...rated.map(({ values }) => values.length)),
    ...bootstrapInterval(rated, { cluster: (row) => row.cluster, statistic: figures[measure], resamples, ...options }),
  }));
}

/** Mean over the items of the share of reviewers' pairs that agree. */
export function percentAgreement(rows: readonly Ratings[]): number {
  let sum = 0, judged = 0;
  for (const row of rows) {
    const { n, same } = unitOf(row);
    if (n < 2) continue;
    judged++;
    sum += same / (n * (n - 1));
  }
  return sum / judged;
}

/** Cohen's kappa over the items both judged; NaN when both always gave one value. */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): number {
  const first = new Map<string, number>(), second = new Map<string, number>(), n = pairs.length;
  let same = 0, expected = 0;
  for (const [a, b] of pairs) {
    first.set(a, (first.get(a) ?? 0) + 1);
    second.set(b, (second.get(b) ?? 0) + 1);
    if (a === b) same++;
  }
  for (const [value, count] of first) expected += (count * (second.get(value) ?? 0)) / n ** 2;
  return expected === 1 ? NaN : (same / n - expected) / (1 - expected);
}

/** Krippendorff's alpha for nominal values, gaps allowed; NaN when only one value occurs. */
export function krippendorffAlpha(rows: readonly Ratings[]): number {
  const totals = new Map<string, number>();
  let n = 0, disagreement = 0;
  for (const row of rows) {
    const { counts, n: m, same } = unitOf(row);
    if (m < 2) continue;
    n += m;
    for (const [value, count] of counts) totals.set(value, (totals.get(value) ?? 0) + count);
    disagreement += (m * (m - 1) - same) / (m - 1);
  }
  let expected = n * n;
  for (const count of totals.values()) expected -= count * count;
  return expected === 0 ? NaN : 1 - ((n - 1) * disagreement) / expected;
}

/** Cohen's kappa, or the mean over all pairs of reviewers who judged an item together. */
function kappa(rows: readonly Ratings[]): number {
  const raters = rows.reduce((most, { values }) => Math.max(most, values.length), 0), kappas: number[] = [];
  for (let a = 0; a < raters; a++) for (let b = a + 1; b < raters; b++) {
    const pairs: (readonly [string, string])[] = [];
    for (const { values: { [a]: x, [b]: y } } of rows) if (x !== undefined && y !== undefined) pairs.push([x, y]);
    if (pairs.length > 0) kappas.push(cohenKappa(pairs));
  }
  return kappas.reduce((sum, k) => sum + k, 0) / kappas.length;
}

function countsOf(values: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

interface Unit {
  readonly counts: readonly (readonly [value: string, count: number])[];
  /** Reviewers who said something. */
  readonly n: number;
  /** Ordered pairs of them who said the same. */
  readonly same: number;
}

/** Counted once a row: resampling meets the same rows again and again. */
const units = new WeakMap<Ratings, Unit>();

function unitOf(row: Ratings): Unit {
  let unit = units.get(row);
  if (!unit) {
    const counts = [...countsOf(row.values)];
    units.set(row, (unit = { counts, n: counts.reduce((sum, [, c]) => sum + c, 0), same: counts.reduce((sum, [, c]) => sum + c * (c - 1), 0) }));
  }
  return unit;
}
