// Why patients come: one record a kind of stay. Owns what is told, found, done and prescribed; the sections put it on the page. Marks are phrase.ts's.
import type { Sex, Shift } from "../labs.ts";
import { BELLY } from "./belly.ts";
import { HEART } from "./heart.ts";
import { LUNG } from "./lung.ts";
import { OTHER } from "./other.ts";

/** One sentence: alternatives, of which one is written. */
export type Sentence = readonly string[];

export interface Scenario {
  readonly id: string;
  /** How often, against the others. */
  readonly weight: number;
  readonly ages: readonly [number, number];
  readonly sex?: Sex;
  /** Conditions that these patients already have. */
  readonly needs?: readonly string[];
  /** Conditions that would contradict the story. */
  readonly never?: readonly string[];
  readonly service: readonly string[];
  readonly days: readonly [number, number];
  readonly complaint: readonly string[];
  /** Diagnosis at discharge. */
  readonly diagnosis: readonly string[];
  /** Told in the history: in order, each left out now and then. */
  readonly story: readonly Sentence[];
  /** Symptoms had, which no other sentence may deny. */
  readonly has: readonly string[];
  /** Symptoms and signs that are asked after and not there. */
  readonly lacks: readonly string[];
  /** Signs on examination. */
  readonly signs: readonly string[];
  readonly vitals?: Readonly<Partial<Record<"temperature" | "heart_rate" | "systolic_bp" | "respiratory_rate" | "oxygen_saturation", readonly [number, number]>>>;
  readonly labs: Readonly<Record<string, Shift>>;
  readonly studies: readonly Sentence[];
  readonly course: readonly Sentence[];
  /** Certain to be done in such a stay; named at the head of the note. */
  readonly operations?: readonly string[];
  /** One of each list is prescribed. */
  readonly drugs?: readonly (readonly string[])[];
  readonly advice: readonly Sentence[];
}

export const SCENARIOS: readonly Scenario[] = [...HEART, ...LUNG, ...BELLY, ...OTHER];
