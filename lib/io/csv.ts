// CSV files with a header: separators found by looking, and one sentence for any broken row.
import { basename } from "node:path";
import { Readable } from "node:stream";
import { CsvError, parse as parseStream, type Options } from "csv-parse";
import { parse } from "csv-parse/sync";
import { z } from "zod";
import { LONGEST, readTextFile, textPieces } from "./text-file.ts";

export interface CsvRow {
  /** Where the row begins in the file, from 1. */
  readonly line: number;
  /** By the header's names, without space around them. */
  readonly record: Readonly<Record<string, string>>;
}

/** The rows of a CSV file with a header. @throws {Error} Naming the row that breaks the schema. */
export function readCsv<T>(file: URL, schema: z.ZodType<T>): T[] {
  return parseCsv(readTextFile(file), file.pathname).map(({ record }, i) => {
    const { data, error } = schema.safeParse(record);
    if (error) throw new Error(`${file.pathname}, row ${i + 1}: ${z.prettifyError(error)}`);
    return data;
  });
}

/** The rows of a CSV file that a person gives. @throws {Error} One sentence, without its text. */
export const readCsvRows = (path: string): CsvRow[] => parseCsv(readTextFile(path), basename(path));

/** As {@link readCsvRows}, a row at a time; also of .csv.gz. */
export async function* streamCsvRows(path: string): AsyncGenerator<CsvRow> {
  const name = basename(path), pieces = textPieces(path);
  let head = "";
  // As much as holds the header: its separator is looked for there.
  for await (const piece of { [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) }) {
    head += piece;
    if ((/[\r\n]/.test(piece) && head.length > 64) || head.length > 2 ** 20) break;
  }
  const { text, skipped, delimiter } = separated(head);
  let failed: unknown;
  async function* source() {
    try {
      yield text;
      yield* pieces;
    } catch (cause) {
      failed = cause;
    }
  }
  const input = Readable.from(source(), { objectMode: false });
  const rows = numbered(skipped);
  const options = { ...OPTIONS, columns: header(name), delimiter, on_record: rows.next };
  const parser = input.pipe(parseStream(options));
  try {
    yield* parser as AsyncIterable<CsvRow>;
  } catch (cause) {
    throw failed ?? csvError(cause, `${name}, line ${rows.line()}`);
  } finally {
    input.destroy();
  }
  if (failed) throw failed;
}

type Parsed = { record: Record<string, string>; info: { lines: number } };

const OPTIONS = {
  info: true, skip_empty_lines: true, relax_column_count: false, max_record_size: LONGEST,
} as const satisfies Options;

function parseCsv(content: string, name: string): CsvRow[] {
  const { text, skipped, delimiter } = separated(content);
  const rows = numbered(skipped);
  try {
    const options = { ...OPTIONS, columns: header(name), delimiter, on_record: rows.next };
    return parse(text, options) as unknown as CsvRow[];
  } catch (cause) {
    throw csvError(cause, `${name}, line ${rows.line()}`);
  }
}

/** Adds to each row the line it begins in; `line` is where the row being parsed begins. */
function numbered(skipped: number) {
  let line = 2 + skipped;
  const next = (parsed: unknown): CsvRow => {
    const { record, info } = parsed as Parsed, row = { line, record };
    line = info.lines + 1 + skipped;
    return row;
  };
  return { next, line: () => line };
}

/** Column names; refuses one that two columns share, of which one would vanish. */
const header = (name: string) => (names: readonly string[]): string[] => {
  const trimmed = names.map((one) => one.trim());
  const key = (one: string) => one.toLowerCase();
  const second = trimmed.findIndex((one, i) =>
    one !== "" && trimmed.slice(0, i).some((other) => key(other) === key(one)));
  if (second < 0) return trimmed;
  const first = trimmed.findIndex((one) => key(one) === key(trimmed[second]!));
  throw new HeaderError(`${name}: expected columns of different names, got the same for columns `
    + `${first + 1} and ${second + 1}: rename or remove one`);
};

class HeaderError extends Error {}

/**
 * The parser's error as a sentence: its own message quotes the row, whatever its code.
 * A header's error is this file's own.
 */
function csvError(cause: unknown, where: string): Error {
  if (cause instanceof HeaderError) return cause;
  const code = cause instanceof CsvError ? cause.code : "";
  if (code === "CSV_MAX_RECORD_SIZE") {
    return new Error(`${where}: longer than 64 MB without an end: mend its quotes or remove it`);
  }
  const reason = code.replace(/^CSV_/, "").toLowerCase().replaceAll("_", " ") || "unreadable";
  return new Error(`${where}: expected a CSV row with as many fields as the header, `
    + `got a broken one (${reason}): mend its quotes or remove it`);
}

const SEPARATORS = [",", ";", "\t"] as const;

/** The separator that the header names (`sep=;`, as Excel writes it) or holds most often. */
function separated(content: string): { text: string; skipped: number; delimiter: string } {
  const named = /^sep=(.)\r?\n/i.exec(content);
  if (named) return { text: content.slice(named[0].length), skipped: 1, delimiter: named[1]! };
  const counts = new Map<string, number>(SEPARATORS.map((one) => [one, 0]));
  let quoted = false, some = false;
  for (const character of content) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "\n" || character === "\r") {
      if (some) break;
      continue;
    } else if (counts.has(character)) counts.set(character, counts.get(character)! + 1);
    some = true;
  }
  const most = Math.max(...counts.values());
  return { text: content, skipped: 0, delimiter: SEPARATORS.find((one) => counts.get(one) === most)! };
}
