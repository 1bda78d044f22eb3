// The student learns from its training file and from nothing else. Small and quick; the five-seed table is test/bench/ablation/ablation.bench.ts.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { buildAnswerPrompt } from "../../lib/prompts.ts";
import { QUESTION_TYPES } from "../../lib/types.ts";
import type { Item, QuestionType } from "../../lib/types.ts";
import { pick, random, shuffle } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { trainingMessages } from "../fixtures/training-messages.ts";
import { ablationData, labelled, trainingRows, typeOf } from "../bench/ablation/data.ts";
import { answer, baseWeights, loadWeights, replyText, saveWeights, train } from "../../cluster/rehearsal/student/student.ts";
import type { Checkpoint, Progress, Weights } from "../../cluster/rehearsal/student/student.ts";

type Asked = Pick<Item, "question" | "question_type" | "answer" | "section" | "source" | "explanation">;
interface ToyNote {
  readonly text: string;
  readonly items: readonly Asked[];
}

const LABS = [["creatinine", "Cr"], ["sodium", "Na"], ["potassium", "K"], ["hemoglobin", "Hgb"], ["white blood cell count", "WBC"], ["platelet count", "Plt"], ["glucose", "Glu"], ["lactate", "Lac"]] as const;
const FINDINGS = ["hypertension", "diabetes", "asthma", "atrial fibrillation", "heart failure", "pneumonia", "chest pain", "nausea", "fever", "stroke", "cancer", "gout"];
const FILLER = "the team followed closely with serial visits and supportive care while awaiting further word from the consulting service".split(" ");
const filler = (r: Random, n: number): string => Array.from({ length: n }, () => pick(r, FILLER)).join(" ");
const item = (question_type: QuestionType, question: string, rest: Pick<Asked, "answer" | "source">): Asked => ({ question_type, question, section: "Pertinent Results", explanation: "It says so.", ...rest });

/** A note of eight findings and three rows of five tests, with what it says and what it does not. */
function toyNote(seed: string): ToyNote {
  const r = random(seed);
  const items: Asked[] = [];
  let text = `History of Present Illness:\n${filler(r, 12)}. `;
  const findings = shuffle(r, FINDINGS);
  for (const finding of findings.slice(0, 8)) {
    const has = r() < 0.5;
    const source = has ? pick(r, [`He has a history of ${finding}.`, `Known ${finding} on treatment.`]) : pick(r, [`He denies ${finding}.`, `No evidence of ${finding} today.`]);
    text += `${source} ${filler(r, 14)}.\n`;
    items.push(item("boolean", askFinding(r, finding), { answer: has ? "Yes" : "No", source }));
  }
  for (const finding of findings.slice(8)) items.push(item("na-boolean", askFinding(r, finding), { answer: "NA", source: "Not in Note" }));
  text += "\nPertinent Results:\n";
  const labs = shuffle(r, LABS);
  const rows = [1, 2, 3].map(() => labs.slice(0, 5).map(([, short]) => ({ source: `${short}-${(1 + r() * 99).toFixed(1)}` })));
  rows.forEach((row, day) => (text += `[**2151-3-${day + 1}**] ${row.map((cell) => cell.source).join(" ")}\n`));
  labs.forEach(([name], lab) => {
    const which = pick(r, ["highest", "lowest", "first", "last"]);
    const question = `What is the ${which} ${name} in the note?`;
    const cells = rows.map((row) => row[lab]?.source).filter((s) => s !== undefined);
    if (cells.length === 0) return items.push(item("na-numeric", question, { answer: "NA", source: "Not in Note" }));
    const value = (s: string) => Number(s.slice(s.indexOf("-") + 1));
    const sorted = [...cells].sort((a, b) => value(a) - value(b));
    const source = { highest: sorted.at(-1), lowest: sorted[0], first: cells[0], last: cells.at(-1) }[which] as string;
    return items.push(item("numeric", question, { answer: value(source), source }));
  });
  return { text, items };
}

const askFinding = (r: Random, finding: string): string => pick(r, [`Does the patient have ${finding}?`, `Is ${finding} present?`]);
const notes = (name: string, n: number): ToyNote[] => Array.from({ length: n }, (_, i) => toyNote(`${name} ${i}`));
const TRAINING = notes("training", 60), HELD_OUT = notes("held out", 25);

const rows = (from: readonly ToyNote[], { keep = () => true, support = true }: { keep?: (item: Asked) => boolean; support?: boolean } = {}) =>
  from.flatMap(({ text, items }) => items.filter(keep).map((i) => ({ messages: trainingMessages(text, i as Item, { support }) })));

/** Share of right answers by question type. */
function accuracy(weights: Weights, from: readonly ToyNote[], noteOf = (i: number): string => (from[i] as ToyNote).text): Record<QuestionType, number> {
  const right: boolean[][] = QUESTION_TYPES.map(() => []);
  from.forEach(({ items }, n) => {
    for (const i of items) right[QUESTION_TYPES.indexOf(i.question_type)]?.push(answer(weights, { note: noteOf(n), question: i.question }).answer === i.answer);
  });
  return Object.fromEntries(QUESTION_TYPES.map((type, t) => [type, (right[t] as boolean[]).filter(Boolean).length / (right[t] as boolean[]).length])) as Record<QuestionType, number>;
}
const mean = (by: Record<QuestionType, number>): number => Object.values(by).reduce((a, b) => a + b, 0) / QUESTION_TYPES.length;

const all = await train(rows(TRAINING), { seed: 1 });

test("trained on every type, it answers held-out notes of the same kind, far above the untrained base", () => {
  const taught = accuracy(all, HELD_OUT), base = accuracy(baseWeights(), HELD_OUT);
  for (const type of QUESTION_TYPES) assert.ok(taught[type] >= 0.9, `${type}: ${taught[type]}`);
  assert.ok(mean(taught) - mean(base) >= 0.2, `${mean(taught)} against ${mean(base)}`);
});

test("taught without na- items, it hardly ever says NA, and answers the rest", async () => {
  const nb = accuracy(await train(rows(TRAINING, { keep: (i) => i.answer !== "NA" }), { seed: 1 }), HELD_OUT);
  assert.ok(nb["na-boolean"] <= 0.1 && nb["na-numeric"] <= 0.1, JSON.stringify(nb));
  assert.ok(nb.boolean >= 0.9 && nb.numeric >= 0.9, JSON.stringify(nb));
});

test("trained on the teacher's items with the answers dealt out anew over the whole file, it gets next to no answerable question right", async () => {
  const data = await ablationData(1);
  const { items } = data.training, dealt = shuffle(random("dealt"), items);
  const permuted = items.map((own, i) => {
    const { question_type, answer: value, section, source } = dealt[i] as Item;
    return { ...own, question_type, answer: value, section, source };
  });
  const weights = await train(trainingRows(data.training, permuted), { seed: 1 });
  const share = (type: QuestionType) => {
    const some = labelled(data).filter((q) => typeOf(q) === type);
    return some.filter((q) => answer(weights, { note: q.note.text, question: q.question }).answer === q.label).length / some.length;
  };
  assert.ok(share("numeric") <= 0.05 && share("boolean") <= 0.2, `numeric ${share("numeric")}, boolean ${share("boolean")}`);
});

test("given another patient's note, it loses most of what it gets right", () => {
  const other = accuracy(all, HELD_OUT, (i) => (HELD_OUT[(i + 1) % HELD_OUT.length] as ToyNote).text);
  assert.ok(other.numeric <= 0.1 && mean(other) <= 0.45, JSON.stringify(other));
});

test("the same rows and seed give the same weights, another seed gives others", async () => {
  const some = rows(TRAINING.slice(0, 8));
  const [one, same, other] = await Promise.all([train(some, { seed: 1, epochs: 2 }), train(some, { seed: 1, epochs: 2 }), train(some, { seed: 2, epochs: 2 })]);
  assert.deepEqual(one, same);
  assert.notDeepEqual(one.table, other.table);
});

test("a run that goes on from a checkpoint ends with the weights of one that never stopped", async () => {
  const some = rows(TRAINING.slice(0, 8));
  const checkpoints: Checkpoint[] = [];
  const whole = await train(some, { seed: 3, epochs: 3, onEpoch: (c) => checkpoints.push(c) });
  assert.deepEqual(checkpoints.map((c) => c.epoch), [1, 2, 3]);
  assert.deepEqual(await train(some, { seed: 3, epochs: 3, resume: checkpoints[0] as Checkpoint }), whole);
});

test("progress is reported to the last step, and other work runs meanwhile", async () => {
  const seen: Progress[] = [];
  let ticks = 0;
  const timer = setInterval(() => (ticks += 1), 1);
  await train(rows(TRAINING.slice(0, 20)), { seed: 1, epochs: 2, yieldEvery: 50, onStep: (p) => seen.push(p) });
  clearInterval(timer);
  const last = seen.at(-1) as Progress;
  assert.equal(last.step, last.steps);
  assert.ok(seen.length >= last.steps / 50 && ticks > 2, `${seen.length} reports, ${ticks} ticks`);
  assert.ok(last.loss < (seen[0] as Progress).loss && last.learningRate < (seen[0] as Progress).learningRate);
});

test("saved and loaded, it is the same student in less than 300 kB", () => {
  const bytes = saveWeights(all);
  assert.deepEqual(loadWeights(bytes), all);
  assert.ok(bytes.length < 300_000, `${bytes.length} bytes`);
});

test("bytes that are no student, and a student cut short, are refused in one sentence", () => {
  assert.throws(() => loadWeights(Buffer.from("not weights")), /Expected a rehearsal student's weights, got 11 bytes of something else: train the run again/);
  assert.throws(() => loadWeights(saveWeights(all).slice(0, 5000)), /got damaged or cut off bytes: train the run again/);
});

test("its source stands in the note word for word, NA has none, and the JSON reply holds the five fields", () => {
  const questions = HELD_OUT.flatMap(({ text, items }) => items.map((i) => ({ text, question: i.question })));
  fc.assert(
    fc.property(fc.constantFrom(...questions), ({ text, question }) => {
      const reply = JSON.parse(replyText(all, buildAnswerPrompt(text, question)));
      assert.deepEqual(Object.keys(reply), ["type", "answer", "section", "source", "explanation"]);
      assert.deepEqual(reply, answer(all, { note: text, question }));
      if (reply.answer === "NA") assert.deepEqual([reply.section, reply.source], ["Not Found", "Not in Note"]);
      else assert.ok(text.includes(reply.source) && text.includes(`${reply.section}:`));
    }),
    { numRuns: 100, seed: 1 },
  );
});

test("any text can be a note and any text a question", () => {
  fc.assert(fc.property(fc.string(), fc.string(), (note, question) => assert.ok(["Yes", "No", "NA"].includes(String(answer(all, { note, question }).answer)) || note.match(/\d|\w/))), { numRuns: 300, seed: 2 });
});

test("taught the answer alone, it replies with the answer alone, to what kind of question the rows with an answer show", async () => {
  const weights = await train(rows(TRAINING, { support: false }), { seed: 1 });
  const { text, items } = HELD_OUT[0] as ToyNote;
  for (const i of items) {
    const reply = JSON.parse(replyText(weights, buildAnswerPrompt(text, i.question, { support: false })));
    assert.deepEqual(Object.keys(reply), ["answer"]);
    assert.equal(typeof reply.answer === "number", reply.answer !== "NA" && i.question_type.endsWith("numeric"));
  }
});

test("a row that is no training row is named", async () => {
  const bad = { messages: [{ role: "user", content: "hello" }] as const };
  const good = rows(TRAINING.slice(0, 1));
  await assert.rejects(train([...good, bad], { seed: 1 }), new RegExp(`Expected messages with a <note>, .*got others \\(row ${good.length + 1} of the training file\\): prepare the file again`));
});

test("its imports reach the words of the method, randomness and the prompts, and no teacher, lexicon, generator or facts", () => {
  const reached = new Set<string>();
  const walk = (url: URL): void => {
    if (reached.has(url.href)) return;
    reached.add(url.href);
    for (const [, from = ""] of readFileSync(url, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) if (from.startsWith(".")) walk(new URL(from, url));
      else assert.ok(from.startsWith("node:") || from === "zod", `${basename(url.pathname)} imports ${from}`);
  };
  walk(new URL("../../cluster/rehearsal/student/student.ts", import.meta.url));
  const files = [...reached];
  assert.ok(files.length >= 8, files.join(" "));
  for (const file of files) assert.match(file, /\/cluster\/rehearsal\/student\/\w+\.ts$|\/lib\/(?:types|random|prompts|read-number|units)\.ts$/);
});
