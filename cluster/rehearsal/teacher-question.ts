// What a question asks: a concept, the time or extreme meant, a comparison, whose history. Owns understanding; finding the answer is teacher-answer.ts.
import type { AnswerKind } from "../../lib/question.ts";
import { type AnyConcept, conceptOf, type Finding, type Measurement, type Sex } from "./lexicon.ts";
import { findConcepts, type Hit } from "./reading-names.ts";
import { unitAsked, type UnitKey } from "./reading-units.ts";
import { datesOf, type NoteDate, norm, type Word, wordsOf } from "./reading-words.ts";

/** Which of several values is meant. */
export type Which = "any" | "highest" | "lowest" | "first" | "last" | "admission" | "discharge" | "date";
export interface Comparison { readonly op: "above" | "below" | "at-least" | "at-most" | "between" | "normal" | "above-normal" | "below-normal"; readonly limit: number; readonly upper?: number; readonly unit: UnitKey | undefined }

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
  /** What the question says silence means: "Answer No unless …". */
  readonly silence: "Yes" | "No" | undefined;
  /** "Answer 55 if it is 55 or more." */
  readonly cap: number | undefined;
}

const KIND_NUMERIC = /^\W*(?:on [^,]{3,20}, )?(?:at (?:admission|discharge), )?(?:what(?:'s| is| was| were)?|how (?:many|much|old|long|tall|far|high|low|heavy)|which (?:value|number)|give|state|report|provide|enter|find|at what|in what)\b/i;
const FRAME = new Set(("a an the of for to in on at by with from into and or as is was were are be been being has have had do does did can could will would should may might there this that these those any ever "
  + "patient patient's pt he she his her their they who what which when how many much old long note record recorded documented document documentation documents mention mentioned describe described state stated indicate indicated report reported reports listed shown found find according "
  + "history diagnosis diagnose diagnosed past medical surgical known active current currently present presence evidence existing condition disease experience experienced experiencing suffer suffered suffering complain complained complaint deny denied undergo underwent undergone receive received require required requires use used using take taking taken treated treatment therapy given prescribed started "
  + "during hospital hospitalization stay course admission admitted discharge discharged arrival presentation presenting visit encounter time before after prior recent recently upon initial initially baseline "
  + "highest lowest maximum minimum max min peak nadir first last most latest earliest final value level result reading measurement measured count number score lab laboratory test total serum blood "
  + "greater less than above below over under exceed exceeds exceeded least equal within between outside normal range reference limit abnormal elevated low high higher lower "
  + "show showed reveal revealed confirm confirmed develop developed exhibit exhibited noted note's observed exam examination physical findings finding sign signs symptom symptoms positive negative available yes no medication medications drug drugs regimen currently home also ordered performed done procedure any other related having now among time").split(" ").map((word) => norm(word)));
const KEEP_IN_PHRASE = new Set(["score", "count", "test", "total", "level"]);

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
  const { asked, instruction } = withoutInstruction(question);
  const words = wordsOf(asked), hits = findConcepts(words), kind: AnswerKind = isNumeric(asked) ? "numeric" : "boolean";
  const family = /\bfamily (?:medical )?history|\b(?:mother|father|brother|sister|sibling|parent|relative|grandmother|grandfather|maternal|paternal|first[- ]degree|family member|family|son|daughter|uncle|aunt)s?\b/i.exec(asked);
  const chosen = choose(kind, asked, words, hits);
  const others = kind === "boolean" && chosen?.concept.kind !== "measurement" ? alternatives(asked, words, hits, chosen) : [];
  const { which, date } = whichOf(asked);
  const content = words.filter((w) => !FRAME.has(w.norm) && !/^\d/.test(w.raw)).map((w) => w.norm);
  const inConcept = new Set(chosen ? words.slice(chosen.hit.first, chosen.hit.last + 1).map((w) => w.norm) : []);
  const named = new Set(hits.filter((hit) => hit.concepts.some((c) => c === chosen?.concept || others.includes(c))).flatMap((hit) => words.slice(hit.first, hit.last + 1).map((w) => w.norm)));
  const compare = kind === "boolean" && (!chosen || chosen.concept.kind === "measurement") ? comparisonOf(asked) : undefined;
  return {
    kind, concept: chosen?.concept, others, recent: /\b(?:recent(?:ly)?|new(?:ly)?|during (?:this|the) (?:admission|hospital|stay)|(?:last|past|previous|within|prior) (?:the )?(?:last |past )?(?:\w+ )?(?:months?|weeks?|days?)|month before)\b/i.test(asked), phrase: content, extra: content.filter((w) => !inConcept.has(w) && !named.has(w) && !IGNORED.has(w)), which, date, unit: unitAsked(asked), compare,
    who: family && !/\b(?:lives?|living) with\b/i.test(asked) ? "family" : "patient", kin: kinOf(family?.[0]), about: aboutOf(asked, kind, chosen?.concept), sex: sexAsked(asked),
    current: /\b(?:current(?:ly)?|active(?:ly)?|still|now|present(?:ly)? (?:a )?smok)/i.test(asked) && !/\b(?:ever|history of|former|past|or former)\b/i.test(asked), baseline: /\bbaseline\b|before (?:this )?admission|prior to (?:this )?admission|usual/i.test(asked),
silence: silenceOf(instruction), cap: capOf(instruction),
  };
}

const SILENCE = /\banswer\s+["“']?(yes|no)["”']?\s+(?:unless|otherwise|if (?:it|the note|there|no|not|none|neither))/i;
function silenceOf(instruction: string): "Yes" | "No" | undefined {
  const word = SILENCE.exec(instruction)?.[1]?.toLowerCase();
  return word === "yes" ? "Yes" : word === "no" ? "No" : undefined;
}
function capOf(instruction: string): number | undefined {
  const match = /\banswer\s+(\d+)\s+if\b[^.]*?\b(\d+)\s?%*\s+or (?:more|greater|higher)/i.exec(instruction);
  return match && match[1] === match[2] ? Number(match[1]) : undefined;
}

const IGNORED = new Set(["mg", "dl", "g", "l", "ml", "u", "%", "mmol", "meq", "mmhg", "bpm", "kg", "cm", "ul", "year", "years", "minute", "beat", "breath", "per", "degree", "fahrenheit", "celsiu", "unit", "day", "class", "patient", "family", "member", "relative", "mother", "father", "sibling", "brother", "sister", "parent", "emergency", "department", "room", "ed", "icu", "service", "facility", "more", "hg", "mm", "k", "s", "his", "own", "individual", "daily", "once", "dose", "clinical", "chronic", "acute", "type", "old", "age", "whether", "about", "ago", "month", "week", "six", "three", "twelve", "last", "serious", "major", "kind", "disorder", "such", "tendency", "done", "planned", "if", "it", "its", "not", "male", "female", "date", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "personal", "degree", "seen", "set", "entire", "throughout", "overall", "single", "such", "e", "serum", "plasma", "venou", "arterial", "mmhg", "ng", "pg", "mcg", "iu", "f", "c", "x", "scale", "point", "percent", "percentage", "rate", "estimated", "ratio", "index"]);

/** Sentences that tell how to answer ("Answer NA if …") are kept apart from what is asked. */
function withoutInstruction(question: string): { asked: string; instruction: string } {
  const at = question.search(/(?:^|[.?!]\s+|\()(?:please\s+)?(?:answer|respond|reply|return|use|if (?:the|no|it|there))\b/i);
  return at > 8 ? { asked: question.slice(0, at + 1), instruction: question.slice(at + 1) } : { asked: question, instruction: "" };
}

const isNumeric = (asked: string): boolean => KIND_NUMERIC.test(asked) && !/^\W*what(?:'s| is| was)? (?:the )?(?:diagnosis|reason)/i.test(asked) || /\bwhat (?:is|was|were)\b[^?]*\?\s*$/i.test(asked);

interface Chosen { readonly concept: AnyConcept; readonly hit: Hit }

/** The concept meant: for a number a measurement (or the drug whose dose is asked), else the longest name that is not a measurement. */
function choose(kind: AnswerKind, asked: string, words: readonly Word[], hits: readonly Hit[]): Chosen | undefined {
  const all = hits.flatMap((hit) => hit.concepts.map((concept) => ({ concept, hit })));
  const measured = all.filter(({ concept }) => concept.kind === "measurement"), others = all.filter(({ concept }) => concept.kind !== "measurement");
  const size = ({ hit }: Chosen) => (words[hit.last] as Word).end - (words[hit.first] as Word).start;
  const longest = (list: readonly Chosen[]) => list.reduce<Chosen | undefined>((best, x) => (!best || size(x) > size(best) ? x : best), undefined);
  if (kind === "numeric") {
    if (/\b(?:dose|dosage|dosing|how (?:many|much) (?:mg|milligrams|mcg|units))\b/i.test(asked)) { const drug = others.find(({ concept }) => concept.kind === "drug"); if (drug) return drug; }
    if (/\bhow old\b/i.test(asked)) return { concept: conceptOf("age") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 1 } };
    if (/\bhow tall\b/i.test(asked)) return { concept: conceptOf("height") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 1 } };
    if (/\bhow long (?:was|did|is|were)\b.*\b(?:hospital|stay|admi|admission)|\bhow many days\b.*\b(?:hospital|stay|admitted|inpatient)/i.test(asked)) return { concept: conceptOf("length-of-stay") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    if (/\bhow (?:much|heavy)\b.*\bweigh/i.test(asked)) return { concept: conceptOf("weight") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    const drinks = /\b(?:drinks?|beers?|glasses)\b.*\b(?:per|a|each) (week|day)\b|\b(week|dai)ly\b.*\bdrinks?\b/i.exec(asked);
    if (drinks) return { concept: conceptOf(/week/i.test(drinks[0]) ? "drinks-per-week" : "drinks-per-day") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    const list = measured.filter(({ concept }) => concept.id !== "age" || measured.length === 1);
    return longest(list);
  }
  if (measured.length > 0 && (comparisonOf(asked) !== undefined) && !others.some((x) => size(x) > size(longest(measured) as Chosen))) return longest(measured.filter(({ concept }) => concept.id !== "age" || measured.length === 1));
  if (/\b(?:year|yr)s? (?:old|of age)\b|\bolder than|\byounger than|\badult\b/i.test(asked) && comparisonOf(asked)) return { concept: conceptOf("age") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 0 } };
  const soft = others.filter(({ concept }) => !(concept.kind === "finding" && ["icu", "physical-therapy", "ekg"].includes(concept.id)) || others.length === 1);
  const states = soft.filter(({ concept }) => concept.kind === "state" && stateAsked(concept.group, asked));
  return states[0] ?? headOf(asked, words, soft.filter(({ concept }) => concept.kind !== "state"));
}

/** What a question with several names is about: the first ("ablation for atrial fibrillation"), or the first after "show"; of names at one place the longest. */
function headOf(asked: string, words: readonly Word[], list: readonly Chosen[]): Chosen | undefined {
  const verb = /\b(?:shows?|showed|reveal(?:ed|s)?|demonstrated?|suggest(?:ed|ive)?|confirm(?:ed)?|evidence of|consistent with)\b/i.exec(asked);
  return (verb && list.find(({ hit }) => (words[hit.first] as Word).start > verb.index)) || list[0];
}

/** Names put beside the chosen one by "or", a comma or "such as": any of them will do. */
function alternatives(asked: string, words: readonly Word[], hits: readonly Hit[], chosen: Chosen | undefined): AnyConcept[] {
  if (!chosen) return [];
  const out: AnyConcept[] = [];
  let end = (words[chosen.hit.last] as Word).end;
  for (const hit of hits.filter((h) => h.first > chosen.hit.last)) {
    const gap = asked.slice(end, (words[hit.first] as Word).start);
    if (gap.length > 40 || !/^[^.?]*(?:\bor\b|,|such as|including|\()[^.?]*$/.test(gap) || /\b(?:for|due to|after|with|from|by|on)\b/.test(gap)) break;
    out.push(...hit.concepts.filter((c) => c.kind === "finding" || c.kind === "drug"));
    end = (words[hit.last] as Word).end;
  }
  return out.filter((c) => c !== chosen.concept);
}

const STATE_CUES: Readonly<Record<string, RegExp>> = {
  disposition: /discharged?|disposition|sent|transferred|died|expire|deceased/i, condition: /condition/i, "mental-status": /mental status|oriented|confused/i, activity: /ambulat|activity|mobility|walk|bedbound|bedridden|wheelchair|assistance/i,
  marital: /married|widow|divorced|single|marital/i, code: /code|resuscitat|DNR|DNI|comfort/i, language: /speak|language|english/i,
};
const stateAsked = (group: string, asked: string): boolean => STATE_CUES[group]?.test(asked) ?? false;

function whichOf(asked: string): { which: Which; date: NoteDate | undefined } {
  const date = datesOf(asked)[0];
  const extreme: Which | undefined = /\b(?:highest|maximum|max|peak|greatest|largest|tmax|most elevated)\b/i.test(asked) ? "highest" : /\b(?:lowest|minimum|nadir|smallest|trough value)\b/i.test(asked) ? "lowest" : undefined;
  if (extreme) return { which: extreme, date };
  if (date) return { which: "date", date };
  if (/\b(?:first|earliest|initial)\b(?! degree|-degree)/i.test(asked)) return { which: "first", date };
  if (/\b(?:last|latest|most recent|final)\b(?! (?:year|month|week|\d))/i.test(asked)) return { which: "last", date };
  if (/\b(?:on|at|upon|before|time of|day of|prior to|by) (?:the )?(?:time of |day of )?(?:\w+ )?discharge|\bdischarge (?:\w+ )?(?:value|level|creatinine|weight|lab|hemoglobin|hematocrit|vital)|\bwhen discharged\b/i.test(asked)) return { which: "discharge", date };
  if (/\b(?:on|at|upon|time of|day of|during) (?:the )?(?:time of |day of )?(?:\w+ )?(?:admission|presentation|arrival|triage)|\bin the (?:ED|ER|emergency)|\badmission (?!to\b)|when admitted/i.test(asked) || /\bon (?:hospital )?presentation\b/i.test(asked)) return { which: "admission", date };
  return { which: "any", date: undefined };
}

const N = "(\\d[\\d,]*(?:\\.\\d+)?|\\.\\d+)";
const COMPARISONS: readonly (readonly [RegExp, Comparison["op"]])[] = [
  [new RegExp(`(?:greater than or equal to|at least|no less than|not less than|≥|>=|minimum of)\\s*${N}`, "i"), "at-least"],
  [new RegExp(`(?:less than or equal to|at most|no more than|not more than|no greater than|not exceed(?:ing)?|≤|<=|up to)\\s*${N}`, "i"), "at-most"],
  [new RegExp(`${N}\\s*(?:[^\\d\\s]{1,12}\\s*)?(?:years(?: of age)?\\s*)?(?:or (?:higher|more|above|greater|older|over))`, "i"), "at-least"],
  [new RegExp(`${N}\\s*(?:[^\\d\\s]{1,12}\\s*)?(?:years(?: of age)?\\s*)?(?:or (?:lower|less|below|younger|under|fewer))`, "i"), "at-most"],
  [new RegExp(`(?:greater than|more than|above|over|exceed(?:s|ed|ing)?|higher than|older than|rise above|surpass(?:ed)?|>)\\s*${N}`, "i"), "above"],
  [new RegExp(`(?:less than|below|under|lower than|fewer than|younger than|fall below|drop below|<)\\s*${N}`, "i"), "below"],
];

function comparisonOf(asked: string): Comparison | undefined {
  const between = new RegExp(`between\\s*${N}\\s*\\S{0,8}\\s*(?:and|to|-)\\s*${N}`, "i").exec(asked);
  if (between) return { op: "between", limit: Number(between[1]), upper: Number(between[2]), unit: undefined };
  for (const [pattern, op] of COMPARISONS) {
    const match = pattern.exec(asked);
    if (match?.[1]) return { op, limit: Number(match[1].replaceAll(",", "")), unit: unitAsked(`in ${asked.slice((match.index) + match[0].search(/[\d.]/) + match[1].length).trim()}`) };
  }
  if (/\b(?:below|under|less than|lower than) (?:the )?(?:lower limit of )?(?:normal|reference)|\babnormally low\b|\bdecreased\b|\blow (?:on|at|during|upon)|\b(?:is|was|were)\b[^?]*\blow\b/i.test(asked)) return { op: "below-normal", limit: Number.NaN, unit: undefined };
  if (/\b(?:above|over|greater than|higher than|exceed\w*) (?:the )?(?:upper limit of )?(?:normal|reference)|\babnormally high\b|\belevated\b|\b(?:is|was|were)\b[^?]*\bhigh\b/i.test(asked)) return { op: "above-normal", limit: Number.NaN, unit: undefined };
  if (/\bnormal\b/i.test(asked) && /\b(?:range|limits?|within|normal)\b/i.test(asked) && !/abnormal/i.test(asked)) return { op: "normal", limit: Number.NaN, unit: undefined };
  return undefined;
}

const kinOf = (word: string | undefined): string | undefined => (word && /^(?:mother|father|brother|sister|sibling|grandmother|grandfather|son|daughter|uncle|aunt|maternal|paternal)/i.test(word) ? word.replace(/s$/i, "").toLowerCase().replace("sibling", "(?:sibling|brother|sister)") : undefined);

function aboutOf(asked: string, kind: AnswerKind, concept: AnyConcept | undefined): Query["about"] {
  if (kind === "numeric") return concept?.kind === "drug" ? "dose" : "concept";
  if (/\ballerg|adverse reaction|intoleran/i.test(asked) && (concept === undefined || concept.kind === "drug")) return "allergy";
  return concept === undefined && sexAsked(asked) ? "sex" : "concept";
}

const sexAsked = (asked: string): Sex | undefined => (/\b(?:female|woman)\b/i.test(asked) ? "F" : /\b(?:male|man)\b/i.test(asked) ? "M" : undefined);

/** The content words worth looking up when no concept is known: without the question's frame, order kept. */
export const lookupWords = (query: Query): readonly string[] => query.phrase.filter((w) => !IGNORED.has(w) || KEEP_IN_PHRASE.has(w));
/** A finding made from a question's own words. */
export const adHoc = (label: string): Finding => ({ kind: "finding", group: "disease", id: `phrase:${label}`, label, names: [label], absent: [], section: "History of Present Illness", weight: 0, is: [] });
