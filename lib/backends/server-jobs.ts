// The Slurm jobs behind a service: the healthy one, a first one, and a successor before its time
// limit.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isIP } from "node:net";
import { assertAllowedUrl } from "../inference/host-policy.ts";
import { readJson } from "../io/json.ts";
import { setting } from "../settings.ts";
import { serveScript } from "./vllm-script.ts";
import type { Service } from "./served-models.ts";
import type { Site } from "../slurm/site-config.ts";
import type { Host, Target } from "../slurm/host.ts";
import { lastErrorLine } from "../slurm/job-log.ts";
import { jobResources } from "../slurm/sbatch.ts";
import { cannotStart, type JobState } from "../slurm/job-states.ts";
import {
  nextRecord, recordsIn, jobStates, submit, unanswered, type Submitted,
} from "../slurm/jobs.ts";

export interface SlurmContext {
  readonly site: Site;
  readonly host: Host;
}

/** A healthy job and its servers' addresses, as seen from the cluster. */
export interface Address {
  readonly id: string;
  readonly targets: readonly Target[];
}

export interface FirstAddress extends SlurmContext {
  readonly onWait?: ((what: string) => void) | undefined;
  /** Longest time between two looks, in seconds. */
  readonly every: number;
}

/**
 * Waits for the service's newest healthy job; submits one where none is live. Throws when it ends
 * or will never start.
 */
export async function firstAddress(service: Service, { onWait, every, ...cluster }: FirstAddress): Promise<Address> {
  let waited: string | undefined;
  let said = "";
  for (let pause = 0.5; ; pause = Math.min(every, 1.5 * pause), await sleep(1000 * pause)) {
    const live = await liveJobs(service, cluster.host).catch(unanswered);
    if (!live) continue;
    const found = await healthy(service, { live, host: cluster.host });
    if (found) return found;
    const last = live.at(-1);
    if (!last && waited) throw new Error(`Expected job ${waited} to serve ${service.name}, it ended: ${await lastLog(service, cluster.host)}`);
    if (last && cannotStart(last)) throw new Error(`Expected Slurm to start job ${last.id}, which serves ${service.name}, it will not (${last.state}, ${last.reason}): end it with stopServing and correct the site file`);
    waited = last ? last.id : (await submitNext(service, cluster)).id;
    const what = `${service.name}: job ${waited} is ${last ? describe(last) : "submitted"}`;
    if (what !== said) onWait?.((said = what));
  }
}

/**
 * A healthy job newer than the current one, if any; submits one when the current one's end is near
 * or past.
 */
export async function successor(service: Service, { current, site, host }: SlurmContext & { readonly current: Address }): Promise<Address | undefined> {
  const live = await liveJobs(service, host);
  const at = live.findIndex(({ id }) => id === current.id);
  const end = live[at]?.end;
  const newer = live.slice(at + 1);
  const ending = at < 0 || (end != null && end * 1000 - Date.now() < 1000 * site.serving.warning);
  if (ending && newer.length === 0) await submitNext(service, { site, host });
  return healthy(service, { live: newer, host });
}

/** A service's healthy job, without submitting or waiting. */
export const currentAddress = async (service: Service, host: Host): Promise<Address | undefined> => healthy(service, { live: await liveJobs(service, host), host });

/** Ids of all jobs of a folder of services that have not ended. */
export async function liveIn(folder: string, host: Host): Promise<string[]> {
  const jobs = jobsOf(folder);
  const found = await jobStates(jobs.map(({ id }) => id), host);
  return jobs.filter(({ id, token }) => (found.get(id) ?? []).some((job) => job.name === token && job.phase !== "ended")).map(({ id }) => id);
}

const describe = ({ state, reason }: JobState): string => (state === "RUNNING" ? "running, vLLM is loading" : `${state}${reason && ` (${reason})`}`);

async function healthy(service: Service, { live, host }: { live: readonly JobState[]; host: Host }): Promise<Address | undefined> {
  const running = live.filter(({ state }) => state === "RUNNING");
  if (running.length > 0) await host.pull(service.folder, { only: running.map(({ id }) => `address-${id}.json`) });
  for (const { id } of running.reverse()) {
    const file = join(service.folder, `address-${id}.json`);
    if (!existsSync(file)) continue;
    const { urls } = readJson<{ urls: string[] }>(file);
    for (const url of urls) await assertPublished(url, host);
    const targets = urls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }));
    // Behind ssh the job's own check has to do.
    if (host.name || (await Promise.all(targets.map(isHealthy))).every(Boolean)) return { id, targets };
  }
  return undefined;
}

/** Notes go to the address that a job published only if the host policy lets them, by the cluster's own names. */
async function assertPublished(url: string, host: Host): Promise<void> {
  const onCluster = async (name: string) => [...new Set((await host.run(["getent", "ahosts", name])).stdout.split("\n").map((line) => line.split(/\s+/)[0] as string).filter((address) => isIP(address)))];
  await assertAllowedUrl(url, { allowHosts: setting("ALLOW_HOSTS", [] as string[]), ...(host.name && { lookUp: onCluster }) });
}

const isHealthy = ({ host, port }: Target): Promise<boolean> => fetch(`http://${host}:${port}/health`, { redirect: "error", signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);

/** A service's jobs that have not ended, oldest first. */
async function liveJobs(service: Service, host: Host): Promise<JobState[]> {
  const own = jobsOf(service.folder).filter(({ token }) => token.includes(service.identity));
  const found = await jobStates(own.map(({ id }) => id), host);
  return own.flatMap(({ id, token }) => (found.get(id) ?? []).filter((job) => job.name === token && job.phase !== "ended"));
}

async function submitNext(service: Service, { site, host }: SlurmContext): Promise<Submitted> {
  const { gpus, replicas } = service.served.model;
  const { flags, network } = site.serving;
  const folder = host.path(service.folder);
  const script = serveScript({ served: service.served, environment: site.serving, folder, network, flags, scratch: site.scratch });
  const wanted = jobResources(site, { kind: "serving", gpus: gpus * replicas, requeue: false });
  return submit({ name: `${service.name}-${service.identity}`, script, folder, resources: wanted }, { host, record: nextRecord(service.folder) });
}

const jobsOf = (folder: string): Submitted[] => recordsIn(folder).map((file) => readJson<Submitted>(file)).filter(({ id }) => id);

async function lastLog({ folder }: Service, host: Host): Promise<string> {
  await host.pull(folder, { only: ["log.txt"] });
  return lastErrorLine(folder);
}
