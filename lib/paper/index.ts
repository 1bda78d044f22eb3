// What cells import from `distil/paper`. Files of lib import each other, never this.
export {
  cohortPrice, computedShare, providers, publishedSeconds, whatIfCosts,
} from "../inference/usage.ts";
export type { Order } from "../inference/usage.ts";
export { interpretTable4, recomputeRanking, summariseCells, table4Cells } from "./audit.ts";
export { asPublished } from "./bugs.ts";
export {
  auditPaperTables, localModelName, publishedAccuracy, publishedRows, publishedTables,
} from "./tables.ts";
