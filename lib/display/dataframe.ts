// The one file that makes danfo frames: danfo places values by position, guesses types from the
// first rows and breaks on some column names.
import { createRequire } from "node:module";
import type { DataFrame } from "danfojs-node";

const require = createRequire(import.meta.url);
/** More rows belong in DuckDB (distil/io): danfo sorts and merges in quadratic time. */
export const FRAME_ROWS = 50_000;
const RESERVED = new Set(["query", "index", "shape", "values", "columns", "dtypes", "constructor"]);

/**
 * A danfo frame of plain rows: the union of their keys, null for missing values, JSON for objects
 * and lists. Throws for more than {@link FRAME_ROWS} rows and for column names that break danfo.
 */
export function frame(rows: readonly object[]): DataFrame {
  if (rows.length > FRAME_ROWS) throw new RangeError(`Expected at most ${FRAME_ROWS} rows for a frame, got ${rows.length}: filter or aggregate them first (distil/io/duckdb)`);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const bad = names.find((name) => RESERVED.has(name));
  if (bad) throw new Error(`Expected column names that a frame can hold, got "${bad}": rename it`);
  const columns = Object.fromEntries(names.map((name) => [name, rows.map((row) => cell((row as Record<string, unknown>)[name]))]));
  const types = names.map((name) => type(columns[name] as unknown[]));
  return new (danfo().DataFrame)(columns, { config: { lowMemoryMode: false }, dtypes: types });
}

/** The rows of a frame as plain objects. */
export function rowsOf(df: DataFrame): Record<string, unknown>[] {
  const names = df.columns as string[];
  return (df.values as unknown[][]).map((values) => Object.fromEntries(names.map((name, i) => [name, Array.isArray(values) ? values[i] : values])));
}

let loaded: typeof import("danfojs-node") | undefined;
function danfo(): typeof import("danfojs-node") {
  if (!loaded) {
    loaded = require("danfojs-node") as typeof import("danfojs-node");
    // TensorFlow.js advertises itself at its first use otherwise.
    (loaded as unknown as { tensorflow: { env(): { set(name: string, value: boolean): void } } }).tensorflow.env().set("IS_TEST", true);
  }
  return loaded;
}

const cell = (value: unknown): unknown => (value === undefined || value === null ? null : typeof value === "object" ? JSON.stringify(value) : value);

function type(values: readonly unknown[]): string {
  const known = values.filter((v) => v !== null);
  if (known.length && known.every((v) => typeof v === "number")) return known.every(Number.isInteger) && known.length === values.length ? "int32" : "float32";
  return known.length && known.every((v) => typeof v === "boolean") ? "boolean" : "string";
}
