// A text cut into sentences and words once, for the failure detectors, which ask many questions of one note. Owns cutting and stems, no meaning.

export interface Word {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly stem: string;
  /** Index of its sentence. */
  readonly sentence: number;
}
export interface Sentence {
  readonly start: number;
  readonly end: number;
  /** First letters of its words, one a word, in capitals. */
  readonly initials: string;
  readonly first: number;
}
export interface Cut {
  readonly sentences: readonly Sentence[];
  readonly words: readonly Word[];
  readonly byStem: ReadonlyMap<string, readonly Word[]>;
}

const KEPT = 256;
const kept = new Map<string, Cut>();

/** The text cut up; the last 256 are kept. */
export function cut(text: string): Cut {
  let found = kept.get(text);
  if (found) kept.delete(text);
  else found = cutAnew(text);
  kept.set(text, found);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return found;
}

function cutAnew(text: string): Cut {
  const words: Word[] = [], byStem = new Map<string, Word[]>();
  const sentences = ends(text).map(({ start, end }, sentence) => {
    const first = words.length;
    for (const match of text.slice(start, end).matchAll(/\p{L}[\p{L}\d'’]*/gu)) {
      const word = { start: start + match.index, end: start + match.index + match[0].length, text: match[0], stem: stem(match[0]), sentence };
      words.push(word);
      const same = byStem.get(word.stem);
      if (same) same.push(word);
      else byStem.set(word.stem, [word]);
    }
    return { start, end, first, initials: words.slice(first).map((word) => word.text[0]?.toUpperCase()).join("") };
  });
  return { sentences, words, byStem };
}

/** Sentences and list entries. A point within a number or an abbreviation ends none. */
function ends(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  for (const match of text.matchAll(/(?<!\b(?:Mr|Mrs|Ms|Dr|St|vs|approx|y\.o|p\.o))[.!?;](?=\s|$)|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)]\s|\[\*\*|[A-Z][\w /]{0,30}:))/g)) {
    found.push({ start, end: match.index + 1 });
    start = match.index + 1;
  }
  if (start < text.length) found.push({ start, end: text.length });
  return found;
}

const SUFFIXES = ["ations", "ation", "ings", "ated", "ates", "ions", "ancy", "ency", "ing", "ion", "ies", "ied", "ate", "ers", "ant", "ent", "ics", "ed", "es", "er", "ic", "al", "y", "s", "e"];
const stems = new Map<string, string>();
const MOST_STEMS = 100_000;

/** A word without its ending, for comparing: smoker, smokes and smoking are one. */
export function stem(word: string): string {
  let found = stems.get(word);
  if (found === undefined) {
    const plain = word.toLowerCase().replace(/['’]s?$/, "").replace(/ae(?=[a-z])/g, "e");
    const end = SUFFIXES.find((suffix) => plain.endsWith(suffix) && plain.length - suffix.length >= 3 && !(suffix === "s" && plain.endsWith("ss")));
    if (stems.size >= MOST_STEMS) stems.clear();
    stems.set(word, (found = end ? plain.slice(0, -end.length) : plain));
  }
  return found;
}
