// A question that only points to what it asks: "Is the following recorded of the patient: stroke?".
// Owns taking the two apart; what is asked is read in question.ts.
import { findConcepts } from "../reading/names.ts";
import { wordsOf } from "../reading/words.ts";
import { FRAME } from "./words.ts";

/** Words that stand for what is named elsewhere in the question. */
const POINTER = new RegExp("\\b(?:following|below|above|this|these|that|those|it|here|named|given"
  + "|(?:next|last|first) (?:one|words|item|line)|any of|one of|which of)\\b", "i");
/** What such a sentence may point to. */
const THING = new RegExp("\\b(?:criteri(?:on|a)|ground|condition|statement|fact|finding|item"
  + "|diagnos[ie]s|entry|problem|disease|illness|symptom|sign|drug|medication|medicine|procedure"
  + "|attribute|feature|term|topic|concept|question)s?\\b", "i");
/** Where a question may be parted: a colon, a dash, a line break, a question mark, quotation marks. */
const PART = /:(?!\d)\s*|\s[-–—]{1,2}\s|\n+|\?\s+(?=\S)|(?:^|[\s,(])["“„«'‘](?=[^\s"”»])/g;

/**
 * The part of a question that names what is asked, without the part that only points to it; the
 * whole question where no part points.
 */
export function subjectOf(asked: string): string {
  for (const mark of asked.matchAll(PART)) {
    const head = asked.slice(0, mark.index), tail = asked.slice(mark.index + mark[0].length);
    const [first, second] = [points(head), points(tail)];
    if (first && says(tail)) return unquoted(tail);
    if (second && says(head) && !first) return unquoted(head);
  }
  return asked;
}

const points = (part: string): boolean =>
  (POINTER.test(part) || THING.test(part)) && /\b(?:is|are|was|were|do|does|did|has|have|can|which|any|check|tell|say|state|see|confirm)\b/i.test(part)
  && findConcepts(wordsOf(part)).length === 0;

const says = (part: string): boolean => wordsOf(part).some(({ norm }) => !FRAME.has(norm));

const unquoted = (part: string): string => part.replace(/^[\s"“„«'‘]+|["”»'’.?!\s]+$/g, "");
