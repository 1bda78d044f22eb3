// From requests to tasks: prompts built one at a time, known by their content, those left out that a journal answers. Sends nothing.
import { hash } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { bodyMaker } from "./requests.ts";
import type { Journal } from "./journal.ts";
import type { Endpoint, Reason, Sampling } from "./client.ts";
import type { Message } from "../types.ts";

/** One thing to ask. The prompt is built when its turn comes and let go once answered, so that memory does not grow with the batch. */
export interface Request {
  /** Unique in the batch. */
  readonly id: string;
  readonly note_id: string;
  readonly messages: () => readonly Message[];
  /** JSON schema of the reply; one constant object a question type. */
  readonly schema?: object | undefined;
}

/** A request ready to be sent. */
export interface PreparedRequest {
  readonly id: string;
  readonly key: string;
  readonly note_id: string;
  /** Stands for the note towards routers, which need not know its id. */
  readonly session: string;
  readonly body: Buffer;
}

interface Asked {
  readonly endpoint: Pick<Endpoint, "model">;
  readonly sampling: Sampling;
  readonly journal: Pick<Journal, "entries">;
  /** The journal's file, for messages. */
  readonly path: string;
}

/**
 * The tasks that the journal has no answer to; of the others `resumed` is told, with the reason where the answer was a failure.
 * @throws {Error} When an id comes twice, or when the journal's reply to it answers other content.
 */
export async function* pendingRequests(requests: Iterable<Request> | AsyncIterable<Request>, { endpoint, sampling, journal, path }: Asked, resumed: (failed: Reason | undefined) => void): AsyncGenerator<PreparedRequest> {
  const ids = new Set<string>();
  const make = bodyMaker();
  let note: { readonly id: string; readonly session: string } | undefined;
  for await (const { id, note_id, messages, schema } of requests) {
    if (ids.has(id)) throw duplicate(id);
    ids.add(id);
    const { body, key } = make(messages(), { model: endpoint.model, sampling, schema });
    const entry = journal.entries.get(id);
    if (entry && entry.key !== key) throw new Error(`Expected ${path} to hold replies to this very request, but the one to "${id}" answers other messages or another schema (a changed note or prompt?): name another journal, or delete this one to ask anew`);
    if (note?.id !== note_id) note = { id: note_id, session: hash("sha256", note_id).slice(0, 16) };
    if (entry) resumed(entry.failed);
    else yield { id, key, note_id, session: note.session, body };
    // Long stretches of answered requests, or of a lost server's, must not keep timers and signals from their turn.
    if (ids.size % 256 === 0) await breathe();
  }
}

/** Note by note, notes in the order of their first request; the order that lets a server read each note once. */
export function groupByNote(requests: readonly Request[]): Request[] {
  const ids = new Set<string>();
  const notes = new Map<string, Request[]>();
  for (const request of requests) {
    if (ids.has(request.id)) throw duplicate(request.id);
    ids.add(request.id);
    const others = notes.get(request.note_id);
    if (others) others.push(request);
    else notes.set(request.note_id, [request]);
  }
  return [...notes.values()].flat();
}

const duplicate = (id: string) => new Error(`Expected request ids to be unique, got "${id}" twice: each request needs its own`);
