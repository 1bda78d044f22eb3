// What can be asked of a note: candidate items of each kind, answered by the reading, with the mistakes that apply. Choosing among them and writing the reply is teacher.ts.
import type { Answer, AnswerKind } from "../../lib/question.ts";
import { integer, pick, type Random, shuffle } from "../../lib/random.ts";
import { ALL_FINDINGS, conceptOf, type Drug, DRUGS, type Finding, type Measurement, MEASUREMENTS, narrower, type State, STATES } from "./lexicon.ts";
import { inTime, isAt, quoteOf, type Reading, sectionFor } from "./reading-note.ts";
import type { Value } from "./reading-values.ts";
import { compares, doseAfter, numberAs, type Resolved, resolve, select, usable } from "./teacher-answer.ts";
import { type MistakeMode, slips } from "./teacher-mistakes.ts";
import { type Comparison, understand, type Which } from "./teacher-question.ts";
import { askAllergy, askComparison, askCurrent, askDose, askDrug, askFamily, askFinding, askNormal, askSex, askState, askValue, SELDOM } from "./teacher-wording.ts";

/** An item before its difficulty is judged. */
export interface Draft {
  readonly question: string;
  readonly answer: Answer;
  readonly section: string;
  readonly source: string;
  readonly explanation: string;
  /** What it is about: no two items of a reply share it. */
  readonly topic: string;
  /** How much reading it took, from 0 (one plain statement) to 1. */
  readonly effort: number;
  readonly mistake?: MistakeMode;
}

const draft = (question: string, topic: string, found: Resolved, more: { effort?: number; mistake?: MistakeMode } = {}): Draft => ({
  question, topic, answer: found.answer, section: found.section, source: found.source, explanation: found.explanation, effort: more.effort ?? 0.2, ...(more.mistake ? { mistake: more.mistake } : {}),
});

// Numbers

/** Questions with a number for an answer, in the order they should be used. */
export function numericDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  const ids = measured(reading);
  const first: Draft[] = [], second: Draft[] = [];
  for (const { id } of weighted(r, ids.map((x) => ({ id: x, weight: (conceptOf(x) as Measurement).weight * (isRepeated(reading, x) ? 3 : 1) })))) {
    const concept = conceptOf(id) as Measurement;
    const drafts = valueDrafts(reading, r, concept, scale);
    if (drafts[0]) first.push(drafts[0]);
    second.push(...drafts.slice(1, 3));
  }
  const doses = shuffle(r, doseDrafts(reading, r)).slice(0, 3);
  return [...interleave(r, first, doses), ...second];
}

/** Measured more than once with different results: what criteria with "highest" or "last" are about. */
const isRepeated = (reading: Reading, id: string): boolean => new Set(reading.values.filter((v) => v.concept === id).map((v) => v.base)).size > 1;

function valueDrafts(reading: Reading, r: Random, concept: Measurement, scale: number): Draft[] {
  const flawed = flawedValue(reading, r, concept, scale);
  if (flawed) return [flawed];
  const all = reading.values.filter((v) => v.concept === concept.id);
  const values = usable(reading, concept.id).filter((v) => !v.earlier);
  if (values.length === 0 || all.some((v) => v.form === "range" || v.form === "redacted")) return [];
  const ways = waysToAsk(reading, values), only = values[0] as Value;
  if (ways[0]?.which === "any" && concept.section === "Pertinent Results" && r() < 0.25) ways[0] = { which: pick(r, ["highest", "lowest"] as const), value: only };
  return shuffle(r, ways).map(({ which, value }) => askOne(reading, r, concept, values, { which, value }, scale));
}

interface Way { readonly which: Which; readonly value: Value }

/** The ways to single out one of the values without doubt. */
function waysToAsk(reading: Reading, values: readonly Value[]): Way[] {
  const distinct = (list: readonly Value[]) => new Set(list.map((v) => v.base)).size;
  const only = values[0] as Value;
  const at = (["admission", "discharge"] as const).flatMap((which) => { const list = values.filter((v) => isAt(reading, v, which)); return list[0] && distinct(list) === 1 ? [{ which, value: list[0] }] : []; });
  if (distinct(values) === 1) return at[0] ? [at[0], { which: "any", value: only }] : [{ which: "any", value: only }];
  const ways: Way[] = [...at];
  for (const which of ["highest", "lowest"] as const) ways.push({ which, value: (select(reading, values, { which, date: undefined }) as { value: Value }).value });
  const { ordered, sure } = inTime(reading, values);
  if (sure) ways.push({ which: "first", value: ordered[0] as Value }, { which: "last", value: ordered.at(-1) as Value });
  for (const value of values) if (value.date?.month !== undefined && distinct(values.filter((v) => v.date?.day === value.date?.day && v.date?.month === value.date?.month)) === 1) ways.push({ which: "date", value });
  return ways;
}

function askOne(reading: Reading, r: Random, concept: Measurement, values: readonly Value[], { which, value }: Way, scale: number): Draft {
  const when = value.date ? reading.text.slice(value.date.start, value.date.end).replace(/[ T,]+\d{1,2}:\d.*$/, "").trim() : "";
  const question = askValue(r, concept, { which, when, unit: value.unit });
  const others = values.filter((v) => v.base !== value.base);
  const wrong = which !== "any" && others.length > 0 && slips(r, "wrong-extreme", scale);
  const used = wrong ? pick(r, others) : value;
  const answer = numberAs(used, concept, undefined, which) ?? used.number;
  const found: Resolved = { answer, section: sectionFor(used.span, concept.section), source: used.quote ? reading.text.slice(...used.quote) : quoteOf(reading.text, used.span, used.from, used.end), explanation: explain(concept, which, answer), among: values };
  return draft(question, concept.id, found, { effort: Math.min(1, 0.15 * Math.log2(1 + values.length) + (which === "any" ? 0 : 0.2) + 0.3 * (value.start / reading.text.length) + (used.quote ? 0.15 : 0)), ...(wrong ? { mistake: "wrong-extreme" as const } : {}) });
}

const explain = (concept: Measurement, which: Which, answer: Answer): string => (which === "any" ? `The note gives ${concept.label} ${answer}.` : `Of the values recorded, the one asked for (${which}) is ${answer}.`);

/** A range read as its end, or a redaction tag read as a value. */
function flawedValue(reading: Reading, r: Random, concept: Measurement, scale: number): Draft | undefined {
  const range = reading.values.find((v) => v.concept === concept.id && v.form === "range"), tag = reading.values.find((v) => v.concept === concept.id && v.form === "redacted" && Number.isFinite(v.number));
  const build = (value: Value, answer: number, mistake: MistakeMode) => draft(askValue(r, concept, { which: "any", when: "", unit: value.unit }), concept.id, { answer, section: sectionFor(value.span, concept.section), source: quoteOf(reading.text, value.span, value.from, value.end), explanation: `The note gives ${concept.label} ${answer}.`, among: [] }, { effort: 0.5, mistake });
  if (range && slips(r, "range-collapsed", scale)) return build(range, r() < 0.6 ? range.number : (range.high as number), "range-collapsed");
  if (tag && slips(r, "redaction-as-value", scale)) return build(tag, tag.number, "redaction-as-value");
  return undefined;
}

function doseDrafts(reading: Reading, r: Random): Draft[] {
  return DRUGS.flatMap((drug) => {
    const listed = reading.mentions.filter((m) => m.concept === drug.id && m.span.section === "Discharge Medications" && m.status === "present" && !m.ended);
    const doses = listed.map((m) => doseAfter(reading, m)).filter((x) => x !== undefined);
    if (listed.length !== 1 || !doses[0]) return [];
    const question = askDose(r, drug, doses[0].unit), found = resolve(reading, understand(question));
    return found.answer === doses[0].number ? [draft(question, `dose:${drug.id}`, found, { effort: 0.35 })] : [];
  });
}

// Yes and No

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

const measured = (reading: Reading): string[] => [...new Set(reading.values.map((v) => v.concept))];
const LIMITED = new Set(["pain", "base-excess", "length-of-stay", "gravida", "para", "neutrophils", "lymphocytes", "monocytes", "eosinophils", "bands", "mch", "mchc", "rdw"]);

function comparisonDrafts(reading: Reading, r: Random): Draft[] {
  return shuffle(r, measured(reading)).slice(0, 8).flatMap((id) => {
    const concept = conceptOf(id) as Measurement, values = usable(reading, id).filter((v) => !v.earlier && v.form === "exact");
    if (LIMITED.has(id) || (values[0]?.base ?? 0) <= 0 || values.length === 0 || values.length < usable(reading, id).length) return [];
    const { which, value } = pick(r, waysToAsk(reading, values).filter((w) => w.which !== "date"));
    const op = r() < 0.5 ? "above" as const : "below" as const;
    const limit = limitNear(r, concept, value.number);
    const question = askComparison(r, concept, { which, op, limit, unit: value.unit }), found = resolve(reading, understand(question));
    if (found.answer === "NA" || limit === value.number || (found.answer === "Yes") !== (op === "above" ? value.number > limit : value.number < limit)) return [];
    return [draft(question, id, found, { effort: Math.min(1, 0.35 + 0.1 * values.length) })];
  });
}

/** A round number some way from the value, on either side. */
function limitNear(r: Random, concept: Measurement, number: number): number {
  const far = concept.id === "age" || concept.id === "height" || concept.unit === "%" || concept.unit === "F";
  const raw = number * (concept.unit === "F" ? pick(r, [0.97, 0.98, 1.02, 1.03]) : pick(r, far ? [0.8, 0.9, 1.1, 1.2] : [0.6, 0.75, 0.85, 1.2, 1.35, 1.6]));
  const step = raw >= 1000 ? 500 : raw >= 100 ? 10 : raw >= 20 ? 5 : raw >= 4 ? 1 : raw >= 1 ? 0.5 : 0.1;
  return Number((Math.round(raw / step) * step).toFixed(2));
}

/** "Within the normal range": the reference depends on the sex for some, which is where models slip. */
function normalDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  return shuffle(r, measured(reading)).slice(0, 8).flatMap((id) => {
    const concept = conceptOf(id) as Measurement, values = usable(reading, id).filter((v) => !v.earlier && v.form === "exact");
    if ((!concept.normal && !(concept.sexNormal && reading.sex)) || values.length === 0 || values.length < usable(reading, id).length) return [];
    const { which } = pick(r, waysToAsk(reading, values).filter((w) => w.which !== "date"));
    const range = concept.normal ?? [1, concept.high];
    const op = pick(r, ["normal" as const, ...(range[1] >= concept.high || concept.unit === "%" && range[1] >= 100 ? [] : ["above-normal" as const]), ...(range[0] <= 0 ? [] : ["below-normal" as const])]);
    const question = askNormal(r, concept, op, which), found = resolve(reading, understand(question));
    if (found.answer === "NA" || !found.value) return [];
    const compare: Comparison = { op, limit: Number.NaN, unit: undefined };
    const other = reading.sex && concept.sexNormal ? compares(found.value, concept, compare, reading.sex.sex === "F" ? "M" : "F") : undefined;
    const flips = other !== undefined && other !== (found.answer === "Yes") && slips(r, "sex-range-ignored", scale);
    return [draft(question, id, flips ? { ...found, answer: other ? "Yes" : "No" } : found, { effort: 0.55, ...(flips ? { mistake: "sex-range-ignored" as const } : {}) })];
  });
}

/** Diseases the note never mentions, answered No as if it had denied them. */
function silentDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  const count = Array.from({ length: 10 }, () => slips(r, "not-mentioned-as-no", scale)).filter(Boolean).length;
  if (count === 0) return [];
  const span = reading.spans.find((s) => s.section === "Past Medical History") ?? reading.spans[0];
  if (!span) return [];
  return unmentioned(reading, r, ALL_FINDINGS.filter((f) => f.group === "disease")).slice(0, count).map((f) => draft(askFinding(r, f, { past: true }), f.id, { answer: "No", section: sectionFor(span, "Past Medical History"), source: quoteOf(reading.text, span, span.start, Math.min(span.end, span.start + 80)), explanation: `${f.label} is not mentioned in the note.`, among: [] }, { effort: 0.4, mistake: "not-mentioned-as-no" }));
}

// What the note does not say

/** Questions the note cannot answer: of the same kinds as the others, so that the question alone does not tell. */
export function naDrafts(reading: Reading, r: Random, kind: AnswerKind, scale: number): Draft[] {
  const drafts = kind === "numeric" ? naNumbers(reading, r) : naFindings(reading, r);
  const seldom = firstOf(shuffle(r, SELDOM[kind]).filter(([, words]) => !words.test(reading.text)).map(([question]) => na(question, question, r)), r() < 0.4 ? 1 : 0, (d) => isUnanswered(reading, d));
  const mixed = interleave(r, drafts, seldom);
  return slips(r, "repetitive", scale) ? [...repeated(reading, r, kind), ...mixed] : mixed;
}

const na = (question: string, topic: string, r: Random, mistake?: MistakeMode): Draft => ({ question, topic, answer: "NA", section: "Not Found", source: "Not in Note", explanation: "The note does not give this information.", effort: 0.6 * r(), ...(mistake ? { mistake } : {}) });

const ONLY_NEWBORN = new Set(["birth-weight", "apgar1", "gestational-age"]), ONLY_WOMEN = new Set(["gravida", "para", "hcg", "ca125"]);

function naNumbers(reading: Reading, r: Random): Draft[] {
  const young = reading.values.some((v) => v.concept === "age" && v.base < 2);
  const list = MEASUREMENTS.filter((m) => !reading.named.has(m.id) && !MEASUREMENTS.some((n) => n.is === m.id && reading.named.has(n.id)) && (young || !ONLY_NEWBORN.has(m.id)) && (reading.sex?.sex === "F" || !ONLY_WOMEN.has(m.id)) && !(m.id === "psa" && reading.sex?.sex === "F") && !["systolic", "diastolic", "age", "length-of-stay", "packs-per-day", "nasal"].includes(m.id));
  return weighted(r, list).slice(0, 16).map((m) => {
    const which = pick(r, ["any", "highest", "lowest", "admission", "discharge", "any", "last", "first"] as const);
    return na(askValue(r, m, { which: m.weight > 1 && m.section === "Pertinent Results" ? which : pick(r, ["any", "admission", "any"] as const), when: "", unit: m.unit }), m.id, r);
  });
}

function naFindings(reading: Reading, r: Random): Draft[] {
  const findings = unmentioned(reading, r, ALL_FINDINGS).slice(0, 20).map((f) => na(askFinding(r, f, { past: r() < 0.6 }), f.id, r));
  const families = unmentioned(reading, r, ALL_FINDINGS.filter((f) => f.group === "disease" && f.weight > 1), "family").slice(0, 4).map((f) => na(askFamily(r, f), `family:${f.id}`, r));
  const drugs = shuffle(r, DRUGS.filter((d) => !reading.named.has(d.id))).slice(0, 3).map((d) => na(askDrug(r, d, r() < 0.5 ? "discharge" : "any"), d.id, r));
  const states = STATES.filter((s) => !reading.mentions.some((m) => m.concept.startsWith(`${s.group}:`)) && !["condition", "disposition", "mental-status"].includes(s.group) && s.label !== "another language").map((s) => na(askState(r, s), `state:${s.group}`, r));
  return firstOf(interleave(r, interleave(r, findings, families), [...shuffle(r, states).slice(0, 1), ...drugs]), 16, (d) => isUnanswered(reading, d));
}

const isUnanswered = (reading: Reading, d: Draft): boolean => resolve(reading, understand(d.question)).answer === "NA";

/** The first `n` that pass, looking no further than needed. */
function firstOf<T>(list: readonly T[], n: number, passes: (x: T) => boolean): T[] {
  const out: T[] = [];
  for (const x of list) {
    if (out.length >= n) break;
    if (passes(x)) out.push(x);
  }
  return out;
}

/** Concepts no name of which stands in the note, nor of what implies them or they imply. */
function unmentioned(reading: Reading, r: Random, list: readonly Finding[], who: "patient" | "family" = "patient"): Finding[] {
  const free = list.filter((f) => (f.sex === undefined || f.sex === reading.sex?.sex) && (who === "family"
    ? !reading.mentions.some((m) => m.who === "family" && (m.concept === f.id || narrower(f.id).includes(m.concept)))
    : !narrower(f.id).some((id) => reading.named.has(id)) && !f.is.some((id) => reading.named.has(id))));
  return weighted(r, free);
}

/** The paper's two favourites, asked twice in one reply. */
function repeated(reading: Reading, r: Random, kind: AnswerKind): Draft[] {
  const id = r() < 0.6 ? "bmi" : "six-minute-walk";
  if (reading.named.has(id)) return [];
  const forms: Readonly<Record<string, Readonly<Record<AnswerKind, readonly string[]>>>> = {
    bmi: { numeric: ["What is the patient's body mass index (BMI)?", "What was the patient's BMI on admission?", "What BMI is recorded for the patient?"], boolean: ["Is the patient's body mass index (BMI) above 30 kg/m2?", "Was the patient's BMI below 18.5 kg/m2 on admission?"] },
    "six-minute-walk": { numeric: ["What was the patient's 6-minute walk distance in meters?", "How many meters did the patient walk in the six-minute walk test?", "What was the patient's result on the 6-minute walk test?"], boolean: ["Was the patient's 6-minute walk distance below 300 m?", "Is the patient's six-minute walk distance greater than 400 m?"] },
  };
  return shuffle(r, forms[id]?.[kind] ?? []).slice(0, 2).map((question, i) => na(question, `${id}${i}`, r, i > 0 ? "repetitive" : undefined));
}

// Order

/** A random order in which heavier concepts tend to come first. */
function weighted<T extends { readonly weight: number }>(r: Random, list: readonly T[]): T[] {
  return list.map((x) => ({ x, key: -Math.log(1 - r()) / x.weight ** 1.5 })).sort((a, b) => a.key - b.key).map(({ x }) => x);
}

/** Two lists merged at random, each keeping its order. */
function interleave<T>(r: Random, a: readonly T[], b: readonly T[]): T[] {
  const out = [...a];
  b.forEach((x, i) => out.splice(Math.min(out.length, integer(r, i, Math.max(i, Math.min(out.length, 9)))), 0, x));
  return out;
}
export type { Drug };
