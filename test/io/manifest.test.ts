import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readJson } from "../../lib/io/json.ts";
import { writeManifest, type Manifest } from "../../lib/io/artifacts.ts";
import { fromRoot } from "../../lib/settings.ts";

test("A setting that is a path in the project is written from its root on, any other as it is", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "distil-manifest-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeManifest(folder, { stage: "test", place: "rehearsal", settings: { DATA: fromRoot("data/tasks/n2c2"), NOTES: "data/notes", N: 3, LIST: ["a"] }, inputs: {}, counts: {} });
  assert.deepEqual(readJson<Manifest>(join(folder, "manifest.json")).settings, { DATA: "data/tasks/n2c2", NOTES: "data/notes", N: 3, LIST: ["a"] });
});

test("No manifest of the bundled run names a folder of the machine it was made on", () => {
  const files = globSync("**/manifest.json", { cwd: fromRoot("data/bundled") });
  assert.ok(files.length > 5);
  for (const file of files) assert.doesNotMatch(readFileSync(fromRoot("data/bundled", file), "utf8"), /"(?:\/[^/"]+\/|[A-Z]:\\\\)/, file);
});
