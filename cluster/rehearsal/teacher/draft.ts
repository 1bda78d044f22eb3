// Candidate items before their difficulty is judged, and the order in which they are used.
import type { Answer } from "../../../lib/types.ts";
import { integer, type Random } from "../../../lib/random.ts";
import { type Finding, narrower } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import type { Resolved } from "./found.ts";
import type { MistakeMode } from "./mistakes.ts";

/** An item before its difficulty is judged. */
export interface Draft {
  readonly question: string;
  readonly answer: Answer;
  readonly section: string;
  readonly source: string;
  readonly explanation: string;
  /** What it is about: no two items of a reply share it. */
  readonly topic: string;
  /** How much reading it took, from 0 (one plain statement) to 1. */
  readonly effort: number;
  readonly mistake?: MistakeMode;
}

export const draft = (question: string, topic: string, found: Resolved, more: { effort?: number; mistake?: MistakeMode } = {}): Draft => ({
  question, topic, answer: found.answer, section: found.section, source: found.source, explanation: found.explanation, effort: more.effort ?? 0.2, ...(more.mistake ? { mistake: more.mistake } : {}),
});

/** A random order in which heavier concepts tend to come first. */
export function weighted<T extends { readonly weight: number }>(r: Random, list: readonly T[]): T[] {
  return list.map((x) => ({ x, key: -Math.log(1 - r()) / x.weight ** 1.5 })).sort((a, b) => a.key - b.key).map(({ x }) => x);
}

/** Two lists merged at random, each keeping its order. */
export function interleave<T>(r: Random, a: readonly T[], b: readonly T[]): T[] {
  const out = [...a];
  b.forEach((x, i) => out.splice(Math.min(out.length, integer(r, i, Math.max(i, Math.min(out.length, 9)))), 0, x));
  return out;
}

/** The first `n` that pass, looking no further than needed. */
export function firstOf<T>(list: readonly T[], n: number, passes: (x: T) => boolean): T[] {
  const out: T[] = [];
  for (const x of list) {
    if (out.length >= n) break;
    if (passes(x)) out.push(x);
  }
  return out;
}

/** Concepts no name of which stands in the note, nor of what implies them or they imply. */
export function unmentioned(reading: Reading, r: Random, { list, who = "patient" }: { readonly list: readonly Finding[]; readonly who?: "patient" | "family" }): Finding[] {
  const free = list.filter((f) => (f.sex === undefined || f.sex === reading.sex?.sex) && (who === "family"
    ? !reading.mentions.some((m) => m.who === "family" && (m.concept === f.id || narrower(f.id).includes(m.concept)))
    : !narrower(f.id).some((id) => reading.named.has(id)) && !f.is.some((id) => reading.named.has(id))));
  return weighted(r, free);
}

export const measured = (reading: Reading): string[] => [...new Set(reading.values.map((v) => v.concept))];
