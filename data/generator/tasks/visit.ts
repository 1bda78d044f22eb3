// Visits to a clinic between and after the stays: the short notes that make an n2c2 record out of discharge summaries, and say what these leave out.
// Owns their wording, and the day that each statement speaks of. Marks are phrase.ts's; ids beyond lib/facts/vocabulary/numbers.csv are of the task alone.
import { integer, pick, sample } from "../../../lib/random.ts";
import type { Random } from "../../../lib/random.ts";
import { DRUGS } from "../drugs.ts";
import { round, uniform } from "../labs.ts";
import { capitalized, leaf } from "../phrase.ts";
import { dayAfter, doctor, hospital, isoDay } from "../tags.ts";
import { fullDate, has, saidInPassage, values } from "./facts.ts";
import type { PatientRecord, Said } from "./facts.ts";

/** Something a visit may tell. */
interface Topic {
  readonly part: "history" | "social" | "medicines" | "labs";
  /** How likely, by what the record says before; 0 where it would contradict it. */
  readonly chance: (known: Pick<PatientRecord, "said" | "sex">) => number;
  readonly texts: readonly string[];
  /** Told of an event so many months before the visit: <event> is its month. */
  readonly monthsAgo?: readonly [number, number];
}

const silent = (known: Pick<PatientRecord, "said">, ...attributes: readonly string[]): boolean => !known.said.some((one) => attributes.includes(one.attribute));
const when = (condition: boolean, chance: number): number => (condition ? chance : 0);
const heart = (known: Pick<PatientRecord, "said">) => has(known, "coronary_disease", "myocardial_infarction");

const TOPICS: readonly Topic[] = [
  { part: "history", chance: (k) => when(heart(k), 0.4), texts: ["«angina+ Exertional angina» {two|three} times a {week|month}, eased by rest.", "Still gets «angina+ angina» {climbing hills|with housework}."] },
  { part: "history", chance: (k) => when(heart(k), 0.35), texts: ["{Nuclear|Exercise} stress test in <event>: «ischemia+ {reversible|inducible} ischemia» of the {inferior|lateral|anterior} wall."], monthsAgo: [1, 20] },
  { part: "history", chance: (k) => when(has(k, "coronary_disease"), 0.25), texts: ["«myocardial_infarction+ {NSTEMI|Heart attack|MI}» in <event>, treated at <hospital>.", "Recovering from the «myocardial_infarction+ {MI|NSTEMI}» of <event>."], monthsAgo: [1, 4] },
  { part: "history", chance: (k) => when(heart(k), 0.2), texts: ["«myocardial_infarction+ {NSTEMI|MI}» in <event>, no events since."], monthsAgo: [9, 70] },
  { part: "history", chance: (k) => when(has(k, "diabetes"), 0.3), texts: ["Was admitted to <hospital> with «ketoacidosis+ {DKA|diabetic ketoacidosis}» in <event>."], monthsAgo: [2, 10] },
  { part: "history", chance: (k) => when(has(k, "diabetes"), 0.25), texts: ["One episode of «ketoacidosis+ {DKA|ketoacidosis}», <event>."], monthsAgo: [15, 60] },
  { part: "history", chance: (k) => when(has(k, "diabetes"), 0.4), texts: ["«retinopathy+ Proliferative retinopathy», laser <event>.", "«nephropathy+ Diabetic nephropathy» with proteinuria, noted <event>.", "«diabetic_complication+ Amputation of the {left|right} great toe» for a diabetic foot ulcer, <event>."], monthsAgo: [3, 40] },
  { part: "history", chance: (k) => when(has(k, "diabetes") && silent(k, "retinopathy", "nephropathy", "neuropathy"), 0.2), texts: ["Eye and foot examinations {this year|last month} were normal."] },
  { part: "history", chance: () => 0.15, texts: ["«colectomy~ Sigmoid resection» in <event>, healed well.", "«bowel_obstruction~ Small bowel obstruction» in <event>, settled without an operation."], monthsAgo: [8, 90] },
  { part: "social", chance: (k) => when(silent(k, "alcohol_current", "drinks_per_week", "alcohol_abuse"), 0.5), texts: ["Drinks «drinks_per_week=admission» {beers|glasses of wine} a week."] },
  { part: "social", chance: (k) => when(silent(k, "drug_use"), 0.45), texts: ["«drug_use~ Used {cocaine|heroin} in <his> {twenties|thirties}», none since.", "«drug_use+ Uses {cocaine|crack} on some weekends»."] },
  { part: "social", chance: (k) => when(silent(k, "english"), 0.3), texts: ["«english- Speaks {Spanish|Cantonese|Russian|Haitian Creole} only»; seen with an interpreter."] },
  { part: "social", chance: (k) => when(silent(k, "makes_decisions"), has(k, "dementia") ? 0.8 : 0.16), texts: ["«makes_decisions- A court-appointed guardian makes all medical decisions for <him>».", "«makes_decisions- Cannot make own medical decisions»; {daughter|son} decides as health care proxy."] },
  { part: "medicines", chance: (k) => when(silent(k, "aspirin"), heart(k) ? 0.7 : 0.2), texts: ["«aspirin+ {Aspirin|ASA}» 81 mg daily"] },
  { part: "medicines", chance: () => 0.3, texts: ["«fish_oil+ Fish oil» 1000 mg daily", "«multivitamin+ {Multivitamin|MVI}» daily", "«iron+ Ferrous sulfate» 325 mg daily", "«glucosamine+ Glucosamine» 500 mg twice daily", "«vitamin_b12+ Vitamin B12» 1000 mcg daily"] },
  { part: "medicines", chance: () => 0.3, texts: ["«vitamin_d+ Vitamin D» 1000 units daily"] },
  { part: "labs", chance: (k) => when(silent(k, "hba1c"), has(k, "diabetes") ? 0.9 : 0.2), texts: ["{HbA1c|A1c|Hemoglobin A1c} «hba1c=admission»"] },
  { part: "labs", chance: () => 0.5, texts: ["{creatinine|Cr} «creatinine=admission»"] },
];

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const HEADS = { history: "Interval history", social: "Social history", medicines: "Medications", labs: "Labs" } as const;

/** A visit on a day, telling some of what the record does not say yet. */
export function visit(r: Random, known: Pick<PatientRecord, "said" | "sex"> & { readonly age: number }, day: number): { text: string; said: Said[] } {
  const told = TOPICS.filter((topic) => r() < topic.chance(known)).map((topic) => ({ part: topic.part, ...tell(r, topic, { known, day }) }));
  const listed = [...new Set(known.said.filter((one) => one.status === "present" && one.moment === "discharge" && DRUGS.has(one.attribute)).map((one) => one.attribute))];
  const kept = sample(r, listed, Math.min(listed.length, 5)).map((id) => ({ part: "medicines" as const, text: DRUGS.get(id)!.names[0]!.toLowerCase(), said: [{ attribute: id, status: "present" as const, on: fullDate(isoDay(day)) }] }));
  const part = (name: Topic["part"], join: string, end: string) => {
    const texts = [...told, ...(name === "medicines" ? kept : [])].filter((one) => one.part === name).map((one) => one.text);
    return texts.length > 0 ? `${HEADS[name]}: ${texts.join(join)}${end}\n` : "";
  };
  const person = `${known.age}-year-old ${known.sex === "M" ? "man" : "woman"}`;
  const opening = leaf(`${person} {seen for follow-up|here for a routine visit|seen in clinic} by <doctor>. {Feels well.|No new concerns.|Walks daily.}`, wording(r, { known, day })).text;
  const place = pick(r, ["PRIMARY CARE CLINIC", "INTERNAL MEDICINE ASSOCIATES", "CARDIOLOGY CLINIC", "Office visit"]);
  const parts = [part("history", " ", ""), part("social", " ", ""), part("medicines", ", ", "."), part("labs", ", ", ".")].join("");
  const text = `${place}\n\n${opening}\n${parts}Plan: ${pick(r, ["continue as above", "same medications, labs before next visit", "return in three months", "diet and walking reviewed"])}.\n`;
  return { text, said: [...told, ...kept].flatMap((one) => one.said) };
}

type At = { readonly known: Pick<PatientRecord, "said" | "sex">; readonly day: number };

function tell(r: Random, { texts, monthsAgo, part }: Topic, at: At): { text: string; said: Said[] } {
  const event = monthsAgo ? monthBefore(at.day, integer(r, ...monthsAgo)) : undefined;
  const told = leaf(pick(r, texts), wording(r, { ...at, event }));
  return { text: (part === "medicines" || part === "labs" ? told : capitalized(told)).text, said: saidInPassage(told.facts, fullDate(isoDay(event ?? at.day))) };
}

/** The fifteenth of the month so many months earlier. */
function monthBefore(day: number, months: number): number {
  const date = new Date(day);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - months, 15);
}

function wording(r: Random, { known, day, event = day }: At & { event?: number | undefined }) {
  const month = new Date(event), numbers = numbersOf(r, known);
  return {
    r, slots: { event: `${MONTHS[month.getUTCMonth()]} ${month.getUTCFullYear()}`, his: known.sex === "M" ? "his" : "her", him: known.sex === "M" ? "him" : "her", doctor: () => doctor(r), hospital: () => hospital(r) },
    value: (attribute: string) => {
      const value = numbers[attribute]!();
      return { text: String(value), measured: { value } };
    },
  };
}

const numbersOf = (r: Random, known: Pick<PatientRecord, "said">): Readonly<Record<string, () => number>> => ({
  drinks_per_week: () => pick(r, [2, 4, 5, 6, 18, 21, 24, 30]),
  hba1c: () => round(has(known, "diabetes") ? uniform(r, pick(r, [[5.8, 6.4], [6.6, 9.4], [9.7, 12.8]])) : uniform(r, [5.1, 5.9]), 1),
  creatinine: () => round(values(known, "creatinine").some((value) => value > 1.3) || r() < 0.15 ? uniform(r, [1.4, 2.3]) : uniform(r, [0.7, 1.0]), 1),
});

/** Days after the last note that a visit comes. */
export const laterDay = (r: Random, day: number): number => dayAfter(day, pick(r, [integer(r, 10, 45), integer(r, 70, 170), integer(r, 200, 340), integer(r, 380, 700)]));
