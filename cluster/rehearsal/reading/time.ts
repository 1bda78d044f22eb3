// When a value was taken: the date and moment that sentence, line or heading tell, an earlier stay, and the order of values in time.
import type { Reading } from "./note.ts";
import type { Value } from "./number.ts";
import { type Moment, momentOf, type Span } from "./sections.ts";
import { dayNumber, type NoteDate, sameDay } from "./words.ts";

const EARLIER_STAY = /\b(?:earlier|previous|prior|another|last) (?:stay|admission|hospital\w*|discharge|visit)\b|\blast (?:hospitali[sz]ed|admitted|discharged|here)\b|\b(?:per|from|on|in) that (?:summary|stay|admission|visit)\b|\bat that time\b|\b(?:old|outside) records\b/i;

/** Sentences that tell of an earlier stay, with the one after it that goes on ("Then WBC was 8.6"). */
export function earlierSpans(text: string, spans: readonly Span[]): ReadonlySet<Span> {
  const out = new Set<Span>();
  let last = false;
  for (const span of spans) {
    const sentence = text.slice(span.start, span.end);
    last = EARLIER_STAY.test(sentence) || (last && /^(?:then|at that|there|her|his|discharge)\b/i.test(sentence));
    if (last) out.add(span);
  }
  return out;
}

const MARK = /\b(?:(?:on|at|upon|since|during|prior to|by|before|day of)\s+(?:the\s+time\s+of\s+|day of\s+)?(?:\w+\s+)?(?:admission|presentation|arrival|discharge)|in the (?:ED|ER|emergency (?:department|room))|initial(?:ly)?|admission|discharge|presenting|presented|on admit)\b/gi;

/** Gives each value the date and the moment that its sentence, line or heading tells. */
export function stamped(values: readonly Value[], { before, ...place }: { readonly text: string; readonly span: Span; readonly dates: readonly NoteDate[]; readonly before: boolean }): Value[] {
  if (values.length === 0) return [];
  const { span } = place;
  const marks = [...place.text.slice(span.start, span.end).matchAll(MARK)].map((m) => ({ at: span.start + m.index, moment: momentOf(m[0]) }));
  const dates = place.dates.filter((d) => d.start >= span.start && d.end <= span.end);
  return values.map((value) => {
    const same = values.filter((v) => v.concept === value.concept);
    const i = same.indexOf(value);
    const from = i > 0 ? (same[i - 1] as Value).end : span.start, to = same[i + 1]?.start ?? span.end;
    return { ...value, earlier: value.earlier || before, moment: value.moment ?? nearest(marks, value, from, to)?.moment ?? span.moment, date: nearest(dates.map((d) => ({ at: d.start, d })), value, from, to)?.d ?? (span.listed || span.date ? span.date : undefined) };
  });
}

/** The mark that belongs to a value: shortly after it, else the last before it, within its own stretch. */
function nearest<T extends { readonly at: number }>(marks: readonly T[], value: Value, from: number, to: number): T | undefined {
  const after = marks.find((m) => m.at >= value.end && m.at < Math.min(to, value.end + 22));
  return after ?? marks.findLast((m) => m.at >= from && m.at < value.start) ?? undefined;
}

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
