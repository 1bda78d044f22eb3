// Which words say that something is not so, and how far they reach. Owns cues and scope; used on notes in English only.

/** Words that negate what follows. */
const CUES = /\b(?:no|not|never|non|nor|neither|without|w\/o|denie[sd]|deny|denying|negative (?:for|except)|neg for|absence of|absent|free of|ruled out for|rules? out|r\/o|lacks?|cannot|unable to|\w+n['’]t)\b/gi;
/** Where a negation stops reaching: the end of the sentence, or a word that starts a new statement. */
const STOPS = /[.;!?](?=\s|$)|\n\s*\n|\n\s*(?:[-*•#]|\d+[.)]\s)|:\s*\n|\b(?:but|however|although|though|except|aside from|apart from|yet|besides|(?:which|who|that) (?:is|was|were|are)|positive for|admits?(?: to)?|endorses?|endorsed|reports?|reported|complain(?:s|ed|ing)? of|presents?|presented|found to have|has|had|notable for|significant for|remarkable for|secondary to|due to)\b/gi;
const REACH = 160;
/** What may stand between "no" and the words it belongs to. */
const DIRECT = /\b(?:no|not|never|non|without|w\/o|\w+n['’]t)[\s-]+(?:(?:any|a|an|the|known|prior|previous|past|significant|other|further|new|acute|recent|current|personal|clear|obvious|overt|evidence of|signs? of|symptoms? of|history of|have|had)\s+)*$/i;

const lastEnd = (pattern: RegExp, text: string): number => {
  let end = -1;
  for (const match of text.matchAll(pattern)) end = match.index + match[0].length;
  return end;
};

/** True when a negation before `index` reaches the words that start there: "denies fever or chest pain" negates "chest pain". */
export function isNegatedBefore(text: string, index: number): boolean {
  const before = text.slice(Math.max(0, index - REACH), index);
  return lastEnd(CUES, before) > lastEnd(STOPS, before);
}

/** True when the word before `index` is a "no" that belongs to the words that start there: "history of stroke" is cut out of "no history of stroke". */
export const isCutFromNegation = (text: string, index: number): boolean => DIRECT.test(text.slice(Math.max(0, index - 60), index));

/** True for a token that negates. */
export const isNegation = (word: string): boolean => /^(?:no|not|never|non|nor|neither|none|without|denie[sd]|deny|denying|negative|absent|absence|cannot|unable|lacks?|free|ruled?|rules|unremarkable|\(-\))$|n't$/.test(word);
