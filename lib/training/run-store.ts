// A run and its folder, in any place: its request and identity, metrics, log, done-marker.
import { existsSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join, sep, isAbsolute, relative } from "node:path";
import { readJson, writeJson } from "../io/json.ts";
import { createHash } from "node:crypto";
import { fileHash } from "../io/artifacts.ts";
import { fromRoot, ROOT } from "../settings.ts";

export interface Run {
  /** The variant's name; unique within a place's run. */
  readonly name: string;
  readonly folder: string;
}

/** One line of a run's metrics; what a trainer doesn't know is missing. */
export interface Metric {
  readonly step: number;
  readonly steps?: number;
  readonly loss: number;
  readonly learning_rate?: number;
  readonly tokens_per_second?: number;
  readonly memory_mb?: number;
  readonly seconds?: number;
}

/**
 * done: the done-marker is there. interrupted: it can go on. stuck: it needs someone to intervene.
 * lost: no record of it is left. unknown: Slurm can't be asked now.
 */
export type RunState = "queued" | "running" | "interrupted" | "stuck" | "lost" | "unknown" | "failed" | "cancelled" | "done";

export interface RunStatus {
  readonly state: RunState;
  /** One sentence on why it is in this state, where there is something to say. */
  readonly reason?: string;
  readonly latest?: Metric;
}

/** What a run was asked to do; kept in its folder as run.json. */
export interface TrainingSpec {
  readonly place: string;
  /** The program of cluster/, or of cluster/rehearsal/ in rehearsal. */
  readonly program: "finetune" | "merge";
  /** Files and folders that the program reads. */
  readonly inputs: readonly string[];
  readonly args: readonly (string | { readonly path: string })[];
  /** The file that the program writes last of all. */
  readonly done: string;
  /** Differs when the run would become another: other data, settings or trainer. */
  readonly identity: string;
}

/** How a place runs programs. */
export interface Runner {
  /** Starts the program of a run, or lets it go on where it was interrupted. */
  start(run: Run, request: TrainingSpec): Promise<void>;
  /** Where runs stand now. */
  status(runs: readonly Run[]): Promise<ReadonlyMap<Run, RunStatus>>;
  cancel(run: Run): Promise<void>;
  /** Makes room for another run of the same name. */
  putAside(run: Run): Promise<void>;
  /** Longest time between two looks, in milliseconds. */
  readonly slowest: number;
}

export const isLive = ({ state }: RunStatus): boolean => ["queued", "running", "unknown"].includes(state);

/** Where a run's folder goes when another takes its name. */
export const archivePath = (run: Run): string => `${run.folder}.${new Date().toISOString().replace(/\W/g, "").slice(0, 15)}`;

/** Moves a run's folder there; its done-marker is then the one that went along. */
export function moveToArchive(run: Run, aside: string): void {
  const request = requestOf(run);
  renameSync(run.folder, aside);
  if (request?.done.startsWith(run.folder + sep)) writeRequest({ name: run.name, folder: aside }, { ...request, done: aside + request.done.slice(run.folder.length) });
}

/**
 * What a run was asked to do, with paths where the run is now; undefined where none was started.
 */
export function requestOf(run: Run): TrainingSpec | undefined {
  const request = requestAsBegun(run);
  return request && moved(request, dirname(dirname(run.folder)));
}

/** A run's request with the paths that it was begun with. */
export function requestAsBegun(run: Run): TrainingSpec | undefined {
  const file = join(run.folder, "run.json");
  return existsSync(file) ? readJson<TrainingSpec>(file) : undefined;
}

/** A request whose paths in its place's folder follow that folder, which lies three levels above the done-marker. */
function moved(request: TrainingSpec, place: string): TrainingSpec {
  const before = dirname(dirname(dirname(request.done)));
  const follow = (path: string) => (path.startsWith(before + sep) ? place + path.slice(before.length) : path);
  return before === place ? request : { ...request, inputs: request.inputs.map(follow), args: request.args.map((arg) => (typeof arg === "string" ? arg : { path: follow(arg.path) })), done: follow(request.done) };
}

export const writeRequest = (run: Run, request: TrainingSpec): void => writeJson(join(run.folder, "run.json"), request);

export function isDone(run: Run): boolean {
  const request = requestOf(run);
  return request !== undefined && existsSync(request.done);
}

/** The step of a run's newest finished checkpoint (cluster/run_folder.py), if it has one. */
export function checkpointOf(run: Run): number | undefined {
  const steps = readdirSync(run.folder).flatMap((name) => (existsSync(join(run.folder, name, "finished.json")) ? Number(/^checkpoint-(\d+)$/.exec(name)?.[1]) : []));
  return steps.length > 0 ? Math.max(...steps) : undefined;
}

/**
 * The metrics written so far; a half-written last line and lines that are none are left out. A
 * figure that is not finite, which Python writes as NaN or Infinity, is missing.
 */
export function runMetrics(run: Run): Metric[] {
  const file = join(run.folder, "metrics.jsonl");
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8").split("\n").slice(0, -1).flatMap((line) => metricOf(line) ?? []);
}

function metricOf(line: string): Metric | undefined {
  try {
    const figures = JSON.parse(line.replace(/(?<=[:,[]\s*)-?(?:NaN|Infinity)(?=\s*[,}\]])/g, "null")) as object;
    return Object.fromEntries(Object.entries(figures).filter(([, figure]) => figure !== null)) as unknown as Metric;
  } catch {
    return undefined;
  }
}

/** The parts of a request that its identity is made of. */
export type Described = Pick<TrainingSpec, "place" | "program" | "inputs" | "args">;

/**
 * 16 hexadecimal digits that differ for other options, other contents of the inputs or, in
 * rehearsal, another trainer. Paths do not count, since a checkout may move.
 */
export async function identityOf({ place, program, inputs, args }: Described): Promise<string> {
  const lasting = program === "finetune" ? withoutOptions(args, resumeOptions(optionIn(args, "schedule"))) : args;
  const words = lasting.filter((arg) => typeof arg === "string").map(portable);
  return hashOf([JSON.stringify([program, words]), place === "rehearsal" ? trainerRevision() : ""], inputs);
}

/**
 * The identity an earlier run would get today: one made by the first formula is recognised, any
 * other keeps its own.
 */
export async function currentIdentity(before: TrainingSpec, inputs: readonly string[]): Promise<string> {
  return before.identity === (await firstIdentity(before, inputs)) ? identityOf({ ...before, inputs }) : before.identity;
}

/**
 * Options that may differ between an interrupted attempt and the one that resumes it, by flag;
 * cluster/settings.py reads the same file. Under schedules that are not constant the number of
 * steps sets each step's learning rate.
 */
export function resumeOptions(schedule: unknown = "constant"): ReadonlySet<string> {
  const listed = readJson<{ free: string[]; free_under_constant_schedules: string[] }>(fromRoot("cluster/resume-options.json"));
  return new Set([...listed.free, ...(String(schedule).startsWith("constant") ? listed.free_under_constant_schedules : [])]);
}

/** The value of an option among a program's arguments, undefined where it is not given. */
export const optionIn = (args: TrainingSpec["args"], name: string): unknown => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined);

/**
 * The rehearsal trainer's revision. A real run goes on whatever is edited meanwhile; its manifest
 * holds the revision.
 */
const trainerRevision = (): string => readJson<{ trainer: string }>(fromRoot("cluster/rehearsal/revisions.json")).trainer;

/** Paths in the checkout are written from its root on. */
const portable = (word: string): string => (isAbsolute(word) && word.startsWith(ROOT) ? relative(ROOT, word).replaceAll("\\", "/") : word);

/** The formula up to November 2026: arguments with their absolute paths, and the text of the rehearsal's trainer. */
function firstIdentity({ place, program, args }: TrainingSpec, inputs: readonly string[]): Promise<string> {
  return hashOf([JSON.stringify(program === "finetune" ? withoutOptions(args, FIRST_FREE) : args), place === "rehearsal" ? FIRST_TRAINER[program] : ""], inputs);
}

/** Options that the first formula left out. */
const FIRST_FREE: ReadonlySet<string> = new Set(["device", "log-every", "save-every", "keep", "wandb", "workers", "min-free-gib"]);

/** Arguments without some options and their values. */
function withoutOptions(args: TrainingSpec["args"], names: ReadonlySet<string>): TrainingSpec["args"] {
  let dropped = false;
  return args.filter((arg) => {
    if (typeof arg === "string" && arg.startsWith("--")) dropped = names.has(arg.slice(2)) || names.has(arg.replace(/^--no-/, ""));
    return !dropped;
  });
}

async function hashOf(texts: readonly string[], files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  for (const file of files) hash.update(await fileHash(file));
  return hash.digest("hex").slice(0, 16);
}

/** Hashes of the trainer's files in the first formula, one after the other. */
const STUDENT = "40f349704388d9638a017d8ed89c0460c2559ec36a88141c3acfe0d9c6ecfa2e125f97971d44fc0f8601cca97ece97d730ec97db4a95c1de1359eb9ff7cd9ac3ed11b432f428288833ce24f3421d726fe29bea5cf722582d";
const FIRST_TRAINER: Readonly<Record<TrainingSpec["program"], string>> = { finetune: `0be7823cce9c228d${STUDENT}`, merge: `fd7bcd4754f652ab${STUDENT}` };
