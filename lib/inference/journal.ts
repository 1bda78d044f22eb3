// A batch's journal: a header of what is asked of which model, then one JSON line a reply. It
// survives a kill at any moment.
import { closeSync, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { openAppendLog, readLines, readAt, type Write, type Line } from "../io/append-log.ts";
import { acquireLock } from "../io/file-lock.ts";
import { blamed, BROKEN_FINISH } from "./errors.ts";
import type { Reason, Reply, Sampling } from "./types.ts";

/** What all replies of a journal have in common. */
export interface Header {
  readonly model: string;
  readonly sampling: Sampling;
  /** Hashes of the prompt files, by name. */
  readonly prompts: Readonly<Record<string, string>>;
}

/** What a journal holds of a request; `failed` is a failure's reason. */
export interface JournalEntry {
  readonly key: string;
  readonly failed?: Reason;
}

export interface Journal {
  /**
   * Requests not to be asked again, by id: answers, and failures that another attempt would not
   * change.
   */
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Replies that held a server's fault as a result, by id: these requests are asked again. */
  readonly healed: ReadonlySet<string>;
  /** True when its replies are another revision's of the same model: they stay, and none is added. */
  readonly revised: boolean;
  /**
   * Writes replies, all or none; they survive a kill. @throws {Error} When the disk does not take
   * them; the journal stays whole.
   */
  append(...replies: readonly Reply[]): void;
  /** Puts everything on disk and gives the journal free. */
  close(): Promise<void>;
}

/** Failures that are results: asking again would change nothing. */
const FINAL: ReadonlySet<Reason> = new Set<Reason>(["context-length", "rejected"]);

/**
 * Opens a journal for writing, or makes it; drops a last line cut short by a kill. @param
 * options.write Replaces the write to disk, in tests. @throws {Error} When another process writes
 * it, or it is of another model, sampling or prompt, or no journal.
 */
export function openJournal(path: string, header: Header, { write = writeSync }: { readonly write?: Write } = {}): Journal {
  mkdirSync(dirname(path), { recursive: true });
  const unlock = acquireLock(path);
  let fd: number | undefined;
  try {
    fd = openSync(path, existsSync(path) ? "r+" : "wx+", 0o600);
    const mended = mend(fd, path);
    const first = JSON.stringify({ journal: 1, ...header });
    const entries = new Map<string, JournalEntry>();
    const { healed, revised } = mended === 0 ? { healed: new Set<string>(), revised: false } : readEntries(fd, { path, header, entries });
    const writer = openAppendLog(fd, { path, size: mended, write });
    if (mended === 0) writer.append([first]);
    return { entries, healed, revised, append: (...replies) => writer.append(replies.map((reply) => JSON.stringify(reply))), close: () => writer.close().finally(unlock) };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    unlock();
    throw error;
  }
}

/**
 * A journal's replies as they came, or those of `ids` in that order. Of several for an id the last
 * counts. @throws {Error} When the file is missing or a line is broken, with its number.
 */
export async function* readReplies(path: string, { ids }: { readonly ids?: Iterable<string> } = {}): AsyncGenerator<Reply> {
  if (!existsSync(path)) throw new Error(`Expected a journal of replies at ${path}, found none: run the stage that writes it first`);
  const fd = openSync(path, "r");
  try {
    const places = new Map<string, Line>();
    for (const line of readLines(fd)) if (line.number > 1) places.set(idOf(line, path), { ...line, text: "" });
    if (ids === undefined) {
      for (const line of readLines(fd)) if (line.number > 1 && places.get(idOf(line, path))?.number === line.number) yield parse(line, path);
    } else {
      for (const id of ids) {
        const place = places.get(id);
        if (place) yield parse({ ...place, text: readAt(fd, place.at, place.length) }, path);
      }
    }
  } finally {
    closeSync(fd);
  }
}

function parse(line: Line, path: string): Reply {
  const broken = () => new Error(`Expected a reply in line ${line.number} of ${path}, found something else: restore the file or delete that line`);
  let found: Partial<Reply> | null;
  try {
    found = JSON.parse(line.text) as typeof found;
  } catch {
    // The parser's own error quotes the line, and a reply quotes its note.
    throw broken();
  }
  if (typeof found?.id !== "string" || typeof found.key !== "string") throw broken();
  return found as Reply;
}

/** Replies begin with their id, so that finding it needs no parsing of the whole line. */
function idOf(line: Line, path: string): string {
  const end = line.text.indexOf('","key":"');
  const quick = line.text.startsWith('{"id":"') && end > 0 ? line.text.slice(7, end) : undefined;
  return quick !== undefined && !quick.includes("\\") && !quick.includes('"') ? quick : parse(line, path).id;
}

/**
 * Drops a half-written last line. @returns The size then; 0 when not even the first line was whole.
 */
function mend(fd: number, path: string): number {
  const { size } = fstatSync(fd);
  const step = 1 << 16;
  let whole = 0;
  for (let end = size; end > 0 && whole === 0; end -= step) whole = lastNewline(fd, Math.max(0, end - step), end) + 1;
  const begins = '{"journal":';
  if (whole === 0 && readAt(fd, 0, Math.min(size, begins.length)) !== begins.slice(0, size)) throw new Error(`Expected a journal at ${path}, found another file: name another journal`);
  if (whole < size) ftruncateSync(fd, whole);
  return whole;
}

function lastNewline(fd: number, from: number, end: number): number {
  const bytes = Buffer.allocUnsafe(end - from);
  readSync(fd, bytes, 0, bytes.length, from);
  const found = bytes.lastIndexOf(10);
  return found < 0 ? -1 : from + found;
}

function readEntries(fd: number, { path, header, entries }: { readonly path: string; readonly header: Header; readonly entries: Map<string, JournalEntry> }): Pick<Journal, "healed" | "revised"> {
  const healed = new Set<string>();
  let revised = false;
  for (const line of readLines(fd)) {
    if (line.number === 1) {
      revised = checkHeader(line, { path, header });
      continue;
    }
    const { id, key, error, finish, text } = parse(line, path);
    // What an earlier version took for a result though the server was to blame is asked again.
    const isFault = error
      ? error.reason === "rejected" && blamed(error.message) === undefined
      : BROKEN_FINISH.test(finish) || typeof text !== "string";
    if (isFault) {
      entries.delete(id);
      healed.add(id);
      continue;
    }
    healed.delete(id);
    if (!error) entries.set(id, { key });
    else if (FINAL.has(error.reason)) entries.set(id, { key, failed: error.reason });
  }
  return { healed, revised };
}

/** Whether only the model's revision differs from the header. @throws {Error} When more does. */
function checkHeader(line: Line, { path, header }: { readonly path: string; readonly header: Header }): boolean {
  let found: Partial<Header> & { journal?: number };
  try {
    found = JSON.parse(line.text) as typeof found;
  } catch {
    found = {};
  }
  if (found.journal !== 1) throw new Error(`Expected a journal at ${path}, found another file: name another journal`);
  const differences = [...differ("model", found.model, header.model), ...differ("", found.sampling, header.sampling), ...differ("prompt", { ...found.prompts, model: header.prompts.model }, header.prompts, true)];
  if (differences.length > 0) throw new Error(`Expected ${path} to hold replies to this very request, but ${differences.join(" and ")}: name another journal, or delete this one to ask anew`);
  return found.prompts?.model !== header.prompts.model;
}

/** What differs between the journal's settings and this run's, in words; hashes are left out. */
function differ(what: string, then: unknown, now: unknown, hashed = false): string[] {
  if (typeof now !== "object" || now === null) return then === now ? [] : [`its ${what} is ${JSON.stringify(then)}, this run's ${JSON.stringify(now)}`];
  const before = (then ?? {}) as Record<string, unknown>;
  const after = now as Record<string, unknown>;
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    if (isDeepStrictEqual(before[name], after[name])) return [];
    return hashed ? [`its ${what} "${name}" ${before[name] === undefined ? "was not used" : after[name] === undefined ? "is no longer used" : "has since changed"}`] : [`its ${name} is ${before[name] ?? "not set"}, this run's ${after[name] ?? "not set"}`];
  });
}
