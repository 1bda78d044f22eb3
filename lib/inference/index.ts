// What cells import from `distil/inference`. Files of lib import each other, never this.
export { runBatch } from "./batch.ts";
export { complete } from "./client.ts";
export { readReplies } from "./journal.ts";
export { CREATION_SAMPLING, EVALUATION_SAMPLING, samplingGrid } from "./sampling.ts";
export { readUsage, recordUsage } from "./usage.ts";
