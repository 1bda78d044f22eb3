import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openJournal } from "../../lib/inference/journal.ts";
import { readUsage, recordUsage } from "../../lib/inference/usage.ts";

const folder = mkdtempSync(join(tmpdir(), "distil-resources-"));

async function journal(name: string, cached: (number | null)[]): Promise<string> {
  const path = join(folder, name);
  const open = openJournal(path, { model: "m", sampling: { temperature: 0, top_p: 1, max_tokens: 1 }, prompts: {} });
  cached.forEach((cached_tokens, i) => open.append({ id: String(i), key: String(i), note_id: "n", text: "{}", finish: "stop", prompt_tokens: 100, completion_tokens: 10, cached_tokens, seconds: 2 }));
  await open.close();
  return path;
}
const summary = (path: string, requests: number, resumed: number, seconds: number, cachedShare: number | null = null) => ({ requests, answered: requests, failed: 0, reasons: {}, resumed, promptTokens: 0, completionTokens: 0, cachedShare, seconds, journal: path });

test("A journal tells tokens, cache and latency; the time only when every batch that wrote it was recorded", async () => {
  const path = await journal("a.jsonl", [0, 50, 100, 50]);
  assert.deepEqual(await readUsage(path), { requests: 4, failed: 0, prompt_tokens: 400, completion_tokens: 40, cached_share: 0.5, seconds: null, latency: 2 });
  recordUsage(summary(path, 3, 0, 6));
  assert.equal((await readUsage(path)).seconds, null);
  recordUsage(summary(path, 4, 3, 2));
  recordUsage(summary(path, 4, 4, 9));
  assert.equal((await readUsage(path)).seconds, 8);
});

test("Where replies do not tell what was cached, the server's metrics do, each batch by what it sent; one batch that does not know leaves the whole unknown", async () => {
  const path = await journal("c.jsonl", [null, null, null, null]);
  recordUsage(summary(path, 3, 0, 6, 0.8));
  assert.equal((await readUsage(path)).cached_share, null);
  recordUsage(summary(path, 4, 3, 2, 0.4));
  assert.ok(Math.abs((await readUsage(path)).cached_share! - 0.7) < 1e-12);
  const other = await journal("d.jsonl", [null, null]);
  recordUsage(summary(other, 1, 0, 1, 0.5));
  recordUsage(summary(other, 2, 1, 1));
  assert.equal((await readUsage(other)).cached_share, null);
});

test("What is unknown stays unknown: the cache where a server is silent", async () => {
  assert.equal((await readUsage(await journal("b.jsonl", [null, null]))).cached_share, null);
});

test("A missing and an empty journal are named", async () => {
  await assert.rejects(readUsage(join(folder, "none.jsonl")), /Expected a journal at .*none\.jsonl, found none/);
  await assert.rejects(readUsage(await journal("empty.jsonl", [])), /Expected replies in the journal .*empty\.jsonl, it holds none/);
});
