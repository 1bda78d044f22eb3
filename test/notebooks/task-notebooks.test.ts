import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readNotebook } from "../../notebooks/kernel/notebook.ts";
import { evaluationReport, isEvaluation, reportOf } from "../../notebooks/kernel/commands/report-notebook.ts";
import { readJsonLines } from "../../lib/io/json.ts";
import { fromRoot } from "../../lib/settings.ts";
import { run, shownText } from "./cells.ts";
import type { Question } from "../../lib/evaluation/predict.ts";

const folder = mkdtempSync(join(tmpdir(), "task notebooks ")), RUN = "test-task-notebooks";
after(() => [folder, fromRoot("data/runs", RUN)].forEach((path) => rmSync(path, { recursive: true, force: true })));
const execute = (notebook: string, env: Record<string, string>) =>
  run(process.execPath, ["notebooks/kernel/run-notebook.ts", `notebooks/${notebook}`, "--out", folder], { env: { ...process.env, RUN, ...env } });

test("A record whose criterion is missing ends the notebook in one sentence, and no question is written.", async () => {
  const copy = join(folder, "n2c2"), file = join(copy, "train", "901.xml");
  cpSync(fromRoot("data/tasks/n2c2"), copy, { recursive: true });
  writeFileSync(file, readFileSync(file, "utf8").replace(/ *<HBA1C met="[^"]*"\/>\n/, ""));
  const { status, stderr } = await execute("c-n2c2/1-preprocess.ipynb", { N2C2: copy });
  assert.equal(status, 1);
  assert.match(stderr, /901\.xml: expected all 13 criteria in TAGS, got 12 without HBA1C: add what is missing\n$/);
  assert.ok(!existsSync(fromRoot("data/runs", RUN, "n2c2")));
});

test("A trial of one's own goes through the notebook as a file and a folder; its page is made from the executed notebook and needs no network.", async () => {
  const data = join(folder, "own");
  cpSync(fromRoot("data/tasks/own-trial"), data, { recursive: true });
  cpSync(fromRoot("data/tasks/apixaban/notes.jsonl"), join(data, "notes.jsonl"));
  const { status, stderr } = await execute("d-apixaban/1-preprocess.ipynb", { TASK: join(data, "trial.json"), TASK_DATA: data });
  assert.equal(status, 0, stderr);
  const questions = readJsonLines<Question>(fromRoot("data/runs", RUN, "own-trial/questions.jsonl"));
  assert.deepEqual(new Set(questions.map(({ criterion }) => criterion)), new Set(["anticoagulant", "creatinine"]));
  const executed = join(folder, "notebooks/d-apixaban/1-preprocess.ipynb"), page = readFileSync(reportOf(executed), "utf8");
  assert.ok(page.includes("A trial of your own") && page.includes("anticoagulant") && page.includes("data:image/png;base64,"));
  assert.match(page, /default-src 'none'/);
  assert.ok(readNotebook(executed).cells.flatMap(shownText).some((text) => text.includes("Yes / No")));
});

test("Evaluations get a page of their own; a notebook that is not there, or was not run, does not.", () => {
  assert.deepEqual(["c-n2c2/3-evaluate.ipynb", "f-open-criteria.ipynb", "c-n2c2/2-infer.ipynb"].map(isEvaluation), [true, true, false]);
  assert.equal(evaluationReport("run", "c-n2c2/3-evaluate.ipynb"), join("run", "reports", "c-n2c2-3-evaluate.html"));
  assert.throws(() => reportOf("c-n2c2/9-none"), /found neither: run npm start -- all first/);
  const empty = join(folder, "empty.ipynb");
  writeFileSync(empty, JSON.stringify({ cells: [], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
  assert.throws(() => reportOf(empty), /Expected an executed notebook, got .*empty\.ipynb without outputs: run it first/);
});
