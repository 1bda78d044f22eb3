// JSON and JSON-lines files that fit in memory, and files written whole or not at all.
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { readTextFile } from "./text-file.ts";

/**
 * The value of a JSON text; whole numbers beyond 2^53 stay exact, as text. Undefined when it is no
 * JSON: the parser's own error quotes the text, which may be a note's.
 */
export function parseJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const whole = typeof value === "number" && !Number.isSafeInteger(value);
  return whole && /^-?\d+$/.test(context?.source ?? "") ? context!.source : value;
}

/** The value of a JSON file. @throws {Error} Naming the file, when it is missing or broken. */
export function readJson<T>(path: string | URL): T {
  const value = parseJson(readTextFile(path));
  const name = path instanceof URL ? fileURLToPath(path) : path;
  if (value === undefined) {
    throw new Error(`${name}: expected JSON, got something else: restore it from a copy, or remove `
      + "it and run what writes it again");
  }
  return value as T;
}

/**
 * The objects of a JSON-lines file, split at \n alone: U+2028 in a text ends no line.
 * @throws {Error} Naming the line that is not JSON.
 */
export function readJsonLines<T>(path: string): T[] {
  return readTextFile(path).split("\n").flatMap((text, i) => {
    if (text.trim() === "") return [];
    const value = parseJson(text);
    if (value === undefined) {
      throw new Error(`${path}, line ${i + 1} is not JSON. Correct or remove the line`);
    }
    return [value as T];
  });
}

/** Writes JSON, indented, as {@link writeFileAtomic} does. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}

/**
 * Writes a file (0600; new folders 0700) so that readers see the old file or the whole new one.
 * @throws {Error} When the disk does not take it; nothing of it stays then.
 */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  const partial = partialOf(path);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(partial, content, { mode: 0o600 });
    renameSync(partial, path);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/** Where a file is written before it gets its name. */
export const partialOf = (path: string): string => `${path}.${process.pid}.partial`;

/** Removes the half-written file, which would keep a full disk full, and says what failed. */
export function notWritten(path: string, cause: unknown): Error {
  try {
    rmSync(partialOf(path), { force: true });
  } catch {
    // A folder that cannot be written cannot be cleaned either.
  }
  const { code = "unknown" } = cause as NodeJS.ErrnoException;
  const full = code === "ENOSPC" || code === "EDQUOT";
  const cure = full ? "make room and run again" : "check the folder and its permissions";
  return new Error(`Expected to write ${path}, but the disk did not take it (${code}): ${cure}`);
}

/**
 * An id as text. Undefined for what has no exact text: a fraction, a number beyond 2^53 that was
 * read as a double, a date, a list or an object.
 */
export function exactId(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "bigint") return String(value);
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** An id in a message: what does not look like one may be a note's text and is not shown. */
export const shownId = (value: unknown): string => {
  const id = exactId(value);
  return id !== undefined && /^[\w.:@+/-]{0,80}$/.test(id) ? `"${id}"` : "another value";
};
