// What a statement says of the words in it, and which answers it cannot carry.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { groundQuote } from "../../lib/replies/grounding.ts";
import { contradiction } from "../../lib/replies/polarity.ts";
import type { Polarity } from "../../lib/replies/polarity.ts";

const polarity = (quote: string, note: string) => groundQuote(quote, note).polarity;
const FINDINGS = ["chest pain", "pneumonia", "deep vein thrombosis", "hemoptysis", "seizures", "atrial fibrillation", "pleural effusion", "melena"];
const OTHERS = ["fever", "cough", "rash", "headache", "weight loss"];

/** Statements about a finding X and a list L of others, by what they say of it. */
const FORMS: Readonly<Record<Polarity, readonly string[]>> = {
  affirmed: [
    "He has X.", "Admitted with X.", "The patient developed X on day two.", "X was treated with heparin.", "Denies L, but has X.", "No L. X since Monday.", "CT showed X.", "History of X and L.",
    "Presented with X, no L.", "X, which began at home, without L.", "He reports X; denies L.", "Positive for X.",
  ],
  denied: [
    "Denies L or X.", "No L, X.", "He denied any L, as well as X.", "Negative for L and X.", "X: denied.", "X: no.", "X was ruled out by CT.", "X and L were both denied.", "X is felt to be unlikely.", "X, L and chills are absent.", "X was not seen on CT.",
    "X - negative.", "There was never any L or X.", "Without L, without signs of prior X.", "X has been excluded.", "X was not found.", "Screening for X was negative.", "X is not thought to be present.", "X? None.", "He has not had X.", "Negative X, negative rash.",
  ],
  doubtful: [
    "Possible X.", "Concern for X.", "Suspected X on film.", "X is possible.", "X could not be excluded.", "Cannot exclude X.", "Evaluate for X.", "Findings suspicious for X.", "This may be X.", "X remains questionable.", "Probable L versus X.", "Query X.",
  ],
  planned: [
    "Return for X or L.", "Call your doctor for L or X.", "Plan for X repair.", "X repair is scheduled for May.", "Will undergo X ablation.", "Recommend X screening.", "X clinic visit pending.", "She should have X screening.", "To undergo X screening.",
  ],
  "other-person": [
    "Mother with X.", "Father had X at 60.", "Her sister's X was treated.", "Family history: X.", "Maternal aunt: X.", "X in his brother.", "Two uncles with L and X.", "His uncle reportedly had X.",
  ],
};

test("Each kind of statement is told from the others, wherever its cue is: before the words, after them, or beyond a list.", () => {
  const form = fc.constantFrom(...Object.entries(FORMS).flatMap(([kind, forms]) => forms.map((text) => ({ kind, text }))));
  const around = fc.constantFrom(["", ""], ["Seen in clinic today. ", " Follows up in May."], ["1. ", "\n2. Stable otherwise"], ["HPI: ", " Otherwise well."]);
  fc.assert(fc.property(form, fc.constantFrom(...FINDINGS), fc.subarray(OTHERS, { minLength: 1 }), around, ({ kind, text }, finding, others, [before = "", after = ""]) => {
    const said = text.replace("L", others.join(", ")).replace("X", /^X/.test(text) ? finding[0]?.toUpperCase() + finding.slice(1) : finding);
    const found = groundQuote(finding, before + said + after);
    const cutOff = found.status === "absent" && kind === "denied";
    assert.ok(cutOff || found.polarity === kind, `${before}${said}${after}: ${found.polarity ?? found.reason}, expected ${kind}`);
  }), { numRuns: 3000, seed: 31 });
});

test("A statement that stops at a new claim does not reach beyond it.", () => {
  assert.equal(polarity("chest pain at rest", "Denied chest pain on Monday. On Tuesday chest pain at rest."), "affirmed");
  assert.equal(polarity("Alcohol: two beers a day", "Tobacco: no\nAlcohol: two beers a day\nDrugs: denies"), "affirmed");
  assert.equal(polarity("Aldactone 50 mg", "Albuterol every 6 hours if needed for wheezing\nAldactone 50 mg daily"), "affirmed");
  assert.equal(polarity("T 97.7", "FHx: Sister with schizophrenia.\n\nExam: Vitals: BP 141/59, T 97.7"), "affirmed");
});

test("Where a file has lost its line breaks, a sentence and a heading in capitals still end a denial and a family's history.", () => {
  const note = "EXTREMITIES:  no edema.,FAMILY HISTORY: , Mother with lupus.,ALLERGIES: , Denies any.,HOME MEDICATIONS:, Lopressor 50 mg bid.,LUNGS:  No wheezing and O2 saturation is 91%.";
  for (const quote of ["Lopressor 50 mg bid", "HOME MEDICATIONS:, Lopressor 50 mg", "O2 saturation is 91%"]) assert.equal(polarity(quote, note), "affirmed", quote);
  assert.deepEqual(["edema", "lupus", "wheezing"].map((quote) => polarity(quote, note)), [null, "other-person", null]);
});

test("A verb of its own keeps words from a denial behind them, and a month or a habit is no doubt and no plan.", () => {
  for (const [quote, note] of [["respiratory rate is 18", "The respiratory rate is 18, and pain is none."], ["diarrhea", "He has had diarrhea, otherwise negative on review."], ["stroke", "He had a stroke in May of 2005."], ["rhinorrhea", "She will wake up with rhinorrhea."], ["difficult intubation", "She was noted to be a difficult intubation."]] as const) assert.equal(polarity(quote, note), "affirmed", note);
});

test("A quote that itself holds its denial, its doubt or its relative is no cut.", () => {
  for (const [quote, note] of [["denies chest pain", "He denies chest pain."], ["no history of stroke", "There is no history of stroke."], ["Mother with lupus", "FH: Mother with lupus."]] as const) assert.notEqual(groundQuote(quote, note).status, "absent", quote);
});

const against = (question: string, answer: "Yes" | "No" | number, note: string, quote: string): string | undefined => {
  const { span } = groundQuote(quote, note);
  assert.ok(span, `${quote} is in ${note}`);
  return contradiction({ question, answer, note, span });
};

test("A Yes that rests on a denied, doubted, planned or another person's statement is contradicted, also where the quote holds the denial.", () => {
  const wrong: [string, string, string][] = [
    ["Does the patient have chest pain?", "Denies fever, chest pain.", "chest pain"], ["Does the patient have chest pain?", "He denies chest pain.", "denies chest pain"], ["Was there a pulmonary embolism?", "Pulmonary embolism was ruled out by CTA.", "Pulmonary embolism was ruled out"],
    ["Does the patient have sepsis?", "Sepsis is felt to be unlikely.", "Sepsis"], ["Does the patient have breast cancer?", "Mother with breast cancer at 52.", "breast cancer at 52"], ["Did the patient have a colonoscopy?", "Colonoscopy is planned for May.", "Colonoscopy"],
    ["Does the patient have pneumonia?", "Film with possible pneumonia.", "pneumonia"], ["Is the patient on dialysis?", "Creatinine 3.2; dialysis was not needed.", "dialysis was not needed"],
  ];
  for (const [question, note, quote] of wrong) assert.ok(against(question, "Yes", note, quote), question);
});

test("A question that itself asks for a plan, a relative, a denial, a doubt or a comparison is answered by such a statement.", () => {
  const right: [string, string, string][] = [
    ["Was ablation done or planned?", "Ablation is planned for May.", "Ablation"], ["Is there a family history of breast cancer?", "Mother with breast cancer at 52.", "breast cancer at 52"], ["Does the patient deny chest pain?", "He denies fever or chest pain.", "chest pain"],
    ["Was pneumonia suspected?", "Film with possible pneumonia.", "pneumonia"], ["Was the stool test negative?", "Stool test: negative.", "Stool test: negative"], ["Is the hemoglobin below 15?", "Hgb-11.2 on admission.", "Hgb-11.2"], ["Should the patient avoid NSAIDs?", "Avoid NSAIDs for now.", "NSAIDs"],
    ["Did the patient have chest pain?", "Admitted with chest pain.", "chest pain"],
  ];
  for (const [question, note, quote] of right) assert.equal(against(question, "Yes", note, quote), undefined, question);
});

test("A No is contradicted only by a statement that plainly affirms all that was asked; a number by one about another person.", () => {
  assert.ok(against("Does the patient have hypertension?", "No", "He has hypertension.", "hypertension"));
  assert.equal(against("Does the patient have hypertension?", "No", "He had hypertension, now resolved.", "hypertension"), undefined);
  assert.equal(against("Does the patient smoke?", "No", "Quit smoking in 2001.", "Quit smoking in 2001"), undefined);
  assert.equal(against("Is the hemoglobin below 7?", "No", "Hgb-11.2 on admission.", "Hgb-11.2"), undefined);
  assert.ok(against("At what age was breast cancer diagnosed?", 52, "Mother with breast cancer at 52.", "breast cancer at 52"));
  assert.equal(against("At what age did the mother have breast cancer?", 52, "Mother with breast cancer at 52.", "breast cancer at 52"), undefined);
});

test("No part of a value is cut off: sign, decimal point, bound, range, unit, denominator.", () => {
  const values = fc.tuple(fc.constantFrom("Ferritin", "Dose", "The level", "Weight loss of"), fc.integer({ min: 2, max: 90 }), fc.constantFrom(
    "> N", "< N", ">=N", "≤ N", "~N", "at least N", "up to N", "more than N", "no less than N", "fewer than N", "almost N", "N-M", "N–M", "N to M", "N or M", "N/M", "1.N", "0.N", "N.5", "N,500", "N+", "N%", "N or more", "N and above", "-N", "−N", "half N", "N/kg", "N times a day", "N per week", "N every other day", "M-N", "M to N", "between N and M",
  ));
  fc.assert(fc.property(values, ([label, number, form]) => {
    const note = `${label} ${form.replace("N", String(number)).replace("M", String(number + 7))} noted.`;
    const bare = `${label} ${number}`;
    assert.equal(groundQuote(bare, note).status, "absent", `${bare} of ${note}`);
    assert.notEqual(groundQuote(note, note).status, "absent");
  }), { numRuns: 1500, seed: 32 });
});
