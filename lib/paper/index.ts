// What cells import from `distil/paper`. Files of lib import each other, never this.
export { auditPaperTables } from "./audit.ts";
export { asPublished } from "./bugs.ts";
export {
  cohortPrice, computedShare, computeRates, providers, publishedSeconds, whatIfCosts,
} from "./costs.ts";
export type { Order } from "./costs.ts";
export type { PublishedScore } from "./bugs.ts";
export type { Cell, FeasibilitySummary, Ranking } from "./table4-counts.ts";
export { interpretTable4, recomputeRanking, summariseCells, table4Cells } from "./table4-counts.ts";
export {
  localModelName, publishedAccuracy, publishedRows, publishedTables,
} from "./tables.ts";
