// The end of a note: medicines, disposition, diagnoses, condition, instructions.
import type { Measured, Moment } from "../../lib/facts/facts.ts";
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import type { Taken } from "./patient.ts";
import { capitalized } from "./phrase.ts";
import type { Leaf } from "./phrase.ts";
import { head, listFrame, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { DENIED } from "./signs.ts";

const TIMES = ["", "{DAILY (Daily)|once a day|daily|QD|every morning|each day|once daily|DAILY}", "{BID (2 times a day)|twice a day|BID|every 12 hours|q12h|twice daily}", "{TID (3 times a day)|three times a day|TID|every 8 hours|q8h}", "{Q6H (every 6 hours)|four times a day|QID|q6h}"];

function often({ drug, perDay }: Taken): string {
  if (drug.need) return `{every {4|6|8} hours|q{4|6|8}h|every 4-6 hours|up to <n> times a day} {as needed for|prn|PRN|if needed for} {${drug.need}}`;
  return perDay === 0 ? "{once a week|weekly|every Sunday}" : (TIMES[perDay] ?? "daily");
}

/** How forms that are not swallowed are taken: what of, and by which way. */
const OTHER_WAYS: Readonly<Record<string, readonly [amount: string, way: string]>> = {
  Inhaler: ["{One|Two|1-2} {puffs|inhalations}", "{inhaled|by inhalation|inh}"], Disk: ["{One|1} {puff|inhalation}", "{inhaled|by inhalation|inh}"], "Capsule, w/Inhalation Device": ["{One|1} {capsule|cap}", "{inhaled|by inhalation|inh}"],
  Solution: ["{As above|Same units|Dose as written}", "{SC|subcutaneously|under the skin}"], Syringe: ["{One|1} {syringe|injection}", "{SC|subcutaneously|under the skin}"], Drops: ["{One|1} drop", "{to both eyes|to the left eye|to each eye}"],
};

/** One entry of a list of medicines, with its dose; "when" is discharge, or before for those of home. */
function medicine(at: Scene, one: Taken, when: "before" | "discharge"): Leaf {
  const { r } = at, { drug, strength } = one, sig = when === "before" ? "brief" : at.manner.sig;
  const name = pick(r, drug.names), dose = strength > 0 ? `${strength} ${drug.unit}` : "", times = often(one), short = drug.form.split(",")[0];
  const [amount, way] = OTHER_WAYS[drug.form] ?? [`{One (1)|One|1} {${short}|${drug.form}|}`, "{PO|by mouth}"];
  const long = `${name} ${dose} {${drug.form}|${short}} {|#${integer(r, 5, 120)} |}Sig: ${amount} ${way} ${times}.{| Disp:*${integer(r, 7, 90)} ${drug.form}(s)* Refills:*${integer(r, 0, 3)}*}`;
  const lower = name === name.toUpperCase() ? name : name.toLowerCase();
  const template = { long, short: `{${name}|${lower}} ${dose} ${way === "{PO|by mouth}" ? "{PO|po}" : way} ${times}`, brief: `${name} ${dose} ${times}` }[sig];
  const { text, facts } = say(at, template), known = strength > 0 ? [{ attribute: `${drug.id}_dose`, measured: doseOf(one, when) }] : [];
  return { text, facts: [{ attribute: drug.id, found: { status: "present", moment: when } }, ...known, ...facts] };
}

const doseOf = ({ drug, strength, perDay }: Taken, moment: Moment): Omit<Measured, "at"> => ({ value: strength, ...(drug.unit !== "mg" && { unit: drug.unit }), ...(perDay > 0 && !drug.need && { perDay }), moment });

export function homeMedicines(at: Scene): void {
  const { r, stay } = at, home = [...stay.home, ...stay.stopped];
  if (home.length === 0 || r() < 0.6) return;
  head(at, ["Medications on Admission", "Home medications", "MEDS AT HOME"]);
  at.page.addList({ join: ", ", tail: "." }, shuffle(r, home).map((one) => () => medicine(at, one, "before")));
}

export function medicines(at: Scene): void {
  const { r, stay, manner } = at;
  head(at, ["Discharge Medications", "Discharge meds", "MEDICATIONS ON DISCHARGE"]);
  if (stay.leaving.length === 0) return tell(at, ["None.", "No medications.", "None prescribed."]);
  const mark = manner.sig === "long" || manner.list === "run" ? "#" : manner.list;
  at.page.addList({ mark, join: "\n", end: "\n" }, shuffle(r, stay.leaving).map((one) => () => capitalized(medicine(at, one, "discharge"))));
}

/** Where the patient goes; the note's one place says no to the others. */
const PLACES: Readonly<Record<string, string>> = {
  home: "«home+»«home_services-»«rehab-»«nursing_facility-»«hospice-»«died- Home»", home_services: "«home+»«rehab-»«nursing_facility-»«hospice-»«died-»«home_services+ {Home With Service|Home with services|Home with VNA}»",
  rehab: "«rehab+»«home-»«home_services-»«nursing_facility-»«hospice-»«died- {Extended Care - rehab|Rehab|Rehabilitation facility}»", nursing_facility: "«nursing_facility+»«home-»«home_services-»«rehab-»«hospice-»«died- {Extended Care (SNF)|Skilled nursing facility|SNF}»",
  hospice: "«hospice+»«home-»«rehab-»«nursing_facility-»«died- Hospice»{| (inpatient)}",
};

export function disposition(at: Scene): void {
  const { r, stay } = at;
  head(at, ["Discharge Disposition", "Disposition", "DISPO"], { inline: r() < 0.4 });
  tell(at, `${PLACES[stay.place] ?? ""}${stay.place === "home" ? "" : "{|\nFacility: <hospital>|, <hospital>}"}`);
}

export function diagnoses(at: Scene): void {
  const { r, who, stay } = at;
  head(at, ["Discharge Diagnosis", "Discharge Diagnoses", "FINAL DIAGNOSIS"]);
  const others = sample(r, who.conditions.filter((one) => one.brief && one.id !== stay.scenario.id && !stay.scenario.needs?.includes(one.id)), integer(r, 0, 3));
  at.page.addList(listFrame(at), [stay.scenario.diagnosis, ...others.map((one) => one.brief ?? "")].map((one) => () => capitalized(say(at, one))));
}

const CONDITION: readonly (readonly string[])[] = [
  ["«critical-»«stable+ Stable»{|, {pain free|breathing comfortably|tolerating diet}}{| as of <late>| per <doctor>}.", "«critical-»{Good|Improved|Fair|Satisfactory}{|, eating well|, sleeping <d> hours}{| as of <late>| per <doctor>|, pain «pain_score=discharge»/10}.", "«critical-»«stable+ Stable condition»{| since <late>| for <n> days}."],
  ["{«mental_clear+ Mental Status: Clear and coherent»|Mental Status: {alert|bright}}{|, confirmed by <doctor>}.", "{Level of Consciousness|Consciousness}: {alert|Alert and interactive|awake and alert}{| since <late>}."],
  ["Activity Status: «ambulatory+ Ambulatory»{, independent| with {cane|assistance}|, steady|, <d>0 feet}.", "Activity: {out of bed with assistance|chair with help of <n>|walks <d>0 feet|climbs <n> stairs|as tolerated}{| from <late>}."],
];

export function condition(at: Scene): void {
  const { r, stay } = at;
  head(at, ["Discharge Condition", "Condition on discharge", "CONDITION"], { inline: r() < 0.4 });
  // Confusion at home, or a bed, would contradict the cheerful forms.
  const fit = stay.age < 84 && stay.place.startsWith("home") ? CONDITION : CONDITION.slice(0, 1);
  for (const one of sample(r, fit, r() < 0.5 ? 1 : 2)) tell(at, one, { moment: "discharge" });
}

export function instructions(at: Scene): void {
  const { r, stay } = at;
  head(at, ["Discharge Instructions", "Instructions", "Patient instructions"]);
  const nights = stay.days === 1 ? "overnight" : `for ${stay.days} nights`;
  tell(at, [`{Dear <Mr> <name>, you|You} {were at <hospital>|were admitted|were cared for here} {${nights}|under <doctor>}.`, "{Thank you for|It was good} {choosing|having you at} <hospital>.", "{You were here|You stayed} under the care of <doctor>."]);
  for (const part of stay.scenario.advice) if (r() < 0.9) tell(at, part);
  for (const one of sample(r, GENERAL, integer(r, 0, 2))) tell(at, one);
  for (const drug of sample(r, stay.leaving.filter((one) => !stay.home.includes(one)), 1)) tell(at, `{New|Started}: «${drug.drug.id}+discharge ${pick(r, drug.drug.names)}»{|, {first|next} dose {tonight|tomorrow}}.`);
  at.page.add(() => warnings(at));
  if (r() < 0.75) tell(at, ["{See|Follow up with|You have an appointment with} <doctor> {on|around} <discharge_plus>{| at {9|10|11|1|2|3}:{00|15|30|45}}.", "{Appointment|Follow-up}: <doctor>, <discharge_plus>{|, {<hospital>|phone [**Telephone/Fax (1) <d><d><d>**]}}."]);
}

const GENERAL: readonly (readonly string[])[] = [
  ["{Bring|Carry} {this list|these pages} {to <doctor>|to every visit|along <discharge_plus>}."], ["{Take|Keep taking} {the pills|your medicines} {as listed|from the list above}{|, questions to <doctor>}."],
  ["{Rest|Take it easy} {for <n> days|until <discharge_plus>}, then {back to|resume} {your usual routine|light work|short walks}."], ["{Results|Cultures} still {pending|out} will be {mailed|called} {to you|to <doctor>}{| by <discharge_plus>}."],
];

function warnings(at: Scene): Line {
  const { r } = at, words: Readonly<Record<string, readonly string[]>> = { ...DENIED, headache: ["severe headache"] };
  const named = sample(r, ["fever", "chills", "chest_pain", "dyspnea", "vomiting", "dizziness", "abdominal_pain", "headache", "palpitations", "diarrhea"], integer(r, 2, 4));
  return { lead: `${say(at, "{Call {<doctor>|your doctor|us}|{Return|Come back} {to the ED|for care}|Phone <doctor>} {if you {have|develop|notice}|for|with} {any |new |worsening |}").text} `, leaves: named.map((id) => say(at, `«${id}? ${pick(r, (words[id] ?? [id]).filter((word) => !/[A-Z]{2}/.test(word)))}»`)), join: ", ", last: pick(r, [" or ", named.length > 2 ? ", or " : " or "]), tail: "." };
}
