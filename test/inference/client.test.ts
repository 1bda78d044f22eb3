import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { z } from "zod";
import { parseRetryAfter } from "../../lib/inference/errors.ts";
import { encodeRequest } from "../../lib/inference/requests.ts";
import { complete } from "../../lib/inference/client.ts";
import type { Message } from "../../lib/types.ts";
import { backoff } from "../../lib/inference/client.ts";
import { SAMPLING } from "./fake-requests.ts";
import { startFakeVllm } from "./fake-vllm.ts";
import type { FakeOptions } from "./fake-vllm.ts";

const HELLO: Message[] = [{ role: "system", content: "Be brief." }, { role: "user", content: "Hello." }];

test("a reply has the answer's text, its key and the server's counts", async (t) => {
  const { fake, endpoint } = await serve(t, { tokens: 7 });
  const reply = await complete(endpoint, HELLO, { sampling: SAMPLING });
  assert.equal(reply.text.length, 28);
  assert.deepEqual([reply.finish, reply.prompt_tokens, reply.completion_tokens, reply.cached_tokens, reply.error], ["stop", 9, 7, 0, undefined]);
  assert.equal(reply.key, fake.seen[0]);
});

test("equal keys mean equal model, sampling, messages and schema", () => {
  const content = fc.record({ model: fc.constantFrom("a", "b"), temperature: fc.constantFrom(0, 0.7), seed: fc.constantFrom(1, 2), text: fc.oneof(fc.constant(""), fc.string()), schema: fc.constantFrom(undefined, { type: "object" }, { type: "array" }) });
  const body = ({ model, temperature, seed, text, schema }: { model: string; temperature: number; seed: number; text: string; schema: object | undefined }) => encodeRequest([{ role: "user", content: text }], { model, sampling: { ...SAMPLING, temperature, seed }, schema });
  fc.assert(fc.property(content, content, (a, b) => (body(a).key === body(b).key) === (JSON.stringify(a) === JSON.stringify(b))));
});

test("a request says what is the same for a batch before its messages, and nothing of the note's id", async (t) => {
  const { url, requests } = await listen(t, (_, response) => sendCompletion(response, {}));
  await complete({ urls: [`${url}/v1/`], model: "fake" }, HELLO, { sampling: { ...SAMPLING, stop: ["<|eot_id|>"], seed: 4 } });
  assert.deepEqual(Object.entries(JSON.parse(requests[0]?.body ?? "") as object), [["model", "fake"], ["temperature", 0], ["top_p", 1], ["max_tokens", 20], ["stop", ["<|eot_id|>"]], ["seed", 4], ["messages", HELLO]]);
  assert.equal(requests[0]?.path, "/v1/chat/completions");
});

test("a schema is sent as response_format, from the zod schema that checks the reply", async (t) => {
  const { url, requests } = await listen(t, (_, response) => sendCompletion(response, {}));
  const schema = z.toJSONSchema(z.object({ answer: z.enum(["Yes", "No"]) }));
  await complete({ urls: [url], model: "fake" }, HELLO, { sampling: SAMPLING, schema });
  const { response_format } = JSON.parse(requests[0]?.body ?? "") as { response_format: unknown };
  assert.deepEqual(response_format, { type: "json_schema", json_schema: { name: "reply", schema, strict: true } });
});

test("an API key is sent when there is one and not otherwise", async (t) => {
  const { url, requests } = await listen(t, (_, response) => sendCompletion(response, {}));
  await complete({ urls: [url], model: "fake", apiKey: "secret" }, HELLO, { sampling: SAMPLING });
  await complete({ urls: [url], model: "fake" }, HELLO, { sampling: SAMPLING });
  assert.deepEqual(requests.map(({ headers }) => headers.authorization), ["Bearer secret", undefined]);
});

test("a prompt beyond the context is a result: one attempt, and the server's figures in the reason", async (t) => {
  const { fake, endpoint } = await serve(t, { maxModelLen: 8 });
  const reply = await complete(endpoint, HELLO, { sampling: SAMPLING });
  assert.equal(reply.error?.reason, "context-length");
  assert.match(reply.error.message, /answered 400: This model's maximum context length is 8 tokens/);
  assert.deepEqual([reply.finish, reply.text, reply.error.attempts, fake.seen.length], ["failed", "", 1, 1]);
});

test("a message in which a server repeats the prompt is left out", async (t) => {
  const note = "The patient reports chest pain since Tuesday.";
  const { url } = await listen(t, (body, response) => response.writeHead(422, { "content-type": "application/json" }).end(JSON.stringify({ error: { message: `invalid input: ${body.slice(body.indexOf("The patient"), -8)}` } })));
  const reply = await complete({ urls: [url], model: "fake" }, [{ role: "user", content: note }], { sampling: SAMPLING, maxAttempts: 1 });
  assert.equal(reply.error?.reason, "refused");
  assert.doesNotMatch(reply.error.message, /chest pain/);
  assert.match(reply.error.message, /left out/);
});

for (const [fault, reason] of [["500", "server-error"], ["reset", "broken-off"], ["cut", "broken-off"], ["html", "not-json"], ["wrong-model", "wrong-model"], ["hang", "deadline"]] as const) {
  test(`${fault} uses up attempts and ends as ${reason}`, async (t) => {
    const { fake, endpoint } = await serve(t, { faults: { share: 1, kinds: [fault], seed: 1 } });
    const reply = await complete(endpoint, HELLO, { sampling: SAMPLING, maxAttempts: 2, timeoutMs: 100 });
    assert.deepEqual([reply.error?.reason, reply.error?.attempts, fake.seen.length], [reason, 2, 2]);
  });
}

for (const [fault, reason] of [["429", "busy"], ["503", "unavailable"]] as const) {
  test(`${fault} uses up patience, no attempts`, async (t) => {
    const { fake, endpoint } = await serve(t, { faults: { share: 1, kinds: [fault], seed: 1 } });
    const waiting = complete(endpoint, HELLO, { sampling: SAMPLING, maxAttempts: 1 });
    while (fake.seen.length < 3) await new Promise((done) => setTimeout(done, 20));
    fake.set({ faults: { share: 0, kinds: [], seed: 1 } });
    assert.equal((await waiting).finish, "stop");
    fake.set({ faults: { share: 1, kinds: [fault], seed: 1 } });
    assert.equal((await complete(endpoint, HELLO, { sampling: SAMPLING, maxWaitMs: 300 })).error?.reason, reason);
  });
}

test("a server that cannot be reached is waited for, and its absence is the reason when patience ends", async (t) => {
  const { fake, endpoint } = await serve(t, {});
  const back = fake.down(700);
  assert.equal((await complete(endpoint, HELLO, { sampling: SAMPLING, maxWaitMs: 100 })).error?.reason, "unreachable");
  assert.equal((await complete(endpoint, HELLO, { sampling: SAMPLING, maxAttempts: 1 })).finish, "stop");
  await back;
});

test("an answer of another model is none, and the message says what to set", async (t) => {
  const { url } = await listen(t, (_, response) => sendCompletion(response, { model: "other" }));
  const reply = await complete({ urls: [url], model: "fake" }, HELLO, { sampling: SAMPLING, maxAttempts: 1 });
  assert.equal(reply.error?.message, `expected an answer of "fake", ${url}/v1 answered as "other": set the model to the name its server gives it`);
});

test("a stopped request ends at once", async (t) => {
  const { fake, endpoint } = await serve(t, { faults: { share: 1, kinds: ["hang"], seed: 1 } });
  const controller = new AbortController();
  const waiting = complete(endpoint, HELLO, { sampling: SAMPLING, signal: controller.signal });
  while (fake.seen.length === 0) await new Promise((done) => setTimeout(done, 5));
  controller.abort();
  assert.equal((await waiting).error?.reason, "stopped");
  assert.equal((await complete(endpoint, HELLO, { sampling: SAMPLING, signal: controller.signal })).error?.reason, "stopped");
  assert.equal(fake.seen.length, 1);
});

test("Retry-After is read in seconds and as a date, and is the least that is waited", () => {
  assert.equal(parseRetryAfter("2"), 2000);
  assert.ok(Math.abs((parseRetryAfter(new Date(Date.now() + 5000).toUTCString()) ?? 0) - 5000) < 1500);
  assert.deepEqual([parseRetryAfter("soon"), parseRetryAfter(null), parseRetryAfter("Thu, 01 Jan 1970 00:00:00 GMT")], [undefined, undefined, 0]);
  assert.ok(backoff(1, { reason: "busy", retryAfterMs: 2000 }, () => 0) >= 2000);
});

test("pauses grow, have a ceiling, and differ between clients", () => {
  const pauses = (jitter: number) => [1, 2, 3, 8, 20].map((tries) => backoff(tries, { reason: "busy" }, () => jitter));
  assert.deepEqual(pauses(0.5), [250, 500, 1000, 30_000, 30_000]);
  assert.deepEqual(pauses(0), pauses(0.5).map((ms) => ms / 2));
  assert.equal(backoff(20, { reason: "unreachable" }, () => 0.5), 5000);
});

async function serve(t: TestContext, options: FakeOptions) {
  const fake = await startFakeVllm(options);
  t.after(fake.close);
  return { fake, endpoint: { urls: [fake.url], model: "fake" } };
}

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(t: TestContext, answer: (body: string, response: ServerResponse) => void): Promise<{ url: string; requests: Seen[] }> {
  const requests: Seen[] = [];
  const handler: RequestListener = (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => {
      requests.push({ path: request.url ?? "", headers: request.headers, body });
      answer(body, response);
    });
  };
  const server = createServer(handler);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

function sendCompletion(response: ServerResponse, { model = "fake" }: { readonly model?: string }): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ model, choices: [{ message: { content: "ok" }, finish_reason: "stop" }] }));
}
