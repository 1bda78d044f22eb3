// How many requests a server should have in flight: by vLLM's load figures, else by its rejections.
// Latency is no measure, since a batching server at full speed is slow to answer.

/** Load figures of a vLLM server, summed over its engines (KV use: the fullest). */
export interface ServerMetrics {
  readonly running: number;
  readonly waiting: number;
  /** Share of the KV cache in use, 0 to 1. */
  readonly kv: number;
  /** Requests put back for want of KV cache, since the server started: each is computed again. */
  readonly preemptions: number;
  /** Prompt tokens looked up in and found in the prefix cache, since the server started. */
  readonly queries: number;
  readonly hits: number;
}

/** The share of prompt tokens in the prefix cache between two samples; null without look-ups. */
export const cacheShare = (from: ServerMetrics, to: ServerMetrics): number | null =>
  to.queries > from.queries ? (to.hits - from.hits) / (to.queries - from.queries) : null;

/** Reads a /metrics page; undefined when it is not vLLM's. */
export function readMetrics(page: string): ServerMetrics | undefined {
  const lines = [...page.matchAll(/^vllm:([a-z_]+)(?:\{[^}]*\})?\s+(\S+)/gm)];
  const values = (name: string) =>
    lines.filter(([, found]) => found === name).map(([, , value]) => Number(value));
  const sum = (name: string) => values(name).reduce((a, b) => a + b, 0);
  if (values("num_requests_running").length === 0) return undefined;
  return {
    running: sum("num_requests_running"),
    waiting: sum("num_requests_waiting"),
    preemptions: sum("num_preemptions_total"),
    kv: [...values("kv_cache_usage_perc"), ...values("gpu_cache_usage_perc")]
      .reduce((most, one) => Math.max(most, one), 0),
    queries: sum("prefix_cache_queries_total"),
    hits: sum("prefix_cache_hits_total"),
  };
}

/** How many requests may be in flight, and what led there. */
export interface ConcurrencyLimit {
  readonly limit: number;
  /** True once the server has shown its figures; rejections then only cut. */
  readonly measured: boolean;
  /** True once the server has rejected a request: from then on the limit grows slowly. */
  readonly rejected: boolean;
  /** Requests that ended since the last cut: one overload rejects many, and should cut once. */
  readonly sinceCut: number;
}

export const INITIAL_LIMIT: ConcurrencyLimit =
  { limit: 32, measured: false, rejected: false, sinceCut: 0 };
/** The most in flight at one server: with its figures to warn of too many, and without. */
const MAX_LIMIT = { measured: 1024, unmeasured: 256 };

/**
 * By the server's figures: grow by half while nothing waits, the KV cache is under 0.8 and the
 * limit is used; cut by a quarter after preemptions; never keep more waiting than running.
 */
export function onMetrics(
  load: ConcurrencyLimit, now: ServerMetrics,
  { before, inFlight }: {
    readonly before: ServerMetrics | undefined;
    readonly inFlight: number;
  },
): ConcurrencyLimit {
  const next = (limit: number): ConcurrencyLimit => {
    const bounded = Math.min(MAX_LIMIT.measured, Math.max(1, Math.floor(limit)));
    return { ...load, measured: true, limit: bounded };
  };
  if (before && now.preemptions > before.preemptions) return next(load.limit * 0.75);
  if (now.waiting > now.running && now.running > 0) {
    return next(Math.min(load.limit, 2 * now.running));
  }
  const hasRoom = now.waiting === 0 && now.kv < 0.8 && inFlight >= 0.9 * load.limit;
  return next(hasRoom ? load.limit * 1.5 : load.limit);
}

/**
 * After an answer without figures: grow by one until the first rejection, then by a few each round.
 */
export function onSuccess(load: ConcurrencyLimit): ConcurrencyLimit {
  const sinceCut = load.sinceCut + 1;
  if (load.measured) return { ...load, sinceCut };
  const limit = load.limit + (load.rejected ? 4 / load.limit : 1);
  return { ...load, sinceCut, limit: Math.min(MAX_LIMIT.unmeasured, limit) };
}

/** After a rejection (429, 503, no connection) or a fault: cut by 30 %, once for each round. */
export function onRejection(load: ConcurrencyLimit): ConcurrencyLimit {
  if (load.rejected && load.sinceCut < load.limit) return { ...load, sinceCut: load.sinceCut + 1 };
  return { ...load, rejected: true, sinceCut: 0, limit: Math.max(1, load.limit * 0.7) };
}
