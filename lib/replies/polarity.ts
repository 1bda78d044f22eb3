// What a note's statement says of the words it holds: that they are so, are denied, doubted, only
// planned, or another person's. Cues count on either side, at any distance within the statement.

/** Whether a statement affirms the words quoted from it. */
export type Polarity = "affirmed" | "denied" | "doubtful" | "planned" | "other-person";

const cue = (source: string): RegExp => new RegExp(source, "gi");

/** Words that negate what follows. */
const LISTED = String.raw`no|not|never|nor|neither|denie[sd]|deny|denying|negative (?:for|except|any)|(?<=(?:^|[:,.;])\s*)negative(?=\s+\p{L})|neg for|absence of|absent|free of|ruled out for|rul(?:es?|ed|ing) out|r\/o|\w+n['’]t`;
const SINGLE = String.raw`without|w\/o|lack(?:s|ed|ing)?(?: of)?|cannot|unable to|avoid(?:s|ed|ing)?|hold(?:ing)?|held|stop(?:ped|s|ping)?|discontinu(?:e|ed|ing)|refrain from|failed to|instead of|rather than`;
/** Of a list after these only what comes before the first comma is denied, unless "or" ends it. */
const DENIES_ONE = new RegExp(String.raw`\b(?:${SINGLE})\b`, "giu");
const DENIES = new RegExp(String.raw`\b(?:${LISTED}|${SINGLE})\b`, "giu");
const STARTS_WITH_CUE = new RegExp(String.raw`^\b(?:${LISTED}|${SINGLE})\b`, "iu");
/** Words after a finding that deny it, as a predicate or behind its label. */
const DENIED_AFTER = /(?:[:=–—-]\s*|\b(?:is|are|was|were|been|be|being|all|both|also|currently|felt to be|thought to be|remain(?:s|ed)?|came back|returned|tested|screen(?:ed|s)?)\s+)*\b(?:denied|negative|neg|absent|none|nil|unlikely|improbable|excluded|(?:been )?ruled out|not (?:seen|present|found|noted|identified|detected|appreciated|felt|thought|believed|likely|reported|demonstrated|visuali[sz]ed|evident|observed|recorded|documented|performed|done|given|started|obtained|indicated|used|needed|required|supported)|(?:\w+n['’]t|not) \w+(?:ed|en)|unremarkable for)\b|[:=]\s*(?:no|not?)\b(?!\s+\p{L})|\(-\)|\bfree\b(?=\s*(?:[.;,]|$))/giu;
/** A denial denied leaves a doubt. */
const UNEXCLUDED = cue(String.raw`\b(?:can ?not|could not|can['’]t|couldn['’]t|not|unable to|never)\s+(?:be\s+|been\s+|yet\s+|entirely\s+|completely\s+|fully\s+|definitively\s+)*(?:exclud\w*|rul(?:e|ed|ing) out)\b`);
const DOUBTS = cue(String.raw`\b(?:possibl[ey]|probabl[ey]|likely|suspected|suspect(?:s|ing)?|suspicio(?:n|us) (?:for|of)|presum(?:ed|ptive|ptively|ably|e)|apparent(?:ly)?|concern(?:s|ed|ing)? (?:for|of|about|that)|questionabl[ey]|question of|(?<!\bin )may(?!\s+(?:of\s+)?\d)(?: have| be)?|might|could (?:have|be|represent|reflect|indicate)|perhaps|maybe|unclear (?:if|whether)|uncertain|whether|if(?! (?:needed|any|necessary|able))|in case of|versus|vs\.?|differential|evaluat(?:e|ed|ing|ion) for|work-?up (?:for|of)|rule out|cannot exclude|can(?:not|'t) rule out|consistent with|worrisome for|equivocal|borderline|query|risks? (?:of|for)|prevent(?:s|ion of)?|for prevention of)\b|\?`);
const DOUBTED_AFTER = /\b(?:(?:is|are|was|were|remains?|remained|be)\s+(?:also\s+|felt to be\s+|thought to be\s+|considered\s+)?(?:possible|probable|likely|suspected|questionable|questioned|uncertain|unclear|presumed|a (?:possibility|concern|consideration))|(?:can ?not|could not|not) (?:be )?(?:excluded|ruled out|entirely excluded|certain)|versus|vs\.?|suspected|questioned|likely)\b|\?/gi;
const PLANS = cue(String.raw`\b(?:will(?! (?:wake|often|sometimes|usually|always))|shall|going to|plans? (?:to|for|is|on|was)|planned|planning|scheduled (?:for|to)|recommend(?:s|ed|ation)?|consider(?:s|ed|ing)?|should|advis(?:e|ed)|awaiting|pending|await|needs? (?:to|an?)|follow[- ]?up (?:for|with)|return (?:if|for|to)|call (?:us|me|your|our|the|if|for|with|dr)|goal|target|offer(?:ed|s)?|refer(?:red)? (?:for|to)|intend(?:s|ed)?|attempt(?:ed|s)? to|candidate for|prophyla\w+ (?:for|against)|watch for|look for|notify|(?<=(?:^|[.;:]|\b(?:is|are|was|were))\s*)to (?:undergo|have|receive|start|begin))\b`);
const PLANNED_AFTER = /\b(?:(?:is|are|was|were|to be|be|has been|have been)\s+(?:also\s+|then\s+)?(?:planned|scheduled|recommended|considered|discussed|offered|pending|advised|deferred|postponed|cancelled|canceled|declined|refused|booked|awaited)|will be|to be (?:done|started|performed|given|scheduled|obtained)|pending|deferred|goal|should be)\b/gi;
const RELATIVES = "mothers?|fathers?|mom|dad|parents?|brothers?|sisters?|siblings?|half-?(?:brother|sister)|sons?|daughters?|(?<=\\b(?:his|her|their|patient['’]s) )(?:children|child)|wife|husband|spouse|(?<!\\bmy )partner|uncles?|aunts?|cousins?|nephews?|nieces?|grand(?:mothers?|fathers?|parents?|sons?|daughters?|children)|step\\w+|twin|maternal|paternal|roommate|donor|neighbou?r|boyfriend|girlfriend|relatives?|family member|mgm|mgf|pgm|pgf";
/** A relative who is the one spoken of, not one who reports, helps or lives with the patient. */
const OTHERS = cue(String.raw`\b(?:${RELATIVES})\b(?:['’]s)?(?!\s*(?:\)|at bedside|(?:states?|stated|reports?|reported|says?|said|notes?|noted|denies|denied|called|brought|found|noticed|thinks|and patient)\b))|\bfamily (?:history|hx)\b|\bfhx?\s*:|\bruns in (?:the|his|her) family\b`);
const BY_OTHERS = /\b(?:with|by|to|from|per|of|for|via|through|lives with|married to|supported by)\s+(?:his|her|the|their|a)?\s*$/i;
const OTHERS_AFTER = new RegExp(String.raw`^[^.;\n]{0,40}?\b(?:in|of|by)\s+(?:his|her|the|their|a|both|multiple|several|one)\s+(?:\w+\s+)?(?:${RELATIVES})\b`, "i");

/** A heading in capitals within a line, as where a file has lost its line breaks. */
const INLINE_HEADING = String.raw`(?<=[.,;:]\s*)(?=(?-i:[A-Z][A-Z0-9 /&()'-]{2,40}):)`;
/** Where a cue's reach ends: a statement's end, or a word that begins another claim. */
const STOPS = new RegExp([
  String.raw`[.;!?](?=[\s,]|$)`, INLINE_HEADING, String.raw`\n\s*\n`, String.raw`\n\s*(?:[-*•#]|\d+[.)]\s)`, String.raw`\n\s*[A-Z][\w /&()-]{0,30}(?::|\s-\s)`, String.raw`:\s*\n`,
  String.raw`\band\s+(?=[\w ]{1,30}\s(?:is|was|are|were)\b)`, String.raw`\b(?:but|however|although|though|except|aside from|apart from|yet|besides|who|(?:which|that) (?:is|was|were|are)|secondary to|due to)\b`,
  String.raw`\b(?:positive for|admits?(?: to)?|endorse[sd]?|reports?|reported|complain(?:s|ed|ing)?|presents?|presented|found to have|(?<!\b(?:not|never|nor|\w+n['’]t)\s)(?:has|had))\b`, String.raw`\b(?:notable|significant|remarkable) for\b`,
].join("|"), "gi");
/** A statement's end alone. */
const ENDS = new RegExp([
  String.raw`(?<!\b(?:dr|mr|mrs|ms|vs|approx|no|st|jr|pt|hx|dx))[.](?=\s+["'(*-]?[A-Z\d]|\s*\n|\s*$|,)`, String.raw`[;!?](?=[\s,]|$)`, INLINE_HEADING, String.raw`\n\s*\n`,
  String.raw`\n(?=\s*(?:[-*•#]|\d+[.)]\s))`, String.raw`\n(?=\s*[A-Z][\w /&()-]{0,30}(?::|\s-\s))`,
].join("|"), "g");
/** What may begin another claim after the words, so that a cue behind it is not theirs. */
const TURNS = /\b(?:but|otherwise|however|although|though|except|while|yet|because|when|until|and (?:he|she|they|the|was|is|has|had|denie[sd]|reports?|also|then)|who|which|that (?:is|was))\b|[;]|,\s+(?:no|not|denie[sd]|denying|without|with|and (?:no|denie[sd])|he|she|the|which|who)\b/gi;

const BACK = 400, FORTH = 200;

/** The statement around a passage: from the end of the one before it to its own. */
export function statementAround(text: string, [start, end]: readonly [number, number]): [number, number] {
  const from = Math.max(0, start - BACK), to = Math.min(text.length, end + FORTH);
  let begin = from, close = to;
  for (const match of text.slice(from, start).matchAll(ENDS)) begin = from + match.index + match[0].length;
  const after = text.slice(Math.max(start, end - 1), to);
  for (const match of after.matchAll(ENDS)) {
    const at = Math.max(start, end - 1) + match.index;
    if (at < end - 1) continue;
    close = at;
    break;
  }
  return [Math.min(begin, start), Math.max(close, end)];
}

/** What the note's statement says of `note.slice(start, end)`. */
export function polarityOf(note: string, span: readonly [number, number]): Polarity {
  const [start, end] = span, [from, to] = statementAround(note, span);
  const before = note.slice(from, start), after = note.slice(end, to), own = note.slice(start, end);
  if (otherPerson(before, after, own, heading(note, start))) return "other-person";
  if (lasts(UNEXCLUDED, before) || reaches(UNEXCLUDED, after, own)) return "doubtful";
  if (/^\s*\?\s*(?:no|none|denied|negative)\b/i.test(note.slice(end, end + 20))) return "denied";
  if (isNegated(note, start) || reaches(DENIED_AFTER, after, own)) return "denied";
  if (before.trim() !== "" && lasts(DOUBTS, before) || reaches(DOUBTED_AFTER, after, own)) return "doubtful";
  if (before.trim() !== "" && lasts(PLANS, before) || reaches(PLANNED_AFTER, after, own)) return "planned";
  return "affirmed";
}

/** What stands before the words on lines that go on: a line that begins with a capital is another. */
const sameLine = (before: string): string => before.slice(before.search(/\n\s*[A-Z][^\n]*$/) + 1);

/** True when a cue before the words is not followed by a word that begins another claim. */
function lasts(cues: RegExp, text: string): boolean {
  const before = sameLine(text), at = lastStart(cues, before);
  return at >= 0 && at > lastStart(STOPS, before);
}

/** True when a cue stands after the words before another claim begins. */
function reaches(cues: RegExp, after: string, own: string): boolean {
  if (/[.;!?]\s*$/.test(own)) return false;
  const turn = after.search(TURNS), reach = turn < 0 ? after : after.slice(0, turn + 3);
  for (const match of reach.matchAll(cues)) if (turn < 0 || match.index <= turn) return !hasOwnVerb(`${own} ${after.slice(0, match.index)}`);
  return false;
}

/** A verb between words and cue belongs to the words: the cue is about something else. */
const hasOwnVerb = (between: string): boolean => /\b(?:is|are|was|were|(?:has|had|have)(?!\s+(?:\w+\s+)?been|\s*$)|radiat\w+|show(?:s|ed)|reveal(?:s|ed)|start(?:s|ed)|began|improv\w+|resolv\w+|worsen\w+|treated|given|takes?|took|developed|underwent|demonstrat\w+|report(?:s|ed)|with)\b/i.test(between);

function otherPerson(before: string, after: string, own: string, section: string): boolean {
  if (new RegExp(OTHERS.source, "i").test(own)) return false;
  if (OTHERS_AFTER.test(after)) return true;
  if (/^\s*[A-Z][\w /&-]{1,40}(?::|\s-\s)/.test(own)) return false;
  const last = [...sameLine(before).replace(/\bas an? (?:child|infant|baby)\b/gi, "").matchAll(OTHERS)].at(-1);
  const from = last ? before.lastIndexOf(last[0]) : -1;
  if (last) return !BY_OTHERS.test(before.slice(0, from)) && !/\b(?:patient|pt|he|she)\b/i.test(before.slice(from + last[0].length));
  return /^\s*(?:family (?:history|hx)|fh|fhx|fam hx)\b/i.test(section) && !/\b(?:patient|pt|he|she)\b/i.test(before + own);
}

/** The heading that the passage's line belongs to, at most 600 characters up. */
function heading(note: string, start: number): string {
  const up = note.slice(Math.max(0, start - 600), start);
  const [, line, inline] = [...up.matchAll(/(?:^|\n)\s*([A-Z][A-Za-z /&-]{1,40}):|(?<=[.,;:]\s*)([A-Z][A-Z /&-]{2,40}):/g)].at(-1) ?? [];
  return line ?? inline ?? "";
}

/** What may stand between "no" and the words it belongs to, beside up to three adjectives. */
const BETWEEN = "any|a|an|the|known|prior|previous|past|significant|other|further|longer|new|acute|recent|current|personal|clear|obvious|overt|evidence of|signs? of|symptoms? of|history of|have|had";
const DIRECT = new RegExp(String.raw`(?:\b(?:no|not|never|non|without|w\/o|\w+n['’]t)[\s-]+(?:(?:${BETWEEN})\s+|(?!(?:and|or|in|on|at|with|for|from|to|by|of|was|were|is|are|as|than|that|who|which|she|he|it|but|has|since)\b)[a-z]+\s+){0,3}|\bex-)$`, "i");

/**
 * True when a negation before `index` reaches the words there: "denies fever or chest pain" negates
 * "chest pain".
 */
export function isNegated(text: string, index: number): boolean {
  if (STARTS_WITH_CUE.test(text.slice(index, index + 20))) return false;
  const from = Math.max(0, index - BACK), cut = text.slice(from, index);
  const at = lastStart(DENIES, cut);
  if (at < 0) return false;
  if (at === lastStart(DENIES_ONE, cut) && /,(?!\s*(?:or|nor)\b)|\sand\s/.test(cut.slice(at)) && !/^[^.;\n]{0,60}\b(?:or|nor)\b/i.test(text.slice(index))) return false;
  // A heading that begins before the words may end after their first one.
  return at > lastStart(STOPS, text.slice(from, index + 40), index - from + 1);
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

const ASKS: Readonly<Record<Exclude<Polarity, "affirmed">, RegExp>> = {
  denied: /\b(?:den(?:y|ies|ied|ying|ial)|negative|absen(?:t|ce)|no|not|never|without|free of|rul(?:ed?|ing) out|avoid\w*|stop\w*|held|hold|discontinu\w*|unremarkable|lack\w*|refus\w*|declin\w*|normal|withheld|exclud\w*|none|\w+n['’]t)\b/i,
  doubtful: /\b(?:suspect\w*|suspicio\w*|possib\w*|probab\w*|likely|unlikely|concern\w*|consider\w*|differential|risk\w*|rul(?:ed?|ing) out|may|might|could|question\w*|uncertain\w*|presum\w*|evaluat\w*|work-?up|consistent|prevent\w*|if|whether|versus|cause\w*|reason|indicat\w*|for what)\b/i,
  planned: /\b(?:plan\w*|schedul\w*|recommend\w*|will|should|goals?|targets?|advis\w*|follow\w*|pending|instruct\w*|return|call|prophyla\w*|consider\w*|need\w*|offer\w*|refer\w*|to be|going to|discharge\w*|told|ask\w*|prescri\w*|attempt\w*|watch\w*|await\w*|candidate|discuss\w*|contact\w*|seek)\b/i,
  "other-person": new RegExp(String.raw`\b(?:famil\w*|${RELATIVES}|heredit\w*|genetic\w*|relation|inherit\w*|contacts?|exposure|household|lives?|caregiver|donat\w*)\b`, "i"),
};
const GENERIC = new Set("patient is are was were be been has have had do does did the a an of in on at for to with and or any this that there his her their he she they him it its as by from history past current currently recent recently known prior previous documented mentioned recorded reported noted note chart presence present evidence signs sign symptoms symptom diagnosis diagnosed condition when what which how who whether during hospital stay hospitalization admission admitted time ever complain complained experience experienced report suffer take taking receive received use used undergo underwent".split(" "));
const NEGATES = /\b(?:no|not|never|none|nor|neither|without|negative|neg|normal|unremarkable|den(?:y|ies|ied|ying)|absent|absence|free|unlikely|ruled out|\w+n['’]t)\b/i;
const CEASED = /\b(?:former\w*|quit|stopped|discontinued|held|resolved|removed|ex-|no longer|past|previous\w*|prior|status post|s\/p|h\/o|history|remote\w*|old|before|until|years? ago|declined|refused|improved|cured)\b/i;

export interface AskedOf {
  readonly question: string;
  readonly answer: "Yes" | "No" | "NA" | number | string;
  readonly note: string;
  /** Where the quote is in the note. */
  readonly span: readonly [number, number];
}

/**
 * Why the note's statement cannot carry the answer to what was asked, in one sentence; undefined when
 * it can. A question may itself ask for a denial, a doubt, a plan or a relative. A Yes needs a
 * statement that affirms the words asked about, a number one about the patient, and a No is
 * contradicted by a statement that affirms all that was asked.
 */
export function contradiction({ question, answer, note, span }: AskedOf): string | undefined {
  if (answer === "NA") return undefined;
  const quote = note.slice(...span), asked = contentWords(question), place = focus(asked, { quote, span });
  const polarity = polarityOf(note, place ?? span);
  const asksIt = polarity !== "affirmed" && ASKS[polarity].test(question);
  const said = `The note's statement is ${SAID[polarity]}`;
  if (answer === "Yes") return polarity === "affirmed" || asksIt ? undefined : `${said}, which does not carry a Yes`;
  if (answer === "No") {
    const all = asked.length > 0 && asked.every((word) => wordsOf(quote).has(word));
    const plain = all && polarity === "affirmed" && !NEGATES.test(note.slice(...statementAround(note, span))) && !/\d/.test(question) && !Object.values(ASKS).some((asks) => asks.test(question));
    return plain && !CEASED.test(note.slice(...statementAround(note, span))) ? "The note's statement affirms what was asked, which does not carry a No" : undefined;
  }
  return polarity === "other-person" && !asksIt ? `${said}, not the patient's value` : undefined;
}

const SAID: Readonly<Record<Polarity, string>> = {
  affirmed: "affirmed", denied: "a denial", doubtful: "in doubt", planned: "a plan", "other-person": "about another person",
};

const stem = (word: string): string => (word.length > 4 ? word.replace(/(?:ies|es|s|y)$/, "") : word);
const wordsOf = (text: string): ReadonlySet<string> => new Set((text.toLowerCase().match(/\p{L}{2,}/gu) ?? []).map(stem));
const contentWords = (question: string): string[] => [...new Set((question.toLowerCase().match(/\p{L}{2,}/gu) ?? []).filter((word) => !GENERIC.has(word)).map(stem))];

/** The words of the quote that the question asks about, or undefined when it has none of them. */
function focus(asked: readonly string[], { quote, span }: { quote: string; span: readonly [number, number] }): readonly [number, number] | undefined {
  const found = [...quote.matchAll(/\p{L}{2,}/gu)].filter(([word]) => asked.includes(stem(word.toLowerCase())));
  const first = found[0], last = found.at(-1);
  if (!first || !last) return undefined;
  return [span[0] + first.index, span[0] + last.index + last[0].length];
}
