// One request to a model server that speaks OpenAI's API: what is sent, under which key it is known, one attempt, and what its outcome means.
// Retrying is retry.ts, many requests are batch.ts, which hosts may be reached is guard.ts.
import { hash } from "node:crypto";
import OpenAI from "openai";
import type { Agent } from "undici";
import { checkUrl, guardedAgent, NOT_ALLOWED } from "./guard.ts";
import { persist, STOPPED } from "./retry.ts";
import type { Persistence } from "./retry.ts";
import type { Message } from "./question.ts";

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
export type Outcome =
  | ({ readonly ok: true } & Pick<Reply, "text" | "finish" | "prompt_tokens" | "completion_tokens" | "cached_tokens" | "seconds">)
  | { readonly ok: false; readonly reason: Reason; readonly message: string; readonly again: "never" | "attempt" | "wait"; readonly after?: number; readonly seconds: number };

/** The request as it is sent, in bytes. Messages come last: what precedes them is the same for a whole batch. */
export function requestBody(messages: readonly Message[], { model, sampling, schema }: { readonly model: string; readonly sampling: Sampling; readonly schema?: object | undefined }): Buffer {
  const { temperature, top_p, max_tokens, stop, seed } = sampling;
  const response_format = schema && { type: "json_schema", json_schema: { name: "reply", schema, strict: true } };
  return Buffer.from(JSON.stringify({ model, temperature, top_p, max_tokens, stop, seed, response_format, messages }));
}

/** The key of a request: SHA-256 of exactly the bytes that are sent, so that equal keys mean equal model, sampling, messages and schema. */
export const contentKey = (body: Buffer): string => hash("sha256", body);

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
  const urls = await Promise.all(endpoint.urls.map((url) => checkUrl(url, endpoint)));
  const agent = agentFor(endpoint.allowHosts ?? []);
  return urls.map((parsed) => {
    const url = `${parsed.origin}${parsed.pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
    return { url, model: endpoint.model, agent, openai: new LeanOpenAI(url, { agent, apiKey: endpoint.apiKey }) };
  });
}

export interface AskOptions extends Persistence {
  readonly sampling: Sampling;
  /** JSON schema that the reply is to have. */
  readonly schema?: object;
  /** Milliseconds an attempt may take from sending to the answer's end. @default 1_800_000 */
  readonly deadline?: number;
}

/** Asks one request, with retries and patience as in a batch, and no journal. */
export async function ask(endpoint: Endpoint, messages: readonly Message[], options: AskOptions): Promise<Reply> {
  const [client] = await connect(endpoint);
  const body = requestBody(messages, { model: endpoint.model, ...options });
  const live = new Set<AbortController>();
  const stop = () => live.forEach((controller) => controller.abort());
  options.signal?.addEventListener("abort", stop);
  const { outcome, used } = await persist(() => send(client as Client, body, { live, deadline: options.deadline }), options);
  options.signal?.removeEventListener("abort", stop);
  return toReply(outcome, { id: "", key: contentKey(body), note_id: "", attempts: used });
}

export interface SendOptions {
  /** Holds the attempt's controller while it runs, for whoever may want to abort it. A signal shared by all attempts would search its listeners at each. */
  readonly live?: Set<AbortController> | undefined;
  readonly deadline?: number | undefined;
  /** Names the note to a router that keeps a note's requests together. */
  readonly session?: string;
}

/** One attempt. Never throws for anything a server or a network does. */
export async function send(client: Client, body: Buffer, { live, deadline = 1_800_000, session }: SendOptions = {}): Promise<Outcome> {
  const controller = new AbortController();
  live?.add(controller);
  const timer = setTimeout(() => controller.abort("deadline"), deadline);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const headers = session === undefined ? undefined : { "x-session-id": session };
    const answer = await client.openai.post("/chat/completions", { body, signal: controller.signal, ...(headers && { headers }) });
    return readCompletion(answer, { url: client.url, model: client.model, seconds: seconds() });
  } catch (error) {
    if (controller.signal.reason === "deadline") return { ok: false, reason: "deadline", message: `no answer from ${client.url} within ${deadline / 1000} s`, again: "attempt", seconds: seconds() };
    if (controller.signal.aborted) return { ...STOPPED, seconds: seconds() };
    return { ok: false, seconds: seconds(), ...explain(error, { client, body }) };
  } finally {
    clearTimeout(timer);
    live?.delete(controller);
  }
}

interface Completion {
  readonly model?: string;
  readonly choices?: readonly { readonly finish_reason?: string | null; readonly message?: { readonly content?: string | null } }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number; readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null };
}

/** What a server's answer holds: the text and its counts, or what is wrong with it. `url` is where it came from, for messages. */
export function readCompletion(answer: unknown, { url, model: expected, seconds }: { readonly url: string; readonly model: string; readonly seconds: number }): Outcome {
  const fault = (reason: Reason, message: string): Outcome => ({ ok: false, reason, message, again: "attempt", seconds });
  if (typeof answer !== "object" || answer === null) return fault("not-json", `${url} sent something other than JSON`);
  const { model, choices, usage } = answer as Completion;
  const choice = choices?.[0];
  if (!choice?.message) return fault("empty", `${url} sent JSON without a choice`);
  if (model !== undefined && model !== expected) return fault("wrong-model", `expected an answer of "${expected}", ${url} answered as "${model}": set the model to the name its server gives it`);
  return {
    ok: true, text: choice.message.content ?? "", finish: choice.finish_reason ?? "stop", seconds,
    prompt_tokens: usage?.prompt_tokens ?? 0, completion_tokens: usage?.completion_tokens ?? 0, cached_tokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
  };
}

/** The reply that an outcome makes of a request. */
export function toReply(outcome: Outcome, { id, key, note_id, attempts }: { readonly id: string; readonly key: string; readonly note_id: string; readonly attempts: number }): Reply {
  if (outcome.ok) {
    const { text, finish, prompt_tokens, completion_tokens, cached_tokens, seconds } = outcome;
    return { id, key, note_id, text, finish, prompt_tokens, completion_tokens, cached_tokens, seconds };
  }
  const { reason, message, seconds } = outcome;
  return { id, key, note_id, text: "", finish: "failed", prompt_tokens: 0, completion_tokens: 0, cached_tokens: null, seconds, error: { reason, message, attempts } };
}

/**
 * The openai client with its two costly steps replaced: building headers anew for each request and WHATWG fetch. It sends bytes that are already JSON,
 * through the guard's agent, and reads the whole answer before it returns, so that a deadline covers the answer's body too.
 */
class LeanOpenAI extends OpenAI {
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;

  constructor(baseURL: string, { agent, apiKey }: { readonly agent: Agent; readonly apiKey: string | undefined }) {
    super({ baseURL, apiKey: apiKey ?? "none", maxRetries: 0, logLevel: "off" });
    this.#agent = agent;
    this.#headers = { "content-type": "application/json", accept: "application/json", ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) };
  }

  override async buildRequest(options: { path: string; body?: unknown; signal?: AbortSignal | null | undefined; headers?: unknown }) {
    const headers = { ...this.#headers, ...(options.headers as object | undefined) };
    const req = { method: "POST", headers, body: options.body, signal: options.signal } as unknown as Awaited<ReturnType<OpenAI["buildRequest"]>>["req"];
    return { req, url: this.baseURL + options.path, timeout: 0 };
  }

  override async fetchWithTimeout(url: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    const { method, headers, body, signal } = init as { method: "POST"; headers: Record<string, string>; body: Buffer; signal: AbortSignal };
    const { origin, pathname } = new URL(String(url));
    const answer = await this.#agent.request({ origin, path: pathname, method, headers, body, signal });
    const text = await answer.body.text();
    // The parts of a Response that the client reads.
    return { ok: answer.statusCode >= 200 && answer.statusCode < 300, status: answer.statusCode, headers: new Map(Object.entries(answer.headers)), url, body: null, text: async () => text } as unknown as Response;
  }
}

const agents = new Map<string, Agent>();

/** One agent for each list of allowed hosts, kept: its idle connections hold no process open. */
function agentFor(allowHosts: readonly string[]): Agent {
  const name = JSON.stringify(allowHosts);
  const agent = agents.get(name) ?? guardedAgent(allowHosts);
  agents.set(name, agent);
  return agent;
}

type Fault = Omit<Extract<Outcome, { ok: false }>, "ok" | "seconds">;

function explain(error: unknown, sent: { readonly client: Client; readonly body: Buffer }): Fault {
  if (error instanceof SyntaxError) return { reason: "not-json", message: `${sent.client.url} sent broken JSON`, again: "attempt" };
  if (error instanceof OpenAI.APIError && typeof error.status === "number") {
    const said = String((error.error as { message?: unknown } | undefined)?.message ?? "");
    return explainStatus({ status: error.status, said, url: sent.client.url, body: sent.body, after: retryAfter(error.headers?.get("retry-after")) });
  }
  const code = deepestCode(error);
  if (code === NOT_ALLOWED) return { reason: "not-allowed", message: deepest(error).message, again: "never" };
  // Nothing was sent on a connection that never came about; whatever breaks later may have cost the server work.
  if (NEVER_CONNECTED.has(code)) return { reason: "unreachable", message: `${sent.client.url} cannot be reached (${code})`, again: "wait" };
  return { reason: "broken-off", message: `${sent.client.url} broke off (${code})`, again: "attempt" };
}

const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "UND_ERR_CONNECT_TIMEOUT"]);

/** What an HTTP status other than success means. `said` is the server's message, quoted unless it repeats the prompt in `body`. */
export function explainStatus({ status, said, url, body, after }: { readonly status: number; readonly said: string; readonly url: string; readonly body: Buffer; readonly after?: number | undefined }): Fault {
  const words = quotable(said, body);
  const message = `${url} answered ${status}${words && `: ${words}`}`;
  if (status === 429 || (status >= 502 && status <= 504)) return { reason: status === 429 ? "busy" : "unavailable", message, again: "wait", ...(after !== undefined && { after }) };
  if (status === 401 || status === 403) return { reason: "unauthorised", message, again: "never" };
  if (status === 404) return { reason: "not-found", message, again: "attempt" };
  if (status >= 300 && status < 400) return { reason: "redirected", message: `${message}, a redirect: not followed`, again: "never" };
  if (status === 408 || status >= 500) return { reason: "server-error", message, again: "attempt" };
  const tooLong = /context length|context window|too long|max_model_len|maximum.*tokens/i.test(said);
  return { reason: tooLong ? "context-length" : "rejected", message, again: "never" };
}

/** A server's own words, unless they repeat a piece of the prompt: messages must not carry note text. */
function quotable(said: string, body: Buffer): string {
  const line = said.replace(/\s+/g, " ").slice(0, 300);
  const prompt = body.toString("utf8", body.indexOf('"messages":')).replace(/\\[nrt]/g, " ").replace(/\s+/g, " ");
  for (let at = 0; at + 16 <= line.length; at++) if (prompt.includes(line.slice(at, at + 16))) return "(its message repeats the prompt and is left out)";
  return line;
}

/** Milliseconds to wait by a Retry-After header, in seconds or as a date. */
export function retryAfter(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function deepest(error: unknown): Error & { code?: string } {
  let inner = error as Error;
  while (inner.cause instanceof Error) inner = inner.cause;
  return inner;
}

const deepestCode = (error: unknown): string => {
  const inner = deepest(error);
  const first = inner instanceof AggregateError ? (inner.errors[0] as { code?: string } | undefined)?.code : undefined;
  return inner.code ?? first ?? inner.name;
};
