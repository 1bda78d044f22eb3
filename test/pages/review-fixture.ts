// A file of items to review, made from the bundled notes: quotes are whole lines of them, so that every answer stands where the item says.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NOT_FOUND, NOT_IN_NOTE } from "../../lib/types.ts";
import type { Item, Note } from "../../lib/types.ts";
import { BUNDLED_NOTES, fromRoot } from "../../lib/settings.ts";
import type { Person } from "../../lib/pages/review/session.ts";

export const bundled = (n: number): Note[] => readFileSync(BUNDLED_NOTES, "utf8").split("\n").filter(Boolean).slice(0, n).map((line) => JSON.parse(line) as Note);

/** One item a note, of the four types in turn. */
export function itemsOf(notes: readonly Note[]): Item[] {
  return notes.map((note, i): Item => {
    const line = (pattern: RegExp) => pattern.exec(note.text)?.[0] ?? "";
    const address = { note_id: note.note_id, difficulty: 1 + (i % 5), explanation: `As the note says of item ${i}.` };
    const na = { section: NOT_FOUND, source: NOT_IN_NOTE, answer: "NA" as const };
    const dose = line(/\S[^\n]*?\d+ ?mg[^\n]*/) || line(/[^\n]*\d+[^\n]*/);
    if (i % 4 === 0) return { ...address, item_id: `item-${i}`, question_type: "boolean", question: `Is an admission date recorded in note ${i}?`, answer: "Yes", section: "History of Present Illness", source: line(/Admission Date:[^\n]*/) };
    if (i % 4 === 1) return { ...address, item_id: `item-${i}`, question_type: "numeric", question: `What number does line ${i} of the list give?`, answer: Number(/\d+(?:\.\d+)?/.exec(dose)?.[0]), section: "Discharge Medications", source: dose };
    if (i % 4 === 2) return { ...address, item_id: `item-${i}`, question_type: "na-boolean", question: `Is the patient's shoe size recorded in note ${i}?`, ...na };
    return { ...address, item_id: `item-${i}`, question_type: "na-numeric", question: `What is the patient's shoe size in note ${i}?`, ...na };
  });
}

/** Writes `items.jsonl` with its notes beside it and returns both paths. */
export function writeSet(folder: string, { notes, items = itemsOf(notes) }: { notes: readonly Note[]; items?: readonly object[] }): { file: string; notes: string } {
  const lines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  writeFileSync(join(folder, "items.jsonl"), lines(items));
  writeFileSync(join(folder, "notes.jsonl"), lines(notes));
  return { file: join(folder, "items.jsonl"), notes: join(folder, "notes.jsonl") };
}

export interface Served {
  readonly child: ChildProcess;
  /** Addresses by name. */
  readonly urls: Readonly<Record<string, string>>;
  /** Everything it printed, errors included. */
  readonly printed: () => string;
}

/** Starts the command in a process of its own and waits for its addresses. */
export async function command(args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [fromRoot("notebooks/kernel/commands/review.ts"), ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const urls: Record<string, string> = {};
  child.stderr.on("data", (part) => (printed += String(part)));
  await new Promise<void>((ready, failed) => {
    child.once("exit", (code) => failed(new Error(`Expected the review to be served, it ended with ${code}: ${printed}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      printed += `${line}\n`;
      const [, name, url] = /^ {2}(.+) \(\w+\): (\S+)$/.exec(line) ?? [];
      if (name && url) urls[name] = url;
      if (line.startsWith("Ctrl-C")) ready();
    });
  });
  return { child, urls, printed: () => printed };
}

/** Ends a command with a signal and waits until it is gone. */
export const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((gone) => {
    child.once("close", () => gone());
    child.kill(signal);
  });

export const reviewer = (name: string): Person => ({ name, role: "reviewer" });
