// A number with what is written around it.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseAnswer, readAnswer, sameAnswer } from "../lib/types.ts";
import { unitAsked } from "../lib/read-number.ts";
import { applyRule } from "../lib/trials/scoring-rules.ts";

const number = fc.constantFrom("5", "38.5", "1,200", "0.4", "90");
const value = (text: string) => Number(text.replaceAll(",", ""));
const unit = fc.constantFrom("", " mg", " mg/dL", "%", " K/uL", " years", " times a day", " mL/min/1.73 m2");

const BOUNDS: readonly (readonly [string, string, string])[] = [
  ["<", "", "<"], ["< ", "", "<"], ["≤", "", "≤"], ["<=", "", "≤"], [">", "", ">"], ["≥ ", "", "≥"], [">=", "", "≥"], ["＞", "", ">"], ["less than ", "", "<"],
  ["fewer than ", "", "<"], ["lower than ", "", "<"], ["under ", "", "<"], ["below ", "", "<"], ["more than ", "", ">"], ["greater than ", "", ">"], ["over ", "", ">"],
  ["above ", "", ">"], ["exceeding ", "", ">"], ["in excess of ", "", ">"], ["at least ", "", "≥"], ["At most ", "", "≤"], ["up to ", "", "≤"], ["no more than ", "", "≤"],
  ["not less than ", "", "≥"], ["no fewer than ", "", "≥"], ["less than or equal to ", "", "≤"], ["a minimum of ", "", "≥"], ["maximum of ", "", "≤"],
  ["", "+", "≥"], ["", " or more", "≥"], ["", " or less", "≤"], ["", " or higher", "≥"], ["", " and above", "≥"], ["", " or fewer", "≤"], ["", " or older", "≥"], ["", " at least", "≥"],
];

test("A bound is an outcome of its own, however it is written, and never its number.", () => {
  fc.assert(fc.property(fc.constantFrom(...BOUNDS), number, unit, fc.boolean(), ([before, after, sign], n, u, late) => {
    const text = late || u === "%" ? `${before}${n}${u}${after}` : `${before}${n}${after}${u}`, read = readAnswer(text, "numeric");
    assert.deepEqual([read.outcome, read.answer, read.value], ["bound", `${sign}${value(n)}`, value(n)], text);
  }), { numRuns: 1500, seed: 21 });
});

test("A bound equals the same bound and no number; a rule takes it where it settles the limit.", () => {
  assert.ok(sameAnswer(parseAnswer("under 5", "numeric")!, parseAnswer("<5", "numeric")!));
  assert.ok(!sameAnswer(parseAnswer("<5", "numeric")!, 5) && !sameAnswer(parseAnswer("<5", "numeric")!, parseAnswer("≤5", "numeric")!));
  const above = (answer: "<5" | ">5" | "<9" | "≥5") => applyRule({ above: 5 }, { id: "a", answers: { a: answer } }).answer;
  assert.deepEqual([above("<5"), above(">5"), above("<9"), above("≥5")], ["No", "Yes", undefined, undefined]);
  assert.equal(applyRule({ at_most: 55 }, { id: "a", answers: { a: "≥55" } }).answer, 55);
});

const NO_NUMBER = [
  " to ten", "-10", " - 10", "–10", " or 6", " to 10 mg", " March", " Jan", "th", "/7", "/7/2118", " million", " thousand", " dozen", " hundred", "k", "M", " lakh", " score",
  " not confirmed", " or unknown", "?", " (estimated)", " probably", " pending", " suspected", " or so", "ish", " and rising", " ± 1", " vs 7", " then 4", ":30", "s", "'s", " a.m.",
  " unclear", " if accurate", " per report", " of 10", " x 2 mg", " days ago", " years before", " -", " mg and 3 g", " feet 4 inches",
];

test("Ranges, dates, scale words and doubted numbers are never read as a plain number.", () => {
  fc.assert(fc.property(fc.constantFrom("5", "38", "3"), fc.constantFrom(...NO_NUMBER), (n, after) => {
    assert.equal(parseAnswer(`${n}${after}`, "numeric"), undefined, `${n}${after}`);
  }), { numRuns: 500, seed: 22 });
  fc.assert(fc.property(fc.constantFrom("about ", "March ", "maybe ", "between 3 and ", "nearly ", "No. ", "at ", "day ", "$", "five or ", "not ", "almost ", "T", "10-", "either "), number, (before, n) => {
    assert.equal(parseAnswer(`${before}${n}`, "numeric"), undefined, `${before}${n}`);
  }), { numRuns: 200, seed: 23 });
});

test("Minus signs, exponents, separators and digits of every form are read.", () => {
  const forms: readonly (readonly [string, number])[] = [
    ["−5", -5], ["‑5", -5], ["﹣5", -5], ["－5", -5], ["1.4e3", 1400], ["1.4E+3", 1400], ["2e-2", 0.02], ["1.4 x 10^3", 1400], ["1.4×10³", 1400], ["1.4 * 10**3", 1400], ["3·10^2", 300],
    ["2 x 10⁻²", 0.02], ["12\u202f000", 12000], ["12\u2009000", 12000], ["12’000", 12000], ["1,234,567", 1234567], ["５．５", 5.5], ["１２", 12],
  ];
  for (const [text, n] of forms) assert.equal(parseAnswer(text, "numeric"), n, text);
});

test("A unit other than the one asked for is converted where that is known, else an outcome of its own.", () => {
  const ask = (text: string, question: string) => readAnswer(text, "numeric", { question });
  const cases: readonly (readonly [string, string, number])[] = [
    ["98.6 °F", "What was the temperature in °C?", 37], ["37 C", "temperature, in degrees Fahrenheit", 98.6], ["142 g/L", "the hemoglobin, in g/dL?", 14.2], ["2 years", "How many months did it last?", 24],
    ["14 days", "How many weeks of antibiotics?", 2], ["18 months", "How old is the patient?", 1.5], ["250,000/µL", "platelet count, in K/uL", 250], ["250 x10^9/L", "platelets (K/uL)", 250],
    ["70 in", "What is the height in cm?", 177.8], ["1.5 kg", "weight in grams", 1500], ["5.5 mmol/L", "What is the potassium, in mEq/L?", 5.5], ["10 mmol/L", "glucose, in mg/dL", 180.16],
    ["0.5 g", "How many milligrams were given?", 500], ["2.5 hours", "How long, in minutes?", 150], ["7 mg/dL", "creatinine, in mg/dL", 7], ["7", "creatinine, in mg/dL", 7],
  ];
  for (const [text, question, n] of cases) assert.ok(sameAnswer(ask(text, question).answer!, n), `${text}: ${ask(text, question).answer}`);
  for (const [text, question] of [["1.4 mmol/L", "albumin, in g/dL"], ["5 kg", "creatinine, in mg/dL"], ["3 days", "How many months did it last?"], ["4 mg", "How many children?"]] as const) {
    assert.deepEqual([ask(text, question).outcome, ask(text, question).answer], ["unit", undefined], text);
  }
  assert.equal(readAnswer("154 lb", "numeric", { unit: "kg" }).answer, 69.8532);
  assert.deepEqual(["How many weeks of antibiotics?", "the WBC (K/uL) on arrival", "Was he in pain?", "What is the INR?", "What is his age?"].map(unitAsked), ["weeks", "K/uL", undefined, undefined, "years"]);
});
