// The log of a review: one JSON line a decision, appended and put on disk before it counts; what holds now is the fold of its lines. Owns conflicts between tabs.
// Knows items by id only: what a verdict may say is types.ts's.
import { closeSync, existsSync, fdatasyncSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { readLines } from "../../io/lines.ts";
import { acquireLock } from "../../io/file-lock.ts";
import type { ReviewVerdict } from "./types.ts";

/** The lane of adjudication; every other lane is a reviewer's name. */
export const ADJUDICATION = "adjudication";

/** One line: who did what when to which item, what it held before and after, and for how many seconds the item was looked at. */
export interface Decision {
  readonly at: string;
  readonly who: string;
  /** Whose verdicts these are: the reviewer's own, or {@link ADJUDICATION}. */
  readonly lane: string;
  readonly item_id: string;
  /** Number of this decision within its lane and item, from 1. */
  readonly version: number;
  readonly action: "decide" | "comment" | "undo";
  readonly before: ReviewVerdict;
  readonly after: ReviewVerdict;
  readonly seconds: number;
}

/** Where an item stands in a lane. */
export interface ItemState {
  readonly verdict: ReviewVerdict;
  /** How many lines speak of it; a decision must name the version it was made on. */
  readonly version: number;
  readonly seconds: number;
  readonly who: string;
  readonly at: string;
  /** Decisions that undo can take back, latest last. */
  readonly undoable: readonly Decision[];
}

export interface NewDecision extends Pick<Decision, "who" | "lane" | "item_id" | "version" | "action" | "seconds"> {
  /** The verdict from here on; for undo the one before the latest decision is taken. */
  readonly after?: ReviewVerdict;
}

export interface ReviewLog {
  /** Where an item stands in a lane; undefined when nothing was said of it. */
  stand(lane: string, item_id: string): ItemState | undefined;
  /** Lanes in which something was decided, in alphabetical order. */
  lanes(): string[];
  /** Writes a decision. `conflict` is true, and nothing is written, when another decision came between. @throws {Error} When the disk does not take it. */
  decide(decision: NewDecision, first: ReviewVerdict): { readonly conflict: boolean; readonly stand: ItemState | undefined };
  /** Bytes of an unfinished last line that were cut off when the log was opened. */
  readonly cut: number;
  close(): void;
}

/**
 * Opens a log for writing, making it where there is none (folder 0700, file 0600). A last line that a kill cut short is cut off: it was never confirmed.
 * @param options.items Identity of the items reviewed: a log of other items is refused.
 * @throws {Error} One sentence: another process writes it, it is of other items, or a line is broken.
 */
export function openReviewLog(path: string, { items, now = () => new Date() }: { readonly items: string; readonly now?: () => Date }): ReviewLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unlock = acquireLock(path);
  try {
    const { fd, size, cut } = open(path, items);
    const state = new Map<string, Map<string, ItemState>>();
    for (const entry of entriesOf(fd, path)) fold(state, entry);
    const write = appendTo(fd, { path, size });
    return {
      cut,
      stand: (lane, id) => state.get(lane)?.get(id),
      lanes: () => [...state.keys()].sort(),
      decide(decision, first) {
        const entry = toEntry(decision, { stand: state.get(decision.lane)?.get(decision.item_id), first, at: now().toISOString() });
        if (entry) {
          write(`${JSON.stringify(entry)}\n`);
          fold(state, entry);
        }
        return { conflict: entry === undefined, stand: state.get(decision.lane)?.get(decision.item_id) };
      },
      close() {
        closeSync(fd);
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** The line that a decision makes, or undefined when it was made on another version or there is nothing to undo. */
function toEntry({ after, ...decision }: NewDecision, { stand, first, at }: { stand: ItemState | undefined; first: ReviewVerdict; at: string }): Decision | undefined {
  const undone = decision.action === "undo" ? stand?.undoable.at(-1) : undefined;
  if ((stand?.version ?? 0) !== decision.version || (decision.action === "undo" && !undone)) return undefined;
  const before = stand?.verdict ?? first;
  return { at, ...decision, version: decision.version + 1, before, after: undone?.before ?? after ?? before };
}

function fold(state: Map<string, Map<string, ItemState>>, entry: Decision): void {
  let lane = state.get(entry.lane);
  if (!lane) state.set(entry.lane, (lane = new Map()));
  const stand = lane.get(entry.item_id);
  const undoable = entry.action === "undo" ? (stand?.undoable ?? []).slice(0, -1) : [...(stand?.undoable ?? []), entry];
  lane.set(entry.item_id, { verdict: entry.after, version: entry.version, seconds: (stand?.seconds ?? 0) + entry.seconds, who: entry.who, at: entry.at, undoable });
}

function open(path: string, items: string): { fd: number; size: number; cut: number } {
  const fd = openSync(path, existsSync(path) ? "r+" : "wx+", 0o600);
  const all = fstatSync(fd).size;
  let size = 0, first: string | undefined;
  for (const { at, length, text } of readLines(fd)) {
    first ??= text;
    size = at + length + 1;
  }
  if (size < all) ftruncateSync(fd, size);
  if (first === undefined) {
    size = writeSync(fd, `${JSON.stringify({ review: 1, items })}\n`, 0);
    fdatasyncSync(fd);
  } else if (parse(first, `${path}, line 1`).items !== items) {
    closeSync(fd);
    throw new Error(`Expected ${path} to be the log of these items, it is of others: review the file it was made for, or move the log away to begin anew`);
  }
  return { fd, size, cut: Math.max(0, all - size) };
}

function* entriesOf(fd: number, path: string): Generator<Decision> {
  for (const { number, text } of readLines(fd)) if (number > 1) yield parse(text, `${path}, line ${number}`) as unknown as Decision;
}

function parse(text: string, where: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(`${where}: expected a decision in JSON, got broken JSON: restore the log from a copy, or remove the line`);
  }
}

/** Each line is on disk when the function returns, or not in the file at all. */
function appendTo(fd: number, { path, size }: { path: string; size: number }) {
  return (line: string): void => {
    const bytes = Buffer.from(line);
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, size + done);
      fdatasyncSync(fd);
    } catch (cause) {
      ftruncateSync(fd, size);
      throw new Error(`Expected to write the decision to ${path}, but the disk did not take it (${(cause as NodeJS.ErrnoException).code}): make room and save again`, { cause });
    }
    size += bytes.length;
  };
}
