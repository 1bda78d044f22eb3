// Serving what was trained, for real: a tiny Llama's adapter in vLLM beside its base, and merged in another, asked through the batch library.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { runBatch, readReplies } from "../../lib/inference/batch.ts";
import type { Reply, Request } from "../../lib/inference/batch.ts";
import { listModels } from "../../lib/inference/server-status.ts";
import type { Message } from "../../lib/types.ts";
import type { FactRow } from "../fixtures/fact-rows.ts";
import { succeed } from "../notebooks/programs.ts";
import { FINETUNE, LEARNING, openTraining, readJsonLines, readLines, trainingArgs, writeLines } from "../training/training-lab.ts";
import type { TrainingLab } from "../training/training-lab.ts";
import { noServer, startVllm } from "../inference/vllm-server.ts";
import type { VllmServer } from "../inference/vllm-server.ts";

interface Example { ids: number[]; labels: number[]; outcome: string; prompt: number[] }

const SAMPLING = { temperature: 0, top_p: 1, max_tokens: 12 };

describe("vLLM with a tiny Llama", { skip: noServer }, () => {
  let lab: TrainingLab, adapted: VllmServer, merged: VllmServer;

  before(async () => {
    lab = await openTraining();
    const { at, model, test } = lab;
    const data = writeLines(at("short.jsonl"), readLines<FactRow>(lab.train).map((row) => ({ ...row, messages: row.messages.map(shortened) })));
    await succeed(FINETUNE, trainingArgs({ data, out: at("All"), model }, ...LEARNING, "--epochs", "6"));
    const printed = await succeed("cluster/merge.py", ["--run", at("All"), "--data", test, "--out", at("merged"), "--examples", "1", "--answer-tokens", "1"]);
    const [, , base, ...words] = (printed.split("\n")[1] as string).split(" "); // vllm serve BASE …, as a researcher would paste it
    [adapted, merged] = await Promise.all([startVllm(base as string, words), startVllm(at("merged"), ["--served-model-name", "merged"])]);
  });
  after(() => {
    adapted?.stop();
    merged?.stop();
    lab?.close();
  });

  test("the line that merge.py prints serves the base and, beside it, the adapter", async () => {
    const served = await listModels({ urls: [adapted.url] });
    assert.deepEqual(served.map(({ id }) => id), ["base", "All"]);
  });

  test("the ids that training sees for a row are those that the server builds for its messages, from the first token to the end of turn", async () => {
    const rows = [...readLines<FactRow>(lab.train).slice(0, 10), ...lab.fullRows.slice(0, 10)];
    const seen = readJsonLines<Example>(await succeed("cluster/tokens.py", [lab.model], { input: rows.map((row) => JSON.stringify(row) + "\n").join("") }));
    const [first, end] = await tokenize({ model: "base", prompt: "<|begin_of_text|><|eot_id|>", add_special_tokens: false });
    for (const [i, { messages }] of rows.entries()) {
      const { ids, labels, prompt, outcome } = seen[i] as Example;
      assert.equal(outcome, "whole");
      for (const model of ["base", "All"]) {
        assert.deepEqual(await tokenize({ model, messages: messages.slice(0, -1), add_generation_prompt: true }), prompt);
        assert.deepEqual(await tokenize({ model, messages, add_generation_prompt: false }), ids);
      }
      assert.deepEqual(ids.slice(0, prompt.length), prompt);
      assert.deepEqual(labels, ids.map((id, k) => (k < prompt.length ? -100 : id)));
      assert.deepEqual([ids.indexOf(first as number), ids.lastIndexOf(first as number), ids.at(-1)], [0, 0, end], "one first token, and the end of turn last");
    }
  });

  test("the adapter changes the served answers; merged, it answers the same; the journal has each reply once", async () => {
    const asked = requests();
    const [base, adapter, whole] = [await ask("base", adapted), await ask("All", adapted), await ask("merged", merged)];
    for (const { id } of asked) {
      assert.match(adapter.get(id)?.text ?? "", /^\{"answer":"(Yes|No|NA)"\}$/, "what it was taught");
      assert.notEqual(base.get(id)?.text, adapter.get(id)?.text);
      assert.equal(whole.get(id)?.text, adapter.get(id)?.text);
    }
    assert.ok(new Set([...adapter.values()].map(({ text }) => text)).size > 1, "answers depend on what is asked");
    const prompts = readJsonLines<Example>(await succeed("cluster/tokens.py", [lab.model], { input: asked.map(({ messages }) => JSON.stringify({ messages: [...messages(), { role: "assistant", content: "{}" }] }) + "\n").join("") }));
    assert.deepEqual(asked.map(({ id }) => adapter.get(id)?.prompt_tokens), prompts.map(({ prompt }) => prompt.length));
    const again = await runBatch(asked, { endpoint: { urls: [adapted.url], model: "All" }, sampling: SAMPLING, journal: lab.at("All.jsonl") });
    assert.deepEqual([again.answered, again.resumed], [asked.length, asked.length]);
  });

  /** Asks a server everything through the batch library; the replies by request. */
  async function ask(model: string, { url }: VllmServer): Promise<ReadonlyMap<string, Reply>> {
    const journal = lab.at(`${model}.jsonl`), asked = requests();
    const { answered, failed } = await runBatch(asked, { endpoint: { urls: [url], model }, sampling: SAMPLING, journal });
    assert.deepEqual([answered, failed], [asked.length, 0]);
    const replies = new Map<string, Reply>();
    for await (const reply of readReplies(journal)) replies.set(reply.id, reply);
    return replies;
  }

  /** A question about each of twelve notes of the training, as they were there. */
  const requests = (): Request[] => readLines<FactRow>(lab.train).slice(0, 24).filter((_, i) => i % 2 === 0).map(({ note_id, messages }, i) => ({ id: `q${i}`, note_id, messages: () => messages.slice(0, -1).map(shortened) }));

  async function tokenize(body: object): Promise<number[]> {
    const answer = await fetch(`${adapted.url}/tokenize`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    assert.equal(answer.status, 200, await answer.clone().text());
    return ((await answer.json()) as { tokens: number[] }).tokens;
  }
});

function shortened({ role, content }: Message): Message {
  const start = content.indexOf("<note>\n") + "<note>\n".length, end = content.lastIndexOf("\n</note>");
  return end < 0 ? { role, content } : { role, content: content.slice(0, start + 40) + content.slice(end) };
}
