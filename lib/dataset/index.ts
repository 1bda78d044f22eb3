// What cells import from `distil/dataset`. Files of lib import each other, never this.
export { createRequests, processReplies, readItemRows } from "./items.ts";
export { loadCohort, loadNotes, notesHash, selectCohort } from "./notes.ts";
export {
  difficultyTable, selectItems, SUBSETS, VARIANT_NAMES, writeItems, writeTrainingSets,
} from "./training-sets.ts";
export type { Variant } from "./training-sets.ts";
