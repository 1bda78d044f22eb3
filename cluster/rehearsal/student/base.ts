// Owns what the student knows before any training: that words of the question mark the place in the note, and how often to say NA.
import type { AnswerKind } from "../../../lib/types.ts";
import { firstWordSlot, KIND_BIAS, matchSlot, nullSlot, TABLE_SIZE } from "./model.ts";
import { MATCHES } from "./question.ts";
import { PLACES } from "./features.ts";
import type { Weights } from "./store.ts";

/** What an overlap with the question is worth, by its place beside the candidate. */
const OVERLAP: Readonly<Partial<Record<(typeof PLACES)[number], number>>> = { self: 3, left: 1, leftBag: 2, right: 0.5, rightBag: 1, head: 1, heading: 0.5, column: 1, date: 2 };
/** A word that only begins like the question's, or abbreviates it, counts for less. */
const LIKENESS: Readonly<Record<(typeof MATCHES)[number], number>> = { none: 0, same: 1, beginning: 0.7, "short beginning": 0.5, acronym: 0.8, "short acronym": 0.5, abbreviation: 0.5, "short abbreviation": 0.3 };
const NULL_BIAS: Readonly<Record<AnswerKind, number>> = { boolean: 6, numeric: 5 };
const ASKS_YES_OR_NO = ["is", "are", "was", "were", "doe", "do", "did", "has", "have", "had", "can", "could"];

/**
 * The untrained student, which is the base model: lexical overlap, a bias towards NA, and the English of questions ("Is …", "Did …" want a Yes
 * or No, all else a number). The bias is a dial, for it decides how often the base says NA: it was set where the mean over question types was
 * best on a development split of the training patients.
 */
export function baseWeights(nullBias = NULL_BIAS): Weights {
  const table = new Float32Array(TABLE_SIZE);
  PLACES.forEach((place, p) => MATCHES.forEach((how, h) => (table[matchSlot(p, h)] = (OVERLAP[place] ?? 0) * LIKENESS[how])));
  table[nullSlot("boolean")] = nullBias.boolean;
  table[nullSlot("numeric")] = nullBias.numeric;
  table[KIND_BIAS] = 1;
  for (const word of ASKS_YES_OR_NO) table[firstWordSlot(word)] = -3;
  return { table, support: true };
}
