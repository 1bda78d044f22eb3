// The answer to an understood question, from one reading of the note. Owns which way it is sought; numbers, mentions and unknown words have files of their own.
import type { Sex } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import { notInNote, type Resolved } from "./found.ts";
import { resolvePhrase, resolvePhraseNumber } from "./lookup.ts";
import { resolveComparison, resolveDose, resolveValue } from "./numbers.ts";
import { mentionsOf, resolveAllergy, resolveMention, resolveSex, resolveState } from "./present.ts";
import type { Query } from "./question.ts";

/** Answers an understood question from the note alone. */
export function resolve(reading: Reading, query: Query): Resolved {
  if (query.about === "sex") return resolveSex(reading, query.sex as Sex);
  if (query.about === "allergy") return resolveAllergy(reading, query);
  if (query.about === "dose") return resolveDose(reading, query);
  const { concept } = query;
  if (query.kind === "numeric") return concept?.kind === "measurement" ? resolveValue(reading, query, concept) : resolvePhraseNumber(reading, query);
  if (concept?.kind === "measurement") return query.compare ? orSilence(query, resolveComparison(reading, query, { concept, compare: query.compare })) : notInNote("The note does not say this of the measurement.");
  if (concept?.kind === "state" && query.who === "patient") return orSilence(query, resolveState(reading, concept));
  const found = concept ? resolveMention(reading, query, { mentions: mentionsOf(reading, concept), label: concept.label }) : resolvePhrase(reading, query);
  return orSilence(query, anyOf(found, query.others.map((other) => resolve(reading, { ...query, concept: other, others: [] }))));
}

const orSilence = (query: Query, found: Resolved): Resolved => (found.answer === "NA" && query.silence ? { ...found, answer: query.silence, explanation: `The note does not record it, and the question takes that as ${query.silence}.` } : found);

/** Yes when any is Yes, else No when any is No. */
const anyOf = (first: Resolved, rest: readonly Resolved[]): Resolved => [first, ...rest].find((x) => x.answer === "Yes") ?? [first, ...rest].find((x) => x.answer === "No") ?? first;
