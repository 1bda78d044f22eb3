// Remembers whether this process has read text that must not leave the machine: any notes but the bundled ones. The runner certifies a notebook's
// outputs for a commit (notebooks/kernel/git-clean-filter.mjs) only when it has not. Every reader of people's notes or records says so here.
import { BUNDLED_NOTES, fromRoot } from "../settings.ts";

const read = new Set<string>();

/** Says that text of `file` may be shown from here on. */
export function recordPrivateRead(file: string): void {
  read.add(file);
}

/** The files read so far whose text must not be committed. */
export const privateFilesRead = (): readonly string[] => [...read];

/** What this project made itself: the notes of the method, a review of questions about them and, in folders of their own, those of the tasks. */
const BUNDLED = [BUNDLED_NOTES, fromRoot("data/review"), ...["n2c2", "apixaban", "own-trial", "open-criteria", "trialgpt"].map((name) => fromRoot("data/tasks", name))];

/** True for a file or folder that came with the project. */
export const isBundled = (path: string): boolean => BUNDLED.some((one) => path === one || path.startsWith(`${one}/`) || path.startsWith(`${one}\\`));
