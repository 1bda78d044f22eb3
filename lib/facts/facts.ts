// The facts of generated notes: reading and writing facts.jsonl. Other rooms import from here only.
//   measurements  "1.4 d0 @812+7": the value, the day of the stay, start and length of the passage.
//                 A moment follows the value where the day does not tell it (d0 is admission, the
//                 last day discharge). Also "<0.01", "50..55" (a range), "?" (a tag where a number
//                 was), "182lbs", "25x2" (twice a day)
//   findings      "+ admission @812+7": + present, - absent, ~ historical, ^mother of a relative,
//                 ! of no relative, ? hypothetical
import { linesOf, textPieces } from "../io/text-file.ts";
import type { FindingMention, FindingStatus, Measured, Moment, NoteFacts } from "./types.ts";

export { answerFromFacts } from "./answer.ts";
export { ATTRIBUTES, attribute, findMentions } from "./attributes.ts";
export { parseQuestion } from "./parse-question.ts";
export type { Attribute, FindingMention, FindingStatus, Measured, Moment } from "./types.ts";
export type { NoteFacts, ParsedQuestion } from "./types.ts";

const SIGNS: Readonly<Record<string, FindingStatus>> = {
  "+": "present",
  "-": "absent",
  "~": "historical",
  "^": "family",
  "!": "not-family",
  "?": "hypothetical",
};
const DAY = 86_400_000;

type Lists<T> = Readonly<Record<string, readonly T[]>>;
type Stay = Pick<NoteFacts, "admitted" | "discharged">;

/** A row of facts.jsonl: the facts with each one as a short text. */
interface FactsRow extends Omit<NoteFacts, "measurements" | "findings"> {
  readonly measurements: Lists<string>;
  readonly findings: Lists<string>;
}

const mapped = <A, B>(lists: Lists<A>, to: (one: A) => B): Record<string, B[]> =>
  Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, list.map(to)]));

/** Facts as they are written to a file. */
export const packFacts = (facts: NoteFacts): FactsRow => ({
  ...facts,
  measurements: mapped(facts.measurements, (one) => packMeasured(one, facts)),
  findings: mapped(facts.findings, packFound),
});

/** Facts as they were before packing. @throws {Error} On text that is no fact. */
export const unpackFacts = (row: FactsRow): NoteFacts => ({
  ...row,
  measurements: mapped(row.measurements, (text) => unpackMeasured(text, row)),
  findings: mapped(row.findings, unpackFound),
});

/** Reads `facts.jsonl` as a map by note_id. @throws {Error} Naming a line that is broken. */
export async function readFacts(path: string): Promise<Map<string, NoteFacts>> {
  const facts = new Map<string, NoteFacts>();
  for await (const { line, text } of linesOf(textPieces(path), path)) {
    const where = `${path} line ${line}`;
    if (text.trim() === "") continue;
    const row = parseRow(text, where);
    if (facts.has(row.note_id)) {
      const second = `Expected one row of facts a note, got a second for ${row.note_id}`;
      throw new Error(`${second} (${where}); remove one`);
    }
    facts.set(row.note_id, row);
  }
  return facts;
}

function parseRow(text: string, where: string): NoteFacts {
  try {
    const row = JSON.parse(text) as FactsRow;
    if (typeof row.note_id !== "string") throw new TypeError("no note_id");
    return unpackFacts(row);
  } catch {
    // The parser's own error quotes the line, which may hold text of a note.
    const problem = "Expected a row of facts as data/generate.ts writes it, got something else";
    throw new Error(`${problem} (${where}); write the file again`);
  }
}

const time = (day: string): number => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date);
};
const dayOf = (date: string, admitted: string): number =>
  Math.round((time(date) - time(admitted)) / DAY);
const dateOf = (day: number, admitted: string): string => {
  const date = new Date(time(admitted) + day * DAY);
  return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${date.getUTCDate()}`;
};
function momentOf(day: number, { admitted, discharged }: Stay): Moment | undefined {
  if (day === 0) return "admission";
  return day === dayOf(discharged, admitted) ? "discharge" : undefined;
}

const packAt = ([start, end]: readonly [number, number]): string => `@${start}+${end - start}`;
const unpackAt = (start?: string, length?: string): [number, number] =>
  [Number(start), Number(start) + Number(length)];
const spaced = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(" ");

function packMeasured(one: Measured, stay: Stay): string {
  const value = one.redacted ? "?" : (one.range?.join("..") ?? `${one.bound ?? ""}${one.value}`);
  const times = one.perDay ? `x${one.perDay}` : "";
  const day = one.date === undefined ? undefined : dayOf(one.date, stay.admitted);
  const isTold = day !== undefined && one.moment === momentOf(day, stay);
  const moment = isTold ? undefined : (one.moment ?? (day === undefined ? undefined : "stay"));
  const dayText = day === undefined ? undefined : `d${day}`;
  return spaced([`${value}${one.unit ?? ""}${times}`, moment, dayText, one.time, packAt(one.at)]);
}

const MEASURED = new RegExp(
  String.raw`^(?:(\?)|(-?[\d.]+?)\.\.(-?[\d.]+?)|([<>]?)(-?\d+(?:\.\d+)?))` +
    String.raw`((?!x\d+ )[A-Za-z%][^\s@]*?)?(?:x(\d+))?` +
    String.raw`(?: ([a-z]+))?(?: d(-?\d+))?(?: (\d\d:\d\d))? @(\d+)\+(\d+)$`,
);

function unpackMeasured(text: string, stay: Stay): Measured {
  const match = MEASURED.exec(text);
  if (!match) throw new Error(`"1.4 d0 @812+7" would be a measurement`);
  const [, redacted, low, high, bound, value, unit, perDay, ...rest] = match;
  const [word, day, clock, start, length] = rest;
  const told = day === undefined ? undefined : momentOf(Number(day), stay);
  const moment = word === "stay" ? undefined : ((word as Moment | undefined) ?? told);
  return {
    ...(redacted && { redacted: true }),
    ...(low && { range: [Number(low), Number(high)] }),
    ...(value && { value: Number(value) }),
    ...(bound && { bound: bound as "<" | ">" }),
    ...(unit && { unit }),
    ...(perDay && { perDay: Number(perDay) }),
    ...(day !== undefined && { date: dateOf(Number(day), stay.admitted) }),
    ...(clock && { time: clock }),
    ...(moment && { moment }),
    at: unpackAt(start, length),
  };
}

function packFound({ status, relative = "", moment, at }: FindingMention): string {
  const sign = Object.keys(SIGNS).find((key) => SIGNS[key] === status);
  return spaced([`${sign}${relative}`, moment, packAt(at)]);
}

function unpackFound(text: string): FindingMention {
  const match = /^([-+~^!?])([a-z]*)(?: ([a-z]+))? @(\d+)\+(\d+)$/.exec(text);
  const status = SIGNS[match?.[1] ?? ""];
  if (!match || !status) throw new Error(`"+ admission @812+7" would be a finding`);
  const [, , relative, moment, start, length] = match;
  return {
    status,
    ...(relative && { relative }),
    ...(moment && { moment: moment as NonNullable<FindingMention["moment"]> }),
    at: unpackAt(start, length),
  };
}
