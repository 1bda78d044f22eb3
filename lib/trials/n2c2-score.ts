// The official score of 2018 n2c2 track 1: per criterion, pooled (micro) and averaged (macro).
import {
  N2C2_CRITERIA, type Met, type N2c2Criterion, type N2c2Labels, type N2c2Prediction,
} from "./n2c2-records.ts";
import type { Answer } from "../types.ts";

/** One line of the official table; 0/0 is 0 throughout. */
interface N2c2Line {
  readonly met: { readonly precision: number; readonly recall: number; readonly specificity: number; readonly f1: number };
  readonly notMet: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** Mean of the F1 of met and of not met. */
  readonly f1: number;
  /** Mean of sensitivity and specificity of met. */
  readonly auc: number;
}

interface N2c2Score {
  readonly criteria: readonly (N2c2Line & { readonly criterion: N2c2Criterion })[];
  /** Counts pooled over 13 criteria × files. Its `f1` is the challenge's ranking figure. */
  readonly micro: N2c2Line;
  /** Plain means over the 13 criteria. */
  readonly macro: N2c2Line;
  readonly files: number;
  /** Files on one side only: not scored, as in the official scorer; a sentence each. */
  readonly skipped: readonly string[];
}

type Named<T> = readonly { readonly file: string; readonly labels: T }[];

/**
 * Scores answers as the official scorer does. An unreadable reply is a miss. Throws when a name is
 * repeated or no file has a partner.
 */
export function scoreN2c2(
  labels: Named<N2c2Labels>, predictions: Named<N2c2Prediction>,
): N2c2Score {
  const truth = byName(labels, "labels"), said = byName(predictions, "answers");
  const files = [...truth.keys()].filter((file) => said.has(file));
  const without = (files: Iterable<string>, other: ReadonlyMap<string, unknown>, what: string) =>
    [...files].filter((file) => !other.has(file)).map((file) => `${file}: ${what}, not scored`);
  if (files.length === 0) {
    throw new Error("Expected labels and answers with the same file names, got "
      + `${truth.size} and ${said.size} with none in common: check the folders`);
  }
  const rows = (criterion: N2c2Criterion) => files.map((file) =>
    ({ label: truth.get(file)![criterion], prediction: said.get(file)![criterion] }));
  const criteria = N2C2_CRITERIA.map((criterion) => ({ criterion, ...line(rows(criterion)) }));
  return {
    criteria,
    micro: line(N2C2_CRITERIA.flatMap(rows)),
    macro: meanLine(criteria),
    files: files.length,
    skipped: [
      ...without(truth.keys(), said, "no answers of the system"),
      ...without(said.keys(), truth, "no labels"),
    ],
  };
}

/**
 * The ranking figure (`micro.f1` of {@link scoreN2c2}) from judged rows, as a bootstrap computes
 * it.
 */
export const officialF1 = (rows: readonly Judged<Answer>[]): number =>
  (f1(rows, "Yes") + f1(rows, "No")) / 2;

/** The score as the official table: four decimals, a line a criterion, then both overall lines. */
export function formatN2c2Score({ criteria, micro, macro, files, skipped }: N2c2Score): string {
  const row = (name: string, { met, notMet, f1, auc }: N2c2Line) => {
    const groups = [[met.precision, met.recall, met.specificity, met.f1], [notMet.precision, notMet.recall, notMet.f1], [f1, auc]];
    return `${name.padStart(20)}  ${groups.map((group) => group.map((x) => x.toFixed(4)).join("  ")).join("    ")}`;
  };
  return [
    `${" ".repeat(20)}  ${"met".padEnd(30)}    ${"not met".padEnd(22)}    overall`,
    `${" ".repeat(20)}  Prec.   Rec.    Speci.  F1        Prec.   Rec.    F1        F1      AUC`,
    ...criteria.map((one) => row(one.criterion, one)),
    row("Overall (micro)", micro),
    row("Overall (macro)", macro),
    `${" ".repeat(20)}  ${files} files scored${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`,
  ].join("\n");
}

interface Judged<Value> {
  readonly label: Value;
  readonly prediction: Value | undefined;
}

function line(rows: readonly Judged<Met>[]): N2c2Line {
  const met = scores(rows, "met"), { specificity: _, ...notMet } = scores(rows, "not met");
  const auc = (met.recall + met.specificity) / 2;
  return { met, notMet, f1: (met.f1 + notMet.f1) / 2, auc };
}

function scores(rows: readonly Judged<Met>[], positive: Met): N2c2Line["met"] {
  const { right, labelled, said } = counts(rows, positive);
  const others = rows.length - labelled, falseAlarms = said - right;
  return {
    precision: ratio(right, said), recall: ratio(right, labelled),
    specificity: ratio(others - falseAlarms, others), f1: f1(rows, positive),
  };
}

function f1<Value>(rows: readonly Judged<Value>[], positive: Value): number {
  const { right, labelled, said } = counts(rows, positive);
  return ratio(2 * right, labelled + said);
}

function counts<Value>(rows: readonly Judged<Value>[], positive: Value) {
  let right = 0, labelled = 0, said = 0;
  for (const { label, prediction } of rows) {
    if (label === positive) labelled++;
    if (prediction === positive) said++;
    if (label === positive && prediction === positive) right++;
  }
  return { right, labelled, said };
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);

function meanLine(lines: readonly N2c2Line[]): N2c2Line {
  const means = <T extends object>(all: readonly T[]): T => Object.fromEntries(
    Object.keys(all[0]!).map((key) => {
      const sum = all.reduce((total, one) => total + (one[key as keyof T] as number), 0);
      return [key, sum / all.length];
    }),
  ) as T;
  return {
    met: means(lines.map(({ met }) => met)),
    notMet: means(lines.map(({ notMet }) => notMet)),
    ...means(lines.map(({ f1, auc }) => ({ f1, auc }))),
  };
}

function byName<T>(records: Named<T>, side: string): Map<string, T> {
  const map = new Map<string, T>();
  for (const { file, labels } of records) {
    if (map.has(file)) {
      throw new Error(`${file}: expected each file once among the ${side}, got it twice: `
        + "remove one");
    }
    map.set(file, labels);
  }
  return map;
}
