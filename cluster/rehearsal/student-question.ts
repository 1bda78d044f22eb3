// Owns how the student sees a question: its topic words, and whether a word of the note is one of them, begins like one or abbreviates some.
import { isFunctionWord, tokenize } from "./student-text.ts";
import type { Token } from "./student-text.ts";

export interface Asked {
  /** Topic words and dates, each once, at most {@link MOST} of them. */
  readonly topic: readonly Pick<Token, "key" | "hash">[];
  /** Initials of two to four neighbouring topic words, with the words they stand for. */
  readonly acronyms: ReadonlyMap<string, number>;
  /** Each topic word, and each two neighbours written as one: what an abbreviation is read against. */
  readonly joined: readonly { readonly text: string; readonly words: number }[];
  /** Numbers it names: "above 1.5". */
  readonly numbers: readonly number[];
  /** Hashes of all words in order, function words too. */
  readonly words: readonly number[];
}

/** How a word of the note meets the question. */
export const MATCHES = ["none", "same", "beginning", "short beginning", "acronym", "short acronym", "abbreviation", "short abbreviation"] as const;
/** Index into MATCHES, and a bit for each topic word that is met. */
export interface Meeting {
  readonly how: number;
  readonly words: number;
}

const MOST = 24;
const NONE: Meeting = { how: 0, words: 0 };

/** Reads a question. */
export function readQuestion(question: string): Asked {
  const tokens = tokenize(question);
  const topic = tokens.filter((t) => (t.kind === "word" && !isFunctionWord(t.key)) || t.kind === "date");
  const distinct = [...new Map(topic.map((t) => [t.key, t])).values()].slice(0, MOST);
  return { ...spellings(distinct), numbers: tokens.filter((t) => t.kind === "number").map((t) => t.value), words: tokens.map((t) => t.hash) };
}

/** The question with some of its topic words unseen. */
export const hide = (asked: Asked, hidden: (hash: number) => boolean): Asked => ({ ...asked, ...spellings(asked.topic.filter((t) => !hidden(t.hash))) });

/** How a word of the note meets the question. Knows spelling only: plt abbreviates platelet because its letters stand there in order, the first one first. */
export function meet({ topic, acronyms, joined }: Asked, key: string): Meeting {
  const same = topic.findIndex((t) => t.key === key);
  if (same >= 0) return { how: 1, words: 1 << same };
  const like = topic.findIndex((t) => begins(t.key, key));
  if (like >= 0) return { how: key.length > 3 ? 2 : 3, words: 1 << like };
  const acronym = acronyms.get(key);
  if (acronym !== undefined) return { how: key.length > 2 ? 4 : 5, words: acronym };
  const whole = key.length >= 2 && key.length <= 8 ? joined.find(({ text }) => abbreviates(key, text)) : undefined;
  return whole ? { how: key.length > 2 ? 6 : 7, words: whole.words } : NONE;
}

function spellings(topic: Asked["topic"]): Pick<Asked, "topic" | "acronyms" | "joined"> {
  const acronyms = new Map<string, number>();
  topic.forEach((_, from) => {
    let initials = "", words = 0;
    for (let i = from; i < Math.min(from + 4, topic.length); i++) {
      initials += topic[i]?.key.charAt(0);
      words |= 1 << i;
      if (initials.length > 1) acronyms.set(initials, words);
    }
  });
  const joined = topic.flatMap(({ key }, i) => [{ text: key, words: 1 << i }, ...(topic[i + 1] ? [{ text: key + topic[i + 1]?.key, words: (1 << i) | (1 << (i + 1)) }] : [])]);
  return { topic, acronyms, joined };
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
