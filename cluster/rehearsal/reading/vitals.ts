// Vital signs told by single letters ("T 98.6 P 88") or by numbers alone in the usual order ("98.6 120/80 88 18 97%RA").
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import { inUnit, type Place, type Value } from "./number.ts";

const LETTERS: Readonly<Record<string, string>> = { T: "temperature", P: "heart-rate", R: "respiratory-rate", O2: "saturation" };

type Put = (id: string, at: number, number: number) => Value[];

/** A line of vital signs: single letters ("T 98.6 P 88"), or numbers alone in the usual order ("98.6 120/80 88 18 97%RA"). `labelled` are those read by name. */
export function vitalValues(place: Place, labelled: readonly Value[]): Value[] {
  const line = place.text.slice(place.span.start, place.span.end);
  if (line.length > 260 || !/\d/.test(line)) return [];
  const titled = /vital|\bVS\b/i.test(place.span.heading) || /^(?:vital|VS\b|T\b|Tm|Tc|BP|On (?:admission|discharge|exam|presentation|arrival))/i.test(line);
  const seen = new Set(labelled.map((v) => v.concept)), put = putting(place, seen);
  const values = [...byLetter(line, titled || labelled.length >= 2, put), ...byUnit(line, titled, { seen, put })];
  return titled && seen.size - labelled.length <= 3 ? [...values, ...bare(place, put)] : values;
}

/** Makes a value of a vital sign not seen yet; `at` counts from the span's start. */
const putting = ({ text, span }: Place, seen: Set<string>): Put => (id, from, number) => {
  const at = span.start + from, known = seen.has(id) ? undefined : inUnit(conceptOf(id) as Measurement, { number });
  if (!known) return [];
  seen.add(id);
  const end = at + (/^\d+(?:\.\d+)?\s?%?/.exec(text.slice(at, at + 12))?.[0].trimEnd().length ?? 0);
  return [{ concept: id, number, form: "exact", unit: known.unit, base: known.base, from: at, start: at, end, span, date: undefined, moment: undefined, earlier: false }];
};

function byLetter(line: string, trusted: boolean, put: Put): Value[] {
  const letters = [...line.matchAll(/(?<![A-Za-z\d/.])(T|P|R|O2)(?:[\s:=-]{0,3})(\d{1,3}(?:\.\d+)?)(?!\/|\d|L|:)/g)];
  return trusted || letters.length >= 2 ? letters.flatMap((m) => put(LETTERS[m[1] as string] as string, m.index + m[0].length - (m[2] as string).length, Number(m[2]))) : [];
}

/** "118 bpm", "22 breaths per minute", "150/90 mmHg", "97% RA": the unit tells what it is. */
function byUnit(line: string, titled: boolean, { seen, put }: { readonly seen: ReadonlySet<string>; readonly put: Put }): Value[] {
  const values = [...line.matchAll(/(?<![\d/.])(\d{2,3})\s?(beats|breaths|bpm)(?:\s?(?:per|\/|a)\s?min)?/g)].flatMap((m) => put(m[2] === "breaths" ? "respiratory-rate" : "heart-rate", m.index, Number(m[1])));
  const among = (ids: readonly string[]) => titled || ids.some((id) => seen.has(id));
  const bp = /(?<![\d/.])(\d{2,3})\s?\/\s?(\d{2,3})(?![\d/])/.exec(line);
  if (bp && Number(bp[1]) > Number(bp[2]) && Number(bp[1]) >= 60 && !seen.has("systolic") && (/^\s?mm\s?hg/i.test(line.slice(bp.index + bp[0].length)) || among(["heart-rate", "temperature", "respiratory-rate"]))) {
    values.push(...put("systolic", bp.index, Number(bp[1])), ...put("diastolic", bp.index + bp[0].length - (bp[2] as string).length, Number(bp[2])));
  }
  const sat = /(\d{2,3})\s?%\s?(?:on\s|RA|,|\d|\(|$|NC)/.exec(line);
  return sat && among(["systolic", "heart-rate", "temperature"]) ? [...values, ...put("saturation", sat.index, Number(sat[1]))] : values;
}

/** Numbers without names after "VS:": temperature, blood pressure, pulse, breaths, saturation, in the order doctors write them. */
function bare(place: Place, put: Put): Value[] {
  const line = place.text.slice(place.span.start, place.span.end);
  const m = /(?:^|:|VS|vitals?(?: signs)?)[\s,:-]*(?:\w+\s){0,2}(\d{2,3}\.\d)[\sF,;°]{1,4}(?:(\d{2,3})[\s,;]{1,3})?(\d{2,3})\/(\d{2,3})[\s,;]{1,3}(\d{1,3})(?:[\s,;-]{1,3}(\d{1,2})(?!\d|%))?/.exec(line)
    ?? /(?:^|:|VS|vitals?(?: signs)?)[\s,:-]*(\d{2,3}(?:\.\d)?)[\s,;]{1,3}(\d{2,3})[\s,;]{1,3}(\d{2,3})\/(\d{2,3})[\s,;]{1,3}(\d{1,2})(?!\d)/.exec(line);
  if (!m) return [];
  const at = (i: number, from = 0): number => m.index + m[0].indexOf(m[i] as string, from);
  const values = put("temperature", at(1), Number(m[1]));
  const slash = m[0].indexOf(`${m[3]}/${m[4]}`);
  if (m[2]) return [...values, ...put("heart-rate", at(2, (m[0].indexOf(m[1] as string) + (m[1] as string).length)), Number(m[2])), ...put("respiratory-rate", at(5, slash + 4), Number(m[5]))];
  const after = slash + `${m[3]}/${m[4]}`.length;
  return [...values, ...put("heart-rate", at(5, after), Number(m[5])), ...(m[6] ? put("respiratory-rate", at(6, m[0].lastIndexOf(m[6])), Number(m[6])) : [])];
}
