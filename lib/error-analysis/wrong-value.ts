// Detectors for a value of another unit, rank or date.
import { foundAt, type Detector, type AnswerContext } from "./context.ts";
import { sentenceAt } from "./sentences.ts";
import { ASKS_BEFORE_CARE, ASKS_THIS_STAY, AT_ADMISSION, AT_DISCHARGE, IS_EARLIER, IS_OF_THIS_STAY, OF_ANOTHER_STAY, REFERS_BACK } from "./phrases.ts";
import { datesIn, singlesOf, singleValues, valuesOf } from "./numbers.ts";
import { UNIT_MEASURES } from "./vocabulary.ts";

const longestFirst = [...UNIT_MEASURES.keys()].sort((a, b) => b.length - a.length);
const UNIT = longestFirst.map((unit) => unit.replace("/", "\\/")).join("|");
// A bare "in", "m" or "c" is a unit only after a number.
const ASKED_UNIT = new RegExp(String.raw`\b(?:in|many|of)\s+(?:degrees\s+)?(?!in\b|c\b|f\b|m\b|g\b|l\b)(${UNIT})(?![\w/])|\((${UNIT})\)`, "i");
const PRINTED = new RegExp(String.raw`(?<![\d.])(\d[\d,]*(?:\.\d+)?|\.\d+)\s?-?(?:degrees\s|°\s?)?(${UNIT})(?![\w/])`, "gi");

/** 176 lb as 176 kg. */
export const unitMixUp: Detector = (one) => {
  const { answer, kind, question, passage, right } = one;
  if (kind !== "numeric" || typeof answer !== "number" || right) return undefined;
  const asked = UNIT_MEASURES.get((ASKED_UNIT.exec(question)?.[1] ?? ASKED_UNIT.exec(question)?.[2] ?? "").toLowerCase());
  if (!asked) return undefined;
  const printed = [...passage.matchAll(PRINTED)].filter((match) => Number(match[1]?.replaceAll(",", "")) === answer).map((match) => UNIT_MEASURES.get((match[2] ?? "").toLowerCase()));
  if (asked.measure === "heat" && printed.every((unit) => unit?.measure !== "heat")) return singleValues(passage).includes(answer) && isOtherScale(answer, asked.size) ? foundAt(one, "No body is so warm by the scale that the question asks for") : undefined;
  const alike = printed.filter((unit) => unit?.measure === asked.measure);
  const isOther = alike.length > 0 && alike.every((unit) => unit?.size !== asked.size);
  if (!isOther) return undefined;
  return foundAt(one, "The note prints the number in another unit than the question asks for");
};

/** No body has 50 degrees Celsius or Fahrenheit: the number tells its scale. */
const isOtherScale = (degrees: number, asked: number): boolean => (asked === UNIT_MEASURES.get("celsius")?.size ? degrees > 50 : degrees < 50);

const WHICH: readonly (readonly ["highest" | "lowest" | "first" | "last", RegExp])[] = [
  ["highest", /\b(?:highest|peak(?! (?:expiratory )?flow)|maximum|maximal|greatest)\b/i], ["lowest", /\b(?:lowest|nadir|minimum|minimal)\b/i],
  ["first", /\b(?:first|initial|earliest)\b/i], ["last", /\b(?:last|final|latest|most recent)\b/i],
];
const whichOf = (question: string) => WHICH.find(([, pattern]) => pattern.test(question))?.[0];

/** A value of the note, but not the highest, lowest, first or last. */
export const wrongExtreme: Detector = (one) => {
  const { answer, kind, question, note, topic, right, label } = one, which = whichOf(question);
  if (kind !== "numeric" || typeof answer !== "number" || right || !which) return undefined;
  const values = singlesOf(valuesOf(topic, note));
  if (!values.includes(answer)) return undefined;
  const expected = typeof label === "number" ? label : { highest: Math.max(...values), lowest: Math.min(...values), first: values[0], last: values.at(-1) }[which];
  return label === "NA" || expected === answer ? undefined : foundAt(one, `The note has another value that is the ${which}`);
};

/** A value of another date, day or end of the stay. */
export const wrongDate: Detector = (one) => {
  const { answer, kind, question, note, topic, right, quote, label } = one;
  if (kind !== "numeric" || typeof answer !== "number" || right || whichOf(question)) return undefined;
  const asked = datesIn(question), moment = AT_ADMISSION.test(question) !== AT_DISCHARGE.test(question);
  if (asked.length === 0 && !moment) return undefined;
  const others = valuesOf(topic, note).some(({ low }) => low === answer);
  if (label !== undefined) return others ? foundAt(one, "The note gives this value for another time") : undefined;
  const text = quote ?? "", said = datesIn(text).length > 0 ? datesIn(text) : datesBefore(note, one.grounding?.span?.[0]);
  if (asked.length > 0) return said.length > 0 && !said.some((date) => asked.includes(date)) && datesIn(note).some((date) => asked.includes(date)) ? foundAt(one, "The quote is of another date than the question") : undefined;
  const wanted = AT_ADMISSION.test(question) ? AT_ADMISSION : AT_DISCHARGE, opposite = wanted === AT_ADMISSION ? AT_DISCHARGE : AT_ADMISSION;
  return others && opposite.test(text) && !wanted.test(text) ? foundAt(one, "The quote is of the other end of the stay") : undefined;
};

/** The last date before a place on its line. */
function datesBefore(note: string, at: number | undefined): string[] {
  if (at === undefined) return [];
  const line = note.slice(Math.max(note.lastIndexOf("\n", at - 1) + 1, at - 120), at);
  return datesIn(line).slice(-1);
}

/** A value from before care: asked for, though unknowable, or given for one of this stay. */
export const valueBeforeCare: Detector = (one) => {
  const { answer, kind, question, passage, right, label } = one;
  if (kind !== "numeric" || one.topic.id === "age") return undefined;
  if (ASKS_BEFORE_CARE.test(question)) return answer === "NA" || label === "NA" ? { why: "The question asks for a value from before care was sought" } : undefined;
  if (typeof answer !== "number" || right || !ASKS_THIS_STAY.test(question) || !singleValues(passage).includes(answer)) return undefined;
  const clause = passage.split(/(?<=[.;])\s|,\s/).find((part) => singleValues(part).includes(answer)) ?? passage;
  return (IS_EARLIER.test(clause) && !IS_OF_THIS_STAY.test(clause)) || isOfAnotherStay(one) ? foundAt(one, "The value is from before this stay") : undefined;
};

/** Whether the sentence refers back to another stay, named by the one before. */
function isOfAnotherStay({ note, quote, grounding }: AnswerContext): boolean {
  const at = grounding?.span?.[0];
  if (at === undefined || !REFERS_BACK.test(quote ?? "")) return false;
  const { start } = sentenceAt(note, at);
  return start > 0 && OF_ANOTHER_STAY.test(note.slice(sentenceAt(note, start - 1).start, start));
}
