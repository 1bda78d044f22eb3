// What an answer is made of: the answer, its support, the values it was chosen from.
import { type Answer, NOT_FOUND, NOT_IN_NOTE, type Support } from "../../../lib/types.ts";
import type { Section } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import type { Value } from "../reading/number.ts";
import { quoteOf, sectionFor } from "../reading/quote.ts";
import type { Span } from "../reading/sections.ts";

/** An answer with its support, and what it was chosen from. */
export interface Resolved extends Support {
  readonly answer: Answer;
  /** The value behind a number or a comparison. */
  readonly value?: Value;
  readonly among: readonly Value[];
}

export const notInNote = (explanation: string): Resolved => ({ answer: "NA", section: NOT_FOUND, source: NOT_IN_NOTE, explanation, among: [] });

/** Section and quote of a place in the note; `usual` names the section where the note has no headings. */
export const supportOf = (reading: Reading, at: { readonly span: Span; readonly from: number; readonly end: number; readonly quote?: readonly [number, number] }, usual: Section): { section: string; source: string } =>
  ({ section: sectionFor(at.span, usual), source: at.quote ? reading.text.slice(...at.quote) : quoteOf(reading.text, at) });
