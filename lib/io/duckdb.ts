// Tables: Parquet files (zstd) and joins larger than memory, through DuckDB.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type {
  DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBValue,
} from "@duckdb/node-api";
import { notWritten, partialOf } from "./json.ts";
import { checkFile } from "./text-file.ts";

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
    // Files of this machine are all it needs: nothing is fetched, and no statement changes that.
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    lock_configuration: "true",
  });
}

/** Where tables larger than memory go. They hold notes: nobody else may read the folder. */
function spillFolder(): string {
  let folder: string;
  try {
    folder = mkdtempSync(join(tmpdir(), "distil-"));
  } catch {
    throw new Error(`Expected to write in ${tmpdir()}: make that folder, or name another by TMPDIR`);
  }
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const connection = (): Promise<DuckDBConnection> =>
  (shared ??= database().then((db) => db.connect()));

/**
 * The rows of one statement; `$name` in it is a value of `values`. Integers come back as numbers,
 * beyond 2^53 as text. A path for `read_parquet($name)` is one file, never a pattern.
 * @throws {Error} One sentence, without what the tables hold.
 */
export async function query<T extends Row = Row>(sql: string, values: Values = {}): Promise<T[]> {
  const db = await connection();
  const paths = new Set([...sql.matchAll(PARQUET)].map((found) => found[1]!));
  const literal = Object.entries(values).map(([name, value]) => {
    if (!paths.has(name)) return [name, value] as const;
    checkFile(String(value));
    return [name, withoutPattern(String(value))] as const;
  });
  const one = sql.replaceAll(PARQUET, `read_parquet($$$1, ${ONE_FILE})`);
  return run(db, one, async (statement) => {
    if (literal.length > 0) statement.bind(Object.fromEntries(literal) as Record<string, DuckDBValue>);
    return exactRows((await statement.runAndReadAll()).getRowObjectsJS()) as T[];
  });
}

const PARQUET = /\bread_parquet\(\s*\$(\w+)\s*\)/g;
/** Without it, a folder named `run=1` would become a column. */
const ONE_FILE = "hive_partitioning = false";

/** Prepares the statement, which refuses a second one behind it, and runs it. */
async function run<T>(
  db: DuckDBConnection, sql: string, use: (statement: DuckDBPreparedStatement) => Promise<T>,
): Promise<T> {
  try {
    const statement = await db.prepare(sql);
    try {
      return await use(statement);
    } finally {
      statement.destroySync();
    }
  } catch (cause) {
    throw tableError(cause, sql);
  }
}

/**
 * DuckDB's errors quote values of the tables, so of its message only the words are kept that the
 * statement holds too.
 */
function tableError(cause: unknown, sql: string): Error {
  if (/no space left|disk quota/i.test((cause as Error).message)) {
    return new Error("Expected to write a table, but the disk is full: make room and run again");
  }
  const [first = "", kind = ""] = /^(\w+(?: \w+)?) Error: [^\n]*/.exec((cause as Error).message) ?? [];
  const named = [...first.matchAll(/"([^"]+)"/g)].map((found) => found[1]!);
  const shown = named.filter((name) => sql.includes(name) && name.length <= 60);
  const why = shown.length > 0 ? ` near "${shown[0]}"` : "";
  const reads = /read_(parquet|csv|json)/.exec(sql)?.[1];
  const what = `${kind.toLowerCase() || "unknown"} error${reads ? ` in a ${reads} file` : ""}${why}`;
  return new Error(`DuckDB could not run a statement (${what}): check the statement, and that its `
    + "files are whole, with the columns and types it names");
}

/** The rows of a query, read a chunk at a time. The query may run beside others. */
export async function* stream<T extends Row = Row>(sql: string): AsyncGenerator<T> {
  const own = await (await database()).connect();
  try {
    const result = await run(own, sql, (statement) => statement.stream());
    for await (const rows of result.yieldRowObjectJs()) yield* exactRows(rows) as T[];
  } finally {
    own.closeSync();
  }
}

/** A text as a quoted SQL literal, for the places where DuckDB takes no parameter. */
export const quoteSql = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as a quoted SQL identifier, whatever characters a file's column has. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A Parquet file as SQL: exactly this path. @throws {Error} When it is missing or no file. */
export function parquetTable(path: string): string {
  checkFile(path);
  return `read_parquet(${quoteSql(withoutPattern(path))}, ${ONE_FILE})`;
}

/** `*`, `?` and `[` in a path stand for themselves. */
const withoutPattern = (path: string): string => path.replace(/[[*?]/g, "[$&]");

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
  const partial = partialOf(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // DuckDB makes files that everybody may read, but keeps the mode of one that exists.
    writeFileSync(partial, "", { mode: 0o600 });
  } catch (cause) {
    throw notWritten(path, cause);
  }
  // A connection a file, so that several are written at once.
  const own = await (await database()).connect();
  try {
    const to = `${quoteSql(partial)} (FORMAT ${format}, USE_TMP_FILE false)`;
    const reader = await run(own, `COPY (${sql}) TO ${to}`, (one) => one.runAndReadAll());
    renameSync(partial, path);
    return Number(reader.getRowsJS()[0]?.[0]);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
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
  const definitions = Object.entries(columns).map(([name, type]) => `${quoteName(name)} ${type}`);
  const create = `CREATE OR REPLACE TABLE ${quoteName(table)} (${definitions.join(", ")})`;
  await run(db, create, (statement) => statement.run());
  const appender = await db.createAppender(table);
  const append = (work: () => void) => {
    try {
      work();
    } catch (cause) {
      throw tableError(cause, create);
    }
  };
  let count = 0;
  for await (const row of rows) {
    append(() => {
      for (const [name, type] of Object.entries(columns)) appendValue(appender, row[name], type);
      appender.endRow();
      if (++count % 2000 === 0) appender.flushSync();
    });
  }
  append(() => appender.closeSync());
  return count;
}

let tables = 0;

/** Writes rows as a Parquet file; see {@link createTable}. */
export async function writeParquetRows(
  path: string,
  rows: Rows,
  columns: Readonly<Record<string, string>>,
): Promise<number> {
  if (!path.endsWith(".parquet")) throw new Error(`Expected a file that ends in .parquet, got ${path}`);
  return writeRows(path, rows, columns);
}

/**
 * Writes rows as the path's ending says; see {@link writeTable}. `columns` maps names to DuckDB
 * types, found in the rows' values by default. Returns the number of rows.
 */
export async function writeRows(
  path: string,
  rows: Rows,
  columns?: Readonly<Record<string, string>>,
): Promise<number> {
  const table = `rows_${tables++}`;
  const all = columns ? rows : await Array.fromAsync(rows);
  try {
    await createTable(table, all, columns ?? columnsOf(all as readonly Row[]));
    return await writeTable(path, `SELECT * FROM ${table}`);
  } finally {
    await query(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** A DOUBLE where all values are numbers, a BOOLEAN where all are so, else text. */
function columnsOf(rows: readonly Row[]): Record<string, string> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) throw new Error("Expected rows with columns to write, got none");
  return Object.fromEntries(names.map((name) => {
    const kinds = new Set(rows.map((row) => row[name]).filter((value) => value != null)
      .map((value) => typeof value));
    const [kind] = kinds;
    const typed = kind === "number" ? "DOUBLE" : kind === "boolean" ? "BOOLEAN" : "VARCHAR";
    return [name, kinds.size === 1 ? typed : "VARCHAR"];
  }));
}

/** The rows of a Parquet file. */
export const readRows = <T extends Row = Row>(path: string): Promise<T[]> =>
  query<T>("SELECT * FROM read_parquet($path)", { path });

function exactRows(rows: Row[]): Row[] {
  for (const row of rows) {
    for (const key in row) {
      const value = row[key];
      if (typeof value !== "bigint") continue;
      const number = Number(value);
      row[key] = Number.isSafeInteger(number) ? number : String(value);
    }
  }
  return rows;
}

type Appender = Awaited<ReturnType<DuckDBConnection["createAppender"]>>;

function appendValue(appender: Appender, value: unknown, type: string): void {
  if (value === undefined || value === null) appender.appendNull();
  else if (type === "INTEGER") appender.appendInteger(Number(value));
  else if (type === "DOUBLE") appender.appendDouble(Number(value));
  else if (type === "BOOLEAN") appender.appendBoolean(Boolean(value));
  else appender.appendVarchar(asText(value));
}

const asText = (value: unknown): string => {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
};
