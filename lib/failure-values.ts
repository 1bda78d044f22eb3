// Numbers in clinical text: single values, ranges and bounds, what they belong to and when. Owns their reading for the failure detectors; judges nothing.
import { mentions } from "./attributes.ts";
import { spokenOf } from "./failure-topic.ts";
import type { Topic } from "./failure-topic.ts";

const WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

/** The text with number words as digits and redaction tags blanked out, every character at its place as far as a word's length allows. */
export function digits(text: string): string {
  return text.replace(/\[\*\*[^\]]*\*\*\]|\[\*\*[^\]]*$/g, (tag) => " ".repeat(tag.length)).replace(new RegExp(`\\b(?:${WORDS.join("|")})\\b`, "gi"), (word) => String(WORDS.indexOf(word.toLowerCase())).padEnd(word.length));
}

export interface Amount {
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly end: number;
}

const NUM = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+`;
const number = (text: string): number => Number(text.replaceAll(",", ""));
const RANGE = new RegExp(String.raw`(?<![\w.*#-])(${NUM})\s*(?:%|[a-zA-Z]{1,4})?\s*(?:-|–|—|\bto\b|\band\b)\s*(${NUM})(?![\d-])(?!\.\d)`, "g");

/** The ranges of a text ("60-70", "2 to 3", "between 15 and 18"), low end first. Dates, suture sizes, ratios and vertebrae are none. */
export function ranges(text: string): Amount[] {
  const plain = digits(text);
  return [...plain.matchAll(RANGE)].flatMap((match) => {
    const low = number(match[1] ?? ""), high = number(match[2] ?? ""), joined = match[0], before = plain.slice(Math.max(0, match.index - 12), match.index);
    if (!(low < high) || (/\band\b/.test(joined) && !/\bbetween\s*$/i.test(before))) return [];
    if (/\bfrom\s*$/i.test(before) || (/^\d{1,2}-\d{1,2}$/.test(joined) && low <= 12 && high <= 31 && /\b(?:on|seen|dated|since)\s*$/i.test(before))) return [];
    return [{ low, high, start: match.index, end: match.index + joined.length }];
  });
}

const BOUND = new RegExp(String.raw`(?:(>=?|≥|\bover\b|\babove\b|\bmore than\b|\bgreater than\b|\bat least\b|\bexceed(?:s|ed|ing)?\b)|(<=?|≤|\bunder\b|\bbelow\b|\bless than\b|\bup to\b|\bat most\b))\s*(${NUM})`, "gi");

/** Every amount of a text in order: ranges and bounds (with an infinite end) as such, other numbers as themselves. */
export function amounts(text: string): Amount[] {
  const plain = digits(text), found: Amount[] = ranges(text);
  const free = (start: number, end: number) => found.every((one) => end <= one.start || start >= one.end);
  for (const match of plain.matchAll(BOUND)) {
    const value = number(match[3] ?? ""), end = match.index + match[0].length;
    if (free(match.index, end)) found.push(match[1] ? { low: value, high: Infinity, start: match.index, end } : { low: -Infinity, high: value, start: match.index, end });
  }
  for (const match of plain.matchAll(new RegExp(`(?<![\\d.,/])(?:${NUM})(?![\\d/]|\\.\\d)`, "g"))) {
    const end = match.index + match[0].length, value = number(match[0]);
    if (free(match.index, end)) found.push({ low: value, high: value, start: match.index, end });
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The single numbers of a text, ranges and tags apart. */
export const singles = (text: string): number[] => amounts(text).filter((one) => one.low === one.high).map((one) => one.low);

// Between two values of one test: "310, then 1240, now 95", "150 before and 260 after". A new name or the end of the sentence ends the series.
const GAP = /^[^.;\n]{0,48}$|^[^.;]{0,48}\n[^.;]{0,20}$/;
const NEW_NAME = /(?:\b[A-Z][A-Za-z]{0,9}\b|\b[a-z]*[A-Z]+[a-z]*\b)(?:\([^)]*\))?\s*[-:=]?\s*$/;
const NO_NAME = /\b(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|September|October|November|December|HD|POD|Then|Now)\b#?\s*$/;
const NO_VALUE = /(?:\b(?:day|HD|POD|age[d]?|stage|grade|type|x|times)\s*#?|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s)$/i;
const NOT_AFTER = /^\s*(?:am|pm|AM|PM|days?|weeks?|months?|years?|hrs?|hours?|o'clock)\b|^:\d/;

/** The values that a text gives for a topic, in the order of the text. */
export function valuesOf(topic: Topic, text: string): Amount[] {
  const all = amounts(text).filter((one) => !NO_VALUE.test(text.slice(Math.max(0, one.start - 12), one.start)) && !NOT_AFTER.test(text.slice(one.end, one.end + 8)));
  const found = new Map<number, Amount>();
  for (const { end, share } of spokenOf(topic, text)) {
    if (share < 0.6) continue;
    let last = end;
    for (const one of all) {
      if (one.start < last) continue;
      const gap = text.slice(last, one.start);
      if (!GAP.test(gap) || (last !== end && startsAnew(topic, gap))) break;
      if (last === end && startsAnew(topic, gap)) break;
      found.set(one.start, one);
      last = one.end;
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

function startsAnew(topic: Topic, gap: string): boolean {
  if (mentions(gap, { in: "note" }).some((one) => one.id !== topic.id)) return true;
  return NEW_NAME.test(gap) && !NO_NAME.test(gap) && spokenOf(topic, gap).length === 0;
}

/** Marks of time in a text, in one spelling: dates with month and day, weekdays, days of the stay and after surgery. */
export function datesIn(text: string): string[] {
  const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
  const day = (month: number, date: number) => `${month}-${date}`;
  return [
    ...[...text.matchAll(/\[\*\*(?:\d{4}-)?(\d{1,2})-(\d{1,2})\*\*\]|\b\d{4}-(\d{1,2})-(\d{1,2})\b|(?<![\d/])(\d{1,2})\/(\d{1,2})(?:\/\d{2,4})?(?![\d/])/g)].map((m) => day(Number(m[1] ?? m[3] ?? m[5]), Number(m[2] ?? m[4] ?? m[6]))).filter((key) => Number(key.split("-")[0]) <= 12),
    ...[...text.matchAll(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})\b/g)].map((m) => day(months.indexOf((m[1] ?? "").toLowerCase()) + 1, Number(m[2]))),
    ...[...text.matchAll(/\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)\b/gi)].map((m) => (m[1] ?? "").toLowerCase()),
    ...[...text.matchAll(/\b(?:HD|hospital day)\s*#?\s*(\d+)/gi)].map((m) => `stay ${m[1]}`),
    ...[...text.matchAll(/\b(?:POD|post-?operative day)\s*#?\s*(\d+)/gi)].map((m) => `surgery ${m[1]}`),
  ];
}
