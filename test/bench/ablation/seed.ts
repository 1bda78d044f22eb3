// One seed of the ablation, in a process of its own, so that seeds run side by side. Usage: node seed.ts SEED; prints its scores as JSON.
import { answer, baseWeights, train } from "../../../cluster/rehearsal/student/student.ts";
import type { Weights } from "../../../cluster/rehearsal/student/student.ts";
import { minimalPairs } from "../../../data/generator/pairs.ts";
import { VARIANT_NAMES, VARIANTS } from "../../../lib/dataset/training-sets.ts";
import { answerFromFacts } from "../../../lib/facts/facts.ts";
import type { NoteFacts } from "../../../lib/facts/facts.ts";
import { isNaType, QUESTION_TYPES, sameAnswer } from "../../../lib/types.ts";
import type { Item } from "../../../lib/types.ts";
import { random, shuffle } from "../../../lib/random.ts";
import type { Ablation, AblationScore } from "../../../lib/evaluation/synthetic-task.ts";
import { ablationData, labelled, trainingRows, typeOf, variantItems } from "./data.ts";
import type { Data, Question } from "./data.ts";
import { reworded } from "./wordings.ts";
import { mean } from "../row.ts";

/** How many na- items the training file holds, for the dose curve; none at all is the student NB-Only. */
const DOSES = [25, 50, 100, 200, 400];

type Filled = { -readonly [K in keyof Ablation]: Ablation[K][number][] };

async function oneSeed(seed: number, out: Filled): Promise<void> {
  const data = await ablationData(seed);
  const questions = labelled(data);
  out.scores.push(...score("base", baseWeights(), { seed, questions }));
  for (const variant of VARIANT_NAMES) {
    const items = variantItems(data.training.items, { variant, seed });
    const weights = await train(trainingRows(data.training, items, VARIANTS[variant]), { seed });
    out.scores.push(...score(variant, weights, { seed, questions }));
    if (variant === "NB-Only") doseOf(0, weights, { seed, questions, out });
    if (variant === "All") controlsOf(weights, { seed, data, questions, out });
  }
  const dealt = await train(trainingRows(data.training, dealtOut(data.training.items, seed)), { seed });
  out.controls.push(...score("answers dealt out anew", dealt, { seed, questions }));
  for (const na_items of DOSES) await dose(na_items, { seed, data, questions, out });
}

/** What the student All does with another patient's note, with unseen wordings, and with pairs of notes. */
function controlsOf(weights: Weights, { seed, data, questions, out }: { seed: number; data: Data; questions: readonly Question[]; out: Filled }): void {
  const others = questions.map((q, i) => ({ ...q, note: otherNote(questions, i) }));
  out.controls.push(...score("another patient's note", weights, { seed, questions: others }));
  out.controls.push(...shares("another patient's note, read without a mistake", { seed, questions: others, right: (q) => sameAnswer(answerFromFacts(q.question, data.facts.get(q.note.note_id) as NoteFacts)?.answer ?? "NA", q.label) }));
  out.controls.push(...score("a note that says otherwise", weights, { seed, questions: questions.flatMap((q) => contrary(q, data)) }));
  out.controls.push(...score("unseen wording", weights, { seed, questions: reworded(questions, { facts: data.facts, seed }) }));
  const pairs = minimalPairs(200, { seed: 1000 + seed });
  const both = [...pairs].map((p) => sameAnswer(answer(weights, { note: p.with.text, question: p.question }).answer, p.answer) && answer(weights, { note: p.without.text, question: p.question }).answer === "NA");
  out.pairs.push({ model: "All", seed, n: both.length, both: both.filter(Boolean).length / both.length });
}

/** The next note of another patient in the list of questions. */
function otherNote(questions: readonly Question[], i: number): Question["note"] {
  const own = (questions[i] as Question).note;
  const at = questions.findIndex((q, j) => j > i && q.note.subject_id !== own.subject_id);
  return (questions[at < 0 ? questions.findIndex((q) => q.note.subject_id !== own.subject_id) : at] as Question).note;
}

/** The question put to a note of another held-out patient whose facts give another answer: a student that reads is then wrong by the question's own label. */
function contrary(q: Question, { seed, facts, heldOut }: Data): Question[] {
  const others = shuffle(random(`${seed}: contrary ${q.note.note_id} ${q.question}`), heldOut.notes.filter((n) => n.subject_id !== q.note.subject_id));
  const note = others.find((n) => {
    const told = answerFromFacts(q.question, facts.get(n.note_id) as NoteFacts);
    return told?.kind === q.kind && !sameAnswer(told.answer, q.label);
  });
  return note ? [{ ...q, note }] : [];
}

/** The items with every answer, its type and its support moved to another question of the file. */
function dealtOut(items: readonly Item[], seed: number): Item[] {
  const dealt = shuffle(random(`${seed}: dealt`), items);
  return items.map((item, i) => {
    const { question_type, answer, section, source } = dealt[i] as Item;
    return { ...item, question_type, answer, section, source };
  });
}

async function dose(na_items: number, { seed, data, questions, out }: { seed: number; data: Data; questions: readonly Question[]; out: Filled }): Promise<void> {
  const hardest = variantItems(data.training.items, { variant: "NB-Only", seed });
  const na = shuffle(random(`${seed}: dose`), data.training.items.filter((i) => isNaType(i.question_type))).slice(0, na_items);
  doseOf(na_items, await train(trainingRows(data.training, [...hardest, ...na]), { seed }), { seed, questions, out });
}

function doseOf(na_items: number, weights: Weights, { seed, questions, out }: { seed: number; questions: readonly Question[]; out: Filled }): void {
  for (const { question_type, accuracy } of score("dose", weights, { seed, questions })) out.dose.push({ na_items, seed, question_type, accuracy });
}

const score = (model: string, weights: Weights, { seed, questions }: { seed: number; questions: readonly Question[] }): AblationScore[] =>
  shares(model, { seed, questions, right: (q) => sameAnswer(answer(weights, { note: q.note.text, question: q.question }).answer, q.label) });

/** The share of questions got right, by type and as their mean. */
function shares(model: string, { seed, questions, right }: { seed: number; questions: readonly Question[]; right: (q: Question) => boolean }): AblationScore[] {
  const byType = QUESTION_TYPES.map((type): AblationScore => {
    const some = questions.filter((q) => typeOf(q) === type);
    return { model, question_type: type, seed, n: some.length, accuracy: some.filter(right).length / some.length };
  });
  return [...byType, { model, question_type: "mean of types", seed, n: byType.reduce((n, s) => n + s.n, 0), accuracy: mean(byType.map((s) => s.accuracy)) }];
}

if (import.meta.main) {
  const out: Filled = { scores: [], controls: [], dose: [], pairs: [] };
  await oneSeed(Number(process.argv[2]), out);
  console.log(JSON.stringify(out));
}
