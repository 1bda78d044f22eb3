// A batch's progress, and the time, tokens and prefix cache of a journal. Unknown stays null.
import { appendFileSync, existsSync } from "node:fs";
import { readReplies } from "./journal.ts";
import type { Summary, FailedAttempt, Reason, Reply } from "./types.ts";
import { readJsonLines } from "../io/json.ts";
import { cacheShare, type ServerMetrics } from "./server-status.ts";

/** What one journal tells, with the batches that wrote it. */
export interface Usage {
  readonly requests: number;
  readonly failed: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /**
   * Share of prompt tokens in the server's prefix cache: by replies, else by /metrics while batches
   * ran, else null.
   */
  readonly cached_share: number | null;
  /** Seconds of all batches that wrote the journal; null when not all were recorded. */
  readonly seconds: number | null;
  /** Mean seconds a request took, its time in the server's queue included. */
  readonly latency: number;
}

interface Batch {
  readonly sent: number;
  readonly seconds: number;
  readonly cached_share?: number | null;
}

const batchesFile = (journal: string): string => `${journal}.batches`;

/** Records beside its journal how long a batch took; one that sent nothing is left out. */
export function recordUsage(summary: Summary): Summary {
  const { requests, resumed, seconds, cachedShare: cached_share, journal } = summary;
  const batch: Batch = { sent: requests - resumed, seconds, cached_share };
  if (batch.sent > 0) {
    appendFileSync(batchesFile(journal), `${JSON.stringify(batch)}\n`, { mode: 0o600 });
  }
  return summary;
}

/**
 * What a journal's requests took.
 * @throws {Error} When there is no journal, or an empty one.
 */
export async function readUsage(journal: string): Promise<Usage> {
  if (!existsSync(journal)) {
    throw new Error(
      `Expected a journal at ${journal}, found none: run the notebook that asks first`,
    );
  }
  const sum = { requests: 0, failed: 0, prompt_tokens: 0, completion_tokens: 0 };
  let seconds = 0;
  /** Prompt tokens of the replies that tell what was cached. */
  const cache = { tokens: 0, cached: 0 };
  for await (const reply of readReplies(journal)) {
    sum.requests++;
    if (reply.error) sum.failed++;
    sum.prompt_tokens += reply.prompt_tokens;
    sum.completion_tokens += reply.completion_tokens;
    seconds += reply.seconds;
    if (reply.cached_tokens === null) continue;
    cache.cached += reply.cached_tokens;
    cache.tokens += reply.prompt_tokens;
  }
  if (sum.requests === 0) {
    throw new Error(
      `Expected replies in the journal ${journal}, it holds none: run the notebook that asks first`,
    );
  }
  const file = batchesFile(journal);
  const batches = existsSync(file) ? readJsonLines<Batch>(file) : [];
  const isComplete = batches.reduce((all, { sent }) => all + sent, 0) === sum.requests;
  const measured = isComplete ? shareOfBatches(batches, sum.requests) : null;
  return {
    ...sum,
    cached_share: cache.tokens > 0 ? cache.cached / cache.tokens : measured,
    seconds: isComplete ? batches.reduce((all, batch) => all + batch.seconds, 0) : null,
    latency: seconds / sum.requests,
  };
}

/** The cached share over batches, each by what it sent; null when one of them does not know. */
function shareOfBatches(batches: readonly Batch[], requests: number): number | null {
  let cached = 0;
  for (const { sent, cached_share } of batches) {
    if (typeof cached_share !== "number") return null;
    cached += sent * cached_share;
  }
  return cached / requests;
}

export interface BatchProgress {
  /** Requests in all, where that is known. */
  readonly total: number | undefined;
  /** Requests that have a reply, failed ones and those of an earlier run included. */
  readonly done: number;
  readonly failed: number;
  /** Of `done`, those that an earlier run had asked. */
  readonly resumed: number;
  readonly inFlight: number;
  /** Requests per second, over the last half minute. */
  readonly rate: number;
  /** Seconds left, where the total is known. */
  readonly eta: number | undefined;
  /** Tokens of this run. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Share of prompt tokens found in the servers' prefix caches; null when they do not say. */
  readonly cachedShare: number | null;
  /** Seconds since the run began. */
  readonly seconds: number;
  /** Why the batch waits for a server, while it does. */
  readonly trouble: string | undefined;
}

/** What progress reads of a server. */
export interface ServerState {
  readonly active: number;
  readonly unavailable: FailedAttempt | undefined;
  readonly fatalError: FailedAttempt | undefined;
  readonly firstMetrics: ServerMetrics | undefined;
  readonly lastMetrics: ServerMetrics | undefined;
}

export type ProgressTracker = ReturnType<typeof trackProgress>;

const WINDOW = 30_000;
const INTERVAL = 250;

/** A running count. `onProgress` is called every quarter second with changes, and at the end. */
export function trackProgress(
  servers: readonly ServerState[],
  { total, onProgress }: {
    readonly total?: number | undefined;
    readonly onProgress?: ((progress: BatchProgress) => void) | undefined;
  },
) {
  const began = performance.now();
  const count = { done: 0, failed: 0, resumed: 0, promptTokens: 0, completionTokens: 0 };
  /** Prompt tokens of the replies that tell what was cached. */
  const cache = { tokens: 0, cached: 0 };
  const reasons: Partial<Record<Reason, number>> = {};
  const recent = [{ at: began, asked: 0 }];
  const countFailure = (reason: Reason) => {
    count.failed++;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  const progress = (): BatchProgress => {
    const now = performance.now();
    const [from] = recent as [{ at: number; asked: number }];
    const asked = count.done - count.resumed - from.asked;
    const rate = now > from.at ? (asked / (now - from.at)) * 1000 : 0;
    const waiting = servers.find(({ unavailable, fatalError }) => unavailable ?? fatalError);
    return {
      ...count,
      total,
      rate,
      inFlight: servers.reduce((sum, { active }) => sum + active, 0),
      eta: total !== undefined && rate > 0 ? (total - count.done) / rate : undefined,
      cachedShare: cache.tokens > 0 ? cache.cached / cache.tokens : shareOfServers(servers),
      seconds: (now - began) / 1000,
      trouble: (waiting?.fatalError ?? waiting?.unavailable)?.message,
    };
  };
  let reported = "";
  const report = () => {
    recent.push({ at: performance.now(), asked: count.done - count.resumed });
    if (recent.length > WINDOW / INTERVAL) recent.shift();
    const now = progress();
    const changing = `${now.done} ${now.inFlight} ${now.trouble}`;
    if (changing !== reported) onProgress?.(now);
    reported = changing;
  };
  const timer = setInterval(report, INTERVAL).unref();
  return {
    reasons,
    progress,
    recordReply({ error, prompt_tokens, completion_tokens, cached_tokens }: Reply) {
      count.done++;
      if (error) return countFailure(error.reason);
      count.promptTokens += prompt_tokens;
      count.completionTokens += completion_tokens;
      if (cached_tokens === null) return;
      cache.cached += cached_tokens;
      cache.tokens += prompt_tokens;
    },
    recordResumed(failed: Reason | undefined) {
      count.done++;
      count.resumed++;
      if (failed) countFailure(failed);
    },
    end() {
      clearInterval(timer);
      onProgress?.(progress());
    },
  };
}

/** The mean cached share by the servers' own metrics. */
function shareOfServers(servers: readonly ServerState[]): number | null {
  const shares = servers.flatMap(({ firstMetrics, lastMetrics }) =>
    firstMetrics && lastMetrics ? (cacheShare(firstMetrics, lastMetrics) ?? []) : []);
  return shares.length > 0 ? shares.reduce((a, b) => a + b, 0) / shares.length : null;
}
