// Runs as Slurm jobs. Slurm requeues a job after preemption and a node's failure, its script before
// the time limit; only when it ended without its done-marker is another job submitted, here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ADAPTER, DONE } from "../io/artifacts.ts";
import { readJson, writeJson } from "../io/json.ts";
import {
  archivePath, isDone, moveToArchive, requestOf, runMetrics, type TrainingSpec, type Run,
  type Runner, type RunStatus,
} from "./run-store.ts";
import { outcomeOf } from "./job-outcome.ts";
import { fromRoot, setting } from "../settings.ts";
import { loadSite, type Site } from "../slurm/site-config.ts";
import { openHost, type Host } from "../slurm/host.ts";
import { lastErrorLine } from "../slurm/job-log.ts";
import { SlurmError } from "../slurm/errors.ts";
import { jobResources, resumableScript, sbatchOptions } from "../slurm/sbatch.ts";
import type { JobState } from "../slurm/job-states.ts";
import {
  cancel, exitCode, nextRecord, recordsIn, jobStates, submit, type Job, type Submitted,
} from "../slurm/jobs.ts";

export const slurmRunner: Runner = {
  slowest: 30_000,
  async start(run, request) {
    const { site, host } = open();
    await host.push(pushed(request));
    await submit(jobOf(run, request, { site, host }), { host, record: nextRecord(run.folder) });
  },
  async status(runs) {
    const { host } = open();
    const found = await look(runs.filter((run) => !isDone(run)), host).catch(unanswered);
    const status = await Promise.all(runs.map(async (run) => [run, { ...(await statusOf(run, { found, host })), ...latest(run) }] as const));
    return new Map(status);
  },
  async cancel(run) {
    const id = lastJob(run)?.id;
    if (id) await cancel([id], open().host);
  },
  async putAside(run) {
    const { host } = open();
    const aside = archivePath(run);
    if (host.path(run.folder) !== run.folder) await host.run(["mv", host.path(run.folder), host.path(aside)]);
    moveToArchive(run, aside);
  },
};

export interface Preview {
  readonly command: readonly string[];
  readonly script: string;
  /** Files that would be copied to the cluster; none where it shares this disk. */
  readonly copies: readonly string[];
}

/** What starting a run would do: the command, its script and the files that would be copied. Nothing is submitted. */
export async function previewSlurm(run: Run, request: TrainingSpec): Promise<Preview> {
  const { site, host } = open();
  const { script, resources, folder } = jobOf(run, request, { site, host });
  const options = sbatchOptions(resources, { token: `distil-${run.name}-…`, folder, log: join(folder, "log.txt") });
  return { command: [...(host.name ? ["ssh", host.name] : []), "sbatch", ...options], script, copies: await host.push(pushed(request), { dry: true }) };
}

/** The base model's weights on the cluster. */
export const baseWeights = (): string => loadSite().models.base.weights;

/** How many jobs a run has taken. */
export const attemptsMade = (run: Run): number => recordsIn(run.folder).length;

/** What jobs.ts writes of an attempt's job, and since when its end is unclear. */
type Attempt = Partial<Submitted> & { readonly unclear?: { readonly what: string; readonly since: number } };

/** Small files of a run that are brought back from a cluster's copy of the folder. */
const RECORDS = ["log.txt", "metrics.jsonl", "manifest.json", "ended", DONE];

/** What Slurm says of the runs' last jobs, after their files were brought here. */
async function look(runs: readonly Run[], host: Host): Promise<ReadonlyMap<string, readonly JobState[]>> {
  for (const run of runs) await bringBack(run, host);
  return jobStates(runs.flatMap((run) => lastJob(run)?.id ?? []), host);
}

/** Brings a run's small files from a cluster's copy of its folder, and its adapter once it is done. */
async function bringBack(run: Run, host: Host): Promise<void> {
  const done = requestOf(run)?.done;
  if (done && dirname(done) !== run.folder) await host.pull(dirname(done), { only: [basename(done)] });
  await host.pull(run.folder, { only: RECORDS });
  if (isDone(run)) await host.pull(run.folder, { only: [...RECORDS, `${ADAPTER}/***`] });
}

function open(): { site: Site; host: Host } {
  const site = loadSite();
  return { site, host: openHost(site) };
}

function jobOf(run: Run, { program, args, done }: TrainingSpec, { site, host }: { site: Site; host: Host }): Job {
  const folder = host.path(run.folder);
  const words = args.map((arg) => (typeof arg === "string" ? arg : host.path(arg.path)));
  const gpus = program === "finetune" ? site.training.gpus : 1;
  const script = resumableScript({
    title: `${program} of ${run.name}, by the Distil notebooks: starting the run again there goes on with it`,
    environment: site.training, folder, done: host.path(done), scratch: site.scratch, command: ["python", host.path(fromRoot(`cluster/${program}.py`)), ...words],
  });
  return { name: `${run.name}${program === "merge" ? "-merge" : ""}`, script, folder, resources: jobResources(site, { kind: "training", gpus, tasks: program === "finetune" ? gpus : 1, requeue: true }) };
}

/** Exactly what a job needs of this project: the programs of cluster/ and what they read. */
function pushed({ inputs }: TrainingSpec): string[] {
  const programs = ["cluster", "cluster/accelerate"].flatMap((folder) =>
    readdirSync(fromRoot(folder)).filter((name) => /\.(py|ya?ml)$|^(resume-options|zero2)\.json$/.test(name)).map((name) => fromRoot(folder, name)));
  return [...programs, ...inputs];
}

function lastJob(run: Run): Attempt | undefined {
  const file = recordsIn(run.folder).at(-1);
  return file === undefined ? undefined : readJson<Attempt>(file);
}

const latest = (run: Run): Pick<RunStatus, "latest"> => {
  const metric = runMetrics(run).at(-1);
  return metric ? { latest: metric } : {};
};

type Found = ReadonlyMap<string, readonly JobState[]> | SlurmError;

async function statusOf(run: Run, { found, host }: { found: Found; host: Host }): Promise<RunStatus> {
  if (isDone(run)) return { state: "done" };
  const file = recordsIn(run.folder).at(-1);
  if (!file) return { state: "interrupted", reason: "it was never submitted" };
  const attempt = readJson<Attempt>(file);
  if (!attempt.id) return existsSync(`${file}.lock`) ? { state: "queued", reason: "it is being submitted" } : { state: "interrupted", reason: "its submission was never confirmed" };
  if (found instanceof SlurmError) return unaskable(run, { id: attempt.id, error: found });
  const job = found.get(attempt.id)?.find(({ name }) => name === attempt.token);
  const ending = outcomeOf({ job, left: leftBehind(run, attempt.id), exit: job?.exit ?? (job?.state === "FAILED" ? await exitCode(attempt.id, host) : undefined) });
  const clear = settled(file, attempt, { ending: "unclear" in ending ? ending.unclear : undefined });
  if (!("unclear" in ending)) return ending.state === "failed" ? { ...ending, reason: `${ending.reason}: ${lastErrorLine(run.folder)}` } : ending;
  return clear ? ending.then : { state: "running", reason: `${ending.unclear}, which may not be its end` };
}

/** Where a run stands while Slurm can't be asked: a failure that its job wrote down is one all the same. */
function unaskable(run: Run, { id, error }: { id: string; error: SlurmError }): RunStatus {
  const left = leftBehind(run, id), ending = left === undefined ? undefined : outcomeOf({ job: undefined, left });
  return ending && "state" in ending ? { ...ending, reason: `${ending.reason}: ${lastErrorLine(run.folder)}` } : { state: "unknown", reason: error.message };
}

/** The exit code that a job's script left in the run's folder. */
function leftBehind(run: Run, id: string): number | undefined {
  const file = join(run.folder, "ended");
  const [job, , code] = existsSync(file) ? readFileSync(file, "utf8").trim().split(" ") : [];
  return job === id ? Number(code) : undefined;
}

/**
 * Whether an unclear ending has lasted for SLURM_GRACE seconds: a node's file or a requeued job may
 * take that long to show up.
 */
function settled(file: string, { unclear, ...attempt }: Attempt, { ending }: { ending: string | undefined }): boolean {
  if (ending === undefined) {
    if (unclear) writeJson(file, attempt);
    return true;
  }
  if (unclear?.what === ending) return Date.now() - unclear.since >= 1000 * setting("SLURM_GRACE", 60);
  writeJson(file, { ...attempt, unclear: { what: ending, since: Date.now() } });
  return false;
}

function unanswered(error: unknown): SlurmError {
  if (error instanceof SlurmError && error.trouble !== "missing") return error;
  throw error;
}
