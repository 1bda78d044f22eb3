// The JSON body of a request, its key, and which requests are pending.
import { hash } from "node:crypto";
import { setImmediate as yieldToEventLoop } from "node:timers/promises";
import type { Journal } from "./journal.ts";
import type { Endpoint, Reason, Request, Sampling } from "./types.ts";
import type { Message } from "../types.ts";

interface Settings {
  readonly model: string;
  readonly sampling: Sampling;
  readonly schema?: object | undefined;
}

/**
 * A request's JSON body and its key: SHA-256 (hex) of the body. Messages come last: what precedes
 * them is the same for a batch.
 */
export function encodeRequest(
  messages: readonly Message[], { model, sampling, schema }: Settings,
): { readonly body: Buffer; readonly key: string } {
  const { temperature, top_p, max_tokens, stop, seed } = sampling;
  const response_format = schema && {
    type: "json_schema", json_schema: { name: "reply", schema, strict: true },
  };
  const json = JSON.stringify({
    model, temperature, top_p, max_tokens, stop, seed, response_format, messages,
  });
  // Bytes, because hundreds of long strings in flight keep the garbage collector busy.
  const body = Buffer.from(json);
  return { body, key: hash("sha256", body) };
}

/** A request ready to be sent. */
export interface PreparedRequest {
  readonly id: string;
  readonly key: string;
  readonly note_id: string;
  /** Identifies the note to a router that keeps a note's requests together, without its id. */
  readonly session: string;
  readonly body: Buffer;
}

interface PendingOptions {
  readonly endpoint: Pick<Endpoint, "model">;
  readonly sampling: Sampling;
  readonly journal: Pick<Journal, "entries" | "revised">;
  /** The journal's file, for messages. */
  readonly path: string;
}

/**
 * Requests without a final reply in the journal; `onResumed` is called for the others, with a
 * failure's reason. @throws {Error} When two share an id, or the journal's reply answers other
 * content.
 */
export async function* pendingRequests(
  requests: Iterable<Request> | AsyncIterable<Request>,
  { endpoint, sampling, journal, path }: PendingOptions,
  onResumed: (failed: Reason | undefined) => void,
): AsyncGenerator<PreparedRequest> {
  const ids = new Set<string>();
  for await (const { id, note_id, messages, schema } of requests) {
    if (ids.has(id)) throw duplicate(id);
    ids.add(id);
    const { body, key } = encodeRequest(messages(), { model: endpoint.model, sampling, schema });
    const entry = journal.entries.get(id);
    if (entry && entry.key !== key) {
      throw new Error(
        `Expected ${path} to hold replies to this very request, but the one to "${id}" answers ` +
        "other messages or another schema (a changed note or prompt?): name another journal, or " +
        "delete this one to ask anew",
      );
    }
    if (entry) onResumed(entry.failed);
    else if (journal.revised) {
      throw new Error(
        `Expected ${path} to hold replies of one revision of ${endpoint.model}, but it has since ` +
        "changed and requests are left to ask: name another journal, or delete this one to ask anew",
      );
    } else yield { id, key, note_id, session: hash("sha256", note_id).slice(0, 16), body };
    // A long stretch of answered requests must not hold up timers and signals.
    if (ids.size % 256 === 0) await yieldToEventLoop();
  }
}

/** Requests note by note, for the server's prefix cache. @throws {Error} When two share an id. */
export function groupByNote(requests: readonly Request[]): Request[] {
  const ids = new Set<string>();
  for (const { id } of requests) {
    if (ids.has(id)) throw duplicate(id);
    ids.add(id);
  }
  return [...Map.groupBy(requests, ({ note_id }) => note_id).values()].flat();
}

const duplicate = (id: string) =>
  new Error(`Expected request ids to be unique, got "${id}" twice: each request needs its own`);
