// What a model server's answer, status or broken connection means: an answer, or a reason and whether asking again makes sense. Sends nothing.
import OpenAI from "openai";
import { NOT_ALLOWED } from "./host-policy.ts";
import type { Attempt, Reason } from "./client.ts";

interface Completion {
  readonly model?: string;
  readonly choices?: readonly { readonly finish_reason?: string | null; readonly message?: { readonly content?: string | null } }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number; readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null };
}

/** What a server's answer holds: the text and its counts, or what is wrong with it. `url` is where it came from, for messages. */
export function parseCompletion(answer: unknown, { url, model: expected, seconds }: { readonly url: string; readonly model: string; readonly seconds: number }): Attempt {
  const fault = (reason: Reason, message: string): Attempt => ({ ok: false, reason, message, again: "attempt", seconds });
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

type Fault = Omit<Extract<Attempt, { ok: false }>, "ok" | "seconds">;

/** What it means that an attempt threw. */
export function classifyError(error: unknown, sent: { readonly url: string; readonly body: Buffer }): Fault {
  if (error instanceof SyntaxError) return { reason: "not-json", message: `${sent.url} sent broken JSON`, again: "attempt" };
  if (error instanceof OpenAI.APIError && typeof error.status === "number") {
    const said = String((error.error as { message?: unknown } | undefined)?.message ?? "");
    return classifyStatus({ status: error.status, said, url: sent.url, body: sent.body, after: retryAfter(error.headers?.get("retry-after")) });
  }
  const code = deepestCode(error);
  if (code === NOT_ALLOWED) return { reason: "not-allowed", message: deepest(error).message, again: "never" };
  // Nothing was sent on a connection that never came about; whatever breaks later may have cost the server work.
  if (NEVER_CONNECTED.has(code)) return { reason: "unreachable", message: `${sent.url} cannot be reached (${code})`, again: "wait" };
  return { reason: "broken-off", message: `${sent.url} broke off (${code})`, again: "attempt" };
}

const NEVER_CONNECTED = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "UND_ERR_CONNECT_TIMEOUT"]);

/** What an HTTP status other than success means. `said` is the server's message, quoted unless it repeats the prompt in `body`. */
export function classifyStatus({ status, said, url, body, after }: { readonly status: number; readonly said: string; readonly url: string; readonly body: Buffer; readonly after?: number | undefined }): Fault {
  const words = redactEcho(said, body);
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
function redactEcho(said: string, body: Buffer): string {
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
