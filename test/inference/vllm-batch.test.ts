import assert from "node:assert/strict";
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { runBatch } from "../../lib/inference/batch.ts";
import { exportShards, importShards } from "../../lib/inference/vllm-batch.ts";
import { allReplies, byId, content, fakeRequests, SAMPLING, scratch } from "./fake-requests.ts";
import { startFakeVllm } from "./fake-vllm.ts";

interface Line {
  readonly custom_id: string;
  readonly method: string;
  readonly url: string;
  readonly body: { readonly model: string; readonly messages: readonly { readonly content: string }[] };
}

test("a batch through shards gives the replies that a server gives", async (t) => {
  const { options, folder, fake } = await prepare(t);
  const { shards, requests } = await exportShards(fakeRequests(20), { ...options, folder, size: 30 });
  assert.equal(requests, 80);
  const results = await Promise.all(shards.map((shard) => answerShard(shard, fake.url)));
  assert.deepEqual(await importShards(fakeRequests(20), { ...options, results }), { imported: 80, failed: 0, missing: [], broken: 0 });
  const served = { ...options, endpoint: { urls: [fake.url], model: "fake" }, journal: `${folder}/served.jsonl` };
  await runBatch(fakeRequests(20), served);
  assert.deepEqual((await allReplies(options.journal)).map(content).sort(byId), (await allReplies(served.journal)).map(content).sort(byId));
});

test("a shard's lines are run-batch requests known by their key, and a note is never divided", async (t) => {
  const { options, folder } = await prepare(t);
  const { shards } = await exportShards(fakeRequests(20), { ...options, folder, size: 30 });
  assert.deepEqual(shards.map((path) => path.slice(folder.length)), ["/shard-0001.jsonl", "/shard-0002.jsonl", "/shard-0003.jsonl"]);
  const perShard = shards.map(readShard);
  for (const { custom_id, method, url, body } of perShard.flat()) assert.deepEqual([custom_id.length, method, url, body.model], [64, "POST", "/v1/chat/completions", "fake"]);
  const notes = perShard.map((lines) => new Set(lines.map(({ body }) => /Patient \d+/.exec(body.messages[1]?.content ?? "")?.[0])));
  assert.equal(notes.reduce((sum, { size }) => sum + size, 0), 20);
  assert.deepEqual(perShard.map(({ length }) => length), [32, 32, 16]);
});

test("an array in any order is put note by note", async (t) => {
  const { options, folder } = await prepare(t);
  const requests = [...fakeRequests(6)].sort((a, b) => (a.id.at(-1) ?? "").localeCompare(b.id.at(-1) ?? ""));
  const { shards } = await exportShards(requests, { ...options, folder, size: 4 });
  assert.equal(shards.length, 6);
});

test("only what is pending is exported, and requests of equal content once", async (t) => {
  const { options, folder, fake } = await prepare(t);
  await runBatch(fakeRequests(5), { ...options, endpoint: { urls: [fake.url], model: "fake" } });
  const twins = [...fakeRequests(8)].flatMap((request) => (request.note_id === "note-7" ? [request, { ...request, id: `${request.id}-twin` }] : [request]));
  const { shards, requests, answered } = await exportShards(twins, { ...options, folder, size: 100 });
  assert.deepEqual([requests, answered, readShard(shards[0] ?? "").length], [12, 20, 12]);
  const results = [await answerShard(shards[0] ?? "", fake.url)];
  assert.equal((await importShards(twins, { ...options, results })).imported, 16);
  assert.equal((await allReplies(options.journal)).length, 36);
});

test("what a killed job left undone is missing, and the next export has just that", async (t) => {
  const { options, folder, fake } = await prepare(t);
  const { shards } = await exportShards(fakeRequests(10), { ...options, folder, size: 20 });
  const [first, second] = await Promise.all(shards.map((shard) => answerShard(shard, fake.url)));
  assert.ok(first && second);
  const lines = readFileSync(second, "utf8").split("\n").reverse().slice(1);
  writeFileSync(second, `${lines.slice(0, 5).join("\n")}\n${lines[5]?.slice(0, 40)}`);
  const { imported, missing, broken } = await importShards(fakeRequests(10), { ...options, results: [first, second] });
  assert.deepEqual([imported, missing.length, broken], [25, 15, 1]);
  const again = await exportShards(fakeRequests(10), { ...options, folder: join(folder, "again"), size: 100 });
  assert.deepEqual([again.requests, again.answered], [15, 25]);
  const rest = await importShards(fakeRequests(10), { ...options, results: [first, await answerShard(again.shards[0] ?? "", fake.url)] });
  assert.deepEqual([rest.imported, rest.missing], [15, []]);
});

test("errors in results are failed replies when they are final, and missing when asking again may help", async (t) => {
  const { options, folder } = await prepare(t);
  const { shards } = await exportShards(fakeRequests(1), { ...options, folder, size: 10 });
  const keys = readShard(shards[0] ?? "").map(({ custom_id }) => custom_id);
  const tooLong = { message: "This model's maximum context length is 10 tokens.", code: 400 };
  const results = `${folder}/results.jsonl`;
  const lines = [
    { custom_id: keys[0], response: { status_code: 400, request_id: "r" }, error: { object: "error", ...tooLong } },
    { custom_id: keys[1], response: { status_code: 400, request_id: "r" }, error: { error: tooLong } },
    { custom_id: keys[2], response: { status_code: 500, request_id: "r" }, error: "out of memory" },
    { custom_id: keys[3], response: null, error: null },
    { custom_id: "of another batch", response: { status_code: 200, body: {} }, error: null },
  ];
  writeFileSync(results, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  appendFileSync(results, "not JSON\n");
  assert.deepEqual(await importShards(fakeRequests(1), { ...options, results: [results] }), { imported: 2, failed: 2, missing: ["note-0/2", "note-0/3"], broken: 1 });
  assert.deepEqual((await allReplies(options.journal)).map(({ error }) => error?.reason), ["context-length", "context-length"]);
});

test("shards are not written over, nor into half a file", async (t) => {
  const { options, folder } = await prepare(t);
  const { shards } = await exportShards(fakeRequests(1), { ...options, folder, size: 10 });
  await assert.rejects(exportShards(fakeRequests(1), { ...options, folder, size: 10 }), /to have no shards yet, found shard-0001\.jsonl: import their results and empty the folder/);
  await assert.rejects(exportShards(fakeRequests(1), { ...options, folder: `${folder}/x`, size: 0 }), /Expected `size` to be an integer from 1 up/);
  assert.ok(!existsSync(`${shards[0]}.part`));
});

async function prepare(t: TestContext) {
  const fake = await startFakeVllm();
  t.after(fake.close);
  const folder = scratch(t);
  return { fake, folder: join(folder, "shards"), options: { endpoint: { model: "fake" }, sampling: SAMPLING, journal: join(folder, "replies.jsonl") } };
}

const readShard = (path: string): Line[] => readFileSync(path, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as Line);

/** What `vllm run-batch` does with a shard: the results in another order, each with its custom_id. */
async function answerShard(shard: string, url: string): Promise<string> {
  const results = await Promise.all(readShard(shard).map(async ({ custom_id, body }) => {
    const response = await fetch(`${url}/v1/chat/completions`, { method: "POST", body: JSON.stringify(body) });
    return `${JSON.stringify({ id: "vllm-1", custom_id, response: { status_code: response.status, request_id: "r", body: await response.json() }, error: null })}\n`;
  }));
  const path = shard.replace(".jsonl", ".out");
  writeFileSync(path, results.reverse().join(""));
  return path;
}
