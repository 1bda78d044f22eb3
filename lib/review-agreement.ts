// How far reviewers agree: percent, Cohen's kappa, Krippendorff's alpha, with intervals. Knows nothing of where their verdicts are kept.
import { bootstrapInterval } from "./interval.ts";
import type { Interval, ResamplingOptions } from "./interval.ts";

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

/** All three measures over the items that two reviewers or more judged. Kappa of more than two is the mean of the pairs (Light). */
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
  let sum = 0, units = 0;
  for (const { values } of rows) {
    const counts = countsOf(values), n = total(counts);
    if (n < 2) continue;
    units++;
    for (const c of counts.values()) sum += (c * (c - 1)) / (n * (n - 1));
  }
  return sum / units;
}

/** Cohen's kappa of two reviewers over the items both judged; NaN when both always said one and the same thing, which leaves nothing to agree on. */
export function cohenKappa(pairs: readonly (readonly [string, string])[]): number {
  const first = countsOf(pairs.map(([a]) => a)), second = countsOf(pairs.map(([, b]) => b)), n = pairs.length;
  const observed = pairs.filter(([a, b]) => a === b).length / n;
  let expected = 0;
  for (const [value, count] of first) expected += (count * (second.get(value) ?? 0)) / n ** 2;
  return expected === 1 ? NaN : (observed - expected) / (1 - expected);
}

/** Krippendorff's alpha for nominal values, any number of reviewers, gaps allowed; NaN when only one value occurs. */
export function krippendorffAlpha(rows: readonly Ratings[]): number {
  const totals = new Map<string, number>();
  let n = 0, disagreement = 0;
  for (const { values } of rows) {
    const counts = countsOf(values), m = total(counts);
    if (m < 2) continue;
    n += m;
    let same = 0;
    for (const [value, count] of counts) {
      totals.set(value, (totals.get(value) ?? 0) + count);
      same += count * (count - 1);
    }
    disagreement += (m * (m - 1) - same) / (m - 1);
  }
  let expected = n * n;
  for (const count of totals.values()) expected -= count * count;
  return expected === 0 ? NaN : 1 - ((n - 1) * disagreement) / expected;
}

/** Cohen's kappa, or the mean over all pairs of reviewers who judged an item together. */
function kappa(rows: readonly Ratings[]): number {
  const raters = Math.max(0, ...rows.map(({ values }) => values.length)), kappas: number[] = [];
  for (let a = 0; a < raters; a++) for (let b = a + 1; b < raters; b++) {
    const pairs = rows.map(({ values }) => [values[a], values[b]] as const).filter((pair): pair is readonly [string, string] => !pair.includes(undefined));
    if (pairs.length > 0) kappas.push(cohenKappa(pairs));
  }
  return kappas.reduce((sum, k) => sum + k, 0) / kappas.length;
}

function countsOf(values: readonly (string | undefined)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const total = (counts: ReadonlyMap<string, number>): number => {
  let sum = 0;
  for (const c of counts.values()) sum += c;
  return sum;
};
