import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import dns from "node:dns";
import { createServer } from "node:http";
import type { RequestListener } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { runBatch } from "../../lib/inference/batch.ts";
import { assertAllowedUrl, isPrivateAddress } from "../../lib/inference/host-policy.ts";
import { encodeRequest } from "../../lib/inference/requests.ts";
import { connect, send } from "../../lib/inference/client.ts";
import { fakeRequests, SAMPLING, scratch } from "./fake-requests.ts";
import { startFakeVllm } from "./fake-vllm.ts";

const realLookup = dns.lookup;
const octet = fc.integer({ min: 0, max: 255 });
const home4 = fc.oneof(
  fc.tuple(fc.constantFrom(10, 127), octet, octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
);
const dotted = (octets: readonly number[]) => octets.join(".");

test("loopback and private addresses are at home, written as IPv4 or as IPv6", () => {
  fc.assert(fc.property(home4, (octets) => isPrivateAddress(dotted(octets)) && isPrivateAddress(`::ffff:${dotted(octets)}`)));
  for (const address of ["::1", "fc00::1", "fd12:3456::9"]) assert.ok(isPrivateAddress(address), address);
});

test("public, link-local, unspecified and carrier addresses are not at home", () => {
  const isPrivate = ([a, b]: readonly number[]) => a === 10 || a === 127 || (a === 172 && b !== undefined && b >= 16 && b <= 31) || (a === 192 && b === 168);
  fc.assert(fc.property(fc.tuple(octet, octet, octet, octet).filter((octets) => !isPrivate(octets)), (octets) => !isPrivateAddress(dotted(octets)) && !isPrivateAddress(`::ffff:${dotted(octets)}`)));
  for (const address of ["169.254.169.254", "0.0.0.0", "::", "fe80::1", "2001:4860:4860::8888", "64:ff9b::a00:1", "100.64.0.1", "not an address"]) assert.ok(!isPrivateAddress(address), address);
});

test("a URL on a public host is refused in one sentence with host and cure", async () => {
  await assert.rejects(assertAllowedUrl("http://8.8.8.8:8000/v1"), { message: "Expected a model on a loopback or private host, got 8.8.8.8, which is neither loopback nor private: nothing was sent; to allow it by name, set ALLOW_HOSTS=8.8.8.8" });
  for (const disguise of ["http://134744072/v1", "http://0x8.8.8.8/", "http://[::ffff:8.8.8.8]/", "http://8.8.8.8./"]) await assert.rejects(assertAllowedUrl(disguise), /neither loopback nor private/, disguise);
  for (const wrong of ["ftp://127.0.0.1/", "127.0.0.1:8000", "", "file:///etc/passwd"]) await assert.rejects(assertAllowedUrl(wrong), /Expected a model URL such as/, wrong);
});

test("a URL on a public IPv6 address is refused, however it is written, and so is a name with one beside a private IPv4 address", async (t) => {
  for (const host of ["2001:4860:4860::8888", "2001:4860:4860:0:0:0:0:8888", "::ffff:808:808", "64:ff9b::808:808", "2002:808:808::1", "fe80::1", "::"]) await assert.rejects(assertAllowedUrl(`http://[${host}]:8000/v1`), /neither loopback nor private: nothing was sent/, host);
  await assertAllowedUrl("http://[::1]:8000/v1");
  answerLookups(t, () => ["10.0.0.1", "2001:4860:4860::8888"]);
  await assert.rejects(assertAllowedUrl("http://models.example/v1"), /resolves to 2001:4860:4860::8888/);
});

test("a host allowed by name passes, and only that host", async () => {
  assert.equal((await assertAllowedUrl("http://8.8.8.8:8000/v1", { allowHosts: ["8.8.8.8"] })).host, "8.8.8.8:8000");
  await assert.rejects(assertAllowedUrl("http://8.8.4.4/v1", { allowHosts: ["8.8.8.8"] }), /8\.8\.4\.4/);
});

test("a name is judged by every address it resolves to", async (t) => {
  answerLookups(t, () => ["10.0.0.1", "93.184.215.14"]);
  await assert.rejects(assertAllowedUrl("http://models.example/v1"), /got models\.example, which resolves to 93\.184\.215\.14/);
  await assertAllowedUrl("http://models.example/v1", { allowHosts: ["Models.Example."] });
  answerLookups(t, () => ["10.0.0.1", "::1"]);
  await assertAllowedUrl("http://models.example/v1");
});

test("a name that turns to a public address between check and connection gets nothing", async (t) => {
  let lookups = 0;
  answerLookups(t, () => [++lookups === 1 ? "127.0.0.1" : "93.184.215.14"]);
  const [client] = await connect({ urls: ["http://rebinding.example/v1"], model: "fake" });
  assert.ok(client);
  const outcome = await send(client, encodeRequest([{ role: "user", content: "hello" }], { model: "fake", sampling: SAMPLING }).body);
  assert.ok(!outcome.ok);
  assert.equal(outcome.reason, "not-allowed");
  assert.match(outcome.message, /resolves to 93\.184\.215\.14/);
  assert.equal(lookups, 2);
});

test("the connection goes to the address that was checked", async (t) => {
  const fake = await startFakeVllm();
  t.after(fake.close);
  answerLookups(t, () => ["127.0.0.1"]);
  const [client] = await connect({ urls: [fake.url.replace("127.0.0.1", "somewhere.example")], model: "fake" });
  assert.ok(client);
  const outcome = await send(client, encodeRequest([{ role: "user", content: "hello" }], { model: "fake", sampling: SAMPLING }).body);
  assert.ok(outcome.ok);
});

test("one public host among several URLs, and no server gets anything", async (t) => {
  const fake = await startFakeVllm();
  t.after(fake.close);
  const folder = scratch(t);
  await assert.rejects(runBatch(fakeRequests(2), { endpoint: { urls: [fake.url, "http://8.8.8.8/v1"], model: "fake" }, sampling: SAMPLING, journal: `${folder}/replies.jsonl` }), /got 8\.8\.8\.8/);
  assert.equal(fake.connections(), 0);
});

test("a redirect is not followed", async (t) => {
  const target = await listen(t, (_, response) => response.end("{}"));
  const url = await listen(t, (_, response) => response.writeHead(307, { location: `${target.url}/v1/chat/completions` }).end());
  const [client] = await connect({ urls: [url.url], model: "fake" });
  assert.ok(client);
  const outcome = await send(client, encodeRequest([{ role: "user", content: "hello" }], { model: "fake", sampling: SAMPLING }).body);
  assert.ok(!outcome.ok);
  assert.equal(outcome.reason, "redirected");
  assert.equal(target.requests(), 0);
});

test("proxy variables are ignored", async (t) => {
  const proxy = await listen(t, (_, response) => response.end());
  const fake = await startFakeVllm();
  t.after(fake.close);
  const script = `import { complete } from ${JSON.stringify(new URL("../../lib/inference/client.ts", import.meta.url).href)};
    const reply = await complete({ urls: [process.argv[1]], model: "fake" }, [{ role: "user", content: "hello" }], { sampling: { temperature: 0, top_p: 1, max_tokens: 5 } });
    console.log(reply.finish);`;
  const variables = Object.fromEntries(["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"].map((name) => [name, proxy.url]));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script, fake.url], { env: { ...process.env, ...variables, NODE_USE_ENV_PROXY: "1", NO_PROXY: "", no_proxy: "" }, cwd: fileURLToPath(new URL("../..", import.meta.url)) });
  assert.equal(stdout.trim(), "stop");
  assert.equal(proxy.requests(), 0);
});

/** Lookups answer what `addresses` says, until the test ends. */
function answerLookups(t: TestContext, addresses: () => string[]): void {
  const lookup = (_: string, options: dns.LookupOptions, done: (error: null, found: unknown, family?: number) => void) => {
    const found = addresses().map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    process.nextTick(() => (options.all ? done(null, found) : done(null, found[0]?.address, found[0]?.family)));
  };
  const use = (one: typeof dns.lookup) => {
    dns.lookup = one;
    syncBuiltinESMExports();
  };
  use(lookup as unknown as typeof dns.lookup);
  t.after(() => use(realLookup));
}

async function listen(t: TestContext, handler: RequestListener): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    handler(request, response);
  });
  server.on("connect", (_, socket) => {
    requests++;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}
