// Does a quote stand in its note, and where? Owns the answer; what counts as the same writing is normalize-text.ts, as the same meaning fuzzy-match.ts.
import { fuzzyMatch, indexTokens, type TokenIndex } from "./fuzzy-match.ts";
import { normalizeText, isWhole, tokens, type Folded } from "./normalize-text.ts";
import type { Answer } from "../types.ts";

export interface Grounding {
  /** exact: character for character. normalised: but for white space, case, dashes, quotes and Unicode. near: other words of no weight. absent: not grounded. */
  readonly status: "exact" | "normalised" | "near" | "absent";
  /** Where in the note: `note.slice(start, end)`; null when absent. */
  readonly span: readonly [start: number, end: number] | null;
  /** One sentence, without text of the note. */
  readonly reason: string;
  /** A negation that stands before the quote reaches it: "chest pain" quoted out of "denies fever or chest pain". */
  readonly negatedBefore: boolean;
}

interface Prepared { readonly folded: Folded; readonly index: TokenIndex }

const KEPT = 64;
const prepared = new Map<string, Prepared>();

/** The note ready for comparing, folded and cut into tokens only when a quote needs it. */
export function prepare(note: string): Prepared {
  let ready = prepared.get(note);
  if (ready) return ready;
  let folded: Folded | undefined, index: TokenIndex | undefined;
  ready = {
    get folded() { return (folded ??= normalizeText(note)); },
    get index() { return (index ??= indexTokens(tokens(note))); },
  };
  prepared.set(note, ready);
  if (prepared.size > KEPT) prepared.delete(prepared.keys().next().value ?? note);
  return ready;
}

/**
 * Whether the quote stands in the note. It does when its characters do (white space, case, dashes, quotes and Unicode apart), with no word or number cut at its
 * ends, or when a passage differs by words of no weight and agrees in every number, unit, negation and side. The parts of "a … b" must stand in
 * that order. A quote that leaves out the "no" right before it is absent; one that a more distant negation reaches is found, with `negatedBefore`.
 */
export function groundQuote(quote: string, note: string): Grounding {
  if (!/[\p{L}\p{N}]/u.test(quote)) return absent("The quote has neither word nor number");
  const exact = findExact(quote.trim(), note);
  if (exact && !exact.cut) return found("exact", exact, "Stands in the note as quoted");
  const ready = prepare(note);
  const normalised = findFolded(quote, { folded: ready.folded, note });
  if (normalised && !normalised.cut) return found("normalised", normalised, "Stands in the note but for spacing, case, dashes, quotes or end punctuation");
  if (exact ?? normalised) return absent("The note negates these words right before them");
  const parts = quote.split(ELLIPSIS).filter((part) => /[\p{L}\p{N}]/u.test(part));
  if (parts.length > 1) return groundParts(parts, { folded: ready.folded, note });
  const near = fuzzyMatch(quote, ready.index);
  if (!near.span) return absent(near.reason);
  if (dropsItsNegation(note, ...near.span)) return absent("The note negates these words right before them");
  return found("near", { span: near.span, negated: isNegated(note, near.span[0]) }, near.reason);
}

/** True for no number, or one in the quote (digits or word, outside redaction tags). */
export function answerInSource({ answer, source }: { readonly answer: Answer; readonly source: string }): boolean {
  if (typeof answer !== "number") return true;
  const text = source.replace(/\[\*\*[^\]]*\]/g, " ").toLowerCase();
  const said = [...text.matchAll(/\d+(?:,\d{3})+(?:\.\d+)?|\d*\.\d+|\d+/g)].map((m) => Number(m[0].replaceAll(",", "")));
  const words = [...text.matchAll(/\b[a-z]+\b/g)].map((m) => NUMBER_WORDS.indexOf(m[0])).filter((n) => n >= 0);
  return [...said, ...words].some((n) => Math.abs(n - Math.abs(answer)) <= 1e-9 * Math.max(1, n));
}

const NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const ELLIPSIS = /\s*[[(]?\s*(?:\.{3,}|…|\.\s\.\s\.)\s*[\])]?\s*/u;

interface Place { span: readonly [number, number]; negated: boolean; cut?: boolean }

const absent = (reason: string): Grounding => ({ status: "absent", span: null, reason, negatedBefore: false });
const found = (status: Grounding["status"], { span, negated }: Place, reason: string): Grounding => ({ status, span, reason, negatedBefore: negated });

const findExact = (quote: string, note: string): Place | undefined => best(occurrences(quote, note), (at) => [at, at + quote.length], note);

/** The quote folded and without punctuation at its ends, in the folded note. */
function findFolded(quote: string, { folded, note }: { folded: Folded; note: string }): Place | undefined {
  const wanted = trimmed(normalizeText(quote).text);
  return best(occurrences(wanted, folded.text), (at) => spanOf(folded, at, wanted.length), note);
}

const spanOf = ({ start, end }: Folded, at: number, length: number): [number, number] => [start[at] as number, end[at + length - 1] as number];
const trimmed = (folded: string): string => folded.replace(/^(?:["'.,;:*#]|-(?!\d))+/, "").replace(/[".,;:]+$|(?<=[\p{L}\d.,;:])'+$/u, "").trim();

function* occurrences(wanted: string, text: string, from = 0): Generator<number> {
  for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) if (isWhole(text, at, at + wanted.length)) yield at;
}

/**
 * The first place no negation reaches, else that only a distant one reaches, else the first,
 * marked.
 */
function best(places: Iterable<number>, toSpan: (at: number) => readonly [number, number], note: string): Place | undefined {
  let second: Place | undefined, third: Place | undefined;
  for (const at of places) {
    const span = toSpan(at), negated = isNegated(note, span[0]);
    if (dropsItsNegation(note, ...span)) third ??= { span, negated, cut: true };
    else if (!negated) return { span, negated };
    else second ??= { span, negated };
  }
  return second ?? third;
}

/** The parts of a quote with words left out, in order; nothing left out may turn its meaning. */
function groundParts(parts: readonly string[], { folded, note }: { folded: Folded; note: string }): Grounding {
  const spans: (readonly [number, number])[] = [];
  let from = 0;
  for (const part of parts) {
    const wanted = trimmed(normalizeText(part).text), previous = spans.at(-1);
    const places = [...occurrences(wanted, folded.text, from)];
    const at = places.find((place) => joins(note, { previous, start: spanOf(folded, place, wanted.length)[0], isNumber: !/\p{L}/u.test(part) }));
    if (at === undefined) return absent(places.length > 0 ? "What the quote leaves out changes what its parts say" : "A part of the quote does not stand in the note after the part before it");
    spans.push(spanOf(folded, at, wanted.length));
    from = at + wanted.length;
  }
  const span: [number, number] = [(spans[0] as [number, number])[0], (spans.at(-1) as [number, number])[1]];
  return found("normalised", { span, negated: isNegated(note, span[0]) }, "Its parts stand in the note in this order");
}

/** A number alone stays in its sentence and line, and no skipped negation may reach the part. */
function joins(note: string, { previous, start, isNumber }: { previous: readonly [number, number] | undefined; start: number; isNumber: boolean }): boolean {
  if (!previous) return !dropsItsNegation(note, start);
  const gap = note.slice(previous[1], start);
  return !(isNumber && /\n|[.;]\s/.test(gap)) && !isNegated(gap, gap.length);
}

/** Words that negate what follows. */
const CUES = /\b(?:no|not|never|nor|neither|without|w\/o|denie[sd]|deny|denying|negative (?:for|except)|neg for|absence of|absent|free of|ruled out for|rules? out|r\/o|lacks?|cannot|unable to|\w+n['’]t)\b/gi;
const STARTS_WITH_CUE = new RegExp(`^${CUES.source}`, "i");
/**
 * Where a negation stops: the sentence's end, the next list entry, or a word that starts a
 * statement.
 */
const STOPS = new RegExp([
  String.raw`[.;!?](?=\s|$)`, String.raw`\n\s*\n`, String.raw`\n\s*(?:[-*•#]|\d+[.)]\s)`, String.raw`\n\s*[A-Z][\w /&()-]{0,30}(?::|\s-\s)`, String.raw`:\s*\n`,
  String.raw`\b(?:but|however|although|though|except|aside from|apart from|yet|besides|who|(?:which|that) (?:is|was|were|are)|secondary to|due to)\b`,
  String.raw`\b(?:positive for|admits?(?: to)?|endorse[sd]?|reports?|reported|complain(?:s|ed|ing)? of|presents?|presented|found to have|has|had)\b`, String.raw`\b(?:notable|significant|remarkable) for\b`,
].join("|"), "gi");
const REACH = 160;
/** What may stand between "no" and the words it belongs to. */
const BETWEEN = "any|a|an|the|known|prior|previous|past|significant|other|further|longer|new|acute|recent|current|personal|clear|obvious|overt|evidence of|signs? of|symptoms? of|history of|have|had";
const DIRECT = new RegExp(String.raw`(?:\b(?:no|not|never|non|without|w\/o|\w+n['’]t)[\s-]+(?:(?:${BETWEEN})\s+)*|\bex-)$`, "i");

/**
 * True when a negation before `index` reaches the words there: "denies fever or chest pain" negates
 * "chest pain".
 */
export function isNegated(text: string, index: number): boolean {
  if (STARTS_WITH_CUE.test(text.slice(index, index + 20))) return false;
  const from = Math.max(0, index - REACH), cue = lastStart(CUES, text.slice(from, index));
  if (cue < 0) return false;
  // A heading that begins before the words may end after their first one.
  const stop = lastStart(STOPS, text.slice(from, index + 40), index - from);
  return cue > stop;
}

/**
 * True when the negation belongs to the words from `index` to `end`: "history of stroke" cut out of
 * "no history of stroke", "pain" of "pain-free". Words mostly in later sentences do not count.
 */
export function dropsItsNegation(text: string, index: number, end = index): boolean {
  if (end > index && /^[-\s]free\b/i.test(text.slice(end, end + 6))) return true;
  const firstEnd = /[.;](?=[\s,])/.exec(text.slice(index, end))?.index;
  if (firstEnd !== undefined && firstEnd < (end - index) / 2) return false;
  const before = text.slice(Math.max(0, index - 60), index), gap = /\s*$/.exec(before)?.[0] ?? "";
  return DIRECT.test(before) && !(gap.includes("\n") && /[A-Z\d*#•-]/.test(text[index] ?? ""));
}

function lastStart(pattern: RegExp, text: string, before = Infinity): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) if (match.index < before) last = match.index;
  return last;
}
