// What cells import from `distil/io`. Files of lib import each other, never this.
export { artifacts, inRun, resolveArtifact, splitFile, STAGES } from "./artifacts.ts";
export { query, readRows } from "./duckdb.ts";
export { readJson, readJsonLines, writeFileAtomic, writeJson } from "./json.ts";
export { fileHash, writeManifest } from "./manifest.ts";
