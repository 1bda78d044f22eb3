import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { openJournal } from "../../lib/inference/journal.ts";
import { cohortPrice, computedShare, providers, publishedSeconds, computeRates, recordUsage, readUsage, whatIfCosts } from "../../lib/inference/usage.ts";
import type { Shape } from "../../lib/inference/usage.ts";

const folder = mkdtempSync(join(tmpdir(), "distil-resources-"));
const shape: Shape = { system: 120, note: 2500, question: 40, reply: 160, questions: 23 };

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

test("What is unknown stays unknown: the cache where a server is silent, the price without a rate", async () => {
  const usage = await readUsage(await journal("b.jsonl", [null, null]));
  assert.equal(usage.cached_share, null);
  assert.deepEqual(computeRates(usage), { seconds_per_example: null, tokens_in_per_second: null, tokens_out_per_second: null, gpu_hours: null, usd_per_1000_examples: null, usd_per_kept_item: null });
  const timed = computeRates({ ...usage, seconds: 7200 }, { gpus: 8, usdPerHour: 10, kept: 40 });
  assert.deepEqual([timed.seconds_per_example, timed.gpu_hours, timed.usd_per_1000_examples, timed.usd_per_kept_item], [3600, 16, 10_000, 0.5]);
});

test("A missing and an empty journal are named", async () => {
  await assert.rejects(readUsage(join(folder, "none.jsonl")), /Expected a journal at .*none\.jsonl, found none/);
  await assert.rejects(readUsage(await journal("empty.jsonl", [])), /Expected replies in the journal .*empty\.jsonl, it holds none/);
});

test("The paper's own figures give $929.71 and $4,066", () => {
  const usdPerHour = providers()[0]!.usd_per_hour, seconds = publishedSeconds();
  const price = (model: string) => cohortPrice({ patients: 10_000, questions: 23, secondsPerExample: seconds[model]!, usdPerHour });
  assert.equal(price("8B").toFixed(2), "929.71");
  assert.equal(price("70B").toFixed(0), "4066");
  // The paper prints a saving of $3,132: neither the difference of the prices nor that of their printed forms.
  assert.deepEqual([(price("70B") - price("8B")).toFixed(0), 4066 - 929], ["3137", 3137]);
});

test("The computed share agrees with a count of tokens, one question at a time", () => {
  const size = fc.integer({ min: 1, max: 3000 });
  fc.assert(fc.property(size, size, size, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2, max: 20 }), (system, note, question, questions, notes) => {
    const one = { system, note, question, reply: 1, questions };
    let computed = 0;
    for (let n = 0; n < notes; n++) for (let q = 0; q < questions; q++) computed += (q === 0 ? note : 0) + question;
    assert.ok(Math.abs(computedShare("by note", one) - computed / (notes * questions * (system + note + question))) < 1e-12);
    assert.ok(computedShare("by note", one) <= computedShare("by question", one) + 1e-12);
  }), { seed: 1 });
});

test("In the published order the what-if gives the published price, by note a range below it, and replicas divide the time alone", () => {
  const given = { patients: 10_000, shape, billions: 8, publishedSeconds: 0.535, replicas: 1, usdPerHour: 27.2 };
  const published = whatIfCosts({ ...given, order: "by question" }), byNote = whatIfCosts({ ...given, order: "by note" }), eight = whatIfCosts({ ...given, order: "by note", replicas: 8 });
  for (const usd of published.usd) assert.ok(Math.abs(usd - 929.71) < 0.01);
  assert.ok(byNote.usd[0] < byNote.usd[1] && byNote.usd[1] < published.usd[0]);
  assert.deepEqual(eight.usd, byNote.usd);
  assert.ok(Math.abs(eight.hours[0] * 8 - byNote.hours[0]) < 1e-9);
});
