// Which words say that something is not so, and how far they reach. Owns cues and scope; used on notes in English only.

/** Words that negate what follows. */
const CUES = /\b(?:no|not|never|nor|neither|without|w\/o|denie[sd]|deny|denying|negative (?:for|except)|neg for|absence of|absent|free of|ruled out for|rules? out|r\/o|lacks?|cannot|unable to|\w+n['’]t)\b/gi;
const STARTS_WITH_CUE = new RegExp(`^${CUES.source}`, "i");
/** Where a negation stops reaching: the end of the sentence, the next entry of a list, or a word that starts a new statement. */
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
 * True when a negation before `index` reaches the words that start there: "denies fever or chest pain" negates "chest pain". Words that negate of
 * themselves are not reached.
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
 * True when the negation belongs to the very words that start at `index` and end at `end`: "history of stroke" is cut out of "no history of stroke",
 * "pain" out of "pain-free". Words most of which stand in later sentences are not: what they say is said there.
 */
export function dropsItsNegation(text: string, index: number, end = index): boolean {
  if (end > index && /^[-\s]free\b/i.test(text.slice(end, end + 6))) return true;
  const firstEnd = /[.;](?=[\s,])/.exec(text.slice(index, end))?.index;
  if (firstEnd !== undefined && firstEnd < (end - index) / 2) return false;
  const before = text.slice(Math.max(0, index - 60), index), gap = /\s*$/.exec(before)?.[0] ?? "";
  return DIRECT.test(before) && !(gap.includes("\n") && /[A-Z\d*#•-]/.test(text[index] ?? ""));
}

/** True for a token that negates. */
export const isNegation = (word: string): boolean => /^(?:no|not|never|non|nor|neither|none|without|denie[sd]|deny|denying|negative|absent|absence|cannot|unable|lacks?|free|ruled?|rules|unremarkable|\(-\))$|n't$/.test(word);

function lastStart(pattern: RegExp, text: string, before = Infinity): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) if (match.index < before) last = match.index;
  return last;
}
