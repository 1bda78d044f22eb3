// Numbers in clinical text: values, ranges, bounds, their topics and dates.
import { memoize } from "../memoize.ts";
import { stem } from "./sentences.ts";
import { topicMentions, type Topic } from "./topics.ts";
import { WORDS } from "./vocabulary.ts";

const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");

const PARTS: Readonly<Record<string, string>> = { "1/2": ".5", "1/4": ".25", "3/4": ".75", "1/3": ".33", "2/3": ".67" };
const PACKS: readonly (readonly [RegExp, string])[] = [[/\b(?:a |one )?half (?:of )?(?:an? )?(?=pack)/gi, ".5"], [/\b(?:a |one )?third (?:of )?(?:an? )?(?=pack)/gi, ".33"], [/\ban? (?=pack)/gi, "1"]];

/** "2-1/2" as 2.5, "half a pack" as .5. */
function fractions(text: string): string {
  const mixed = text.replace(/(?<![\d/.-])(\d{1,3})[- ]([123]\/[234])(?![\d/])/g, (match, whole: string, part: string) => (PARTS[part] === undefined ? match : `${whole}${PARTS[part]}`.padEnd(match.length)));
  return PACKS.reduce((said, [pattern, number]) => said.replace(pattern, (match) => number.padEnd(match.length)), mixed);
}

/**
 * Number words as digits, fractions as decimals, feet as inches, redaction tags blank. Padded to
 * keep positions.
 */
export function digits(text: string): string {
  const heights = fractions(text).replace(/\b(\d)\s*(?:feet|foot|ft\.?|')\s*(\d{1,2}(?:\.\d)?)\s*(?:inches|inch|in\b\.?|")/gi, (height, feet: string, inches: string) => `${Number(feet) * 12 + Number(inches)} in`.padEnd(height.length));
  return heights.replace(/\[\*\*[^\]]*\*\*\]|\[\*\*[^\]]*$/g, (tag) => " ".repeat(tag.length)).replace(new RegExp(`\\b(?:${NUMBER_WORDS.join("|")})\\b`, "gi"), (word) => String(NUMBER_WORDS.indexOf(word.toLowerCase())).padEnd(word.length));
}

export interface Amount {
  readonly low: number;
  readonly high: number;
  readonly start: number;
  readonly end: number;
}

const amountAt = (match: RegExpExecArray, low: number, high = low): Amount =>
  ({ low, high, start: match.index, end: match.index + match[0].length });

const NUM = String.raw`\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+`;
const number = (text: string): number => Number(text.replaceAll(",", ""));
const RANGE = new RegExp(String.raw`(?<![\w.*#/-])(${NUM})\s*(?:%|[a-zA-Z]{1,4})?\s*(?:-(?!\d\/\d)|–|—|\bto\b|\band\b)\s*(${NUM})(?![\d-])(?!\.\d)`, "g");

/** "60-70", "2 to 3", "between 15 and 18"; no dates, suture sizes, ratios or vertebrae. */
export function ranges(text: string): Amount[] {
  const plain = digits(text);
  return [...plain.matchAll(RANGE)].flatMap((match) => {
    const low = number(match[1] ?? ""), high = number(match[2] ?? ""), joined = match[0], before = plain.slice(Math.max(0, match.index - 12), match.index);
    if (!(low < high) || (/\band\b/.test(joined) && !/\bbetween\s*$/i.test(before))) return [];
    if (/\bfrom\s*$/i.test(before) || (/^\d{1,2}-\d{1,2}$/.test(joined) && low <= 12 && high <= 31 && /\b(?:on|seen|dated|since)\s*$/i.test(before))) return [];
    return [amountAt(match, low, high)];
  });
}

const BOUND = new RegExp(String.raw`(?:(>=?|≥|\bover\b|\babove\b|\bmore than\b|\bgreater than\b|\bat least\b|\bexceed(?:s|ed|ing)?\b)|(<=?|≤|\bunder\b|\bbelow\b|\bless than\b|\bup to\b|\bat most\b))\s*(${NUM})`, "gi");

/** Ranges, bounds (one end infinite) and numbers (equal ends), in order. */
export const numericMentions: (text: string) => readonly Amount[] = memoize(readAmounts, 256);

function readAmounts(text: string): Amount[] {
  const plain = digits(text), found: Amount[] = ranges(text);
  const addFree = (amount: Amount) => {
    const { start, end } = amount;
    if (found.every((one) => end <= one.start || start >= one.end)) found.push(amount);
  };
  for (const match of plain.matchAll(BOUND)) {
    const value = number(match[3] ?? "");
    addFree(match[1] ? amountAt(match, value, Infinity) : amountAt(match, -Infinity, value));
  }
  for (const match of plain.matchAll(new RegExp(`(?<![\\d.,/]|O|\\b[BT])(?:${NUM})(?![\\d/]|\\.\\d)`, "g"))) {
    addFree(amountAt(match, number(match[0])));
  }
  return found.sort((a, b) => a.start - b.start);
}

/** Amounts with equal ends. */
export const singlesOf = (amounts: readonly Amount[]): number[] =>
  amounts.filter(({ low, high }) => low === high).map(({ low }) => low);

export const singleValues = (text: string): number[] => singlesOf(numericMentions(text));

const NO_VALUE = /(?:\b(?:day|HD|POD|age[d]?|stage|grade|type|times)\s*#?|\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:\d{1,2},\s)?)$/i;
const NOT_AFTER = /^\s*(?:am|pm|AM|PM|days?|weeks?|months?|years?|hrs?|hours?|o'clock)\b|^:\d|^\s*%?\s*(?:neutro|lymph|poly|pmn|band|mono|eos|baso|seg)/i;
const FURTHEST = 60;

/** Values of a topic, in the order of the text. */
export function valuesOf(topic: Topic, text: string): Amount[] {
  const pressure = topic.id === "systolic_bp" ? 1 : topic.id === "diastolic_bp" ? 2 : 0;
  if (pressure) return pressures(text, pressure);
  const all = numericMentions(text).filter((one) => !NO_VALUE.test(text.slice(Math.max(0, one.start - 16), one.start)) && !NOT_AFTER.test(text.slice(one.end, one.end + 8)));
  const found = new Map<number, Amount>();
  for (const { end } of placesOf(topic, text)) {
    let last = end + (/^-?[A-Za-z]{1,3}(?=[\s:-])/.exec(text.slice(end, end + 5))?.[0].length ?? 0);
    for (const one of all) {
      if (one.start < last) continue;
      if (one.start - last > FURTHEST || !links(text.slice(last, one.start), topic)) break;
      found.set(one.start, one);
      last = one.end;
    }
  }
  return [...found.values(), ...fishbone(topic.id, text)].sort((a, b) => a.start - b.start);
}

function placesOf(topic: Topic, text: string): { end: number }[] {
  // Other topics need most of their words: "ionized calcium" is not calcium.
  const named = topic.isAttribute ? topicMentions({ ...topic, words: undefined }, text) : topicMentions(topic, text).filter(({ share }) => share >= 0.6);
  return [...named.filter(({ start, end }) => !/\b(?:ionized|ionised|urine|urinary|free|pleural|csf|direct|indirect|conjugated)\s*$/i.test(text.slice(Math.max(0, start - 12), start)) && !/^(?:-MB\b| (?:in|of) (?:the )?(?:urine|csf)\b)/i.test(text.slice(end, end + 14))), ...shortened(topic, text)];
}

/** Laboratory short names: "Gluc-133", "Ferritn 271". */
function shortened({ stems }: Topic, text: string): { end: number }[] {
  return [...text.matchAll(/(?<![A-Za-z])([A-Z][A-Za-z]{2,})(?=\s*[-:]?\s*\d)/g)].filter((match) => {
    const name = (match[1] ?? "").toLowerCase();
    return stems.some((word) => { let same = 0; while (same < name.length && name[same] === word[same]) same++; return same >= 3 && same >= Math.min(name.length, word.length) - 1 && name.length <= word.length + 2; });
  }).map((match) => ({ end: match.index + match[0].length }));
}

function links(gap: string, topic: Topic): boolean {
  if (/[.;](?:\s|$)|\n\s*\n|\|/.test(gap)) return false;
  return (gap.match(/[A-Za-z]+/g) ?? []).every((word) => WORDS.links.has(word.toLowerCase()) || topic.stems.includes(stem(word)));
}

/** Pressures are pairs: systolic (`which` 1) / diastolic (2). */
function pressures(text: string, which: number): Amount[] {
  return [...text.matchAll(/(?<![\d/.])(\d{2,3})\/(\d{2,3})(?![\d/])/g)]
    .filter((match) => Number(match[1]) >= 50 && Number(match[2]) >= 20)
    .map((match) => amountAt(match, Number(match[which])));
}

/** Values in fishbone diagrams. */
function fishbone(id: string, text: string): Amount[] {
  return DIAGRAMS.flatMap(({ pattern, bones }) => [...text.matchAll(pattern)].flatMap((match) => {
    const bone = bones.indexOf(id) + 1;
    const value = bone === 0 ? undefined : match[bone];
    return value === undefined ? [] : [amountAt(match, Number(value))];
  }));
}

const DIAGRAMS = [
  { pattern: /([\d.]+)\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)[^\n]*\n[^\n\d]*<?\s*([\d.]+)?[^\n\d]*\n\s*([\d.]+)\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)/g, bones: ["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine"] },
  { pattern: /\\\s*([\d.]+)\s*\/\s*\n\s*([\d.]+)\s*-+\s*([\d.]+)\s*\n\s*\/\s*([\d.]+)\s*\\/g, bones: ["hemoglobin", "wbc", "platelets", "hematocrit"] },
];

/** Normalised dates: month and day, weekday, day of the stay or after surgery. */
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
