/**
 * `npm run report -- c-n2c2/3-evaluate`: one HTML page of an evaluation, made from the executed notebook and readable offline. A name stands for the copy that
 * `npm start -- all` left in the run's folder (RUN and PLACE name another run); a path for a notebook that was run and saved in JupyterLab.
 */
import { existsSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { runDirectory } from "../../../lib/io/artifacts.ts";
import { readNotebook } from "../notebook.ts";
import { helpIfAsked } from "../usage.mjs";
import { writeReport } from "./report.ts";

/** True for the notebooks that end in figures and get a page of their own. */
export const isEvaluation = (name: string): boolean => /3-evaluate\.ipynb$|^f-/.test(name);

/** Where the page of an evaluation goes. */
export const evaluationReport = (folder: string, name: string): string => join(folder, "reports", `${name.replace(/\.ipynb$/, "").replaceAll("/", "-")}.html`);

/** Writes the page of one notebook and returns its path. Throws one sentence when there is no such notebook, or it was not run. */
export function reportOf(name: string, { cwd = process.cwd(), place = process.env["PLACE"] || "rehearsal" }: { cwd?: string; place?: string } = {}): string {
  const folder = runDirectory(place), path = resolve(cwd, name);
  const executed = join(folder, "notebooks", name.endsWith(".ipynb") ? name : `${name}.ipynb`), saved = name.endsWith(".ipynb") && existsSync(path);
  if (!saved && !existsSync(executed)) throw new Error(`Expected a notebook at ${path}, or its executed copy at ${executed}, found neither: run npm start -- all first, or give the path of a saved notebook`);
  const notebook = readNotebook(saved ? path : executed);
  if (!notebook.cells.some((cell) => cell.outputs?.length)) throw new Error(`Expected an executed notebook, got ${name} without outputs: run it first`);
  const file = saved ? path.replace(/\.ipynb$/, ".html") : evaluationReport(folder, name);
  writeReport(file, { place: saved ? undefined : place, notebooks: [{ name: saved ? basename(path) : name, notebook }] });
  return file;
}

if (import.meta.main) {
  helpIfAsked("report");
  const cwd = process.env["INIT_CWD"] ?? process.cwd(), names = process.argv.slice(2);
  try {
    if (names.length === 0) throw new Error("Expected the name of a notebook, got none: for example npm run report -- c-n2c2/3-evaluate");
    for (const name of names) console.log(relative(cwd, reportOf(name, { cwd })));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
