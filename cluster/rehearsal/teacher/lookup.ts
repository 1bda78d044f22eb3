// Questions whose words the lexicon does not know are looked up in the note word by word.
import type { Measurement } from "../lexicon/lexicon.ts";
import { mentionsIn } from "../reading/mentions.ts";
import type { Reading } from "../reading/note.ts";
import { numberFor } from "../reading/number.ts";
import { unitAt, type UnitKey } from "../reading/units.ts";
import type { Word } from "../reading/words.ts";
import { notInNote, type Resolved, supportOf } from "./found.ts";
import { select } from "./numbers.ts";
import { resolveMention } from "./present.ts";
import { adHoc, lookupWords, type Query } from "./question.ts";

export function resolvePhraseNumber(reading: Reading, query: Query): Resolved {
  const label = lookupWords(query).join(" ");
  const concept: Measurement = { kind: "measurement", id: `phrase:${label}`, label, names: [label], unit: "", low: -1e9, high: 1e9, also: {}, section: "History of Present Illness", weight: 0 };
  const values = bestRuns(reading, query).flatMap((run) => {
    const from = (reading.words[run.first] as Word).start, end = (reading.words[run.last] as Word).end;
    const span = reading.spans.find((s) => s.start <= from && s.end >= end);
    const gap = span && /^[^\d]{0,40}?(?=[<>~]?\d)/.exec(reading.text.slice(end, span.end));
    const value = span && gap && numberFor({ text: reading.text, words: reading.words, dates: reading.dates, span }, { concept: { ...concept, unit: unitAfter(reading.text, end + gap[0].length) }, from }, end + gap[0].length);
    return value ? [value] : [];
  });
  const chosen = values.length > 0 ? select(reading, values, query) : undefined;
  if (!chosen || chosen.value.form === "range" || (query.unit && chosen.value.unit !== "" && chosen.value.unit !== query.unit)) return notInNote("The note gives no number for this.");
  return { answer: chosen.value.number, ...supportOf(reading, chosen.value, concept.section), explanation: `The note gives ${chosen.value.number} for ${label}.`, value: chosen.value, among: values };
}

const unitAfter = (text: string, at: number): UnitKey => unitAt(text, at + (/^[<>~]?\s?[\d.,]+/.exec(text.slice(at, at + 14))?.[0].length ?? 0))?.unit ?? "";

export function resolvePhrase(reading: Reading, query: Query): Resolved {
  const label = lookupWords(query).join(" ");
  const concept = adHoc(label);
  const mentions = bestRuns(reading, query).flatMap((run) => {
    const start = (reading.words[run.first] as Word).start;
    const span = reading.spans.find((s) => s.start <= start && s.end > start);
    return span ? mentionsIn({ text: reading.text, words: reading.words, span, frame: reading.frames.get(span) }, [{ concepts: [concept], absent: false, first: run.first, last: run.last }]) : [];
  });
  return resolveMention(reading, { ...query, concept, extra: [] }, { mentions, label });
}

function bestRuns(reading: Reading, query: Query): { first: number; last: number }[] {
  const words = lookupWords(query);
  const runs = runsOf(reading, words), most = Math.max(0, ...runs.map((r) => r.size));
  return most === 0 || most * 2 < words.length || (words.length > 1 && most === 1 && runs.length > 4) ? [] : runs.filter((r) => r.size === most);
}

/** Places in the note where a question's content words stand together: all of them, else the longest run with one that is rare. */
function runsOf(reading: Reading, words: readonly string[]): { first: number; last: number; size: number }[] {
  const runs: { first: number; last: number; size: number }[] = [];
  for (let i = 0; i < reading.words.length; i++) {
    const from = words.indexOf((reading.words[i] as Word).norm);
    if (from < 0) continue;
    let last = i, size = 1;
    for (let k = from + 1, j = i + 1; k < words.length && j <= last + 3 && j < reading.words.length; j++) {
      if ((reading.words[j] as Word).norm === words[k]) { last = j; size++; k++; }
    }
    runs.push({ first: i, last, size });
    i = last;
  }
  return runs;
}
