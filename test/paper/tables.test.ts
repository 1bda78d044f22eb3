import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { auditPaperTables } from "../../lib/paper/audit.ts";
import { balanced, countsBehind, interpretTable4, recomputeRanking, summariseCells, table4Cells } from "../../lib/paper/table4-counts.ts";
import type { Cell } from "../../lib/paper/table4-counts.ts";
import { balancedAccuracy } from "../../lib/evaluation/metrics.ts";
import type { ScoredAnswer } from "../../lib/evaluation/metrics.ts";
import { localModelName, publishedAccuracy, publishedRows, publishedTables } from "../../lib/paper/tables.ts";

const cells = table4Cells(), summary = summariseCells(cells), ranking = recomputeRanking(cells);
const check = (where: RegExp, what: RegExp) => auditPaperTables().find((one) => where.test(one.where) && what.test(one.what))!;

test("Of the 60 boolean cells of Table 4, 19 are possible under the correct definition and 54 under the swapped one, 52 of them in one way.", () => {
  assert.equal(cells.length, 60);
  assert.deepEqual(summary.possible, { correct: 19, swapped: 54 });
  assert.equal(summary.unique.swapped, 52);
});

test("Nine cells pass trivially; of the rest about as many pass under the correct definition as would by chance, far more under the swapped one.", () => {
  assert.equal(summary.trivial, 9);
  const { correct, swapped } = summary.ofRest;
  assert.deepEqual([correct.found, swapped.found].map((x) => Math.round(51 * x)), [10, 45]);
  for (const { chance } of [correct, swapped]) for (const x of Object.values(chance)) assert.ok(x > 0.15 && x < 0.25, `${x}`);
});

test("On the eleven criteria that can be solved for all four models the order turns round.", () => {
  assert.equal(ranking.solvable.length, 11);
  assert.deepEqual(ranking.rows.map((row) => [row.model, row.recomputed[0].toFixed(1)]), [["8B-Instruct", "92.3"], ["70B-Instruct", "85.2"], ["8B-All", "88.7"], ["8B-H-25k", "86.4"]]);
  const order = (of: (row: (typeof ranking.rows)[number]) => number) => ranking.rows.toSorted((a, b) => of(b) - of(a)).map((row) => row.model);
  assert.deepEqual(order((row) => row.printed), ["8B-H-25k", "8B-All", "8B-Instruct", "70B-Instruct"]);
  assert.deepEqual(order((row) => row.recomputed[1]), ["8B-Instruct", "8B-All", "8B-H-25k", "70B-Instruct"]);
});

test("The means are 92/85/89/86 with the criterion that has a cell of two solutions, and 92/84/88/85 without it.", () => {
  assert.deepEqual(ranking.ambiguous, ["Heart Failure"]);
  assert.deepEqual(ranking.rows.map((row) => row.recomputed.map(Math.round)), [[92, 92], [85, 85], [89, 89], [86, 86]]);
  assert.deepEqual(ranking.rows.map((row) => Math.round(row.recomputedUnique)), [92, 84, 88, 85]);
});

test("Diabetes for 70B is possible under neither definition.", () => {
  const cell = cells.find(({ criterion, model }) => criterion === "Diabetes" && model === "70B-Instruct")!;
  assert.deepEqual([cell.correct, cell.swapped], [[], []]);
});

test("Balanced accuracy from counts equals the measure on the rows themselves, either way round.", () => {
  const table = fc.record({ yes: fc.integer({ min: 0, max: 30 }), no: fc.integer({ min: 0, max: 30 }) }).filter(({ yes, no }) => yes + no > 0)
    .chain((labels) => fc.tuple(fc.constant(labels), fc.record({ yes: fc.integer({ min: 0, max: labels.yes }), no: fc.integer({ min: 0, max: labels.no }) })));
  fc.assert(fc.property(table, ([labels, right]) => {
    const times = (n: number, row: ScoredAnswer) => Array.from({ length: n }, () => row);
    const rows = [
      ...times(right.yes, { label: "Yes", prediction: "Yes" }), ...times(labels.yes - right.yes, { label: "Yes", prediction: "No" }),
      ...times(right.no, { label: "No", prediction: "No" }), ...times(labels.no - right.no, { label: "No", prediction: "Yes" }),
    ];
    const turned = rows.map(({ label, prediction }) => ({ label: prediction!, prediction: label }));
    assert.ok(Math.abs(balanced(right, { labels, definition: "correct" }) - 100 * balancedAccuracy(rows).value) < 1e-9);
    assert.ok(Math.abs(balanced(right, { labels, definition: "swapped" }) - 100 * balancedAccuracy(turned).value) < 1e-9);
  }), { seed: 12 });
});

test("Counts are always found behind figures that they gave.", () => {
  const counts = fc.record({ yes: fc.integer({ min: 0, max: 18 }), no: fc.integer({ min: 0, max: 82 }) });
  fc.assert(fc.property(counts, fc.constantFrom("correct" as const, "swapped" as const), (right, definition) => {
    const labels = { yes: 18, no: 82 };
    const printed = { balanced_accuracy_pct: Number(balanced(right, { labels, definition }).toFixed(1)), micro_f1: Number(((right.yes + right.no) / 100).toFixed(2)) };
    assert.ok(countsBehind(printed, { labels, definition }).some(({ yes, no }) => yes === right.yes && no === right.no));
  }), { seed: 12 });
});

test("The sentences keep apart what is shown, what is inferred and what would settle it, and follow the figures.", () => {
  const { shown, inferred, wouldSettle } = interpretTable4(summary, ranking);
  assert.match(shown[0]!, /Of 60 printed pairs .* 19 can .* 54 when truth and prediction change places/);
  assert.match(shown[1]!, /9 of them are printed as perfect .* 20 % pass under the correct definition, where 17 % to 24 % would by chance; 88 %/);
  assert.match(inferred.join(" "), /likelier origin.*54 cells, uniquely in 52.*11 criteria.*8B-Instruct 92\.3.*Heart Failure.*8B-Instruct 91\.9/);
  assert.match(inferred.at(-1)!, /nothing is said about the rest/);
  assert.match(wouldSettle[0]!, /raw outputs/);
  const fewer = cells.map((cell): Cell => ({ ...cell, correct: [] }));
  assert.match(interpretTable4(summariseCells(fewer), ranking).shown[0]!, / 0 can come/);
});

test("Overall accuracy of 8B-All is 89.3 in the text, 89.1 in the table, 88.46 from its own row.", () => {
  assert.deepEqual(check(/Table 2/, /8B-All, all questions/), { where: "Table 2", what: "8B-All, all questions, as the weighted mean of the types", printed: "89.1", computed: "88.46", agrees: false, reading: "the published code joins the weights by position across two sort orders and prints the mean of resamples" });
  assert.equal(check(/Results/, /8B-All overall/).agrees, false);
});

test("Rounding alone is never taken for a disagreement.", () => {
  const wrong = auditPaperTables().filter(({ where, agrees }) => !agrees && /^Table [24]$/.test(where)).map(({ what }) => what.split(/,| that| whose/)[0]);
  assert.deepEqual(wrong, ["8B-Instruct", "8B-All", "8B-NB-Only", "8B-H-25k", "accuracies by type", "70B-Instruct", "8B-H-25k", "numeric cells", "numeric cells"]);
});

test("The overall interval of 8B-H-25k leaves the range of its four types; no other does.", () => {
  const outside = auditPaperTables().filter(({ what, agrees }) => /interval of all questions/.test(what) && !agrees);
  assert.deepEqual(outside.map(({ what, printed, computed }) => [what.split(",")[0], printed, computed]), [["8B-H-25k", "79.9 to 90.3", "80.4 to 88.0"]]);
});

test("The sums, counts and prices that do not agree are found.", () => {
  assert.deepEqual([check(/Supplementary Table 4/, /arterial_hypertension/).computed, check(/Supplementary Table 4/, /arterial_hypertension/).agrees], ["129", false]);
  assert.equal(auditPaperTables().filter(({ where, agrees }) => where === "Supplementary Table 4" && !agrees).length, 1);
  assert.deepEqual([check(/resource/, /saving/).printed, check(/resource/, /saving/).computed, check(/resource/, /saving/).agrees], ["$3132", "$3136.69", false]);
  assert.deepEqual([check(/resource/, /^8B/).computed, check(/resource/, /^8B/).agrees], ["$929.71", false]);
  assert.equal(check(/resource/, /70B/).agrees, true);
  assert.equal(check(/Results/, /atrial fibrillation/).computed, "81.7");
  assert.equal(check(/Datasets/, /held-out/).agrees, true);
  assert.equal(check(/Methods/, /30 items a note/).computed, "21143");
  assert.deepEqual([check(/Supplementary Table 2/, /^numeric/).computed, check(/Supplementary Table 2/, /^boolean/).agrees], ["209641", true]);
  assert.deepEqual([check(/Table 4/, /70B-Instruct, mean micro/).computed, check(/Table 4/, /70B-Instruct, mean micro/).agrees], ["0.9183", false]);
});

test("Table 2 comes in the shape of our accuracy table, under our names of the models.", () => {
  const all = publishedAccuracy().find((row) => row.model === "All" && row.question_type === "na-numeric")!;
  assert.deepEqual(all, { model: "All", question_type: "na-numeric", n: 232, accuracy: 0.983, low: 0.966, high: 0.996 });
  assert.deepEqual(["70B-Instruct", "8B-Instruct", "8B", "8B-H-25k", "8B-No-S"].map(localModelName), ["teacher", "base", "base", "H-25k", "No-S"]);
});

test("Every table is there with its columns filled, and a wrong name is answered with the right ones.", () => {
  assert.equal(publishedTables().length, 12);
  for (const table of publishedTables()) for (const row of publishedRows(table)) for (const value of Object.values(row)) assert.notEqual(value, "", table);
  assert.throws(() => publishedRows("table9"), /Expected one of the paper's tables \(criterion_names, .*\), got "table9": correct the name/);
});
