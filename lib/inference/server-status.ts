// A server's models, load and health. Sends no prompt; the host policy holds.
import { connect } from "./client.ts";
import { readMetrics, type ServerMetrics } from "./concurrency.ts";
import type { Client, Endpoint } from "./types.ts";

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
    const served = names.map((name) => `"${name}"`).join(", ") || "nothing";
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
    return { status: statusCode, text: await body.text() };
  } catch {
    return undefined;
  }
}

function parseModels(page: Page | undefined): readonly ListedModel[] | undefined {
  if (page?.status !== 200) return undefined;
  try {
    return (JSON.parse(page.text) as { data?: ListedModel[] }).data;
  } catch {
    return undefined;
  }
}
