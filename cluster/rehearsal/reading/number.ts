// One printed number as the value of one measurement: ranges, bounds, units, what makes it implausible. Where to look for it is values.ts.
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import { writtenAt } from "../lexicon/number-words.ts";
import { isOfBirth } from "./birth.ts";
import { WITHIN_NORMAL } from "../lexicon/normal-range.ts";
import type { Moment, Span } from "./sections.ts";
import { THOUSANDS, unitAt, type UnitKey } from "./units.ts";
import type { NoteDate, Word } from "./words.ts";

/** One number for one measurement. */
export interface Value {
  readonly concept: string;
  /** The number as printed; the lower one of a range; the first digits inside a redaction tag. */
  readonly number: number;
  readonly high?: number;
  /** "range": 60-70; "bound": <0.01, ">55%"; "redacted": a tag stands where the number was. */
  readonly form: "exact" | "range" | "bound" | "redacted";
  readonly unit: UnitKey;
  /** The number in the measurement's own unit, for comparing. */
  readonly base: number;
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly span: Span;
  readonly date: NoteDate | undefined;
  readonly moment: Moment | undefined;
  /** It tells of the time before this stay ("baseline", "a year ago"). */
  readonly earlier: boolean;
  /** A whole that is quoted together: a diagram, a table row. */
  readonly quote?: readonly [number, number];
}

export interface Place {
  readonly text: string;
  readonly words: readonly Word[];
  readonly dates: readonly NoteDate[];
  readonly span: Span;
}

export interface Raw { readonly number: number; readonly high: number | undefined; readonly start: number; readonly end: number; readonly unit: UnitKey | undefined; readonly bound: boolean }
export const NUMBER = /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+/y;
const BOUND = /(?:[<>≤≥]=?|less than|greater than|more than|over|at least|under)\s?$/i;
const NEXT = /\s{0,2}(?:-|–|—|to|through)\s{0,2}(?=\d)/y;
const GOAL = /\b(?:goal|target|hold (?:for|if)|held (?:for|if)|hold parameters|keep|maintain|if|call|notify|titrate[ds]?|threshold|should|unless|whenever|return for|greater than .{0,12} call|normal range|reference range|normal is)\b[^.;]{0,40}$/i;
const EARLIER = /\b(?:baseline|previous(?:ly)?|prior|last (?:year|month|visit)|(?:years?|months?|weeks?) (?:ago|before|prior|earlier)|usual|outside hospital|OSH|in (?:19|20)\d\d|clinic visit)\b[^.;]{0,30}$/i;
const DOSE_UNITS = new Set<UnitKey>(["mg", "mcg", "g", "mEq", "mL", "units", "mg/kg", "days", "hours", "minutes", "weeks", "months", "years", "tablets", "kg", "lb", "cm", "mm", "m", "in", "ft", "L", "sec", "%", "mL/day"]);
const TIMES = new Set<UnitKey>(["days", "hours", "minutes", "weeks", "months", "years", "tablets", "sec", "m", "g", "L", "C", "F", "in", "units"]);
const ROMAN: Readonly<Record<string, number>> = { I: 1, II: 2, III: 3, IV: 4 };

/** The value at `p` if it can be one of `named`: plausible in the unit printed, or in one of the units it is given in. */
export function numberFor(place: Place, named: { readonly concept: Measurement; readonly from: number }, p: number): Value | undefined {
  const { text } = place, { concept } = named;
  if (isDifference(text, p)) return undefined;
  const bound = /^[<>≤≥~]\s?/.exec(text.slice(p, p + 3)), at = p + (bound?.[0].length ?? 0);
  const roman = concept.id === "nyha" ? /^(III|II|IV|I)(?:\s?(?:-|to|\/)\s?(III|II|IV))?\b/.exec(text.slice(at, at + 10)) : null;
  if (roman?.[1]) return value(place, named, { number: ROMAN[roman[1]] as number, high: roman[2] ? ROMAN[roman[2]] : undefined, start: at, end: at + roman[0].length, unit: "", bound: false });
  const digits = digitsAt(text, at);
  if (!digits || place.dates.some((d) => d.start <= at && d.end > at)) return undefined;
  const upper = upperEnd(text, at, digits);
  const isNegative = concept.low < 0 && /(?:^|[\s(:=-])[-–−]$/.test(text.slice(Math.max(0, at - 2), at));
  const found = unitAt(text, upper?.end ?? digits.end);
  let printed = { number: isNegative ? -digits.number : digits.number, end: found?.end ?? upper?.end ?? digits.end, unit: found?.unit };
  if (printed.unit === "ft" || /^['’]\s?\d/.test(text.slice(printed.end, printed.end + 3))) printed = feet(text, printed);
  const thousands = printed.unit && THOUSANDS[printed.unit];
  if (thousands) {
    const counts: UnitKey = concept.unit === "M/uL" ? "M/uL" : "K/uL", scale = counts === "M/uL" ? thousands / 1000 : thousands;
    const times = (x: number) => Number((x * scale).toPrecision(6));
    return value(place, named, { number: times(printed.number), high: upper && times(upper.number), start: at, end: printed.end, unit: counts, bound: bound !== null });
  }
  const after = text.slice(printed.end, printed.end + 4);
  if (/^(?:\+|\s?(?:st|nd|rd|th)\b)/.test(after)) return undefined;
  if (printed.unit === undefined && /^\/\d/.test(after) && !/^\/(?:10|15|30|100|52)\b/.test(after) && concept.id !== "systolic" && !isGroupSlash(text, p)) return undefined;
  return value(place, named, { ...printed, high: upper?.number, start: at, bound: (bound !== null && !bound[0].startsWith("~")) || BOUND.test(text.slice(Math.max(0, p - 14), p)) });
}

export interface Digits { readonly number: number; readonly end: number }

function digitsAt(text: string, at: number): Digits | undefined {
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  return match ? { number: Number(match[0].replaceAll(",", "")), end: NUMBER.lastIndex } : spelledAt(text, at);
}

/** A number in words that is no count of something else: from twenty up, or with its unit. */
export function spelledAt(text: string, at: number): Digits | undefined {
  if (!/[a-z]/i.test(text[at] ?? "")) return undefined;
  const written = writtenAt(text, at), unit = written && unitAt(text, written.end)?.unit;
  return written && (written.number >= 20 || !Number.isInteger(written.number) || (unit && !TIMES.has(unit))) ? written : undefined;
}

/** The upper end of a range: "60-70%", "60% to 70%"; not "from 1.2 to 2.4", which is a course. */
function upperEnd(text: string, at: number, low: Digits): Digits | undefined {
  const percent = unitAt(text, low.end);
  NEXT.lastIndex = percent?.unit === "%" ? percent.end : low.end;
  if (!NEXT.test(text) || isTrend(text, at, NEXT.lastIndex)) return undefined;
  const upper = digitsAt(text, NEXT.lastIndex);
  return upper && upper.number > low.number && !/^\/\d/.test(text.slice(upper.end, upper.end + 2)) ? upper : undefined;
}

/** "fell by 8.5 kg", "another 2 L": no value of its own. */
const isDifference = (text: string, p: number): boolean => /\b(?:by|another|additional|extra)\s$/i.test(text.slice(Math.max(0, p - 12), p)) && !/(?:measured|estimated|calculated|done)\sby\s$/i.test(text.slice(Math.max(0, p - 22), p));

/** "45/32" after "AST/ALT": the caller counts the numbers. */
const isGroupSlash = (text: string, p: number): boolean => /[A-Za-z)]\s?\/\s?[A-Za-z]/.test(text.slice(Math.max(0, p - 40), p));

function feet(text: string, { number, end, unit }: Digits & { readonly unit: UnitKey | undefined }): Digits & { readonly unit: UnitKey } {
  const inches = /^['’]?\s?(?:and\s)?(\d{1,2}(?:\.\d+)?)\s?(?:inch(?:es)?|in\b|["”]|'')?/.exec(text.slice(end));
  if (!inches?.[1]) return { number, end, unit: unit ?? "ft" };
  return { number: Math.round((number * 12 + Number(inches[1])) * 10) / 10, end: end + inches[0].length, unit: "in" };
}

const isTrend = (text: string, at: number, to: number): boolean => /to\s*$/.test(text.slice(at, to)) && /\b(?:from|rose|fell|increased|decreased|improved|dropped|declined|down)\s[^.]{0,12}$/i.test(text.slice(Math.max(0, at - 30), at));

export function value(place: Place, named: { readonly concept: Measurement; readonly from: number }, raw: Raw): Value | undefined {
  if (isOfBirth(place, named.concept, raw)) return named.concept.id === "weight" ? value(place, { ...named, concept: conceptOf("birth-weight") as Measurement }, raw) : undefined;
  const known = inUnit(named.concept, raw);
  if (!known || (raw.high !== undefined && !inUnit(named.concept, { number: raw.high, unit: known.unit }))) return undefined;
  const before = place.text.slice(Math.max(place.span.start, named.from - 60), raw.start);
  const own = raw.high === undefined && !raw.bound ? before.replace(WITHIN_NORMAL, "") : before;
  if (GOAL.test(own.slice(Math.max(own.lastIndexOf(","), own.lastIndexOf(")")) + 1))) return undefined;
  if (/\b(?:loss|lost|gain|gained|change|decrease of|increase of|drop of)\b[^.;,]{0,20}$/i.test(before) && named.concept.id === "weight") return undefined;
  return {
    concept: named.concept.id, number: raw.number, ...(raw.high === undefined ? {} : { high: raw.high }), form: raw.high !== undefined ? "range" : raw.bound ? "bound" : "exact",
    unit: known.unit, base: known.base, from: named.from, start: raw.start, end: raw.end, span: place.span, date: undefined, moment: undefined, earlier: named.concept.section !== "Social History" && EARLIER.test(before) || named.concept.section !== "Social History" && /^\s?(?:\(?(?:at )?baseline|(?:\w+ ){1,2}(?:years?|months?) (?:ago|before|prior|earlier))/i.test(place.text.slice(raw.end, raw.end + 30)),
  };
}

/** A printed number in the measurement's own unit; a missing unit is the one in which it is plausible. */
export function inUnit(concept: Measurement, { number, unit }: { readonly number: number; readonly unit?: UnitKey | undefined }): { unit: UnitKey; base: number } | undefined {
  const plausible = (base: number) => base >= concept.low && base <= concept.high;
  const printed: UnitKey | undefined = unit === "mEq" && concept.unit === "mEq/L" ? "mEq/L" : unit;
  if (printed !== undefined && printed !== "" && printed !== concept.unit) {
    const to = concept.also[printed];
    if (to) { const base = number * to[0] + (to[1] ?? 0); return plausible(base) ? { unit: printed, base } : undefined; }
    if (printed === "%" && concept.unit === "") return plausible(number) ? { unit: "", base: number } : undefined;
    if (DOSE_UNITS.has(printed)) return undefined;
  }
  if (plausible(number)) return { unit: concept.unit, base: number };
  if (printed === concept.unit) return concept.unit === "K/uL" && plausible(number / 1000) ? { unit: "/uL", base: number / 1000 } : undefined;
  if (concept.unit === "%" && number > 0 && number <= 1 && (concept.id === "lvef" || concept.id === "fio2")) return { unit: "ratio", base: number * 100 };
  for (const [other, [factor, offset]] of Object.entries(concept.also)) {
    const base = number * factor + (offset ?? 0);
    if (plausible(base)) return { unit: other as UnitKey, base };
  }
  return undefined;
}
