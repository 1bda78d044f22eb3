// Owns the official score of 2018 n2c2 track 1: per criterion, pooled (micro) and averaged (macro). Does not own the XML (n2c2-records.ts).
import { N2C2_CRITERIA } from "./n2c2-records.ts";
import type { Met, N2c2Criterion, N2c2Labels, N2c2Prediction } from "./n2c2-records.ts";
import type { Answer } from "../types.ts";

/** One line of the official table; 0/0 is 0 throughout. */
export interface N2c2Line {
  readonly met: { readonly precision: number; readonly recall: number; readonly specificity: number; readonly f1: number };
  readonly notMet: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** Mean of the F1 of met and of not met. */
  readonly f1: number;
  /** Mean of sensitivity and specificity of met. */
  readonly auc: number;
}

export interface N2c2Score {
  readonly criteria: readonly (N2c2Line & { readonly criterion: N2c2Criterion })[];
  /** Counts pooled over 13 criteria × files. Its `f1` is the challenge's ranking figure. */
  readonly micro: N2c2Line;
  /** Plain means over the 13 criteria. */
  readonly macro: N2c2Line;
  readonly files: number;
  /** Files on one side only: not scored, as in the official scorer; a sentence each. */
  readonly skipped: readonly string[];
}

interface Counts {
  readonly tp: number;
  readonly fp: number;
  readonly tn: number;
  readonly fn: number;
}

/**
 * Scores a system's answers against the labels, paired by file name, as the official scorer does. An unreadable reply is a miss: neither met nor not met.
 * Throws when a name occurs twice on a side, or when no file has a partner.
 */
export function scoreN2c2(
  labels: readonly { readonly file: string; readonly labels: N2c2Labels }[],
  predictions: readonly { readonly file: string; readonly labels: N2c2Prediction }[],
): N2c2Score {
  const truth = byName(labels, "labels"), said = byName(predictions, "answers");
  const files = [...truth.keys()].filter((file) => said.has(file));
  const skipped = [
    ...[...truth.keys()].filter((file) => !said.has(file)).map((file) => `${file}: no answers of the system, not scored`),
    ...[...said.keys()].filter((file) => !truth.has(file)).map((file) => `${file}: no labels, not scored`),
  ];
  if (files.length === 0) throw new Error(`Expected labels and answers with the same file names, got ${truth.size} and ${said.size} with none in common: check the folders`);
  const pairs = (criterion: N2c2Criterion): Pair[] => files.map((file) => [truth.get(file)![criterion], said.get(file)![criterion]]);
  const criteria = N2C2_CRITERIA.map((criterion) => ({ criterion, ...line(pairs(criterion)) }));
  return { criteria, micro: line(N2C2_CRITERIA.flatMap(pairs)), macro: meanLine(criteria), files: files.length, skipped };
}

/**
 * The challenge's ranking figure (`micro.f1` of {@link scoreN2c2}) from judged rows, one a record and criterion, without pairing files: what a bootstrap computes
 * again on each resample. A label is Yes for met.
 */
export function officialF1(rows: readonly { readonly label: Answer; readonly prediction: Answer | undefined }[]): number {
  const of = (positive: Answer) => {
    const counts = { right: 0, labelled: 0, said: 0 };
    for (const { label, prediction } of rows) {
      if (label === positive) counts.labelled++;
      if (prediction === positive) counts.said++;
      if (label === positive && prediction === positive) counts.right++;
    }
    return ratio(2 * counts.right, counts.labelled + counts.said);
  };
  return (of("Yes") + of("No")) / 2;
}

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

type Pair = readonly [label: Met, prediction: Met | undefined];

function line(pairs: readonly Pair[]): N2c2Line {
  const met = count(pairs, "met"), notMet = count(pairs, "not met");
  const recall = ratio(met.tp, met.tp + met.fn), specificity = ratio(met.tn, met.tn + met.fp);
  const f1OfMet = f1(met), f1OfNotMet = f1(notMet);
  return {
    met: { precision: ratio(met.tp, met.tp + met.fp), recall, specificity, f1: f1OfMet },
    notMet: { precision: ratio(notMet.tp, notMet.tp + notMet.fp), recall: ratio(notMet.tp, notMet.tp + notMet.fn), f1: f1OfNotMet },
    f1: (f1OfMet + f1OfNotMet) / 2,
    auc: (recall + specificity) / 2,
  };
}

function count(pairs: readonly Pair[], positive: Met): Counts {
  const counts = { tp: 0, fp: 0, tn: 0, fn: 0 };
  for (const [label, prediction] of pairs) counts[label === positive ? (prediction === positive ? "tp" : "fn") : prediction === positive ? "fp" : "tn"]++;
  return counts;
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : a / b);
const f1 = ({ tp, fp, fn }: Counts): number => ratio(2 * tp, 2 * tp + fp + fn);

function meanLine(lines: readonly N2c2Line[]): N2c2Line {
  const mean = (of: (one: N2c2Line) => number) => lines.reduce((sum, one) => sum + of(one), 0) / lines.length;
  return {
    met: { precision: mean((l) => l.met.precision), recall: mean((l) => l.met.recall), specificity: mean((l) => l.met.specificity), f1: mean((l) => l.met.f1) },
    notMet: { precision: mean((l) => l.notMet.precision), recall: mean((l) => l.notMet.recall), f1: mean((l) => l.notMet.f1) },
    f1: mean((l) => l.f1),
    auc: mean((l) => l.auc),
  };
}

function byName<T>(records: readonly { readonly file: string; readonly labels: T }[], side: string): Map<string, T> {
  const map = new Map(records.map(({ file, labels }) => [file, labels]));
  if (map.size < records.length) {
    const twice = records.find(({ file }, i) => records.findIndex((other) => other.file === file) < i)!;
    throw new Error(`${twice.file}: expected each file once among the ${side}, got it twice: remove one`);
  }
  return map;
}
