// The real trainer as a job of a real Slurm: interrupted before its time limit, put back, resumed, and in the end what an uninterrupted run is.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { execa } from "execa";
import { quoteSql, writeParquet } from "../../lib/io/duckdb.ts";
import { readJson } from "../../lib/io/json.ts";
import { convert, runMetrics, runStatus, startRun, watchRuns } from "../../lib/training/runs.ts";
import type { Run } from "../../lib/training/runs.ts";
import { fromRoot } from "../../lib/settings.ts";
import { noSlurm, startLab, until } from "../slurm/slurm-lab.ts";
import type { Lab } from "../slurm/slurm-lab.ts";
import { writeSite } from "../slurm/slurm-site.ts";
import { noTrainer } from "./training-lab.ts";

const VENV = fromRoot(".venv-training");

describe("the real trainer on a real Slurm", { skip: noSlurm || noTrainer }, () => {
  let lab: Lab;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-train-"));
    const base = join(folder, "base");
    await execa(join(VENV, "bin/python"), [fromRoot("test/fixtures/tiny_llama.py"), base, fromRoot("data/notes/notes.jsonl"), "--hidden", "64", "--layers", "1", "--vocab", "512"]);
    const site = writeSite({ folder, change: { "training.venv": VENV, "training.gpus": 1, memory: "4G", "models.base.weights": base } });
    lab = await startLab();
    Object.assign(process.env, { SLURM_CONF: lab.env.SLURM_CONF, SLURM_GRACE: "2", SITE: site });
    await writeData(join(folder, "data"));
  });
  after(async () => {
    await lab?.close();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const start = (place: string, options: Record<string, string | number> = {}): Promise<Run> => startRun("All", {
    place: { name: "slurm", folder: join(folder, place) }, data: join(folder, "data"), seed: 1,
    options: { device: "cpu", quant: "none", "max-steps": 40, "save-every": 1000, "log-every": 1, accumulation: 1, "max-length": 256, workers: 1, optimizer: "adamw_torch", ...options },
  });

  test("a run that was interrupted ends with the losses and the adapter of one that was not, and a job converts it", async () => {
    const [whole, cut] = await Promise.all([start("whole"), start("cut")]);
    await until(() => runMetrics(cut).length >= 3, "some steps of the run to be interrupted", { seconds: 180 });
    const { id } = readJson<{ id: string }>(join(cut.folder, "job-1.json"));
    await lab.command("scancel", "--batch", "--signal=USR1", id); // what Slurm does before a time limit
    await lab.beginNow(id);
    await watchRuns([whole, cut]);
    assert.match(readFileSync(join(cut.folder, "log.txt"), "utf8"), /Interrupted at step \d+ of 40, checkpoint saved/);
    const losses = (run: Run) => runMetrics(run).map(({ step, loss }) => `${step} ${loss.toFixed(5)}`);
    assert.equal(losses(cut).length, 40);
    assert.deepEqual(losses(cut), losses(whole));
    const adapter = (run: Run) => readJson<{ adapter_sha256: string; attempt: number }>(join(run.folder, "done.json"));
    assert.equal(adapter(cut).adapter_sha256, adapter(whole).adapter_sha256);
    assert.deepEqual([adapter(whole).attempt, adapter(cut).attempt], [1, 2]);
    const place = { name: "slurm", folder: join(folder, "whole") } as const;
    const { examples, same, bytes } = await convert("All", { place, run: whole.folder, data: join(folder, "data"), options: { device: "cpu", examples: 3, "answer-tokens": 8 } });
    assert.deepEqual([examples, same], [3, 3], "the converted model answers as the trained one");
    assert.ok(bytes > 10_000);
  });

  test("what the trainer refuses is the run's reason, in one sentence", async () => {
    const run = await start("refused", { model: join(folder, "nowhere") });
    await until(async () => (await runStatus(run)).state === "failed", "the run to fail", { seconds: 180 });
    assert.match((await runStatus(run)).reason ?? "", /^its job failed \(FAILED, NonZeroExitCode, exit 2:0\): Expected a model folder or a downloaded model at .*nowhere, found none/);
  });
});

/** Rows as the prep notebook leaves them. */
async function writeData(data: string): Promise<void> {
  mkdirSync(data);
  const rows = Array.from({ length: 48 }, (_, i) => ({ messages: [{ role: "system", content: "Answer from the note." }, { role: "user", content: `<note>\nPatient ${i} is ${20 + i} years old.\n</note>\nHow old?` }, { role: "assistant", content: `{"answer":${20 + i}}` }] }));
  const lines = join(data, "rows.jsonl");
  writeFileSync(lines, rows.map((row) => JSON.stringify(row)).join("\n"));
  for (const split of ["train", "test"]) await writeParquet(join(data, `${split}.parquet`), `SELECT messages FROM read_json_auto(${quoteSql(lines)})`);
}
