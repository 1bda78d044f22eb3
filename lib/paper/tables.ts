// The paper's tables as data (data/published/*.csv).
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { readCsvRows } from "../io/csv.ts";
import { fromRoot } from "../settings.ts";

/** The rows of one of the paper's tables, as printed: every value a text. */
export function publishedRows(table: string): Record<string, string>[] {
  const path = fromRoot("data/published", `${table}.csv`);
  if (!existsSync(path)) {
    const tables = publishedTables().join(", ");
    throw new Error(`Expected one of the paper's tables (${tables}), got "${table}": `
      + "correct the name");
  }
  return readCsvRows(path).map(({ record }) => record);
}

export const publishedTables = (): string[] =>
  readdirSync(fromRoot("data/published"))
    .filter((name) => name.endsWith(".csv")).map((name) => basename(name, ".csv")).sort();

const LOCAL_NAMES: Readonly<Record<string, string>> = {
  "70B-Instruct": "teacher", "70B": "teacher", "8B-Instruct": "base", "8B": "base",
};

/** Our name for a model of the paper: its teacher, the untuned student, or the variant. */
export const localModelName = (model: string): string =>
  LOCAL_NAMES[model] ?? model.replace(/^8B-/, "");

export interface PublishedAccuracy {
  readonly model: string;
  readonly question_type: string;
  readonly n: number;
  readonly accuracy: number;
  readonly low: number;
  readonly high: number;
}

/** Table 2 as our accuracy table: our model names, shares from 0 to 1. "all" is as printed. */
export const publishedAccuracy = (): PublishedAccuracy[] =>
  publishedRows("table2_synthetic_accuracy").map((row) => ({
    model: localModelName(row["model"]!),
    question_type: row["question_type"]!,
    n: Number(row["n"]),
    accuracy: Number(row["accuracy_pct"]) / 100,
    low: Number(row["ci_low_pct"]) / 100,
    high: Number(row["ci_high_pct"]) / 100,
  }));
