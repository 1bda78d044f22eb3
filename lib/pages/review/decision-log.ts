// A review's log: one JSON line a decision, on disk before it counts. A decision made on an old
// version of its item is a conflict.
import {
  closeSync, existsSync, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { openAppendLog, readLines } from "../../io/append-log.ts";
import { acquireLock } from "../../io/file-lock.ts";
import { z } from "zod";
import { parseJson } from "../../io/json.ts";
import { STATUSES, type ReviewVerdict } from "./types.ts";

/** The lane of adjudication; every other lane is a reviewer's name. */
export const ADJUDICATION = "adjudication";

/** One line: who did what to which item, its verdict before and after, the seconds spent. */
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

/** The state of an item in a lane. */
export interface ItemState {
  readonly verdict: ReviewVerdict;
  /** How many decisions were made on it; a new one must name the version it was made on. */
  readonly version: number;
  readonly seconds: number;
  readonly who: string;
  readonly at: string;
  /** Decisions that undo can take back, latest last. */
  readonly undoable: readonly Decision[];
}

type Identified = Pick<Decision, "who" | "lane" | "item_id" | "version" | "action" | "seconds">;
export interface NewDecision extends Identified {
  /** The new verdict; an undo takes the one before the latest decision instead. */
  readonly after?: ReviewVerdict;
}

export interface ReviewLog {
  /** The state of an item in a lane; undefined before the first decision. */
  stand(lane: string, item_id: string): ItemState | undefined;
  /** Lanes with decisions, in alphabetical order. */
  lanes(): string[];
  /**
   * Writes a decision; `conflict`: another one came between, nothing was written. @throws {Error}
   * When the disk does not take it.
   */
  decide(
    decision: NewDecision,
    first: ReviewVerdict,
  ): { readonly conflict: boolean; readonly stand: ItemState | undefined };
  /** Bytes of an unfinished last line that were cut off when the log was opened. */
  readonly cut: number;
  close(): void;
}

export interface ReviewLogOptions {
  /** Identity of the items reviewed: a log of other items is refused. */
  readonly items: string;
  readonly now?: () => Date;
}

/**
 * Opens a log for writing (folder 0700, file 0600). A last line cut short by a kill was never
 * confirmed and is dropped. @throws {Error} When another process writes it, it is of other items,
 * or a line is broken.
 */
export function openReviewLog(
  path: string,
  { items, now = () => new Date() }: ReviewLogOptions,
): ReviewLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const unlock = acquireLock(path);
  let fd: number | undefined;
  try {
    const log = (fd = openSync(path, existsSync(path) ? "r+" : "wx+", 0o600));
    const state = new Map<string, Map<string, ItemState>>();
    const size = readDecisions(log, { path, items, each: (decision) => fold(state, decision) });
    const cut = fstatSync(log).size - size;
    if (cut > 0) ftruncateSync(log, size);
    const writer = openAppendLog(log, { path, size, write: writeSync, durable: true });
    if (size === 0) writer.append([JSON.stringify({ review: 1, items })]);
    const stand = (lane: string, id: string) => state.get(lane)?.get(id);
    return {
      cut,
      stand,
      lanes: () => [...state.keys()].sort(),
      decide(decision, first) {
        const before = stand(decision.lane, decision.item_id);
        const entry = toEntry(decision, { stand: before, first, at: now().toISOString() });
        if (entry) {
          writer.append([JSON.stringify(entry)]);
          fold(state, entry);
        }
        return { conflict: !entry, stand: stand(decision.lane, decision.item_id) };
      },
      close() {
        closeSync(log);
        unlock();
      },
    };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    unlock();
    throw error;
  }
}

/** The line of a decision; undefined when its version is old or there is nothing to undo. */
function toEntry(
  { after, ...decision }: NewDecision,
  { stand, first, at }: { stand: ItemState | undefined; first: ReviewVerdict; at: string },
): Decision | undefined {
  const undone = decision.action === "undo" ? stand?.undoable.at(-1) : undefined;
  if ((stand?.version ?? 0) !== decision.version) return undefined;
  if (decision.action === "undo" && !undone) return undefined;
  const before = stand?.verdict ?? first;
  const version = decision.version + 1;
  return { at, ...decision, version, before, after: undone?.before ?? after ?? before };
}

function fold(state: Map<string, Map<string, ItemState>>, entry: Decision): void {
  let lane = state.get(entry.lane);
  if (!lane) state.set(entry.lane, (lane = new Map()));
  const { undoable: before = [], seconds = 0 } = lane.get(entry.item_id) ?? {};
  // Grown in place: copied for each of many decisions on an item it would take their square.
  const undoable = before as Decision[];
  if (entry.action === "undo") undoable.pop();
  else undoable.push(entry);
  lane.set(entry.item_id, {
    verdict: entry.after,
    version: entry.version,
    seconds: seconds + entry.seconds,
    who: entry.who,
    at: entry.at,
    undoable,
  });
}

interface Reading {
  readonly path: string;
  readonly items: string;
  readonly each: (decision: Decision) => void;
}

/** Reads a log's decisions and returns the size in bytes of its complete lines. */
function readDecisions(fd: number, { path, items, each }: Reading): number {
  let size = 0;
  for (const { number, at, length, text } of readLines(fd)) {
    const line = parse(text, `${path}, line ${number}`);
    if (number > 1) each(decisionOf(line, `${path}, line ${number}`));
    else if (line.items !== items) {
      const problem = `Expected ${path} to be the log of these items, it is of others`;
      throw new Error(`${problem}: review the file it was made for, or move the log away`);
    }
    size = at + length + 1;
  }
  return size;
}

const Verdict = z.looseObject({
  status: z.enum(STATUSES), question: z.string(), answer: z.union([z.string(), z.number()]),
  section: z.string(), source: z.string(), explanation: z.string(), comment: z.string(),
  span: z.tuple([z.number(), z.number()]).nullable(),
});
const Entry = z.looseObject({
  at: z.string(), who: z.string(), lane: z.string(), item_id: z.string(),
  version: z.int().positive(), action: z.enum(["decide", "comment", "undo"]),
  before: Verdict, after: Verdict, seconds: z.number(),
});

function decisionOf(line: unknown, where: string): Decision {
  const { data, error } = Entry.safeParse(line);
  if (data) return data as Decision;
  const field = error!.issues[0]!.path.join(".");
  const problem = `${where}: expected a decision, got a line ${field ? `with another ${field}` : "of another kind"}`;
  throw new Error(`${problem}: restore the log from a copy, or remove the line`);
}

function parse(text: string, where: string): Record<string, unknown> {
  const value = parseJson(text);
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  const problem = `${where}: expected a decision in JSON, got broken JSON`;
  throw new Error(`${problem}: restore the log from a copy, or remove the line`);
}
