import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildAnswerPrompt, buildCreatePrompt, fill, parsePrompt, buildTarget } from "../lib/prompts.ts";
import { QUESTION_TYPES } from "../lib/types.ts";
import type { Item } from "../lib/types.ts";
import { trainingMessages } from "./fixtures/training-messages.ts";

const item: Item = {
  item_id: "1:numeric:00", note_id: "1", question_type: "numeric", question: "What is the lowest sodium?", answer: 128, section: "Pertinent Results", source: 'Na "128"\nrepeat 131', difficulty: 3, explanation: "The smaller of two.",
};

test("A prompt keeps a note and a question as they are, whatever they hold", () => {
  fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }).filter((q) => !q.includes("</note>") && !q.includes("</question>")), (note, question) => {
    const parts = parsePrompt(buildAnswerPrompt(note, question));
    assert.equal(parts?.note, note);
    assert.equal(parts?.question, question);
  }), { seed: 1 });
  assert.equal(parsePrompt(buildAnswerPrompt("$& {note} {question} </note>\n$1", "q"))?.note, "$& {note} {question} </note>\n$1");
});

test("Nothing variable comes before the note, so that prompts about one note share their beginning", () => {
  const upToNote = (messages: readonly { content: string }[]) => messages.map((m) => m.content).join("\n").split("</note>")[0];
  const [first, ...others] = QUESTION_TYPES.map((type) => upToNote(buildCreatePrompt("THE NOTE", type)));
  for (const other of others) assert.equal(other, first);
  assert.equal(upToNote(buildAnswerPrompt("THE NOTE", "one?")), upToNote(buildAnswerPrompt("THE NOTE", "another?")));
  assert.equal(upToNote(buildAnswerPrompt("THE NOTE", "q"))?.replace("THE NOTE", ""), upToNote(buildAnswerPrompt("ANOTHER", "q"))?.replace("ANOTHER", ""));
});

test("A target is valid JSON even when its quote holds quotes and line breaks (published defect 14)", () => {
  assert.deepEqual(JSON.parse(buildTarget(item)), { type: "numeric", answer: 128, section: item.section, source: item.source, explanation: item.explanation });
});

test("No na- tag appears in anything an answering model sees (published defect 14)", () => {
  for (const question_type of QUESTION_TYPES) {
    const answer = question_type.startsWith("na-") ? "NA" : item.answer;
    assert.doesNotMatch(JSON.stringify(trainingMessages("note", { ...item, question_type, answer })), /na-(boolean|numeric)/);
  }
});

test("A target of an unanswerable item names no section and no quote", () => {
  assert.deepEqual(JSON.parse(buildTarget({ ...item, question_type: "na-numeric", answer: "NA" })), { type: "numeric", answer: "NA", section: "Not Found", source: "Not in Note", explanation: item.explanation });
});

test("The target of No-S holds the answer alone (published defect 13)", () => {
  assert.equal(buildTarget(item, { support: false }), '{"answer":128}');
});

test("A place without a value, a value without a place and a missing file are named", () => {
  assert.throws(() => fill("answer/user.md", { note: "n" }), /Prompt "answer\/user.md" has no value for \{question\}/);
  assert.throws(() => fill("answer/user.md", { note: "n", question: "q", extra: "x" }), /Prompt "answer\/user.md" has no place for \{extra\}/);
  assert.throws(() => fill("answer/none.md", {}), /Expected a prompt file "prompts\/answer\/none.md", found none/);
});
