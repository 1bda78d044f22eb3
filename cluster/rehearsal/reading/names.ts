// Names of concepts in a text, by longest match over words. What a concept is belongs to lexicon.ts.
import { type AnyConcept, CONCEPTS } from "../lexicon/lexicon.ts";
import { wordsOf, type Word } from "./words.ts";

/** A concept's name standing in a text: words `first` to `last`; `absent` when the name itself tells of absence. */
export interface Hit {
  readonly concepts: readonly AnyConcept[];
  readonly absent: boolean;
  readonly first: number;
  readonly last: number;
}

interface Node {
  readonly next: Map<string, Node>;
  /** Exact spellings demanded by names with capitals; undefined takes any. */
  ends: { concept: AnyConcept; absent: boolean; exact: readonly (string | undefined)[] }[];
}
function node(): Node {
  return { next: new Map(), ends: [] };
}
const ROOT = grow();

/** All names in the words `from` to `to` of a text, left to right, the longest at each place. */
export function findConcepts(words: readonly Word[], { from = 0, to = words.length }: { readonly from?: number; readonly to?: number } = {}): Hit[] {
  const hits: Hit[] = [];
  for (let i = from; i < to; ) {
    const hit = longest(words, i, to);
    if (hit) hits.push(hit);
    i = hit ? hit.last + 1 : i + 1;
  }
  return hits;
}

function longest(words: readonly Word[], first: number, to: number): Hit | undefined {
  let at: Node | undefined = ROOT, best: Hit | undefined;
  for (let i = first; i < to; i++) {
    const word = words[i] as Word;
    if (i > first && !word.joined) break;
    at = at.next.get(word.norm);
    if (!at) break;
    const ends = at.ends.filter((end) => end.exact.every((spelling, k) => spelling === undefined || sameCase(spelling, (words[first + k] as Word).raw)));
    if (ends.length > 0) best = { concepts: [...new Set(ends.map((end) => end.concept))], absent: ends[0]?.absent ?? false, first, last: i };
  }
  return best;
}

function grow(): Node {
  const root = node();
  for (const concept of CONCEPTS) {
    for (const name of concept.names) insert(root, name, concept, false);
    if (concept.kind === "finding") for (const name of concept.absent) insert(root, name, concept, true);
  }
  return root;
}

/** "htn" is not "HTN" unless listed; "Creat" and "CREAT" both stand for "Creat". */
function sameCase(spelling: string, raw: string): boolean {
  return raw === spelling || (spelling.length > 2 && raw === spelling.toUpperCase());
}

function insert(root: Node, name: string, concept: AnyConcept, absent: boolean): void {
  let at = root;
  const words = wordsOf(name);
  const exact = words.map(({ raw }) => (isShort(raw) ? raw : undefined));
  for (const { norm } of words) {
    let next = at.next.get(norm);
    if (!next) at.next.set(norm, (next = node()));
    at = next;
  }
  at.ends.push({ concept, absent, exact });
}

/** Abbreviations are matched as written, for in small letters many are words. */
function isShort(raw: string): boolean {
  return raw.length <= 4 && /[A-Z]/.test(raw) && !/^(?:Iron|Full|Home|Pap|Lyme|Mini|York|New)$/.test(raw);
}
