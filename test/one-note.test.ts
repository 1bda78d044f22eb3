import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { fromRoot } from "../lib/settings.ts";

test("One note passes at most 45 files of lib on its way from its file to Table 2.", (t) => {
  const folder = fromRoot("data/runs/test-one-note");
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  rmSync(folder, { recursive: true, force: true });
  const printed = execFileSync(process.execPath, [fromRoot("test/one-note.ts"), folder], { encoding: "utf8" });
  const { rows, files } = JSON.parse(printed.trim().split("\n").at(-1) as string) as { rows: number; files: string[] };
  assert.equal(rows, 5, "four question types and all together");
  assert.ok(files.length > 30 && files.length <= 45, `${files.length} files: ${files.join(" ")}`);
});
