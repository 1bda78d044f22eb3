// How many requests a server should have in flight: steered by vLLM's own load figures where it has them, by its refusals where not. Latency says nothing: a
// batching server at full speed is slow to answer. Pure functions of what was seen; polling and counting are batch.ts.

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

/** The share of prompt tokens found in the prefix cache between two samples, or null when nothing was looked up. */
export const cacheShare = (from: ServerMetrics, to: ServerMetrics): number | null => (to.queries > from.queries ? (to.hits - from.hits) / (to.queries - from.queries) : null);

/** Reads a /metrics page; undefined when it is not vLLM's. */
export function readMetrics(page: string): ServerMetrics | undefined {
  const values = new Map<string, number[]>();
  for (const line of page.split("\n")) {
    const match = /^vllm:([a-z_]+)(?:\{[^}]*\})?\s+(\S+)/.exec(line);
    if (match?.[1]) values.set(match[1], [...(values.get(match[1]) ?? []), Number(match[2])]);
  }
  const sum = (name: string) => (values.get(name) ?? []).reduce((a, b) => a + b, 0);
  if (!values.has("num_requests_running")) return undefined;
  return {
    running: sum("num_requests_running"), waiting: sum("num_requests_waiting"), preemptions: sum("num_preemptions_total"),
    kv: Math.max(0, ...(values.get("kv_cache_usage_perc") ?? values.get("gpu_cache_usage_perc") ?? [])),
    queries: sum("prefix_cache_queries_total"), hits: sum("prefix_cache_hits_total"),
  };
}

/** How many requests may be in flight, and what led there. */
export interface ConcurrencyLimit {
  readonly limit: number;
  /** True once the server has shown its figures; refusals then only cut. */
  readonly measured: boolean;
  /** True once the server has turned a request away: from then on the limit grows slowly. */
  readonly refused: boolean;
  /** Requests that ended since the last cut: one overload answers many requests, and should cut once. */
  readonly sinceCut: number;
}

export const INITIAL_LIMIT: ConcurrencyLimit = { limit: 32, measured: false, refused: false, sinceCut: 0 };
/** The most in flight at one server: with its figures to warn of too many, and without. */
const CEILING = { measured: 1024, blind: 256 };
const FLOOR = 1;

/**
 * After a look at the server's figures: grow by half while nothing waits, the KV cache is under 0.8 and all that is allowed is used; cut by a quarter when requests were
 * preempted; never keep more waiting than run (about twice max_num_seqs in flight keeps a server full).
 */
export function seen(load: ConcurrencyLimit, now: ServerMetrics, { before, inFlight }: { readonly before: ServerMetrics | undefined; readonly inFlight: number }): ConcurrencyLimit {
  const next = (limit: number): ConcurrencyLimit => ({ ...load, measured: true, limit: Math.min(CEILING.measured, Math.max(FLOOR, Math.floor(limit))) });
  if (before && now.preemptions > before.preemptions) return next(load.limit * 0.75);
  if (now.waiting > now.running && now.running > 0) return next(Math.min(load.limit, 2 * now.running));
  const room = now.waiting === 0 && now.kv < 0.8 && inFlight >= 0.9 * load.limit;
  return next(room ? load.limit * 1.5 : load.limit);
}

/** After an answer: without figures, one more in flight an answer until the server first refused, then a few more each round. */
export function answered(load: ConcurrencyLimit): ConcurrencyLimit {
  const sinceCut = load.sinceCut + 1;
  if (load.measured) return { ...load, sinceCut };
  return { ...load, sinceCut, limit: Math.min(CEILING.blind, load.limit + (load.refused ? 4 / load.limit : 1)) };
}

/** After the server turned a request away (429, 503, refused) or failed one: cut by 30 %, once for each round of requests. */
export function refused(load: ConcurrencyLimit): ConcurrencyLimit {
  if (load.refused && load.sinceCut < load.limit) return { ...load, sinceCut: load.sinceCut + 1 };
  return { ...load, refused: true, sinceCut: 0, limit: Math.max(FLOOR, load.limit * 0.7) };
}
