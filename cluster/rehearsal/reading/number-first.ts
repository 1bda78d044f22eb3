// Numbers that stand before the name: "30 pack-years", "0.57 mg/dL creatinine", "5 feet 8 inches tall".
import type { Measurement } from "../lexicon/lexicon.ts";
import { numberOf, WRITTEN } from "../lexicon/number-words.ts";
import { type Place, type Value, value } from "./number.ts";
import { unitAt, type UnitKey } from "./units.ts";
import type { Word } from "./words.ts";

export interface Named { readonly concept: Measurement; readonly first: number; readonly last: number; readonly from: number }

/** Measurements whose number stands before the name ("30 pack-years", "12% bands"). */
export const BEFORE = new Set(["pack-years", "packs-per-day", "drinks-per-week", "drinks-per-day", "gestational-age", "height", "neutrophils", "lymphocytes", "monocytes", "eosinophils", "bands"]);

const FRACTIONS: Readonly<Record<string, number>> = { a: 1, half: 0.5, "one and a half": 1.5, "1/2": 0.5, "1-1/2": 1.5 };
const PREFIX = new RegExp(`(?:(\\d+(?:\\.\\d+)?)(?:\\s?(?:-|–|to)\\s?(\\d+(?:\\.\\d+)?))?|(?<![A-Za-z-])(one and a half|half|a|${WRITTEN})|(1\\/2|1-1\\/2))[\\s-]{0,2}(?:(?:cm|inches|feet|%|plus|or more|percent)\\s?)?(?:half\\s|of\\s|a\\s)?$`, "i");

/** "30 pack-years", "12% bands", "173 cm tall". */
export function readBefore(place: Place, group: readonly Named[]): Value[] {
  return group.flatMap((named) => {
    const united = withUnitBefore(place, named);
    if (united) return [united];
    if (!BEFORE.has(named.concept.id)) return [];
    const tall = named.concept.id === "height" ? feetBefore(place, named) : undefined;
    if (tall) return [tall];
    const start = Math.max(place.span.start, named.from - 40);
    const match = PREFIX.exec(place.text.slice(start, named.from));
    if (!match) return [];
    const written = (match[3] ?? match[4] ?? "").toLowerCase();
    const number = match[1] ? Number(match[1]) : FRACTIONS[written] ?? numberOf(written);
    if (number === undefined || (written === "a" && !named.concept.id.startsWith("packs"))) return [];
    const end = endOf(place, named.last);
    const unit: UnitKey | undefined = named.concept.id === "height" ? (/cm/.test(match[0]) ? "cm" : /inch/.test(match[0]) ? "in" : /feet/.test(match[0]) ? "ft" : undefined) : undefined;
    if (named.concept.id === "height" && !unit) return [];
    const found = value(place, { concept: named.concept, from: start + match.index }, { number, high: match[2] ? Number(match[2]) : undefined, start: start + match.index, end, unit, bound: false });
    return found ? [found] : [];
  });
}

/** "0.57 mg/dL creatinine", "1.65 m in height": the number and its unit stand right before the name. */
export function withUnitBefore(place: Place, named: Named): Value | undefined {
  const start = Math.max(place.span.start, named.from - 34);
  const match = /(?:^|[\s(])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?=[^\d]{1,22}$)/.exec(place.text.slice(start, named.from));
  if (!match?.[1]) return undefined;
  const at = start + match.index + match[0].length - match[1].length, unit = unitAt(place.text, at + match[1].length);
  if (!unit || unit.unit === "" || !/^\s(?:(?:of|in|for)\s(?:his\s|her\s)?)?$/.test(place.text.slice(unit.end, named.from)) || (unit.unit !== named.concept.unit && !named.concept.also[unit.unit])) return undefined;
  return value(place, { concept: named.concept, from: at }, { number: Number(match[1].replaceAll(",", "")), high: undefined, start: at, end: unit.end, unit: unit.unit, bound: false });
}

/** "5 feet 8 inches tall". */
function feetBefore(place: Place, named: Named): Value | undefined {
  const from = Math.max(place.span.start, named.from - 30), match = /(\d)\s?(?:feet|foot|ft\.?|['’])[\s-]?(?:and\s)?(\d{1,2})\s?(?:inches|inch|in\.?|["”]|'')?\s(?:in\s)?$/.exec(place.text.slice(from, named.from));
  return match ? value(place, { concept: named.concept, from: from + match.index }, { number: Number(match[1]) * 12 + Number(match[2]), high: undefined, start: from + match.index, end: from + match.index + match[0].trimEnd().length, unit: "in", bound: false }) : undefined;
}

export const startOf = (place: Place, word: number): number => (place.words[word] as Word).start;
export const endOf = (place: Place, word: number): number => (place.words[word] as Word).end;
