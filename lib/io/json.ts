// JSON and JSON-lines files that fit in memory, and files written whole or not at all.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export const readJson = <T>(path: string | URL): T =>
  JSON.parse(readFileSync(path, "utf8")) as T;

/** The objects of a JSON-lines file. @throws {Error} Naming the line that is not JSON. */
export function readJsonLines<T>(path: string): T[] {
  return readFileSync(path, "utf8").split("\n").flatMap((text, i) => {
    if (text.trim() === "") return [];
    try {
      return [JSON.parse(text) as T];
    } catch {
      // The parser's own error quotes the line, which may hold a note.
      throw new Error(`${path}, line ${i + 1} is not JSON. Correct or remove the line`);
    }
  });
}

/** Writes JSON, indented, as {@link writeFileAtomic} does. */
export function writeJson(path: string, value: unknown): void {
  writeFileAtomic(path, JSON.stringify(value, null, 2) + "\n");
}

/** Writes a file (0600; new folders 0700) so that readers see the old file or the whole new one. */
export function writeFileAtomic(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const partial = `${path}.${process.pid}.partial`;
  writeFileSync(partial, content, { mode: 0o600 });
  renameSync(partial, path);
}
