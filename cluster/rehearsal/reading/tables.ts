// Laboratory tables with a header row: dates across the top or down the side. Diagrams are diagrams.ts, prose values.ts.
import type { Measurement } from "../lexicon/lexicon.ts";
import { fishbones } from "./diagrams.ts";
import type { Hit } from "./names.ts";
import type { Value } from "./number.ts";
import { type Moment, momentOf } from "./sections.ts";
import { plainValue, type Sheet } from "./sheet.ts";
import { unitAt } from "./units.ts";
import type { NoteDate, Word } from "./words.ts";

/** Values of the note's tables and diagrams, and the stretches they cover, which prose reading leaves out. */
export function tableValues(sheet: Sheet): { values: Value[]; covered: [number, number][] } {
  const values: Value[] = [], covered: [number, number][] = [];
  for (const read of [fishbones, columns]) {
    const found = read(sheet, covered);
    values.push(...found);
  }
  return { values, covered };
}

interface Column { readonly at: number; readonly date: NoteDate | undefined; readonly moment: Moment | undefined; readonly test?: string | undefined }
interface Row { readonly start: number; readonly end: number }

/** Tables with a header row: columns are dates (rows are tests), or columns are tests (rows are dates). */
function columns(sheet: Sheet, covered: [number, number][]): Value[] {
  const values: Value[] = [];
  const rows = rowsOf(sheet.text);
  for (let i = 0; i < rows.length; i++) {
    const header = rows[i] as Row;
    if (covered.some(([a, b]) => header.start < b && header.end > a)) continue;
    const times = timeColumns(sheet, header), tests = times ? undefined : testColumns(sheet, header);
    if (!times && !tests) continue;
    for (let k = i + 1, missed = 0; k < rows.length && missed < 2; k++) {
      const row = rows[k] as Row;
      if (sheet.text.slice(rows[k - 1]?.end, row.start).split("\n").length > 3) break;
      const found = times ? readTestRow(sheet, row, times) : readTimeRow(sheet, row, tests as Column[]);
      if (found.length === 0) { missed++; if (/[A-Za-z]{3}/.test(sheet.text.slice(row.start, row.end)) || tests) break; continue; }
      missed = 0;
      values.push(...found);
      covered.push([row.start, row.end]);
      i = k;
    }
  }
  return values;
}

function rowsOf(text: string): Row[] {
  const rows: Row[] = [];
  for (let start = 0; start < text.length; ) {
    const at = text.indexOf("\n", start);
    const end = at < 0 ? text.length : at;
    if (text.slice(start, end).trim() !== "") rows.push({ start, end });
    start = end + 1;
  }
  return rows;
}

const TIME_WORD = /\b(?:admission|admit|discharge|d\/c|baseline|peak|nadir|(?:hospital )?day \d+|HD\s?#?\d+|POD\s?#?\d+)\b/gi;

function timeColumns(sheet: Sheet, row: Row): Column[] | undefined {
  const line = sheet.text.slice(row.start, row.end);
  if (line.length > 160 || sheet.hits.some((hit) => within(sheet, hit, row) && hit.concepts.some((c) => c.kind === "measurement" && c.id !== "height"))) return undefined;
  const dates = sheet.dates.filter((d) => d.start >= row.start && d.end <= row.end);
  if (dates.length >= 2 && line.replace(/\[\*\*.*?\*\*\]|[\d/:-]+|[AP]M|test|lab|date|unit|ref(?:erence)?|range|normal/gi, "").replace(/[\s|()]/g, "").length <= 14) return dates.map((date) => ({ at: date.start - row.start, date, moment: undefined }));
  const words = [...line.matchAll(TIME_WORD)];
  if (words.length >= 2 && line.replace(TIME_WORD, "").replace(/test|lab|unit|ref(?:erence)?|range|normal|[\s|():#.-]/gi, "").length <= 8) return words.map((word) => ({ at: word.index, date: undefined, moment: momentOf(word[0]) }));
  return undefined;
}

function testColumns(sheet: Sheet, row: Row): Column[] | undefined {
  const line = sheet.text.slice(row.start, row.end);
  if (/\d{2,}|\d\.\d/.test(line.replace(/\(.*?\)|10\^?\d|A1c|25-OH|B12|O2|HCO3|CO2/g, "")) || line.length > 140 || !/\s{2}|\t|\|/.test(line.trim())) return undefined;
  const hits = sheet.hits.filter((hit) => within(sheet, hit, row) && hit.concepts.some((c) => c.kind === "measurement"));
  if (hits.length < 2) return undefined;
  return hits.map((hit) => ({ at: (sheet.words[hit.first] as Word).start - row.start, date: undefined, moment: undefined, test: hit.concepts.find((c) => c.kind === "measurement")?.id }));
}

function readTestRow(sheet: Sheet, row: Row, cols: readonly Column[]): Value[] {
  const hit = sheet.hits.find((h) => within(sheet, h, row) && h.concepts.some((c) => c.kind === "measurement"));
  const concept = hit?.concepts.find((c) => c.kind === "measurement") as Measurement | undefined;
  if (!hit || !concept || sheet.text.slice(row.start, (sheet.words[hit.first] as Word).start).replace(/[\s|*-]/g, "").length > 12) return [];
  const name = sheet.words[hit.last] as Word;
  const from = (sheet.words[hit.first] as Word).start;
  return cells(sheet, { start: name.end, end: row.end }, row.start, cols).flatMap(({ col, at, number }) => {
    const stamp = { from, date: col.date, moment: col.moment, quote: trimmed(sheet.text, row) };
    const bp = concept.id === "systolic" ? /^\d+\/(\d+)/.exec(sheet.text.slice(at, at + 8)) : null;
    return [...plainValue(sheet, { id: concept.id, start: at, number, ...stamp }), ...(bp?.[1] ? plainValue(sheet, { id: "diastolic", start: at + bp[0].length - bp[1].length, number: Number(bp[1]), ...stamp }) : [])];
  });
}

function readTimeRow(sheet: Sheet, row: Row, cols: readonly Column[]): Value[] {
  const date = sheet.dates.find((d) => d.start >= row.start && d.end <= row.end && sheet.text.slice(row.start, d.start).replace(/[\s|]/g, "").length < 4);
  const label = /^[\s|]*([A-Za-z][A-Za-z ]*)/.exec(sheet.text.slice(row.start, row.end))?.[1] ?? "";
  const moment = momentOf(label);
  if (!date && !moment && /[A-Za-z]{3}/.test(label)) return [];
  const start = date ? date.end : row.start + label.length;
  return cells(sheet, { start, end: row.end }, row.start, cols).flatMap(({ col, at, number }) => plainValue(sheet, { id: col.test as string, start: at, number, date, moment, quote: trimmed(sheet.text, row) }));
}

/** Numbers of a row matched to columns: by count when it fits, else to the nearest column above. */
function cells(sheet: Sheet, row: Row, origin: number, cols: readonly Column[]): { col: Column; at: number; number: number }[] {
  const line = sheet.text.slice(row.start, row.end);
  const found: { at: number; number: number }[] = [];
  const blank = /\(.*?\)|\[[^*].*?\]|\d+(?:\.\d+)?\s?[-–]\s?\d+(?:\.\d+)?|\[\*\*.*?\*\*\]|\/\s?\d+/g;
  const clean = line.replace(blank, (m) => (/\[\*\*/.test(m) ? "\u0001".padEnd(m.length) : " ".repeat(m.length)));
  for (const m of clean.matchAll(/(?<![A-Za-z\d.^/])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d^])|\.\d+|\u0001|(?<=\s)(?:--+|-|n\/a|ND)(?=\s|$)/g)) found.push({ at: row.start + m.index, number: /\d/.test(m[0]) ? Number(m[0].replaceAll(",", "")) : Number.NaN });
  const good = (x: { number: number }) => Number.isFinite(x.number);
  if (found.length >= cols.length && found.length <= cols.length + 1 && !(found.length > cols.length && unitAt(sheet.text, (found.at(-1)?.at ?? 0) - 3))) return found.slice(0, cols.length).map((f, i) => ({ ...f, col: cols[i] as Column })).filter(good);
  return found.filter(good).flatMap((f) => {
    const x = f.at - origin;
    const col = cols.reduce((a, b) => (Math.abs(b.at - x) < Math.abs(a.at - x) ? b : a));
    return Math.abs(col.at - x) <= 8 ? [{ ...f, col }] : [];
  });
}

const within = (sheet: Sheet, hit: Hit, row: Row): boolean => (sheet.words[hit.first] as Word).start >= row.start && (sheet.words[hit.last] as Word).end <= row.end;
const trimmed = (text: string, row: Row): readonly [number, number] => [row.start + (/^\s*/.exec(text.slice(row.start, row.end))?.[0].length ?? 0), row.start + text.slice(row.start, row.end).trimEnd().length];
