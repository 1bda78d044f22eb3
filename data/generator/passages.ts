// Keeps the wording of different patients apart: remembers every passage of 13 words of the patients written so far.
import { hash32 } from "../../lib/random.ts";

/** A passage of more than this many words must not be shared by two patients' notes. */
export const LONGEST_SHARED = 12;

/** Words as they are compared: runs of letters and digits in lower case, so that line breaks and commas make no difference; a dash that stands alone is a word. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+|(?<!\S)[^a-z0-9\s]+(?!\S)/g) ?? [];

/** A memory of passages. `keep` makes a patient's passages count from then on; a patient may repeat itself. */
export interface Passages {
  /** The hashes of the passages of the tail with the new words after it, or undefined when another patient has one of them. */
  readonly fresh: (tail: readonly number[], words: readonly number[]) => number[] | undefined;
  readonly keep: (passages: readonly number[]) => void;
}

export const hashWords = (text: string): number[] => wordsOf(text).map(hash32);

/** Starts with nothing remembered. Costs 8 bytes a word; a false alarm (1 in 2^32 a passage kept) only draws a sentence again. */
export function passages(): Passages {
  let table = new Uint32Array(1 << 16);
  let used = 0;
  const place = (hash: number): number => {
    let i = Math.imul(hash, 0x9e3779b1) >>> 0 & (table.length - 1);
    while (table[i] !== 0 && table[i] !== hash) i = (i + 1) & (table.length - 1);
    return i;
  };
  const grow = (): void => {
    const old = table;
    table = new Uint32Array(old.length * 2);
    for (const hash of old) if (hash !== 0) table[place(hash)] = hash;
  };
  const fresh = (tail: readonly number[], words: readonly number[]): number[] | undefined => {
    const run = [...tail, ...words], found: number[] = [];
    for (let end = LONGEST_SHARED; end < run.length; end++) {
      const hash = passageHash(run, end - LONGEST_SHARED);
      if (table[place(hash)] === hash) return undefined;
      found.push(hash);
    }
    return found;
  };
  const keep = (hashes: readonly number[]): void => {
    for (const hash of hashes) {
      const i = place(hash);
      if (table[i] === hash) continue;
      table[i] = hash;
      if (++used * 2 > table.length) grow();
    }
  };
  return { fresh, keep };
}

function passageHash(words: readonly number[], start: number): number {
  let h = 0x811c9dc5;
  for (let i = start; i <= start + LONGEST_SHARED; i++) h = Math.imul((h ^ (words[i] ?? 0)) + (h >>> 15), 0x01000193);
  return h >>> 0 || 1;
}
