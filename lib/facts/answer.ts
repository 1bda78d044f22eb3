// What the facts of a note answer to a question, and what counts as recorded.
import { parseQuestion } from "./parse-question.ts";
import { normalFor } from "./attributes.ts";
import type { FindingMention, Limit, Measured, NoteFacts, ParsedQuestion } from "./types.ts";
import type { Answer, AnswerKind } from "../types.ts";

/** Why an answer is NA: nothing is said, only at another time, or no single number. */
type Missing = "absent" | "other-time" | "range" | "redacted" | "family-only" | "hypothetical-only";

interface Truth {
  readonly kind: AnswerKind;
  readonly answer: Answer;
  readonly attribute: string;
  /** For NA, and for a No that rests on a relative's finding. */
  readonly reason?: Missing;
}

/**
 * The right answer to a question about a note; undefined when the wording is not understood for
 * certain, or the facts leave several right answers.
 * - Yes: recorded as had. No: recorded as not had, or only of relatives. NA: not mentioned, never
 * No; "call if you have fever" does not say.
 * - A history: had now or before. Currently: not what is over.
 * - A number: one stated value. A range (55-60%) or tag (`[**3-22**]`) is none: NA if only they
 * could answer. A highest or lowest value is NA too when a range might reach further.
 * - At a moment or date: NA when all values have another; open when one has none.
 * - Goals never count; values before the stay do, unless the question says "during the stay".
 * - "Within the normal range": only where all laboratories agree, by sex.
 * - A comparison ("above 1.3"): by the value, or a range wholly on one side.
 */
export function answerFromFacts(question: string, facts: NoteFacts): Truth | undefined {
  const asked = parseQuestion(question);
  if (!asked) return undefined;
  const base = { kind: asked.kind, attribute: asked.attribute.id };
  const found = asked.attribute.kind === "boolean" ? finding(asked, facts.findings[asked.attribute.id] ?? []) : measurement(asked, facts);
  return found && { ...base, ...found };
}

type Outcome = { readonly answer: Answer; readonly reason?: Missing } | undefined;

/** Things that come and go: having one now is no history of it. */
const ACUTE = new Set(["pneumonia", "uti", "sepsis", "pulmonary_embolism", "dvt", "gi_bleed", "myocardial_infarction", "stroke", "tia", "aki", "pancreatitis", "bowel_obstruction", "cellulitis", "ketoacidosis", "hip_fracture", "delirium"]);

function finding(asked: ParsedQuestion, records: readonly FindingMention[]): Outcome {
  if (asked.whose) return inFamily(asked.whose, records);
  const own = records.filter((one) => one.status === "present" || one.status === "absent" || one.status === "historical");
  if (own.length === 0) return notOwn(records);
  if (asked.vague) return undefined;
  const then = own.filter((one) => isThen(one, asked));
  if (then.length === 0) return undefined;
  const has = (status: FindingMention["status"]): boolean => then.some((one) => one.status === status);
  const answer = ownAnswer(asked, { present: has("present"), absent: has("absent"), over: has("historical") });
  if (!answer) return undefined;
  return { answer: asked.denied ? (answer === "Yes" ? "No" : "Yes") : answer };
}

/**
 * Whether a finding belongs to the time asked about. What is taken at home is taken on admission.
 */
function isThen({ moment }: FindingMention, { moment: asked, scope, attribute: { group } }: ParsedQuestion): boolean {
  if (!moment || group === "place") return true;
  if (scope === "before") return moment === "before";
  if (scope === "stay") return moment !== "before";
  return !asked || moment === asked || (group === "medication" && asked === "admission" && moment === "before");
}

const notOwn = (records: readonly FindingMention[]): Outcome => {
  if (records.some((one) => one.status === "family")) return { answer: "No", reason: "family-only" };
  return { answer: "NA", reason: records.some((one) => one.status === "hypothetical") ? "hypothetical-only" : "absent" };
};

function ownAnswer(asked: ParsedQuestion, { present, absent, over }: { present: boolean; absent: boolean; over: boolean }): "Yes" | "No" | undefined {
  const passing = ACUTE.has(asked.attribute.id) || asked.attribute.group === "symptom" || asked.attribute.group === "sign" || asked.attribute.group === "imaging";
  if (asked.tense === "ever") return over || (present && !passing) ? "Yes" : present ? undefined : "No";
  if (asked.tense === "now") return present && absent ? undefined : present ? "Yes" : "No";
  if (present) return absent && asked.tense !== "had" ? undefined : "Yes";
  return over ? (asked.attribute.group === "condition" ? undefined : asked.scope === "stay" ? undefined : "Yes") : "No";
}

function inFamily(whose: string, records: readonly FindingMention[]): Outcome {
  const relatives = records.filter((one) => one.status === "family");
  if (relatives.some((one) => whose === "family" || one.relative === whose)) return { answer: "Yes" };
  if (relatives.length === 0 && records.some((one) => one.status === "not-family")) return { answer: "No" };
  return { answer: "NA", reason: relatives.length > 0 ? "other-time" : "absent" };
}

/** A number wanted, or compared; without a look-back both readings must agree. */
function measurement(asked: ParsedQuestion, facts: NoteFacts): Outcome {
  const records = (facts.measurements[asked.attribute.id] ?? []).filter((one) => one.moment !== "goal");
  if (records.length === 0) return { answer: "NA", reason: "absent" };
  if (asked.vague) return records.some((one) => one.moment === "before") || asked.attribute.group === "body" || asked.attribute.group === "stay" ? undefined : { answer: "NA", reason: "other-time" };
  const unit = (one: Measured): string | undefined => one.unit ?? asked.attribute.unit;
  if (new Set(records.map(unit)).size > 1 || (asked.unit && records.some((one) => unit(one) !== asked.unit && unit(one)))) return undefined;
  const stay = records.filter((one) => one.moment !== "before"), before = records.filter((one) => one.moment === "before");
  if (asked.scope === "before") return settled(asked, { records: before, facts });
  if (asked.scope === "stay" || asked.moment || asked.date) return settled(asked, { records: stay, facts });
  const wide = settled(asked, { records, facts });
  if (asked.scope === "note" || before.length === 0 || stay.length === 0) return wide;
  const narrow = settled(asked, { records: stay, facts });
  return wide && narrow && wide.answer === narrow.answer ? wide : undefined;
}

function settled(asked: ParsedQuestion, { records, facts }: { records: readonly Measured[]; facts: NoteFacts }): Outcome {
  const normal = normalFor(asked.attribute.id, facts.sex);
  const then = records.filter((one) => (!asked.moment || one.moment === asked.moment) && (!asked.date || `-${one.date ?? ""}`.endsWith(`-${asked.date}`)));
  if (then.length === 0) return records.some((one) => !one.date && !one.moment) ? undefined : { answer: "NA", reason: "other-time" };
  const one = chosen(asked, { records: then, normal });
  if (!one) return undefined;
  if (one.redacted) return { answer: "NA", reason: "redacted" };
  const [low, high] = one.range ?? [one.value ?? NaN, one.value ?? NaN];
  if (asked.limit) return compared(asked.limit, [low, high], normal);
  if (one.range) return { answer: "NA", reason: "range" };
  if (!asked.perDay) return { answer: low };
  return one.perDay ? { answer: Number((low * one.perDay).toFixed(4)) } : undefined;
}

/** The record the question means, or undefined. Redacted ones count only alone. */
function chosen(asked: ParsedQuestion, { records, normal }: { records: readonly Measured[]; normal: Normal }): Measured | undefined {
  const told = records.filter((one) => !one.redacted);
  if (told.length === 0) return records[0];
  if (asked.which === "highest") return told.reduce((best, one) => (top(one) > top(best) || (top(one) === top(best) && one.value !== undefined) ? one : best));
  if (asked.which === "lowest") return told.reduce((best, one) => (bottom(one) < bottom(best) || (bottom(one) === bottom(best) && one.value !== undefined) ? one : best));
  if (asked.which) return atEnd(told, asked.which);
  if (same(told)) return told[0];
  const limit = asked.limit;
  if (!limit) return undefined;
  const answers = new Set(told.map((one) => compared(limit, [bottom(one), top(one)], normal)?.answer));
  return answers.size === 1 && !answers.has(undefined) ? told[0] : undefined;
}

const top = (one: Measured): number => one.range?.[1] ?? one.value ?? NaN;
const bottom = (one: Measured): number => one.range?.[0] ?? one.value ?? NaN;
const same = (records: readonly Measured[]): boolean => new Set(records.map((one) => `${bottom(one)} ${top(one)}`)).size === 1;

/**
 * The earliest or latest record. Undated peaks and values of the stay leave it open unless
 * admission or discharge settles it.
 */
function atEnd(records: readonly Measured[], which: "first" | "last"): Measured | undefined {
  const placed = records.filter((one) => placeInTime(one) !== undefined);
  if (placed.length === 0) return same(records) ? records[0] : undefined;
  const ends = placed.map((one) => placeInTime(one) ?? 0);
  const end = which === "first" ? Math.min(...ends) : Math.max(...ends);
  const there = placed.filter((one) => placeInTime(one) === end);
  const edge = there.some((one) => one.moment === (which === "first" ? "admission" : "discharge") || (which === "first" && one.moment === "before"));
  return same(there) && (placed.length === records.length || edge) ? there[0] : undefined;
}

/**
 * Minutes that only order: undated values before the stay first, of admission and discharge at its
 * ends.
 */
function placeInTime(one: Measured): number | undefined {
  if (one.date) {
    const [year = 0, month = 1, day = 1] = one.date.split("-").map(Number), [hour = 0, minute = 0] = (one.time ?? "").split(":").map(Number);
    return Date.UTC(year, month - 1, day, hour, minute) / 60_000;
  }
  return one.moment === "before" ? -Infinity : one.moment === "admission" ? -Number.MAX_VALUE : one.moment === "discharge" ? Infinity : undefined;
}

type Normal = ReturnType<typeof normalFor>;

function compared(limit: Limit, [low, high]: readonly [number, number], normal: Normal): Outcome {
  if (limit.is === "normal" || limit.is === "above normal" || limit.is === "below normal") return low === high ? againstNormal(limit.is, low, normal) : undefined;
  const holds = (value: number): boolean => (limit.is === ">" ? value > limit.bound : limit.is === ">=" ? value >= limit.bound : limit.is === "<" ? value < limit.bound : limit.is === "<=" ? value <= limit.bound : value >= limit.bound && value <= (limit.upper ?? limit.bound));
  const ends = [holds(low), holds(high)];
  return ends[0] === ends[1] ? { answer: ends[0] ? "Yes" : "No" } : undefined;
}

/** Answers where a value is surely normal or surely not. */
function againstNormal(is: "normal" | "above normal" | "below normal", value: number, normal: Normal): Outcome {
  if (!normal) return undefined;
  const found = value > normal.beyond[1] ? "above normal" : value < normal.beyond[0] ? "below normal" : value >= normal.within[0] && value <= normal.within[1] ? "normal" : undefined;
  if (found) return { answer: found === is ? "Yes" : "No" };
  const nearer = value > normal.within[1] ? "below normal" : "above normal";
  return is === nearer ? { answer: "No" } : undefined;
}
