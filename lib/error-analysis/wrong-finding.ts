// Detectors for misread findings.
import { foundAt, type Detector, type AnswerContext } from "./context.ts";
import { sentenceAt, sentences, sentencesWith } from "./sentences.ts";
import { bestMentions, topicMentions, type Spoken, type Topic } from "./topics.ts";
import { ASKS_ABSENCE, ASKS_FINDING_NOW, ASKS_FINDING_PAST, DENIED_AFTER, DENIES_ITSELF, IS_BACK, IS_OVER, JUDGES_NUMBER, NO_DENIAL, PATIENTS_OWN, RELATIVE, RELATIVE_HAS, RELATIVE_TELLS } from "./phrases.ts";
import { dropsItsNegation, isNegated } from "../replies/grounding.ts";

/** Yes for a past finding or a relative's. */
export const historyAsCurrent: Detector = (one) => {
  const { answer, kind, question, passage, right, topic, label } = one;
  if (kind !== "boolean" || answer !== "Yes" || right) return undefined;
  if (!topic.family && !/\bcontacts?\b/i.test(question) && RELATIVE_HAS.test(passage) && !RELATIVE_TELLS.test(passage) && !PATIENTS_OWN.test(passage) && relativesOnly(one)) return foundAt(one, "The finding is a relative's");
  const asksNow = ASKS_FINDING_NOW.test(question) || (label === "No" && !ASKS_FINDING_PAST.test(question));
  return asksNow && IS_OVER.test(passage) && !IS_BACK.test(passage) && !allNegated(one) ? foundAt(one, "The finding is in the past") : undefined;
};

/** Whether every sentence on the topic, or else every one, names a relative. */
function relativesOnly({ passage, topic }: AnswerContext): boolean {
  const spoken = topicMentions(topic, passage);
  const some = spoken.length > 0 ? sentencesWith(spoken, passage) : sentences(passage);
  return some.every(({ start }) => aboutRelative(passage, { start }));
}

/** Yes for what the note negates. */
export const negationMissed: Detector = (one) => {
  const { answer, kind, question, right } = one;
  if (kind !== "boolean" || answer !== "Yes" || right || ASKS_ABSENCE.test(question) || (/\d/.test(question) && JUDGES_NUMBER.test(question))) return undefined;
  return allNegated(one) ? foundAt(one, "The note negates what the answer affirms") : undefined;
};

/** Whether the best mentions are negated, or without any the whole passage, if short. */
function allNegated({ passage, topic }: AnswerContext): boolean {
  const places = bestMentions(topic, passage);
  if (places.length > 0) return places.every((place) => isDenied(passage, place));
  const isShort = passage.split(/\s+/).length <= MOST_WORDS && !/\b(?:but|however|except)\b|[;.]\s/.test(passage);
  return isShort && /\b(?:no|not|never|none|without|denie[sd]|negative)\b|n['’]t\b/i.test(passage) && !NO_DENIAL.test(passage);
}

const MOST_WORDS = 8;
const NO_DENIALS = new RegExp(NO_DENIAL, "gi");

function isDenied(text: string, { start, end }: Pick<Spoken, "start" | "end">): boolean {
  const plain = text.replace(NO_DENIALS, (words) => "x".repeat(words.length));
  return DENIES_ITSELF.test(text.slice(start, end)) || /\bnegative\s+$/i.test(plain.slice(Math.max(0, start - 12), start)) || isNegated(plain, start) || dropsItsNegation(plain, start, end) || DENIED_AFTER.test(plain.slice(end, end + 60));
}

/** No where NA was right. */
export const notMentionedAsNo: Detector = (one) => {
  const { answer, kind, label, topic, note, quote, question } = one;
  if (kind !== "boolean" || answer !== "No" || one.right) return undefined;
  if (label !== undefined) return label === "NA" ? foundAt(one, "The note does not say") : undefined;
  if (topic.stems.length === 0 && topic.names.length === 0) return undefined;
  if (JUDGES_NUMBER.test(question) && quote !== undefined && /\d/.test(quote)) return undefined;
  return !speaksOf(topic, note) && !(quote !== undefined && speaksOf(topic, quote)) ? { why: "The note does not mention it" } : undefined;
};

/** Mentioned by more than half of the words, or by half if negated. */
const speaksOf = (topic: Topic, text: string): boolean => topicMentions(topic, text).some((place) => place.share > 0.5 || (place.share === 0.5 && isDenied(text, place)));

/** NA where No was right. */
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
