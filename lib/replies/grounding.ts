// Does a quote stand in its note, and where? Owns the answer; what counts as the same writing is normalize-text.ts, as the same meaning fuzzy-match.ts.
import { indexTokens, matchWords, type TokenIndex } from "./word-match.ts";
import { normalizeText, isWhole, tokens, type Folded } from "./normalize-text.ts";
import { cutsValue } from "./word-match.ts";
import { dropsItsNegation, isNegated, polarityOf, statementAround, type Polarity } from "./polarity.ts";
import type { Answer } from "../types.ts";

export { dropsItsNegation, isNegated } from "./polarity.ts";

export interface Grounding {
  /** exact: character for character. normalised: but for white space, case, dashes, quotes and Unicode. near: its words, but for articles, spelling and list marks. absent: not grounded. */
  readonly status: "exact" | "normalised" | "near" | "absent";
  /** Where in the note: `note.slice(start, end)`; null when absent. */
  readonly span: readonly [start: number, end: number] | null;
  /** One sentence, without text of the note. */
  readonly reason: string;
  /** What the note's statement says of these words; null when absent. */
  readonly polarity: Polarity | null;
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
 * Whether the quote stands in the note. It does when its characters do (white space, case, dashes,
 * quotes and Unicode apart), or its words do (see word-match), with no word or value cut at its ends
 * and its own "no" kept. The parts of "a … b" stand in that order in one statement, which may not
 * turn on what is left out. `polarity` is what the statement says of the words, the first place
 * where it affirms them going before others.
 */
export function groundQuote(quote: string, note: string): Grounding {
  if (!/[\p{L}\p{N}]/u.test(quote)) return absent("The quote has neither word nor number");
  const exact = findExact(quote.trim(), note);
  if (exact && !exact.cut) return found("exact", exact, "Stands in the note as quoted");
  const ready = prepare(note);
  const normalised = findFolded(quote, { folded: ready.folded, note });
  if (normalised && !normalised.cut) return found("normalised", normalised, "Stands in the note but for spacing, case, dashes, quotes or end punctuation");
  const cut = exact?.cut ?? normalised?.cut;
  const parts = quote.split(ELLIPSIS).filter((part) => /[\p{L}\p{N}]/u.test(part));
  if (parts.length > 1) return groundParts(parts, { folded: ready.folded, note });
  let refused = cut;
  const near = matchWords(tokens(quote, { spaced: true }), ready.index, (span) => {
    const why = cutOff(note, span);
    refused ??= why;
    return why === undefined;
  });
  if (!near.span) return absent(refused ?? near.reason);
  const [start] = near.span;
  if (near.addsPatient && polarityOf(note, [start, start + 1]) === "other-person") return absent("The passage is about another person");
  return found("near", { span: near.span, polarity: polarityOf(note, near.span) }, near.reason);
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

interface Place { span: readonly [number, number]; polarity: Polarity; cut?: string }

const absent = (reason: string): Grounding => ({ status: "absent", span: null, reason, polarity: null });
const found = (status: Grounding["status"], { span, polarity }: Place, reason: string): Grounding => ({ status, span, reason, polarity });

/** What of the note's meaning a passage cuts off at its ends, in one sentence; undefined for nothing. */
function cutOff(note: string, span: readonly [number, number]): string | undefined {
  if (dropsItsNegation(note, ...span)) return "The note negates these words right before them";
  const value = cutsValue(note, span);
  return value && `The quote leaves out ${value}`;
}

const findExact = (quote: string, note: string): Place | undefined => best(occurrences(quote, note), (at) => [at, at + quote.length], note);

/** The quote folded and without punctuation at its ends, in the folded note. */
function findFolded(quote: string, { folded, note }: { folded: Folded; note: string }): Place | undefined {
  const wanted = trimmed(normalizeText(quote).text);
  return best(occurrences(wanted, folded.text), (at) => spanOf(folded, at, wanted.length), note);
}

const spanOf = ({ start, end }: Folded, at: number, length: number): [number, number] => [start[at] as number, end[at + length - 1] as number];
const trimmed = (folded: string): string => folded.replace(/^(?:["',;:*#]|-(?!\.?\d)|\.(?!\d))+/, "").replace(/[".,;:]+$|(?<=[\p{L}\d.,;:])'+$/u, "").trim();

function* occurrences(wanted: string, text: string, from = 0): Generator<number> {
  for (let at = text.indexOf(wanted, from); at >= 0; at = text.indexOf(wanted, at + 1)) if (isWhole(text, at, at + wanted.length)) yield at;
}

/** The first place that cuts nothing and affirms, else the first that cuts nothing, else the first. */
function best(places: Iterable<number>, toSpan: (at: number) => readonly [number, number], note: string): Place | undefined {
  let second: Place | undefined, third: Place | undefined, seen = 0;
  for (const at of places) {
    const span = toSpan(at), cut = cutOff(note, span);
    if (cut !== undefined) third ??= { span, polarity: "affirmed", cut };
    else {
      const polarity = polarityOf(note, span);
      if (polarity === "affirmed") return { span, polarity };
      second ??= { span, polarity };
    }
    if (++seen === MAX_PLACES) break;
  }
  return second ?? third;
}

const MAX_PLACES = 30;

/** The parts of a quote with words left out, in order; nothing left out may turn its meaning. */
function groundParts(parts: readonly string[], { folded, note }: { folded: Folded; note: string }): Grounding {
  const first = trimmed(normalizeText(parts[0] as string).text);
  let reason = "A part of the quote does not stand in the note after the part before it";
  for (const start of occurrences(first, folded.text)) {
    const spans = [spanOf(folded, start, first.length)];
    let from = start + first.length;
    for (const part of parts.slice(1)) {
      const wanted = trimmed(normalizeText(part).text), previous = spans.at(-1) as readonly [number, number];
      const [, statementEnd] = statementAround(note, previous);
      for (const at of occurrences(wanted, folded.text, from)) {
        const span = spanOf(folded, at, wanted.length);
        if (span[0] >= statementEnd) break;
        if (turns(note.slice(previous[1], span[0]), { part, before: note.slice(...previous) })) reason = "What the quote leaves out changes what its parts say";
        else {
          spans.push(span);
          from = at + wanted.length;
          break;
        }
      }
      if (spans.at(-1) === previous) break;
    }
    if (spans.length < parts.length) continue;
    const span: [number, number] = [(spans[0] as [number, number])[0], (spans.at(-1) as [number, number])[1]];
    const cut = spans.map((one) => cutOff(note, one)).find((why) => why !== undefined);
    if (cut === undefined) return found("normalised", { span, polarity: polarityOf(note, span) }, "Its parts stand in the note in this order");
    reason = cut;
  }
  return absent(reason);
}

/** Words that hold what is said apart from who, how, when or whether: an ellipsis ends after one. */
const FUNCTION = "the|a|an|of|in|on|at|by|for|from|to|with|into|through|using|and|or|was|were|is|are|be|been|has|have|had|which|who|that|showed|revealed|demonstrated|shows|reveals|his|her|their";
const ENDS_OPEN = new RegExp(String.raw`(?:\b(?:${FUNCTION})|[:,(])\s*$|^\s*$`, "i");
const BEGINS_OPEN = new RegExp(String.raw`^\s*(?:${FUNCTION}|given|placed|performed|treated|started|continued|tolerated)\b`, "i");
const VERB = /^\s*(?:was|were|is|are|has|had)\b/i;
/** A dose between a drug and its verb. */
const DOSE = /^\s*\d[\d.,]*\s*\p{L}+(?:\s+(?:po|iv|sc|im|bid|tid|qid|daily|qd|qhs|prn|p\.o\.|b\.i\.d\.|t\.i\.d\.))*/iu;
/** Parts that are values of their own: "WBC-7.2 … Hgb-11.2". */
const VALUE_END = /\d\S*(?:\s\S{1,8})?\s*$/;
const LABEL_VALUE = /^\s*\p{L}[\p{L}\d%()/]{0,14}(?:\s\p{L}+)?\s*[:=-]?\s*(?:of\s|was\s|is\s)?[<>]?\d/u;
const WEIGHTY = /(?<!\p{L})(?:left|right|bilateral\w*|both|unilateral|upper|lower|mild\w*|moderate\w*|severe\w*|trace|partial\w*|minimal\w*|slight\w*|small|large|almost|nearly|half|every|daily|weekly|monthly|nightly|twice|once|occasional\w*|intermittent\w*|rare\w*|frequent\w*|as\s+needed|prn|bid|tid|qid|q\d+h|possibl[ey]|probabl[ey]|likely|suspected|presumed|may|might|could|will|would|should|if|planned|scheduled|considered?|attempted|rule|concern\w*|history|prior|previous\w*|former\w*|resolved|mother|father|brother|sister|son|daughter|wife|husband|aunt|uncle|cousin|grand\w+|family|maternal|paternal|but|however|although|except|unless|until|versus|vs)(?!\p{L})/iu;

/** True when the words left out between two parts bear on what the parts say together. */
function turns(gap: string, { part, before }: { part: string; before: string }): boolean {
  const skipped = VERB.test(part) ? gap.replace(DOSE, "") : gap;
  if (isNegatedIn(gap) || WEIGHTY.test(skipped)) return true;
  const holds = (text: string) => /\d/.test(text);
  const listed = VALUE_END.test(before) && LABEL_VALUE.test(part);
  if (holds(gap) && !VERB.test(part) && !listed) return true;
  if (/^\s*[<>≤≥~]?[-+]?\.?\d/.test(part) && /[\p{L}\d]/u.test(gap.replace(/\b(?:was|is|of|at|were|are|a|the|to|level|value)\b/gi, ""))) return true;
  return !ENDS_OPEN.test(gap) && !BEGINS_OPEN.test(part) && !listed;
}

const isNegatedIn = (gap: string): boolean => isNegated(gap, gap.length);
