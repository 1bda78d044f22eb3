// What cells import from `distil/training`. Files of lib import each other, never this.
export {
  convert, metricRows, parseOptions, previewRun, runLog, runStatus, runTable, startRun, watchRuns,
} from "./runs.ts";
