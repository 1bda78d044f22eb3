// Runs on this machine, with the rehearsal's trainer: begun once, found again, refused in a sentence.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { quoteSql, writeParquet } from "../../lib/io/duckdb.ts";
import { readJson } from "../../lib/io/json.ts";
import { buildAnswerPrompt } from "../../lib/prompts.ts";
import { cancelRun, convert, metricRows, runLog, runMetrics, runStatus, runTable, startRun, watchRuns } from "../../lib/training/runs.ts";
import { resumeOptions } from "../../lib/training/run-store.ts";
import { fromRoot } from "../../lib/settings.ts";

test("a run is begun once, watched to its end, found done, and converted", async (t) => {
  const { place, data } = await prepare(t);
  const run = await startRun("All", { place, data, seed: 1, options: { epochs: 1 } });
  const seen: string[] = [];
  await watchRuns([run], { everyMs: 50, onUpdate: (status) => void seen.push(status.get(run)?.state ?? "") });
  assert.deepEqual([seen[0], seen.at(-1)], ["running", "done"]);
  const finished = statSync(join(run.folder, "done.json")).mtimeMs;
  await startRun("All", { place, data, seed: 1, options: { epochs: 1 } });
  assert.equal(statSync(join(run.folder, "done.json")).mtimeMs, finished, "it was not trained again");
  const last = runMetrics(run).at(-1);
  assert.deepEqual(await runTable(place), [{ run: "All", state: "done", step: last?.step, loss: last?.loss, seconds: last?.seconds }]);
  assert.deepEqual(metricRows([run], { most: 1000 }), runMetrics(run).map((metric) => ({ run: "All", ...metric })));
  assert.deepEqual(metricRows([run], { most: 1 }).map(({ step }) => step), [last?.step]);
  assert.ok(metricRows([run]).every(({ learning_rate, memory_mb }) => learning_rate! > 0 && memory_mb! > 0));
  assert.deepEqual(await convert("All", { place, run: run.folder, data }).then(({ examples, same }) => ({ examples, same })), { examples: 20, same: 20 });
});

test("while a run goes on, its name is not free for other settings; afterwards it is", async (t) => {
  const { place, data } = await prepare(t);
  const run = await startRun("All", { place, data, seed: 1, options: { epochs: 200 } });
  await assert.rejects(startRun("All", { place, data, seed: 2 }), /^Error: Expected All to be free for other data or settings, but it is running: wait for it, or stop it with cancelRun$/);
  await cancelRun(run);
  while ((await runStatus(run)).state === "running") await new Promise((wake) => setTimeout(wake, 20));
  await watchRuns([await startRun("All", { place, data, seed: 2, options: { epochs: 1 } })]);
});

test("a run that failed says why in its trainer's words, and so does watching it", async (t) => {
  const { place, data } = await prepare(t);
  writeFileSync(join(data, "train.parquet"), "not a table");
  const run = await startRun("All", { place, data, seed: 1 });
  await assert.rejects(watchRuns([run]), /^Error: Expected 1 runs to be done, 1 are not: All is failed: .*(parquet|Parquet).*\(log: .*log\.txt\)$/s);
  assert.match(await runLog(run), /arquet/);
});

test("a metrics line that is half written is left out", async (t) => {
  const { place, data } = await prepare(t);
  const run = await startRun("All", { place, data, seed: 1, options: { epochs: 1 } });
  await watchRuns([run]);
  const whole = runMetrics(run);
  appendFileSync(join(run.folder, "metrics.jsonl"), '{"step": 99');
  assert.deepEqual(runMetrics(run), whole);
});

test("a figure that is not finite is missing, a line that is none is left out, and neither hides the run", async (t) => {
  const place = mkdtempSync(join(tmpdir(), "distil-nan-")), run = { name: "All", folder: join(place, "students/All") };
  t.after(() => rmSync(place, { recursive: true }));
  mkdirSync(run.folder, { recursive: true });
  writeFileSync(join(run.folder, "run.json"), JSON.stringify({ place: "server", program: "finetune", inputs: [], args: [], done: join(run.folder, "done.json"), identity: "0" }));
  writeFileSync(join(run.folder, "metrics.jsonl"), '{"step": 1, "loss": 1.5, "grad_norm": NaN}\nbroken\n{"step": 2, "loss": -Infinity}\n');
  writeFileSync(join(run.folder, "log.txt"), "Expected a finite loss, got nan at step 2: start again in a new --out with a lower --learning-rate\n");
  assert.deepEqual(runMetrics(run), [{ step: 1, loss: 1.5 }, { step: 2 }]);
  const { state, reason } = await runStatus(run);
  assert.deepEqual([state, /lower --learning-rate/.test(reason ?? "")], ["failed", true]);
  assert.equal((await runTable({ folder: place })).length, 1);
});

test("a run whose process id belongs to another process by now has ended, and cancelling it harms nobody", async (t) => {
  const place = mkdtempSync(join(tmpdir(), "distil-pid-")), run = { name: "All", folder: join(place, "students/All") };
  t.after(() => rmSync(place, { recursive: true }));
  mkdirSync(run.folder, { recursive: true });
  writeFileSync(join(run.folder, "run.json"), JSON.stringify({ place: "server", program: "finetune", inputs: [], args: [], done: join(run.folder, "done.json"), identity: "0" }));
  for (const record of [{ pid: process.pid, started: "2020-01-01T00:00:00Z", start: "1" }, { pid: process.pid, started: "2020-01-01T00:00:00Z" }]) {
    writeFileSync(join(run.folder, "process.json"), JSON.stringify(record));
    assert.equal((await runStatus(run)).state, "failed");
    await cancelRun(run);
  }
});

test("a run that is not done is not converted", async (t) => {
  const { place, data } = await prepare(t);
  await assert.rejects(convert("All", { place, run: join(place.folder, "students/All"), data }), /^Error: Expected a finished run in .*students\/All, found no done\.json: train it first$/);
});

const noPython = spawnSync("python3", ["--version"]).status !== 0 && "no python3";

test("Trainer and notebooks agree on the options that may differ at a resume, under every schedule.", { skip: noPython }, () => {
  const program = `
import json, sys
sys.path.insert(0, "cluster")
import settings
options = vars(settings.parse(["--data", "d", "--out", "o"]))
flag = lambda name: name.replace("_", "-")
def free(schedule):
    before = {**options, "schedule": schedule}
    return sorted(flag(name) for name in options if name != "schedule" and not settings.differences(before, {**before, name: "another"}))
print(json.dumps({schedule: free(schedule) for schedule in ["constant", "constant_with_warmup", "linear", "cosine"]}))`;
  const trainer = JSON.parse(execFileSync("python3", ["-c", program], { cwd: fromRoot(), encoding: "utf8" })) as Record<string, string[]>;
  for (const [schedule, free] of Object.entries(trainer)) {
    assert.deepEqual([...resumeOptions(schedule)].sort(), free, schedule);
    assert.equal(free.includes("max-steps"), schedule.startsWith("constant"), schedule);
  }
  assert.deepEqual(resumeOptions(), resumeOptions("constant"), "constant is the trainer's default");
});

test("Under a constant schedule an interrupted run may go on to another number of steps, under a cosine it is another run.", async (t) => {
  const { place, data } = await prepare(t);
  const identity = async (options: Record<string, string | number>) => {
    const run = await startRun("All", { place, data, seed: 1, options });
    await watchRuns([run], { everyMs: 20 }).catch(() => undefined); // the rehearsal's trainer refuses the option and ends
    return readJson<{ identity: string }>(join(run.folder, "run.json")).identity;
  };
  const checkpoint = join(place.folder, "students/All/of-this-run"); // a run that makes way takes its files along
  const constant = await identity({ "max-steps": 10 });
  writeFileSync(checkpoint, "");
  assert.equal(await identity({ "max-steps": 20 }), constant);
  assert.ok(existsSync(checkpoint));
  const cosine = await identity({ schedule: "cosine", "max-steps": 10 });
  assert.ok(!existsSync(checkpoint));
  writeFileSync(checkpoint, "");
  assert.notEqual(await identity({ schedule: "cosine", "max-steps": 20 }), cosine);
  assert.ok(!existsSync(checkpoint));
});

test("A finished run of another number of steps is not taken for the one asked for.", async (t) => {
  const { place, data } = await prepare(t);
  const start = (steps: number) => startRun("All", { place, data, seed: 1, options: { "max-steps": steps } });
  const run = await start(10);
  await watchRuns([run], { everyMs: 20 }).catch(() => undefined);
  writeFileSync(join(run.folder, "done.json"), "{}");
  await start(10);
  assert.ok(existsSync(join(run.folder, "done.json")), "the same number of steps is found done");
  await start(20);
  assert.ok(!existsSync(join(run.folder, "done.json")), "the finished run made way");
  await watchRuns([run], { everyMs: 20 }).catch(() => undefined);
});

async function prepare(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "distil-run-"));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const data = join(folder, "data");
  mkdirSync(data);
  const rows = Array.from({ length: 20 }, (_, i) => {
    const reply = { type: "numeric", answer: 30 + i, section: "History of Present Illness", source: `${30 + i} year old man`, explanation: "Stated." };
    return { messages: [...buildAnswerPrompt(`History of Present Illness:\nThe patient is a ${30 + i} year old man with ${i} falls.`, "What is the patient's age?"), { role: "assistant", content: JSON.stringify(reply) }] };
  });
  const lines = join(data, "rows.jsonl");
  writeFileSync(lines, rows.map((row) => JSON.stringify(row)).join("\n"));
  for (const split of ["train", "test"]) await writeParquet(join(data, `${split}.parquet`), `SELECT messages FROM read_json_auto(${quoteSql(lines)})`);
  return { place: { name: "rehearsal", folder } as const, data };
}
