// What a note is known to say: the shape of the facts that the generator keeps beside each of its notes. Hands on what works with them:
// reading files of them (facts-file.ts), answering questions from them (answer.ts), the attributes and their names (attributes.ts).
import { ATTRIBUTES } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";

export { packFacts, readFacts } from "./facts-file.ts";
export { answerFromFacts } from "./answer.ts";
export type { Missing, Truth } from "./answer.ts";

/** When in the stay a value was taken. Values "before" are older than the stay; a "goal" is a target, never a value of the patient's. */
export type Moment = "before" | "admission" | "hospital" | "peak" | "nadir" | "discharge" | "goal";

/** One number that the note states. Exactly one of value, range and redacted is set; a range or a redacted number is not a value. */
export interface Measured {
  readonly value?: number;
  readonly range?: readonly [low: number, high: number];
  readonly redacted?: true;
  /** Set when the note prints the value as "<0.01" or ">300". */
  readonly bound?: "<" | ">";
  /** The printed unit, where it is not the attribute's own. */
  readonly unit?: string;
  /** Shifted date, as in `[**2151-7-16**]`, without the tag. */
  readonly date?: string;
  readonly time?: string;
  /** Absent means sometime in the stay. */
  readonly moment?: Moment;
  /** Doses only: how often a day, where it is taken regularly. */
  readonly perDay?: number;
  /** Start and end, in UTF-16 units, of the passage of the note that states it. */
  readonly at: readonly [start: number, end: number];
}

/** What one passage says of a finding: had, not had, had once and over, a relative's or no relative's; a hypothetical mention ("call if …") says nothing of the patient. */
export type FindingStatus = "present" | "absent" | "historical" | "family" | "not-family" | "hypothetical";

export interface FindingMention {
  readonly status: FindingStatus;
  readonly moment?: "before" | "admission" | "hospital" | "discharge";
  readonly relative?: string;
  readonly at: readonly [start: number, end: number];
}

/** The facts of one note: what it states and nothing else. Keys are attribute ids; an attribute without a key is not mentioned. */
export interface NoteFacts {
  readonly note_id: string;
  readonly subject_id: string;
  readonly sex: "M" | "F";
  readonly age: number;
  /** Dates of the stay, as printed inside the tags: `2151-7-16`. */
  readonly admitted: string;
  readonly discharged: string;
  readonly measurements: Readonly<Record<string, readonly Measured[]>>;
  readonly findings: Readonly<Record<string, readonly FindingMention[]>>;
}

/** Every attribute that facts are kept about, with its names. */
export const attributes = (): readonly Attribute[] => ATTRIBUTES;
