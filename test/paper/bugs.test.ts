import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asPublished } from "../../lib/paper/bugs.ts";
import type { PublishedRow } from "../../lib/paper/bugs.ts";
import { balanced } from "../../lib/paper/table4-counts.ts";
import { bootstrapInterval } from "../../lib/evaluation/bootstrap.ts";
import { accuracy, balancedAccuracy } from "../../lib/evaluation/metrics.ts";
import type { ScoredAnswer } from "../../lib/evaluation/metrics.ts";
import { N2C2_CRITERIA } from "../../lib/trials/n2c2-records.ts";
import type { Met, N2c2Criterion, N2c2Labels } from "../../lib/trials/n2c2-records.ts";
import { scoreN2c2 } from "../../lib/trials/n2c2-score.ts";
import { publishedRows } from "../../lib/paper/tables.ts";
import { parseAnswer, sameAnswer } from "../../lib/types.ts";
import type { Answer } from "../../lib/types.ts";
import {
  hba1cOfTable3, inTime, intervalOverCriteria, intervalOverTypes, pairByPosition, unparsedIsNa,
  weightsByPosition,
} from "./published-definitions.ts";
import { withinMonths } from "../../data/generator/months.ts";

const times = <T>(n: number, row: T): T[] => Array.from({ length: n }, () => row);
const row = (label: string, answer?: string | number, type?: string): PublishedRow => ({ label, answer, type });

test("Quirk 4: apixaban booleans swap truth and prediction, so that the figure is the mean of PPV and NPV.", () => {
  // 20 of 100 labelled Yes; the model finds 10 of them and says Yes to nobody else.
  const rows = [...times(10, row("Yes", "Yes")), ...times(10, row("Yes", "No")), ...times(80, row("No", "No"))];
  const { balancedAccuracy: figure, microF1 } = asPublished.apixabanBoolean(rows);
  assert.equal(figure, (10 / 10 + 80 / 90) / 2);
  assert.equal(microF1, 0.9);
  assert.equal(balancedAccuracy(rows.map(({ label, answer }) => ({ label, prediction: answer }) as ScoredAnswer)).value, (10 / 20 + 80 / 80) / 2, "the correct figure");
});

test("Quirk 4 on any counts is balanced accuracy the other way round, a class that was never answered being dropped.", () => {
  const count = fc.integer({ min: 0, max: 12 });
  fc.assert(fc.property(count, count, count, count, (yesYes, yesNo, noNo, noYes) => {
    fc.pre(yesYes + yesNo + noNo + noYes > 0);
    const rows = [...times(yesYes, row("Yes", "Yes")), ...times(yesNo, row("Yes", "No")), ...times(noNo, row("No", "No")), ...times(noYes, row("No", "Yes"))];
    const right = { yes: yesYes, no: noNo }, labels = { yes: yesYes + yesNo, no: noNo + noYes };
    assert.ok(Math.abs(100 * asPublished.apixabanBoolean(rows).balancedAccuracy - balanced(right, { labels, definition: "swapped" })) < 1e-9);
  }), { seed: 4 });
});

test("Quirk 5: apixaban numerics have a truth of ones, so that balanced accuracy, accuracy and micro-F1 are one number.", () => {
  const rows = [row("7.5", "7.5"), row("1.2", "1.3"), row("NA", "NA"), row("NA", "3")];
  assert.deepEqual(asPublished.apixabanNumeric(rows), { balancedAccuracy: 0.5, microF1: 0.5 });
  const judged: ScoredAnswer[] = [{ label: 7.5, prediction: 7.5 }, { label: 1.2, prediction: 1.3 }, { label: "NA", prediction: "NA" }, { label: "NA", prediction: "NA" }, { label: "NA", prediction: 3 }];
  assert.notEqual(balancedAccuracy(judged).value, accuracy(judged).value, "over the labels' own classes they differ");
});

test("Quirk 6: rows are grouped by the type the model wrote; those without one vanish, and an odd one weighs as much as all the rest.", () => {
  const rows = [...times(98, row("Yes", "Yes", "boolean")), row("Yes", "No", "Boolean question"), row("Yes", undefined)];
  assert.equal(asPublished.byWrittenType(rows, asPublished.apixabanBoolean).microF1, (1 + 0) / 2);
  assert.equal(accuracy(rows.map(({ answer }) => ({ label: "Yes" as const, prediction: answer as Answer | undefined }))).value, 0.98);
});

test("Quirk 7: an unreadable reply is NA on the synthetic task, right on every na- question, and No on n2c2.", () => {
  assert.equal(unparsedIsNa([row("NA"), row("NA"), row("Yes")]), 2 / 3);
  assert.equal(asPublished.unparsedIsNo([row("No"), row("No"), row("Yes")]), 2 / 3);
  for (const label of ["NA", "No"] as const) assert.equal(accuracy([{ label, prediction: undefined }]).value, 0);
});

test("Quirk 8: a pretty-printed object with prose around it goes to a regular expression that takes any number after a colon.", () => {
  const reply = 'Here it is:\n{\n  "type": "Numeric",\n  "source": "CREAT: 2.7",\n  "answer": NA\n}\nI hope this helps.';
  assert.deepEqual(asPublished.parseReply(reply), { type: "Numeric", answer: "2.7" });
  assert.deepEqual(asPublished.parseReply('{"type": "Numeric", "source": "CREAT: 2.7", "answer": "NA"}'), { type: "Numeric", answer: "NA" }, "on one line it is read");
  assert.deepEqual(asPublished.parseReply('Sure.\n```json\n{"type": "Yes/No", "answer": "Yes"}\n```\n{"answer": "No"}'), { type: "Yes/No", answer: "Yes" });
  assert.deepEqual(asPublished.parseReply('{"answer": "Yes", "source": "seen by {name}", "type": "Yes/No"}'), { answer: "Yes" }, "cut at the first closing brace, inside the quote");
  assert.deepEqual(asPublished.parseReply("I cannot say."), {});
});

test("Quirk 9: answers are compared as texts.", () => {
  for (const [label, answer] of [["1.4", "1.40"], ["188", 188], ["188", "188.0"], ["8627", "8,627"], ["NA", "N/A"], ["NA", "Not Available"]] as const) {
    assert.equal(asPublished.sameText(label, answer), false, `${label} ${answer}`);
    assert.equal(sameAnswer(parseAnswer(label, "numeric")!, parseAnswer(answer, "numeric")!), true);
  }
  assert.equal(asPublished.sameText(" Yes", "yes"), true);
  assert.equal(asPublished.yesOrNo("Yes."), "No");
  assert.equal(asPublished.numberOrZero("7.0%"), 0);
  assert.equal(asPublished.hba1c("7.0%"), false);
});

const table2 = publishedRows("table2_synthetic_accuracy").filter((cell) => cell["question_type"] !== "all")
  .map((cell) => ({ model: cell["model"]!, question_type: cell["question_type"]!, n: Number(cell["n"]), accuracy: Number(cell["accuracy_pct"]) }));

test("Quirk 10: the weights of Table 2 are joined by position across two sort orders, 18 of 24 wrongly.", () => {
  const weighted = weightsByPosition(table2);
  assert.equal(weighted.filter((cell) => cell.weight !== cell.n).length, 18);
});

test("Quirk 10: the overall interval resamples four type means, is far too wide, and prints the mean of the resamples.", () => {
  const weighted = weightsByPosition(table2).filter(({ model }) => model === "8B-Instruct");
  const wide = intervalOverTypes(weighted, { seed: 1 });
  assert.notEqual(wide.printed, intervalOverTypes(weighted, { seed: 2 }).printed);
  const items = table2.filter(({ model }) => model === "8B-Instruct").flatMap(({ question_type, n, accuracy: right }) => Array.from({ length: n }, (_, i) => ({ id: `${question_type} ${i}`, right: i < (n * right) / 100 ? 1 : 0 })));
  const honest = bootstrapInterval(items, { cluster: (item) => item.id, value: (item) => item.right, resamples: 1000 });
  assert.ok(wide.high - wide.low > 5 * 100 * (honest.high - honest.low), `${wide.low} to ${wide.high}`);
  const { low, high } = intervalOverTypes(table2.filter(({ model }) => model === "8B-H-25k").map((cell) => ({ ...cell, weight: cell.n })), { seed: 1 });
  assert.ok(low >= 80.4 && high <= 88, "no weights can take it out of its inputs' range");
});

test("Quirk 10: the interval of Table 4's average resamples 23 criteria.", () => {
  const figures = publishedRows("table4_apixaban").filter((cell) => cell["model"] === "8B-All").map((cell) => Number(cell["balanced_accuracy_pct"]));
  const { printed, low, high } = intervalOverCriteria(figures, { seed: 1 });
  assert.equal(figures.length, 23);
  for (const [ours, theirs] of [[printed, 93.5], [low, 90.9], [high, 96.1]] as const) assert.ok(Math.abs(ours - theirs) < 0.7, `${ours} is not near the printed ${theirs}`);
});

test("Quirk 11: the range is applied to the highest HbA1c, Table 3 prints another rule, sex and record date are not looked at, and rows pair by position.", () => {
  assert.equal(asPublished.hba1c(10.2), false, "an earlier 7.0 is hidden");
  assert.equal(hba1cOfTable3(10.2), true);
  assert.equal(asPublished.creatinine("1.2"), false, "above normal for a woman");
  const old = { event: "2080-01-01", last_date: "2090-01-01" };
  assert.deepEqual([inTime(old), withinMonths(old.event, { last_date: old.last_date, months: 6 })], [true, false]);
  const labels = [{ file: "1.xml", met: "met" }, { file: "2.xml", met: "not met" }], said = [{ file: "2.xml", met: "not met" }, { file: "1.xml", met: "met" }];
  assert.equal(pairByPosition(labels, said).filter(([a, b]) => a.met === b.met).length, 0, "all right by name, all wrong by position");
});

test("Quirk 12: what is called micro-F1 on n2c2 is the mean accuracy of the criteria, which the official score never exceeds where every reply was read.", () => {
  const value = fc.constantFrom<Met>("met", "not met");
  const record = fc.record(Object.fromEntries(N2C2_CRITERIA.map((criterion) => [criterion, value])), { noNullPrototype: true }) as unknown as fc.Arbitrary<N2c2Labels>;
  const yes = (met: Met) => (met === "met" ? "Yes" : "No");
  fc.assert(fc.property(fc.array(fc.tuple(record, record), { minLength: 1, maxLength: 5 }), (pairs) => {
    const byCriterion = N2C2_CRITERIA.map((criterion: N2c2Criterion) => pairs.map(([label, said]) => row(yes(label[criterion]), yes(said[criterion]))));
    const official = scoreN2c2(pairs.map(([labels], i) => ({ file: `${i}`, labels })), pairs.map(([, labels], i) => ({ file: `${i}`, labels }))).micro.f1;
    assert.ok(official <= asPublished.n2c2MicroF1(byCriterion) + 1e-12);
  }), { seed: 12 });
  const skewed = N2C2_CRITERIA.map(() => [...times(9, row("No", "No")), row("Yes")]);
  assert.ok(Math.abs(asPublished.n2c2MicroF1(skewed) - 0.9) < 1e-12, "a model that never says Yes");
});
