// The notebooks of e-errors on journals alone: no server, and journals that are empty, of another task, or lack a model.
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readNotebook } from "../../notebooks/kernel/notebook.ts";
import { fromRoot } from "../../lib/settings.ts";
import { run } from "../notebooks/cells.ts";

const out = mkdtempSync(join(tmpdir(), "journals alone ")), RUN = "test-journals-alone", OWN = fromRoot("data/runs", RUN);
after(() => [out, OWN].forEach((path) => rmSync(path, { recursive: true, force: true })));

const FAILURES = "e-errors/1-failure-modes.ipynb", RESOURCES = "e-errors/2-resources.ipynb";
/** A place that has no server: asking it is an error, reading journals is not. */
const execute = (notebook: string, env: Record<string, string> = {}) =>
  run(process.execPath, ["notebooks/kernel/run-notebook.ts", `notebooks/${notebook}`, "--out", out], { env: { ...process.env, RUN, PLACE: "server", MODEL_URL: "", ...env } });

/** A run of its own with the bundled questions and, of each model named, the first lines of its bundled journal. */
function ownRun(journals: Record<string, number>, { questions = (text: string) => text } = {}): void {
  rmSync(OWN, { recursive: true, force: true });
  mkdirSync(join(OWN, "synthetic", "replies"), { recursive: true });
  const bundled = fromRoot("data/bundled/synthetic");
  writeFileSync(join(OWN, "synthetic", "questions.jsonl"), questions(readFileSync(join(bundled, "questions.jsonl"), "utf8")));
  for (const [model, lines] of Object.entries(journals)) {
    const from = join(bundled, "replies", `${model}.jsonl`), to = join(OWN, "synthetic", "replies", `${model}.jsonl`);
    if (lines === Infinity) copyFileSync(from, to);
    else writeFileSync(to, readFileSync(from, "utf8").split("\n").slice(0, lines).map((line) => `${line}\n`).join(""));
  }
}
const whole = { All: Infinity, base: Infinity };
const TWO = { MODELS: "base,All" };

test("Without a server every cell of the failure modes but the probe shows what it should, and the probe ends in one sentence.", async () => {
  ownRun(whole);
  const { status, stderr } = await execute(FAILURES, TWO);
  assert.equal(status, 1);
  assert.match(stderr, /Expected [^\n]*\n$/);
  const cells = readNotebook(join(out, "notebooks", FAILURES)).cells.filter((cell) => cell.cell_type === "code");
  const probe = cells.findIndex((cell) => [cell.source].flat().join("").includes("await whatIf("));
  assert.ok(probe > 8);
  for (const [i, cell] of cells.entries()) assert.equal((cell.outputs ?? []).some(({ output_type }) => output_type === "error"), i === probe, `cell ${i}`);
  for (const cell of cells.slice(2, probe)) assert.ok((cell.outputs ?? []).length > 0, [cell.source].flat().join("").slice(0, 60));
});

test("Without a server the resources are told whole.", async () => {
  ownRun(whole);
  const { status, stderr } = await execute(RESOURCES);
  assert.equal(status, 0, stderr);
});

test("A journal that is empty, of another task, or cut short, and a model without a journal, are one sentence each that says what to do.", async () => {
  const cases: [() => void, RegExp][] = [
    [() => ownRun({ ...whole, All: 0 }), /Expected replies of All to 1000 questions in .*All\.jsonl, it is empty: run the infer notebook first\n$/],
    [() => ownRun(whole, { questions: (text) => text.replaceAll('"question_id":"', '"question_id":"other-') }), /Expected replies of (?:All|base) to 1000 questions in .*jsonl, found 1000 to other questions: it belongs to another task\n$/],
    [() => ownRun({ ...whole, base: 900 }), /Expected a reply of base to each of 1000 questions, \d+ have none .*: run the infer notebook again, it asks only those\n$/],
    [() => ownRun({ base: Infinity }), /Expected replies of All, found those of base: change MODELS or run the infer notebook\n$/],
  ];
  for (const [prepare, sentence] of cases) {
    prepare();
    const { status, stderr } = await execute(FAILURES, TWO);
    assert.equal(status, 1);
    assert.match(stderr, sentence);
  }
});
