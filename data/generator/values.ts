// The numbers of a stay as a note prints them: units, ranges, bounds, tags in place of numbers. The same value at the same moment is the same number wherever it stands.
import type { Measured, Moment } from "../../lib/facts/facts.ts";
import { integer, pick } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { analyteOf, printed, round, uniform } from "./labs.ts";
import type { Patient, Stay } from "./patient.ts";
import type { Wording } from "./phrase.ts";

type Value = { readonly text: string; readonly measured: Omit<Measured, "at"> };
type Maker = (moment: Moment) => Value;

const one = (value: number, text = String(value)): Value => ({ text, measured: { value } });

/** What prints values for this stay. */
export function valuesOf(r: Random, who: Patient, stay: Stay): Wording["value"] {
  const made = new Map<string, Value>();
  const makers: Readonly<Record<string, Maker>> = { ...scores(r, who, stay), ...vitals(r, stay), ...body(r, who, stay), ...studies(r, who, stay), ...goals(r) };
  return (attribute, moment) => {
    const key = `${attribute} ${moment}`;
    const known = made.get(key) ?? (analyteOf(attribute) && moment !== "goal" ? lab(r, { attribute, moment, who, stay }) : makers[attribute]?.(moment));
    if (!known) throw new RangeError(`Expected an attribute that the generator has values of, got "${attribute}"; add it to values.ts`);
    made.set(key, known);
    return { text: known.text, measured: { ...known.measured, ...(moment !== "hospital" && { moment }) } };
  };
}

function lab(r: Random, { attribute, moment, who, stay }: { attribute: string; moment: Moment; who: Patient; stay: Stay }): Value {
  const kind = analyteOf(attribute), days = stay.labs[attribute];
  if (!kind || !days) throw new RangeError(`Expected an analyte of labs.ts, got "${attribute}"`);
  const value = moment === "before" ? who.usual[attribute] : moment === "admission" ? days[0] : moment === "discharge" ? days.at(-1) : moment === "nadir" ? Math.min(...days) : moment === "peak" ? Math.max(...days) : days[Math.min(1, stay.days)];
  const text = printed(kind, value ?? 0);
  const unit = kind.unit === "%" ? "%" : kind.unit && r() < 0.2 ? ` ${kind.unit}` : "";
  return { text: text + unit, measured: { value: Number(text.replace("<", "")), ...(text.startsWith("<") && { bound: "<" }) } };
}

function vitals(r: Random, { scenario }: Stay): Readonly<Record<string, Maker>> {
  const ranges = scenario.vitals ?? {}, celsius = r() < 0.1;
  // In the stay a value lies between the one at the door and a calm one.
  const draw = (id: keyof typeof ranges, calm: readonly [number, number], moment: Moment): number => {
    const rough = ranges[id] ?? calm;
    return uniform(r, moment === "admission" ? rough : moment === "hospital" ? [(rough[0] + calm[0]) / 2, (rough[1] + calm[1]) / 2] : calm);
  };
  const degrees = (fahrenheit: number): Value => {
    if (!celsius) return one(round(fahrenheit, 1), `${round(fahrenheit, 1)}${pick(r, ["", "", " F"])}`);
    const value = round(((fahrenheit - 32) * 5) / 9, 1);
    return { text: `${value} C`, measured: { value, unit: "C" } };
  };
  const whole = (id: keyof typeof ranges, calm: readonly [number, number]): Maker => (moment) => one(Math.round(draw(id, calm, moment)));
  return {
    temperature: (moment) => degrees(moment === "before" ? uniform(r, [100.6, 103.4]) : draw("temperature", [96.8, 99.2], moment)),
    heart_rate: whole("heart_rate", [58, 92]), respiratory_rate: whole("respiratory_rate", [12, 20]), systolic_bp: whole("systolic_bp", [104, 148]),
    diastolic_bp: (moment) => one(moment === "admission" && (ranges.systolic_bp?.[0] ?? 110) < 95 ? integer(r, 44, 68) : integer(r, 54, 88)),
    oxygen_saturation: (moment) => { const value = Math.min(100, Math.round(draw("oxygen_saturation", [94, 99], moment))); return one(value, `${value}%`); },
    pain_score: (moment) => one(moment === "discharge" ? integer(r, 0, 3) : integer(r, 6, 10)),
  };
}

function body(r: Random, who: Patient, stay: Stay): Readonly<Record<string, Maker>> {
  const pounds = r() < 0.25, hidden = r() < 0.05, wet = stay.scenario.id === "heart_failure";
  const weight: Maker = (moment) => {
    if (hidden) return { text: `[**${integer(r, 1, 12)}-${integer(r, 1, 28)}**] kg`, measured: { redacted: true } };
    const kg = round(who.weight * (wet && moment === "admission" ? 1.05 : 1), 1);
    if (!pounds) return one(kg, `${kg} kg`);
    const value = Math.round(kg * 2.2046);
    return { text: `${value} lbs`, measured: { value, unit: "lbs" } };
  };
  return {
    weight, dry_weight: weight, height: () => one(who.height, `${who.height} cm`), bmi: () => one(round(who.weight / (who.height / 100) ** 2, 1)),
    age: () => (stay.age > 89 ? { text: "[**Age over 90 **]", measured: { redacted: true } } : one(stay.age)),
    pack_years: () => one(who.packYears), drinks_per_week: () => one(who.drinks), length_of_stay: () => one(stay.days),
    falls: () => { const value = integer(r, 2, 5); return one(value, `${value} falls`); },
    blood_loss: () => { const value = 50 * integer(r, 1, 9); return one(value, `${pick(r, ["EBL", "estimated blood loss"])} ${value} mL`); },
    units_transfused: () => { const value = integer(r, 1, 4); return one(value, `${value} ${value === 1 ? pick(r, ["unit of blood", "u pRBC"]) : pick(r, ["units of blood", "units PRBC", "u pRBC"])}`); },
  };
}

function scores(r: Random, who: Patient, stay: Stay): Readonly<Record<string, Maker>> {
  const has = (...ids: string[]): number => (ids.some((id) => stay.scenario.id === id || who.conditions.some((each) => each.id === id)) ? 1 : 0);
  const shared = has("heart_failure") + has("hypertension") + has("diabetes") + 2 * has("stroke", "tia");
  const older = stay.age >= 75 ? 2 : stay.age >= 65 ? 1 : 0;
  return {
    chads2: () => one(shared + (stay.age >= 75 ? 1 : 0)), cha2ds2_vasc: () => one(shared + older + has("coronary_disease", "vascular_disease", "myocardial_infarction") + (who.sex === "F" ? 1 : 0)),
    anion_gap: () => { const [na = 140, cl = 102, bicarb = 25] = ["sodium", "chloride", "bicarbonate"].map((id) => stay.labs[id]?.[0]); return one(na - cl - bicarb); },
    meld: () => one(integer(r, 14, 31)), nihss: () => one(integer(r, 3, 17)), gcs: () => one(integer(r, 10, 14)), mmse: () => one(integer(r, 14, 27)),
    nyha: () => { const value = integer(r, 1, 4); return one(value, ["I", "II", "III", "IV"][value - 1]); },
  };
}

function studies(r: Random, who: Patient, { scenario }: Stay): Readonly<Record<string, Maker>> {
  const weak = scenario.id === "heart_failure" || who.conditions.some((each) => each.id === "heart_failure");
  return {
    lvef: () => ejection(r, weak), pasp: () => { const value = integer(r, 28, 64); return one(value, `${value} mmHg`); },
    fev1: () => { const value = integer(r, 28, 74); return one(value, `${value}% predicted`); }, qtc: () => one(integer(r, 396, 498)),
    valve_area: () => { const value = integer(r, 8, 16) / 10; return one(value, `${value} cm2`); }, egfr: () => one(integer(r, 18, 54)),
    arterial_ph: () => one(round(uniform(r, scenario.id === "dka" ? [7.04, 7.22] : [7.28, 7.38]), 2)), pco2: () => one(integer(r, 48, 74)),
    nodule_size: () => { const value = integer(r, 3, 14); return one(value, `${value} mm nodule`); },
    six_minute_walk: () => { const value = 5 * integer(r, 32, 88); return one(value, `${value} ${pick(r, ["m", "meters"])}`); },
  };
}

function goals(r: Random): Readonly<Record<string, Maker>> {
  return { inr: () => (r() < 0.3 ? { text: `[**${integer(r, 2, 3)}-${integer(r, 1, 28)}**]`, measured: { redacted: true } } : { text: "2.0-3.0", measured: { range: [2, 3] } }) };
}

/** An ejection fraction: a number, a range, a bound, or a tag where a number was. */
function ejection(r: Random, weak: boolean): Value {
  const low = 5 * (weak ? integer(r, 3, 9) : integer(r, 10, 13)), die = r();
  if (die < 0.08) return { text: `[**${integer(r, 1, 12)}-${integer(r, 1, 28)}**]%`, measured: { redacted: true } };
  if (die < 0.33) return { text: `${low}-${low + 5}%`, measured: { range: [low, low + 5] } };
  if (die < 0.43 && !weak) return { text: ">55%", measured: { value: 55, bound: ">" } };
  return one(low, `${low}%`);
}
