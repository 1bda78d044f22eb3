// Owns what stands around each candidate answer of a note: words to its left and right, headings, column heads, dates. No question and no weights here.
import type { AnswerKind } from "../../../lib/types.ts";
import { hash32 } from "../../../lib/random.ts";
import { isFunctionWord, readPage, tokenize } from "./text.ts";
import type { Page, Token } from "./text.ts";

/** Places beside a candidate. What stands in the MATCHABLE ones is compared with the question's words. */
export const PLACES = ["self", "left", "leftBag", "right", "rightBag", "before", "after", "head", "heading", "column", "date", "shape", "pair"] as const;
type Place = (typeof PLACES)[number];
const NOT_MATCHABLE = new Set<Place>(["before", "after", "shape", "pair"]);

/** The candidates of one kind. Candidate `i` has the entries `list[offsets[i]]` up to `list[offsets[i + 1]]`, exclusive. */
export interface Candidates {
  /** Index of each candidate's token in the page. */
  readonly tokens: Int32Array;
  readonly offsets: Int32Array;
  readonly list: Int32Array;
  /** Distinct entries, that is a place and what stands there: hash of both, index in PLACES, index in the sheet's vocabulary or -1. */
  readonly hashes: Int32Array;
  readonly places: Int32Array;
  readonly keys: Int32Array;
  /** A number's value, NaN for a word; the date it belongs to, "" when none is given. */
  readonly values: Float64Array;
  readonly dates: readonly string[];
}

/** A note made ready to be asked; making one takes about 50 times as long as asking it. */
export interface Sheet {
  readonly page: Page;
  /** A number is pointed to among the numbers; for Yes or No every word and number may be what settles it. */
  readonly candidates: Readonly<Record<AnswerKind, Candidates>>;
  /** Every distinct word and date that a question may meet. */
  readonly vocabulary: readonly string[];
  readonly known: ReadonlySet<string>;
  /** First four letters of the vocabulary. */
  readonly beginnings: ReadonlySet<string>;
}

/** Reads a note. */
export function readSheet(note: string): Sheet {
  const page = readPage(note);
  const around = surroundings(page);
  const vocabulary = new Map<string, number>();
  const boolean = candidates(page, { around, vocabulary, kind: "boolean" });
  const numeric = candidates(page, { around, vocabulary, kind: "numeric" });
  const keys = [...vocabulary.keys()];
  return { page, candidates: { boolean, numeric }, vocabulary: keys, known: new Set(keys), beginnings: new Set(keys.map((key) => key.slice(0, 4))) };
}

interface Making {
  readonly around: Surroundings;
  readonly vocabulary: Map<string, number>;
  readonly kind: AnswerKind;
}

function candidates(page: Page, { around, vocabulary, kind }: Making): Candidates {
  const ids = new Map<string, number>();
  const hashes: number[] = [], places: number[] = [], keys: number[] = [], offsets: number[] = [], list: number[] = [], tokens: number[] = [];
  const add = (place: Place, key: string) => {
    const name = `${place}:${key}`;
    if (!ids.has(name)) {
      ids.set(name, hashes.length);
      hashes.push(hash32(name));
      places.push(PLACES.indexOf(place));
      keys.push(key === "" || NOT_MATCHABLE.has(place) ? -1 : idOf(vocabulary, key));
    }
    list.push(ids.get(name) as number);
  };
  page.tokens.forEach((token, i) => {
    if (token.kind !== "number" && (kind === "numeric" || token.kind !== "word" || isFunctionWord(token.key))) return;
    tokens.push(i);
    offsets.push(list.length);
    describe(page, { around, i, add });
  });
  offsets.push(list.length);
  return {
    tokens: Int32Array.from(tokens), offsets: Int32Array.from(offsets), list: Int32Array.from(list),
    hashes: Int32Array.from(hashes), places: Int32Array.from(places), keys: Int32Array.from(keys),
    values: Float64Array.from(tokens, (i) => (page.tokens[i] as Token).value), dates: tokens.map((i) => around.date(i)),
  };
}

function idOf(vocabulary: Map<string, number>, key: string): number {
  const id = vocabulary.get(key) ?? vocabulary.size;
  vocabulary.set(key, id);
  return id;
}

/** Calls `add` for all that stands around token `i`. */
function describe(page: Page, { around, i, add }: { around: Surroundings; i: number; add: (place: Place, key: string) => void }): void {
  const token = page.tokens[i] as Token;
  const left = around.topic(i, -1, token.kind === "number" ? 5 : 3);
  const right = around.topic(i, 1, 3);
  add("left", left[0] ?? "");
  add("right", right[0] ?? "");
  for (const key of left) add("leftBag", key);
  for (const key of right) add("rightBag", key);
  add("before", around.neighbour(i, -1));
  add("after", around.neighbour(i, 1));
  for (const key of around.head(i)) add("head", key);
  for (const key of around.heading(i)) add("heading", key);
  if (around.date(i) !== "") add("date", around.date(i));
  if (token.kind === "number") {
    add("shape", shape(page.text.slice(token.start, token.end)));
    for (const key of around.column(i)) add("column", key);
  } else {
    add("self", token.key);
    add("pair", `${left[0] ?? ""} ${token.key}`);
  }
}

/** How many digits stand before the point and after it: `3.1` for 138.5. */
function shape(digits: string): string {
  const [whole = "", part = ""] = digits.replaceAll(",", "").split(".");
  return `${whole.length}.${part.length}${whole === "0" ? "z" : ""}`;
}

/** Looks around a token, never further than its unit but for headings and column heads. */
interface Surroundings {
  readonly topic: (i: number, step: 1 | -1, most: number) => string[];
  readonly neighbour: (i: number, step: 1 | -1) => string;
  readonly head: (i: number) => readonly string[];
  readonly heading: (i: number) => readonly string[];
  readonly column: (i: number) => readonly string[];
  readonly date: (i: number) => string;
}

function surroundings({ text, tokens, units }: Page): Surroundings {
  const isTopic = (t: Token) => t.kind === "word" && !isFunctionWord(t.key);
  const inUnit = (u: number) => tokens.slice(units[u]?.first, units[u]?.last);
  const heads = units.map((_, u) => inUnit(u).filter(isTopic).slice(0, 2).map((t) => t.key));
  const headings = new Map([...new Set(units.map((u) => u.heading))].map((h) => [h, tokenize(h).filter(isTopic).map((t) => t.key)]));
  const isHeader = units.map((_, u) => inUnit(u).filter((t) => t.kind === "date").length >= 2 && !inUnit(u).some((t) => t.kind === "number"));
  const unitOf = (i: number) => (tokens[i] as Token).unit;
  const middle = (t: Token) => (t.start + t.end) / 2 - (text.lastIndexOf("\n", t.start) + 1);

  const topic: Surroundings["topic"] = (i, step, most) => {
    const out: string[] = [];
    for (let j = i + step; out.length < most && tokens[j]?.unit === unitOf(i); j += step) if (isTopic(tokens[j] as Token)) out.push((tokens[j] as Token).key);
    return out;
  };
  const neighbour: Surroundings["neighbour"] = (i, step) => (tokens[i + step]?.unit === unitOf(i) ? (tokens[i + step] as Token).key : "");
  // A row of two or more dates heads the rows below it; what stands within 8 characters of a token's middle is over it.
  const column: Surroundings["column"] = (i) => {
    const token = tokens[i] as Token;
    const row = [...Array(14).keys()].map((k) => unitOf(i) - k).find((u) => isHeader[u]);
    if (row === undefined || row === unitOf(i)) return [];
    const distance = (t: Token) => Math.abs(middle(t) - middle(token));
    return inUnit(row).filter((t) => t.kind !== "mark" && distance(t) <= 8).sort((a, b) => distance(a) - distance(b)).slice(0, 1).map((t) => t.key);
  };
  const date: Surroundings["date"] = (i) => {
    for (let j = i - 1; tokens[j]?.unit === unitOf(i); j--) if (tokens[j]?.kind === "date") return (tokens[j] as Token).key;
    return column(i).find((key) => /^\d{4}-/.test(key)) ?? "";
  };
  return { topic, neighbour, column, date, head: (i) => heads[unitOf(i)] ?? [], heading: (i) => headings.get(units[unitOf(i)]?.heading ?? "") ?? [] };
}
