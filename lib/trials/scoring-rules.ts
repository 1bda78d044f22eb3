// Rules from a model's answers to what a task scores: thresholds, ranges, caps, unrecorded facts. A
// rule is data (prompts/tasks/*.json).
import { z } from "zod";
import type { Answer } from "../types.ts";

/** What NA counts as: many criteria assume Yes or No. Left out, NA stays NA. */
const unless_recorded = z.enum(["Yes", "No"]).optional();

export const RuleSchema = z.union([
  /** The answer as it is. */
  z.strictObject({ unless_recorded }),
  /** Yes above the limit; women may have their own, which needs a question with the id FEMALE. */
  z.strictObject({ above: z.number(), above_for_women: z.number().optional(), unless_recorded }),
  /**
   * Yes within the range, ends included. `also` names further questions whose numbers are tried
   * (highest and lowest). When one lies above and the other below, or is unreadable, `otherwise`
   * decides.
   */
  z.strictObject({ from: z.number(), to: z.number().optional(), also: z.array(z.string()).optional(), otherwise: z.string().optional(), unless_recorded }),
  /** A number, where a larger one counts as this: an ejection fraction of 55 stands for 55 or more. */
  z.strictObject({ at_most: z.number() }),
]);
export type Rule = z.infer<typeof RuleSchema>;

export interface RuleResult {
  /** Undefined where a reply could not be read, or the rule cannot decide: wrong, whatever the label. */
  readonly answer: Answer | undefined;
  /** Why it is undefined, or what the verdict had to assume. */
  readonly reason?: string;
}

/** Answers of one note by question id; undefined where the reply could not be read. */
export type Answers = Readonly<Record<string, Answer | undefined>>;

/** The id of the question whose Yes means a woman. */
export const FEMALE = "FEMALE";

/** What the answer to question `id` counts as, given the note's other answers. */
export function applyRule(rule: Rule, { id, answers }: { id: string; answers: Answers }): RuleResult {
  const answer = answers[id];
  if (answer === undefined) return { answer, reason: "the reply could not be read" };
  if ("above" in rule) return aboveLimit(rule, { answer, female: answers[FEMALE] });
  if ("from" in rule) return withinRange(rule, { answer, answers });
  if ("at_most" in rule) return { answer: capped(answer, rule.at_most) };
  return { answer: answer === "NA" ? rule.unless_recorded ?? "NA" : answer };
}

/** A number or bound no larger than a cap: what lies above it, or at it and above, counts as the cap. */
export function capped(answer: Answer, cap: number): Answer {
  if (typeof answer === "number") return Math.min(answer, cap);
  return boundedBy(answer, cap) || answer === `≥${cap}` ? cap : answer;
}

/** Whether a bound ("<5", "≥60") puts its number above a limit; undefined where the number may be on either side, or for no bound. */
function boundedBy(answer: Answer, limit: number): boolean | undefined {
  const [, sign, text] = /^([<≤>≥])(.+)$/.exec(String(answer)) ?? [], end = Number(text);
  if (sign === "<" || sign === "≤") return end <= limit ? false : undefined;
  return (sign === ">" && end >= limit) || (sign === "≥" && end > limit) ? true : undefined;
}

function aboveLimit(rule: Extract<Rule, { above: number }>, { answer, female }: { answer: Answer; female: Answer | undefined }): RuleResult {
  if (answer === "NA") return { answer: rule.unless_recorded ?? "NA" };
  const bounded = boundedBy(answer, rule.above);
  if (bounded !== undefined && (rule.above_for_women === undefined || bounded === boundedBy(answer, rule.above_for_women))) return yesNo(bounded);
  if (typeof answer !== "number") return { answer: undefined, reason: "expected a number" };
  const forWomen = rule.above_for_women ?? rule.above;
  if (female === "Yes") return yesNo(answer > forWomen);
  const verdict = yesNo(answer > rule.above);
  return female !== "No" && answer > forWomen !== answer > rule.above ? { ...verdict, reason: "sex not known, the limit for men taken" } : verdict;
}

function withinRange(rule: Extract<Rule, { from: number }>, { answer, answers }: { answer: Answer; answers: Answers }): RuleResult {
  const { from, to = Infinity, also = [], otherwise } = rule;
  const all = [answer, ...also.map((id) => answers[id])];
  const numbers = all.filter((one) => typeof one === "number");
  if (numbers.some((x) => from <= x && x <= to)) return yesNo(true);
  const below = numbers.some((x) => x < from) || also.some((id) => answers[id] === undefined);
  if (below && numbers.some((x) => x > to)) {
    const decides = otherwise === undefined ? undefined : answers[otherwise];
    return decides === "Yes" || decides === "No"
      ? { answer: decides, reason: `values may lie on both sides of the range, so ${otherwise} decides` }
      : { answer: undefined, reason: "values may lie on both sides of the range, and no answer on what lies between" };
  }
  if (numbers.length > 0) return yesNo(false);
  return answer === "NA" ? { answer: rule.unless_recorded ?? "NA" } : { answer: undefined, reason: "expected a number" };
}

const yesNo = (yes: boolean): RuleResult => ({ answer: yes ? "Yes" : "No" });
