// Types: endpoint, request, sampling, attempt, reply.
import type OpenAI from "openai";
import type { Agent } from "undici";
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

/** Connections to one URL of an endpoint that passed the host policy. */
export interface Client {
  /** Base URL ending in /v1. */
  readonly url: string;
  readonly model: string;
  readonly agent: Agent;
  /** Ends attempts, which may take `timeoutMs` milliseconds. */
  readonly signal: AbortSignal | undefined;
  readonly timeoutMs: number;
  readonly openai: OpenAI;
}

export interface Sampling {
  readonly temperature: number;
  readonly top_p: number;
  readonly max_tokens: number;
  readonly stop?: readonly string[];
  readonly seed?: number;
}

/** One thing to ask. Its prompt is built when it is sent, so that a batch stays small. */
export interface Request {
  /** Unique in the batch. */
  readonly id: string;
  readonly note_id: string;
  readonly messages: () => readonly Message[];
  /** JSON schema of the reply; one constant object for each question type. */
  readonly schema?: object | undefined;
}

/** Why a request has no answer. */
export type Reason =
  // Results: another attempt would end the same way.
  | "context-length" | "rejected" | "not-allowed" | "redirected"
  // The server refuses requests without blaming this one.
  | "refused"
  | "unauthorised" | "not-found" | "wrong-model" | "not-json" | "empty" | "server-error"
  | "broken-off" | "deadline" | "busy" | "unavailable" | "unreachable" | "stopped";

/** The final result of one request: an answer, or the reason why there is none. */
export interface Reply {
  readonly id: string;
  /** SHA-256 of the request's body: model, sampling, messages, schema. */
  readonly key: string;
  readonly note_id: string;
  readonly text: string;
  /** "stop" or "length" as the server reports it; "failed" when there is an error. */
  readonly finish: string;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** Prompt tokens found in the server's prefix cache; null when the server does not say. */
  readonly cached_tokens: number | null;
  /** Seconds from sending to the end of the answer, of the last attempt. */
  readonly seconds: number;
  readonly error?: {
    readonly reason: Reason;
    readonly message: string;
    readonly attempts: number;
  };
}

type Answered = Pick<
  Reply, "text" | "finish" | "prompt_tokens" | "completion_tokens" | "cached_tokens" | "seconds"
>;

/** An attempt without an answer. */
export interface FailedAttempt {
  readonly ok: false;
  readonly reason: Reason;
  readonly message: string;
  /** Whether to try again: not at all, as one of `maxAttempts`, or whenever the server is back. */
  readonly retry: "no" | "counted" | "when-available";
  /** The least to wait before the next attempt, from the server's Retry-After. */
  readonly retryAfterMs?: number | undefined;
  readonly seconds: number;
}

/** How one attempt at a request ended. */
export type Attempt = ({ readonly ok: true } & Answered) | FailedAttempt;

/** How a batch ended: `requests` = `answered` + `failed`. */
export interface Summary {
  readonly requests: number;
  readonly answered: number;
  readonly failed: number;
  /** Failed requests by reason. */
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  /** Of `requests`, those that an earlier run had asked. */
  readonly resumed: number;
  /** Of `requests`, those asked again because the journal held a server's fault as their result. */
  readonly healed?: number;
  /** Tokens of this run. */
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedShare: number | null;
  readonly seconds: number;
  readonly journal: string;
}
