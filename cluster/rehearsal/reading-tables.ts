// Laboratory tables (dates across the top or down the side), fishbone diagrams and lines of vital signs. Prose is reading-values.ts.
import { conceptOf, type Measurement } from "./lexicon.ts";
import type { Hit } from "./reading-names.ts";
import { type Moment, momentOf, type Span } from "./reading-sections.ts";
import { inUnit, type Place, type Value } from "./reading-values.ts";
import { unitAt } from "./reading-units.ts";
import type { NoteDate, Word } from "./reading-words.ts";

interface Sheet {
  readonly text: string;
  readonly words: readonly Word[];
  readonly hits: readonly Hit[];
  readonly dates: readonly NoteDate[];
  readonly spanAt: (offset: number) => Span;
}

/** Values of the note's tables and diagrams, and the stretches they cover, which prose reading leaves out. */
export function tableValues(sheet: Sheet): { values: Value[]; covered: [number, number][] } {
  const values: Value[] = [], covered: [number, number][] = [];
  for (const read of [fishbones, columns]) {
    const found = read(sheet, covered);
    values.push(...found);
  }
  return { values, covered };
}

const make = (sheet: Sheet, id: string, start: number, number: number, more: Partial<Value> = {}): Value[] => {
  const concept = conceptOf(id) as Measurement;
  const known = inUnit(concept, number, undefined);
  if (!known) return [];
  const end = start + (/^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?/.exec(sheet.text.slice(start, start + 14))?.[0].length ?? 0);
  return [{ concept: id, number, form: "exact", unit: known.unit, base: known.base, from: start, start, end, span: sheet.spanAt(start), date: undefined, moment: undefined, earlier: false, ...more }];
};

const BAR = "[ \\t]*[|│¦]?[ \\t]*";
const RULE = "[-–─—_=]{3,}";
/** Chemistry: Na | Cl | BUN / glucose over K | HCO3 | creatinine; blood count: WBC \ Hgb / platelets over Hct. */
const DIAGRAMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [new RegExp(`(1[1-6]\\d)${BAR}(\\d{2,3})${BAR}(\\d{1,3})[ \\t]*[/\\\\|]?[ \\t]*(\\d{2,3})?[^\\n\\d]*\\n[^\\n\\d]*${RULE}[^\\n\\d]*(\\d{2,3})?[^\\n\\d]*\\n\\D{0,30}?(\\d\\.\\d)${BAR}(\\d{1,2})${BAR}(\\d{1,2}\\.\\d{1,2})[ \\t]*[\\\\/|>]?[ \\t]*(\\d{2,3})?`, "g"), ["sodium", "chloride", "bun", "glucose", "glucose", "potassium", "bicarbonate", "creatinine", "glucose"]],
  [new RegExp(`(1[1-6]\\d)[ \\t]*[|│][ \\t]*(\\d{2,3})[ \\t]*[|│][ \\t]*(\\d{1,3})[ \\t]*[/\\\\<]?[ \\t]*(\\d{2,3})?[^\\n\\d]*\\n\\D{0,30}?(\\d\\.\\d)[ \\t]*[|│][ \\t]*(\\d{1,2})[ \\t]*[|│][ \\t]*(\\d{1,2}\\.\\d{1,2})[ \\t]*[\\\\/]?[ \\t]*(\\d{2,3})?`, "g"), ["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine", "glucose"]],
  [/(1[1-6]\d)\s?\|\s?(\d{2,3})\s?\|\s?(\d{1,3})\s?[/<\\|]\s?(\d{2,3})\s?[;,\s/]\s?(\d\.\d)\s?\|\s?(\d{1,2})\s?\|\s?(\d{1,2}\.\d{1,2})/g, ["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine"]],
  [/\\[ \t]*(\d{1,2}\.\d)[ \t]*\/[^\n\d]*\n[^\n\d]*(\d{1,3}(?:\.\d)?)[^\n\d]+(\d{1,4})[^\n\d]*\n[^\n\d]*\/[ \t]*(\d{2}(?:\.\d)?)[ \t]*\\/g, ["hemoglobin", "wbc", "platelets", "hematocrit"]],
  [/(\d{1,3}(?:\.\d)?)[ \t]*\\[ \t]*(\d{1,2}\.\d)[ \t]*\/[ \t]*(\d{1,4})[^\n\d]*\n(?:[^\n\d]*\n)?[^\n\d]*(\d{2}(?:\.\d)?)[ \t]*\\?/g, ["wbc", "hemoglobin", "platelets", "hematocrit"]],
  [/(\d{1,3}(?:\.\d)?)\s?>[-\s]{0,4}(\d{1,2}(?:\.\d)?)\s?[/|]\s?(\d{2}(?:\.\d)?)\s?[-\s]{0,4}<\s?(\d{1,4})/g, ["wbc", "hemoglobin", "hematocrit", "platelets"]],
];

function fishbones(sheet: Sheet, covered: [number, number][]): Value[] {
  if (!/[|│\\<>]/.test(sheet.text) && !/-{5,}/.test(sheet.text)) return [];
  const values: Value[] = [];
  for (const [pattern, ids] of DIAGRAMS) {
    for (const match of sheet.text.matchAll(new RegExp(pattern.source, "dg"))) {
      const whole = [match.index, match.index + match[0].trimEnd().length] as const;
      if (covered.some(([a, b]) => whole[0] < b && whole[1] > a)) continue;
      const span = sheet.spanAt(whole[0]);
      const found = ids.flatMap((id, i) => (match[i + 1] === undefined ? [] : make(sheet, id, match.indices?.[i + 1]?.[0] as number, Number(match[i + 1]), { span, date: span.date, moment: span.moment, quote: whole })));
      if (found.length < 3) continue;
      values.push(...found);
      covered.push([...whole]);
    }
  }
  return values;
}

interface Column { readonly at: number; readonly date: NoteDate | undefined; readonly moment: Moment | undefined; readonly ids?: string | undefined }
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
      const found = times ? readTestRow(sheet, row, header, times) : readTimeRow(sheet, row, header, tests as Column[]);
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
  return hits.map((hit) => ({ at: (sheet.words[hit.first] as Word).start - row.start, date: undefined, moment: undefined, ids: hit.concepts.find((c) => c.kind === "measurement")?.id }));
}

function readTestRow(sheet: Sheet, row: Row, header: Row, cols: readonly Column[]): Value[] {
  const hit = sheet.hits.find((h) => within(sheet, h, row) && h.concepts.some((c) => c.kind === "measurement"));
  const concept = hit?.concepts.find((c) => c.kind === "measurement") as Measurement | undefined;
  if (!hit || !concept || sheet.text.slice(row.start, (sheet.words[hit.first] as Word).start).replace(/[\s|*-]/g, "").length > 12) return [];
  const name = sheet.words[hit.last] as Word;
  const from = (sheet.words[hit.first] as Word).start;
  return cells(sheet, { start: name.end, end: row.end }, row.start, cols).flatMap(({ col, at, number }) => {
    const stamp = { from, date: col.date, moment: col.moment, quote: trimmed(sheet.text, row) };
    const bp = concept.id === "systolic" ? /^\d+\/(\d+)/.exec(sheet.text.slice(at, at + 8)) : null;
    void header;
    return [...make(sheet, concept.id, at, number, stamp), ...(bp?.[1] ? make(sheet, "diastolic", at + bp[0].length - bp[1].length, Number(bp[1]), stamp) : [])];
  });
}

function readTimeRow(sheet: Sheet, row: Row, header: Row, cols: readonly Column[]): Value[] {
  const date = sheet.dates.find((d) => d.start >= row.start && d.end <= row.end && sheet.text.slice(row.start, d.start).replace(/[\s|]/g, "").length < 4);
  const label = /^[\s|]*([A-Za-z][A-Za-z ]*)/.exec(sheet.text.slice(row.start, row.end))?.[1] ?? "";
  const moment = momentOf(label);
  if (!date && !moment && /[A-Za-z]{3}/.test(label)) return [];
  const start = date ? date.end : row.start + label.length;
  return cells(sheet, { start, end: row.end }, row.start, cols).flatMap(({ col, at, number }) => make(sheet, col.ids as string, at, number, { date, moment, quote: trimmed(sheet.text, row) }));
  void header;
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

const LETTERS: Readonly<Record<string, string>> = { T: "temperature", P: "heart-rate", R: "respiratory-rate", O2: "saturation" };

/** A line of vital signs: single letters ("T 98.6 P 88"), or numbers alone in the usual order ("98.6 120/80 88 18 97%RA"). */
export function vitalValues(place: Place, labelled: readonly Value[]): Value[] {
  const { text, span } = place;
  const line = text.slice(span.start, span.end);
  const titled = /vital|\bVS\b/i.test(span.heading) || /^(?:vital|VS\b|T\b|Tm|Tc|BP|On (?:admission|discharge|exam|presentation|arrival))/i.test(line);
  if (line.length > 260 || !/\d/.test(line)) return [];
  const seen = new Set(labelled.map((v) => v.concept));
  const put = (id: string, at: number, number: number): Value[] => {
    const known = seen.has(id) ? undefined : inUnit(conceptOf(id) as Measurement, number, undefined);
    if (!known) return [];
    seen.add(id);
    const end = at + (/^\d+(?:\.\d+)?\s?%?/.exec(text.slice(at))?.[0].trimEnd().length ?? 0);
    return [{ concept: id, number, form: "exact", unit: known.unit, base: known.base, from: at, start: at, end, span, date: undefined, moment: undefined, earlier: false }];
  };
  const values: Value[] = [];
  const letters = [...line.matchAll(/(?<![A-Za-z\d/.])(T|P|R|O2)(?:[\s:=-]{0,3})(\d{1,3}(?:\.\d+)?)(?!\/|\d|L|:)/g)];
  if (titled || letters.length >= 2 || labelled.length >= 2) for (const m of letters) values.push(...put(LETTERS[m[1] as string] as string, span.start + m.index + m[0].length - (m[2] as string).length, Number(m[2])));
  for (const m of line.matchAll(/(?<![\d/.])(\d{2,3})\s?(beats|breaths|bpm)(?:\s?(?:per|\/|a)\s?min)?/g)) values.push(...put(m[2] === "breaths" ? "respiratory-rate" : "heart-rate", span.start + m.index, Number(m[1])));
  const bp = /(?<![\d/.])(\d{2,3})\s?\/\s?(\d{2,3})(?![\d/])/.exec(line);
  if (bp && !seen.has("systolic") && (titled || /^\s?mm\s?hg/i.test(line.slice(bp.index + bp[0].length)) || ["heart-rate", "temperature", "respiratory-rate"].some((id) => seen.has(id))) && Number(bp[1]) > Number(bp[2]) && Number(bp[1]) >= 60) {
    values.push(...put("systolic", span.start + bp.index, Number(bp[1])), ...put("diastolic", span.start + bp.index + bp[0].length - (bp[2] as string).length, Number(bp[2])));
  }
  const sat = /(\d{2,3})\s?%\s?(?:on\s|RA|,|\d|\(|$|NC)/.exec(line);
  if (sat && (titled || ["systolic", "heart-rate", "temperature"].some((id) => seen.has(id)))) values.push(...put("saturation", span.start + sat.index, Number(sat[1])));
  if (titled && seen.size - labelled.length <= 3) values.push(...bare(place, put));
  return values;
}

/** Numbers without names after "VS:": temperature, blood pressure, pulse, breaths, saturation, in the order doctors write them. */
function bare(place: Place, put: (id: string, at: number, number: number) => Value[]): Value[] {
  const line = place.text.slice(place.span.start, place.span.end);
  const m = /(?:^|:|VS|vitals?(?: signs)?)[\s,:-]*(?:\w+\s){0,2}(\d{2,3}\.\d)[\sF,;°]{1,4}(?:(\d{2,3})[\s,;]{1,3})?(\d{2,3})\/(\d{2,3})[\s,;]{1,3}(\d{1,3})(?:[\s,;-]{1,3}(\d{1,2})(?!\d|%))?/.exec(line)
    ?? /(?:^|:|VS|vitals?(?: signs)?)[\s,:-]*(\d{2,3}(?:\.\d)?)[\s,;]{1,3}(\d{2,3})[\s,;]{1,3}(\d{2,3})\/(\d{2,3})[\s,;]{1,3}(\d{1,2})(?!\d)/.exec(line);
  if (!m) return [];
  const at = (i: number, from = 0): number => place.span.start + m.index + m[0].indexOf(m[i] as string, from);
  const values = put("temperature", at(1), Number(m[1]));
  const slash = m[0].indexOf(`${m[3]}/${m[4]}`);
  if (m[2]) return [...values, ...put("heart-rate", at(2, (m[0].indexOf(m[1] as string) + (m[1] as string).length)), Number(m[2])), ...put("respiratory-rate", at(5, slash + 4), Number(m[5]))];
  const after = slash + `${m[3]}/${m[4]}`.length;
  return [...values, ...put("heart-rate", at(5, after), Number(m[5])), ...(m[6] ? put("respiratory-rate", at(6, m[0].lastIndexOf(m[6])), Number(m[6])) : [])];
}
