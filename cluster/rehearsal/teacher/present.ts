// Answers from mentions: findings, drugs, allergies, sex, and states that exclude one another.
import { conceptOf, type Drug, type Finding, narrower, type Sex, type State, STATES } from "../lexicon/lexicon.ts";
import type { Mention } from "../reading/mentions.ts";
import type { Reading } from "../reading/note.ts";
import { notInNote, type Resolved, supportOf } from "./found.ts";
import type { Query } from "./question.ts";

/** Mentions of a concept or of what implies it; for a class of drugs, of any member. */
export function mentionsOf(reading: Reading, concept: Finding | Drug | State): readonly Mention[] {
  const ids = new Set(narrower(concept.id));
  return reading.mentions.filter((m) => ids.has(m.concept) && (m.concept === concept.id || m.status !== "absent"));
}

export function resolveMention(reading: Reading, query: Query, { mentions, label }: { readonly mentions: readonly Mention[]; readonly label: string }): Resolved {
  const near = mentions.filter((m) => m.who === query.who && fits(reading, query, m));
  const drug = query.concept?.kind === "drug";
  const gone = (m: Mention) => ((query.current || drug) && m.ended) || (query.recent && m.past && isOld(reading, m));
  const yes = near.filter((m) => (m.status === "present" || (query.planned && m.status === "planned")) && !gone(m)), no = near.filter((m) => m.status === "absent" || (m.status === "present" && gone(m)));
  const best = yes[0] ?? no[0];
  if (!best) return query.who === "family" ? familyDenied(reading, label) : notInNote(`The note does not record ${label}.`);
  const answer = yes.length > 0 ? "Yes" : "No";
  const usual = query.who === "family" ? "Family History" : query.concept && query.concept.kind !== "measurement" ? query.concept.section : "History of Present Illness";
  const whose = query.who === "family" ? " in the family" : "";
  return { answer, ...supportOf(reading, { ...best, from: best.start }, usual), explanation: answer === "Yes" ? `The note records ${label}${whose}.` : gone(best) ? `The note says that ${label} has ended.` : `The note says there is no ${label}${whose}.`, among: [] };
}

/** Told with a year, "years ago", or in the past medical history. */
const isOld = (reading: Reading, m: Mention): boolean => m.span.section === "Past Medical History" || /\b(?:years? ago|in (?:\[\*\*)?(?:19|2[01])\d\d)|remote|childhood/i.test(reading.text.slice(m.span.start, m.span.end));

/** Family history told as none at all answers No for anything asked of it. */
function familyDenied(reading: Reading, label: string): Resolved {
  const span = reading.spans.find((s) => s.section === "Family History" && /^\W*(?:no |none|negative|unremarkable|non[- ]?contributory|noncontributory)/i.test(reading.text.slice(s.start, s.end)) && /^\W*(?:none|negative|unremarkable)\W*$/i.test(reading.text.slice(s.start, s.end)));
  return span ? { answer: "No", section: "Family History", source: reading.text.slice(span.start, span.end), explanation: `The family history is told as negative, so no ${label}.`, among: [] } : notInNote(`The note does not record ${label} in the family.`);
}

/** Whether a mention speaks of what the question adds: a time, a relative, further words. */
function fits(reading: Reading, query: Query, mention: Mention): boolean {
  const sentence = reading.text.slice(mention.span.start, mention.span.end);
  if (query.kin && !new RegExp(`\\b${query.kin}`, "i").test(sentence)) return false;
  if (query.concept?.kind === "drug") {
    if (query.which === "discharge") return mention.span.section === "Discharge Medications" || /discharged? (?:\w+ )?(?:on|with|to (?:take|continue))/i.test(sentence) || mention.span.moment === "discharge";
    if (query.which === "admission" || query.baseline) return mention.span.section === "Past Medical History" || /home|outpatient|prior to admission|at baseline|takes/i.test(sentence);
    if (/allerg/i.test(mention.span.heading) || /allerg/i.test(sentence)) return false;
  }
  if (query.extra.length === 0) return true;
  const words = new Set(reading.words.filter((w) => w.start >= mention.span.start && w.end <= mention.span.end).map((w) => w.norm));
  const missing = query.extra.filter((w) => !words.has(w) && ![...words].some((x) => x.length > 4 && w.length > 4 && x.slice(0, 5) === w.slice(0, 5)));
  return missing.length * 2 <= query.extra.length - (query.extra.length === 1 ? 1 : 0);
}

export function resolveSex(reading: Reading, sex: Sex): Resolved {
  if (!reading.sex) return notInNote("The note does not tell the patient's sex.");
  const at = reading.sex, span = reading.spans.find((s) => s.start <= at.start && s.end >= at.end) ?? reading.spans[0];
  if (!span) return notInNote("The note is empty.");
  return { answer: at.sex === sex ? "Yes" : "No", ...supportOf(reading, { span, from: at.start, end: at.end }, "History of Present Illness"), explanation: `The note describes the patient as ${at.sex === "F" ? "female" : "male"}.`, among: [] };
}

export function resolveAllergy(reading: Reading, query: Query): Resolved {
  const allergic = (m: Mention) => /allerg/i.test(m.span.heading) || /allerg/i.test(reading.text.slice(m.span.start, m.span.end));
  const none = reading.mentions.find((m) => m.concept === "drug-allergy" && m.status === "absent");
  const drug = query.concept;
  const found = reading.mentions.find((m) => allergic(m) && (drug ? m.concept === drug.id : m.concept.startsWith("drug:")) && m.status === "present");
  if (found) return { answer: "Yes", ...supportOf(reading, { ...found, from: found.start }, "Past Medical History"), explanation: `The note lists an allergy to ${drug?.label ?? conceptOf(found.concept)?.label}.`, among: [] };
  if (none) return { answer: "No", ...supportOf(reading, { ...none, from: none.start }, "Past Medical History"), explanation: "The note says there are no known drug allergies.", among: [] };
  const stated = reading.mentions.find((m) => m.concept === "drug-allergy" && m.status === "present");
  return !drug && stated ? { answer: "Yes", ...supportOf(reading, { ...stated, from: stated.start }, "Past Medical History"), explanation: "The note records a drug allergy.", among: [] } : notInNote("The note does not record this allergy.");
}

/** States of one group exclude one another: another one recorded is a No. */
export function resolveState(reading: Reading, state: State): Resolved {
  const group = new Set(STATES.filter((s) => s.group === state.group).map((s) => s.id));
  const all = reading.mentions.filter((m) => group.has(m.concept) && m.status === "present" && m.who === "patient");
  const mention = all.find((m) => m.concept === state.id) ?? all[0];
  if (!mention) return notInNote(`The note does not record it.`);
  return { answer: mention.concept === state.id ? "Yes" : "No", ...supportOf(reading, { ...mention, from: mention.start }, state.section), explanation: `The note records ${conceptOf(mention.concept)?.label}.`, among: [] };
}
