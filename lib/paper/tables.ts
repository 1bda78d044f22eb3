// Owns the paper's tables as data (data/published/*.csv) and the checks of their sums, means, ranges and prices.
// Does not own which counts could lie behind Table 4 (paper-audit.ts) or the published code's definitions (paper-bugs.ts).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "csv-parse/sync";
import { fromRoot } from "../settings.ts";

/** The rows of one of the paper's tables, as printed: every value a text. */
export function publishedRows(table: string): Record<string, string>[] {
  const path = fromRoot("data/published", `${table}.csv`);
  if (!existsSync(path)) throw new Error(`Expected one of the paper's tables (${publishedTables().join(", ")}), got "${table}": correct the name`);
  return parse(readFileSync(path, "utf8"), { columns: true, skip_empty_lines: true }) as Record<string, string>[];
}

export const publishedTables = (): string[] => readdirSync(fromRoot("data/published")).filter((name) => name.endsWith(".csv")).map((name) => basename(name, ".csv")).sort();

/** Our name for a model of the paper: its teacher, the untuned student, or the variant. */
export const localModelName = (model: string): string => ({ "70B-Instruct": "teacher", "70B": "teacher", "8B-Instruct": "base", "8B": "base" })[model] ?? model.replace(/^8B-/, "");

export interface PublishedAccuracy {
  readonly model: string;
  readonly question_type: string;
  readonly n: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** Table 2 in the shape of our own accuracy table: our names of the models, shares from 0 to 1. Its "all" is what the paper prints, not the share of all items. */
export const publishedAccuracy = (): PublishedAccuracy[] => publishedRows("table2_synthetic_accuracy").map((row) => ({
  model: localModelName(row["model"]!), question_type: row["question_type"]!, n: Number(row["n"]),
  accuracy: Number(row["accuracy_pct"]) / 100, low: Number(row["ci_low_pct"]) / 100, high: Number(row["ci_high_pct"]) / 100,
}));

/** One thing that the paper prints in two ways, or that follows from what it prints. */
export interface Check {
  /** Where it stands. */
  readonly where: string;
  readonly what: string;
  readonly printed: string;
  readonly computed: string;
  readonly agrees: boolean;
  /** What the difference may come from; it is a reading, not a finding. */
  readonly reading?: string;
}

/** Every check of the paper's arithmetic but that of Table 4's counts. A check that agrees needs no reading. */
export function auditPaperTables(): Check[] {
  const checks = [checkOverall, checkOverallInterval, checkWholeItems, checkMeansOfTable4, checkNumericCells, checkLabelCounts, checkItemCounts, checkReview, checkText, checkPrices];
  return checks.flatMap((check) => check()).map(({ reading, ...check }) => (reading && !check.agrees ? { ...check, reading } : check));
}

const number = (row: Readonly<Record<string, string>>, column: string): number => Number(row[column]);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
/** Whether a printed figure can be the computed one: half a unit of its last digit, and as much again of the printed figures that went into a mean. */
const agree = (printed: number, computed: number, { digits, ofInputs }: { digits: number; ofInputs?: number }): boolean =>
  Math.abs(printed - computed) <= 0.5 * 10 ** -digits + (ofInputs === undefined ? 0 : 0.5 * 10 ** -ofInputs) + 1e-9;

function byModel(): { model: string; all: Record<string, string>; types: Record<string, string>[] }[] {
  return [...Map.groupBy(publishedRows("table2_synthetic_accuracy"), (row) => row["model"]!)].map(([model, rows]) => ({
    model, all: rows.find((row) => row["question_type"] === "all")!, types: rows.filter((row) => row["question_type"] !== "all"),
  }));
}

/** Overall accuracy against the mean of its own row, weighted by the number of questions. */
const checkOverall = (): Check[] => byModel().map(({ model, all, types }) => {
  const printed = number(all, "accuracy_pct"), weighted = sum(types.map((row) => number(row, "n") * number(row, "accuracy_pct"))) / sum(types.map((row) => number(row, "n")));
  return {
    where: "Table 2", what: `${model}, all questions, as the weighted mean of the types`, printed: printed.toFixed(1), computed: weighted.toFixed(2), agrees: agree(printed, weighted, { digits: 1, ofInputs: 1 }),
    reading: "the published code joins the weights by position across two sort orders and prints the mean of resamples",
  };
});

/** A weighted mean of types, resampled or not, cannot leave the range of the types. */
const checkOverallInterval = (): Check[] => byModel().map(({ model, all, types }) => {
  const range = [Math.min(...types.map((row) => number(row, "accuracy_pct"))), Math.max(...types.map((row) => number(row, "accuracy_pct")))] as const;
  const low = number(all, "ci_low_pct"), high = number(all, "ci_high_pct"), agrees = low >= range[0] - 0.05 && high <= range[1] + 0.05;
  return { where: "Table 2", what: `${model}, interval of all questions within the range of its types`, printed: `${low.toFixed(1)} to ${high.toFixed(1)}`, computed: `${range[0].toFixed(1)} to ${range[1].toFixed(1)}`, agrees };
});

/** An accuracy over n questions is a whole number of them. */
function checkWholeItems(): Check[] {
  const cells = byModel().flatMap(({ types }) => types);
  const whole = cells.filter((row) => agree(number(row, "accuracy_pct"), (100 * Math.round((number(row, "accuracy_pct") * number(row, "n")) / 100)) / number(row, "n"), { digits: 1 })).length;
  return [{ where: "Table 2", what: "accuracies by type that are a whole number of questions", printed: `${cells.length}`, computed: `${whole}`, agrees: whole === cells.length, reading: "the published code prints the mean of unseeded resamples, which lies a little beside the accuracy" }];
}

function checkMeansOfTable4(): Check[] {
  const cells = publishedRows("table4_apixaban");
  return publishedRows("table4_apixaban_average").flatMap((row) => (["balanced_accuracy_pct", "micro_f1"] as const).map((column): Check => {
    const own = cells.filter((cell) => cell["model"] === row["model"]), mean = sum(own.map((cell) => number(cell, column))) / own.length, digits = column === "micro_f1" ? 3 : 1;
    return { where: "Table 4", what: `${row["model"]}, mean ${column === "micro_f1" ? "micro-F1" : "balanced accuracy"} of ${own.length} criteria`, printed: row[column]!, computed: mean.toFixed(digits + 1), agrees: agree(number(row, column), mean, { digits, ofInputs: column === "micro_f1" ? 2 : 1 }) };
  }));
}

/** With an all-ones truth vector balanced accuracy is the share of right notes: a whole number of 100, and equal to micro-F1. */
function checkNumericCells(): Check[] {
  const cells = publishedRows("table4_apixaban").filter((row) => row["kind"] === "numeric");
  const whole = cells.filter((row) => Number.isInteger(number(row, "balanced_accuracy_pct"))).length;
  const equal = cells.filter((row) => agree(number(row, "micro_f1"), number(row, "balanced_accuracy_pct") / 100, { digits: 2 })).length;
  const reading = "the published code scores each group of the type that the model wrote, of whatever size, and averages the groups";
  return [
    { where: "Table 4", what: "numeric cells that are a whole number of 100 notes", printed: `${cells.length}`, computed: `${whole}`, agrees: whole === cells.length, reading },
    { where: "Table 4", what: "numeric cells whose micro-F1 is their balanced accuracy, rounded", printed: `${cells.length}`, computed: `${equal}`, agrees: equal === cells.length, reading },
  ];
}

const checkLabelCounts = (): Check[] => publishedRows("tableS4_apixaban_boolean").map((row) => {
  const n = number(row, "yes") + number(row, "no");
  return { where: "Supplementary Table 4", what: `${row["criterion"]}, Yes and No add up to the notes`, printed: "100", computed: `${n}`, agrees: n === 100 };
});

/** Items by type, as the text gives them, against the sums over difficulty; and what the counts imply. */
function checkItemCounts(): Check[] {
  const rows = publishedRows("tableS2_difficulty"), text = { boolean: 212_132, numeric: 209_637, "na-boolean": 106_288, "na-numeric": 106_245 };
  const perNote = { boolean: 10, numeric: 10, "na-boolean": 5, "na-numeric": 5 };
  const totals = Object.entries(text).map(([type, printed]): Check => {
    const computed = sum(rows.map((row) => number(row, type)));
    return { where: "Methods; Supplementary Table 2", what: `${type} items`, printed: `${printed}`, computed: `${computed}`, agrees: printed === computed, reading: "difficulty 0 is in the table and outside the scale" };
  });
  const notes = sum(Object.values(text)) / sum(Object.values(perNote));
  return [
    ...totals,
    { where: "Methods", what: "summaries that the items come from, at the 30 items a note that the prompts ask for", printed: "10000", computed: notes.toFixed(0), agrees: agree(10_000, notes, { digits: 0 }), reading: "the text says 20, 20, 10 and 10 questions a note, the prompts 10, 10, 5 and 5" },
    { where: "Methods, Datasets", what: "held-out examples as a tenth of four times the rarest type", printed: "42498", computed: `${(4 * text["na-numeric"]) / 10}`, agrees: (4 * text["na-numeric"]) / 10 === 42_498 },
  ];
}

function checkReview(): Check[] {
  const rows = publishedRows("tableS1_review"), edited = sum(rows.map((row) => number(row, "share_of_sample_pct") * number(row, "edited_pct"))) / 100;
  const whole = rows.filter((row) => {
    const n = Math.round(10 * number(row, "share_of_sample_pct"));
    return agree(number(row, "edited_pct"), (100 * Math.round((number(row, "edited_pct") * n) / 100)) / n, { digits: 1 });
  }).length;
  return [
    { where: "Supplementary Table 1", what: "per cent edited, from 872 of 1,000 unchanged and from the types", printed: "12.8", computed: edited.toFixed(2), agrees: agree(12.8, edited, { digits: 1, ofInputs: 1 }) },
    { where: "Supplementary Table 1", what: "edited shares that are a whole number of the type's questions", printed: `${rows.length}`, computed: `${whole}`, agrees: whole === rows.length, reading: "the shares may have another denominator than the counts of Table 2" },
  ];
}

/** Figures of the text against the table that they describe. */
function checkText(): Check[] {
  const cell = (table: string, key: Readonly<Record<string, string>>, column: string) => publishedRows(table).find((row) => Object.entries(key).every(([name, value]) => row[name] === value))![column]!;
  const lines: [string, string, string, string, string?][] = [
    ["8B-All overall accuracy", "89.3", cell("table2_synthetic_accuracy", { model: "8B-All", question_type: "all" }, "accuracy_pct"), "Table 2"],
    ["70B-Instruct balanced accuracy on atrial fibrillation", "65", cell("table4_apixaban", { model: "70B-Instruct", criterion: "AFib" }, "balanced_accuracy_pct"), "Table 4", "65 is the next row's figure, ablation for atrial fibrillation"],
    ["70B-Instruct mean micro-F1", "0.92", Number(cell("table4_apixaban_average", { model: "70B-Instruct" }, "micro_f1")).toFixed(2), "Table 4"],
    ["8B-H-25k mean balanced accuracy", "95", Number(cell("table4_apixaban_average", { model: "8B-H-25k" }, "balanced_accuracy_pct")).toFixed(0), "Table 4"],
  ];
  return lines.map(([what, printed, computed, where, reading]) => ({ where: `Results; ${where}`, what, printed, computed, agrees: Number(printed) === Number(computed), ...(reading && { reading }) }));
}

/** The example of 10,000 patients × 23 questions at the cheapest rate of eight A100s. */
function checkPrices(): Check[] {
  const rate = Math.min(...publishedRows("tableS5_gpu_rates").map((row) => number(row, "usd_per_hour")));
  const price = (model: string) => (number(publishedRows("figure3_seconds_per_example").find((row) => row["model"] === model)!, "seconds_per_example") * 230_000 * rate) / 3600;
  const line = (what: string, printed: number, computed: number): Check => ({ where: "Results, resource requirements", what, printed: `$${printed}`, computed: `$${computed.toFixed(2)}`, agrees: agree(printed, computed, { digits: 0 }) });
  return [line("8B", 929, price("8B")), line("70B", 4066, price("70B")), line("saving", 3132, price("70B") - price("8B"))];
}
