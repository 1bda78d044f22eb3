// Stands in for cluster/finetune.py where a test is about jobs, not about learning: the same folder, the same answers to signals. It counts instead of training.
// Usage: node stand-in-trainer.ts finetune.py --data FOLDER --out FOLDER [--steps N] [--step-ms N] [--save-every N] [--misbehave WORD]
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";

const { values } = parseArgs({
  args: process.argv.slice(3), strict: false,
  options: { data: { type: "string" }, out: { type: "string" }, steps: { type: "string", default: "10" }, "step-ms": { type: "string", default: "100" }, "save-every": { type: "string", default: "5" }, misbehave: { type: "string", default: "" } },
});
const out = values.out as string;
const steps = Number(values.steps);
const rank = Number(process.env.SLURM_PROCID ?? 0);
let asked = false;
for (const signal of ["SIGUSR1", "SIGTERM"] as const) process.on(signal, () => (asked = true));

mkdirSync(out, { recursive: true });
/** Says no as the programs of cluster/ do: a sentence and code 2. */
if (values.misbehave === "refuse") end(2, "Expected a GPU, found none: ask for a node that has one");
const first = lastCheckpoint();
if (rank === 0) say(`attempt of job ${process.env.SLURM_JOB_ID} from step ${first}, ${process.env.SLURM_NTASKS} tasks, GPUs ${process.env.CUDA_VISIBLE_DEVICES}`);
for (let step = first + 1; step <= steps; step++) {
  await sleep(Number(values["step-ms"]));
  if (rank === 0) appendFileSync(join(out, "metrics.jsonl"), JSON.stringify({ step, steps, loss: 1 / step, learning_rate: 2e-4, memory_mb: 1000 }) + "\n");
  const stop = asked && values.misbehave !== "deaf";
  if (rank === 0 && (stop || step % Number(values["save-every"]) === 0)) save(step);
  if (stop && step < steps) end(85, `Interrupted at step ${step} of ${steps}, checkpoint saved`);
}
if (values.misbehave === "no-marker") end(0, "ended well and forgot its marker");
if (rank === 0) writeWhole(join(out, "done.json"), JSON.stringify({ steps }));
process.exit(0);

function save(step: number): void {
  const folder = join(out, `checkpoint-${step}`);
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, "finished.json"), JSON.stringify({ step }));
}

function lastCheckpoint(): number {
  const found = readdirSync(out).flatMap((name) => /^checkpoint-(\d+)$/.exec(name)?.[1] ?? []).map(Number).filter((step) => existsSync(join(out, `checkpoint-${step}`, "finished.json")));
  const step = Math.max(0, ...found);
  const metrics = join(out, "metrics.jsonl");
  if (rank === 0 && existsSync(metrics)) writeFileSync(metrics, readFileSync(metrics, "utf8").split("\n").filter((line) => line.endsWith("}") && (JSON.parse(line) as { step: number }).step <= step).map((line) => line + "\n").join(""));
  return step;
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}

function say(text: string): void {
  console.log(text);
}

function end(code: number, text: string): never {
  if (rank === 0) console.error(text);
  process.exit(code);
}
