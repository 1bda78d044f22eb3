// A run that an earlier version left behind goes on as it is: nothing is asked for again, nothing is trained again.
// test/fixtures/run-before was made by the code of revision 72d3bd2, at /opt/distil with NUMBER=8, and is never made again.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import { openItem, openReview } from "../../lib/pages/review/session.ts";
import { requestOf } from "../../lib/training/run-store.ts";
import { runMetrics, runStatus, startRun } from "../../lib/training/runs.ts";
import { fromRoot } from "../../lib/settings.ts";
import { recordsIn } from "../../lib/slurm/jobs.ts";
import { run } from "../notebooks/cells.ts";

const RUN = "test-run-before";
const folder = fromRoot("data/runs", RUN), fixture = fromRoot("test/fixtures/run-before");
const scratch = mkdtempSync(join(tmpdir(), "distil-run-before-"));
before(() => {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(fixture, "rehearsal"), folder, { recursive: true, preserveTimestamps: true });
});
after(() => [folder, scratch].forEach((path) => rmSync(path, { recursive: true, force: true })));

const execute = (env: Record<string, string>, ...notebooks: readonly string[]) =>
  run(process.execPath, ["notebooks/kernel/run-notebook.ts", ...notebooks.map((name) => `notebooks/${name}.ipynb`), "--out", join(scratch, "executed")], { env: { ...process.env, RUN, NUMBER: "8", DISTIL_DATA: scratch, ...env } });

/** Files by their path, with what tells whether they were written again: contents, and for what training writes also the time. */
function written(pattern: RegExp): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(files.filter((file) => pattern.test(file)).sort().map((file) => {
    const contents = createHash("sha256").update(readFileSync(file)).digest("hex");
    return [relative(folder, file), /adapter\.bin|model\.bin|done\.json/.test(file) ? `${contents} ${statSync(file).mtimeMs}` : contents];
  }));
}

test("Every journal, student and converted model of an earlier run is found again by the notebooks: 0 requests are sent, nothing is trained.", async () => {
  const kept = /(replies\.jsonl|create\.jsonl|replies\/[^/]+\.jsonl|adapter\.bin|model\.bin|done\.json|metrics\.jsonl|log\.jsonl|train\.parquet|test\.parquet|items\.parquet|questions\.jsonl)$/;
  const earlier = written(kept);
  assert.equal(Object.keys(earlier).length, 44);
  const { status, stderr } = await execute({}, "a-distill/1-create", "a-distill/2-post-process", "a-distill/3-prep", "a-distill/4-finetune", "a-distill/5-convert", "b-synthetic/1-preprocess", "b-synthetic/2-infer", "b-synthetic/3-evaluate");
  assert.equal(status, 0, stderr);
  for (const [models, ...notebooks] of [["base,All", "c-n2c2/2-infer"], ["All", "d-apixaban/2-infer"]] as const) {
    const { status, stderr } = await execute({ MODELS: models }, ...notebooks);
    assert.equal(status, 0, stderr);
  }
  const now = written(kept);
  // One synthetic item's quote is denied by its note: it is left out now, and asked of nobody else. The
  // teacher has another revision since: its replies to the questions, and no other's, are asked again.
  const asked = "synthetic/replies/teacher-00000002.jsonl";
  assert.deepEqual(Object.keys({ ...earlier, ...now }).filter((file) => now[file] !== earlier[file]), ["synthetic/items.parquet", "synthetic/questions.jsonl", asked], "files that were written again");
  const ids = (name: string) => new Set(readFileSync(join(name, "synthetic/questions.jsonl"), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { question_id: string }).question_id));
  const before = ids(join(fixture, "rehearsal"));
  assert.equal(readFileSync(join(folder, asked), "utf8").trim().split("\n").length - 1, ids(folder).size, "a reply a question");
  assert.deepEqual([...ids(folder)].filter((id) => !before.has(id)), [], "questions that were not asked before");
});

test("An earlier review opens with its decisions.", async () => {
  const review = await openReview(join(folder, "items/items.parquet"));
  const statuses = review.items.map(({ item_id }) => openItem(review, { person: { name: "ann", role: "reviewer" }, item_id })?.status);
  review.log.close();
  assert.deepEqual(["accepted", "edited", "invalid"].map((status) => statuses.filter((one) => one === status).length), [3, 1, 1]);
});

test("An earlier run on Slurm is found done without asking Slurm, wherever its folder lies now; its job records are read.", async () => {
  const place = { name: "slurm", folder: join(scratch, "place") } as const;
  cpSync(join(fixture, "slurm"), place.folder, { recursive: true });
  process.env["SITE"] = join(scratch, "site.json");
  const weights = "/opt/distil/data/runs/before-site/weights", time = "01:00:00";
  writeFileSync(process.env["SITE"], JSON.stringify({ partition: "gpu", gpu: { gres: "gpu:a100", perNode: 8 }, memory: "1G", training: { venv: scratch, time, gpus: 2 }, serving: { venv: scratch, time }, models: { base: { weights } } }));
  const begun = await startRun("All", { place, data: join(place.folder, "train/All"), seed: 1, options: { steps: 6, "log-every": 1 } });
  assert.equal((await runStatus(begun)).state, "done");
  assert.deepEqual([recordsIn(begun.folder).length, runMetrics(begun).length], [1, 6]);
  const failed = { name: "No-S", folder: join(place.folder, "students/No-S") };
  assert.deepEqual([recordsIn(failed.folder).length, requestOf(failed)?.done], [1, join(failed.folder, "done.json")]);
});
