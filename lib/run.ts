// Owns fine-tuning runs: one call starts a variant's run in any place, one object watches it, one table lists all. A run lives in its folder and
// outlives the notebook: starting it again finds it running or done. What is trained on is dataset.ts's; how Slurm is spoken to is slurm.ts's.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, closeSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { execa } from "execa";
import type { Variant } from "./dataset.ts";
import { readJson, writeJson } from "./files.ts";
import type { Place } from "./place.ts";
import { fromRoot } from "./settings.ts";

/** One line of a run's metrics.jsonl; what a trainer doesn't know is missing. */
export interface Metric {
  readonly step: number;
  readonly steps?: number;
  readonly loss: number;
  readonly learning_rate?: number;
  readonly tokens_per_second?: number;
  readonly memory_mb?: number;
  readonly seconds?: number;
}

export interface Run {
  /** The variant's name; unique within a place's run. */
  readonly name: string;
  readonly folder: string;
}

export interface RunStatus {
  readonly state: "running" | "done" | "failed";
  /** One sentence on why it failed. */
  readonly reason?: string;
  readonly latest?: Metric;
}

export interface StartRun {
  readonly place: Pick<Place, "name" | "folder">;
  /** Folder of the prepared variant, with train.parquet and test.parquet. */
  readonly data: string;
  readonly seed: number;
  /** Further options of the trainer, by its flags' names. */
  readonly options?: Readonly<Record<string, string | number>>;
}

type Started = { identity: string; pid: number; started: string };

/** Starts fine-tuning a variant, or finds it running or done: the same data, trainer and settings are not trained twice. */
export async function startRun(variant: Variant, { place, data, seed, options = {} }: StartRun): Promise<Run> {
  const run: Run = { name: variant, folder: join(place.folder, "students", variant) };
  const trainer = trainerOf(place.name);
  const args = ["--data", data, "--out", run.folder, "--seed", String(seed), ...Object.entries(options).flatMap(([k, v]) => [`--${k}`, String(v)])];
  const identity = identityOf([...trainer.sources, join(data, "train.parquet")], args);
  const before = started(run);
  if (before?.identity === identity && (isDone(run) || isAlive(before.pid))) return run;
  rmSync(run.folder, { recursive: true, force: true });
  mkdirSync(run.folder, { recursive: true, mode: 0o700 });
  const log = openSync(join(run.folder, "log.txt"), "w", 0o600);
  const child = spawn(trainer.command, [...trainer.args, ...args], { cwd: fromRoot(), stdio: ["ignore", log, log], detached: true });
  child.unref();
  closeSync(log);
  await new Promise((ready, failed) => child.once("spawn", ready).once("error", failed));
  writeJson(join(run.folder, "run.json"), { identity, pid: child.pid, started: new Date().toISOString() } satisfies Partial<Started>);
  return run;
}

/** Where a run stands now. It is done only when its done-marker is there. */
export function runStatus(run: Run): RunStatus {
  const latest = runMetrics(run).at(-1);
  const state = isDone(run) ? "done" : isAlive(started(run)?.pid) ? "running" : "failed";
  return { state, ...(latest ? { latest } : {}), ...(state === "failed" ? { reason: failure(run) } : {}) };
}

/** The metrics written so far; a half-written last line is left out. */
export function runMetrics(run: Run): Metric[] {
  const file = join(run.folder, "metrics.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").slice(0, -1).map((line) => JSON.parse(line) as Metric);
}

/** Watches runs until none is running, calling `onUpdate` every `everyMs`; throws one sentence naming those that failed. */
export async function watchRuns(runs: readonly Run[], { onUpdate, everyMs = 500 }: { onUpdate?: (status: ReadonlyMap<Run, RunStatus>) => void | Promise<void>; everyMs?: number } = {}): Promise<void> {
  for (;;) {
    const status = new Map(runs.map((run) => [run, runStatus(run)]));
    await onUpdate?.(status);
    if (![...status.values()].some((s) => s.state === "running")) {
      const failed = [...status].filter(([, s]) => s.state === "failed").map(([run, s]) => `${run.name}: ${s.reason}`);
      if (failed.length) throw new Error(`Expected ${runs.length} runs to finish, ${failed.length} failed: ${failed.join("; ")}`);
      return;
    }
    await new Promise((wake) => setTimeout(wake, everyMs));
  }
}

/** All runs of a place, a row each. */
export function runTable(place: Pick<Place, "folder">): { run: string; state: string; step: number | null; loss: number | null; seconds: number | null }[] {
  const folder = join(place.folder, "students");
  if (!existsSync(folder)) return [];
  return readdirSync(folder).sort().map((name) => {
    const { state, latest } = runStatus({ name, folder: join(folder, name) });
    return { run: name, state, step: latest?.step ?? null, loss: latest?.loss ?? null, seconds: latest?.seconds ?? null };
  });
}

/** The loss of each run by step, for a line figure: `{run, step, loss}`. */
export const lossRows = (runs: readonly Run[]): { run: string; step: number; loss: number }[] => runs.flatMap((run) => runMetrics(run).map(({ step, loss }) => ({ run: run.name, step, loss })));

export interface Converted {
  /** Examples of the test split on which trained and converted model were compared, and on how many they answered the same. */
  readonly examples: number;
  readonly same: number;
  readonly bytes: number;
}

/** Turns a finished run into the model a server loads, in `<place>/models/<variant>`, and checks that it answers as the trained one. Throws one sentence when it can't. */
export async function convert(variant: Variant, { place, run, data }: { place: Pick<Place, "name" | "folder">; run: string; data: string }): Promise<Converted> {
  const out = join(place.folder, "models", variant);
  const { command, args } = converterOf(place.name);
  await execa(command, [...args, "--run", run, "--data", data, "--out", out], { cwd: fromRoot() });
  return readJson<Converted>(join(out, "report.json"));
}

function trainerOf(place: string): { command: string; args: string[]; sources: string[] } {
  if (place === "rehearsal") {
    const folder = fromRoot("cluster/rehearsal");
    const sources = readdirSync(folder).filter((f) => /^(student|finetune).*\.ts$/.test(f)).sort().map((f) => join(folder, f));
    return { command: process.execPath, args: [join(folder, "finetune.ts")], sources };
  }
  const python = fromRoot(".venv-training/bin/python");
  if (!existsSync(python)) throw new Error("Expected Python with the training packages in .venv-training, found none: npm run doctor lists what is missing");
  return { command: python, args: [fromRoot("cluster/finetune.py")], sources: [fromRoot("cluster/finetune.py")] };
}

function converterOf(place: string): { command: string; args: string[] } {
  return place === "rehearsal" ? { command: process.execPath, args: [fromRoot("cluster/rehearsal/merge.ts")] } : { command: fromRoot(".venv-training/bin/python"), args: [fromRoot("cluster/merge.py")] };
}

function identityOf(files: readonly string[], args: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(args));
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 16);
}

const isDone = (run: Run): boolean => existsSync(join(run.folder, "done.json"));

function started(run: Run): Started | undefined {
  const file = join(run.folder, "run.json");
  return existsSync(file) ? readJson<Started>(file) : undefined;
}

function isAlive(pid: number | undefined): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The last line of a run's log that says something, cut short. */
function failure(run: Run): string {
  const log = join(run.folder, "log.txt");
  const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n").filter((line) => /\w/.test(line)) : [];
  return `${(lines.findLast((l) => /error/i.test(l)) ?? lines.at(-1) ?? "ended without a word").slice(0, 300)} (log: ${log})`;
}
