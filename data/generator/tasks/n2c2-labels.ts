// Which of the 13 n2c2 criteria a record meets, from what it says. Owns what counts as met; the questions asked of models are prompts/tasks/n2c2.json.
import type { N2c2Criterion } from "../../../lib/trials/n2c2-records.ts";
import { withinMonths } from "../months.ts";
import { denies, has, hasNow, values } from "./facts.ts";
import type { PatientRecord, Verdict } from "./facts.ts";

const HEART_DRUGS = ["aspirin", "clopidogrel", "metoprolol", "carvedilol", "atenolol", "nadolol", "lisinopril", "losartan", "amlodipine", "diltiazem", "hydrochlorothiazide", "furosemide", "torsemide", "spironolactone", "digoxin", "amiodarone", "isosorbide", "nitroglycerin"];
/** Drugs that one reader counts as cardiovascular and the next does not. */
const NEAR_HEART = ["atorvastatin", "simvastatin", "warfarin", "apixaban", "enoxaparin", "heparin"];
export const SUPPLEMENTS = ["fish_oil", "multivitamin", "iron", "folic_acid", "thiamine", "glucosamine", "vitamin_b12"];
const INFARCTION = ["myocardial_infarction", "nstemi", "stemi"];
const COMPLICATION = ["retinopathy", "nephropathy", "diabetic_complication"];

/** Met (true), not met (false) or open to argument (undefined), by criterion. */
export const N2C2_VERDICTS: Readonly<Record<N2c2Criterion, (record: PatientRecord) => Verdict>> = {
  ABDOMINAL: (r) => has(r, "appendectomy", "cholecystectomy", "hysterectomy", "colectomy", "bowel_obstruction", "colon_cancer") || unless(has(r, "cesarean", "hernia_repair", "diverticulitis", "cholecystitis", "turp")),
  "ADVANCED-CAD": advancedCad,
  "ALCOHOL-ABUSE": (r) => hasNow(r, "alcohol_abuse", "alcohol_withdrawal") || values(r, "drinks_per_week").some((drinks) => drinks > (r.sex === "F" ? 7 : 14)) || unless(has(r, "alcohol_abuse")),
  "ASP-FOR-MI": (r) => (denies(r, "aspirin") ? undefined : r.said.some((one) => one.attribute === "aspirin" && one.status === "present" && one.moment !== "hospital") || unless(hasNow(r, "aspirin"))),
  CREATININE: (r) => values(r, "creatinine").some((value) => value > (r.sex === "F" ? 1.1 : 1.3)),
  "DIETSUPP-2MOS": (r) => within(r, SUPPLEMENTS, 2) || (hasNow(r, "calcium_carbonate") ? undefined : within(r, SUPPLEMENTS, 2)),
  "DRUG-ABUSE": (r) => has(r, "drug_use"),
  ENGLISH: (r) => assumed(r, "english"),
  HBA1C: (r) => values(r, "hba1c").some((value) => value >= 6.5 && value <= 9.5),
  "KETO-1YR": (r) => within(r, ["ketoacidosis"], 12),
  "MAJOR-DIABETES": (r) => has(r, ...COMPLICATION) || (has(r, "neuropathy") && has(r, "diabetes")) || unless(has(r, "diabetes") && has(r, "kidney_disease", "dialysis", "cellulitis", "aki")),
  "MAKES-DECISIONS": (r) => assumed(r, "makes_decisions", { doubt: has(r, "dementia", "delirium", "hepatic_encephalopathy") || denies(r, "oriented") }),
  "MI-6MOS": (r) => within(r, INFARCTION, 6),
};

/** Not met, but for what leaves it open. */
const unless = (doubt: boolean): Verdict => (doubt ? undefined : false);

/** True until the record says otherwise; open when it says both, or when something speaks against it and nothing for it. */
function assumed(record: PatientRecord, attribute: string, { doubt = false } = {}): Verdict {
  const said = hasNow(record, attribute);
  if (denies(record, attribute)) return said ? undefined : false;
  return said || !doubt ? true : undefined;
}

/** Had within so many months of the last note; open when it is told of a year that the time may reach into. */
function within(record: PatientRecord, attributes: readonly string[], months: number): Verdict {
  const told = record.said.filter((one) => attributes.includes(one.attribute));
  if (told.some((one) => one.status === "present" && one.on && withinMonths(one.on, { last_date: record.last_date, months }))) return true;
  return told.some((one) => one.status === "historical" && (one.on === undefined || one.on >= yearBefore(record.last_date))) ? undefined : false;
}

/** The first day of the year before the last note's. */
const yearBefore = (date: string): string => `${Number(date.slice(0, 4)) - 1}-01-01`;

/** Two of: two or more drugs for heart and vessels; an infarction ever; angina now; ischemia. Open when what is near to these would turn the verdict. */
function advancedCad(record: PatientRecord): Verdict {
  const drugs = (list: readonly string[]) => new Set(record.said.filter((one) => one.status === "present" && list.includes(one.attribute)).map((one) => one.attribute)).size >= 2;
  const count = (drug: boolean, ischemia: boolean) => [drug, has(record, ...INFARCTION), hasNow(record, "angina"), ischemia].filter(Boolean).length >= 2;
  const strict = count(drugs(HEART_DRUGS), hasNow(record, "ischemia"));
  const wide = count(drugs([...HEART_DRUGS, ...NEAR_HEART]), hasNow(record, "ischemia", "st_depression", "stress_test", "chest_pain") || has(record, "stroke", "tia"));
  return strict === wide ? strict : undefined;
}
