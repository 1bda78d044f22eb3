// Counts a batch while it runs: how far, how fast, how many tokens. Draws nothing.
import { cacheShare, type ServerMetrics } from "./concurrency.ts";
import type { FailedAttempt, Reason, Reply } from "./types.ts";

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
      cachedShare: cache.tokens > 0 ? cache.cached / cache.tokens : measuredShare(servers),
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
function measuredShare(servers: readonly ServerState[]): number | null {
  const shares = servers.flatMap(({ firstMetrics, lastMetrics }) =>
    firstMetrics && lastMetrics ? (cacheShare(firstMetrics, lastMetrics) ?? []) : []);
  return shares.length > 0 ? shares.reduce((a, b) => a + b, 0) / shares.length : null;
}
