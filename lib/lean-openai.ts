// The openai client without what makes it slow: how a request of bytes travels, and which connections it shares. What is in it and what the answer means is model.ts.
import OpenAI from "openai";
import type { Agent } from "undici";
import { guardedAgent } from "./guard.ts";

/**
 * The openai client with its two costly steps replaced: building headers anew for each request and WHATWG fetch. It sends bytes that are already JSON,
 * through the guard's agent, and reads the whole answer before it returns, so that a deadline covers the answer's body too.
 */
export class LeanOpenAI extends OpenAI {
  readonly #agent: Agent;
  readonly #headers: Record<string, string>;
  readonly #origin: string;

  constructor(baseURL: string, { agent, apiKey }: { readonly agent: Agent; readonly apiKey: string | undefined }) {
    super({ baseURL, apiKey: apiKey ?? "none", maxRetries: 0, logLevel: "off" });
    this.#agent = agent;
    this.#origin = new URL(baseURL).origin;
    this.#headers = { "content-type": "application/json", accept: "application/json", ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) };
  }

  override async buildRequest(options: { path: string; body?: unknown; signal?: AbortSignal | null | undefined; headers?: unknown }) {
    const headers = { ...this.#headers, ...(options.headers as object | undefined) };
    const req = { method: "POST", headers, body: options.body, signal: options.signal } as unknown as Awaited<ReturnType<OpenAI["buildRequest"]>>["req"];
    return { req, url: this.baseURL + options.path, timeout: 0 };
  }

  override async fetchWithTimeout(url: string | URL | Request, init: RequestInit | undefined): Promise<Response> {
    const { headers, body, signal } = init as { headers: Record<string, string>; body: Buffer; signal: AbortSignal };
    const answer = await exchange(this.#agent, { origin: this.#origin, path: String(url).slice(this.#origin.length), headers, body, signal });
    // The parts of a Response that the client reads.
    return { ok: answer.status >= 200 && answer.status < 300, status: answer.status, headers: answer.headers, url, body: null, text: async () => answer.text } as unknown as Response;
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
function exchange(agent: Agent, { origin, path, headers, body, signal }: Post): Promise<{ status: number; headers: Map<string, unknown>; text: string }> {
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
      onResponseEnd: () => done({ status, headers: new Map(Object.entries(received)), text: Buffer.concat(parts).toString() }),
      onResponseError: (_, error) => fail(error),
    });
  });
}

const agents = new Map<string, Agent>();

/** One agent for each list of allowed hosts, kept: its idle connections hold no process open. */
export function agentFor(allowHosts: readonly string[]): Agent {
  const name = JSON.stringify(allowHosts);
  const agent = agents.get(name) ?? guardedAgent(allowHosts);
  agents.set(name, agent);
  return agent;
}
