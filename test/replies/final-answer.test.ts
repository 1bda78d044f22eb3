// The model's turn and its reasoning, by the form of their marks; replies of any shape, depth and size.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseAnswerReply, parseItemsReply } from "../../lib/replies/parse-reply.ts";

const answerTo = (reply: unknown, finish?: string) => parseAnswerReply(reply, { kind: "boolean", finish });

const NAMES = ["think", "thinking", "thought", "reasoning", "scratchpad", "reflection", "analysis", "inner_monologue", "seed:think", "ponder", "musings", "draft", "planning", "xyz"];
const PAIRS: readonly (readonly [string, string])[] = [
  ...NAMES.map((name) => [`<${name}>`, `</${name}>`] as const),
  ["<think budget=\"9\">", "</think>"], ["[THINK]", "[/THINK]"], ["[REASONING]", "[/REASONING]"], ["◁think▷", "◁/think▷"],
  ["<|START_THINKING|>", "<|END_THINKING|>"], ["<|begin_of_thought|>", "<|end_of_thought|>"], ["<|inner_prefix|>", "<|inner_suffix|>"],
  ["<|musing_start|>", "<|musing_end|>"], ["<|think|>", "<|/think|>"], ["<｜begin▁of▁thinking｜>", "<｜end▁of▁thinking｜>"],
  ["<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"],
  ["<|channel|>commentary to=notes <|constrain|>json<|message|>", "<|call|><|start|>assistant<|channel|>final<|message|>"],
  ["<|channel>thought\n", "<channel|>"], ["analysis", "assistantfinal"],
];
const NEXT = [
  "<|im_end|>\n<|im_start|>user\nNext?<|im_end|>\n<|im_start|>assistant\n", "<end_of_turn>\n<start_of_turn>user\nNext?<end_of_turn>\n<start_of_turn>model\n",
  "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n", "<|eot|><|header_start|>user<|header_end|>\nNext?<|eot|><|header_start|>assistant<|header_end|>\n",
  "</s>[INST] Next? [/INST]", "</s>\n<|user|>\nNext?</s>\n<|assistant|>\n", "<|endoftext|>Human: next?\n", "<|end_of_text|>", "<eos>", "<|return|>",
  "<｜end▁of▁sentence｜><｜User｜>Next?<｜Assistant｜>", "<|END_OF_TURN_TOKEN|><|START_OF_TURN_TOKEN|><|USER_TOKEN|>Next?<|CHATBOT_TOKEN|>",
  "<turn|>\n<|turn>user\nNext?<turn|>\n<|turn>model\n", "[|endofturn|]\n[|user|]Next?\n[|assistant|]", "<|im_user|>user<|im_middle|>Next?<|im_end|><|im_assistant|>",
  "<|end_of_role|>", "<extra_id_1>User\nNext?\n<extra_id_1>Assistant\n", "<seed:eos><seed:bos>user\n", "assistant\n\n", "user\nNext?\nassistant\n",
  "\nUser: next?\nAssistant: ", "\n\nHuman: next?\n\nAssistant: ", "\n### Instruction:\nNext?\n### Response:\n", "\n**User:** next?\n", "\nmodel\n",
  "\nQuestion: Was aspirin given?\nAnswer: ", "\nNext note: 68F\n", "\n[INST] Next? [/INST]\n", "\n<<SYS>>Be brief.<</SYS>>\n", "<|user|>", "</s><s>", "\nsystem\n",
];

test("Reasoning in any tag or channel is never the answer: closed it is left out, open it leaves nothing.", () => {
  const draft = fc.constantFrom("Maybe {\"answer\": \"No\"}? ", "{\"answer\": \"No\", \"source\": \"he", "No.\n\nuser: no\n", "A <5 b> [x] {", "It says \"No\"");
  fc.assert(fc.property(fc.constantFrom(...PAIRS), draft, fc.constantFrom("{\"answer\": \"Yes\"}", "Yes", "```json\n{\"answer\": \"Yes\"}\n```"), ([open, close], thought, last) => {
    assert.equal(answerTo(`${open}Well. ${thought} so.${close}${last}`).answer, "Yes");
    const unclosed = answerTo(`${open}Well. ${thought} so`);
    assert.equal(unclosed.answer, undefined);
    assert.equal(unclosed.outcome, "truncated");
  }), { numRuns: 1200, seed: 11 });
});

test("A closing mark that nothing opened ends the reasoning before it, or stands behind the answer.", () => {
  fc.assert(fc.property(fc.constantFrom(...NAMES), (name) => {
    assert.equal(answerTo(`Maybe {"answer": "No"}, or not.</${name}>\n{"answer": "Yes"}`).answer, "Yes");
    assert.equal(answerTo(`{"answer": "Yes"}\n</${name}>\n`).answer, "Yes");
    assert.equal(answerTo(`Maybe {"answer": "No"}, or not.</${name}>`).answer, undefined);
  }), { numRuns: 60, seed: 12 });
});

test("The first turn counts and no turn that the model made up, in any template's marks.", () => {
  const item = (answer: string) => JSON.stringify([{ question: "Is asthma recorded?", type: "boolean", answer, section: "x", source: `q ${answer}`, difficulty: 2, explanation: "e" }]);
  fc.assert(fc.property(fc.constantFrom(...NEXT), fc.boolean(), (next, pretty) => {
    const answer = (text: string) => JSON.stringify({ answer: text }, null, pretty ? 1 : 0);
    assert.equal(answerTo(`${answer("Yes")}${next}${answer("No")}`).answer, "Yes");
    assert.deepEqual(parseItemsReply(`${item("Yes")}${next}${item("No")}`, { type: "boolean" }).items.map((one) => one.answer), ["Yes"]);
  }), { numRuns: 300, seed: 13 });
});

test("Marks inside a JSON string are text: nothing of a quote is cut.", () => {
  const mark = fc.constantFrom(...PAIRS.flat(), ...NEXT, "<5", "a < b > c");
  fc.assert(fc.property(mark, mark, fc.constantFrom("", "Sure:\n", "```json\n"), (a, b, before) => {
    const source = `x ${a} y ${b} z`;
    assert.equal(answerTo(`${before}${JSON.stringify({ answer: "Yes", source })}`).source, source);
  }), { numRuns: 800, seed: 14 });
});

test("A key given twice is never chosen between, in whatever spelling: equal values are one, others none.", () => {
  const key = fc.constantFrom("answer", "Answer", "ANSWER", " answer ", "\\u0061nswer"), value = fc.constantFrom("Yes", "No", "NA", "yes");
  fc.assert(fc.property(key, key, value, value, fc.constantFrom("", "\"type\": \"boolean\", "), fc.constantFrom("", ",", ", \"source\": \"s\""), (k1, k2, v1, v2, start, end) => {
    const read = answerTo(`{${start}"${k1}": "${v1}", "${k2}": "${v2}"${end}}`);
    const same = v1.toLowerCase() === v2.toLowerCase();
    if (end === "," && /\\/.test(k1 + k2)) return;
    if (!same) assert.equal(read.answer, undefined);
    else if (!/\\/.test(k1 + k2)) assert.equal(read.answer?.toString().toLowerCase(), v1.toLowerCase());
  }), { numRuns: 800, seed: 15 });
});

test("Content of any shape is read or refused: parts, lists, objects, numbers, true, nothing.", () => {
  assert.equal(answerTo([{ type: "thinking", thinking: [{ type: "text", text: "{\"answer\": \"No\"}" }] }, { type: "text", text: "{\"answer\": \"Yes\"}" }]).answer, "Yes");
  assert.equal(answerTo({ answer: "Yes" }).answer, "Yes");
  assert.equal(answerTo(true).answer, "Yes");
  assert.equal(parseAnswerReply(4.2, { kind: "numeric" }).answer, 4.2);
  assert.equal(answerTo(null, "length").outcome, "truncated");
  assert.equal(answerTo(null, "content_filter").outcome, "refused");
  fc.assert(fc.property(fc.anything(), (content) => {
    answerTo(content);
    parseItemsReply(content, { type: "numeric" });
  }), { numRuns: 500, seed: 16 });
});

test("Replies of any depth and size end in an outcome, and soon.", () => {
  const signs = ["\"", "'", "\\", " ", "\n", ",", "[", "{", "{/*", "{//", ",#\"\n", "[{\"question\":", "{answer: ", "{\"question\":\"<", "</think>", "<think>", "<a>", "<|x|>", "user:\n", "}assistant\n", "```\n", "{\"answer\":\"Yes\"}"];
  for (const sign of signs) for (const size of [90_000, 4_000_000]) for (const start of ["", "[{\"question\": ", "{\"answer\": \""]) {
    const reply = start + sign.repeat(size / sign.length), before = process.cpuUsage();
    answerTo(reply);
    assert.deepEqual(parseItemsReply(reply, { type: "boolean" }).items, []);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3_000_000, `${JSON.stringify(start + sign)} × ${size}`);
  }
  for (const depth of [3000, 100_000]) for (const inside of ["[".repeat(depth) + "]".repeat(depth), "{\"a\":".repeat(depth) + "1" + "}".repeat(depth)]) {
    assert.equal(answerTo(inside).answer, undefined);
    assert.equal(answerTo(`{"answer": ${inside}}`).answer, undefined);
    assert.deepEqual(parseItemsReply(`[{"question": ${inside}}]`, { type: "boolean" }).items, []);
  }
});
