// Checks of the arithmetic in the paper's tables (Table 4's counts: table4-counts.ts).
import { publishedRows } from "./tables.ts";

/** One thing that the paper prints in two ways, or that follows from what it prints. */
export interface Check {
  readonly where: string;
  readonly what: string;
  readonly printed: string;
  readonly computed: string;
  readonly agrees: boolean;
  /** Where the two differ: what may have caused it. An interpretation, not a finding. */
  readonly reading?: string;
}

/** Every check of the paper's arithmetic but that of Table 4's counts. */
export const auditPaperTables = (): Check[] => [
  ...checkOverall(), ...checkOverallInterval(), checkWholeItems(), ...checkMeansOfTable4(),
  ...checkNumericCells(), ...checkLabelCounts(), ...checkItemCounts(), ...checkReview(),
  ...checkText(), ...checkPrices(),
];

type Figures = Pick<Check, "printed" | "computed"> & Partial<Check>;

/** The two figures agree when their texts are equal, unless `agrees` says otherwise. */
function check(where: string, what: string, { reading, ...figures }: Figures): Check {
  const { printed, computed, agrees = printed === computed } = figures;
  return { where, what, printed, computed, agrees, ...(reading && !agrees && { reading }) };
}

type Row = Readonly<Record<string, string>>;
const number = (row: Row, column: string): number => Number(row[column]);
const numbers = (rows: readonly Row[], column: string) => rows.map((row) => number(row, column));
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

/**
 * Whether a printed figure can be the computed one: within half a unit of its last digit, plus that
 * of figures in a mean.
 */
const agree = (
  printed: number, computed: number, { digits, ofInputs }: { digits: number; ofInputs?: number },
): boolean => {
  const slack = 0.5 * 10 ** -digits + (ofInputs === undefined ? 0 : 0.5 * 10 ** -ofInputs);
  return Math.abs(printed - computed) <= slack + 1e-9;
};

/** Whether a printed percentage can be a whole number of n questions. */
const isWhole = (percent: number, n: number): boolean =>
  agree(percent, (100 * Math.round((percent * n) / 100)) / n, { digits: 1 });

function table2(): { model: string; all: Row; types: Row[] }[] {
  const byModel = Map.groupBy(publishedRows("table2_synthetic_accuracy"), (row) => row["model"]!);
  return [...byModel].map(([model, rows]) => ({
    model,
    all: rows.find((row) => row["question_type"] === "all")!,
    types: rows.filter((row) => row["question_type"] !== "all"),
  }));
}

/** Overall accuracy against the mean of its own row, weighted by the number of questions. */
const checkOverall = (): Check[] => table2().map(({ model, all, types }) => {
  const printed = number(all, "accuracy_pct");
  const right = types.map((row) => number(row, "n") * number(row, "accuracy_pct"));
  const weighted = sum(right) / sum(numbers(types, "n"));
  return check("Table 2", `${model}, all questions, as the weighted mean of the types`, {
    printed: printed.toFixed(1), computed: weighted.toFixed(2),
    agrees: agree(printed, weighted, { digits: 1, ofInputs: 1 }),
    reading: "the published code joins the weights by position across two sort orders "
      + "and prints the mean of resamples",
  });
});

/** A weighted mean of types, resampled or not, cannot leave the range of the types. */
const checkOverallInterval = (): Check[] => table2().map(({ model, all, types }) => {
  const accuracies = numbers(types, "accuracy_pct");
  const least = Math.min(...accuracies), most = Math.max(...accuracies);
  const low = number(all, "ci_low_pct"), high = number(all, "ci_high_pct");
  return check("Table 2", `${model}, interval of all questions within the range of its types`, {
    printed: `${low.toFixed(1)} to ${high.toFixed(1)}`,
    computed: `${least.toFixed(1)} to ${most.toFixed(1)}`,
    agrees: low >= least - 0.05 && high <= most + 0.05,
  });
});

function checkWholeItems(): Check {
  const cells = table2().flatMap(({ types }) => types);
  const whole = cells.filter((row) => isWhole(number(row, "accuracy_pct"), number(row, "n")));
  return check("Table 2", "accuracies by type that are a whole number of questions", {
    printed: `${cells.length}`, computed: `${whole.length}`,
    reading: "the published code prints the mean of unseeded resamples, "
      + "which lies a little beside the accuracy",
  });
}

function checkMeansOfTable4(): Check[] {
  const cells = publishedRows("table4_apixaban");
  const columns = [
    { column: "balanced_accuracy_pct", name: "balanced accuracy", digits: 1, ofInputs: 1 },
    { column: "micro_f1", name: "micro-F1", digits: 3, ofInputs: 2 },
  ];
  return publishedRows("table4_apixaban_average").flatMap((row) => {
    const { model } = row, own = cells.filter((cell) => cell["model"] === model);
    return columns.map(({ column, name, ...rounding }) => {
      const mean = sum(numbers(own, column)) / own.length;
      return check("Table 4", `${model}, mean ${name} of ${own.length} criteria`, {
        printed: row[column]!, computed: mean.toFixed(rounding.digits + 1),
        agrees: agree(number(row, column), mean, rounding),
      });
    });
  });
}

/**
 * With an all-ones truth vector balanced accuracy is the share of right notes: a whole number of
 * 100, and equal to micro-F1.
 */
function checkNumericCells(): Check[] {
  const cells = publishedRows("table4_apixaban").filter((row) => row["kind"] === "numeric");
  const line = (what: string, holds: (balanced: number, microF1: number) => boolean) => {
    const held = cells.filter((row) =>
      holds(number(row, "balanced_accuracy_pct"), number(row, "micro_f1")));
    return check("Table 4", what, {
      printed: `${cells.length}`, computed: `${held.length}`,
      reading: "the published code scores each group of the type that the model wrote, "
        + "of whatever size, and averages the groups",
    });
  };
  return [
    line("numeric cells that are a whole number of 100 notes", Number.isInteger),
    line("numeric cells whose micro-F1 is their balanced accuracy, rounded",
      (balanced, microF1) => agree(microF1, balanced / 100, { digits: 2 })),
  ];
}

const checkLabelCounts = (): Check[] => publishedRows("tableS4_apixaban_boolean").map((row) =>
  check("Supplementary Table 4", `${row["criterion"]}, Yes and No add up to the notes`, {
    printed: "100", computed: `${number(row, "yes") + number(row, "no")}`,
  }));

/** Items by type, as the text gives them, against the sums over difficulty, and what follows. */
function checkItemCounts(): Check[] {
  const rows = publishedRows("tableS2_difficulty");
  const text = { boolean: 212_132, numeric: 209_637, "na-boolean": 106_288, "na-numeric": 106_245 };
  const totals = Object.entries(text).map(([type, printed]) =>
    check("Methods; Supplementary Table 2", `${type} items`, {
      printed: `${printed}`, computed: `${sum(numbers(rows, type))}`,
      reading: "difficulty 0 is in the table and outside the scale",
    }));
  const notes = sum(Object.values(text)) / 30;
  return [
    ...totals,
    check("Methods",
      "summaries that the items come from, at the 30 items a note that the prompts ask for", {
        printed: "10000", computed: notes.toFixed(0), agrees: agree(10_000, notes, { digits: 0 }),
        reading: "the text says 20, 20, 10 and 10 questions a note, the prompts 10, 10, 5 and 5",
      }),
    check("Methods, Datasets", "held-out examples as a tenth of four times the rarest type", {
      printed: "42498", computed: `${(4 * text["na-numeric"]) / 10}`,
    }),
  ];
}

function checkReview(): Check[] {
  const where = "Supplementary Table 1", rows = publishedRows("tableS1_review").map((row) => ({
    share: number(row, "share_of_sample_pct"), edited: number(row, "edited_pct"),
  }));
  const edited = sum(rows.map((row) => row.share * row.edited)) / 100;
  const whole = rows.filter((row) => isWhole(row.edited, Math.round(10 * row.share)));
  return [
    check(where, "per cent edited, from 872 of 1,000 unchanged and from the types", {
      printed: "12.8", computed: edited.toFixed(2),
      agrees: agree(12.8, edited, { digits: 1, ofInputs: 1 }),
    }),
    check(where, "edited shares that are a whole number of the type's questions", {
      printed: `${rows.length}`, computed: `${whole.length}`,
      reading: "the shares may have another denominator than the counts of Table 2",
    }),
  ];
}

/** Figures of the text against the table that they describe. */
function checkText(): Check[] {
  const cell = (table: string, model: string, column: string, key: Row = {}) =>
    publishedRows(table).find((row) =>
      row["model"] === model && Object.entries(key).every(([name, at]) => row[name] === at),
    )![column]!;
  const mean = (model: string, column: string, digits: number) =>
    Number(cell("table4_apixaban_average", model, column)).toFixed(digits);
  const table2 = "Results; Table 2", table4 = "Results; Table 4";
  return [
    check(table2, "8B-All overall accuracy", {
      printed: "89.3",
      computed: cell("table2_synthetic_accuracy", "8B-All", "accuracy_pct", {
        question_type: "all",
      }),
    }),
    check(table4, "70B-Instruct balanced accuracy on atrial fibrillation", {
      printed: "65",
      computed: cell("table4_apixaban", "70B-Instruct", "balanced_accuracy_pct", {
        criterion: "AFib",
      }),
      reading: "65 is the next row's figure, ablation for atrial fibrillation",
    }),
    check(table4, "70B-Instruct mean micro-F1", {
      printed: "0.92", computed: mean("70B-Instruct", "micro_f1", 2),
    }),
    check(table4, "8B-H-25k mean balanced accuracy", {
      printed: "95", computed: mean("8B-H-25k", "balanced_accuracy_pct", 0),
    }),
  ];
}

/** The example of 10,000 patients × 23 questions at the cheapest rate of eight A100s. */
function checkPrices(): Check[] {
  const rate = Math.min(...numbers(publishedRows("tableS5_gpu_rates"), "usd_per_hour"));
  const times = publishedRows("figure3_seconds_per_example");
  const price = (model: string) => {
    const time = number(times.find((row) => row["model"] === model)!, "seconds_per_example");
    return (time * 230_000 * rate) / 3600;
  };
  const line = (what: string, printed: number, computed: number) =>
    check("Results, resource requirements", what, {
      printed: `$${printed}`, computed: `$${computed.toFixed(2)}`,
      agrees: agree(printed, computed, { digits: 0 }),
    });
  return [
    line("8B", 929, price("8B")),
    line("70B", 4066, price("70B")),
    line("saving", 3132, price("70B") - price("8B")),
  ];
}
