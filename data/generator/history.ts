// The top of a note: header, history of present illness, past history.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import { dischargeDay } from "./patient.ts";
import { capitalized } from "./phrase.ts";
import type { Leaf } from "./phrase.ts";
import { head, listFrame, plain, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { DENIED, NEVER_DENIED } from "./signs.ts";
import { dateTag } from "./tags.ts";

export function header(at: Scene): void {
  const { r, page, who, stay } = at;
  page.open("");
  page.add(() => ({ leaves: [{ text: `Admission Date: ${dateTag(stay.admitted)}${pick(r, ["  ", "      ", "\n"])}Discharge Date: ${dateTag(dischargeDay(stay))}`, facts: [{ attribute: "length_of_stay", measured: { value: stay.days } }] }], end: "\n\n" }));
  const sex = say(at, who.sex === "M" ? "Sex: «male+»«female-»M" : "Sex: «female+»«male-»F"), born = plain(`${pick(r, ["Date of Birth", "DOB", "Date of Birth"])}: ${dateTag(who.born)}`);
  page.add(() => ({ leaves: shuffle(r, [sex, born]), join: pick(r, ["   ", "      ", "\n"]), end: "\n\n" }));
  page.add(() => ({ leaves: [plain(`Service: ${pick(r, stay.scenario.service)}`)], end: "\n" }));
  head(at, ["Allergies", "ALLERGIES"], { inline: r() < 0.6 });
  page.add(() => allergies(at));
  head(at, ["Attending"], { inline: true });
  tell(at, "<doctor>");
  head(at, ["Chief Complaint", "CC", "Reason for admission"], { inline: r() < 0.5 });
  page.add(() => ({ leaves: [say(at, `{${stay.scenario.complaint.join("|")}}{|| x<d> days|, <n> days|, since <before>}`, "admission")].map(capitalized) }));
  if (!stay.scenario.operations && r() < 0.6) return;
  head(at, stay.scenario.operations ? ["Major Surgical or Invasive Procedure", "Procedures"] : ["Procedures"], { inline: r() < 0.3 });
  if (stay.scenario.operations) tell(at, stay.scenario.operations);
  else page.add(() => ({ leaves: [say(at, ["None", "none", "None.", "N/A", "None this stay", "None performed", "no procedures"])] }), { optional: true });
}

const REACTIONS: Readonly<Record<string, string>> = {
  penicillin_allergy: "«penicillin_allergy+ {Penicillins|Penicillin}»{| (hives)| - hives}", sulfa_allergy: "«sulfa_allergy+ {Sulfonamides|Sulfa}»{| - hives|}", codeine_allergy: "«codeine_allergy+ Codeine»{| (GI upset)| - flushing}",
  iodine_allergy: "«iodine_allergy+ {Iodine-Iodine Containing|Iodine}»{| - hives}", ace_allergy: "«ace_allergy+ ACE Inhibitors»{| - angioedema}", latex_allergy: "«latex_allergy+ Latex»{| - hives|}",
};

function allergies(at: Scene): Line {
  const { who } = at;
  if (who.allergies.length === 0) return { leaves: [say(at, ["«drug_allergy- No Known Drug Allergies»", "«drug_allergy- NKDA»", "«drug_allergy- No known drug allergies»", "«drug_allergy- No known allergies»", "{Denies|No} «drug_allergy- drug allergies»"])] };
  return { leaves: who.allergies.map((id) => say(at, `${id === "latex_allergy" ? "" : "«drug_allergy+»"}${REACTIONS[id] ?? ""}`)), join: pick(at.r, [" / ", "; ", ", "]) };
}

export function presentIllness(at: Scene): void {
  const { r, stay, page } = at;
  head(at, ["History of Present Illness", "HPI", "History of the Present Illness"]);
  at.copied.opening = opening(at);
  for (const line of at.copied.opening) page.add(line);
  if (at.earlier && r() < 0.7) lastTime(at);
  stay.scenario.story.forEach((part, i) => (i === 0 || r() < 0.88) && tell(at, part, { moment: "admission" }));
  page.add(() => denials(at));
  if (r() < 0.6) page.add(() => triage(at));
  if (r() < 0.3) page.add(() => arrivalLabs(at));
}

/** "72 yo F with HTN, DM2 presenting …", in three lines so that it reads on when a condition is left out. An age over 89 is hidden as MIMIC hides it. */
function opening(at: Scene): (() => Line)[] {
  const { r, who, stay } = at, a = stay.age < 90 && /^(8|11$|18$)/.test(String(stay.age)) ? "an" : "a", older = stay.age > 68 ? "|assisted living" : "";
  const age = stay.age > 89 ? "«age=admission» {y.o.|year old}" : "{«age=admission» year old|«age=admission» yo|«age=admission»-year-old|«age=admission» y/o}";
  const brief = sample(r, who.conditions.filter((one) => one.brief), integer(r, 1, 4)).map((one) => one.brief ?? []);
  const lead = (): string => `${say(at, `{{This is|Pt is|The patient is|<Mr> <name> is} ${a}|}`).text} `.trimStart();
  return [
    () => ({ lead: lead(), leaves: [say(at, `${age} {<sex>|<man>}`)] }),
    ...(brief.length > 0 ? [(): Line => ({ lead: pick(r, ["with a h/o ", "with ", "w/ PMH of ", "with history of ", "w/ "]), leaves: brief.map((one) => say(at, one)), join: ", ", last: pick(r, [", ", " and "]) })] : []),
    () => ({ leaves: [say(at, `{{who presents|presenting|admitted} with {the above|<his> chief complaint}|{sent in by|referred from} {<doctor>|<hospital>}|{brought|transferred} {in|over} from {<hospital>|<his> {apartment|home${older}}}|seen in the ED of <hospital>}.`)] }),
  ];
}

/** What the last stay's summary said, carried into this history as the first thing. */
function lastTime(at: Scene): void {
  const { earlier } = at;
  if (!earlier) return;
  const { stay } = earlier, ended = dateTag(dischargeDay(stay));
  const labs = Object.entries(stay.scenario.labs).filter(([id]) => ["creatinine", "hemoglobin", "wbc", "inr", "sodium"].includes(id));
  tell(at, [`{Recently|Last} {admitted|hospitalized} {here |}through ${ended} {under <doctor>|at <hospital>}.`, `{Left|Went home} ${ended} after {another|an earlier} stay{| with <doctor>}.`]);
  if (labs.length === 0) return;
  at.page.add(() => {
    const [id = "creatinine"] = pick(at.r, labs), value = stay.labs[id]?.at(-1) ?? 0;
    const name = { creatinine: "creatinine", hemoglobin: "Hgb", wbc: "WBC", inr: "INR", sodium: "sodium" }[id] ?? id;
    return { leaves: [{ text: say(at, `{Per that summary|At that time|Then} ${name} {was |}${value}.`).text, facts: [{ attribute: id, measured: { value, moment: "before" } }] }] };
  });
}

function denials(at: Scene): Line | undefined {
  const { r, stay } = at, had = new Set([...stay.scenario.has, ...at.who.conditions.map((one) => one.id)]);
  const lacks = sample(r, stay.scenario.lacks.filter((id) => !had.has(id) && !NEVER_DENIED.has(id)), integer(r, 2, 5)).filter((id) => DENIED[id]);
  if (lacks.length === 0) return undefined;
  return { lead: `${say(at, "{<He> denies|Denies|No|ROS negative for|Denied|Negative for|Review of systems: no}").text} `, leaves: lacks.map((id) => say(at, `«${id}- ${pick(r, DENIED[id] ?? [id])}»`, "admission")), join: ", ", last: pick(r, lacks.length > 2 ? [", ", " or ", ", or "] : [" or "]), tail: "." };
}

function triage(at: Scene): Line {
  const items = shuffle(at.r, ["{T|Temp} «temperature=admission»", "{HR|P|pulse} «heart_rate=admission»", "BP «systolic_bp=admission»/«diastolic_bp=admission»", "RR «respiratory_rate=admission»", "{O2 sat|sat|SpO2} «oxygen_saturation=admission» {RA|on room air}"]);
  return { lead: `${say(at, "{In the ED, initial vitals were|ED vitals:|Triage vitals|Initial VS:|Vitals at the door}").text} `, leaves: items.map((one) => say(at, one)), join: ", ", tail: "." };
}

function arrivalLabs(at: Scene): Line | undefined {
  const ids = sample(at.r, Object.keys(at.stay.scenario.labs).filter((id) => LAB_WORDS[id]), integer(at.r, 1, 3));
  if (ids.length === 0) return undefined;
  return { lead: `${say(at, "{Labs notable for|Labs significant for|Labs there:|Initial labs:}").text} `, leaves: ids.map((id) => say(at, `${pick(at.r, LAB_WORDS[id] ?? [id])} {|of |}«${id}=admission»`)), join: ", ", tail: "." };
}

const LAB_WORDS: Readonly<Record<string, readonly string[]>> = {
  wbc: ["WBC", "white count"], creatinine: ["Cr", "creatinine", "creat"], lactate: ["lactate"], troponin: ["troponin", "TnT"], hemoglobin: ["Hgb", "hemoglobin"], bnp: ["BNP", "proBNP"], sodium: ["Na", "sodium"], potassium: ["K", "potassium"],
  glucose: ["glucose", "blood sugar"], lipase: ["lipase"], bun: ["BUN"], inr: ["INR"], bicarbonate: ["bicarb", "HCO3"], ast: ["AST"], ddimer: ["D-dimer"], crp: ["CRP"], ammonia: ["ammonia"],
};

export function pastHistory(at: Scene): void {
  const { r, who, earlier } = at;
  head(at, ["Past Medical History", "PMH", "PMHx", "Past History"]);
  // A returning patient's list is often the old one, word for word.
  const copied = earlier && r() < 0.7 ? earlier.past : undefined;
  const draws = copied ? copied.map((one) => () => one) : shuffle(r, [...who.conditions, ...who.operations].map((one) => () => capitalized(say(at, one.past))));
  if (draws.length === 0) return tell(at, ["None.", "No significant past history.", "Unremarkable.", "Previously healthy.", "None known."]);
  at.page.addList(listFrame(at), draws);
  at.copied.past = at.page.parts.at(-1)?.lines[0]?.leaves ?? [];
}
