// Where every file of a run lies, and the manifest that says what a stage wrote.
import { existsSync, readFileSync, rmSync, createReadStream } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { readJson, writeJson } from "./json.ts";
import { hash32 } from "../random.ts";
import { BUNDLED_NOTES, fromRoot, pathName, runFolder, setting, ROOT } from "../settings.ts";
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";

/** A run, known by its folder. */
export interface RunFolder {
  readonly folder: string;
}

/** Folders of the stages of a-distill; a task's stages write to a folder of the task's name. */
export const STAGES = {
  create: "create", items: "items", train: "train", students: "students", models: "models",
} as const;

/** What post-processing writes into the folder of its stage. */
export const ITEMS = "items.parquet";
export const REJECTED = "rejected.parquet";

/** In a student's folder: its adapter. In that and a converted model's: what is written last. */
export const ADAPTER = "adapter";
export const DONE = "done.json";
export const REPORT = "report.json";

/** A variant's or a task's name as a folder's. @throws {Error} When it is no name of one folder. */
const named = (variant: string): string => pathName("a variant", variant);
/** A task's folder: its name, or one of its parts ("open-criteria/facts"). */
const ofTask = (task: string): string => task.split("/").map((part) => pathName("a task", part)).join("/");

/** Every file and folder that one stage writes and another reads. */
export const artifacts = {
  /** Which notes the run works on, and which of them are held out. */
  notes: `${STAGES.create}/notes.json`,
  /** The journal of the teacher's replies. */
  createReplies: `${STAGES.create}/replies.jsonl`,
  /** Items whose quotes are in their notes, and those that were rejected. */
  items: (stage: string = STAGES.items) => `${ofTask(stage)}/${ITEMS}`,
  rejectedItems: (stage: string = STAGES.items) => `${ofTask(stage)}/${REJECTED}`,
  /** The items with people's corrections, from which the variants are selected. */
  reviewedItems: `${STAGES.train}/${ITEMS}`,
  /** A variant's training data: see `splitFile`. */
  trainingSet: (variant: string) => `${STAGES.train}/${named(variant)}`,
  /** A variant's fine-tuning run, its adapter, and the model made of both for a server. */
  student: (variant: string) => `${STAGES.students}/${named(variant)}`,
  adapter: (variant: string) => `${STAGES.students}/${named(variant)}/${ADAPTER}`,
  model: (variant: string) => `${STAGES.models}/${named(variant)}`,
  /** The run that converts a student. */
  conversion: (variant: string) => `conversions/${named(variant)}`,
  /** Services in Slurm jobs. */
  services: "serve",
  /** The journal of the teacher's questions about held-out notes. */
  questionReplies: (task: string) => `${ofTask(task)}/create.jsonl`,
  questions: (task: string) => `${ofTask(task)}/questions.jsonl`,
  /** Where a trial's notes and labels were read from. */
  trialData: (task: string) => `${ofTask(task)}/data.json`,
  /** Folder of the journals of a task's replies, one a model and sampling. */
  replies: (task: string) => `${ofTask(task)}/replies`,
  predictions: (task: string) => `${ofTask(task)}/predictions.jsonl`,
  evaluation: (task: string) => `${ofTask(task)}/evaluation`,
  /** Table 2 in figures. */
  summary: "summary.json",
};

/** A file of a training set. */
export const splitFile = (folder: string, split: "train" | "test"): string =>
  join(folder, `${split}.parquet`);

/** The run that comes with the project. */
export const BUNDLED_RUN = fromRoot("data/bundled");

/** The absolute path of a file of a run. */
export const inRun = ({ folder }: RunFolder, path: string): string => join(folder, path);

/**
 * The folder of a place's run: `data/runs/<place>`, or the setting RUN. Other notes (setting NOTES)
 * get a folder of their own.
 */
export function baseDirectory(place: string): string {
  const notes = fromRoot(process.env.NOTES || BUNDLED_NOTES);
  const name = `${place}-${basename(notes).replace(/\W+/g, "-")}-${hash32(notes).toString(16)}`;
  return runFolder(setting("RUN", notes === BUNDLED_NOTES ? place : name));
}

/** In a place's folder: which run beside it was chosen last, where that is not its own. */
const FOLLOWED = "current-run.json";

/** The place's run as 1-create chose it last: {@link baseDirectory}, or one beside it. */
export function runDirectory(place: string): string {
  const base = baseDirectory(place), file = join(base, FOLLOWED);
  if (!existsSync(file)) return base;
  const { run } = readJson<{ run?: unknown }>(file);
  const folder = join(dirname(base), pathName(`the run in ${file}`, String(run)));
  return existsSync(folder) ? folder : base;
}

/** Makes `folder`, which lies beside `base` or is it, what {@link runDirectory} returns. */
export function followRun(base: string, folder: string): void {
  const file = join(base, FOLLOWED);
  if (folder !== base) writeJson(file, { run: basename(folder) });
  else rmSync(file, { force: true });
}

/**
 * What an earlier stage wrote in this run, else the bundled run's, with a line that says so. Throws
 * when there is neither.
 */
export function resolveArtifact(run: RunFolder, path: string): string {
  const own = inRun(run, path), bundled = join(BUNDLED_RUN, path);
  if (existsSync(own)) return own;
  const missing = `Expected ${path} in ${run.folder}, found none there`;
  if (!existsSync(bundled)) throw new Error(`${missing} or in the bundled run: run the notebook that writes it`);
  if (!sameNotes(run)) throw new Error(`${missing}, and the bundled run is of other notes: run the notebook that writes it`);
  console.log(`${path}: this run has none yet, so it is taken from the bundled run (data/bundled)`);
  return bundled;
}

/** A run on other notes than the bundled ones must not be mixed with the bundled run. */
function sameNotes(run: RunFolder): boolean {
  const own = inRun(run, artifacts.notes);
  return !existsSync(own)
    || readFileSync(own, "utf8") === readFileSync(join(BUNDLED_RUN, artifacts.notes), "utf8");
}

export interface Manifest {
  readonly stage: string;
  readonly place: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Hashes of what went in: notes, prompts, files by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Counts of what came out; denominators included. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly finished: string;
}

/**
 * Writes `<folder>/manifest.json`, a stage's last file. Paths in the project are written from its
 * root on.
 */
export function writeManifest(folder: string, content: Omit<Manifest, "versions" | "finished">): Manifest {
  const settings = Object.fromEntries(Object.entries(content.settings).map(([name, value]) => [name, typeof value === "string" && value.startsWith(ROOT) ? relative(ROOT, value).replaceAll("\\", "/") : value]));
  const manifest = { ...content, settings, versions: versions(), finished: new Date().toISOString() };
  writeJson(join(folder, "manifest.json"), manifest);
  return manifest;
}

/** SHA-256 (hex, first 16) of a file. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex").slice(0, 16);
}

let known: Record<string, string> | undefined;
/** Versions of Node and the named packages, and the git revision ("unknown" outside a checkout). */
export function versions(): Record<string, string> {
  return (known ??= { node: process.version, ...packages(), git: revision() });
}

function packages(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { dependencies: Record<string, string> };
  return Object.fromEntries(Object.entries(dependencies).filter(([name]) => name !== "distil" && name !== "node"));
}

function revision(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
