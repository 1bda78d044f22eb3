// Units as notes print them. Owns how a unit is recognised and named; what a measurement may be given in is the lexicon's.

/** "× 10^4/µL", also with the exponent flattened ("× 104/µL"). */
const TEN = "[xX×*·∙]?\\s?10\\s?(?:\\^|\\*+|E)?\\s?", PER_UL = "(?:\\s?cells)?\\s?(?:/|per)\\s?(?:(?:u|µ|μ|mc)[lL]|mm\\s?\\^?[3³]|microliters?|cumm|cubic\\s?mm)";

/** Every unit the reading knows, by one spelling; "" is a bare number. */
const UNITS = {
  "mL/kg/min": "m[lL]/kg/min",
  "mL/min": "m[lL]\\s?/\\s?min(?:ute)?(?:\\s?(?:/|per)\\s?1\\.73\\s?m\\s?(?:\\^?2|²)?)?",
  "mL/day": "m[lL]\\s?/\\s?(?:day|24\\s?h(?:ours|r)?|d)",
  "L/min": "[lL]\\s?/\\s?min(?:ute)?|liters? per minute|lpm|LPM",
  "mg/dL": "m(?:g|illigrams?)\\s?(?:/|per)\\s?(?:d[lL]|deciliter|100\\s?m[lL])|mg\\s?%",
  "ug/dL": "(?:u|µ|μ|mc)g\\s?/\\s?d[lL]",
  "ng/dL": "ng\\s?/\\s?d[lL]",
  "g/dL": "(?:g|G|gm|gms|grams?)\\s?(?:/|per)\\s?(?:d[lL]|deciliter)|(?:g|gm)\\s?%",
  "ng/mL": "ng\\s?/\\s?m[lL]",
  "pg/mL": "pg\\s?/\\s?m[lL]",
  "ug/mL": "(?:u|µ|μ|mc)g\\s?/\\s?m[lL]",
  "mIU/mL": "mI?U\\s?/\\s?m[lL]",
  "uIU/mL": "(?:u|µ|μ|mc|micro)I?U\\s?/\\s?m[lL]|m(?:I|l)?U\\s?/\\s?[lL]",
  "copies/mL": "copies\\s?(?:/\\s?m[lL])?",
  "U/mL": "I?U\\s?/\\s?m[lL]",
  "ug/L": "(?:u|µ|μ|mc)g\\s?/\\s?[lL]",
  "ng/L": "H?ng\\s?/\\s?[lL]",
  "mg/L": "mg\\s?/\\s?[lL]",
  "mg/g": "mg\\s?/\\s?g",
  "mmol/L": "mmol(?:es)?\\s?(?:/|per)\\s?(?:[lL]|liter|litre)|mM",
  "umol/L": "(?:u|µ|μ|mc|micro)mol(?:es)?\\s?(?:/|per)\\s?(?:[lL]|liter|litre)|µM|μM",
  "nmol/L": "nmol\\s?/\\s?[lL]",
  "pmol/L": "pmol\\s?/\\s?[lL]",
  "mEq/L": "m[eE][qQ]\\s?(?:/|per)\\s?(?:[lL]|liter|litre)",
  "U/L": "(?:[iI]?[uU]|units?|UI|IUs?)\\s?(?:/|per)\\s?(?:[lL]|liter|litre)",
  "g/L": "(?:g|gm)\\s?/\\s?[lL]",
  "mOsm/kg": "mOsm(?:/(?:kg|L))?",
  "M/uL": "(?:[xX×*]\\s?)?10\\s?(?:\\^|\\*)?\\s?(?:6|⁶)\\s?/\\s?(?:u|µ|μ|mc)[lL]|[mM](?:il)?\\s?/\\s?(?:u[lL]|µ[lL]|μ[lL]|mm3)|million(?:/\\S+)?|[xX×]\\s?10\\s?\\^?12\\s?/\\s?[lL]",
  "10^2/uL": `${TEN}(?:2|²)${PER_UL}`,
  "10^4/uL": `${TEN}(?:4|⁴)${PER_UL}|${TEN}10\\s?/\\s?[lL]`,
  "10^5/uL": `${TEN}(?:5|⁵)${PER_UL}|${TEN}11\\s?/\\s?[lL]`,
  "K/uL": "[Kk]\\s?/\\s?(?:u[lL]|µ[lL]|μ[lL]|mm3|mm\\^3|mc[lL]|cumm)|(?:cells\\s?)?[xX×*]\\s?10\\s?(?:\\^|\\*+|E)?\\s?(?:3|³)(?:\\s?cells)?\\s?(?:/|per)?\\s?(?:(?:u|µ|μ|mc)[lL]|mm\\s?\\^?[3³]|microliters?|dL|cumm|[lL])|(?:thou(?:sand)?)(?:\\s?/\\s?(?:u[lL]|µ[lL]|mm3|cumm))?|10\\s?(?:\\^|\\*)\\s?3\\s?/\\s?(?:u|µ|μ|mc)[lL]|[Kk](?=[\\s,.;)]|$)|10³/[uµμ][lL]",
  "G/L": "[xX×*]?\\s?10\\s?(?:\\^|\\*|E)?\\s?(?:9|⁹)\\s?/\\s?[lL]|G/[lL]|giga/[lL]",
  "cells/uL": "cells\\s?(?:/|per)\\s?(?:u[lL]|µ[lL]|μ[lL]|mm3|mm\\^3|mm³|mc[lL]|cumm|microliters?|cubic\\s?mm)",
  "/uL": "(?:/|per)\\s?(?:u[lL]|µ[lL]|μ[lL]|mc[lL]|mm\\s?\\^?[3³]|cu\\.?\\s?mm|cmm|microliters?|cubic\\s?(?:mm|millimeters?)|dL)|mm3|mm\\^3|[µμ][lL]",
  cmH2O: "cm\\s?(?:of\\s?)?(?:H2O|water)",
  mmHg: "mm\\s?(?:of\\s)?[hH][gG]|torr",
  "mm/h": "mm\\s?/\\s?(?:h(?:ou)?r?|1st h(?:ou)?r)",
  kPa: "kPa",
  "kg/m2": "kg\\s?/\\s?m\\s?(?:2|²|\\^2)|kg/m\\(2\\)",
  "%": "%|percent|per cent",
  bpm: "bpm|beats?\\s?(?:per|/|a)\\s?min(?:ute)?",
  "/min": "breaths?\\s?(?:per|/|a)\\s?min(?:ute)?|(?:times?\\s?)?(?:/|per|a)\\s?min(?:ute)?\\b",
  C: "(?:°|º|˚|o|degrees?)?\\s?(?:C|c)(?:elsius|entigrade)?|(?:degrees?|°)\\s[cC]elsius",
  F: "(?:°|º|˚|o|degrees?)?\\s?(?:F|f)(?:ahrenheit)?|(?:degrees?|°)\\s[fF]ahrenheit",
  mEq: "m[eE][qQ]s?",
  "mg/kg": "mg\\s?/\\s?kg",
  mcg: "(?:mc|µ|μ)g|micrograms?",
  mg: "mg|milligrams?",
  kg: "kgs?|kilograms?|kilos?|KG|Kg",
  lb: "lbs?|pounds?|LBS?|-pound",
  oz: "oz|ounces?",
  g: "g|gm|gms|grams?|gr",
  mL: "m[lL]|cc|CC|milliliters?",
  cm2: "cm\\s?(?:2|²|\\^2)|sq\\.?\\s?cm",
  cm: "cms?|centimeters?|centimetres?",
  mm: "mm|millimeters?",
  ms: "ms(?:ec)?|milliseconds?",
  "m/s": "m/s(?:ec)?",
  m2: "m\\s?(?:²|\\^2)|m2",
  ft: "ft|feet|foot|['’](?=\\s?\\d)",
  in: "inch(?:es)?|in\\b(?=[,.;)]|$)|[\"”]",
  m: "m|meters?|metres?",
  L: "[lL]|liters?|litres?",
  fL: "f[lL]",
  pg: "pg",
  units: "units?|U",
  sec: "s(?:ec(?:onds?|s)?)?",
  months: "months?(?:[- ]olds?)?|mo",
  weeks: "weeks?|wks?",
  days: "days?",
  hours: "hours?|hrs?|h",
  minutes: "minutes?|mins?",
  years: "years?(?:\\s?-?olds?)?|yrs?|y/?o",
  tablets: "tab(?:let)?s?|caps?(?:ules?)?|puffs?|drops?",
} as const;

/** Units that are a number of thousands a microliter: a value printed in one is kept in K/uL. */
export const THOUSANDS: Readonly<Partial<Record<UnitKey, number>>> = { "10^2/uL": 0.1, "10^4/uL": 10, "10^5/uL": 100 };

export type UnitKey = keyof typeof UNITS | "" | "ratio";
const KEYS = Object.keys(UNITS) as UnitKey[];
const UNIT = new RegExp(`[\\s-]{0,2}(?:${Object.values(UNITS).map((source) => `(${source})`).join("|")})(?![A-Za-z0-9])`, "y");
const DEGREE = /\s{0,2}(?:degrees?|°|º|˚)/y;

/** The unit that stands at `at` in a text (a blank or two may come first), with the offset where it ends; undefined where there is none. */
export function unitAt(text: string, at: number): { unit: UnitKey; end: number } | undefined {
  UNIT.lastIndex = at;
  const match = UNIT.exec(text);
  if (match) {
    const index = match.findIndex((group, i) => i > 0 && group !== undefined);
    return { unit: KEYS[index - 1] as UnitKey, end: UNIT.lastIndex };
  }
  DEGREE.lastIndex = at;
  return DEGREE.test(text) ? { unit: "", end: DEGREE.lastIndex } : undefined;
}

const ASKED: readonly (readonly [RegExp, UnitKey])[] = [
  [/\b(?:in|per) (?:thousands?|K)\b/i, "K/uL"], [/\bcelsi?us\b|\bcelsisus\b/i, "C"], [/\bfahrenh?einh?eit\b|\bfahrenheit\b|\bfahreinheit\b/i, "F"], [/\bm\^3\b/, "/uL"],
];
const WORDED = /(?:\bin(?: units of)?|\(|\bmeasured in|\bexpressed in|, in)\s*/gi;

/** The unit a question asks for: "… in mg/dL?", "(K/uL)"; undefined when it names none. */
export function unitAsked(question: string): UnitKey | undefined {
  for (const [pattern, unit] of ASKED) if (pattern.test(question)) return unit;
  for (const match of question.matchAll(WORDED)) {
    const found = unitAt(question, match.index + match[0].length);
    if (found && found.unit !== "" && /^\s*(?:[).,;?]|$|recorded|in the|at|on|during|found|mentioned|documented|measured|when|per the|according)/.test(question.slice(found.end))) return found.unit;
  }
  return undefined;
}
