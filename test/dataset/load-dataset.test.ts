// What Python's datasets make of the training files: what cluster/finetune.py, and anyone else's script, reads them with.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { VARIANT_NAMES } from "../../lib/dataset/training-sets.ts";
import { readRows } from "../../lib/io/duckdb.ts";
import type { Message } from "../../lib/types.ts";
import { fromRoot } from "../../lib/settings.ts";
import { alone } from "../notebooks/programs.ts";
import { noTrainer } from "../training/training-lab.ts";

interface Loaded { one_dict: boolean; rows: Record<string, number>; columns: string[]; items: string[]; messages: Message[] }

const cache = mkdtempSync(join(tmpdir(), "distil-load-"));
after(() => rmSync(cache, { recursive: true, force: true }));

test("Each variant's folder of the bundled run opens as one DatasetDict of train and test, with every item and its messages", { skip: noTrainer }, async () => {
  for (const variant of VARIANT_NAMES) {
    const folder = fromRoot("data/bundled/train", variant);
    const { code, stdout, stderr } = await alone("test/fixtures/load_dataset.py", [folder], { HF_HOME: cache, HF_DATASETS_OFFLINE: "1" });
    assert.equal(code, 0, stderr);
    const loaded = JSON.parse(stdout) as Loaded;
    const [train, test] = await Promise.all(["train", "test"].map((split) => readRows<{ item_id: string; messages: Message[] }>(join(folder, `${split}.parquet`))));
    assert.ok(loaded.one_dict && train!.length > test!.length);
    assert.deepEqual(loaded.rows, { train: train!.length, test: test!.length });
    assert.deepEqual(loaded.items, [...train!, ...test!].map((row) => row.item_id));
    assert.deepEqual(loaded.messages, train![0]!.messages);
    assert.deepEqual(loaded.columns, ["item_id", "note_id", "question_type", "difficulty", "messages"]);
  }
});
