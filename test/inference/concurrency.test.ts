import assert from "node:assert/strict";
import { test } from "node:test";
import {
  onMetrics, onRejection, onSuccess, readMetrics, INITIAL_LIMIT, type ConcurrencyLimit, type ServerMetrics,
} from "../../lib/inference/server-status.ts";

const CALM: ServerMetrics = { running: 32, waiting: 0, kv: 0.3, preemptions: 0, queries: 0, hits: 0 };
const look = (load: ConcurrencyLimit, now: Partial<ServerMetrics>, before: Partial<ServerMetrics> = {}) => onMetrics(load, { ...CALM, ...now }, { before: { ...CALM, ...before }, inFlight: load.limit }).limit;
const at = (limit: number): ConcurrencyLimit => ({ ...INITIAL_LIMIT, limit });

test("vLLM's figures are read by name, summed over engines; another server's page is none", () => {
  const page = `# HELP vllm:num_requests_running Running.
vllm:num_requests_running{engine="0",model_name="m"} 5.0
vllm:num_requests_running{engine="1",model_name="m"} 7.0
vllm:num_requests_waiting{engine="0",model_name="m"} 2.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.75
vllm:prefix_cache_queries_total{engine="0",model_name="m"} 1.5e+06
vllm:prefix_cache_hits_total{engine="0",model_name="m"} 900000.0
vllm:num_preemptions_total{engine="0",model_name="m"} 3.0
vllm:e2e_request_latency_seconds_bucket{le="0.3",model_name="m"} 1.0`;
  assert.deepEqual(readMetrics(page), { running: 12, waiting: 2, kv: 0.75, preemptions: 3, queries: 1_500_000, hits: 900_000 });
  assert.equal(readMetrics("# HELP python_gc_objects_collected_total\npython_gc_objects_collected_total 4"), undefined);
});

test("while nothing waits and the cache has room, the number in flight grows", () => {
  assert.equal(look(at(100), {}), 150);
  assert.equal(look(at(1000), {}), 1024);
});

test("it holds when requests wait, when the cache is filling, and when what is allowed is not used", () => {
  assert.equal(look(at(100), { waiting: 3 }), 100);
  assert.equal(look(at(100), { kv: 0.85 }), 100);
  assert.equal(onMetrics(at(100), CALM, { before: CALM, inFlight: 40 }).limit, 100);
});

test("it is cut when requests were preempted since the last look, and when more wait than run", () => {
  assert.equal(look(at(100), { preemptions: 5 }, { preemptions: 2 }), 75);
  assert.equal(look(at(100), { preemptions: 5 }, { preemptions: 5 }), 150);
  assert.equal(look(at(500), { running: 128, waiting: 372 }), 256);
  assert.equal(look(at(1), { preemptions: 1 }), 1);
});

test("without figures it grows with each answer until the first refusal, then by a few each round", () => {
  let load = INITIAL_LIMIT;
  for (let i = 0; i < 32; i++) load = onSuccess(load);
  assert.equal(load.limit, 64);
  load = onRejection(load);
  const cut = load.limit;
  assert.ok(Math.abs(cut - 64 * 0.7) < 1e-9);
  for (let i = 0; i < 45; i++) load = onSuccess(load);
  assert.ok(load.limit > cut + 3 && load.limit < cut + 5);
  for (let i = 0; i < 100_000; i++) load = onSuccess(load);
  assert.equal(load.limit, 256);
});

test("the refusals of one round cut once", () => {
  let load = onRejection(at(100));
  for (let i = 0; i < 50; i++) load = onRejection(load);
  assert.equal(load.limit, 70);
  for (let i = 0; i < 60; i++) load = onRejection(load);
  assert.equal(load.limit, 49);
  for (let i = 0; i < 10_000; i++) load = onRejection(load);
  assert.equal(load.limit, 1);
});
