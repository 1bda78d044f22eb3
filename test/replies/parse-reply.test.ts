// Replies, broken in every way seen or imagined, against what can be read out of them. The corpus is in fixtures/replies: see its README.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { QUESTION_TYPES } from "../../lib/types.ts";
import type { AnswerKind, QuestionType } from "../../lib/types.ts";
import { countOutcomes, isNoQuote, OUTCOMES, parseAnswerReply, parseItemsReply, isRefusal, isLooping } from "../../lib/replies/parse-reply.ts";
import type { AnswerReply, DraftItem, ItemsReply } from "../../lib/replies/parse-reply.ts";

const FOLDER = new URL("../fixtures/replies/", import.meta.url);

interface Case { name: string; mode: string; kind: string; finish?: string; reply: string; expected: string[] }

/** The cases of one corpus file, in the format its README describes. */
function readCases(file: string): Case[] {
  return readFileSync(new URL(file, FOLDER), "utf8").split(/^=== /m).slice(1).map((block) => {
    const match = /^(.*)\n(create|answer) (\S+)(?: finish (\S+))?\n--- reply\n([^]*)\n--- expected\n([^]*)$/.exec(block);
    assert.ok(match, `Expected a case with "--- reply" and "--- expected" lines, got none (${file}, case "${block.split("\n")[0]}")`);
    const [, title, mode, kind, finish, reply, expected] = match as unknown as string[];
    return { name: `${file}: ${title}`, mode: mode ?? "", kind: kind ?? "", ...(finish ? { finish } : {}), reply: reply ?? "", expected: (expected ?? "").trimEnd().split("\n") };
  });
}

const spelt = (value: string | undefined): string => (value ?? "-").replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t").replaceAll("\r", "\\r");
const itemLine = (i: DraftItem): string => [i.answer, i.difficulty, i.section, spelt(i.source), i.question.replaceAll("\n", "\\n"), spelt(i.explanation)].join(" | ");
const answerLine = (a: AnswerReply): string[] => (a.answer === undefined ? [] : [[a.answer, a.section ?? "-", spelt(a.source), spelt(a.explanation)].join(" | ")]);

function check({ mode, kind, finish, reply, expected }: Case): void {
  const rejects = expected.filter((line) => line.startsWith("x ")).map((line) => line.slice(2)), because = expected.filter((line) => line.startsWith("because ")).map((line) => line.slice(8));
  const read = mode === "create" ? parseItemsReply(reply, { type: kind as QuestionType, finish }) : parseAnswerReply(reply, { kind: kind as AnswerKind, finish });
  const lines = mode === "create" ? (read as ItemsReply).items.map(itemLine) : answerLine(read as AnswerReply);
  assert.deepEqual([read.outcome, ...lines], expected.filter((line) => !line.startsWith("x ") && !line.startsWith("because ")));
  if (mode === "create" && (rejects.length > 0 || read.outcome === "ok")) {
    const got = (read as ItemsReply).rejected.map((r) => r.reason);
    assert.equal(got.length, rejects.length, `rejected: ${got.join("; ")}`);
    rejects.forEach((reason, i) => assert.ok(got[i]?.startsWith(reason), `Expected "${reason}", got "${got[i]}"`));
  }
  for (const part of because) assert.ok(read.reason?.includes(part), `Expected a reason with "${part}", got "${read.reason}"`);
  assert.equal(read.reason === undefined, read.outcome === "ok");
}

const CASES = readdirSync(FOLDER).filter((file) => file.endsWith(".txt")).flatMap(readCases);

test("The corpus has at least 300 replies, no two of one name, and all outcomes a reader can give.", () => {
  assert.ok(CASES.length >= 300, `${CASES.length}`);
  assert.equal(new Set(CASES.map((c) => c.name)).size, CASES.length);
  assert.deepEqual([...new Set(CASES.map((c) => c.expected[0]))].sort(), ["bound", "invalid", "ok", "refused", "repaired", "truncated"]);
});

for (const one of CASES) test(one.name, () => check(one));

const plain = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .%/-]{2,30}$/);
const anyText = fc.oneof(plain, fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }), fc.stringMatching(/^[a-z"\\{}[\],:'\n ]{1,30}$/));
const itemOf = (text: fc.Arbitrary<string>): fc.Arbitrary<DraftItem> => fc.record({
  question: plain, type: fc.constant<AnswerKind>("numeric"), answer: fc.double({ min: -500, max: 5000, noNaN: true }).map((n) => Number(n.toFixed(2)) + 0),
  section: text, source: text.map((source) => `WBC ${source}`), difficulty: fc.integer({ min: 1, max: 10 }), explanation: text,
});
const listOf = (text: fc.Arbitrary<string>) => fc.array(itemOf(text), { minLength: 1, maxLength: 6 }).map((items) => items.map((item, i) => ({ ...item, question: `${i}: What is ${item.question}` })));

/** A list as JSON, with the places after each item's closing brace. */
function written(items: readonly DraftItem[], indent: number): { text: string; ends: number[] } {
  let text = "[";
  const ends = items.map((item, i) => (text += (i > 0 ? ", " : "") + JSON.stringify(item, null, indent)).length);
  return { text: `${text}]`, ends };
}

test("A valid list cut anywhere gives exactly the items that were complete.", () => {
  fc.assert(fc.property(listOf(anyText), fc.nat(), fc.integer({ min: 0, max: 2 }), (items, at, indent) => {
    const { text, ends } = written(items, indent);
    const cut = 1 + (at % (text.length - 1));
    const read = parseItemsReply(text.slice(0, cut), { type: "numeric" });
    assert.deepEqual(read.items, items.filter((_, i) => (ends[i] as number) <= cut));
    assert.equal(read.outcome, "truncated");
  }), { numRuns: 1500, seed: 3 });
});

test("What models do around and between items changes none of them.", () => {
  const damage = fc.record({
    before: fc.constantFrom("", "Here is the list [10 items]:\n", "```json\n", "<think>{maybe}</think>", "Sure {name}! "), after: fc.constantFrom("", "\n```", "\nHope this helps [ok].", "<|eot_id|>"),
    between: fc.constantFrom(", ", ",\n", "\n", ",, ", " /* next */, ", ""), end: fc.constantFrom("}", ",}", ", }", "// done\n}"), open: fc.constantFrom("[", "", '{"items": ['), quote: fc.constantFrom('"', "'", "“"),
  });
  fc.assert(fc.property(listOf(plain), damage, (items, d) => {
    const value = (v: unknown) => (typeof v === "string" ? d.quote + v + (d.quote === "“" ? "”" : d.quote) : String(v));
    const objects = items.map((item) => `{${Object.entries(item).map(([k, v]) => `${value(k)}: ${value(v)}`).join(", ")}${d.end}`);
    const text = d.before + d.open + objects.join(d.between) + (d.open === "" ? "" : d.open === "[" ? "]" : "]}") + d.after;
    assert.deepEqual(parseItemsReply(text, { type: "numeric" }).items, items);
  }), { numRuns: 1000, seed: 4 });
});

const corrupted = (text: string, edits: readonly (readonly [number, number, string])[]): string =>
  edits.reduce((now, [at, length, insert]) => now.slice(0, at % (now.length + 1)) + insert + now.slice((at % (now.length + 1)) + length), text);
const edit = fc.tuple(fc.nat(), fc.nat({ max: 12 }), fc.oneof(fc.constant(""), fc.constantFrom(...'"\'\\{}[],:\n#/`“”', "null", "NaN", '"answer":', "```", "//", "/*", "__proto__", '"constructor": 1'), fc.string({ maxLength: 6, unit: "binary" })));

test("1,000 corrupted replies never throw, end in an outcome and give no item whose words the reply does not have.", () => {
  const outcomes = new Set<string>();
  fc.assert(fc.property(listOf(plain), fc.array(edit, { maxLength: 8 }), fc.boolean(), (items, edits, cut) => {
    const text = corrupted(written(items, 0).text, edits), reply = cut ? text.slice(0, text.length / 2) : text;
    const read = parseItemsReply(reply, { type: "numeric" });
    outcomes.add(read.outcome);
    assert.ok(OUTCOMES.includes(read.outcome));
    const unescaped = reply.replace(/\\(?:u[0-9a-fA-F]{4}|.)/gs, "");
    for (const item of read.items) for (const words of [item.question, item.source, item.explanation]) assert.ok(/[^ -~]|\\/.test(reply) || unescaped.includes(words), "words of an item are not in the reply");
    parseAnswerReply(reply, { kind: "numeric" });
  }), { numRuns: 1000, seed: 5 });
  assert.ok(outcomes.size >= 4, [...outcomes].join());
});

test("1,000 corrupted replies of the corpus never throw, whatever is asked of them.", () => {
  fc.assert(fc.property(fc.constantFrom(...CASES), fc.array(edit, { minLength: 1, maxLength: 6 }), fc.constantFrom(...QUESTION_TYPES), (one, edits, type) => {
    const reply = corrupted(one.reply, edits);
    assert.ok(OUTCOMES.includes(parseItemsReply(reply, { type }).outcome));
    for (const kind of ["boolean", "numeric"] as const) {
      const read = parseAnswerReply(reply, { kind, finish: "length" });
      assert.equal(read.answer === undefined, !["ok", "repaired", "bound"].includes(read.outcome) && !(read.outcome === "truncated" && read.answer !== undefined));
    }
  }), { numRuns: 1000, seed: 6 });
});

test("Long replies of one sign do not stall the reader.", () => {
  const item = JSON.stringify({ question: "q", type: "boolean", answer: "Yes" });
  for (const sign of ['"', "'", "{", "[", "\\", ",", " ,", "//", "/*", "#\n", "\n", '{"question":', '" "type', '"}', '",', "{answer: ", item]) {
    const read = parseItemsReply(`[{"question": ${sign.repeat(20_000 / sign.length)}`, { type: "boolean" });
    assert.deepEqual(read.items, []);
  }
});

test("Outcomes are counted, add up to the inputs, and a lost request is an error.", () => {
  const rows = [{ outcome: "ok" }, { outcome: "ok" }, { outcome: "truncated" }, { outcome: "failed" }] as const;
  const counts = countOutcomes(rows, { inputs: 4 });
  assert.deepEqual(counts, { ok: 2, repaired: 0, truncated: 1, invalid: 0, bound: 0, unit: 0, ungrounded: 0, refused: 0, failed: 1 });
  assert.throws(() => countOutcomes(rows, { inputs: 5 }), /Expected outcomes for 5 inputs, got 4/);
  assert.throws(() => countOutcomes([{ outcome: "fine" as "ok" }]), /Expected one of ok, repaired.* got fine \(row 0\)/);
});

test("A loop is three times the same passage; a table or a list is none.", () => {
  assert.ok(isLooping("Answer: no. " + "the patient was seen ".repeat(12)));
  assert.ok(isLooping("0".repeat(100)));
  assert.ok(!isLooping("Na 140 K 4.0 Cl 102 HCO3 24. Na 138 K 4.1 Cl 101 HCO3 25. Na 139 K 3.9 Cl 103 HCO3 26. Na 141 K 4.2 Cl 100 HCO3 24."));
  assert.ok(!isLooping("No fever. No chills. No cough."));
});

test("A patient's own words are no refusal, and the ways to say that there is no quote are known.", () => {
  assert.ok(isRefusal("I cannot help with this."));
  assert.ok(!isRefusal("The patient cannot walk and was sorry to miss clinic."));
  for (const source of ["Not in Note", "not in the note.", "N/A", "", "Not mentioned", "None"]) assert.ok(isNoQuote(source), source);
  for (const source of ["no fever", "Not in distress", "NAD", "none of the cultures grew"]) assert.ok(!isNoQuote(source), source);
});
