// Detectors for findings misread: over or a relative's, negated, not mentioned at all, or denied and overlooked.
import type { Detector, Judged } from "./failure-row.ts";
import { foundAt } from "./failure-row.ts";
import { sentenceAt, sentences } from "./failure-text.ts";
import { spokenOf } from "./failure-topic.ts";
import type { Spoken, Topic } from "./failure-topic.ts";
import { isCutFromNegation, isNegatedBefore } from "./negation.ts";

const RELATIVE = /\b(?:mother|mum|mom|father|dad|brothers?|sisters?|siblings?|sons?|daughters?|wife|husband|spouse|uncles?|aunts?|cousins?|grand(?:mother|father|parents?)|parents?|maternal|paternal|family)\b/i;
/** A relative who tells, rather than has. */
const TELLS = /\b(?:mother|mum|mom|father|dad|brothers?|sisters?|sons?|daughters?|wife|husband|spouse|family|parents?)\b(?:'s report)?[ ,]+(?:also )?(?:reports?|reported|states?|stated|says|said|notes|noted|notices|noticed|confirms?|confirmed|describes?|thinks|feels|found|brought|called|is worried|was worried)\b|\b(?:per|by|from|with|lives with|according to)\s+(?:his |her |the )?(?:mother|father|wife|husband|son|daughter|family|spouse|brother|sister)\b/i;
const OWN = /\b(?:patient|he|she) (?:himself |herself |also |too )?(?:has|had|was|is)\b|\b(?:patient|himself|herself) (?:has it )?too\b|\bown\b/i;
const PAST = /\b(?:ex-|former(?:ly)?|as a (?:boy|girl|child|teenager|young|youth)|in (?:his|her|their) (?:youth|teens|twenties|thirties|forties|fifties|childhood|[2-6]0s)|in childhood|childhood|years? (?:ago|back)|yrs (?:ago|back)|in the (?:nineties|eighties|seventies|sixties|past)|remote(?:ly)?|resolved|removed|quit|gave up|given up|stopped|clean for|recovered|previous(?:ly)?|status post|s\/p|h\/o|history of|hx of|prior|since recovered|long ago)\b/i;
const AGAIN = /\b(?:again|now with|now has|recurrent|recurred|currently|current|ongoing|active(?:ly)?|acute on chronic|today)\b/i;
const ASKS_NOW = /\b(?:currently|current|now|active(?:ly)?|at present|at this time|presently|ongoing|still|today)\b/i, ASKS_PAST = /\b(?:history|ever|past|previous(?:ly)?|prior|had|been)\b/i;

/** A finding that is over, or a relative's, answered as the patient's own and present one. */
export const historyAsCurrent: Detector = (one) => {
  const { answer, kind, question, passage, right, topic, label } = one;
  if (kind !== "boolean" || answer !== "Yes" || right) return undefined;
  if (!topic.family && RELATIVE.test(passage) && !TELLS.test(passage) && !OWN.test(passage) && relativesOnly(one)) return foundAt(one, "The finding is a relative's");
  const asksNow = ASKS_NOW.test(question) || (label === "No" && !ASKS_PAST.test(question));
  return asksNow && PAST.test(passage) && !AGAIN.test(passage) && !allNegated(one) ? foundAt(one, "The finding is in the past") : undefined;
};

/** Where the note, too, speaks of the topic with relatives only. */
function relativesOnly({ passage, topic }: Judged): boolean {
  const spoken = spokenOf(topic, passage);
  return sentences(passage).filter(({ start, end }) => spoken.length === 0 || spoken.some((place) => place.start >= start && place.start < end)).every(({ start, end }) => RELATIVE.test(passage.slice(start, end)));
}

const NEGATED_AFTER = /^[\w\s,/()-]{0,30}?(?:\b(?:was|were|is|are|has been|have been)?\s*(?:ruled out|excluded|denied|absent|negative|not (?:seen|found|present|identified|noted|detected|demonstrated|visualized|appreciated))\b|:\s*(?:no|none|negative|neg|absent|denies|nil)\b)/i;
const ASKS_NEGATIVE = /\b(?:den(?:y|ies|ied)|free of|without|absence|absent|negative|no longer|not|normal|refuse[ds]?|unable|lack|stop(?:ped)?)\b/i;

/** Something the note negates answered Yes. */
export const negationMissed: Detector = (one) => {
  const { answer, kind, question, right } = one;
  if (kind !== "boolean" || answer !== "Yes" || right || ASKS_NEGATIVE.test(question)) return undefined;
  return allNegated(one) ? foundAt(one, "The note negates what the answer affirms") : undefined;
};

/** True when every place of the passage that speaks of the topic is negated; of a passage that does not name it, when it negates all it says. */
function allNegated({ passage, topic }: Judged): boolean {
  const spoken = spokenOf(topic, passage), best = Math.max(0, ...spoken.map((place) => place.share));
  const places = spoken.filter((place) => place.share === best);
  if (places.length > 0) return places.every((place) => isNegated(passage, place));
  return /\b(?:no|not|never|none|without|denie[sd]|negative)\b|n['’]t\b/i.test(passage) && !/\b(?:but|however|except)\b|[;.]\s/.test(passage) && !PSEUDO.test(passage) && /^\W*(?:[\w']+\W+){0,8}$/.test(passage);
}

/** "No change in", "not only", "gram-negative": words of denial that deny nothing about the finding. */
const PSEUDO = /\b(?:no|not|without|never)\s+(?:any\s+)?(?:significant\s+|interval\s+|further\s+|much\s+)?(?:change|increase|decrease|improvement|progression|relief|response|only|just|exclude|rule|reliev\w*|control\w*|improv\w*|respon\w*|tolerat\w*|resolv\w*)\b|\b(?:could|can|would) ?not (?:tolerate|exclude|rule|be excluded)\b|\bgram[- ]negative\b/gi;

export function isNegated(text: string, { start, end }: Pick<Spoken, "start" | "end">): boolean {
  const plain = text.replace(PSEUDO, (words) => "x".repeat(words.length));
  return isNegatedBefore(plain, start) || isCutFromNegation(plain, start, end) || NEGATED_AFTER.test(plain.slice(end, end + 60));
}

/** A No for what the note does not mention, where NA was right. */
export const notMentionedAsNo: Detector = (one) => {
  const { answer, kind, label, topic, note, quote, question } = one;
  if (kind !== "boolean" || answer !== "No" || one.right) return undefined;
  if (label !== undefined) return label === "NA" ? foundAt(one, "The note does not say") : undefined;
  if (topic.stems.length === 0 && topic.names.length === 0) return undefined;
  if (JUDGES_NUMBER.test(question) && quote !== undefined && /\d/.test(quote)) return undefined;
  return !speaksOf(topic, note) && !(quote !== undefined && speaksOf(topic, quote)) ? { why: "The note does not mention it" } : undefined;
};

const JUDGES_NUMBER = /\b(?:normal|range|above|below|over|under|exceed\w*|less|more|greater|higher|lower|elevated|between|at least|at most)\b/i;

/** Named, or said in more than half of its words; half of them will do where the note negates them ("no cancer in the family"). */
const speaksOf = (topic: Topic, text: string): boolean => spokenOf(topic, text).some((place) => place.share > 0.5 || (place.share === 0.5 && isNegated(text, place)));

/** NA for what the note negates, where No was right. */
export const noAsNotMentioned: Detector = (one) => {
  const { answer, kind, label, topic, note } = one;
  if (kind !== "boolean" || answer !== "NA" || one.right) return undefined;
  if (label !== undefined) return label === "No" ? { why: "The note says that it is not so" } : undefined;
  const places = spokenOf(topic, note).filter(({ share }) => share > 0.5);
  const denied = places.length > 0 && places.every((place) => isNegated(note, place) && topic.family === aboutRelative(note, place));
  return denied ? { why: "The note denies it", span: [places[0]?.start ?? 0, places[0]?.end ?? 0] } : undefined;
};

function aboutRelative(note: string, { start }: Pick<Spoken, "start">): boolean {
  const sentence = sentenceAt(note, start);
  return RELATIVE.test(note.slice(sentence.start, sentence.end));
}
