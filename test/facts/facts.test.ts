// Truth from facts: which wordings are understood, what they answer, and that anything else is left alone.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { answerFromFacts, attribute, findMentions } from "../../lib/facts/facts.ts";
import { packFacts, readFacts, unpackFacts } from "../../lib/facts/facts.ts";
import type { FindingMention, Measured, NoteFacts } from "../../lib/facts/facts.ts";

const at = [0, 10] as const;
const PLAIN = { noNullPrototype: true } as const;
const FACTS: NoteFacts = {
  note_id: "1", subject_id: "1", sex: "M", age: 71, admitted: "2151-7-14", discharged: "2151-7-20",
  measurements: {
    age: [{ value: 71, moment: "admission", at }],
    length_of_stay: [{ value: 6, at }],
    creatinine: [{ value: 1.1, moment: "before", at }, { value: 2.4, date: "2151-7-14", time: "06:45", moment: "admission", at }, { value: 2.7, date: "2151-7-16", at }, { value: 1.4, date: "2151-7-20", moment: "discharge", at }],
    hemoglobin: [{ value: 9.8, date: "2151-7-14", moment: "admission", at }, { value: 8.1, date: "2151-7-16", at }],
    lvef: [{ range: [55, 60], at }],
    pasp: [{ redacted: true, at }],
    inr: [{ range: [2, 3], moment: "goal", at }],
    troponin: [{ value: 0.01, bound: "<", moment: "admission", at }, { value: 0.34, moment: "peak", at }],
    sodium: [{ value: 138, moment: "admission", at }],
    weight: [{ value: 182, unit: "lbs", moment: "admission", at }],
    qtc: [{ value: 420, at }, { range: [450, 470], at }],
    metoprolol_dose: [{ value: 25, perDay: 2, moment: "before", at }, { value: 50, perDay: 2, moment: "discharge", at }],
  },
  findings: {
    hypertension: [{ status: "present", at }], diabetes: [{ status: "family", relative: "mother", at }], stroke: [{ status: "historical", at }], colon_cancer: [{ status: "not-family", at }], pneumonia: [{ status: "present", at }],
    chest_pain: [{ status: "absent", moment: "admission", at }, { status: "hypothetical", at }], fever: [{ status: "hypothetical", at }], dyspnea: [{ status: "present", moment: "admission", at }, { status: "absent", moment: "discharge", at }],
    smoking_current: [{ status: "absent", at }], smoking_former: [{ status: "present", at }], smoking_ever: [{ status: "present", at }], metoprolol: [{ status: "present", moment: "before", at }, { status: "present", moment: "discharge", at }],
    lisinopril: [{ status: "present", moment: "before", at }, { status: "absent", moment: "discharge", at }], home: [{ status: "absent", at }], rehab: [{ status: "present", at }], male: [{ status: "present", at }], female: [{ status: "absent", at }], cabg: [{ status: "historical", at }],
  },
};

const answers = (questions: Readonly<Record<string, unknown>>): void => {
  for (const [question, expected] of Object.entries(questions)) assert.deepEqual(answerFromFacts(question, FACTS)?.answer, expected, question);
};

test("A number is the value that the wording asks for: highest, lowest, first, last, at a moment, on a date.", () => {
  answers({
    "What was the patient's highest recorded creatinine?": 2.7, "What was the peak serum creatinine level (mg/dL)?": 2.7, "What is the maximum creatinine during the hospitalization?": 2.7, "What was the lowest creatinine during this hospital stay?": 1.4,
    "What was the lowest creatinine documented in the note?": 1.1, "What was the patient's creatinine on admission?": 2.4, "What was the creatinine level upon presentation?": 2.4, "What was the patient's creatinine at discharge?": 1.4, "What was the discharge creatinine?": 1.4,
    "What was the last creatinine before discharge?": 1.4, "What is the patient's most recent creatinine?": 1.4, "What was the creatinine on [**2151-7-16**]?": 2.7, "What was the creatinine on [**7-16**]?": 2.7, "What is the patient's baseline creatinine?": 1.1,
    "What was the initial hemoglobin?": 9.8, "What is the lowest hemoglobin recorded during the admission?": 8.1, "What was the patient's nadir Hgb?": 8.1, "What was the serum sodium?": 138, "What was the peak troponin?": 0.34, "How old is the patient?": 71, "What is the patient's age in years?": 71,
    "What was the length of stay in days?": 6, "How many days was the patient hospitalized?": 6, "How long was the patient hospitalized?": 6, "According to the note, what was the patient's sodium on admission?": 138,
  });
});

test("What the note does not give as one number is NA: nothing, another time, a range, a tag, a goal.", () => {
  answers({
    "What is the patient's body mass index?": "NA", "What is the patient's 6-minute walk distance?": "NA", "What was the highest platelet count?": "NA", "What was the hemoglobin at discharge?": "NA", "What was the creatinine on [**2151-7-18**]?": "NA",
    "What is the patient's left ventricular ejection fraction (LVEF)?": "NA", "What is the lowest LVEF?": "NA", "What is the pulmonary artery systolic pressure?": "NA", "What was the INR?": "NA", "What is the highest QTc?": "NA", "What is the lowest QTc?": 420,
  });
  assert.equal(answerFromFacts("What is the patient's LVEF?", FACTS)?.reason, "range");
  assert.equal(answerFromFacts("What is the patient's PASP?", FACTS)?.reason, "redacted");
  assert.equal(answerFromFacts("What is the patient's BMI?", FACTS)?.reason, "absent");
  assert.equal(answerFromFacts("What was the hemoglobin at discharge?", FACTS)?.reason, "other-time");
});

test("A finding is Yes when had, No when not had or only a relative's, NA when never said of anyone; a hypothetical mention says nothing.", () => {
  answers({
    "Does the patient have hypertension?": "Yes", "Does the patient have a history of hypertension?": "Yes", "Is there a documented history of high blood pressure?": "Yes", "Does the note record that the patient has HTN?": "Yes", "Does the patient have diabetes?": "No", "Does the patient have a history of diabetes mellitus?": "No",
    "Is there a family history of diabetes?": "Yes", "Does the patient's mother have a history of diabetes?": "Yes", "Does the patient's father have diabetes?": "NA", "Is there a family history of colon cancer?": "No", "Does the patient have colon cancer?": "NA", "Is there a family history of stroke?": "NA",
    "Has the patient had a stroke?": undefined, "Does the patient have a history of stroke?": "Yes", "Has the patient ever had a stroke?": "Yes", "Does the patient currently have a stroke?": "No", "Does the patient have pneumonia?": "Yes", "Does the patient have a history of pneumonia?": undefined,
    "Did the patient report chest pain on admission?": "No", "Did the patient deny chest pain?": "Yes", "Does the patient have a fever?": "NA", "Does the patient have schizophrenia?": "NA", "Did the patient have shortness of breath on admission?": "Yes", "Did the patient have dyspnea at discharge?": "No", "Did the patient experience dyspnea?": "Yes", "Does the patient have dyspnea?": undefined,
  });
  assert.equal(answerFromFacts("Does the patient have diabetes?", FACTS)?.reason, "family-only");
  assert.equal(answerFromFacts("Does the patient have a fever?", FACTS)?.reason, "hypothetical-only");
});

test("Habits, medicines, procedures, places and sex have their own wordings.", () => {
  answers({
    "Is the patient a current smoker?": "No", "Does the patient smoke?": "No", "Is the patient a former smoker?": "Yes", "Does the patient have a history of smoking?": "Yes", "Has the patient ever smoked?": "Yes", "Does the patient drink alcohol?": "NA", "Is the patient male?": "Yes", "Is the patient a woman?": "No",
    "Was the patient discharged home?": "No", "Was the patient discharged to a rehabilitation facility?": "Yes", "Has the patient undergone CABG?": "Yes", "Was the patient discharged on metoprolol?": "Yes", "Is the patient taking metoprolol?": "Yes", "Was the patient taking lisinopril at home?": "Yes", "Was the patient on metoprolol on admission?": "Yes", "Was the patient prescribed lisinopril at discharge?": "No", "Is the patient taking lisinopril?": undefined,
    "Is the patient taking aspirin?": "NA", "What dose of metoprolol was the patient discharged on?": 50, "What is the discharge dose of metoprolol in mg?": 50, "How many mg of metoprolol per day was the patient discharged on?": 100, "What is the dose of metoprolol?": undefined,
  });
});

test("A comparison is answered from the value it is about, and left alone when the values disagree.", () => {
  answers({
    "Is the patient's latest creatinine above 1.3?": "Yes", "Is the patient's latest creatinine above 1.5 mg/dL?": "No", "Did the creatinine exceed 2.5 during hospitalization?": "Yes", "Was the patient's admission creatinine greater than 2.5?": "No", "Did the hemoglobin drop below 8.5 g/dL?": "Yes", "Is the creatinine above 2.0?": undefined, "Is the creatinine above 0.9?": "Yes",
    "Is the patient older than 65 years?": "Yes", "Is the patient aged 75 or older?": "No", "Is the patient between 18 and 75 years of age?": "Yes", "Is the patient at least 71 years old?": "Yes", "Is the patient's LVEF above 50%?": "Yes", "Is the patient's LVEF 40% or less?": "No", "Is the patient's LVEF above 57%?": undefined, "Is the platelet count above 100?": "NA", "Is the sodium below 135 mEq/L?": "No",
  });
});

test("A question with a word that cannot be placed, or about two things, is not answered.", () => {
  answers({
    "What was the pleural fluid glucose?": undefined, "What was the corrected sodium?": undefined, "Is the patient taking medication for hypertension?": undefined, "Did the patient have surgery for pneumonia?": undefined, "What was the creatinine after hemodialysis?": undefined, "Does the patient have hypertension or diabetes?": undefined,
    "Does the patient have controlled hypertension?": undefined, "What was the arterial glucose?": undefined, "When was the patient admitted?": undefined, "Why was the sodium low?": undefined, "What is the patient's name?": undefined, "Does the patient have type 1 diabetes?": undefined, "What was the creatinine?": undefined, "What is the patient's weight in kg?": undefined,
    "": undefined, "What was the potassium on [**2151-7-16**] and [**2151-7-17**]?": undefined, "Has the patient's hypertension worsened?": undefined,
  });
});

const measured = fc.record({ value: fc.integer({ min: 1, max: 400 }), day: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }) }, PLAIN).map(({ value, day }): Measured => ({ value, at, ...(day !== undefined && { date: `2151-7-${14 + day}`, ...(day === 0 ? { moment: "admission" } : day === 6 ? { moment: "discharge" } : {}) }) }));

test("Highest and lowest are the extremes of whatever single values there are, in any order.", () => {
  fc.assert(fc.property(fc.array(measured, { minLength: 1, maxLength: 8 }), (records) => {
    const facts = { ...FACTS, measurements: { glucose: records } }, values = records.map(({ value = 0 }) => value);
    assert.equal(answerFromFacts("What was the highest glucose?", facts)?.answer, Math.max(...values));
    assert.equal(answerFromFacts("What was the lowest blood glucose during the hospital stay?", facts)?.answer, Math.min(...values));
    assert.equal(answerFromFacts(`Did the glucose exceed ${Math.max(...values)}?`, facts)?.answer, "No");
  }), { seed: 1 });
});

const found: fc.Arbitrary<FindingMention> = fc.record({ status: fc.constantFrom("present", "absent", "historical", "hypothetical", "not-family"), at: fc.constant(at) }, PLAIN);

test("A finding that no record gives to the patient is never Yes, and one that is only had is never No or NA.", () => {
  fc.assert(fc.property(fc.array(found, { maxLength: 5 }), (records) => {
    const answer = answerFromFacts("Does the patient have gout?", { ...FACTS, findings: { gout: records } })?.answer;
    const has = (status: string): boolean => records.some((one) => one.status === status);
    if (!has("present") && !has("historical")) assert.notEqual(answer, "Yes");
    if (has("present") && !has("absent")) assert.equal(answer, "Yes");
    if (!has("present") && !has("historical") && !has("absent")) assert.equal(answer, "NA");
  }), { seed: 2 });
});

test("Facts survive packing into the short texts of the file.", () => {
  const number = fc.oneof(measured, fc.record({ range: fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 51, max: 99 })), at: fc.constant(at) }, PLAIN), fc.record({ redacted: fc.constant(true as const), at: fc.constant(at) }, PLAIN),
    fc.record({ value: fc.integer({ min: 1, max: 900 }).map((n) => n / 100), bound: fc.constantFrom("<", ">"), unit: fc.constantFrom("lbs", "C", "mcg", "gram", "%"), perDay: fc.integer({ min: 1, max: 4 }), moment: fc.constantFrom("before", "goal", "peak"), at: fc.constant(at) }, PLAIN), fc.record({ value: fc.constant(25), perDay: fc.constant(2), at: fc.constant(at) }, PLAIN));
  fc.assert(fc.property(fc.array(number, { maxLength: 5 }), fc.array(found, { maxLength: 5 }), (numbers, findings) => {
    const facts = { ...FACTS, measurements: { ...FACTS.measurements, glucose: numbers as Measured[] }, findings: { ...FACTS.findings, gout: findings } };
    assert.deepEqual(unpackFacts(JSON.parse(JSON.stringify(packFacts(facts)))), facts);
  }), { seed: 3 });
});

test("A file of facts with a broken line, or a note twice, is refused by its line.", async () => {
  const path = join(await mkdtemp(join(tmpdir(), "distil-facts-")), "facts.jsonl"), row = JSON.stringify(packFacts(FACTS));
  await writeFile(path, `${row}\n\n`);
  assert.deepEqual(await readFacts(path), new Map([["1", FACTS]]));
  await writeFile(path, `${row}\n{"note_id": \n`);
  await assert.rejects(readFacts(path), /facts\.jsonl line 2\); write the file again/);
  await writeFile(path, `${row}\n${row}\n`);
  await assert.rejects(readFacts(path), /a second for 1 .*line 2/);
  await writeFile(path, row.replace("1.1 before", "one before"));
  await assert.rejects(readFacts(path), /line 1/);
});

test("Names are found as whole words, the longest at each place, plural or not.", () => {
  const ids = (text: string, where: "question" | "note" = "question"): string[] => findMentions(text, { in: where }).map(({ id }) => id);
  assert.deepEqual(ids("hemoglobin A1c and hemoglobin"), ["hba1c", "hemoglobin"]);
  assert.deepEqual(ids("a history of pleural effusions, congestive\nheart failure"), ["pleural_effusion", "heart_failure"]);
  assert.deepEqual(ids("non-diabetic, WBC of 9 K/uL, crit"), ["wbc", "hematocrit"]);
  assert.deepEqual(ids("WBC-8.1 SOB", "note"), ["wbc", "dyspnea"]);
  assert.deepEqual(ids("SOB"), []);
  assert.throws(() => attribute("nothing"), /Expected the id of an attribute, got "nothing"/);
});
