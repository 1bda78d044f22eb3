// Detectors for findings misread: over or a relative's, negated, not mentioned, denied and
// overlooked.
import { foundAt, type Detector, type AnswerContext } from "./context.ts";
import { sentenceAt, sentences } from "./sentences.ts";
import { topicMentions, type Spoken, type Topic } from "./topics.ts";
import { ASKS_ABSENCE, ASKS_FINDING_NOW, ASKS_FINDING_PAST, DENIED_AFTER, DENIES_ITSELF, IS_BACK, IS_OVER, JUDGES_NUMBER, NO_DENIAL, PATIENTS_OWN, RELATIVE, RELATIVE_HAS, RELATIVE_TELLS } from "./phrases.ts";
import { dropsItsNegation, isNegated } from "../replies/grounding.ts";

/** A finding that is over, or a relative's, answered as the patient's own and present one. */
export const historyAsCurrent: Detector = (one) => {
  const { answer, kind, question, passage, right, topic, label } = one;
  if (kind !== "boolean" || answer !== "Yes" || right) return undefined;
  if (!topic.family && !/\bcontacts?\b/i.test(question) && RELATIVE_HAS.test(passage) && !RELATIVE_TELLS.test(passage) && !PATIENTS_OWN.test(passage) && relativesOnly(one)) return foundAt(one, "The finding is a relative's");
  const asksNow = ASKS_FINDING_NOW.test(question) || (label === "No" && !ASKS_FINDING_PAST.test(question));
  return asksNow && IS_OVER.test(passage) && !IS_BACK.test(passage) && !allNegated(one) ? foundAt(one, "The finding is in the past") : undefined;
};

/** Where the note, too, speaks of the topic with relatives only. */
function relativesOnly({ passage, topic }: AnswerContext): boolean {
  const spoken = topicMentions(topic, passage);
  return sentences(passage).filter(({ start, end }) => spoken.length === 0 || spoken.some((place) => place.start >= start && place.start < end)).every(({ start, end }) => RELATIVE.test(passage.slice(start, end)));
}

/** Something the note negates answered Yes. */
export const negationMissed: Detector = (one) => {
  const { answer, kind, question, right } = one;
  if (kind !== "boolean" || answer !== "Yes" || right || ASKS_ABSENCE.test(question) || (/\d/.test(question) && JUDGES_NUMBER.test(question))) return undefined;
  return allNegated(one) ? foundAt(one, "The note negates what the answer affirms") : undefined;
};

/**
 * True when all places of the passage that name the topic are negated; without one, when all it
 * says is.
 */
function allNegated({ passage, topic }: AnswerContext): boolean {
  const spoken = topicMentions(topic, passage), best = Math.max(0, ...spoken.map((place) => place.share));
  const places = spoken.filter((place) => place.share === best);
  if (places.length > 0) return places.every((place) => isDenied(passage, place));
  const isShort = passage.split(/\s+/).length <= MOST_WORDS && !/\b(?:but|however|except)\b|[;.]\s/.test(passage);
  return isShort && /\b(?:no|not|never|none|without|denie[sd]|negative)\b|n['’]t\b/i.test(passage) && !NO_DENIAL.test(passage);
}

const MOST_WORDS = 8;
const NO_DENIALS = new RegExp(NO_DENIAL, "gi");

/** Whether the words at a place of a text are negated, before or after them. */
function isDenied(text: string, { start, end }: Pick<Spoken, "start" | "end">): boolean {
  const plain = text.replace(NO_DENIALS, (words) => "x".repeat(words.length));
  return DENIES_ITSELF.test(text.slice(start, end)) || /\bnegative\s+$/i.test(plain.slice(Math.max(0, start - 12), start)) || isNegated(plain, start) || dropsItsNegation(plain, start, end) || DENIED_AFTER.test(plain.slice(end, end + 60));
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

/** Named, or said in more than half of its words; half will do where they are negated. */
const speaksOf = (topic: Topic, text: string): boolean => topicMentions(topic, text).some((place) => place.share > 0.5 || (place.share === 0.5 && isDenied(text, place)));

/** NA for what the note negates, where No was right. */
export const noAsNotMentioned: Detector = (one) => {
  const { answer, kind, label, topic, note } = one;
  if (kind !== "boolean" || answer !== "NA" || one.right) return undefined;
  if (label !== undefined) return label === "No" ? { why: "The note says that it is not so" } : undefined;
  const places = topicMentions(topic, note).filter(({ share }) => share > 0.5);
  const denied = places.length > 0 && places.every((place) => isDenied(note, place) && topic.family === aboutRelative(note, place));
  return denied ? { why: "The note denies it", span: [places[0]?.start ?? 0, places[0]?.end ?? 0] } : undefined;
};

function aboutRelative(note: string, { start }: Pick<Spoken, "start">): boolean {
  const sentence = sentenceAt(note, start);
  return RELATIVE.test(note.slice(sentence.start, sentence.end));
}
