// Sentences and word stems of a text.
import { memoize } from "../memoize.ts";

export interface Sentence {
  readonly start: number;
  readonly end: number;
}

/** Sentences and list entries, without gaps. */
export const sentences: (text: string) => readonly Sentence[] = memoize(cut, 256);

// ".,HEENT:" is how joined lines go on.
function cut(text: string): Sentence[] {
  const found: Sentence[] = [];
  let start = 0;
  for (const match of text.matchAll(/(?<!\b(?:Mr|Mrs|Ms|Dr|St|vs|approx|y\.o|p\.o))[.!?;](?=\s|$|,\s?[A-Z\d])|,(?=\s?[A-Z][A-Z /]{2,30}:)|\n\s*\n|\n(?=\s*(?:[-*•#]|\d+[.)]\s|\[\*\*|[A-Z][\w /]{0,30}:))/g)) {
    found.push({ start, end: match.index + 1 });
    start = match.index + 1;
  }
  if (start < text.length) found.push({ start, end: text.length });
  return found;
}

/** The sentences that hold one of the places. */
export const sentencesWith = (places: readonly Sentence[], text: string): Sentence[] =>
  sentences(text).filter(({ start, end }) =>
    places.some((place) => place.start >= start && place.start < end));

export function sentenceAt(text: string, place: number): Sentence {
  const all = sentences(text);
  let low = 0, high = all.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((all[middle] as Sentence).start <= place) low = middle;
    else high = middle - 1;
  }
  return all[low] ?? { start: 0, end: text.length };
}

const SUFFIXES = ["ations", "ation", "ings", "ated", "ates", "ions", "ancy", "ency", "ing", "ion", "ies", "ied", "ate", "ers", "ias", "ant", "ent", "ics", "ed", "es", "er", "ia", "ic", "al", "y", "s", "e"];

/** Not stemmed: liver would become live, ablation able. */
const WHOLE = /^(liver|able|ablation)s?$/;

/** One stem for smoker, smokes and smoking. */
export function stem(word: string): string {
  const plain = word.toLowerCase().replace(/['’]s?$/, "").replace(/ae(?=[a-z])/g, "e");
  const whole = WHOLE.exec(plain);
  if (whole?.[1]) return whole[1];
  const end = SUFFIXES.find((suffix) => plain.endsWith(suffix) && plain.length - suffix.length >= 3 && !(suffix === "s" && plain.endsWith("ss")));
  return end ? plain.slice(0, -end.length) : plain;
}

/** Matches candidates for the stems; `stem` decides. */
export const wordsWith = (stems: readonly string[]): RegExp =>
  new RegExp(`(?<![A-Za-z])(?:${stems.map((one) => one.replace(/[^a-z0-9]/g, ".").replace(/(?<=[a-z])e/g, "a?e")).join("|")})(?:${SUFFIXES.join("|")})?(?![A-Za-z])`, "gi");
