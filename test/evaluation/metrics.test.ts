import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { accuracy, accuracyTable, balancedAccuracy, classScores, confusion, isCorrect } from "../../lib/evaluation/metrics.ts";
import type { ScoredAnswer, Scored } from "../../lib/evaluation/metrics.ts";
import type { Answer } from "../../lib/types.ts";
import { answerOf, golden, judged } from "../golden/statistics.ts";

const near = (ours: number, theirs: number, what: string) => assert.ok(Math.abs(ours - theirs) <= 1e-12, `${what}: ${ours} is not ${theirs}`);
const rows = (text: string): ScoredAnswer[] => text.split(" ").map((pair) => ({ label: answerOf(pair[0]!)!, prediction: answerOf(pair[1]!) }));

/** The recall of a class: of Yes the sensitivity, of No the specificity. */
const recallOf = (name: string, of: readonly ScoredAnswer[]): number => classScores(of).find((score) => score.class === name)?.recall ?? 0;

test("Accuracy, balanced accuracy and F1 equal scikit-learn's to 1e-12 on 1,000 random sets.", () => {
  assert.equal(golden.sets.length, 1000);
  golden.sets.forEach((set, i) => {
    const ours = judged(set), scores = classScores(ours);
    near(accuracy(ours).value, set.accuracy, `accuracy of set ${i}`);
    near(balancedAccuracy(ours).value, set.balanced, `balanced accuracy of set ${i}`);
    near(accuracy(ours).value, set.micro, `micro-F1 of set ${i}`);
    near(scores.reduce((sum, score) => sum + score.f1, 0) / scores.length, set.macro, `macro-F1 of set ${i}`);
    const byName = new Map(scores.map((score) => [score.class, score]));
    assert.equal(byName.size, set.classes.length);
    [...set.classes].forEach((character, c) => {
      const score = byName.get(String(answerOf(character)))!;
      near(score.precision, set.precision[c]!, `precision of ${character} in set ${i}`);
      near(score.recall, set.recall[c]!, `recall of ${character} in set ${i}`);
      near(score.f1, set.f1[c]!, `F1 of ${character} in set ${i}`);
    });
  });
});

test("Sensitivity, specificity, precision and F1 of Yes equal scikit-learn's to 1e-12 on the Yes/No sets.", () => {
  const sets = golden.sets.filter((set) => set.sensitivity !== undefined);
  assert.ok(sets.length > 400);
  for (const set of sets) {
    const ours = judged(set), yes = set.classes.indexOf("Y");
    near(recallOf("Yes", ours), set.sensitivity!, "sensitivity");
    near(recallOf("No", ours), set.specificity!, "specificity");
    const scores = classScores(ours).find((score) => score.class === "Yes");
    near(scores?.precision ?? 0, yes < 0 ? 0 : set.precision[yes]!, "precision");
    near(scores?.f1 ?? 0, yes < 0 ? 0 : set.f1[yes]!, "F1");
  }
});

test("An unparsed reply is wrong on every label, NA and No included, and counts in the denominator.", () => {
  for (const label of ["Yes", "No", "NA", 1.4] as Answer[]) assert.equal(isCorrect({ label, prediction: undefined }), false);
  assert.deepEqual(accuracy(rows("AU NU YY")), { value: 1 / 3, n: 3, right: 1, unparsed: 2 });
  assert.equal(recallOf("No", rows("NU NN")), 0.5);
});

test("NA in answer to a question labelled No is wrong, and not the negative answer.", () => {
  assert.equal(recallOf("No", rows("NA NN YY")), 0.5);
});

test("Numbers are the same class when they are equal by meaning.", () => {
  const same: ScoredAnswer[] = [{ label: 0.1 + 0.2, prediction: 0.3 }, { label: 0.3, prediction: 0.3 }];
  assert.equal(accuracy(same).value, 1);
  assert.deepEqual(classScores(same).map(({ class: name, right }) => ({ name, right })), [{ name: "0.3", right: 2 }]);
});

test("The confusion table has a column of its own for unparsed replies, and its cells add up to the rows.", () => {
  const table = confusion(rows("YY YN YU NN NA NU"));
  assert.deepEqual(table.classes, ["NA", "No", "Yes"]);
  assert.deepEqual(table.rows, [
    { label: "No", predicted: [1, 1, 0], unparsed: 1 },
    { label: "Yes", predicted: [0, 1, 1], unparsed: 1 },
  ]);
});

test("Confusion table, accuracy and per-class counts agree on any rows.", () => {
  const answer = fc.constantFrom<Answer>("Yes", "No", "NA", 1, 2.5);
  const any = fc.array(fc.record({ label: answer, prediction: fc.option(answer, { nil: undefined }) }), { maxLength: 60 });
  fc.assert(fc.property(any, (some) => {
    const table = confusion(some), sum = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0);
    assert.equal(sum(table.rows.map((row) => row.unparsed + sum(row.predicted))), some.length);
    const diagonal = sum(table.rows.map((row) => row.predicted[table.classes.indexOf(row.label)]!));
    assert.equal(diagonal, accuracy(some).right);
    assert.equal(diagonal, sum(classScores(some).map((score) => score.right)));
    assert.equal(sum(table.rows.map((row) => row.unparsed)), accuracy(some).unparsed);
  }), { seed: 4 });
});

test("Degenerate sets give a defined value and say why it means little.", () => {
  assert.deepEqual(accuracy([]), { value: NaN, n: 0, reason: "no rows", right: 0, unparsed: 0 });
  assert.deepEqual(balancedAccuracy([]), { value: NaN, n: 0, reason: "no rows" });
  assert.deepEqual(balancedAccuracy(rows("YY YN")), { value: 0.5, n: 2, reason: "only one class among the labels, so this is the recall of that class" });
  assert.deepEqual(classScores([]), []);
});

const scored = (model: string, question_type: string, right: number, wrong: number): Scored[] =>
  Array.from({ length: right + wrong }, (_, i) => ({ model, question_type, subject_id: `p${i % 7}`, label: "Yes", prediction: i < right ? "Yes" : i % 2 ? "No" : undefined }));

test("The accuracy table weighs \"all\" over items and the mean of types over types.", () => {
  const table = accuracyTable([...scored("base", "na-numeric", 1, 9), ...scored("base", "boolean", 27, 3)], { meanOfTypes: true, resamples: 200 });
  assert.deepEqual(table.map(({ question_type, n }) => [question_type, n]), [["boolean", 30], ["na-numeric", 10], ["all", 40], ["mean of types", 40]]);
  assert.deepEqual(table.map((row) => row.accuracy), [0.9, 0.1, 28 / 40, 0.5]);
  for (const { accuracy: value, low, high } of table) assert.ok(low < value && value < high);
});

test("The accuracy table keeps models in order of appearance, types in the paper's order, and counts unparsed replies.", () => {
  const table = accuracyTable([...scored("teacher", "numeric", 5, 4), ...scored("base", "numeric", 3, 3), ...scored("base", "boolean", 3, 3)], { resamples: 50 });
  assert.deepEqual(table.map(({ model, question_type }) => `${model} ${question_type}`), ["teacher numeric", "teacher all", "base boolean", "base numeric", "base all"]);
  assert.equal(table[0]!.unparsed, 2);
});

test("An accuracy table of one patient has no interval and says so.", () => {
  const [row] = accuracyTable(scored("base", "numeric", 3, 3).map((one) => ({ ...one, subject_id: "p" })), { resamples: 50 });
  assert.ok(Number.isNaN(row!.low));
  assert.match(row!.reason!, /one patient/);
});
