// The servers of a batch while it runs: which one takes the next note, how loaded and how well each is. Sends through client.ts, asks again through retry.ts; knows
// nothing of journals or of what is asked.
import { giveBack } from "./requests.ts";
import { answered, refused, seen, INITIAL_LIMIT } from "./concurrency.ts";
import type { ConcurrencyLimit, ServerMetrics } from "./concurrency.ts";
import { isReachable, fetchMetrics } from "./server-status.ts";
import { send } from "./client.ts";
import type { Client, Attempt } from "./client.ts";
import { pause, withRetries } from "./retry.ts";
import type { RetryOptions } from "./retry.ts";
import type { PreparedRequest } from "./pending.ts";

export interface Server {
  readonly client: Client;
  /** Tasks of notes that this server has taken, not yet begun. */
  readonly queue: PreparedRequest[];
  /** Tasks begun and not ended; those between two attempts included. */
  active: number;
  load: ConcurrencyLimit;
  /** The first and the last look at its figures. */
  first: ServerMetrics | undefined;
  last: ServerMetrics | undefined;
  /** Why it turns requests away, while it does. */
  trouble: Failure | undefined;
  /** Set for good once patience with it has run out: its requests fail at once with this. */
  lost: Failure | undefined;
  /** Errors and broken connections since its last answer. */
  faults: number;
  /** Replies in a row that failed through the server's fault. */
  failures: number;
}

type Failure = Extract<Attempt, { ok: false }>;

/** So many replies in a row failed through the server's fault, and it is given up: whatever is wrong is not wrong with single requests. */
const GIVE_UP_AFTER = 50;
const UNHEALTHY_AFTER = 20;
const LOOK_EVERY = 1000;

export const newServer = (client: Client): Server => ({ client, queue: [], active: 0, load: INITIAL_LIMIT, first: undefined, last: undefined, trouble: undefined, lost: undefined, faults: 0, failures: 0 });

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

interface Work extends RetryOptions {
  readonly home: Server;
  readonly servers: readonly Server[];
  readonly concurrency: number | undefined;
  readonly deadline: number | undefined;
  readonly live: Set<AbortController>;
}

/** Works a task to its end: as many attempts as it takes, at another server when its own is down and another is not. It stays active at the `server` it ended at. */
export async function work(task: PreparedRequest, { home, servers, concurrency, deadline, live, ...persistence }: Work): Promise<{ outcome: Attempt; used: number; server: Server }> {
  let at = home;
  const { outcome, used } = await withRetries(async () => {
    if (!isWell(at)) at = move(at, leastLoaded(servers, concurrency));
    if (at.lost) return at.lost;
    const outcome = await send(at.client, task.body, { live, deadline, session: task.session });
    return takeNote(at, outcome);
  }, persistence);
  if (outcome.ok) giveBack(task.body);
  judge(at, outcome);
  return { outcome, used, server: at };
}

/**
 * Looks at the server each second until the signal ends it: steers by its load figures, and sees one that was in trouble come back. One that is well and has
 * no figures is left alone.
 */
export async function watch(server: Server, { signal, onLook }: { readonly signal: AbortSignal; readonly onLook: () => void }): Promise<void> {
  let hasFigures = true;
  for (; !signal.aborted; await pause(LOOK_EVERY, signal)) {
    if (!isWell(server)) {
      if (await isReachable(server.client, signal)) server.trouble = undefined;
    } else if (hasFigures) {
      const now = await fetchMetrics(server.client, signal);
      hasFigures = now !== "none";
      if (typeof now === "object") steer(server, now);
    }
    onLook();
  }
}

function steer(server: Server, now: ServerMetrics): void {
  server.load = seen(server.load, now, { before: server.last, inFlight: server.active });
  server.first ??= now;
  server.last = now;
}

function move(from: Server, to: Server): Server {
  from.active--;
  to.active++;
  return to;
}

/**
 * What an attempt says about the server, and in its light about the attempt: where a server has failed more requests in a row than it has in flight, it is the server that is
 * ill, and waiting for it uses up patience instead of the requests' attempts.
 */
function takeNote(server: Server, outcome: Attempt): Attempt {
  if (outcome.ok || outcome.reason === "stopped") {
    if (outcome.ok) [server.trouble, server.faults, server.load] = [undefined, 0, answered(server.load)];
    return outcome;
  }
  const isFault = outcome.reason === "server-error" || outcome.reason === "broken-off";
  if (isFault || outcome.again === "wait") server.load = refused(server.load);
  server.faults = isFault ? server.faults + 1 : 0;
  const ill = server.faults >= Math.max(UNHEALTHY_AFTER, server.active);
  const seenSo: Failure = ill ? { ...outcome, again: "wait" } : outcome;
  server.trouble = seenSo.again === "wait" ? seenSo : undefined;
  return seenSo;
}

/** What a reply's end says about the server: patience with it has run out, or it fails every request. */
function judge(server: Server, outcome: Attempt): void {
  if (outcome.ok || outcome.reason === "context-length" || outcome.reason === "rejected") server.failures = 0;
  else if (outcome.reason !== "stopped" && ((outcome.again === "wait" && server.trouble) || ++server.failures >= GIVE_UP_AFTER)) server.lost ??= { ...outcome, again: "never" };
}
