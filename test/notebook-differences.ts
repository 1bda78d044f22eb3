/**
 * What differs between the executed notebooks of two runs: a line for each number, and for text
 * that differs otherwise. Times, ports, paths, git's hashes (shown.ts), cells tagged "measured"
 * and images are left out. The lines quote the notebooks, so they are as private as these.
 */
import { textOf } from "../notebooks/kernel/notebook.ts";
import { isMeasured, placeless, timeless } from "./shown.ts";
import type { Cell, Notebook, Output } from "../notebooks/kernel/notebook.ts";

/** Executed notebooks by their path below the folder of notebooks. */
export type Notebooks = ReadonlyMap<string, Notebook>;

/** What an output shows, by where it shows it: a line, a table's cell, a value of a figure. */
type Places = ReadonlyMap<string, string>;

interface Pair { readonly number: number; readonly a?: Cell; readonly b?: Cell }

/**
 * One line for each difference, `notebook · code cell n · where · a → b`, in the notebooks' order.
 * Cells are matched by id, else by position; what a cell shows, by position.
 */
export function notebookDifferences(a: Notebooks, b: Notebooks): string[] {
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  return names.flatMap((name) => {
    const [ours, theirs] = [a.get(name), b.get(name)];
    if (!ours || !theirs) return [`${name} · only in ${ours ? "a" : "b"}`];
    return pairCells(codeCells(ours), codeCells(theirs)).flatMap((pair) =>
      cellDifferences(pair).map((line) => `${name} · code cell ${pair.number} · ${line}`));
  });
}

const codeCells = ({ cells }: Notebook): Cell[] =>
  cells.filter((cell) => cell.cell_type === "code");

/** Every cell of both sides once, under its number in `a` or, when it is in `b` only, in `b`. */
function pairCells(a: readonly Cell[], b: readonly Cell[]): Pair[] {
  const idsOfA = new Set(a.map(({ id }) => id));
  const free = (cell: Cell | undefined) =>
    cell && (cell.id === undefined || !idsOfA.has(cell.id)) ? cell : undefined;
  const partner = (cell: Cell, i: number) =>
    b.find(({ id }) => id !== undefined && id === cell.id) ?? free(b[i]);
  const pairs = a.map((cell, i) => ({ number: i + 1, a: cell, b: partner(cell, i) }));
  const paired = new Set(pairs.map((pair) => pair.b));
  const added = b.map((cell, i) => ({ number: i + 1, b: cell })).filter((pair) => !paired.has(pair.b));
  return [...pairs, ...added].map(({ b: theirs, ...pair }) => (theirs ? { ...pair, b: theirs } : pair));
}

function cellDifferences({ a, b }: Pair): string[] {
  if ((a && isMeasured(a)) || (b && isMeasured(b))) return [];
  const [ours, theirs] = [a?.outputs ?? [], b?.outputs ?? []];
  const count = Math.max(ours.length, theirs.length);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    const where = count > 1 ? `output ${i + 1}, ` : "";
    return outputDifferences(ours[i], theirs[i]).map((line) => where + line);
  });
}

/** Text beside a table or a figure says the same again, so it counts only where these are equal. */
function outputDifferences(a: Output | undefined, b: Output | undefined): string[] {
  if (!a || !b) return [`${describe((a ?? b)!)} only in ${a ? "a" : "b"}`];
  const rich = placeDifferences(richPlaces(a), richPlaces(b));
  return rich.length > 0 ? rich : placeDifferences(plainPlaces(a), plainPlaces(b));
}

const describe = (output: Output): string =>
  `${output.name ?? output.output_type} "${cut(textOf(output.text ?? textIn(output, "text/plain")))}"`;

function plainPlaces(output: Output): Places {
  const { ename, evalue, name = "text", text } = output;
  const shown = textOf(text ?? textIn(output, "text/plain"));
  return new Map([...lines(name, shown), ...(ename === undefined ? [] : lines("error", `${ename}: ${evalue}`))]);
}

function richPlaces(output: Output): Places {
  const mimes = Object.keys(output.data ?? {}).filter((mime) => !/^image\/|^text\/plain$/.test(mime));
  return new Map(mimes.flatMap((mime) => {
    if (mime === "text/html") return htmlPlaces(textOf(textIn(output, mime)));
    if (mime.startsWith("text/")) return lines(mime, textOf(textIn(output, mime)));
    return figurePlaces(output.data?.[mime]);
  }));
}

const textIn = ({ data }: Output, mime: string): string | string[] | undefined =>
  data?.[mime] as string | string[] | undefined;

const lines = (name: string, text: string): [string, string][] =>
  text.trimEnd().split("\n").map((line, i) => [`${name} line ${i + 1}`, line]);

/** Tables cell by cell, under the row's first cell and the column's head; the rest line by line. */
function htmlPlaces(html: string): [string, string][] {
  const tables = [...html.matchAll(/<table[^]*?<\/table>/g)].flatMap(([table], i) =>
    tablePlaces(table).map(([where, text]): [string, string] => [i ? `table ${i + 1}, ${where}` : where, text]));
  return [...tables, ...lines("page", plain(html.replace(/<table[^]*?<\/table>/g, "\n")))];
}

function tablePlaces(table: string): [string, string][] {
  const rows = [...table.matchAll(/<tr[^]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd]\b[^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = ""]) => plain(cell)));
  const [heads = []] = rows;
  const caption = plain(/<caption[^]*?<\/caption>/.exec(table)?.[0] ?? "");
  const cells = rows.flatMap((row, i) => row.map((text, j): [string, string] =>
    [`row ${i} "${cut(row[0] ?? "", 40)}", column ${j + 1} "${heads[j] ?? ""}"`, text]));
  return [["caption", caption], ...cells];
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', nbsp: " ", amp: "&" };

const plain = (html: string): string => html
  .replace(/<\/(?:div|p|summary|li|h\d)>|<br\s*\/?>/g, "\n")
  .replace(/<[^>]*>/g, "")
  .replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = "") =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[name] ?? whole));

/** Every value of a plotly figure, under its trace's name; of the layout too, as it holds notes. */
function figurePlaces(figure: unknown): [string, string][] {
  const { data = [], layout } = figure as { data?: { name?: string }[]; layout?: unknown };
  const traces = data.flatMap((trace, i) => leaves(`trace ${i + 1} "${trace.name ?? ""}" `, trace));
  return [...traces, ...leaves("layout ", layout)];
}

function leaves(where: string, value: unknown): [string, string][] {
  if (typeof value !== "object" || value === null) return [[where, String(value)]];
  const array = Array.isArray(value);
  const step = (key: string) => (array ? `${where}[${key}]` : `${where}${/[\s]$/.test(where) ? "" : "."}${key}`);
  return Object.entries(value).flatMap(([key, item]) => leaves(step(key), item));
}

function placeDifferences(a: Places, b: Places): string[] {
  const all = [...new Set([...a.keys(), ...b.keys()])];
  return all.flatMap((where) =>
    textDifferences(a.get(where), b.get(where)).map((line) => `${where} · ${line}`));
}

/** A sign counts where no word or number stands before it, and digits inside a word do not. */
const NUMBERS = /(?<![\w.])(?:(?<!\S)[-−+])?\d+(?:,\d{3})*(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** The numbers that differ, or both texts where more than numbers differs. */
function textDifferences(a: string | undefined, b: string | undefined): string[] {
  if (a === undefined || b === undefined) return [`${quoted(a)} → ${quoted(b)}`];
  const [ours, theirs] = [comparable(a), comparable(b)];
  if (ours === theirs) return [];
  if (ours.replace(NUMBERS, "#") !== theirs.replace(NUMBERS, "#")) {
    return [`${quoted(ours, theirs)} → ${quoted(theirs, ours)}`];
  }
  const [numbers, others] = [ours.match(NUMBERS) ?? [], theirs.match(NUMBERS) ?? []];
  return numbers.flatMap((number, i) => (number === others[i] ? [] : [`${number} → ${others[i]}`]));
}

/** Columns widen with what they hold, times included, so the width of spaces and rules is left out. */
const comparable = (text: string): string =>
  placeless(timeless(text)).replace(/\s+/g, " ").replace(/([-─═])\1{2,}/g, "$1$1$1").trim();

/** A text in quotes, cut to begin shortly before its first difference from the other. */
function quoted(text: string | undefined, other = ""): string {
  if (text === undefined) return "nothing";
  const differs = [...text].findIndex((char, i) => char !== [...other][i]);
  const start = text.length > 80 && differs > 30 ? differs - 30 : 0;
  return `"${start ? "…" : ""}${cut([...text].slice(start).join(""))}"`;
}

const cut = (text: string, length = 80): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
