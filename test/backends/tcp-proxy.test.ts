import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { startTcpProxy } from "../../lib/backends/tcp-proxy.ts";

test("requests go where the relay is aimed, and after it is aimed elsewhere, there", async (t) => {
  const [first, second] = await Promise.all([server(t, "first"), server(t, "second")]);
  const relay = await startTcpProxy(first);
  t.after(relay.close);
  assert.equal(await ask(relay.url), "200 first");
  relay.aim(second);
  assert.equal(await ask(relay.url), "200 second");
});

test("a body of megabytes arrives and comes back whole", async (t) => {
  const relay = await startTcpProxy(await server(t));
  t.after(relay.close);
  const body = "0123456789".repeat(300_000);
  const answer = await fetch(relay.url, { method: "POST", body, headers: { connection: "close" } });
  assert.ok((await answer.text()) === body);
});

test("while nobody answers there, a client is told to come again, which is no broken connection", async (t) => {
  const there = await server(t, "back");
  const relay = await startTcpProxy({ host: "127.0.0.1", port: 1 });
  t.after(relay.close);
  const answer = await fetch(relay.url, { method: "POST", body: "x".repeat(100_000) });
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "5"]);
  relay.aim(there);
  assert.equal(await ask(relay.url), "200 back");
});

const ask = async (url: string) => {
  const answer = await fetch(url, { headers: { connection: "close" } });
  return `${answer.status} ${await answer.text()}`;
};

/** A server that says its name, or without one what it was sent. */
async function server(t: TestContext, name?: string) {
  const made = createServer((request, response) => void (name === undefined ? request.pipe(response) : response.end(name)));
  await new Promise<void>((ready) => made.listen(0, "127.0.0.1", ready));
  t.after(() => made.closeAllConnections());
  t.after(() => made.close());
  return { host: "127.0.0.1", port: (made.address() as AddressInfo).port };
}
