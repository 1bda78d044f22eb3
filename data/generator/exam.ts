// The physical examination, at the door and sometimes at discharge.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import type { Leaf } from "./phrase.ts";
import { head, say } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { SYSTEMS } from "./signs.ts";
import type { System } from "./signs.ts";

type When = "admission" | "discharge";

export function exam(at: Scene): void {
  head(at, ["Physical Exam", "PE", "Physical Examination", "EXAM"]);
  const again = at.r() < 0.3, title = (words: readonly string[]): void => at.page.add(() => ({ leaves: [], lead: pick(at.r, words), end: ":\n" }));
  if (again) title(["On admission", "ADMISSION", "Admission exam", "At presentation"]);
  // Either the numbers of the door are copied, or the ward took its own.
  const when = at.r() < 0.7 ? "admission" : "hospital";
  at.page.add(() => vitals(at, { when, least: 3 }));
  for (const system of SYSTEMS) if (at.r() < 0.8) at.page.add(() => examined(at, { system, when: "admission" }));
  if (!again) return;
  title(["On discharge", "DISCHARGE", "Discharge exam", "At discharge"]);
  at.page.add(() => vitals(at, { when: "discharge", least: 3 }));
  for (const system of SYSTEMS) if (at.r() < 0.25) at.page.add(() => examined(at, { system, when: "discharge" }));
}

function vitals(at: Scene, { when, least }: { when: When | "hospital"; least: number }): Line {
  const { r } = at, items = [`{T|Temp|T:} «temperature=${when}»`, `BP «systolic_bp=${when}»/«diastolic_bp=${when}»`, `{HR|P|Pulse} «heart_rate=${when}»`, `{RR|R} «respiratory_rate=${when}»`, `{O2 sat|SaO2|O2} «oxygen_saturation=${when}» {RA|on RA|room air}`];
  const chosen = shuffle(r, sample(r, items, integer(r, least, items.length)));
  if (when !== "discharge" && r() < 0.22) chosen.push("{Wt|Weight} «weight=admission»");
  if (when !== "discharge" && r() < 0.08) chosen.push("{Ht|Height} «height=hospital»");
  if (when !== "discharge" && r() < 0.06) chosen.push("BMI «bmi=hospital»");
  return { lead: pick(r, ["VS: ", "Vitals: ", "VITALS - ", "Vital signs: ", ""]), leaves: chosen.map((one) => say(at, one)).map((one) => (when === "hospital" ? onAdmission(one) : one)), join: pick(r, [", ", "  ", "; "]), end: "\n" };
}

/** What the ward took on arrival is of the admission as much as what was taken at the door. */
const onAdmission = ({ text, facts }: Leaf): Leaf => ({ text, facts: facts.map((one) => (one.measured ? { ...one, measured: { ...one.measured, moment: "admission" } } : one)) });

function examined(at: Scene, { system, when }: { system: System; when: When }): Line {
  const { r } = at, { signs, has } = at.stay.scenario;
  const leaves: Leaf[] = apart(sample(r, system.plain.filter((text) => suits(text, at)), integer(r, 1, 3))).map((text) => say(at, text, when));
  for (const [id, wording] of Object.entries(system.signs)) {
    const there = signs.includes(id) || has.includes(id) || (id === "oriented" && !muddled(at)) || (id === "murmur" && hasValve(at));
    const told = id === "oriented" ? r() < 0.4 : signs.includes(id) ? when === "admission" || r() < 0.3 : r() < (when === "admission" ? 0.45 : 0.3);
    if (!told || (signs.includes(id) && when === "discharge")) continue;
    leaves.push(say(at, there ? `«${id}+ ${pick(r, wording.present)}»` : id === "oriented" ? `«oriented- ${pick(r, wording.absent)}»` : `«${id}- ${pick(r, wording.absent)}»`, when));
  }
  return { lead: `${pick(r, system.names)}${pick(r, [": ", " - ", ": "])}`, leaves: shuffle(r, leaves), join: ", ", tail: pick(r, ["", "."]), end: "\n" };
}

const hasCondition = (at: Scene, ...ids: string[]): boolean => ids.includes(at.stay.scenario.id) || at.who.conditions.some((one) => ids.includes(one.id));
const muddled = (at: Scene): boolean => hasCondition(at, "dementia") || at.stay.scenario.has.includes("confusion");
const hasValve = (at: Scene): boolean => hasCondition(at, "valve_disease");

/** Words of which an examination uses one. */
const EITHER: readonly (readonly string[])[] = [
  ["«distress- NAD»", "«distress- no distress»", "comfortable", "tired but conversant"], ["lying in bed", "sitting up in bed"], ["MMM", "dry mucous membranes"], ["S1, S2", "nl S1/S2", "distant sounds"], ["RRR", "regular rhythm"], ["CTAB", "decreased at the bases"],
  ["good air movement", "decreased at the bases"], ["soft", "round"], ["+BS", "normoactive bowel sounds"], ["warm", "WWP"], ["2+ DP bilaterally", "DP/PT dopplerable"], ["intact", "no ulcers", "«ecchymoses+ scattered ecchymoses»"], ["well appearing", "tired but conversant"],
];
const apart = (texts: readonly string[]): string[] => texts.filter((text, i) => !EITHER.some((group) => group.includes(text) && texts.slice(0, i).some((other) => group.includes(other))));

/** Words that only fit some patients. */
function suits(text: string, at: Scene): boolean {
  const { stay } = at, sick = stay.scenario;
  const misfits: Readonly<Record<string, boolean>> = {
    "elderly appearing": stay.age < 76, "dentures in place": stay.age < 60, "younger than stated years": stay.age < 60 || stay.age > 75, RRR: hasCondition(at, "atrial_fibrillation"), "regular rhythm": hasCondition(at, "atrial_fibrillation"), "irregularly irregular": !hasCondition(at, "atrial_fibrillation"),
    CTAB: sick.signs.some((id) => id === "crackles" || id === "wheezing"), "strength 5/5 throughout": sick.signs.includes("focal_deficit"), "CN II-XII intact": sick.signs.includes("focal_deficit"), "speech fluent": sick.id === "stroke", "moving all extremities": sick.id === "stroke" || sick.id === "hip_fracture",
    "well appearing": sick.signs.length > 0, "«distress- no distress»": sick.has.includes("dyspnea"), "«distress- NAD»": sick.has.includes("dyspnea"), "good turgor": sick.id === "aki" || sick.id === "dka", MMM: sick.id === "aki" || sick.id === "dka" || sick.id === "bowel_obstruction", "no calf asymmetry": sick.id === "pulmonary_embolism" || sick.id === "cellulitis",
    "no accessory muscle use": sick.id === "copd", unlabored: sick.has.includes("dyspnea"), "good air movement": sick.id === "copd", nondistended: sick.id === "bowel_obstruction" || sick.id === "cirrhosis", "normoactive bowel sounds": sick.id === "bowel_obstruction", "+BS": sick.id === "bowel_obstruction",
    intact: sick.id === "cellulitis", "toes downgoing": sick.id === "stroke", "sensation intact to light touch": hasCondition(at, "neuropathy"), soft: sick.id === "bowel_obstruction", "warm and dry": sick.id === "alcohol_withdrawal",
  };
  return !misfits[text];
}
