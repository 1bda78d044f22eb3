// Questions with a number for an answer, with the mistakes that apply to them.
import type { Answer } from "../../../lib/types.ts";
import { pick, type Random, shuffle } from "../../../lib/random.ts";
import { conceptOf, DRUGS, type Measurement } from "../lexicon/lexicon.ts";
import type { Reading } from "../reading/note.ts";
import type { Value } from "../reading/number.ts";
import { inTime, isAt } from "../reading/time.ts";
import { resolve } from "./answer.ts";
import type { Which } from "./comparison.ts";
import { type Draft, draft, interleave, measured, weighted } from "./draft.ts";
import { type Resolved, supportOf } from "./found.ts";
import { type MistakeMode, slips } from "./mistakes.ts";
import { doseAfter, numberAs, select, usable } from "./numbers.ts";
import { understand } from "./question.ts";
import { askDose, askValue } from "./wording.ts";

/** Questions with a number for an answer, in the order they should be used. */
export function numericDrafts(reading: Reading, r: Random, scale: number): Draft[] {
  const ids = measured(reading);
  const first: Draft[] = [], second: Draft[] = [];
  for (const { id } of weighted(r, ids.map((x) => ({ id: x, weight: (conceptOf(x) as Measurement).weight * (isRepeated(reading, x) ? 3 : 1) })))) {
    const concept = conceptOf(id) as Measurement;
    const drafts = valueDrafts(reading, r, concept, scale);
    if (drafts[0]) first.push(drafts[0]);
    second.push(...drafts.slice(1, 3));
  }
  const doses = shuffle(r, doseDrafts(reading, r)).slice(0, 3);
  return [...interleave(r, first, doses), ...second];
}

/** Measured more than once with different results: what criteria with "highest" or "last" are about. */
const isRepeated = (reading: Reading, id: string): boolean => new Set(reading.values.filter((v) => v.concept === id).map((v) => v.base)).size > 1;

function valueDrafts(reading: Reading, r: Random, concept: Measurement, scale: number): Draft[] {
  const flawed = flawedValue(reading, r, concept, scale);
  if (flawed) return [flawed];
  const all = reading.values.filter((v) => v.concept === concept.id);
  const values = usable(reading, concept.id).filter((v) => !v.earlier);
  if (values.length === 0 || all.some((v) => v.form === "range" || v.form === "redacted")) return [];
  const ways = waysToAsk(reading, values), only = values[0] as Value;
  if (ways[0]?.which === "any" && concept.section === "Pertinent Results" && r() < 0.25) ways[0] = { which: pick(r, ["highest", "lowest"] as const), value: only };
  return shuffle(r, ways).map(({ which, value }) => askOne(reading, r, concept, values, { which, value }, scale));
}

export interface Way { readonly which: Which; readonly value: Value }

/** The ways to single out one of the values without doubt. */
export function waysToAsk(reading: Reading, values: readonly Value[]): Way[] {
  const distinct = (list: readonly Value[]) => new Set(list.map((v) => v.base)).size;
  const only = values[0] as Value;
  const at = (["admission", "discharge"] as const).flatMap((which) => { const list = values.filter((v) => isAt(reading, v, which)); return list[0] && distinct(list) === 1 ? [{ which, value: list[0] }] : []; });
  if (distinct(values) === 1) return at[0] ? [at[0], { which: "any", value: only }] : [{ which: "any", value: only }];
  const ways: Way[] = [...at];
  for (const which of ["highest", "lowest"] as const) ways.push({ which, value: (select(reading, values, { which, date: undefined }) as { value: Value }).value });
  const { ordered, sure } = inTime(reading, values);
  if (sure) ways.push({ which: "first", value: ordered[0] as Value }, { which: "last", value: ordered.at(-1) as Value });
  for (const value of values) if (value.date?.month !== undefined && distinct(values.filter((v) => v.date?.day === value.date?.day && v.date?.month === value.date?.month)) === 1) ways.push({ which: "date", value });
  return ways;
}

function askOne(reading: Reading, r: Random, concept: Measurement, values: readonly Value[], { which, value }: Way, scale: number): Draft {
  const when = value.date ? reading.text.slice(value.date.start, value.date.end).replace(/[ T,]+\d{1,2}:\d.*$/, "").trim() : "";
  const question = askValue(r, concept, { which, when, unit: value.unit });
  const others = values.filter((v) => v.base !== value.base);
  const wrong = which !== "any" && others.length > 0 && slips(r, "wrong-extreme", scale);
  const used = wrong ? pick(r, others) : value;
  const answer = numberAs(used, { concept, which }) ?? used.number;
  const found: Resolved = { answer, ...supportOf(reading, used, concept.section), explanation: explain(concept, which, answer), among: values };
  return draft(question, concept.id, found, { effort: Math.min(1, 0.15 * Math.log2(1 + values.length) + (which === "any" ? 0 : 0.2) + 0.3 * (value.start / reading.text.length) + (used.quote ? 0.15 : 0)), ...(wrong ? { mistake: "wrong-extreme" as const } : {}) });
}

const explain = (concept: Measurement, which: Which, answer: Answer): string => (which === "any" ? `The note gives ${concept.label} ${answer}.` : `Of the values recorded, the one asked for (${which}) is ${answer}.`);

/** A range read as its end, or a redaction tag read as a value. */
function flawedValue(reading: Reading, r: Random, concept: Measurement, scale: number): Draft | undefined {
  const range = reading.values.find((v) => v.concept === concept.id && v.form === "range"), tag = reading.values.find((v) => v.concept === concept.id && v.form === "redacted" && Number.isFinite(v.number));
  const build = (value: Value, answer: number, mistake: MistakeMode) => draft(askValue(r, concept, { which: "any", when: "", unit: value.unit }), concept.id, { answer, ...supportOf(reading, value, concept.section), explanation: `The note gives ${concept.label} ${answer}.`, among: [] }, { effort: 0.5, mistake });
  if (range && slips(r, "range-collapsed", scale)) return build(range, r() < 0.6 ? range.number : (range.high as number), "range-collapsed");
  if (tag && slips(r, "redaction-as-value", scale)) return build(tag, tag.number, "redaction-as-value");
  return undefined;
}

function doseDrafts(reading: Reading, r: Random): Draft[] {
  return DRUGS.flatMap((drug) => {
    const listed = reading.mentions.filter((m) => m.concept === drug.id && m.span.section === "Discharge Medications" && m.status === "present" && !m.ended);
    const doses = listed.map((m) => doseAfter(reading, m)).filter((x) => x !== undefined);
    if (listed.length !== 1 || !doses[0]) return [];
    const question = askDose(r, drug, doses[0].unit), found = resolve(reading, understand(question));
    return found.answer === doses[0].number ? [draft(question, `dose:${drug.id}`, found, { effort: 0.35 })] : [];
  });
}
