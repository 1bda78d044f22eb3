import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fromRoot } from "../../lib/settings.ts";
import { loadSite } from "../../lib/slurm/site-config.ts";

const EXAMPLE = fromRoot("cluster/site.example.json");

test("the example describes a site", () => {
  const site = loadSite(EXAMPLE);
  assert.equal(site.training.gpus, 8);
  assert.equal(site.models.base.replicas, 8);
  assert.deepEqual(site.serving.container, [], "what is left out has its usual value");
});

test("a missing file is one sentence that says what to copy", () => {
  assert.throws(() => loadSite("/nowhere/site.json"), /^Error: Expected the description of the cluster in \/nowhere\/site\.json, found no such file: copy cluster\/site\.example\.json there and fill it in$/);
});

test("a file that is not JSON is named", (t) => {
  assert.throws(() => loadSite(changed(t, () => "{ partition: gpu }")), /Expected .*site\.json to be JSON, got .*: correct it$/);
});

test("every wrong field is named with what it should be, in one sentence", (t) => {
  const file = changed(t, (site) => JSON.stringify({ ...site, partition: "gpu\n#SBATCH --uid=0", colour: "red", training: { ...site.training, time: "a day", gpus: 0 }, models: { base: { weights: "models/Llama" } } }));
  assert.throws(() => loadSite(file), ({ message }: Error) => {
    assert.ok(!message.includes("\n"));
    for (const part of ["partition: must be one line", "training.time: must be a time limit such as", "training.gpus:", "models.base.weights: must be an absolute path", "colour", ": correct them"]) assert.ok(message.includes(part), `${part} in: ${message}`);
    return true;
  });
});

test("an option of sbatch that is none is refused", (t) => {
  assert.throws(() => loadSite(changed(t, (site) => JSON.stringify({ ...site, options: ["-p other"] }))), /options\.0: must begin with "--": correct it$/);
});

type Json = Record<string, unknown> & { training: object };

function changed(t: TestContext, change: (site: Json) => string): string {
  const folder = mkdtempSync(join(tmpdir(), "distil-site-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "site.json");
  writeFileSync(file, change(JSON.parse(readFileSync(EXAMPLE, "utf8")) as Json));
  return file;
}
