// Jobs in a real Slurm: submitting once, true states, refusals, a controller that hangs or restarts.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { openHost } from "../../lib/slurm/host.ts";
import type { Host } from "../../lib/slurm/host.ts";
import type { Resources } from "../../lib/slurm/sbatch.ts";
import { cancel, exitCode, jobStates, submit, wait } from "../../lib/slurm/jobs.ts";
import type { Job } from "../../lib/slurm/jobs.ts";
import { noSlurm, startLab, until } from "./slurm-lab.ts";
import type { Lab } from "./slurm-lab.ts";

describe("jobs in a real Slurm", { skip: noSlurm, concurrency: 4 }, () => {
  let lab: Lab;
  let host: Host;
  let folder: string;
  let jobs = 0;
  before(async () => {
    lab = await startLab();
    host = openHost({}, { env: lab.env });
    folder = mkdtempSync(join(tmpdir(), "distil-jobs-"));
  });
  after(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const RESOURCES: Resources = { partition: "gpu", gres: "gpu:a100", gpus: 1, tasks: 1, time: "00:10:00", warning: 60, requeue: true, options: [] };
  const job = (body: string, wanted: Partial<Resources> = {}): { job: Job; record: string; log: string } => {
    const own = join(folder, `job-${++jobs}`);
    return { job: { name: `test ${jobs}`, script: `#!/bin/bash\n${body}\n`, resources: { ...RESOURCES, ...wanted }, folder: own }, record: join(own, "job.json"), log: join(own, "log.txt") };
  };
  const ended = async (id: string) => (await wait([id], { host, every: 0.3 })).get(id)?.[0];

  test("a job is submitted, writes its log while it runs, and ends as Slurm says", async () => {
    const { job: hello, record, log } = job("echo one; sleep 3; echo two");
    const { id, token } = await submit(hello, { host, record });
    await until(() => existsSync(log) && readFileSync(log, "utf8") === "one\n", "the first line of the log");
    assert.equal((await jobStates([id], host)).get(id)?.[0]?.state, "RUNNING");
    assert.equal((await ended(id))?.state, "COMPLETED");
    assert.equal(readFileSync(log, "utf8"), "one\ntwo\n");
    assert.match(token, /^distil-test-1-[0-9a-f]{8}$/);
  });

  test("a job on record is not submitted again", async () => {
    const { job: once, record } = job("exit 3");
    const first = await submit(once, { host, record });
    assert.deepEqual(await submit(once, { host, record }), first);
    assert.equal((await ended(first.id))?.state, "FAILED");
    assert.equal(await exitCode(first.id, host), "3:0");
  });

  test("what Slurm refuses is one sentence with its reason, and leaves nothing on record", async () => {
    const cases: [Partial<Resources>, RegExp][] = [
      [{ partition: "nope" }, /^Expected job "test \d+" from Slurm, got invalid partition specified: nope; Invalid partition name specified: correct the site file or the request$/],
      [{ gpus: 9 }, /got Requested node configuration is not available: correct/],
      [{ gres: "gpu:h100" }, /got Requested node configuration is not available: correct/],
      [{ memory: "900G" }, /got Memory specification can not be satisfied; Requested node configuration is not available: correct/],
      [{ time: "junk" }, /got Invalid --time specification: correct/],
      [{ options: ["--bogus"] }, /got unrecognized option '--bogus'/],
    ];
    for (const [wanted, expected] of cases) {
      const { job: bad, record } = job("true", wanted);
      await assert.rejects(submit(bad, { host, record }), { name: "SlurmError", trouble: "rejected", message: expected });
      assert.ok(!existsSync(record));
    }
  });

  test("a cancelled job ends as cancelled", async () => {
    const { job: long, record } = job("sleep 600");
    const { id } = await submit(long, { host, record });
    await cancel([id], host);
    assert.equal((await ended(id))?.state, "CANCELLED");
  });
});
