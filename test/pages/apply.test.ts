// From a review to the stages that use its corrections: what changes is what was edited, and nothing else.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { selectItems, writeTrainingSets } from "../../lib/dataset/training-sets.ts";
import { readFacts } from "../../lib/facts/facts.ts";
import { readRows, writeParquetRows } from "../../lib/io/duckdb.ts";
import { runPredictions, journalFor, loadPredictions } from "../../lib/evaluation/predict.ts";
import type { Infer } from "../../lib/evaluation/predict.ts";
import { questionFingerprint, readItemRows } from "../../lib/dataset/items.ts";
import type { ItemRow } from "../../lib/dataset/items.ts";
import { accuracyTable } from "../../lib/evaluation/metrics.ts";
import { QUESTION_TYPES } from "../../lib/types.ts";
import type { Answer, Message, QuestionType } from "../../lib/types.ts";
import { applyReviewed, sampleItems, readReviewed, reviewTable, writeReviewedItems } from "../../lib/pages/review/apply.ts";
import { reviewByFacts } from "../../lib/pages/review/from-facts.ts";
import type { ReviewedItem } from "../../lib/pages/review/consensus.ts";
import { FILES, writeReview } from "../../lib/pages/review/export.ts";
import { decide, openItem, openReview } from "../../lib/pages/review/session.ts";
import { fromRoot } from "../../lib/settings.ts";
import { syntheticQuestions } from "../../lib/evaluation/synthetic-task.ts";
import type { Reviewed } from "../../lib/evaluation/synthetic-task.ts";
import { temporary } from "../notebooks/cells.ts";
import { bundled, itemsOf, reviewer, writeSet } from "./review-fixture.ts";

const NOTES = bundled(80);
const COLUMNS = {
  item_id: "VARCHAR", note_id: "VARCHAR", subject_id: "VARCHAR", question_type: "VARCHAR", question: "VARCHAR", answer: "VARCHAR", section: "VARCHAR", source: "VARCHAR", difficulty: "INTEGER", explanation: "VARCHAR", evidence: "VARCHAR",
  span_start: "INTEGER", span_end: "INTEGER", question_key: "VARCHAR",
};
const rowsOf = (): ItemRow[] => itemsOf(NOTES).map((item, i) => {
  const start = item.answer === "NA" ? null : NOTES[i]!.text.indexOf(item.source);
  return { ...item, subject_id: NOTES[i]!.subject_id, evidence: start === null ? "none" : "exact", span_start: start, span_end: start === null ? null : start + item.source.length, question_key: questionFingerprint(item.question) };
});
/** Three edits: another number, a number that is NA, and one thrown out. */
const EDITS: readonly Reviewed[] = [{ item_id: "item-1", answer: 99 }, { item_id: "item-5", answer: "NA" }, { item_id: "item-8", answer: "Yes", valid: false }];

async function itemsFile(t: TestContext): Promise<{ file: string; folder: string }> {
  const folder = temporary(t), file = join(folder, "items.parquet");
  await writeParquetRows(file, rowsOf() as unknown as Record<string, unknown>[], COLUMNS);
  return { file, folder };
}

test("A sample has the same number of each type, is the same for a seed, another for another, and keeps the items' order.", () => {
  const rows = rowsOf(), drawn = sampleItems(rows, { n: 40, seed: 1 });
  assert.deepEqual(QUESTION_TYPES.map((type) => drawn.filter((item) => item.question_type === type).length), [10, 10, 10, 10]);
  assert.deepEqual(sampleItems(rows, { n: 40, seed: 1 }), drawn);
  assert.notDeepEqual(sampleItems(rows, { n: 40, seed: 2 }), drawn);
  assert.deepEqual(drawn, rows.filter((item) => drawn.includes(item)));
  const more = new Set(sampleItems(rows, { n: 57, seed: 1 }));
  assert.deepEqual([more.size, drawn.filter((item) => !more.has(item))], [57, []], "a smaller sample lies within a larger one");
  assert.equal(sampleItems(rows, { n: 1000, seed: 1 }).length, rows.length);
});

test("Corrections change their items, throw out the invalid ones, and leave every other row the very one it was.", () => {
  const rows = rowsOf(), { items, corrected, invalid, others } = applyReviewed(rows, [...EDITS, { item_id: "item-2", answer: "NA" }, { item_id: "gone", answer: "No" }]);
  assert.deepEqual([corrected, invalid, others], [["item-1", "item-5"], ["item-8"], 1]);
  assert.deepEqual(items.filter((item) => !rows.includes(item)).map((item) => [item.item_id, item.answer, item.question_type, item.source, item.evidence, item.span_start]), [["item-1", 99, "numeric", rows[1]!.source, "exact", rows[1]!.span_start], ["item-5", "NA", "na-numeric", "Not in Note", "none", null]]);
  assert.equal(items.length, rows.length - 1);
});

test("A corrected source is placed where the reviewer selected it, else where the note has it, and the question's key follows the question.", () => {
  const [row] = rowsOf(), note = NOTES[0]!, source = /Discharge Date:[^\n]*/.exec(note.text)![0], at = note.text.indexOf(source);
  const apply = (verdict: Partial<Reviewed>) => applyReviewed([row!], [{ item_id: "item-0", answer: "Yes", ...verdict }], { notes: new Map([[note.note_id, note]]) }).items[0]!;
  assert.deepEqual([apply({ source }).span_start, apply({ source }).evidence, apply({ source, span: [at, at + source.length] }).span_end], [at, "exact", at + source.length]);
  assert.equal(apply({ question: "Is a discharge date recorded?" }).question_key, "date discharge");
});

test("A review that changes nothing leaves the file of items as it is.", async (t) => {
  const { file, folder } = await itemsFile(t);
  assert.equal((await writeReviewedItems(file, { reviewed: [{ item_id: "item-2", answer: "NA" }], to: join(folder, "corrected.parquet") })).file, file);
});

test("Three items edited in a review change their own rows of the training set and no other.", async (t) => {
  const { file, folder } = await itemsFile(t), reviewed = await reviewOf(file, { folder }), corrected = await writeReviewedItems(file, { reviewed, to: join(folder, "corrected.parquet") });
  const before = await training(file, join(folder, "before")), after = await training(corrected.file, join(folder, "after"));
  const ids = [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id) !== after.get(id)).sort();
  assert.deepEqual(ids, ["item-1", "item-5", "item-8"]);
  assert.deepEqual([after.get("item-1")?.includes('\\"answer\\":99'), after.get("item-5")?.includes('\\"answer\\":\\"NA\\"'), after.has("item-8")], [true, true, false]);
});

test("Three items edited in a review change the figures that depend on them and no other, and only the one with other words is asked anew.", async (t) => {
  const server = await answerer(t), { file, folder } = await itemsFile(t), drawn = sampleItems(await readItemRows(file), { n: 72, seed: 2 });
  const evaluate = async (reviewed: readonly Reviewed[]) => {
    const questions = syntheticQuestions(drawn, { facts: new Map(), reviewed });
    const task: Infer = { questions, notes: NOTES, endpoint: { urls: [server.url], model: "m" }, name: "m", place: { folder } };
    await runPredictions(task);
    const rows = await loadPredictions(journalFor(task), task);
    return { questions, rows, figures: new Map(accuracyTable(rows, { resamples: 200 }).map((row) => [row.question_type, row])) };
  };
  const edits: readonly Reviewed[] = [{ item_id: "item-1", answer: 99 }, { item_id: "item-5", answer: "NA" }, { item_id: "item-8", answer: "Yes", question: "Is the day of admission recorded?" }];
  assert.deepEqual(edits.filter(({ item_id }) => !drawn.some((item) => item.item_id === item_id)), []);
  const accepted = await reviewOf(file, { folder, edits: [] }), before = await evaluate(accepted), asked = server.asked();
  const after = await evaluate(await reviewOf(file, { folder, edits }));
  assert.deepEqual([asked, server.asked() - asked], [72, 1]);
  const changedTypes = [...after.figures.keys()].filter((type) => JSON.stringify(after.figures.get(type)) !== JSON.stringify(before.figures.get(type)));
  assert.deepEqual(changedTypes.toSorted(), ["all", "boolean", "na-numeric", "numeric"]);
  assert.deepEqual([...after.figures.keys()].toSorted(), ["all", "boolean", "na-boolean", "na-numeric", "numeric"]);
  const itemOf = (id: string) => id.split(":")[0]!, touched = (all: typeof after.rows) => all.filter((row) => edits.some((edit) => edit.item_id === itemOf(row.question_id)));
  assert.deepEqual(touched(after.rows).map((row) => [itemOf(row.question_id), row.label, row.prediction]), [["item-1", 99, "NA"], ["item-5", "NA", "NA"], ["item-8", "Yes", "No"]]);
  const rest = ({ rows }: typeof after) => rows.filter((row) => !touched(rows).includes(row));
  assert.deepEqual(rest(after), rest(before));
});

test("An item that a review throws out is asked of nobody, and the others keep their place.", () => {
  const rows = rowsOf(), asked = syntheticQuestions(rows, { facts: new Map(), reviewed: [] }), reviewed = syntheticQuestions(rows, { facts: new Map(), reviewed: EDITS });
  assert.deepEqual(reviewed.map((q) => q.question_id), asked.map((q) => q.question_id).filter((id) => id !== "item-8"));
});

test("The table of edits counts by type and field, with an interval and the paper's share beside ours.", () => {
  const one = (i: number, question_type: ReviewedItem["question_type"], changes: Partial<ReviewedItem>): ReviewedItem => ({
    item_id: `${i}`, note_id: `${i}`, subject_id: `${i}`, question_type, question: "", answer: "Yes", section: "", source: "", span: null, explanation: "", valid: true, status: "accepted", edited: [], from: "one reviewer", reviewers: ["a"], seconds: 1, comment: "", ...changes,
  });
  const reviewed = Array.from({ length: 20 }, (_, i) => one(i, i < 10 ? "boolean" : "numeric", i === 0 ? { edited: ["answer", "source"] } : i === 1 ? { edited: ["answer"], valid: false } : {}));
  const table = reviewTable(reviewed, { resamples: 500 }), row = (type: string, field: string) => table.find((r) => r.question_type === type && r.field === field)!;
  assert.deepEqual([row("boolean", "any").edited, row("boolean", "answer").edited, row("boolean", "validity").edited, row("numeric", "any").edited], [2, 1, 1, 0]);
  assert.deepEqual([row("boolean", "any").estimate, row("all", "any").estimate, row("boolean", "any").published, row("all", "any").published], [0.2, 0.1, 15.6, 12.8]);
  assert.ok(row("boolean", "any").low < 0.2 && row("boolean", "any").high > 0.2);
  assert.deepEqual([row("numeric", "any").low, row("numeric", "any").high.toFixed(4)], [0, "0.3085"], "none of ten patients' items edited: Clopper and Pearson's bound");
  assert.equal(table.length, 5 * 7);
});

test("Where notes were made from facts, the facts accept right answers, correct wrong ones and leave open what they do not tell.", async () => {
  const facts = await readFacts(fromRoot("data/notes/facts.jsonl")), note = [...facts.values()].find(({ sex, measurements }) => sex === "M" && measurements["creatinine"]?.every(({ moment }) => moment !== "discharge"))!, base = rowsOf()[0]!;
  const ask = (question: string, answer: Answer, question_type: QuestionType = "boolean"): ItemRow => ({ ...base, item_id: question, note_id: note.note_id, question, answer, question_type });
  const items = [ask("Is the patient male?", "Yes"), ask("Is the patient female?", "Yes"), ask("What is the patient's age?", note.age + 1, "numeric"), ask("What is the creatinine on discharge?", 1, "numeric"), ask("Is the patient's cat well?", "Yes")];
  assert.deepEqual(reviewByFacts(items, facts).map((r) => [r.status, r.answer, r.source, r.edited]), [
    ["accepted", "Yes", base.source, []], ["edited", "No", "", ["answer", "section", "source", "explanation"]], ["edited", note.age, "", ["answer", "section", "source", "explanation"]], ["edited", "NA", "Not in Note", ["answer", "section", "source", "explanation"]],
  ]);
});

/** What a reviewer leaves who accepts the first twenty items but for the edits: the file that the page writes. */
async function reviewOf(file: string, { folder, edits = EDITS }: { folder: string; edits?: readonly Reviewed[] }): Promise<ReviewedItem[]> {
  const { notes } = writeSet(folder, { notes: NOTES }), review = await openReview(file, { notes }), person = reviewer("ann");
  for (const { item_id } of review.items.filter((item) => Number(item.item_id.slice(5)) < 20)) {
    const { answer, question, valid = true } = edits.find((one) => one.item_id === item_id) ?? {}, { form, version } = openItem(review, { person, item_id })!;
    decide(review, { person, item_id, version, action: "decide", seconds: 1, proposal: { ...form, valid, ...(answer !== undefined && { answer: String(answer) }), ...(question !== undefined && { question }) } });
  }
  writeReview(review.folder, review);
  review.log.close();
  return readReviewed(join(review.folder, FILES.reviewed));
}

/** A model that says Yes to what asks whether, No where the day of admission is asked for, and NA to everything else; it counts what it is asked. */
async function answerer(t: TestContext): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.writeHead(404).end();
    let body = "";
    request.on("data", (part) => (body += String(part))).on("end", () => {
      asked++;
      const { messages } = JSON.parse(body) as { messages: Message[] }, question = /<question>\n(.*)\n<\/question>/.exec(messages.at(-1)!.content)![1]!, boolean = question.startsWith("Is ");
      const content = JSON.stringify({ type: boolean ? "boolean" : "numeric", answer: !boolean ? "NA" : /day of/.test(question) ? "No" : "Yes", section: "", source: "", explanation: "" });
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ id: "1", object: "chat.completion", created: 1, model: "m", choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }));
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked: () => asked };
}

/** The rows of the All variant by item, as text. */
async function training(file: string, folder: string): Promise<Map<string, string>> {
  const selected = await selectItems(file, { seed: 1 });
  const [written] = await writeTrainingSets(["All"], { selected, notes: NOTES, folder });
  const rows = await Promise.all(["train", "test"].map((split) => readRows<{ item_id: string; messages: Message[] }>(join(written!.folder, `${split}.parquet`))));
  return new Map(rows.flat().map((row) => [row.item_id, JSON.stringify(row.messages.map(({ content }) => content))]));
}
