import assert from "node:assert/strict";
import { test } from "node:test";
import { isReachable, fetchMetrics, listModels } from "../../lib/inference/server-status.ts";
import { connect } from "../../lib/inference/client.ts";
import { startFakeVllm } from "./fake-vllm.ts";

test("a server's models are listed, with or without /v1 in its URL", async (t) => {
  const fake = await startFakeVllm({ model: "llama" });
  t.after(fake.close);
  for (const url of [fake.url, `${fake.url}/v1`, `${fake.url}/v1/`]) assert.deepEqual((await listModels({ urls: [url] })).map(({ id }) => id), ["llama"]);
});

test("a host that is not allowed is not asked, and a server that is not there is named", async () => {
  await assert.rejects(listModels({ urls: ["http://8.8.8.8/v1"] }), /nothing was sent; to allow it by name, set ALLOW_HOSTS=8\.8\.8\.8/);
  const gone = await startFakeVllm();
  await gone.close();
  await assert.rejects(listModels({ urls: [gone.url] }), { message: `Expected a model server at ${gone.url}/v1, none answered: start it, or correct the URL` });
});

test("load figures are read where a server has them, and a server is up while it answers", async (t) => {
  const signal = new AbortController().signal;
  const [vllm, other] = await Promise.all([startFakeVllm(), startFakeVllm({ metrics: false })]);
  t.after(other.close);
  const [first, second] = await connect({ urls: [vllm.url, other.url], model: "fake" });
  assert.ok(first && second);
  assert.deepEqual(await fetchMetrics(first, signal), { running: 0, waiting: 0, kv: 0, preemptions: 0, queries: 0, hits: 0 });
  assert.equal(await fetchMetrics(second, signal), "none");
  assert.equal(await isReachable(first, signal), true);
  await vllm.close();
  assert.deepEqual([await isReachable(first, signal), await fetchMetrics(first, signal)], [false, undefined]);
});
