/**
 * Compiles the cells of notebooks without running them, each cell knowing the names of those before it.
 * `node notebooks/kernel/typecheck-notebooks.ts [NOTEBOOK…]` type-checks notebooks (all of them by default) and ends with 1 when a cell has an error.
 */
import { relative, resolve } from "node:path";
import { allNotebooks, readNotebook, ROOT, textOf } from "./notebook.ts";
import { loadTslab } from "./typescript.ts";
import type { Converter } from "./typescript.ts";

let shared: Converter | undefined;

/** One sentence for each type error in the first cell of a notebook that has any; later cells build on that one. */
export function typeErrors(file: string): string[] {
  process.chdir(ROOT);
  const converter = (shared ??= loadTslab().createConverter({ isJS: false, isBrowser: false }));
  const sources = readNotebook(file).cells.filter((cell) => cell.cell_type === "code").map((cell) => textOf(cell.source));
  let declarations = "";
  for (const [i, source] of sources.entries()) {
    const { diagnostics, declOutput } = converter.convert(declarations, source);
    if (diagnostics.length > 0) return diagnostics.map(({ start, messageText }) => `${relative(ROOT, file)}, code cell ${i + 1}, line ${start.line + 1}: ${messageText}`);
    declarations = declOutput ?? "";
  }
  return [];
}

if (import.meta.main) {
  const named = process.argv.slice(2).map((file) => resolve(file));
  const errors = (named.length ? named : allNotebooks()).flatMap(typeErrors);
  for (const error of errors) console.error(error);
  process.exit(errors.length > 0 ? 1 : 0);
}
