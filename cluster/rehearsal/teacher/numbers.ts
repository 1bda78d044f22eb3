// Answers from values: the one meant, in the unit asked, compared with a limit or a reference range; doses of drugs.
import { conceptOf, type Drug, type Measurement, type Sex } from "../lexicon/lexicon.ts";
import type { Mention } from "../reading/mentions.ts";
import type { Reading } from "../reading/note.ts";
import { inUnit, type Value } from "../reading/number.ts";
import { inTime, isAt } from "../reading/time.ts";
import { unitAt, type UnitKey } from "../reading/units.ts";
import { sameDay } from "../reading/words.ts";
import type { Comparison, Which } from "./comparison.ts";
import { notInNote, type Resolved, supportOf } from "./found.ts";
import type { Query } from "./question.ts";

/** The values of a measurement that a question may mean: of this stay, printed whole. */
export function usable(reading: Reading, id: string, baseline = false): readonly Value[] {
  const own = reading.values.filter((value) => value.concept === id && value.form !== "redacted");
  const all = own.length > 0 ? own : reading.values.filter((value) => (conceptOf(value.concept) as Measurement).is === id && value.form !== "redacted");
  const chosen = all.filter((value) => value.earlier === baseline);
  return chosen.length > 0 || baseline ? chosen : all;
}

export function resolveValue(reading: Reading, query: Query, concept: Measurement): Resolved {
  const values = usable(reading, concept.id, query.baseline);
  if (values.length === 0) return notInNote(`The note gives no ${concept.label}.`);
  const chosen = select(reading, values, query);
  if (!chosen) return notInNote(`The note gives no ${concept.label} for the time asked.`);
  const number = numberAs(chosen.value, { concept, unit: query.unit, which: query.which });
  if (number === undefined) return notInNote(chosen.value.form === "range" ? `The note gives a range for ${concept.label}, not one number.` : `The note gives ${concept.label} in another unit.`);
  return { answer: Math.min(number, query.cap ?? number), ...supportOf(reading, chosen.value, concept.section), explanation: explainValue(concept, query.which, number), value: chosen.value, among: values };
}

const explainValue = (concept: Measurement, which: Which, number: number): string => {
  const what = { any: "The note gives", highest: "The highest recorded is", lowest: "The lowest recorded is", first: "The first recorded is", last: "The last recorded is", admission: "On admission it was", discharge: "At discharge it was", date: "On that date it was" }[which];
  return which === "any" ? `The note gives ${concept.label} ${number}.` : `${what} ${number}.`;
};

/** The value meant by `which`; for "any" the one that speaks of admission or, failing that, the first. */
export function select(reading: Reading, values: readonly Value[], { which, date }: Pick<Query, "which" | "date">): { value: Value } | undefined {
  const low = (v: Value) => v.base, high = (v: Value) => (v.high !== undefined && v.number !== 0 ? (v.base * v.high) / v.number : v.base);
  const { ordered } = inTime(reading, values);
  const best = (better: (a: Value, b: Value) => boolean) => ({ value: values.reduce((a, b) => (better(b, a) ? b : a)) });
  if (which === "highest") return best((a, b) => high(a) > high(b));
  if (which === "lowest") return best((a, b) => low(a) < low(b));
  if (which === "first") return { value: ordered[0] as Value };
  if (which === "last") return { value: ordered.at(-1) as Value };
  if (which === "date") {
    const at = values.find((value) => value.date && date && sameDay(value.date, date)) ?? values.find((value) => date && ((reading.admitted && sameDay(reading.admitted, date) && value.moment === "admission") || (reading.discharged && sameDay(reading.discharged, date) && value.moment === "discharge")));
    return at && { value: at };
  }
  if (which === "admission" || which === "discharge") {
    const at = which === "admission" ? values.find((value) => isAt(reading, value, which)) : values.findLast((value) => isAt(reading, value, which));
    if (at) return { value: at };
    const rest = values.filter((value) => value.moment === undefined && !(value.date && (which === "admission" ? reading.admitted : reading.discharged)));
    const other = which === "admission" ? rest[0] : values.length > 1 ? inTime(reading, rest).ordered.at(-1) : undefined;
    return other && { value: other };
  }
  return { value: values.find((value) => value.form === "exact") ?? (values[0] as Value) };
}

/** The number to answer with: as printed, or converted to the unit asked; a range stands for its own end only under highest or lowest. */
export function numberAs(value: Value, { concept, unit, which }: { readonly concept: Measurement; readonly unit?: UnitKey | undefined; readonly which: Which }): number | undefined {
  if (value.form === "range" && which !== "highest" && which !== "lowest") return undefined;
  const printed = value.form === "range" && which === "highest" ? (value.high as number) : value.number;
  if (value.unit === "ratio" && (unit === undefined || unit === "%")) return round(printed * 100);
  if (unit === undefined || unit === value.unit || (unit === "G/L" && value.unit === "K/uL") || (unit === "cells/uL" && value.unit === "/uL")) return printed;
  const known = inUnit(concept, { number: printed, unit: value.unit });
  if (!known) return undefined;
  if (unit === concept.unit) return round(known.base);
  const to = concept.also[unit];
  if (to) return round((known.base - (to[1] ?? 0)) / to[0]);
  return concept.unit === "" || value.unit === "" || unit === "%" ? printed : undefined;
}

const round = (x: number): number => (Math.abs(x) >= 100 ? Math.round(x * 10) / 10 : Number(x.toPrecision(4)));

export function resolveComparison(reading: Reading, query: Query, { concept, compare }: { readonly concept: Measurement; readonly compare: Comparison }): Resolved {
  const values = usable(reading, concept.id, query.baseline).filter((v) => v.form !== "range" || compare.op !== "normal");
  const which = query.which === "any" ? (/above|least/.test(compare.op) ? "highest" : /below|most/.test(compare.op) ? "lowest" : "any") : query.which;
  const chosen = values.length > 0 ? select(reading, values, { which, date: query.date }) : undefined;
  if (!chosen) return notInNote(`The note gives no ${concept.label}.`);
  const verdict = compares(chosen.value, { concept, compare, sex: reading.sex?.sex });
  if (verdict === undefined) return notInNote(`The note does not settle this for ${concept.label}.`);
  return { answer: verdict ? "Yes" : "No", ...supportOf(reading, chosen.value, concept.section), explanation: `The note gives ${concept.label} ${chosen.value.number}${chosen.value.high === undefined ? "" : `-${chosen.value.high}`}.`, value: chosen.value, among: values };
}

/** Whether a value meets a comparison; undefined when a range or bound straddles the limit, or no reference range applies. */
export function compares(value: Value, { concept, compare, sex }: { readonly concept: Measurement; readonly compare: Comparison; readonly sex: Sex | undefined }): boolean | undefined {
  const limitUnit = compare.unit ?? undefined;
  const base = (x: number) => (limitUnit ? inUnit({ ...concept, low: -1e12, high: 1e12 }, { number: x, unit: limitUnit })?.base ?? x : inUnit(concept, { number: x })?.base ?? x);
  const top = value.high === undefined ? value.base : (value.base * value.high) / value.number;
  const normal = concept.normal ?? (sex ? concept.sexNormal?.[sex] : undefined);
  const test = (x: number): boolean | undefined => {
    switch (compare.op) {
      case "above": return x > base(compare.limit) + 1e-9;
      case "below": return x < base(compare.limit) - 1e-9;
      case "at-least": return x >= base(compare.limit) - 1e-9;
      case "between": return x >= base(compare.limit) - 1e-9 && x <= base(compare.upper as number) + 1e-9;
      case "at-most": return x <= base(compare.limit) + 1e-9;
      case "normal": return normal && x >= normal[0] && x <= normal[1];
      case "above-normal": return normal && x > normal[1];
      case "below-normal": return normal && x < normal[0];
    }
  };
  const a = test(value.base), b = test(top);
  return a === b ? a : undefined;
}

export function resolveDose(reading: Reading, query: Query): Resolved {
  const drug = query.concept as Drug;
  const mentions = reading.mentions.filter((m) => m.concept === drug.id && m.status === "present");
  const order = query.which === "discharge" ? ["Discharge Medications"] : query.which === "admission" ? ["Past Medical History"] : ["Discharge Medications", undefined];
  for (const section of order) {
    for (const mention of mentions) {
      if (section !== undefined && mention.span.section !== section) continue;
      const found = doseAfter(reading, mention);
      if (found) return { answer: found.number, ...supportOf(reading, { span: mention.span, from: mention.start, end: found.end }, drug.section), explanation: `The note lists ${drug.label} ${found.number} ${found.unit}.`, among: [] };
    }
  }
  return notInNote(`The note gives no dose of ${drug.label} for the time asked.`);
}

/** "Lisinopril 10 mg", "metoprolol tartrate 25 mg Tablet": the strength that follows the name. */
export function doseAfter(reading: Reading, mention: Mention): { number: number; unit: UnitKey; end: number } | undefined {
  const tail = reading.text.slice(mention.end, Math.min(mention.span.end, mention.end + 50));
  const match = /^[\s,:(]{0,3}(?:[A-Za-z-]+\)?[\s,:]{1,2}){0,3}(\d+(?:,\d{3})?(?:\.\d+)?|\.\d+)/.exec(tail);
  if (!match?.[1]) return undefined;
  const end = mention.end + match[0].length, unit = unitAt(reading.text, end);
  return unit && ["mg", "mcg", "g", "units", "mEq"].includes(unit.unit) ? { number: Number(match[1].replaceAll(",", "")), unit: unit.unit, end: unit.end } : undefined;
}
