// The answer to an understood question, from one reading of the note: value or mention, with its quote. Wording of questions and mistakes are elsewhere.
import { type Answer, NOT_FOUND, NOT_IN_NOTE, type Support } from "../../lib/question.ts";
import { conceptOf, type Drug, DRUGS, type Finding, type Measurement, narrower, type Section, type Sex, type State, STATES } from "./lexicon.ts";
import { type Mention, mentionsIn } from "./reading-mentions.ts";
import { inTime, isAt, quoteOf, type Reading, sectionFor } from "./reading-note.ts";
import { inUnit, numberFor, type Value } from "./reading-values.ts";
import { unitAt, type UnitKey } from "./reading-units.ts";
import { sameDay, type Word } from "./reading-words.ts";
import { adHoc, type Comparison, lookupWords, type Query, type Which } from "./teacher-question.ts";

/** An answer with its support, and what it was chosen from. */
export interface Resolved extends Support {
  readonly answer: Answer;
  /** The value behind a number or a comparison. */
  readonly value?: Value;
  readonly among: readonly Value[];
}

export const notInNote = (explanation: string): Resolved => ({ answer: "NA", section: NOT_FOUND, source: NOT_IN_NOTE, explanation, among: [] });

/** Answers an understood question from the note alone. */
export function resolve(reading: Reading, query: Query): Resolved {
  if (query.about === "sex") return resolveSex(reading, query.sex as Sex);
  if (query.about === "allergy") return resolveAllergy(reading, query);
  if (query.about === "dose") return resolveDose(reading, query);
  const { concept } = query;
  if (query.kind === "numeric") return concept?.kind === "measurement" ? resolveValue(reading, query, concept) : resolvePhraseNumber(reading, query);
  if (concept?.kind === "measurement") return query.compare ? orSilence(query, resolveComparison(reading, query, concept, query.compare)) : notInNote("The note does not say this of the measurement.");
  if (concept?.kind === "state" && query.who === "patient") return orSilence(query, resolveState(reading, concept));
  const found = concept ? resolveMention(reading, query, mentionsOf(reading, concept), concept.label) : resolvePhrase(reading, query);
  return orSilence(query, anyOf(found, query.others.map((other) => resolve(reading, { ...query, concept: other, others: [] }))));
}

/** Yes when any is Yes, else No when any is No. */
const anyOf = (first: Resolved, rest: readonly Resolved[]): Resolved => [first, ...rest].find((x) => x.answer === "Yes") ?? [first, ...rest].find((x) => x.answer === "No") ?? first;

const orSilence = (query: Query, found: Resolved): Resolved => (found.answer === "NA" && query.silence ? { ...found, answer: query.silence, explanation: `The note does not record it, and the question takes that as ${query.silence}.` } : found);

// Numbers

/** The values of a measurement that a question may mean: of this stay, printed whole. */
export function usable(reading: Reading, id: string, baseline = false): readonly Value[] {
  const own = reading.values.filter((value) => value.concept === id && value.form !== "redacted");
  const all = own.length > 0 ? own : reading.values.filter((value) => (conceptOf(value.concept) as Measurement).is === id && value.form !== "redacted");
  const chosen = all.filter((value) => value.earlier === baseline);
  return chosen.length > 0 || baseline ? chosen : all;
}

function resolveValue(reading: Reading, query: Query, concept: Measurement): Resolved {
  const values = usable(reading, concept.id, query.baseline);
  if (values.length === 0) return notInNote(`The note gives no ${concept.label}.`);
  const chosen = select(reading, values, query);
  if (!chosen) return notInNote(`The note gives no ${concept.label} for the time asked.`);
  const number = numberAs(chosen.value, concept, query.unit, query.which);
  if (number === undefined) return notInNote(chosen.value.form === "range" ? `The note gives a range for ${concept.label}, not one number.` : `The note gives ${concept.label} in another unit.`);
  return { answer: Math.min(number, query.cap ?? number), ...support(reading, chosen.value, concept.section), explanation: explainValue(concept, query.which, number), value: chosen.value, among: values };
}

const explainValue = (concept: Measurement, which: Which, number: number): string => {
  const what = { any: "The note gives", highest: "The highest recorded is", lowest: "The lowest recorded is", first: "The first recorded is", last: "The last recorded is", admission: "On admission it was", discharge: "At discharge it was", date: "On that date it was" }[which];
  return which === "any" ? `The note gives ${concept.label} ${number}.` : `${what} ${number}.`;
};

/** The value meant by `which`; for "any" the one that speaks of admission or, failing that, the first. */
export function select(reading: Reading, values: readonly Value[], { which, date }: Pick<Query, "which" | "date">): { value: Value } | undefined {
  const low = (v: Value) => v.base, high = (v: Value) => (v.high !== undefined && v.number !== 0 ? (v.base * v.high) / v.number : v.base);
  const { ordered } = inTime(reading, values);
  const best = (better: (a: Value, b: Value) => boolean) => ({ value: values.reduce((a, b) => (better(b, a) ? b : a)) });
  if (which === "highest") return best((a, b) => high(a) > high(b));
  if (which === "lowest") return best((a, b) => low(a) < low(b));
  if (which === "first") return { value: ordered[0] as Value };
  if (which === "last") return { value: ordered.at(-1) as Value };
  if (which === "date") {
    const at = values.find((value) => value.date && date && sameDay(value.date, date)) ?? values.find((value) => date && ((reading.admitted && sameDay(reading.admitted, date) && value.moment === "admission") || (reading.discharged && sameDay(reading.discharged, date) && value.moment === "discharge")));
    return at && { value: at };
  }
  if (which === "admission" || which === "discharge") {
    const at = which === "admission" ? values.find((value) => isAt(reading, value, which)) : values.findLast((value) => isAt(reading, value, which));
    if (at) return { value: at };
    const rest = values.filter((value) => value.moment === undefined && !(value.date && (which === "admission" ? reading.admitted : reading.discharged)));
    const other = which === "admission" ? rest[0] : values.length > 1 ? inTime(reading, rest).ordered.at(-1) : undefined;
    return other && { value: other };
  }
  return { value: values.find((value) => value.form === "exact") ?? (values[0] as Value) };
}

/** The number to answer with: as printed, or converted to the unit asked; a range stands for its own end only under highest or lowest. */
export function numberAs(value: Value, concept: Measurement, unit: UnitKey | undefined, which: Which): number | undefined {
  if (value.form === "range" && which !== "highest" && which !== "lowest") return undefined;
  const printed = value.form === "range" && which === "highest" ? (value.high as number) : value.number;
  if (value.unit === "ratio" && (unit === undefined || unit === "%")) return round(printed * 100);
  if (unit === undefined || unit === value.unit || (unit === "G/L" && value.unit === "K/uL") || (unit === "cells/uL" && value.unit === "/uL")) return printed;
  const known = inUnit(concept, printed, value.unit);
  if (!known) return undefined;
  if (unit === concept.unit) return round(known.base);
  const to = concept.also[unit];
  if (to) return round((known.base - (to[1] ?? 0)) / to[0]);
  return concept.unit === "" || value.unit === "" || unit === "%" ? printed : undefined;
}

const round = (x: number): number => (Math.abs(x) >= 100 ? Math.round(x * 10) / 10 : Number(x.toPrecision(4)));

const support = (reading: Reading, value: Value, usual: Section): { section: string; source: string } => ({
  section: sectionFor(value.span, usual), source: value.quote ? reading.text.slice(value.quote[0], value.quote[1]) : quoteOf(reading.text, value.span, value.from, value.end),
});

function resolveComparison(reading: Reading, query: Query, concept: Measurement, compare: Comparison): Resolved {
  const values = usable(reading, concept.id, query.baseline).filter((v) => v.form !== "range" || compare.op !== "normal");
  const which = query.which === "any" ? (/above|least/.test(compare.op) ? "highest" : /below|most/.test(compare.op) ? "lowest" : "any") : query.which;
  const chosen = values.length > 0 ? select(reading, values, { which, date: query.date }) : undefined;
  if (!chosen) return notInNote(`The note gives no ${concept.label}.`);
  const verdict = compares(chosen.value, concept, compare, reading.sex?.sex);
  if (verdict === undefined) return notInNote(`The note does not settle this for ${concept.label}.`);
  return { answer: verdict ? "Yes" : "No", ...support(reading, chosen.value, concept.section), explanation: `The note gives ${concept.label} ${chosen.value.number}${chosen.value.high === undefined ? "" : `-${chosen.value.high}`}.`, value: chosen.value, among: values };
}

/** Whether a value meets a comparison; undefined when a range or bound straddles the limit, or no reference range applies. */
export function compares(value: Value, concept: Measurement, compare: Comparison, sex: Sex | undefined): boolean | undefined {
  const limitUnit = compare.unit ?? undefined;
  const base = (x: number) => (limitUnit ? inUnit({ ...concept, low: -1e12, high: 1e12 }, x, limitUnit)?.base ?? x : inUnit(concept, x, undefined)?.base ?? x);
  const top = value.high === undefined ? value.base : (value.base * value.high) / value.number;
  const normal = concept.normal ?? (sex ? concept.sexNormal?.[sex] : undefined);
  const test = (x: number): boolean | undefined => {
    switch (compare.op) {
      case "above": return x > base(compare.limit) + 1e-9;
      case "below": return x < base(compare.limit) - 1e-9;
      case "at-least": return x >= base(compare.limit) - 1e-9;
      case "between": return x >= base(compare.limit) - 1e-9 && x <= base(compare.upper as number) + 1e-9;
      case "at-most": return x <= base(compare.limit) + 1e-9;
      case "normal": return normal && x >= normal[0] && x <= normal[1];
      case "above-normal": return normal && x > normal[1];
      case "below-normal": return normal && x < normal[0];
    }
  };
  const a = test(value.base), b = test(top);
  return a === b ? a : undefined;
}

function resolveDose(reading: Reading, query: Query): Resolved {
  const drug = query.concept as Drug;
  const mentions = reading.mentions.filter((m) => m.concept === drug.id && m.status === "present");
  const order = query.which === "discharge" ? ["Discharge Medications"] : query.which === "admission" ? ["Past Medical History"] : ["Discharge Medications", undefined];
  for (const section of order) {
    for (const mention of mentions) {
      if (section !== undefined && mention.span.section !== section) continue;
      const found = doseAfter(reading, mention);
      if (found) return { answer: found.number, section: sectionFor(mention.span, drug.section), source: quoteOf(reading.text, mention.span, mention.start, found.end), explanation: `The note lists ${drug.label} ${found.number} ${found.unit}.`, among: [] };
    }
  }
  return notInNote(`The note gives no dose of ${drug.label} for the time asked.`);
}

/** "Lisinopril 10 mg", "metoprolol tartrate 25 mg Tablet": the strength that follows the name. */
export function doseAfter(reading: Reading, mention: Mention): { number: number; unit: UnitKey; end: number } | undefined {
  const tail = reading.text.slice(mention.end, Math.min(mention.span.end, mention.end + 50));
  const match = /^[\s,:(]{0,3}(?:[A-Za-z-]+\)?[\s,:]{1,2}){0,3}(\d+(?:,\d{3})?(?:\.\d+)?|\.\d+)/.exec(tail);
  if (!match?.[1]) return undefined;
  const end = mention.end + match[0].length, unit = unitAt(reading.text, end);
  return unit && ["mg", "mcg", "g", "units", "mEq"].includes(unit.unit) ? { number: Number(match[1].replaceAll(",", "")), unit: unit.unit, end: unit.end } : undefined;
}

// Present or absent

/** Mentions of a concept or of what implies it; for a class of drugs, of any member. */
export function mentionsOf(reading: Reading, concept: Finding | Drug | State): readonly Mention[] {
  const ids = new Set(narrower(concept.id));
  return reading.mentions.filter((m) => ids.has(m.concept) && (m.concept === concept.id || m.status !== "absent"));
}

function resolveMention(reading: Reading, query: Query, mentions: readonly Mention[], label: string): Resolved {
  const near = mentions.filter((m) => m.who === query.who && fits(reading, query, m));
  const drug = query.concept?.kind === "drug";
  const gone = (m: Mention) => ((query.current || drug) && m.ended) || (query.recent && m.past && isOld(reading, m));
  const yes = near.filter((m) => m.status === "present" && !gone(m)), no = near.filter((m) => m.status === "absent" || (m.status === "present" && gone(m)));
  const best = yes[0] ?? no[0];
  if (!best) return query.who === "family" ? familyDenied(reading, label) : notInNote(`The note does not record ${label}.`);
  const answer = yes.length > 0 ? "Yes" : "No";
  const usual = query.who === "family" ? "Family History" : query.concept && query.concept.kind !== "measurement" ? query.concept.section : "History of Present Illness";
  const whose = query.who === "family" ? " in the family" : "";
  return { answer, section: sectionFor(best.span, usual), source: quoteOf(reading.text, best.span, best.start, best.end), explanation: answer === "Yes" ? `The note records ${label}${whose}.` : gone(best) ? `The note says that ${label} has ended.` : `The note says there is no ${label}${whose}.`, among: [] };
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

function resolveSex(reading: Reading, sex: Sex): Resolved {
  if (!reading.sex) return notInNote("The note does not tell the patient's sex.");
  const at = reading.sex, span = reading.spans.find((s) => s.start <= at.start && s.end >= at.end) ?? reading.spans[0];
  if (!span) return notInNote("The note is empty.");
  return { answer: at.sex === sex ? "Yes" : "No", section: sectionFor(span, "History of Present Illness"), source: quoteOf(reading.text, span, at.start, at.end), explanation: `The note describes the patient as ${at.sex === "F" ? "female" : "male"}.`, among: [] };
}

function resolveAllergy(reading: Reading, query: Query): Resolved {
  const allergic = (m: Mention) => /allerg/i.test(m.span.heading) || /allerg/i.test(reading.text.slice(m.span.start, m.span.end));
  const none = reading.mentions.find((m) => m.concept === "drug-allergy" && m.status === "absent");
  const drug = query.concept;
  const found = reading.mentions.find((m) => allergic(m) && (drug ? m.concept === drug.id : m.concept.startsWith("drug:")) && m.status === "present");
  if (found) return { answer: "Yes", section: sectionFor(found.span, "Past Medical History"), source: quoteOf(reading.text, found.span, found.start, found.end), explanation: `The note lists an allergy to ${drug?.label ?? conceptOf(found.concept)?.label}.`, among: [] };
  if (none) return { answer: "No", section: sectionFor(none.span, "Past Medical History"), source: quoteOf(reading.text, none.span, none.start, none.end), explanation: "The note says there are no known drug allergies.", among: [] };
  const stated = reading.mentions.find((m) => m.concept === "drug-allergy" && m.status === "present");
  return !drug && stated ? { answer: "Yes", section: sectionFor(stated.span, "Past Medical History"), source: quoteOf(reading.text, stated.span, stated.start, stated.end), explanation: "The note records a drug allergy.", among: [] } : notInNote("The note does not record this allergy.");
}

/** States of one group exclude one another: another one recorded is a No. */
function resolveState(reading: Reading, state: State): Resolved {
  const group = new Set(STATES.filter((s) => s.group === state.group).map((s) => s.id));
  const all = reading.mentions.filter((m) => group.has(m.concept) && m.status === "present" && m.who === "patient");
  const mention = all.find((m) => m.concept === state.id) ?? all[0];
  if (!mention) return notInNote(`The note does not record it.`);
  return { answer: mention.concept === state.id ? "Yes" : "No", section: sectionFor(mention.span, state.section), source: quoteOf(reading.text, mention.span, mention.start, mention.end), explanation: `The note records ${conceptOf(mention.concept)?.label}.`, among: [] };
}

// Words the lexicon does not know

/** Places in the note where a question's content words stand together: all of them, else the longest run with one that is rare. */
function runsOf(reading: Reading, words: readonly string[]): { first: number; last: number; size: number }[] {
  const runs: { first: number; last: number; size: number }[] = [];
  for (let i = 0; i < reading.words.length; i++) {
    const from = words.indexOf((reading.words[i] as Word).norm);
    if (from < 0) continue;
    let last = i, size = 1;
    for (let k = from + 1, j = i + 1; k < words.length && j <= last + 3 && j < reading.words.length; j++) {
      if ((reading.words[j] as Word).norm === words[k]) { last = j; size++; k++; }
    }
    runs.push({ first: i, last, size });
    i = last;
  }
  return runs;
}

function bestRuns(reading: Reading, query: Query): { first: number; last: number }[] {
  const words = lookupWords(query);
  const runs = runsOf(reading, words), most = Math.max(0, ...runs.map((r) => r.size));
  return most === 0 || most * 2 < words.length || (words.length > 1 && most === 1 && runs.length > 4) ? [] : runs.filter((r) => r.size === most);
}

function resolvePhraseNumber(reading: Reading, query: Query): Resolved {
  const label = lookupWords(query).join(" ");
  const concept: Measurement = { kind: "measurement", id: `phrase:${label}`, label, names: [label], unit: "", low: -1e9, high: 1e9, also: {}, section: "History of Present Illness", weight: 0 };
  const values = bestRuns(reading, query).flatMap((run) => {
    const from = (reading.words[run.first] as Word).start, end = (reading.words[run.last] as Word).end;
    const span = reading.spans.find((s) => s.start <= from && s.end >= end);
    const gap = span && /^[^\d]{0,40}?(?=[<>~]?\d)/.exec(reading.text.slice(end, span.end));
    const value = span && gap && numberFor({ text: reading.text, words: reading.words, dates: reading.dates, span }, { concept: { ...concept, unit: unitAfter(reading.text, end + gap[0].length) }, from }, end + gap[0].length);
    return value ? [value] : [];
  });
  const chosen = values.length > 0 ? select(reading, values, query) : undefined;
  if (!chosen || chosen.value.form === "range" || (query.unit && chosen.value.unit !== "" && chosen.value.unit !== query.unit)) return notInNote("The note gives no number for this.");
  return { answer: chosen.value.number, ...support(reading, chosen.value, concept.section), explanation: `The note gives ${chosen.value.number} for ${label}.`, value: chosen.value, among: values };
}

const unitAfter = (text: string, at: number): UnitKey => unitAt(text, at + (/^[<>~]?\s?[\d.,]+/.exec(text.slice(at, at + 14))?.[0].length ?? 0))?.unit ?? "";

function resolvePhrase(reading: Reading, query: Query): Resolved {
  const label = lookupWords(query).join(" ");
  const concept = adHoc(label);
  const mentions = bestRuns(reading, query).flatMap((run) => {
    const start = (reading.words[run.first] as Word).start;
    const span = reading.spans.find((s) => s.start <= start && s.end > start);
    return span ? mentionsIn(reading.text, reading.words, span, [{ concepts: [concept], absent: false, first: run.first, last: run.last }]) : [];
  });
  return resolveMention(reading, { ...query, concept, extra: [] }, mentions, label);
}
