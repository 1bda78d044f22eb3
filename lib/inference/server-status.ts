// A server's models, load and health, and how many requests its load allows. Sends nothing of a
// note; the host policy holds.
import { connect, readBounded, send } from "./client.ts";
import { printable } from "./errors.ts";
import { encodeRequest } from "./requests.ts";
import { type Client, type Endpoint } from "./types.ts";

/** A model as /v1/models lists it. */
export interface ListedModel {
  readonly id: string;
  /** What it was made from, where the server says: vLLM gives the path of an adapter or model. */
  readonly root?: string | null;
}

/**
 * The models an endpoint's first server lists. @throws {Error} When the host is not allowed, or no
 * list comes.
 */
export async function listModels(
  endpoint: Omit<Endpoint, "model">,
): Promise<readonly ListedModel[]> {
  const [client] = (await connect({ ...endpoint, model: "" })) as [Client];
  const page = await get(client, "models", { apiKey: endpoint.apiKey });
  const models = parseModels(page);
  if (models) return models;
  const found = page ? `got an answer ${page.status} without a list of models` : "none answered";
  throw new Error(
    `Expected a model server at ${client.url}, ${found}: start it, or correct the URL`,
  );
}

/**
 * Checks that each server serves the model; one that is unreachable or lists none passes. @throws
 * {Error} When a server lists other models, or refuses the API key.
 */
export async function assertModelsServed(
  clients: readonly Client[],
  { endpoint, signal }: { readonly endpoint: Endpoint; readonly signal: AbortSignal },
): Promise<void> {
  await Promise.all(clients.map(async (client) => {
    const { url, model } = client;
    const page = await get(client, "models", { signal, apiKey: endpoint.apiKey });
    if (page?.status === 401 || page?.status === 403) {
      throw new Error(
        `Expected ${url} to accept the API key, it answered ${page.status}: ` +
        "set the model's API key",
      );
    }
    const names = parseModels(page)?.map(({ id }) => id);
    if (!names || names.includes(model)) return;
    const served = names.slice(0, 20).map((name) => `"${printable(name)}"`).join(", ") || "nothing";
    throw new Error(
      `Expected ${url} to serve "${model}", it serves ${served}: set the model to one of these`,
    );
  }));
}

/** vLLM's load figures; "none" from another kind of server, undefined when none came. */
export async function fetchMetrics(
  client: Client, signal: AbortSignal,
): Promise<ServerMetrics | "none" | undefined> {
  const page = await get(client, "../metrics", { signal });
  if (!page || page.status >= 500) return undefined;
  return (page.status === 200 ? readMetrics(page.text) : undefined) ?? "none";
}

/** Whether the server answers and, as far as it reports, is healthy. */
export async function isReachable(client: Client, signal: AbortSignal): Promise<boolean> {
  const page = await get(client, "../health", { signal });
  return page !== undefined && page.status < 500;
}

const GREETING = [{ role: "user", content: "Hi" }] as const;

/**
 * Whether the server answers a greeting in one token. If so, what it fails are those requests, and
 * not the server.
 */
export async function answersAnother(client: Client): Promise<boolean> {
  const sampling = { temperature: 0, top_p: 1, max_tokens: 1 };
  const { body } = encodeRequest(GREETING, { model: client.model, sampling });
  return (await send(client, body)).ok;
}

interface Page {
  readonly status: number;
  readonly text: string;
}

/** A page by its path from /v1/, or undefined when none came within ten seconds. */
async function get(
  { agent, url }: Client, path: string,
  { signal, apiKey }: {
    readonly signal?: AbortSignal;
    readonly apiKey?: string | undefined;
  },
): Promise<Page | undefined> {
  const { origin, pathname } = new URL(path, `${url}/`);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const timeout = AbortSignal.timeout(10_000);
  try {
    const { statusCode, body } = await agent.request({
      origin, path: pathname, method: "GET", headers,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: statusCode, text: await readBounded(body) };
  } catch {
    return undefined;
  }
}

function parseModels(page: Page | undefined): readonly ListedModel[] | undefined {
  if (page?.status !== 200) return undefined;
  try {
    const { data } = JSON.parse(page.text) as { data?: readonly (ListedModel | null)[] };
    if (!Array.isArray(data)) return undefined;
    return data.filter((one): one is ListedModel => typeof one?.id === "string");
  } catch {
    return undefined;
  }
}

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
  const lines = [...page.matchAll(/^vllm:([a-z_]+)(?:\{[^}\n]*\})?[ \t]+(\S+)/gm)];
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
