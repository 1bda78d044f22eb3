// One reading of one note: who the patient is, every value and every mention, made once and kept for the questions that follow.
import { conceptOf, type Measurement, type Section, type Sex } from "./lexicon.ts";
import { findConcepts, type Hit } from "./reading-names.ts";
import { type Mention, mentionsIn } from "./reading-mentions.ts";
import { type Moment, momentOf, type Span, spansOf } from "./reading-sections.ts";
import { tableValues, vitalValues } from "./reading-tables.ts";
import { inUnit, type Value, valuesIn } from "./reading-values.ts";
import { unitAt } from "./reading-units.ts";
import { dayNumber, datesOf, type NoteDate, sameDay, type Word, wordsOf } from "./reading-words.ts";

export interface Reading {
  readonly text: string;
  readonly words: readonly Word[];
  readonly spans: readonly Span[];
  readonly dates: readonly NoteDate[];
  readonly values: readonly Value[];
  readonly mentions: readonly Mention[];
  readonly sex: { readonly sex: Sex; readonly start: number; readonly end: number } | undefined;
  readonly admitted: NoteDate | undefined;
  readonly discharged: NoteDate | undefined;
  /** Ids of all concepts named anywhere, with or without a value. */
  readonly named: ReadonlySet<string>;
}

const KEPT = 256;
const kept = new Map<string, Reading>();

/** The reading of a note's text; the last few hundred are kept. */
export function readNote(text: string): Reading {
  const known = kept.get(text);
  if (known) return known;
  const reading = read(text);
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string);
  kept.set(text, reading);
  return reading;
}

function read(text: string): Reading {
  const words = wordsOf(text), dates = datesOf(text), spans = spansOf(text, dates), ranges = wordRanges(words, spans), found = ranges.map(([a, b]) => findConcepts(words, a, b)), hits = found.flat();
  const spanAt = spanFinder(spans);
  const before = earlierSpans(text, spans);
  const tables = tableValues({ text, words, hits, dates, spanAt });
  const values: Value[] = [...tables.values], mentions: Mention[] = [];
  for (const [i, span] of spans.entries()) {
    const here = found[i] as Hit[];
    mentions.push(...mentionsIn(text, words, span, here));
    if (tables.covered.some(([a, b]) => span.start < b && span.end > a)) continue;
    const place = { text, words, dates, span };
    const prose = valuesIn(place, here);
    values.push(...stamped([...prose, ...vitalValues(place, prose)], place, before.has(span)));
  }
  const admitted = dated(text, dates, /admission date|date of admission|admitted(?: on)?|admit date/i), discharged = dated(text, dates, /discharge date|date of discharge|discharged(?: on)?/i);
  values.push(...agesOf(text, spans, spanAt), ...stayOf(text, admitted, discharged, values, spanAt));
  values.sort((a, b) => a.start - b.start);
  const named = new Set(hits.flatMap((hit) => hit.concepts.map((c) => c.id)));
  for (const value of values) named.add(value.concept);
  return { text, words, spans, dates, values: dropRepeats(values), mentions, sex: sexOf(text), admitted, discharged, named };
}

/** The words of each span, as half-open ranges of indices. */
function wordRanges(words: readonly Word[], spans: readonly Span[]): [number, number][] {
  let at = 0;
  return spans.map((span) => {
    while (at < words.length && (words[at] as Word).start < span.start) at++;
    const first = at;
    while (at < words.length && (words[at] as Word).end <= span.end) at++;
    return [first, at];
  });
}

const EARLIER_STAY = /\b(?:earlier|previous|prior|another|last) (?:stay|admission|hospital\w*|discharge|visit)\b|\blast (?:hospitali[sz]ed|admitted|discharged|here)\b|\b(?:per|from|on|in) that (?:summary|stay|admission|visit)\b|\bat that time\b|\b(?:old|outside) records\b/i;

/** Sentences that tell of an earlier stay, with the one after it that goes on ("Then WBC was 8.6"). */
function earlierSpans(text: string, spans: readonly Span[]): ReadonlySet<Span> {
  const out = new Set<Span>();
  let last = false;
  for (const span of spans) {
    const sentence = text.slice(span.start, span.end);
    last = EARLIER_STAY.test(sentence) || (last && /^(?:then|at that|there|her|his|discharge)\b/i.test(sentence));
    if (last) out.add(span);
  }
  return out;
}

/** Two readings of the same digits keep the first. */
function dropRepeats(values: readonly Value[]): Value[] {
  const seen = new Set<string>();
  return values.filter((value) => { const key = `${value.concept}@${value.start}`; return !seen.has(key) && seen.add(key); });
}

function spanFinder(spans: readonly Span[]): (offset: number) => Span {
  return (offset) => {
    let low = 0, high = spans.length - 1;
    while (low < high) { const mid = (low + high + 1) >> 1; if ((spans[mid] as Span).start <= offset) low = mid; else high = mid - 1; }
    return (spans[low] as Span | undefined) ?? { start: 0, end: 0, section: undefined, heading: "", moment: undefined, date: undefined, listed: false };
  };
}

const MARK = /\b(?:(?:on|at|upon|since|during|prior to|by|before|day of)\s+(?:the\s+time\s+of\s+|day of\s+)?(?:\w+\s+)?(?:admission|presentation|arrival|discharge)|in the (?:ED|ER|emergency (?:department|room))|initial(?:ly)?|admission|discharge|presenting|presented|on admit)\b/gi;

/** Gives each value the date and the moment that its sentence, line or heading tells. */
function stamped(values: readonly Value[], place: { text: string; span: Span; dates: readonly NoteDate[] }, before: boolean): Value[] {
  if (values.length === 0) return [];
  const { span } = place;
  const marks = [...place.text.slice(span.start, span.end).matchAll(MARK)].map((m) => ({ at: span.start + m.index, moment: momentOf(m[0]) }));
  const dates = place.dates.filter((d) => d.start >= span.start && d.end <= span.end);
  return values.map((value) => {
    const same = values.filter((v) => v.concept === value.concept);
    const i = same.indexOf(value);
    const from = i > 0 ? (same[i - 1] as Value).end : span.start, to = same[i + 1]?.start ?? span.end;
    return { ...value, earlier: value.earlier || before, moment: nearest(marks, value, from, to)?.moment ?? span.moment, date: nearest(dates.map((d) => ({ at: d.start, d })), value, from, to)?.d ?? (span.listed || span.date ? span.date : undefined) };
  });
}

/** The mark that belongs to a value: shortly after it, else the last before it, within its own stretch. */
function nearest<T extends { readonly at: number }>(marks: readonly T[], value: Value, from: number, to: number): T | undefined {
  const after = marks.find((m) => m.at >= value.end && m.at < Math.min(to, value.end + 22));
  return after ?? marks.findLast((m) => m.at >= from && m.at < value.start) ?? undefined;
}

function dated(text: string, dates: readonly NoteDate[], cue: RegExp): NoteDate | undefined {
  const match = cue.exec(text);
  if (!match) return undefined;
  const end = match.index + match[0].length;
  return dates.find((d) => d.start >= end && d.start - end < 16);
}

const AGE = /(?<![\d/-])(\d{1,3}(?:[\s-]1\/2)?|(?<![\d-])\b[a-z]+(?:-[a-z]+)?)[\s-]{0,2}(years?|yrs?|y|months?|mos?|weeks?|wks?|days?)[\s./-]{0,2}(?:of[\s-]age|olds?|o\b)|\b(\d{1,3})\s?(?:yo|y\/o|y\.o\.?|YO|Y\/O)\b|\b(?:aged?|age:|age is|age of)\s(\d{1,3})\b(?!\s?(?:mg|%))|\b(\d{2})\s?(?:[MF])\b(?=\s(?:with|who|w\/|s\/p|h\/o|presents|admitted|,))/gi;
const SPELLED: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17, eighteen: 18, nineteen: 19, twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90 };

/** The patient's age: the first one told that is not a relative's. */
function agesOf(text: string, spans: readonly Span[], spanAt: (offset: number) => Span): Value[] {
  if (spans.length === 0) return [];
  for (const match of text.matchAll(AGE)) {
    const digits = match[1] ?? match[3] ?? match[4] ?? match[5] ?? "";
    const number = /^\d/.test(digits) ? Number.parseInt(digits) + (digits.includes("/") ? 0.5 : 0) : digits.toLowerCase().split("-").reduce((sum, word) => sum + (SPELLED[word] ?? Number.NaN), 0);
    const span = spanAt(match.index);
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (!Number.isFinite(number) || span.section === "Family History" || /\b(?:mother|father|brother|sister|son|daughter|husband|wife|uncle|aunt|died|passed away|at|by|when|since|until|married|menarche|menopause|children|with a|and a|has a|had a)\b[^.]{0,14}$/i.test(before)) continue;
    const word = (match[2] ?? "years").toLowerCase();
    const unit = word.startsWith("m") ? "months" : word.startsWith("w") ? "weeks" : word.startsWith("d") ? "days" : "years";
    const known = inUnit(conceptOf("age") as Measurement, number, unit);
    if (known) return [{ concept: "age", number, form: "exact", unit, base: known.base, from: match.index, start: match.index + match[0].indexOf(digits), end: match.index + match[0].length, span, date: undefined, moment: undefined, earlier: false }];
  }
  return [];
}

/** Days from admission to discharge, when the note gives both dates and no length of stay. */
function stayOf(text: string, admitted: NoteDate | undefined, discharged: NoteDate | undefined, values: readonly Value[], spanAt: (offset: number) => Span): Value[] {
  if (admitted?.year === undefined || discharged?.year === undefined || values.some((v) => v.concept === "length-of-stay")) return [];
  const day = (d: NoteDate) => Date.UTC(d.year as number, (d.month as number) - 1, d.day) / 86_400_000;
  const days = Math.round(day(discharged) - day(admitted));
  if (days < 1 || days > 400 || discharged.start - admitted.start > 200) return [];
  void text;
  return [{ concept: "length-of-stay", number: days, form: "exact", unit: "days", base: days, from: admitted.start, start: discharged.start, end: discharged.end, span: spanAt(admitted.start), date: undefined, moment: undefined, earlier: false, quote: [admitted.start, discharged.end] }];
}

const FEMALE = /\b(?:woman|female|lady|girl|housewife|Sex:\s*F(?:emale)?|Gender:\s*F(?:emale)?|\d{2}\s?(?:yo|y\/o|year[- ]old)?\s?F)\b/, MALE = /\b(?:man|male|gentleman|boy|Sex:\s*M(?:ale)?|Gender:\s*M(?:ale)?|\d{2}\s?(?:yo|y\/o|year[- ]old)?\s?M)\b/;

function sexOf(text: string): Reading["sex"] {
  const female = FEMALE.exec(text), male = MALE.exec(text);
  const match = !male || (female && female.index < male.index) ? female : male;
  const she = [...text.matchAll(/\b(?:she|her)\b/gi)], he = [...text.matchAll(/\b(?:he|his|him)\b/gi)];
  if (match && match.index < 1500) return { sex: match === female ? "F" : "M", start: match.index, end: match.index + match[0].length };
  const more = she.length >= he.length ? she : he;
  const first = more[0];
  return first && more.length >= 3 && Math.min(she.length, he.length) * 3 < more.length ? { sex: more === she ? "F" : "M", start: first.index, end: first.index + first[0].length } : undefined;
}

/** The section of a place: its heading's, else where such things are usually recorded. */
export const sectionFor = (span: Span, usual: Section): Section => span.section ?? usual;

/** Values of one measurement in order of time where all are placed in time, else as they stand. */
export function inTime(reading: Reading, values: readonly Value[]): { ordered: readonly Value[]; sure: boolean } {
  const keys = values.map((value) => timeOf(reading, value));
  const sure = keys.every((key) => key !== undefined);
  if (!sure) return { ordered: values, sure: false };
  const order = values.map((value, i) => ({ value, key: keys[i] as number, i })).sort((a, b) => a.key - b.key || a.i - b.i);
  return { ordered: order.map(({ value }) => value), sure: true };
}

function timeOf(reading: Reading, value: Value): number | undefined {
  if (value.date) return dayNumber(reading.admitted && value.date.year === undefined ? { ...value.date, year: reading.admitted.year } as NoteDate : value.date);
  if (value.moment === "admission") return reading.admitted ? dayNumber(reading.admitted) : -1;
  if (value.moment === "discharge") return reading.discharged ? dayNumber(reading.discharged) + 0.9 : Number.MAX_SAFE_INTEGER;
  return undefined;
}

/** A value taken on the day of admission, or told to be. */
export const isAt = (reading: Reading, value: Value, moment: Moment): boolean => {
  if (value.moment) return value.moment === moment;
  const day = moment === "admission" ? reading.admitted : reading.discharged;
  return day !== undefined && value.date !== undefined && sameDay(day, value.date);
};

/** A stretch of the note worth quoting around [start, end): the sentence when short, else from the name to the value with what leads in. */
export function quoteOf(text: string, span: Span, from: number, end: number): string {
  if (span.end - span.start <= 150 && span.start <= from && span.end >= end) return text.slice(span.start, span.end);
  const lead = Math.max(span.start, from - 60), tail = Math.min(span.end, end + 40);
  const start = lead === span.start ? lead : Math.min(from, nextBreak(text, lead, from));
  const stop = tail === span.end ? tail : lastBreak(text, end, tail);
  return text.slice(start, stop).trim();
}

const nextBreak = (text: string, lead: number, from: number): number => {
  const cut = Math.max(text.lastIndexOf(", ", from), text.lastIndexOf("; ", from), text.lastIndexOf("\n", from));
  if (cut >= lead) return cut + 1;
  const blank = text.indexOf(" ", lead);
  return blank < 0 || blank > from ? from : blank + 1;
};
const lastBreak = (text: string, end: number, tail: number): number => {
  const cut = /[,;.](?=\s|$)|\n/.exec(text.slice(end, tail));
  if (cut) return end + cut.index;
  const blank = text.lastIndexOf(" ", tail);
  return blank > end ? blank : end;
};

/** Unit printed at a value, for questions. */
export const unitOf = (text: string, value: Value): string => unitAt(text, value.end)?.unit ?? value.unit;
