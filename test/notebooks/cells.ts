/** Helpers of the notebook tests: a notebook from cells, run by the in-process runner or on the real kernel, each in a process of its own. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureJupyter, jupyterEnv } from "../../notebooks/kernel/jupyter.ts";
import { readNotebook, ROOT, textOf, writeNotebook } from "../../notebooks/kernel/notebook.ts";
import type { Cell, Notebook } from "../../notebooks/kernel/notebook.ts";
import type { TestContext } from "node:test";

/** What a command left behind. */
export interface Done { readonly status: number; readonly stdout: string; readonly stderr: string }

/** What a notebook's run left behind. */
export interface Ran extends Done { readonly cells: readonly Cell[] }

/** A cell's source, or a source with tags. */
export type Source = string | { readonly source: string; readonly tags: string[] };

/** A notebook of code cells. */
export function notebookOf(sources: readonly Source[]): Notebook {
  const cells: Cell[] = sources.map((given, i) => {
    const { source, tags } = typeof given === "string" ? { source: given, tags: [] } : given;
    return { cell_type: "code", id: `cell${i}`, source, metadata: tags.length ? { tags } : {}, outputs: [], execution_count: null };
  });
  return { cells, metadata: { kernelspec: { name: "distil", display_name: "TypeScript (distil)", language: "typescript" } }, nbformat: 4, nbformat_minor: 5 };
}

/** A folder that goes when the test ends. */
export function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "distil test "));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs cells with the in-process runner. */
export async function runCells(t: TestContext, sources: readonly Source[]): Promise<Ran> {
  const folder = temporary(t);
  writeNotebook(join(folder, "book.ipynb"), notebookOf(sources));
  const done = await run(process.execPath, [join(ROOT, "notebooks/kernel/run-notebook.ts"), join(folder, "book.ipynb"), "--out", join(folder, "out")], { cwd: folder });
  return { ...done, cells: readNotebook(join(folder, "out", "book.ipynb")).cells };
}

/** Runs cells through nbclient on the real kernel; ask {@link noJupyter} first. */
export async function runCellsInJupyter(t: TestContext, sources: readonly Source[]): Promise<Ran> {
  const folder = temporary(t);
  writeNotebook(join(folder, "book.ipynb"), notebookOf(sources));
  const done = await run(jupyterPython(), [join(ROOT, "notebooks/kernel/execute.py"), "out", "book.ipynb"], { cwd: folder, env: jupyterEnv() });
  return { ...done, cells: readNotebook(join(folder, "out", "book.ipynb")).cells };
}

/** Why there is no Jupyter to test with, or false. */
export function noJupyter(): string | false {
  const known = process.env["DISTIL_NO_JUPYTER"];
  return known ? `Jupyter: ${known}` : ensureJupyter().missing !== undefined && `Jupyter: ${ensureJupyter().missing}`;
}

/** The Python that Jupyter was installed for. */
export function jupyterPython(): string {
  const jupyter = ensureJupyter();
  if (jupyter.missing !== undefined) throw new Error(jupyter.missing);
  return jupyter.python;
}

/** What a cell printed to stdout, as one text. */
export const printed = (cell: Cell | undefined): string =>
  (cell?.outputs ?? []).filter((output) => output.name === "stdout").map((output) => textOf(output.text)).join("");

/** The plain text of what a cell showed or ended with. */
export const shownText = (cell: Cell | undefined): string[] =>
  (cell?.outputs ?? []).filter((output) => output.data).map((output) => textOf(output.data!["text/plain"] as string[]));

/** Runs a command to its end; never throws. */
export function run(command: string, args: readonly string[], { cwd = ROOT, env = process.env }: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Promise<Done> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => (texts[name] += text));
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => done({ status: code ?? 1, ...texts }));
  });
}
