// Detectors for ranges, redaction tags and reference ranges.
import { foundAt, type Detector, type AnswerContext } from "./context.ts";
import { ASKS_LOWER, ASKS_UPPER } from "./phrases.ts";
import {
  digits, numericMentions, ranges, singlesOf, singleValues, valuesOf, type Amount,
} from "./numbers.ts";

/** One end of a range, unasked (the paper's Discussion). */
export const rangeCollapsed: Detector = (one) => {
  const { answer, kind, question, passage, right } = one;
  if (kind !== "numeric" || typeof answer !== "number" || right) return undefined;
  const range = ranges(passage).find(({ low, high }) => answer === low || answer === high);
  if (!range || singleValues(passage).includes(answer)) return undefined;
  if ((answer === range.high && ASKS_UPPER.test(question)) || (answer === range.low && ASKS_LOWER.test(question))) return undefined;
  return foundAt(one, `The note gives the range ${range.low} to ${range.high}; the answer is one end of it`, one.quote ?? passage.slice(range.start, range.end));
};

const NUM = String.raw`(\d[\d,]*(?:\.\d+)?)`;
const LIMITS: readonly (readonly [RegExp, (value: number, limit: number, upper: number) => boolean])[] = [
  [new RegExp(String.raw`\bbetween ${NUM} ?\S* (?:and|to) ${NUM}`, "i"), (v, a, b) => v >= a && v <= b],
  [new RegExp(String.raw`(?:\bat least|≥|>=|\bno less than|\bor more than) ?${NUM}`, "i"), (v, a) => v >= a], [new RegExp(String.raw`(?:\bat most|≤|<=|\bno (?:more|higher|greater) than) ?${NUM}`, "i"), (v, a) => v <= a],
  [new RegExp(String.raw`(?:\b(?:greater|higher|more|larger|older|longer|heavier|bigger) than|\babove|\bover|\bexceed(?:s|ed|ing)?|>) ?${NUM}`, "i"), (v, a) => v > a],
  [new RegExp(String.raw`(?:\b(?:less|lower|fewer|smaller|younger|shorter|lighter) than|\bbelow|\bunder|<) ?${NUM}`, "i"), (v, a) => v < a],
  [new RegExp(String.raw`${NUM}[^.?]{0,12} or (?:more|higher|above|greater|older)`, "i"), (v, a) => v >= a], [new RegExp(String.raw`${NUM}[^.?]{0,12} or (?:less|lower|below|fewer|younger)`, "i"), (v, a) => v <= a],
];

/** The question's test of a value. */
function comparisonOf(question: string): ((value: number) => boolean) | undefined {
  const text = digits(question);
  for (const [pattern, holds] of LIMITS) {
    const match = pattern.exec(text);
    if (match) return (value) => holds(value, Number(match[1]?.replaceAll(",", "")), Number(match[2]?.replaceAll(",", "")));
  }
  return undefined;
}

/** "more than 70" not above 50. */
export const rangeComparedWrongly: Detector = (one) => {
  const { answer, kind, question, right, topic, passage, note, quote } = one;
  const holds = kind === "boolean" && (answer === "Yes" || answer === "No") && !right ? comparisonOf(question) : undefined;
  if (!holds) return undefined;
  const inPassage = valuesOf(topic, passage), named = inPassage.length > 0 ? inPassage : quote === undefined ? valuesOf(topic, note) : numericMentions(passage);
  const verdicts = named.map(({ low, high }) => [low, high].map((end) => holds(end === Infinity ? Number.MAX_VALUE : end === -Infinity ? -Number.MAX_VALUE : end)));
  if (verdicts.length === 0) return undefined;
  const contradicted = answer === "Yes" ? verdicts.every((ends) => !ends.every(Boolean)) : verdicts.every((ends) => ends.some(Boolean));
  return contradicted ? foundAt(one, "The value set against the limit of the question gives another result") : undefined;
};

const TAG = /\[\*\*[^\]]*(?:\*\*\]|$)/g;
const ASKS_DATE = /\b(?:date|year (?:was|did|of)|(?:which|what) (?:year|month|day)|when)\b/i;

/** Digits of "[**3-22**]" as a value (the paper's Discussion). */
export const redactionAsValue: Detector = (one) => {
  const { answer, kind, question, passage, right } = one;
  if (kind !== "numeric" || typeof answer !== "number" || right || ASKS_DATE.test(question)) return undefined;
  const tag = (passage.match(TAG) ?? []).find((text) => numbersInTag(text).includes(answer));
  if (!tag || numericMentions(passage).some(({ low, high }) => low === answer || high === answer)) return undefined;
  return foundAt(one, "The number stands in a redaction tag, not in the note's own words", one.quote ? undefined : tag);
};

/** Each run of digits, and two runs as a decimal. */
function numbersInTag(tag: string): number[] {
  const runs = tag.match(/\d+/g) ?? [];
  return [...runs.map(Number), ...runs.slice(1).map((run, i) => Number(`${runs[i]}.${run}`))];
}

/** Reference ranges that differ by sex, in g/dL, %, mg/dL, ng/mL, mg/dL. */
const BY_SEX: Readonly<Record<string, Readonly<Record<"F" | "M", readonly [number, number]>>>> = {
  hemoglobin: { F: [12, 15.5], M: [13.5, 17.5] }, hematocrit: { F: [36, 46], M: [41, 53] }, creatinine: { F: [0.5, 1.1], M: [0.6, 1.3] }, ferritin: { F: [13, 150], M: [30, 400] }, hdl: { F: [50, 180], M: [40, 180] },
};

/** The other sex's reference range (the paper's Discussion). */
export const sexRangeIgnored: Detector = (one) => {
  const { answer, kind, question, note, topic, passage, row } = one;
  const bySex = BY_SEX[topic.id] ?? (/\ban(?:a?e)mi[ac]/i.test(question) ? BY_SEX.hemoglobin : undefined), sex = row.facts?.sex ?? sexOf(note);
  if (kind !== "boolean" || (answer !== "Yes" && answer !== "No") || one.right || !bySex || !sex || comparisonOf(question)) return undefined;
  const value = valueAsked(one, valuesOf(topic, passage), numericMentions(passage)), judged = value === undefined ? undefined : (of: "F" | "M") => normality(question, value, bySex[of]);
  const own = judged?.(sex), other = judged?.(sex === "F" ? "M" : "F");
  return own !== undefined && own !== (answer === "Yes") && other === (answer === "Yes") ? foundAt(one, `Right only by the reference range of ${sex === "F" ? "men" : "women"}`) : undefined;
};

function valueAsked({ question }: AnswerContext, named: readonly Amount[], all: readonly Amount[]): number | undefined {
  const values = singlesOf(named.length > 0 ? named : all);
  if (values.length === 0) return undefined;
  return /\b(?:highest|peak|maximum)\b/i.test(question) ? Math.max(...values) : /\b(?:lowest|nadir|minimum)\b/i.test(question) ? Math.min(...values) : /\b(?:last|latest|final|most recent|discharge)\b/i.test(question) ? values.at(-1) : values[0];
}

/** Answers "is it normal / low / high"; undefined for other questions. */
function normality(question: string, value: number, [low, high]: readonly [number, number]): boolean | undefined {
  if (/\b(?:below|low(?:er)?|reduced|decreased|an(?:a?e)mi[ac])\b/i.test(question)) return value < low;
  if (/\b(?:above|high(?:er)?|elevated|raised|increased)\b/i.test(question)) return value > high;
  if (/\babnormal\b|\boutside\b/i.test(question)) return value < low || value > high;
  return /\bnormal\b|\breference\b|\bwithin\b/i.test(question) ? value >= low && value <= high : undefined;
}

/** By statement, else title, else the more frequent pronouns. */
export function sexOf(note: string): "F" | "M" | undefined {
  const stated = /\bSex:\s*([FM])\b|\b\d{1,3}[ -]?(?:y\/?o\.?|y\.o\.|year[- ]old|yr[- ]old)?[ -]?(?:[a-z]+ )?(F|M|female|male|woman|man|lady|gentleman)\b/i.exec(note) ?? /\b()(woman|man|gentleman|lady|female|male)\b/i.exec(note);
  const word = (stated?.[1] || stated?.[2])?.toLowerCase();
  if (word) return ["f", "female", "woman", "lady"].includes(word) ? "F" : "M";
  if (/\b(?:Mr\.|Mr)\s/.test(note)) return "M";
  if (/\b(?:Mrs|Ms|Miss)\b/.test(note)) return "F";
  const count = (pattern: RegExp) => note.match(pattern)?.length ?? 0;
  const women = count(/\b(?:she|her|hers)\b/gi), men = count(/\b(?:he|his|him)\b/gi);
  return women > men ? "F" : men > women ? "M" : undefined;
}
