import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { N2C2_CRITERIA, readN2c2Folders } from "../../lib/trials/n2c2-records.ts";
import { scoreN2c2 } from "../../lib/trials/n2c2-score.ts";
import type { Answer } from "../../lib/types.ts";
import { pick, random } from "../../lib/random.ts";
import { fromRoot } from "../../lib/settings.ts";
import { readTrial, taskQuestions } from "../../lib/trials/trial.ts";
import { loadTaskData, saveTrialRun } from "../../lib/trials/trial-data.ts";
import { exportN2c2 } from "../../notebooks/kernel/commands/export-n2c2.ts";
import { readAnswers } from "../trials/n2c2-answers.ts";

const folder = mkdtempSync(join(tmpdir(), "export n2c2 "));
after(() => rmSync(folder, { recursive: true }));
const task = readTrial("n2c2"), GOLD = fromRoot("data/tasks/n2c2/test");

/** A run whose evaluation wrote these answers, one in twelve unread. */
async function runOf(name: string, { from = "data/tasks/n2c2" } = {}) {
  const run = join(folder, name), r = random(name), data = await loadTaskData(task, from);
  mkdirSync(run);
  saveTrialRun({ folder: run }, task, { data, questions: taskQuestions(task, data) });
  const rows = data.notes.flatMap(({ note_id }) => N2C2_CRITERIA.flatMap((criterion) => [["base", 0, 1], ["All", 1, 0.5]].map(([model, temperature, top_p]) => {
    const prediction = pick<Answer | undefined>(r, r() < 1 / 12 ? [undefined] : ["Yes", "No"]);
    return { note_id, criterion, model, temperature, top_p, ...(prediction !== undefined && { prediction }) };
  })));
  writeFileSync(join(run, "n2c2", "predictions.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  return { run, rows };
}

test("An exported run read back holds the answers and the texts, unread replies as misses; the score is that of the rows.", async () => {
  const { run, rows } = await runOf("whole");
  const lines = await exportN2c2(run, join(folder, "out"));
  assert.equal(lines.length, 2);
  const answers = readAnswers(join(folder, "out", "All-t1-p0.5")), said = new Map(rows.filter(({ model }) => model === "All").map((row) => [`${row.note_id}.xml ${row.criterion}`, row]));
  assert.equal(answers.length, 36);
  for (const { file, labels } of answers) for (const criterion of N2C2_CRITERIA) {
    const { prediction } = said.get(`${file} ${criterion}`) as { prediction?: Answer };
    assert.equal(labels[criterion], prediction === undefined ? undefined : prediction === "Yes" ? "met" : "not met");
  }
  const gold = readN2c2Folders(GOLD), exported = readFileSync(join(folder, "out", "base", gold[0]!.file), "utf8");
  assert.ok(exported.includes(gold[0]!.text.trim().slice(0, 200)));
  const score = scoreN2c2(gold.map(({ file, labels }) => ({ file, labels: labels! })), answers);
  assert.equal(score.files, 12);
  const wanted = gold.flatMap(({ file, labels }) => N2C2_CRITERIA.map((criterion) => [labels![criterion] === "met", (said.get(`${file} ${criterion}`) as { prediction?: Answer }).prediction] as const));
  const right = wanted.filter(([met, prediction]) => met && prediction === "Yes").length, f1 = (2 * right) / (wanted.filter(([met]) => met).length + wanted.filter(([, prediction]) => prediction === "Yes").length);
  assert.ok(Math.abs(score.micro.met.f1 - f1) < 1e-12);
});

test("A folder that holds files, a run that was not evaluated and a run without data are refused in one sentence.", async () => {
  const { run } = await runOf("again");
  mkdirSync(join(folder, "full", "base"), { recursive: true });
  writeFileSync(join(folder, "full", "base", "old.xml"), "");
  await assert.rejects(exportN2c2(run, join(folder, "full")), /Expected an empty folder at .*base, it holds files: name another folder/);
  await assert.rejects(exportN2c2(join(folder, "none"), join(folder, "x")), /Expected .*predictions\.jsonl, found none: run the notebooks of c-n2c2/);
});

test("Records of people are not written where git sees them.", async () => {
  cpSync(fromRoot("data/tasks/n2c2"), join(folder, "theirs"), { recursive: true });
  const { run } = await runOf("private", { from: join(folder, "theirs") });
  await assert.rejects(exportN2c2(run, fromRoot("exported")), /Expected a folder outside the project for records of people/);
  assert.equal((await exportN2c2(run, join(folder, "outside"))).length, 2);
});

test("npm run export:n2c2 says what it wrote, and what is wrong in one sentence.", () => {
  const run = (...args: string[]) => execFileSync(process.execPath, [fromRoot("notebooks/kernel/commands/export-n2c2.ts"), ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, INIT_CWD: folder } });
  assert.match(run("whole", "typed"), /base: 36 records/);
  assert.throws(() => run("whole"), (error: { stderr: string }) => error.stderr.startsWith("Expected a run and a folder") && error.stderr.trim().split("\n").length === 1);
});
