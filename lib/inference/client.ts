// One request to an OpenAI-compatible server: connections, attempts, when to retry, and its reply.
import OpenAI from "openai";
import { request, type Agent } from "undici";
import { classifyError, MOST_BYTES, parseCompletion, StatusError, TOO_LARGE } from "./errors.ts";
import { assertAllowedUrl, createRestrictedAgent } from "./host-policy.ts";
import { encodeRequest } from "./requests.ts";
import type { Attempt, Client, Endpoint, Reply, Sampling, FailedAttempt } from "./types.ts";
import type { Message } from "../types.ts";
import { setTimeout as sleep } from "node:timers/promises";

export interface AttemptOptions {
  /** Ends the attempts in flight, and lets no other begin. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds an attempt may take from sending to the answer's end. @default 1_800_000 */
  readonly timeoutMs?: number | undefined;
}

/** One client a URL. @throws {Error} When prompts must not go to one of them; nothing was sent. */
export async function connect(
  endpoint: Endpoint, { signal, timeoutMs = 1_800_000 }: AttemptOptions = {},
): Promise<Client[]> {
  const { urls, model, apiKey, allowHosts = [] } = endpoint;
  if (urls.length === 0) {
    throw new Error(`Expected at least one URL for model "${model}", got none`);
  }
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new Error(
      `Expected the API key of model "${model}" to be printable characters without spaces, got ` +
      "others (a line end?): correct it",
    );
  }
  const allowed = await Promise.all(urls.map((url) => assertAllowedUrl(url, endpoint)));
  const agent = agentFor(allowHosts);
  return allowed.map(({ origin, pathname }) => {
    const url = `${origin}${pathname.replace(/\/+$/, "").replace(/\/v1$/, "")}/v1`;
    const openai = createOpenAI(url, { agent, apiKey, signal, timeoutMs });
    return { url, model, agent, signal, timeoutMs, openai };
  });
}

interface OpenAIOptions extends AttemptOptions {
  readonly agent: Agent;
  readonly apiKey?: string | undefined;
  readonly timeoutMs: number;
}

/** The openai client over undici's `request`, which costs far less CPU time than a real `fetch`. */
function createOpenAI(
  baseURL: string, { agent, apiKey, signal, timeoutMs }: OpenAIOptions,
): OpenAI {
  // Only these headers are sent: none that the openai client takes from its environment variables.
  const fixed = {
    "content-type": "application/json",
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
  // One listener for all attempts: a signal composed for each costs a tenth of a request.
  const running = new Set<AbortController>();
  signal?.addEventListener("abort", () => running.forEach((attempt) => attempt.abort()));
  const fetch = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const { body: sent, session } = init as { body?: Buffer; session?: string };
    const attempt = new AbortController();
    const deadline = setTimeout(() => attempt.abort(), timeoutMs);
    running.add(attempt);
    try {
      signal?.throwIfAborted();
      const { statusCode, headers, body } = await request(String(url), {
        dispatcher: agent,
        method: "POST",
        headers: session === undefined ? fixed : { ...fixed, "x-session-id": session },
        body: sent ?? null,
        signal: attempt.signal,
      });
      // The whole answer is read here, so that the deadline covers it.
      const isShort = Number(headers["content-length"]) <= MOST_BYTES;
      const text = await (isShort ? body.text() : readBounded(body));
      if (statusCode >= 300) {
        throw new StatusError(statusCode, { retryAfter: String(headers["retry-after"] ?? ""), text });
      }
      return lightResponse(statusCode, new Map(Object.entries(headers)), text);
    } finally {
      clearTimeout(deadline);
      running.delete(attempt);
    }
  };
  const timeout = 2 * timeoutMs; // its own, which is not heeded
  return new OpenAI({
    baseURL, apiKey: apiKey ?? "none", maxRetries: 0, logLevel: "off", timeout, fetch,
  });
}

/** The text of an answer whose length is not known. @throws {Error} When it is over the limit. */
export async function readBounded(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) throw Object.assign(new Error("The answer is too large"), { code: TOO_LARGE });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What the openai client reads of a `Response`; a real one costs more CPU time than all else. */
function lightResponse(
  status: number, headers: ReadonlyMap<string, unknown>, text: string,
): Response {
  const ok = status >= 200 && status < 300;
  const read = { text: async () => text, json: async () => JSON.parse(text) as unknown };
  return { ok, status, headers, ...read } as unknown as Response;
}

const agents = new Map<string, Agent>();

/** One agent for each list of allowed hosts: idle connections are shared by all batches. */
function agentFor(allowHosts: readonly string[]): Agent {
  const name = JSON.stringify(allowHosts);
  const agent = agents.get(name) ?? createRestrictedAgent(allowHosts);
  agents.set(name, agent);
  return agent;
}

export interface CompleteOptions extends RetryOptions, AttemptOptions {
  readonly sampling: Sampling;
  /** JSON schema that the reply is to have. */
  readonly schema?: object;
}

/** Asks one request at the endpoint's first URL, with the retries of a batch and no journal. */
export async function complete(
  endpoint: Endpoint, messages: readonly Message[], options: CompleteOptions,
): Promise<Reply> {
  const [client] = (await connect(endpoint, options)) as [Client];
  const { body, key } = encodeRequest(messages, { model: endpoint.model, ...options });
  const state = newRetryState();
  let attempt: Attempt;
  do attempt = await send(client, body);
  while (await waitToRetry(state, attempt, options));
  return toReply(attempt, { id: "", key, note_id: "", attempts: state.attemptsUsed });
}

/**
 * Makes one attempt. Failures of server and network are values, never thrown. `session` identifies
 * the note to a router that keeps a note's requests together.
 */
export async function send(
  { openai, url, model, timeoutMs, signal }: Client, body: Buffer, session?: string,
): Promise<Attempt> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    // As a fetch option the session costs a tenth of what it does as a header given here.
    const fetchOptions = { session } as object;
    const response = await openai.post("/chat/completions", { body, fetchOptions }).asResponse();
    return parseCompletion(await response.json(), { url, model, seconds: seconds(), body });
  } catch (error) {
    const classified = classifyError(error, { url, body, timeoutMs, stopped: signal?.aborted });
    return { ok: false, seconds: seconds(), ...classified };
  }
}

/** The reply to a request whose last attempt this was. */
export function toReply(
  attempt: Attempt,
  { id, key, note_id, attempts }: Pick<Reply, "id" | "key" | "note_id"> & { attempts: number },
): Reply {
  if (attempt.ok) {
    const { ok, ...answer } = attempt;
    return { id, key, note_id, ...answer };
  }
  const { reason, message, seconds } = attempt;
  return {
    id, key, note_id, text: "", finish: "failed", prompt_tokens: 0, completion_tokens: 0,
    cached_tokens: null, seconds, error: { reason, message, attempts },
  };
}

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
