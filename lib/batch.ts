// Many requests: exactly one reply each, in a journal. Owns their order (note by note), the feeding of servers, and stopping.
// One request is model.ts, asking again is retry.ts, a server's state servers.ts, how many are in flight load.ts, the file journal.ts.
import { setMaxListeners } from "node:events";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { checkModels } from "./look.ts";
import { startMeter } from "./meter.ts";
import type { Progress } from "./meter.ts";
import { connect, toReply } from "./model.ts";
import type { Endpoint, Reason, Sampling } from "./model.ts";
import { hasRoom, isWell, leastLoaded, limitOf, newServer, watch, work } from "./servers.ts";
import type { Server } from "./servers.ts";
import { noteByNote, pending } from "./tasks.ts";
import type { Request, Task } from "./tasks.ts";

export { readReplies } from "./journal.ts";
export type { Progress } from "./meter.ts";
export type { Endpoint, Reply, Sampling } from "./model.ts";
export type { Request } from "./tasks.ts";

export interface BatchOptions {
  readonly endpoint: Endpoint;
  readonly sampling: Sampling;
  /** File of the replies. Where it exists, the batch goes on from it. */
  readonly journal: string;
  /** Hashes of the prompt files by name: a journal made with others is refused by that name. */
  readonly prompts?: Readonly<Record<string, string>>;
  /** Requests in flight at each server. @default As many as the server's load allows. */
  readonly concurrency?: number | undefined;
  /** How many requests there are, where `requests` is not an array: lets progress tell the time left. */
  readonly total?: number | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds to wait for a server that is down or busy before its requests fail. @default 1_800_000 */
  readonly patience?: number | undefined;
  /** Milliseconds an attempt may take from sending to the answer's end. @default 1_800_000 */
  readonly deadline?: number | undefined;
  /** Attempts a request may use up on faults. @default 5 */
  readonly attempts?: number | undefined;
}

/** How a batch ended: `requests` = `answered` + `failed`. */
export interface Summary {
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  /** Failed requests by reason. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  /** Of `requests`, those that an earlier run had asked. */
  readonly resumed: number;
  /** Tokens of this run. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedShare: number | null;
  readonly seconds: number;
  readonly journal: string;
}

/**
 * Asks every request and writes one reply each to the journal: an answer, or a failure with its reason. An array is asked note by note whatever its order, a
 * stream as it comes. Requests whose answer the journal has are not sent again; failed ones are, unless asking again would change nothing.
 * @throws {Error} One sentence when nothing can be sent (host, model, another prompt's journal, second writer), when two requests have one id, when the disk
 * takes no more, and when the signal or an interrupt stops the run. What was answered until then is in the journal; the next run goes on from it.
 */
export async function askAll(requests: Iterable<Request> | AsyncIterable<Request>, options: BatchOptions): Promise<Summary> {
  const { endpoint, sampling, prompts = {}, concurrency } = options;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) throw new TypeError(`Expected \`concurrency\` to be an integer from 1 up, got ${concurrency}`);
  const stream = Array.isArray(requests) ? noteByNote(requests) : requests;
  const clients = await connect(endpoint);
  const stop = stopper(options.signal);
  try {
    await checkModels(clients, { endpoint, signal: stop.signal });
    const journal = openJournal(options.journal, { model: endpoint.model, sampling, prompts });
    try {
      const total = options.total ?? (Array.isArray(requests) ? requests.length : undefined);
      return await run(stream, { ...options, servers: clients.map(newServer), journal, path: options.journal, stop, total });
    } finally {
      await journal.close();
    }
  } finally {
    stop.end();
  }
}

interface Run extends Omit<BatchOptions, "journal"> {
  readonly servers: readonly Server[];
  readonly journal: Journal;
  readonly path: string;
  readonly stop: Stopper;
}

async function run(requests: Iterable<Request> | AsyncIterable<Request>, options: Run): Promise<Summary> {
  const { servers, stop, total, onProgress, path } = options;
  const meter = startMeter(servers, { total, tick: onProgress });
  const crew = startCrew(options, meter);
  let broken: unknown;
  try {
    for await (const task of pending(requests, options, meter.resumed)) {
      await crew.take(task);
      if (stop.signal.aborted) break;
    }
  } catch (error) {
    // What is in flight is paid for: it is waited for before the stream's error ends the run.
    broken = error;
  }
  await crew.end();
  meter.end();
  if (broken !== undefined) throw broken;
  const { done, failed, resumed, promptTokens, completionTokens, cachedShare, seconds } = meter.progress();
  if (stop.signal.aborted) throw stop.error() ?? Object.assign(new Error(`Stopped with ${done} replies in ${path}: run again to go on from there`), { name: "AbortError" });
  return { requests: done, answered: done - failed, failed, reasons: meter.reasons, resumed, promptTokens, completionTokens, cachedShare, seconds, journal: path };
}

/**
 * Sends tasks. `take` resolves when another task may be brought: a note goes to the least loaded server and all its tasks to the same one, so that the note is in that
 * server's cache; they queue there when they are many. `end` resolves when all is answered, or abandoned after a stop.
 */
function startCrew({ servers, journal, stop, concurrency, patience, deadline, attempts }: Run, meter: Meter) {
  const homes = new Map<string, Server>();
  const looking = new AbortController();
  setMaxListeners(0, looking.signal);
  let wake = () => {};
  const until = async (ready: () => boolean) => {
    while (!ready()) await new Promise<void>((done) => (wake = done));
  };
  const pump = () => {
    for (const server of servers) {
      if (stop.signal.aborted) server.queue.length = 0;
      while (server.queue.length > 0 && server.active < limitOf(server, concurrency)) void begin(server, server.queue.shift() as Task);
    }
    wake();
  };
  const begin = async (server: Server, task: Task) => {
    server.active++;
    try {
      const { outcome, used } = await work(task, { home: server, servers, concurrency, patience, deadline, attempts, signal: stop.signal, live: stop.live });
      if (stop.signal.aborted) return;
      const reply = toReply(outcome, { ...task, attempts: used });
      journal.append(reply);
      meter.reply(reply);
    } catch (error) {
      stop.now(error as Error);
    } finally {
      pump();
    }
  };
  stop.signal.addEventListener("abort", pump);
  const watching = servers.map((server) => watch(server, { signal: looking.signal, onLook: pump }));
  return {
    async take(task: Task) {
      let home = homes.get(task.note_id);
      if (!home || !isWell(home)) {
        await until(() => stop.signal.aborted || servers.some((server) => hasRoom(server, concurrency)));
        home = leastLoaded(servers, concurrency);
        homes.set(task.note_id, home);
      }
      home.queue.push(task);
      pump();
      const { queue } = home;
      await until(() => queue.length < LONGEST_QUEUE);
    },
    async end() {
      await until(() => servers.every((server) => server.active + server.queue.length === 0));
      looking.abort();
      await Promise.all(watching);
    },
  };
}

type Meter = ReturnType<typeof startMeter>;

/** More tasks of one note than this wait unread: their prompts are already built. */
const LONGEST_QUEUE = 256;

interface Stopper {
  readonly signal: AbortSignal;
  /** The attempts that are aborted when the run stops. */
  readonly live: Set<AbortController>;
  /** Stops the run for an error of its own. */
  now(error: Error): void;
  /** The error that stopped it; undefined when a person did. */
  error(): Error | undefined;
  end(): void;
}

/** One signal for all that can stop a run: the caller's, an interrupt from the terminal or notebook, an error of its own. */
function stopper(outer: AbortSignal | undefined): Stopper {
  const controller = new AbortController();
  // Requests between two attempts listen, a listener each, and take it away again.
  setMaxListeners(0, controller.signal);
  const live = new Set<AbortController>();
  let error: Error | undefined;
  const stop = () => {
    controller.abort();
    for (const one of live) one.abort();
  };
  outer?.addEventListener("abort", stop);
  process.once("SIGINT", stop);
  if (outer?.aborted) stop();
  return {
    live,
    signal: controller.signal,
    now(cause) {
      if (!controller.signal.aborted) error = cause;
      stop();
    },
    error: () => error,
    end() {
      outer?.removeEventListener("abort", stop);
      process.removeListener("SIGINT", stop);
    },
  };
}
