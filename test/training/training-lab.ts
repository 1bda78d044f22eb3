// What the training tests share: whether they can run here, a tiny Llama with rows of the bundled notes, and the arguments of a small run. Programs run by programs.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trainingReady } from "../../cluster/setup-training.mjs";
import { factRows } from "../fixtures/fact-rows.ts";
import type { FactRow } from "../fixtures/fact-rows.ts";
import { endPrograms, succeed } from "../notebooks/programs.ts";

/** Why tests that train are skipped here, or false. */
export const noTrainer: string | false = !trainingReady() && "no training packages in .venv-training: DISTIL_TRAINING=1 npm test installs them";

export const FINETUNE = "cluster/finetune.py";
export const TINY = ["--vocab", "2048", "--hidden", "256"];

export interface TrainingLab {
  /** A file of the lab's folder. */
  readonly at: (...names: string[]) => string;
  /** Folder of the tiny base model. */
  readonly model: string;
  /** 200 rows of 100 notes whose target is the answer alone, and 200 of 100 other notes. */
  readonly train: string;
  readonly test: string;
  /** 40 rows with support, from 40 notes. */
  readonly full: string;
  readonly fullRows: readonly FactRow[];
  readonly close: () => void;
}

/** Makes the rows and the model; random weights, the same ones each time. */
export async function openTraining(): Promise<TrainingLab> {
  const folder = mkdtempSync(join(tmpdir(), "distil-training-")), at = (...names: string[]) => join(folder, ...names);
  const [train, test, full, model] = [at("train.jsonl"), at("test.jsonl"), at("full.jsonl"), at("tiny")];
  const turns = ["boolean", "boolean", "na-boolean"] as const;
  writeLines(train, await factRows({ from: 0, to: 100, perNote: 2, support: false, seed: 1, turns }));
  writeLines(test, await factRows({ from: 100, to: 200, perNote: 2, support: false, seed: 2, turns }));
  const fullRows = await factRows({ from: 0, to: 40, perNote: 1, support: true, seed: 3 });
  writeLines(full, fullRows);
  await succeed("test/fixtures/tiny_llama.py", [model, full, ...TINY]);
  const close = () => {
    endPrograms();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { at, model, train, test, full, fullRows, close };
}

export function writeLines(file: string, rows: readonly unknown[]): string {
  writeFileSync(file, rows.map((row) => JSON.stringify(row) + "\n").join(""));
  return file;
}

export const readLines = <T>(file: string): T[] => readJsonLines(readFileSync(file, "utf8"));

export const readJsonLines = <T>(text: string): T[] => text.trim().split("\n").map((line) => JSON.parse(line) as T);

/** Tokens that the rows are cut to: their instructions and question with a few words of the note. */
export const LENGTH = 240;

/** The arguments of a small CPU run; later ones win over earlier ones. */
export const trainingArgs = (run: { data: string; out: string; model: string }, ...more: string[]): string[] =>
  ["--data", run.data, "--out", run.out, "--model", run.model, "--device", "cpu", "--min-free-gib", "0.1", "--max-length", String(LENGTH), "--learning-rate", "3e-3", "--log-every", "1", ...more];

/** Options with which 200 rows suffice to learn something: four passes, a larger adapter, the base as it is. */
export const LEARNING = ["--quant", "none", "--epochs", "4", "--batch", "4", "--accumulation", "1", "--rank", "16", "--alpha", "32", "--schedule", "linear", "--optimizer", "adamw_torch", "--no-checkpointing", "--log-every", "10"];

/** Waits until `ready` holds; gives up after four minutes. */
export async function until(ready: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 240_000;
  while (!(await ready())) {
    if (Date.now() > end) throw new Error(`Waited for ${what} in vain`);
    await new Promise((wake) => setTimeout(wake, 25));
  }
}
