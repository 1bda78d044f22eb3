// Made-up cases in the layouts of the openly licensed sets: facts of a case (notes.csv, labels.csv) and trial criteria with the sentences that settle them
// (criteria.jsonl). Owns the wording of cases and of the two made-up trials. Marks are phrase.ts's.
import { integer, pick, random } from "../../../lib/random.ts";
import type { Random } from "../../../lib/random.ts";
import { round, uniform } from "../labs.ts";
import { leaf } from "../phrase.ts";
import type { Draft } from "../phrase.ts";

/** A sentence of a case and what it states. */
interface Sentence {
  readonly text: string;
  readonly facts: readonly Draft[];
}

interface Case {
  readonly sex: "Male" | "Female";
  readonly sentences: readonly Sentence[];
}

/** A sentence that most cases have, in one of its forms. */
const SENTENCES: readonly (readonly [chance: number, texts: readonly string[]])[] = [
  [1, ["This «age»-year-old <man> {comes to|presents to} the emergency department with {two|three} days of {«dyspnea+ shortness of breath»|«chest_pain+ chest pain»|«fever+ fever» and cough|abdominal pain}."]],
  [0.7, ["<He> has a history of «hypertension+ hypertension».", "Past history includes «diabetes+ diabetes mellitus» and «hypertension+ hypertension».", "<He> was diagnosed with «diabetes+ diabetes mellitus» ten years ago.", "There is known «heart_failure+ congestive heart failure» and «hypertension+ hypertension»."]],
  [0.6, ["<He> has never had «stroke- a stroke».", "<He> had «stroke+ an ischemic stroke» four years ago.", "<He> denies «heart_failure- heart failure» and «stroke- stroke».", "There is no history of «diabetes- diabetes mellitus»."]],
  [0.5, ["<He> takes «warfarin+ warfarin» every evening.", "No regular medications, «warfarin- no anticoagulants».", "<He> takes «warfarin+ warfarin» and a statin."]],
  [0.5, ["<He> «smoking- has never smoked».", "<He> «smoking+ smokes a pack a day»."]],
  [0.9, ["Blood pressure is «systolic»/«diastolic» mmHg, heart rate «pulse» beats per minute and respiratory rate «breaths» breaths per minute."]],
  [0.5, ["<He> weighs «weight» kg and is «height» cm tall."]],
  [0.9, ["Laboratory tests show a creatinine of «creatinine» mg/dL, sodium «sodium» mEq/L and glucose «glucose» mg/dL.", "Serum sodium is «sodium» mEq/L and creatinine «creatinine» mg/dL."]],
  [0.6, ["The platelet count is «platelets»/µL."]],
  [0.5, ["{A chest film|An abdominal ultrasound|An electrocardiogram} is {unremarkable|read as normal}.", "The family is at the bedside."]],
];

const NUMBERS: Readonly<Record<string, (r: Random) => number>> = {
  age: (r) => integer(r, 34, 88), systolic: (r) => integer(r, 92, 178), diastolic: (r) => integer(r, 52, 98), pulse: (r) => integer(r, 58, 128), breaths: (r) => integer(r, 12, 28), weight: (r) => integer(r, 48, 112),
  height: (r) => integer(r, 150, 190), creatinine: (r) => round(uniform(r, [0.6, 3.1]), 1), sodium: (r) => integer(r, 128, 147), glucose: (r) => integer(r, 78, 312), platelets: (r) => 1000 * integer(r, 62, 395),
};

function makeCase(r: Random): Case {
  const sex = r() < 0.5 ? "Male" as const : "Female" as const;
  const slots = { man: sex === "Male" ? "man" : "woman", He: sex === "Male" ? "He" : "She" };
  const value = (id: string) => {
    const number = NUMBERS[id]!(r);
    return { text: id === "platelets" ? number.toLocaleString("en-US") : String(number), measured: { value: number } };
  };
  const marked = (text: string) => text.replace(/«([a-z]+)»/g, "«$1=hospital»");
  const sentences = SENTENCES.filter(([chance]) => r() < chance).map(([, texts]) => leaf(marked(pick(r, texts)), { r, slots, value }));
  return { sex, sentences: sentences.filter((one, i) => !sentences.slice(0, i).some((other) => shareFact(one, other))) };
}

/** Two sentences on one finding might contradict each other. */
const shareFact = (one: Sentence, other: Sentence): boolean => one.facts.some(({ attribute }) => other.facts.some((fact) => fact.attribute === attribute));

/** How the open set names what the cases state. */
const NUMERIC: Readonly<Record<string, readonly [entity: string, unit: string]>> = {
  age: ["age", "years"], systolic: ["Systolic Blood Pressure", "mm hg"], diastolic: ["Diastolic Blood Pressure", "mm hg"], pulse: ["Heart Rate or Pulse", "beats per minute"], breaths: ["respiratory rate", "breaths per minute"],
  weight: ["weight", "kg"], height: ["height", "cm"], creatinine: ["creatinine", "mg/dL"], sodium: ["Sodium", "mEq/L"], glucose: ["Glucose", "mg/dL"], platelets: ["Platelet count", "µL"],
};
const BOOLEAN: Readonly<Record<string, string>> = { hypertension: "Hypertension history", diabetes: "Diabetes history", heart_failure: "Congestive Heart Failure", stroke: "Stroke", smoking: "Smoker" };

export interface FactRow {
  readonly note_id: string;
  readonly entity: string;
  readonly kind: "numeric" | "boolean" | "category";
  readonly value: string;
  readonly unit: string;
}

/** `count` cases and a row for each fact; what a case does not mention counts as No, as in the open set. */
export function openFacts({ seed, count }: { seed: number; count: number }): { notes: { note_id: string; text: string }[]; labels: FactRow[] } {
  const cases = Array.from({ length: count }, (_, i) => ({ note_id: `made-up-${i + 1}`, ...makeCase(random(`${seed}:facts:${i}`)) }));
  return { notes: cases.map(({ note_id, sentences }) => ({ note_id, text: sentences.map(({ text }) => text).join(" ") })), labels: cases.flatMap(factRows) };
}

function factRows({ note_id, sex, sentences }: Case & { note_id: string }): FactRow[] {
  const facts = sentences.flatMap((one) => one.facts), had = new Set(facts.filter(({ found }) => found?.status === "present").map(({ attribute }) => attribute));
  const numbers = facts.flatMap(({ attribute, measured }) => (measured && NUMERIC[attribute] ? [{ note_id, entity: NUMERIC[attribute][0], kind: "numeric" as const, value: String(measured.value), unit: NUMERIC[attribute][1] }] : []));
  return [{ note_id, entity: "sex", kind: "category", value: sex, unit: "" }, ...numbers, ...Object.entries(BOOLEAN).map(([id, entity]) => ({ note_id, entity, kind: "boolean" as const, value: had.has(id) ? "Yes" : "No", unit: "" }))];
}

/** A criterion of a made-up trial: of a finding, or of a number's range. */
interface TrialCriterion {
  readonly type: "inclusion" | "exclusion";
  readonly text: string;
  readonly attribute: string;
  readonly range?: readonly [low: number, high: number];
  readonly only?: "Female";
}

const TRIALS: readonly { readonly id: string; readonly title: string; readonly criteria: readonly TrialCriterion[] }[] = [
  { id: "MADE-UP-1", title: "A made-up trial of a blood pressure pill", criteria: [
    { type: "inclusion", text: "Diagnosis of arterial hypertension", attribute: "hypertension" },
    { type: "inclusion", text: "Age from 50 to 75 years", attribute: "age", range: [50, 75] },
    { type: "exclusion", text: "Serum creatinine of 2.0 mg/dL or more", attribute: "creatinine", range: [2, Infinity] },
    { type: "exclusion", text: "Stroke at any time", attribute: "stroke" },
    { type: "exclusion", text: "Pregnant or breast-feeding women", attribute: "pregnancy", only: "Female" },
  ] },
  { id: "MADE-UP-2", title: "A made-up trial of a stroke prevention strategy", criteria: [
    { type: "inclusion", text: "Platelet count of at least 200,000/µL", attribute: "platelets", range: [200_000, Infinity] },
    { type: "inclusion", text: "Diabetes mellitus", attribute: "diabetes" },
    { type: "exclusion", text: "Treatment with warfarin", attribute: "warfarin" },
    { type: "exclusion", text: "Congestive heart failure", attribute: "heart_failure" },
    { type: "exclusion", text: "Current smokers", attribute: "smoking" },
  ] },
];

/** `count` cases with numbered sentences, each judged on every criterion of both trials, as rows of criteria.jsonl. */
export function openCriteria({ seed, count }: { seed: number; count: number }): object[] {
  const cases = Array.from({ length: count }, (_, i) => ({ patient_id: `made-up-${101 + i}`, ...makeCase(random(`${seed}:criteria:${i}`)) }));
  const rows = cases.flatMap((one) => TRIALS.flatMap((trial) => trial.criteria.map((criterion) => ({ one, trial, criterion }))));
  return rows.map(({ one, trial, criterion }, annotation_id) => {
    const { eligibility, evidence } = judged(one, criterion);
    return {
      annotation_id, patient_id: one.patient_id, note: one.sentences.map(({ text }, i) => `${i}. ${text}`).join("\n"), trial_id: trial.id, trial_title: trial.title,
      criterion_type: criterion.type, criterion_text: criterion.text, expert_sentences: JSON.stringify(evidence), expert_eligibility: eligibility,
    };
  });
}

function judged({ sex, sentences }: Case, { type, attribute, range, only }: TrialCriterion): { eligibility: string; evidence: number[] } {
  if (only && sex !== only) return { eligibility: "not applicable", evidence: [0] };
  const evidence = sentences.flatMap(({ facts }, i) => (facts.some((fact) => fact.attribute === attribute) ? [i] : []));
  const fact = sentences.flatMap(({ facts }) => facts).find((one) => one.attribute === attribute);
  if (!fact) return { eligibility: type === "exclusion" && !range ? "not excluded" : "not enough information", evidence };
  const value = fact.measured?.value, holds = range ? value! >= range[0] && value! <= range[1] : fact.found?.status === "present";
  return { eligibility: `${holds ? "" : "not "}${type === "inclusion" ? "included" : "excluded"}`, evidence };
}
