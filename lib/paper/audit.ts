// Owns the integer feasibility of the paper's Table 4: which whole-number counts could lie behind a printed balanced accuracy and micro-F1, under the correct
// definition and under the one of the published code, and what follows for the ranking. Does not own the tables (paper-tables.ts).
//
// Rules: 100 notes a criterion and the label counts of Supplementary Table 4, hypertension taken as 82 Yes and 18 No (82 + 47 is printed); micro-F1 read as accuracy;
// a printed figure stands for anything within half a unit of its last digit; a class that does not occur is dropped from the mean, as scikit-learn does.
import { publishedRows } from "./tables.ts";

/** "correct" averages the recalls of the labels' classes; "swapped" takes prediction for truth, so that it averages the shares of Yes and of No answers that were right. */
export type Definition = "correct" | "swapped";

/** Notes labelled Yes and answered Yes, labelled No and answered No. */
export interface Right {
  readonly yes: number;
  readonly no: number;
}

export interface Cell {
  readonly criterion: string;
  readonly model: string;
  /** As printed. */
  readonly balanced_accuracy_pct: number;
  readonly micro_f1: number;
  /** Labels Yes and No. */
  readonly labels: Right;
  /** Printed as perfect, which every definition allows. */
  readonly trivial: boolean;
  /** All counts that round to the printed pair. */
  readonly correct: readonly Right[];
  readonly swapped: readonly Right[];
  /** How often a figure that means nothing would pass, by definition: see {@link chanceOf}. */
  readonly chance: Readonly<Record<Definition, Chance>>;
}

export interface Chance {
  /** For a figure drawn from all those with one decimal between the smallest and the largest that the accuracy allows. */
  readonly ofAnyFigure: number;
  /** For a figure that the other definition gave, all counts with this accuracy being as likely. */
  readonly ofTheOther: number;
}

const SLACK = 1e-9;
const HYPERTENSION: Right = { yes: 82, no: 18 };

/** The 60 boolean cells of Table 4 with the counts that could lie behind each. */
export function table4Cells(): Cell[] {
  const names = new Map(publishedRows("criterion_names").map((row) => [row["table4"], row["tableS4"]]));
  const counts = new Map(publishedRows("tableS4_apixaban_boolean").map((row) => [row["criterion"], { yes: Number(row["yes"]), no: Number(row["no"]) }]));
  return publishedRows("table4_apixaban").filter((row) => row["kind"] === "boolean").map((row): Cell => {
    const name = names.get(row["criterion"]!), labels = name === "arterial_hypertension" ? HYPERTENSION : counts.get(name!)!;
    const printed = { balanced_accuracy_pct: Number(row["balanced_accuracy_pct"]), micro_f1: Number(row["micro_f1"]) };
    return {
      criterion: String(row["criterion"]), model: String(row["model"]), ...printed, labels,
      trivial: printed.balanced_accuracy_pct === 100 && printed.micro_f1 === 1,
      correct: countsBehind(printed, { labels, definition: "correct" }),
      swapped: countsBehind(printed, { labels, definition: "swapped" }),
      chance: { correct: chanceOf(printed.micro_f1, { labels, definition: "correct" }), swapped: chanceOf(printed.micro_f1, { labels, definition: "swapped" }) },
    };
  });
}

/** Every pair of counts whose balanced accuracy and accuracy round to what is printed. */
export function countsBehind({ balanced_accuracy_pct, micro_f1 }: { balanced_accuracy_pct: number; micro_f1: number }, { labels, definition }: { labels: Right; definition: Definition }): Right[] {
  return countsOfAccuracy(micro_f1, labels).filter((right) => Math.abs(balanced(right, { labels, definition }) - balanced_accuracy_pct) <= 0.05 + SLACK);
}

/** Balanced accuracy in per cent under either definition; a class without members is dropped. */
export function balanced(right: Right, { labels, definition }: { labels: Right; definition: Definition }): number {
  const wrongYes = labels.no - right.no, wrongNo = labels.yes - right.yes;
  const [ofYes, ofNo] = definition === "correct" ? [labels.yes, labels.no] : [right.yes + wrongYes, right.no + wrongNo];
  const shares = [ofYes > 0 ? right.yes / ofYes : undefined, ofNo > 0 ? right.no / ofNo : undefined].filter((share) => share !== undefined);
  return (100 * shares.reduce((a, b) => a + b, 0)) / shares.length;
}

export interface FeasibilitySummary {
  readonly cells: number;
  readonly trivial: number;
  /** Cells with at least one pair of counts, those that pass trivially among them. */
  readonly possible: Readonly<Record<Definition, number>>;
  /** Cells with exactly one. */
  readonly unique: Readonly<Record<Definition, number>>;
  /** Share of the cells that do not pass trivially, found and by chance. */
  readonly ofRest: Readonly<Record<Definition, { readonly found: number; readonly chance: Chance }>>;
}

export function summariseCells(cells: readonly Cell[]): FeasibilitySummary {
  const rest = cells.filter((cell) => !cell.trivial), mean = (of: (cell: Cell) => number) => rest.reduce((sum, cell) => sum + of(cell), 0) / rest.length;
  const each = <T>(of: (definition: Definition) => T) => ({ correct: of("correct"), swapped: of("swapped") });
  return {
    cells: cells.length,
    trivial: cells.length - rest.length,
    possible: each((definition) => cells.filter((cell) => cell[definition].length > 0).length),
    unique: each((definition) => cells.filter((cell) => cell[definition].length === 1).length),
    ofRest: each((definition) => ({
      found: mean((cell) => (cell[definition].length > 0 ? 1 : 0)),
      chance: { ofAnyFigure: mean((cell) => cell.chance[definition].ofAnyFigure), ofTheOther: mean((cell) => cell.chance[definition].ofTheOther) },
    })),
  };
}

export interface RankingRow {
  readonly model: string;
  /** Mean of the printed balanced accuracies over the solvable criteria, in per cent. */
  readonly printed: number;
  /** Mean of what the solved counts give under the correct definition; two figures where a cell has two solutions. */
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

/** Takes the swapped cells at their word: solves them for their counts and recomputes balanced accuracy, on the criteria where that works for every model. */
export function recomputeRanking(cells: readonly Cell[]): Ranking {
  const byCriterion = [...Map.groupBy(cells, (cell) => cell.criterion)];
  const solvable = byCriterion.filter(([, some]) => some.every((cell) => cell.swapped.length > 0)).map(([criterion]) => criterion);
  const ambiguous = byCriterion.filter(([criterion, some]) => solvable.includes(criterion) && some.some((cell) => cell.swapped.length > 1)).map(([criterion]) => criterion);
  const rows = [...Map.groupBy(cells.filter((cell) => solvable.includes(cell.criterion)), (cell) => cell.model)].map(([model, some]): RankingRow => {
    const values = (cell: Cell) => cell.swapped.map((right) => balanced(right, { labels: cell.labels, definition: "correct" }));
    const mean = (of: (cell: Cell) => number, among = some) => among.reduce((sum, cell) => sum + of(cell), 0) / among.length;
    return {
      model,
      printed: mean((cell) => cell.balanced_accuracy_pct),
      recomputed: [mean((cell) => Math.min(...values(cell))), mean((cell) => Math.max(...values(cell)))],
      recomputedUnique: mean((cell) => values(cell)[0]!, some.filter((cell) => !ambiguous.includes(cell.criterion))),
    };
  });
  return { solvable, ambiguous, rows };
}

export interface Reading {
  readonly shown: readonly string[];
  readonly inferred: readonly string[];
  readonly wouldSettle: readonly string[];
}

/** What the figures show, what is only inferred from them, and what would settle it, in sentences for a reader. */
export function interpretTable4(summary: FeasibilitySummary, ranking: Ranking): Reading {
  const { cells, trivial, possible, unique, ofRest } = summary;
  const percent = (x: number) => `${Math.round(100 * x)} %`, means = (of: (row: RankingRow) => number) => ranking.rows.map((row) => `${row.model} ${of(row).toFixed(1)}`).join(", ");
  const range = ({ ofAnyFigure, ofTheOther }: Chance) => `${percent(Math.min(ofAnyFigure, ofTheOther))} to ${percent(Math.max(ofAnyFigure, ofTheOther))}`;
  return {
    shown: [
      `Of ${cells} printed pairs of balanced accuracy and micro-F1, ${possible.correct} can come from whole-number counts under the correct definition, and ${possible.swapped} when truth and prediction change places.`,
      `${trivial} of them are printed as perfect and pass under any definition. Of the other ${cells - trivial}, ${percent(ofRest.correct.found)} pass under the correct definition, where ${range(ofRest.correct.chance)} would by chance; ${percent(ofRest.swapped.found)} pass under the swapped one, where ${range(ofRest.swapped.chance)} would.`,
    ],
    inferred: [
      `The swapped definition, which the published code computes, is the likelier origin of the table. Its counts can be solved for in ${possible.swapped} cells, uniquely in ${unique.swapped}.`,
      `On the ${ranking.solvable.length} criteria that can be solved for every model the printed means are ${means((row) => row.printed)}; the solved counts give ${means((row) => row.recomputed[0])} under the correct definition, another order.`,
      ...(ranking.ambiguous.length > 0 ? [`${ranking.ambiguous.join(", ")} has a cell with more than one solution; without it the means are ${means((row) => row.recomputedUnique)}.`] : []),
      `This rests on printed, rounded figures, on ${HYPERTENSION.yes} and ${HYPERTENSION.no} for hypertension, whose printed counts do not add up to 100, and on ${ranking.solvable.length} of 15 criteria; nothing is said about the rest.`,
    ],
    wouldSettle: ["The models' raw outputs on the 100 notes beside the annotators' labels: either definition could then be computed, on all criteria."],
  };
}

/** Every split of the right answers over the two classes that gives this accuracy. */
function countsOfAccuracy(accuracy: number, labels: Right): Right[] {
  const n = labels.yes + labels.no, out: Right[] = [];
  for (let yes = 0; yes <= labels.yes; yes++) for (let no = 0; no <= labels.no; no++) if (Math.abs((yes + no) / n - accuracy) <= 0.005 + SLACK) out.push({ yes, no });
  return out;
}

/** How often a figure with this accuracy would be possible under `definition` although it has nothing to do with it. */
function chanceOf(accuracy: number, { labels, definition }: { labels: Right; definition: Definition }): Chance {
  const counts = countsOfAccuracy(accuracy, labels);
  const of = (which: Definition) => counts.map((right) => balanced(right, { labels, definition: which }));
  const values = of(definition), tenths = (x: number) => Math.round(10 * x);
  const low = tenths(Math.min(...values)), high = tenths(Math.max(...values));
  const passes = (figure: number) => values.some((value) => Math.abs(value - figure / 10) <= 0.05 + SLACK);
  const share = (figures: readonly number[]) => figures.filter(passes).length / figures.length;
  const any = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return { ofAnyFigure: share(any), ofTheOther: share(of(definition === "correct" ? "swapped" : "correct").map(tenths)) };
}
