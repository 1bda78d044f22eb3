// The top of a note: header, history of present illness, past history, social and family history.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import { dischargeDay } from "./patient.ts";
import { capital } from "./phrase.ts";
import type { Leaf } from "./phrase.ts";
import { head, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { SYMPTOMS } from "./signs.ts";
import { dateTag } from "./tags.ts";
import { CONDITIONS } from "./conditions.ts";

export function header(at: Scene): void {
  const { r, page, who, stay } = at;
  page.open("");
  page.add(() => ({ leaves: [{ text: `Admission Date: ${dateTag(stay.admitted)}${pick(r, ["  ", "      ", "\n"])}Discharge Date: ${dateTag(dischargeDay(stay))}`, facts: [at.value("length_of_stay", "hospital")].map(({ measured }) => ({ attribute: "length_of_stay", measured })) }], end: "\n\n" }));
  page.add(() => ({ leaves: [{ text: pick(r, [`Date of Birth: ${dateTag(who.born)}   Sex: ${who.sex}`, `Sex: ${who.sex}   Date of Birth: ${dateTag(who.born)}`, `DOB: ${dateTag(who.born)}\nSex: ${who.sex}`]), facts: [] }], end: "\n\n" }));
  page.add(() => ({ leaves: [{ text: `Service: ${pick(r, stay.scenario.service)}`, facts: [] }], end: "\n" }));
  head(at, ["Allergies", "ALLERGIES"], { inline: r() < 0.6 });
  page.add(() => allergies(at));
  head(at, ["Chief Complaint", "CC", "Reason for admission"], { inline: r() < 0.5 });
  tell(at, stay.scenario.complaint, { moment: "admission" });
}

const REACTIONS: Readonly<Record<string, readonly string[]>> = {
  penicillin_allergy: ["«penicillin_allergy+ Penicillins»{| (rash)| - hives}"], sulfa_allergy: ["«sulfa_allergy+ Sulfonamides»{| - rash|}"], codeine_allergy: ["«codeine_allergy+ Codeine»{| (GI upset)| - itching}"],
  iodine_allergy: ["«iodine_allergy+ Iodine-Iodine Containing»{| agents}"], ace_allergy: ["«ace_allergy+ ACE Inhibitors»{| (cough)| - angioedema}"], latex_allergy: ["«latex_allergy+ Latex»{| - hives|}"],
};

function allergies(at: Scene): Line {
  const { who } = at;
  if (who.allergies.length === 0) return { leaves: [say(at, "{«drug_allergy- No Known Drug Allergies»|«drug_allergy- NKDA»|«drug_allergy- No known drug allergies»|{Patient recorded as having|No allergies; chart lists} «drug_allergy- no known drug allergies»}")] };
  return { leaves: who.allergies.map((id) => say(at, REACTIONS[id] ?? [""])), join: pick(at.r, [" / ", "; ", ", "]) };
}

export function presentIllness(at: Scene): void {
  const { r, stay, page } = at;
  head(at, ["History of Present Illness", "HPI", "History of the Present Illness"]);
  page.add(() => opening(at));
  for (const part of stay.scenario.story) if (r() < 0.88) tell(at, part, { moment: "admission" });
  page.add(() => denials(at));
  if (r() < 0.6) page.add(() => triage(at));
}

function opening(at: Scene): Line {
  const { r, who, stay } = at;
  const age = stay.age > 89 ? "«age=admission» {y.o.|year old}" : "{«age=admission» year old|«age=admission» yo|«age=admission»-year-old|«age=admission» y/o}";
  const brief = sample(r, who.conditions.flatMap((one) => (one.brief ? [pick(r, one.brief)] : [])), integer(r, 1, 4)).map((one) => say(at, one));
  const lead = say(at, `{|Mr. |Pt is {a|an} |This is {a|an} }`.replace("Mr. ", who.sex === "M" ? `Mr. [**Known lastname ${integer(r, 1, 9999)}**] is a ` : `Ms. [**Known lastname ${integer(r, 1, 9999)}**] is a `));
  const first = say(at, `${age} {<sex>|<man>}`);
  const tail = say(at, `{{who presents|presenting|admitted} with {the above|symptoms below}|{sent in by|referred from} {<doctor>|<hospital>|clinic}|{brought|transferred} {in|over} from {<hospital>|home|<his> {assisted living|apartment}}}.`);
  if (brief.length === 0) return { lead: `${lead.text} `.trimStart(), leaves: [first], tail: ` ${tail.text}` };
  return { lead: `${lead.text} `.trimStart(), leaves: [{ text: `${first.text} ${pick(r, ["with a h/o", "with", "w/ PMH of", "with history of"])}`, facts: first.facts }, ...brief], join: ", ", last: brief.length > 1 ? pick(r, [", ", " and "]) : " ", tail: ` ${tail.text}` };
}

function denials(at: Scene): Line | undefined {
  const { r, stay } = at;
  const lacks = sample(r, stay.scenario.lacks, integer(r, 2, 5)).filter((id) => SYMPTOMS[id]);
  if (lacks.length === 0) return undefined;
  return { lead: `${say(at, "{<He> denies|Denies|No|ROS negative for|Denied|Negative for}").text} `, leaves: lacks.map((id) => say(at, `«${id}- ${pick(r, SYMPTOMS[id] ?? [id])}»`, "admission")), join: ", ", last: pick(r, [", ", " or ", ", or "]), tail: "." };
}

function triage(at: Scene): Line {
  const items = shuffle(at.r, ["{T|Temp} «temperature=admission»", "{HR|P|pulse} «heart_rate=admission»", "BP «systolic_bp=admission»/«diastolic_bp=admission»", "RR «respiratory_rate=admission»", "{O2 sat|sat|SpO2} «oxygen_saturation=admission» {RA|on room air|on arrival}"]);
  return { lead: `${say(at, "{In the ED, initial vitals|ED vitals|Triage vitals|Initial VS in ED|Vitals on arrival}{ were|:}").text} `, leaves: items.map((one) => say(at, one)), join: ", ", tail: "." };
}

/** Entries one under another, or in running text, after the writer's manner. */
export function listed(at: Scene, leaves: readonly Leaf[]): Line {
  if (at.manner.list === "run") return { leaves, join: pick(at.r, [", ", "; "]), tail: "." };
  return { leaves: leaves.map((one) => ({ ...one, text: capital(one.text) })), mark: at.manner.list, join: "\n", end: "\n" };
}

export function pastHistory(at: Scene): void {
  head(at, ["Past Medical History", "PMH", "PMHx", "Past History"]);
  at.page.add(() => {
    const entries = [...at.who.conditions, ...at.who.operations].map((one) => say(at, one.past));
    return entries.length > 0 ? listed(at, shuffle(at.r, entries)) : sentence(at);
  });
}

const sentence = (at: Scene): Line => ({ leaves: [say(at, ["None.", "No significant past history.", "Unremarkable.", "Previously healthy."])] });

export function socialHistory(at: Scene): void {
  const { who, r } = at;
  head(at, ["Social History", "SHx", "SH", "Social Hx"]);
  const tobacco = { never: ["«smoking_current-»«smoking_former-»«smoking_ever- {Never smoked|Lifelong nonsmoker|Never smoker}».", "Tobacco: «smoking_current-»«smoking_former-»«smoking_ever- never»."], former: ["«smoking_current-»«smoking_former+»«smoking_ever+ Former smoker», quit {in <year>|<n> years ago}, «pack_years=before» {pack-years|pack years|pk-yr}.", "Tobacco: «smoking_current-»«smoking_former+»«smoking_ever+ quit <year>», «pack_years=before» pack years."], current: ["«smoking_current+»«smoking_former-»«smoking_ever+ Current smoker», «pack_years=before» {pack-years|pack years}.", "Tobacco: «smoking_current+»«smoking_former-»«smoking_ever+ still smoking», «pack_years=before» pack-year history."] }[who.smoker];
  const alcohol = who.drinks === 0 ? ["«alcohol_current- {No alcohol|Denies EtOH|Does not drink}»."] : [`«alcohol_current+ {Drinks|EtOH:}» «drinks_per_week=before» {drinks per week|drinks a week}.`];
  const drugs = { denies: ["«drug_use- {No illicits|Denies illicit drugs|No drug use}»."], never: ["«drug_use- {Never used drugs|No recreational drugs}»."], past: ["«drug_use~ {Past cocaine use|Remote IVDU}», {quit <year>|clean since <year>}."] }[who.drugs];
  const living = ["«lives_alone+ Lives alone»{| in {<hospital>|a second-floor apartment}}.", "Lives with {<his> {wife|husband|daughter|son}|family}."];
  for (const one of shuffle(r, [tobacco, alcohol, drugs].filter(() => r() < 0.8))) tell(at, one, { moment: "admission" });
  if (r() < 0.7) tell(at, living.slice(1), { moment: "admission" });
}

export function familyHistory(at: Scene): void {
  const { r } = at;
  head(at, ["Family History", "FHx", "FH", "Family Hx"]);
  const told = sample(r, CONDITIONS.filter((one) => one.family), integer(r, 0, 3));
  if (told.length === 0) return tell(at, ["Non-contributory.", "Noncontributory.", "NC.", "Not obtained.", "Unknown; {adopted|estranged}."]);
  const relatives = sample(r, ["mother", "father", "brother", "sister", "maternal grandmother", "paternal uncle"], told.length);
  told.forEach((one, i) => at.page.add(() => {
    const relative = relatives[i] ?? "mother";
    const text = pick(r, one.family ?? []).replaceAll("<relative>", relative.split(" ").at(-1) ?? relative);
    const leaf = say(at, pick(r, [`${relative} {with|had|died of} ${text}.`, `${relative}: ${text}{| {at|age} ${integer(r, 41, 88)}}.`, `${relative} {with|has} ${text}{|, {diagnosed|dx} at ${integer(r, 38, 79)}}.`]));
    return { leaves: [{ ...leaf, text: capital(leaf.text) }] };
  }));
}
