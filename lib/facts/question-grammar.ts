// The words of questions: units, wordings of time, and words that change nothing.
import { z } from "zod";
import { readJson } from "../io/json.ts";
import type { Attribute, ParsedQuestion } from "./types.ts";

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
export const UNITS = VOCABULARY.units.join("|");
export const SAME_UNIT = VOCABULARY.same_units;

type Sets = Partial<Pick<ParsedQuestion, "which" | "moment" | "scope" | "vague">>;

const SPAN = "(?:a|one|two|three|six|twelve|\\d+) (?:years?|months?|weeks?|days)";
const THE = "(?:the|this|his|her|their|the patient's|current|entire|index)? ?(?:entire |current )?";
/** Wordings of when, each taken out of the text where it stands; the first that fits a field sets it. */
export const TIMES: readonly (readonly [RegExp, Sets])[] = [
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

/** Further words that change nothing: "medication for hypertension" does not ask for hypertension. */
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
