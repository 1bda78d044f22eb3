// What to quote for a place in the note, and the section to name for it.
import type { Section } from "../lexicon/lexicon.ts";
import type { Span } from "./sections.ts";

/** The section of a place: its heading's, else where such things are usually recorded. */
export const sectionFor = (span: Span, usual: Section): Section => span.section ?? usual;

/** A stretch of the note worth quoting around [start, end): the sentence when short, else from the name to the value with what leads in. */
export function quoteOf(text: string, { span, from, end }: { readonly span: Span; readonly from: number; readonly end: number }): string {
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
