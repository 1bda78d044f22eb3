// What cells import from `distil/evaluation`. Files of lib import each other, never this.
export { differenceSentence, pairedDifference } from "./compare.ts";
export { bootstrapInterval } from "./bootstrap.ts";
export { accuracyTable, balancedAccuracy, confusion, isCorrect } from "./metrics.ts";
export {
  compareWithPaper, criterionDifferences, macroAverages, meanDifference, metricsByCriterion,
} from "./per-criterion.ts";
export {
  journalFor, latestJournal, latestJournals, loadPredictions, runPredictions,
} from "./predict.ts";
export type { AccuracyRow } from "./metrics.ts";
export type { Question } from "./predict.ts";
export { loadSyntheticLabels, syntheticQuestions, typeOf } from "./synthetic-task.ts";
export type { Ablation } from "./synthetic-task.ts";
