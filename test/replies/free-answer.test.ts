import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { askedKind, parseFreeAnswer } from "../../lib/replies/free-answer.ts";
import { fromRoot } from "../../lib/settings.ts";
import { readNotebook, textOf } from "../../notebooks/kernel/notebook.ts";
import { run, temporary } from "../notebooks/cells.ts";

const RUN = "test-start-here";
after(() => rmSync(fromRoot("data/runs", RUN), { recursive: true, force: true }));

for (const [question, shown] of [
  ["Did the patient have diabetes?", /→ Yes \(quote/], ["How old is the patient?", /→ 78 \(quote/], ["Who is the surgeon?", /→ NA \(quote/],
  ["<b>${x}</b> `\"' ¿cuántos?", /→ NA \(quote/],
] as const) {
  test(`0-start-here survives any question typed: ${question}`, async (t) => {
    const out = join(temporary(t), "out.ipynb");
    const { status, stderr } = await run(process.execPath, [fromRoot("notebooks/kernel/run-notebook.ts"), fromRoot("notebooks/0-start-here.ipynb"), "--out", out], { env: { ...process.env, RUN, QUESTION: question } });
    assert.equal(status, 0, stderr);
    const texts = readNotebook(out).cells.flatMap((cell) => cell.outputs ?? []).map((one) => textOf(one.text ?? (one.data?.["text/html"] as string[])));
    assert.doesNotMatch(texts.join("\n"), /undefined/);
    assert.ok(texts.some((text) => shown.test(text)));
  });
}

test("What a question asks for is found from its words, yes or no or a number.", () => {
  const yesNo = ["Is the patient diabetic?", "Has she ever smoked?", "Tell me whether he drinks", "In the note, did the patient fall?", "Any history of stroke?", "patient was intubated?", "Could this be sepsis?"];
  const number = ["What is the lowest hemoglobin?", "How many days did he stay?", "Lowest sodium", "Which dose was given?", "In 2112, what was the creatinine?", "age", "Number of children she has"];
  assert.deepEqual([yesNo.filter((one) => askedKind(one) !== "boolean"), number.filter((one) => askedKind(one) !== "numeric")], [[], []]);
});

test("A reply to any question is shown as its answer or as words, never as undefined, and of the kind that it answers.", () => {
  const answers: [unknown, string][] = [["Yes", "Yes"], ["No", "No"], [8.7, "8.7"], ["NA", "NA"], [true, "Yes"], [0, "0"], [12, "12"]];
  const subject = fc.constantFrom("the hemoglobin", "diabetes", "his age", "<script>", "${x}", "");
  const opening = fc.constantFrom("Is", "What is", "Did she have", "How many", "", "Tell me", "Why", "¿Tiene", "List", "Whether", "When was", "Quel est");
  fc.assert(fc.property(opening, subject, fc.constantFrom(...answers), (start, end, [answer, wanted]) => {
    const { shown } = parseFreeAnswer(JSON.stringify({ answer, section: "x", source: "y", explanation: "z" }), { question: `${start} ${end}?`, finish: "stop" });
    assert.equal(shown, wanted);
  }), { seed: 13, numRuns: 300 });
  fc.assert(fc.property(fc.string(), fc.oneof(fc.string(), fc.json(), fc.constant(undefined), fc.constant(null)), (question, reply) => {
    const { shown } = parseFreeAnswer(reply, { question });
    assert.ok(shown !== "" && !/undefined|\[object/.test(shown), shown);
  }), { seed: 13, numRuns: 300 });
});
