// Owns which notes a run works on: read once by the first notebook, patients set apart for evaluation, remembered in the run's folder so that later
// notebooks work on the same notes, whatever their own settings say.
import { relative } from "node:path";
import { artifacts, inRun, resolveArtifact, type RunFolder } from "../io/artifacts.ts";
import { readJson, writeJson } from "../io/json.ts";
import { allBundled, holdOutPatients, loadNotes, notesHash } from "./notes.ts";
import type { Note } from "../types.ts";
import { fromRoot, ROOT } from "../settings.ts";

export interface Cohort {
  /** Notes that items for training are made from. */
  readonly create: readonly Note[];
  /** Notes of other patients: questions for evaluation are made from these, and nothing is ever trained on them. */
  readonly heldOut: readonly Note[];
  readonly file: string;
  /** True when every note came with the project, so that outputs may show it in a commit. */
  readonly bundled: boolean;
}

export interface ChooseNotes {
  readonly file: string;
  readonly start: number;
  /** How many notes, 0 for all. */
  readonly number: number;
  /** Share of the notes, by whole patients, kept for evaluation. */
  readonly heldOut: number;
  readonly seed: number;
}

type Remembered = { file: string; start: number; number: number; hash: string; create: string[]; held_out: string[] };

/** Reads the notes, sets patients apart and remembers the choice in `<run>/create/notes.json`. */
export async function selectCohort(run: RunFolder, { file, start, number, heldOut, seed }: ChooseNotes): Promise<Cohort> {
  const notes = await loadNotes(file, { start, ...(number > 0 ? { limit: number } : {}) });
  const named = relative(ROOT, fromRoot(file)).startsWith("..") ? file : relative(ROOT, fromRoot(file));
  const split = holdOutPatients(notes, { share: heldOut, seed });
  const ids = (side: readonly Note[]) => side.map((n) => n.note_id);
  writeJson(inRun(run, artifacts.notes), { file: named, start, number, hash: notesHash(notes), create: ids(split.create), held_out: ids(split.heldOut) } satisfies Remembered);
  return { ...split, file, bundled: allBundled(notes) };
}

/** The notes that this run's first notebook chose (or the bundled run's). Refuses a file that changed since. */
export async function loadCohort(run: RunFolder): Promise<Cohort> {
  const { file, start, number, hash, create, held_out } = readJson<Remembered>(resolveArtifact(run, artifacts.notes));
  const notes = await loadNotes(file, { start, ...(number > 0 ? { limit: number } : {}) });
  if (notesHash(notes) !== hash) throw new Error(`Expected the notes in ${file} as they were when this run began, they have changed: run a-distill/1-create again`);
  const byId = new Map(notes.map((n) => [n.note_id, n]));
  const pick = (ids: readonly string[]) => ids.map((id) => byId.get(id) as Note);
  return { create: pick(create), heldOut: pick(held_out), file, bundled: allBundled(notes) };
}
