// Owns what decides between Yes and No once a candidate is chosen: the words to its left by distance, those to its right, its heading, a number's size, the question.
import { hash32 } from "../../../lib/random.ts";
import { pairSlot, sum } from "./model.ts";
import type { Belief } from "./model.ts";
import type { Asked } from "./question.ts";
import type { Sheet } from "./features.ts";
import type { Token } from "./text.ts";

const ANY = hash32("polarity"), ANY_LEFT = hash32("polarity left"), SELF = hash32("polarity of the word"), QUESTION = hash32("polarity of the question"), HEADING = hash32("polarity under a heading");
/** Farthest token of each bucket of distance. */
const LEFT = [1, 3, 6, 12, 24].map((far) => ({ far, hash: hash32(`polarity left ${far}`) }));
const RIGHT = [1, 3, 8].map((far) => ({ far, hash: hash32(`polarity right ${far}`) }));
/** Where a candidate's number lies against one that the question names. */
const SIDES = ["above", "below", "equal"].map((side) => hash32(`polarity of a number ${side}`));

export interface At {
  readonly asked: Asked;
  readonly sheet: Sheet;
  readonly belief: Belief;
  /** Index of the candidate. */
  readonly i: number;
}

/** P(Yes), given that candidate `i` is what the question is about. */
export const yes = (table: Float32Array, at: At): number => 1 / (1 + Math.exp(-sum(table, polaritySlots(at))));

/** Slots whose sum is the log odds of Yes. A number in the note is held against those the question names. */
export function polaritySlots({ asked, sheet, belief, i }: At): number[] {
  const { tokens, units } = sheet.page;
  const place = belief.candidates.tokens[i] as number;
  const self = tokens[place] as Token;
  if (!Number.isNaN(self.value) && asked.numbers.length > 0) {
    return asked.numbers.flatMap(({ value, before }) => before.map((word) => pairSlot(SIDES[self.value > value ? 0 : self.value < value ? 1 : 2] as number, word)));
  }
  const unit = units[self.unit];
  const out = [pairSlot(ANY, 0), pairSlot(SELF, self.hash), pairSlot(HEADING, hash32(unit?.heading.toLowerCase() ?? ""))];
  for (let j = place - 1; j >= (unit?.first ?? 0); j--) {
    const bucket = LEFT.find(({ far }) => place - j <= far);
    if (!bucket) break;
    out.push(pairSlot(bucket.hash, (tokens[j] as Token).hash), pairSlot(ANY_LEFT, (tokens[j] as Token).hash));
  }
  for (let j = place + 1; j < (unit?.last ?? 0); j++) {
    const bucket = RIGHT.find(({ far }) => j - place <= far);
    if (!bucket) break;
    out.push(pairSlot(bucket.hash, (tokens[j] as Token).hash));
  }
  for (const word of asked.words) out.push(pairSlot(QUESTION, word), pairSlot(word ^ QUESTION, self.hash));
  return out;
}
