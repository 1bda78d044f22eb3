// Facts as rows of facts.jsonl. Owns the short text of one fact; what facts mean is facts.ts.
//   measurements  "1.4 d0 @812+7": the value, the day of the stay, start and length of the passage. A moment stands after the value where the day does
//                 not tell it (d0 is admission, the last day discharge); "<0.01", "50..55" (a range), "?" (a tag where a number was), "182lbs", "25x2" (twice a day)
//   findings      "+ admission @812+7": + present, - absent, ~ historical, ^mother of a relative, ! of no relative, ? hypothetical
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { FindingMention, Measured, Moment, NoteFacts, FindingStatus } from "./facts.ts";

const SIGNS: Readonly<Record<string, FindingStatus>> = { "+": "present", "-": "absent", "~": "historical", "^": "family", "!": "not-family", "?": "hypothetical" };
const SIGN_OF = Object.fromEntries(Object.entries(SIGNS).map(([sign, status]) => [status, sign])) as Readonly<Record<FindingStatus, string>>;
const DAY = 86_400_000;

/** A row of facts.jsonl: the facts with each one as a short text. */
export interface FactsRow extends Omit<NoteFacts, "measurements" | "findings"> {
  readonly measurements: Readonly<Record<string, readonly string[]>>;
  readonly findings: Readonly<Record<string, readonly string[]>>;
}

const mapped = <A, B>(lists: Readonly<Record<string, readonly A[]>>, to: (one: A) => B): Record<string, B[]> => Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, list.map(to)]));

/** Facts as they are written to a file. */
export const packFacts = (facts: NoteFacts): FactsRow => ({ ...facts, measurements: mapped(facts.measurements, (one) => packMeasured(one, facts)), findings: mapped(facts.findings, packFound) });

/** Facts as they were before packing; throws on text that is no fact. */
export const unpackFacts = (row: FactsRow): NoteFacts => ({ ...row, measurements: mapped(row.measurements, (text) => unpackMeasured(text, row)), findings: mapped(row.findings, unpackFound) });

/** Reads `facts.jsonl`, one row a note, as a map by note_id; a broken line is named by its number. */
export async function readFacts(path: string): Promise<Map<string, NoteFacts>> {
  const facts = new Map<string, NoteFacts>();
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity })) {
    line += 1;
    if (text.trim() === "") continue;
    const row = parseRow(text, `${path} line ${line}`);
    if (facts.has(row.note_id)) throw new Error(`Expected one row of facts a note, got a second for ${row.note_id} (${path} line ${line}); remove one`);
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
    // The parser's own error, which quotes the line, goes no further.
    throw new Error(`Expected a row of facts as data/generate.ts writes it, got something else (${where}); write the file again`);
  }
}

const time = (day: string): number => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return Date.UTC(year, month - 1, date);
};
const dayOf = (date: string, admitted: string): number => Math.round((time(date) - time(admitted)) / DAY);
const dateOf = (day: number, admitted: string): string => {
  const date = new Date(time(admitted) + day * DAY);
  return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${date.getUTCDate()}`;
};
const momentOf = (day: number, { admitted, discharged }: Pick<NoteFacts, "admitted" | "discharged">): Moment | undefined => (day === 0 ? "admission" : day === dayOf(discharged, admitted) ? "discharge" : undefined);

const packAt = ([start, end]: readonly [number, number]): string => `@${start}+${end - start}`;

function packMeasured(one: Measured, stay: Pick<NoteFacts, "admitted" | "discharged">): string {
  const value = one.redacted ? "?" : one.range ? one.range.join("..") : `${one.bound ?? ""}${one.value}`;
  const day = one.date === undefined ? undefined : dayOf(one.date, stay.admitted);
  const moment = day !== undefined && one.moment === momentOf(day, stay) ? undefined : (one.moment ?? (day === undefined ? undefined : "stay"));
  return [`${value}${one.unit ?? ""}${one.perDay ? `x${one.perDay}` : ""}`, moment, day === undefined ? undefined : `d${day}`, one.time, packAt(one.at)].filter(Boolean).join(" ");
}

const MEASURED = /^(?:(\?)|(-?[\d.]+?)\.\.(-?[\d.]+?)|([<>]?)(-?\d+(?:\.\d+)?))((?!x\d+ )[A-Za-z%][^\s@]*?)?(?:x(\d+))?(?: ([a-z]+))?(?: d(-?\d+))?(?: (\d\d:\d\d))? @(\d+)\+(\d+)$/;

function unpackMeasured(text: string, stay: Pick<NoteFacts, "admitted" | "discharged">): Measured {
  const match = MEASURED.exec(text);
  if (!match) throw new Error(`Expected a measurement such as "1.4 d0 @812+7", got something else`);
  const [, redacted, low, high, bound, value, unit, perDay, word, day, clock, start, length] = match;
  const moment = word === "stay" ? undefined : ((word as Moment | undefined) ?? (day === undefined ? undefined : momentOf(Number(day), stay)));
  return {
    ...(redacted ? { redacted: true } : low ? { range: [Number(low), Number(high)] } : { value: Number(value) }), ...(bound && { bound: bound as "<" | ">" }), ...(unit && { unit }), ...(perDay && { perDay: Number(perDay) }),
    ...(day !== undefined && { date: dateOf(Number(day), stay.admitted) }), ...(clock && { time: clock }), ...(moment && { moment }), at: [Number(start), Number(start) + Number(length)],
  };
}

const packFound = (one: FindingMention): string => [`${SIGN_OF[one.status]}${one.relative ?? ""}`, one.moment, packAt(one.at)].filter(Boolean).join(" ");

function unpackFound(text: string): FindingMention {
  const match = /^([-+~^!?])([a-z]*)(?: ([a-z]+))? @(\d+)\+(\d+)$/.exec(text), status = SIGNS[match?.[1] ?? ""];
  if (!match || !status) throw new Error(`Expected a finding such as "+ admission @812+7", got something else`);
  const [, , relative, moment, start, length] = match;
  return { status, ...(relative && { relative }), ...(moment && { moment: moment as NonNullable<FindingMention["moment"]> }), at: [Number(start), Number(start) + Number(length)] };
}
