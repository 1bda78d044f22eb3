import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { withinMonths } from "../../data/generator/months.ts";
import { applyRule, RuleSchema } from "../../lib/trials/scoring-rules.ts";
import type { Answers, Rule } from "../../lib/trials/scoring-rules.ts";
import { readTrial } from "../../lib/trials/trial.ts";

const ofTask = (id: string, published?: string): Rule => {
  const one = readTrial("n2c2").criteria.find((criterion) => criterion.id === id)!;
  return (published ? one.published![published] : one.rule)!;
};
const says = (rule: Rule, answers: Answers, id = Object.keys(answers)[0]!) => applyRule(rule, { id, answers });

test("Creatinine between the limits is met for a woman and not for a man, where the published rule says not met for both.", () => {
  const ours = ofTask("CREATININE"), published = ofTask("CREATININE", "code");
  assert.equal(says(ours, { CREATININE: 1.2, FEMALE: "Yes" }).answer, "Yes");
  assert.equal(says(ours, { CREATININE: 1.2, FEMALE: "No" }).answer, "No");
  assert.equal(says(published, { CREATININE: 1.2, FEMALE: "Yes" }).answer, "No");
  assert.equal(says(ours, { CREATININE: 1.1, FEMALE: "Yes" }).answer, "No", "the limit itself is not above the limit");
  assert.equal(says(ours, { CREATININE: 1.31, FEMALE: "No" }).answer, "Yes");
});

test("Where the sex is not known the limit for men is taken, with a reason only where it matters.", () => {
  const ours = ofTask("CREATININE");
  assert.deepEqual(says(ours, { CREATININE: 1.2, FEMALE: "NA" }), { answer: "No", reason: "sex not known, the limit for men taken" });
  assert.deepEqual(says(ours, { CREATININE: 2.2, FEMALE: undefined }), { answer: "Yes" });
});

test("A highest HbA1c of 10.2 does not hide an earlier 7.0, as it does under the published rule.", () => {
  const ours = ofTask("HBA1C"), answers: Answers = { HBA1C: 10.2, "HBA1C-lowest": 7, "HBA1C-direct": "No" };
  assert.equal(says(ours, answers).answer, "Yes");
  assert.equal(says(ofTask("HBA1C", "code"), answers).answer, "No");
  assert.equal(says(ofTask("HBA1C", "table3"), answers).answer, "Yes", "Table 3 has no upper bound");
  assert.equal(says(ofTask("HBA1C", "table3"), { HBA1C: 12 }).answer, "Yes");
});

test("With values on both sides of the range the direct question decides, and without its answer nothing does.", () => {
  const ours = ofTask("HBA1C"), both: Answers = { HBA1C: 10.2, "HBA1C-lowest": 5.5 };
  assert.deepEqual(says(ours, { ...both, "HBA1C-direct": "Yes" }), { answer: "Yes", reason: "values may lie on both sides of the range, so HBA1C-direct decides" });
  assert.equal(says(ours, { ...both, "HBA1C-direct": "No" }).answer, "No");
  assert.deepEqual(says(ours, { ...both, "HBA1C-direct": undefined }), { answer: undefined, reason: "values may lie on both sides of the range, and no answer on what lies between" });
});

test("A highest value above the range proves nothing while the lowest is unreadable.", () => {
  const ours = ofTask("HBA1C");
  assert.equal(says(ours, { HBA1C: 10.2, "HBA1C-lowest": undefined, "HBA1C-direct": "Yes" }).answer, "Yes");
  assert.equal(says(ours, { HBA1C: 5.2, "HBA1C-lowest": undefined, "HBA1C-direct": "Yes" }).answer, "No");
});

test("The ends of the range are inside it.", () => {
  const ours = ofTask("HBA1C");
  for (const [x, met] of [[6.5, "Yes"], [9.5, "Yes"], [6.4, "No"], [9.6, "No"]] as const) assert.equal(says(ours, { HBA1C: x, "HBA1C-lowest": x }).answer, met);
});

test("For highest and lowest of any values the range rule is right, or says that it cannot tell.", () => {
  const values = fc.array(fc.integer({ min: 40, max: 140 }).map((x) => x / 10), { minLength: 1, maxLength: 5 });
  fc.assert(fc.property(values, (all) => {
    const inside = all.some((x) => 6.5 <= x && x <= 9.5) ? "Yes" : "No";
    const extremes: Answers = { HBA1C: Math.max(...all), "HBA1C-lowest": Math.min(...all) };
    const alone = says(ofTask("HBA1C"), extremes).answer;
    assert.ok(alone === inside || alone === undefined);
    assert.equal(says(ofTask("HBA1C"), { ...extremes, "HBA1C-direct": inside }).answer, inside);
  }), { seed: 9 });
});

test("An unrecorded fact counts as the criterion says, an unreadable reply as nothing.", () => {
  assert.equal(says(ofTask("ABDOMINAL"), { ABDOMINAL: "NA" }).answer, "No");
  assert.equal(says(ofTask("ENGLISH"), { ENGLISH: "NA" }).answer, "Yes");
  assert.equal(says(ofTask("CREATININE"), { CREATININE: "NA", FEMALE: "Yes" }).answer, "No");
  assert.equal(says(ofTask("HBA1C"), { HBA1C: "NA", "HBA1C-lowest": "NA" }).answer, "No");
  for (const id of ["ABDOMINAL", "CREATININE", "HBA1C"]) assert.deepEqual(says(ofTask(id), { [id]: undefined }), { answer: undefined, reason: "the reply could not be read" });
  assert.equal(says({}, { platelets: "NA" }).answer, "NA");
});

test("An ejection fraction of 55 or more is 55; NA stays NA.", () => {
  const lvef = readTrial("apixaban").criteria.find(({ id }) => id === "lvef")!.rule!;
  assert.deepEqual([30, 55, 65, "NA" as const].map((x) => says(lvef, { lvef: x }).answer), [30, 55, 55, "NA"]);
});

test("Time-bound criteria count calendar months back from the last record date, ends included.", () => {
  const mi = (event: string) => withinMonths(event, { last_date: "2090-08-31", months: 6 });
  assert.deepEqual(["2090-02-27", "2090-02-28", "2090-08-31", "2090-09-01"].map(mi), [false, true, true, false]);
  assert.equal(withinMonths("2091-03-14", { last_date: "2092-03-14", months: 12 }), true);
  assert.equal(withinMonths("2091-03-13", { last_date: "2092-03-14", months: 12 }), false);
  assert.throws(() => withinMonths("3/14/2092", { last_date: "2092-03-14", months: 2 }), { message: 'Expected a date as YYYY-MM-DD, got "3/14/2092"' });
});

test("A rule of no known kind is refused.", () => {
  for (const rule of [{ below: 3 }, { above: "1.3" }, { at_most: 55, from: 3 }, { unless_recorded: "Maybe" }]) assert.equal(RuleSchema.safeParse(rule).success, false);
});
