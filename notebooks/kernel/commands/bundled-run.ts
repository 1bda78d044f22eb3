/**
 * Makes `data/bundled` from a finished rehearsal run on the bundled notes: what each stage wrote, so that any notebook can be opened first.
 * Called by `npm start -- --save`. Owns what is taken and under which names; not what a stage writes.
 */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { latestJournals } from "../../../lib/evaluation/predict.ts";
import { artifacts, BUNDLED_RUN, STAGES } from "../../../lib/io/artifacts.ts";
import { fromRoot } from "../../../lib/settings.ts";
import { readNotebook } from "../notebook.ts";

/** What is of one machine or one moment, or can be made again from the rest. */
const LEFT_OUT = /(^|\/)(run\.json|log\.txt|.*\.lock|.*\.batches|rejected\.parquet|predictions\.jsonl|checkpoint.*)$/;

/** Copies a run's files; replies lose the model's revision from their name, since the bundle holds one of each model. Returns the bundle's size in bytes. */
export function writeBundle(run: string, executed: string): number {
  const bundle = BUNDLED_RUN, ablation = fromRoot("data/runs/ablation.json");
  const before = join(bundle, "ablation.json"), kept = existsSync(ablation) ? ablation : undefined;
  for (const name of existsSync(bundle) ? readdirSync(bundle) : []) if (name !== basename(before)) rmSync(join(bundle, name), { recursive: true });
  for (const stage of Object.values(STAGES)) cpSync(join(run, stage), join(bundle, stage), { recursive: true, filter: (path) => !LEFT_OUT.test(path) });
  for (const task of readdirSync(run).filter((name) => existsSync(join(run, artifacts.questions(name))))) {
    cpSync(join(run, task), join(bundle, task), { recursive: true, filter: (path) => !LEFT_OUT.test(path) && basename(path) !== "replies" });
    const replies = artifacts.replies(task);
    if (!existsSync(join(run, replies))) continue;
    mkdirSync(join(bundle, replies), { recursive: true });
    for (const [model, journal] of latestJournals({ folder: run }, task)) cpSync(journal, join(bundle, replies, `${model}.jsonl`));
  }
  if (kept) cpSync(kept, before);
  writeFileSync(join(bundle, "accuracy.png"), firstPicture(join(executed, "b-synthetic/3-evaluate.ipynb")));
  return sizeOf(bundle);
}

/** The first picture of an executed notebook: the README shows it. */
function firstPicture(notebook: string): Buffer {
  for (const cell of readNotebook(notebook).cells) {
    for (const output of (cell.outputs ?? []) as { data?: Record<string, unknown> }[]) {
      const png = output.data?.["image/png"];
      if (png !== undefined) return Buffer.from(Array.isArray(png) ? png.join("") : String(png), "base64");
    }
  }
  throw new Error(`Expected a figure in ${notebook}, found none: run it first`);
}

const sizeOf = (path: string): number => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0) : statSync(path).size);
