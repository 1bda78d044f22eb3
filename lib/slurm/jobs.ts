// Jobs in Slurm: submit, query, cancel, wait. A failed query is an error, never a state of a job.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJson, writeJson } from "../io/json.ts";
import { acquireLock } from "../io/file-lock.ts";
import { toSlurmError, SlurmError, classifyFailure } from "./errors.ts";
import type { Host } from "./host.ts";
import { sbatchOptions, type Resources } from "./sbatch.ts";
import {
  ACCOUNTING_FORMAT, field, QUEUE_FORMAT, parseSacct, parseSqueue, type JobState,
} from "./job-states.ts";

export interface Job {
  /** Readable beginning of the job's name in the queue. */
  readonly name: string;
  readonly script: string;
  readonly resources: Resources;
  /** Folder of the job, on the machine where Slurm runs; made if missing. */
  readonly folder: string;
  /** Log file within it; an array's has %a in its name. @default log.txt */
  readonly log?: string;
}

/** What is written down of a job: its token before sbatch is asked, its id after. */
export interface Submitted {
  readonly token: string;
  readonly id: string;
  readonly cluster: string;
  /** Milliseconds since 1970, when it was about to be submitted. */
  readonly asked: number;
}

export interface SubmitOptions {
  readonly host: Host;
  /** JSON file that remembers the job. A job that it knows, or that can be found under its token, is not submitted again. */
  readonly record: string;
  /** Seconds that a controller which doesn't answer is waited for. @default 600 */
  readonly patience?: number;
}

/**
 * Submits a job exactly once: its token is recorded first, and a lost answer is looked up in the
 * queue before anything is repeated. @throws {SlurmError} With Slurm's reason when it refuses the
 * job or could not be asked.
 */
export async function submit(job: Job, { host, record, patience = 600 }: SubmitOptions): Promise<Submitted> {
  mkdirSync(dirname(record), { recursive: true, mode: 0o700 });
  const release = acquireLock(record);
  try {
    const before = existsSync(record) ? readJson<Partial<Submitted>>(record) : undefined;
    if (before?.id) return before as Submitted;
    const { cluster, messageTimeout } = await facts(host);
    const intent = before?.token && before.asked ? { token: before.token, asked: before.asked } : { token: `${safe(job.name)}-${randomBytes(4).toString("hex")}`, asked: Date.now() };
    const search = { host, messageTimeout, until: Date.now() + 1000 * patience };
    if (before?.token) {
      const found = await lookFor(intent, search);
      if (found) return remember(record, { ...intent, id: found, cluster });
    }
    writeJson(record, intent);
    await makeFolder(job, host);
    const id = await sbatchOnce(job, { intent, record, ...search });
    return remember(record, { ...intent, id, cluster });
  } finally {
    release();
  }
}

/** Asks sbatch until the job is in the queue; between two attempts the queue is searched, for the first may have arrived. */
async function sbatchOnce(job: Job, { intent, record, ...search }: { intent: Intent; record: string } & Search): Promise<string> {
  const { host, until } = search;
  const options = sbatchOptions(job.resources, { token: intent.token, folder: job.folder, log: posix.join(job.folder.replaceAll("%", "%%"), job.log ?? "log.txt") });
  for (;;) {
    const ran = await host.run(["sbatch", ...options], { input: job.script });
    const id = ran.code === 0 ? /^(\d+)(;.*)?$/.exec(ran.stdout.trim().split("\n").at(-1) ?? "")?.[1] : undefined;
    if (id) return id;
    const trouble = classifyFailure(ran);
    if (trouble === "rejected" || trouble === "missing") {
      rmSync(record); // nothing of it is in the queue, so there is nothing to look for next time
      throw toSlurmError(ran, { host, what: `job "${job.name}"` });
    }
    if (trouble === "auth") throw toSlurmError(ran, { host, what: `job "${job.name}"` });
    const found = await lookFor(intent, search);
    if (found) return found;
    if (Date.now() > until) throw toSlurmError(ran, { host, what: `job "${job.name}"` });
  }
}

interface Intent { readonly token: string; readonly asked: number }
interface Search { readonly host: Host; readonly messageTimeout: number; readonly until: number }

/**
 * The id of the job under a token, or undefined once Slurm has reported none for twice its message
 * timeout. @throws {SlurmError} When Slurm could not be asked until the search's end.
 */
async function lookFor({ token, asked }: Intent, { host, messageTimeout, until }: Search): Promise<string | undefined> {
  for (let absentSince: number | undefined; ; await sleep(Math.min(2000, 250 * messageTimeout))) {
    const ran = await host.run(["squeue", "-h", "-r", "-t", "all", "--me", "-n", token, "-o", QUEUE_FORMAT]);
    if (ran.code === 0) {
      const id = parseSqueue(ran.stdout)[0]?.id ?? (await inAccounting(host, { token, asked }));
      if (id) return id;
      absentSince ??= Date.now();
      if (Date.now() - absentSince >= 2000 * messageTimeout) return undefined;
    } else {
      absentSince = undefined;
      if (Date.now() > until) throw toSlurmError(ran, { host, what: `an answer on whether job ${token} was submitted` });
    }
  }
}

async function inAccounting(host: Host, { token, asked }: Intent): Promise<string | undefined> {
  // Relative to now: a time of day would be read in the cluster's time zone.
  const since = `now-${Math.ceil((Date.now() - asked) / 60_000) + 60}minutes`;
  const ran = await host.run(["sacct", "-X", "-n", "-P", `--name=${token}`, `--starttime=${since}`, "-o", ACCOUNTING_FORMAT]);
  return ran.code === 0 ? parseSacct(ran.stdout)[0]?.id : undefined;
}

/**
 * The states of jobs by id, array tasks apart, in one query. A job unknown to queue and accounting
 * has none. Throws SlurmError when Slurm can't be asked.
 */
export async function jobStates(ids: readonly string[], host: Host): Promise<ReadonlyMap<string, readonly JobState[]>> {
  if (ids.length === 0) return new Map();
  const ran = await host.run(["squeue", "-h", "-r", "-t", "all", "-j", ids.join(","), "-o", QUEUE_FORMAT]);
  if (ran.code !== 0 && classifyFailure(ran) !== "unknown-id") throw toSlurmError(ran, { host, what: "the states of jobs" });
  const queued = ran.code === 0 ? parseSqueue(ran.stdout) : [];
  const missing = ids.filter((id) => !queued.some((job) => job.id === id));
  const all = missing.length === 0 ? queued : [...queued, ...(await history(missing, host))];
  return Map.groupBy(all, (job) => job.id);
}

/** What accounting knows of jobs that the queue has forgotten: nothing where a cluster keeps none. */
async function history(ids: readonly string[], host: Host): Promise<JobState[]> {
  const ran = await host.run(["sacct", "-D", "-X", "-n", "-P", "-j", ids.join(","), "-o", ACCOUNTING_FORMAT]);
  if (ran.code === 0) return parseSacct(ran.stdout);
  if (/accounting storage is disabled/i.test(ran.stderr) || classifyFailure(ran) === "missing") return [];
  throw toSlurmError(ran, { host, what: "the history of jobs" });
}

/** A job's exit code and signal ("3:0") while Slurm remembers it, which squeue does not tell. */
export async function exitCode(id: string, host: Host): Promise<string | undefined> {
  const ran = await host.run(["scontrol", "show", "job", "-o", id]);
  return ran.code === 0 ? field(ran.stdout, "ExitCode") : undefined;
}

/** Ends jobs and waits until they have ended; what does not end in its time is killed. */
export async function cancel(ids: readonly string[], host: Host): Promise<void> {
  if (ids.length === 0) return;
  const { killWait } = await facts(host);
  const kill = Date.now() + 1000 * (killWait + 10);
  let killed = false;
  for (await host.run(["scancel", ...ids]); ; await sleep(1000)) {
    const live = [...(await jobStates(ids, host)).values()].flat().filter(({ phase }) => phase !== "ended");
    if (live.length === 0) return;
    if (!killed && Date.now() > kill) {
      await host.run(["scancel", "--signal=KILL", "--full", ...ids]);
      killed = true;
    }
    if (Date.now() > kill + 120_000) throw new SlurmError(`Expected job ${live.map(({ id }) => id).join(", ")} to end when cancelled and killed, Slurm still has it: ask the cluster's administrators`, { trouble: "timed-out" });
  }
}

export interface WaitOptions {
  readonly host: Host;
  readonly onStates?: (states: ReadonlyMap<string, readonly JobState[]>) => void | Promise<void>;
  /** Seconds between two questions at first, which grow to a minute while nothing changes. @default 2 */
  readonly every?: number;
}

/** Waits until every job has ended, or is no longer known. While Slurm can't be asked it goes on asking. */
export async function wait(ids: readonly string[], { host, onStates, every = 2 }: WaitOptions): Promise<ReadonlyMap<string, readonly JobState[]>> {
  let last = "";
  for (let pause = every; ; await sleep(1000 * pause * (0.9 + 0.2 * Math.random()))) {
    const found = await jobStates(ids, host).catch(unanswered);
    if (!found) continue;
    await onStates?.(found);
    if ([...found.values()].flat().every(({ phase }) => phase === "ended")) return found;
    const now = JSON.stringify([...found]);
    pause = now === last ? Math.min(60, 1.5 * pause) : every;
    last = now;
  }
}

/** Undefined for a question that Slurm did not answer this time; other errors go on. */
export function unanswered(error: unknown): undefined {
  if (!(error instanceof SlurmError) || ["rejected", "missing"].includes(error.trouble)) throw error;
  return undefined;
}

export interface Facts {
  readonly cluster: string;
  /** Seconds. */
  readonly messageTimeout: number;
  readonly killWait: number;
}

const known = new WeakMap<Host, Facts>();

/** What a cluster is and how long it takes for things, read once; its usual values while it doesn't answer. */
export async function facts(host: Host): Promise<Facts> {
  const before = known.get(host);
  if (before) return before;
  const { code, stdout } = await host.run(["scontrol", "show", "config"]);
  if (code !== 0) return { cluster: "", messageTimeout: 10, killWait: 30 };
  const seconds = (name: string, usual: number) => Number.parseInt(field(stdout, name) ?? "", 10) || usual;
  const found = { cluster: field(stdout, "ClusterName") ?? "", messageTimeout: seconds("MessageTimeout", 10), killWait: seconds("KillWait", 30) };
  known.set(host, found);
  return found;
}

/** Slurm runs a job whose folder is missing into the ground without a word, so it is made before. */
async function makeFolder(job: Job, host: Host): Promise<void> {
  const folders = [job.folder, dirname(posix.join(job.folder, job.log ?? "log.txt"))];
  const ran = await host.run(["mkdir", "-p", ...folders]);
  if (ran.code !== 0) throw toSlurmError(ran, { host, what: `the folder ${job.folder}` });
}

/** The records of a folder's jobs, oldest first: job-1.json, job-2.json, … */
export function recordsIn(folder: string): string[] {
  const numbers = existsSync(folder) ? readdirSync(folder).flatMap((name) => /^job-(\d+)\.json$/.exec(name)?.[1] ?? []) : [];
  return numbers.map(Number).sort((a, b) => a - b).map((number) => join(folder, `job-${number}.json`));
}

/** Where the next job of a folder is to be recorded: with the last one, if whether that was submitted is not known yet. */
export function nextRecord(folder: string): string {
  const last = recordsIn(folder).at(-1);
  return last && readJson<Partial<Submitted>>(last).id === undefined ? last : join(folder, `job-${recordsIn(folder).length + 1}.json`);
}

function remember(record: string, job: Submitted): Submitted {
  writeJson(record, job);
  return job;
}

/** A name without anything that means something to a shell or to Slurm. */
const safe = (name: string): string => `distil-${name.replace(/[^\w.-]+/g, "-")}`;
