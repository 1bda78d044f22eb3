// The words of questions: units, wordings of time, and words that change nothing. Owns the lists; reading with them is parse-question.ts.
import type { ParsedQuestion } from "./parse-question.ts";
import type { Attribute } from "./attributes.ts";

/** Units as questions print them, and what is one unit under several names. */
export const UNITS = "K/uL|M/uL|cmH2O|mOsm/kg|m/s|g/dL|mg/dL|mEq/L|mmol/L|IU/L|U/L|units/L|ng/mL|pg/mL|mg/L|mIU/L|uIU/mL|fL|sec(?:onds)?|mm/hr?|umol/L|mL/min/1\\.73 ?m2|mmHg|mm Hg|bpm|beats per minute|breaths per minute|kg/m2|kg|kilograms|lbs|pounds|cm2|cm|mm|meters|hours|ms|mL|percent|% predicted|%|years|days|points|mg|mcg|grams?|g|m|degrees fahrenheit|degrees celsius|fahrenheit|celsius|°F|°C|x10\\^9/L|x10\\^3/uL";
export const SAME_UNIT: Readonly<Record<string, string>> = { percent: "%", kilograms: "kg", pounds: "lbs", "beats per minute": "bpm", "breaths per minute": "/min", "mm hg": "mmHg", "u/l": "IU/L", "units/l": "IU/L", meters: "m", g: "gram", grams: "gram", seconds: "sec", "degrees fahrenheit": "F", fahrenheit: "F", "°f": "F", "degrees celsius": "C", celsius: "C", "°c": "C", "x10^9/l": "K/uL", "x10^3/ul": "K/uL", "uiu/ml": "mIU/L", "mm/h": "mm/hr" };

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

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Words that change nothing about what is asked, whatever it is about. */
const PLAIN = words(
  "a an the this that of in on at to for with from by as and or is are was were be been being does do did has have had having can there it any what how he she his her they their its s patient patients patient's " +
    "note summary record records recorded recording chart document documents documented documentation mention mentions mentioned indicate indicates indicated noted reported listed stated state found obtained seen observed described shown show say says whether anywhere " +
    "hospital time according based evidence known during into after all among describe describes described",
);
const NUMBER_WORDS = words("many much high low long old tall fast big large give report value values level levels result results reading readings measurement measurements measured measure count number score test tests testing serum plasma blood venous lab labs laboratory body estimated calculated overall exact per or rate times years smoked smoking history get night day drink walk walked in");
const FINDING_WORDS = words("infection diagnosed diagnosis diagnoses condition disease disorder medical suffer suffers suffered suffering treated developed develop require requires required presence present presented sign signs symptom symptoms complaint complaints complain complained complaining report reports experience experienced experiencing endorse endorsed exam examination physical on imaging chest x-ray radiograph echocardiogram echo ct scan ultrasound ekg ecg study studies reveal revealed positive some");
const CARE_WORDS = words("take takes taking taken prescribed prescribe prescription medication medications medicine drug drugs therapy treatment treated receive received receiving given administered started use using uses list on undergo undergone underwent procedure performed done placed require requires required surgery operation status code able speaker smoked diet instructed advised recommended told follow allergy allergies allergic report reports reported experience wear willing speak trial marital language speaker activity disposition home sent facility go condition language well");

/** Which further words are plain depends on what is asked: "medication for hypertension" is no question about hypertension. */
const plainFor = ({ kind, group }: Attribute): ReadonlySet<string> =>
  kind === "numeric" ? NUMBER_WORDS : group === "condition" || group === "symptom" || group === "sign" || group === "imaging" ? FINDING_WORDS : CARE_WORDS;

/** Whether nothing is left of a question that could change what it asks. */
export function hasOnlyFillerWords(text: string, about: Attribute): boolean {
  const more = plainFor(about), left = text.toLowerCase().match(/[a-z0-9µ%°/^'-]+/g) ?? [];
  return left.map((word) => word.replace(/^[-'/]+|[-'/]+$/g, "")).every((word) => word === "" || PLAIN.has(word) || more.has(word) || (about.group === "dose" && CARE_WORDS.has(word)));
}
