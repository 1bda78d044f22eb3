// What servers say in place of an answer: whose fault it is, what is asked again, when a run stops.
import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { TestContext } from "node:test";
import fc from "fast-check";
import { runBatch, readReplies } from "../../lib/inference/batch.ts";
import type { Request } from "../../lib/inference/batch.ts";
import { complete } from "../../lib/inference/client.ts";
import { readMetrics } from "../../lib/inference/server-status.ts";
import { classifyStatus, errorWords, parseCompletion } from "../../lib/inference/errors.ts";
import { SAMPLING } from "./fake-requests.ts";

const folder = mkdtempSync(join(tmpdir(), "distil refusals "));
after(() => rmSync(folder, { recursive: true }));
const BODY = Buffer.from('{"messages":[{"role":"user","content":"The patient reports chest pain since Tuesday."}]}');
const of = (status: number, body: unknown) => classifyStatus({ status, text: errorWords(typeof body === "string" ? body : JSON.stringify(body)), url: "http://here/v1", body: BODY });
const answer = (message: object, rest: object = {}) => ({ model: "m", choices: [{ index: 0, message: { role: "assistant", ...message }, finish_reason: "stop", ...rest }], usage: { prompt_tokens: 5, completion_tokens: 2 } });
const read = (reply: unknown, model = "m") => parseCompletion(reply, { url: "http://here/v1", model, seconds: 0 });

test("A refusal that blames this prompt's length or content is final, in any server's words and any shape of its body.", () => {
  for (const [status, body] of [
    [400, { error: { message: "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8500 in the messages, 500 in the completion).", code: 400 } }], [400, { error: { code: 400, message: "request (4390 tokens) exceeds the available context size (4096 tokens), try increasing it" } }],
    [500, { error: { code: 500, message: "Context size has been exceeded." } }], [422, { error: "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096", error_type: "validation" }], [400, { detail: "Prompt is too long: 9001 tokens" }], [413, "Payload Too Large"], [400, { detail: [{ msg: "The input sequence length 5000 exceeds the limit", loc: ["body"] }] }],
  ] as const) assert.deepEqual([of(status, body).reason, of(status, body).retry], ["context-length", "no"], JSON.stringify(body));
  for (const body of [{ error: { message: "The response was filtered due to the prompt triggering our content management policy.", code: "content_filter" } }, { error: "Flagged by moderation" }]) assert.deepEqual([of(400, body).reason, of(400, body).retry], ["rejected", "no"]);
});

test("A refusal that blames something else is never final: the template, a parameter, the body's form, payment.", () => {
  for (const [status, message] of [[400, "default chat template is no longer allowed, so you must provide a chat template"], [400, "Unsupported parameter: 'max_tokens' is not supported with this model."], [402, "Insufficient credits"], [405, "Method Not Allowed"], [415, "Unsupported Media Type"], [422, "temperature: Input should be a valid number"], [400, "LoRA rank 64 is greater than max_lora_rank"], [418, ""], [400, "Input tokens per minute limit exceeded"], [400, "The maximum number of messages sent this minute was exceeded"], [422, "response_format json_schema is not supported"], [400, "messages must alternate between user and assistant"]] as const) {
    assert.deepEqual([of(status, { error: { message } }).reason, of(status, { error: { message } }).retry], ["refused", "counted"], message);
  }
});

test("A status that passes keeps its patience, whatever its body says.", () => {
  fc.assert(fc.property(fc.constantFrom(408, 409, 425, 429, 499, 500, 502, 503, 504, 520, 529), fc.constantFrom("", "busy", "try again", "Too Early", "client closed"), (status, message) => assert.notEqual(of(status, { error: { message } }).retry, "no")), { seed: 41 });
});

test("The words of any error body are shown on one line, without control characters and without the prompt; no shape throws.", () => {
  assert.match(of(422, { detail: [{ loc: ["body"], msg: "field required" }] }).message, /answered 422: field required/);
  assert.doesNotMatch(of(400, { error: { message: "bad: The patient reports chest pain" } }).message, /chest pain/);
  assert.doesNotMatch(of(400, "a\u001b[31m\u0007b\u202ec").message, /[\u001b\u0007\u202e]/);
  fc.assert(fc.property(fc.json(), fc.integer({ min: 400, max: 599 }), (body, status) => assert.ok(!/\n/.test(of(status, body).message))), { numRuns: 500, seed: 42 });
  fc.assert(fc.property(fc.anything(), (value) => void read(value)), { numRuns: 500, seed: 43 });
  assert.equal(of(400, { error: { message: { toString: 1 } } }).reason, "refused");
});

test("Every form of an answer is read for what it is: parts, refusals, reasoning alone, broken ends, an error under 200, a dated name.", () => {
  const text = (reply: unknown) => { const got = read(reply); return got.ok ? [got.text, got.finish] : [got.reason]; };
  assert.deepEqual(text(answer({ content: [{ type: "thinking", thinking: [{ type: "text", text: "hmm" }] }, { type: "text", text: "Y" }, { type: "text", text: "es" }] })), ["Yes", "stop"]);
  assert.deepEqual(text(answer({ content: null, refusal: "I can't help with that." })), ["I can't help with that.", "content_filter"]);
  assert.deepEqual(text(answer({ content: null, reasoning_content: "The note says so." }, { finish_reason: "length" })), ["<think>\nThe note says so.", "length"]);
  for (const finish_reason of ["abort", "error", "cancelled", "FAILED", "timeout", "preempted"]) assert.deepEqual(text(answer({ content: "{\"an" }, { finish_reason })), ["server-error"], finish_reason);
  assert.deepEqual([text({ error: { message: "Rate limit exceeded", code: 429 } }), text({ error: "out of memory" }), text({})], [["busy"], ["server-error"], ["empty"]]);
  for (const [asked, name] of [["gpt-x", "gpt-x-2025-08-07"], ["llama", "meta-llama/llama"], ["llama:8b", "llama"]] as const) assert.ok(read({ ...answer({ content: "Yes" }), model: name }, asked).ok, name);
  assert.equal(read({ ...answer({ content: "Yes" }), model: "other" }).ok, false);
  const counted = read({ ...answer({ content: "Yes" }), usage: { prompt_tokens: "777", completion_tokens: null } });
  assert.ok(counted.ok && counted.prompt_tokens === 0 && counted.completion_tokens === 0);
});

/** A server for one test: what `reply` does with the n-th POST; other calls are answered 200. */
async function serve(t: TestContext, reply: (n: number, response: ServerResponse, body: string) => void): Promise<{ url: string; posts: () => number }> {
  let posts = 0;
  const server = createServer((request: IncomingMessage, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk))).on("end", () => (request.method === "POST" ? reply(++posts, response, body) : response.writeHead(request.url === "/health" ? 200 : 404).end()));
  });
  await new Promise<void>((open) => server.listen(0, "127.0.0.1", open));
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, posts: () => posts };
}

const json = (response: ServerResponse, status: number, body: unknown) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const requests = (count: number): Request[] => Array.from({ length: count }, (_, i) => ({ id: `r${i}`, note_id: `n${i}`, messages: () => [{ role: "user", content: `Question ${i}` }] }));
const batch = (url: string, journal: string, count: number) => runBatch(requests(count), { endpoint: { urls: [url], model: "m" }, sampling: SAMPLING, journal, concurrency: 8 });

test("A server that refuses everything stops the run after 20 attempts with one sentence; once it is well the same journal is answered whole.", async (t) => {
  const journal = join(folder, "refused.jsonl");
  let well = false;
  const { url, posts } = await serve(t, (_, response) => (well ? json(response, 200, answer({ content: "Yes" })) : json(response, 400, { error: { message: "you must provide a chat template" } })));
  await assert.rejects(batch(url, journal, 300), /20 requests in a row were refused and none answered .*chat template.*: correct the server or the settings, and run again/);
  assert.ok(posts() < 40, `${posts()} attempts`);
  well = true;
  const { answered, failed } = await batch(url, journal, 300);
  assert.deepEqual([answered, failed], [300, 0]);
});

test("Prompts that one server answers 500 for their length cost only themselves.", async (t) => {
  const { url } = await serve(t, (_, response, body) => (/Question \d*[02468]"/.test(body) ? json(response, 500, { error: { code: 500, message: "Context size has been exceeded." } }) : json(response, 200, answer({ content: "Yes" }))));
  const { answered, failed, reasons } = await batch(url, join(folder, "long.jsonl"), 60);
  assert.deepEqual([answered, failed, reasons], [30, 30, { "context-length": 30 }]);
});

test("A journal that holds a server's fault as a result is healed: those requests alone are asked again.", async (t) => {
  const journal = join(folder, "healed.jsonl");
  const { url, posts } = await serve(t, (_, response) => json(response, 200, answer({ content: "Yes" })));
  await batch(url, journal, 6);
  const lines = readFileSync(journal, "utf8").trim().split("\n").slice(1).map((line) => JSON.parse(line) as { id: string });
  const again = (id: string, change: object) => appendFileSync(journal, `${JSON.stringify({ ...lines.find((line) => line.id === id), ...change })}\n`);
  const error = (message: string) => ({ text: "", finish: "failed", error: { reason: "rejected", message, attempts: 1 } });
  again("r0", error("http://here/v1 answered 400: you must provide a chat template"));
  again("r1", { text: "", finish: "abort" });
  again("r2", error("http://here/v1 answered 400: Flagged by moderation"));
  again("r3", { text: [{ type: "text", text: "Yes" }] });
  const before = posts(), { answered, failed, healed } = await batch(url, journal, 6);
  assert.deepEqual([posts() - before, answered, failed, healed], [3, 5, 1, 3]);
  assert.equal((await batch(url, journal, 6)).healed, undefined);
  const texts: unknown[] = [];
  for await (const { text } of readReplies(journal)) texts.push(text);
  assert.deepEqual(texts.filter((text) => text === "Yes").length, 5);
});

test("An answer without end is cut off, and a key with a line end is refused before anything is sent.", async (t) => {
  const { url, posts } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = () => { while (response.write("x".repeat(1 << 20)) && !response.destroyed); };
    response.on("drain", more);
    more();
  });
  const reply = await complete({ urls: [url], model: "m" }, [{ role: "user", content: "?" }], { sampling: SAMPLING, maxAttempts: 1 });
  assert.match(reply.error?.message ?? "", /an answer of over 64 MiB/);
  await assert.rejects(complete({ urls: [url], model: "m", apiKey: "abc\n" }, [{ role: "user", content: "?" }], { sampling: SAMPLING }), /^Error: Expected the API key of model "m" to be printable/);
  assert.equal(posts(), 1);
});

test("Prompts that a server answers with a bare 500 cost only themselves, even when none but they are left.", { timeout: 120_000 }, async (t) => {
  const { url } = await serve(t, (_, response, body) => (/Question/.test(body) ? json(response, 500, { error: { message: "Internal Server Error" } }) : json(response, 200, answer({ content: "Hi" }))));
  const { answered, failed, reasons } = await batch(url, join(folder, "bare.jsonl"), 24);
  assert.deepEqual([answered, failed, reasons], [0, 24, { "server-error": 24 }]);
});

test("A name is the same model's only where it adds a date, a path or a tag.", () => {
  for (const [asked, name] of [["llama:8b", "llama:70b"], ["qwen", "qwen-guard"], ["a/llama", "b/llama"], ["llama-3", "llama-3-70b"]] as const) assert.equal(read({ ...answer({ content: "Yes" }), model: name }, asked).ok, false, name);
  const date = fc.date({ min: new Date("2020-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10));
  fc.assert(fc.property(date, fc.boolean(), (day, dashes) => assert.ok(read({ ...answer({ content: "Yes" }), model: `gpt-x-${dashes ? day : day.replaceAll("-", "")}` }, "gpt-x").ok)), { seed: 44 });
});

test("An echo of the prompt is left out however it is cut up, and an error under 200 has the status it gives itself.", () => {
  fc.assert(fc.property(fc.constantFrom("|", "\n", '", "', " / ", "_", "  "), fc.boolean(), (between, loud) => {
    const echo = ["The", "patient", "reports", "chest", "pain"].join(between);
    assert.doesNotMatch(of(400, { detail: loud ? echo.toUpperCase() : echo }).message, /chest/i);
  }), { seed: 45 });
  for (const body of [{ error: { code: "429", message: "slow down" } }, { object: "error", message: "slow down", code: 429 }, { status: 429, detail: "slow down" }]) {
    const got = read(body);
    assert.ok(!got.ok && got.reason === "busy" && /slow down/.test(got.message), JSON.stringify(body));
  }
});

test("A refused key or host is asked again and ends the run; a 403 that blames the content is final.", () => {
  for (const status of [401, 403]) assert.deepEqual([of(status, "no").reason, of(status, "no").retry], ["unauthorised", "counted"]);
  assert.deepEqual([of(403, { error: "flagged by moderation" }).reason, of(403, { error: "flagged by moderation" }).retry], ["rejected", "no"]);
});

test("A page of 150,000 equal lines of metrics is read in no time.", () => {
  const began = performance.now();
  readMetrics("vllm:a{\n".repeat(150_000));
  readMetrics("vllm:num_requests_running{engine=\"0\"} 1\n".repeat(150_000));
  assert.ok(performance.now() - began < 3000);
});
