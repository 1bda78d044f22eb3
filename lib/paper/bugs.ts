// Owns the definitions of the paper's published code, by name and as they are, faults included: for setting our figures beside its own, never for scoring ours.
// Does not own the correct ones (metrics.ts, n2c2-score.ts, scoring-rules.ts) or the paper's tables (paper-tables.ts).
import { quantile } from "../evaluation/interval.ts";
import { random } from "../random.ts";
import type { Random } from "../random.ts";

/** What the published parser makes of a reply. A value is text or number, as the JSON had it; a field it did not find is absent. */
export interface PublishedReply {
  readonly type?: string | number;
  readonly answer?: string | number;
}

/** A label as the published code reads it from its CSV, and the answer parsed from the reply. */
export interface PublishedRow {
  readonly label: string | number;
  readonly answer?: string | number | undefined;
  /** The type that the model wrote into its reply. */
  readonly type?: string | number | undefined;
}

export interface PublishedScore {
  readonly balancedAccuracy: number;
  /** Over all rows at once this is accuracy. */
  readonly microF1: number;
}

/** A mean with its interval, both over resamples of a handful of figures. */
export interface PublishedInterval {
  readonly printed: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Takes the first `{…}` that lies on one line, or the whole reply, as JSON; failing that, each field by a regular expression.
 * Wrong because a pretty-printed object with any prose around it never matches, and because the expression for the answer also takes any number after a colon:
 * an answer NA without quotes and a source "CREAT: 2.7" give 2.7.
 */
function parseReply(reply: string): PublishedReply {
  const text = reply.trim().replaceAll("***", "").replaceAll("```", "").replaceAll("json", "");
  const candidate = /\{[^\n]*?\}/.exec(text)?.[0] ?? text;
  try {
    const value = JSON.parse(candidate) as unknown, object = (Array.isArray(value) ? value[0] : value) as Readonly<Record<string, unknown>> | null;
    return fields({ type: object?.["type"], answer: object?.["answer"] });
  } catch {
    const answer = /"answer"\s*:\s*"([^"]+)"|:\s*([\d.]+)/.exec(candidate);
    return fields({ type: /"type"\s*:\s*"([^"]+)"/.exec(candidate)?.[1], answer: answer?.[1] ?? answer?.[2] });
  }
}

/**
 * Right when the two texts are equal after trimming and lower-casing, numbers written as Python writes a float.
 * Wrong because meaning is not spelling: 1.4 is not 1.40, 188 not 188.0, 8627 not 8,627, NA not N/A.
 */
const sameText = (a: string | number, b: string | number): boolean => pythonText(a) === pythonText(b);

/** Yes when the answer is exactly "yes" in any case, else No. Wrong because "Yes." and "Yes, on 3/4" are No, and so is everything unreadable. */
const yesOrNo = (answer: string | number | undefined): "Yes" | "No" => (typeof answer === "string" && answer.toLowerCase() === "yes" ? "Yes" : "No");

/** The number a text is as a whole, else 0. Wrong because "7.0%" and "1.4 mg/dL" are no numbers to it, and 0 is below every limit. */
function numberOrZero(answer: string | number | undefined): number {
  const number = typeof answer === "string" && answer.trim() === "" ? NaN : Number(answer);
  return Number.isFinite(number) ? number : 0;
}

/** On the synthetic task an unreadable reply counts as NA. Wrong because it is then right on every na- question. */
const unparsedIsNa = (rows: readonly PublishedRow[]): number => mean(rows.map(({ label, answer }) => (sameText(label, answer ?? "NA") ? 1 : 0)));

/** On n2c2 an unreadable reply counts as No. Wrong because it is then right wherever the criterion is not met. */
const unparsedIsNo = (rows: readonly PublishedRow[]): number => mean(rows.map(({ label, answer }) => (yesOrNo(answer) === label ? 1 : 0)));

/**
 * Apixaban, boolean: the model's answers are handed over as the truth and the labels as the prediction.
 * Wrong because the figure is then the mean of positive and negative predictive value, which rewards a model for what it leaves out.
 */
function apixabanBoolean(rows: readonly PublishedRow[]): PublishedScore {
  const pairs = rows.map(({ label, answer }) => ({ label: yesOrNo(label), answer: yesOrNo(answer ?? "NA") }));
  const rightOf = (said: "Yes" | "No") => pairs.filter(({ answer }) => answer === said).map(({ label }) => (label === said ? 1 : 0));
  return { balancedAccuracy: mean([rightOf("Yes"), rightOf("No")].filter((some) => some.length > 0).map(mean)), microF1: mean(pairs.map(({ label, answer }) => (label === answer ? 1 : 0))) };
}

/**
 * Apixaban, numeric: each label is compared with itself, which makes a truth of ones, and with the answer, which makes the prediction.
 * Wrong because only one class is left, so that balanced accuracy, accuracy and micro-F1 are the same number under three names.
 */
function apixabanNumeric(rows: readonly PublishedRow[]): PublishedScore {
  const right = mean(rows.map(({ label, answer }) => (sameText(label, answer ?? "NA") ? 1 : 0)));
  return { balancedAccuracy: right, microF1: right };
}

/**
 * Scores the rows of each type that the model itself wrote, then takes the plain mean over those groups.
 * Wrong because a reply without a type is dropped, and a single odd type weighs as much as all other replies together.
 */
function byWrittenType(rows: readonly PublishedRow[], score: (rows: readonly PublishedRow[]) => PublishedScore): PublishedScore {
  const groups = [...Map.groupBy(rows.filter((row) => row.type !== undefined), (row) => row.type)].map(([, group]) => score(group));
  return { balancedAccuracy: mean(groups.map((group) => group.balancedAccuracy)), microF1: mean(groups.map((group) => group.microF1)) };
}

export interface TypeAccuracy {
  readonly model: string;
  readonly question_type: string;
  readonly n: number;
  readonly accuracy: number;
}

/**
 * The weights of Table 2's "All": counts sorted by model and type, joined by position to accuracies sorted by type and model.
 * Wrong because all but the cells that stand at the same place in both orders get another cell's number of questions.
 */
function weightsByPosition(cells: readonly TypeAccuracy[]): (TypeAccuracy & { readonly weight: number })[] {
  const counts = cells.toSorted((a, b) => compare(a.model, b.model) || compare(a.question_type, b.question_type));
  return cells.toSorted((a, b) => compare(a.question_type, b.question_type) || compare(a.model, b.model)).map((cell, i) => ({ ...cell, weight: counts[i]!.n }));
}

/**
 * Table 2's "All" of one model: its four type accuracies are drawn four times with replacement, weighted, and the mean of 1,000 such draws is printed.
 * Wrong because the interval says how unlike the types are, not how sure the figure is, and because what is printed changes from run to run (the code sets no seed).
 */
const intervalOverTypes = (cells: readonly { readonly accuracy: number; readonly weight: number }[], { seed }: { seed: number }): PublishedInterval =>
  resampledMean(cells, { seed, of: (drawn) => sum(drawn.map((cell) => cell.accuracy * cell.weight)) / sum(drawn.map((cell) => cell.weight)) });

/** Table 4's average: the same over the figures of 23 criteria. Wrong for the same reasons: 2,300 answers count as 23. */
const intervalOverCriteria = (figures: readonly number[], { seed }: { seed: number }): PublishedInterval => resampledMean(figures, { seed, of: mean });

/** Highest creatinine above 1.3 is met, for women as for men. Wrong because the normal range of women ends at 1.1. */
const creatinine = (answer: string | number | undefined): boolean => numberOrZero(answer) > 1.3;

/** Highest HbA1c from 6.5 to 9.5 is met, as the code has it. Wrong because the criterion asks for any value in the range: 10.2 hides an earlier 7.0. */
const hba1c = (answer: string | number | undefined): boolean => numberOrZero(answer) >= 6.5 && numberOrZero(answer) <= 9.5;

/** Highest HbA1c from 6.5 up is met, as Table 3 prints the rule. Wrong because it has no upper end, and because it is not what the code does. */
const hba1cOfTable3 = (answer: string | number | undefined): boolean => numberOrZero(answer) >= 6.5;

/** Whether a dated event counts for a time-bound criterion: always. Wrong because the last record date is read and then never used, in question or rule. */
const inTime = (_event: { readonly event: string; readonly last_date: string }): boolean => true;

/** Labels and answers joined by row number, as no file name is kept. Wrong because the official scorer pairs by name, and rows in another order pair with other records. */
const pairByPosition = <L, P>(labels: readonly L[], predictions: readonly P[]): [L, P][] => labels.map((label, i) => [label, predictions[i]!]);

/**
 * The "micro-F1" of n2c2: the plain mean of the criteria's accuracies. Wrong because the challenge's score pools the counts and averages the F1 of met and of not met,
 * which is never above this where every reply was read.
 */
const n2c2MicroF1 = (byCriterion: readonly (readonly PublishedRow[])[]): number => mean(byCriterion.map(unparsedIsNo));

/** The published definitions by name. */
export const asPublished = {
  parseReply, sameText, yesOrNo, numberOrZero, unparsedIsNa, unparsedIsNo, apixabanBoolean, apixabanNumeric, byWrittenType, weightsByPosition, intervalOverTypes, intervalOverCriteria,
  creatinine, hba1c, hba1cOfTable3, inTime, pairByPosition, n2c2MicroF1,
} as const;

const fields = (found: { type: unknown; answer: unknown }): PublishedReply =>
  Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === "string" || typeof value === "number"));
const pythonText = (value: string | number): string => (typeof value === "string" ? value.trim().toLowerCase() : Number.isInteger(value) ? `${value}.0` : `${value}`);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const mean = (xs: readonly number[]): number => sum(xs) / xs.length;

function resampledMean<T>(figures: readonly T[], { seed, of }: { seed: number; of: (drawn: readonly T[]) => number }): PublishedInterval {
  const r: Random = random(seed);
  const means = Array.from({ length: 1000 }, () => of(figures.map(() => figures[Math.floor(r() * figures.length)]!))).sort((a, b) => a - b);
  return { printed: mean(means), low: quantile(means, 0.025), high: quantile(means, 0.975) };
}
