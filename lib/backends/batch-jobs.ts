// A batch without a server: an array of Slurm jobs runs `vllm run-batch` on each exported shard;
// shards without results are submitted again.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { artifacts, REPORT } from "../io/artifacts.ts";
import { readJson, writeJson } from "../io/json.ts";
import { shardScript } from "./vllm-script.ts";
import { exportShards, importShards, type ShardOptions } from "../inference/vllm-batch.ts";
import { loadSite, type Site, type SiteModel } from "../slurm/site-config.ts";
import { openHost, type Host } from "../slurm/host.ts";
import { jobResources } from "../slurm/sbatch.ts";
import { cannotStart, type JobState } from "../slurm/job-states.ts";
import { cancel, nextRecord, recordsIn, submit, wait, type Submitted } from "../slurm/jobs.ts";
import type { Request } from "../inference/types.ts";

export interface AskInShards extends Omit<ShardOptions, "endpoint"> {
  /** teacher, base, or a converted student: run-batch loads no adapters. */
  readonly role: string;
  /** Folder of the place. */
  readonly folder: string;
  /** Requests a shard: some tens of minutes of work. @default 2000 */
  readonly size?: number;
  /** Tasks that run at once. @default 8 */
  readonly atOnce?: number;
  /** How often shards without results are submitted. @default 3 */
  readonly attempts?: number;
  readonly onStates?: (tasks: readonly JobState[]) => void;
  /** Seconds between two looks at first. @default 2 */
  readonly every?: number;
}

export interface AskedInShards {
  readonly shards: number;
  readonly imported: number;
  readonly failed: number;
  /** Requests without an answer; asking again has just those. */
  readonly missing: readonly string[];
}

/**
 * Answers pending requests by a job array and imports the replies into the journal. Called again
 * later, it resumes the array. `requests` is called twice. Throws when Slurm will not run the
 * array.
 */
export async function askInShards(requests: () => Iterable<Request> | AsyncIterable<Request>, options: AskInShards): Promise<AskedInShards> {
  const site = loadSite();
  const host = openHost(site);
  const { role, sampling, journal, prompts, size = 2000 } = options;
  const shared = { endpoint: { model: role }, sampling, journal, ...(prompts ? { prompts } : {}) };
  const round = roundOf(`${journal}.shards`);
  if (shardsIn(round).length === 0) await exportShards(requests(), { ...shared, folder: round, size });
  const shards = shardsIn(round);
  await workThrough(round, { ...options, site, host });
  const results = shards.map((number) => resultsOf(round, number)).filter((file) => existsSync(file));
  const { imported, failed, missing } = await importShards(requests(), { ...shared, results });
  writeJson(join(round, IMPORTED), { imported, failed, missing: missing.length });
  return { shards: shards.length, imported, failed, missing };
}

/**
 * Submits what has no results until all have or attempts run out; waits for an array that is there.
 */
async function workThrough(round: string, options: AskInShards & { site: Site; host: Host }): Promise<void> {
  const { host, attempts = 3, every = 2, onStates } = options;
  for (;;) {
    const last = recordsIn(round).map((file) => readJson<Partial<Submitted>>(file)).findLast(({ id }) => id);
    if (last?.id) await wait([last.id], { host, every, onStates: (found) => observe(last.id as string, { tasks: found.get(last.id as string) ?? [], host, onStates }) });
    await host.pull(round, { only: ["log/***", "shard-*.results.jsonl"] });
    const missing = shardsIn(round).filter((number) => !existsSync(resultsOf(round, number)));
    if (missing.length === 0 || recordsIn(round).length >= attempts) return;
    await submitArray(round, { ...options, missing });
  }
}

async function observe(id: string, { tasks, host, onStates }: { tasks: readonly JobState[]; host: Host; onStates: AskInShards["onStates"] }): Promise<void> {
  onStates?.(tasks);
  const stuck = tasks.find(cannotStart);
  if (!stuck) return;
  await cancel([id], host);
  throw new Error(`Expected Slurm to run the array ${id}, it will not (${stuck.state}, ${stuck.reason}): it was cancelled; correct the site file and ask again`);
}

async function submitArray(round: string, { role, folder, site, host, missing, atOnce = 8 }: AskInShards & { site: Site; host: Host; missing: readonly number[] }): Promise<void> {
  await host.push(missing.map((number) => shardFile(round, number)));
  const model = modelOf(role, { site, host, folder });
  const there = host.path(round);
  const script = shardScript({ served: { name: role, model, adapters: [] }, environment: site.serving, folder: there, flags: site.serving.flags, scratch: site.scratch });
  const wanted = jobResources(site, { kind: "serving", gpus: model.gpus, requeue: true, array: `${missing.join(",")}%${atOnce}` });
  await submit({ name: `shards-${role}`, script, folder: there, resources: wanted, log: "log/%a.txt" }, { host, record: nextRecord(round) });
}

/** Weights of the site, or a student that 5-convert made. */
function modelOf(role: string, { site, host, folder }: { site: Site; host: Host; folder: string }): SiteModel {
  if (role === "base") return site.models.base;
  if (role === "teacher") {
    if (!site.models.teacher) throw new Error("Expected the site file to name the teacher's weights, found none: add models.teacher");
    return site.models.teacher;
  }
  const weights = join(folder, artifacts.model(role));
  if (!existsSync(join(weights, REPORT))) throw new Error(`Expected the converted student "${role}" in ${weights}, found none: convert it first`);
  return { ...site.models.base, weights: host.path(weights) };
}

/** The folder of the round under way, else of a new one: imported rounds are over. */
function roundOf(root: string): string {
  const rounds = existsSync(root) ? readdirSync(root).flatMap((name) => /^round-(\d+)$/.exec(name)?.[1] ?? []).map(Number) : [];
  const last = Math.max(1, ...rounds);
  return join(root, `round-${existsSync(join(root, `round-${last}`, IMPORTED)) ? last + 1 : last}`);
}

const IMPORTED = "imported.json";
const shardsIn = (round: string): number[] => (existsSync(round) ? readdirSync(round).flatMap((name) => /^shard-(\d+)\.jsonl$/.exec(name)?.[1] ?? []) : []).map(Number).sort((a, b) => a - b);
const shardFile = (round: string, number: number): string => join(round, `shard-${String(number).padStart(4, "0")}.jsonl`);
const resultsOf = (round: string, number: number): string => join(round, `shard-${String(number).padStart(4, "0")}.results.jsonl`);
