// What a server's answer, HTTP status or broken connection means: an answer, or a reason and
// whether to retry.
import { NOT_ALLOWED } from "./host-policy.ts";
import type { Attempt, FailedAttempt, Reason } from "./types.ts";

interface Completion {
  readonly model?: unknown;
  readonly choices?: readonly {
    readonly finish_reason?: unknown;
    readonly message?: {
      readonly content?: unknown;
      readonly refusal?: unknown;
      readonly reasoning_content?: unknown;
      readonly reasoning?: unknown;
    };
  }[];
  readonly usage?: {
    readonly prompt_tokens?: unknown;
    readonly completion_tokens?: unknown;
    readonly prompt_tokens_details?: { readonly cached_tokens?: unknown } | null;
  };
  readonly error?: unknown;
}

interface Origin { readonly url: string; readonly model: string; readonly seconds: number; readonly body?: Buffer }

/** Reads a server's parsed answer. `url` is where it came from, for messages. */
export function parseCompletion(answer: unknown, { url, model: expected, seconds, body = Buffer.alloc(0) }: Origin): Attempt {
  const fault = (reason: Reason, message: string): Attempt =>
    ({ ok: false, reason, message, retry: "counted", seconds });
  if (typeof answer !== "object" || answer === null) {
    return fault("not-json", `${url} sent something other than JSON`);
  }
  const { model, choices, usage, error } = answer as Completion;
  const choice = Array.isArray(choices) ? (choices as Completion["choices"])?.[0] : undefined;
  if (!choice?.message) {
    const said = errorWords(answer);
    if (said === "") return fault("empty", `${url} sent JSON without a choice`);
    const status = statusIn(error) ?? statusIn(answer) ?? 500;
    return { ok: false, seconds, ...classifyStatus({ status, text: said, url, body }) };
  }
  if (typeof model === "string" && !isSameModel(model, expected)) {
    return fault(
      "wrong-model",
      `expected an answer of "${expected}", ${url} answered as "${printable(model)}": set the model to the ` +
      "name its server gives it",
    );
  }
  const finish = typeof choice.finish_reason === "string" ? choice.finish_reason : "stop";
  if (BROKEN_FINISH.test(finish)) return fault("server-error", `${url} ended its answer with "${printable(finish)}"`);
  // In the order of a journal's line.
  return {
    ok: true,
    ...replyOf(choice.message, finish),
    prompt_tokens: count(usage?.prompt_tokens),
    completion_tokens: count(usage?.completion_tokens),
    cached_tokens: typeof usage?.prompt_tokens_details?.cached_tokens === "number" ? usage.prompt_tokens_details.cached_tokens : null,
    seconds,
  };
}

/** The HTTP status that an error gives itself, as a number or in digits. */
function statusIn(error: unknown): number | undefined {
  const { code, status, status_code } = (error ?? {}) as Record<string, unknown>;
  return [code, status, status_code]
    .filter((one) => typeof one === "number" || typeof one === "string")
    .map(Number).find((one) => one >= 400 && one < 600);
}

/** Finish reasons by which a server says that it did not get to the end. */
export const BROKEN_FINISH = /abort|error|cancel|fail|time_?out|interrupt|preempt/i;

/**
 * An answer under another name is the same model's where one name only adds a date, a path or a
 * tag. Two paths, two tags or a suffix that is no date are of two models.
 */
function isSameModel(answered: string, asked: string): boolean {
  if (answered === asked) return true;
  const parts = (name: string) => {
    const [, path = "", base = "", tag = ""] =
      /^(?:(.*)\/)?([^/:@]*)(?:[:@](.*))?$/s.exec(name.toLowerCase().replace(/\/+$/, "")) ?? [];
    return { path, base, tag };
  };
  const [a, b] = [parts(answered), parts(asked)];
  const agree = (one: string, other: string) => one === "" || other === "" || one === other;
  const adds = (long: string, short: string) =>
    long.startsWith(`${short}-`) && DATED.test(long.slice(short.length));
  const isBase = a.base === b.base || adds(a.base, b.base) || adds(b.base, a.base);
  return a.base !== "" && isBase && agree(a.path, b.path) && agree(a.tag, b.tag);
}

/** What an alias leaves out of a model's name: a date or "latest". */
const DATED = /^-(?:\d{4}|\d{6}|\d{8}|\d{4}-\d{2}(?:-\d{2})?|\d{2}-\d{2,4}|latest)$/;

type Said = NonNullable<NonNullable<Completion["choices"]>[number]["message"]>;

/** A message's text: its parts joined, a refusal as one, reasoning without an answer as a thought that never ended. */
function replyOf({ content, refusal, reasoning_content, reasoning }: Said, finish: string): { text: string; finish: string } {
  const text = partsOf(content), thought = partsOf(reasoning_content) || partsOf(reasoning);
  if (text !== "") return { text, finish };
  if (typeof refusal === "string" && refusal !== "") return { text: refusal, finish: "content_filter" };
  return { text: thought === "" ? "" : `<think>\n${thought}`, finish };
}

function partsOf(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map((part) => (typeof part === "string" ? part : partsOf((part as { text?: unknown } | null)?.text))).join("");
  return content === null || content === undefined ? "" : JSON.stringify(content) ?? "";
}

const count = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) ? value : 0);

type Classified = Omit<FailedAttempt, "ok" | "seconds">;

/** A failing HTTP status with its body, before anything reads it. */
export class StatusError extends Error {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
  constructor(status: number, { retryAfter, text }: { retryAfter: string | undefined; text: string }) {
    super("The server refused");
    [this.status, this.retryAfter, this.text] = [status, retryAfter, text];
  }
}

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
  const cause = deepestCause(error);
  if (cause instanceof StatusError) {
    const { status, text } = cause;
    return classifyStatus({ status, text: errorWords(text), url, body, retryAfterMs: parseRetryAfter(cause.retryAfter) });
  }
  if (cause.code === NOT_ALLOWED) {
    return { reason: "not-allowed", message: cause.message, retry: "no" };
  }
  if (cause.code === TOO_LARGE) return { reason: "not-json", message: `${url} sent an answer of over ${MOST_BYTES / 2 ** 20} MiB`, retry: "counted" };
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

/** The most bytes of an answer that are read. */
export const MOST_BYTES = 64 * 2 ** 20;
export const TOO_LARGE = "DISTIL_TOO_LARGE";

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

// A body blames this request by naming its prompt together with a size, or its content together with a rule.
const PROMPT = /\b(?:context|prompt|inputs?|messages?|sequence|max_model_len|n_ctx|n_prompt_tokens)\b/i;
const SIZE = /\b(?:too (?:long|large|many)|length|longer|window|exceed\w*|context[ _-]size|larger than|maximum|at most|over the limit|tokens?)\b/i;
const CONTENT = /\b(?:content[ _-]?(?:filter\w*|policy|management|moderation)|safety|moderation|flagged|inappropriate|responsible ai)\b/i;

/** Why a refused request is itself to blame: its length or its content; undefined when it is not. */
export function blamed(message: string): "context-length" | "rejected" | undefined {
  const text = message.replace(/[_-]/g, "_").replace(/chat_?template/gi, "");
  // A limit per minute is everybody's.
  if (/\b(?:per|this|each) (?:second|minute|hour|day)\b|\bquota\b/i.test(text)) return undefined;
  if (PROMPT.test(text) && SIZE.test(text) && /\d|too|exceed|long/i.test(text)) return "context-length";
  return CONTENT.test(message) ? "rejected" : undefined;
}

/** Statuses that pass: the request is as good as before. */
const PASSING = new Set([408, 409, 425, 499]);

/**
 * What a failing HTTP status means. `text` is the server's message, quoted unless it repeats the
 * prompt. A 4xx is final only when it blames this request.
 */
export function classifyStatus({ status, text, url, body, retryAfterMs }: {
  readonly status: number;
  readonly text: string;
  readonly url: string;
  readonly body: Buffer;
  readonly retryAfterMs?: number | undefined;
}): Classified {
  const quote = redactEcho(printable(text), body);
  const message = `${url} answered ${status}${quote && `: ${quote}`}`;
  if (status === 429 || (status >= 502 && status <= 504)) {
    const reason = status === 429 ? "busy" : "unavailable";
    return { reason, message, retry: "when-available", retryAfterMs };
  }
  if (status === 403 && CONTENT.test(text)) return { reason: "rejected", message, retry: "no" };
  if (status === 401 || status === 403) return { reason: "unauthorised", message, retry: "counted" };
  if (status === 404) return { reason: "not-found", message, retry: "counted" };
  if (status >= 300 && status < 400) {
    return { reason: "redirected", message: `${message}, a redirect: not followed`, retry: "no" };
  }
  const reason = status === 413 ? "context-length" : blamed(text);
  if (reason && (status < 500 || reason === "context-length")) return { reason, message, retry: "no" };
  if (PASSING.has(status) || status >= 500) return { reason: "server-error", message, retry: "counted", retryAfterMs };
  return { reason: "refused", message, retry: "counted" };
}

/** The words of an error's body, whatever its shape: a text, JSON with a message, a list of details. */
export function errorWords(body: unknown): string {
  let value = body;
  if (typeof body === "string") {
    try {
      value = JSON.parse(body);
    } catch {
      return body;
    }
  }
  return saidIn(value, 0);
}

const NAMES = ["error", "message", "detail", "details", "errors", "msg", "reason", "title", "description", "type", "code"];

function saidIn(value: unknown, depth: number): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null || depth > 4) return "";
  if (Array.isArray(value)) return value.slice(0, 3).map((one) => saidIn(one, depth + 1)).filter(Boolean).join("; ");
  for (const name of NAMES) {
    const said = Object.hasOwn(value, name) ? saidIn((value as Record<string, unknown>)[name], depth + 1) : "";
    if (said) return said;
  }
  return "";
}

/** On one line and without control characters, which a terminal would obey. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 300);

/** A server's message, unless it repeats the prompt: messages must not carry note text. */
function redactEcho(text: string, body: Buffer): string {
  const line = text.replace(/\s+/g, " ").slice(0, 300);
  // Letters and digits alone: an echo may come word by word, quoted, or in capitals.
  const plain = (some: string) => some.toLowerCase().replace(/\\[nrt]/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, "");
  const prompt = plain(body.toString("utf8", body.indexOf('"messages":')));
  const said = plain(line);
  for (let at = 0; at + 16 <= said.length; at++) {
    if (prompt.includes(said.slice(at, at + 16))) {
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
