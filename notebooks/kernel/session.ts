/**
 * A session runs cells one after another: names of earlier cells are known to later ones.
 * Owns what a cell's run means, for the Jupyter kernel and for the runner alike: its output, its errors with their place in the cell,
 * promises that fail in the background, interrupts, and the warning about files of lib edited since. Not: who asks, or how output travels.
 */
import { createRequire, registerHooks } from "node:module";
import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { loadTslab, sourcePosition, takeMaps } from "./typescript.ts";
import type { Converted, Converter } from "./typescript.ts";

export type Bundle = Record<string, unknown>;
export interface Display { data: Bundle; metadata: Bundle; transient?: { display_id?: string } }

/** Where a cell's output goes, in the order it is made. */
export interface Sink {
  stream(name: "stdout" | "stderr", text: string): void;
  /** `update` replaces what was shown under the same display id. */
  display(display: Display, update: boolean): void;
  /** The value of a cell's last expression. */
  result(data: Bundle): void;
}

/** What Jupyter calls an error: the name of the error's class, its message, and the lines to print. */
export interface CellError { ename: string; evalue: string; traceback: string[] }

export interface Session {
  /** Runs one cell; undefined when it went well. Cells must not overlap: await one before the next. */
  run(code: string, options: { sink: Sink; count: number }): Promise<CellError | undefined>;
  /** Waits a moment for what still runs in the background, and returns its error if it failed. */
  settle(): Promise<CellError | undefined>;
  interrupt(): void;
  complete(code: string, position: number): { start: number; end: number; candidates: string[] };
  /** The type and documentation at a position, or undefined. */
  inspect(code: string, position: number): string | undefined;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SETTLE_MS = 100;

/** Starts a session. Names and modules resolve from the project's root, which becomes the working folder. One at a time in a process. */
export function openSession({ convert, watch = true }: { convert?: Converter["convert"]; watch?: boolean } = {}): Session {
  process.chdir(ROOT);
  watchBackground();
  const tslab = loadTslab({ watch });
  const converter = convert === undefined ? sharedConverter(tslab.createConverter) : ({ convert } as Converter);
  const cell = { count: 0, maps: new Map<string, object[]>(), errors: [] as unknown[][], interrupted: false };
  const executor = tslab.createExecutor(ROOT, { node: labelled(converter, cell) }, {
    log: (value: unknown) => output.sink?.result(shown(value)),
    error: (...args: unknown[]) => cell.errors.push(args),
  });
  const awaits = interruptibleAwaits();
  Object.assign(globalThis as any, { __tslab__: { ...(globalThis as any).__tslab__, wait: awaits.wait } });
  captureOutput();

  return {
    async run(code, { sink, count }) {
      Object.assign(cell, { count, errors: [] });
      output.sink = sink;
      tslab.jupyter.lastWriteDisplayData = (display: Display, update: boolean) => sink.display(display, update);
      for (const warning of staleFiles()) sink.stream("stderr", warning);
      const finished = await executor.execute(code);
      await new Promise((next) => setImmediate(next)); // rejections without a handler are reported after the microtasks
      const error = finished ? undefined : describe(cell.errors, cell.maps);
      return error ?? takeBackground(cell.maps);
    },
    async settle() {
      await new Promise((next) => setTimeout(next, SETTLE_MS));
      return takeBackground(cell.maps);
    },
    interrupt() {
      executor.interrupt();
      awaits.interrupt();
    },
    complete: (code, position) => executor.complete(code, position),
    inspect(code, position) {
      const info = executor.inspect(code, position);
      return info ? tslab.quickInfo(info) : undefined;
    },
  };
}

/** Type checking starts in about two seconds; sessions of one process share it. */
let shared: Converter | undefined;
function sharedConverter(create: (options: object) => Converter): Converter {
  return (shared ??= create({ isJS: false, isBrowser: false }));
}

/** Names each converted cell, so that a stack says which cell a line belongs to. */
function labelled(converter: Converter, cell: { count: number; maps: Map<string, object[]> }): Converter {
  return {
    ...converter,
    convert(declarations: string, source: string): Converted {
      const made = converter.convert(declarations, source);
      const maps = made.maps ?? takeMaps();
      const name = `cell-${cell.count}`;
      cell.maps.set(name, maps);
      return made.output ? { ...made, output: `${made.output}\n//# sourceURL=${name}` } : made;
    },
  };
}

// Output

const output: { sink?: Sink; captured: boolean } = { captured: false };

/** Everything written to stdout or stderr from here on belongs to the cell that ran last. The real ones, and the real exit, stay in `terminal`. */
export const terminal = {
  out: process.stdout.write.bind(process.stdout) as (text: string) => boolean,
  err: process.stderr.write.bind(process.stderr) as (text: string) => boolean,
  exit: process.exit.bind(process) as (code: number) => never,
};

function captureOutput(): void {
  if (output.captured) return;
  output.captured = true;
  (globalThis as any)[Symbol.for("distil.publish")] = (display: Display, update: boolean) => output.sink?.display(display, update);
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new TextDecoder();
    process[name].write = ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
      output.sink?.stream(name, typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true }));
      const done = typeof encoding === "function" ? encoding : callback;
      if (typeof done === "function") queueMicrotask(done as () => void);
      return true;
    }) as typeof process.stdout.write;
  }
  process.exit = ((code?: number) => {
    throw new Error(`A cell called process.exit(${code ?? ""}), which would end the kernel: throw an error instead.`);
  }) as typeof process.exit;
}

/** A last expression is shown like console.log shows it, unless it knows better: a value with `toMime()` gives its own bundle. */
function shown(value: unknown): Bundle {
  const own = (value as { toMime?: () => Bundle } | null)?.toMime;
  if (typeof own === "function") return own.call(value);
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

// Interrupts

/** `wait` is what every await of a cell goes through; `interrupt` fails all that wait now. */
function interruptibleAwaits() {
  const waiting = new Set<(error: Error) => void>();
  return {
    wait(value: unknown): unknown {
      if (typeof (value as PromiseLike<unknown> | undefined)?.then !== "function") return value;
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        (value as PromiseLike<unknown>).then(resolve, reject).then(() => waiting.delete(reject));
      });
    },
    interrupt() {
      const error = new Error("The cell was interrupted.");
      for (const reject of waiting) reject(error);
      waiting.clear();
    },
  };
}

// Errors

let background: { kind: string; error: unknown } | undefined;
let watching = false;

function watchBackground(): void {
  if (watching) return;
  watching = true;
  process.on("unhandledRejection", (error) => (background ??= { kind: "A promise failed that nobody waited for", error }));
  process.on("uncaughtException", (error) => (background ??= { kind: "Something failed in the background", error }));
}

function takeBackground(maps: Map<string, object[]>): CellError | undefined {
  if (!background) return undefined;
  const { kind, error } = background;
  background = undefined;
  const found = ofValue(error, maps);
  return { ...found, evalue: `${kind}: ${found.evalue}`, traceback: [`${kind}:`, ...found.traceback] };
}

const DIAGNOSTIC = "%s%d:%d - %s";

/** tslab tells of an error by printing it: either one thrown value, or one line for each thing TypeScript found. */
function describe(printed: unknown[][], maps: Map<string, object[]>): CellError {
  const found = printed.filter((args) => args[0] === DIAGNOSTIC).map(([, file, line, column, text]) => `${file}line ${line}:${column} - ${text}`);
  if (found.length > 0) return { ename: "TypeScriptError", evalue: found[0]!, traceback: found };
  return ofValue(printed[0]?.[0], maps);
}

function ofValue(error: unknown, maps: Map<string, object[]>): CellError {
  if (!(error instanceof Error)) return { ename: "Thrown", evalue: inspect(error), traceback: [inspect(error)] };
  return { ename: error.name, evalue: error.message, traceback: inCells(inspect(error), maps).split("\n") };
}

const MACHINERY = /^\s+at .*(node_modules\/tslab\/|node:vm|node:internal|notebooks\/kernel\/(session|typescript)\.ts|sigintHandlersWrap)/;

/** Drops the machinery from a stack, and gives places in cells by their line in the notebook. */
function inCells(stack: string, maps: Map<string, object[]>): string {
  const lines = stack.split("\n").filter((line) => !MACHINERY.test(line));
  return lines.map((line) => line.replace(/(cell-\d+):(\d+):(\d+)/, (whole, name: string, row: string, column: string) => {
    const place = sourcePosition(maps.get(name) ?? [], Number(row), Number(column));
    return place ? `${name}:${place.line}:${place.column}` : whole;
  })).join("\n");
}

// Files of lib that were edited after they were loaded

const loaded = new Map<string, string>();
registerHooks({
  load(url, context, next) {
    const answer = next(url, context);
    if (url.startsWith("file:") && url.endsWith(".ts") && !url.includes("/node_modules/")) {
      const file = fileURLToPath(url);
      loaded.set(file, contents(file));
    }
    return answer;
  },
});

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function staleFiles(): string[] {
  const changed = [...loaded].filter(([file, text]) => contents(file) !== text).map(([file]) => file);
  for (const file of changed) loaded.set(file, contents(file));
  return changed.map((file) => `${relative(ROOT, file)} was edited after it was loaded: restart the kernel to use the new version.\n`);
}
