// Two models on the same items: paired difference with its interval, McNemar's exact test, Holm's
// correction, the smallest detectable difference, and a sentence.
import { points } from "../display/format.ts";
import { bootstrapInterval, type Interval, type ResamplingOptions } from "./bootstrap.ts";

export interface Difference extends Interval {
  /** Items on which only the first model scored, and only the second. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** McNemar's exact p. It takes items as independent: where they disagree, trust the interval. */
  readonly p: number;
  /** The smallest true difference these data would have shown four times in five. */
  readonly detectable: number;
}

interface PairedOptions<Row> extends Omit<ResamplingOptions, "level"> {
  /** What makes two rows the same question: the item's id. */
  readonly id: (row: Row) => string;
  readonly cluster: (row: Row) => string;
  /** The number compared, mostly 1 for right and 0 for wrong. */
  readonly value: (row: Row) => number;
  /** As in {@link bootstrapInterval}: by label it compares balanced accuracies. */
  readonly group?: (row: Row) => string;
}

/**
 * First minus second by the paired cluster bootstrap. Throws when the two do not hold the same
 * items.
 */
export function pairedDifference<Row>(
  first: readonly Row[], second: readonly Row[], options: PairedOptions<Row>,
): Difference {
  const { value, group, cluster, id, ...resampling } = options;
  const pairs = pairUp(first, second, id);
  const interval = bootstrapInterval(pairs, {
    ...resampling,
    cluster: ([a]) => cluster(a),
    value: ([a, b]) => value(a) - value(b),
    ...(group && { group: ([a]: Pair<Row>) => group(a) }),
  });
  const onlyFirst = pairs.filter(([a, b]) => value(a) > value(b)).length;
  const onlySecond = pairs.filter(([a, b]) => value(a) < value(b)).length;
  const p = mcnemar(onlyFirst, onlySecond);
  return { ...interval, onlyFirst, onlySecond, p, detectable: detectable(interval.standardError) };
}

/** McNemar's exact two-sided p from the items only one of the models got right; 1 for none. */
export const mcnemar = (onlyFirst: number, onlySecond: number): number =>
  Math.min(1, 2 * halfBinomialCdf(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond));

/** Holm's adjusted p values for several questions asked at once, in the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((i, j) => ps[i]! - ps[j]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, ps[i]! * (ps.length - rank)));
    adjusted[i] = largest;
  });
  return adjusted;
}

/** Normal quantiles for a two-sided level of 5 % (1.960) and a power of 80 % (0.842), added. */
const LEVEL_AND_POWER = 2.801585218112968;

/** The true difference that a two-sided test at 5 % finds four times in five. */
export const detectable = (standardError: number): number => LEVEL_AND_POWER * standardError;

/** One plain sentence: which model is better and by how much, or that these data do not tell. */
export function differenceSentence(
  difference: Difference,
  { names, measure = "accuracy" }: { names: readonly [string, string]; measure?: string },
): string {
  const { estimate, low, high, reason, detectable } = difference;
  const [first, second] = names;
  if (Number.isNaN(low)) {
    const why = reason ?? "there is no interval";
    return `${first} and ${second} cannot be compared on ${measure}: ${why}.`;
  }
  const bounds = `95 % interval ${points(low)} to ${points(high)}`;
  if (low <= 0 && high >= 0) {
    return `${first} minus ${second} is ${points(estimate)} points of ${measure} (${bounds}): `
      + "the interval spans zero, so these data do not tell which is better "
      + `(a difference below ${points(detectable)} points would mostly go unseen here).`;
  }
  const [better, worse] = estimate > 0 ? [first, second] : [second, first];
  return `${better} is better than ${worse} by ${points(Math.abs(estimate))} points of ${measure} `
    + `(${first} minus ${second}: ${bounds}).`;
}

type Pair<Row> = readonly [Row, Row];

function pairUp<Row>(
  first: readonly Row[], second: readonly Row[], id: (row: Row) => string,
): Pair<Row>[] {
  const byId = new Map(second.map((row) => [id(row), row]));
  if (byId.size !== second.length || new Set(first.map(id)).size !== first.length) {
    throw new Error("Expected each item once per model in a paired comparison, got an id twice: "
      + "pass the rows of one model on each side");
  }
  if (first.length !== second.length) {
    const got = `${first.length} and ${second.length}`;
    throw new Error("Expected the same items from both models, got "
      + `${got}: compare what both have answered`);
  }
  return first.map((row) => {
    const other = byId.get(id(row));
    if (!other) {
      throw new Error("Expected the same items from both models: "
        + `item "${id(row)}" is missing from the second`);
    }
    return [row, other];
  });
}

/**
 * P(X <= k) for X binomial(n, 1/2), k <= n/2, by ratios to the middle term: logarithms lose digits.
 */
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
