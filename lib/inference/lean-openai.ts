// The openai client without what makes it slow: how a request of bytes travels, and which connections it shares. What is in it and what the answer means is client.ts.
import OpenAI from "openai";
import { APIPromise } from "openai/core/api-promise";
import type { Agent } from "undici";
import { createRestrictedAgent } from "./host-policy.ts";

/**
 * The openai client, reading its answers and making its errors, over a request of its own: bytes that are already JSON go through the guard's agent, once, with
 * headers made once, and the whole answer is there before it returns, so that a deadline covers the answer's body too.
 */
export class LeanOpenAI extends OpenAI {
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;
  readonly #origin: string;
  readonly #path: string;

  constructor(baseURL: string, { agent, apiKey }: { readonly agent: Agent; readonly apiKey: string | undefined }) {
    super({ baseURL, apiKey: apiKey ?? "none", maxRetries: 0, logLevel: "off" });
    const { origin, pathname } = new URL(baseURL);
    this.#agent = agent;
    this.#origin = origin;
    this.#path = pathname;
    this.#headers = { "content-type": "application/json", accept: "application/json", ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) };
  }

  override request<Req, Rsp>(options: Parameters<OpenAI["request"]>[0]): APIPromise<Rsp> {
    return new APIPromise<Rsp>(this, this.#answerTo(options));
  }

  async #answerTo(asked: Parameters<OpenAI["request"]>[0]): Promise<Answered> {
    const options = await asked;
    const answer = await exchange(this.#agent, {
      origin: this.#origin, path: this.#path + options.path, headers: { ...this.#headers, ...(options.headers as object | undefined) },
      body: options.body as unknown as Buffer, signal: options.signal as AbortSignal,
    });
    // The parts of a Response that the client reads.
    const response = { ok: answer.status >= 200 && answer.status < 300, status: answer.status, headers: answer.headers, body: null, text: async () => answer.text } as unknown as Response;
    if (!response.ok) throw this.makeStatusError(answer.status, parsed(answer.text) as object, answer.text, response.headers);
    return { response, options, controller: UNUSED, requestLogID: "", retryOfRequestLogID: undefined, startTime: 0 };
  }
}

type Answered = Awaited<ConstructorParameters<typeof APIPromise>[1]>;
/** The client's own controller, which nothing here listens to: the caller's signal ends the exchange. */
const UNUSED = new AbortController();

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Post {
  readonly origin: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly signal: AbortSignal;
}

/** Posts bytes and reads the whole answer, without the streams that undici's own `request` sets up for it. */
function exchange(agent: Agent, { origin, path, headers, body, signal }: Post): Promise<{ status: number; headers: { get(name: string): unknown }; text: string }> {
  return new Promise((done, fail) => {
    const parts: Buffer[] = [];
    let status = 0;
    let received: Record<string, unknown> = {};
    let stop = () => fail(signal.reason as Error);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", () => stop(), { once: true });
    agent.dispatch({ origin, path, method: "POST", headers, body }, {
      onRequestStart(controller) {
        if (signal.aborted) controller.abort(signal.reason as Error);
        stop = () => controller.abort(signal.reason as Error);
      },
      onResponseStart(_, code, found) {
        status = code;
        received = found;
      },
      onResponseData: (_, part) => void parts.push(part),
      onResponseEnd: () => done({ status, headers: { get: (name) => received[name] ?? null }, text: (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString() }),
      onResponseError: (_, error) => fail(error),
    });
  });
}

const agents = new Map<string, Agent>();

/** One agent for each list of allowed hosts, kept: its idle connections hold no process open. */
export function agentFor(allowHosts: readonly string[]): Agent {
  const name = JSON.stringify(allowHosts);
  const agent = agents.get(name) ?? createRestrictedAgent(allowHosts);
  agents.set(name, agent);
  return agent;
}
