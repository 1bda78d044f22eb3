// What cells import from `distil/error-analysis`. Files of lib import each other, never this.
export { MODE_TITLES, scoreDetectors } from "./detectors.ts";
export type { FailureMode } from "./detectors.ts";
export {
  failureRates, failureRows, findFailuresIn, ratesByModel, rowsWithCorrections,
} from "./rates.ts";
export { rewordedQuestions, rewordingTable } from "./rewording.ts";
export { topicClusters } from "./topics.ts";
export { showChange, showProbe, whatIf } from "./what-if.ts";
