// Everything a section needs to write a note: randomness, patient, stay, manner of writing, page. Owns slots, headings and the telling of sentences.
import { integer, pick } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import type { Line, Page } from "./page.ts";
import { dischargeDay } from "./patient.ts";
import type { Patient, Stay } from "./patient.ts";
import { capitalized, leaf } from "./phrase.ts";
import type { Leaf, Slots, Wording } from "./phrase.ts";
import { dayAfter, doctor, hospital, isoDay, lastName, shortDate, yearTag } from "./tags.ts";
import { valuesOf } from "./values.ts";

/** How one doctor writes. */
export interface Manner {
  /** Headings as "Past Medical History:", "PAST MEDICAL HISTORY:" or short, "PMHx:". */
  readonly headings: "title" | "capitals" | "short";
  /** Text on the line of its heading. */
  readonly inline: boolean;
  readonly width: number | undefined;
  /** Lists numbered, dashed, bare or in running text. */
  readonly list: "#" | "- " | "" | "run";
  readonly labs: "blood" | "date-first" | "columns" | "prose";
  readonly sig: "long" | "short" | "brief";
}

/** What a patient's earlier note leaves for the next to copy. */
export interface Earlier {
  readonly stay: Stay;
  readonly past: readonly Leaf[];
}

export interface Scene {
  readonly r: Random;
  readonly who: Patient;
  readonly stay: Stay;
  readonly manner: Manner;
  readonly page: Page;
  readonly slots: Slots;
  readonly value: Wording["value"];
  readonly earlier?: Earlier | undefined;
  /** Passages of this note that later sections may copy. */
  readonly copied: { past: readonly Leaf[]; opening: readonly (() => Line)[] };
}

const mannerOf = (r: Random): Manner => ({
  headings: pick(r, ["title", "title", "capitals", "short"]),
  inline: r() < 0.2,
  width: pick(r, [undefined, 70, 76, 80]),
  list: pick(r, ["#", "- ", "", "run"]),
  labs: pick(r, ["blood", "blood", "date-first", "columns", "prose"]),
  sig: pick(r, ["long", "short", "brief"]),
});

export function scene(r: Random, { who, stay, page, earlier }: { who: Patient; stay: Stay; page: Page; earlier?: Earlier | undefined }): Scene {
  return { r, who, stay, page, earlier, manner: mannerOf(r), slots: slotsFor(r, who, stay), value: valuesOf(r, who, stay), copied: { past: [], opening: [] } };
}

/** A passage of this scene, drawn from a template or one of several. */
export const say = (at: Scene, template: string | readonly string[], moment?: Wording["moment"]): Leaf =>
  leaf(typeof template === "string" ? template : pick(at.r, template), { r: at.r, slots: at.slots, value: at.value, ...(moment && { moment }) });

/** Words that state nothing. */
export const plain = (text: string): Leaf => ({ text, facts: [] });

/** Adds one sentence to the page. */
export function tell(at: Scene, template: string | readonly string[], { moment, end = " " }: { moment?: Wording["moment"]; end?: string } = {}): void {
  at.page.add(() => ({ leaves: [capitalized(say(at, template, moment))], end }));
}

/** Opens a part under one of the wordings of its heading; `inline` puts its text on the heading's line whatever the manner. */
export function head(at: Scene, [title, ...short]: readonly [string, ...string[]], { inline = at.manner.inline }: { inline?: boolean } = {}): void {
  const name = at.manner.headings === "capitals" ? title.toUpperCase() : at.manner.headings === "short" ? pick(at.r, [title, ...short]) : title;
  at.page.open(`${name}:${inline ? " " : "\n"}`, at.manner.width);
}

/** How a list is set: entries one under another, or in running text, after the writer's manner. */
export const listFrame = ({ r, manner }: Scene): Omit<Line, "leaves"> => (manner.list === "run" ? { join: pick(r, [", ", "; "]), tail: "." } : { mark: manner.list, join: "\n", end: "\n" });

const NUMBERS = ["two", "three", "four", "five", "six"];

function slotsFor(r: Random, who: Patient, stay: Stay): Slots {
  const he = who.sex === "M", [year = 0, month = 1] = isoDay(stay.admitted).split("-").map(Number);
  return {
    he: he ? "he" : "she", He: he ? "He" : "She", his: he ? "his" : "her", His: he ? "His" : "Her", him: he ? "him" : "her", man: pick(r, he ? ["man", "gentleman", "male"] : ["woman", "female", "lady"]), sex: who.sex, Mr: he ? "Mr." : pick(r, ["Ms.", "Mrs."]),
    n: () => (r() < 0.5 ? String(integer(r, 2, 6)) : pick(r, NUMBERS)), d: () => String(integer(r, 2, 9)), doctor: () => doctor(r), hospital: () => hospital(r), name: () => lastName(r),
    year: () => yearTag(year - integer(r, 1, 24)), shortyear: () => yearTag(`${month > 2 ? year : year - 1}-${month > 2 ? integer(r, 1, month - 1) : integer(r, 7, 12)}`),
    before: () => shortDate(dayAfter(stay.admitted, -integer(r, 1, 8))), early: () => shortDate(dayAfter(stay.admitted, integer(r, 0, Math.ceil(stay.days / 3)))), late: () => shortDate(dayAfter(stay.admitted, integer(r, Math.ceil(stay.days / 2), stay.days))),
    opday: shortDate(dayAfter(stay.admitted, integer(r, 0, Math.ceil(stay.days / 3)))), bug: pick(r, ["E. coli", "Klebsiella", "Proteus"]),
    shortdate: () => shortDate(dayAfter(stay.admitted, integer(r, 0, stay.days))), discharge_plus: () => shortDate(dayAfter(dischargeDay(stay), integer(r, 3, 20))),
  };
}
