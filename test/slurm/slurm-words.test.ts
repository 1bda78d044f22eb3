// What Slurm says and what is made of it, without a Slurm: states, lines, troubles, endings, scripts, and answers that the tests' own Slurm never gives.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { outcomeOf } from "../../lib/training/job-outcome.ts";
import { serveScript, shardScript } from "../../lib/backends/vllm-script.ts";
import type { VllmModel } from "../../lib/backends/vllm-script.ts";
import { fromRoot } from "../../lib/settings.ts";
import { loadSite } from "../../lib/slurm/site-config.ts";
import { slurmMessage, classifyFailure } from "../../lib/slurm/errors.ts";
import type { CommandResult } from "../../lib/slurm/errors.ts";
import type { Host } from "../../lib/slurm/host.ts";
import { shellQuote, jobResources, resumableScript, sbatchOptions } from "../../lib/slurm/sbatch.ts";
import { cannotStart, phaseOf, parseSacct, parseSqueue, baseState } from "../../lib/slurm/job-states.ts";
import type { JobState } from "../../lib/slurm/job-states.ts";
import { jobStates, submit } from "../../lib/slurm/jobs.ts";

const SITE = loadSite(fromRoot("cluster/site.example.json"));

test("a state is its first word, and one that is not known counts as running", () => {
  assert.equal(baseState("CANCELLED by 1000"), "CANCELLED");
  assert.equal(baseState("cancelled+"), "CANCELLED");
  const phases = { PENDING: "waiting", CONFIGURING: "waiting", REQUEUED: "waiting", RUNNING: "running", COMPLETING: "running", SIGNALING: "running", SPECIAL_EXIT: "held", TIMEOUT: "ended", OUT_OF_MEMORY: "ended", BOOT_FAIL: "ended", SOMETHING_NEW: "running" };
  for (const [state, phase] of Object.entries(phases)) assert.equal(phaseOf(state), phase, state);
});

test("squeue's lines are read past banners, brackets and bars in reasons", () => {
  const [pending, task, none] = parseSqueue("Welcome to the cluster | have fun\n12|N/A|distil-a|PENDING|N/A|N/A||a | b\n13|4|distil-b|RUNNING|1700000000|1700003600|gpu[01-02,04]|None\n");
  assert.deepEqual(pending, { id: "12", name: "distil-a", state: "PENDING", phase: "waiting", reason: "a | b", start: null, end: null, nodes: "" });
  assert.deepEqual(task, { id: "13", task: 4, name: "distil-b", state: "RUNNING", phase: "running", reason: "", start: 1700000000, end: 1700003600, nodes: "gpu[01-02,04]" });
  assert.equal(none, undefined);
});

test("of a requeued job's lines in sacct the last counts", () => {
  const text = "7|distil-a|PREEMPTED|0:0|1|2|gpu01\n7|distil-a|CANCELLED by 0|0:15|3|4|gpu02\n8_1|distil-b|FAILED|3:0|1|2|gpu01\n8_1.batch|batch|FAILED|3:0|1|2|gpu01\n";
  assert.deepEqual(parseSacct(text).map(({ id, task, state, exit }) => [id, task, state, exit]), [["7", undefined, "CANCELLED", "0:15"], ["8", 1, "FAILED", "3:0"]]);
});

test("rows of an array's tasks that have not begun are a task each", () => {
  const text = "8_[3-5%2]|distil-b|CANCELLED|0:0|1|2|None\n9_[1,4-6]|distil-c|PENDING|0:0|1|2|None\n";
  assert.deepEqual(parseSacct(text).map(({ id, task }) => `${id}:${task}`), ["8:3", "8:4", "8:5", "9:1", "9:4", "9:5", "9:6"]);
});

test("what waiting does not cure is told from queues, quotas and full nodes", () => {
  const waits = ["Priority", "Resources", "BeginTime", "QOSMaxGRESPerUser", "AssocGrpGRES", "Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions", ""];
  const never = ["PartitionDown", "PartitionTimeLimit", "PartitionNodeLimit", "DependencyNeverSatisfied", "JobHeldUser", "launch failed requeued held", "InvalidQOS", "user_env_retrieval_failed_requeued_held", "QOSMaxWallDurationPerJobLimit", "AssocMaxCpuPerJobLimit", "AssocMaxWallDurationPerJobLimit"];
  for (const reason of waits) assert.ok(!cannotStart({ phase: "waiting", reason }), reason);
  for (const reason of never) assert.ok(cannotStart({ phase: "waiting", reason }), reason);
  assert.ok(!cannotStart({ phase: "running", reason: "PartitionDown" }), "a job that runs does run");
});

test("a refusal is told from an answer that got lost", () => {
  const troubles: [string, string][] = [
    ["sbatch: error: Batch job submission failed: Invalid partition name specified", "rejected"],
    ["sbatch: error: QOSMaxGRESPerUser\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", "rejected"],
    ["sbatch: error: Batch job submission failed: Socket timed out on send/recv operation", "timed-out"],
    ["sbatch: error: Batch job submission failed: Unable to contact slurm controller (connect failure)", "unreachable"],
    ["sbatch: error: Batch job submission failed: Zero Bytes were transmitted or received", "unreachable"],
    ["sbatch: error: If munged is up, restart with --num-threads=10\nsbatch: error: Munge encode failed: Failed to access", "auth"],
    ["ssh: connect to host login port 22: Connection refused", "unreachable"],
    ["user@login: Permission denied (publickey).", "auth"],
    ["slurm_load_jobs error: Invalid job id specified", "unknown-id"],
    ["something that nobody has seen before", "unreachable"],
    ...["Resource temporarily unavailable", "I/O error writing script/environment to file", "Transport endpoint is not connected", "Slurm temporarily unable to accept job, sleeping and retrying"].map((what): [string, string] => [`sbatch: error: Batch job submission failed: ${what}`, "unreachable"]),
    ["sbatch: error: QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)", "unreachable"],
  ];
  for (const [stderr, trouble] of troubles) assert.equal(classifyFailure(ran({ code: 1, stderr })), trouble, stderr);
  assert.equal(classifyFailure(ran({ code: undefined, missing: true })), "missing");
  assert.equal(slurmMessage("sbatch: error: invalid partition specified: nope\nsbatch: error: Batch job submission failed: Invalid partition name specified\n"), "invalid partition specified: nope; Invalid partition name specified");
});

test("each ending of a job is the run's true state", () => {
  const of = (state: string, more: Partial<JobState> = {}) => ({ id: "1", name: "distil-a", state, phase: phaseOf(state), reason: "", start: null, end: null, nodes: "", ...more });
  const cases: [Parameters<typeof outcomeOf>[0], string, RegExp?][] = [
    [{ job: of("PENDING", { reason: "Priority" }), left: undefined }, "queued", /Priority/],
    [{ job: of("PENDING", { reason: "PartitionDown" }), left: undefined }, "stuck", /PENDING, PartitionDown/],
    [{ job: of("SPECIAL_EXIT"), left: undefined }, "stuck"],
    [{ job: of("SUSPENDED"), left: undefined }, "running", /SUSPENDED/],
    [{ job: of("TIMEOUT"), left: undefined }, "interrupted", /time limit/],
    [{ job: of("CANCELLED"), left: 85 }, "cancelled"],
    [{ job: of("FAILED"), left: undefined, exit: "85:0" }, "interrupted", /could not go back into the queue/],
    [{ job: of("FAILED"), left: undefined, exit: "1:0" }, "failed", /exit 1:0/],
    [{ job: of("FAILED"), left: undefined, exit: "0:53" }, "failed", /a disk that nodes share/],
    [{ job: of("OUT_OF_MEMORY"), left: undefined, exit: "0:125" }, "failed", /OUT_OF_MEMORY/],
    [{ job: of("DEADLINE"), left: undefined }, "failed", /DEADLINE/],
    [{ job: undefined, left: 2 }, "failed", /exit 2/],
  ];
  for (const [input, state, reason = /^/] of cases) {
    const ending = outcomeOf(input);
    assert.ok("state" in ending && ending.state === state && reason.test(ending.reason ?? ""), `${JSON.stringify(input)} gave ${JSON.stringify(ending)}`);
  }
  const unclear: [Parameters<typeof outcomeOf>[0], string][] = [
    [{ job: of("COMPLETED"), left: 0 }, "interrupted"], [{ job: of("NODE_FAIL"), left: undefined }, "interrupted"], [{ job: of("BOOT_FAIL"), left: undefined }, "interrupted"],
    [{ job: of("PREEMPTED"), left: undefined }, "interrupted"], [{ job: undefined, left: 0 }, "interrupted"], [{ job: undefined, left: undefined }, "lost"],
  ];
  for (const [input, state] of unclear) {
    const ending = outcomeOf(input);
    assert.ok("unclear" in ending && ending.then.state === state, `${JSON.stringify(input)} gave ${JSON.stringify(ending)}`);
  }
});

test("an id is read past banners and cluster names", async (t) => {
  for (const stdout of ["41", "41;east", "Thank you for submitting\n41;east\n"]) {
    const { host, folder } = fakeHost(t, ({ file }) => (file === "sbatch" ? ran({ stdout }) : ran({})));
    assert.equal((await submit(JOB, { host, record: join(folder, "job.json") })).id, "41");
  }
});

test("an sbatch that failed in a way nobody knows is looked for before it is asked again", async (t) => {
  const asked: string[] = [];
  let names: string | undefined;
  const { host, folder } = fakeHost(t, ({ file, args }) => {
    asked.push(file);
    if (file === "sbatch") names = args.find((arg) => arg.startsWith("--job-name="))?.slice(11);
    if (file === "sbatch") return ran({ code: 1, stderr: "something that nobody has seen before" });
    if (file === "squeue") return ran({ stdout: asked.filter((name) => name === "squeue").length > 1 ? `41|N/A|${names}|PENDING|N/A|N/A||Priority` : "" });
    return ran({ stdout: file === "scontrol" ? "MessageTimeout = 1 sec\nClusterName = fake" : "" });
  });
  assert.equal((await submit(JOB, { host, record: join(folder, "job.json") })).id, "41");
  assert.equal(asked.filter((name) => name === "sbatch").length, 1);
});

test("only after twice the message timeout without a trace is a job submitted again, under the same token", async (t) => {
  const tokens: string[] = [];
  const { host, folder } = fakeHost(t, ({ file, args }) => {
    if (file !== "sbatch") return ran({ stdout: file === "scontrol" ? "MessageTimeout = 1 sec" : "" });
    tokens.push(args.find((arg) => arg.startsWith("--job-name=")) ?? "");
    return tokens.length === 1 ? ran({ code: 1, stderr: "Socket timed out on send/recv operation" }) : ran({ stdout: "42" });
  });
  assert.equal((await submit(JOB, { host, record: join(folder, "job.json") })).id, "42");
  assert.equal(new Set(tokens).size, 1);
  assert.equal(tokens.length, 2);
});

test("a question that fails is an error and no state; a job that accounting remembers has its state from there", async (t) => {
  const silent = fakeHost(t, () => ran({ code: 1, stderr: "slurm_load_jobs error: Unable to contact slurm controller (connect failure)" })).host;
  await assert.rejects(jobStates(["1"], silent), { name: "SlurmError", trouble: "unreachable" });
  const broken = fakeHost(t, ({ file }) => (file === "squeue" ? ran({}) : ran({ code: 1, stderr: "sacct: error: Problem talking to the database: Connection refused" }))).host;
  await assert.rejects(jobStates(["1"], broken), { name: "SlurmError" });
  const history = fakeHost(t, ({ file }) => (file === "squeue" ? ran({ code: 1, stderr: "slurm_load_jobs error: Invalid job id specified" }) : ran({ stdout: "1|distil-a|TIMEOUT|0:15|1|2|gpu01\n" }))).host;
  assert.equal((await jobStates(["1"], history)).get("1")?.[0]?.state, "TIMEOUT");
});

test("any text is one word for the shell", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const plain = text.replaceAll("\0", "").toWellFormed();
    assert.equal(execFileSync("bash", ["-c", `printf %s ${shellQuote(plain)}`], { encoding: "utf8" }), plain);
  }), { seed: 1, numRuns: 60, examples: [["it's"], ["$HOME `id` \\"], ["-e"], ["a\nb"], [""], ["~"]] });
});

test("a value with a line break never reaches sbatch", () => {
  const wanted = { ...jobResources(SITE, { kind: "training", gpus: 8, tasks: 8, requeue: true }), account: "lab\n--uid=0" };
  assert.throws(() => sbatchOptions(wanted, { token: "t", folder: "/f", log: "/f/log.txt" }), /^Error: Expected options of sbatch without line breaks, got "--account=lab\\n--uid=0"$/);
});

test("sbatch is asked for what the site says, once under its token, with no secret of the environment", () => {
  const options = sbatchOptions(jobResources(SITE, { kind: "training", gpus: 8, tasks: 8, requeue: true }), { token: "distil-All-1", folder: "/f", log: "/f/log.txt" });
  for (const option of ["--partition=gpu", "--account=my-lab", "--gres=gpu:a100:8", "--ntasks-per-node=8", "--cpus-per-task=8", "--mem=0", "--time=1-00:00:00", "--signal=B:USR1@600", "--requeue", "--open-mode=append", "--dependency=singleton", "--job-name=distil-All-1"]) assert.ok(options.includes(option), option);
  assert.ok(!options.find((option) => option.startsWith("--export="))?.includes("ALL"));
  const array = sbatchOptions(jobResources(SITE, { kind: "serving", gpus: 1, requeue: true, array: "1,3%2" }), { token: "t", folder: "/f", log: "/f/log.txt" });
  assert.ok(array.includes("--array=1,3%2") && !array.includes("--dependency=singleton"), "tasks of an array run beside each other");
});

const SERVED: VllmModel = { name: "base", model: SITE.models.base, adapters: [{ name: "All", path: "/run/students/All/adapter", rank: 8 }, { name: "No-S", path: "/run/it's/adapter", rank: 24 }], template: "/run/chat_template.jinja" };
const SCRIPTS = {
  "slurm-train.sh": resumableScript({ title: "finetune of All", environment: SITE.training, folder: "/run/students/All", done: "/run/students/All/done.json", command: ["python", "/project/cluster/finetune.py", "--data", "/run/train/All", "--out", "/run/students/All", "--model", SITE.models.base.weights], scratch: SITE.scratch }),
  "slurm-serve.sh": serveScript({ served: SERVED, environment: SITE.serving, folder: "/run/serve/students", network: SITE.serving.network, flags: SITE.serving.flags, scratch: SITE.scratch }),
  "slurm-shards.sh": shardScript({ served: { ...SERVED, adapters: [] }, environment: SITE.serving, folder: "/run/replies.jsonl.shards/round-1", flags: ["--quantization=fp8"] }),
};

for (const [name, script] of Object.entries(SCRIPTS)) {
  test(`the script ${name} is as it was agreed on, and bash can read it`, () => {
    const golden = fromRoot("test/golden", name);
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, script);
    assert.equal(script, readFileSync(golden, "utf8"), "run this test with UPDATE_GOLDEN=1 after an intended change, and read the difference");
    execFileSync("bash", ["-n"], { input: script });
  });
}

const JOB = { name: "a", script: "#!/bin/bash\n", folder: "/f", resources: jobResources(SITE, { kind: "training", gpus: 1, requeue: true }) };

const ran = (answer: Partial<CommandResult>): CommandResult => ({ code: 0, stdout: "", stderr: "", timedOut: false, missing: false, ...answer });

/** A host whose commands answer what a test says. */
function fakeHost(t: TestContext, answer: (asked: { file: string; args: readonly string[] }) => CommandResult): { host: Host; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "distil-words-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const host: Host = { name: undefined, run: async ([file, ...args]) => answer({ file, args }), path: (local) => local, push: async () => [], pull: async () => {}, reach: async (target) => ({ ...target, close: () => {} }) };
  return { host, folder };
}
