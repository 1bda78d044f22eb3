// What cells import from `distil/io`. Files of lib import each other, never this.
export { artifacts, inRun, resolveArtifact, splitFile, STAGES } from "./artifacts.ts";
export { query, readJson, readJsonLines, readRows, writeFileAtomic, writeJson } from "./duckdb.ts";
export { fileHash, writeManifest } from "./manifest.ts";
