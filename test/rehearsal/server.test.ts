// The behaviour every model server must have. Runs against the rehearsal server, and against any OpenAI-compatible server that TEST_MODEL_URL names
// (with TEST_MODEL for the model), whose answers it does not judge.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { groundQuote } from "../../lib/replies/grounding.ts";
import { readFacts } from "../../lib/facts/facts.ts";
import { CREATION_SAMPLING, EVALUATION_SAMPLING } from "../../lib/inference/sampling.ts";
import { complete } from "../../lib/inference/client.ts";
import { loadNotes } from "../../lib/dataset/notes.ts";
import { buildAnswerPrompt, buildCreatePrompt } from "../../lib/prompts.ts";
import { isNaType, NOT_IN_NOTE, QUESTION_TYPES } from "../../lib/types.ts";
import type { Note } from "../../lib/types.ts";
import { parseAnswerReply, parseItemsReply } from "../../lib/replies/parse-reply.ts";
import { BUNDLED_NOTES, fromRoot } from "../../lib/settings.ts";

let rehearsal: ChildProcess, url = "";
let note: Note;

before(async () => {
  note = (await loadNotes(BUNDLED_NOTES, { limit: 1 }))[0]!;
  rehearsal = spawn(process.execPath, [fromRoot("cluster/rehearsal/server.ts"), mkdtempSync(join(tmpdir(), "distil-server-"))], { stdio: ["pipe", "pipe", "inherit"] });
  [url] = (await once(createInterface({ input: rehearsal.stdout! }), "line")) as [string];
});
after(() => rehearsal.stdin!.end());

const servers = [{ name: "the rehearsal server", url: () => url, model: "teacher" }, ...(process.env.TEST_MODEL_URL ? [{ name: "the named server", url: () => process.env.TEST_MODEL_URL as string, model: process.env.TEST_MODEL ?? "teacher" }] : [])];
for (const server of servers) {
  describe(server.name, () => {
    const endpoint = () => ({ urls: [server.url()], model: server.model });

    test("lists the model that is asked for", async () => {
      const { data } = (await (await fetch(`${server.url()}/models`)).json()) as { data: { id: string }[] };
      assert.ok(data.some((m) => m.id === server.model), data.map((m) => m.id).join());
    });

    test("answers a question in a reply that has a finish reason and counts its tokens", async () => {
      const reply = await complete(endpoint(), buildAnswerPrompt(note.text, "What is the patient's age?"), { sampling: EVALUATION_SAMPLING });
      assert.equal(reply.error, undefined);
      assert.match(reply.finish, /^(stop|length)$/);
      assert.ok(reply.prompt_tokens > 0 && reply.completion_tokens > 0);
    });

    test("gives the same answer to the same question at temperature 0", async () => {
      const twice = await Promise.all([1, 2].map(() => complete(endpoint(), buildAnswerPrompt(note.text, "What is the patient's age?"), { sampling: EVALUATION_SAMPLING })));
      assert.equal(twice[0]!.text, twice[1]!.text);
    });

    test("cuts a reply at max_tokens and says so", async () => {
      const reply = await complete(endpoint(), buildCreatePrompt(note.text, "boolean"), { sampling: { ...CREATION_SAMPLING, max_tokens: 20 } });
      assert.equal(reply.finish, "length");
    });

    test("refuses a model it does not have, for good", async () => {
      const reply = await complete({ ...endpoint(), model: "no-such-model" }, buildAnswerPrompt("n", "q"), { sampling: EVALUATION_SAMPLING });
      assert.equal(reply.error?.reason, "not-found");
    });
  });
}

describe("the rehearsal teacher behind the server", () => {
  for (const type of QUESTION_TYPES) {
    test(`writes ${type} items about a note, with quotes that stand in it`, async () => {
      const reply = await complete({ urls: [url], model: "teacher" }, buildCreatePrompt(note.text, type), { sampling: CREATION_SAMPLING });
      const { items } = parseItemsReply(reply.text, { type, finish: reply.finish });
      assert.ok(items.length >= 3, `${items.length} items`);
      if (isNaType(type)) assert.ok(items.every((i) => i.answer === "NA" && i.source === NOT_IN_NOTE));
      else assert.ok(items.filter((i) => groundQuote(i.source, note.text).status !== "absent").length >= items.length - 1);
    });
  }

  test("answers through the answer prompt as any model does", async () => {
    const reply = await complete({ urls: [url], model: "teacher" }, buildAnswerPrompt(note.text, "What is the patient's age?"), { sampling: EVALUATION_SAMPLING });
    assert.equal(parseAnswerReply(reply.text, { kind: "numeric" }).answer, (await readFacts(fromRoot("data/notes/facts.jsonl"))).get(note.note_id)!.age);
  });
});

test("The rehearsal server answers bad requests with the API's errors", async () => {
  const post = (body: string) => fetch(`${url}/chat/completions`, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal((await post("{")).status, 400);
  assert.equal((await post('{"model":"teacher"}')).status, 400);
  assert.equal((await fetch(`${url}/nothing`)).status, 404);
  const error = (await (await post('{"model":"teacher","messages":[]}')).json()) as { error: { message: string } };
  assert.match(error.error.message, /messages/);
});

test("The rehearsal server gives vLLM's health and figures, and counts prompts about one note as cached", async () => {
  const root = url.replace(/\/v1$/, "");
  assert.equal((await fetch(`${root}/health`)).status, 200);
  const metrics = await (await fetch(`${root}/metrics`)).text();
  const value = (name: string) => Number(new RegExp(`^vllm:${name}\\{[^}]*\\} (\\S+)$`, "m").exec(metrics)?.[1]);
  assert.ok(value("prefix_cache_hits_total") > 0 && value("prefix_cache_hits_total") < value("prefix_cache_queries_total"));
  assert.ok(value("generation_tokens_total") > 0);
});

test("The rehearsal server listens on loopback alone and ends with the process that started it", async () => {
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
  const child = spawn(process.execPath, [fromRoot("cluster/rehearsal/server.ts"), tmpdir()], { stdio: ["pipe", "pipe", "inherit"] });
  await once(createInterface({ input: child.stdout! }), "line");
  child.stdin!.end();
  assert.deepEqual(await once(child, "exit"), [0, null]);
});
