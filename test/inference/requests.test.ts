import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { encodeRequest } from "../../lib/inference/requests.ts";
import type { Message } from "../../lib/types.ts";
import { SAMPLING } from "./fake-requests.ts";

const settings = { model: "fake", sampling: SAMPLING };
const plain = (messages: readonly Message[], schema?: object) =>
  JSON.stringify({ model: "fake", ...SAMPLING, ...(schema && { response_format: { type: "json_schema", json_schema: { name: "reply", schema, strict: true } } }), messages });

/** Everything that JSON escapes, and halves of surrogate pairs. */
const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "😀", "\ud83d", "\udc80", "é", "\u0000", "\"\\\n\t", "Kreatinin 1,2 mg/dL"));
const note = fc.tuple(text, fc.integer({ min: 200, max: 2000 })).map(([part, times]) => `${part}x`.repeat(times));

test("A body is plain JSON, and its key the hash of its bytes", () => {
  const request = fc.record({ note, question: text, system: fc.constantFrom("", "Answer in JSON."), schema: fc.constantFrom(undefined, { type: "object" }) });
  fc.assert(fc.property(request, ({ note, question, system, schema }) => {
    const messages: Message[] = [...(system ? [{ role: "system" as const, content: system }] : []), { role: "user", content: `${note}${question}` }];
    const { body, key } = encodeRequest(messages, { ...settings, schema });
    assert.equal(body.toString(), plain(messages, schema));
    assert.equal(key, createHash("sha256").update(Buffer.from(plain(messages, schema))).digest("hex"));
  }), { seed: 11, numRuns: 150 });
});

test("The key of a request is the same in every version, so that journals stay valid", () => {
  const messages: Message[] = [{ role: "system", content: "Answer from the note." }, { role: "user", content: "<note>\nKreatinin 1,2 mg/dL é 😀\n</note>" }];
  assert.equal(encodeRequest(messages, { ...settings, schema: { type: "object" } }).key, "a981a59f02bf193f2983a131d8cab4a085766f32c6d8caae37a3e5617e0471e8");
});

test("A request without messages and one with an empty message are JSON too", () => {
  for (const messages of [[], [{ role: "user" as const, content: "" }]]) assert.equal(encodeRequest(messages, settings).body.toString(), plain(messages));
});
