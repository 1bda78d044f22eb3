// CSV files of the project itself: vocabularies and tables.
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { z } from "zod";

/** The rows of a CSV file with a header. @throws {Error} Naming the row that breaks the schema. */
export function readCsv<T>(file: URL, schema: z.ZodType<T>): T[] {
  const rows = parse(readFileSync(file), { columns: true, bom: true }) as unknown[];
  return rows.map((row, i) => {
    const { data, error } = schema.safeParse(row);
    if (error) throw new Error(`${file.pathname}, row ${i + 1}: ${z.prettifyError(error)}`);
    return data;
  });
}
