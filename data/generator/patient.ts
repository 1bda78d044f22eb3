// The people and their stays: who they are, what they have had, why they come, how their values run. Owns the truth; wording is left to the sections.
import { integer, pick, sample } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { CONDITIONS, OPERATIONS } from "./conditions.ts";
import type { Condition } from "./conditions.ts";
import { DRUGS } from "./drugs.ts";
import type { Drug } from "./drugs.ts";
import { ANALYTES, course, normalFor, round, uniform, usual } from "./labs.ts";
import type { Sex } from "./labs.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";
import type { Scenario } from "./scenarios/scenarios.ts";
import { dayAfter } from "./tags.ts";

export interface Patient {
  readonly subject: string;
  readonly sex: Sex;
  readonly born: number;
  readonly conditions: readonly Condition[];
  readonly operations: readonly Condition[];
  readonly height: number;
  readonly weight: number;
  readonly smoker: "never" | "former" | "current";
  readonly packYears: number;
  readonly drinks: number;
  readonly drugs: "never" | "past" | "denies";
  readonly allergies: readonly string[];
  /** Usual levels, by analyte. */
  readonly usual: Readonly<Record<string, number>>;
}

/** A medicine as this patient takes it. */
export interface Taken {
  readonly drug: Drug;
  readonly strength: number;
  readonly perDay: number;
}

export interface Stay {
  readonly note: string;
  readonly scenario: Scenario;
  readonly admitted: number;
  readonly days: number;
  readonly age: number;
  /** Values by analyte and day, from the door on. */
  readonly labs: Readonly<Record<string, readonly number[]>>;
  readonly home: readonly Taken[];
  readonly leaving: readonly Taken[];
  /** Taken at home and ended in the stay; not among home. */
  readonly stopped: readonly Taken[];
  readonly place: "home" | "home_services" | "rehab" | "nursing_facility" | "hospice";
}

const YEAR = 365.25 * 86_400_000;

/** A patient for the first stay's scenario, so that age, sex and conditions fit it. */
export function patient(r: Random, { subject, scenario, admitted }: { subject: string; scenario: Scenario; admitted: number }): Patient {
  const sex: Sex = scenario.sex ?? (r() < 0.52 ? "M" : "F");
  const age = integer(r, ...scenario.ages);
  const has = (one: Condition): boolean => (scenario.needs?.includes(one.id) ?? false) || (!scenario.never?.includes(one.id) && (!one.sex || one.sex === sex) && r() < chanceAt(one, age));
  const conditions = CONDITIONS.filter((one) => !one.of && has(one));
  const ids = new Set(conditions.map((one) => one.id));
  const operations = OPERATIONS.filter((one) => (!one.of || ids.has(one.of)) && has(one));
  const smoker = r() < (ids.has("copd") ? 0.05 : 0.45) ? "never" : r() < 0.65 ? "former" : "current";
  return {
    subject, sex, conditions, operations, smoker, born: admitted - (age + r() * 0.98) * YEAR,
    height: Math.round(uniform(r, sex === "M" ? [166, 189] : [152, 175])), weight: round(uniform(r, ids.has("obesity") ? [98, 138] : sex === "M" ? [62, 98] : [48, 86]), 1),
    packYears: integer(r, 3, ids.has("copd") ? 80 : 50), drinks: ids.has("alcohol_abuse") ? integer(r, 18, 50) : pick(r, [0, 0, 0, 1, 2, 3, 4, 5, 7]),
    drugs: r() < 0.88 ? "denies" : r() < 0.5 ? "past" : "never",
    allergies: r() < 0.55 ? [] : sample(r, ["penicillin_allergy", "sulfa_allergy", "codeine_allergy", "iodine_allergy", "ace_allergy", "latex_allergy"], r() < 0.75 ? 1 : 2),
    usual: usualLevels(r, sex, conditions),
  };
}

/** A stay of this patient. */
export function stay(r: Random, who: Patient, { note, scenario, admitted }: { note: string; scenario: Scenario; admitted: number }): Stay {
  const days = integer(r, ...scenario.days);
  const age = Math.floor((admitted - who.born) / YEAR);
  const taken = medicines(r, { lists: who.conditions.flatMap((one) => one.drugs ?? []), who, already: [] });
  const stopped = r() < 0.2 ? sample(r, taken.filter((one) => STOPPABLE.has(one.drug.id)), 1) : [];
  const home = taken.filter((one) => !stopped.includes(one));
  return { note, scenario, admitted, days, age, home, stopped, labs: values(r, who, { scenario, days }), leaving: discharged(r, { home, stopped, scenario, who }), place: placeFor(r, age, scenario) };
}

/** The scenario of a first stay, by weight. */
export function anyScenario(r: Random): Scenario {
  let left = r() * SCENARIOS.reduce((sum, one) => sum + one.weight, 0);
  for (const one of SCENARIOS) if ((left -= one.weight) <= 0) return one;
  return pick(r, SCENARIOS);
}

/** Whether this patient may come back for the scenario. */
export const fits = (who: Patient, scenario: Scenario, admitted: number): boolean => {
  const age = (admitted - who.born) / YEAR, ids = new Set([...who.conditions, ...who.operations].map((one) => one.id));
  return (!scenario.sex || scenario.sex === who.sex) && age >= scenario.ages[0] && age <= scenario.ages[1] + 3 && (scenario.needs ?? []).every((id) => ids.has(id)) && !(scenario.never ?? []).some((id) => ids.has(id));
};

export const dischargeDay = (stay: Stay): number => dayAfter(stay.admitted, stay.days);

const chanceAt = (one: Condition, age: number): number => Math.max(0, one.chance[0] + ((one.chance[1] - one.chance[0]) * (age - 40)) / 40);

function usualLevels(r: Random, sex: Sex, conditions: readonly Condition[]): Record<string, number> {
  const levels: Record<string, number> = {};
  for (const one of ANALYTES) {
    const shift = conditions.map((condition) => condition.labs?.[one.id]).find((found) => found);
    levels[one.id] = shift ? round(uniform(r, [shift[0], shift[1]]), one.decimals) : usual(r, one, sex);
  }
  return consistent(levels);
}

function values(r: Random, who: Patient, { scenario, days }: { scenario: Scenario; days: number }): Record<string, number[]> {
  const labs: Record<string, number[]> = {};
  for (const one of ANALYTES) {
    const shift = scenario.labs[one.id], level = who.usual[one.id] ?? normalFor(one, who.sex)[0];
    const from = shift ? uniform(r, [shift[0], shift[1]]) : level;
    const to = shift?.[2] !== undefined && shift[3] !== undefined ? uniform(r, [shift[2], shift[3]]) : shift ? (from + level) / 2 : level;
    labs[one.id] = course(r, one, { days, from, to });
  }
  for (let day = 0; day <= days; day++) {
    const row = consistent(Object.fromEntries(ANALYTES.map((one) => [one.id, labs[one.id]?.[day] ?? 0])));
    for (const id of ["hematocrit", "rbc", "cholesterol"]) (labs[id] ?? [])[day] = row[id] ?? 0;
  }
  return labs;
}

/** Values that follow from others: hematocrit and red cells from hemoglobin, total cholesterol from its parts. */
function consistent(levels: Record<string, number>): Record<string, number> {
  const hematocrit = round((levels.hemoglobin ?? 13) * 2.96, 1);
  const cholesterol = Math.round((levels.ldl ?? 100) + (levels.hdl ?? 45) + (levels.triglycerides ?? 100) / 5);
  return { ...levels, hematocrit, rbc: round((hematocrit * 10) / (levels.mcv ?? 90), 2), cholesterol };
}

const ALLERGENS: Readonly<Record<string, readonly string[]>> = { ace_allergy: ["lisinopril"], penicillin_allergy: ["amoxicillin"], sulfa_allergy: ["furosemide", "hydrochlorothiazide"] };
/** What a condition speaks against. */
const AGAINST: Readonly<Record<string, readonly string[]>> = { kidney_disease: ["metformin"], dialysis: ["metformin", "lithium"], coronary_disease: ["sumatriptan"], stroke: ["sumatriptan"], heart_failure: ["diltiazem"], asthma: ["atenolol", "nadolol"], cirrhosis: ["acetaminophen", "methotrexate", "simvastatin"], gi_bleed: ["aspirin", "clopidogrel"] };
/** Of each of these a patient takes at most one. */
const ALIKE: readonly (readonly string[])[] = [
  ["metoprolol", "carvedilol", "atenolol", "nadolol", "diltiazem"], ["lisinopril", "losartan"], ["atorvastatin", "simvastatin"], ["omeprazole", "pantoprazole"], ["furosemide", "torsemide"], ["warfarin", "apixaban"], ["sertraline", "citalopram"], ["quetiapine", "olanzapine"], ["oxycodone", "tramadol"],
];
const STOPPABLE = new Set(["lisinopril", "losartan", "hydrochlorothiazide", "amlodipine", "metformin", "glipizide", "citalopram", "lorazepam", "alendronate", "colchicine"]);

/** One of each list that the patient tolerates and does not take already, in this or a like form. */
function medicines(r: Random, { lists, who, already }: { lists: readonly (readonly string[])[]; who: Patient; already: readonly Taken[] }): Taken[] {
  const banned = new Set([...who.allergies.flatMap((id) => ALLERGENS[id] ?? []), ...[...who.conditions, ...who.operations].flatMap((one) => AGAINST[one.id] ?? [])]);
  const taken = new Set(already.map((one) => one.drug.id)), fresh: Taken[] = [];
  const alike = (id: string): boolean => taken.has(id) || ALIKE.some((list) => list.includes(id) && list.some((other) => taken.has(other)));
  for (const list of lists) {
    const drug = DRUGS.get(pick(r, list));
    if (!drug || banned.has(drug.id) || alike(drug.id) || list.some((id) => taken.has(id))) continue;
    taken.add(drug.id);
    fresh.push({ drug, strength: pick(r, drug.strengths), perDay: pick(r, drug.perDay) });
  }
  return fresh;
}

function discharged(r: Random, { home, stopped, scenario, who }: { home: readonly Taken[]; stopped: readonly Taken[]; scenario: Scenario; who: Patient }): Taken[] {
  const fresh = medicines(r, { lists: scenario.drugs ?? [], who, already: [...home, ...stopped] });
  const comfort = medicines(r, { lists: [["docusate", "senna", "polyethylene_glycol", "acetaminophen", "multivitamin", "vitamin_d", "fish_oil"]].filter(() => r() < 0.5), who, already: [...home, ...stopped, ...fresh] });
  return [...home, ...fresh, ...comfort];
}

function placeFor(r: Random, age: number, scenario: Scenario): Stay["place"] {
  const die = r();
  if (die < 0.015 && age > 60) return "hospice";
  if (scenario.id === "hip_fracture") return die < 0.6 ? "rehab" : "nursing_facility";
  if (age > 78) return die < 0.3 ? "home" : die < 0.55 ? "home_services" : die < 0.75 ? "rehab" : "nursing_facility";
  if (age > 60) return die < 0.55 ? "home" : die < 0.8 ? "home_services" : die < 0.92 ? "rehab" : "nursing_facility";
  return die < 0.88 || scenario.ages[0] < 30 ? "home" : "home_services";
}
