// What cluster/finetune.py and cluster/merge.py refuse: one sentence, an exit code other than 0, no done-marker.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { python, succeed } from "../notebooks/programs.ts";
import { FINETUNE, noTrainer, openTraining, readLines, TINY, trainingArgs, writeLines } from "./training-lab.ts";
import type { TrainingLab } from "./training-lab.ts";

describe("fine-tuning says in one sentence, and without a done-marker, what is wrong:", { skip: noTrainer }, () => {
  let lab: TrainingLab;
  before(async () => void (lab = await openTraining()));
  after(() => lab?.close());

  const args = (more: Partial<{ data: string; out: string; model: string }>, ...options: string[]) => trainingArgs({ data: lab.train, out: lab.at("refused"), model: lab.model, ...more }, ...options);
  async function refused(args: string[], expected: RegExp, { code = 2 }: { code?: number } = {}): Promise<void> {
    const out = args[args.indexOf("--out") + 1] as string;
    const ended = await python(FINETUNE, args);
    assert.equal(ended.code, code, ended.stderr.slice(-600));
    assert.match(ended.stderr.trim().split("\n").at(-1) ?? "", expected);
    assert.doesNotMatch(ended.stderr, /Traceback/);
    assert.equal(existsSync(join(out, "done.json")), false);
  }

  test("a data file that is missing, of another kind, without messages, or with a malformed row", async () => {
    const { at, train } = lab;
    await refused(args({ data: at("none.jsonl") }), /^Expected prepared rows .*none\.jsonl, found no such file/);
    writeFileSync(at("text.jsonl"), "not json\n");
    await refused(args({ data: at("text.jsonl"), out: at("text") }), /^Expected rows with a column `messages` in .*text\.jsonl, could not read them as json/);
    writeLines(at("other.jsonl"), [{ text: "x" }]);
    await refused(args({ data: at("other.jsonl"), out: at("other") }), /^Expected a column `messages` in .*other\.jsonl, found text/);
    writeLines(at("halves.jsonl"), [...readLines(train), { messages: [{ role: "user", content: "x" }] }]);
    await refused(args({ data: at("halves.jsonl"), out: at("halves") }), /found 1 rows without, the first in row 201/);
  });

  test("a base model that is not there, or is none; the default is the Instruct one (published defect 18)", async () => {
    const { at } = lab;
    await refused(args({ model: at("nowhere", "x") }), /^Expected a model folder or a downloaded model/);
    mkdirSync(at("empty"));
    await refused(args({ model: at("empty") }), /^Expected config\.json and \*\.safetensors in .*empty/);
    assert.match(await succeed(FINETUNE, ["--help"]), /default:\s+meta-llama\/Llama-3\.1-8B-Instruct/);
  });

  test("a chat template that takes no system message, or that does not end a reply", async () => {
    const { at, model } = lab;
    const ends = "{%- for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>{{ m.content }}END{%- endfor %}{%- if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>{%- endif %}";
    for (const [name, template, expected] of [
      ["no-system", "{%- if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{%- endif %}{{ messages[0].content }}", /^Expected a chat template that takes a system message, .* does not \(System role not supported\): give/],
      ["no-end", ends.replace("END", ""), /^Expected a chat template that ends a reply with a special token, .* would never stop: give/],
      ["words-end", ends.replace("END", " done"), /^Expected a chat template that ends a reply with a special token/],
    ] as const) {
      cpSync(model, at(name), { recursive: true });
      writeFileSync(at(name, "chat_template.jinja"), template);
      const config = JSON.parse(readFileSync(at(name, "tokenizer_config.json"), "utf8")) as Record<string, unknown>;
      delete config.chat_template;
      writeFileSync(at(name, "tokenizer_config.json"), JSON.stringify(config));
      await refused(args({ model: at(name), out: at(`${name}-run`) }), expected);
    }
  });

  test("rows that are too long", async () => {
    const { at } = lab;
    await refused(args({}, "--max-length", "60"), /^Expected rows of at most 60 tokens in .*, found none among 200/);
    await refused(args({ out: at("stopped") }, "--too-long", "stop"), /found 200 longer ones, the first in row 1: raise --max-length or choose --too-long cut or refuse/);
  });

  test("no GPU where one is asked for, and too little disk", { skip: existsSync("/dev/nvidiactl") && "this machine has a GPU" }, async () => {
    await refused(args({}, "--device", "cuda"), /^Expected a GPU \(--device cuda\), found none/);
    const bench = await python("cluster/gpu_bench.py", ["--model", lab.model, "--data", lab.train]);
    assert.deepEqual([bench.code, bench.stdout], [2, ""]);
    assert.match(bench.stderr, /^Expected a GPU \(--device cuda\), found none[^\n]*\n$/m);
    await refused(args({}, "--min-free-gib", "1e9"), /^Expected 1000000000\.0 GiB of free disk for /);
  });

  test("a disk that fills up while the run writes", { skip: !existsSync("/dev/full") && "no /dev/full here" }, async () => {
    const out = lab.at("full-disk");
    mkdirSync(out);
    symlinkSync("/dev/full", join(out, "metrics.jsonl"));
    await refused(args({ out }, "--max-steps", "2"), /^Expected room to write.*, found the disk or quota full/, { code: 1 });
  });

  test("other settings than the run began with, and an adapter of another base", async () => {
    const { at, train, model, full, test } = lab, out = at("begun");
    await succeed(FINETUNE, trainingArgs({ data: train, out, model }, "--max-steps", "1"));
    rmSync(join(out, "done.json"));
    await refused(args({ out }, "--max-steps", "1", "--rank", "4"), /^Expected the run in .*begun to go on as it began, got another --rank/);
    await succeed("test/fixtures/tiny_llama.py", [at("sibling"), full, ...TINY, "--seed", "7"]);
    const merged = await python("cluster/merge.py", ["--run", join(out, "adapter"), "--base", at("sibling"), "--data", test, "--out", at("mismatched")]);
    assert.equal(merged.code, 2);
    assert.match(merged.stderr.trim().split("\n").at(-1) ?? "", /^Expected the base model that .*adapter was trained on \(.*\), got .*sibling/);
    assert.equal(existsSync(at("mismatched")), false);
  });
});
