import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import { fromRoot } from "../../lib/settings.ts";
import { lessIsBetter, moreIsBetter } from "./row.ts";
import { judge, TARGETS } from "./targets.ts";

const prefix = (evaluation: number, published: number) => [
  lessIsBetter("prefix/evaluation", evaluation, "share computed", published),
  lessIsBetter("prefix/generation", 0.3, "share computed", 0.9),
  lessIsBetter("prefix/own", 0.08, "share computed", 0.1),
  lessIsBetter("prefix/eight", 0.15, "share computed", 0.165),
];

test("Rows that reach their targets are neither missed nor missing.", () => {
  const { reached, missed, notMeasured } = judge(prefix(0.2, 0.95), ["prefix"]);
  assert.deepEqual([reached.length, missed, notMeasured], [4, [], []]);
});

test("A row that misses its target is named with what it reached and what was expected.", () => {
  assert.deepEqual(judge(prefix(0.21, 0.96), ["prefix"]).missed, [
    "prefix/evaluation: 0.21 share computed against 0.96; value 0.21, target at most 0.2",
  ]);
});

test("A comparison with something weaker than the published way is a miss.", () => {
  assert.deepEqual(judge(prefix(0.15, 0.9), ["prefix"]).missed, [
    "prefix/evaluation: 0.15 share computed against 0.9; against 0.9, target at least 0.95",
  ]);
});

test("Less is better and more is better are told apart.", () => {
  const teacher = (ms: number) => judge(
    [lessIsBetter("teacher/four requests of a note", ms, "ms", 15)], ["teacher"]).missed;
  assert.deepEqual([teacher(14), teacher(15)], [[], []]);
  assert.deepEqual(teacher(30), [
    "teacher/four requests of a note: 30 ms against 15; ratio 0.5, target at least 1",
  ]);
  const pairs = (share: number) =>
    judge([moreIsBetter("ablation/pairs", share, "%", 60)], ["ablation"]).missed.length;
  assert.deepEqual([pairs(60), pairs(59)], [0, 1]);
});

test("Nothing went wrong is within a limit of nothing.", () => {
  const kills = (wrong: number) => judge([
    lessIsBetter("kills/wrong", wrong, "replies", null),
    lessIsBetter("kills/asked-again", 0, "requests", 16),
    lessIsBetter("kills/faults", 0, "requests", null),
  ], ["kills"]);
  assert.deepEqual([kills(0).reached.length, kills(0).missed], [3, []]);
  assert.deepEqual(kills(1).missed, ["kills/wrong: 1 replies; value 1, target at most 0"]);
});

test("A row without a figure, or with nothing to compare it with, is not measured.", () => {
  const alone = [moreIsBetter("items/time", 9000, "items/s", null)];
  const { notMeasured, missed } = judge(alone, ["items"]);
  assert.deepEqual(notMeasured.toSorted(),
    ["items/disk", "items/output", "items/rss", "items/time", "items/whole"]);
  assert.deepEqual(missed, []);
  const nothing = [lessIsBetter("failure/taxonomy", NaN, "s", 30)];
  assert.deepEqual(judge(nothing, ["failure"]).notMeasured, ["failure/taxonomy"]);
});

test("Only the targets of the benches that ran are judged.", () => {
  assert.deepEqual(judge([], []), { reached: [], missed: [], notMeasured: [] });
  assert.deepEqual(judge([], ["evidence"]).notMeasured, ["evidence/quote"]);
});

test("Every bench has a target, and every target a bench.", () => {
  const files = readdirSync(fromRoot("test/bench"), { recursive: true, encoding: "utf8" });
  const benches = files.filter((name) => name.endsWith(".bench.ts"))
    .map((name) => basename(name, ".bench.ts"));
  const judged = new Set(Object.keys(TARGETS).map((name) => name.split("/")[0]));
  assert.deepEqual([...judged].sort(), benches.sort());
});
