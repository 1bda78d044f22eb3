// What a question asks for: reads natural wording into attribute, value wanted, time and comparison. Owns the words of questions; answers nothing.
// A question with any word that it cannot place is not understood at all: a wrong reading would be worse than none.
import { attribute, mentions } from "./attributes.ts";
import type { Attribute } from "./attributes.ts";
import type { AnswerKind } from "./question.ts";

export interface Limit {
  /** A comparison with a number, or with what is normal for the patient's sex. */
  readonly is: ">" | ">=" | "<" | "<=" | "between" | "normal" | "above normal" | "below normal";
  readonly bound: number;
  readonly upper?: number;
}

/** A question, understood. */
export interface Asked {
  readonly kind: AnswerKind;
  readonly attribute: Attribute;
  /** Which of several values; absent where the question speaks of "the" value. */
  readonly which?: "highest" | "lowest" | "first" | "last";
  /** A point of the stay, or a date as the note prints it (`2151-7-16`, or `7-16`). */
  readonly moment?: "admission" | "discharge";
  readonly date?: string;
  /** Values of the stay only, older ones only, or any that the note has; absent where the question does not say. */
  readonly scope?: "stay" | "before" | "note";
  readonly limit?: Limit;
  /** A time of its own ("one year before admission") that no record is sure to meet. */
  readonly vague?: true;
  readonly unit?: string;
  /** For medicines: the whole day's dose. */
  readonly perDay?: true;
  /** Whose finding: the patient's own, any relative's, or one relative's. */
  readonly whose?: "family" | string;
  /** For findings: had now, ever, or "have" without either; "had" where the wording is of the past. */
  readonly tense?: "now" | "ever" | "had";
  readonly denied?: true;
}

type Draft = { -readonly [K in keyof Asked]?: Asked[K] };

/** What the question asks for, or undefined when any part of it is not understood. */
export function readQuestion(question: string): Asked | undefined {
  const draft: Draft = {};
  const asks = question.trim().replace(/\? +answer NA if (?:no .{1,20}|none|it) is(?: not)? recorded\.?$/i, "?");
  let rest = ` ${asks.replace(/[?.!]+$/, "").replaceAll("’", "'")} `;
  rest = takeDate(rest, draft);
  const kind = kindOf(rest);
  if (!kind) return undefined;
  rest = takeLimit(rest, draft);
  const named = takeNames(rest, draft);
  if (!named) return undefined;
  const asked = medicineDose(named, { kind, draft });
  rest = asked.attribute.kind === "boolean" ? takeFinding(asked.rest, draft) : asked.rest;
  rest = takeTime(takeUnit(rest, draft), draft);
  const fits = kind === "numeric" ? asked.attribute.kind === "numeric" && !draft.limit : (asked.attribute.kind === "numeric") === (draft.limit !== undefined);
  return fits && onlyPlain(rest, asked.attribute) ? { ...draft, kind, attribute: asked.attribute } : undefined;
}

const LEAD = /^ *(?:according to (?:the|this) (?:note|record|discharge summary)|based on (?:the|this) (?:note|record|discharge summary)|as (?:recorded|documented) in (?:the|this) note|in (?:the|this) note|per (?:the|this) note)?,? */i;

function kindOf(text: string): AnswerKind | undefined {
  const start = text.replace(LEAD, "");
  if (/^(?:is|are|was|were|does|do|did|has|have|had|can)\b/i.test(start)) return "boolean";
  return /^(?:what|how (?:high|low|many|much|long|old|tall|fast|big|large)|give|state|report)\b/i.test(start) ? "numeric" : undefined;
}

function takeDate(text: string, draft: Draft): string {
  return text.replace(/\[\*\*(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}-\d{1,2})\*\*\]|\b(\d{4}-\d{1,2}-\d{1,2})\b/, (_all, tag?: string, plain?: string) => {
    draft.date = (tag ?? plain ?? "").replace(/-0(\d)/g, "-$1");
    return " ";
  });
}

const NUM = "(-?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|-?\\d+(?:\\.\\d+)?)";
/** Comparisons, the longer wordings first; the verb before one may say which extreme it is about. */
const LIMITS: readonly (readonly [RegExp, Limit["is"]])[] = [
  [new RegExp(`\\b(?:between|within|in the range of|from) ${NUM} ?%? ?(?:and|to|-|–) ?${NUM}`, "i"), "between"],
  [new RegExp(`(?:\\b(?:greater|higher|more|older) than or equal to|\\bat least|≥|>=|\\bno (?:less|lower|younger) than|\\breach(?:ed)?) ?${NUM}`, "i"), ">="],
  [new RegExp(`(?:\\b(?:less|lower|younger|fewer) than or equal to|\\bat most|≤|<=|\\bno (?:more|higher|greater|older) than|\\bnot exceed(?:ing)?) ?${NUM}`, "i"), "<="],
  [new RegExp(`(?:\\b(?:greater|higher|more|larger|older|longer|heavier|taller) than|\\babove|\\bover|\\bexceed(?:s|ed|ing)?|>) ?${NUM}`, "i"), ">"],
  [new RegExp(`(?:\\b(?:less|lower|younger|fewer|smaller|shorter|lighter) than|\\bbelow|\\bunder|<) ?${NUM}`, "i"), "<"],
  [new RegExp(`\\b(?:aged )?${NUM}(?= ?[%a-z/0-9]{0,12}(?: of age| old)? or (?:more|higher|older|greater|above|over|longer))`, "i"), ">="],
  [new RegExp(`\\b(?:aged )?${NUM}(?= ?[%a-z/0-9]{0,12}(?: of age| old)? or (?:less|lower|younger|fewer|below|under|shorter))`, "i"), "<="],
];

const NORMAL_RANGE = /\b(?:(within|in)|(above|over|higher than)|(below|under|lower than)) (?:the |its |their )?(?:normal|reference)(?: (?:range|limits?|values?))?(?: for (?:the patient's|his|her) (?:sex|age and sex))?\b/i;

function takeLimit(text: string, draft: Draft): string {
  const normal = NORMAL_RANGE.exec(text);
  if (normal) {
    draft.limit = { is: normal[1] ? "normal" : normal[2] ? "above normal" : "below normal", bound: NaN };
    return text.replace(normal[0], " ");
  }
  if (/\b(?:older|younger|aged|how old)\b/i.test(text)) draft.attribute = attribute("age");
  for (const [pattern, is] of LIMITS) {
    const match = pattern.exec(text);
    if (!match?.[1] || (draft.limit && is)) continue;
    const number = (digits: string): number => Number(digits.replaceAll(",", ""));
    draft.limit = { is, bound: number(match[1]), ...(match[2] !== undefined && { upper: number(match[2]) }) };
    const verb = /\b(?:(ever)|(rise|rose|risen|climb\w*|increase|peak\w*|go|went|get|reach\w*|exceed\w*)|(drop\w*|fall|fell|fallen|dip\w*|decrease))\b/i.exec(text);
    if (verb && is !== "between") draft.which = is.startsWith(">") ? "highest" : "lowest";
    text = text.replace(match[0], " ").replace(/\b(?:ever|rise|rose|risen|climb\w*|increase|peak(?:ed)?|go|went|get|drop\w*|fall|fell|fallen|dip\w*|decrease|reach|exceed)\b/gi, " ").replace(/\bor (?:more|higher|older|greater|above|over|longer|less|lower|younger|fewer|below|under|shorter)\b/i, " ");
  }
  return text;
}

/** Takes the one attribute that is named out of the text; undefined when it is none or more than one. */
function takeNames(text: string, draft: Draft): { attribute: Attribute; rest: string } | undefined {
  const found = mentions(text, { in: "question" });
  const ids = new Set(found.map((one) => one.id));
  if (draft.attribute) ids.add(draft.attribute.id);
  if (ids.has("pack_years")) ["smoking_current", "smoking_former", "smoking_ever"].forEach((id) => ids.delete(id));
  const [id] = ids;
  if (ids.size !== 1 || id === undefined) return undefined;
  let rest = text;
  for (const { start, end } of found.toReversed()) rest = `${rest.slice(0, start)} ${rest.slice(end)}`;
  return { attribute: attribute(id), rest };
}

/** "How many mg of furosemide": a number asked of a medicine is its dose. */
function medicineDose(named: { attribute: Attribute; rest: string }, { kind, draft }: { kind: AnswerKind; draft: Draft }): { attribute: Attribute; rest: string } {
  const isMedicine = named.attribute.group === "medication", wantsNumber = kind === "numeric" || draft.limit;
  if (named.attribute.group !== "dose" && !(isMedicine && wantsNumber)) return named;
  if (isMedicine && !/\b(?:dose|dosage|mg|mcg|units|milligrams|micrograms|strength)\b/i.test(named.rest)) return named;
  const daily = /\b(?:total )?(?:daily|per day|a day|each day)\b/i;
  if (daily.test(named.rest)) draft.perDay = true;
  return { attribute: isMedicine ? attribute(`${named.attribute.id}_dose`) : named.attribute, rest: named.rest.replace(daily, " ").replace(/\b(?:dose|dosage|strength|mg|mcg|units|milligrams|micrograms|prescribed|taking|take|receiv\w+|on|of)\b/gi, " ") };
}

const RELATIVES = "mother|father|sister|brother|grandmother|grandfather|uncle|aunt|son|daughter";

function takeFinding(text: string, draft: Draft): string {
  let rest = text;
  const take = (pattern: RegExp, then: (word: string) => void): void => {
    rest = rest.replace(pattern, (all: string, word?: string) => {
      then(word ?? all);
      return " ";
    });
  };
  if (/^ *(?:did|was|were|had|has)\b/i.test(rest.replace(LEAD, ""))) draft.tense = "had";
  take(new RegExp(`\\b(?:the |any )?(?:patient's |her |his )?(?:biological )?(${RELATIVES})(?:'s)?\\b`, "i"), (word) => (draft.whose = word.toLowerCase()));
  take(/\b(?:any )?(?:family history|family members?|relatives?|first-degree relatives?|in (?:the|his|her|their) family)\b/i, () => (draft.whose = "family"));
  take(/\b(?:den(?:y|ied|ies)|negative for)\b/i, () => (draft.denied = true));
  take(/\b(?:currently|current|active|actively|now|ongoing|at present|presently)\b/i, () => (draft.tense = "now"));
  take(/\b(?:(?:past |prior |previous |known |personal |own |remote |documented )*(?:medical |surgical )?history|ever|previously|in the past|prior|previous|past)\b/i, () => (draft.tense = "ever"));
  return rest;
}

const UNITS = "K/uL|M/uL|cmH2O|mOsm/kg|m/s|g/dL|mg/dL|mEq/L|mmol/L|IU/L|U/L|units/L|ng/mL|pg/mL|mg/L|mIU/L|uIU/mL|fL|sec(?:onds)?|mm/hr?|umol/L|mL/min/1\\.73 ?m2|mmHg|mm Hg|bpm|beats per minute|breaths per minute|kg/m2|kg|kilograms|lbs|pounds|cm2|cm|mm|meters|hours|ms|mL|percent|% predicted|%|years|days|points|mg|mcg|grams?|g|m|degrees fahrenheit|degrees celsius|fahrenheit|celsius|°F|°C|x10\\^9/L|x10\\^3/uL";
const SAME_UNIT: Readonly<Record<string, string>> = { percent: "%", kilograms: "kg", pounds: "lbs", "beats per minute": "bpm", "breaths per minute": "/min", "mm hg": "mmHg", "u/l": "IU/L", "units/l": "IU/L", meters: "m", g: "gram", grams: "gram", seconds: "sec", "degrees fahrenheit": "F", fahrenheit: "F", "°f": "F", "degrees celsius": "C", celsius: "C", "°c": "C", "x10^9/l": "K/uL", "x10^3/ul": "K/uL", "uiu/ml": "mIU/L", "mm/h": "mm/hr" };

function takeUnit(text: string, draft: Draft): string {
  const bracketed = /\(([^()]*[^()\s][^()]*)\)/.exec(text), inside = bracketed?.[1]?.trim();
  if (bracketed && inside && inside.split(" ").length < 3) {
    draft.unit = SAME_UNIT[inside.toLowerCase()] ?? inside;
    return text.replace(bracketed[0], " ");
  }
  return text.replace(new RegExp(`(?:\\(|\\bin )?(?<![\\w/])(${UNITS})(?![\\w/])\\)?`, "i"), (_all, unit: string) => {
    draft.unit = SAME_UNIT[unit.toLowerCase()] ?? unit;
    return " ";
  });
}

const SPAN = "(?:a|one|two|three|six|twelve|\\d+) (?:years?|months?|weeks?|days)";
const THE = "(?:the|this|his|her|their|the patient's|current|entire|index)? ?(?:entire |current )?";
/** Wordings of when, each taken out of the text where it stands; the first that fits a field sets it. */
const TIMES: readonly (readonly [RegExp, Draft])[] = [
  [new RegExp(`\\b${SPAN} (?:before|prior to) (?:the )?(?:admission|presentation)\\b|\\b(?:in|within|over|during) the (?:past|last) (?:year|month|week|${SPAN.replace("(?:a|", "(?:")})\\b`, "i"), { vague: true }],
  [new RegExp(`\\b(?:during|throughout|over|in|within|for|while in) ${THE}(?:hospital )?(?:stay|admission|hospitalization|hospital course|course|hospital)\\b|\\b(?:while|when) (?:hospitalized|inpatient|in house)\\b|\\binpatient\\b`, "i"), { scope: "stay" }],
  [/\b(?:before|prior to|preceding|pre-?)[ -]?(?:the |this |his |her )?(?:admission|hospitalization|presentation)\b|\bbaseline\b|\b(?:pre-?admission|outpatient|at home|home)\b/i, { scope: "before" }],
  [/\b(?:last|final|most recent|latest)\b[^,]{0,30}\b(?:before|prior to) (?:the )?discharge\b|\b(?:before|prior to) (?:the )?discharge\b/i, { which: "last", scope: "stay" }],
  [/\b(?:on|at|upon|at the time of|time of|with|from|per) (?:the |this |hospital |his |her |initial )?(?:admission|presentation|arrival)\b|\bwhen (?:the patient was |first )?admitted\b|\badmission\b|\bpresenting\b|\bpresent with\b|\bpresented with\b/i, { moment: "admission" }],
  [/\b(?:on|at|upon|at the time of|time of|on the day of|day of) (?:the |hospital |his |her )?discharge\b|\b(?:when|being) discharged\b|\bdischarged? (?:with|on|taking)\b|\bdischarge(?: medications?| medication list| list| regimen)?\b|\bdischarged\b/i, { moment: "discharge" }],
  [/\b(?:highest|peak|maximum|maximal|max|greatest)\b/i, { which: "highest" }],
  [/\b(?:lowest|minimum|minimal|nadir|min)\b/i, { which: "lowest" }],
  [/\b(?:first|initial|earliest)\b/i, { which: "first" }],
  [/\b(?:most recent|latest|last|final)\b/i, { which: "last" }],
  [/\b(?:(?:recorded|documented|mentioned|noted|reported|listed|stated|given|found) (?:anywhere )?(?:in|within) (?:the|this) (?:note|record|discharge summary|summary)|(?:in|within) (?:the|this) (?:note|record|discharge summary|summary)|ever recorded|on record|recorded|documented|mentioned)\b/i, { scope: "note" }],
];

function takeTime(text: string, draft: Draft): string {
  let rest = text;
  for (const [pattern, sets] of TIMES) {
    if (!pattern.test(rest)) continue;
    rest = rest.replace(pattern, " ");
    for (const [key, value] of Object.entries(sets)) if (draft[key as keyof Draft] === undefined) Object.assign(draft, { [key]: value });
  }
  return rest;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Words that change nothing about what is asked, whatever it is about. */
const PLAIN = words(
  "a an the this that of in on at to for with from by as and or is are was were be been being does do did has have had having can there it any what how he she his her they their its if yes no not s patient patients patient's " +
    "note summary record records recorded recording chart document documents documented documentation mention mentions mentioned indicate indicates indicated noted reported listed stated state found obtained seen observed described shown show say says whether anywhere " +
    "hospital time according based evidence known during into after all among describe describes described",
);
const NUMBER_WORDS = words("many much high low long old tall fast big large give report value values level levels result results reading readings measurement measurements measured measure count number score test tests testing serum plasma blood venous lab labs laboratory body estimated calculated overall exact per or rate times years smoked smoking history get night day drink walk walked in");
const FINDING_WORDS = words("infection diagnosed diagnosis diagnoses condition disease disorder medical suffer suffers suffered suffering treated developed develop require requires required presence present presented sign signs symptom symptoms complaint complaints complain complained complaining report reports experience experienced experiencing endorse endorsed exam examination physical on imaging chest x-ray radiograph echocardiogram echo ct scan ultrasound ekg ecg study studies reveal revealed positive some");
const CARE_WORDS = words("take takes taking taken prescribed prescribe prescription medication medications medicine drug drugs therapy treatment treated receive received receiving given administered started use using uses list on undergo undergone underwent procedure performed done placed require requires required surgery operation status code able speaker smoked diet instructed advised recommended told follow allergy allergies allergic report reports reported experience wear willing speak trial marital language speaker activity disposition home sent facility go condition language well");

/** Which further words are plain depends on what is asked: "medication for hypertension" is no question about hypertension. */
const plainFor = ({ kind, group }: Attribute): ReadonlySet<string> =>
  kind === "numeric" ? NUMBER_WORDS : group === "condition" || group === "symptom" || group === "sign" || group === "imaging" ? FINDING_WORDS : CARE_WORDS;

function onlyPlain(text: string, about: Attribute): boolean {
  const more = plainFor(about), left = text.toLowerCase().match(/[a-z0-9µ%°/^'-]+/g) ?? [];
  return left.map((word) => word.replace(/^[-'/]+|[-'/]+$/g, "")).every((word) => word === "" || PLAIN.has(word) || more.has(word) || (about.group === "dose" && CARE_WORDS.has(word)));
}
