// One reading of one note: who the patient is, every value and every mention, made once and kept for the questions that follow.
import { memoize } from "../../../lib/memoize.ts";
import type { Sex } from "../lexicon/lexicon.ts";
import { type Frame, framesOf } from "./frames.ts";
import { type Mention, mentionsIn } from "./mentions.ts";
import { findConcepts, type Hit } from "./names.ts";
import type { Value } from "./number.ts";
import { agesOf, dated, sexOf, stayOf } from "./patient.ts";
import { type Span, spansOf } from "./sections.ts";
import { tableValues } from "./tables.ts";
import { earlierSpans, stamped } from "./time.ts";
import { valuesIn } from "./values.ts";
import { vitalValues } from "./vitals.ts";
import { datesOf, type NoteDate, type Word, wordsOf } from "./words.ts";

export interface Reading {
  readonly text: string;
  readonly words: readonly Word[];
  readonly spans: readonly Span[];
  /** What the sentences around one say of it; most have none. */
  readonly frames: ReadonlyMap<Span, Frame>;
  readonly dates: readonly NoteDate[];
  readonly values: readonly Value[];
  readonly mentions: readonly Mention[];
  readonly sex: { readonly sex: Sex; readonly start: number; readonly end: number } | undefined;
  readonly admitted: NoteDate | undefined;
  readonly discharged: NoteDate | undefined;
  /** Ids of all concepts named anywhere, with or without a value. */
  readonly named: ReadonlySet<string>;
}

/** The reading of a note's text; the last few hundred are kept. */
export const readNote: (text: string) => Reading = memoize(read, 256);

function read(text: string): Reading {
  const words = wordsOf(text), dates = datesOf(text), spans = spansOf(text, dates), ranges = wordRanges(words, spans), found = ranges.map(([from, to]) => findConcepts(words, { from, to })), hits = found.flat();
  const spanAt = spanFinder(spans);
  const before = earlierSpans(text, spans), sex = sexOf(text), frames = framesOf(text, { spans, sex: sex?.sex });
  const tables = tableValues({ text, words, hits, dates, spanAt });
  const values: Value[] = [...tables.values], mentions: Mention[] = [];
  for (const [i, span] of spans.entries()) {
    const here = found[i] as Hit[];
    mentions.push(...mentionsIn({ text, words, span, frame: frames.get(span) }, here));
    if (tables.covered.some(([a, b]) => span.start < b && span.end > a)) continue;
    const place = { text, words, dates, span };
    const prose = valuesIn(place, here);
    values.push(...stamped([...prose, ...vitalValues(place, prose)], { ...place, before: before.has(span) }));
  }
  const admitted = dated(text, { dates, cue: /admission date|date of admission|admitted(?: on)?|admit date/i }), discharged = dated(text, { dates, cue: /discharge date|date of discharge|discharged(?: on)?/i });
  values.push(...agesOf(text, spanAt));
  if (!values.some((v) => v.concept === "length-of-stay")) values.push(...stayOf({ admitted, discharged }, spanAt));
  values.sort((a, b) => a.start - b.start);
  const named = new Set(hits.flatMap((hit) => hit.concepts.map((c) => c.id)));
  for (const value of values) named.add(value.concept);
  return { text, words, spans, frames, dates, values: dropRepeats(values), mentions, sex, admitted, discharged, named };
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
