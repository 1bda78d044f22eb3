import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readRows } from "../../lib/io/duckdb.ts";
import { createRequests, processReplies, questionFingerprint, readItemRows } from "../../lib/dataset/items.ts";
import { openJournal } from "../../lib/inference/journal.ts";
import type { Reply } from "../../lib/inference/types.ts";
import type { Note } from "../../lib/types.ts";

const folder = mkdtempSync(join(tmpdir(), "distil-items-"));
const notes: Note[] = [
  { note_id: "n1", subject_id: "p1", text: "Pertinent Results:\nNa-128* on admission,\nNa-131 at discharge.\nDenies chest pain." },
  { note_id: "n2", subject_id: "p2", text: "Social History: lives with his wife." },
];
const item = (fields: object) => ({ question: "What is the lowest sodium?", type: "numeric", answer: 128, section: "Pertinent Results", source: "Na-128* on admission, Na-131", difficulty: 3, explanation: "smaller", ...fields });
const reply = (id: string, text: string, extra: Partial<Reply> = {}): Reply => ({ id, key: id, note_id: id.split(":")[0]!, text, finish: "stop", prompt_tokens: 1, completion_tokens: 1, cached_tokens: null, seconds: 0, ...extra });

async function journal(name: string, replies: Reply[]): Promise<string> {
  const path = join(folder, name);
  const open = openJournal(path, { model: "m", sampling: { temperature: 0, top_p: 1, max_tokens: 1 }, prompts: {} });
  for (const r of replies) open.append(r);
  await open.close();
  return path;
}

test("Requests go note by note, four a note, and build their prompt only when asked", () => {
  const ids = [...createRequests(notes)].map((r) => r.id);
  assert.deepEqual(ids.slice(0, 5), ["n1:boolean", "n1:numeric", "n1:na-boolean", "n1:na-numeric", "n2:boolean"]);
});

test("Every reply ends in one outcome and every item is kept or rejected with a reason", async () => {
  const replies = await journal("all.jsonl", [
    reply("n2:boolean", "I'm sorry, but I can't help with medical records."),
    reply("n1:numeric", JSON.stringify([item({}), item({ question: "What is the highest sodium?", answer: 131, source: "Na-131 at discharge" }), item({ question: "What is the potassium?", answer: 4, source: "K-4.0 on admission" })])),
    reply("n1:boolean", JSON.stringify([item({ type: "boolean", question: "Any chest pain?", answer: "No", source: "has chest pain" })])),
    reply("n1:na-numeric", `Here you are:\n\`\`\`json\n${JSON.stringify([item({ question: "BMI?", answer: "NA", section: "Not Found", source: "Not in Note" })])}\n\`\`\``),
    reply("n1:na-boolean", "", { finish: "failed", error: { reason: "deadline", message: "no answer in time", attempts: 1 } }),
  ]);
  const out = join(folder, "all");
  const done = await processReplies({ notes, replies, folder: out });
  const rows = Object.fromEntries(done.replies.map((r) => [r.question_type, r]));
  assert.deepEqual([rows["boolean"]!.replies, rows["boolean"]!.refused, rows["boolean"]!.ungrounded], [2, 1, 1]);
  assert.deepEqual([rows["numeric"]!.replies, rows["numeric"]!.ok], [1, 1]);
  assert.equal(rows["na-boolean"]!.failed, 1);
  assert.equal(rows["na-numeric"]!.repaired, 1);
  for (const { question_type: _, replies: all, ...outcomes } of done.replies) assert.equal(Object.values(outcomes).reduce((a, b) => a + b, 0), all);
  const kept = await readItemRows(join(out, "items.parquet"));
  assert.deepEqual(kept.map((i) => [i.item_id, i.answer, i.evidence]), [["n1:na-numeric:00", "NA", "none"], ["n1:numeric:00", 128, "normalised"], ["n1:numeric:01", 131, "exact"]]);
  for (const i of kept.filter((k) => k.span_start !== null)) assert.match(notes[0]!.text.slice(i.span_start!, i.span_end!).replace(/\s+/g, " "), /^Na-1/);
  const rejected = await readRows<{ reason: string }>(join(out, "rejected.parquet"));
  assert.equal(rejected.length, done.items.reduce((sum, i) => sum + i.rejected, 0));
  assert.ok(rejected.every((r) => r.reason.startsWith("quote not in the note")));
});

test("The order of replies in the journal does not change the items", async () => {
  const list = ["n1:numeric", "n2:numeric"].map((id) => reply(id, JSON.stringify([item({ source: id === "n1:numeric" ? "Na-128*" : "lives with", question: `Of ${id}?` })])));
  const texts = await Promise.all([list, list.toReversed()].map(async (replies, i) => {
    const out = join(folder, `order-${i}`);
    await processReplies({ notes, replies: await journal(`order-${i}.jsonl`, replies), folder: out });
    return JSON.stringify(await readItemRows(join(out, "items.parquet")));
  }));
  assert.equal(texts[0], texts[1]);
});

test("Replies to notes that are not at hand are left aside and counted, and notes without a reply are counted", async () => {
  const list = [reply("n1:numeric", JSON.stringify([item({ source: "Na-128*" })])), reply("n9:numeric", "[]")];
  const done = await processReplies({ notes, replies: await journal("other.jsonl", list), folder: join(folder, "other") });
  assert.deepEqual([done.others, done.unanswered], [1, 1]);
  await assert.rejects(processReplies({ notes, replies: await journal("none.jsonl", list.slice(1)), folder: join(folder, "none") }), /Expected replies to the 2 notes at hand in .*, found none among 1/);
});

test("A journal of another task is refused", async () => {
  const replies = await journal("task.jsonl", [reply("n1:creatinine", "[]")]);
  await assert.rejects(processReplies({ notes, replies, folder: join(folder, "task") }), /Expected replies to create requests, got one with id "n1:creatinine"/);
});

test("Questions that differ in order and small words share a key, questions that differ in a number, a date or an extreme do not", () => {
  assert.equal(questionFingerprint("What was the patient's highest creatinine?"), questionFingerprint("Highest creatinine of the patient"));
  assert.notEqual(questionFingerprint("Highest creatinine?"), questionFingerprint("Lowest creatinine?"));
  assert.notEqual(questionFingerprint("Creatinine on [**2151-7-16**]?"), questionFingerprint("Creatinine on [**2151-7-17**]?"));
  assert.notEqual(questionFingerprint("Is it above 1.3?"), questionFingerprint("Is it above 1.4?"));
});
