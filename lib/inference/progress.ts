// Counts a batch while it runs: how far, how fast, how much. Draws nothing.
import { cacheShare } from "./concurrency.ts";
import type { Reason, Reply } from "./client.ts";
import type { Server } from "./servers.ts";

/** Where a batch stands. */
export interface BatchProgress {
  /** Requests in all, where that is known. */
  readonly total: number | undefined;
  /** Requests that have a reply; failed ones and those of an earlier run included. */
  readonly done: number;
  readonly failed: number;
  /** Of `done`, those that an earlier run had asked. */
  readonly resumed: number;
  readonly inFlight: number;
  /** Requests a second, of the last half minute. */
  readonly rate: number;
  /** Seconds left, where the total is known. */
  readonly eta: number | undefined;
  /** Tokens of this run. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Share of prompt tokens found in the server's prefix cache, where it says so. */
  readonly cachedShare: number | null;
  /** Seconds since the run began. */
  readonly seconds: number;
  /** Why a server is being waited for, while one is. */
  readonly trouble: string | undefined;
}

const WINDOW = 30_000;
const TICK = 250;

/** A running count. `tick` is called four times a second while something changes, and once at the end. */
export function trackProgress(servers: readonly Server[], { total, tick }: { readonly total: number | undefined; readonly tick: ((progress: BatchProgress) => void) | undefined }) {
  const began = performance.now();
  const count = { done: 0, failed: 0, resumed: 0, promptTokens: 0, completionTokens: 0, cachedTokens: 0, ofTokens: 0 };
  const reasons: Partial<Record<Reason, number>> = {};
  const fail = (reason: Reason) => {
    count.failed++;
    reasons[reason] = (reasons[reason] ?? 0) + 1;
  };
  const recent = [{ at: began, asked: 0 }];
  let drawn = "";
  const progress = (): BatchProgress => {
    const now = performance.now();
    const asked = count.done - count.resumed;
    const from = recent[0] as { at: number; asked: number };
    const rate = now > from.at ? ((asked - from.asked) / (now - from.at)) * 1000 : 0;
    const { done, failed, resumed, promptTokens, completionTokens } = count;
    const inFlight = servers.reduce((sum, server) => sum + server.active, 0);
    const trouble = servers.find((server) => server.trouble ?? server.lost);
    return {
      total, done, failed, resumed, inFlight, rate, promptTokens, completionTokens, cachedShare: cachedShare(servers, count), seconds: (now - began) / 1000,
      eta: total !== undefined && rate > 0 ? (total - done) / rate : undefined, trouble: (trouble?.lost ?? trouble?.trouble)?.message,
    };
  };
  const onTick = () => {
    recent.push({ at: performance.now(), asked: count.done - count.resumed });
    while (recent.length > WINDOW / TICK) recent.shift();
    const now = progress();
    const changing = `${now.done} ${now.inFlight} ${now.trouble}`;
    if (changing !== drawn) tick?.(now);
    drawn = changing;
  };
  const timer = setInterval(onTick, TICK).unref();
  return {
    reasons,
    progress,
    reply(reply: Reply) {
      count.done++;
      if (reply.error) return fail(reply.error.reason);
      count.promptTokens += reply.prompt_tokens;
      count.completionTokens += reply.completion_tokens;
      if (reply.cached_tokens === null) return;
      count.cachedTokens += reply.cached_tokens;
      count.ofTokens += reply.prompt_tokens;
    },
    resumed(failed: Reason | undefined) {
      count.done++;
      count.resumed++;
      if (failed) fail(failed);
    },
    end() {
      clearInterval(timer);
      tick?.(progress());
    },
  };
}

function cachedShare(servers: readonly Server[], { cachedTokens, ofTokens }: { readonly cachedTokens: number; readonly ofTokens: number }): number | null {
  if (ofTokens > 0) return cachedTokens / ofTokens;
  const shares = servers.flatMap((server) => (server.first && server.last ? (cacheShare(server.first, server.last) ?? []) : []));
  return shares.length > 0 ? shares.reduce((a, b) => a + b, 0) / shares.length : null;
}
