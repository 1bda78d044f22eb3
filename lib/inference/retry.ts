// When to ask again: backoff with jitter, Retry-After, and the difference between a fault (uses up an attempt) and a server that turns requests away or is
// down (uses up patience only). Knows outcomes, not how they come about.
import type { Attempt, Reason } from "./client.ts";

export interface RetryOptions {
  /** Attempts that may end in a fault: an error, a broken or foreign answer, a deadline. @default 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds to go on waiting for a server that refuses connections or says that it is busy. @default 1_800_000 (half an hour) */
  readonly patience?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const PATIENCE = 1_800_000;
const LONGEST_PAUSE = 30_000;
/** A refused connection costs nobody anything: it is tried more often, so that a server that is back is not kept idle. */
const LONGEST_KNOCK = 5_000;

/** How a request ends that somebody stopped. */
export const STOPPED: Extract<Attempt, { ok: false }> = { ok: false, reason: "stopped", message: "stopped before an answer came", again: "never", seconds: 0 };

/** Attempts until there is an answer, or no sense in another attempt. @returns The last outcome and how many attempts were used up. */
export async function withRetries(attempt: () => Promise<Attempt>, { attempts = 5, patience = PATIENCE, signal }: RetryOptions = {}): Promise<{ outcome: Attempt; used: number }> {
  let used = 0;
  let turnedAway = 0;
  let waitingSince = 0;
  for (;;) {
    if (signal?.aborted) return { outcome: STOPPED, used };
    const outcome = await attempt();
    if (outcome.ok || outcome.again === "never") return { outcome, used: used + 1 };
    if (outcome.again === "attempt") {
      turnedAway = 0;
      if (++used >= attempts) return { outcome, used };
    } else {
      if (turnedAway++ === 0) waitingSince = performance.now();
      if (performance.now() - waitingSince >= patience) return { outcome, used };
    }
    const left = turnedAway > 0 ? waitingSince + patience - performance.now() : Infinity;
    await pause(Math.min(backoff(used + turnedAway, outcome), left), signal);
  }
}

/** Milliseconds before the next try: doubling from a quarter of a second, spread so that clients don't come back in step, never before the server's Retry-After. */
export function backoff(tries: number, { reason, after = 0 }: { readonly reason: Reason; readonly after?: number }, jitter: () => number = Math.random): number {
  const longest = reason === "unreachable" ? LONGEST_KNOCK : LONGEST_PAUSE;
  return after + Math.min(longest, 250 * 2 ** (tries - 1)) * (0.5 + jitter());
}

/** Waits, or returns at once when the signal fires. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal?.aborted) return done();
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      done();
    };
    const timer = setTimeout(stop, ms);
    signal?.addEventListener("abort", stop);
  });
}
