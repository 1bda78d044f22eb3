/**
 * `npm run export:n2c2 -- RUN FOLDER`: the answers that c-n2c2/3-evaluate scored, in the official layout: a folder for each model and sampling, an XML file for each
 * record. RUN is a folder below data/runs, or a path. The challenge's own scorer takes such a folder beside that of the labels.
 */
import { existsSync, readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { artifacts, inRun } from "../../../lib/io/artifacts.ts";
import { readJsonLines } from "../../../lib/io/json.ts";
import { n2c2Predictions, writeN2c2Folder } from "../../../lib/trials/n2c2-records.ts";
import type { Answer } from "../../../lib/types.ts";
import { fromRoot, ROOT } from "../../../lib/settings.ts";
import { readTrial } from "../../../lib/trials/trial.ts";
import { helpIfAsked } from "../usage.mjs";
import { loadTrialRun } from "../../../lib/trials/trial-data.ts";

/** A row of n2c2/predictions.jsonl, as far as it is needed here. */
interface Scored {
  readonly note_id: string;
  readonly criterion: string;
  readonly model: string;
  readonly temperature: number;
  readonly top_p: number;
  /** Left out where the reply could not be read. */
  readonly prediction?: Answer;
}

/**
 * Writes the answers of a run below `folder` and returns a line for each folder written. Throws one sentence when the run was not evaluated, a folder is not empty,
 * or people's records would be written where git sees them.
 */
export async function exportN2c2(run: string, folder: string): Promise<string[]> {
  const file = inRun({ folder: run }, artifacts.predictions("n2c2"));
  if (!existsSync(file)) throw new Error(`Expected ${file}, found none: run the notebooks of c-n2c2 in this run first`);
  const { data } = await loadTrialRun({ folder: run }, readTrial("n2c2"));
  if (data.label_from !== "facts" && seenByGit(folder)) throw new Error(`Expected a folder outside the project for records of people, got ${folder}: name another, or one below data/runs`);
  const texts = new Map(data.notes.map((note) => [note.note_id, note.text]));
  const systems = Map.groupBy(readJsonLines<Scored>(file), ({ model, temperature, top_p }) => `${model.replace(/[^\w.-]+/g, "_")}${temperature === 0 ? "" : `-t${temperature}-p${top_p}`}`);
  for (const name of systems.keys()) {
    const target = join(folder, name);
    if (existsSync(target) && readdirSync(target).length > 0) throw new Error(`Expected an empty folder at ${target}, it holds files: name another folder, so that no older answers mix in`);
  }
  return [...systems].map(([name, rows]) => {
    const answers = n2c2Predictions(rows.map((row) => ({ ...row, prediction: row.prediction })));
    const files = writeN2c2Folder(join(folder, name), answers.map((one) => ({ ...one, text: texts.get(one.file.replace(/\.xml$/, "")) ?? "" })));
    return `${join(folder, name)}: ${files} records`;
  });
}

/** Inside the project, but not in a folder that git ignores. */
function seenByGit(folder: string): boolean {
  const path = relative(ROOT, folder);
  return !path.startsWith("..") && !/^data[\\/](runs|external)\b/.test(path);
}

if (import.meta.main) {
  helpIfAsked("export:n2c2");
  const [run, folder] = process.argv.slice(2), cwd = process.env["INIT_CWD"] ?? process.cwd();
  try {
    if (!run || !folder) throw new Error("Expected a run and a folder, for example npm run export:n2c2 -- rehearsal exported");
    const own = resolve(cwd, run), lines = await exportN2c2(existsSync(join(own, "n2c2")) ? own : fromRoot("data/runs", run), resolve(cwd, folder));
    console.log(lines.join("\n"));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
