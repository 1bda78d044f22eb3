// What a question asks: a concept, the time or extreme meant, a comparison, whose history. Owns understanding; finding the answer is answer.ts.
import type { AnswerKind } from "../../../lib/types.ts";
import type { AnyConcept, Finding, Sex } from "../lexicon/lexicon.ts";
import { findConcepts } from "../reading/names.ts";
import { unitAsked, type UnitKey } from "../reading/units.ts";
import { type NoteDate, wordsOf } from "../reading/words.ts";
import { type Comparison, comparisonOf, type Which, whichOf } from "./comparison.ts";
import { subjectOf } from "./carrier.ts";
import { alternatives, choose } from "./head.ts";
import { FRAME, IGNORED, KEEP_IN_PHRASE } from "./words.ts";

/** A question, understood. `concept` is undefined when no known name stands in it; `phrase` then holds its content words. */
export interface Query {
  readonly kind: AnswerKind;
  readonly concept: AnyConcept | undefined;
  /** Further concepts any of which will do: "schizophrenia or bipolar disorder". */
  readonly others: readonly AnyConcept[];
  /** Only what happened lately counts: "in the last month", "during this admission". */
  readonly recent: boolean;
  /** All words that carry content, in order, normalised. */
  readonly phrase: readonly string[];
  /** Content words beside the concept: "childhood" in "seizures in childhood". */
  readonly extra: readonly string[];
  readonly which: Which;
  readonly date: NoteDate | undefined;
  readonly unit: UnitKey | undefined;
  readonly compare: Comparison | undefined;
  readonly who: "patient" | "family";
  /** The relative named, as a pattern; undefined for any. */
  readonly kin: string | undefined;
  readonly about: "concept" | "sex" | "dose" | "allergy";
  readonly sex: Sex | undefined;
  /** Now rather than ever. */
  readonly current: boolean;
  readonly baseline: boolean;
  /** What is only planned counts as well: "ablation done or planned". */
  readonly planned: boolean;
  /** What the question says silence means: "Answer No unless …". */
  readonly silence: "Yes" | "No" | undefined;
  /** "Answer 55 if it is 55 or more." */
  readonly cap: number | undefined;
}

const KEPT = 20_000;
const kept = new Map<string, Query>();

/** Reads a question; never fails: what is not understood is left undefined. Questions read before are kept, for the same ones are put to many notes. */
export function understand(question: string): Query {
  const known = kept.get(question);
  if (known) return known;
  if (kept.size >= KEPT) kept.clear();
  const query = read(question);
  kept.set(question, query);
  return query;
}

function read(question: string): Query {
  const { asked: whole, instruction } = withoutInstruction(question);
  const asked = subjectOf(whole), kind: AnswerKind = isNumeric(whole) ? "numeric" : "boolean";
  const words = wordsOf(asked), hits = findConcepts(words);
  const family = /\bfamily (?:medical )?history|\b(?:mother|father|brother|sister|sibling|parent|relative|grandmother|grandfather|maternal|paternal|first[- ]degree|family member|family|son|daughter|uncle|aunt)s?\b/i.exec(whole);
  const chosen = choose(kind, asked, words, hits);
  const others = kind === "boolean" && chosen?.concept.kind !== "measurement" ? alternatives(asked, words, hits, chosen) : [];
  const { which, date } = whichOf(whole);
  const content = words.filter((w) => !FRAME.has(w.norm) && !/^\d/.test(w.raw)).map((w) => w.norm);
  const inConcept = new Set(chosen ? words.slice(chosen.hit.first, chosen.hit.last + 1).map((w) => w.norm) : []);
  const named = new Set(hits.filter((hit) => hit.concepts.some((c) => c === chosen?.concept || others.includes(c))).flatMap((hit) => words.slice(hit.first, hit.last + 1).map((w) => w.norm)));
  const compare = kind === "boolean" && (!chosen || chosen.concept.kind === "measurement") ? comparisonOf(asked) : undefined;
  return {
    kind, concept: chosen?.concept, others, recent: /\b(?:recent(?:ly)?|new(?:ly)?|during (?:this|the) (?:admission|hospital|stay)|(?:last|past|previous|within|prior) (?:the )?(?:last |past )?(?:\w+ )?(?:months?|weeks?|days?)|month before)\b/i.test(asked), phrase: content, extra: content.filter((w) => !inConcept.has(w) && !named.has(w) && !IGNORED.has(w)), which, date, unit: unitAsked(asked), compare,
    who: family && !/\b(?:lives?|living) with\b/i.test(asked) ? "family" : "patient", kin: kinOf(family?.[0]), about: aboutOf(asked, kind, chosen?.concept), sex: sexAsked(asked),
    current: /\b(?:current(?:ly)?|active(?:ly)?|still|now|present(?:ly)? (?:a )?smok)/i.test(asked) && !/\b(?:ever|history of|former|past|or former)\b/i.test(asked), baseline: /\bbaseline\b|before (?:this )?admission|prior to (?:this )?admission|usual/i.test(asked),
    planned: /\b(?:plan(?:s|ned)?|scheduled|intended|upcoming|proposed|recommended|going to|will)\b/i.test(asked),
    silence: silenceOf(instruction), cap: capOf(instruction),
  };
}

/** The content words worth looking up when no concept is known: without the question's frame, order kept. */
export const lookupWords = (query: Query): readonly string[] => query.phrase.filter((w) => !IGNORED.has(w) || KEEP_IN_PHRASE.has(w));

/** A finding made from a question's own words. */
export const adHoc = (label: string): Finding => ({ kind: "finding", group: "disease", id: `phrase:${label}`, label, names: [label], absent: [], section: "History of Present Illness", weight: 0, is: [] });

const KIND_NUMERIC = /^\W*(?:on [^,]{3,20}, )?(?:at (?:admission|discharge), )?(?:what(?:'s| is| was| were)?|how (?:many|much|old|long|tall|far|high|low|heavy)|which (?:value|number)|give|state|report|provide|enter|find|at what|in what)\b/i;
const SILENCE = /\banswer\s+["“']?(yes|no)["”']?\s+(?:unless|otherwise|if (?:it|the note|there|no|not|none|neither))/i;

function silenceOf(instruction: string): "Yes" | "No" | undefined {
  const word = SILENCE.exec(instruction)?.[1]?.toLowerCase();
  return word === "yes" ? "Yes" : word === "no" ? "No" : undefined;
}

function capOf(instruction: string): number | undefined {
  const match = /\banswer\s+(\d+)\s+if\b[^.]*?\b(\d+)\s?%*\s+or (?:more|greater|higher)/i.exec(instruction);
  return match && match[1] === match[2] ? Number(match[1]) : undefined;
}

/** Sentences that tell how to answer ("Answer NA if …") are kept apart from what is asked. */
function withoutInstruction(question: string): { asked: string; instruction: string } {
  const at = question.search(/(?:^|[.?!]\s+|\()(?:please\s+)?(?:answer|respond|reply|return|use|if (?:the|no|it|there))\b/i);
  return at > 8 ? { asked: question.slice(0, at + 1), instruction: question.slice(at + 1) } : { asked: question, instruction: "" };
}

const isNumeric = (asked: string): boolean => KIND_NUMERIC.test(asked) && !/^\W*what(?:'s| is| was)? (?:the )?(?:diagnosis|reason)/i.test(asked) || /\bwhat (?:is|was|were)\b[^?]*\?\s*$/i.test(asked);
const kinOf = (word: string | undefined): string | undefined => (word && /^(?:mother|father|brother|sister|sibling|grandmother|grandfather|son|daughter|uncle|aunt|maternal|paternal)/i.test(word) ? word.replace(/s$/i, "").toLowerCase().replace("sibling", "(?:sibling|brother|sister)") : undefined);

function aboutOf(asked: string, kind: AnswerKind, concept: AnyConcept | undefined): Query["about"] {
  if (kind === "numeric") return concept?.kind === "drug" ? "dose" : "concept";
  if (/\ballerg|adverse reaction|intoleran/i.test(asked) && (concept === undefined || concept.kind === "drug")) return "allergy";
  return concept === undefined && sexAsked(asked) ? "sex" : "concept";
}

const sexAsked = (asked: string): Sex | undefined => (/\b(?:female|woman)\b/i.test(asked) ? "F" : /\b(?:male|man)\b/i.test(asked) ? "M" : undefined);
