// Discharge summaries with the 23 labels of the apixaban task, which follow from their facts. Owns what counts as Yes, and which numbers are asked for.
import type { Answer, Note } from "../../../lib/types.ts";
import type { Label } from "../../../lib/trials/trial.ts";
import { random } from "../../../lib/random.ts";
import type { Random } from "../../../lib/random.ts";
import { generateNotes } from "../notes.ts";
import type { Written } from "../notes.ts";
import { render } from "../page.ts";
import type { Line } from "../page.ts";
import { leaf } from "../phrase.ts";
import { doctor, lastName } from "../tags.ts";
import { chooseBalanced } from "./choose.ts";
import { denies, fullDate, has, hasNow, hasUnclearNumber, saidInNote, values } from "./facts.ts";
import type { PatientRecord, Verdict } from "./facts.ts";

const BLOOD = ["anemia", "thrombocytopenia", "bleeding_disorder", "von_willebrand", "coagulopathy"];
const CONFUSED = ["dementia", "alzheimers", "delirium", "hepatic_encephalopathy", "confusion"];

/** Yes (true), No (false) or open to argument (undefined), by criterion. */
const YES_NO: Readonly<Record<string, (note: PatientRecord) => Verdict>> = {
  afib: (n) => has(n, "atrial_fibrillation"),
  depression: (n) => has(n, "depression"),
  schizophrenia: (n) => has(n, "schizophrenia"),
  bipolar: (n) => has(n, "bipolar"),
  hemorrhagic_tendencies: (n) => has(n, ...BLOOD),
  recent_stroke: (n) => hasNow(n, "stroke") || unless(lately(n, "stroke")),
  peptic_ulcer_disease: (n) => has(n, "peptic_ulcer", "gastric_ulcer", "duodenal_ulcer"),
  bleeding: (n) => hasNow(n, "gi_bleed", "intracranial_hemorrhage") || unless(hasNow(n, "bleeding", "melena", "hematochezia", "hemoptysis", "transfusion", "banding") || lately(n, "gi_bleed")),
  afib_ablation: (n) => has(n, "ablation"),
  valvular_disease_surgery: (n) => has(n, "valve_surgery"),
  heart_failure: (n) => has(n, "heart_failure"),
  diabetes: (n) => has(n, "diabetes"),
  arterial_hypertension: (n) => has(n, "hypertension"),
  prior_stroke: (n) => has(n, "stroke", "tia"),
  unable_to_decide: (n) => (hasNow(n, "makes_decisions") ? (denies(n, "makes_decisions") ? undefined : false) : hasNow(n, "died") || denies(n, "makes_decisions") || unless(has(n, ...CONFUSED) || denies(n, "oriented"))),
};

/** The attribute and the end that each number asks for. */
const NUMBERS: Readonly<Record<string, readonly [attribute: string, end: "lowest" | "highest"]>> = {
  platelets: ["platelets", "lowest"], bilirubin: ["bilirubin", "highest"], ast: ["ast", "highest"], creatinine: ["creatinine", "highest"], hemoglobin: ["hemoglobin", "lowest"],
  chads2: ["chads2", "highest"], lvef: ["lvef", "lowest"], blood_glucose: ["glucose", "highest"],
};
/** What the annotators wrote for any ejection fraction from here up. */
const FULL_LVEF = 55;

/** Passages for what the stays seldom tell, each for notes of patients it fits. */
const ADDED: readonly { readonly text: string; readonly chance: number; readonly fits: (note: PatientRecord) => boolean }[] = [
  { text: "«makes_decisions- Lacks capacity for medical decisions»; {daughter|son|niece} {consents for <him>|decides as health care proxy}.", chance: 0.3, fits: (n) => !n.said.some((one) => one.attribute === "makes_decisions") },
  { text: "CHADS2 score «chads2=hospital»{|, reviewed with <doctor>}.", chance: 0.5, fits: (n) => has(n, "atrial_fibrillation") && values(n, "chads2").length === 0 },
  { text: "{Planned for|Referred to <doctor> for} «ablation+ {catheter ablation|pulmonary vein isolation}» of atrial fibrillation.", chance: 0.15, fits: (n) => hasNow(n, "atrial_fibrillation") && !has(n, "ablation") },
  { text: "«valve_surgery~ s/p {bioprosthetic|mechanical} {AVR|MVR}» {for severe disease|years ago}.", chance: 0.2, fits: (n) => has(n, "valve_disease") && !has(n, "valve_surgery") },
];

/** The criteria of the example of a trial of one's own (data/tasks/own-trial.json). */
const OWN: Readonly<Record<string, (note: PatientRecord) => Verdict>> = {
  anticoagulant: (n) => n.said.some((one) => ["warfarin", "apixaban", "enoxaparin"].includes(one.attribute) && one.status === "present" && one.moment === "discharge") || unless(has(n, "warfarin", "apixaban", "enoxaparin", "heparin")),
  creatinine: (n) => values(n, "creatinine").some((value) => value > 1.2),
};

export interface ApixabanMade {
  readonly notes: readonly Note[];
  readonly labels: readonly Label[];
  /** Labels of the same notes for the example of a trial of one's own; none where a note leaves it open. */
  readonly own: readonly Label[];
}

const CANDIDATES = 420;

/** `count` notes of as many patients of a seed of their own, numbered from 600001, with a label for each of the 23 criteria and for the example's. */
export function apixabanNotes({ seed, count }: { seed: number; count: number }): ApixabanMade {
  const firsts = [...Map.groupBy(generateNotes(CANDIDATES, { seed }), ({ note }) => note.subject_id).values()].map(([first]) => first!);
  const candidates = firsts.flatMap((written) => candidate(random(`${seed}:added:${written.note.note_id}`), written) ?? []);
  const classes = ({ labels }: Candidate) => Object.entries(labels).map(([criterion, label]) => `${criterion} ${typeof label === "number" ? "number" : label}`);
  const chosen = chooseBalanced(candidates, { count, classes }).map((one, i) => ({ ...one, note_id: String(600001 + i), subject_id: String(60001 + i) }));
  return {
    notes: chosen.map(({ note_id, subject_id, text }) => ({ note_id, subject_id, text })),
    labels: chosen.flatMap(({ note_id, labels }) => asRows(note_id, labels)),
    own: chosen.flatMap(({ note_id, own }) => asRows(note_id, own)),
  };
}

const asRows = (note_id: string, labels: Labels): Label[] => Object.entries(labels).map(([criterion, label]) => ({ note_id, criterion, label }));

type Labels = Readonly<Record<string, Answer>>;
interface Candidate {
  readonly text: string;
  readonly labels: Labels;
  readonly own: Labels;
}

/** The note with what was added and its labels, or undefined where one could be argued about. */
function candidate(r: Random, written: Written): Candidate | undefined {
  const told = recordOf(written), added = ADDED.filter(({ chance, fits }) => r() < chance && fits(told));
  const whole = added.length > 0 ? withLines(written, added.map(({ text }) => line(r, text, told.sex))) : written;
  if (hasUnclearNumber(whole.facts, ...Object.values(NUMBERS).map(([id]) => id).filter((id) => id !== "lvef"))) return undefined;
  const note = recordOf(whole), lvef = lowestLvef(whole), yesNo = answers(YES_NO, note);
  if (lvef === undefined || Object.keys(yesNo).length < Object.keys(YES_NO).length) return undefined;
  const numbers = Object.entries(NUMBERS).map(([criterion, [id, end]]) => [criterion, criterion === "lvef" ? lvef : extreme(values(note, id), end)] as const);
  return { text: whole.note.text, labels: { ...yesNo, ...Object.fromEntries(numbers) }, own: answers(OWN, note) };
}

/** The criteria that the note settles. */
const answers = (verdicts: Readonly<Record<string, (note: PatientRecord) => Verdict>>, note: PatientRecord): Labels =>
  Object.fromEntries(Object.entries(verdicts).flatMap(([criterion, verdict]) => (verdict(note) === undefined ? [] : [[criterion, verdict(note) ? "Yes" : "No"]])));

const recordOf = (written: Written): PatientRecord => ({ sex: written.facts.sex, last_date: fullDate(written.facts.discharged), said: saidInNote(written) });
const unless = (doubt: boolean): Verdict => (doubt ? undefined : false);

/** Told of the past with a year that may lie within the last months. */
const lately = ({ said, last_date }: PatientRecord, attribute: string): boolean => said.some((one) => one.attribute === attribute && one.status === "historical" && (one.on === undefined || Number(one.on.slice(0, 4)) >= Number(last_date.slice(0, 4)) - 1));

const extreme = (numbers: readonly number[], end: "lowest" | "highest"): Answer => (numbers.length === 0 ? "NA" : end === "lowest" ? Math.min(...numbers) : Math.max(...numbers));

/** The lowest ejection fraction, FULL_LVEF for any from there up; undefined when a range or a tag leaves it open. */
function lowestLvef({ facts }: Written): Answer | undefined {
  const all = facts.measurements["lvef"] ?? [];
  if (all.some(({ redacted, range }) => redacted || (range && range[0] < FULL_LVEF))) return undefined;
  return extreme(all.map(({ value, range }) => Math.min(value ?? range![0], FULL_LVEF)), "lowest");
}

function line(r: Random, template: string, sex: "M" | "F"): Line {
  const wording = { r, slots: { doctor: () => doctor(r), name: () => lastName(r), him: sex === "M" ? "him" : "her" }, value: () => {
    const value = 1 + Math.floor(r() * 5);
    return { text: String(value), measured: { value } };
  } };
  return { leaves: [leaf(template, wording)], end: " " };
}

/** The note with lines added to the end of its hospital course. */
function withLines({ note, facts, parts }: Written, lines: readonly Line[]): Written {
  const at = parts.findIndex(({ heading }) => /course/i.test(heading));
  const longer = parts.map((part, i) => (i === at ? { ...part, lines: [...part.lines, ...lines] } : part));
  const { text, measurements, findings } = render(longer);
  return { parts: longer, note: { ...note, text }, facts: { ...facts, measurements, findings } };
}
