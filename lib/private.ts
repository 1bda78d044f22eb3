// Remembers whether this process has read text that must not leave the machine: any notes but the bundled ones. The runner certifies a notebook's
// outputs for a commit (notebooks/kernel/filter.mjs) only when it has not. Every reader of people's notes or records says so here.

const read = new Set<string>();

/** Says that text of `file` may be shown from here on. */
export function markPrivate(file: string): void {
  read.add(file);
}

/** The files read so far whose text must not be committed. */
export const privateFiles = (): readonly string[] => [...read];
