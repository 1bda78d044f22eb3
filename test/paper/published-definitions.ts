// The paper's published definitions that nothing in lib compares with, as they are, faults
// included. The others are in lib/paper/bugs.ts.
import { quantile } from "../../lib/evaluation/bootstrap.ts";
import { asPublished } from "../../lib/paper/bugs.ts";
import type { PublishedRow } from "../../lib/paper/bugs.ts";
import { random } from "../../lib/random.ts";

/** A mean with its interval, both over resamples of a handful of figures. */
interface PublishedInterval {
  readonly printed: number;
  readonly low: number;
  readonly high: number;
}

interface TypeAccuracy {
  readonly model: string;
  readonly question_type: string;
  readonly n: number;
  readonly accuracy: number;
}

/**
 * On the synthetic task an unreadable reply counts as NA. Wrong because it is then right on every
 * na- question.
 */
export const unparsedIsNa = (rows: readonly PublishedRow[]): number =>
  mean(rows.map(({ label, answer }) => (asPublished.sameText(label, answer ?? "NA") ? 1 : 0)));

/**
 * The weights of Table 2's "All": counts sorted by model and type, joined by position to
 * accuracies sorted by type and model. Wrong because all but the cells that stand at the same
 * place in both orders get another cell's number of questions.
 */
export function weightsByPosition(
  cells: readonly TypeAccuracy[],
): (TypeAccuracy & { readonly weight: number })[] {
  const sorted = (...keys: readonly ("model" | "question_type")[]) => cells.toSorted((a, b) =>
    compare(a[keys[0]!], b[keys[0]!]) || compare(a[keys[1]!], b[keys[1]!]));
  const counts = sorted("model", "question_type");
  return sorted("question_type", "model").map((cell, i) => ({ ...cell, weight: counts[i]!.n }));
}

/**
 * Table 2's "All" of one model: its four type accuracies are drawn four times with replacement,
 * weighted, and the mean of 1,000 such draws is printed. Wrong because the interval says how
 * unlike the types are, not how sure the figure is, and because what is printed changes from run
 * to run (the code sets no seed).
 */
export const intervalOverTypes = (
  cells: readonly { readonly accuracy: number; readonly weight: number }[],
  { seed }: { seed: number },
): PublishedInterval => resampledMean(cells, {
  seed,
  of: (drawn) =>
    sum(drawn.map((cell) => cell.accuracy * cell.weight)) / sum(drawn.map((cell) => cell.weight)),
});

/** Table 4's average: the same over 23 criteria. Wrong likewise: 2,300 answers count as 23. */
export const intervalOverCriteria = (
  figures: readonly number[], { seed }: { seed: number },
): PublishedInterval => resampledMean(figures, { seed, of: mean });

/**
 * Highest HbA1c from 6.5 up is met, as Table 3 prints the rule. Wrong because it has no upper end,
 * and because it is not what the code does.
 */
export const hba1cOfTable3 = (answer: string | number | undefined): boolean =>
  asPublished.numberOrZero(answer) >= 6.5;

/**
 * Whether a dated event counts for a time-bound criterion: always. Wrong because the last record
 * date is read and then never used, in question or rule.
 */
export const inTime = (_: { readonly event: string; readonly last_date: string }): boolean => true;

/**
 * Labels and answers joined by row number, as no file name is kept. Wrong because the official
 * scorer pairs by name, and rows in another order pair with other records.
 */
export const pairByPosition = <L, P>(labels: readonly L[], predictions: readonly P[]): [L, P][] =>
  labels.map((label, i) => [label, predictions[i]!]);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const mean = (xs: readonly number[]): number => sum(xs) / xs.length;

function resampledMean<T>(
  figures: readonly T[], { seed, of }: { seed: number; of: (drawn: readonly T[]) => number },
): PublishedInterval {
  const r = random(seed), draw = () => figures[Math.floor(r() * figures.length)]!;
  const means = Array.from({ length: 1000 }, () => of(figures.map(draw))).sort((a, b) => a - b);
  return { printed: mean(means), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}
