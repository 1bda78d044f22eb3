// Which run the notes and prompts of 1-create belong to: the place's, or one of their own, which
// the notebooks that follow then take.
import { closeSync, existsSync, mkdirSync, openSync } from "node:fs";
import { basename } from "node:path";
import { loadNotes, notesHash, sameNotesFile, type ChooseNotes } from "../dataset/notes.ts";
import { readLines } from "../io/append-log.ts";
import { artifacts, baseDirectory, followRun, inRun } from "../io/artifacts.ts";
import { parseJson, readJson } from "../io/json.ts";
import { promptHashes } from "../prompts.ts";
import { hash32 } from "../random.ts";
import type { Note } from "../types.ts";

/**
 * Reads the notes and finds their run: the folder of the setting PLACE (or RUN) where it holds
 * the same notes file and prompts or none yet, else a folder beside it, named by a hash of both.
 * Says in a line when the run is another than the place's. @returns The choice with its notes.
 */
export async function chooseRun<T extends ChooseNotes>(
  choice: T, place: string = process.env["PLACE"] || "rehearsal",
): Promise<T & { readonly notes: readonly Note[] }> {
  const { file, start, number } = choice;
  const notes = await loadNotes(file, { start, limit: number > 0 ? number : Infinity });
  const base = baseDirectory(place), hash = notesHash(notes), prompts = promptHashes("create");
  const own = (...parts: unknown[]) => `${base}-${hash32(JSON.stringify(parts)).toString(16)}`;
  const folders = [base, own(file, prompts), own(file, prompts, hash)];
  const belongs = (folder: string) =>
    holdsNotes(folder, { ...choice, hash }) && holdsPrompts(folder, prompts);
  const folder = folders.find(belongs) ?? own(file, prompts, hash, start, number);
  if (folder !== base) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    console.log(`${basename(base)} holds a run on other notes or prompts, so this is a run of its `
      + `own: ${basename(folder)} (the next notebooks take it too; RUN names another)`);
  }
  followRun(base, folder);
  return { ...choice, notes };
}

/** Whether a run has no notes yet, or the same file with the same contents. */
function holdsNotes(folder: string, choice: ChooseNotes & { readonly hash: string }): boolean {
  const path = inRun({ folder }, artifacts.notes);
  return !existsSync(path) || sameNotesFile(readJson(path), choice);
}

/** Whether a run's teacher was asked nothing yet, or with these prompts. */
function holdsPrompts(folder: string, prompts: Readonly<Record<string, string>>): boolean {
  const path = inRun({ folder }, artifacts.createReplies);
  if (!existsSync(path)) return true;
  const fd = openSync(path, "r");
  try {
    const [first] = readLines(fd);
    const header = parseJson(first?.text ?? "") as { prompts?: Record<string, string> } | undefined;
    const asked = header?.prompts ?? {};
    return Object.entries(prompts).every(([name, hash]) => (asked[name] ?? hash) === hash);
  } finally {
    closeSync(fd);
  }
}
