// Questions that the note cannot answer: about what it never names, in the same words as the others, so that the question alone does not tell.
import type { AnswerKind } from "../../../lib/types.ts";
import { pick, type Random, shuffle } from "../../../lib/random.ts";
import { ALL_FINDINGS, DRUGS, MEASUREMENTS, STATES } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import { resolve } from "./answer.ts";
import { type Draft, firstOf, interleave, unmentioned, weighted } from "./draft.ts";
import { type MistakeMode, slips } from "./mistakes.ts";
import { understand } from "./question.ts";
import { askDrug, askFamily, askFinding, askState, askValue, SELDOM } from "./wording.ts";

/** Questions the note cannot answer: of the same kinds as the others, so that the question alone does not tell. */
export function naDrafts(reading: Reading, r: Random, { kind, scale }: { readonly kind: AnswerKind; readonly scale: number }): Draft[] {
  const drafts = kind === "numeric" ? naNumbers(reading, r) : naFindings(reading, r);
  const seldom = firstOf(shuffle(r, SELDOM[kind]).filter(([, words]) => !words.test(reading.text)).map(([question]) => na(r, question, { topic: question })), r() < 0.4 ? 1 : 0, (d) => isUnanswered(reading, d));
  const mixed = interleave(r, drafts, seldom);
  return slips(r, "repetitive", scale) ? [...repeated(reading, r, kind), ...mixed] : mixed;
}

const na = (r: Random, question: string, { topic, mistake }: { topic: string; mistake?: MistakeMode | undefined }): Draft => ({ question, topic, answer: "NA", section: "Not Found", source: "Not in Note", explanation: "The note does not give this information.", effort: 0.6 * r(), ...(mistake ? { mistake } : {}) });
const ONLY_NEWBORN = new Set(["birth-weight", "apgar1", "gestational-age"]), ONLY_WOMEN = new Set(["gravida", "para", "hcg", "ca125"]);

function naNumbers(reading: Reading, r: Random): Draft[] {
  const young = reading.values.some((v) => v.concept === "age" && v.base < 2);
  const list = MEASUREMENTS.filter((m) => !reading.named.has(m.id) && !MEASUREMENTS.some((n) => n.is === m.id && reading.named.has(n.id)) && (young || !ONLY_NEWBORN.has(m.id)) && (reading.sex?.sex === "F" || !ONLY_WOMEN.has(m.id)) && !(m.id === "psa" && reading.sex?.sex === "F") && !["systolic", "diastolic", "age", "length-of-stay", "packs-per-day", "nasal"].includes(m.id));
  return weighted(r, list).slice(0, 16).map((m) => {
    const which = pick(r, ["any", "highest", "lowest", "admission", "discharge", "any", "last", "first"] as const);
    return na(r, askValue(r, m, { which: m.weight > 1 && m.section === "Pertinent Results" ? which : pick(r, ["any", "admission", "any"] as const), when: "", unit: m.unit }), { topic: m.id });
  });
}

function naFindings(reading: Reading, r: Random): Draft[] {
  const findings = unmentioned(reading, r, { list: ALL_FINDINGS }).slice(0, 20).map((f) => na(r, askFinding(r, f, { past: r() < 0.6 }), { topic: f.id }));
  const families = unmentioned(reading, r, { list: ALL_FINDINGS.filter((f) => f.group === "disease" && f.weight > 1), who: "family" }).slice(0, 4).map((f) => na(r, askFamily(r, f), { topic: `family:${f.id}` }));
  const drugs = shuffle(r, DRUGS.filter((d) => !reading.named.has(d.id))).slice(0, 3).map((d) => na(r, askDrug(r, d, r() < 0.5 ? "discharge" : "any"), { topic: d.id }));
  const states = STATES.filter((s) => !reading.mentions.some((m) => m.concept.startsWith(`${s.group}:`)) && !["condition", "disposition", "mental-status"].includes(s.group) && s.label !== "another language").map((s) => na(r, askState(r, s), { topic: `state:${s.group}` }));
  return firstOf(interleave(r, interleave(r, findings, families), [...shuffle(r, states).slice(0, 1), ...drugs]), 16, (d) => isUnanswered(reading, d));
}

const isUnanswered = (reading: Reading, d: Draft): boolean => resolve(reading, understand(d.question)).answer === "NA";

/** The paper's two favourites, asked twice in one reply. */
function repeated(reading: Reading, r: Random, kind: AnswerKind): Draft[] {
  const id = r() < 0.6 ? "bmi" : "six-minute-walk";
  if (reading.named.has(id)) return [];
  const forms: Readonly<Record<string, Readonly<Record<AnswerKind, readonly string[]>>>> = {
    bmi: { numeric: ["What is the patient's body mass index (BMI)?", "What was the patient's BMI on admission?", "What BMI is recorded for the patient?"], boolean: ["Is the patient's body mass index (BMI) above 30 kg/m2?", "Was the patient's BMI below 18.5 kg/m2 on admission?"] },
    "six-minute-walk": { numeric: ["What was the patient's 6-minute walk distance in meters?", "How many meters did the patient walk in the six-minute walk test?", "What was the patient's result on the 6-minute walk test?"], boolean: ["Was the patient's 6-minute walk distance below 300 m?", "Is the patient's six-minute walk distance greater than 400 m?"] },
  };
  return shuffle(r, forms[id]?.[kind] ?? []).slice(0, 2).map((question, i) => na(r, question, { topic: `${id}${i}`, mistake: i > 0 ? "repetitive" : undefined }));
}
