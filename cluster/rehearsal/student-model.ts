// Owns the student's scores: which hashed weights a question, a note and a candidate add up, and the distribution over candidates and NA. Changing weights is student-learn.ts.
import { hash32 } from "../../lib/random.ts";
import type { AnswerKind } from "../../lib/question.ts";
import { meet, MATCHES } from "./student-question.ts";
import type { Asked } from "./student-question.ts";
import { PLACES } from "./student-sheet.ts";
import type { Candidates, Sheet } from "./student-sheet.ts";

const TABLE_BITS = 20;
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
  readonly sizes: readonly number[];
  readonly matchSizes: Float64Array;
  readonly nullSizes: readonly number[];
  readonly missing: readonly { hash: number; size: number }[];
  /** Index into MATCHES for each entry of the candidates. */
  readonly matches: Uint8Array;
  readonly hiddenPlaces?: readonly boolean[] | undefined;
  /** For each candidate, a bit for each topic word of the question that stands in or beside it. */
  readonly covered: Int32Array;
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
/** Places that count as beside a candidate. */
const COVERING = PLACES.map((place) => place !== "heading");
const MISSING = hash32("a word of the question that is not beside the candidate"), MISSING_SLOT = pairSlot(ANY_QUESTION, MISSING);
const KIND = hash32("kind of answer"), KIND_FIRST = hash32("kind of answer, first word");
const RANK = Object.fromEntries(["highest", "lowest", "earliest", "latest", "first", "last"].map((r) => [r, hash32(`rank ${r}`)])) as Record<string, number>;
/** How far below the best score (in nats) a number may lie and still be ranked among the relevant ones. */
const RELEVANT = 2.5;

const SEEN = hash32("seen in training");
export const seenSlot = (hash: number): number => pairSlot(hash, SEEN);
export const matchSlot = (place: (typeof PLACES)[number], how: (typeof MATCHES)[number]): number => (MATCH_SLOTS[PLACES.indexOf(place)] as number[])[MATCHES.indexOf(how)] as number;
export const entryMatchSlot = (place: number, how: number): number => (MATCH_SLOTS[place] as number[])[how] as number;
export const nullSlot = (kind: AnswerKind): number => NULL_SLOT[kind];
export const KIND_BIAS = pairSlot(ANY_QUESTION, KIND);
export const firstWordSlot = (word: string): number => pairSlot(hash32(word), KIND_FIRST);

/** Slots that tell which kind of answer is asked for: their sum is positive for a number. */
export const kindSlots = ({ words }: Asked): number[] => [KIND_BIAS, ...words.map((w) => pairSlot(w, KIND)), pairSlot(words[0] ?? 0, KIND_FIRST)];

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
  readonly places?: readonly boolean[] | undefined;
  readonly lexical?: boolean | undefined;
  /** Leaves a candidate out, by its index. @default keeps all */
  readonly without?: (candidate: number) => boolean;
}

/** Scores every candidate and NA. */
export function believe(table: Float32Array, { asked, sheet, kind, without, places, lexical }: BelieveOptions): Belief {
  const candidates = sheet.candidates[kind];
  const words = lexical ? [ANY_QUESTION] : [ANY_QUESTION, ...asked.topic.map((t) => t.hash)];
  const sizes = [1, ...asked.topic.map((t) => (table[seenSlot(t.hash)] as number) || 1)];
  const met = sheet.vocabulary.map((key) => meet(asked, key));
  const matches = new Uint8Array(candidates.keys.length), covers = new Int32Array(candidates.keys.length), matchSizes = new Float64Array(candidates.keys.length);
  for (let e = 0; e < matches.length; e++) {
    const meeting = met[candidates.keys[e] as number];
    if (!meeting) continue;
    matches[e] = meeting.how;
    if (meeting.how) matchSizes[e] = sizeOf(sizes, meeting.words);
    if (COVERING[candidates.places[e] as number]) covers[e] = meeting.words;
  }
  const covered = coverage(candidates, covers);
  const scores = candidateScores(candidates, entryScores(table, { candidates, words, sizes, matches, matchSizes, hiddenPlaces: places }));
  const missingScores = new Map<number, number>();
  const hidden = asked.topic.map((t) => ({ hash: t.hash, size: table[seenSlot(t.hash)] as number }));
  const missing = (covered: number) => missingSlots(hidden, covered, lexical).reduce((a, [s, x]) => a + x * (table[s] as number), 0);
  if ((globalThis as any).X?.C) for (let i = 0; i < scores.length; i++) scores[i] = (scores[i] as number) + (missingScores.get(covered[i] as number) ?? missingScores.set(covered[i] as number, missing(covered[i] as number)).get(covered[i] as number) as number);
  if (without) for (let i = 0; i < scores.length; i++) if (without(i)) scores[i] = -Infinity;
  const ranks = rank(candidates, scores);
  for (const [i, flags] of ranks) for (const f of flags) words.forEach((w, k) => { scores[i] = (scores[i] as number) + (sizes[k] as number) * (table[pairSlot(w, f)] as number); });
  const nullSlots = [nullSlot(kind)], nullSizes = [1];
  asked.topic.forEach(({ key, hash }, k) => {
    const how = presence(sheet, key);
    if (how === 0 && (globalThis as any).X?.S && !table[seenSlot(hash)]) return;
    for (const s of lexical ? [pairSlot(ANY_QUESTION, PRESENCE[how] as number)] : presenceSlots(hash, how)) { nullSlots.push(s); nullSizes.push(sizes[k + 1] as number); }
  });
  const pNull = softmax(scores, nullSlots.reduce((a, s, k) => a + (nullSizes[k] as number) * (table[s] as number), 0));
  return { kind, candidates, p: scores, pNull, words, sizes, matchSizes, nullSizes, missing: hidden, matches, covered, nullSlots, ranks, hiddenPlaces: places };
}

function entryScores(table: Float32Array, { candidates: { hashes, places }, words, sizes, matches, matchSizes, hiddenPlaces }: Pick<Belief, "candidates" | "words" | "matches" | "sizes" | "matchSizes"> & {hiddenPlaces?: readonly boolean[] | undefined}): Float64Array {
  const scores = new Float64Array(hashes.length);
  for (let e = 0; e < hashes.length; e++) {
    if (hiddenPlaces?.[places[e] as number]) continue;
    const hash = hashes[e] as number, how = matches[e] as number;
    let score = how ? (matchSizes[e] as number) * (table[entryMatchSlot(places[e] as number, how)] as number) : 0;
    for (let w = 0; w < words.length; w++) score += (sizes[w] as number) * (table[pairSlot(words[w] as number, hash)] as number);
    scores[e] = score;
  }
  return scores;
}

/** Slots of the question's topic words that stand neither in nor beside a candidate. */
export function missingSlots(words: readonly { hash: number; size: number }[], covered: number, lexical?: boolean): [number, number][] {
  const out: [number, number][] = [];
  words.forEach(({ hash, size }, w) => { if (size && !(covered & (1 << w))) { out.push([MISSING_SLOT, size]); if (!lexical) out.push([pairSlot(hash, MISSING), size]); } });
  return out;
}

/** The largest size among the words of a meeting. */
function sizeOf(sizes: readonly number[], words: number): number {
  let most = 0;
  for (let k = 1; k < sizes.length; k++) if (words & (1 << (k - 1))) most = Math.max(most, sizes[k] as number);
  return most;
}

function coverage({ tokens, offsets, list }: Candidates, covers: Int32Array): Int32Array {
  const covered = new Int32Array(tokens.length);
  for (let i = 0; i < tokens.length; i++) for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) covered[i] = (covered[i] as number) | (covers[list[k] as number] as number);
  return covered;
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
const presenceSlots = (hash: number, how: number): number[] => (globalThis as any).X?.A ? [pairSlot(ANY_QUESTION, PRESENCE[how] as number)] : [pairSlot(hash, PRESENCE[how] as number), pairSlot(ANY_QUESTION, PRESENCE[how] as number)];

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
  const near = [...scores.keys()].filter((i) => (scores[i] as number) > top - RELEVANT && !Number.isNaN(values[i]));
  const flags = new Map<number, number[]>(near.map((i) => [i, []]));
  const flag = (i: number | undefined, name: string) => i !== undefined && flags.get(i)?.push(RANK[name] as number);
  if (near.length === 0) return flags;
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
