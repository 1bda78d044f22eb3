// Detectors of failure modes, against rows written by hand and against the mistakes the rehearsal teacher makes on purpose.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { FAILURE_MODES, findFailures, scoreDetectors } from "../lib/failure.ts";
import type { FailureMode, FailureRow } from "../lib/failure.ts";
import type { AnswerKind, QuestionType } from "../lib/question.ts";
import { readAnswerReply, readItems } from "../lib/reply.ts";

const FOLDER = new URL("fixtures/failures/", import.meta.url);

type ByHand = FailureRow & { fails: boolean; why: string; request?: QuestionType };

function byHand(mode: FailureMode): (ByHand & { known: string[] })[] {
  return readFileSync(new URL(`${mode}.jsonl`, FOLDER), "utf8").trim().split("\n").map((line) => {
    const row = JSON.parse(line) as ByHand, { reply, request, kind } = row;
    const read = reply === undefined ? {} : request ? { outcome: readItems(reply, { type: request }).outcome } : { outcome: readAnswerReply(reply, { kind: kind as AnswerKind }).outcome };
    return { ...row, ...read, known: row.fails ? [mode] : [] };
  });
}

test("Every mode has a file of rows written by hand, with at least ten of each sort.", () => {
  assert.deepEqual(readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl")).map((name) => name.replace(".jsonl", "")).sort(), [...FAILURE_MODES].sort());
  for (const mode of FAILURE_MODES) for (const fails of [true, false]) assert.ok(byHand(mode).filter((row) => row.fails === fails).length >= 10, mode);
});

for (const mode of FAILURE_MODES) {
  test(`Of the rows written by hand for ${mode}, at least four in five are found, and four in five of those found are right.`, () => {
    const rows = byHand(mode), [score] = scoreDetectors(rows, { modes: [mode] });
    const found = new Set(findFailures(rows, { modes: [mode] }).map(({ row }) => row));
    const wrong = rows.filter((row, i) => row.fails !== found.has(i)).map((row) => `${row.fails ? "missed" : "false alarm"}: ${row.question ?? row.reply?.slice(0, 60)} (${row.why})`);
    assert.ok(score && score.precision >= 0.8 && score.recall >= 0.8, `precision ${score?.precision}, recall ${score?.recall}\n${wrong.join("\n")}`);
    if (process.env.SHOW) console.log(mode, score?.precision.toFixed(2), score?.recall.toFixed(2), `\n  ${wrong.join("\n  ")}`);
  });
}
