/**
 * Notebook files: reading them, writing them the way Jupyter does, and collecting a cell's outputs. Not: running cells (session.ts).
 */
import { chmodSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { mayBeCommitted } from "./git-clean-filter.mjs";
import type { CellError } from "./errors.ts";
import type { Bundle, Display, Sink } from "./session.ts";

export interface Output {
  output_type: "stream" | "display_data" | "execute_result" | "error";
  name?: "stdout" | "stderr";
  text?: string | string[];
  data?: Bundle;
  metadata?: Bundle;
  execution_count?: number | null;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}
export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  source: string | string[];
  metadata: { tags?: string[] } & Bundle;
  outputs?: Output[];
  execution_count?: number | null;
}
export interface Notebook {
  cells: Cell[];
  metadata: Bundle;
  nbformat: number;
  nbformat_minor: number;
}

/** The project's folder: where cells run, and what their paths start from. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The project's notebooks, in the order of its stages. Others that lie in notebooks/ are somebody's own: they run when they are named. */
const STAGES = {
  "": ["0-start-here"],
  "a-distill/": ["1-create", "2-post-process", "3-prep", "4-finetune", "5-convert"],
  "b-synthetic/": ["1-preprocess", "2-infer", "3-evaluate"],
  "c-n2c2/": ["1-preprocess", "2-infer", "3-evaluate"],
  "d-apixaban/": ["1-preprocess", "2-infer", "3-evaluate"],
  "e-errors/": ["1-failure-modes", "2-resources", "3-published-figures"],
  "f-": ["open-criteria"],
};

/** Every notebook of the project, in the order of its stages. */
export function allNotebooks(): string[] {
  return Object.entries(STAGES).flatMap(([stage, names]) => names.map((name) => join(ROOT, "notebooks", `${stage}${name}.ipynb`)));
}

/** Notebooks in notebooks/ that are not the project's, as paths within it. */
export function strayNotebooks(): string[] {
  const known = new Set(allNotebooks());
  const found = globSync("**/*.ipynb", { cwd: join(ROOT, "notebooks"), exclude: (name) => name.startsWith(".") });
  return found.filter((file) => !known.has(join(ROOT, "notebooks", file))).sort();
}

/**
 * The notebooks that words of a command name: "all", a folder of notebooks/, or a notebook with or without `.ipynb`. Throws one sentence for a word that
 * names none.
 */
export function namedNotebooks(words: readonly string[]): string[] {
  const all = allNotebooks(), pick = words.flatMap((word) => (word === "all" ? all : named(word, all)));
  return [...new Set([...all, ...pick])].filter((file) => pick.includes(file));
}

function named(word: string, all: readonly string[]): string[] {
  const name = word.replaceAll("\\", "/").replace(/^\.?\/?notebooks\//, "").replace(/^\.\//, "").replace(/\/$/, ""), path = join(ROOT, "notebooks", name);
  if (all.includes(`${path}.ipynb`) || all.includes(path)) return [path.replace(/(\.ipynb)?$/, ".ipynb")];
  const within = name === "" ? [] : all.filter((file) => file.startsWith(`${path}/`) || file.startsWith(`${path}\\`));
  if (within.length > 0) return within;
  const own = strayNotebooks().find((file) => [file, file.replace(/\.ipynb$/, "")].map((one) => one.replaceAll("\\", "/")).includes(name));
  if (own !== undefined) return [join(ROOT, "notebooks", own)];
  const names = [...new Set(all.map((file) => relative(join(ROOT, "notebooks"), file).replaceAll("\\", "/").replace(/\/.*|\.ipynb$/, "")))];
  throw new Error(`Expected "all", a folder or a notebook in notebooks/ after npm start --, got "${word}": for example npm start -- a-distill/3-prep; there are ${names.join(", ")}`);
}

/** A cell's or an output's text, which Jupyter stores whole or by lines. */
export const textOf = (text: string | string[] | undefined): string => (Array.isArray(text) ? text.join("") : (text ?? ""));

/** Reads a notebook; an error names the file when it is not one. */
export function readNotebook(file: string): Notebook {
  const notebook = parse(file);
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) throw new Error(`Expected a notebook of format 4 in ${file}: open it in JupyterLab and save it again`);
  return notebook;
}

function parse(file: string): Notebook {
  const text = readFileSync(file, "utf8");
  try {
    return JSON.parse(text) as Notebook;
  } catch (cause) {
    throw new Error(`Expected a notebook in ${file}, found text that is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Writes a notebook with sorted keys and text by lines, as Jupyter does, so that a commit shows only what changed. With outputs that may not be committed
 * the file is its owner's alone.
 */
export function writeNotebook(file: string, notebook: Notebook): void {
  mkdirSync(dirname(file), { recursive: true });
  const whole = sorted({ ...notebook, cells: notebook.cells.map(byLines) }), isPrivate = !mayBeCommitted(whole);
  writeFileSync(file, JSON.stringify(whole, null, 1) + "\n", isPrivate ? { mode: 0o600 } : {});
  if (isPrivate) chmodSync(file, 0o600); // it may have been there, open to others
}

/**
 * Collects what a cell shows. Neighbouring prints become one output, and `\r` starts the line anew, as a front end would draw it.
 * Pass the same `displays` for all cells of a notebook: an update may come from a later cell.
 */
export function collector(cell: Cell, displays: Map<string, Output[]>): Sink & { fail(error: CellError): void } {
  const outputs: Output[] = (cell.outputs = []);
  return {
    stream(name, text) {
      const last = outputs.at(-1);
      if (last?.output_type === "stream" && last.name === name) last.text += text;
      else outputs.push({ output_type: "stream", name, text });
    },
    display({ data, metadata, transient }, update) {
      const id = transient?.display_id;
      if (update) {
        for (const shown of displays.get(id ?? "") ?? []) Object.assign(shown, { data, metadata });
        return;
      }
      const output: Output = { output_type: "display_data", data, metadata };
      outputs.push(output);
      if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output]);
    },
    result(data) {
      outputs.push({ output_type: "execute_result", data, metadata: {}, execution_count: cell.execution_count ?? null });
    },
    fail(error) {
      outputs.push({ output_type: "error", ...error });
    },
  };
}

/** Text with carriage returns as a terminal leaves it: of each line, what was written after the last `\r`. */
export function overwritten(text: string): string {
  return text.replace(/\r\n/g, "\n").split("\n").map((line) => line.replace(/\r+$/, "").replace(/^[^]*\r/, "")).join("\n");
}

function byLines(cell: Cell): Cell {
  const outputs = cell.outputs?.map((output) => ({
    ...output,
    ...(output.text === undefined ? {} : { text: lines(overwritten(textOf(output.text))) }),
    ...(output.data === undefined ? {} : { data: dataByLines(output.data) }),
  }));
  return { ...cell, source: lines(textOf(cell.source)), ...(outputs ? { outputs } : {}) };
}

const dataByLines = (data: Bundle): Bundle =>
  Object.fromEntries(Object.entries(data).map(([mime, value]) => [mime, typeof value === "string" && isText(mime) ? lines(value) : value]));

const isText = (mime: string): boolean => mime.startsWith("text/") || mime === "image/svg+xml";

const lines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
