// The probe: every model asked side by side, and what a changed word changes.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { openBackend } from "../../lib/backends/backend.ts";
import type { Backend, Role } from "../../lib/backends/backend.ts";
import { compareProbes, whatIf, showChange, showProbe } from "../../lib/error-analysis/what-if.ts";
import { fromRoot } from "../../lib/settings.ts";

const NOTE = "Pertinent Results:\nNa 128 on admission.\nNa 131 at discharge.";
const QUESTION = "What was the patient's lowest sodium?";

/** A server whose students find the lowest or highest sodium of the prompt's note, whose base answers NA, and whose teacher writes no JSON. */
async function places(t: TestContext): Promise<Backend> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part)).on("end", () => {
      const { model, messages } = JSON.parse(Buffer.concat(parts).toString() || "{}") as { model: string; messages: { content: string }[] };
      const text = messages.map(({ content }) => content).join("\n"), values = [...text.matchAll(/Na (\d+)[^.]*\./g)].map((m) => ({ value: Number(m[1]), quote: m[0] })).sort((a, b) => a.value - b.value);
      const chosen = /highest/.test(text.slice(text.lastIndexOf("</note>"))) ? values.at(-1) : values[0];
      const found = { type: "numeric", answer: chosen?.value, section: "Pertinent Results", source: chosen?.quote, explanation: "" };
      const replies: Record<string, string> = { base: JSON.stringify({ ...found, answer: "NA", section: "Not Found", source: "Not in Note" }), teacher: "The sodium was low." };
      response.setHeader("content-type", "application/json").end(JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content: replies[model] ?? JSON.stringify(found) }, finish_reason: "stop" }], usage: { prompt_tokens: 1, completion_tokens: 1 } }));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  t.after(() => { server.closeAllConnections(); server.close(); });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return { name: "server", folder: "", model: async (role: Role) => ({ urls: [url], model: role }) };
}

/** What is shown while something runs, as HTML. */
function shown(work: () => void): string {
  const key = Symbol.for("distil.publish"), slots = globalThis as Record<symbol, unknown>, before = slots[key];
  let html = "";
  slots[key] = ({ data }: { data: Record<string, string> }) => { html += data["text/html"]; };
  try { work(); } finally { slots[key] = before; }
  return html;
}

test("Every model is asked; answers, quotes in the note, prompts and raw replies stand side by side, a reply that cannot be read too.", async (t) => {
  const place = await places(t), found = await whatIf(NOTE, QUESTION, { place, models: ["base", "All", "teacher"] });
  assert.deepEqual(found.map(({ model, answer, outcome }) => [model, answer, outcome]), [["base", "NA", "ok"], ["All", 128, "ok"], ["teacher", undefined, "invalid"]]);
  assert.equal(NOTE.slice(...(found[1]!.span as [number, number])), "Na 128 on admission.");
  const html = shown(() => showProbe(NOTE, QUESTION, found));
  for (const part of ["<mark", "All: prompt and raw reply", "The sodium was low.", "[system]", "&#60;note&#62;"]) assert.ok(html.includes(part), part);
});

test("A changed word of the question, and one of the note, is shown as struck and put in, with the answers that follow it marked.", async (t) => {
  const place = await places(t), models = ["base", "All"] as const, before = await whatIf(NOTE, QUESTION, { place, models });
  const question = QUESTION.replace("lowest", "highest"), asked = await whatIf(NOTE, question, { place, models });
  assert.deepEqual(compareProbes(before, asked).map(({ model, before: from, after, changed, requoted }) => [model, from, after, changed, requoted]), [["base", "NA", "NA", false, false], ["All", "128", "131", true, true]]);
  const html = shown(() => showChange({ note: NOTE, question: QUESTION }, { note: NOTE, question }, { before, after: asked }));
  assert.match(html, /question: What was the patient&#39;s <del[^>]*>lowest<\/del><ins[^>]*>highest<\/ins> sodium\?/);
  assert.ok(!html.includes("<div>note:") && html.includes("another answer") && html.includes("the same quote"));

  const note = NOTE.replace("128", "138"), read = await whatIf(note, QUESTION, { place, models });
  const edit = shown(() => showChange({ note: NOTE, question: QUESTION }, { note, question: QUESTION }, { before, after: read }));
  assert.match(edit, /note: Pertinent Results:\nNa <del[^>]*>128<\/del><ins[^>]*>138<\/ins> on admission/);
  assert.equal(read[1]!.answer, 131);
  assert.match(shown(() => showChange({ note: NOTE, question: QUESTION }, { note: NOTE, question: QUESTION }, { before, after: before })), /nothing was changed/);
});

test("Markup in a note, a question or a reply is shown as text.", async (t) => {
  const place = await places(t), note = "Na 120 <script>x</script>.", found = await whatIf(note, "<b>sodium</b>?", { place, models: ["All"] });
  const html = shown(() => showProbe(note, "<b>sodium</b>?", found)) + shown(() => showChange({ note, question: "<i>a</i>?" }, { note: "<img>", question: "<b>b</b>?" }, { before: found, after: found }));
  for (const bad of ["<script>", "<b>sodium", "<i>a", "<img>"]) assert.ok(!html.includes(bad), bad);
});

test("A place without a server says in one sentence what it needs.", async () => {
  const { PLACE, MODEL_URL, RUN } = process.env;
  Object.assign(process.env, { RUN: "test-probe", MODEL_URL: "" });
  try {
    await assert.rejects(whatIf(NOTE, QUESTION, { place: openBackend("server"), models: ["All"] }), /^Error: Expected MODEL_URL to name a model server .*, it is not set$/);
  } finally {
    rmSync(fromRoot("data/runs/test-probe"), { recursive: true, force: true });
    for (const [name, value] of Object.entries({ PLACE, MODEL_URL, RUN })) if (value === undefined) delete process.env[name]; else process.env[name] = value;
  }
});
