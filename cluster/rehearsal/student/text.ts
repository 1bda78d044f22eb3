// Owns how the student sees a note: tokens, units (sentences, table rows, list entries), headings, column heads. Knows English function words and nothing of medicine.
import { SECTIONS } from "../../../lib/types.ts";
import { hash32 } from "../../../lib/random.ts";

export type TokenKind = "word" | "number" | "date" | "mark";

export interface Token {
  readonly kind: TokenKind;
  /** Lower-case stem of a word, `y-m-d` of a date, the mark itself; "0" for every number. */
  readonly key: string;
  readonly hash: number;
  /** The number's value; NaN for all else. */
  readonly value: number;
  /** Offsets in the text, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Index of the unit that holds the token. */
  readonly unit: number;
}

export interface Unit {
  readonly start: number;
  readonly end: number;
  /** The nearest heading line above, without its colon; "" before the first. */
  readonly heading: string;
  /** The nearest heading above that names one of SECTIONS, else `heading`. */
  readonly section: string;
  /** First token and one past the last token. */
  readonly first: number;
  readonly last: number;
}

export interface Page {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly units: readonly Unit[];
}

const FUNCTION_WORDS = new Set(
  ("a an the this that these those of in on at to for from by with during within upon into as is are was were be been being am do does did has have had having he she it its his her their they them him " +
    "i you your we our who whom which what whose when where how and or but if then than so such can could may might shall should will would there here also any some all " +
    "patient patients hospital stay note noted record recorded state stated report reported document documented mention mentioned say show value level number").split(" ").map(stem),
);

const NUMBER_WORDS = new Map(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"].map((w, i) => [w, i]));

const TOKEN = new RegExp(
  [
    String.raw`\[\*\*[^\]]*\*\*\]`, // removed text
    String.raw`\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\/\d{1,2}\/\d{2,4}`, // dates
    String.raw`\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AP]M)?`, // times of day
    String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+`,
    String.raw`[A-Za-z]+(?:'[A-Za-z]+|\d+[A-Za-z]*)*`,
    String.raw`[^\s\w]`,
  ].join("|"),
  "g",
);

/** True for words that carry no topic: articles, auxiliaries, and what every question says (patient, note, recorded). */
export const isFunctionWord = (key: string): boolean => FUNCTION_WORDS.has(key);

/** Lower case without a plural or possessive s; denies and denied are deny. */
export function stem(word: string): string {
  const lower = word.toLowerCase().replace(/'s$/, "").replace(/(?<=..)ie[sd]$/, "y");
  return lower.length > 3 && /[^siu]s$/.test(lower) ? lower.slice(0, -1) : lower;
}

/** Splits any text into tokens. `unit` is left at 0. */
export function tokenize(text: string): Token[] {
  const out: Token[] = [];
  for (const match of text.matchAll(TOKEN)) out.push(token(match[0], match.index));
  return out;
}

/** Reads a note into tokens and units. */
export function readPage(text: string): Page {
  const spans = unitSpans(text);
  const raw = tokenize(text);
  const tokens: Token[] = [];
  const units: Unit[] = [];
  let at = 0;
  for (const span of spans) {
    const first = tokens.length;
    for (; at < raw.length && (raw[at] as Token).start < span.end; at++) tokens.push({ ...(raw[at] as Token), unit: units.length });
    units.push({ ...span, first, last: tokens.length });
  }
  return { text, tokens, units };
}

function token(text: string, start: number): Token {
  const [kind, key, value] = classify(text);
  return { kind, key, value, hash: hash32(key), start, end: start + text.length, unit: 0 };
}

function classify(text: string): [TokenKind, string, number] {
  if (text.startsWith("[**")) return ["date", dateKey(text.slice(3, -3)) ?? "tag", NaN];
  const date = dateKey(text);
  if (date !== undefined) return ["date", date, NaN];
  if (/^\d+:/.test(text)) return ["mark", "time", NaN];
  if (/^[\d.]*\d/.test(text)) return ["number", "0", Number(text.replaceAll(",", ""))];
  const key = stem(text);
  const spelled = NUMBER_WORDS.get(key);
  if (spelled !== undefined) return ["number", "0", spelled];
  return [/^[a-z]/.test(key) ? "word" : "mark", key, NaN];
}

/** A date's sortable key, `2151-03-04` for 2151-3-4 or 3/4/2151; undefined for anything else. */
function dateKey(text: string): string | undefined {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text.trim());
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{2,4})$/.exec(text.trim());
  const parts = iso ? [iso[1], iso[2], iso[3]] : us ? [us[3], us[1], us[2]] : undefined;
  return parts?.map((p) => (p ?? "").padStart(2, "0")).join("-");
}

type Span = Omit<Unit, "first" | "last">;

/** Units in order: lines that were wrapped are joined, joined lines are cut into sentences. */
function unitSpans(text: string): Span[] {
  const out: Span[] = [];
  let heading = "", section = "";
  for (const block of blocks(text)) {
    const head = /^\s*([A-Za-z][A-Za-z /&,()'-]{1,48}):\s*$/.exec(text.slice(block.start, block.end))?.[1];
    if (head !== undefined) {
      heading = head.trim();
      section = SECTIONS.find((s) => s.toLowerCase() === heading.toLowerCase()) ?? section;
    }
    for (const [start, end] of sentences(text, block)) out.push({ start, end, heading, section: section || heading });
  }
  return out;
}

/** Non-empty lines, a wrapped line joined with what it continues. */
function blocks(text: string): { start: number; end: number }[] {
  const out: { start: number; end: number }[] = [];
  let open = false;
  for (const match of text.matchAll(/[^\n]*(?:\n|$)/g)) {
    const line = match[0].trimEnd();
    const start = match.index + (line.length - line.trimStart().length);
    const end = match.index + line.length;
    if (start >= end) {
      open = false;
      continue;
    }
    const previous = out.at(-1);
    if (open && previous && continues(line)) previous.end = end;
    else out.push({ start, end });
    open = line.length >= 55 && !/[:]$/.test(line) && !isTabular(line);
  }
  return out;
}

/** A line that may continue the one before: not a list entry, a heading, a labelled line or a table row. */
const continues = (line: string): boolean => !/^\s*(?:[-*•#>]|\(?\d{1,2}[.)]\s|[A-Z][A-Za-z /&()-]{0,40}:)/.test(line) && !isTabular(line);
const isTabular = (line: string): boolean => /\S(?: {2,}|\t)\S.*\S(?: {2,}|\t)\S/.test(line) || (line.match(/[A-Za-z)]-\d/g)?.length ?? 0) >= 2 || line.includes("|");

const ABBREVIATION = /(?:^|[\s(])(?:dr|mr|mrs|ms|st|vs|no|approx|pt|e\.g|i\.e|\d{1,2})\.$/i;

/** Cuts a block at full stops followed by a capital or a digit. */
function* sentences(text: string, block: { start: number; end: number }): Generator<[number, number]> {
  const slice = text.slice(block.start, block.end);
  let from = 0;
  for (const match of slice.matchAll(/[.!?]["')\]]*\s+(?=[A-Z0-9[(#"])/g)) {
    const end = match.index + match[0].trimEnd().length;
    if (ABBREVIATION.test(slice.slice(Math.max(0, match.index - 8), match.index + 1))) continue;
    yield [block.start + from, block.start + end];
    from = match.index + match[0].length;
  }
  yield [block.start + from, block.end];
}
