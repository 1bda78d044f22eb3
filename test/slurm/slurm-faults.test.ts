// What may befall a cluster while runs are on it: preemption, failing nodes, a controller that hangs, dies or forgets, commands that are killed. One test after another: each is felt by all.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import type { TestContext } from "node:test";
import { execa } from "execa";
import { cancelRun, runMetrics, runStatus, startRun, watchRuns } from "../../lib/training/runs.ts";
import type { Run, RunState } from "../../lib/training/runs.ts";
import { fromRoot } from "../../lib/settings.ts";
import { noSlurm, startLab, until } from "./slurm-lab.ts";
import type { Lab } from "./slurm-lab.ts";
import { writeSite } from "./slurm-site.ts";

const MESSAGE_TIMEOUT = 4;

describe("faults of a real Slurm", { skip: noSlurm }, () => {
  let lab: Lab;
  let folder: string;
  let places = 0;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-faults-"));
    lab = await startLab({ messageTimeout: MESSAGE_TIMEOUT, minJobAge: 8 });
    Object.assign(process.env, { PLACE: "slurm", SLURM_CONF: lab.env.SLURM_CONF, SLURM_GRACE: "2" });
    site();
    mkdirSync(join(folder, "data"));
    writeFileSync(join(folder, "data/train.parquet"), "rows");
  });
  after(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Puts another site file in place, for one test if it is named. */
  const site = (change: Readonly<Record<string, unknown>> = {}, t?: TestContext) => {
    process.env.SITE = writeSite({ folder, change });
    t?.after(() => site());
  };
  const placeOf = (name: string) => ({ name: "slurm", folder: join(folder, name) }) as const;
  const start = (options: Record<string, string | number>, place = `place-${++places}`) => startRun("All", { place: placeOf(place), data: join(folder, "data"), seed: 1, options });
  const inState = (run: Run, state: RunState) => until(async () => {
    const status = await runStatus(run);
    return status.state === state ? status : undefined;
  }, `${run.folder} to be ${state}`);
  const atStep = (run: Run, step: number) => until(() => runMetrics(run).some((metric) => metric.step >= step), `step ${step} of ${run.folder}`);
  const jobs = (run: Run) => readdirSync(run.folder).filter((name) => /^job-\d+\.json$/.test(name));
  const jobOf = (run: Run, attempt = 1) => (JSON.parse(readFileSync(join(run.folder, `job-${attempt}.json`), "utf8")) as { id: string }).id;
  /** Jobs that Slurm has been given since it was asked before. */
  const countJobs = async () => {
    const ids = async () => new Set((await lab.command("squeue", "-h", "-t", "all", "-o", "%i")).split("\n").filter(Boolean));
    const before = await ids();
    return async () => (await ids()).difference(before).size;
  };
  const watch = (run: Run) => watchRuns([run], { everyMs: 300 });
  const wholeCurve = (run: Run, steps: number) => assert.deepEqual(runMetrics(run).map(({ step }) => step), Array.from({ length: steps }, (_, i) => i + 1));
  const beginNow = (run: Run) => lab.beginNow(jobOf(run));
  const preempt = async (run: Run) => {
    const node = await lab.command("squeue", "-h", "-j", jobOf(run), "-o", "%N");
    return lab.command("sbatch", "--parsable", "-p", "urgent", "-w", node, "--exclusive", "--wrap", "sleep 1", "-o", "/dev/null");
  };
  const fail = async (run: Run) => {
    const node = await lab.command("squeue", "-h", "-j", jobOf(run), "-o", "%N");
    await lab.command("scontrol", "update", `NodeName=${node}`, "State=DOWN", "Reason=test");
    await until(async () => /idle|mix/.test(await lab.command("sinfo", "-h", "-n", node, "-p", "gpu", "-o", "%t")), "the node to come back by itself");
  };

  test("a preempted run is put back by Slurm and goes on from its last checkpoint", async () => {
    const run = await start({ steps: 25 });
    await atStep(run, 7);
    await preempt(run);
    await beginNow(run);
    await watch(run);
    wholeCurve(run, 25);
    assert.deepEqual(jobs(run), ["job-1.json"]);
  });

  test("where Slurm cancels what it preempts, a preempted run is interrupted and goes on by another job", async (t) => {
    site({ options: ["--no-requeue"] }, t);
    const run = await start({ steps: 25 });
    await atStep(run, 7);
    await preempt(run);
    assert.match((await inState(run, "interrupted")).reason ?? "", /^another job took its place \(PREEMPTED/);
    await watch(run);
    wholeCurve(run, 25);
    assert.deepEqual(jobs(run), ["job-1.json", "job-2.json"]);
  });

  test("a run whose node fails is put back by Slurm and goes on from its last checkpoint", async () => {
    const run = await start({ steps: 25 });
    await atStep(run, 7);
    await fail(run);
    await beginNow(run);
    await watch(run);
    wholeCurve(run, 25);
    assert.deepEqual(jobs(run), ["job-1.json"]);
  });

  test("a job that may not be put back ends with NODE_FAIL, and its run goes on by another", async (t) => {
    site({ options: ["--no-requeue"] }, t);
    const run = await start({ steps: 25 });
    await atStep(run, 7);
    await fail(run);
    assert.match((await inState(run, "interrupted")).reason ?? "", /^its node failed \(NODE_FAIL/);
    await watch(run);
    wholeCurve(run, 25);
    assert.deepEqual(jobs(run), ["job-1.json", "job-2.json"]);
  });

  test("where a job may not put itself back, a run that saved itself goes on by another", async (t) => {
    site({ options: ["--no-requeue"] }, t);
    const run = await start({ steps: 25 });
    await atStep(run, 7);
    await lab.command("scancel", "--batch", "--signal=USR1", jobOf(run)); // what Slurm does before a time limit
    assert.match((await inState(run, "interrupted")).reason ?? "", /^it saved itself and could not go back into the queue \(FAILED, NonZeroExitCode, exit 85:0\)$/);
    await watch(run);
    wholeCurve(run, 25);
    assert.deepEqual(jobs(run), ["job-1.json", "job-2.json"]);
  });

  test("what will never start is stuck, with Slurm's reason, and watching it ends", async (t) => {
    const cases = [[{ partition: "closed" }, "PartitionDown"], [{ "training.time": "00:10:00", partition: "short" }, "PartitionTimeLimit"]] as const;
    for (const [change, reason] of cases) {
      site(change, t);
      const run = await start({ steps: 3 });
      await assert.rejects(watch(run), new RegExp(`All is stuck: Slurm will not start it as it is \\(PENDING, ${reason}\\): cancel it, correct the site file or the request, and start it again$`));
      await cancelRun(run);
      assert.equal((await runStatus(run)).state, "cancelled");
    }
  });

  test("a wrong partition and too many GPUs are refused with Slurm's reason in one sentence, and once they are right the run starts", async () => {
    site({ partition: "nope" });
    await assert.rejects(start({ steps: 3 }, "refused"), /^SlurmError: Expected job "All" from Slurm, got invalid partition specified: nope; Invalid partition name specified: correct the site file or the request$/);
    site({ "training.gpus": 9 });
    await assert.rejects(start({ steps: 3 }, "refused"), /^SlurmError: Expected job "All" from Slurm, got Requested node configuration is not available: correct/);
    site();
    const run = await start({ steps: 3 }, "refused");
    await watch(run);
    assert.deepEqual(jobs(run), ["job-1.json"]);
  });

  test("a controller that hangs during sbatch gets the job once", async () => {
    const given = await countJobs();
    lab.freeze(true);
    const starting = start({ steps: 3 });
    await sleep(1000 * (2 * MESSAGE_TIMEOUT + 1)); // sbatch has given up by now
    lab.freeze(false);
    const run = await starting;
    await watch(run);
    assert.equal(await given(), 1);
  });

  test("a submitter that is killed while the controller hangs is found out by the next, and nothing is submitted twice", async () => {
    const given = await countJobs();
    const place = `place-${++places}`;
    const script = `const { startRun } = await import(${JSON.stringify(fromRoot("lib/training/runs.ts"))});
      await startRun("All", { place: ${JSON.stringify(placeOf(place))}, data: ${JSON.stringify(join(folder, "data"))}, seed: 1, options: { steps: 3 } });`;
    const record = join(folder, place, "students/All/job-1.json");
    const child = execa(process.execPath, ["--input-type=module", "-e", script], { reject: false });
    lab.freeze(true);
    await until(() => existsSync(record), "the intent on record");
    await sleep(1000); // sbatch waits for the controller
    child.kill("SIGKILL");
    await child;
    lab.freeze(false);
    const run = await start({ steps: 3 }, place);
    await watch(run);
    assert.deepEqual(jobs(run), ["job-1.json"]);
    assert.equal(await given(), 1);
  });

  test("while the controller is down a run's state is unknown, and afterwards it is the true one", async () => {
    const run = await start({ steps: 1000 });
    await atStep(run, 3);
    await lab.stopController();
    const { state, reason } = await runStatus(run);
    await lab.startController();
    assert.equal(state, "unknown");
    assert.match(reason ?? "", /^Expected the states of jobs from Slurm, got .*Unable to contact slurm controller.*: try again when the cluster answers/);
    await inState(run, "running");
    const last = runMetrics(run).length;
    await atStep(run, last + 3);
    await cancelRun(run);
    assert.equal((await runStatus(run)).state, "cancelled");
    wholeCurve(run, runMetrics(run).length);
  });

  test("a job submitted while the controller is down is submitted once it is back, and once", async () => {
    const given = await countJobs();
    await lab.stopController();
    const starting = start({ steps: 3 });
    await sleep(3000);
    await lab.startController();
    const run = await starting;
    await watch(run);
    assert.equal(await given(), 1);
  });

  test("without accounting, a job that the queue has forgotten ended as its script wrote down, and one that left no word is lost", async () => {
    const refused = await start({ misbehave: "refuse" });
    const silent = await start({ steps: 3 });
    await watch(silent);
    await inState(refused, "failed");
    await until(async () => !(await lab.command("squeue", "-h", "-t", "all", "-o", "%i")).split("\n").includes(jobOf(refused)), "the queue to forget it");
    const { state, reason } = await runStatus(refused);
    assert.equal(state, "failed");
    assert.match(reason ?? "", /^its job failed \(exit 2\): Expected a GPU, found none/);
    assert.equal((await runStatus(silent)).state, "done");
    for (const name of ["done.json", "ended"]) rmSync(join(silent.folder, name));
    assert.match((await inState(silent, "lost")).reason ?? "", /^neither Slurm's queue nor its accounting knows its job/);
  });
});
