// What `npm run doctor` finds: in rehearsal, at a server, and on a real Slurm with and without what its site file promises.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { execa } from "execa";
import type { CheckResult } from "../../lib/backends/doctor.ts";
import { checkBackend } from "../../lib/backends/doctor.ts";
import { fromRoot } from "../../lib/settings.ts";
import { startFakeVllm } from "../inference/fake-vllm.ts";
import { noSlurm, startLab } from "../slurm/slurm-lab.ts";
import type { Lab } from "../slurm/slurm-lab.ts";
import { writeSite } from "../slurm/slurm-site.ts";

const doctor = (env: Readonly<Record<string, string>>) => execa(process.execPath, [fromRoot("notebooks/kernel/commands/doctor.ts")], { env, reject: false });
const level = (findings: readonly CheckResult[], what: string) => findings.find((finding) => finding.what === what)?.level;
/** What lacks, disks apart: a test's machine may be small. */
const lacking = (findings: readonly CheckResult[]) => findings.filter(({ level, what }) => level === "lacking" && !what.startsWith("disk")).map(({ what, found }) => `${what}: ${found}`);

test("rehearsal lacks nothing, and the command says so", async () => {
  const { stdout, exitCode } = await doctor({ PLACE: "rehearsal" });
  assert.match(stdout, /✔ Node +v\d+\.\d+\.\d+[^]*Nothing is lacking\.$/);
  assert.ok(stdout.includes(process.version));
  assert.equal(exitCode, 0);
});

test("an unknown place is one sentence", async () => {
  const { stderr, exitCode } = await doctor({ PLACE: "cloud" });
  assert.equal(stderr, 'Expected PLACE to be one of rehearsal, server, slurm, got "cloud"');
  assert.equal(exitCode, 1);
});

test("a server place without a server lacks it; with one, the models that are served are found and others named", async (t) => {
  assert.match((await doctor({ PLACE: "server", MODEL_URL: "" })).stdout, /✖ server +MODEL_URL is not set: set it to a model server/);
  const fake = await startFakeVllm({ model: "teacher" });
  t.after(fake.close);
  const { stdout, exitCode } = await doctor({ PLACE: "server", MODEL_URL: `${fake.url}/v1` });
  assert.match(stdout, /✔ model teacher +teacher at http:/);
  assert.match(stdout, /✖ model base +Expected .* to serve "base" as base, it serves teacher/);
  assert.match(stdout, /· model No-S +Expected .* to serve "No-S"/);
  assert.equal(exitCode, 1);
});

test("a Slurm place without a site file lacks it", async () => {
  const { stdout, exitCode } = await doctor({ PLACE: "slurm", SITE: "/nowhere/site.json" });
  assert.match(stdout, /✖ site file +Expected the description of the cluster in \/nowhere\/site\.json, found no such file/);
  assert.equal(exitCode, 1);
});

describe("on a real Slurm", { skip: noSlurm }, () => {
  let lab: Lab;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-doctor-"));
    lab = await startLab({ messageTimeout: 3 });
    process.env.SLURM_CONF = lab.env.SLURM_CONF;
  });
  after(async () => {
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const site = (change: Readonly<Record<string, unknown>> = {}) => {
    process.env.SITE = writeSite({ folder, change });
    for (const name of ["model.safetensors", "tokenizer.json"]) writeFileSync(join(folder, "weights", name), "");
  };

  test("a site that has what its file says lacks nothing but a Python with the packages", async () => {
    site();
    const findings = await checkBackend("slurm");
    assert.deepEqual(lacking(findings).map((line) => line.replace(/:.*/, "")), ["python for training"], "the stand-in is no Python");
    for (const what of ["site file", "Slurm", "controller", "partition for training", "partition for serving", "a training job", "vllm for serving", "weights of teacher", "weights of base"]) assert.equal(level(findings, what), "ok", what);
    assert.equal(level(findings, "accounting"), "note");
  });

  test("each thing that lacks is named with its cure", async () => {
    const cases: [Readonly<Record<string, unknown>>, RegExp][] = [
      [{ partition: "nope" }, /^partition for training: Slurm has no partition "nope": correct the site file$/],
      [{ "serving.partition": "closed" }, /^partition for serving: "closed" is down: name another/],
      [{ "training.partition": "short" }, /^partition for training: "short" allows 2:00, the site file asks for 01:00:00: jobs would never start; lower training\.time$/],
      [{ "gpu.gres": "gpu:h100" }, /^partition for training: "gpu" has no gpu:h100, it has gpu:a100:8/],
      [{ "training.gpus": 9 }, /^a training job: Slurm would refuse it: .*Requested node configuration is not available; correct the site file$/],
      [{ "serving.venv": "/nowhere" }, /^vllm for serving: no \/nowhere\/bin\/vllm: make the environment there, or correct serving\.venv$/],
      [{ "models.teacher.weights": "/nowhere/Llama" }, /^weights of teacher: no config\.json, \*\.safetensors, tokenizer in \/nowhere\/Llama: put the model there/],
    ];
    for (const [change, expected] of cases) {
      site(change);
      assert.ok(lacking(await checkBackend("slurm")).some((line) => expected.test(line)), `${expected} among ${lacking(await checkBackend("slurm")).join("\n")}`);
    }
  });

  test("Python packages that are missing on the cluster are named", async () => {
    site();
    const venv = join(folder, "venv");
    mkdirSync(join(venv, "bin"), { recursive: true });
    writeFileSync(join(venv, "bin/python"), '#!/bin/sh\nshift 2\nfor name; do case $name in trl|peft) echo "$name=";; *) echo "$name=1.0";; esac; done\n');
    assert.ok(lacking(await checkBackend("slurm")).includes(`python for training: trl, peft not installed for ${venv}/bin/python: install them there`));
  });

  test("a controller that does not answer is named, and nothing is concluded from its silence", async () => {
    site();
    lab.freeze(true);
    const findings = await checkBackend("slurm");
    lab.freeze(false);
    assert.equal(level(findings, "controller"), "lacking");
    assert.match(lacking(findings).find((line) => line.startsWith("controller")) ?? "", /Socket timed out on send\/recv operation: try again later$/);
    assert.equal(level(findings, "partition for training"), undefined);
  });
});
