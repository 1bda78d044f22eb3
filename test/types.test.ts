import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerKind, isNotAvailable, isNaType, questionType, parseAnswer, sameAnswer } from "../lib/types.ts";
import type { Answer, AnswerKind } from "../lib/types.ts";

const reads = (kind: AnswerKind, cases: readonly (readonly [unknown, Answer | undefined])[]) => {
  for (const [value, answer] of cases) assert.equal(parseAnswer(value, kind), answer, JSON.stringify(value));
};

test("Yes and No are read in any case, with a full stop, and as true and false; with anything more they are not read.", () => {
  reads("boolean", [["Yes", "Yes"], ["no", "No"], [" YES. ", "Yes"], ["No!", "No"], [true, "Yes"], [false, "No"]]);
  reads("boolean", [["Yes, since 2118", undefined], ["Yes/No", undefined], ["None", undefined], ["Nope", undefined], ["not", undefined], ["", undefined], [1, undefined], [null, undefined], ["Sí", undefined], [["Yes"], undefined]]);
});

test("Every spelling of NA is the one NA, for both kinds, and null is none.", () => {
  for (const text of ["NA", "na", "N/A", "N.A.", "Not Available", "not in note", "Not in the note.", "not mentioned", "Unknown", "Not documented", " NA "]) for (const kind of ["boolean", "numeric"] as const) assert.equal(parseAnswer(text, kind), "NA", text);
  for (const value of [null, undefined, Number.NaN, "", "none", "nan", "null", "Na 140"]) assert.equal(parseAnswer(value, "numeric"), undefined, String(value));
});

test("A number is a number however it is printed: 1.40 is 1.4, 188.0 is 188, 8,627 is 8627.", () => {
  reads("numeric", [["1.40", 1.4], ["188.0", 188], ["8,627", 8627], ["1,234,567.5", 1234567.5], [".5", 0.5], ["+3", 3], ["-5", -5], ["007", 7], ["14.", 14], [0, 0], [-2.5, -2.5], ["~ 55", 55], ["−5", -5], ["５", 5], ["1e5", 1e5], ["1.4 x 10^3", 1400], ["12\u00a0000", 12000], ["1'234", 1234]]);
});

test("A unit after the number does not hide it.", () => {
  reads("numeric", [["7.0%", 7], ["1.40 mg/dL", 1.4], ["82.4kg", 82.4], ["60 mL/min/1.73m2", 60], ["24.5 kg/m2", 24.5], ["3 times", 3], ["98.6 F", 98.6], ["12 x10^9/L", 12]]);
});

test("A range, a ratio, a date, two numbers or a decade are no number.", () => {
  for (const text of ["60-70", "60 - 70", "60–70", "60 to 70", "50-55%", "120/80", "2118-03-22", "3/22", "[**3-22**]", "2.7 then 1.9", "2 weeks 3 days", "5 ft 4 in", "5'10\"", "60s", "1980's", "1.2.3", "1,5", "12,34", "four", "Yes", "about 5"]) assert.equal(parseAnswer(text, "numeric"), undefined, text);
});

test("Any finite number survives being printed and read.", () => {
  fc.assert(fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((n) => Number(n.toFixed(3))), (n) => {
    assert.ok(sameAnswer(parseAnswer(n.toFixed(3), "numeric") as Answer, n));
    assert.ok(sameAnswer(parseAnswer(`${n.toLocaleString("en-US", { maximumFractionDigits: 3 })} mg/dL`, "numeric") as Answer, n));
  }), { seed: 1, numRuns: 500 });
});

test("Types and kinds: the label decides the na- types.", () => {
  assert.equal(questionType("numeric", "NA"), "na-numeric");
  assert.equal(questionType("boolean", "No"), "boolean");
  assert.equal(answerKind("na-boolean"), "boolean");
  assert.equal(answerKind("na-numeric"), "numeric");
  assert.ok(isNaType("na-numeric") && !isNaType("numeric"));
  assert.ok(isNotAvailable("N/A.") && !isNotAvailable("Na 140"));
});

test("Answers are the same by meaning, and NA is the same as nothing else.", () => {
  assert.ok(sameAnswer(1.4, 1.4000000000000001) && sameAnswer("Yes", "Yes") && sameAnswer("NA", "NA"));
  assert.ok(!sameAnswer(1.4, 1.41) && !sameAnswer("NA", 0) && !sameAnswer("NA", "No") && !sameAnswer(0.04, 0.4));
});
