// Many requests: exactly one reply each, in a journal. This is the whole of it from outside; inside, requests become tasks (pending.ts), a crew of servers works
// them (scheduler.ts, servers.ts, concurrency.ts), each by one or more attempts (client.ts, retry.ts), and replies go to a file (journal.ts).
import { end, createScheduler, take } from "./scheduler.ts";
import { openJournal } from "./journal.ts";
import type { Journal } from "./journal.ts";
import { assertModelsServed } from "./server-status.ts";
import { trackProgress } from "./progress.ts";
import type { BatchProgress } from "./progress.ts";
import { connect } from "./client.ts";
import type { Client, Endpoint, Reason, Sampling } from "./client.ts";
import { newServer } from "./servers.ts";
import { createCanceller } from "./canceller.ts";
import type { Canceller } from "./canceller.ts";
import { groupByNote, pendingRequests } from "./pending.ts";
import type { Request } from "./pending.ts";

export { readReplies } from "./journal.ts";
export type { BatchProgress } from "./progress.ts";
export type { Endpoint, Reply, Sampling } from "./client.ts";
export type { Request } from "./pending.ts";

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
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
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
export async function runBatch(requests: Iterable<Request> | AsyncIterable<Request>, options: BatchOptions): Promise<Summary> {
  const { endpoint, sampling, prompts = {}, concurrency } = options;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) throw new TypeError(`Expected \`concurrency\` to be an integer from 1 up, got ${concurrency}`);
  const stream = Array.isArray(requests) ? groupByNote(requests) : requests;
  const clients = await connect(endpoint);
  const stop = createCanceller(options.signal);
  try {
    await assertModelsServed(clients, { endpoint, signal: stop.signal });
    const journal = openJournal(options.journal, { model: endpoint.model, sampling, prompts });
    try {
      const total = options.total ?? (Array.isArray(requests) ? requests.length : undefined);
      return await run(stream, { ...options, clients, journal, path: options.journal, stop, total });
    } finally {
      await journal.close();
    }
  } finally {
    stop.end();
  }
}

interface Run extends Omit<BatchOptions, "journal"> {
  readonly clients: readonly Client[];
  readonly journal: Journal;
  readonly path: string;
  readonly stop: Canceller;
}

async function run(requests: Iterable<Request> | AsyncIterable<Request>, options: Run): Promise<Summary> {
  const { stop, total, onProgress, path } = options;
  const servers = options.clients.map(newServer);
  const meter = trackProgress(servers, { total, tick: onProgress });
  const crew = createScheduler({ ...options, servers, meter });
  let broken: unknown;
  try {
    for await (const task of pendingRequests(requests, options, meter.resumed)) {
      await take(crew, task);
      if (stop.signal.aborted) break;
    }
  } catch (error) {
    // What is in flight is paid for: it is waited for before the stream's error ends the run.
    broken = error;
  }
  await end(crew);
  meter.end();
  if (broken !== undefined) throw broken;
  const { done, failed, resumed, promptTokens, completionTokens, cachedShare, seconds } = meter.progress();
  if (stop.signal.aborted) throw stop.error() ?? Object.assign(new Error(`Stopped with ${done} replies in ${path}: run again to go on from there`), { name: "AbortError" });
  return { requests: done, answered: done - failed, failed, reasons: meter.reasons, resumed, promptTokens, completionTokens, cachedShare, seconds, journal: path };
}
