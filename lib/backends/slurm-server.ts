// Models served in Slurm jobs, by role, at local addresses that stay while jobs come and go.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { artifacts } from "../io/artifacts.ts";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.ts";
import {
  currentAddress, firstAddress, liveIn, successor, type Address, type SlurmContext,
} from "./server-jobs.ts";
import { apiKeyFor, serviceOf, type Service } from "./served-models.ts";
import { loadSite } from "../slurm/site-config.ts";
import { openHost, type Target } from "../slurm/host.ts";
import { cancel } from "../slurm/jobs.ts";

export interface Serving {
  /** Local addresses, one a replica, that outlive their jobs. */
  readonly urls: readonly string[];
  readonly apiKey: string;
  /** Of a student: differs when it was trained anew. */
  readonly revision?: string | undefined;
}

export interface ServeOptions {
  /** Folder of the place. */
  readonly folder: string;
  /** Says how a service that is not there yet comes along. */
  readonly onWait?: (what: string) => void;
  /** Seconds between two looks at the jobs. @default 30 */
  readonly every?: number;
}

/**
 * Serves a role: finds the service that has it, or starts one and waits until it is healthy. While
 * this process lives, a successor is submitted before the time limit. A newly trained student is
 * served by a new job, to which the addresses move. Throws when Slurm will not run it or vLLM does
 * not start.
 */
export async function ensureServer(role: string, { folder, onWait, every = 30 }: ServeOptions): Promise<Serving> {
  const site = loadSite();
  const cluster = { site, host: openHost(site) };
  const service = serviceOf(role, { ...cluster, folder });
  const context = { ...cluster, onWait, every };
  const apiKey = await apiKeyFor(service, cluster.host);
  let opening = open.get(service.folder);
  if (!opening) {
    open.set(service.folder, (opening = start(service, context)));
    opening.catch(() => open.delete(service.folder));
  }
  const live = await opening;
  // One move at a time: cells may ask for several students.
  await (live.moved = live.moved.catch(() => undefined).then(async () => {
    if (live.service.identity !== service.identity) await move(live, { ...context, service, next: await firstAddress(service, context) });
  }));
  return { urls: live.relays.map(({ url }) => url), apiKey, revision: service.revision };
}

/** Ends all services of a place. */
export async function stopServing({ folder }: Pick<ServeOptions, "folder">): Promise<void> {
  const root = join(folder, artifacts.services);
  for (const [name, opening] of open) if (name.startsWith(`${root}/`)) (open.delete(name), close(await opening));
  const host = openHost(loadSite());
  const names = existsSync(root) ? readdirSync(root) : [];
  const jobs = await Promise.all(names.map((name) => liveIn(join(root, name), host)));
  await cancel(jobs.flat(), host);
}

/** The way to a server from here, and how to give it up. */
type Way = Target & { readonly close: () => void };

/** A service with its addresses in this process. */
interface Live {
  service: Service;
  current: Address;
  ways: readonly Way[];
  readonly relays: readonly TcpProxy[];
  moved: Promise<void>;
  timer?: NodeJS.Timeout;
}

type Context = SlurmContext & { readonly onWait?: ((what: string) => void) | undefined; readonly every: number };

// Shared by all notebooks of this process, which may each load this file again.
const open: Map<string, Promise<Live>> = ((globalThis as Record<string, unknown>).distilServices ??= new Map()) as Map<string, Promise<Live>>;

async function start(service: Service, context: Context): Promise<Live> {
  const current = await firstAddress(service, context);
  const ways = await Promise.all(current.targets.map((target) => context.host.reach(target)));
  const live: Live = { service, current, ways, relays: await Promise.all(ways.map(startTcpProxy)), moved: Promise.resolve() };
  live.timer = setInterval(() => {
    live.moved = live.moved.then(() => look(live, context)).catch((error: Error) => console.warn(error.message)); // and it is tried again next time
  }, 1000 * context.every).unref();
  return live;
}

/** Moves to a service with more students, or to the job's successor. */
async function look(live: Live, context: Context): Promise<void> {
  const { service, current } = live;
  const fresh = serviceOf(service.served.name, { ...context, folder: join(service.folder, "../..") });
  const renewed = fresh.identity === service.identity ? undefined : await currentAddress(fresh, context.host);
  if (renewed) return move(live, { ...context, service: fresh, next: renewed });
  const next = await successor(service, { ...context, current });
  if (next) await move(live, { ...context, service, next });
}

async function move(live: Live, { service, next, host, every }: Context & { service: Service; next: Address }): Promise<void> {
  if (next.targets.length !== live.relays.length) throw new Error(`Expected ${service.name} to have ${live.relays.length} replicas as before, got ${next.targets.length}: restart the notebook's kernel`);
  const { ways, current } = live;
  live.ways = await Promise.all(next.targets.map((target) => host.reach(target)));
  live.relays.forEach((relay, i) => relay.aim(live.ways[i] as Target));
  Object.assign(live, { service, current: next });
  // Other notebooks check periodically too: by then all have moved.
  setTimeout(() => void cancel([current.id], host).catch(() => undefined).finally(() => ways.forEach((way) => way.close())), 3000 * every).unref();
}

function close({ timer, relays, ways }: Live): void {
  clearInterval(timer);
  for (const relay of relays) relay.close();
  for (const way of ways) way.close();
}
