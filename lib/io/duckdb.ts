// Owns reading and writing tables and JSON lines: Parquet (zstd) and large joins through DuckDB, small files atomically. Knows no column by name.
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";

export type Row = Record<string, unknown>;
type Values = Readonly<Record<string, string | number | boolean | null>>;
let instance: Promise<DuckDBInstance> | undefined;
let shared: Promise<DuckDBConnection> | undefined;

/**
 * One in-memory DuckDB for the process: two threads, spilling to disk past 1 GB. Joins keep the
 * order of their left side, which is why sides are not swapped. Loaded at the first table.
 */
const database = (): Promise<DuckDBInstance> => (instance ??= openDatabase());

async function openDatabase(): Promise<DuckDBInstance> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  return DuckDBInstance.create(":memory:", {
    threads: "2",
    memory_limit: "1GB",
    temp_directory: spillFolder(),
    disabled_optimizers: "join_order,build_side_probe_side",
  });
}

/** Where tables go that outgrow memory: a folder of its owner's alone, since they hold notes, gone with the process. */
function spillFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "distil-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const connection = (): Promise<DuckDBConnection> => (shared ??= database().then((db) => db.connect()));

/** The rows of a query; `$name` places are filled from `values`. Integers come back as numbers. */
export async function query<T extends Row = Row>(sql: string, values: Values = {}): Promise<T[]> {
  const reader = await (await connection()).runAndReadAll(sql, values as Record<string, DuckDBValue>);
  return bigintsToNumbers(reader.getRowObjectsJS()) as T[];
}

/** The rows of a query, read a chunk at a time: for results that do not fit in memory. The query may run beside others. */
export async function* stream<T extends Row = Row>(sql: string): AsyncGenerator<T> {
  const own = await (await database()).connect();
  try {
    const result = await own.stream(sql);
    for await (const rows of result.yieldRowObjectJs()) yield* bigintsToNumbers(rows) as T[];
  } finally {
    own.closeSync();
  }
}

/** A path as a quoted SQL literal, for the places where DuckDB takes no parameter. */
export const quoteSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Writes the result of a query as a Parquet file (zstd), whole or not at all. `rowGroup` is smaller for long texts: a group is held in memory. Returns the number of rows. */
export async function writeParquet(path: string, sql: string, { rowGroup = 122_880 }: { readonly rowGroup?: number } = {}): Promise<number> {
  return copy(path, sql, `parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroup}`);
}

async function copy(path: string, sql: string, format: string): Promise<number> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, "", { mode: 0o600 }); // DuckDB makes files that everybody may read, but keeps the mode of one that is there
  // A connection of its own, so that several files are written at once: one statement alone keeps one thread busy, unless its table is large.
  const own = await (await database()).connect();
  try {
    const [[count]] = (await own.runAndReadAll(`COPY (${sql}) TO ${quoteSql(partial)} (FORMAT ${format}, USE_TMP_FILE false)`)).getRowsJS() as [[bigint]];
    renameSync(partial, path);
    return Number(count);
  } finally {
    own.closeSync();
  }
}

const TEXT_FORMATS = { ".csv": "csv, HEADER", ".csv.gz": "csv, HEADER, COMPRESSION gzip", ".jsonl": "json", ".jsonl.gz": "json, COMPRESSION gzip" } as const;

/** Writes the result of a query in the format that the path's ending names: .parquet, .csv, .csv.gz, .jsonl or .jsonl.gz. Whole or not at all; returns the number of rows. */
export async function writeTable(path: string, sql: string): Promise<number> {
  if (path.endsWith(".parquet")) return writeParquet(path, sql);
  const format = Object.entries(TEXT_FORMATS).find(([ending]) => path.endsWith(ending))?.[1];
  if (!format) throw new Error(`Expected a file that ends in .parquet, ${Object.keys(TEXT_FORMATS).join(", ")}, got ${path}: give it one of these endings`);
  return copy(path, sql, format);
}

/** Puts plain rows into a table of the in-memory database, replacing it. `columns` names each column's DuckDB type, in order. Returns the number of rows. */
export async function createTable(table: string, rows: Iterable<Row> | AsyncIterable<Row>, columns: Readonly<Record<string, string>>): Promise<number> {
  const db = await connection();
  await db.run(`CREATE OR REPLACE TABLE ${table} (${Object.entries(columns).map(([name, type]) => `"${name}" ${type}`).join(", ")})`);
  const appender = await db.createAppender(table);
  let count = 0;
  for await (const row of rows) {
    for (const [name, type] of Object.entries(columns)) append(appender, row[name], type);
    appender.endRow();
    if (++count % 2000 === 0) appender.flushSync();
  }
  appender.closeSync();
  return count;
}

/** Writes plain rows as Parquet; see {@link createTable}. */
export async function writeParquetRows(path: string, rows: Iterable<Row> | AsyncIterable<Row>, columns: Readonly<Record<string, string>>): Promise<number> {
  const table = `rows_${tables++}`;
  try {
    await createTable(table, rows, columns);
    return await writeParquet(path, `SELECT * FROM ${table}`);
  } finally {
    await query(`DROP TABLE IF EXISTS ${table}`);
  }
}
let tables = 0;

/** The rows of a Parquet file. */
export const readRows = <T extends Row = Row>(path: string): Promise<T[]> => query<T>("SELECT * FROM read_parquet($path)", { path });

/** Writes JSON so that a reader sees the old file or the whole new one. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}

/** Writes a text file so that a reader sees the old file or the whole new one. */
export function writeFileAtomic(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, path);
}

export const readJson = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;

/** The objects of a JSON-lines file that fits in memory; a broken line is an error that names it. */
export function readJsonLines<T>(path: string): T[] {
  return readFileSync(path, "utf8").split("\n").flatMap((text, i) => {
    if (text.trim() === "") return [];
    try {
      return [JSON.parse(text) as T];
    } catch {
      // The parser's own error quotes the line, which may hold a note.
      throw new Error(`${path}, line ${i + 1}: expected a JSON object, got broken JSON: mend or remove the line`);
    }
  });
}

function bigintsToNumbers(rows: Row[]): Row[] {
  for (const row of rows) for (const key in row) if (typeof row[key] === "bigint") row[key] = Number(row[key]);
  return rows;
}

type Appender = Awaited<ReturnType<DuckDBConnection["createAppender"]>>;

function append(appender: Appender, value: unknown, type: string): void {
  if (value === undefined || value === null) appender.appendNull();
  else if (type === "INTEGER") appender.appendInteger(Number(value));
  else if (type === "DOUBLE") appender.appendDouble(Number(value));
  else if (type === "BOOLEAN") appender.appendBoolean(Boolean(value));
  else appender.appendVarchar(String(value));
}
