/**
 * What differs between the executed notebooks of two runs: a line for each number, and for text
 * that differs otherwise. Times, ports, paths, git's hashes (shown.ts), cells tagged "measured"
 * and images are left out. The lines quote the notebooks, so they are as private as these.
 */
import { textOf } from "../../notebooks/kernel/notebook.ts";
import { isMeasured, placeless, timeless } from "./shown.ts";
import type { Cell, Notebook, Output } from "../../notebooks/kernel/notebook.ts";

/** Executed notebooks by their path below the folder of notebooks. */
export type Notebooks = ReadonlyMap<string, Notebook>;

/** What an output shows, by where it shows it: a line, a table's cell, a value of a figure. */
type Place = readonly [where: string, text: string];
type Places = ReadonlyMap<string, string>;

interface Pair {
  readonly number: number;
  readonly a: Cell | undefined;
  readonly b: Cell | undefined;
}

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
      prefixed(`${name} · code cell ${pair.number} · `, cellDifferences(pair)));
  });
}

const prefixed = (prefix: string, lines: readonly string[]): string[] =>
  lines.map((line) => prefix + line);

const codeCells = ({ cells }: Notebook): Cell[] =>
  cells.filter((cell) => cell.cell_type === "code");

/** Every cell of both sides once, under its number in `a` or, when it is in `b` only, in `b`. */
function pairCells(a: readonly Cell[], b: readonly Cell[]): Pair[] {
  const ids = new Set(a.flatMap(({ id }) => id ?? []));
  const atPosition = (i: number) => (ids.has(b[i]?.id ?? "") ? undefined : b[i]);
  const partner = ({ id }: Cell, i: number) =>
    (id === undefined ? undefined : b.find((cell) => cell.id === id)) ?? atPosition(i);
  const pairs = a.map((cell, i) => ({ number: i + 1, a: cell, b: partner(cell, i) }));
  const paired = new Set(pairs.map((pair) => pair.b));
  const rest = b.map((cell, i) => ({ number: i + 1, a: undefined, b: cell }));
  return [...pairs, ...rest.filter((pair) => !paired.has(pair.b))];
}

function cellDifferences({ a, b }: Pair): string[] {
  if ((a && isMeasured(a)) || (b && isMeasured(b))) return [];
  const [ours, theirs] = [a?.outputs ?? [], b?.outputs ?? []];
  const count = Math.max(ours.length, theirs.length);
  return Array.from({ length: count }, (_, i) => i).flatMap((i) => {
    return prefixed(count > 1 ? `output ${i + 1}, ` : "", outputDifferences(ours[i], theirs[i]));
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
  const error = ename === undefined ? [] : lines("error", `${ename}: ${evalue}`);
  return new Map([...lines(name, shown), ...error]);
}

function richPlaces(output: Output): Places {
  const mimes = Object.keys(output.data ?? {});
  const rich = mimes.filter((mime) => mime !== "text/plain" && !mime.startsWith("image/"));
  return new Map(rich.flatMap((mime) => {
    if (mime === "text/html") return htmlPlaces(textOf(textIn(output, mime)));
    if (mime.startsWith("text/")) return lines(mime, textOf(textIn(output, mime)));
    return figurePlaces(output.data?.[mime]);
  }));
}

const textIn = ({ data }: Output, mime: string): string | string[] | undefined =>
  data?.[mime] as string | string[] | undefined;

const lines = (name: string, text: string): Place[] =>
  text.trimEnd().split("\n").map((line, i) => [`${name} line ${i + 1}`, line]);

const TABLES = /<table[^]*?<\/table>/g;

/** Tables cell by cell, under the row's first cell and the column's head; the rest by line. */
function htmlPlaces(html: string): Place[] {
  const tables = (html.match(TABLES) ?? []).flatMap((table, i) =>
    under(i === 0 ? "" : `table ${i + 1}, `, tablePlaces(table)));
  return [...tables, ...lines("page", plain(html.replace(TABLES, "\n")))];
}

const under = (name: string, places: readonly Place[]): Place[] =>
  places.map(([where, text]) => [name + where, text]);

function tablePlaces(table: string): Place[] {
  const rows = [...table.matchAll(/<tr[^]*?<\/tr>/g)].map(([row]) =>
    [...row.matchAll(/<t[hd]\b[^>]*>([^]*?)<\/t[hd]>/g)].map(([, cell = ""]) => plain(cell)));
  const [heads = []] = rows;
  const caption = plain(/<caption[^]*?<\/caption>/.exec(table)?.[0] ?? "");
  const cells = rows.flatMap((row, i) => row.map((text, j): Place =>
    [`row ${i} "${cut(row[0] ?? "", 40)}", column ${j + 1} "${heads[j] ?? ""}"`, text]));
  return [["caption", caption], ...cells];
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', nbsp: " ", amp: "&" };

const plain = (html: string): string => html
  .replace(/<\/(?:div|p|summary|li|h\d)>|<br\s*\/?>/g, "\n")
  .replace(/<[^>]*>/g, "")
  .replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name = "") =>
    code ? String.fromCodePoint(Number(code)) : (ENTITIES[name] ?? whole));

/** Every value of a plotly figure, under its trace's name; of the layout too: it holds notes. */
function figurePlaces(figure: unknown): Place[] {
  const { data = [], layout } = figure as { data?: { name?: string }[]; layout?: unknown };
  const traces = data.flatMap((trace, i) =>
    under(`trace ${i + 1} "${trace.name ?? ""}" `, leaves(trace)));
  return [...traces, ...under("layout ", leaves(layout))];
}

function leaves(value: unknown, path = ""): Place[] {
  if (typeof value !== "object" || value === null) return [[path, String(value)]];
  const step = (key: string) => (path === "" ? key : `${path}.${key}`);
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, Array.isArray(value) ? `${path}[${key}]` : step(key)));
}

function placeDifferences(a: Places, b: Places): string[] {
  const all = [...new Set([...a.keys(), ...b.keys()])];
  return all.flatMap((where) =>
    prefixed(`${where} · `, textDifferences(a.get(where), b.get(where))));
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
  return numbers.flatMap((number, i) =>
    number === others[i] ? [] : [`${number} → ${others[i]}`]);
}

/** Columns widen with what they hold, times included, so widths of spaces are left out. */
const comparable = (text: string): string =>
  placeless(timeless(text)).replace(/\s+/g, " ").trim();

/** A text in quotes, cut to begin shortly before its first difference from the other. */
function quoted(text: string | undefined, other = ""): string {
  if (text === undefined) return "nothing";
  let same = 0;
  while (same < text.length && text[same] === other[same]) same++;
  const start = text.length > 80 ? Math.max(0, same - 30) : 0;
  return `"${start > 0 ? "…" : ""}${cut(text.slice(start))}"`;
}

const cut = (text: string, length = 80): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
};
