/**
 * Runs notebooks in this process, with the cells' meaning of the Jupyter kernel (session.ts) and without Python.
 * `node notebooks/kernel/run-notebook.ts NOTEBOOK… [--out FOLDER_OR_FILE]` writes executed copies under their paths as given and ends with 1 at the first
 * failing cell.
 */
import { basename, extname, isAbsolute, join, relative, resolve } from "node:path";
import { parseArgs } from "node:util";
import { registerFilter } from "./git-clean-filter.mjs";
import { collector, readNotebook, ROOT, textOf, writeNotebook } from "./notebook.ts";
import { openSession, terminal } from "./session.ts";
import type { Output } from "./notebook.ts";
import type { CellError } from "./errors.ts";
import type { Session } from "./session.ts";

/** What became of a notebook: `toSlurmError` is one sentence naming the cell, undefined when every cell went well. */
export interface Run { seconds: number; cells: number; failure?: string }

/** Executes a notebook and writes the executed copy to `out` if given, whether it went well or not. */
export async function runNotebook(file: string, { out, session = openSession() }: { out?: string; session?: Session } = {}): Promise<Run> {
  const started = performance.now();
  const notebook = readNotebook(file);
  const displays = new Map<string, Output[]>();
  const code = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of code) Object.assign(cell, { outputs: [], execution_count: null });
  let failure: string | undefined;
  let count = 0;
  for (const cell of code) {
    cell.execution_count = ++count;
    const sink = collector(cell, displays);
    const last = count === code.length;
    const error = (await session.run(textOf(cell.source), { sink, count })) ?? (last ? await session.settle() : undefined);
    if (error) sink.fail(error);
    if (error && !cell.metadata.tags?.includes("raises-exception")) {
      failure = sentence(file, { count, error });
      break;
    }
  }
  if (out) writeNotebook(out, notebook);
  return { seconds: (performance.now() - started) / 1000, cells: count, ...(failure ? { failure } : {}) };
}

function sentence(file: string, { count, error }: { count: number; error: CellError }): string {
  return `${relative(ROOT, file).startsWith("..") ? file : relative(ROOT, file)}, code cell ${count}: ${error.ename}: ${error.evalue}`;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { out: { type: "string" } } });
  const folder = process.cwd();
  const out = values.out === undefined ? undefined : resolve(values.out);
  const unguarded = out !== undefined && !/^(\.\.|data\/(runs|external)\/)/.test(relative(ROOT, out).replaceAll("\\", "/")) ? registerFilter(ROOT) : undefined;
  if (unguarded !== undefined) {
    terminal.err(`${unguarded}\n`);
    return 1;
  }
  for (const given of positionals) {
    const file = resolve(folder, given);
    const copy = out && (extname(out) === ".ipynb" ? out : join(out, isAbsolute(given) ? basename(given) : given));
    const run = await runNotebook(file, copy === undefined ? {} : { out: copy });
    terminal.out(`${run.failure === undefined ? "ok" : "failed"}  ${file}  ${run.cells} cells  ${run.seconds.toFixed(1)} s\n`);
    if (run.failure !== undefined) {
      terminal.err(`${run.failure}\n`);
      return 1;
    }
  }
  return 0;
}

if (import.meta.main) terminal.exit(await main());
