// Where models answer from: the rehearsal server, an OpenAI-compatible server, or Slurm jobs. Cells
// ask for a model by role.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { VARIANT_NAMES, type Variant } from "../dataset/training-sets.ts";
import { listModels, type ListedModel } from "../inference/server-status.ts";
import { artifacts, BUNDLED_RUN, runDirectory, type RunFolder, fileHash } from "../io/artifacts.ts";
import { type Endpoint } from "../inference/types.ts";
import { ensureServer } from "./slurm-server.ts";
import { choice, fromRoot, setting } from "../settings.ts";
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export const PLACES = ["rehearsal", "server", "slurm"] as const;
export type PlaceName = (typeof PLACES)[number];
/**
 * A model that answers. A retrained student, or a teacher with other rules, is another revision.
 */
export interface ServedModel extends Endpoint {
  readonly revision?: string;
}
/** The models compared in Table 1. */
export type Role = "teacher" | "base" | Variant;
export const ROLES: readonly Role[] = ["teacher", "base", ...VARIANT_NAMES];

export interface Backend extends RunFolder {
  readonly name: PlaceName;
  /** The model in a role, ready to answer. */
  readonly model: (role: Role) => Promise<ServedModel>;
}

/** The place that the setting PLACE names. @default rehearsal */
export function openBackend(name: PlaceName = choice("PLACE", PLACES, "rehearsal")): Backend {
  const folder = runDirectory(name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (name === "rehearsal") return { name, folder, model: async (role) => modelOf(role, { urls: [await rehearsalUrl(folder, BUNDLED_RUN)] }) };
  const server = async (role: Role) => modelOf(role, { urls: serverUrls(role), model: modelName(role), run: folder });
  return { name, folder, model: (role) => (name === "slurm" && namedUrls(role).length === 0 ? slurmModel(role, folder) : server(role)) };
}

/** A model in a Slurm job, started if needed, or at a server's URL where one is set. */
async function slurmModel(role: Role, folder: string): Promise<ServedModel> {
  const { urls, apiKey, revision } = await ensureServer(role, { folder, onWait: console.log });
  const model = await modelOf(role, { urls: urls.map((url) => `${url}/v1`), apiKey });
  return { ...model, ...(revision ? { revision } : {}) };
}

/** How to reach a model. `run`: the folder whose students a server may serve. */
interface Reach {
  readonly urls: readonly string[];
  readonly model?: string;
  readonly apiKey?: string | undefined;
  readonly run?: string;
}

async function modelOf(role: Role, { urls, model = role, apiKey = process.env.MODEL_API_KEY, run }: Reach): Promise<ServedModel> {
  const allowHosts = setting("ALLOW_HOSTS", [] as string[]);
  const served = await listModels({ urls, allowHosts, ...(apiKey ? { apiKey } : {}) });
  const found = served.find((m) => m.id === model);
  if (!found) throw new Error(`Expected ${urls[0]} to serve "${model}" as ${role}, it serves ${served.map((m) => m.id).join(", ") || "nothing"}: train and convert it first, or name another with ${variableOf(role)}`);
  const told = /^rehearsal:(\w+)$/.exec(found.root ?? "")?.[1];
  const revision = told ?? (run === undefined ? undefined : await studentRevision(role, { served: found, run }));
  return { urls, model, allowHosts, ...(apiKey ? { apiKey } : {}), ...(revision ? { revision } : {}) };
}

/**
 * The revision of a student whose server tells none: the hash of its weights (hex, first 8), of
 * those the server names where they are on this machine, else of those trained in this run.
 * Undefined for the teacher, the base and a student trained elsewhere.
 */
async function studentRevision(role: Role, { served, run }: { served: ListedModel; run: string }): Promise<string | undefined> {
  if (role === "teacher" || role === "base") return undefined;
  const named = served.root ? [fromRoot(served.root)] : [];
  const folders = [...named, join(run, artifacts.adapter(role)), join(run, artifacts.model(role))];
  const weights = folders.map(weightsIn).find((files) => files.length > 0);
  return weights && hashOf(weights);
}

/** An adapter's files, or a merged model's shards. */
function weightsIn(folder: string): string[] {
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  return names.filter((name) => name.endsWith(".safetensors")).sort().map((name) => join(folder, name));
}

// By path, size and time of change: merged models have gigabytes, and cells ask repeatedly.
const hashes = new Map<string, Promise<string>>();

async function hashOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) {
    const { size, mtimeMs } = statSync(file), key = `${file} ${size} ${mtimeMs}`;
    const known = hashes.get(key) ?? fileHash(file);
    hashes.set(key, known);
    hash.update(await known);
  }
  return hash.digest("hex").slice(0, 8);
}

const variableOf = (role: Role): string => (role === "teacher" || role === "base" ? `${role.toUpperCase()}_MODEL` : "STUDENT_MODEL");

/**
 * TEACHER_MODEL, BASE_MODEL and STUDENT_MODEL ({variant} stands for the variant) name a server's
 * models; the default is the role's name.
 */
const modelName = (role: Role): string => setting(variableOf(role), role === "teacher" || role === "base" ? role : "{variant}").replace("{variant}", role);

const namedUrls = (role: Role): string[] => (role === "teacher" ? setting("TEACHER_URL", setting("MODEL_URL", [] as string[])) : setting("MODEL_URL", [] as string[]));

function serverUrls(role: Role): string[] {
  const urls = namedUrls(role);
  if (urls.length === 0) throw new Error("Expected MODEL_URL to name a model server (for example http://127.0.0.1:8000/v1), it is not set");
  return urls.map((url) => url.replace(/\/$/, ""));
}

// Kept on the global object because each notebook may load this file again.
const servers: Map<string, Promise<string>> = ((globalThis as Record<string, unknown>).distilRehearsalServers ??= new Map()) as Map<string, Promise<string>>;

/**
 * The URL of a run's rehearsal server, started on first use. Students that the run lacks come from
 * the `bundled` run.
 */
export function rehearsalUrl(folder: string, bundled: string): Promise<string> {
  let url = servers.get(folder);
  if (!url) servers.set(folder, (url = startRehearsal(folder, bundled)));
  return url;
}

/** Starts the rehearsal server, which ends with this process: its standard input closes. */
function startRehearsal(folder: string, bundled: string): Promise<string> {
  const child = spawn(process.execPath, [fromRoot("cluster/rehearsal/server.ts"), folder, bundled], { stdio: ["pipe", "pipe", "inherit"] });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return new Promise((ready, failed) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      (child.stdout as unknown as { unref(): void }).unref();
      ready(line.trim());
    });
    child.once("exit", (code) => {
      servers.delete(folder);
      failed(new Error(`Expected the rehearsal server to start, it ended with code ${code}`));
    });
  });
}
