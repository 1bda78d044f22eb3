// Fine-tuning runs: start, watch, list, convert. A run is in its folder and outlives the notebook:
// starting it again finds it running or done.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Variant } from "../dataset/training-sets.ts";
import {
  artifacts, DONE, inRun, REPORT, splitFile, STAGES, type RunFolder,
} from "../io/artifacts.ts";
import { readJson } from "../io/json.ts";
import {
  checkpointOf, isDone, isLive, requestAsBegun, requestOf, runMetrics, writeRequest,
  currentIdentity, identityOf, optionIn, type Metric, type TrainingSpec, type Run, type Runner,
  type RunStatus,
} from "./run-store.ts";
import { localRunner } from "./local-runner.ts";
import {
  attemptsMade, baseWeights, previewSlurm, slurmRunner, type Preview,
} from "./slurm-runner.ts";
import { logTail } from "../slurm/job-log.ts";
import { setting } from "../settings.ts";

export { runMetrics } from "./run-store.ts";
export type { Metric, Run, RunState, RunStatus } from "./run-store.ts";
export type { Preview } from "./slurm-runner.ts";

export interface StartRun {
  readonly place: RunFolder & { readonly name: string };
  /** Folder of the prepared variant, with train.parquet and test.parquet. */
  readonly data: string;
  readonly seed: number;
  /** Further options of the trainer, by its flags' names; true and false are a flag and its `no-` form. */
  readonly options?: Options;
}

/** Options of a program by its flags' names. */
export type Options = Readonly<Record<string, string | number | boolean>>;

/** Options written as words, as a setting holds them: `batch=2`, `packing`, `no-checkpointing`. */
export const parseOptions = (words: readonly string[]): Options => Object.fromEntries(words.map((word) => {
  const [, name = word, value] = /^([^=]+)=(.*)$/.exec(word) ?? [];
  return [name, value ?? true];
}));

/**
 * Starts fine-tuning a variant, or finds it running or done; one that ended early resumes from its
 * last checkpoint. BASE_WEIGHTS names the base model where this machine trains, the site file on
 * Slurm.
 */
export async function startRun(variant: Variant, options: StartRun): Promise<Run> {
  const run = runOf(variant, options);
  return begin(run, await requestFor(run, options));
}

/** What starting a run on Slurm would do, without doing it. */
export async function previewRun(variant: Variant, options: StartRun): Promise<Preview> {
  const run = runOf(variant, options);
  return previewSlurm(run, await requestFor(run, options));
}

/** Where a run stands now. It is done only when its done-marker is there. */
export async function runStatus(run: Run): Promise<RunStatus> {
  const status = await runnerOf(run).status([run]);
  return status.get(run) as RunStatus;
}

export interface WatchRuns {
  readonly onUpdate?: (status: ReadonlyMap<Run, RunStatus>) => void | Promise<void>;
  /** Milliseconds between two looks at first; on Slurm they grow while nothing changes. @default 500 */
  readonly everyMs?: number;
}

/** How many jobs a run may take before a person has to look. */
const MOST_ATTEMPTS = 10;

/** Watches runs until none is live, and lets interrupted ones go on; throws one sentence naming those that are not done. */
export async function watchRuns(runs: readonly Run[], { onUpdate, everyMs = 500 }: WatchRuns = {}): Promise<void> {
  let last = "";
  for (let pause = everyMs; ; await sleep(pause)) {
    const status = await statusOf(runs);
    await onUpdate?.(status);
    const resumed = [];
    for (const [run, { state }] of status) if (state === "interrupted" && attemptsMade(run) < MOST_ATTEMPTS) resumed.push(await begin(run, requestOf(run) as TrainingSpec));
    if (resumed.length === 0 && ![...status.values()].some(isLive)) return complain(status);
    const now = JSON.stringify([...status.values()]);
    const slowest = Math.max(everyMs, ...runs.map((run) => runnerOf(run).slowest));
    pause = now === last ? Math.min(slowest, 1.5 * pause) : everyMs;
    last = now;
  }
}

/** Stops a run, where it still goes on. Started again, it goes on from its last checkpoint if its trainer keeps any. */
export const cancelRun = (run: Run): Promise<void> => runnerOf(run).cancel(run);

/** The last lines of a run's log as it is now. */
export async function runLog(run: Run, { lines = 20 }: { readonly lines?: number } = {}): Promise<string> {
  await runStatus(run);
  return logTail(run.folder, lines);
}

/** All runs of a place, a row each. */
export async function runTable(place: RunFolder): Promise<{ run: string; state: string; step: number | null; loss: number | null; seconds: number | null }[]> {
  const folder = inRun(place, STAGES.students);
  const runs = existsSync(folder) ? readdirSync(folder).sort().map((name) => ({ name, folder: join(folder, name) })).filter(requestOf) : [];
  const status = await statusOf(runs);
  return [...status].map(([{ name }, { state, latest }]) => ({ run: name, state, step: latest?.step ?? null, loss: latest?.loss ?? null, seconds: latest?.seconds ?? null }));
}

/**
 * What runs have measured so far: at most `most` steps a run, evenly spread, the last included.
 * Columns that a trainer does not measure are missing.
 */
export const metricRows = (runs: readonly Run[], { most = 100 }: { readonly most?: number } = {}): (Metric & { run: string })[] => runs.flatMap((run) => {
  const all = runMetrics(run), every = Math.ceil(all.length / most);
  return all.filter((_, i) => (all.length - 1 - i) % every === 0).map((metric) => ({ run: run.name, ...metric }));
});

export interface Convert {
  readonly place: RunFolder & { readonly name: string };
  /** Folder of the finished run. */
  readonly run: string;
  /** Folder of the prepared variant: trained and converted model are compared on its test split. */
  readonly data: string;
  /** Further options of the converter, by its flags' names. */
  readonly options?: Options;
}

export interface Converted {
  /** Examples of the test split on which trained and converted model were compared, and on how many they answered the same. */
  readonly examples: number;
  readonly same: number;
  readonly bytes: number;
}

/**
 * Converts a finished run to the model a server loads, in `<place>/models/<variant>`, and checks
 * that it answers as the trained one. Throws when it can't.
 */
export async function convert(variant: Variant, { place, run, data, options = place.name === "slurm" ? { device: "cuda" } : {} }: Convert): Promise<Converted> {
  if (!existsSync(join(run, DONE))) throw new Error(`Expected a finished run in ${run}, found no done.json: train it first`);
  const out = inRun(place, artifacts.model(variant));
  const args = ["--run", { path: run }, "--data", { path: data }, "--out", { path: out }, ...flags(options)];
  const inputs = [join(run, DONE), splitFile(data, "test")];
  const done = join(out, REPORT);
  const conversion = { name: variant, folder: inRun(place, artifacts.conversion(variant)) };
  const identity = await identityOf({ place: place.name, program: "merge", inputs, args });
  await watchRuns([await begin(conversion, { place: place.name, program: "merge", inputs, args, done, identity })], { everyMs: 100 });
  return readJson<Converted>(done);
}

const flags = (options: Options): string[] => Object.entries(options).flatMap(([name, value]) => (typeof value === "boolean" ? [`--${value ? "" : "no-"}${name}`] : [`--${name}`, String(value)]));

const runOf = (variant: Variant, { place }: StartRun): Run => ({ name: variant, folder: inRun(place, artifacts.student(variant)) });

async function requestFor(run: Run, { place, data, seed, options = {} }: StartRun): Promise<TrainingSpec> {
  const args = ["--data", { path: data }, "--out", { path: run.folder }, ...flags({ ...baseFor(place.name), seed, ...options })];
  const asked = { place: place.name, program: "finetune" as const, inputs: [splitFile(data, "train")], args };
  return { ...asked, done: join(run.folder, DONE), identity: await identityOf(asked) };
}

/** The option `max-steps` of a request: a run that has ended, or goes on, with another number of steps is another run. */
const stepsOf = ({ args }: TrainingSpec): unknown => optionIn(args, "max-steps");

/** The base model's weights as an option, where they are named; without one the trainer takes its default. */
function baseFor(place: string): Options {
  const weights = place === "slurm" ? baseWeights() : place === "server" ? setting("BASE_WEIGHTS", "") : "";
  return weights ? { model: weights } : {};
}

/**
 * Starts what is asked for unless it is there; resumes what ended early. A run with another
 * identity under the same name is archived first, unless it is still active.
 */
async function begin(run: Run, request: TrainingSpec): Promise<Run> {
  const before = requestOf(run);
  if (before) {
    const status = before.place === request.place ? await runStatus(run) : undefined;
    const settled = status !== undefined && (isLive(status) || ["done", "stuck"].includes(status.state));
    const identity = await currentIdentity(requestAsBegun(run) as TrainingSpec, request.inputs);
    const same = identity === request.identity && (!settled || stepsOf(before) === stepsOf(request));
    if (status && isLive(status) && !same) throw new Error(`Expected ${run.name} to be free for other data or settings, but it is ${status.state}: wait for it, or stop it with cancelRun`);
    if (same && settled) return run;
    if (!same) await runnerOf(run).putAside(run);
    else if (checkpointOf(run) !== undefined) console.log(`${run.name}: ended before it was done, goes on from its checkpoint at step ${checkpointOf(run)?.toLocaleString("en")}`);
  }
  mkdirSync(run.folder, { recursive: true, mode: 0o700 });
  writeRequest(run, request);
  await runnerOf(run).start(run, request);
  return run;
}

async function statusOf(runs: readonly Run[]): Promise<ReadonlyMap<Run, RunStatus>> {
  const found = await Promise.all([...Map.groupBy(runs, runnerOf)].map(([runner, own]) => runner.status(own)));
  const all = new Map(found.flatMap((status) => [...status]));
  return new Map(runs.map((run) => [run, all.get(run) as RunStatus]));
}

function complain(status: ReadonlyMap<Run, RunStatus>): void {
  const undone = [...status].filter(([run]) => !isDone(run)).map(([run, { state, reason }]) => `${run.name} is ${state}: ${reason ?? "no reason known"}`);
  if (undone.length) throw new Error(`Expected ${status.size} runs to be done, ${undone.length} are not: ${undone.join("; ")}`);
}

const runnerOf = (run: Run): Runner => (requestOf(run)?.place === "slurm" ? slurmRunner : localRunner);
