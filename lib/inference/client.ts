// One request to a model server that speaks OpenAI's API: what is sent, under which key it is known, one attempt, and what its outcome means.
// How it travels is lean-openai.ts, retrying is retry.ts, many requests are batch.ts, which hosts may be reached is host-policy.ts.
import type OpenAI from "openai";
import type { Agent } from "undici";
import { requestBody } from "./requests.ts";
import { classifyError, parseCompletion } from "./errors.ts";
import { assertAllowedUrl } from "./host-policy.ts";
import { agentFor, LeanOpenAI } from "./lean-openai.ts";
import { withRetries, STOPPED } from "./retry.ts";
import type { RetryOptions } from "./retry.ts";
import type { Message } from "../types.ts";

/** A model and where it is served. Several URLs are replicas of the same model. */
export interface Endpoint {
  /** Base URLs, with or without a final /v1. */
  readonly urls: readonly string[];
  /** The name the server knows the model by. */
  readonly model: string;
  readonly apiKey?: string;
  /** Hosts allowed by name besides loopback and private ones. */
  readonly allowHosts?: readonly string[];
}

export interface Sampling {
  readonly temperature: number;
  readonly top_p: number;
  readonly max_tokens: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
}

/** Why a request has no answer. The first four are results: asking again would change nothing. */
export type Reason = "context-length" | "rejected" | "not-allowed" | "redirected" | "unauthorised" | "not-found" | "wrong-model" | "not-json" | "empty" | "server-error" | "broken-off" | "deadline" | "busy" | "unavailable" | "unreachable" | "stopped";

/** What a model answered to one request, or why it did not: every request ends in exactly one. */
export interface Reply {
  readonly id: string;
  /** Hash of the request's content: model, sampling, messages, schema. */
  readonly key: string;
  readonly note_id: string;
  readonly text: string;
  /** "stop" and "length" as the server says it; "failed" when there is an error. */
  readonly finish: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** Prompt tokens that the server found in its cache, where it says so. */
  readonly cached_tokens: number | null;
  /** Seconds from sending to the end of the answer, of the last attempt. */
  readonly seconds: number;
  readonly error?: { readonly reason: Reason; readonly message: string; readonly attempts: number };
}

/** How one attempt ended. `again`: never, after a fault that uses up an attempt, or once a server that turned it away is ready (uses up none). */
export type Attempt =
  | ({ readonly ok: true } & Pick<Reply, "text" | "finish" | "prompt_tokens" | "completion_tokens" | "cached_tokens" | "seconds">)
  | { readonly ok: false; readonly reason: Reason; readonly message: string; readonly again: "never" | "attempt" | "wait"; readonly after?: number; readonly seconds: number };

/** A server that passed the guard. */
export interface Client {
  /** Base URL ending in /v1. */
  readonly url: string;
  readonly model: string;
  readonly agent: Agent;
  readonly openai: OpenAI;
}

/** One client a replica. @throws {Error} When a URL is not one that prompts may go to; nothing has been sent then. */
export async function connect(endpoint: Endpoint): Promise<Client[]> {
  if (endpoint.urls.length === 0) throw new Error(`Expected at least one URL for model "${endpoint.model}", got none`);
  const urls = await Promise.all(endpoint.urls.map((url) => assertAllowedUrl(url, endpoint)));
  const agent = agentFor(endpoint.allowHosts ?? []);
  return urls.map((parsed) => {
    const url = `${parsed.origin}${parsed.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
    return { url, model: endpoint.model, agent, openai: new LeanOpenAI(url, { agent, apiKey: endpoint.apiKey }) };
  });
}

export interface AskOptions extends RetryOptions {
  readonly sampling: Sampling;
  /** JSON schema that the reply is to have. */
  readonly schema?: object;
  /** Milliseconds an attempt may take from sending to the answer's end. @default 1_800_000 */
  readonly deadline?: number;
}

/** Asks one request, with retries and patience as in a batch, and no journal. */
export async function complete(endpoint: Endpoint, messages: readonly Message[], options: AskOptions): Promise<Reply> {
  const [client] = await connect(endpoint);
  const { body, key } = requestBody(messages, { model: endpoint.model, ...options });
  const live = new Set<AbortController>();
  const stop = () => live.forEach((controller) => controller.abort());
  options.signal?.addEventListener("abort", stop);
  const { outcome, used } = await withRetries(() => send(client as Client, body, { live, deadline: options.deadline }), options);
  options.signal?.removeEventListener("abort", stop);
  return toReply(outcome, { id: "", key, note_id: "", attempts: used });
}

export interface SendOptions {
  /** Holds the attempt's controller while it runs, for whoever may want to abort it. A signal shared by all attempts would search its listeners at each. */
  readonly live?: Set<AbortController> | undefined;
  readonly deadline?: number | undefined;
  /** Names the note to a router that keeps a note's requests together. */
  readonly session?: string;
}

/** One attempt. Never throws for anything a server or a network does. */
export async function send(client: Client, body: Buffer, { live, deadline = 1_800_000, session }: SendOptions = {}): Promise<Attempt> {
  const controller = new AbortController();
  live?.add(controller);
  const timer = setTimeout(() => controller.abort("deadline"), deadline);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const headers = session === undefined ? undefined : { "x-session-id": session };
    const answer = await client.openai.request({ method: "post", path: "/chat/completions", body, signal: controller.signal, ...(headers && { headers }) });
    return parseCompletion(answer, { url: client.url, model: client.model, seconds: seconds() });
  } catch (error) {
    if (controller.signal.reason === "deadline") return { ok: false, reason: "deadline", message: `no answer from ${client.url} within ${deadline / 1000} s`, again: "attempt", seconds: seconds() };
    if (controller.signal.aborted) return { ...STOPPED, seconds: seconds() };
    return { ok: false, seconds: seconds(), ...classifyError(error, { url: client.url, body }) };
  } finally {
    clearTimeout(timer);
    live?.delete(controller);
  }
}

/** The reply that an outcome makes of a request. */
export function toReply(outcome: Attempt, { id, key, note_id, attempts }: { readonly id: string; readonly key: string; readonly note_id: string; readonly attempts: number }): Reply {
  if (outcome.ok) {
    const { text, finish, prompt_tokens, completion_tokens, cached_tokens, seconds } = outcome;
    return { id, key, note_id, text, finish, prompt_tokens, completion_tokens, cached_tokens, seconds };
  }
  const { reason, message, seconds } = outcome;
  return { id, key, note_id, text: "", finish: "failed", prompt_tokens: 0, completion_tokens: 0, cached_tokens: null, seconds, error: { reason, message, attempts } };
}
