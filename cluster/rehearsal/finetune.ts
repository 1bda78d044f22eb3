// The rehearsal trainer: what cluster/finetune.py is to a GPU node, in seconds on a laptop. Trains the small student on a prepared variant and on nothing else.
// Usage: node finetune.ts --data FOLDER --out FOLDER [--seed N] [--epochs N]. Writes metrics.jsonl while it trains, adapter.bin, manifest.json and, last of all, done.json.
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DONE, splitFile, fileHash, writeManifest } from "../../lib/io/artifacts.ts";
import { readRows } from "../../lib/io/duckdb.ts";
import { writeJson, writeFileAtomic } from "../../lib/io/json.ts";
import type { Message } from "../../lib/types.ts";
import { saveWeights, train } from "./student/student.ts";

const { values } = parseArgs({ options: { data: { type: "string" }, out: { type: "string" }, seed: { type: "string", default: "1" }, epochs: { type: "string" } } });
if (!values.data || !values.out) throw new Error("Usage: node finetune.ts --data FOLDER --out FOLDER [--seed N] [--epochs N]");
const { data, out } = values;
mkdirSync(out, { recursive: true, mode: 0o700 });
const metrics = join(out, "metrics.jsonl");
writeFileSync(metrics, "");
rmSync(join(out, DONE), { force: true });

const examples = await readRows<{ messages: Message[] }>(splitFile(data, "train"));
const settings = { seed: Number(values.seed), ...(values.epochs ? { epochs: Number(values.epochs) } : {}) };
const weights = await train(examples, {
  ...settings,
  onStep: ({ step, steps, loss, learningRate, examples, seconds }) =>
    appendFileSync(metrics, JSON.stringify({ step, steps, loss, learning_rate: learningRate, examples, seconds, memory_mb: Math.round(process.memoryUsage.rss() / 2 ** 20) }) + "\n"),
});
const adapter = saveWeights(weights);
writeFileAtomic(join(out, "adapter.bin"), adapter);
writeManifest(out, { stage: "finetune", place: "rehearsal", settings, inputs: { "train.parquet": await fileHash(splitFile(data, "train")) }, counts: { examples: examples.length, bytes: adapter.length } });
writeJson(join(out, DONE), { examples: examples.length, adapter: await fileHash(join(out, "adapter.bin")) });
