// What a question asks for: attribute, value, time, comparison. One word it cannot place, and the
// question is not understood: a wrong reading would be worse.
import { attribute, findMentions } from "./attributes.ts";
import type { AnswerKind } from "../types.ts";
import type { Attribute, Limit, ParsedQuestion } from "./types.ts";
import { z } from "zod";
import { readCsv } from "../io/csv.ts";
import { readJson } from "../io/json.ts";

type Draft = { -readonly [K in keyof ParsedQuestion]?: ParsedQuestion[K] };

/** What the question asks for, or undefined when any part of it is not understood. */
export function parseQuestion(question: string): ParsedQuestion | undefined {
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
  return fits && hasOnlyFillerWords(rest, asked.attribute) ? { ...draft, kind, attribute: asked.attribute } : undefined;
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

const RISES = "rise|rose|risen|climb\\w*|increase|peak(?:ed)?|go|went|get|reach|exceed", FALLS = "drop\\w*|fall|fell|fallen|dip\\w*|decrease";
/** A verb of change, or "ever", asks whether any value went so far: the extreme decides. */
const CHANGE = new RegExp(`\\b(?:ever|${RISES}|${FALLS}|reach\\w*|exceed\\w*)\\b`, "i");
const TRAILING = /\bor (?:more|higher|older|greater|above|over|longer|less|lower|younger|fewer|below|under|shorter)\b/i;

function takeLimit(text: string, draft: Draft): string {
  const normal = NORMAL_RANGE.exec(text);
  if (normal) {
    draft.limit = { is: normal[1] ? "normal" : normal[2] ? "above normal" : "below normal", bound: NaN };
    return text.replace(normal[0], " ");
  }
  if (/\b(?:older|younger|aged|how old)\b/i.test(text)) draft.attribute = attribute("age");
  const found = LIMITS.map(([pattern, is]) => ({ is, match: pattern.exec(text) })).find(({ match }) => match);
  if (!found?.match?.[1]) return text;
  const { is, match: [all, bound = "", upper] } = found, number = (digits: string): number => Number(digits.replaceAll(",", ""));
  draft.limit = { is, bound: number(bound), ...(upper !== undefined && { upper: number(upper) }) };
  if (is !== "between" && CHANGE.test(text)) draft.which = is.startsWith(">") ? "highest" : "lowest";
  return text.replace(all, " ").replace(new RegExp(`\\b(?:ever|${RISES}|${FALLS})\\b`, "gi"), " ").replace(TRAILING, " ");
}

/** Takes the one attribute that is named out of the text; undefined when it is none or more than one. */
function takeNames(text: string, draft: Draft): { attribute: Attribute; rest: string } | undefined {
  const found = findMentions(text, { in: "question" });
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

function takeUnit(text: string, draft: Draft): string {
  const bracketed = /\(([^()]*[^()\s][^()]*)\)/.exec(text), inside = bracketed?.[1]?.trim();
  if (bracketed && inside && inside.split(" ").length < 3) {
    draft.unit = SAME_UNIT[inside.toLowerCase()] ?? inside;
    return text.replace(bracketed[0], " ");
  }
  return text.replace(new RegExp(`(?:\\(|\\bin )?(?<![\\w/])(${UNIT_PATTERN})(?![\\w/])\\)?`, "i"), (_all, unit: string) => {
    draft.unit = SAME_UNIT[unit.toLowerCase()] ?? unit;
    return " ";
  });
}

function takeTime(text: string, draft: Draft): string {
  let rest = text;
  for (const [pattern, sets] of TIMES) {
    if (!pattern.test(rest)) continue;
    rest = rest.replace(pattern, " ");
    for (const [key, value] of Object.entries(sets)) if (draft[key as keyof Draft] === undefined) Object.assign(draft, { [key]: value });
  }
  return rest;
}

const words = z.array(z.string()).transform((list): ReadonlySet<string> => new Set(list));
const Vocabulary = z.object({
  /** Patterns of units as questions print them. */
  units: z.array(z.string()),
  /** One unit under several names, in lower case. */
  same_units: z.record(z.string(), z.string()),
  /** Words that change nothing about what is asked, whatever it is about. */
  everywhere: words,
  about_numbers: words,
  about_findings: words,
  about_care: words,
});
const VOCABULARY = Vocabulary.parse(
  readJson(new URL("vocabulary/questions.json", import.meta.url)),
);
export const UNIT_PATTERN = VOCABULARY.units.join("|");
export const SAME_UNIT = VOCABULARY.same_units;

const TimeRow = z.object({
  which: z.enum(["", "highest", "lowest", "first", "last"]),
  moment: z.enum(["", "admission", "discharge"]),
  scope: z.enum(["", "stay", "before", "note"]),
  vague: z.enum(["", "yes"]).transform((text) => text === "yes" || ""),
  wordings: z.string().min(1),
});
type Sets = Partial<Pick<ParsedQuestion, "which" | "moment" | "scope" | "vague">>;

/** Wordings of when, each with the fields it sets; the first that fits a field sets it. */
export const TIMES: readonly (readonly [RegExp, Sets])[] = [
  ...Map.groupBy(
    readCsv(new URL("vocabulary/times.csv", import.meta.url), TimeRow),
    ({ wordings: _, ...fields }) => JSON.stringify(fields, (_key, value) => value || undefined),
  ),
].map(([sets, rows]) => {
  const any = rows.map(({ wordings }) => wordings).join("|");
  return [new RegExp(`\\b(?:${any})\\b`, "i"), JSON.parse(sets) as Sets];
});

/** Words that change nothing: "medication for hypertension" does not ask for hypertension. */
function fillersFor({ kind, group }: Attribute): ReadonlySet<string> {
  if (kind === "numeric") return VOCABULARY.about_numbers;
  const isFinding = ["condition", "symptom", "sign", "imaging"].includes(group);
  return isFinding ? VOCABULARY.about_findings : VOCABULARY.about_care;
}

/** Whether nothing is left of a question that could change what it asks. */
export function hasOnlyFillerWords(text: string, about: Attribute): boolean {
  const fillers = [VOCABULARY.everywhere, fillersFor(about)];
  if (about.group === "dose") fillers.push(VOCABULARY.about_care);
  const left = text.toLowerCase().match(/[a-z0-9µ%°/^'-]+/g) ?? [];
  return left
    .map((word) => word.replace(/^[-'/]+|[-'/]+$/g, ""))
    .every((word) => word === "" || fillers.some((list) => list.has(word)));
}
