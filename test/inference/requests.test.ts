import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { bodyMaker, giveBack } from "../../lib/inference/requests.ts";
import type { Message } from "../../lib/types.ts";
import { SAMPLING } from "./fake-requests.ts";

const same = { model: "fake", sampling: SAMPLING };
const plain = (messages: readonly Message[], schema?: object) =>
  JSON.stringify({ model: "fake", ...SAMPLING, ...(schema && { response_format: { type: "json_schema", json_schema: { name: "reply", schema, strict: true } } }), messages });

/** Notes long enough to be shared, with everything that JSON escapes, and with halves of surrogate pairs to be cut between. */
const text = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("", "😀", "\ud83d", "\udc80", "é", "\u0000", "\"\\\n\t", "Kreatinin 1,2 mg/dL"));
const note = fc.tuple(text, fc.integer({ min: 200, max: 2000 })).map(([part, times]) => `${part}x`.repeat(times));

test("Bodies made one after another, in buffers used before, are the bytes that each alone would be, and keys are their hashes", () => {
  const request = fc.record({ note: fc.nat(2), question: text, system: fc.constantFrom("", "Answer in JSON."), schema: fc.constantFrom(undefined, { type: "object" }) });
  fc.assert(fc.property(fc.array(note, { minLength: 3, maxLength: 3 }), fc.array(request, { maxLength: 20 }), (notes, requests) => {
    const make = bodyMaker();
    for (const { note, question, system, schema } of requests) {
      const messages: Message[] = [...(system ? [{ role: "system" as const, content: system }] : []), { role: "user", content: `${notes[note]}${question}` }];
      const { body, key } = make(messages, { ...same, schema });
      assert.equal(body.toString(), Buffer.from(plain(messages, schema)).toString());
      assert.equal(key, createHash("sha256").update(plain(messages, schema)).digest("hex"));
      giveBack(body);
    }
  }), { seed: 11, numRuns: 150 });
});

test("A request without messages and one with an empty message are JSON too", () => {
  const make = bodyMaker();
  for (const messages of [[], [{ role: "user" as const, content: "" }]]) assert.equal(make(messages, same).body.toString(), plain(messages));
});
