// A task's figures by criterion: balanced accuracy and accuracy with intervals, means over
// criteria, differences with Holm's correction, and figures beside the paper's.
import { percent, percentWithInterval, points } from "../display/format.ts";
import { differenceSentence, holm, pairedDifference, type Difference } from "./compare.ts";
import { bootstrapInterval, type Interval, type ResamplingOptions } from "./bootstrap.ts";
import { isCorrect, type ScoredAnswer } from "./metrics.ts";
import type { Answer } from "../types.ts";

/** A judged answer to one criterion about one patient. */
export interface CriterionAnswer extends ScoredAnswer {
  readonly question_id: string;
  readonly subject_id: string;
  readonly model: string;
  readonly criterion: string;
}

export interface CriterionFigures {
  readonly model: string;
  readonly criterion: string;
  readonly n: number;
  readonly unparsed: number;
  /** The mean share right of the labels' classes: Yes and No, or with a value and without. */
  readonly balancedAccuracy: Interval;
  /** The share right, which is also micro-F1. */
  readonly accuracy: Interval;
}

/** Figures of each model on each criterion, in order of appearance; intervals over patients. */
export function metricsByCriterion(rows: readonly CriterionAnswer[], resampling: ResamplingOptions = {}): CriterionFigures[] {
  return [...Map.groupBy(rows, (row) => JSON.stringify([row.model, row.criterion])).values()].map((group) => ({
    model: group[0]!.model, criterion: group[0]!.criterion, n: group.length, unparsed: group.filter((row) => row.prediction === undefined).length,
    balancedAccuracy: bootstrapInterval(group, { ...resampling, cluster, value: right, group: (row) => classOf(row.label) }),
    accuracy: bootstrapInterval(group, { ...resampling, cluster, value: right }),
  }));
}

/**
 * The means over criteria of balanced accuracy and accuracy: the paper's figures for n2c2 and
 * apixaban.
 */
export function macroAverages(rows: readonly CriterionAnswer[], resampling: ResamplingOptions = {}): { balancedAccuracy: Interval; accuracy: Interval } {
  return {
    balancedAccuracy: bootstrapInterval(rows, { ...resampling, cluster, ...balanced(rows) }),
    accuracy: bootstrapInterval(rows, { ...resampling, cluster, value: right, group: (row) => row.criterion }),
  };
}

export interface CriterionDifference extends Difference {
  readonly criterion: string;
  /** McNemar's p with Holm's correction over the criteria. */
  readonly holm: number;
  readonly sentence: string;
}

interface PairOptions extends Omit<ResamplingOptions, "level"> {
  /** First minus second. */
  readonly models: readonly [first: string, second: string];
}

/** The difference in accuracy between two models on each criterion, on the same patients. */
export function criterionDifferences(rows: readonly CriterionAnswer[], { models, ...resampling }: PairOptions): CriterionDifference[] {
  const differences = [...Map.groupBy(rows, (row) => row.criterion)].map(([criterion, group]) => {
    const [first, second] = models.map((model) => group.filter((row) => row.model === model)) as [CriterionAnswer[], CriterionAnswer[]];
    const difference = pairedDifference(first, second, { ...resampling, id: (row) => row.question_id, cluster, value: right });
    return { criterion, ...difference, sentence: `${criterion}: ${differenceSentence(difference, { names: models })}` };
  });
  const adjusted = holm(differences.map(({ p }) => p));
  return differences.map((one, i) => ({ ...one, holm: adjusted[i]! }));
}

/** The difference of mean balanced accuracies over criteria, with its sentence. */
export function meanDifference(rows: readonly CriterionAnswer[], { models, ...resampling }: PairOptions): Difference & { sentence: string } {
  const [first, second] = models.map((model) => rows.filter((row) => row.model === model)) as [CriterionAnswer[], CriterionAnswer[]];
  const difference = pairedDifference(first, second, { ...resampling, id: (row) => row.question_id, cluster, ...balanced(first) });
  return { ...difference, sentence: differenceSentence(difference, { names: models, measure: "mean balanced accuracy" }) };
}

/** A figure of ours, with its interval, beside the paper's, and their difference in points. */
export function compareWithPaper(
  ours: Pick<Interval, "estimate" | "low" | "high">, paper: number | undefined,
): { ours: string; paper: string; difference: string } {
  const difference = ours.estimate - (paper ?? NaN);
  return {
    ours: percentWithInterval(ours),
    paper: percent(paper ?? NaN),
    difference: Number.isNaN(difference) ? "–" : `${points(difference)} points`,
  };
}

const cluster = (row: CriterionAnswer): string => row.subject_id;
const right = (row: CriterionAnswer): number => (isCorrect(row) ? 1 : 0);
const classOf = (label: Answer): string => (typeof label === "number" ? "a number" : label);

/**
 * Mean balanced accuracy as a mean of group means, which the bootstrap draws fast. Groups are
 * criterion and class, weighted so that criteria count alike.
 */
function balanced(rows: readonly CriterionAnswer[]): { value: (row: CriterionAnswer) => number; group: (row: CriterionAnswer) => string } {
  const classes = new Map([...Map.groupBy(rows, (row) => row.criterion)].map(([criterion, group]) => [criterion, new Set(group.map((row) => classOf(row.label))).size]));
  const groups = [...classes.values()].reduce((sum, size) => sum + size, 0);
  return { value: (row) => (right(row) * groups) / (classes.get(row.criterion)! * classes.size), group: (row) => `${row.criterion} ${classOf(row.label)}` };
}
