import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compareWithPaper, criterionDifferences, metricsByCriterion, meanDifference, macroAverages } from "../../lib/evaluation/per-criterion.ts";
import type { CriterionAnswer } from "../../lib/evaluation/per-criterion.ts";
import { accuracy, balancedAccuracy } from "../../lib/evaluation/metrics.ts";
import { N2C2_CRITERIA, n2c2Predictions } from "../../lib/trials/n2c2-records.ts";
import { officialF1, scoreN2c2 } from "../../lib/trials/n2c2-score.ts";
import type { Answer } from "../../lib/types.ts";

const answer = (of: Partial<CriterionAnswer>, i: number): CriterionAnswer => ({ question_id: String(i), subject_id: String(i), model: "All", criterion: "a", label: "Yes", prediction: "Yes", ...of });
const said = fc.constantFrom<Answer | undefined>("Yes", "No", "NA", undefined);
const rows = fc.array(fc.record({ criterion: fc.constantFrom("a", "b", "c"), label: fc.constantFrom<Answer>("Yes", "No"), prediction: said }), { minLength: 1, maxLength: 60 }).map((list) => list.map(answer));
const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-12, `${a} and ${b}`);
const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length;
const byCriterion = (some: readonly CriterionAnswer[]) => [...Map.groupBy(some, ({ criterion }) => criterion).values()];

test("The mean over criteria counts each criterion alike, those with one class too.", () => {
  fc.assert(fc.property(rows, (some) => {
    const { balancedAccuracy: balanced, accuracy: share } = macroAverages(some, { resamples: 10 });
    near(balanced.estimate, mean(byCriterion(some).map((group) => balancedAccuracy(group).value)));
    near(share.estimate, mean(byCriterion(some).map((group) => accuracy(group).value)));
  }), { seed: 1 });
});

test("Figures of a criterion are its balanced accuracy and accuracy; numbers are balanced over notes with and without a value.", () => {
  fc.assert(fc.property(rows, (some) => {
    for (const { criterion, n, unparsed, ...figures } of metricsByCriterion(some, { resamples: 10 })) {
      const group = some.filter((row) => row.criterion === criterion);
      assert.deepEqual([n, unparsed], [group.length, group.filter(({ prediction }) => prediction === undefined).length]);
      near(figures.balancedAccuracy.estimate, balancedAccuracy(group).value);
      near(figures.accuracy.estimate, accuracy(group).value);
    }
  }), { seed: 2 });
  const numbers: Partial<CriterionAnswer>[] = [{ label: 1.4, prediction: 1.4 }, { label: 2, prediction: 3 }, { label: "NA", prediction: "NA" }];
  near(metricsByCriterion(numbers.map(answer), { resamples: 10 })[0]!.balancedAccuracy.estimate, 0.75);
});

test("Differences are first minus second on the same patients, with Holm over the criteria and the plain sentence where zero lies inside.", () => {
  const some = ["a", "b"].flatMap((criterion) => Array.from({ length: 40 }, (_, i) => ["All", "base"].map((model) => answer({ model, criterion, prediction: criterion === "a" && model === "base" && i < 20 ? "No" : "Yes", question_id: `${criterion}${i}`, subject_id: String(i) }, i)))).flat();
  const [a, b] = criterionDifferences(some, { models: ["All", "base"], resamples: 500 });
  assert.deepEqual([a!.estimate, a!.onlyFirst, a!.onlySecond], [0.5, 20, 0]);
  assert.match(a!.sentence, /^a: All is better than base by 50\.0 points/);
  assert.equal(a!.holm, Math.min(1, 2 * a!.p));
  assert.match(b!.sentence, /do not tell which is better/);
  near(meanDifference(some, { models: ["All", "base"], resamples: 500 }).estimate, 0.25);
});

test("A figure beside the paper's shows the interval and the difference in points; without one, dashes.", () => {
  assert.deepEqual(compareWithPaper({ estimate: 0.5, low: 0.4, high: 0.6 }, 0.75), { ours: "50.0 % (40.0–60.0)", paper: "75.0 %", difference: "−25.0 points" });
  assert.deepEqual(compareWithPaper({ estimate: NaN, low: NaN, high: NaN }, undefined), { ours: "–", paper: "–", difference: "–" });
});

test("The ranking figure from rows is the official one from files.", () => {
  const record = fc.record({ labels: fc.array(fc.constantFrom<Answer>("Yes", "No"), { minLength: 13, maxLength: 13 }), said: fc.array(said, { minLength: 13, maxLength: 13 }) });
  fc.assert(fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
    const given = records.flatMap(({ labels, said }, i) => N2C2_CRITERIA.map((criterion, c) => ({ note_id: String(i), criterion, label: labels[c]!, prediction: said[c] })));
    const truth = n2c2Predictions(given.map((row) => ({ ...row, prediction: row.label }))) as Parameters<typeof scoreN2c2>[0];
    near(officialF1(given), scoreN2c2(truth, n2c2Predictions(given)).micro.f1);
  }), { seed: 3 });
});
