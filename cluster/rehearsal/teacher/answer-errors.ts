// Mistakes that the rehearsal teacher makes only when one is asked for by its mode: a question on a note and the reply that gets it wrong. Owns their making;
// the mistakes of its usual mix, with their rates, are mistakes.ts. For measuring detectors: each reply's truth is known, as the teacher knows the right answer.
import type { Answer, AnswerKind } from "../../../lib/types.ts";
import { hash32, integer, pick, type Random, random, shuffle } from "../../../lib/random.ts";
import { ALL_FINDINGS, conceptOf, type Finding, type Measurement, narrower } from "../lexicon/lexicon.ts";
import type { Mention } from "../reading/mentions.ts";
import { readNote, type Reading } from "../reading/note.ts";
import type { Value } from "../reading/number.ts";
import { resolve } from "./answer.ts";
import { comparisonDrafts } from "./draft-compared.ts";
import { numericDrafts } from "./draft-numbers.ts";
import { booleanDrafts } from "./draft-yes-no.ts";
import { measured } from "./draft.ts";
import { notInNote, type Resolved, supportOf } from "./found.ts";
import { usable } from "./numbers.ts";
import { understand } from "./question.ts";
import { askComparison, askCurrent, askFinding } from "./wording.ts";

/** What goes wrong: a question, the wrong reply to it as text, and how it ended. */
export interface Slip {
  readonly question: string;
  readonly kind: AnswerKind;
  readonly reply: string;
  readonly finish: "stop" | "length";
}
/** A question and the wrong answer with its support. */
type Wrong = Pick<Resolved, "answer" | "section" | "source" | "explanation"> & { readonly question: string; readonly kind: AnswerKind };
type Maker = (reading: Reading, r: Random) => readonly Wrong[];

const MAKERS = {
  "range-compared-wrongly": (reading, r) => [...comparisonDrafts(reading, r).map((d) => ({ ...d, kind: "boolean" as const, answer: opposite(d.answer) })), ...rangesCompared(reading, r)],
  "unit-mix-up": otherUnits,
  "value-before-care": (reading, r) => [...earlierValues(reading), ...beforeCare(reading, r)],
  "history-as-current": (reading, r) => [...overFindings(reading, r), ...relativesFindings(reading, r)],
  "negation-missed": (reading, r) => deniedFindings(reading, r).map((wrong) => ({ ...wrong, answer: "Yes" as const })),
  "no-as-not-mentioned": (reading, r) => deniedFindings(reading, r).map(({ question, kind }) => ({ question, kind, ...notInNote("The note does not give this information.") })),
  "quote-absent": (reading, r) => rightAnswers(reading, r).map((right) => ({ ...right, source: right.explanation })).filter(({ source }) => !reading.text.includes(source)),
  "quote-does-not-support": (reading, r) => rightAnswers(reading, r).flatMap((right) => besideThePoint(reading, r, right)),
} satisfies Record<string, Maker>;

export type AnswerSlip = keyof typeof MAKERS;
export type SlipMode = AnswerSlip | "loop" | "refusal";
export const SLIP_MODES = [...Object.keys(MAKERS), "loop", "refusal"] as SlipMode[];

/** Up to `count` mistakes of one mode on a note; fewer, or none, where the note gives no occasion. The same note, mode and seed give the same. */
export function slipsOn(note: string, mode: SlipMode, { seed, count = 3 }: { seed: number | string; count?: number }): Slip[] {
  const r = random(`${seed}:slip:${mode}:${hash32(note)}`), reading = readNote(note);
  if (mode === "refusal" || mode === "loop") return rightAnswers(reading, r).slice(0, count).map((right) => spoilt(r, mode, right));
  return shuffle(r, MAKERS[mode](reading, r)).slice(0, count).map((wrong) => ({ question: wrong.question, kind: wrong.kind, reply: replyOf(wrong), finish: "stop" }));
}

const replyOf = ({ kind: type, answer, section, source, explanation }: Wrong): string => JSON.stringify({ type, answer, section, source, explanation });
const opposite = (answer: Answer): Answer => (answer === "Yes" ? "No" : "Yes");
const labelOf = (id: string): string => conceptOf(id)?.label ?? id;

/** What the teacher gets right: values and findings that are present, with their quotes. */
function rightAnswers(reading: Reading, r: Random): Wrong[] {
  const numbers = numericDrafts(reading, r, 0).map((d) => ({ ...d, kind: "numeric" as const }));
  return shuffle(r, [...numbers, ...booleanDrafts(reading, r, 0).filter(({ answer }) => answer === "Yes").map((d) => ({ ...d, kind: "boolean" as const }))]);
}

/** A range set against a limit that all of it passes, answered No: "60-70" not above 50. */
function rangesCompared(reading: Reading, r: Random): Wrong[] {
  return reading.values.filter((value) => value.form === "range" && value.number > 1 && usable(reading, value.concept).length === 1).map((value) => {
    const concept = conceptOf(value.concept) as Measurement, limit = Math.floor(value.number * 0.8);
    return { question: askComparison(r, concept, { which: "any", op: "above", limit, unit: value.unit }), kind: "boolean", answer: "No", ...supportOf(reading, value, concept.section), explanation: `${concept.label} is not above ${limit}.` };
  });
}

const OTHER_UNIT: Readonly<Record<string, string>> = { kg: "pounds", lb: "kg", cm: "inches", in: "cm", m: "inches", F: "degrees Celsius", C: "degrees Fahrenheit", mg: "grams", g: "mg", mcg: "mg" };

/** A value given as printed to a question that asks for another unit. The unit stands beside it, or, of a temperature, its size tells. */
function otherUnits(reading: Reading): Wrong[] {
  return measured(reading).flatMap((id) => {
    const values = usable(reading, id).filter(({ form }) => form === "exact"), [value] = values, other = value && OTHER_UNIT[value.unit];
    if (!value || !other || (id !== "temperature" && !new RegExp(`\\d\\s?${value.unit}\\b`, "i").test(reading.text.slice(value.start, value.end + 4))) || new Set(values.map(({ base }) => base)).size !== 1) return [];
    return [{ question: `What was the patient's ${labelOf(id)} in ${other}?`, kind: "numeric" as const, answer: value.number, ...supportOf(reading, value, (conceptOf(id) as Measurement).section), explanation: `The ${labelOf(id)} is ${value.number}.` }];
  });
}

/** A value from before the stay given for the one on admission. */
function earlierValues(reading: Reading): Wrong[] {
  return reading.values.filter((value) => value.earlier && value.form === "exact" && value.concept !== "age" && !reading.values.some((other) => other.concept === value.concept && !other.earlier && other.base === value.base)).map((value) => ({
    question: `What was the patient's ${labelOf(value.concept)} on admission?`, kind: "numeric", answer: value.number, ...supportOf(reading, value, (conceptOf(value.concept) as Measurement).section), explanation: `On admission it was ${value.number}.`,
  }));
}

/** Questions on a time before care was sought, which notes do not tell (the paper's Discussion). */
const beforeCare = (reading: Reading, r: Random): Wrong[] => shuffle(r, measured(reading).filter((id) => id !== "age")).slice(0, 2).map((id) => ({
  question: pick(r, [`What was the patient's ${labelOf(id)} before the onset of symptoms?`, `What was the ${labelOf(id)} prior to seeking medical attention?`]), kind: "numeric", ...notInNote("The note does not give this information."),
}));

/** A finding by who has it and in which state, if the note says one thing of it only. */
function findingsTold(reading: Reading, is: (mention: Mention) => boolean): { finding: Finding; at: Mention }[] {
  return ALL_FINDINGS.flatMap((finding) => {
    const all = reading.mentions.filter(({ concept }) => narrower(finding.id).includes(concept)), [at] = all;
    return at && all.every((mention) => mention.concept === finding.id && is(mention)) ? [{ finding, at }] : [];
  });
}

const quoted = (reading: Reading, { finding, at }: { finding: Finding; at: Mention }) => supportOf(reading, { ...at, from: at.start }, finding.section);

function overFindings(reading: Reading, r: Random): Wrong[] {
  return findingsTold(reading, ({ who, ended, status }) => who === "patient" && ended && status === "present").filter(({ finding }) => finding.group === "social").map((one) => ({
    question: askCurrent(r, one.finding), kind: "boolean", answer: "Yes", ...quoted(reading, one), explanation: `The note records ${one.finding.label}.`,
  }));
}

function relativesFindings(reading: Reading, r: Random): Wrong[] {
  return findingsTold(reading, ({ who, status }) => who === "family" && status === "present").filter(({ finding }) => finding.group === "disease").map((one) => ({
    question: askFinding(r, one.finding), kind: "boolean", answer: "Yes", ...quoted(reading, one), explanation: `The note records ${one.finding.label}.`,
  }));
}

/** Findings that the note denies, with the right answer No. */
function deniedFindings(reading: Reading, r: Random): Wrong[] {
  return findingsTold(reading, ({ who, status }) => who === "patient" && status === "absent").filter(({ finding }) => finding.group !== "test").flatMap((one) => {
    const question = askFinding(r, one.finding);
    return resolve(reading, understand(question)).answer === "No" ? [{ question, kind: "boolean" as const, answer: "No" as const, ...quoted(reading, one), explanation: `The note records ${one.finding.label}.` }] : [];
  });
}

/** The answer with a quote from elsewhere in the note, in which neither the number nor the finding stands. */
function besideThePoint(reading: Reading, r: Random, right: Wrong): Wrong[] {
  const { concept } = understand(right.question), ids = new Set(concept ? [concept.id, ...narrower(concept.id)] : []);
  if (ids.size === 0 || concept?.kind === "state" || concept?.kind === "drug") return [];
  const inside = (span: { start: number; end: number }, place: { start: number; end: number }) => place.start < span.end && place.end > span.start;
  const others = reading.spans.filter((span) => span.end - span.start > 20 && span.end - span.start < 160 && /[a-z]{4}/.test(reading.text.slice(span.start, span.end)) && !/\d/.test(reading.text.slice(span.start, span.end))
    && !reading.mentions.some((m) => ids.has(m.concept) && inside(span, m)) && !reading.values.some((v: Value) => ids.has(v.concept) && inside(span, v)));
  return others.length === 0 ? [] : [{ ...right, source: ((span) => reading.text.slice(span.start, span.end).trim())(pick(r, others)) }];
}

const REFUSALS = [
  "I'm sorry, but I can't help with questions about individual patients.", "As an AI language model, I am not able to interpret medical records.",
  "I cannot provide medical information about this patient. Please consult a physician.", "I apologize, but I'm unable to answer questions about protected health information.",
];

/** A refusal, or a reply that says a part of itself until the token limit. */
function spoilt(r: Random, mode: "loop" | "refusal", right: Wrong): Slip {
  const { question, kind } = right;
  if (mode === "refusal") return { question, kind, reply: pick(r, REFUSALS), finish: "stop" };
  const whole = replyOf(right), start = whole.slice(0, whole.lastIndexOf('"}')), again = ` ${right.explanation}`;
  return { question, kind, reply: start + again.repeat(integer(r, 12, 30)) + again.slice(0, integer(r, 1, again.length - 1)), finish: "length" };
}
