import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { HARDEST, selectItems, SUBSETS, VARIANT_NAMES, VARIANTS, writeItems, writeTrainingSets } from "../../lib/dataset/training-sets.ts";
import { query, readRows, writeParquetRows } from "../../lib/io/duckdb.ts";
import { questionFingerprint } from "../../lib/dataset/items.ts";
import { buildAnswerPrompt } from "../../lib/prompts.ts";
import { isNaType, QUESTION_TYPES } from "../../lib/types.ts";
import type { Message, QuestionType } from "../../lib/types.ts";
import { integer, random } from "../../lib/random.ts";

const folder = mkdtempSync(join(tmpdir(), "distil-dataset-"));
const COLUMNS = {
  item_id: "VARCHAR", note_id: "VARCHAR", subject_id: "VARCHAR", question_type: "VARCHAR", question: "VARCHAR", answer: "VARCHAR", section: "VARCHAR", source: "VARCHAR",
  difficulty: "INTEGER", explanation: "VARCHAR", question_key: "VARCHAR",
};

/** Items over notes of a few patients, with difficulties and repeated questions drawn by seed. */
function make(seed: number, { notes = 30, patients = 12, each = 6 } = {}) {
  const r = random(seed);
  const noteRows = Array.from({ length: notes }, (_, i) => ({ note_id: `n${i}`, subject_id: `p${integer(r, 0, patients - 1)}`, text: `Note ${i}: it's "said" so` }));
  const items = noteRows.flatMap((note) => QUESTION_TYPES.flatMap((question_type) => Array.from({ length: integer(r, 1, each) }, (_, i) => {
    const question = `Was the value number ${integer(r, 1, 8)} of ${question_type} recorded?`;
    return {
      item_id: `${note.note_id}:${question_type}:${i}`, note_id: note.note_id, subject_id: note.subject_id, question_type, question,
      answer: isNaType(question_type) ? "NA" : question_type === "boolean" ? "Yes" : "1.5", section: "Physical Exam", source: `it's "said"`, difficulty: integer(r, 1, 4), explanation: "x", question_key: questionFingerprint(question),
    };
  })));
  return { noteRows, items };
}

async function written(seed: number) {
  const made = make(seed);
  const path = join(folder, `items-${seed}.parquet`);
  await writeParquetRows(path, made.items, COLUMNS);
  return { ...made, path };
}

test("Of near-identical questions about one note one is kept, and none is lost otherwise", async () => {
  const { items, path } = await written(1);
  const selected = await selectItems(path, { seed: 1 });
  const distinct = new Set(items.map((i) => `${i.note_id}|${i.question_key}`)).size;
  assert.equal(selected.duplicates, items.length - distinct);
  assert.equal(selected.types.reduce((sum, t) => sum + t.items, 0), distinct);
});

test("The hardest n of a type are those with the greatest difficulty, ties drawn by the seed and counted (published defect 16)", async () => {
  const { path } = await written(2);
  const selected = await selectItems(path, { seed: 1, hardest: 20 });
  for (const { question_type, items, hardest, cut_difficulty, tied } of selected.types) {
    const rows = await query<{ difficulty: number; rank: number }>(`SELECT difficulty, rank FROM ${selected.table} WHERE question_type = '${question_type}'`);
    const chosen = rows.filter((r) => r.rank <= 20).map((r) => r.difficulty), others = rows.filter((r) => r.rank > 20).map((r) => r.difficulty);
    assert.equal(rows.length, items);
    assert.equal(chosen.length, Math.min(20, items));
    assert.equal(hardest, chosen.length);
    if (others.length) assert.ok(Math.min(...chosen) >= Math.max(...others));
    assert.equal(cut_difficulty, Math.min(...chosen));
    if (others.length) assert.equal(tied, chosen.filter((d) => d === cut_difficulty).length);
  }
  const chosenWith = async (seed: number) => {
    const { table } = await selectItems(path, { seed, hardest: 20 });
    return (await query<{ item_id: string }>(`SELECT item_id FROM ${table} WHERE rank <= 20 ORDER BY item_id`)).map((r) => r.item_id).join();
  };
  assert.equal(await chosenWith(5), await chosenWith(5));
  assert.notEqual(await chosenWith(5), await chosenWith(6));
});

test("The paper's 25,000 is scaled to a small run, and the selection says so", async () => {
  const { path } = await written(3);
  const selected = await selectItems(path, { seed: 1 });
  const mean = selected.types.reduce((sum, t) => sum + t.items, 0) / 4;
  assert.equal(selected.hardest, Math.round(0.4 * mean));
  assert.ok(selected.scaled && selected.hardest < HARDEST);
});

test("Subset and minimum difficulty leave only what they name", async () => {
  const { path } = await written(4);
  for (const subset of Object.keys(SUBSETS) as (keyof typeof SUBSETS)[]) {
    const { table } = await selectItems(path, { seed: 1, subset, minDifficulty: 3 });
    const rows = await query<{ question_type: QuestionType; difficulty: number }>(`SELECT question_type, difficulty FROM ${table}`);
    assert.ok(rows.length > 0 && rows.every((r) => r.difficulty >= 3 && (SUBSETS[subset] as readonly string[]).includes(r.question_type)));
  }
  await assert.rejects(selectItems(path, { seed: 1, minDifficulty: 9 }), /found none of all with difficulty 9 or more in .*: lower the minimum/);
});

test("No patient is on both sides of a split, for any seed (published defect 15)", async () => {
  const { path } = await written(5);
  await fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 5, max: 50 }), async (seed, percent) => {
    const { table } = await selectItems(path, { seed, testShare: percent / 100 });
    const [row] = await query<{ leaked: number; test: number; all: number }>(`SELECT count(DISTINCT subject_id) FILTER (split = 'test') + count(DISTINCT subject_id) FILTER (split = 'train') - count(DISTINCT subject_id) AS leaked, count(*) FILTER (split = 'test') AS test, count(*) AS all FROM ${table}`);
    assert.equal(row!.leaked, 0);
    assert.ok(row!.test > 0 && row!.test < row!.all);
  }), { seed: 3, numRuns: 20 });
});

test("Each variant holds the types, the number and the target that Table 1 gives it", async () => {
  const { noteRows, items, path } = await written(6);
  const selected = await selectItems(path, { seed: 1 });
  const files = await writeTrainingSets(VARIANT_NAMES, { selected, notes: noteRows, folder: join(folder, "train") });
  const byId = new Map(items.map((i) => [i.item_id, i])), texts = new Map(noteRows.map((n) => [n.note_id, n.text]));
  for (const file of files) {
    const rows = [...(await readRows<{ item_id: string; messages: Message[] }>(join(file.folder, "train.parquet"))), ...(await readRows<{ item_id: string; messages: Message[] }>(join(file.folder, "test.parquet")))];
    const { types, hardest, support } = VARIANTS[file.variant];
    assert.equal(rows.length, file.train + file.test);
    assert.equal(file.leaked_patients, 0);
    if (hardest) assert.equal(rows.length, types.length * selected.hardest);
    const train = rows.slice(0, file.train).map((row) => row.item_id), position = (id: string) => noteRows.findIndex((n) => n.note_id === id.split(":")[0]);
    assert.deepEqual(train, train.toSorted((a, b) => position(a) - position(b) || (a < b ? -1 : 1)));
    for (const { item_id, messages } of rows) {
      const item = byId.get(item_id)!;
      assert.ok((types as readonly string[]).includes(item.question_type));
      assert.deepEqual(messages.slice(0, 2), buildAnswerPrompt(texts.get(item.note_id)!, item.question, { support }));
      const target = JSON.parse(messages[2]!.content) as Record<string, unknown>;
      assert.deepEqual(Object.keys(target), support ? ["type", "answer", "section", "source", "explanation"] : ["answer"]);
      assert.equal(String(target["answer"]), item.answer);
    }
  }
  const hardestTest = files.filter((f) => f.variant === "H-25k" || f.variant === "No-S").map((f) => f.test_hash);
  assert.equal(hardestTest[0], hardestTest[1]);
});

test("A note that is missing is an error, not a smaller training set", async () => {
  const { noteRows, path } = await written(7);
  const selected = await selectItems(path, { seed: 1 });
  await assert.rejects(writeTrainingSets(["All"], { selected, notes: noteRows.slice(1), folder: join(folder, "short") }), /Expected a note for each of the \d+ items chosen, found notes for \d+/);
});

test("A later run that names the test set of an earlier one must have the same", async () => {
  const { path } = await written(8);
  const { test_hash } = await selectItems(path, { seed: 1, testShare: 0.5 });
  assert.match(test_hash, /^[0-9a-f]{16}$/);
  assert.equal((await selectItems(path, { seed: 1, testShare: 0.5, testHash: test_hash })).test_hash, test_hash);
  await assert.rejects(selectItems(path, { seed: 2, testShare: 0.5, testHash: test_hash }), new RegExp(`^Error: Expected the test set ${test_hash}, got [0-9a-f]{16}: take the items, seed and settings`));
});

test("A subset is written as CSV.gz, JSONL or Parquet, each with the same items and no note text", async () => {
  const { path } = await written(9);
  const selected = await selectItems(path, { seed: 1, subset: "boolean+numeric", minDifficulty: 2 });
  const readers = { "csv.gz": "read_csv", jsonl: "read_json", parquet: "read_parquet" } as const;
  const seen = await Promise.all(Object.entries(readers).map(async ([ending, reader]) => {
    const to = join(folder, `subset.${ending}`);
    const count = await writeItems(to, selected);
    const rows = await query<{ item_id: string; difficulty: number; source: string; split: string }>(`SELECT item_id, difficulty, source, split FROM ${reader}('${to}') ORDER BY item_id`);
    assert.equal(rows.length, count);
    return rows.map((row) => ({ ...row, difficulty: Number(row.difficulty) }));
  }));
  assert.ok(seen[0]!.length > 20 && seen[0]!.every((row) => row.difficulty >= 2 && row.source === `it's "said"`));
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
  assert.equal(readFileSync(join(folder, "subset.csv.gz")).readUInt16BE(0), 0x1f8b);
  await assert.rejects(writeItems(join(folder, "subset.xlsx"), selected), /Expected a file that ends in \.parquet, \.csv, .*, got .*subset\.xlsx/);
});
