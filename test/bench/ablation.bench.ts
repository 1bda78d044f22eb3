// The paper's ablation on the rehearsal's student (Table 1 and 2): variants by question type over five seeds, controls, and what does not hold.
// Labels are the notes' facts; questions are of patients that no item was made from. Writes data/runs/ablation.json; run directly, prints the table.
import { mkdirSync, writeFileSync } from "node:fs";
import { baseWeights, answer, train } from "../../cluster/rehearsal/student.ts";
import type { Weights } from "../../cluster/rehearsal/student.ts";
import { minimalPairs } from "../../data/generator/pairs.ts";
import { VARIANTS } from "../../lib/dataset.ts";
import type { Variant } from "../../lib/dataset.ts";
import { isNaType, QUESTION_TYPES, sameAnswer } from "../../lib/question.ts";
import type { Item } from "../../lib/question.ts";
import { random, shuffle } from "../../lib/random.ts";
import { fromRoot } from "../../lib/settings.ts";
import { ablationData, labelled, trainingRows, typeOf, variantItems } from "./ablation-data.ts";
import type { Data, Question } from "./ablation-data.ts";
import { anotherNote, chanceAgreement, differingNote, guessNa, permuted } from "./ablation-controls.ts";
import { mean, overSeeds, score, spread } from "./ablation-score.ts";
import type { Scores, Spread } from "./ablation-score.ts";
import { reworded } from "./ablation-wordings.ts";
import type { BenchRow } from "./row.ts";

const SEEDS = [1, 2, 3, 4, 5];
/** NA items added to NB-Only's training, in all. */
const DOSES = [0, 28, 94, 282, 836];
const PAIRS = { count: 120, seed: 4242 };
const MODELS = ["base", "NB-Only", "No-S", "H-25k", "All"] as const;
type Model = (typeof MODELS)[number];

/** What one seed found. Accuracies from 0 to 1. */
interface Found {
  readonly seed: number;
  readonly questions: number;
  readonly models: Readonly<Record<Model, Scores>>;
  readonly controls: Readonly<Record<"permuted" | "another note" | "another note, perfect reader" | "differing note", Scores>>;
  readonly na_from_question: { readonly guesser: number; readonly majority: number };
  readonly wordings: Readonly<Record<"base" | "All", Scores>> & { readonly questions: number };
  readonly pairs: { readonly both: number; readonly with: number; readonly without: number };
  readonly doses: readonly { readonly na_items: number; readonly scores: Scores }[];
  readonly train_seconds: number;
  readonly answers_per_second: number;
}

/** Runs all seeds, one after the other: about five minutes on one core. */
export async function ablation(seeds: readonly number[] = SEEDS): Promise<Found[]> {
  const found: Found[] = [];
  for (const seed of seeds) found.push(await oneSeed(await ablationData(seed)));
  mkdirSync(fromRoot("data/runs"), { recursive: true });
  writeFileSync(fromRoot("data/runs/ablation.json"), JSON.stringify({ place: "rehearsal", labels: "facts", seeds: found }, null, 1));
  return found;
}

/** Rows of `npm run bench`: against is the target or the rival, a ratio above 1 means better than it. */
export async function rows(): Promise<BenchRow[]> {
  const found = await ablation();
  const percent = (name: string, value: number, against: number | null, better: "above" | "below" = "above"): BenchRow => ({
    name, value: 100 * value, unit: "%", against, ratio: against === null ? null : better === "above" ? (100 * value) / against : against / Math.max(100 * value, 0.1),
  });
  const of = (model: Model) => overSeeds(found.map((f) => f.models[model]));
  const control = (name: keyof Found["controls"]) => overSeeds(found.map((f) => f.controls[name]));
  return [
    ...MODELS.map((model) => percent(`student ${model}, mean of types`, of(model).mean.mean, model === "base" ? null : 100 * of("base").mean.mean)),
    ...(["na-boolean", "na-numeric"] as const).flatMap((type) => [percent(`student All, ${type}`, of("All")[type].mean, 75), percent(`student NB-Only, ${type}`, of("NB-Only")[type].mean, 10, "below")]),
    ...(["numeric", "boolean"] as const).flatMap((type) => [percent(`student All, ${type}`, of("All")[type].mean, 65), percent(`student NB-Only, ${type}`, of("NB-Only")[type].mean, 100 * of("H-25k")[type].mean)]),
    percent("answers permuted, numeric", control("permuted").numeric.mean, 5, "below"),
    percent("answers permuted, boolean", control("permuted").boolean.mean, 20, "below"),
    percent("another patient's note that answers otherwise, mean of types", control("differing note").mean.mean, 45, "below"),
    percent("minimal pairs, both right", mean(found.map((f) => f.pairs.both)), 60),
    percent("unseen wordings, mean of types", mean(found.map((f) => f.wordings.All.mean)), 100 * mean(found.map((f) => f.wordings.base.mean))),
    { name: "student training, All", value: mean(found.map((f) => f.train_seconds)), unit: "s", against: 6, ratio: 6 / mean(found.map((f) => f.train_seconds)) },
    { name: "student answers", value: mean(found.map((f) => f.answers_per_second)), unit: "1/s", against: 500, ratio: mean(found.map((f) => f.answers_per_second)) / 500 },
  ];
}

/** The findings as text: models by type, mean and standard deviation over seeds in percent, then controls and curves. */
export function report(found: readonly Found[]): string {
  const cell = ({ mean, sd }: Spread) => `${(100 * mean).toFixed(1)} ± ${(100 * sd).toFixed(1)}`.padStart(12);
  const line = (name: string, scores: readonly Scores[]) => {
    const over = overSeeds(scores);
    return name.padEnd(32) + [...QUESTION_TYPES, "mean" as const].map((type) => cell(over[type])).join("");
  };
  const controls = Object.keys(found[0]?.controls ?? {}) as (keyof Found["controls"])[];
  return [
    "rehearsal, accuracy in %".padEnd(32) + [...QUESTION_TYPES, "mean"].map((type) => type.padStart(12)).join(""),
    ...MODELS.map((model) => line(model, found.map((f) => f.models[model]))),
    ...controls.map((name) => line(name, found.map((f) => f.controls[name]))),
    ...(["base", "All"] as const).map((model) => line(`unseen wordings, ${model}`, found.map((f) => f.wordings[model]))),
    ...DOSES.map((dose, d) => line(`NB-Only with ${dose} NA items`, found.map((f) => f.doses[d]?.scores as Scores))),
    `minimal pairs, both right ${cell(spread(found.map((f) => f.pairs.both)))}; with the fact ${cell(spread(found.map((f) => f.pairs.with)))}; without ${cell(spread(found.map((f) => f.pairs.without)))}`,
    `NA or not from the question alone ${cell(spread(found.map((f) => f.na_from_question.guesser)))}; majority ${cell(spread(found.map((f) => f.na_from_question.majority)))}`,
    `questions ${found.map((f) => f.questions).join(", ")}; training All ${mean(found.map((f) => f.train_seconds)).toFixed(1)} s; ${mean(found.map((f) => f.answers_per_second)).toFixed(0)} answers/s`,
  ].join("\n");
}

async function oneSeed(data: Data): Promise<Found> {
  const { seed } = data, questions = labelled(data);
  const began = performance.now();
  const all = await student(data, "All");
  const train_seconds = (performance.now() - began) / 1000;
  const variants = { All: score(all, questions), "NB-Only": score(await student(data, "NB-Only"), questions), "H-25k": score(await student(data, "H-25k"), questions), "No-S": score(await student(data, "No-S"), questions) };
  const other = reworded(questions, { facts: data.facts, seed });
  return {
    seed, questions: questions.length, train_seconds, answers_per_second: speed(all, questions),
    models: { base: score(baseWeights(), questions), ...variants },
    controls: await controls(data, { all, questions }),
    na_from_question: fromQuestion(data, questions),
    wordings: { base: score(baseWeights(), other), All: score(all, other), questions: other.length },
    pairs: onPairs(all), doses: await doses(data, questions),
  };
}

const student = (data: Data, variant: Variant): Promise<Weights> =>
  train(trainingRows(data.training, variantItems(data.training.items, { variant, seed: data.seed }), { support: VARIANTS[variant].support }), { seed: data.seed });

async function controls(data: Data, { all, questions }: { all: Weights; questions: readonly Question[] }): Promise<Found["controls"]> {
  const shuffled = await train(permuted(trainingRows(data.training, data.training.items), data.seed), { seed: data.seed });
  const differing = questions.flatMap((q) => { const note = differingNote(data, q); return note === undefined ? [] : [{ q, note }]; });
  const notes = new Map(differing.map(({ q, note }) => [q, note]));
  const agreement = questions.map((q) => ({ q, share: chanceAgreement(data, q) }));
  const perfect = Object.fromEntries(QUESTION_TYPES.map((type) => [type, mean(agreement.filter(({ q }) => typeOf(q) === type).map(({ share }) => share))])) as Record<(typeof QUESTION_TYPES)[number], number>;
  return {
    permuted: score(shuffled, questions),
    "another note": score(all, questions, (q) => anotherNote(data, q)),
    "another note, perfect reader": { ...perfect, mean: mean(Object.values(perfect)) },
    "differing note": score(all, differing.map(({ q }) => q), (q) => notes.get(q) as string),
  };
}

function fromQuestion({ training }: Data, questions: readonly Question[]): Found["na_from_question"] {
  const guess = guessNa(training.items);
  return { guesser: mean(questions.map((q) => Number(guess(q.question) === (q.label === "NA")))), majority: Math.max(...[true, false].map((na) => mean(questions.map((q) => Number((q.label === "NA") === na))))) };
}

function onPairs(all: Weights): Found["pairs"] {
  const answers = [...minimalPairs(PAIRS.count, { seed: PAIRS.seed })].map((pair) => ({
    found: sameAnswer(answer(all, { note: pair.with.text, question: pair.question }).answer, pair.answer),
    missing: answer(all, { note: pair.without.text, question: pair.question }).answer === "NA",
  }));
  const share = (is: (a: (typeof answers)[number]) => boolean) => mean(answers.map((a) => Number(is(a))));
  return { both: share((a) => a.found && a.missing), with: share((a) => a.found), without: share((a) => a.missing) };
}

/** NB-Only's items with more and more na- items among them. */
async function doses(data: Data, questions: readonly Question[]): Promise<Found["doses"]> {
  const items = variantItems(data.training.items, { variant: "NB-Only", seed: data.seed });
  const na = shuffle(random(`${data.seed}: doses`), data.training.items.filter((i: Item) => isNaType(i.question_type)));
  const out: Found["doses"][number][] = [];
  for (const na_items of DOSES) {
    const weights = await train(trainingRows(data.training, [...items, ...na.slice(0, na_items)]), { seed: data.seed });
    out.push({ na_items, scores: score(weights, questions) });
  }
  return out;
}

function speed(weights: Weights, questions: readonly Question[]): number {
  const began = performance.now();
  for (const q of questions) answer(weights, { note: q.note.text, question: q.question });
  return (1000 * questions.length) / (performance.now() - began);
}

if (import.meta.main) console.log(report(await ablation(process.argv.length > 2 ? process.argv.slice(2).map(Number) : SEEDS)));
