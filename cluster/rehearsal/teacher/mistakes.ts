// The mistakes a large model was seen to make (the paper's Discussion) and how often the rehearsal teacher makes them. Making them is teacher-draft-*.ts and reply.ts.
import type { Random } from "../../../lib/random.ts";

/** Chance of each mistake: for the item modes per item to which it can happen, for the reply modes per reply. */
export const MISTAKE_RATES = {
  /** A range (60-70) answered by one of its ends; per note that prints a range. */
  "range-collapsed": 0.3,
  /** Digits of a redaction tag answered as if they were the value; per note that has one beside a measurement. */
  "redaction-as-value": 0.3,
  /** Another value than the highest, lowest, first or last one asked for; per question on one of several values. */
  "wrong-extreme": 0.04,
  /** A value judged by the other sex's reference range; per question where that changes the answer. */
  "sex-range-ignored": 0.4,
  /** What the note does not mention answered No; per Yes/No question. */
  "not-mentioned-as-no": 0.03,
  /** JSON that does not parse; per reply. */
  malformed: 0.015,
  /** A list that breaks off, as at the token limit; per reply. */
  truncated: 0.01,
  /** BMI or the 6-minute walk asked for again in other words; per reply of unanswerable questions. */
  repetitive: 0.12,
} as const;

export type MistakeMode = keyof typeof MISTAKE_RATES;
/** One mistake made on purpose. `item` is the index in the list as written; undefined when the whole reply is spoiled. */
export interface Mistake {
  readonly mode: MistakeMode;
  readonly item?: number;
  readonly question?: string;
}

/** Draws whether a mistake happens. `scale` multiplies the rate: 0 makes none, 1 the stated rate. */
export const slips = (r: Random, mode: MistakeMode, scale: number): boolean => r() < MISTAKE_RATES[mode] * scale;
