// Measures of judged answers, and accuracy by model and question type (Table 2). An unparsed reply
// is wrong whatever the label, and a prediction of no class. A measure of no rows is NaN with a
// reason.
import { bootstrapInterval, type ResamplingOptions } from "./bootstrap.ts";
import { QUESTION_TYPES, sameAnswer, type Answer } from "../types.ts";

/** A label and what the model said; undefined when nothing could be read from its reply. */
export interface ScoredAnswer {
  readonly label: Answer;
  readonly prediction: Answer | undefined;
}

/** A figure from 0 to 1, over how many rows, and why it must not be relied on, where that is so. */
export interface MetricValue {
  readonly value: number;
  readonly n: number;
  readonly reason?: string;
}

/** Right by meaning: 1.4 is 1.40, a range is not its bound, an unparsed reply is never right. */
export const isCorrect = ({ label, prediction }: ScoredAnswer): boolean =>
  prediction !== undefined && sameAnswer(label, prediction);

/** The share of rows answered right, unparsed ones in the denominator; also micro-F1. */
export function accuracy(
  rows: readonly ScoredAnswer[],
): MetricValue & { readonly right: number; readonly unparsed: number } {
  const n = rows.length, right = rows.filter(isCorrect).length;
  const unparsed = rows.filter((row) => row.prediction === undefined).length;
  return { value: right / n, n, ...(n === 0 && { reason: "no rows" }), right, unparsed };
}

/** The mean recall of the classes among the labels. */
export function balancedAccuracy(rows: readonly ScoredAnswer[]): MetricValue {
  const classes = classScores(rows).filter((score) => score.labelled > 0);
  const recalls = classes.map((score) => score.recall);
  const measure = { value: mean(recalls), n: rows.length };
  if (recalls.length === 0) return { ...measure, reason: "no rows" };
  if (recalls.length > 1) return measure;
  const reason = "only one class among the labels, so this is the recall of that class";
  return { ...measure, reason };
}

export interface ClassScore {
  /** The answer as text: Yes, No, NA or a number. */
  readonly class: string;
  readonly labelled: number;
  readonly predicted: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Precision, recall and F1 of each class, sorted by name; 0/0 is 0. */
export function classScores(rows: readonly ScoredAnswer[]): ClassScore[] {
  const counts = new Map<string, { labelled: number; predicted: number; right: number }>();
  const of = (name: string) => counts.get(name) ?? counts.set(name, { labelled: 0, predicted: 0, right: 0 }).get(name)!;
  for (const row of rows) {
    of(className(row.label)).labelled++;
    const outcome = outcomeName(row);
    if (outcome === undefined) continue;
    of(outcome).predicted++;
    if (isCorrect(row)) of(outcome).right++;
  }
  const share = (a: number, b: number) => (b === 0 ? 0 : a / b);
  return [...counts].sort(([a], [b]) => compareNames(a, b)).map(([name, c]) => ({
    class: name, ...c, precision: share(c.right, c.predicted), recall: share(c.right, c.labelled), f1: share(2 * c.right, c.labelled + c.predicted),
  }));
}

export interface ConfusionRow {
  readonly label: string;
  /** How often each class was answered, classes in the table's order. */
  readonly predicted: readonly number[];
  readonly unparsed: number;
}

/** Labels down, predictions across, unparsed replies in a column of their own. */
export function confusion(rows: readonly ScoredAnswer[]): { readonly classes: readonly string[]; readonly rows: readonly ConfusionRow[] } {
  const classes = classScores(rows).map((score) => score.class);
  const at = new Map(classes.map((name, i) => [name, i]));
  const table = classes.map((label) => ({ label, predicted: classes.map(() => 0), unparsed: 0 }));
  for (const row of rows) {
    const line = table[at.get(className(row.label))!]!, outcome = outcomeName(row);
    if (outcome === undefined) line.unparsed++;
    else line.predicted[at.get(outcome)!]!++;
  }
  return { classes, rows: table.filter(({ predicted, unparsed }) => unparsed + predicted.reduce((a, b) => a + b, 0) > 0) };
}

export interface Scored extends ScoredAnswer {
  readonly model: string;
  readonly question_type: string;
  readonly subject_id: string;
}

export interface AccuracyRow {
  readonly model: string;
  readonly question_type: string;
  readonly n: number;
  readonly unparsed: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
  readonly reason?: string;
}

export interface AccuracyTableOptions extends ResamplingOptions {
  /** Adds a row "mean of types" a model. @default false */
  readonly meanOfTypes?: boolean;
}

/**
 * Accuracy with its interval (clustered by patient) by model and question type, and for "all", the
 * share of all items, whose interval resamples patients, not type means (Table 2). Models in order
 * of appearance, types in the paper's order.
 */
export function accuracyTable(rows: readonly Scored[], { meanOfTypes = false, ...resampling }: AccuracyTableOptions = {}): AccuracyRow[] {
  const cluster = (row: Scored) => row.subject_id, value = (row: Scored) => (isCorrect(row) ? 1 : 0);
  const line = (model: string, question_type: string, some: readonly Scored[], group?: (row: Scored) => string): AccuracyRow => {
    const { estimate, low, high, reason } = bootstrapInterval(some, { ...resampling, cluster, value, ...(group && { group }) });
    return { model, question_type, n: some.length, unparsed: accuracy(some).unparsed, accuracy: estimate, low, high, ...(reason && { reason }) };
  };
  return [...Map.groupBy(rows, (row) => row.model)].flatMap(([model, ofModel]) => {
    const byType = [...Map.groupBy(ofModel, (row) => row.question_type)].sort(([a], [b]) => typeRank(a) - typeRank(b));
    return [
      ...byType.map(([type, some]) => line(model, type, some)),
      line(model, "all", ofModel),
      ...(meanOfTypes ? [line(model, "mean of types", ofModel, (row) => row.question_type)] : []),
    ];
  });
}

const typeRank = (type: string): number => {
  const at = QUESTION_TYPES.findIndex((known) => known === type);
  return at < 0 ? QUESTION_TYPES.length : at;
};

const mean = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0) / xs.length;

/** Numbers equal by meaning share a name; nine digits are more than any note records. */
const className = (answer: Answer): string => (typeof answer === "number" ? String(Number(answer.toPrecision(9))) : answer);
const outcomeName = (row: ScoredAnswer): string | undefined => (row.prediction === undefined ? undefined : className(isCorrect(row) ? row.label : row.prediction));

function compareNames(a: string, b: string): number {
  const x = Number(a), y = Number(b);
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
