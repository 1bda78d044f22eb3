// What a server's answer, HTTP status or broken connection means: an answer, or a reason and
// whether to retry.
import OpenAI from "openai";
import { NOT_ALLOWED } from "./host-policy.ts";
import type { Attempt, FailedAttempt, Reason } from "./types.ts";

interface Completion {
  readonly model?: string;
  readonly choices?: readonly {
    readonly finish_reason?: string | null;
    readonly message?: { readonly content?: string | null };
  }[];
  readonly usage?: {
    readonly prompt_tokens?: number;
    readonly completion_tokens?: number;
    readonly prompt_tokens_details?: { readonly cached_tokens?: number } | null;
  };
}

/** Reads a server's parsed answer. `url` is where it came from, for messages. */
export function parseCompletion(
  answer: unknown,
  { url, model: expected, seconds }: {
    readonly url: string;
    readonly model: string;
    readonly seconds: number;
  },
): Attempt {
  const fault = (reason: Reason, message: string): Attempt =>
    ({ ok: false, reason, message, retry: "counted", seconds });
  if (typeof answer !== "object" || answer === null) {
    return fault("not-json", `${url} sent something other than JSON`);
  }
  const { model, choices, usage } = answer as Completion;
  const choice = choices?.[0];
  if (!choice?.message) return fault("empty", `${url} sent JSON without a choice`);
  if (model !== undefined && model !== expected) {
    return fault(
      "wrong-model",
      `expected an answer of "${expected}", ${url} answered as "${model}": set the model to the ` +
      "name its server gives it",
    );
  }
  // In the order of a journal's line.
  return {
    ok: true,
    text: choice.message.content ?? "",
    finish: choice.finish_reason ?? "stop",
    prompt_tokens: usage?.prompt_tokens ?? 0,
    completion_tokens: usage?.completion_tokens ?? 0,
    cached_tokens: usage?.prompt_tokens_details?.cached_tokens ?? null,
    seconds,
  };
}

type Classified = Omit<FailedAttempt, "ok" | "seconds">;

/** What it means that an attempt threw. */
export function classifyError(
  error: unknown,
  { url, body, timeoutMs, stopped = false }: {
    readonly url: string;
    readonly body: Buffer;
    readonly timeoutMs: number;
    readonly stopped?: boolean | undefined;
  },
): Classified {
  if (stopped) {
    return { reason: "stopped", message: "stopped before an answer came", retry: "no" };
  }
  if (error instanceof SyntaxError) {
    return { reason: "not-json", message: `${url} sent broken JSON`, retry: "counted" };
  }
  if (error instanceof OpenAI.APIError && typeof error.status === "number") {
    const text = String((error.error as { message?: unknown } | undefined)?.message ?? "");
    const retryAfterMs = parseRetryAfter(error.headers?.get("retry-after"));
    return classifyStatus({ status: error.status, text, url, body, retryAfterMs });
  }
  const cause = deepestCause(error);
  if (cause.code === NOT_ALLOWED) {
    return { reason: "not-allowed", message: cause.message, retry: "no" };
  }
  if (cause.name === "AbortError") {
    const message = `no answer from ${url} within ${timeoutMs / 1000} s`;
    return { reason: "deadline", message, retry: "counted" };
  }
  // Without a connection nothing was sent; whatever breaks later may have cost the server work.
  const code = cause.code ?? cause.name;
  if (NEVER_CONNECTED.has(code)) {
    const message = `${url} cannot be reached (${code})`;
    return { reason: "unreachable", message, retry: "when-available" };
  }
  return { reason: "broken-off", message: `${url} broke off (${code})`, retry: "counted" };
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

const TOO_LONG = /context length|context window|too long|max_model_len|maximum.*tokens/i;

/**
 * What a failing HTTP status means. `text` is the server's message, quoted unless it repeats the
 * prompt.
 */
export function classifyStatus({ status, text, url, body, retryAfterMs }: {
  readonly status: number;
  readonly text: string;
  readonly url: string;
  readonly body: Buffer;
  readonly retryAfterMs?: number | undefined;
}): Classified {
  const quote = redactEcho(text, body);
  const message = `${url} answered ${status}${quote && `: ${quote}`}`;
  if (status === 429 || (status >= 502 && status <= 504)) {
    const reason = status === 429 ? "busy" : "unavailable";
    return { reason, message, retry: "when-available", retryAfterMs };
  }
  if (status === 401 || status === 403) return { reason: "unauthorised", message, retry: "no" };
  if (status === 404) return { reason: "not-found", message, retry: "counted" };
  if (status >= 300 && status < 400) {
    return { reason: "redirected", message: `${message}, a redirect: not followed`, retry: "no" };
  }
  if (status === 408 || status >= 500) return { reason: "server-error", message, retry: "counted" };
  return { reason: TOO_LONG.test(text) ? "context-length" : "rejected", message, retry: "no" };
}

/** A server's message, unless it repeats the prompt: messages must not carry note text. */
function redactEcho(text: string, body: Buffer): string {
  const line = text.replace(/\s+/g, " ").slice(0, 300);
  const prompt = body.toString("utf8", body.indexOf('"messages":'))
    .replace(/\\[nrt]/g, " ").replace(/\s+/g, " ");
  for (let at = 0; at + 16 <= line.length; at++) {
    if (prompt.includes(line.slice(at, at + 16))) {
      return "(its message repeats the prompt and is left out)";
    }
  }
  return line;
}

/** Milliseconds to wait by a Retry-After header, in seconds or as a date. */
export function parseRetryAfter(header: string | null | undefined): number | undefined {
  if (!header) return undefined;
  const isNumber = /^\s*\d+(\.\d+)?\s*$/.test(header);
  const wait = isNumber ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined;
}

function deepestCause(error: unknown): Error & { code?: string } {
  const { cause } = error as Error;
  if (cause instanceof Error) return deepestCause(cause);
  // Node tries each address of a name and collects their errors.
  return error instanceof AggregateError && error.errors[0] instanceof Error
    ? error.errors[0] : (error as Error);
}
