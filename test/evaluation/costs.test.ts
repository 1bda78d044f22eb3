import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cohortPrice, computedShare, computeRates, providers, publishedSeconds, whatIfCosts } from "../../lib/paper/costs.ts";
import type { Shape } from "../../lib/paper/costs.ts";
import type { Usage } from "../../lib/inference/usage.ts";

const shape: Shape = { system: 120, note: 2500, question: 40, reply: 160, questions: 23 };

test("What is unknown stays unknown: the price without a rate or a time", () => {
  const usage: Usage = { requests: 2, failed: 0, prompt_tokens: 200, completion_tokens: 20, cached_share: null, seconds: null, latency: 2 };
  assert.deepEqual(computeRates(usage), { seconds_per_example: null, tokens_in_per_second: null, tokens_out_per_second: null, gpu_hours: null, usd_per_1000_examples: null, usd_per_kept_item: null });
  const timed = computeRates({ ...usage, seconds: 7200 }, { gpus: 8, usdPerHour: 10, kept: 40 });
  assert.deepEqual([timed.seconds_per_example, timed.gpu_hours, timed.usd_per_1000_examples, timed.usd_per_kept_item], [3600, 16, 10_000, 0.5]);
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
