// When to retry: backoff with jitter, Retry-After; a fault counts as an attempt, an unavailable
// server only costs time.
import { setTimeout as sleep } from "node:timers/promises";
import type { Attempt, FailedAttempt } from "./types.ts";

export interface RetryOptions {
  /**
   * Attempts that may end in a fault: an error, a broken or foreign answer, a timeout. @default 5
   */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds to wait for a server that is down or busy. @default 1_800_000 (half an hour) */
  readonly maxWaitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a request's attempts have cost so far. */
export interface RetryState {
  attemptsUsed: number;
  /** Attempts in a row that found the server down or busy, and when the first of them ended. */
  rejections: number;
  rejectedSince: number;
}

export const newRetryState = (): RetryState =>
  ({ attemptsUsed: 0, rejections: 0, rejectedSince: 0 });

const MAX_BACKOFF = 30_000;
/** A refused connection costs nothing, so a server that is back does not stay idle for long. */
const MAX_RECONNECT_DELAY = 5_000;

/** Waits until the next attempt is due. @returns False when the attempt was the last. */
export async function waitToRetry(
  state: RetryState, attempt: Attempt,
  { maxAttempts = 5, maxWaitMs = 1_800_000, signal }: RetryOptions,
): Promise<boolean> {
  const rejected = !attempt.ok && attempt.retry === "when-available";
  if (!rejected) state.attemptsUsed++;
  if (attempt.ok || attempt.retry === "no") return false;
  let timeLeft = Infinity;
  if (rejected) {
    if (state.rejections++ === 0) state.rejectedSince = performance.now();
    timeLeft = state.rejectedSince + maxWaitMs - performance.now();
    if (timeLeft <= 0) return false;
  } else {
    state.rejections = 0;
    if (state.attemptsUsed >= maxAttempts) return false;
  }
  const delay = backoff(state.attemptsUsed + state.rejections, attempt);
  await sleep(Math.min(delay, timeLeft), undefined, { signal }).catch(() => {});
  return true;
}

/**
 * Milliseconds to the next attempt: 250, doubled each time, with jitter of half, at least the
 * server's Retry-After.
 */
export function backoff(
  tries: number, { reason, retryAfterMs = 0 }: Pick<FailedAttempt, "reason" | "retryAfterMs">,
  jitter: () => number = Math.random,
): number {
  const longest = reason === "unreachable" ? MAX_RECONNECT_DELAY : MAX_BACKOFF;
  return retryAfterMs + Math.min(longest, 250 * 2 ** (tries - 1)) * (0.5 + jitter());
}
