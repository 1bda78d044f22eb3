// Owns the student's scores: which hashed weights a question, a note and a candidate add up, and the distribution over candidates and NA. Changing weights is gradient.ts.
import { hash32 } from "../../../lib/random.ts";
import type { AnswerKind } from "../../../lib/types.ts";
import { meet, MATCHES } from "./question.ts";
import type { Asked } from "./question.ts";
import { PLACES } from "./features.ts";
import type { Candidates, Sheet } from "./features.ts";

const TABLE_BITS = 20;
/** How many hashed weights there are. Unlike features may share one; a table this large keeps words that were never seen from meeting trained weights. */
export const TABLE_SIZE = 2 ** TABLE_BITS;

/** A word that features are made with, and what it counts: a feature's value is its size, not 1. */
export interface Sized {
  readonly hash: number;
  readonly size: number;
}

/** What the student believes about one question on one note, with what learning needs to know of how it came about. */
export interface Belief {
  readonly kind: AnswerKind;
  readonly candidates: Candidates;
  /** Probability of each candidate, and of NA; together 1. */
  readonly p: Float64Array;
  readonly pNull: number;
  /** What every entry is paired with: the question's topic words, and first one that stands for any question. */
  readonly words: readonly Sized[];
  /** For each entry of the candidates, how it meets the question (index into MATCHES) and the size of the word it meets. */
  readonly matches: Uint8Array;
  readonly matchSizes: Float32Array;
  /** Features of NA. */
  readonly nulls: readonly { readonly slot: number; readonly size: number }[];
  /** Hashes of the ranks of those numbers that look relevant. */
  readonly ranks: ReadonlyMap<number, readonly number[]>;
}

/** Where a feature's weight is kept. */
const slotOf = (hash: number): number => hash >>> (32 - TABLE_BITS);
/** The slot of two features together. */
export function pairSlot(a: number, b: number): number {
  const h = Math.imul(a ^ (a >>> 16), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39);
  return slotOf(Math.imul(h ^ (h >>> 15), 0x85ebca6b));
}

const ANY_QUESTION = hash32("any question");
const MATCH_SLOTS = PLACES.map((place) => MATCHES.map((how) => slotOf(hash32(`match ${place} ${how}`))));
const NULL_SLOT: Readonly<Record<AnswerKind, number>> = { boolean: slotOf(hash32("NA of a boolean")), numeric: slotOf(hash32("NA of a number")) };
const PRESENCE = ["absent", "same", "beginning"].map((how) => hash32(`the question's word in the note: ${how}`));
const KIND = hash32("kind of answer"), KIND_FIRST = hash32("kind of answer, first word"), SIZE = hash32("size of a word");
const RANKS = { highest: hash32("rank highest"), lowest: hash32("rank lowest"), earliest: hash32("rank earliest"), latest: hash32("rank latest"), first: hash32("rank first"), last: hash32("rank last") };
/** How far below the best score (in nats) a number may lie and still be ranked among the relevant ones. */
const RELEVANT = 2.5;

/** The weight of an entry at a place (index into PLACES) that meets the question so (index into MATCHES). */
export const matchSlot = (place: number, how: number): number => (MATCH_SLOTS[place] as number[])[how] as number;
export const nullSlot = (kind: AnswerKind): number => NULL_SLOT[kind];
/** Holds what a topic word counts, 0 for one that no training row asked with. */
export const sizeSlot = (hash: number): number => pairSlot(hash, SIZE);
export const firstWordSlot = (word: string): number => pairSlot(hash32(word), KIND_FIRST);
export const KIND_BIAS = pairSlot(ANY_QUESTION, KIND);

/** Slots that tell which kind of answer is asked for: their sum is positive for a number. */
export const kindSlots = ({ words }: Asked): number[] => [KIND_BIAS, ...words.map((w) => pairSlot(w, KIND)), pairSlot(words[0] ?? 0, KIND_FIRST)];

export const kindOf = (table: Float32Array, asked: Asked): AnswerKind => (sum(table, kindSlots(asked)) > 0 ? "numeric" : "boolean");

export function sum(table: Float32Array, slots: readonly number[]): number {
  let total = 0;
  for (const s of slots) total += table[s] as number;
  return total;
}

/** Scores every candidate and NA. */
export function believe(table: Float32Array, { asked, sheet, kind }: { readonly asked: Asked; readonly sheet: Sheet; readonly kind: AnswerKind }): Belief {
  const candidates = sheet.candidates[kind];
  const words = [{ hash: ANY_QUESTION, size: 1 }, ...asked.topic.map(({ hash }) => ({ hash, size: (table[sizeSlot(hash)] as number) || 1 }))];
  const { matches, matchSizes } = meetings(asked, sheet, { candidates, words });
  const scores = candidateScores(candidates, entryScores(table, { candidates, words, matches, matchSizes }));
  const ranks = rank(candidates, scores);
  for (const [i, flags] of ranks) for (const f of flags) for (const { hash, size } of words) scores[i] = (scores[i] as number) + size * (table[pairSlot(hash, f)] as number);
  const nulls = [{ slot: nullSlot(kind), size: 1 }, ...presences(table, { asked, sheet })];
  const pNull = softmax(scores, nulls.reduce((total, { slot, size }) => total + size * (table[slot] as number), 0));
  return { kind, candidates, p: scores, pNull, words, matches, matchSizes, nulls, ranks };
}

function meetings(asked: Asked, sheet: Sheet, { candidates, words }: Pick<Belief, "candidates" | "words">): Pick<Belief, "matches" | "matchSizes"> {
  const met = sheet.vocabulary.map((key) => meet(asked, key));
  const sizes = met.map((m) => (m.how ? words.reduce((most, { size }, w) => (w > 0 && m.words & (1 << (w - 1)) ? Math.max(most, size) : most), 0) : 0));
  const matches = new Uint8Array(candidates.keys.length), matchSizes = new Float32Array(candidates.keys.length);
  for (let e = 0; e < matches.length; e++) {
    const key = candidates.keys[e] as number;
    if (key < 0) continue;
    matches[e] = met[key]?.how as number;
    matchSizes[e] = sizes[key] as number;
  }
  return { matches, matchSizes };
}

function entryScores(table: Float32Array, { candidates: { hashes, places }, words, matches, matchSizes }: Pick<Belief, "candidates" | "words" | "matches" | "matchSizes">): Float64Array {
  const scores = new Float64Array(hashes.length);
  for (let e = 0; e < hashes.length; e++) {
    const entry = hashes[e] as number, how = matches[e] as number;
    let score = how ? (matchSizes[e] as number) * (table[matchSlot(places[e] as number, how)] as number) : 0;
    for (let w = 0; w < words.length; w++) {
      const { hash, size } = words[w] as Sized;
      score += size * (table[pairSlot(hash, entry)] as number);
    }
    scores[e] = score;
  }
  return scores;
}

function candidateScores({ offsets, list, tokens }: Candidates, entries: Float64Array): Float64Array {
  const scores = new Float64Array(tokens.length);
  for (let i = 0; i < scores.length; i++) {
    let score = 0;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) score += entries[list[k] as number] as number;
    scores[i] = score;
  }
  return scores;
}

/**
 * What speaks for NA in the question's words: whether the note has them. A word that is new to the student and not in the note says nothing. A long
 * question has more words that may be absent, so each counts less.
 */
function presences(table: Float32Array, { asked: { topic }, sheet }: { readonly asked: Asked; readonly sheet: Sheet }): Belief["nulls"] {
  return topic.flatMap(({ key, hash }) => {
    const how = sheet.known.has(key) ? 1 : key.length >= 4 && sheet.beginnings.has(key.slice(0, 4)) ? 2 : 0;
    const size = table[sizeSlot(hash)] as number;
    if (how === 0 && size === 0) return [];
    return [hash, ANY_QUESTION].map((word) => ({ slot: pairSlot(word, PRESENCE[how] as number), size: (size || 1) / Math.sqrt(topic.length) }));
  });
}

/** Turns scores into probabilities in place; returns that of NA. */
function softmax(scores: Float64Array, nullScore: number): number {
  const top = scores.reduce((a, b) => Math.max(a, b), nullScore);
  let total = Math.exp(nullScore - top);
  for (let i = 0; i < scores.length; i++) total += scores[i] = Math.exp((scores[i] as number) - top);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / total;
  return Math.exp(nullScore - top) / total;
}

/** Among the numbers that look relevant already: which is the highest, the lowest, the first, the last, by date and in the text. A single one is all of these. */
function rank({ values, dates }: Candidates, scores: Float64Array): Map<number, number[]> {
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const near = [...scores.keys()].filter((i) => (scores[i] as number) > top - RELEVANT && !Number.isNaN(values[i]));
  const flags = new Map<number, number[]>(near.map((i) => [i, []]));
  const flag = (i: number | undefined, name: keyof typeof RANKS) => i !== undefined && flags.get(i)?.push(RANKS[name]);
  const by = near.map((i) => values[i] as number);
  const [high, low] = [Math.max(...by), Math.min(...by)];
  for (const i of near) {
    if (values[i] === high) flag(i, "highest");
    if (values[i] === low) flag(i, "lowest");
  }
  const dated = near.filter((i) => dates[i] !== "").sort((a, b) => ((dates[a] as string) < (dates[b] as string) ? -1 : dates[a] === dates[b] ? a - b : 1));
  flag(dated[0], "earliest");
  flag(dated.at(-1), "latest");
  flag(near[0], "first");
  flag(near.at(-1), "last");
  return flags;
}
