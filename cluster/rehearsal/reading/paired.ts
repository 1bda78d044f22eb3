// Numbers told in the order of their names, or of their times: "sodium and potassium were 140 and 4.2, respectively".
import { type Named, startOf, endOf } from "./number-first.ts";
import { numberFor, type Place, type Value } from "./number.ts";
import { momentOf } from "./sections.ts";
import { unitAt } from "./units.ts";

const MARK = /\brespectively\b/i;
/** What may stand between names of one list, or between numbers of one list. */
const BETWEEN_NAMES = /^(?:[\s,/&()-]|\b(?:and|or|of|the|his|her|both|as well as|level|levels|count|counts|value|values|rate|serum|plasma|blood|total|concentrations?|pressures?|readings?|measurements?|for|in)\b)*$/i;
const BETWEEN_NUMBERS = /^(?:\s?(?:[,/;]|\band\b|\bto\b|\bor\b)\s?)+$|^\s?\([^()]{0,30}\)\s?(?:,|and|;)?\s?(?:and\s)?$/i;
const NUMBER = /(?<![\w.,/-])[<>~]?\s?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?\/\s?\d+(?=\s?mm|[\s,;.]))?/g;
const TIMES = /\b(?:on|at|upon|before|after|during|in the|by|prior to)\s(?:the\s)?(?:time of\s)?(?:hospital\s)?(?:admission|arrival|presentation|triage|emergency (?:department|room)|ED|ER|discharge)\b|(?:,|\band)\s(?:hospital\s)?(?:admission|discharge)\b/gi;

interface Number { readonly start: number; readonly end: number }

/** Whether a sentence pairs its names and numbers in order. */
export const isPaired = ({ text, span }: Place): boolean => MARK.test(text.slice(span.start, span.end));

/** The values of a sentence that says "respectively"; none for names whose numbers do not match in count. */
export function pairedValues(place: Place, names: readonly Named[]): { readonly values: readonly Value[]; readonly used: ReadonlySet<Named> } {
  const values: Value[] = [], used = new Set<Named>();
  for (const numbers of listsOf(place)) {
    const first = numbers[0] as Number, last = numbers.at(-1) as Number;
    const list = namesBefore(place, { names, first, count: numbers.length }) ?? namesAfter(place, { names, last, count: numbers.length });
    if (list) {
      const found = list.map((named, i) => numberFor(place, named, (numbers[i] as Number).start));
      for (const named of list) used.add(named);
      if (found.every((one) => one !== undefined)) values.push(...found);
      continue;
    }
    const one = names.findLast((named) => endOf(place, named.last) <= first.start), times = timesOf(place, first.start, last.end);
    if (!one || times.length !== numbers.length) continue;
    used.add(one);
    values.push(...numbers.flatMap(({ start }, i) => {
      const found = numberFor(place, one, start);
      return found ? [{ ...found, moment: momentOf(times[i] as string) }] : [];
    }));
  }
  return { values, used };
}

/** Lists of at least two numbers with their units, in the order in which they stand. */
function listsOf({ text, span, dates }: Place): Number[][] {
  const lists: Number[][] = [];
  let last: Number | undefined;
  for (const match of text.slice(span.start, span.end).matchAll(NUMBER)) {
    const start = span.start + match.index, end = start + match[0].length;
    if (dates.some((d) => d.start < end && d.end > start)) continue;
    const one = { start, end: unitAt(text, end)?.end ?? end };
    if (last && BETWEEN_NUMBERS.test(text.slice(last.end, start))) lists.at(-1)?.push(one);
    else lists.push([one]);
    last = one;
  }
  return lists.filter((list) => list.length > 1);
}

/** The `count` names of one list that end before the numbers, with nothing but a verb between. */
function namesBefore(place: Place, { names, first, count }: { readonly names: readonly Named[]; readonly first: Number; readonly count: number }): readonly Named[] | undefined {
  const before = names.filter((named) => endOf(place, named.last) <= first.start).slice(-count);
  if (before.length < count || !isList(place, before)) return undefined;
  const more = names[names.indexOf(before[0] as Named) - 1];
  if (more && isList(place, [more, before[0] as Named])) return undefined;
  const gap = place.text.slice(endOf(place, (before.at(-1) as Named).last), first.start);
  return gap.length < 90 && !/\d|[.;]\s/.test(gap) ? before : undefined;
}

function namesAfter(place: Place, { names, last, count }: { readonly names: readonly Named[]; readonly last: Number; readonly count: number }): readonly Named[] | undefined {
  const after = names.filter((named) => named.from >= last.end).slice(0, count);
  if (after.length < count || !isList(place, after)) return undefined;
  return /^\s*(?:(?:were|was|are|is|found|measured|recorded|reported|noted|obtained|seen)\s+){0,3}(?:for|in|of|as)?\s*(?:the\s|his\s|her\s)?(?:serum\s|blood\s|levels of\s)?$/i.test(place.text.slice(last.end, (after[0] as Named).from)) ? after : undefined;
}

const isList = (place: Place, names: readonly Named[]): boolean => names.every((named, i) => i === 0
  || BETWEEN_NAMES.test(place.text.slice(endOf(place, (names[i - 1] as Named).last), startOf(place, named.first))));

/** The moments of the stay named before or after a list of numbers, as printed. */
function timesOf({ text, span }: Place, from: number, to: number): readonly string[] {
  const around = (part: string) => [...part.matchAll(TIMES)].map(([printed]) => printed);
  const after = around(text.slice(to, span.end));
  return after.length > 0 ? after : around(text.slice(span.start, from));
}
