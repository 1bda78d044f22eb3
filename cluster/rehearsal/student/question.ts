// Owns how the student sees a question: its topic words, and whether a word of the note is one of them, begins like one or abbreviates some.
import { isFunctionWord, tokenize } from "./text.ts";
import type { Token } from "./text.ts";

export interface Asked {
  /** Topic words and dates, each once, at most MOST of them. */
  readonly topic: readonly Pick<Token, "key" | "hash">[];
  /** Initials of neighbouring words, and which topic words they stand for, a bit each. */
  readonly acronyms: ReadonlyMap<string, number>;
  /** Each topic word, and each two neighbours written as one: what an abbreviation is read against. */
  readonly joined: readonly { readonly text: string; readonly words: number }[];
  /** Numbers it names, each with the hashes of the two words before it: "less than 1.5". */
  readonly numbers: readonly { readonly value: number; readonly before: readonly number[] }[];
  /** Hashes of all words in order, function words too. */
  readonly words: readonly number[];
}

/** How a word of the note meets the question; the short kinds rest on two or three letters. */
export const MATCHES = ["none", "same", "beginning", "short beginning", "acronym", "short acronym", "abbreviation", "short abbreviation"] as const;
type How = (typeof MATCHES)[number];

/** Index into MATCHES, and a bit for each topic word that is met. */
export interface Meeting {
  readonly how: number;
  readonly words: number;
}

const MOST = 24, LONGEST_ACRONYM = 5;

/** Reads a question. */
export function readQuestion(question: string): Asked {
  const tokens = tokenize(question);
  const topical = tokens.filter((t) => t.kind === "date" || (t.kind === "word" && !isFunctionWord(t.key)));
  const topic = [...new Map(topical.map((t) => [t.key, t])).values()].slice(0, MOST);
  const bit = (key: string) => (topic.some((t) => t.key === key) ? 1 << topic.findIndex((t) => t.key === key) : 0);
  return {
    topic,
    acronyms: acronyms(tokens.filter((t) => t.kind === "word"), bit),
    joined: topical.flatMap(({ key }, i) => [{ text: key, words: bit(key) }, ...topical.slice(i + 1, i + 2).map((next) => ({ text: key + next.key, words: bit(key) | bit(next.key) }))]),
    numbers: tokens.flatMap((t, i) => (t.kind === "number" ? [{ value: t.value, before: tokens.slice(Math.max(0, i - 2), i).map((w) => w.hash) }] : [])),
    words: tokens.map((t) => t.hash),
  };
}

/** How a word of the note meets the question. Knows spelling only: plt abbreviates platelet because its letters stand there in order, the first one first. */
export function meet({ topic, acronyms, joined }: Asked, key: string): Meeting {
  const meeting = (how: How, words: number): Meeting => ({ how: MATCHES.indexOf(how), words });
  const same = topic.findIndex((t) => t.key === key);
  if (same >= 0) return meeting("same", 1 << same);
  const like = topic.findIndex((t) => begins(t.key, key));
  if (like >= 0) return meeting(key.length > 3 ? "beginning" : "short beginning", 1 << like);
  const acronym = acronyms.get(key);
  if (acronym !== undefined) return meeting(key.length > 2 ? "acronym" : "short acronym", acronym);
  const whole = key.length >= 2 && key.length <= 8 ? joined.find(({ text }) => abbreviates(key, text)) : undefined;
  return whole ? meeting(key.length > 2 ? "abbreviation" : "short abbreviation", whole.words) : meeting("none", 0);
}

/** Initials of every run of words that begins and ends with a topic word: shortness of breath is sob, and without its small word sb. */
function acronyms(words: readonly Token[], bit: (key: string) => number): Map<string, number> {
  const out = new Map<string, number>();
  words.forEach((_, from) => {
    for (let n = 2; n <= LONGEST_ACRONYM && from + n <= words.length; n++) {
      const run = words.slice(from, from + n);
      if (!bit(run[0]?.key ?? "") || !bit(run.at(-1)?.key ?? "")) continue;
      const met = run.reduce((all, w) => all | bit(w.key), 0);
      for (const part of [run, run.filter((w) => bit(w.key))]) if (part.length > 1) out.set(part.map((w) => w.key.charAt(0)).join(""), met);
    }
  });
  return out;
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
