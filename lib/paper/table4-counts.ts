// Which whole-number counts could lie behind a balanced accuracy and micro-F1 of the paper's Table
// 4, under the correct definition and that of the published code, and what follows for the ranking.
// Rules: 100 notes a criterion, label counts of Supplementary Table 4 (hypertension 82 Yes, 18 No:
// 82 + 47 is printed); micro-F1 read as accuracy; half-unit rounding; an absent class is dropped
// from the mean, as in scikit-learn.
import { percent } from "../display/format.ts";
import { publishedRows } from "./tables.ts";

/** "correct" averages the recalls of the labels' classes; "swapped" takes prediction for truth. */
export type Definition = "correct" | "swapped";
export type ByDefinition<T> = Readonly<Record<Definition, T>>;

/** Notes labelled Yes and answered Yes, labelled No and answered No. */
export interface Right {
  readonly yes: number;
  readonly no: number;
}

/** A cell as printed. */
export interface Printed {
  readonly balanced_accuracy_pct: number;
  readonly micro_f1: number;
}

export interface Cell extends Printed {
  readonly criterion: string;
  readonly model: string;
  /** Labels Yes and No. */
  readonly labels: Right;
  /** Printed as perfect, which every definition allows. */
  readonly trivial: boolean;
  /** All counts that round to the printed pair. */
  readonly correct: readonly Right[];
  readonly swapped: readonly Right[];
  /** How often a figure that means nothing would pass. */
  readonly chance: ByDefinition<Chance>;
}

export interface Chance {
  /** For any figure of one decimal that the accuracy allows. */
  readonly ofAnyFigure: number;
  /** For a figure of the other definition, all counts with this accuracy being as likely. */
  readonly ofTheOther: number;
}

const HYPERTENSION: Right = { yes: 82, no: 18 };

/** The 60 boolean cells of Table 4 with the counts that could lie behind each. */
export function table4Cells(): Cell[] {
  const names = new Map(publishedRows("criterion_names").map((row) =>
    [row["table4"], row["tableS4"]]));
  const counts = new Map(publishedRows("tableS4_apixaban_boolean").map((row) =>
    [row["criterion"], { yes: Number(row["yes"]), no: Number(row["no"]) }]));
  const boolean = publishedRows("table4_apixaban").filter((row) => row["kind"] === "boolean");
  return boolean.map((row): Cell => {
    const name = names.get(row["criterion"]!);
    const labels = name === "arterial_hypertension" ? HYPERTENSION : counts.get(name!)!;
    const balanced_accuracy_pct = Number(row["balanced_accuracy_pct"]);
    const micro_f1 = Number(row["micro_f1"]), printed = { balanced_accuracy_pct, micro_f1 };
    return {
      criterion: row["criterion"]!, model: row["model"]!, ...printed, labels,
      trivial: balanced_accuracy_pct === 100 && micro_f1 === 1,
      ...each((definition) => countsBehind(printed, { labels, definition })),
      chance: each((definition) => chanceOf(micro_f1, { labels, definition })),
    };
  });
}

const each = <T>(of: (definition: Definition) => T): ByDefinition<T> =>
  ({ correct: of("correct"), swapped: of("swapped") });

interface Given {
  readonly labels: Right;
  readonly definition: Definition;
}

/** Every pair of counts whose balanced accuracy and accuracy round to what is printed. */
export const countsBehind = (printed: Printed, given: Given): Right[] =>
  countsOfAccuracy(printed.micro_f1, given.labels)
    .filter((right) => rounds(balanced(right, given), printed.balanced_accuracy_pct));

/** Whether a figure in per cent is printed so, with one decimal. */
const rounds = (figure: number, printed: number): boolean =>
  Math.abs(figure - printed) <= 0.05 + 1e-9;

/** Balanced accuracy in per cent under either definition; a class without members is dropped. */
export function balanced(right: Right, { labels, definition }: Given): number {
  const answered = {
    yes: right.yes + labels.no - right.no, no: right.no + labels.yes - right.yes,
  };
  const of = definition === "correct" ? labels : answered;
  const classes = (["yes", "no"] as const).filter((name) => of[name] > 0);
  return 100 * mean(classes, (name) => right[name] / of[name]);
}

const mean = <T>(all: readonly T[], of: (one: T) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0) / all.length;

/** Every split of the right answers over the two classes that gives this accuracy. */
function countsOfAccuracy(accuracy: number, labels: Right): Right[] {
  const n = labels.yes + labels.no, out: Right[] = [];
  for (let yes = 0; yes <= labels.yes; yes++) {
    for (let no = 0; no <= labels.no; no++) {
      if (Math.abs((yes + no) / n - accuracy) <= 0.005 + 1e-9) out.push({ yes, no });
    }
  }
  return out;
}

/** How often a figure that has nothing to do with `definition` would be possible under it. */
function chanceOf(accuracy: number, { labels, definition }: Given): Chance {
  const values = each((definition) =>
    countsOfAccuracy(accuracy, labels).map((right) => balanced(right, { labels, definition })));
  const own = values[definition], tenths = (x: number) => Math.round(10 * x);
  const low = tenths(Math.min(...own)), high = tenths(Math.max(...own));
  const passing = (figures: readonly number[]) =>
    mean(figures, (tenth) => (own.some((value) => rounds(value, tenth / 10)) ? 1 : 0));
  return {
    ofAnyFigure: passing(Array.from({ length: high - low + 1 }, (_, i) => low + i)),
    ofTheOther: passing(values[definition === "correct" ? "swapped" : "correct"].map(tenths)),
  };
}

export interface FeasibilitySummary {
  readonly cells: number;
  readonly trivial: number;
  /** Cells with at least one pair of counts, those that pass trivially among them. */
  readonly possible: ByDefinition<number>;
  /** Cells with exactly one. */
  readonly unique: ByDefinition<number>;
  /** Share of the cells that do not pass trivially, found and by chance. */
  readonly ofRest: ByDefinition<{ readonly found: number; readonly chance: Chance }>;
}

export function summariseCells(cells: readonly Cell[]): FeasibilitySummary {
  const rest = cells.filter((cell) => !cell.trivial);
  return {
    cells: cells.length,
    trivial: cells.length - rest.length,
    possible: each((definition) => cells.filter((cell) => cell[definition].length > 0).length),
    unique: each((definition) => cells.filter((cell) => cell[definition].length === 1).length),
    ofRest: each((definition) => ({
      found: mean(rest, (cell) => (cell[definition].length > 0 ? 1 : 0)),
      chance: {
        ofAnyFigure: mean(rest, (cell) => cell.chance[definition].ofAnyFigure),
        ofTheOther: mean(rest, (cell) => cell.chance[definition].ofTheOther),
      },
    })),
  };
}

export interface RankingRow {
  readonly model: string;
  /** Mean of the printed balanced accuracies over the solvable criteria, in per cent. */
  readonly printed: number;
  /** Mean of what the solved counts give under the correct definition; cells may have two. */
  readonly recomputed: readonly [low: number, high: number];
  /** The same over the criteria whose every cell has one solution. */
  readonly recomputedUnique: number;
}

export interface Ranking {
  /** Criteria whose cells can all be solved under the swapped definition. */
  readonly solvable: readonly string[];
  /** Those among them where some cell has more than one solution. */
  readonly ambiguous: readonly string[];
  readonly rows: readonly RankingRow[];
}

/**
 * Recomputes balanced accuracy from the counts solved under the swapped definition, on criteria
 * solvable for every model.
 */
export function recomputeRanking(cells: readonly Cell[]): Ranking {
  const solved = [...Map.groupBy(cells, (cell) => cell.criterion).values()]
    .filter((some) => some.every((cell) => cell.swapped.length > 0));
  const ambiguous = solved.filter((some) => some.some((cell) => cell.swapped.length > 1))
    .map(([cell]) => cell!.criterion);
  const values = ({ swapped, labels }: Cell) =>
    swapped.map((right) => balanced(right, { labels, definition: "correct" }));
  const rows = [...Map.groupBy(solved.flat(), (cell) => cell.model)].map(([model, own]) => ({
    model,
    printed: mean(own, (cell) => cell.balanced_accuracy_pct),
    recomputed: [
      mean(own, (cell) => Math.min(...values(cell))),
      mean(own, (cell) => Math.max(...values(cell))),
    ] as const,
    recomputedUnique: mean(
      own.filter((cell) => !ambiguous.includes(cell.criterion)), (cell) => values(cell)[0]!),
  }));
  return { solvable: solved.map(([cell]) => cell!.criterion), ambiguous, rows };
}

export interface Reading {
  readonly shown: readonly string[];
  readonly inferred: readonly string[];
  readonly wouldSettle: readonly string[];
}

/** What the figures show, what is only inferred from them, and what would settle it. */
export function interpretTable4(summary: FeasibilitySummary, ranking: Ranking): Reading {
  const { cells, trivial, possible, unique, ofRest } = summary, { solvable, ambiguous } = ranking;
  const means = (of: (row: RankingRow) => number) =>
    ranking.rows.map((row) => `${row.model} ${of(row).toFixed(1)}`).join(", ");
  const chance = (definition: Definition) => {
    const { ofAnyFigure, ofTheOther } = ofRest[definition].chance;
    const low = Math.min(ofAnyFigure, ofTheOther), high = Math.max(ofAnyFigure, ofTheOther);
    return `${percent(low, 0)} to ${percent(high, 0)}`;
  };
  const found = (definition: Definition) => percent(ofRest[definition].found, 0);
  return {
    shown: [
      `Of ${cells} printed pairs of balanced accuracy and micro-F1, ${possible.correct} can come `
        + "from whole-number counts under the correct definition, "
        + `and ${possible.swapped} when truth and prediction change places.`,
      `${trivial} of them are printed as perfect and pass under any definition. Of the other `
        + `${cells - trivial}, ${found("correct")} pass under the correct definition, where `
        + `${chance("correct")} would by chance; ${found("swapped")} pass under the swapped one, `
        + `where ${chance("swapped")} would.`,
    ],
    inferred: [
      "The swapped definition, which the published code computes, is the likelier origin of the "
        + `table. Its counts can be solved for in ${possible.swapped} cells, uniquely in `
        + `${unique.swapped}.`,
      `On the ${solvable.length} criteria that can be solved for every model the printed means `
        + `are ${means((row) => row.printed)}; the solved counts give `
        + `${means((row) => row.recomputed[0])} under the correct definition, another order.`,
      ...(ambiguous.length > 0
        ? [`${ambiguous.join(", ")} has a cell with more than one solution; without it the means `
          + `are ${means((row) => row.recomputedUnique)}.`]
        : []),
      `This rests on printed, rounded figures, on ${HYPERTENSION.yes} and ${HYPERTENSION.no} for `
        + "hypertension, whose printed counts do not add up to 100, and on "
        + `${solvable.length} of 15 criteria; nothing is said about the rest.`,
    ],
    wouldSettle: [
      "The models' raw outputs on the 100 notes beside the annotators' labels: either definition "
        + "could then be computed, on all criteria.",
    ],
  };
}
