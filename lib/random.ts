// Seeded randomness: the one source of it, so that a run with a seed is the same run everywhere.

/** A stream of numbers in [0, 1), fixed by its seed (a number, or any text, hashed). */
export type Random = () => number;

/** 32-bit FNV-1a of a text. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** A seeded generator; different seeds give independent streams: `random(seed + ":" + note_id)`. */
export function random(seed: number | string): Random {
  const text = String(seed);
  const next = sfc32(hash32(text), hash32(text + "\u0001"), hash32(text + "\u0002"));
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** The generator sfc32 from three words, with its counter at 1. */
export function sfc32(a: number, b: number, c: number): Random {
  let d = 1;
  return () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
}

/** An integer from `low` to `high`, both included. */
export const integer = (r: Random, low: number, high: number): number => low + Math.floor(r() * (high - low + 1));
/** One element of a non-empty list. */
export const pick = <T>(r: Random, list: readonly T[]): T => {
  if (list.length === 0) throw new RangeError("Expected a list with at least one element to pick from, got an empty one");
  return list[Math.floor(r() * list.length)] as T;
};

/** A new list in random order (Fisher–Yates). */
export function shuffle<T>(r: Random, list: readonly T[]): T[] {
  const out = [...list];
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(r() * (i + 1));
    [out[i], out[j]] = [out[j] as T, out[i] as T];
  }
  return out;
}

/** `n` elements without replacement, in random order; all of them when there are fewer. */
export const sample = <T>(r: Random, list: readonly T[], n: number): T[] => shuffle(r, list).slice(0, n);
