// What a note is known to say, the attributes it can say it of, and a question understood.
import type { AnswerKind } from "../types.ts";

/** When in the stay. Values "before" are older; a "goal" is a target, never a patient's value. */
export type Moment =
  "before" | "admission" | "hospital" | "peak" | "nadir" | "discharge" | "goal";

/** One number of a note. Exactly one of value, range and redacted is set; only `value` is one. */
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

/** Had, not had, had once, a relative's, no relative's, or hypothetical ("call if …"). */
export type FindingStatus =
  "present" | "absent" | "historical" | "family" | "not-family" | "hypothetical";

/** What one passage states about a finding. */
export interface FindingMention {
  readonly status: FindingStatus;
  readonly moment?: "before" | "admission" | "hospital" | "discharge";
  readonly relative?: string;
  readonly at: readonly [start: number, end: number];
}

/** The facts of one note, by attribute id; an attribute without a key is not mentioned. */
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

/** What an attribute is about. */
export const GROUPS = [
  ...(["lab", "vital", "study", "body", "stay", "dose"] as const),
  ...(["condition", "symptom", "sign", "imaging"] as const),
  ...(["person", "habit", "medication", "procedure", "allergy", "place", "state"] as const),
] as const;

/** One thing that can be asked about a patient. */
export interface Attribute {
  readonly id: string;
  readonly kind: "numeric" | "boolean";
  readonly group: (typeof GROUPS)[number];
  /** The unit that a number has where none is printed with it. */
  readonly unit?: string;
  /** Names in questions; one with a capital letter is matched exactly, the rest in any case. */
  readonly names: readonly string[];
  /** Further names that notes use and questions do not, such as "SOB". */
  readonly written: readonly string[];
}

/** A comparison with a number, or with what is normal for the patient's sex. */
export interface Limit {
  readonly is:
    ">" | ">=" | "<" | "<=" | "between" | "normal" | "above normal" | "below normal";
  readonly bound: number;
  readonly upper?: number;
}

/** A question, understood. */
export interface ParsedQuestion {
  readonly kind: AnswerKind;
  readonly attribute: Attribute;
  /** Which of several values; absent where the question speaks of "the" value. */
  readonly which?: "highest" | "lowest" | "first" | "last";
  /** A point of the stay, or a date as the note prints it (`2151-7-16`, or `7-16`). */
  readonly moment?: "admission" | "discharge";
  readonly date?: string;
  /** Values of the stay, older ones, or any; absent where the question does not say. */
  readonly scope?: "stay" | "before" | "note";
  readonly limit?: Limit;
  /** A time of its own ("one year before admission") that no record is sure to meet. */
  readonly vague?: true;
  readonly unit?: string;
  /** For medicines: the whole day's dose. */
  readonly perDay?: true;
  /** Whose finding, if not the patient's own: one relative's, or "family" for any relative's. */
  readonly whose?: string;
  /** For findings: had now, ever, or "had" where the wording is of the past. */
  readonly tense?: "now" | "ever" | "had";
  readonly denied?: true;
}
