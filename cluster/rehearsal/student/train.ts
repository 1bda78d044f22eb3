// Owns a training run: order of examples, rate, progress, and going on where an earlier run stopped.
import { random, shuffle } from "../../../lib/random.ts";
import { baseWeights } from "./base.ts";
import { readExamples } from "./examples.ts";
import type { OpenExample, Row } from "./examples.ts";
import { learn, learnKind } from "./gradient.ts";
import type { Example, Learner } from "./gradient.ts";
import { kindOf, sizeSlot, TABLE_SIZE } from "./model.ts";
import { loadWeights, saveWeights } from "./store.ts";
import type { Weights } from "./store.ts";

export interface Progress {
  /** Examples seen so far, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Negative log-likelihood in nats, a running mean. */
  readonly loss: number;
  readonly learningRate: number;
  /** Rows of the training file, and how many of those seen in this epoch taught nothing because nothing in the note fits their answer. */
  readonly examples: number;
  readonly unusable: number;
  readonly seconds: number;
}

/** Where a run stood after an epoch: all it needs to go on exactly. */
export interface Checkpoint extends Learner {
  readonly epoch: number;
}

export interface TrainOptions {
  readonly seed: number;
  /** @default 5, chosen on a development split of training patients, as the other settings were */
  readonly epochs?: number;
  readonly onStep?: (progress: Progress) => void;
  /** Report and let other work run after so many examples. @default 64 */
  readonly yieldEvery?: number;
  /** Called after each epoch with copies. */
  readonly onEpoch?: (checkpoint: Checkpoint) => void;
  /** A checkpoint of the same file, seed and epochs. */
  readonly resume?: Checkpoint;
  /** AdaGrad's rate at the start; it falls to a tenth. @default 0.15 */
  readonly rate?: number;
}

const KIND_EPOCHS = 3, KIND_RATE = 0.3;

/** Trains a student from the base on prepared rows. Same rows and options, same weights. Lets other work run every few examples. */
export async function train(rows: readonly Row[], options: TrainOptions): Promise<Weights> {
  const { seed, epochs = 5, onStep, onEpoch, yieldEvery = 64, resume, rate = 0.15 } = options;
  const began = performance.now();
  const { examples: open, support } = readExamples(rows);
  const learner = resume ? { table: resume.table.slice(), squares: resume.squares.slice() } : begin(open, seed);
  const examples = open.map((e): Example => ({ ...e, kind: e.kind ?? kindOf(learner.table, e.asked) }));
  const steps = epochs * examples.length;
  let step = (resume?.epoch ?? 0) * examples.length, loss = NaN;
  for (let epoch = resume?.epoch ?? 0; epoch < epochs; epoch++) {
    let unusable = 0;
    for (const example of shuffle(random(`${seed}: epoch ${epoch}`), examples)) {
      const learningRate = rate * (1 - (0.9 * step) / steps);
      const nats = learn(learner, example, learningRate);
      if (nats === undefined) unusable += 1;
      else loss = Number.isNaN(loss) ? nats : 0.99 * loss + 0.01 * nats;
      step += 1;
      if (step % yieldEvery !== 0 && step !== steps) continue;
      onStep?.({ step, steps, loss, learningRate, examples: examples.length, unusable, seconds: (performance.now() - began) / 1000 });
      await new Promise((go) => setImmediate(go));
    }
    onEpoch?.({ epoch: epoch + 1, table: learner.table.slice(), squares: learner.squares.slice() });
  }
  // As a saved student knows its weights, so that it answers the same before and after.
  return loadWeights(saveWeights({ table: learner.table, support }));
}

/** The base, with what the questions alone teach: what each word counts, and which kind of answer is asked for. */
function begin(open: readonly OpenExample[], seed: number): Learner {
  const learner = { table: baseWeights().table, squares: new Float32Array(TABLE_SIZE) };
  for (const [hash, size] of wordSizes(open)) learner.table[sizeSlot(hash)] = size;
  const told = open.filter((e): e is Example => e.kind !== undefined);
  for (let epoch = 0; epoch < KIND_EPOCHS; epoch++) for (const example of shuffle(random(`${seed}: kinds ${epoch}`), told)) learnKind(learner, example, KIND_RATE);
  return learner;
}

/** Words that few questions have count for more: they name what is asked, the others how. Squared inverse document frequency, kept within bounds. */
function wordSizes(open: readonly OpenExample[]): Map<number, number> {
  const questions = new Map<number, number>();
  for (const { asked } of open) for (const { hash } of asked.topic) questions.set(hash, (questions.get(hash) ?? 0) + 1);
  return new Map([...questions].map(([hash, n]) => [hash, Math.min(1.5, Math.max(0.25, (Math.log(open.length / n) / 4) ** 2))]));
}
