// The end of a note: hospital course, medicines, disposition, condition, instructions.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import type { Taken } from "./patient.ts";
import { capital } from "./phrase.ts";
import type { Leaf } from "./phrase.ts";
import { listed } from "./history.ts";
import { head, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";

export function hospitalCourse(at: Scene): void {
  const { r, stay, who } = at;
  head(at, ["Brief Hospital Course", "Hospital Course", "HOSPITAL COURSE BY PROBLEM"]);
  const topics = r() < 0.6;
  if (topics) tell(at, pick(r, ["# ", "1. ", ""]) + pick(r, stay.scenario.diagnosis) + pick(r, [":", " -", "."]), { moment: "hospital" });
  for (const part of stay.scenario.course) if (r() < 0.88) tell(at, part, { moment: "hospital" });
  for (const one of sample(r, who.conditions.filter((each) => each.brief), integer(r, 1, 3))) {
    tell(at, `{# |}${pick(r, one.brief ?? [])}: {{continued|kept on} home {regimen|medications|doses}|{stable|no issues|quiet} {this stay|while here|throughout}|{outpatient|clinic} follow-up with <doctor>|home {regimen|pills} held {one|<n>} {day|days}, then resumed <shortdate>}.`);
  }
  if (r() < 0.35) tell(at, ["{Code|Code status}: «full_code+ {Full|FULL}{| code}».", "<He> was «full_code+ full code»{| throughout| this admission}."].slice(1));
}

const TIMES = ["", "DAILY (Daily)|once a day|daily|QD", "BID (2 times a day)|twice a day|BID", "TID (3 times a day)|three times a day|TID", "Q6H (every 6 hours)|four times a day|QID"];
const WORDS = ["", "One (1)", "Two (2)", "Three (3)"];

function medicine(at: Scene, one: Taken): Leaf {
  const { r, manner } = at, { drug, strength, perDay } = one;
  const name = pick(r, drug.names), dose = strength > 0 ? `${strength} ${drug.unit}` : "";
  const times = drug.need ? `every {4|6|8} hours {as needed for|prn} ${drug.need}` : perDay === 0 ? "{once a week|weekly}" : `{${TIMES[perDay] ?? "daily"}}`;
  const template = manner.sig === "long" ? `${name} ${dose} ${drug.form} Sig: {${WORDS[1]}|One} ${drug.form} {PO|by mouth} ${times}.{| Disp:*${integer(r, 7, 90)} ${drug.form}(s)* Refills:*${integer(r, 0, 3)}*}` : manner.sig === "short" ? `{${name}|${name.toLowerCase()}} ${dose} {PO|po} ${times}` : `${name} ${dose} ${times}`;
  const text = say(at, template).text;
  const amount = strength > 0 ? [{ attribute: `${drug.id}_dose`, measured: { value: strength, ...(drug.unit !== "mg" && { unit: drug.unit }), ...(perDay > 0 && !drug.need && { perDay }), moment: "discharge" as const } }] : [];
  return { text, facts: [{ attribute: drug.id, found: { status: "present", moment: "discharge" } }, ...amount] };
}

export function medicines(at: Scene): void {
  const { r, stay } = at;
  if (stay.place === "died") return;
  head(at, ["Discharge Medications", "Discharge meds", "MEDICATIONS ON DISCHARGE"]);
  at.page.add(() => {
    const leaves = shuffle(r, stay.leaving).map((one) => medicine(at, one));
    return leaves.length === 0 ? { leaves: [say(at, ["None.", "No medications."])] } : { leaves: leaves.map((one) => ({ ...one, text: capital(one.text) })), mark: at.manner.sig === "long" || at.manner.list === "run" ? "#" : at.manner.list, join: "\n", end: "\n" };
  });
}

const PLACES: Readonly<Record<string, readonly string[]>> = {
  home: ["«home+»«home_services-»«rehab-»«nursing_facility- Home»"], home_services: ["«home+»«rehab-»«nursing_facility-»«home_services+ {Home With Service|Home with services|Home with VNA}»"],
  rehab: ["«rehab+»«home-»«home_services-»«nursing_facility- {Extended Care - rehab|Rehab|Rehabilitation facility}»"], nursing_facility: ["«nursing_facility+»«home-»«rehab- {Extended Care (SNF)|Skilled nursing facility|Extended Care - nursing facility}»"],
  hospice: ["«hospice+»«home- Hospice»{| (inpatient)}"], died: ["«died+»«home-»«rehab- Expired»"],
};

export function leaving(at: Scene): void {
  const { r, stay } = at;
  head(at, ["Discharge Disposition", "Disposition", "DISPO"], { inline: r() < 0.4 });
  tell(at, (PLACES[stay.place] ?? []).map((one) => one));
  head(at, ["Discharge Diagnosis", "Discharge Diagnoses", "FINAL DIAGNOSIS"]);
  at.page.add(() => listed(at, [say(at, stay.scenario.diagnosis)]));
  head(at, ["Discharge Condition", "Condition on discharge", "CONDITION"], { inline: r() < 0.4 });
  tell(at, ["«stable+ Stable»{|, {pain free|breathing comfortably|tolerating diet}}.", "{Mental Status: clear and coherent.|Good.|Improved.|Fair.}"], { moment: "discharge" });
  instructions(at);
}

function instructions(at: Scene): void {
  const { r, stay } = at;
  head(at, ["Discharge Instructions", "Instructions", "Patient instructions"]);
  tell(at, ["{You were|Dear [**Known lastname <n>**], you were} {admitted|in the hospital|treated here} {for|because of} {your symptoms|the problem above}{| and we are glad you feel better}."]);
  for (const part of stay.scenario.advice) tell(at, part);
  at.page.add(() => warnings(at));
  if (r() < 0.7) tell(at, ["{See|Follow up with|You have an appointment with} <doctor> {on|around} <discharge_plus>{| at {9|10|11|1|2|3}:{00|15|30|45}}."]);
}

function warnings(at: Scene): Line {
  const { r } = at;
  const named = sample(r, ["fever", "chills", "chest_pain", "dyspnea", "vomiting", "dizziness", "abdominal_pain", "headache"], integer(r, 2, 4));
  const words: Readonly<Record<string, readonly string[]>> = { fever: ["fever", "fevers"], chills: ["chills"], chest_pain: ["chest pain", "chest pressure"], dyspnea: ["shortness of breath"], vomiting: ["vomiting"], dizziness: ["lightheadedness", "dizziness"], abdominal_pain: ["abdominal pain", "belly pain"], headache: ["severe headache"] };
  return { lead: `${say(at, "{Call|Return|Come back} {<doctor>|to the ED|your doctor|for care} {if you {have|develop|notice}|for} {any |new |worsening |}").text} `, leaves: named.map((id) => say(at, `«${id}? ${pick(r, words[id] ?? [id])}»`)), join: ", ", last: " or ", tail: "." };
}
