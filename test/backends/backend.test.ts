// What a place says of a model: which state of a student a server serves, so that its replies are told apart.
import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { runPredictions, latestJournal, loadPredictions } from "../../lib/evaluation/predict.ts";
import type { Question } from "../../lib/evaluation/predict.ts";
import { openBackend } from "../../lib/backends/backend.ts";
import { temporary } from "../notebooks/cells.ts";
import { startFakeVllm } from "../inference/fake-vllm.ts";

const note = { note_id: "n1", subject_id: "s1", text: "The patient is 60 years old." };
const questions: Question[] = ["Is age recorded?", "Is the patient 60?"].map((question, i) => ({
  question_id: `n1:${i}`, note_id: "n1", subject_id: "s1", question, kind: "boolean", label: "Yes", label_from: "facts",
}));

/** A server of a model "All", and a run folder of PLACE=server that asks it. */
async function lab(t: TestContext, { root, model = "All" }: { root?: string; model?: string } = {}) {
  const server = await startFakeVllm({ model, ...(root ? { root } : {}) });
  t.after(() => server.close());
  const run = join(temporary(t), "run"), before = { ...process.env };
  Object.assign(process.env, { RUN: run, MODEL_URL: `${server.url}/v1` });
  t.after(() => void (process.env = before));
  const place = openBackend("server");
  const ask = async (name: "All" | "teacher" | "base") =>
    runPredictions({ name, place, questions, notes: [note], endpoint: await place.model(name) });
  return { server, place, ask, run, journals: () => readdirSync(join(run, "synthetic/replies")).filter((name) => name.endsWith(".jsonl")) };
}

function adapter(folder: string, weights: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "adapter_model.safetensors"), weights);
}

test("A student trained again under the same served name is asked every question again, and the old replies are kept.", async (t) => {
  const { server, place, ask, run, journals } = await lab(t), folder = join(run, "students/All/adapter");
  adapter(folder, "weights of the first training");
  await ask("All");
  assert.equal(server.seen.length, questions.length);
  assert.equal((await ask("All")).resumed, questions.length, "the same student is not asked again");
  const first = latestJournal("All", { place });
  adapter(folder, "weights of the second training");
  assert.equal((await ask("All")).resumed, 0);
  assert.equal(server.seen.length, 2 * questions.length);
  assert.equal(journals().length, 2);
  const second = latestJournal("All", { place });
  assert.notEqual(second, first);
  assert.equal((await loadPredictions(second, { name: "All", questions, notes: [note] })).length, questions.length);
  adapter(folder, "weights of the first training");
  assert.equal((await ask("All")).resumed, questions.length, "the first student's replies are found again");
  assert.equal(latestJournal("All", { place }), first, "the journal that was used last counts as the newest");
});

test("The adapter or merged model that the server names is taken before the one trained in this run.", async (t) => {
  const elsewhere = join(temporary(t), "merged"), { place, run } = await lab(t, { root: elsewhere });
  const revision = async () => (await place.model("All")).revision;
  assert.equal(await revision(), undefined, "nothing is known of a student that was trained elsewhere");
  adapter(join(run, "students/All/adapter"), "trained here");
  const ofRun = await revision();
  assert.match(ofRun ?? "", /^[0-9a-f]{8}$/);
  adapter(elsewhere, "served");
  const served = await revision();
  assert.notEqual(served, ofRun);
  adapter(join(run, "students/All/adapter"), "trained here again, not yet served");
  assert.equal(await revision(), served);
});

test("A revision that the server tells itself is taken as it is.", async (t) => {
  const { place, run } = await lab(t, { root: "rehearsal:12ab34cd" });
  adapter(join(run, "students/All/adapter"), "trained here");
  assert.equal((await place.model("All")).revision, "12ab34cd");
});

test("Teacher and base of a server have no revision, and their journals the names they always had.", async (t) => {
  const { ask, journals, run } = await lab(t, { model: "teacher" });
  adapter(join(run, "students/teacher/adapter"), "not a student");
  await ask("teacher");
  assert.deepEqual(journals(), ["teacher.jsonl"]);
});

test("Replies of a student from before its revision was known are evaluated until it is asked again.", async (t) => {
  const { place, ask, run } = await lab(t);
  await ask("All");
  assert.match(latestJournal("All", { place }), /\/All\.jsonl$/);
  adapter(join(run, "students/All/adapter"), "trained here");
  assert.match(latestJournal("All", { place }), /\/All\.jsonl$/);
  await ask("All");
  assert.match(latestJournal("All", { place }), /\/All-[0-9a-f]{8}\.jsonl$/);
});
