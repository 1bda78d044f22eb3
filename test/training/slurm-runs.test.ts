// Fine-tuning runs on a real Slurm, with a stand-in trainer that keeps finetune.py's protocol: what interrupts a run, what state it is in, how it goes on.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { execa } from "execa";
import { cancelRun, runLog, runMetrics, runStatus, runTable, startRun, watchRuns } from "../../lib/training/runs.ts";
import type { Run, RunState } from "../../lib/training/runs.ts";
import { fromRoot } from "../../lib/settings.ts";
import { noSlurm, startLab, until } from "../slurm/slurm-lab.ts";
import type { Lab } from "../slurm/slurm-lab.ts";
import { writeSite } from "../slurm/slurm-site.ts";

describe("runs on a real Slurm", { skip: noSlurm }, () => {
  let lab: Lab;
  let folder: string;
  let places = 0;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-runs-"));
    lab = await startLab();
    Object.assign(process.env, { PLACE: "slurm", SLURM_CONF: lab.env.SLURM_CONF, SLURM_GRACE: "2", SITE: writeSite({ folder }) });
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/train.parquet"), "rows");
  });
  after(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A run of its own; further flags go to the stand-in. */
  const start = (options: Record<string, string | number> = {}, place = `place-${++places}`) => startRun("All", { place: { name: "slurm", folder: join(folder, place) }, data: join(folder, "data"), seed: 1, options });
  const inState = (run: Run, state: RunState) => until(async () => ((await runStatus(run)).state === state ? runStatus(run) : undefined), `${run.folder} to be ${state}`);
  const atStep = (run: Run, step: number) => until(() => runMetrics(run).some((metric) => metric.step >= step), `step ${step} of ${run.folder}`);
  const jobs = (run: Run) => readdirSync(run.folder).filter((name) => /^job-\d+\.json$/.test(name));
  const jobOf = (run: Run, attempt = 1) => (JSON.parse(readFileSync(join(run.folder, `job-${attempt}.json`), "utf8")) as { id: string }).id;
  const watch = (run: Run) => watchRuns([run], { everyMs: 300 });
  /** Every step once and in order: nothing was lost or trained twice. */
  const wholeCurve = (run: Run, steps: number) => assert.deepEqual(runMetrics(run).map(({ step }) => step), Array.from({ length: steps }, (_, i) => i + 1));

  describe("beside each other", { concurrency: 6 }, () => {
    test("a run is queued, shows its log and metrics while it runs, and is done with its marker", async () => {
      const run = await start({ steps: 30 });
      await atStep(run, 2);
      assert.match(await runLog(run), /from step 0, 2 tasks, GPUs \d,\d/);
      const live = await runStatus(run);
      assert.equal(live.state, "running");
      assert.equal(live.latest?.steps, 30);
      await watch(run);
      wholeCurve(run, 30);
      const [row] = await runTable({ folder: join(run.folder, "../..") });
      assert.deepEqual({ run: row?.run, state: row?.state, step: row?.step }, { run: "All", state: "done", step: 30 });
    });

    test("a run outlives the process that began it, and is found again by its name", async () => {
      const place = `place-${++places}`;
      const script = `const { startRun } = await import(${JSON.stringify(fromRoot("lib/training/runs.ts"))});
        await startRun("All", { place: { name: "slurm", folder: ${JSON.stringify(join(folder, place))} }, data: ${JSON.stringify(join(folder, "data"))}, seed: 1, options: { steps: 20 } });`;
      await execa(process.execPath, ["--input-type=module", "-e", script]);
      const run = await start({ steps: 20 }, place);
      assert.equal((await start({ steps: 20 }, place)).folder, run.folder);
      await watch(run);
      assert.deepEqual(jobs(run), ["job-1.json"]);
      await start({ steps: 20 }, place);
      assert.deepEqual(jobs(run), ["job-1.json"], "a finished run is not trained again");
    });

    test("other settings under a live run's name are refused, and after its end put it aside", async () => {
      const run = await start({ steps: 500 });
      const place = run.folder.split("/").at(-3) as string;
      await assert.rejects(start({ steps: 3 }, place), /^Error: Expected All to be free for other data or settings, but it is (queued|running): wait for it, or stop it with cancelRun$/);
      await cancelRun(run);
      await watch(await start({ steps: 3 }, place));
      assert.equal(readdirSync(join(folder, place, "students")).length, 2);
    });

    test("before its time limit a run saves itself, goes back into the queue and goes on", async () => {
      const run = await start({ steps: 1000 });
      await atStep(run, 3);
      await lab.command("scontrol", "update", `JobId=${jobOf(run)}`, "EndTime=now+70"); // within its warning of 60 seconds at Slurm's next look, which comes every 30
      await lab.beginNow(jobOf(run));
      const log = () => readFileSync(join(run.folder, "log.txt"), "utf8");
      const [, saved] = await until(() => /from step 0,[^]*Interrupted at step (\d+) of 1000[^]*from step \1,/.exec(log()), "the run to go on where it was interrupted");
      await atStep(run, Number(saved) + 3);
      await cancelRun(run);
      wholeCurve(run, runMetrics(run).length);
      assert.deepEqual(jobs(run), ["job-1.json"]);
    });

    test("a run that missed its warning is interrupted with TIMEOUT and goes on by another job", async () => {
      const run = await start({ steps: 1000, misbehave: "deaf" });
      await atStep(run, 6);
      await lab.command("scontrol", "update", `JobId=${jobOf(run)}`, "EndTime=now+3");
      const { reason } = await inState(run, "interrupted");
      assert.match(reason ?? "", /^its time limit came before it had put itself back into the queue \(TIMEOUT, TimeLimit\)$/);
      const watched = assert.rejects(watch(run), /All is cancelled/);
      const [, saved] = await until(() => /of job \d+ from step 0,[^]*of job \d+ from step ([1-9]\d*),/.exec(readFileSync(join(run.folder, "log.txt"), "utf8")), "another job to go on from a checkpoint");
      await atStep(run, Number(saved) + 3);
      await cancelRun(run);
      await watched;
      wholeCurve(run, runMetrics(run).length);
      assert.deepEqual(jobs(run), ["job-1.json", "job-2.json"]);
    });

    test("a cancelled run is cancelled, and goes on from its last checkpoint when started again", async () => {
      const run = await start({ steps: 40 });
      await atStep(run, 7);
      await cancelRun(run);
      assert.deepEqual(await runStatus(run).then(({ state }) => state), "cancelled");
      await assert.rejects(watch(run), /^Error: Expected 1 runs to be done, 1 are not: All is cancelled: it was cancelled \(CANCELLED\)$/);
      await watch(await start({ steps: 40 }, run.folder.split("/").at(-3)));
      wholeCurve(run, 40);
      assert.deepEqual(jobs(run), ["job-1.json", "job-2.json"]);
      assert.match(readFileSync(join(run.folder, "log.txt"), "utf8"), /from step 0,[^]*from step [1-9]/);
    });

    test("a program that refuses its input makes the run failed, in its own words", async () => {
      const run = await start({ misbehave: "refuse" });
      await assert.rejects(watch(run), /All is failed: its job failed \(FAILED, NonZeroExitCode, exit 2:0\): Expected a GPU, found none: ask for a node that has one \(log: .*log\.txt\)$/);
      assert.deepEqual(jobs(run), ["job-1.json"]);
    });

    test("a program that ends well without a done-marker is not called trained", async () => {
      const run = await start({ misbehave: "no-marker" });
      await assert.rejects(watch(run), /All is failed: .*Expected .*done\.json from a program that ended well, found none/);
    });

    test("a COMPLETED job without a done-marker is not called trained", async () => {
      const run = await start({ steps: 3 });
      await watch(run);
      // The job looks for the marker itself before it ends: taken away earlier, it would make the job a failed one.
      await until(async () => / JobState=COMPLETED /.test(await lab.command("scontrol", "--oneliner", "show", "job", jobOf(run))), "the job to be completed");
      rmSync(join(run.folder, "done.json"));
      assert.equal((await runStatus(run)).state, "running");
      const { reason } = await inState(run, "interrupted");
      assert.equal(reason, "its job ended well but without a done-marker (COMPLETED)");
    });
  });
});
