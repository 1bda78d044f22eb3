import assert from "node:assert/strict";
import { test } from "node:test";
import { startEngine } from "./fake-engine.ts";
import type { Engine, Usage } from "./fake-engine.ts";

const tokens = (count: number, letter: string) => letter.repeat(count * 4);

test("a prompt's blocks are found by the next one that begins with them, but never its last token", () => {
  const engine = startEngine({ blocks: 100, maxSeqs: 8, maxBatchedTokens: 1000 });
  assert.equal(run(engine, tokens(160, "a"), 5).cached_tokens, 0);
  assert.equal(run(engine, tokens(160, "a"), 5).cached_tokens, 144);
  assert.equal(run(engine, tokens(160, "a") + tokens(40, "b"), 5).cached_tokens, 160);
  assert.equal(run(engine, tokens(40, "b") + tokens(160, "a"), 5).cached_tokens, 0);
  assert.equal(run(engine, tokens(24, "a") + tokens(136, "c"), 5).cached_tokens, 16);
});

test("siblings that come together share the blocks of the first", () => {
  const engine = startEngine({ blocks: 100, maxSeqs: 8, maxBatchedTokens: 10_000 });
  for (let i = 0; i < 4; i++) engine.add({ prompt: tokens(160, "a") + tokens(10, String(i)), tokens: 3, done: () => {} });
  engine.step();
  const { queries, hits, computed, kv, running } = engine.counts();
  assert.deepEqual([queries, hits, computed, running], [680, 480, 200, 4]);
  assert.ok(Math.abs(kv - 0.14) < 1e-9);
});

test("the least recently used blocks go first, a sequence's tail before its beginning", () => {
  const engine = startEngine({ blocks: 22, maxSeqs: 1, maxBatchedTokens: 1000 });
  for (const letter of ["a", "b"]) run(engine, tokens(160, letter), 1);
  assert.equal(run(engine, tokens(160, "a"), 1).cached_tokens, 144);
  run(engine, tokens(80, "c"), 1);
  assert.equal(run(engine, tokens(160, "a"), 1).cached_tokens, 144);
  const left = run(engine, tokens(160, "b"), 1).cached_tokens;
  assert.ok(left > 0 && left < 144, `${left} tokens of b were left`);
});

test("when blocks run out the newest sequence is put back and computed again", () => {
  const engine = startEngine({ blocks: 8, maxSeqs: 8, maxBatchedTokens: 1000 });
  const done: string[] = [];
  for (const name of ["a", "b", "c"]) engine.add({ prompt: tokens(30, name), tokens: 40, done: () => done.push(name) });
  for (let i = 0; i < 500 && done.length < 3; i++) engine.step();
  assert.deepEqual(done, ["a", "b", "c"]);
  const { preemptions, computed, generated, kv } = engine.counts();
  assert.ok(preemptions > 0 && computed > 90 && generated === 120 && kv === 0);
});

test("a step runs no more sequences than allowed and computes no more tokens", () => {
  const engine = startEngine({ blocks: 1000, maxSeqs: 3, maxBatchedTokens: 64 });
  let steps = 0;
  let done = 0;
  for (let i = 0; i < 6; i++) engine.add({ prompt: tokens(320, String(i)), tokens: 1, done: () => done++ });
  for (; done < 6; steps++) {
    engine.step();
    assert.ok(engine.counts().running <= 3);
  }
  assert.ok(steps >= (6 * 320) / 64);
});

function run(engine: Engine, prompt: string, count: number): Usage {
  let usage: Usage | undefined;
  engine.add({ prompt, tokens: count, done: (got) => (usage = got) });
  while (!usage) engine.step();
  return usage;
}
