// Owns the student's scores: which hashed weights a question, a note and a candidate add up, and the distribution over candidates and NA. Changing weights is student-learn.ts.
import { hash32 } from "../../lib/random.ts";
import type { AnswerKind } from "../../lib/question.ts";
import { match, MATCHES } from "./student-question.ts";
import type { Asked } from "./student-question.ts";
import { PLACES } from "./student-sheet.ts";
import type { Candidates, Sheet } from "./student-sheet.ts";

const TABLE_BITS = 18;
/** How many hashed weights there are; unlike features may share one. */
export const TABLE_SIZE = 2 ** TABLE_BITS;

/** What the student believes about one question on one note. `slots` and scores stay for learning. */
export interface Belief {
  readonly kind: AnswerKind;
  readonly candidates: Candidates;
  /** Probability of each candidate, and of NA; together 1. */
  readonly p: Float64Array;
  readonly pNull: number;
  /** Hashes that every entry is paired with: the question's topic words and one that stands for any question. */
  readonly words: readonly number[];
  /** Index into MATCHES for each entry of the candidates. */
  readonly matches: Uint8Array;
  readonly nullSlots: readonly number[];
  /** Hashes of the ranks of those numbers that look relevant. */
  readonly ranks: ReadonlyMap<number, readonly number[]>;
}

/** Where a feature's weight is kept. */
const slot = (hash: number): number => hash >>> (32 - TABLE_BITS);
/** The slot of two features together. */
export const pairSlot = (a: number, b: number): number => {
  const h = Math.imul(a ^ (a >>> 16), 0x2c1b3c6d) ^ Math.imul(b ^ (b >>> 13), 0x297a2d39);
  return slot(Math.imul(h ^ (h >>> 15), 0x85ebca6b));
};

const ANY_QUESTION = hash32("any question");
const MATCH_SLOTS = PLACES.map((place) => MATCHES.map((how) => slot(hash32(`match ${place} ${how}`))));
const NULL_SLOT: Readonly<Record<AnswerKind, number>> = { boolean: slot(hash32("NA of a boolean")), numeric: slot(hash32("NA of a number")) };
const PRESENCE = MATCHES.map((how) => hash32(`the question's word in the note: ${how}`));
const KIND = hash32("kind of answer"), KIND_FIRST = hash32("kind of answer, first word");
const RANK = Object.fromEntries(["highest", "lowest", "earliest", "latest", "first", "last", "only"].map((r) => [r, hash32(`rank ${r}`)])) as Record<string, number>;
/** How far below the best score (in nats) a number may lie and still be ranked among the relevant ones. */
const RELEVANT = 2.5;

export const matchSlot = (place: (typeof PLACES)[number], how: (typeof MATCHES)[number]): number => (MATCH_SLOTS[PLACES.indexOf(place)] as number[])[MATCHES.indexOf(how)] as number;
export const entryMatchSlot = (place: number, how: number): number => (MATCH_SLOTS[place] as number[])[how] as number;
export const nullSlot = (kind: AnswerKind): number => NULL_SLOT[kind];
export const firstWordSlot = (word: string): number => pairSlot(hash32(word), KIND_FIRST);

/** Slots that tell which kind of answer is asked for: their sum is positive for a number. */
export const kindSlots = ({ words }: Asked): number[] => [...words.map((w) => pairSlot(w, KIND)), pairSlot(words[0] ?? 0, KIND_FIRST)];

export const kindOf = (table: Float32Array, asked: Asked): AnswerKind => (sum(table, kindSlots(asked)) > 0 ? "numeric" : "boolean");

export const sum = (table: Float32Array, slots: readonly number[]): number => {
  let total = 0;
  for (const s of slots) total += table[s] as number;
  return total;
};

export interface BelieveOptions {
  readonly asked: Asked;
  readonly sheet: Sheet;
  readonly kind: AnswerKind;
  /** Leaves a topic word of the question out, by its index. @default keeps all */
  readonly drop?: (word: number) => boolean;
}

/** Scores every candidate and NA. */
export function believe(table: Float32Array, { asked, sheet, kind, drop }: BelieveOptions): Belief {
  const candidates = kind === "numeric" ? sheet.numbers : sheet.words;
  const kept = drop ? asked.hashes.filter((_, w) => !drop(w)) : asked.hashes;
  const words = [ANY_QUESTION, ...kept];
  const met = new Uint8Array(sheet.vocabulary.length);
  for (let v = 0; v < met.length; v++) met[v] = match(asked, sheet.vocabulary[v] as string);
  const matches = new Uint8Array(candidates.keys.length);
  for (let e = 0; e < matches.length; e++) matches[e] = (candidates.keys[e] as number) < 0 ? 0 : (met[candidates.keys[e] as number] as number);
  const scores = candidateScores(candidates, entryScores(table, { candidates, words, matches }));
  const ranks = kind === "numeric" ? rank(candidates, scores) : new Map<number, number[]>();
  for (const [i, flags] of ranks) for (const f of flags) for (const w of words) scores[i] = (scores[i] as number) + (table[pairSlot(w, f)] as number);
  const nullSlots = [nullSlot(kind), ...asked.hashes.flatMap((hash, w) => presenceSlots(hash, presence(sheet, asked.keys[w] as string)))];
  const pNull = softmax(scores, sum(table, nullSlots));
  return { kind, candidates, p: scores, pNull, words, matches, nullSlots, ranks };
}

function entryScores(table: Float32Array, { candidates: { hashes, places }, words, matches }: Pick<Belief, "candidates" | "words" | "matches">): Float64Array {
  const scores = new Float64Array(hashes.length);
  for (let e = 0; e < hashes.length; e++) {
    const hash = hashes[e] as number, how = matches[e] as number;
    let score = how ? (table[entryMatchSlot(places[e] as number, how)] as number) : 0;
    for (let w = 0; w < words.length; w++) score += table[pairSlot(words[w] as number, hash)] as number;
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

/** How the note meets the question's word `key`: not at all, with the word itself, or with one that begins like it. */
const presence = (sheet: Sheet, key: string): number => (sheet.known.has(key) ? 1 : key.length >= 4 && sheet.beginnings.has(key.slice(0, 4)) ? 2 : 0);
const presenceSlots = (hash: number, how: number): number[] => [pairSlot(hash, PRESENCE[how] as number), pairSlot(ANY_QUESTION, PRESENCE[how] as number)];

/** Turns scores into probabilities in place; returns that of NA. */
function softmax(scores: Float64Array, nullScore: number): number {
  const top = scores.reduce((a, b) => Math.max(a, b), nullScore);
  let total = Math.exp(nullScore - top);
  for (let i = 0; i < scores.length; i++) total += scores[i] = Math.exp((scores[i] as number) - top);
  for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) / total;
  return Math.exp(nullScore - top) / total;
}

/** Among the numbers that look relevant already: which is the highest, the lowest, the first, the last. */
function rank({ values, dates }: Candidates, scores: Float64Array): Map<number, number[]> {
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const near = [...scores.keys()].filter((i) => (scores[i] as number) > top - RELEVANT);
  const flags = new Map<number, number[]>(near.map((i) => [i, []]));
  const flag = (i: number | undefined, name: string) => i !== undefined && flags.get(i)?.push(RANK[name] as number);
  if (near.length === 1) flag(near[0], "only");
  if (near.length < 2) return flags;
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
