// The servers of a batch while it runs: which one takes the next note, how loaded and how well each is. Sends through model.ts, asks again through retry.ts; knows
// nothing of journals or of what is asked.
import { hash } from "node:crypto";
import { answered, readMetrics, refused, seen, START } from "./load.ts";
import type { Load, Sample } from "./load.ts";
import { send } from "./model.ts";
import type { Client, Endpoint, Outcome } from "./model.ts";
import { pause, persist } from "./retry.ts";
import type { Persistence } from "./retry.ts";
import type { Task } from "./tasks.ts";

export interface Server {
  readonly client: Client;
  /** Tasks of notes that this server has taken, not yet begun. */
  readonly queue: Task[];
  /** Tasks begun and not ended; those between two attempts included. */
  active: number;
  load: Load;
  /** The first and the last look at its figures. */
  first: Sample | undefined;
  last: Sample | undefined;
  /** Why it turns requests away, while it does. */
  trouble: Failure | undefined;
  /** Set for good once patience with it has run out: its requests fail at once with this. */
  lost: Failure | undefined;
  /** Replies in a row that failed through the server's fault. */
  failures: number;
}

type Failure = Extract<Outcome, { ok: false }>;

/** So many replies in a row failed through the server's fault, and it is given up: whatever is wrong is not wrong with single requests. */
const GIVE_UP_AFTER = 50;
const LOOK_EVERY = 1000;

export const newServer = (client: Client): Server => ({ client, queue: [], active: 0, load: START, first: undefined, last: undefined, trouble: undefined, lost: undefined, failures: 0 });

export const limitOf = (server: Server, concurrency: number | undefined): number => concurrency ?? Math.floor(server.load.limit);

export const hasRoom = (server: Server, concurrency: number | undefined): boolean => server.active + server.queue.length < limitOf(server, concurrency);

/** False while a server is down or given up. One that is only busy (429) keeps its notes: it has them in its cache. */
export const isWell = (server: Server): boolean => !server.lost && (!server.trouble || server.trouble.reason === "busy");

/** The server for the next note: of those that answer, the one with the smallest share of its limit taken. */
export function leastLoaded(servers: readonly Server[], concurrency: number | undefined): Server {
  const well = servers.filter(isWell);
  const candidates = well.length > 0 ? well : servers.filter((server) => !server.lost);
  const share = (server: Server) => (server.active + server.queue.length) / limitOf(server, concurrency);
  return (candidates.length > 0 ? candidates : servers).reduce((best, server) => (share(server) < share(best) ? server : best));
}

interface Work extends Persistence {
  readonly home: Server;
  readonly servers: readonly Server[];
  readonly concurrency: number | undefined;
  readonly deadline: number | undefined;
  readonly live: Set<AbortController>;
}

/** Works a task to its end: as many attempts as it takes, at another server when its own is down and another is not. */
export async function work(task: Task, { home, servers, concurrency, deadline, live, ...persistence }: Work): Promise<{ outcome: Outcome; used: number }> {
  let at = home;
  const session = hash("sha256", task.note_id).slice(0, 16);
  const ended = await persist(async () => {
    if (!isWell(at)) at = move(at, leastLoaded(servers, concurrency));
    if (at.lost) return at.lost;
    const outcome = await send(at.client, task.body, { live, deadline, session });
    takeNote(at, outcome);
    return outcome;
  }, persistence);
  judge(at, ended.outcome);
  at.active--;
  return ended;
}

/** Looks at the server each second until the signal ends it: steers by vLLM's figures, and sees a server that was down come back. One that is well and has no such figures is left alone. */
export async function watch(server: Server, { signal, onLook }: { readonly signal: AbortSignal; readonly onLook: () => void }): Promise<void> {
  let figures = true;
  for (; !signal.aborted; await pause(LOOK_EVERY, signal)) {
    if (!figures && isWell(server)) continue;
    const page = await get(server.client, new URL("../metrics", server.client.url).href, { signal });
    if (!page || page.status >= 500) continue;
    if (server.trouble?.reason === "unreachable") server.trouble = undefined;
    const now = page.status === 200 ? readMetrics(page.text) : undefined;
    figures = now !== undefined;
    if (now) {
      server.load = seen(server.load, now, { before: server.last, inFlight: server.active });
      server.first ??= now;
      server.last = now;
    }
    onLook();
  }
}

/**
 * Asks each server which models it serves. One that cannot be reached or does not say is left to the requests themselves.
 * @throws {Error} When a server says that it does not serve the model, or that the key is wrong.
 */
export async function checkModels(clients: readonly Client[], { endpoint, signal }: { readonly endpoint: Endpoint; readonly signal: AbortSignal }): Promise<void> {
  await Promise.all(clients.map(async (client) => {
    const page = await get(client, `${client.url}/models`, { signal, apiKey: endpoint.apiKey });
    if (page?.status === 401 || page?.status === 403) throw new Error(`Expected ${client.url} to accept the API key, it answered ${page.status}: set the model's API key`);
    const served = page?.status === 200 ? modelNames(page.text) : undefined;
    if (served && !served.includes(client.model)) throw new Error(`Expected ${client.url} to serve "${client.model}", it serves ${served.map((name) => `"${name}"`).join(", ")}: set the model to one of these`);
  }));
}

function move(from: Server, to: Server): Server {
  from.active--;
  to.active++;
  return to;
}

/** What an attempt says about the server. */
function takeNote(server: Server, outcome: Outcome): void {
  if (outcome.ok) {
    server.trouble = undefined;
    server.load = answered(server.load);
  } else if (outcome.again === "wait") {
    server.trouble = outcome;
    server.load = refused(server.load);
  } else if (outcome.reason === "server-error" || outcome.reason === "broken-off") server.load = refused(server.load);
  else if (outcome.reason !== "stopped") server.trouble = undefined;
}

/** What a reply's end says about the server. */
function judge(server: Server, outcome: Outcome): void {
  if (outcome.ok || outcome.reason === "context-length" || outcome.reason === "rejected") server.failures = 0;
  else if (outcome.reason !== "stopped" && ((outcome.again === "wait" && server.trouble) || ++server.failures >= GIVE_UP_AFTER)) server.lost ??= { ...outcome, again: "never" };
}

async function get(client: Client, url: string, { signal, apiKey }: { readonly signal: AbortSignal; readonly apiKey?: string | undefined }): Promise<{ status: number; text: string } | undefined> {
  try {
    const { origin, pathname } = new URL(url);
    const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
    const answer = await client.agent.request({ origin, path: pathname, method: "GET", headers, signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    return { status: answer.statusCode, text: await answer.body.text() };
  } catch {
    return undefined;
  }
}

function modelNames(page: string): string[] | undefined {
  try {
    const { data } = JSON.parse(page) as { data?: { id: string }[] };
    return data?.map((model) => model.id);
  } catch {
    return undefined;
  }
}
