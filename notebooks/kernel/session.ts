/**
 * A session runs cells one after another: names of earlier cells are known to later ones.
 * Owns what a cell's run means, for the Jupyter kernel and for the runner alike: what it shows, when it has failed, how it is interrupted.
 * Not: who asks (kernel.ts, run-notebook.ts), how output travels, how an error reads (errors.ts), how a cell is compiled (typescript.ts, tslab).
 */
import { relative } from "node:path";
import { inspect } from "node:util";
import { keptAtHome } from "../../lib/display/figure-config.ts";
import { tableBundle } from "../../lib/display/table.ts";
import { cellModules, staleFiles } from "./cell-modules.ts";
import { cellName, errorOf, takeBackground, watchBackground } from "./errors.ts";
import { registerFilter } from "./git-clean-filter.mjs";
import { interruptible } from "./interrupts.ts";
import { ROOT } from "./notebook.ts";
import { loadTslab, takeSourceMaps, waitsForImports } from "./typescript.ts";
import type { FrameLike } from "../../lib/display/table.ts";
import type { CellError } from "./errors.ts";
import type { Converted, Converter } from "./typescript.ts";

export type Bundle = Readonly<Record<string, unknown>>;
export interface Display { data: Bundle; metadata: Bundle; transient?: { display_id?: string } }

/** Where a cell's output goes, in the order it is made. */
export interface Sink {
  stream(name: "stdout" | "stderr", text: string): void;
  /** `update` replaces what was shown under the same display id. */
  display(display: Display, update: boolean): void;
  /** The value of a cell's last expression. */
  result(data: Bundle): void;
}

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

const SETTLE_MS = 100;
let warned = false;
/** Where tslab keeps the value of a cell's last expression. */
const LAST_EXPRESSION = /^tsLastExpr\d*$/;

/** Starts a session. Names and modules resolve from the project's root, which becomes the working folder. One at a time in a process. */
export function openSession(): Session {
  process.chdir(ROOT);
  const unguarded = registerFilter(ROOT); // before anything can be shown that must not be committed
  watchBackground();
  const tslab = loadTslab();
  const cell = { count: 0, maps: new Map<string, object[]>(), errors: [] as unknown[][] };
  const executor = tslab.createExecutor(ROOT, { node: labelled(sharedConverter(tslab.createConverter), cell) }, {
    log: (value: unknown) => output.sink?.result(shown(value)),
    error: (...args: unknown[]) => cell.errors.push(args),
  });
  const awaits = interruptible();
  const { require } = (globalThis as any).__tslab__;
  const names = Object.create(null) as Record<string, unknown>; // of all cells: a plain object, where tslab's own is slow
  Object.setPrototypeOf(executor.locals, names); // where tslab looks for the value of a last expression
  const inCells = { exports: names, require, ...cellModules(require, names), wait: awaits.wait, look: awaits.look };
  Object.assign(globalThis as any, { __tslab__: inCells });
  captureOutput();

  return {
    async run(code, { sink, count }) {
      Object.assign(cell, { count, errors: [] });
      output.sink = sink;
      tslab.jupyter.lastWriteDisplayData = (display: Display, update: boolean) => sink.display(atHome(display), update);
      if (unguarded !== undefined && !warned) sink.stream("stderr", `${unguarded}\n`);
      warned = true;
      for (const file of staleFiles()) sink.stream("stderr", edited(file));
      const awake = setInterval(() => {}, 2 ** 30); // a cell may wait for something that does not keep the process alive
      const finished = await executor.execute(code);
      for (const name of Object.keys(names)) if (LAST_EXPRESSION.test(name)) delete names[name];
      clearInterval(awake);
      await new Promise((next) => setImmediate(next)); // rejections without a handler are reported after the microtasks
      const error = finished ? undefined : errorOf(cell.errors, cell.maps);
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

const edited = (file: string): string => `${relative(ROOT, file)} was edited after it was loaded: restart the kernel to use the new version.\n`;

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
      const name = cellName(cell.count);
      cell.maps.set(name, takeSourceMaps());
      if (!made.output) return made;
      return { ...made, hasToplevelAwait: made.hasToplevelAwait || waitsForImports(), output: `${made.output}\n//# sourceURL=${name}` };
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

/** Whoever made a figure, it offers nothing that leaves the machine. */
const atHome = (display: Display): Display => ({ ...display, data: keptAtHome(display.data) });

function captureOutput(): void {
  if (output.captured) return;
  output.captured = true;
  (globalThis as any)[Symbol.for("distil.publish")] = (display: Display, update: boolean) => output.sink?.display(atHome(display), update);
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

/** A last expression is shown like console.log shows it; a danfo frame, which would print its inner parts, as a table. */
function shown(value: unknown): Bundle {
  if (isFrame(value)) return tableBundle(value);
  return { "text/plain": typeof value === "string" ? value : inspect(value) };
}

const isFrame = (value: unknown): value is FrameLike => {
  const { columns, values, shape } = (value ?? {}) as Partial<FrameLike>;
  return Array.isArray(columns) && Array.isArray(values) && Array.isArray(shape);
};
