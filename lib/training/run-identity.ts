// What makes a run another run: its options, its trainer and the contents of its inputs, wherever
// the checkout lies. Starts nothing and keeps nothing.
import { createHash } from "node:crypto";
import { isAbsolute, relative } from "node:path";
import { readJson } from "../io/json.ts";
import { fileHash } from "../io/manifest.ts";
import type { TrainingSpec } from "./run-store.ts";
import { fromRoot, ROOT } from "../settings.ts";

/** The parts of a request that its identity is made of. */
export type Described = Pick<TrainingSpec, "place" | "program" | "inputs" | "args">;

/**
 * 16 hexadecimal digits that differ when a run would become another: other options, other contents
 * of its inputs or, in rehearsal, another trainer. Paths that the program is given do not count,
 * since a checkout may move.
 */
export async function identityOf({ place, program, inputs, args }: Described): Promise<string> {
  const lasting = program === "finetune" ? withoutOptions(args, resumeOptions(optionIn(args, "schedule"))) : args;
  const words = lasting.filter((arg) => typeof arg === "string").map(portable);
  return hashOf([JSON.stringify([program, words]), place === "rehearsal" ? trainerRevision() : ""], inputs);
}

/**
 * The identity that an earlier run would get today. One begun before identities left the
 * checkout's path out is recognised by the formula of that time; any other keeps its own.
 */
export async function currentIdentity(before: TrainingSpec, inputs: readonly string[]): Promise<string> {
  return before.identity === (await firstIdentity(before, inputs)) ? identityOf({ ...before, inputs }) : before.identity;
}

/**
 * The trainer's options that may differ between an interrupted attempt and the one that resumes
 * it, by their flags' names; cluster/settings.py reads the same file. Under other schedules than
 * constant ones the number of steps sets each step's learning rate.
 */
export function resumeOptions(schedule: unknown = "constant"): ReadonlySet<string> {
  const listed = readJson<{ free: string[]; free_under_constant_schedules: string[] }>(fromRoot("cluster/resume-options.json"));
  return new Set([...listed.free, ...(String(schedule).startsWith("constant") ? listed.free_under_constant_schedules : [])]);
}

/** The value of an option among a program's arguments, undefined where it is not given. */
export const optionIn = (args: TrainingSpec["args"], name: string): unknown => (args.includes(`--${name}`) ? args[args.indexOf(`--${name}`) + 1] : undefined);

/** The revision of the rehearsal's trainer; a real trainer has none, since a run goes on whatever is edited meanwhile and its manifest holds the revision. */
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
