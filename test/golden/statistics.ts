// Reads statistics.json: what scikit-learn, SciPy and statsmodels say of random sets (made by statistics.py).
import { readFileSync } from "node:fs";
import type { Answer } from "../../lib/types.ts";
import type { ScoredAnswer } from "../../lib/evaluation/metrics.ts";

export interface GoldenSet {
  readonly labels: string;
  readonly first: string;
  readonly second: string;
  readonly accuracy: number;
  readonly balanced: number;
  readonly micro: number;
  readonly macro: number;
  readonly classes: string;
  readonly precision: readonly number[];
  readonly recall: readonly number[];
  readonly f1: readonly number[];
  readonly mcnemar: number;
  readonly sensitivity?: number;
  readonly specificity?: number;
}

export interface Golden {
  readonly sets: readonly GoldenSet[];
  readonly holm: readonly (readonly number[])[];
  readonly large_mcnemar: readonly (readonly [number, number, number])[];
  readonly clustered: readonly { counts: number[]; first: number[]; second: number[]; interval: [number, number, number]; difference: [number, number, number] }[];
  readonly effects: readonly (readonly [number, number, number, number])[];
}

export const golden = JSON.parse(readFileSync(new URL("statistics.json", import.meta.url), "utf8")) as Golden;

/** The answer a character of the golden file stands for; undefined for an unparsed reply. */
export const answerOf = (character: string): Answer | undefined =>
  character === "Y" ? "Yes" : character === "N" ? "No" : character === "A" ? "NA" : character === "U" ? undefined : Number(character) / 10;

/** A set's rows with the predictions of its first or second model. */
export const judged = (set: GoldenSet, model: "first" | "second" = "first"): ScoredAnswer[] =>
  [...set.labels].map((label, i) => ({ label: answerOf(label)!, prediction: answerOf(set[model][i]!) }));
