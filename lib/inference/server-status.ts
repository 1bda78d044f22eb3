// What a model server says of itself: its models, its load, whether it is up. No prompt goes with it; the guard holds here too.
import { readMetrics } from "./concurrency.ts";
import type { ServerMetrics } from "./concurrency.ts";
import { connect } from "./client.ts";
import type { Client, Endpoint } from "./client.ts";

/** A model as /v1/models lists it. */
export interface ListedModel {
  readonly id: string;
  /** What the server made it from, where it says so: vLLM gives the path of an adapter or of a model. */
  readonly root?: string | null;
}

/**
 * The models that an endpoint's first server lists.
 * @throws {Error} One sentence when the host is not allowed, or when no server answers with a list.
 */
export async function listModels(endpoint: Omit<Endpoint, "model">): Promise<readonly ListedModel[]> {
  const [client] = await connect({ ...endpoint, model: "" });
  const page = client && (await get(`${client.url}/models`, client, { apiKey: endpoint.apiKey }));
  const models = page?.status === 200 ? readModels(page.text) : undefined;
  if (!models) throw new Error(`Expected a model server at ${client?.url}, ${page ? `got an answer ${page.status} without a list of models` : "none answered"}: start it, or correct the URL`);
  return models;
}

/**
 * Asks each server whether it serves the model. One that cannot be reached or does not say is left to the requests themselves.
 * @throws {Error} When a server says that it does not, or that the key is wrong.
 */
export async function assertModelsServed(clients: readonly Client[], { endpoint, signal }: { readonly endpoint: Endpoint; readonly signal: AbortSignal }): Promise<void> {
  await Promise.all(clients.map(async (client) => {
    const page = await get(`${client.url}/models`, client, { signal, apiKey: endpoint.apiKey });
    if (page?.status === 401 || page?.status === 403) throw new Error(`Expected ${client.url} to accept the API key, it answered ${page.status}: set the model's API key`);
    const names = page?.status === 200 ? readModels(page.text)?.map(({ id }) => id) : undefined;
    if (names && !names.includes(client.model)) throw new Error(`Expected ${client.url} to serve "${client.model}", it serves ${names.map((name) => `"${name}"`).join(", ") || "nothing"}: set the model to one of these`);
  }));
}

/** vLLM's load figures; "none" from another server, undefined when none came. */
export async function fetchMetrics(client: Client, signal: AbortSignal): Promise<ServerMetrics | "none" | undefined> {
  const page = await get(beside(client, "metrics"), client, { signal });
  if (!page || page.status >= 500) return undefined;
  return (page.status === 200 ? readMetrics(page.text) : undefined) ?? "none";
}

/** Whether the server answers and, as far as it says, is well. */
export async function isReachable(client: Client, signal: AbortSignal): Promise<boolean> {
  const page = await get(beside(client, "health"), client, { signal });
  return page !== undefined && page.status < 500;
}

/** vLLM has its own pages beside /v1, not under it. */
const beside = (client: Client, page: string): string => new URL(`../${page}`, client.url).href;

interface Get {
  readonly signal?: AbortSignal;
  readonly apiKey?: string | undefined;
}

async function get(url: string, { agent }: Client, { signal, apiKey }: Get): Promise<{ status: number; text: string } | undefined> {
  const { origin, pathname } = new URL(url);
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const inTime = AbortSignal.timeout(10_000);
  try {
    const answer = await agent.request({ origin, path: pathname, method: "GET", headers, signal: signal ? AbortSignal.any([signal, inTime]) : inTime });
    return { status: answer.statusCode, text: await answer.body.text() };
  } catch {
    return undefined;
  }
}

function readModels(page: string): ListedModel[] | undefined {
  try {
    return (JSON.parse(page) as { data?: ListedModel[] }).data;
  } catch {
    return undefined;
  }
}
