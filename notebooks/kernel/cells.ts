/**
 * Compiles the cells of notebooks without running them, each cell knowing the names of those before it.
 * `node notebooks/kernel/cells.ts [NOTEBOOK…]` type-checks notebooks (all of them by default) and ends with 1 when a cell has an error.
 */
import { relative, resolve } from "node:path";
import { allNotebooks, readNotebook, ROOT, textOf } from "./notebook.ts";
import { loadTslab, takeMaps } from "./typescript.ts";
import type { Converted } from "./typescript.ts";

/** A cell before it runs: what tslab was given and what it made of it. */
export interface CompiledCell { readonly declarations: string; readonly source: string; readonly made: Converted }

/** Compiles one notebook's code cells in order, one at a time as they are asked for; a cell with errors ends it. */
export function* compileCells(file: string): Generator<CompiledCell> {
  process.chdir(ROOT);
  const converter = (shared ??= loadTslab({ watch: false }).createConverter({ isJS: false, isBrowser: false }));
  let declarations = "";
  for (const cell of readNotebook(file).cells) {
    if (cell.cell_type !== "code") continue;
    const source = textOf(cell.source);
    const made = { ...converter.convert(declarations, source), maps: takeMaps() };
    yield { declarations, source, made };
    if (made.diagnostics.length > 0) return;
    declarations = made.declOutput ?? "";
  }
}
let shared: ReturnType<ReturnType<typeof loadTslab>["createConverter"]> | undefined;

/** One sentence for each type error in a notebook's cells. */
export function typeErrors(file: string): string[] {
  return [...compileCells(file)].flatMap(({ made }, i) =>
    made.diagnostics.map(({ start, messageText }) => `${relative(ROOT, file)}, code cell ${i + 1}, line ${start.line + 1}: ${messageText}`),
  );
}

if (import.meta.main) {
  const named = process.argv.slice(2).map((file) => resolve(file));
  const errors = (named.length ? named : allNotebooks()).flatMap(typeErrors);
  for (const error of errors) console.error(error);
  process.exit(errors.length > 0 ? 1 : 0);
}
