// A batch's servers: which one a note's requests go to, when they are sent, retried or moved, and
// when replies are written. A request is in one server's queue, then in flight, then in `completed`
// until its reply is in the journal.
import { setTimeout as sleep } from "node:timers/promises";
import { send, toReply, newRetryState, waitToRetry, type RetryOptions } from "./client.ts";
import {
  answersAnother, fetchMetrics, INITIAL_LIMIT, isReachable, onMetrics, onRejection, onSuccess,
  type ConcurrencyLimit, type ServerMetrics,
} from "./server-status.ts";
import type { Journal } from "./journal.ts";
import type { ProgressTracker } from "./usage.ts";
import type { PreparedRequest } from "./requests.ts";
import type { Attempt, Client, FailedAttempt, Reason, Reply } from "./types.ts";

export interface Server {
  readonly client: Client;
  /** Requests that wait to be sent. */
  readonly queue: PreparedRequest[];
  /** Requests in flight: sent or between two attempts, and not yet in the journal. */
  active: number;
  load: ConcurrencyLimit;
  firstMetrics: ServerMetrics | undefined;
  lastMetrics: ServerMetrics | undefined;
  /** Why the server turns requests away, while it does. */
  unavailable: FailedAttempt | undefined;
  /** Why it is given up for the rest of the batch: its requests fail at once with this. */
  fatalError: FailedAttempt | undefined;
  /** Errors and broken connections since its last answer. */
  faults: number;
  /** Requests in a row that failed through the server's fault. */
  failures: number;
  /** Attempts in a row that it refused without blaming their request. */
  refusals: number;
}

export const createServer = (client: Client): Server => ({
  client, queue: [], active: 0, load: INITIAL_LIMIT, firstMetrics: undefined,
  lastMetrics: undefined, unavailable: undefined, fatalError: undefined, faults: 0, failures: 0,
  refusals: 0,
});

/** After so many failed requests in a row a server is given up: the requests are not to blame. */
const GIVE_UP_AFTER = 50;
/** At least so many faults in a row make a server unhealthy. */
const UNHEALTHY_AFTER = 20;
/** After so many refusals in a row, and no answer, the run stops: no request is to blame. */
const STOP_AFTER = 20;
const MONITOR_INTERVAL = 1000;
/** The most requests that wait for one server: their prompts are already built. */
const MAX_QUEUE = 256;

interface SchedulerOptions extends RetryOptions {
  readonly servers: readonly Server[];
  readonly journal: Journal;
  readonly tracker: ProgressTracker;
  readonly signal: AbortSignal;
  /** Requests in flight at each server. @default Each server's own limit. */
  readonly concurrency?: number | undefined;
  /** Aborts `signal`. */
  readonly stop: AbortController;
}

export interface Scheduler extends SchedulerOptions {
  /** All requests of a note go to one server, so that the note stays in its prefix cache. */
  readonly serverByNote: Map<string, Server>;
  /** Replies to be written at the end of this turn of the event loop. */
  readonly completed: { readonly reply: Reply; readonly server: Server }[];
  readonly monitorAbort: AbortController;
  readonly monitors: Promise<void>[];
  /** Why replies could not be written. */
  writeError: Error | undefined;
  /** Why the run was stopped, when a server refused everything. */
  refusal: Error | undefined;
  /** Resolves the promise of whoever waits for a change. */
  wake: () => void;
}

/** Starts to monitor the servers; `drain` must be called at the end. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const scheduler: Scheduler = {
    ...options, serverByNote: new Map(), completed: [], monitorAbort: new AbortController(),
    monitors: [], writeError: undefined, refusal: undefined, wake: () => {},
  };
  for (const server of options.servers) scheduler.monitors.push(monitor(scheduler, server));
  options.signal.addEventListener("abort", () => dispatch(scheduler));
  return scheduler;
}

/** Takes a request. Resolves when the next may come; to be called one at a time. */
export async function enqueue(scheduler: Scheduler, request: PreparedRequest): Promise<void> {
  const { serverByNote, servers, signal } = scheduler;
  let server = serverByNote.get(request.note_id);
  if (!server || !isHealthy(server)) {
    const hasRoom = (one: Server) => shareInUse(scheduler, one) < 1;
    await until(scheduler, () => signal.aborted || servers.some(hasRoom));
    server = leastLoaded(scheduler);
    serverByNote.set(request.note_id, server);
  }
  const { queue } = server;
  queue.push(request);
  dispatch(scheduler);
  await until(scheduler, () => queue.length < MAX_QUEUE);
}

/** Resolves when every request has ended: answered, failed, or abandoned after a stop. */
export async function drain(scheduler: Scheduler): Promise<void> {
  const { servers, monitorAbort, monitors } = scheduler;
  await until(scheduler, () => servers.every(({ active, queue }) => active + queue.length === 0));
  monitorAbort.abort();
  await Promise.all(monitors);
}

/** Sends as many waiting requests as the servers' limits allow; after a stop it drops them. */
function dispatch(scheduler: Scheduler): void {
  for (const server of scheduler.servers) {
    const { queue } = server;
    if (scheduler.signal.aborted) queue.length = 0;
    while (queue.length > 0 && server.active < limitOf(scheduler, server)) {
      void execute(scheduler, server, queue.shift() as PreparedRequest);
    }
  }
  scheduler.wake();
}

/** Takes a request to its reply, at another server if its own is down. */
async function execute(
  scheduler: Scheduler, first: Server, request: PreparedRequest,
): Promise<void> {
  const { completed } = scheduler;
  const { body, session } = request;
  const state = newRetryState();
  let server = first;
  let attempt: Attempt;
  server.active++;
  do {
    if (!isHealthy(server)) server = reassign(server, leastLoaded(scheduler));
    attempt = server.fatalError ??
      recordAttempt(server, await send(server.client, body, session));
    if (server.refusals >= STOP_AFTER) stopRun(scheduler, attempt);
  } while (await waitToRetry(state, attempt, scheduler));
  recordOutcome(server, attempt);
  if (completed.length === 0) setImmediate(flushReplies, scheduler);
  const reply = toReply(attempt, { ...request, attempts: state.attemptsUsed });
  completed.push({ server, reply });
}

/**
 * Writes completed replies, and only then sends others in their place: a killed run asks no more
 * again than were in flight.
 */
function flushReplies(scheduler: Scheduler): void {
  const { journal, tracker, signal, stop } = scheduler;
  const completed = scheduler.completed.splice(0);
  const replies = completed.map(({ reply }) => reply)
    .filter(({ error }) => !(error && signal.aborted));
  try {
    if (replies.length > 0) journal.append(...replies);
    replies.forEach(tracker.recordReply);
  } catch (error) {
    scheduler.writeError ??= error as Error;
    stop.abort();
  }
  for (const { server } of completed) server.active--;
  dispatch(scheduler);
}

async function until(scheduler: Scheduler, isReady: () => boolean): Promise<void> {
  while (!isReady()) await new Promise<void>((resolve) => (scheduler.wake = resolve));
}

const limitOf = ({ concurrency }: Scheduler, { load }: Server): number =>
  concurrency ?? Math.floor(load.limit);

/** The share of its limit that a server has in flight or in its queue. */
const shareInUse = (scheduler: Scheduler, server: Server): number =>
  (server.active + server.queue.length) / limitOf(scheduler, server);

/** False while a server is down. A busy one (429) keeps its notes, which it has cached. */
const isHealthy = ({ fatalError, unavailable }: Server): boolean =>
  !fatalError && (!unavailable || unavailable.reason === "busy");

/** The least used of the healthy servers, else of those not given up. */
function leastLoaded(scheduler: Scheduler): Server {
  const { servers } = scheduler;
  const choices = [servers.filter(isHealthy), servers.filter(({ fatalError }) => !fatalError)];
  return (choices.find(({ length }) => length > 0) ?? servers).reduce((best, server) =>
    shareInUse(scheduler, server) < shareInUse(scheduler, best) ? server : best);
}

/** Reasons that another request would meet as well. */
const REFUSALS: ReadonlySet<Reason> = new Set<Reason>(["refused", "unauthorised", "wrong-model", "not-found"]);

/** Ends the run: what is in flight is asked again by the next one. */
function stopRun(scheduler: Scheduler, attempt: Attempt): void {
  if (attempt.ok || scheduler.signal.aborted) return;
  scheduler.refusal = new Error(`${STOP_AFTER} requests in a row were refused and none answered (${attempt.message}): correct the server or the settings, and run again to go on from there`);
  scheduler.stop.abort();
}

function reassign(from: Server, to: Server): Server {
  from.active--;
  to.active++;
  return to;
}

/**
 * Records an attempt. A server with more faults in a row than requests in flight is unhealthy: then
 * attempts do not count, requests wait.
 */
function recordAttempt(server: Server, attempt: Attempt): Attempt {
  if (attempt.ok) {
    server.unavailable = undefined;
    server.faults = server.refusals = 0;
    server.load = onSuccess(server.load);
    return attempt;
  }
  if (attempt.reason === "stopped") return attempt;
  server.refusals = REFUSALS.has(attempt.reason) ? server.refusals + 1 : 0;
  const isFault = attempt.reason === "server-error" || attempt.reason === "broken-off";
  if (isFault || attempt.retry === "when-available") server.load = onRejection(server.load);
  server.faults = isFault ? server.faults + 1 : 0;
  const isUnhealthy = server.faults >= Math.max(UNHEALTHY_AFTER, server.active);
  const recorded: FailedAttempt = isUnhealthy ? { ...attempt, retry: "when-available" } : attempt;
  server.unavailable = recorded.retry === "when-available" ? recorded : undefined;
  return recorded;
}

/** Gives a server up when a request has waited for it in vain, or when it fails every request. */
function recordOutcome(server: Server, attempt: Attempt): void {
  if (attempt.ok || attempt.reason === "context-length" || attempt.reason === "rejected") {
    server.failures = 0;
  } else if (attempt.reason !== "stopped") {
    const waitedInVain = attempt.retry === "when-available" && server.unavailable !== undefined;
    if (!waitedInVain) server.failures++;
    if (waitedInVain || server.failures >= GIVE_UP_AFTER) {
      server.fatalError ??= { ...attempt, retry: "no" };
    }
  }
}

/** Checks a server every second: adjusts its limit by its load, and notices when it is back. */
async function monitor(scheduler: Scheduler, server: Server): Promise<void> {
  const { signal } = scheduler.monitorAbort;
  let hasMetrics = true;
  while (!signal.aborted) {
    if (!isHealthy(server)) {
      if (await isReachable(server.client, signal)) {
        // Where it answers another request, attempts at these count again.
        if (server.faults >= UNHEALTHY_AFTER && await answersAnother(server.client)) {
          server.faults = server.failures = 0;
        }
        server.unavailable = undefined;
      }
    } else if (hasMetrics) {
      const metrics = await fetchMetrics(server.client, signal);
      hasMetrics = metrics !== "none";
      if (typeof metrics === "object") adjustLimit(server, metrics);
    }
    dispatch(scheduler);
    await sleep(MONITOR_INTERVAL, undefined, { signal }).catch(() => {});
  }
}

function adjustLimit(server: Server, metrics: ServerMetrics): void {
  const { load, lastMetrics: before, active: inFlight } = server;
  server.load = onMetrics(load, metrics, { before, inFlight });
  server.firstMetrics ??= metrics;
  server.lastMetrics = metrics;
}
