// Is a quote that is not in the note verbatim near enough to a passage? Numbers, units, negations,
// sides, time, doubt and subject must not differ.
import { isNegation, tokens, type Token } from "./normalize-text.ts";

/** A note's tokens, and where each word stands among them. */
export interface TokenIndex {
  readonly list: readonly Token[];
  readonly places: ReadonlyMap<string, readonly number[]>;
}

export interface Near {
  readonly span: [number, number] | null;
  readonly reason: string;
}

const SUBJECTS = new Set("patient he she his her him they their".split(" "));
/** Words that a quote may add or leave out. */
const FREE = new Set([...SUBJECTS, ..."the a an of this that these those it its also then there and".split(" ")]);
const FAMILY = new Set("mother father brother sister sibling siblings family son daughter wife husband uncle aunt cousin grandmother grandfather maternal paternal mom dad parents parent children child".split(" "));
const SIDES = new Set("left right bilateral bilaterally unilateral upper lower proximal distal anterior posterior medial lateral superior inferior l r".split(" "));
const UNITS = new Set((
  "mg ug g kg ml l dl meq mmol umol units unit iu mmhg bpm cm mm m f c hours hour days day weeks week months month years year minutes daily bid tid qid"
  + " qd qhs prn po iv % pack packs mile miles feet lb lbs"
).split(" "));
/** Further words that a quote may not leave out. */
const WEIGHTY = new Set(("possible possibly probable probably likely unlikely suspected suspicious suspicion may might could would should if concern concerning question questionable versus vs or but except unless until before after since "
  + "history past previous previously prior former formerly remote ago old new current currently recent recently chronic acute resolved "
  + "stopped discontinued held started increased decreased improved worsened stable highest lowest initial initially last first final peak nadir admission discharge less more than under over above below greater least most only mild moderate severe partial complete small large "
  + "normal abnormal elevated low high positive risk allergic allergy intolerance refused declined planned scheduled considered follow repeat").split(" "));

const isNumber = (word: string): boolean => /^[\d.]/.test(word);
const kindOf = (word: string): string | undefined =>
  isNumber(word) || /^[<>=~?+/:-]+$/.test(word.trim()) ? "number" : isNegation(word) ? "negation" : SIDES.has(word) ? "side" : UNITS.has(word) ? "unit" : undefined;

export function indexTokens(list: readonly Token[]): TokenIndex {
  const places = new Map<string, number[]>();
  list.forEach(({ word }, i) => (places.get(word) ?? places.set(word, []).get(word))?.push(i));
  return { list, places };
}

const MAX_PLACES = 40;
const MAX_TOKENS = 150;
const BARRED = 1000;

/**
 * The passage with nearly the quote's words: all in order apart from articles and the like; of its
 * own at most one in six is left out, none weighty or beside a number.
 */
export function fuzzyMatch(quote: string, note: TokenIndex): Near {
  const wanted = tokens(quote);
  const solid = wanted.filter(({ word }) => !FREE.has(word));
  if (wanted.length > MAX_TOKENS) return { span: null, reason: "The quote is too long to be matched by its words" };
  if (solid.length < 2) return { span: null, reason: "The quote is too short to be matched by its words" };
  const anchor = rarest(wanted, note);
  if (anchor === undefined) return { span: null, reason: "No word of the quote stands in the note" };
  let best: Alignment | undefined;
  for (const place of (note.places.get((wanted[anchor] as Token).word) ?? []).slice(0, MAX_PLACES)) {
    const slack = 4 + Math.ceil(wanted.length / 4);
    const from = Math.max(0, place - anchor - slack), to = Math.min(note.list.length, place + (wanted.length - anchor) + slack);
    const found = align(wanted, note.list.slice(from, to));
    if (!best || found.cost < best.cost) best = found;
  }
  return best ? judge(best, { wanted, solid: solid.length, note: note.list }) : { span: null, reason: "No passage of the note is near it" };
}

/** The quote's word that the note has least often. */
function rarest(wanted: readonly Token[], note: TokenIndex): number | undefined {
  let best: number | undefined, fewest = Infinity;
  wanted.forEach(({ word }, i) => {
    const count = FREE.has(word) ? Infinity : note.places.get(word)?.length ?? Infinity;
    if (count < fewest) [best, fewest] = [i, count];
  });
  return best;
}

interface Alignment {
  cost: number;
  /** Pairs of quote and note tokens in order; undefined where one of them has no partner. */
  steps: { quote?: Token; note?: Token }[];
}

const addCost = (token: Token): number => (FREE.has(token.word) ? 0.01 : BARRED);

/**
 * Leaving out a word of the note: free words cost nothing, weighty ones and those beside a number
 * or a "no" bar the match.
 */
function omitCost(window: readonly Token[], j: number): number {
  const word = (window[j] as Token).word, before = window[j - 1]?.word ?? "", after = window[j + 1]?.word ?? "";
  if (kindOf(word) || WEIGHTY.has(word) || FAMILY.has(word)) return BARRED;
  if (FREE.has(word)) return 0.01;
  return isNumber(before) || isNumber(after) || isNegation(before) ? BARRED : 1;
}

/** The cheapest alignment of the quote to the window, whose ends are free. */
function align(quote: readonly Token[], window: readonly Token[]): Alignment {
  const n = quote.length, m = window.length, width = m + 1;
  const cost = new Float64Array((n + 1) * width), move = new Uint8Array((n + 1) * width);
  const omit = window.map((_, j) => omitCost(window, j));
  for (let i = 1; i <= n; i++) {
    const add = addCost(quote[i - 1] as Token);
    for (let j = 0; j <= m; j++) {
      const here = i * width + j;
      let best = (cost[here - width] as number) + add, step = 1;
      if (j > 0 && sameWord((quote[i - 1] as Token).word, (window[j - 1] as Token).word) && (cost[here - width - 1] as number) <= best) [best, step] = [cost[here - width - 1] as number, 2];
      const omitted = j > 0 ? (cost[here - 1] as number) + (omit[j - 1] as number) : Infinity;
      if (j > 0 && i < n && omitted < best) [best, step] = [omitted, 3];
      cost[here] = best;
      move[here] = step;
    }
  }
  let j = 0;
  for (let k = 1; k <= m; k++) if ((cost[n * width + k] as number) < (cost[n * width + j] as number)) j = k;
  const total = cost[n * width + j] as number, steps: Alignment["steps"] = [];
  for (let i = n; i > 0;) {
    const step = move[i * width + j];
    if (step === 2) steps.push({ quote: quote[--i] as Token, note: window[--j] as Token });
    else if (step === 1) steps.push({ quote: quote[--i] as Token });
    else steps.push({ note: window[--j] as Token });
  }
  return { cost: total, steps: steps.reverse() };
}

/** Equal, or one typo in a word of six letters or more: neighbours swapped or a letter doubled. */
function sameWord(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length < 6 || b.length < 6 || isNumber(a) || isNumber(b) || a[0] !== b[0]) return false;
  if (a.replace(/(.)\1/g, "$1") === b.replace(/(.)\1/g, "$1")) return true;
  if (a.length !== b.length) return false;
  let i = 1;
  while (a[i] === b[i]) i++;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && a.slice(i + 2) === b.slice(i + 2);
}

function judge({ cost, steps }: Alignment, { wanted, solid, note }: { wanted: readonly Token[]; solid: number; note: readonly Token[] }): Near {
  const matched = steps.filter((s) => s.quote && s.note);
  if (matched.length < Math.max(2, wanted.length / 2)) return { span: null, reason: "No passage of the note is near it" };
  if (cost >= BARRED) return { span: null, reason: `A passage is near, but ${difference(steps)} differs` };
  if (Math.floor(cost) > solid / 6) return { span: null, reason: "A passage is near, but too many of its words are left out" };
  if (movesABreak(steps) && steps.some((s) => s.note && isNegation(s.note.word))) return { span: null, reason: "A passage is near, but its sentences end elsewhere and a negation could reach further" };
  const first = matched[0]?.note as Token, last = matched.at(-1)?.note as Token;
  if (steps.some((s) => s.quote && !s.note && SUBJECTS.has(s.quote.word)) && isOfFamily(note, { first, last })) return { span: null, reason: "A passage is near, but it is about a relative" };
  return { span: [first.start, last.end], reason: "Same numbers, units, negations and sides; other words or spelling" };
}

/** True when a relative is named just before or after the passage. */
function isOfFamily(note: readonly Token[], { first, last }: { first: Token; last: Token }): boolean {
  return note.slice(Math.max(0, note.indexOf(first) - 8), note.indexOf(last) + 3).some(({ word }) => FAMILY.has(word));
}

/** True when a sentence ends between two words in one text only. */
function movesABreak(steps: Alignment["steps"]): boolean {
  let ended = false, begun = false;
  return steps.some(({ quote, note }) => {
    ended ||= note?.breakBefore === true;
    if (!quote || !note) return false;
    const moved = begun && ended !== quote.breakBefore;
    [ended, begun] = [false, true];
    return moved;
  });
}

/** What the difference is about, most telling first. */
function difference(steps: Alignment["steps"]): string {
  const kinds = steps.filter((s) => !(s.quote && s.note)).map((s) => kindOf((s.quote ?? s.note)?.word ?? ""));
  const kind = ["number", "unit", "negation", "side"].find((k) => kinds.includes(k));
  return kind ? `a ${kind}` : "a word that carries meaning";
}
