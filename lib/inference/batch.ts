// Asks many requests, one reply each, in a journal: prepared in requests.ts, queued in
// scheduler.ts, sent by client.ts, written by journal.ts.
import { setMaxListeners } from "node:events";
import { connect, type RetryOptions } from "./client.ts";
import { openJournal, type Journal } from "./journal.ts";
import { trackProgress, type BatchProgress } from "./usage.ts";
import { groupByNote, pendingRequests } from "./requests.ts";
import { createScheduler, createServer, drain, enqueue } from "./scheduler.ts";
import { assertModelsServed } from "./server-status.ts";
import type { Client, Endpoint, Request, Sampling, Summary } from "./types.ts";

export { readReplies } from "./journal.ts";
export type { BatchProgress } from "./usage.ts";
export type { Endpoint, Reply, Request, Sampling, Summary } from "./types.ts";

export interface BatchOptions extends RetryOptions {
  readonly endpoint: Endpoint;
  readonly sampling: Sampling;
  /** File of the replies. An existing journal is resumed. */
  readonly journal: string;
  /** Hashes of the prompt files by name: a journal made with others is refused by that name. */
  readonly prompts?: Readonly<Record<string, string>>;
  /** Requests in flight at each server. @default As many as the server's load allows. */
  readonly concurrency?: number | undefined;
  /** Number of requests, where `requests` is not an array: lets progress tell the time left. */
  readonly total?: number | undefined;
  readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
  /** Milliseconds an attempt may take from sending to the answer's end. @default 1_800_000 */
  readonly timeoutMs?: number | undefined;
}

type Requests = Iterable<Request> | AsyncIterable<Request>;

/**
 * Asks every request and writes one reply each to the journal: an answer, or a failure with its
 * reason. An array is asked note by note, a stream as it comes. Answered requests are not sent
 * again; failed ones are, where another attempt could help. @throws {Error} When nothing can be
 * sent (host, model, another prompt's journal, second writer), two requests share an id, the disk
 * is full, or the signal or an interrupt stops the run. Replies until then are kept, and the next
 * run resumes.
 */
export async function runBatch(requests: Requests, options: BatchOptions): Promise<Summary> {
  const { endpoint, sampling, prompts = {}, concurrency } = options;
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new TypeError(
      `Expected \`concurrency\` to be an integer from 1 up, got ${concurrency}`,
    );
  }
  const stream = Array.isArray(requests) ? groupByNote(requests) : requests;
  const total = options.total ?? (Array.isArray(requests) ? requests.length : undefined);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])]);
  // Every request between two attempts listens to it.
  setMaxListeners(0, signal);
  try {
    const clients = await connect(endpoint, { signal, timeoutMs: options.timeoutMs });
    await assertModelsServed(clients, { endpoint, signal });
    const journal = openJournal(options.journal, { model: endpoint.model, sampling, prompts });
    try {
      const opened = { total, signal, stop, clients, openedJournal: journal };
      return await run(stream, { ...options, ...opened });
    } finally {
      await journal.close();
    }
  } finally {
    process.removeListener("SIGINT", onInterrupt);
  }
}

interface RunOptions extends BatchOptions {
  readonly signal: AbortSignal;
  readonly stop: AbortController;
  readonly clients: readonly Client[];
  readonly openedJournal: Journal;
}

async function run(requests: Requests, options: RunOptions): Promise<Summary> {
  const { signal, openedJournal: journal, journal: path } = options;
  const servers = options.clients.map(createServer);
  const tracker = trackProgress(servers, options);
  const scheduler = createScheduler({ ...options, journal, servers, tracker });
  let streamError: unknown;
  try {
    const pending = pendingRequests(requests, { ...options, journal, path }, tracker.recordResumed);
    for await (const request of pending) {
      await enqueue(scheduler, request);
      if (signal.aborted) break;
    }
  } catch (error) {
    // The replies to what is in flight are still to be written.
    streamError = error;
  }
  await drain(scheduler);
  tracker.end();
  if (streamError !== undefined) throw streamError;
  if (scheduler.writeError) throw scheduler.writeError;
  if (scheduler.refusal) throw scheduler.refusal;
  const { done, failed, ...counts } = tracker.progress();
  if (signal.aborted) {
    const message = `Stopped with ${done} replies in ${path}: run again to go on from there`;
    throw Object.assign(new Error(message), { name: "AbortError" });
  }
  if (journal.revised) console.log(`${done} replies are of an earlier revision of ${options.endpoint.model}: delete ${path} to ask them again`);
  const { resumed, promptTokens, completionTokens, cachedShare, seconds } = counts;
  return {
    requests: done, answered: done - failed, failed, reasons: tracker.reasons, resumed,
    ...(journal.healed.size > 0 && { healed: journal.healed.size }),
    promptTokens, completionTokens, cachedShare, seconds, journal: path,
  };
}
