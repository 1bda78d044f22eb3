// What cells import from `distil/trials`. Files of lib import each other, never this.
export { n2c2Predictions } from "./n2c2-records.ts";
export { formatN2c2Score, officialF1, scoreN2c2 } from "./n2c2-score.ts";
export { evidenceFigures, judgeFact, readOpenCriteria, readOpenFacts } from "./open-criteria.ts";
export { dataFolder, dataHash, loadTaskData, loadTrialRun, saveTrialRun } from "./trial-data.ts";
export { applyRules, readTrial, readTrialLabels, taskQuestions } from "./trial.ts";
