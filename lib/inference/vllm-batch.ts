// A batch without a server: pending requests as files for `vllm run-batch`, results into the
// journal.
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openJournal, type Journal } from "./journal.ts";
import { readLines, readAt } from "../io/append-log.ts";
import { classifyStatus, errorWords, parseCompletion } from "./errors.ts";
import { toReply } from "./client.ts";
import { groupByNote, pendingRequests, type PreparedRequest } from "./requests.ts";
import type { Attempt, Endpoint, Request, Sampling } from "./types.ts";

export interface ShardOptions {
  readonly endpoint: Pick<Endpoint, "model">;
  readonly sampling: Sampling;
  /** The journal that results come to; what it has answers to is not exported. */
  readonly journal: string;
  readonly prompts?: Readonly<Record<string, string>>;
}

/**
 * Writes pending requests as `<folder>/shard-0001.jsonl`, … of about `size` each; a note's are in
 * one shard, equal content once. @throws {Error} When the folder has shards already.
 */
export async function exportShards(requests: Iterable<Request> | AsyncIterable<Request>, { folder, size, ...options }: ShardOptions & { readonly folder: string; readonly size: number }): Promise<{ readonly shards: readonly string[]; readonly requests: number; readonly answered: number }> {
  if (!(Number.isInteger(size) && size > 0)) throw new TypeError(`Expected \`size\` to be an integer from 1 up, got ${size}`);
  mkdirSync(folder, { recursive: true });
  const there = readdirSync(folder).find((name) => SHARD.test(name));
  if (there) throw new Error(`Expected ${folder} to have no shards yet, found ${there}: import their results and empty the folder, or name another`);
  const shards: string[] = [];
  const written = new Set<string>();
  let shard: string[] = [];
  let note = "";
  const flush = () => {
    if (shard.length > 0) shards.push(writeShard(join(folder, `shard-${String(shards.length + 1).padStart(4, "0")}.jsonl`), shard));
    shard = [];
  };
  const answered = await eachPending(requests, options, ({ key, note_id, body }) => {
    if (written.has(key)) return;
    if (shard.length >= size && note_id !== note) flush();
    written.add(key);
    note = note_id;
    shard.push(`{"custom_id":"${key}","method":"POST","url":"/v1/chat/completions","body":${body}}\n`);
  });
  flush();
  return { shards, requests: written.size, answered };
}

/**
 * Imports results of `vllm run-batch`, matched by custom_id. Requests without an answer are
 * `missing`: the next export has them. `broken` counts unreadable lines, as a killed job leaves
 * one.
 */
export async function importShards(requests: Iterable<Request> | AsyncIterable<Request>, { results, ...options }: ShardOptions & { readonly results: readonly string[] }): Promise<{ readonly imported: number; readonly failed: number; readonly missing: readonly string[]; readonly broken: number }> {
  const files = results.map((path) => ({ path, fd: openSync(path, "r") }));
  try {
    const found = findResults(files);
    const missing: string[] = [];
    const count = { imported: 0, failed: 0 };
    await eachPending(requests, options, (task, journal) => {
      const outcome = found.outcomeOf(task, options.endpoint.model);
      if (!outcome || (!outcome.ok && outcome.retry !== "no")) return void missing.push(task.id);
      journal.append(toReply(outcome, { ...task, attempts: 1 }));
      count.imported++;
      if (!outcome.ok) count.failed++;
    });
    return { ...count, missing, broken: found.broken };
  } finally {
    for (const { fd } of files) closeSync(fd);
  }
}

const SHARD = /^shard-\d+\.jsonl$/;

/** A shard appears whole or not at all. */
function writeShard(path: string, requests: readonly string[]): string {
  writeFileSync(`${path}.part`, requests.join(""), { mode: 0o600 });
  renameSync(`${path}.part`, path);
  return path;
}

/** Calls `use` for each request that the journal has no answer to. @returns How many it has. */
async function eachPending(requests: Iterable<Request> | AsyncIterable<Request>, { endpoint, sampling, journal: path, prompts = {} }: ShardOptions, use: (task: PreparedRequest, journal: Journal) => void): Promise<number> {
  const stream = Array.isArray(requests) ? groupByNote(requests) : requests;
  const journal = openJournal(path, { model: endpoint.model, sampling, prompts });
  let answered = 0;
  try {
    for await (const task of pendingRequests(stream, { endpoint, sampling, journal, path }, () => answered++)) use(task, journal);
  } finally {
    await journal.close();
  }
  return answered;
}

interface Result {
  readonly custom_id?: string;
  readonly response?: { readonly status_code?: number; readonly body?: unknown } | null;
  readonly error?: unknown;
}

/** Where each request's result is; of several the last answer counts. */
function findResults(files: readonly { readonly path: string; readonly fd: number }[]) {
  const places = new Map<string, { fd: number; path: string; at: number; length: number }>();
  let broken = 0;
  for (const { fd, path } of files) {
    let end = 0;
    for (const { at, length, text } of readLines(fd)) {
      end = at + length + 1;
      const result = parse(text);
      if (!result?.custom_id) broken++;
      else if (result.response?.body || !places.has(result.custom_id)) places.set(result.custom_id, { fd, path, at, length });
    }
    if (end < fstatSync(fd).size) broken++;
  }
  const outcomeOf = ({ key, body }: PreparedRequest, model: string): Attempt | undefined => {
    const place = places.get(key);
    const result = place && parse(readAt(place.fd, place.at, place.length));
    return result && readResult(result, { url: place.path, model, body });
  };
  return { broken, outcomeOf };
}

function readResult({ response, error }: Result, { url, model, body }: { readonly url: string; readonly model: string; readonly body: Buffer }): Attempt {
  const status = response?.status_code ?? 500;
  if (status === 200 && response?.body) return parseCompletion(response.body, { url, model, seconds: 0, body });
  return { ok: false, seconds: 0, ...classifyStatus({ status, text: errorWords(error ?? response?.body), url, body }) };
}

function parse(text: string): Result | undefined {
  try {
    return JSON.parse(text) as Result;
  } catch {
    return undefined;
  }
}
