/**
 * `npm start`: runs the method's notebooks one after another in this process, and prints what came out.
 * `npm start -- all` runs every notebook, `-- a-distill` a folder's, `-- a-distill/3-prep` one; `-- --notes FILE` takes other notes than the bundled ones, `-- --save` writes the outputs into the
 * notebooks themselves (bundled notes only). Owns the order, the files it leaves behind and what it prints. Not: what notebooks compute.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runDirectory } from "../../../lib/io/artifacts.ts";
import { privateFilesRead } from "../../../lib/dataset/notes.ts";
import { writeBundle } from "./bundled-run.ts";
import { registerFilter, signOutputs } from "../git-clean-filter.mjs";
import { allNotebooks, namedNotebooks, readNotebook, ROOT, strayNotebooks, writeNotebook } from "../notebook.ts";
import { onParentExit } from "../exit-with-parent.mjs";
import { writeReport } from "./report.ts";
import { evaluationReport, isEvaluation } from "./report-notebook.ts";
import { runNotebook } from "../run-notebook.ts";
import { openSession, terminal } from "../session.ts";
import { helpIfAsked, saidOf } from "../usage.mjs";
import { resultTable } from "./summary.ts";
import type { Summary } from "./summary.ts";

const FIRST = /^(0-|a-distill\/|b-synthetic\/)/;

interface Plan { readonly notebooks: readonly string[]; readonly folder: string; readonly save: boolean; /** Not all that the result table needs. */ readonly some: boolean }

async function main(): Promise<number> {
  const plan = readPlan(process.argv.slice(2));
  const started = Date.now();
  const executed = await runAll(plan);
  const summaryFile = join(plan.folder, "summary.json"), isNew = existsSync(summaryFile) && statSync(summaryFile).mtimeMs >= started;
  const read = (file: string) => ({ name: nameOf(file), notebook: readNotebook(join(executed, nameOf(file))) });
  const place = process.env["PLACE"] || "rehearsal";
  for (const file of plan.notebooks.filter((one) => isEvaluation(nameOf(one)))) writeReport(evaluationReport(plan.folder, nameOf(file)), { place, notebooks: [read(file)] });
  if (plan.some) {
    say(`\nexecuted notebooks  ${shown(executed)}\n`);
    return 0;
  }
  if (!isNew) {
    throw new Error(`Expected the notebooks to write ${shown(summaryFile)}, they did not: see ${shown(executed)}`);
  }
  const summary = JSON.parse(readFileSync(summaryFile, "utf8")) as Summary;
  const report = join(plan.folder, "report.html");
  writeReport(report, { summary, notebooks: plan.notebooks.map(read) });
  if (plan.save) save(plan, executed);
  say(`\n${resultTable(summary)}\n\nexecuted notebooks  ${shown(executed)}\nreport              ${shown(report)}\n`);
  return 0;
}

function readPlan(args: string[]): Plan {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { notes: { type: "string" }, save: { type: "boolean", default: false } } });
  const all = allNotebooks(), some = positionals.length > 0 && !positionals.includes("all");
  const notebooks = positionals.length > 0 ? namedNotebooks(positionals) : all.filter((file) => FIRST.test(nameOf(file)));
  if (values.save && some) throw new Error(`Expected all notebooks or the method's with --save, got ${positionals.join(", ")}: what is saved is one whole run`);
  if (values.notes !== undefined) process.env["NOTES"] = notesFile(values.notes);
  const unguarded = values.save ? registerFilter(ROOT) : undefined;
  if (unguarded !== undefined) throw new Error(unguarded);
  if (values.save) hidePrivateData();
  const stray = strayNotebooks().filter((file) => !notebooks.includes(join(ROOT, "notebooks", file)));
  if (stray.length > 0) say(`left aside, since ${stray.length === 1 ? "it is" : "they are"} not the project's: ${stray.join(", ")} (name one to run it)`);
  // 1-create may begin a run of its own, which the folder is from then on.
  return { notebooks, get folder() { return runDirectory(process.env["PLACE"] || "rehearsal"); }, save: values.save, some };
}

/** The path is meant from where the person is, which npm remembers. */
function notesFile(path: string): string {
  const file = resolve(process.env["INIT_CWD"] ?? process.cwd(), path);
  if (!existsSync(file)) throw new Error(`Expected a notes file at ${file}, found none: check the path after --notes`);
  if (!statSync(file).isFile()) throw new Error(`Expected a notes file at ${file}, found a folder: name the file itself after --notes`);
  return file;
}

/** What is saved may be committed, so nothing but what is in the repository may be in reach, replies of earlier runs included. */
function hidePrivateData(): void {
  for (const name of ["NOTES", "MODEL_URL", "TEACHER_URL", "PLACE"]) delete process.env[name];
  process.env["RUN"] = "save";
  rmSync(join(ROOT, "data", "runs", "save"), { recursive: true, force: true });
  const nothing = mkdtempSync(join(tmpdir(), "distil-no-data-"));
  process.env["DISTIL_DATA"] = nothing;
  process.on("exit", () => rmSync(nothing, { recursive: true, force: true }));
}

/** Runs the notebooks in order; returns the folder of their executed copies. The first failure ends it, in one sentence. */
async function runAll(plan: Plan): Promise<string> {
  const { notebooks } = plan, executed = join(plan.folder, "notebooks");
  mkdirSync(executed, { recursive: true, mode: 0o700 });
  const width = Math.max(...notebooks.map((file) => nameOf(file).length));
  for (const file of notebooks) {
    const session = openSession();
    if (process.stdout.isTTY) terminal.out(`${nameOf(file).padEnd(width)}  …\r`);
    const run = await runNotebook(file, { out: join(executed, nameOf(file)), session });
    say(`${nameOf(file).padEnd(width)}  ${run.seconds.toFixed(1).padStart(6)} s${run.failure === undefined ? "" : "  failed"}`);
    if (run.failure !== undefined) throw new Error(run.failure);
  }
  const beside = join(plan.folder, "notebooks");
  if (beside === executed) return executed;
  // Copies that an earlier run left stay with it.
  for (const file of notebooks) {
    mkdirSync(dirname(join(beside, nameOf(file))), { recursive: true, mode: 0o700 });
    renameSync(join(executed, nameOf(file)), join(beside, nameOf(file)));
  }
  return beside;
}

/** Writes the executed copies over the notebooks, with the certificate that lets git take their outputs, and the run into data/bundled. */
function save({ notebooks, folder }: Plan, executed: string): void {
  const read = privateFilesRead();
  if (read.length > 0) throw new Error(`Expected to save a run on bundled notes only, it read ${read[0]}: run npm start -- --save without other notes`);
  for (const file of notebooks) writeNotebook(file, signOutputs(readNotebook(join(executed, nameOf(file)))));
  say(`data/bundled holds ${(writeBundle(folder, executed) / 2 ** 20).toFixed(1)} MB\n`);
}

const nameOf = (file: string): string => relative(join(ROOT, "notebooks"), file).replaceAll("\\", "/");

const shown = (file: string): string => relative(process.env["INIT_CWD"] ?? process.cwd(), file) || ".";

const say = (line: string): void => void terminal.out(`${line}\n`);

helpIfAsked("start");
onParentExit(() => terminal.exit(1));
try {
  terminal.exit(await main());
} catch (error) {
  terminal.err(`${saidOf("start", error)}\n`);
  terminal.exit(1);
}
