// Findings, drugs and states that a note names, and what it says of them: present, absent, possible; of the patient or the family; now or in the past.
import type { AnyConcept } from "../lexicon/lexicon.ts";
import { isOtherSense } from "../lexicon/senses.ts";
import { isDeniedAfter } from "../lexicon/denials.ts";
import { isPlanned, isRisk } from "../lexicon/foreseen.ts";
import type { Frame } from "./frames.ts";
import type { Hit } from "./names.ts";
import type { Place } from "./number.ts";
import type { Span } from "./sections.ts";
import { namesPerson, type Who, whoseIs } from "./whose.ts";
import type { Word } from "./words.ts";

/** "possible": doubted, asked, or named as a risk; "planned": a drug or procedure yet to come. */
export type Status = "present" | "absent" | "possible" | "planned";
/** One naming of a concept. */
export interface Mention {
  readonly concept: string;
  readonly status: Status;
  readonly who: Who;
  /** Told as history: "h/o", "s/p", past medical history, "quit". */
  readonly past: boolean;
  /** Given up: "quit in 1985", "former smoker", "discontinued". */
  readonly ended: boolean;
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

const NEGATORS = new Set(["no", "not", "denie", "denied", "denying", "deny", "without", "never", "negative", "absent", "neither", "nor", "w/o", "non", "lacks", "lack", "free", "cannot", "didn", "doesn", "isn", "hasn", "wasn", "don", "none", "ruled", "excluded"]);
const UNSURE = new Set(["possible", "possibly", "suspected", "suspicion", "suspiciou", "concern", "concerning", "versu", "vs", "differential", "questionable", "question", "might", "may", "could", "exclude", "risk", "prevent", "prophylaxi", "prophylaxis", "screening", "screen", "workup", "evaluate", "asses", "assess", "monitor", "watch", "r/o", "rule", "unclear", "whether", "avoid", "worrisome", "potential", "prevention", "work-up", "consider", "considered", "unlikely"]);
const STOPPERS = new Set(["but", "however", "except", "although", "though", "yet", "positive", "endorse", "endorses", "complain", "complained", "complaining", "admit", "admits", "admitted", "develop", "developed", "present", "presented", "presenting", "presents", "notable", "significant", "remarkable", "secondary", "aside", "apart", "besides", "report", "reported", "because", "who", "which", "found", "showed", "revealed", "underwent", "started", "then", "later", "while"]);
/** "denies the following: …" */
const POINTS_ON = new Set(["following", "symptom", "complaint", "condition", "finding"]);
const SUBJECTS = new Set(["he", "she", "patient", "pt", "they", "we", "his", "her"]);
const HISTORY = /\b(?:history of|history (?:is )?(?:significant|notable|positive|remarkable) for|h\/o|hx of|hx|history|prior|previous(?:ly)?|past|remote|s\/p|status[- ]post|former(?:ly)?|ex|childhood|since \d{4}|known|in (?:19|20)\d\d|years? ago|diagnosed)\b[^.;]{0,60}$/i;
const ENDED_BEFORE = /\b(?:quit|former(?:ly)?|ex|stopped|discontinu\w+|remote|used to|no longer|held|holding|d\/c'?d?|ceased|stop taking|distant|gave up)\b[^.;]{0,44}$/i;
const ENDED_AFTER = /^[^.;]{0,60}?\b(?:quit|stopped|discontinued|years ago|year ago|until (?:\d{4}|\w+ ago)|in the (?:remote )?past|was (?:held|stopped)|were (?:held|stopped)|ceased|no longer|in (?:19|20)\d\d|remote)\b/i;
const NEGATED_AFTER = /^\s*(?:\([^)]{0,20}\)\s*)?(?:[:=-]{1,2}\s*)?(?:(?:use|history|abuse|PCR|IgM|IgG|test|testing|screen|ulcers|symptoms|signs|s|serology|antibody|antibodies|antigen|assay|status)\s+)?(?:(?:was|were|is|are|has been|have been|had been|came back|returned|remained)\s+)?(?:all\s+|both\s+|subsequently\s+|also\s+)?(?:ruled out|excluded|negative|neg\b|absent|denied|denies|none|never|not (?:seen|present|noted|detected|found|identified|appreciated|evident|visualized|observed|performed|done|elicited|palpable|palpated|indicated)|no growth|with(?:out)? (?:no )?growth|no\b(?! ?\.\s?\d|\s+(?:longer|change|worse|improve|better|relief|more|further)\w*)|unremarkable|nil)/i;
const LIST_NEGATED_AFTER = /^[\w\s,/()'-]{0,90}?(?:was|were|is|are) (?:all |both )?(?:negative|absent|denied|ruled out|not (?:seen|present|detected|identified|noted|found))/i;
const POSITIVE_AFTER = /^\s*(?:\([^)]{0,20}\)\s*)?(?:[:=-]{1,2}\s*)?(?:(?:was|were|is|are|came back|returned|test|grew|growing|x ?\d|from \S+)\s+){0,3}(?:positive|pos\b|grew|growing|\+(?!\d)|with growth)/i;
const HYPOTHETICAL = /\b(?:if (?:you|he|she|the patient|there|any|symptoms|pt|patient)|call (?:your|the|us|our|for)|return (?:to|if|for)|seek|should you|should (?:he|she|any|there)|(?<!\b(?:den(?:y|ies|ied|ying)|no|not|without|negative for)\s(?:having\s)?)any of the following|experience any|worsening|in case of|please (?:call|return)|develops? any|notify|as needed for|prn|p\.r\.n)\b/i;

/** What the note says at each hit of one span; `words` are the note's, `frame` what stands around. */
export function mentionsIn({ text, words, span, frame }: Pick<Place, "text" | "words" | "span"> & { readonly frame: Frame | undefined }, hits: readonly Hit[]): Mention[] {
  const out: Mention[] = [];
  const others = hits.length > 0 && namesPerson(text.slice(span.start, span.end));
  for (const hit of hits) {
    const concepts = hit.concepts.filter((c) => c.kind !== "measurement");
    if (concepts.length === 0) continue;
    const start = (words[hit.first] as Word).start, end = (words[hit.last] as Word).end;
    const before = text.slice(span.start, start), after = text.slice(end, span.end);
    const who = span.section === "Family History" ? "family" : frame?.who ?? (others ? whoseIs(before, after) : "patient");
    for (const concept of concepts) {
      if (concept.kind === "state" && !stateFits(concept, span, before)) continue;
      const status = statusOf({ text, words, span, frame, hit, concept, before, after });
      if (!status) continue;
      out.push({ concept: concept.id, status, who, past: span.section === "Past Medical History" || HISTORY.test(before), ended: ENDED_BEFORE.test(before.slice(-70)) || ENDED_AFTER.test(after), start, end, span });
    }
  }
  return out;
}

const stateFits = (concept: AnyConcept, span: Span, before: string): boolean => {
  if (concept.kind !== "state" || !concept.where) return true;
  if (concept.where.test(span.heading) && (span.section === concept.section || concept.group !== "disposition")) return before.length < 120;
  return concept.group === "disposition" ? /\b(?:discharged?|sent|transferred|returned?|d\/c'?d?)\b[^.]{0,30}\b(?:to|home)\b[^.]{0,25}$|\bdischarged?\s(?:\w+\s)?$/i.test(before) && !/\bif\b|when|until|once|able to/i.test(before.slice(-60)) : false;
};

interface Context { readonly text: string; readonly words: readonly Word[]; readonly span: Span; readonly frame: Frame | undefined; readonly hit: Hit; readonly concept: AnyConcept; readonly before: string; readonly after: string }

function statusOf(c: Context): Status | undefined {
  const result = c.concept.kind === "finding" && c.concept.group === "test";
  const foreseen = foreseenAs(c);
  if (foreseen !== "stated") return foreseen;
  const negated = isNegated(c);
  if (c.hit.absent) return negated === "absent" ? undefined : "absent";
  if (negated) return negated;
  if (c.frame?.reply) return replied(c);
  const asked = ASKED.exec(c.before);
  if (asked) return /\bdenie[sd]|\b(?:said|answered|replied) no\b|\bnegative\b/i.test(c.after) ? "absent" : SAID_SO.test(c.after) ? "present" : "possible";
  if (isDeniedAfter(c.after)) return "absent";
  if (NEGATED_AFTER.test(c.after) || (result && LIST_NEGATED_AFTER.test(c.after))) return "absent";
  if (result || /^(?:HIV|hcv|hbv|hepatitis|guaiac)/i.test(c.concept.id)) {
    if (LIST_NEGATED_AFTER.test(c.after)) return "absent";
    const named = /positive/i.test(c.text.slice((c.words[c.hit.first] as Word).start, (c.words[c.hit.last] as Word).end));
    if (result) return named || POSITIVE_AFTER.test(c.after) || /positive(?: for)?\s+\S{0,12}$|positive for [^.]{0,40}$/i.test(c.before) ? "present" : undefined;
  }
  if (/^\s*\?/.test(c.after) || /\?\s*$/.test(c.before) || /^[^.]{0,30}\b(?:unlikely|versus|vs\.?|cannot be excluded|not excluded|is being considered|to be ruled out|precautions|prophylaxis|screening|risk)\b/i.test(c.after)) return "possible";
  return "present";
}

/** "asked about asthma" says nothing of asthma, unless the sentence goes on with the answer. */
const ASKED = /\b(?:ask(?:s|ed|ing)?|inquir(?:ed?|es|ing)|enquir(?:ed?|es|ing)|quer(?:y|ies|ied)|question(?:s|ed|ing)|quizz?ed|interview(?:ed)?)\b(?:\s+\w+){0,4}?\s+(?:about|whether|if|regarding|concerning|as to|on)\b(?![^.;]*\b(?:denied|denies|reported|said|answered|replied|but|admitted|endorsed|which)\b)[^.;]*$/i;
const SAID_SO = /^[^.;]*\b(?:(?:said|answered|replied) (?:yes|that (?:he|she|they) (?:has|had|have|did|does))|(?:said|reports?|reported|states?|stated|explains?|explained)\s(?:that\s)?(?:he|she)\s(?:has|had|did|does|was)|admitted|endorsed|confirmed|acknowledged)\b/i;

/** What the answer to a question makes of what it names; of several things put together by "or", a Yes does not tell which. */
function replied({ frame, before, after }: Context): Status {
  if (frame?.reply === "no") return "absent";
  return frame?.reply === "yes" && !/\bor\b|,/.test(`${before.slice(-40)} ${after.slice(0, 40)}`) ? "present" : "possible";
}

const UNDER_PLAN = /(?:^|\/ )plans?$/i;
/** Findings that are called by their name even when a place or a vaccine is ("dialysis unit"). */
const NAMES_THINGS = new Set(["disease", "symptom", "sign"]);

/** "stated", or what a sentence that does not state it makes of it; undefined where it speaks of nothing of the kind. */
function foreseenAs(c: Context): Status | undefined | "stated" {
  const { concept, before, after, span, frame } = c, sentence = c.text.slice(span.start, span.end);
  const finding = concept.kind === "finding", acts = concept.kind === "drug" || (finding && concept.group === "procedure");
  if (finding && NAMES_THINGS.has(concept.group) && isOtherSense(c.text.slice((c.words[c.hit.first] as Word).start, (c.words[c.hit.last] as Word).end), { before: before.slice(-40), after: after.slice(0, 48) })) return undefined;
  if (isHypothetical(c)) return undefined;
  if (finding && isRisk({ before, after, sentence, heading: span.heading, risks: frame?.risks === true })) return "possible";
  if (acts && span.section !== "Discharge Medications" && span.section !== "Discharge Instructions" && isPlanned({ before, after, sentence, underPlan: finding && UNDER_PLAN.test(span.heading) })) return "planned";
  return "stated";
}

function isHypothetical({ span, concept, before, text }: Context): boolean {
  const whole = text.slice(span.start, span.end);
  if (HYPOTHETICAL.test(before)) return true;
  if (/\b(?:follow[- ]?up|appointment|clinic)\b/i.test(before) && concept.kind === "finding" && concept.group === "procedure") return true;
  if (span.section !== "Discharge Instructions") return /\b(?:call|return) (?:\w+ ){0,3}(?:if|for)\b/i.test(before);
  if (concept.kind === "drug" || concept.kind === "state") return /\bif\b|prn|as needed/i.test(before.slice(-40));
  return !/\byou (?:were|had|came|have been|underwent|presented|received)|your|diagnosed|admitted (?:with|for)|treated for|found to have/i.test(whole);
}

/** Reads back from the finding to the nearest word that decides: a negation whose scope reaches it, a doubt, or the start of another clause. */
function isNegated({ words, span, hit, text }: Context): Status | undefined {
  let commas = 0, distance = 0, unsure = false;
  for (let i = hit.first - 1; i >= 0; i--, distance++) {
    const word = words[i] as Word, next = words[i + 1] as Word;
    if (word.end <= span.start || word.start < span.start || distance > 34) break;
    const gap = text.slice(word.end, next.start);
    if (/[;:]|\.\s|\n\s*[-*•]|(?:^|\s)-\s/.test(gap) && !/^\s*:\s*$/.test(gap)) break;
    if (/^\s*:/.test(gap) && !NEGATORS.has(word.norm) && !POINTS_ON.has(word.norm)) break;
    if (gap.includes(",")) commas++;
    if (SUBJECTS.has(word.norm) && commas > 0 && gap.trim() === "") { if (/[,]|and|but/.test(text.slice(Math.max(span.start, word.start - 5), word.start))) break; }
    if (NEGATORS.has(word.norm)) {
      const verdict = negatorReaches(word, words[i + 1] as Word, words[i + 2], commas, distance, text);
      if (verdict === "stop") break;
      if (verdict === "reach") return unsure && word.norm !== "no" && word.norm !== "denie" ? "possible" : "absent";
      continue;
    }
    if (UNSURE.has(word.norm) && commas === 0 && distance < 7) unsure = true;
    if (STOPPERS.has(word.norm) && !isNegatedStopper(words, i)) { if (["has", "had"].includes(word.norm)) continue; break; }
    if ((word.norm === "has" || word.norm === "had" || word.norm === "have") && SUBJECTS.has(words[i - 1]?.norm ?? "") && commas > 0) break;
  }
  return unsure ? "possible" : undefined;
}

/** "not significant", "denies reported": the negation stands before the stopper. */
const isNegatedStopper = (words: readonly Word[], i: number): boolean => [1, 2].some((k) => NEGATORS.has(words[i - k]?.norm ?? ""));

function negatorReaches(word: Word, next: Word, second: Word | undefined, commas: number, distance: number, text: string): "reach" | "stop" | "pass" {
  if (word.norm === "ruled" || word.norm === "excluded") return word.norm === "excluded" || next.norm === "out" ? (distance <= 7 ? "reach" : "stop") : "pass";
  if (word.norm === "no" && /^(?:longer|change|worsening|improvement|increase|progression|further|more)$/.test(next.norm)) return "stop";
  if (word.norm === "not") {
    if (/^(?:only|tolerat|control|improv|well|due|sure|clear|require|include|limited)/.test(next.norm) || (second && /^(?:controlled|tolerate)/.test(second.norm))) return "stop";
    return commas <= 1 || /\bor\b/.test(text.slice(word.end, word.end + 90)) ? (distance <= 10 ? "reach" : "stop") : "stop";
  }
  if (word.norm === "never" || word.norm === "free" || word.norm === "cannot") return commas === 0 && distance <= 6 ? "reach" : "stop";
  if (word.norm === "negative" && next.raw && /^\s*(?:for|:)/.test(text.slice(word.end, word.end + 5)) === false && distance > 3) return "stop";
  if (word.norm === "without" || word.norm === "non" || word.norm === "nor" || word.norm === "none") return commas <= 1 && distance <= 8 || /\bor\b/.test(text.slice(word.end, word.end + 70)) && distance <= 14 ? "reach" : "stop";
  if (word.norm === "no" && commas > 0 && distance > 18) return "stop";
  return "reach";
}
