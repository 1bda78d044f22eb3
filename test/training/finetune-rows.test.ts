// What training sees of a row, checked on token ids: labels, templates, cuts, packing and order, as cluster/finetune.py's own parts make them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { FactRow } from "../fixtures/fact-rows.ts";
import { succeed } from "../notebooks/programs.ts";
import { FINETUNE, noTrainer, openTraining, readJsonLines, readLines, trainingArgs, writeLines } from "./training-lab.ts";
import type { TrainingLab } from "./training-lab.ts";

interface Example { ids: number[]; labels: number[]; outcome: string; prompt: number[] }
interface Batched { learned: string; given: string; ids: number[]; labels: number[] }
interface Checks {
  batches: (Batched & { padded: number; ignored: boolean })[];
  losses: { full: number; chunked: number; packed_rows: number; packed_difference: number };
  order: { same: boolean; other: boolean; grouped: number; loose: number };
}

const END = "<|eot_id|>", OPENING = "<|start_header_id|>assistant<|end_header_id|>\n\n";

describe("rows as a tiny Llama's trainer sees them", { skip: noTrainer }, () => {
  let lab: TrainingLab;
  before(async () => void (lab = await openTraining()));
  after(() => lab?.close());

  const tokens = async (rows: string, { limit = 12_000, of = lab.model }: { limit?: number; of?: string } = {}): Promise<Example[]> =>
    readJsonLines(await succeed("cluster/tokens.py", [of, "--max-length", String(limit)], { input: readFileSync(rows, "utf8") }));
  const decoded = async (ids: number[][], of = lab.model): Promise<string[]> => JSON.parse(await succeed("test/fixtures/decode.py", [of], { input: JSON.stringify(ids) })) as string[];
  const learned = (row: Example): number[] => row.labels.filter((label) => label >= 0);

  test("batches have labels on the completion and its end of turn only; losses agree; packed rows do not see each other; the seed fixes the order (published defect 15)", async () => {
    const { model, full, fullRows, at } = lab;
    const { batches, losses, order } = JSON.parse(await succeed("test/fixtures/training_checks.py", [model, full, at("checks")])) as Checks;
    const rows = new Map((await tokens(full)).map((row, i) => [row.ids.join(), { row, target: fullRows[i]?.messages[2]?.content }]));
    assert.ok(batches.some(({ padded }) => padded > 0), "rows of unlike length share a batch");
    for (const batch of batches) {
      const known = rows.get(batch.ids.join());
      assert.ok(known, "the batch's ids are those of a row, with nothing before or behind");
      const start = known.row.prompt.length;
      assert.deepEqual(batch.labels, batch.ids.map((id, i) => (i < start ? -100 : id)));
      assert.ok(batch.ignored, "padding has no labels");
      assert.equal(batch.learned, known.target + END);
      assert.ok(batch.given.endsWith(OPENING));
    }
    assert.ok(Math.abs(losses.full - losses.chunked) < 1e-5);
    assert.ok(losses.packed_rows > 1, "several rows in one sequence");
    assert.ok(losses.packed_difference < 1e-4, `packed and apart differ by ${losses.packed_difference}`);
    assert.ok(order.same && order.other, "the same seed, the same order; another seed, another");
    assert.ok(order.grouped < order.loose, "grouped by length, a batch's rows are of like length");
  });

  test("without support a target is the answer alone (published defect 13); quotes and line breaks survive into the labels, and no type gives NA away (published defect 14)", async () => {
    const { at, train, fullRows } = lab;
    const quoted = { type: "boolean", answer: "Yes", section: "Social History", source: 'says "never\nagain"\\ {sic}', explanation: "It's so: 1.40 = 1.4" };
    const plain = readLines<FactRow>(train)[0] as FactRow, unanswered = fullRows.find((row) => row.messages[2]?.content.includes('"NA"')) as FactRow;
    const file = writeLines(at("quoted.jsonl"), [plain, { messages: [plain.messages[0], plain.messages[1], { role: "assistant", content: JSON.stringify(quoted) }] }, unanswered]);
    const [alone, support, missing] = (await decoded((await tokens(file)).map(learned))).map((text) => JSON.parse(text) as { type: string });
    assert.deepEqual(Object.keys(alone as object), ["answer"]);
    assert.deepEqual(support, quoted);
    assert.match(missing?.type ?? "", /^(boolean|numeric)$/);
  });

  test("training and evaluation ask with the same ids: a row's are those of its prompt, then of its reply (published defect 17)", async () => {
    for (const { ids, labels, prompt } of await tokens(lab.train)) {
      assert.deepEqual(ids.slice(0, prompt.length), prompt);
      assert.equal(labels.findIndex((label) => label >= 0), prompt.length);
    }
  });

  test("a too long note loses its middle, and never the system message, the instructions or the question (published defect 18)", async () => {
    const { full, fullRows } = lab;
    const whole = await tokens(full), limit = 420, rows = await tokens(full, { limit });
    assert.ok(whole.every((row) => row.outcome === "whole" && row.ids.length > limit));
    const texts = await decoded(rows.map((row) => row.ids));
    const cut = rows.filter((row) => row.outcome === "cut").length;
    assert.ok(cut > 5 && cut < rows.length, "some quotes are kept, some lie in the middle");
    for (const [i, row] of rows.entries()) {
      const [system, user, reply] = (fullRows[i] as FactRow).messages.map(({ content }) => content) as [string, string, string];
      if (row.outcome !== "cut") {
        assert.deepEqual([row.outcome, row.ids], ["source cut", []]);
        continue;
      }
      assert.ok(row.ids.length <= limit);
      for (const part of [system, user.slice(0, user.indexOf("<note>\n") + 20), user.slice(user.lastIndexOf("\n</note>") - 10).trim(), reply]) assert.ok(texts[i]?.includes(part), part);
      assert.deepEqual(learned(row), learned(whole[i] as Example), "the completion is whole");
    }
  });

  test("Llama 3.2's template states one date in training, and passes it on to the server with the tokenizer; embeddings may be tied", async () => {
    const { at, full, train, test } = lab, tied = at("tied"), run = at("tied-run");
    await succeed("test/fixtures/tiny_llama.py", [tied, full, "--release", "3.2", "--tied", "--hidden", "64"]);
    await succeed(FINETUNE, trainingArgs({ data: train, out: run, model: tied }, "--max-steps", "1", "--date", "01 Feb 2023", "--max-length", "400"));
    const [pinned] = await tokens(train, { of: join(run, "adapter") });
    assert.match((await decoded([(pinned as Example).prompt], tied))[0] ?? "", /Today Date: 01 Feb 2023\n/);
    await succeed("cluster/merge.py", ["--run", run, "--data", test, "--out", at("tied-merged"), "--examples", "1", "--answer-tokens", "2"]);
    assert.match(readFileSync(at("tied-merged/chat_template.jinja"), "utf8"), /^\{%- set date_string = "01 Feb 2023" %\}/);
    assert.equal((JSON.parse(readFileSync(at("tied-merged/config.json"), "utf8")) as { tie_word_embeddings: boolean }).tie_word_embeddings, true);
  });
});
