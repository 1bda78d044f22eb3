/**
 * What went wrong in a cell, as Jupyter wants it told: type errors, thrown values with their place in the notebook, interrupts,
 * and failures in the background. Not: running cells (session.ts).
 */
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";
import { ROOT } from "./notebook.ts";
import { sourcePosition } from "./typescript.ts";

/** The name of the error's class, its message, and the lines to print. */
export interface CellError { ename: string; evalue: string; traceback: string[] }

/** Source maps of the cells so far, by the name their lines carry in a stack. */
export type CellMaps = ReadonlyMap<string, readonly object[]>;

/** The name of a cell in stacks. */
export const cellName = (count: number): string => `cell-${count}`;

const DIAGNOSTIC = "%s%d:%d - %s";
const INTERRUPTED = /^(The cell was interrupted\.|Interrupted asynchronously|Script execution was interrupted by `SIGINT`)$/;

/** tslab tells of an error by printing it: either one thrown value, or one line for each thing TypeScript found. */
export function errorOf(printed: readonly unknown[][], maps: CellMaps): CellError {
  const found = printed.filter((args) => args[0] === DIAGNOSTIC).map(([, file, line, column, text]) => `${file}line ${line}, column ${column}: ${text}`);
  if (found.length > 0) return { ename: "TypeScriptError", evalue: found[0]!, traceback: found };
  return ofValue(printed[0]?.[0], maps);
}

let background: { kind: string; error: unknown } | undefined;
let watching = false;

/** From here on, failures that no cell waits for are kept for {@link takeBackground}. */
export function watchBackground(): void {
  if (watching) return;
  watching = true;
  const keep = (kind: string) => (error: unknown) => {
    if (!isInterrupt(error)) background ??= { kind, error }; // what a person stopped has not failed
  };
  process.on("unhandledRejection", keep("A promise failed that nobody waited for"));
  process.on("uncaughtException", keep("Something failed in the background"));
}

/** The first failure in the background since the last call. */
export function takeBackground(maps: CellMaps): CellError | undefined {
  if (!background) return undefined;
  const { kind, error } = background;
  background = undefined;
  const found = ofValue(error, maps);
  return { ...found, evalue: `${kind}: ${found.evalue}`, traceback: [`${kind}:`, ...found.traceback] };
}

function ofValue(error: unknown, maps: CellMaps): CellError {
  if (!(error instanceof Error)) return { ename: "Thrown", evalue: inspect(error), traceback: [inspect(error)] };
  if (isInterrupt(error)) return { ename: "Interrupted", evalue: "The cell was interrupted.", traceback: ["The cell was interrupted."] };
  return { ename: error.name, evalue: error.message, traceback: inCells(inspect(error), maps) };
}

const isInterrupt = (error: unknown): boolean => error instanceof Error && INTERRUPTED.test(error.message);

const MACHINERY = /^\s+at .*(node_modules\/tslab\/|node:|notebooks\/kernel\/|evalmachine)/;
const IN_CELL = /(cell-\d+):(\d+):(\d+)/;
/** Node may put the failing line above the error; a cell's line would be of its running form. */
const FAILING_LINE = /^\S.*:\d+\n.*\n\s*\^+\n\n?/;

/** Drops the machinery from a stack, gives places in cells as they stand in the notebook and files from the project's root. */
function inCells(stack: string, maps: CellMaps): string[] {
  const clear = stack.replace(FAILING_LINE, "").replaceAll(pathToFileURL(ROOT).href, "").replaceAll(ROOT, "").replaceAll(" at Proxy.", " at ");
  const lines = clear.split("\n").filter((line) => !MACHINERY.test(line));
  const placed = lines.map((line) => {
    const [, name, row, column] = IN_CELL.exec(line) ?? [];
    if (name === undefined) return line;
    const place = sourcePosition(maps.get(name) ?? [], Number(row), Number(column));
    return place && line.replace(IN_CELL, `${name}, line ${place.line}, column ${place.column}`);
  });
  return placed.filter((line) => line !== undefined);
}
