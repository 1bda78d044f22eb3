// Owns a training run: order of examples, rate, progress, and going on where an earlier run stopped.
import { hash32, random, shuffle } from "../../lib/random.ts";
import { baseWeights } from "./student-base.ts";
import { closeKinds, readExamples } from "./student-examples.ts";
import type { OpenExample, Row } from "./student-examples.ts";
import { learn, learnKind } from "./student-learn.ts";
import type { Example, Learner } from "./student-learn.ts";
import { pairSlot, seenSlot, TABLE_SIZE } from "./student-model.ts";
import { loadWeights, saveWeights } from "./student-store.ts";
import { PLACES } from "./student-sheet.ts";
import type { Weights } from "./student-store.ts";

export interface Progress {
  /** Examples seen so far, of `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Negative log-likelihood in nats, a running mean. */
  readonly loss: number;
  readonly learningRate: number;
  /** Examples in the training file, and how many of those taught nothing because no candidate of the note fits their answer. */
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
  /** @default 5, chosen on a development split like the settings below */
  readonly epochs?: number;
  readonly onStep?: (progress: Progress) => void;
  /** Report and let other work run after so many examples. @default 64 */
  readonly yieldEvery?: number;
  /** Called after each epoch with copies. */
  readonly onEpoch?: (checkpoint: Checkpoint) => void;
  /** A checkpoint of the same file, seed and epochs. */
  readonly resume?: Checkpoint;
  /** AdaGrad's rate at the start; it falls to a tenth. @default 0.3 */
  readonly rate?: number;
  /** How often a topic word of the question is hidden in a step. @default 0.1 */
  readonly dropout?: number;
  readonly placeDropout?: number;
}

const KIND_EPOCHS = 3;

/** Trains a student from the base on prepared rows. Same rows and options, same weights. Hands over to other work every few examples. */
export async function train(rows: readonly Row[], options: TrainOptions): Promise<Weights> {
  const { seed, epochs = 5, onStep, onEpoch, yieldEvery = 64, resume, rate = 0.3, dropout = 0.1, placeDropout = 0 } = options;
  const began = performance.now();
  const { examples: open, support } = readExamples(rows);
  const learner: Learner = resume ? { table: resume.table.slice(), squares: resume.squares.slice() } : { table: baseWeights().table, squares: new Float32Array(TABLE_SIZE) };
  if (!resume) learnKinds(learner, open, seed);
  const df = new Map<number, number>();
  for (const e of open) for (const t of e.asked.topic) df.set(t.hash, (df.get(t.hash) ?? 0) + 1);
  const I = (globalThis as any).X?.I ?? 0;
  for (const [hash, n] of df) learner.table[seenSlot(hash)] = Math.min((globalThis as any).X?.hi ?? 1.5, Math.max((globalThis as any).X?.lo ?? 0.25, Math.pow(Math.log(open.length / n) / 4, I)));
  if ((globalThis as any).X?.P) associate(learner.table, open, (globalThis as any).X.P);
  const examples = closeKinds(learner, open);
  const steps = epochs * examples.length;
  let step = (resume?.epoch ?? 0) * examples.length, loss = NaN, unusable = 0;
  for (let epoch = resume?.epoch ?? 0; epoch < epochs; epoch++) {
    const r = random(`${seed}: epoch ${epoch}`);
    unusable = 0;
    for (const example of shuffle(r, examples)) {
      const now = rate * (1 - (0.9 * step) / steps);
      const nats = learn(learner, example, { rate: now, lexical: r() < ((globalThis as any).X?.L ?? 0), ...(dropout > 0 && { hidden: (h: number) => r() < dropout * ((globalThis as any).X?.HF ? Math.min(1, Math.max(0, ((globalThis as any).X.HF - Math.log(open.length / (df.get(h) ?? 1))) / 1.5)) : 1) }), ...(placeDropout > 0 && { places: PLACES.map(() => r() < placeDropout) }) });
      if (nats === undefined) unusable += 1;
      else loss = Number.isNaN(loss) ? nats : 0.99 * loss + 0.01 * nats;
      step += 1;
      if (step % yieldEvery !== 0 && step !== steps) continue;
      onStep?.({ step, steps, loss, learningRate: now, examples: examples.length, unusable, seconds: (performance.now() - began) / 1000 });
      await new Promise((go) => setImmediate(go));
    }
    onEpoch?.({ epoch: epoch + 1, table: learner.table.slice(), squares: learner.squares.slice() });
  }
  // As a saved student knows its weights, so that it answers the same before and after.
  if ((globalThis as any).X?.raw) { let nz = 0; for (const x of learner.table) if (x) nz++; console.log("nonzero", nz); return { table: learner.table, support }; }
  return loadWeights(saveWeights({ table: learner.table, support }));
}

function associate(table: Float32Array, open: readonly OpenExample[], scale: number): void {
  const both = new Map<string, number>(), asked = new Map<number, number>(), quoted = new Map<string, number>();
  const add = <K>(m: Map<K, number>, k: K) => m.set(k, (m.get(k) ?? 0) + 1);
  let n = 0;
  for (const e of open) {
    if (!e.mask || !e.quoted) continue;
    n += 1;
    for (const t of e.asked.topic) add(asked, t.hash);
    for (const v of e.quoted) { add(quoted, v); for (const t of e.asked.topic) add(both, `${t.hash} ${v}`); }
  }
  for (const [key, c] of both) {
    const at = key.indexOf(" "), u = Number(key.slice(0, at)), v = key.slice(at + 1);
    const pmi = Math.log((c * n) / ((asked.get(u) as number) * (quoted.get(v) as number)));
    if (c < 2 || pmi < 1) continue;
    const w = scale * Math.min(pmi, 4) * (c / (c + 2));
    for (const [place, share] of [["self", 1], ["left", 0.5], ["leftBag", 0.5], ["rightBag", 0.3], ["head", 0.3]] as const) table[pairSlot(u, hash32(`${place}:${v}`))] = w * share;
  }
}

/** The kind of answer is learned first, from the rows that show it. */
function learnKinds(learner: Learner, open: readonly OpenExample[], seed: number): void {
  const told = open.filter((e): e is Example => e.kind !== undefined);
  for (let epoch = 0; epoch < KIND_EPOCHS; epoch++) for (const example of shuffle(random(`${seed}: kinds ${epoch}`), told)) learnKind(learner, example, { rate: 0.3 });
}
