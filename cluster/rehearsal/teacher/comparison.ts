// The time, the extreme and the comparison that a question names.
import { unitAsked, type UnitKey } from "../reading/units.ts";
import { datesOf, type NoteDate } from "../reading/words.ts";

/** Which of several values is meant. */
export type Which = "any" | "highest" | "lowest" | "first" | "last" | "admission" | "discharge" | "date";

export interface Comparison { readonly op: "above" | "below" | "at-least" | "at-most" | "between" | "normal" | "above-normal" | "below-normal"; readonly limit: number; readonly upper?: number; readonly unit: UnitKey | undefined }

export function whichOf(asked: string): { which: Which; date: NoteDate | undefined } {
  const date = datesOf(asked)[0];
  const extreme: Which | undefined = /\b(?:highest|maximum|max|peak|greatest|largest|tmax|most elevated)\b/i.test(asked) ? "highest" : /\b(?:lowest|minimum|nadir|smallest|trough value)\b/i.test(asked) ? "lowest" : undefined;
  if (extreme) return { which: extreme, date };
  if (date) return { which: "date", date };
  if (/\b(?:first|earliest|initial)\b(?! degree|-degree)/i.test(asked)) return { which: "first", date };
  if (/\b(?:last|latest|most recent|final)\b(?! (?:year|month|week|\d))/i.test(asked)) return { which: "last", date };
  if (/\b(?:on|at|upon|before|time of|day of|prior to|by) (?:the )?(?:time of |day of )?(?:\w+ )?discharge|\bdischarge (?:\w+ )?(?:value|level|creatinine|weight|lab|hemoglobin|hematocrit|vital)|\bwhen discharged\b/i.test(asked)) return { which: "discharge", date };
  if (/\b(?:on|at|upon|time of|day of|during) (?:the )?(?:time of |day of )?(?:\w+ )?(?:admission|presentation|arrival|triage)|\bin the (?:ED|ER|emergency)|\badmission (?!to\b)|when admitted/i.test(asked) || /\bon (?:hospital )?presentation\b/i.test(asked)) return { which: "admission", date };
  return { which: "any", date: undefined };
}

const N = "(\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)";

const COMPARISONS: readonly (readonly [RegExp, Comparison["op"]])[] = [
  [new RegExp(`(?:greater than or equal to|at least|no less than|not less than|≥|>=|minimum of)\\s*${N}`, "i"), "at-least"],
  [new RegExp(`(?:less than or equal to|at most|no more than|not more than|no greater than|not exceed(?:ing)?|≤|<=|up to)\\s*${N}`, "i"), "at-most"],
  [new RegExp(`${N}\\s*(?:[^\\d\\s]{1,12}\\s*)?(?:years(?: of age)?\\s*)?(?:or (?:higher|more|above|greater|older|over))`, "i"), "at-least"],
  [new RegExp(`${N}\\s*(?:[^\\d\\s]{1,12}\\s*)?(?:years(?: of age)?\\s*)?(?:or (?:lower|less|below|younger|under|fewer))`, "i"), "at-most"],
  [new RegExp(`(?:greater than|more than|above|over|exceed(?:s|ed|ing)?|higher than|older than|rise above|surpass(?:ed)?|>)\\s*${N}`, "i"), "above"],
  [new RegExp(`(?:less than|below|under|lower than|fewer than|younger than|fall below|drop below|<)\\s*${N}`, "i"), "below"],
];

export function comparisonOf(asked: string): Comparison | undefined {
  const between = new RegExp(`(?:between|from|aged?)\\s*${N}\\s*(?:[^\\s\\d]{1,8}\\s*)?(?:and|to|-|–)\\s*${N}`, "i").exec(asked);
  if (between) return { op: "between", limit: Number(between[1]), upper: Number(between[2]), unit: undefined };
  for (const [pattern, op] of COMPARISONS) {
    const match = pattern.exec(asked);
    if (match?.[1]) return { op, limit: Number(match[1].replaceAll(",", "")), unit: unitAsked(`in ${asked.slice((match.index) + match[0].search(/[\d.]/) + match[1].length).trim()}`) };
  }
  if (/\b(?:below|under|less than|lower than) (?:the )?(?:lower limit of )?(?:normal|reference)|\babnormally low\b|\bdecreased\b|\blow (?:on|at|during|upon)|\b(?:is|was|were)\b[^?]*\blow\b/i.test(asked)) return { op: "below-normal", limit: Number.NaN, unit: undefined };
  if (/\b(?:above|over|greater than|higher than|exceed\w*) (?:the )?(?:upper limit of )?(?:normal|reference)|\babnormally high\b|\belevated\b|\b(?:is|was|were)\b[^?]*\bhigh\b/i.test(asked)) return { op: "above-normal", limit: Number.NaN, unit: undefined };
  if (/\bnormal\b/i.test(asked) && /\b(?:range|limits?|within|normal)\b/i.test(asked) && !/abnormal/i.test(asked)) return { op: "normal", limit: Number.NaN, unit: undefined };
  return undefined;
}
