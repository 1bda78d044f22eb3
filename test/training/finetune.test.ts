// Fine-tuning for real, on the CPU: a tiny Llama learns from rows of the bundled notes, is killed and goes on, is merged, and leaves its records.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { execa } from "execa";
import { fromRoot } from "../../lib/settings.ts";
import type { Message } from "../../lib/types.ts";
import { random, shuffle } from "../../lib/random.ts";
import { largestDifference } from "./adapter-difference.ts";
import type { FactRow } from "../fixtures/fact-rows.ts";
import { alone, start, succeed } from "../notebooks/programs.ts";
import { FINETUNE, LEARNING, LENGTH, noTrainer, openTraining, readJsonLines, readLines, trainingArgs, until, writeLines } from "./training-lab.ts";
import type { TrainingLab } from "./training-lab.ts";

interface Heldout { model: string; answer_loss: number; answer_tokens: number }
interface Metric { step: number; steps: number; loss: number; learning_rate: number; tokens_per_second: number; memory_mb: number }
interface Manifest { data: { sha256: string; counts: Record<string, number> }; base: { fingerprint: string; stored: string }; versions: Record<string, string>; attempts: unknown[] }
interface Comparison { examples: number; same: number; changed: number; bf16_to_merged: { largest_logit_difference: number; same: number }; nf4_to_bf16: { largest_logit_difference: number } }

test("setting the training packages up says in one sentence what it lacks, and fails", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "distil-setup-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(fromRoot("cluster"), join(folder, "cluster"), { recursive: true });
  const { exitCode, stderr } = await execa(process.execPath, [join(folder, "cluster/setup-training.mjs")], { env: { PATH: folder, DISTIL_PYTHON: "" }, reject: false });
  assert.equal(exitCode, 1);
  assert.match(stderr, /^Expected Python 3\.10 to 3\.13 with venv and pip for the training packages, found none among [^\n]*: install one, or name it in DISTIL_PYTHON$/);
  assert.equal(existsSync(join(folder, ".venv-training")), false);
});

describe("fine-tuning a tiny Llama", { skip: noTrainer }, () => {
  let lab: TrainingLab;
  before(async () => void (lab = await openTraining()));
  after(() => lab?.close());

  test("200 rows lower the loss on answers about other notes by a fifth and more, and further than shuffled targets do; merged, the model answers alike", async () => {
    const { at, model, train, test } = lab, rows = readLines<FactRow>(train);
    const targets = shuffle(random(5), rows.map((row) => row.messages[2] as Message));
    writeLines(at("shuffled.jsonl"), rows.map((row, i) => ({ messages: [row.messages[0], row.messages[1], targets[i]] })));
    await Promise.all([["train", "real"], ["shuffled", "control"]].map(([data, run]) => succeed(FINETUNE, trainingArgs({ data: at(`${data}.jsonl`), out: at(run as string), model }, ...LEARNING))));
    const measured = await succeed("cluster/evaluate_loss.py", ["--model", model, "--data", test, "--device", "cpu", "--max-length", String(LENGTH), `real=${at("real/adapter")}`, `control=${at("control/adapter")}`]);
    const [base, real, control] = readJsonLines<Heldout>(measured) as [Heldout, Heldout, Heldout];
    const losses = `base ${base.answer_loss}, real ${real.answer_loss}, shuffled ${control.answer_loss}`;
    assert.deepEqual([base, real, control].map((m) => [m.model, m.answer_tokens]), [["base", 200], ["real", 200], ["control", 200]], "one token a row: the answer's value");
    assert.ok(real.answer_loss <= 0.8 * base.answer_loss, losses);
    assert.ok(real.answer_loss <= 0.8 * control.answer_loss, losses); // what the question says, not only how often each answer occurs

    const [line, serve] = (await succeed("cluster/merge.py", ["--run", at("real"), "--data", test, "--out", at("merged"), "--examples", "6", "--answer-tokens", "12"])).split("\n") as [string, string];
    const report = JSON.parse(line) as Comparison;
    assert.ok(report.bf16_to_merged.largest_logit_difference <= 1e-3, `logits differ by ${report.bf16_to_merged.largest_logit_difference}`);
    assert.deepEqual([report.examples, report.same, report.bf16_to_merged.same], [6, 6, 6]);
    assert.equal(report.changed, 6, "every answer of the base is noise, and none of the adapter's is");
    assert.ok(Number.isFinite(report.nf4_to_bf16.largest_logit_difference));
    assert.ok(existsSync(at("merged/model.safetensors")) && existsSync(at("merged/tokenizer.json")), "the converted model is saved (published defect 18)");
    assert.match(serve, /^vllm serve \S+ .*--enable-lora --max-lora-rank 16 .*--lora-modules real=\S+adapter --chat-template \S+chat_template\.jinja$/);
  });

  test("a run that is killed, then told to stop, then run once more ends exactly as one that nobody disturbed, with the paper's optimiser on NF4", async () => {
    const { at, model, train } = lab, out = at("disturbed");
    const settings = ["--max-steps", "20", "--save-every", "4"];
    const whole = succeed(FINETUNE, trainingArgs({ data: train, out: at("whole"), model }, ...settings));
    const args = trainingArgs({ data: train, out, model }, ...settings);
    const steps = () => (existsSync(join(out, "metrics.jsonl")) ? readFileSync(join(out, "metrics.jsonl"), "utf8").split("\n").length - 1 : 0);

    const killed = await start(FINETUNE, args);
    await until(() => existsSync(join(out, "checkpoint-4/finished.json")), "a first checkpoint");
    process.kill(killed.pid, "SIGKILL");
    assert.equal((await killed.ended).code, -9);
    mkdirSync(join(out, "checkpoint-18")); // as a checkpoint whose writing was cut off: it must not be resumed from

    const had = steps();
    const told = await start(FINETUNE, args);
    await until(() => steps() > had, "steps of the second attempt");
    process.kill(told.pid, "SIGUSR1");
    const interrupted = await told.ended;
    assert.equal(interrupted.code, 85);
    assert.match(interrupted.stderr, /Interrupted at step \d+ of 20, checkpoint saved: run the same command to resume/);
    assert.equal(existsSync(join(out, "done.json")), false);

    await succeed(FINETUNE, args);
    await whole;
    const [one, other] = [at("whole"), out].map((run) => readLines<Metric>(join(run, "metrics.jsonl"))) as [Metric[], Metric[]];
    assert.equal(one.length, 20);
    assert.deepEqual(other.map((m) => [m.step, m.loss]), one.map((m) => [m.step, m.loss]));
    const adapter = (run: string) => join(run, "adapter/adapter_model.safetensors");
    assert.ok(largestDifference(adapter(at("whole")), adapter(out)) <= 1e-5);
    assert.equal((JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest).attempts.length, 3);
    assert.match(await succeed(FINETUNE, args), /Trained already/);
  });

  test("a run leaves metrics, a manifest and last a done-marker, and opens no connection", async () => {
    const { at, model, train } = lab, out = at("records"), connections = at("connections");
    const ended = await alone(FINETUNE, trainingArgs({ data: train, out, model }, "--max-steps", "2"), { PYTHONPATH: fromRoot("test/fixtures/no_network"), CONNECTIONS: connections, HF_HUB_OFFLINE: "0", TRANSFORMERS_OFFLINE: "0" });
    assert.equal(ended.code, 0, ended.stderr.slice(-600));
    assert.equal(existsSync(connections), false, "a local run needs no network");
    const metrics = readLines<Metric>(join(out, "metrics.jsonl"));
    assert.deepEqual(metrics.map((m) => m.step), [1, 2]);
    for (const m of metrics) assert.ok(m.loss > 0 && m.tokens_per_second > 0 && m.memory_mb > 0 && m.learning_rate === 3e-3);
    const manifest = JSON.parse(readFileSync(join(out, "manifest.json"), "utf8")) as Manifest;
    assert.match(manifest.data.sha256, /^[0-9a-f]{64}$/);
    assert.match(manifest.base.fingerprint, /^[0-9a-f]{16}$/);
    if (!/NF4 is not possible here/.test(ended.stderr)) assert.equal(manifest.base.stored, "nf4");
    assert.deepEqual([manifest.data.counts["rows"], (manifest.data.counts["whole"] ?? 0) + (manifest.data.counts["cut"] ?? 0)], [200, 200]);
    assert.equal(manifest.versions["torch"]?.split("+")[0], /^torch==(\S+)/m.exec(readFileSync(fromRoot("cluster/requirements.txt"), "utf8"))?.[1]);
    assert.ok(existsSync(join(out, "done.json")));
    assert.equal(existsSync(join(out, "cache")), false, "the cached tokens are note text and do not outlive the run");
  });
});
