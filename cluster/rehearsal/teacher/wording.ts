// Questions in words. Owns how the teacher phrases what it asks; what it asks is teacher-draft-*.ts. Every form is one that question.ts reads back.
import type { AnswerKind } from "../../../lib/types.ts";
import { pick, type Random } from "../../../lib/random.ts";
import type { Drug, Finding, Measurement, State } from "../lexicon/lexicon.ts";
import type { UnitKey } from "../reading/units.ts";
import type { Which } from "./comparison.ts";

const PLAIN_UNIT: Partial<Record<UnitKey, string>> = { F: "degrees Fahrenheit", C: "degrees Celsius", bpm: "beats per minute", "/min": "breaths per minute", "/uL": "cells/uL", lb: "pounds", in: "inches", m: "meters" };
const unitWords = (unit: UnitKey): string => PLAIN_UNIT[unit] ?? unit;

/** "What was the patient's highest recorded creatinine (mg/dL)?" `unit` is added when given and the measurement has one. */
export function askValue(r: Random, m: Measurement, { which, when, unit }: { which: Which; when: string; unit: UnitKey | "" }): string {
  if (m.id === "age") return pick(r, ["What is the patient's age?", "How old is the patient?", "What was the patient's age at admission?", "What is the age of the patient in years?"]).replace(/ in years/, unit === "years" || unit === "" ? " in years" : ` in ${unit}`);
  const u = unit !== "" && unit !== "ratio" && r() < 0.45 ? ` (${unitWords(unit)})` : "";
  const name = m.label;
  const forms: Readonly<Record<Which, readonly string[]>> = {
    any: [`What was the patient's ${name}${u}?`, `What is the patient's ${name}${u} as recorded in the note?`, `What ${name}${u} is recorded for the patient?`, `What was the ${name}${u} documented in the note?`],
    highest: [`What was the patient's highest ${name}${u} recorded in the note?`, `What is the highest ${name}${u} mentioned in the note?`, `What was the maximum ${name}${u} recorded?`, `What was the patient's peak ${name}${u}?`],
    lowest: [`What was the patient's lowest ${name}${u} recorded in the note?`, `What is the lowest ${name}${u} mentioned in the note?`, `What was the minimum ${name}${u} recorded?`, `What was the patient's lowest documented ${name}${u}?`],
    first: [`What was the patient's first recorded ${name}${u}?`, `What was the earliest ${name}${u} recorded in the note?`, `What was the patient's initial ${name}${u}?`],
    last: [`What was the patient's last recorded ${name}${u}?`, `What was the most recent ${name}${u} recorded in the note?`, `What was the latest ${name}${u} documented?`],
    admission: [`What was the patient's ${name}${u} on admission?`, `What was the ${name}${u} at admission?`, `What ${name}${u} did the patient have upon admission?`],
    discharge: [`What was the patient's ${name}${u} at discharge?`, `What was the ${name}${u} on discharge?`, `What ${name}${u} did the patient have at the time of discharge?`],
    date: [`What was the patient's ${name}${u} on ${when}?`, `What ${name}${u} was recorded on ${when}?`],
  };
  return pick(r, forms[which]);
}

/** "What dose of lisinopril in mg was the patient discharged on?" */
export const askDose = (r: Random, drug: Drug, unit: string): string => pick(r, [`What dose of ${drug.label} in ${unit} was the patient prescribed at discharge?`, `What is the dose of ${drug.label} (${unit}) on the patient's discharge medication list?`]);

/** A comparison of one value with a limit: "Was the patient's highest creatinine above 1.5 mg/dL?" */
export function askComparison(r: Random, m: Measurement, { which, op, limit, unit }: { which: Which; op: "above" | "below"; limit: number; unit: UnitKey }): string {
  if (m.id === "age") return op === "above" ? pick(r, [`Is the patient older than ${limit} years?`, `Was the patient over ${limit} years of age at admission?`]) : pick(r, [`Is the patient younger than ${limit} years?`, `Was the patient under ${limit} years of age at admission?`]);
  const u = unit === "" || unit === "ratio" ? "" : ` ${unitWords(unit)}`;
  const time = which === "admission" ? " on admission" : which === "discharge" ? " at discharge" : "";
  const extreme = which === "highest" || which === "lowest" ? `${which} recorded ` : which === "first" || which === "last" ? `${which} recorded ` : "";
  const word = op === "above" ? pick(r, ["above", "greater than"]) : pick(r, ["below", "less than"]);
  return pick(r, [`Was the patient's ${extreme}${m.label} ${word} ${limit}${u}${time}?`, `Is the patient's ${extreme}${m.label}${time} recorded as ${word} ${limit}${u}?`]);
}

/** "Was the patient's hemoglobin below the normal range on admission?" */
export const askNormal = (r: Random, m: Measurement, { op, which }: { op: "normal" | "above-normal" | "below-normal"; which: Which }): string => {
  const time = which === "admission" ? " on admission" : which === "discharge" ? " at discharge" : "";
  const extreme = which === "any" || time !== "" ? "" : `${which} recorded `;
  const words = { normal: "within the normal range", "above-normal": "above the normal range", "below-normal": "below the normal range" }[op];
  return pick(r, [`Was the patient's ${extreme}${m.label} ${words}${time}?`, `Is the patient's ${extreme}${m.label} ${words}${time}?`]);
};

/** A finding of the patient: disease, symptom, sign, test, procedure or social fact, each asked in its way. */
export function askFinding(r: Random, f: Finding, { past = false }: { past?: boolean } = {}): string {
  const n = f.label;
  switch (f.group) {
    case "disease": return pick(r, past
      ? [`Does the patient have a history of ${n}?`, `Is a history of ${n} recorded in the note?`, `Has the patient ever been diagnosed with ${n}?`, `Does the note describe the patient as having ${n}?`]
      : [`Does the patient have ${n}?`, `Does the patient have a diagnosis of ${n}?`, `Does the note describe the patient as having ${n}?`, `Is ${n} documented in the note?`, `Does the patient have a history of ${n}?`]);
    case "symptom": return pick(r, [`Did the patient report ${n}?`, `Did the patient have ${n}?`, `Did the patient experience ${n}?`, `Is ${n} recorded in the note?`]);
    case "sign": return pick(r, f.section === "Pertinent Results" ? [`Does the note record ${n}?`, `Was ${n} noted in the patient?`, `Did the patient's studies show ${n}?`] : [`Did the patient have ${n}?`, `Was ${n} present on examination?`, `Was ${n} noted in the patient?`, `Does the note record ${n}?`]);
    case "test": return pick(r, [`Did the patient have ${n}?`, `Were ${n} recorded?`, `Does the note record ${n}?`]);
    case "procedure": return pick(r, [`Did the patient undergo ${n}?`, `Has the patient had ${n}?`, `Does the note record that the patient had ${n}?`, `Was ${n} performed?`]);
    case "social": return pick(r, past && f.weight > 3 ? [`Does the patient have a history of ${n}?`, `Is a history of ${n} recorded for the patient?`] : [`Does the patient report ${n}?`, `Is ${n} recorded for the patient?`, `Does the note record ${n}?`, `Does the patient have a history of ${n}?`]);
  }
}

/** Now rather than ever: "Is the patient a current smoker?" */
export const askCurrent = (r: Random, f: Finding): string => (f.id === "smoking" ? pick(r, ["Is the patient a current smoker?", "Does the patient currently smoke?"]) : f.id === "alcohol" ? pick(r, ["Does the patient currently drink alcohol?", "Is current alcohol use recorded for the patient?"]) : `Does the patient currently report ${f.label}?`);

export const askFamily = (r: Random, f: Finding): string => pick(r, [`Does the patient have a family history of ${f.label}?`, `Is there a family history of ${f.label}?`, `Is ${f.label} recorded in the patient's family history?`, `Has any family member of the patient had ${f.label}?`]);
export const askDrug = (r: Random, drug: Drug, where: "discharge" | "home" | "any"): string => pick(r, {
  discharge: [`Was the patient discharged on ${drug.label}?`, `Was ${drug.label} among the patient's medications at discharge?`, `Was the patient prescribed ${drug.label} at discharge?`],
  home: [`Was the patient taking ${drug.label} before admission?`, `Was ${drug.label} a home medication on admission?`],
  any: [`Did the patient receive ${drug.label}?`, `Was the patient treated with ${drug.label}?`, `Has the patient taken ${drug.label}?`],
}[where]);
export const askAllergy = (r: Random, drug: Drug | undefined): string => (drug ? pick(r, [`Is the patient allergic to ${drug.label}?`, `Does the patient have an allergy to ${drug.label}?`]) : pick(r, ["Does the patient have any drug allergies?", "Does the patient have any known drug allergies recorded?"]));
export const askSex = (r: Random, sex: "F" | "M"): string => pick(r, sex === "F" ? ["Is the patient female?", "Is the patient a woman?"] : ["Is the patient male?", "Is the patient a man?"]);

/** One value of a group that excludes the others. */
export function askState(r: Random, s: State): string {
  switch (s.group) {
    case "disposition": return s.label.includes("died") ? pick(r, ["Did the patient die during this hospital stay?", "Was the patient recorded as deceased at discharge?"]) : s.label === "home" ? pick(r, ["Was the patient discharged home?", "Was the patient's discharge disposition home?"]) : pick(r, [`Was the patient discharged to ${s.label}?`, `Was the patient's discharge disposition ${s.label}?`]);
    case "condition": return pick(r, [`Was the patient in ${s.label} condition at discharge?`, `Was the patient's discharge condition recorded as ${s.label}?`]);
    case "mental-status": return pick(r, [`Was the patient's mental status ${s.label} at discharge?`, `Is the patient's mental status recorded as ${s.label}?`]);
    case "activity": return pick(r, [`Was the patient's activity status ${s.label} at discharge?`, `Is the patient's activity status recorded as ${s.label}?`]);
    case "marital": return pick(r, [`Is the patient ${s.label}?`, `Is the patient's marital status recorded as ${s.label}?`]);
    case "code": return pick(r, [`Is the patient's code status ${s.label}?`, `Was the patient's code status recorded as ${s.label}?`]);
    default: return pick(r, [`Does the patient speak ${s.label}?`, `Is the patient's language recorded as ${s.label}?`]);
  }
}

/** Questions on what discharge summaries seldom tell, with the words whose presence in a note would rule them out. */
export const SELDOM: Readonly<Record<AnswerKind, readonly (readonly [question: string, words: RegExp])[]>> = {
  boolean: [
    ["Is the patient willing to use contraception during a trial?", /contracept|birth control/i], ["Has the patient taken part in a clinical trial in the last 30 days?", /trial|study drug/i], ["Does the patient exercise regularly?", /exercis/i],
    ["Has the patient received a hepatitis B vaccination?", /vaccin|immuniz/i], ["Does the patient have a first-degree relative with Parkinson's disease?", /parkinson/i], ["Has the patient ever had genetic testing?", /genetic/i],
    ["Does the patient have pets at home?", /\bpets?\b|\bdogs?\b|\bcats?\b/i], ["Does the patient follow a vegetarian diet?", /vegetarian|vegan/i], ["Has the patient traveled abroad in the past six months?", /travel|abroad/i], ["Is the patient right-handed?", /handed/i],
    ["Does the patient have a tattoo?", /tattoo/i], ["Has the patient been exposed to asbestos?", /asbestos/i], ["Does the patient wear a hearing aid?", /hearing/i], ["Does the patient have a latex allergy?", /latex/i],
  ],
  numeric: [
    ["What was the patient's age at first diagnosis of depression?", /depress/i], ["How many siblings does the patient have?", /sibling|brother|sister/i], ["How many cups of coffee does the patient drink per day?", /coffee|caffeine/i],
    ["What was the patient's heart rate one year before admission?", /year (?:ago|before|prior)/i], ["How many hours of sleep does the patient get per night?", /sleep/i], ["How many years of education does the patient have?", /education|school|college|grade/i],
    ["What was the patient's grip strength in kg?", /grip/i], ["How many falls did the patient have in the past year?", /\bfall|fell/i],
  ],
};
