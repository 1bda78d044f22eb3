// Questions answered Yes or No about findings, family, drugs, states and sex, with the mistakes that apply to them. Those on numbers are draft-compared.ts.
import { pick, type Random, shuffle } from "../../../lib/random.ts";
import { ALL_FINDINGS, conceptOf, DRUGS, narrower, type State, STATES } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import { resolve } from "./answer.ts";
import { comparisonDrafts, normalDrafts } from "./draft-compared.ts";
import { type Draft, draft, interleave, unmentioned } from "./draft.ts";
import { supportOf } from "./found.ts";
import { slips } from "./mistakes.ts";
import { understand } from "./question.ts";
import { askAllergy, askCurrent, askDrug, askFamily, askFinding, askSex, askState } from "./wording.ts";

/** Questions answered Yes or No, in the order they should be used. */
export function booleanDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  const drafts = [...findingDrafts(reading, r), ...familyDrafts(reading, r), ...drugDrafts(reading, r), ...stateDrafts(reading, r), ...sexDraft(reading, r)];
  const numbers = shuffle(r, [...comparisonDrafts(reading, r), ...normalDrafts(reading, r, scale)]);
  const known = shuffle(r, drafts), silent = shuffle(r, silentDrafts(reading, r, scale));
  // Comparisons stay a fifth of what is asked: most criteria are about findings.
  return [...silent, ...interleave(r, known, numbers.slice(0, Math.max(2, Math.round(known.length / 4)))), ...numbers.slice(Math.max(2, Math.round(known.length / 4)))];
}

function findingDrafts(reading: Reading, r: Random): Draft[] {
  return ALL_FINDINGS.flatMap((f) => {
    const ids = narrower(f.id);
    const mine = reading.mentions.filter((m) => m.who === "patient" && ids.includes(m.concept));
    if (mine.length === 0 || mine.some((m) => m.status === "possible") || new Set(mine.map((m) => m.status)).size !== 1) return [];
    const ended = mine.some((m) => m.ended), current = ended && f.group === "social" && r() < 0.5;
    if (ended && (f.group !== "social" || !mine.every((m) => m.ended))) return [];
    if (!mine.some((m) => m.concept === f.id)) return [];
    const question = current ? askCurrent(r, f) : askFinding(r, f, { past: ended || mine.every((m) => m.past) }), found = resolve(reading, understand(question));
    if (found.answer !== (mine[0]?.status === "present" && !current ? "Yes" : "No")) return [];
    return [draft(question, f.id, found, { effort: Math.min(1, (found.answer === "No" ? 0.3 : 0.1) + 0.3 * ((mine[0]?.start ?? 0) / reading.text.length) + (mine[0]?.span.listed ? 0 : 0.15)) })];
  });
}

function familyDrafts(reading: Reading, r: Random): Draft[] {
  return ALL_FINDINGS.filter((f) => f.group === "disease").flatMap((f) => {
    const mine = reading.mentions.filter((m) => m.who === "family" && m.concept === f.id);
    if (mine.length === 0 || new Set(mine.map((m) => m.status)).size !== 1 || mine[0]?.status === "possible") return [];
    const question = askFamily(r, f), found = resolve(reading, understand(question));
    return found.answer === "NA" ? [] : [draft(question, `family:${f.id}`, found, { effort: 0.35 })];
  });
}

function drugDrafts(reading: Reading, r: Random): Draft[] {
  const drugs = DRUGS.flatMap((drug) => {
    const mine = reading.mentions.filter((m) => m.concept === drug.id && m.who === "patient" && m.status !== "possible");
    if (mine.length === 0) return [];
    const allergic = mine.some((m) => /allerg/i.test(m.span.heading));
    const where = mine.some((m) => m.span.section === "Discharge Medications") ? "discharge" as const : "any" as const;
    const question = allergic ? askAllergy(r, drug) : askDrug(r, drug, where), found = resolve(reading, understand(question));
    return found.answer === "NA" || mine.some((m) => m.ended) ? [] : [draft(question, allergic ? `allergy:${drug.id}` : drug.id, found, { effort: 0.2 })];
  });
  const general = askAllergy(r, undefined), found = resolve(reading, understand(general));
  return [...shuffle(r, drugs).slice(0, 5), ...(found.answer === "NA" ? [] : [draft(general, "allergy", found, { effort: 0.15 })])];
}

function stateDrafts(reading: Reading, r: Random): Draft[] {
  const groups = [...new Set(STATES.map((s) => s.group))];
  return groups.flatMap((group) => {
    const list = STATES.filter((s) => s.group === group);
    const said = new Set(reading.mentions.filter((m) => m.status === "present" && m.who === "patient" && list.some((s) => s.id === m.concept)).map((m) => m.concept));
    if (said.size !== 1) return [];
    const one = conceptOf([...said][0] as string) as State;
    const asked = r() < 0.5 ? one : pick(r, list.filter((s) => s !== one && s.label !== "another language"));
    const question = askState(r, asked), found = resolve(reading, understand(question));
    return found.answer === (asked === one ? "Yes" : "No") ? [draft(question, `state:${group}`, found, { effort: asked === one ? 0.15 : 0.35 })] : [];
  });
}

function sexDraft(reading: Reading, r: Random): Draft[] {
  if (!reading.sex || r() < 0.6) return [];
  const question = askSex(r, r() < 0.5 ? "F" : "M");
  return [draft(question, "sex", resolve(reading, understand(question)), { effort: 0.1 })];
}

/** Diseases the note never mentions, answered No as if it had denied them. */
function silentDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  const count = Array.from({ length: 10 }, () => slips(r, "not-mentioned-as-no", scale)).filter(Boolean).length;
  if (count === 0) return [];
  const span = reading.spans.find((s) => s.section === "Past Medical History") ?? reading.spans[0];
  if (!span) return [];
  return unmentioned(reading, r, { list: ALL_FINDINGS.filter((f) => f.group === "disease") }).slice(0, count).map((f) => draft(askFinding(r, f, { past: true }), f.id, { answer: "No", ...supportOf(reading, { span, from: span.start, end: Math.min(span.end, span.start + 80) }, "Past Medical History"), explanation: `${f.label} is not mentioned in the note.`, among: [] }, { effort: 0.4, mistake: "not-mentioned-as-no" }));
}
