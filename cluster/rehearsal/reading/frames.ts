// What the sentences around one say of it: that it is a question and how it was answered, that it
// goes on with risks, or with another person.
import type { Sex } from "../lexicon/lexicon.ts";
import { goesOn, tellsRisks } from "../lexicon/foreseen.ts";
import type { Span } from "./sections.ts";
import type { Who } from "./whose.ts";

/** How a question was answered; "open" where it was not. */
export type Reply = "yes" | "no" | "open";
export interface Frame {
  readonly reply?: Reply;
  readonly risks?: boolean;
  readonly who?: Who;
}

const SPEAKER = /^\W*(?:(?:[A-Z][\w.]*)(?: [A-Z][\w.]*){0,2}\s*:)?[\s"“”'‘(–—-]*/;
const UNSURE = /^(?:(?:well|hmm|uh|um|oh|yes|no)[,.\s]+)*(?:I |he |she |they )?(?:(?:do|does|did|am|is|was)(?:n't| not| n’t|n’t)? )?(?:not )?(?:don't |doesn't |don’t |can't |cannot |couldn't |can’t )?(?:know|remember|recall|sure|certain|maybe|perhaps|possibly|unsure|unknown|unclear)\b/i;
const NO = /^(?:(?:well|hmm|uh|um|oh)[,.\s]+)*(?:no|nope|nah|never|none|neither|denie[sd]|negative|not (?:really|at all|that|so far|anymore|recently|currently|once)|(?:I|he|she|they|we) (?:don't|do not|doesn't|does not|didn't|did not|haven't|have not|hasn't|has not|hadn't|had not|never|denie[sd]|deny|wasn't|was not)|absolutely not|of course not)\b/i;
const YES = /^(?:(?:well|hmm|uh|um|oh)[,.\s]+)*(?:yes|yeah|yep|yup|yea|aye|correct|right|affirmative|indeed|sure|certainly|positive|sometimes|often|always|occasionally|frequently|a (?:little|bit|lot|few)|that's right|(?:I|he|she|they|we) (?:do|does|did|have|has|had|am|is|was|admits?|endorses?|reports?|smoked?))\b/i;

/** What a sentence answers to the question before it. */
function replyOf(sentence: string): Reply {
  const said = sentence.replace(SPEAKER, "");
  return UNSURE.test(said) ? "open" : NO.test(said) ? "no" : YES.test(said) ? "yes" : "open";
}

const KIN_SUBJECT = /^\W*(?:(?:the|his|her|patient's|infant's|baby's|child's|maternal)\s+)?(?:patient's\s+)?(mother|mom|sister|wife|daughter|grandmother|aunt|father|dad|brother|husband|son|grandfather|uncle)\b(?!'s)/i;
const WOMEN = /mother|mom|sister|wife|daughter|aunt/i;
const NOT_BLOOD = /wife|husband/i;
const NEWBORN = /\b(?:newborn|neonate|neonatal|(?:day|hour|week)s?[- ]old (?:\w+ ){0,2}(?:boy|girl|infant|baby|male|female)|NICU|(?:baby|infant) (?:boy|girl|male|female)|pre(?:term|mature) (?:infant|baby|boy|girl))\b/i;
const OF_MOTHER = /^\W*(?:the |this |her )?(?:pregnancy|labou?r|prenatal|antenatal|antepartum|gestation|maternal|mother)\b/i;

/** The frames of the sentences that have one. */
export function framesOf(text: string, { spans, sex }: { readonly spans: readonly Span[]; readonly sex: Sex | undefined }): ReadonlyMap<Span, Frame> {
  const frames = new Map<Span, Frame>(), newborn = NEWBORN.test(text.slice(0, 900));
  const ofMother = newborn ? /\b(?:maternal|mother|prenatal|antenatal|pregnancy|labou?r)\b/i : /^(?:.* \/ )?(?:maternal|mother)\b(?!.*family)/i;
  let heading = "", underMother = false, risks = false, person: { who: Who; sex: Sex } | undefined;
  for (const [i, span] of spans.entries()) {
    const sentence = text.slice(span.start, span.end), frame: { reply?: Reply; risks?: boolean; who?: Who } = {};
    if (/\?["'”’)]*$/.test(sentence)) {
      const next = spans[i + 1];
      frame.reply = next && next.start - span.end < 40 ? replyOf(text.slice(next.start, next.end)) : "open";
    }
    if (risks && goesOn(sentence)) frame.risks = true;
    risks = tellsRisks(sentence) || frame.risks === true;
    const kin = KIN_SUBJECT.exec(sentence)?.[1];
    if (kin) person = { who: NOT_BLOOD.test(kin) ? "other" : "family", sex: WOMEN.test(kin) ? "F" : "M" };
    else if (person && !(new RegExp(`^\\W*${person.sex === "F" ? "(?:she|her)" : "(?:he|his)"}\\b`, "i").test(sentence) && (sex !== undefined && sex !== person.sex))) person = undefined;
    if (person && !kin) frame.who = person.who;
    if (span.heading !== heading) {
      heading = span.heading;
      underMother = ofMother.test(heading.replace(/^.* \/ /, ""));
    }
    if (underMother || (newborn && OF_MOTHER.test(sentence))) frame.who = "family";
    if (frame.reply || frame.risks || frame.who) frames.set(span, frame);
  }
  return frames;
}
