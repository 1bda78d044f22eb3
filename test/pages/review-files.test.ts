import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { openReviewLog } from "../../lib/pages/review/decision-log.ts";
import { FILES, writeReview } from "../../lib/pages/review/export.ts";
import { readReviewSet } from "../../lib/pages/review/load.ts";
import { initialVerdict } from "../../lib/pages/review/types.ts";

const folder = mkdtempSync(join(tmpdir(), "distil review files "));
after(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = "HPI: 67M with chest pain.\nThe patient was intubated in the ED.";
const data = (id: string) => ({ item_id: id, note_id: "n1", question: "Was the patient intubated?", question_type: "boolean", answer: "Yes", section: "HPI", source: "intubated in the ED", explanation: "Stated.", difficulty: 2, text: TEXT });
const source = { id: "a1", from_name: "support", to_name: "note", type: "labels", value: { start: 42, end: 61, text: "intubated in the ED", labels: ["Source"] } };
const invalid = { id: "v", from_name: "validity", to_name: "note", type: "choices", value: { choices: ["invalid"] } };
const relation = { type: "relation", from_id: "a1", to_id: "v", direction: "right" };
let n = 0;
const read = async (tasks: unknown) => {
  const path = join(folder, `export${n++}.json`);
  writeFileSync(path, JSON.stringify(tasks));
  return readReviewSet(path);
};
const quiet = (t: { mock: { method: typeof import("node:test").mock.method } }) => t.mock.method(console, "log", () => {});

test("A part of an export that is unknown costs only itself: relations, ratings, other labels and whatever comes (L1)", async (t) => {
  quiet(t);
  const unknown = fc.oneof(
    fc.constantFrom<unknown>(relation, { from_name: "stars", to_name: "note", type: "rating", value: { rating: 4 } }, { from_name: "p", type: "paragraphlabels", value: { start: "0", end: "0", startOffset: 1 } }, { from_name: "when", type: "datetime", value: { datetime: "2026" } }, { from_name: "n", type: "number", value: { number: 1 } }, { from_name: "t", type: "taxonomy", value: { taxonomy: [["a"]] } }, null, 3, "x", [], {}),
    fc.record({ from_name: fc.constantFrom("box", "pair", "rank", "chat"), type: fc.string({ maxLength: 8 }), value: fc.jsonValue() }),
    fc.jsonValue().filter((value) => typeof value !== "object" || value === null || !("from_name" in value)),
  );
  await fc.assert(fc.asyncProperty(fc.array(unknown, { minLength: 1, maxLength: 4 }), fc.boolean(), async (parts, front) => {
    const known = [source, invalid];
    const result = front ? [...parts, ...known] : [...known, ...parts];
    const { items, brought, rejected } = await read([{ id: 1, data: data("i1"), annotations: [{ completed_by: 1, result }] }]);
    assert.deepEqual([items.length, rejected, brought.map(({ who, proposal }) => [who, proposal.valid, proposal.source])], [1, [], [["label-studio-1", false, "intubated in the ED"]]]);
  }), { seed: 41, numRuns: 80 });
});

test("Annotations under the old key are decisions like the others (L2)", async () => {
  const old = { id: 7, lead_time: 12.5, result: [source, invalid] };
  const { brought } = await read([{ id: 1, data: data("i1"), completions: [old] }, { id: 2, data: data("i2"), annotations: [], completions: [old, { ...old, was_cancelled: true }] }]);
  assert.deepEqual(brought.map(({ item_id, proposal }) => [item_id, proposal.valid]), [["i1", false], ["i2", false]]);
});

test("A task, an annotation or a verdict that cannot be read is counted with its place, and decides nothing", async () => {
  const good = { data: data("i1"), annotations: [{ completed_by: { id: 4 }, result: [invalid] }] };
  const { items, brought, rejected } = await read([
    { id: 1, ...good }, { id: 2, nothing: true }, { id: 3, data: data("i3"), annotations: [{ result: null }, { was_cancelled: true, result: null }] },
    { id: 4, data: data("i4"), annotations: [{ result: [{ ...invalid, value: { choices: ["perhaps"] } }] }] },
    { id: 5, data: data("i5"), annotations: [{ result: [{ ...invalid, type: "rating", value: { rating: 1 } }] }] },
    { id: 6, data: data("i6"), annotations: [{ result: [relation] }] },
  ]);
  assert.deepEqual(items.map(({ item_id }) => item_id), ["i1", "i3", "i4", "i5", "i6"]);
  assert.deepEqual(brought.map(({ item_id, who }) => [item_id, who]), [["i1", "label-studio-4"]]);
  assert.deepEqual(rejected.map(({ where, reason }) => [where.replace(/^.*, /, ""), reason]), [
    ["task 2", "expected a task with data"], ["task 3", "expected an annotation with its result, got another shape"],
    ["task 4", 'expected "validity" as LABELLING writes it, got another part of that name'], ["task 5", 'expected "validity" as LABELLING writes it, got another part of that name'],
    ["task 6", "expected a decision, got parts of other kinds"],
  ]);
});

test("A line of the log that is no decision is refused with its number, whatever it is", () => {
  const items = "x", lines = ['{"x":1}', "{}", "[]", "3", '"text"', "null", "{broken", '{"at":"","who":"a","lane":"a","item_id":"i","version":0,"action":"decide","before":{},"after":{},"seconds":1}'];
  const more = fc.sample(fc.object({ maxDepth: 1 }).map((value) => JSON.stringify(value)), { seed: 3, numRuns: 40 });
  for (const [i, line] of [...lines, ...more].entries()) {
    const path = join(folder, `log${i}.jsonl`);
    openReviewLog(path, { items }).close();
    appendFileSync(path, `${line}\n`);
    assert.throws(() => openReviewLog(path, { items }), /log\d+\.jsonl, line 2: expected a decision[^\n]*: restore the log from a copy, or remove the line$/, line);
  }
});

test("Many decisions on one item are read in time that grows with their number", async () => {
  const { items: [item] } = await read([{ data: data("i1") }]);
  const path = join(folder, "many.jsonl"), verdict = initialVerdict(item!);
  const entry = (version: number) => JSON.stringify({ at: "2026", who: "a", lane: "a", item_id: "i1", version, action: version % 5 === 0 ? "undo" : "decide", before: verdict, after: verdict, seconds: 1 });
  const timed = (count: number): number => {
    writeFileSync(path, `${[JSON.stringify({ review: 1, items: "x" }), ...Array.from({ length: count }, (_, i) => entry(i + 1))].join("\n")}\n`);
    const start = process.cpuUsage();
    const log = openReviewLog(path, { items: "x" });
    const stand = log.stand("a", "i1")!;
    assert.deepEqual([stand.version, stand.undoable.length], [count, count - 2 * Math.floor(count / 5)]);
    log.close();
    return process.cpuUsage(start).user;
  };
  timed(1000);
  // Eight times the lines took 64 times the time.
  const [few, many] = [timed(4000), timed(32_000)];
  assert.ok(many < 24 * few, `${few} and ${many} microseconds`);
});

test("No cell of annotated.csv is a formula of a spreadsheet, and read again it is as it was", async () => {
  const formulas = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-x", "- fever", "-5", "+7"];
  const text = fc.oneof(fc.constantFrom(...formulas), fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom("=", "+", "-", "@", "'", "\t", "1", "a", '"', ",") }));
  await fc.assert(fc.asyncProperty(text, text, async (explanation, quote) => {
    const set = await read([{ data: { ...data("i1"), explanation, source: quote, text: `${quote} in the note` } }]);
    const out = mkdtempSync(join(folder, "out-")), log = openReviewLog(join(out, "log.jsonl"), { items: "x" });
    writeReview(out, { set, log });
    log.close();
    const csv = readFileSync(join(out, FILES.csv), "utf8");
    for (const cell of csv.split("\n").slice(1).join("\n").split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)) {
      const value = cell.replace(/^"/, "").replaceAll('""', '"').replace(/"?\n?$/, "");
      assert.ok(!/^[=+\-@\t\r]/.test(value) || Number.isFinite(Number(value)), JSON.stringify(value));
    }
    const again = await readReviewSet(join(out, FILES.csv));
    assert.deepEqual(again.items.map((item) => [item.explanation, item.source]), [[explanation, quote]]);
  }), { seed: 12, numRuns: 60 });
});
