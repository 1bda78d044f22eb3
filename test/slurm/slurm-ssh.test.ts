// Slurm's commands on a login node over ssh: an sshd on loopback stands for the login node, another folder for its copy of the project.
import assert from "node:assert/strict";
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { complete } from "../../lib/inference/client.ts";
import { previewRun, runLog, runMetrics, runStatus, startRun, watchRuns } from "../../lib/training/runs.ts";
import type { StartRun } from "../../lib/training/runs.ts";
import { ensureServer, stopServing } from "../../lib/backends/slurm-server.ts";
import { fromRoot, ROOT } from "../../lib/settings.ts";
import { openHost } from "../../lib/slurm/host.ts";
import { SAMPLING } from "../inference/fake-requests.ts";
import { noSlurm, startLab } from "./slurm-lab.ts";
import type { Lab } from "./slurm-lab.ts";
import { writeSite } from "./slurm-site.ts";
import { noSshd, startSshd } from "./sshd.ts";

describe("a cluster behind ssh", { skip: noSlurm || noSshd }, () => {
  let lab: Lab;
  let sshd: { config: string; close: () => Promise<void> };
  let folder: string;
  /** The place's folder, inside the project as a notebook's is. */
  let here: string;
  let remote: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-ssh-"));
    mkdirSync(fromRoot("data/runs"), { recursive: true });
    here = mkdtempSync(fromRoot("data/runs/test-ssh-"));
    remote = join(folder, "copy of the project");
    lab = await startLab();
    sshd = await startSshd({ folder, env: { SLURM_CONF: lab.env.SLURM_CONF as string, SQUEUE_STATES: "PENDING" } });
    Object.assign(process.env, { SLURM_GRACE: "2", SLURM_HOST: "login", SSH_CONFIG: sshd.config, SITE: writeSite({ folder, change: { remote: { folder: remote, shared: false } } }) });
    mkdirSync(join(here, "train/All"), { recursive: true });
    for (const name of ["train.parquet", "test.parquet", "other.parquet"]) writeFileSync(join(here, "train/All", name), name);
  });
  after(async () => {
    await lab?.close();
    await sshd?.close();
    for (const path of [folder, here]) rmSync(path, { recursive: true, force: true });
  });
  const options = (change: Partial<StartRun> = {}): StartRun => ({ place: { name: "slurm", folder: here }, data: join(here, "train/All"), seed: 1, options: { steps: 20 }, ...change });

  test("arguments arrive there as they are given here", async () => {
    const host = openHost({ remote: { folder: remote, shared: false } });
    await fc.assert(fc.asyncProperty(fc.array(fc.string({ unit: "binary" }).map((text) => text.replaceAll("\0", "")), { minLength: 1, maxLength: 4 }), async (words) => {
      assert.equal((await host.run(["printf", "%s|", ...words, "end"])).stdout, `${words.join("|")}|end|`);
    }), { seed: 1, numRuns: 15 });
  });

  test("a dry run shows the command, the script and exactly the files that the job needs, and copies none", async () => {
    const { command, script, copies } = await previewRun("All", options());
    const programs = [...globSync("cluster/*.{py,yaml,yml}", { cwd: ROOT }), ...globSync("cluster/accelerate/*", { cwd: ROOT }), "cluster/resume-options.json"];
    assert.deepEqual([...copies].sort(), [...programs, relative(ROOT, join(here, "train/All/train.parquet"))].sort());
    assert.deepEqual(command.slice(0, 3), ["ssh", "login", "sbatch"]);
    assert.ok(script.includes(`'${join(remote, "cluster/finetune.py")}'`));
    assert.ok(!existsSync(remote));
  });

  test("a run there is submitted, watched and brought back, without its checkpoints", async () => {
    const run = await startRun("All", options());
    await watchRuns([run], { everyMs: 300 });
    assert.deepEqual(runMetrics(run).map(({ step }) => step), Array.from({ length: 20 }, (_, i) => i + 1));
    assert.match(await runLog(run), /from step 0, 2 tasks/);
    const there = join(remote, relative(ROOT, run.folder));
    assert.ok(readdirSync(there).includes("checkpoint-20"));
    assert.ok(!readdirSync(run.folder).some((name) => name.startsWith("checkpoint")));
    assert.deepEqual(readdirSync(join(remote, relative(ROOT, here), "train/All")), ["train.parquet"]);
    assert.equal((await startRun("All", options())).folder, run.folder);
    assert.deepEqual(readdirSync(run.folder).filter((name) => /^job-/.test(name)), ["job-1.json"]);
  });

  test("other settings put the folder aside there as well", async () => {
    const run = await startRun("All", options({ options: { steps: 3 } }));
    await watchRuns([run], { everyMs: 300 });
    assert.deepEqual(runMetrics(run).map(({ step }) => step), [1, 2, 3]);
    assert.equal(readdirSync(join(remote, relative(ROOT, here), "students")).length, 2);
  });

  test("on a shared disk nothing is copied", async () => {
    const before = process.env.SITE;
    const own = join(folder, "shared");
    mkdirSync(own);
    process.env.SITE = writeSite({ folder: own, change: { remote: { folder: ROOT.replace(/\/$/, ""), shared: true } } });
    assert.deepEqual((await previewRun("No-S", options())).copies, []);
    const run = await startRun("No-S", options());
    await watchRuns([run], { everyMs: 300 });
    assert.ok(readdirSync(run.folder).includes("checkpoint-20"));
    process.env.SITE = before;
  });

  test("a server there answers through the login node", async () => {
    const { urls, apiKey } = await ensureServer("base", { folder: here, every: 2 });
    const reply = await complete({ urls: urls.map((url) => `${url}/v1`), model: "base", apiKey }, [{ role: "user", content: "age?" }], { sampling: SAMPLING });
    assert.match(reply.text, /^base on GPUs \d: age\?$/);
    await stopServing({ folder: here });
  });

  test("a login node that does not answer leaves a run's state unknown, and says why", async () => {
    const run = await startRun("H-25k", options({ options: { steps: 300 } }));
    process.env.SLURM_HOST = "nobody-home";
    const { state, reason } = await runStatus(run);
    assert.equal(state, "unknown");
    assert.match(reason ?? "", /^Expected .* (with|on) nobody-home.*: .*Connection refused/);
    await assert.rejects(startRun("NB-Only", options()), /nobody-home.*Connection refused/);
    process.env.SLURM_HOST = "login";
    assert.notEqual((await runStatus(run)).state, "unknown");
  });

  test("files outside the project's folder are refused, for nothing there stands for them", async () => {
    await assert.rejects(startRun("All", options({ place: { name: "slurm", folder } })), /^Error: Expected a file of .*, which login has as .*, got .*: put it into that folder$/);
  });
});
