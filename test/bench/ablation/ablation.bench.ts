// The ablation over five seeds: each seed splits the patients anew, trains all four variants on the teacher's items and asks them and the base about notes of held-out
// patients, labels from the facts, as many questions of each type. With it the controls (answers dealt out anew, another patient's note), pairs of notes that differ in
// having the asked fact, the dose of na- items, and wordings the teacher never uses. Writes data/runs/ablation.json, which b-synthetic/3-evaluate draws.
import { availableParallelism } from "node:os";
import { VARIANT_NAMES } from "../../../lib/dataset/training-sets.ts";
import { writeJson } from "../../../lib/io/json.ts";
import { QUESTION_TYPES } from "../../../lib/types.ts";
import type { QuestionType } from "../../../lib/types.ts";
import type { Ablation } from "../../../lib/evaluation/synthetic-task.ts";
import { fromRoot, setting } from "../../../lib/settings.ts";
import { lessIsBetter, mean, measured, moreIsBetter } from "../row.ts";
import type { BenchRow } from "../row.ts";

export const untimed = true;

export async function rows(): Promise<BenchRow[]> {
  const seeds = Array.from({ length: setting("ABLATION_SEEDS", 5) }, (_, i) => i + 1);
  const found: Ablation[] = [];
  // As many seeds at once as there are cores.
  const next = seeds.values();
  const worker = async () => {
    for (const seed of next) found[seed - 1] = await measured<Ablation>(process.execPath, [fromRoot("test/bench/ablation/seed.ts"), String(seed)]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const all: Ablation = { scores: found.flatMap((f) => f.scores), controls: found.flatMap((f) => f.controls), dose: found.flatMap((f) => f.dose), pairs: found.flatMap((f) => f.pairs) };
  writeJson(fromRoot("data/runs/ablation.json"), all);
  return summary(all);
}

/** Means over the seeds, each against what the paper's finding asks of it. */
function summary({ scores, controls, pairs }: Ablation): BenchRow[] {
  const of = (model: string, type: QuestionType | "mean of types", list = scores) => 100 * mean(list.filter((s) => s.model === model && s.question_type === type).map((s) => s.accuracy));
  const models = ["base", ...VARIANT_NAMES].flatMap((model) => [...QUESTION_TYPES, "mean of types" as const].map((type) => moreIsBetter(`ablation/${model}/${type}`, of(model, type), "%", null)));
  return [
    ...models,
    ...QUESTION_TYPES.map((type) => moreIsBetter(`ablation/unseen wording/${type}`, of("unseen wording", type, controls), "%", of("All", type))),
    lessIsBetter("ablation/dealt/boolean", of("answers dealt out anew", "boolean", controls), "%", 20),
    lessIsBetter("ablation/dealt/numeric", of("answers dealt out anew", "numeric", controls), "%", 5),
    lessIsBetter("ablation/another note", of("another patient's note", "mean of types", controls), "%", 45),
    lessIsBetter("ablation/another note, no mistake", of("another patient's note, read without a mistake", "mean of types", controls), "%", null),
    lessIsBetter("ablation/a note that says otherwise", of("a note that says otherwise", "mean of types", controls), "%", 45),
    moreIsBetter("ablation/pairs", 100 * mean(pairs.map((p) => p.both)), "%", 60),
  ];
}
