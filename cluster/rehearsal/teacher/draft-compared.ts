// Yes/No questions that compare a value with a limit or a reference range.
import { pick, type Random, shuffle } from "../../../lib/random.ts";
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import { resolve } from "./answer.ts";
import type { Comparison } from "./comparison.ts";
import { waysToAsk } from "./draft-numbers.ts";
import { type Draft, draft, measured } from "./draft.ts";
import { slips } from "./mistakes.ts";
import { compares, usable } from "./numbers.ts";
import { understand } from "./question.ts";
import { askComparison, askNormal } from "./wording.ts";

const LIMITED = new Set(["pain", "base-excess", "length-of-stay", "gravida", "para", "neutrophils", "lymphocytes", "monocytes", "eosinophils", "bands", "mch", "mchc", "rdw"]);

export function comparisonDrafts(reading: Reading, r: Random): Draft[] {
  return shuffle(r, measured(reading)).slice(0, 8).flatMap((id) => {
    const concept = conceptOf(id) as Measurement, values = usable(reading, id).filter((v) => !v.earlier && v.form === "exact");
    if (LIMITED.has(id) || (values[0]?.base ?? 0) <= 0 || values.length === 0 || values.length < usable(reading, id).length) return [];
    const { which, value } = pick(r, waysToAsk(reading, values).filter((w) => w.which !== "date"));
    const op = r() < 0.5 ? "above" as const : "below" as const;
    const limit = limitNear(r, concept, value.number);
    const question = askComparison(r, concept, { which, op, limit, unit: value.unit }), found = resolve(reading, understand(question));
    if (found.answer === "NA" || limit === value.number || (found.answer === "Yes") !== (op === "above" ? value.number > limit : value.number < limit)) return [];
    return [draft(question, id, found, { effort: Math.min(1, 0.35 + 0.1 * values.length) })];
  });
}

/** A round number some way from the value, on either side. */
function limitNear(r: Random, concept: Measurement, number: number): number {
  const far = concept.id === "age" || concept.id === "height" || concept.unit === "%" || concept.unit === "F";
  const raw = number * (concept.unit === "F" ? pick(r, [0.97, 0.98, 1.02, 1.03]) : pick(r, far ? [0.8, 0.9, 1.1, 1.2] : [0.6, 0.75, 0.85, 1.2, 1.35, 1.6]));
  const step = raw >= 1000 ? 500 : raw >= 100 ? 10 : raw >= 20 ? 5 : raw >= 4 ? 1 : raw >= 1 ? 0.5 : 0.1;
  return Number((Math.round(raw / step) * step).toFixed(2));
}

/** "Within the normal range": the reference depends on the sex for some, which is where models slip. */
export function normalDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  return shuffle(r, measured(reading)).slice(0, 8).flatMap((id) => {
    const concept = conceptOf(id) as Measurement, values = usable(reading, id).filter((v) => !v.earlier && v.form === "exact");
    if ((!concept.normal && !(concept.sexNormal && reading.sex)) || values.length === 0 || values.length < usable(reading, id).length) return [];
    const { which } = pick(r, waysToAsk(reading, values).filter((w) => w.which !== "date"));
    const range = concept.normal ?? [1, concept.high];
    const op = pick(r, ["normal" as const, ...(range[1] >= concept.high || concept.unit === "%" && range[1] >= 100 ? [] : ["above-normal" as const]), ...(range[0] <= 0 ? [] : ["below-normal" as const])]);
    const question = askNormal(r, concept, { op, which }), found = resolve(reading, understand(question));
    if (found.answer === "NA" || !found.value) return [];
    const compare: Comparison = { op, limit: Number.NaN, unit: undefined };
    const other = reading.sex && concept.sexNormal ? compares(found.value, { concept, compare, sex: reading.sex.sex === "F" ? "M" : "F" }) : undefined;
    const flips = other !== undefined && other !== (found.answer === "Yes") && slips(r, "sex-range-ignored", scale);
    return [draft(question, id, flips ? { ...found, answer: other ? "Yes" : "No" } : found, { effort: 0.55, ...(flips ? { mistake: "sex-range-ignored" as const } : {}) })];
  });
}
