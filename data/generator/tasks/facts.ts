// What the notes of one patient say, each thing with the day it speaks of: what the labels of the tasks follow from. Owns reading it off the generator's facts.
import type { Moment, NoteFacts, FindingStatus } from "../../../lib/facts/facts.ts";
import type { Written } from "../notes.ts";
import type { Draft } from "../phrase.ts";

/** One thing said. Exactly one of status and value is set. */
export interface Said {
  readonly attribute: string;
  readonly status?: FindingStatus;
  readonly value?: number;
  readonly moment?: Moment | undefined;
  /** YYYY-MM-DD: the day of the note, or of the event where it is told later; undefined for what lies an unknown time back. */
  readonly on: string | undefined;
}

/** All that a patient's record says. */
export interface PatientRecord {
  readonly sex: "M" | "F";
  /** The day of the record's last note, YYYY-MM-DD. */
  readonly last_date: string;
  readonly said: readonly Said[];
}

/** True: the record says so. False: it does not. Undefined: a careful reader could argue either way, so such a patient is not taken into a task. */
export type Verdict = boolean | undefined;

/** A shifted date as `YYYY-MM-DD`. */
export const fullDate = (day: string): string => day.split("-").map((part) => part.padStart(2, "0")).join("-");

/** What a generated note says. Ranges, tags in place of numbers and goals are no values; see {@link hasUnclearNumber}. */
export function saidInNote({ facts, note }: Pick<Written, "facts" | "note">): Said[] {
  const day = fullDate(facts.discharged);
  const numbers = Object.entries(facts.measurements).flatMap(([attribute, list]) => list.flatMap(({ value, moment }) => (value === undefined || moment === "goal" ? [] : [{ attribute, value, moment, on: day }])));
  const found = Object.entries(facts.findings).flatMap(([attribute, list]) => list.map(({ status, moment, at }) => ({ attribute, status, moment, on: status === "historical" ? lastDayOf(note.text.slice(...at)) : day })));
  return [...numbers, ...found];
}

/** What a passage of our own says, on the day it speaks of. */
export const saidInPassage = (facts: readonly Draft[], on: string): Said[] =>
  facts.map(({ attribute, measured, found }) => ({ attribute, ...(measured?.value !== undefined && { value: measured.value, moment: measured.moment }), ...(found && { status: found.status, moment: found.moment }), on }));

/** Whether one of these numbers is given as a range or hidden by a tag, so that no highest or lowest value is certain. */
export const hasUnclearNumber = ({ measurements }: NoteFacts, ...attributes: readonly string[]): boolean => attributes.some((id) => (measurements[id] ?? []).some((one) => one.value === undefined && one.moment !== "goal"));

/** The patient's own: had now, or at some time. */
export const has = ({ said }: Pick<PatientRecord, "said">, ...attributes: readonly string[]): boolean => said.some((one) => attributes.includes(one.attribute) && (one.status === "present" || one.status === "historical"));
export const hasNow = ({ said }: Pick<PatientRecord, "said">, ...attributes: readonly string[]): boolean => said.some((one) => attributes.includes(one.attribute) && one.status === "present");
export const denies = ({ said }: Pick<PatientRecord, "said">, ...attributes: readonly string[]): boolean => said.some((one) => attributes.includes(one.attribute) && one.status === "absent");
export const values = ({ said }: Pick<PatientRecord, "said">, attribute: string): number[] => said.flatMap((one) => (one.attribute === attribute && one.value !== undefined ? [one.value] : []));

/** "MI in [**2151**]" was at the latest on the last day of that year; without a year nothing is known. */
function lastDayOf(passage: string): string | undefined {
  const year = /\[\*\*(\d{4})\*\*\]/.exec(passage)?.[1];
  return year && `${year}-12-31`;
}
