// Fine-tuning on this machine as a cell starts it: the base model and options that were asked for, killed and gone on with, and never thrown away.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { quoteSql, writeParquet } from "../../lib/io/duckdb.ts";
import { readJson } from "../../lib/io/json.ts";
import { cancelRun, parseOptions, runLog, runMetrics, runStatus, runTable, startRun, watchRuns } from "../../lib/training/runs.ts";
import type { Run } from "../../lib/training/runs.ts";
import { noTrainer, openTraining, until } from "./training-lab.ts";
import type { TrainingLab } from "./training-lab.ts";

interface Manifest { settings: Record<string, unknown>; attempts: unknown[] }

test("options of the trainer can be written as words", () => {
  assert.deepEqual(parseOptions(["batch=2", "packing", "no-checkpointing", "model=a=b"]), { batch: "2", packing: true, "no-checkpointing": true, model: "a=b" });
});

describe("fine-tuning on this machine from a cell", { skip: noTrainer }, () => {
  const STEPS = 40;
  let lab: TrainingLab;
  before(async () => {
    lab = await openTraining();
    process.env.BASE_WEIGHTS = lab.model;
    process.env.OMP_NUM_THREADS = "1";
    mkdirSync(lab.at("data"));
    for (const split of ["train", "test"] as const) await writeParquet(lab.at("data", `${split}.parquet`), `SELECT messages FROM read_json_auto(${quoteSql(lab[split])})`);
  });
  after(() => lab?.close());

  const start = (options: Record<string, string | number | boolean> = {}): Promise<Run> => startRun("All", {
    place: { name: "server", folder: lab.at("place") }, data: lab.at("data"), seed: 3,
    options: { device: "cpu", quant: "none", "max-steps": STEPS, "save-every": 2, "log-every": 1, "max-length": 240, checkpointing: false, optimizer: "adamw_torch", "min-free-gib": 0.1, ...options },
  });
  const pidOf = (run: Run) => readJson<{ pid: number }>(join(run.folder, "process.json")).pid;
  const manifestOf = (folder: string) => readJson<Manifest>(join(folder, "manifest.json"));

  test("it takes the base model and the options asked for; killed, it goes on from its checkpoint and says so; begun with other settings, the old run is kept", async (t) => {
    const said = t.mock.method(console, "log", () => undefined).mock;
    const run = await start();
    await until(() => existsSync(join(run.folder, "checkpoint-4/finished.json")), "a checkpoint");
    process.kill(pidOf(run), "SIGKILL");
    await until(async () => (await runStatus(run)).state === "failed", "the run to be seen dead");
    assert.equal(said.callCount(), 0);

    await watchRuns([await start({ workers: 1, "save-every": 10 })]); // options that change nothing of what is learned
    assert.match(String(said.calls[0]?.arguments[0]), /^All: ended before it was done, goes on from its checkpoint at step \d+$/);
    assert.match(await runLog(run, { lines: 200 }), /^Going on from step [1-9]/m);
    assert.deepEqual(runMetrics(run).map(({ step }) => step), Array.from({ length: STEPS }, (_, i) => i + 1), "every step once");
    const { settings, attempts } = manifestOf(run.folder);
    assert.deepEqual([settings.model, settings.seed, settings.quant, settings.checkpointing, attempts.length], [lab.model, 3, "none", false, 2]);

    const done = readFileSync(join(run.folder, "done.json"), "utf8");
    const other = await start({ rank: 4 });
    await cancelRun(other);
    const aside = /kept in (\S+)$/.exec(String(said.calls.at(-1)?.arguments[0]))?.[1] as string;
    assert.equal(readFileSync(join(aside, "done.json"), "utf8"), done);
    await until(async () => (await runStatus(other)).state === "failed", "the run to stop");
    assert.deepEqual((await runTable({ folder: lab.at("place") })).map(({ state }) => state).sort(), ["done", "failed"]);
    rmSync(other.folder, { recursive: true });
  });
});
