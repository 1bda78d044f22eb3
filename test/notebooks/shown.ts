/** What may differ from run to run in a notebook's outputs: left out where two runs are compared. */
import type { Cell } from "../../notebooks/kernel/notebook.ts";

const TIMES =
  /\b\d[\d.,]*\s?(ms|s|seconds?|min|minutes?|h|a second|items\/s|\/s)\b/g;
const PORTS = /127\.0\.0\.1:\d+/g;
const DATES = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;
const PATHS = /(?<![\w./])\/[a-z_.][\w.@+-]*(?:\/[\w.@+-]+)+/gi;
/** 7 to 12 or 40 hexadecimal digits, letters among them. Hashes of data have 16 and are compared. */
const COMMITS = /\b(?=[a-f]*\d)(?=\d*[a-f])(?:[0-9a-f]{7,12}|[0-9a-f]{40})\b/g;

/** True for a cell that shows figures of one run on one machine. */
export const isMeasured = (cell: Cell): boolean => cell.metadata.tags?.includes("measured") ?? false;

/** Text without times, speeds, ports and time stamps. */
export const timeless = (text: string): string =>
  text.replace(TIMES, "TIME").replace(PORTS, "127.0.0.1:PORT").replace(DATES, "DATE");

/** Text without absolute paths and git's hashes: what else differs between two checkouts. */
export const placeless = (text: string): string =>
  text.replace(PATHS, "PATH").replace(COMMITS, "COMMIT");
