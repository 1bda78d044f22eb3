// Writes what a text quotes of notes as places in them, and finds what is left of a note's words in
// it.

/** A text in pieces: own words, or a place in the item's note, in Unicode code points. */
export type Pieces = readonly (string | readonly [start: number, end: number])[];

/** So many words of a note in a row, outside of questions and quotes, are more than may be released. */
export const RUN = 8;
/** Runs this long become places, so that short ones cannot add up to a long one. */
const SHORT = 4;

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Words as they are compared: letters and digits, whatever their case. */
export const wordsOf = (text: string): Word[] => [...text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)].map((m) => ({ word: m[0].toLowerCase(), start: m.index, end: m.index + m[0].length }));

/** Runs of words of a set of notes, to be looked up. */
export interface Runs {
  /** True when the text holds {@link RUN} words in a row that one of the notes holds in a row. */
  found(text: string): boolean;
}

/**
 * Runs of notes, kept as numbers so that thousands of notes fit; a collision only makes `found` too
 * careful.
 */
export function indexWordRuns(notes: Iterable<string>): Runs {
  const seen = new Set<number>();
  for (const note of notes) for (const run of hashes(note)) seen.add(run);
  return { found: (text) => hashes(text).some((run) => seen.has(run)) };
}

/**
 * The text with each run of `least` words (@default 4) that is in the note written as its place.
 */
export function redact(text: string, note: string, { least = SHORT }: { readonly least?: number } = {}): Pieces {
  const words = wordsOf(text), places = new Map<string, number[]>(), inNote = wordsOf(note), toPoints = pointsOf(note);
  inNote.forEach((_, i) => {
    const key = keyOf(inNote, { i, least });
    if (key !== undefined) (places.get(key) ?? places.set(key, []).get(key))?.push(i);
  });
  const pieces: (string | readonly [number, number])[] = [];
  let at = 0;
  for (let i = 0; i < words.length;) {
    const run = longest(places.get(keyOf(words, { i, least }) ?? "") ?? [], { i, words, text, inNote, note, least });
    if (run) {
      const start = (words[i] as Word).start, end = start + run.length;
      if (start > at) pieces.push(text.slice(at, start));
      pieces.push([toPoints(run.at), toPoints(run.at + run.length)]);
      at = end;
      while (i < words.length && (words[i] as Word).start < end) i++;
    } else i++;
  }
  if (at < text.length || pieces.length === 0) pieces.push(text.slice(at));
  return pieces;
}

/** The text again; undefined when a place lies outside the note. */
export function restore(pieces: Pieces, note: string): string | undefined {
  const toUnits = unitsOf(note), parts = pieces.map((piece) => (typeof piece === "string" ? piece : slice(note, piece.map(toUnits) as [number, number])));
  return parts.some((part) => part === undefined) ? undefined : parts.join("");
}

/** Offsets in code points of offsets in UTF-16 units. */
export function pointsOf(text: string): (unit: number) => number {
  const low = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((m) => m.index + 1);
  return low.length === 0 ? (unit) => unit : (unit) => unit - below(low, unit);
}

/** Offsets in UTF-16 units of offsets in code points. */
export function unitsOf(text: string): (point: number) => number {
  const pairs = [...text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)].map((m, i) => m.index - i);
  return pairs.length === 0 ? (point) => point : (point) => point + below(pairs, point);
}

/** How many of ascending numbers are smaller. */
function below(sorted: readonly number[], limit: number): number {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const slice = (note: string, [start, end]: [number, number]): string | undefined => (start >= 0 && start <= end && end <= note.length ? note.slice(start, end) : undefined);

const keyOf = (words: readonly Word[], { i, least }: { i: number; least: number }): string | undefined =>
  i + least <= words.length ? words.slice(i, i + least).map(({ word }) => word).join(" ") : undefined;

type Search = { i: number; words: readonly Word[]; text: string; inNote: readonly Word[]; note: string; least: number };

/** The longest passage of the note from one of its words `at` that equals the text from word i. */
function longest(candidates: readonly number[], { i, words, text, inNote, note, least }: Search): { at: number; length: number } | undefined {
  let best: { at: number; length: number; words: number } | undefined;
  for (const j of candidates) {
    const from = (words[i] as Word).start, at = (inNote[j] as Word).start;
    let k = 0;
    while (i + k < words.length && j + k < inNote.length && text.slice(from, (words[i + k] as Word).end) === note.slice(at, (inNote[j + k] as Word).end)) k++;
    if (k >= least && k > (best?.words ?? 0)) best = { at, length: (words[i + k - 1] as Word).end - from, words: k };
  }
  return best;
}

/** A number for each run of {@link RUN} words. */
function hashes(text: string): number[] {
  const words = wordsOf(text).map(({ word }) => word), out: number[] = [];
  for (let i = 0; i + RUN <= words.length; i++) {
    let a = 0x811c9dc5, b = 0x1b873593;
    for (const c of words.slice(i, i + RUN).join(" ")) {
      a = Math.imul(a ^ (c.codePointAt(0) as number), 0x01000193);
      b = Math.imul(b ^ (c.codePointAt(0) as number), 0x85ebca6b);
    }
    out.push((a >>> 0) * 0x100000 + ((b >>> 0) & 0xfffff));
  }
  return out;
}
