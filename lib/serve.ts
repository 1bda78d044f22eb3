// Owns models that are served in Slurm jobs: the teacher in one service, the base with all students' adapters in another. A service is found again by any notebook, keeps one
// address here while jobs come and go, and has its successor submitted before its time limit. Scripts are serve-script.ts's, jobs slurm.ts's.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJson } from "./files.ts";
import { startRelay } from "./relay.ts";
import type { Relay, Target } from "./relay.ts";
import { lastWords } from "./run-folder.ts";
import { serveScript } from "./serve-script.ts";
import type { ServedModel } from "./serve-script.ts";
import { loadSite } from "./site.ts";
import type { Site } from "./site.ts";
import { openHost } from "./slurm-host.ts";
import type { Host } from "./slurm-host.ts";
import { resources } from "./slurm-script.ts";
import { neverRuns } from "./slurm-state.ts";
import type { JobState } from "./slurm-state.ts";
import { cancel, nextRecord, recordsIn, states, submit, unanswered } from "./slurm.ts";
import type { Submitted } from "./slurm.ts";

export interface Serving {
  /** Addresses on this machine, one a replica, that outlive the jobs behind them. */
  readonly urls: readonly string[];
  readonly apiKey: string;
  /** Of a student: differs when it was trained anew. */
  readonly revision?: string | undefined;
  /** Lets go of the addresses here; the jobs go on. */
  readonly close: () => void;
}

export interface ServeOptions {
  /** Folder of the place. */
  readonly folder: string;
  /** Says how a service that is not there yet comes along. */
  readonly onWait?: (what: string) => void;
  /** Seconds between two looks at the jobs. @default 30 */
  readonly every?: number;
}

/** Serves a role: finds the service that has it, or starts one and waits until it is healthy. Throws one sentence when Slurm will not run it or vLLM does not start. */
export async function serveRole(role: string, options: ServeOptions): Promise<Serving> {
  const site = loadSite();
  const host = openHost(site);
  const service = serviceOf(role, { site, host, folder: options.folder });
  const relayed = `${service.folder}/${service.identity}`;
  let serving = services.get(relayed);
  if (!serving) {
    services.set(relayed, (serving = startServing(service, { ...options, site, host })));
    serving.catch(() => services.delete(relayed));
  }
  return { ...(await serving), revision: service.revision };
}

/** Ends all services of a place. */
export async function stopServing({ folder }: Pick<ServeOptions, "folder">): Promise<void> {
  const host = openHost(loadSite());
  const root = join(folder, "serve");
  for (const [name, serving] of services) if (name.startsWith(`${root}/`)) (services.delete(name), (await serving).close());
  const records = existsSync(root) ? readdirSync(root).flatMap((name) => jobsOf(join(root, name))) : [];
  const found = await states(records.map(({ id }) => id), host);
  await cancel(records.flatMap(({ id, token }) => (found.get(id) ?? []).filter((job) => job.name === token && job.phase !== "ended").map(() => id)), host);
}

// One set of addresses for all notebooks of this process, which may each load this file anew.
const services: Map<string, Promise<Serving>> = ((globalThis as Record<string, unknown>).distilServices ??= new Map()) as Map<string, Promise<Serving>>;

interface Service {
  readonly name: string;
  readonly folder: string;
  readonly served: ServedModel;
  /** Differs when the service would answer otherwise: other weights, other adapters, other options. */
  readonly identity: string;
  /** Of the student that was asked for. */
  readonly revision?: string | undefined;
}

type Context = ServeOptions & { readonly site: Site; readonly host: Host };

/** The service that answers for a role. Students share the base's. */
function serviceOf(role: string, { site, host, folder }: { site: Site; host: Host; folder: string }): Service {
  const name = role === "teacher" ? "teacher" : "students";
  const model = role === "teacher" ? site.models.teacher : site.models.base;
  if (!model) throw new Error('Expected the site file to name the teacher\'s weights, found none: add models.teacher, or name a server with TEACHER_URL');
  const students = name === "teacher" ? [] : trained(folder);
  if (name === "students" && role !== "base" && !students.some((student) => student.name === role)) throw new Error(`Expected a trained student "${role}" in ${join(folder, "students")}, found ${students.map((student) => student.name).join(", ") || "none"}: fine-tune it first`);
  const adapters = students.map(({ name, adapter, rank }) => ({ name, path: host.path(adapter), rank }));
  const template = students.map(({ adapter }) => join(adapter, "chat_template.jinja")).find((file) => existsSync(file));
  const served = { name: name === "teacher" ? "teacher" : "base", model, adapters, template: template && host.path(template) };
  const identity = short(JSON.stringify([served, students, site.serving]));
  const stamp = students.find((student) => student.name === role)?.stamp;
  return { name, folder: join(folder, "serve", name), served, identity, revision: stamp && short(stamp) };
}

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

/** Students with a done-marker; `stamp` tells a student from another of the same name. */
function trained(folder: string): { name: string; adapter: string; rank: number; stamp: string }[] {
  const root = join(folder, "students");
  const done = existsSync(root) ? readdirSync(root).sort().filter((name) => existsSync(join(root, name, "done.json")) && existsSync(join(root, name, "adapter/adapter_config.json"))) : [];
  return done.map((name) => ({ name, adapter: join(root, name, "adapter"), rank: readJson<{ r: number }>(join(root, name, "adapter/adapter_config.json")).r, stamp: readFileSync(join(root, name, "done.json"), "utf8") }));
}

async function startServing(service: Service, context: Context): Promise<Serving> {
  const apiKey = await keyOf(service, context.host);
  let current = await firstAddress(service, context);
  let ways = await Promise.all(current.targets.map((target) => context.host.reach(target)));
  const relays = await Promise.all(ways.map(startRelay));
  const look = async () => {
    const next = await successor(service, { ...context, current });
    if (!next || next.targets.length !== relays.length) return;
    const [old, leaving] = [ways, current];
    ways = await Promise.all(next.targets.map((target) => context.host.reach(target)));
    relays.forEach((relay, i) => relay.aim(ways[i] as Target));
    current = next;
    // Other notebooks look every so often too: by then all have gone over.
    setTimeout(() => void cancel([leaving.id], context.host).catch(() => undefined).finally(() => old.forEach((way) => way.close())), 3000 * (context.every ?? 30)).unref();
  };
  const timer = repeat(look, 1000 * (context.every ?? 30));
  const close = () => {
    clearInterval(timer);
    for (const relay of relays) relay.close();
    for (const way of ways) way.close();
  };
  return { urls: relays.map(({ url }: Relay) => url), apiKey, close };
}

/** Calls `work` again and again, one call at a time, without keeping the process alive. What fails is tried again next time. */
function repeat(work: () => Promise<void>, ms: number): NodeJS.Timeout {
  let busy = false;
  return setInterval(() => {
    if (busy) return;
    busy = true;
    void work().catch((error: Error) => console.warn(error.message)).finally(() => (busy = false));
  }, ms).unref();
}

interface Address {
  readonly id: string;
  readonly targets: readonly Target[];
}

/** The newest healthy job of a service, waited for. Where no job is live one is submitted. */
async function firstAddress(service: Service, context: Context): Promise<Address> {
  const { host, onWait, every = 30 } = context;
  let waited: string | undefined;
  let said = "";
  for (let pause = 0.5; ; pause = Math.min(every, 1.5 * pause), await sleep(1000 * pause)) {
    const live = await liveJobs(service, host).catch(unanswered);
    if (!live) continue;
    const found = await healthy(service, { live, host });
    if (found) return found;
    const last = live.at(-1);
    if (!last && waited) throw new Error(`Expected job ${waited} to serve ${service.name}, it ended: ${await lastLog(service, host)}`);
    if (last && neverRuns(last)) throw new Error(`Expected Slurm to start job ${last.id}, which serves ${service.name}, it will not (${last.state}, ${last.reason}): end it with stopServing and correct the site file`);
    waited = last ? last.id : (await submitNext(service, context)).id;
    const what = `${service.name}: job ${waited} is ${!last ? "submitted" : last.state === "RUNNING" ? "running, vLLM is loading" : `${last.state}${last.reason && ` (${last.reason})`}`}`;
    if (what !== said) onWait?.((said = what));
  }
}

/** Another healthy job than the current one, if there is; one is submitted when the current one's end is near or has come. */
async function successor(service: Service, { current, ...context }: Context & { current: Address }): Promise<Address | undefined> {
  const { host, site } = context;
  const live = await liveJobs(service, host);
  const at = live.findIndex(({ id }) => id === current.id);
  const mine = live[at];
  const others = live.slice(at + 1);
  const ending = !mine || (mine.end !== null && mine.end * 1000 - Date.now() < 1000 * site.serving.warning);
  if (ending && others.length === 0) await submitNext(service, context);
  return healthy(service, { live: others, host });
}

async function healthy(service: Service, { live, host }: { live: readonly JobState[]; host: Host }): Promise<Address | undefined> {
  const running = live.filter(({ state }) => state === "RUNNING");
  if (running.length > 0) await host.pull(service.folder, { only: running.map(({ id }) => `address-${id}.json`) });
  for (const { id } of running.reverse()) {
    const file = join(service.folder, `address-${id}.json`);
    if (!existsSync(file)) continue;
    const targets = readJson<{ urls: string[] }>(file).urls.map((url) => ({ host: new URL(url).hostname, port: Number(new URL(url).port) }));
    if (host.name || (await Promise.all(targets.map(isHealthy))).every(Boolean)) return { id, targets };
  }
  return undefined;
}

const isHealthy = ({ host, port }: Target): Promise<boolean> => fetch(`http://${host}:${port}/health`, { redirect: "error", signal: AbortSignal.timeout(10_000) }).then(({ ok }) => ok, () => false);

/** A service's jobs that have not ended, oldest first. */
async function liveJobs(service: Service, host: Host): Promise<JobState[]> {
  const own = jobsOf(service.folder).filter(({ token }) => token.includes(service.identity));
  const found = await states(own.map(({ id }) => id), host);
  return own.flatMap(({ id, token }) => (found.get(id) ?? []).filter((job) => job.name === token && job.phase !== "ended"));
}

async function submitNext(service: Service, { site, host }: Context): Promise<Submitted> {
  const { gpus, replicas } = service.served.model;
  const folder = host.path(service.folder);
  const script = serveScript({ served: service.served, environment: site.serving, folder, network: site.serving.network, flags: site.serving.flags, scratch: site.scratch });
  const wanted = resources(site, { kind: "serving", gpus: gpus * replicas, requeue: false });
  return submit({ name: `${service.name}-${service.identity}`, script, folder, resources: wanted }, { host, record: nextRecord(service.folder) });
}

/** The key that servers ask for, since others can reach a node's ports: made once, read by jobs from a file that only its owner can read. */
async function keyOf({ folder }: Service, host: Host): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "key");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  await host.push([file]);
  return readFileSync(file, "utf8");
}

const jobsOf = (folder: string): Submitted[] => recordsIn(folder).map((file) => readJson<Submitted>(file)).filter(({ id }) => id);

async function lastLog({ name, folder }: Service, host: Host): Promise<string> {
  await host.pull(folder, { only: ["log.txt"] });
  return lastWords({ name, folder });
}
