// Owns comparing models: paired differences with their interval, McNemar's exact test, Holm's correction, the smallest difference the data could show, and the sentence for a reader.
// Does not own the bootstrap itself (interval.ts).
import { bootstrapInterval } from "./interval.ts";
import type { Interval, ResamplingOptions } from "./interval.ts";

export interface Difference extends Interval {
  /** Items on which only the first model scored, and only the second: their values differ. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** McNemar's exact p. It takes items as independent, which the interval does not: where they disagree, trust the interval. */
  readonly p: number;
  /** The smallest true difference these data would have shown four times in five. */
  readonly detectable: number;
}

export interface PairedOptions<Row> extends ResamplingOptions {
  /** What makes two rows the same question: the item's id. */
  readonly id: (row: Row) => string;
  readonly cluster: (row: Row) => string;
  /** The number compared, mostly 1 for right and 0 for wrong. */
  readonly value: (row: Row) => number;
  /** As in {@link bootstrapInterval}: by label it compares balanced accuracies. */
  readonly group?: (row: Row) => string;
}

/** First minus second, on the same items, by the paired cluster bootstrap. Throws when the two do not hold the same items. */
export function pairedDifference<Row>(first: readonly Row[], second: readonly Row[], options: PairedOptions<Row>): Difference {
  const { value, group, cluster, id, ...resampling } = options;
  const pairs = pairUp(first, second, id);
  const interval = bootstrapInterval(pairs, {
    ...resampling,
    cluster: (pair) => cluster(pair.a),
    value: (pair) => value(pair.a) - value(pair.b),
    ...(group && { group: (pair: Pair<Row>) => group(pair.a) }),
  });
  const onlyFirst = pairs.filter(({ a, b }) => value(a) > value(b)).length;
  const onlySecond = pairs.filter(({ a, b }) => value(a) < value(b)).length;
  const detectable = minimumDetectableEffect({ standardError: interval.standardError, level: resampling.level ?? 0.95 });
  return { ...interval, onlyFirst, onlySecond, p: mcnemar(onlyFirst, onlySecond), detectable };
}

/** McNemar's exact two-sided p from the numbers of items that only the first, and only the second model got right; 1 when there are none. */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  for (const n of [onlyFirst, onlySecond]) if (!Number.isInteger(n) || n < 0) throw new RangeError(`Expected a count of items for McNemar's test, got ${n}`);
  return Math.min(1, 2 * halfBinomialCdf(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond));
}

/** Holm's adjusted p values, in the order given: those below the wished level stand although several questions were asked at once. */
export function holm(ps: readonly number[]): number[] {
  for (const p of ps) if (!(p >= 0 && p <= 1)) throw new RangeError(`Expected p values from 0 to 1 for Holm's correction, got ${p}`);
  const order = ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, ps[i]! * (ps.length - rank)));
    adjusted[i] = largest;
  });
  return adjusted;
}

/** Either a standard error already known, or what is planned: `n` items, the share on which the two models differ, and how much clustering inflates the variance. */
export type EffectOptions = { readonly level?: number; readonly power?: number } & (
  | { readonly standardError: number }
  | { readonly n: number; readonly discordant: number; readonly designEffect?: number }
);

/** The true difference that a two-sided test at 1 - `level` (0.05) finds with probability `power` (0.8): (z of the level + z of the power) × standard error. */
export function minimumDetectableEffect(options: EffectOptions): number {
  const { level = 0.95, power = 0.8 } = options;
  const error = "standardError" in options ? options.standardError : Math.sqrt((options.discordant * (options.designEffect ?? 1)) / options.n);
  return (normalQuantile((1 + level) / 2) + normalQuantile(power)) * error;
}

/** One plain sentence: which model is better and by how much, or that these data do not tell. `level` is the one the interval was made with. */
export function differenceSentence(difference: Difference, { names, measure = "accuracy", level = 0.95 }: { names: readonly [string, string]; measure?: string; level?: number }): string {
  const { estimate, low, high, reason, detectable } = difference;
  const points = (x: number) => `${(100 * x).toFixed(1).replace("-", "−")}`;
  const [first, second] = names;
  if (Number.isNaN(low)) return `${first} and ${second} cannot be compared on ${measure}: ${reason ?? "there is no interval"}.`;
  const bounds = `${+(100 * level).toFixed(1)} % interval ${points(low)} to ${points(high)}`;
  if (low <= 0 && high >= 0) {
    return `${first} minus ${second} is ${points(estimate)} points of ${measure} (${bounds}): the interval spans zero, so these data do not tell which is better`
      + ` (a difference below ${points(detectable)} points would mostly go unseen here).`;
  }
  const [better, worse] = estimate > 0 ? [first, second] : [second, first];
  return `${better} is better than ${worse} by ${points(Math.abs(estimate))} points of ${measure} (${first} minus ${second}: ${bounds}).`;
}

interface Pair<Row> {
  readonly a: Row;
  readonly b: Row;
}

function pairUp<Row>(first: readonly Row[], second: readonly Row[], id: (row: Row) => string): Pair<Row>[] {
  const byId = new Map(second.map((row) => [id(row), row]));
  if (byId.size !== second.length || new Set(first.map(id)).size !== first.length) throw new Error("Expected each item once per model in a paired comparison, got an id twice: pass the rows of one model on each side");
  if (first.length !== second.length) throw new Error(`Expected the same items from both models, got ${first.length} and ${second.length}: compare what both have answered`);
  return first.map((a) => {
    const b = byId.get(id(a));
    if (!b) throw new Error(`Expected the same items from both models: item "${id(a)}" is missing from the second`);
    return { a, b };
  });
}

/** P(X <= k) for X binomial(n, 1/2) and k <= n/2. Terms are taken relative to the middle one, by ratios alone: logarithms would lose digits on many items. */
function halfBinomialCdf(k: number, n: number): number {
  const middle = Math.floor(n / 2);
  let term = 1, half = 0, tail = 0;
  for (let i = middle; i >= 0 && term > 0; i--) {
    half += term;
    if (i <= k) tail += term;
    term *= i / (n - i + 1);
  }
  return tail / (n % 2 === 0 ? 2 * half - 1 : 2 * half);
}

const CENTRE = [2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608];
const CENTRE_BELOW = [5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1];
const TAIL = [7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258, 3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734];
const TAIL_BELOW = [1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459, 0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1];

/** Quantile of the standard normal distribution for p from 1e-10 to 1 - 1e-10 (Wichura's algorithm AS 241, about 16 digits). */
function normalQuantile(p: number): number {
  if (!(p > 1e-10 && p < 1 - 1e-10)) throw new RangeError(`Expected a probability strictly between 0 and 1, got ${p}`);
  const horner = (coefficients: readonly number[], x: number) => coefficients.reduce((sum, c) => sum * x + c, 0);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * horner(CENTRE, r)) / horner(CENTRE_BELOW, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p))) - 1.6;
  return (Math.sign(q) * horner(TAIL, r)) / horner(TAIL_BELOW, r);
}
