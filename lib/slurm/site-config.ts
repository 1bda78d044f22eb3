// The site file: what is particular to one cluster.
import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { fromRoot, setting } from "../settings.ts";

/** Values end up in command lines and scripts, where a line break would begin something new. */
const line = z.string().min(1).regex(/^[^\r\n\0]+$/, "must be one line");
const path = line.regex(/^\//, "must be an absolute path");
const time = z.string().regex(/^(\d+-)?\d{1,2}:\d{2}:\d{2}$/, 'must be a time limit such as "08:00:00" or "1-00:00:00"');
const seconds = z.number().int().positive();

/** How a kind of job finds its programs: environment modules, a Python environment, a container; each may be left out. */
const Environment = {
  modules: z.array(line).default([]),
  venv: path.optional(),
  /** Put before a program's name, for example ["apptainer", "exec", "--nv", "/shared/distil.sif"]. */
  container: z.array(line).default([]),
  /** Another partition than the site's for this kind of job. */
  partition: line.optional(),
};

const Model = z.strictObject({
  /** Folder of the weights on the cluster: compute nodes have no internet. */
  weights: path,
  /** GPUs of one server (tensor parallel). */
  gpus: z.number().int().positive().default(1),
  /** Servers in one job, each with GPUs of its own. */
  replicas: z.number().int().positive().default(1),
  /** Tokens of prompt and answer together. */
  maxLength: z.number().int().positive().optional(),
});

const Site = z.strictObject({
  partition: line,
  account: line.optional(),
  qos: line.optional(),
  /** The GPUs' name in Slurm (GRES) and how many a node has. */
  gpu: z.strictObject({ gres: line.default("gpu"), perNode: z.number().int().positive() }),
  cpusPerGpu: z.number().int().positive().optional(),
  /** Memory of a node that a job takes, as sbatch writes it; "0" is all of it. */
  memory: line.optional(),
  /** Further options of sbatch, such as "--constraint=a100". */
  options: z.array(line.regex(/^--/, 'must begin with "--"')).default([]),
  training: z.strictObject({
    ...Environment, time,
    /** GPUs of one run, all on one node. */
    gpus: z.number().int().positive(),
    /** Seconds before the time limit at which a run saves itself: its longest step and a checkpoint, and a minute more. */
    warning: seconds.default(600),
  }),
  serving: z.strictObject({
    ...Environment, time,
    /** Seconds before the time limit at which a successor is submitted: the queue's usual wait and the loading of the weights. */
    warning: seconds.default(1800),
    /** How a node's address that notebooks reach begins, for example "10.20."; without it the first private one. */
    network: line.optional(),
    /** Further options of `vllm serve` and `vllm run-batch`. */
    flags: z.array(line).default([]),
  }),
  models: z.strictObject({ teacher: Model.optional(), base: Model }),
  /** Fast disk for temporary files of a job. */
  scratch: path.optional(),
  /** For SLURM_HOST: this project's folder there, on a shared disk or a copy kept by rsync. */
  remote: z.strictObject({ folder: path, shared: z.boolean() }).optional(),
});

export type Site = z.output<typeof Site>;
export type SiteModel = z.output<typeof Model>;
export interface Environment {
  readonly modules: readonly string[];
  readonly venv?: string | undefined;
  readonly container: readonly string[];
}

/** The file that describes the site: the setting SITE, or cluster/site.json. */
export const siteFile = (): string => fromRoot(setting("SITE", "cluster/site.json"));

/** The site's description. Throws one sentence that names every field that is wrong. */
export function loadSite(file: string = siteFile()): Site {
  if (!existsSync(file)) throw new Error(`Expected the description of the cluster in ${file}, found no such file: copy cluster/site.example.json there and fill it in`);
  const checked = Site.safeParse(parse(file));
  if (checked.success) return checked.data;
  const wrong = checked.error.issues.map((issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`);
  throw new Error(`Expected ${file} to describe the cluster as cluster/site.example.json does, got ${wrong.join("; ")}: correct ${wrong.length === 1 ? "it" : "them"}`);
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new Error(`Expected ${file} to be JSON, got ${(cause as Error).message}: correct it`, { cause });
  }
}
