// What may differ between a quote and its passage. Words: articles,
// "and", "also", list marks, the spelling of a term, hyphens at line breaks, and one slip of the
// pen in a long word. Every other word, sign or number of either text must be in the other.
import { isNegation, type Token } from "./normalize-text.ts";

/** A note's tokens, and where each word stands among them. */
export interface TokenIndex {
  readonly list: readonly Token[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export interface WordMatch {
  readonly span: readonly [start: number, end: number] | null;
  readonly reason: string;
  /** The quote names the patient as its subject and the note does not. */
  readonly addsPatient?: boolean;
}

/** Words that a quote may add or leave out. */
const FREE = new Set("the a an and also then there this that these those it its of".split(" "));

export function indexTokens(list: readonly Token[]): TokenIndex {
  const places = new Map<string, number[]>();
  list.forEach(({ word }, i) => (places.get(word) ?? places.set(word, []).get(word))?.push(i));
  return { list, places };
}

const MAX_PLACES = 60;
const MAX_TOKENS = 400;

/** The first passage of the note that says what the quote says; `accepts` may refuse a passage. */
export function matchWords(wanted: readonly Token[], note: TokenIndex, accepts: (span: readonly [number, number]) => boolean): WordMatch {
  const solid = wanted.filter(({ word, mark }) => !mark && !FREE.has(word));
  if (wanted.length > MAX_TOKENS) return { span: null, reason: "The quote is too long to be matched by its words" };
  if (solid.length < 2) return { span: null, reason: "The quote is too short to be matched by its words" };
  const addsPatient = solid[0]?.word === "patient";
  for (const subject of addsPatient ? [false, true] : [false]) {
    const tokens = subject ? wanted.slice(wanted.indexOf(solid[0] as Token) + 1) : wanted;
    const first = tokens.find(({ word, mark }) => !mark && !FREE.has(word));
    if (!first || (subject && solid.length < 3)) continue;
    for (const place of candidates(first, note).slice(0, MAX_PLACES)) {
      const lead = tokens[tokens.indexOf(first) - 1], before = note.list[place - 1];
      if (lead?.mark && (before?.mark ? lead.word !== before.word : !note.list[place]?.lineStart)) continue;
      const span = follow(tokens.slice(tokens.indexOf(first)), note.list, place);
      if (span && accepts(span)) return { span, reason: "Same words but for articles, spelling and list marks", ...(subject && { addsPatient: true }) };
    }
  }
  return { span: null, reason: nearMiss(solid, note) };
}

/** Where the note has the word, one part of a compound or a slip of it. */
function candidates({ word }: Token, note: TokenIndex): number[] {
  const exact = note.places.get(word);
  if (exact) return [...exact];
  const found: number[] = [];
  if (word.length < 5 || isNumber(word)) return found;
  for (const [other, at] of note.places) if (other[0] === word[0] && other.length > 2 && (word.startsWith(other) || sameWord(word, other))) found.push(...at);
  return found.sort((a, b) => a - b);
}

/** The span of the tokens from `at` on that match all of `quote`, or undefined. */
function follow(quote: readonly Token[], list: readonly Token[], at: number): readonly [number, number] | undefined {
  let i = 0, j = at, first: Token | undefined, last: Token | undefined;
  while (i < quote.length) {
    const q = quote[i] as Token, n = list[j];
    const step = n && equal(quote, i, list, j);
    if (n && step) {
      if (q.breakBefore !== n.breakBefore && i > 0 && !n.mark && !list[j - 1]?.mark && negationMoves(quote, i)) return undefined;
      first ??= n;
      i += step[0];
      j += step[1];
      last = list[j - 1];
    } else if ((q.mark && !n?.mark) || (FREE.has(q.word) && first)) i++;
    else if (q.mark) return undefined;
    else if (n && first && (n.mark || FREE.has(n.word))) j++;
    else return undefined;
  }
  return first && last ? [first.start, last.end] : undefined;
}

/** A sentence end that only one text has lets a negation before it reach further. */
const negationMoves = (quote: readonly Token[], i: number): boolean => quote.slice(0, i).some(({ word }) => isNegation(word));

/** How many tokens of quote and note are one word, or undefined when they are none. */
function equal(quote: readonly Token[], i: number, list: readonly Token[], j: number): readonly [number, number] | undefined {
  const q = quote[i] as Token, n = list[j] as Token;
  if (q.word === n.word || sameWord(q.word, n.word)) return [1, 1];
  const next = quote[i + 1], after = list[j + 1];
  if (next?.hyphenBefore && q.word + next.word === n.word) return [2, 1];
  return after?.hyphenBefore && n.word + after.word === q.word ? [1, 2] : undefined;
}

const isNumber = (word: string): boolean => /^[-+.\d]/.test(word);

/** One slip in a word of six letters or more: neighbours swapped or a letter doubled. */
function sameWord(a: string, b: string): boolean {
  if (a.length < 6 || b.length < 6 || isNumber(a) || isNumber(b) || a[0] !== b[0]) return a === b;
  if (a === b || a.replace(/(.)\1/g, "$1") === b.replace(/(.)\1/g, "$1")) return true;
  if (a.length !== b.length) return false;
  let i = 1;
  while (a[i] === b[i]) i++;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

/** Why not, for a reader: which kind of word the note lacks. */
function nearMiss(solid: readonly Token[], note: TokenIndex): string {
  const lacking = solid.filter(({ word }) => !note.places.has(word)).map(({ word }) => word);
  if (lacking.length === solid.length) return "No word of the quote stands in the note";
  if (lacking.length > solid.length / 2) return "No passage of the note is near it";
  if (lacking.some(isNumber)) return "A passage is near, but a number differs";
  if (lacking.some(isNegation)) return "A passage is near, but a negation differs";
  return lacking.length > 0 ? "A passage is near, but a word differs" : "Its words stand in the note, but not in one passage in this order";
}

// A value is one thing: sign, bound, number, range, unit and what the unit is counted by. A quote may
// hold it or leave it, not cut it.

const NUMBER_WORD = "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|a|an)";
/** Before a number: what changes it. */
const BEFORE_NUMBER = [
  /(?<!-)[<>≤≥~=±]=?\s*$/,
  /\b(?:than|least|most|over|above|below|under|beyond|exceed(?:s|ed|ing)?|within|up\s+to|as\s+(?:high|low|much|many|few|long)\s+as|almost|nearly|half|every\s+other|minus|negative|inside\s+of|upwards\s+of|north\s+of|maximum\s+of|minimum\s+of|greater|less)\s+(?:an?\s+|about\s+|or\s+equal\s+to\s+|the\s+)?$/i,
  new RegExp(String.raw`(?:\d|\b${NUMBER_WORD})%?\s*(?:-|–|—|/|\bto\b|\bor\b|\bthrough\b)\s*$`, "i"),
  /(?:^|[\s(=:,])[-−+]$/,
  /\bbetween\s+$/i,
];
/** Behind a number: the rest of its range, its share, or "or more". */
const AFTER_NUMBER = [
  /^\s*[-–—/]\s*\d/, /^\s*(?:to|or|through)\s+\d/i, /^\s*\+(?!\s*\d)/, /^\s*(?:%|percent\b)/i,
  /^\s*(?:°|degrees\b)/i, /^\s*\/\s*\p{L}/u,
];
const OR_MORE = /^\s*(?:[\p{L}%/]+\s+)?(?:or|and)\s+(?:more|less|greater|fewer|higher|lower|above|below|older|younger|over|under|so|up)\b/iu;
/** Behind a number or its unit: what it is counted by. */
const RATE = /^\s*(?:\/\s*\p{L}|per\b|p\.?\s?d\b|(?:an?|each|every|times an?)\s+(?:minute|hour|day|night|morning|evening|week|month|year)s?\b|every\s+(?:other|\d|one|two|three|four|six|eight|twelve)\b|other\b)/iu;

/** What of a value the passage from `start` to `end` cuts off, in words; undefined for nothing. */
export function cutsValue(note: string, [start, end]: readonly [number, number]): string | undefined {
  const own = note.slice(start, end), before = note.slice(Math.max(0, start - 40), start), after = note.slice(end, end + 40);
  const begins = new RegExp(String.raw`^(?:[-−+]?\.?\d|${NUMBER_WORD}\b)`, "i").test(own);
  if (begins && BEFORE_NUMBER.some((pattern) => pattern.test(before))) return "what bounds its first number";
  if (/^\p{L}/u.test(own) && /\b(?:half|every\s+other|quarter)\s+(?:an?\s+|of\s+an?\s+)?$/i.test(before) && /^(?:tablets?|tabs?|pills?|packs?|doses?|days?|weeks?|units?|mg|mcg|ml|cups?|glass(?:es)?)\b/i.test(own)) return "the number of its first unit";
  const ends = new RegExp(String.raw`(?:\d|\b${NUMBER_WORD})$`, "i").test(own);
  if (ends && AFTER_NUMBER.some((pattern) => pattern.test(after))) return "the rest of its last number";
  if (/[\p{L}\d%]$/u.test(own)) {
    if (RATE.test(after)) return "what its last value is counted by";
    if (/\d/.test(own.slice(-24)) && OR_MORE.test(after)) return "the bound of its last number";
  }
  return undefined;
}
