// Owns how the student sees a question: its topic words, and whether a word of the note is one of them, begins like one or abbreviates one.
import { isFunctionWord, tokenize } from "./student-text.ts";

export interface Asked {
  /** Topic words and dates, each once. */
  readonly keys: readonly string[];
  readonly hashes: readonly number[];
  /** Initials of two to four neighbouring topic words. */
  readonly acronyms: ReadonlySet<string>;
  /** Each topic word, and each two neighbours written as one: what an abbreviation is read against. */
  readonly joined: readonly string[];
  /** Hashes of all words in order, function words too. */
  readonly words: readonly number[];
}

/** How a word of the note meets the question. */
export const MATCHES = ["none", "same", "beginning", "acronym", "abbreviation"] as const;

/** Reads a question. */
export function readQuestion(question: string): Asked {
  const tokens = tokenize(question);
  const topic = tokens.filter((t) => (t.kind === "word" && !isFunctionWord(t.key)) || t.kind === "date");
  const distinct = [...new Map(topic.map((t) => [t.key, t.hash]))];
  return {
    keys: distinct.map(([key]) => key),
    hashes: distinct.map(([, hash]) => hash),
    acronyms: new Set(initials(topic.filter((t) => t.kind === "word").map((t) => t.key.charAt(0)))),
    joined: topic.flatMap((t, i) => [t.key, t.key + (topic[i + 1]?.key ?? "")]),
    words: tokens.map((t) => t.hash),
  };
}

/** Index into {@link MATCHES}. Knows spelling only: plt abbreviates platelet because its letters stand there in order, the first one first. */
export function match(asked: Asked, key: string): number {
  if (asked.keys.includes(key)) return 1;
  if (asked.keys.some((word) => begins(word, key))) return 2;
  if (asked.acronyms.has(key)) return 3;
  return key.length >= 2 && key.length <= 8 && asked.joined.some((text) => abbreviates(key, text)) ? 4 : 0;
}

/** The same first four letters, or a key of two or three letters that the word begins with. */
function begins(word: string, key: string): boolean {
  if (word.length < 4 || key.length < 2 || word.charCodeAt(0) !== key.charCodeAt(0)) return false;
  return word.startsWith(key.length < 4 ? key : key.slice(0, 4));
}

function abbreviates(key: string, text: string): boolean {
  if (key.charCodeAt(0) !== text.charCodeAt(0) || key.length >= text.length) return false;
  let at = 0;
  for (let i = 0; i < text.length && at < key.length; i++) if (text.charCodeAt(i) === key.charCodeAt(at)) at++;
  return at === key.length;
}

function* initials(letters: readonly string[]): Generator<string> {
  for (let from = 0; from < letters.length; from++) for (let n = 2; n <= 4 && from + n <= letters.length; n++) yield letters.slice(from, from + n).join("");
}
