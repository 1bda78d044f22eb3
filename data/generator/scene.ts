// Everything a section needs to write a note: randomness, patient, stay, manner of writing, page. Owns slots and the printing of values.
import type { Measured, Moment } from "../../lib/facts.ts";
import { integer, pick } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { analyteOf, printed, round, uniform } from "./labs.ts";
import type { Line, Page } from "./page.ts";
import { dischargeDay } from "./patient.ts";
import type { Patient, Stay } from "./patient.ts";
import { capital, leaf } from "./phrase.ts";
import type { Leaf, Slots, Wording } from "./phrase.ts";
import { dateTag, dayAfter, doctor, hospital, isoDay, shortDate, yearTag } from "./tags.ts";

/** How one doctor writes. */
export interface Manner {
  /** Headings as "Past Medical History:", "PAST MEDICAL HISTORY:" or short, "PMHx:". */
  readonly headings: "title" | "capitals" | "short";
  readonly width: number | undefined;
  /** Lists numbered, dashed or in running text. */
  readonly list: "#" | "- " | "" | "run";
  readonly labs: "blood" | "date-first" | "columns" | "prose";
  readonly sig: "long" | "short" | "brief";
}

export interface Scene {
  readonly r: Random;
  readonly who: Patient;
  readonly stay: Stay;
  readonly manner: Manner;
  readonly page: Page;
  readonly slots: Slots;
  readonly value: Wording["value"];
}

export const mannerOf = (r: Random): Manner => ({
  headings: pick(r, ["title", "title", "capitals", "short"]),
  width: pick(r, [undefined, 70, 76, 80]),
  list: pick(r, ["#", "- ", "", "run"]),
  labs: pick(r, ["blood", "blood", "date-first", "columns", "prose"]),
  sig: pick(r, ["long", "short", "brief"]),
});

export function scene(r: Random, { who, stay, page }: { who: Patient; stay: Stay; page: Page }): Scene {
  return { r, who, stay, page, manner: mannerOf(r), slots: slotsFor(r, who, stay), value: valuesOf(r, who, stay) };
}

/** A passage of this scene, drawn from a template. */
export const say = (at: Scene, template: string | readonly string[], moment?: Wording["moment"]): Leaf =>
  leaf(typeof template === "string" ? template : pick(at.r, template), { r: at.r, slots: at.slots, value: at.value, ...(moment && { moment }) });

/** Adds one sentence to the page. */
export function tell(at: Scene, template: string | readonly string[], { moment, end = " " }: { moment?: Wording["moment"]; end?: string } = {}): void {
  at.page.add(() => sentence(say(at, template, moment), end));
}

export const sentence = (one: Leaf, end = " "): Line => ({ leaves: [{ ...one, text: capital(one.text) }], end });

/** Opens a part under one of the wordings of its heading. */
export function head(at: Scene, [title, ...short]: readonly [string, ...string[]], { inline = false }: { inline?: boolean } = {}): void {
  const name = at.manner.headings === "capitals" ? title.toUpperCase() : at.manner.headings === "short" ? pick(at.r, [title, ...short]) : title;
  at.page.open(`${name}:${inline ? " " : "\n"}`, at.manner.width);
}

const NUMBERS = ["two", "three", "four", "five", "six"];

function slotsFor(r: Random, who: Patient, stay: Stay): Slots {
  const he = who.sex === "M", year = Number(isoDay(stay.admitted).split("-")[0]);
  return {
    he: he ? "he" : "she", He: he ? "He" : "She", his: he ? "his" : "her", His: he ? "His" : "Her", him: he ? "him" : "her", man: he ? "man" : "woman", sex: he ? "M" : "F",
    n: () => (r() < 0.5 ? String(integer(r, 2, 6)) : pick(r, NUMBERS)), year: () => yearTag(year - integer(r, 1, 24)), doctor: () => doctor(r), hospital: () => hospital(r),
    shortdate: () => shortDate(dayAfter(stay.admitted, integer(r, 0, stay.days))), discharge_plus: () => shortDate(dayAfter(dischargeDay(stay), integer(r, 3, 9))),
    relative: () => pick(r, ["mother", "father", "brother", "sister"]), fever: "«temperature=before»",
  };
}

type Printed = { text: string; measured: { -readonly [K in keyof Measured]?: Measured[K] } };
type Maker = (moment: Moment) => Printed;

/** Prints values; the same value at the same moment is the same number wherever it stands in the note. */
function valuesOf(r: Random, who: Patient, stay: Stay): Wording["value"] {
  const made = new Map<string, Printed>();
  const makers = others(r, who, stay);
  return (attribute, moment) => {
    const key = `${attribute} ${moment}`;
    const known = made.get(key) ?? (analyteOf(attribute) ? labValue(r, { attribute, moment, who, stay }) : makers[attribute]?.(moment));
    if (!known) throw new RangeError(`Expected an attribute that the generator has values of, got "${attribute}"; add it to scene.ts`);
    made.set(key, known);
    return { text: known.text, measured: { ...known.measured, ...(moment !== "hospital" && { moment }) } };
  };
}

function labValue(r: Random, { attribute, moment, who, stay }: { attribute: string; moment: Moment; who: Patient; stay: Stay }): Printed {
  const one = analyteOf(attribute), days = stay.labs[attribute];
  if (!one || !days) throw new RangeError(`Expected an analyte of labs.ts, got "${attribute}"`);
  const value = moment === "before" ? who.usual[attribute] : moment === "admission" ? days[0] : moment === "discharge" ? days.at(-1) : moment === "nadir" ? Math.min(...days) : Math.max(...days);
  const text = printed(one, value ?? 0);
  const unit = one.unit === "%" ? "%" : one.unit && r() < 0.25 ? ` ${one.unit}` : "";
  return { text: text + unit, measured: { value: Number(text.replace("<", "")), ...(text.startsWith("<") && { bound: "<" }) } };
}

const single = (value: number, text = String(value)): Printed => ({ text, measured: { value } });

function others(r: Random, who: Patient, stay: Stay): Readonly<Record<string, Maker>> {
  const vitals = stay.scenario.vitals ?? {};
  const vital = (id: keyof typeof vitals, calm: readonly [number, number], decimals = 0): Maker => (moment) => single(round(uniform(r, moment === "admission" ? (vitals[id] ?? calm) : calm), decimals));
  const heavier = stay.scenario.id === "heart_failure";
  const weight = (moment: Moment): Printed => {
    const kg = round(who.weight * (heavier && moment === "admission" ? 1.05 : 1), 1);
    if (r() < 0.7) return single(kg, `${kg} kg`);
    const pounds = Math.round(kg * 2.2046);
    return { text: `${pounds} {lbs|pounds}`.replace(/\{(\w+)\|(\w+)\}/, pick(r, ["$1", "$2"])), measured: { value: pounds, unit: "lbs" } };
  };
  return {
    temperature: (moment) => (moment === "before" ? single(round(uniform(r, [100.6, 103.4]), 1)) : vital("temperature", [96.8, 99.2], 1)(moment)),
    heart_rate: vital("heart_rate", [58, 92]), systolic_bp: vital("systolic_bp", [104, 148]), diastolic_bp: (moment) => single(integer(r, 54, 88) - (moment === "admission" && (vitals.systolic_bp?.[0] ?? 110) < 95 ? 8 : 0)),
    respiratory_rate: vital("respiratory_rate", [12, 20]), oxygen_saturation: (moment) => { const value = Math.round(uniform(r, moment === "admission" ? (vitals.oxygen_saturation ?? [94, 100]) : [94, 99])); return single(value, `${value}%`); },
    weight, dry_weight: weight, height: () => single(who.height, `${who.height} cm`), bmi: () => single(round(who.weight / (who.height / 100) ** 2, 1)),
    lvef: () => ejection(r, heavier || who.conditions.some((one) => one.id === "heart_failure")), pasp: () => { const value = integer(r, 28, 64); return single(value, `${value} mmHg`); },
    nyha: () => { const value = integer(r, 1, 4); return single(value, ["I", "II", "III", "IV"][value - 1]); }, mmse: () => single(integer(r, 14, 27)),
    units_transfused: () => { const value = integer(r, 1, 5); return single(value, `${value} ${value === 1 ? pick(r, ["unit of blood", "u pRBC"]) : pick(r, ["units of blood", "units PRBC", "u pRBC"])}`); },
    pack_years: () => single(who.packYears), drinks_per_week: () => single(who.drinks),
    age: () => (stay.age > 89 ? { text: "[**Age over 90 **]", measured: { redacted: true } } : single(stay.age)),
    length_of_stay: () => single(stay.days),
  };
}

/** An ejection fraction: a number, a range, a bound, or a tag where a number was. */
function ejection(r: Random, weak: boolean): Printed {
  const low = 5 * (weak ? integer(r, 3, 9) : integer(r, 10, 13)), die = r();
  if (die < 0.08) return { text: `[**${integer(r, 1, 12)}-${integer(r, 1, 28)}**]%`, measured: { redacted: true } };
  if (die < 0.35) return { text: `${low}-${low + 5}%`, measured: { range: [low, low + 5] } };
  if (die < 0.45 && !weak) return { text: ">55%", measured: { value: 55, bound: ">" } };
  return { text: `${low}%`, measured: { value: low } };
}
