// Tables: Parquet files (zstd) and joins larger than memory, through DuckDB.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance, DuckDBValue } from "@duckdb/node-api";

export type Row = Record<string, unknown>;
type Rows = Iterable<Row> | AsyncIterable<Row>;
type Values = Readonly<Record<string, string | number | boolean | null>>;
let instance: Promise<DuckDBInstance> | undefined;
let shared: Promise<DuckDBConnection> | undefined;

/**
 * One in-memory DuckDB: two threads, spilling past 1 GB, loaded at the first table. Sides of joins
 * are not swapped, which keeps the order of the left one.
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

/** Where tables larger than memory go. They hold notes: nobody else may read the folder. */
function spillFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "distil-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const connection = (): Promise<DuckDBConnection> =>
  (shared ??= database().then((db) => db.connect()));

/** The rows of a query; `$name` in it is a value of `values`. Integers come back as numbers. */
export async function query<T extends Row = Row>(sql: string, values: Values = {}): Promise<T[]> {
  const db = await connection();
  const reader = await db.runAndReadAll(sql, values as Record<string, DuckDBValue>);
  return bigintsToNumbers(reader.getRowObjectsJS()) as T[];
}

/** The rows of a query, read a chunk at a time. The query may run beside others. */
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

/**
 * Writes a query's result as Parquet (zstd), atomically. A row group is held in memory: choose
 * smaller ones for long texts. Returns the number of rows.
 */
export const writeParquet = (
  path: string,
  sql: string,
  { rowGroup = 122_880 }: { readonly rowGroup?: number } = {},
): Promise<number> => copy(path, sql, `parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroup}`);

async function copy(path: string, sql: string, format: string): Promise<number> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  // DuckDB makes files that everybody may read, but keeps the mode of one that exists.
  writeFileSync(partial, "", { mode: 0o600 });
  // A connection a file, so that several are written at once.
  const own = await (await database()).connect();
  try {
    const to = `${quoteSql(partial)} (FORMAT ${format}, USE_TMP_FILE false)`;
    const reader = await own.runAndReadAll(`COPY (${sql}) TO ${to}`);
    renameSync(partial, path);
    return Number(reader.getRowsJS()[0]?.[0]);
  } finally {
    own.closeSync();
  }
}

const TEXT_FORMATS = {
  ".csv": "csv, HEADER",
  ".csv.gz": "csv, HEADER, COMPRESSION gzip",
  ".jsonl": "json",
  ".jsonl.gz": "json, COMPRESSION gzip",
} as const;

/**
 * Writes a query's result by the path's ending (.parquet, .csv, .csv.gz, .jsonl, .jsonl.gz),
 * atomically; returns the number of rows.
 */
export async function writeTable(path: string, sql: string): Promise<number> {
  if (path.endsWith(".parquet")) return writeParquet(path, sql);
  const format = Object.entries(TEXT_FORMATS).find(([ending]) => path.endsWith(ending))?.[1];
  if (format) return copy(path, sql, format);
  const endings = Object.keys(TEXT_FORMATS).join(", ");
  throw new Error(`Expected a file that ends in .parquet, ${endings}, got ${path}`);
}

/**
 * Replaces a table by rows; `columns` maps names to DuckDB types, in order. Returns the number of
 * rows.
 */
export async function createTable(
  table: string,
  rows: Rows,
  columns: Readonly<Record<string, string>>,
): Promise<number> {
  const db = await connection();
  const definitions = Object.entries(columns).map(([name, type]) => `"${name}" ${type}`);
  await db.run(`CREATE OR REPLACE TABLE ${table} (${definitions.join(", ")})`);
  const appender = await db.createAppender(table);
  let count = 0;
  for await (const row of rows) {
    for (const [name, type] of Object.entries(columns)) appendValue(appender, row[name], type);
    appender.endRow();
    if (++count % 2000 === 0) appender.flushSync();
  }
  appender.closeSync();
  return count;
}

let tables = 0;

/** Writes rows as a Parquet file; see {@link createTable}. */
export async function writeParquetRows(
  path: string,
  rows: Rows,
  columns: Readonly<Record<string, string>>,
): Promise<number> {
  const table = `rows_${tables++}`;
  try {
    await createTable(table, rows, columns);
    return await writeParquet(path, `SELECT * FROM ${table}`);
  } finally {
    await query(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** The rows of a Parquet file. */
export const readRows = <T extends Row = Row>(path: string): Promise<T[]> =>
  query<T>("SELECT * FROM read_parquet($path)", { path });

function bigintsToNumbers(rows: Row[]): Row[] {
  for (const row of rows) {
    for (const key in row) if (typeof row[key] === "bigint") row[key] = Number(row[key]);
  }
  return rows;
}

type Appender = Awaited<ReturnType<DuckDBConnection["createAppender"]>>;

function appendValue(appender: Appender, value: unknown, type: string): void {
  if (value === undefined || value === null) appender.appendNull();
  else if (type === "INTEGER") appender.appendInteger(Number(value));
  else if (type === "DOUBLE") appender.appendDouble(Number(value));
  else if (type === "BOOLEAN") appender.appendBoolean(Boolean(value));
  else appender.appendVarchar(String(value));
}
