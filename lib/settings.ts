// A notebook's constants: a default in the cell, and an environment variable of the same name. Here
// stand the range of each setting, and the grammar of names that become parts of paths.
import { isAbsolute, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { QUESTION_TYPES } from "./types.ts";

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A path as the user means it: relative paths start at the project's root. */
export const fromRoot = (...parts: string[]): string => resolve(ROOT, ...parts);

/** The notes that come with the project; the facts they were made from lie beside them. */
export const BUNDLED_NOTES = fromRoot("data/notes/notes.jsonl");

/** The values that a number may have. */
interface Range {
  /** @default 0 */
  readonly min?: number;
  readonly max?: number;
  /** Without its ends. */
  readonly above?: number;
  readonly below?: number;
  /** @default true */
  readonly whole?: boolean;
}

const WHOLE: Range = {};
const FROM_ONE: Range = { min: 1 };
const SHARE: Range = { min: 0, below: 1, whole: false };
const AMOUNT: Range = { min: 0, whole: false };

/** Ranges of numeric settings, and of the numbers in lists. Others: 0 or more. */
const RANGES: Readonly<Record<string, Range>> = {
  START_ROW: WHOLE, NUMBER: WHOLE, HELD_OUT: SHARE, SEED: WHOLE,
  TEMPERATURE: { min: 0, max: 2, whole: false }, TEMPERATURES: { min: 0, max: 2, whole: false },
  TOP_P: { above: 0, max: 1, whole: false }, TOP_PS: { above: 0, max: 1, whole: false },
  MAX_TOKENS: FROM_ONE, MAX_OUTPUT_TOKENS: FROM_ONE,
  MIN_DIFFICULTY: { min: 1, max: 10 }, HARDEST: WHOLE, TEST_SHARE: SHARE, EPOCHS: AMOUNT,
  QUESTIONS: FROM_ONE, NUM_INFERENCE: WHOLE, RESAMPLES: FROM_ONE,
  GPUS: WHOLE, USD_PER_HOUR: AMOUNT, PATIENTS: FROM_ONE, QUESTIONS_PER_NOTE: FROM_ONE,
  REPLICAS: FROM_ONE, NOTE_TOKENS: FROM_ONE, QUESTION_TOKENS: FROM_ONE, REPLY_TOKENS: FROM_ONE,
  SLURM_GRACE: AMOUNT,
};

/** Lists whose parts are among a few words. */
const WORDS: Readonly<Record<string, readonly string[]>> = { QUESTION_TYPES };

/** Lists that name what a notebook works on: at least one, each once. */
const CHOSEN = new Set([
  "QUESTION_TYPES", "VARIANTS", "MODELS", "OPEN_MODELS", "PROBE_MODELS", "TEMPERATURES", "TOP_PS",
  "PAIR",
]);

type Value = string | number | boolean | readonly string[];

/**
 * The environment variable `name`, else `fallback`, whose type it must have. Lists by commas
 * (`VARIANTS=All,NB-Only`), booleans as true or false. @throws {Error} When it is of another type
 * or outside the setting's range, the fallback too.
 */
export function setting<T extends Value>(name: string, fallback: T): Widen<T> {
  const text = process.env[name];
  const value = text === undefined || text === "" ? fallback : parsed(name, { text, fallback });
  checkSetting(name, value);
  return value as unknown as Widen<T>;
}

function parsed(name: string, { text, fallback }: { text: string; fallback: Value }): Value {
  const wrong = (expected: string) => new Error(
    `Expected the environment variable ${name} to be ${expected}, got "${text}": correct it`,
  );
  if (Array.isArray(fallback)) return text.split(",").map((part) => part.trim()).filter(Boolean);
  if (typeof fallback === "number") {
    const number = NUMBER.test(text.trim()) ? Number(text) : NaN;
    if (!Number.isFinite(number)) throw wrong("a number");
    return number;
  }
  if (typeof fallback === "boolean") {
    if (text !== "true" && text !== "false") throw wrong("true or false");
    return text === "true";
  }
  return text;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Refuses a value outside the range of the setting `name`: cells that set a constant without
 * {@link setting} are checked where it is used. @throws {Error} Naming setting, range and value.
 */
export function checkSetting(name: string, value: Value): void {
  const wrong = (expected: string, got: string) =>
    new Error(`Expected ${name} to be ${expected}, got ${got}: correct it`);
  if (typeof value === "number") {
    const range = RANGES[name] ?? AMOUNT;
    if (!within(value, range)) throw wrong(inWords(range), String(value));
  }
  if (!Array.isArray(value)) return;
  const list = value as readonly string[];
  const range = RANGES[name], words = WORDS[name];
  const bad = list.find((one) =>
    (range && !(NUMBER.test(one) && within(Number(one), range))) || (words && !words.includes(one)));
  if (bad !== undefined) {
    const each = words ? `one of ${words.join(", ")}` : inWords(range!);
    throw wrong(`a list, each ${each}`, `"${bad}"`);
  }
  if (!CHOSEN.has(name)) return;
  if (list.length === 0) throw wrong("a list of at least one", "none");
  const twice = list.find((one, i) => list.indexOf(one) < i);
  if (twice !== undefined) throw wrong("a list without repeats", `"${twice}" twice`);
}

function within(value: number, { min, max, above, below, whole = true }: Range): boolean {
  return Number.isFinite(value) && (!whole || Number.isSafeInteger(value))
    && value >= (min ?? (above === undefined ? 0 : -Infinity)) && value <= (max ?? Infinity)
    && value > (above ?? -Infinity) && value < (below ?? Infinity);
}

function inWords({ min = 0, max, above, below, whole = true }: Range): string {
  const from = above === undefined ? `from ${min}` : `above ${above}`;
  const to = max !== undefined ? ` to ${max}` : below !== undefined ? ` to below ${below}` : " up";
  return `a ${whole ? "whole number" : "number"} ${from}${to}`;
}

/** A setting that must be one of a few words. */
export function choice<T extends string>(name: string, options: readonly T[], fallback: T): T {
  const value = process.env[name] || fallback;
  if (!(options as readonly string[]).includes(value)) throw new Error(`Expected ${name} to be one of ${options.join(", ")}, got "${value}"`);
  return value as T;
}

/**
 * A name that becomes a file's or a folder's: letters, digits, `_`, `-`, `.` and `+`, begun by a
 * letter or digit, so that it stays in its folder on every system. @param what Named in the error.
 * @throws {Error} When it is none.
 */
export function pathName(what: string, name: string): string {
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
  if (/^[A-Za-z0-9](?:[\w.+-]{0,98}[\w+-])?$/.test(name) && !reserved) return name;
  const shown = name.length <= 80 ? JSON.stringify(name) : "a longer one";
  throw new Error(`Expected ${what} to be a name of letters, digits, "-", "_" and ".", `
    + `got ${shown}: rename it`);
}

/**
 * The folder of a run by name, below `data/runs`, or by absolute path outside the project: within
 * it only `data` is kept from being committed. @throws {Error} When it is neither.
 */
export function runFolder(run: string): string {
  const runs = fromRoot("data/runs");
  const parts = isAbsolute(run) ? [] : run.split(/[\\/]/);
  const folder = resolve(runs, ...(parts.length > 0 ? parts.map((one) => pathName("RUN", one)) : [run]));
  const inProject = !relative(ROOT, folder).startsWith(`..${sep}`) && relative(ROOT, folder) !== "..";
  if (!inProject || isAbsolute(relative(ROOT, folder))) return folder;
  if (folder.startsWith(`${runs}${sep}`)) return folder;
  throw new Error(`Expected RUN to be a name, or a path outside the project, got ${JSON.stringify(run)}: `
    + "a run elsewhere in the project could be committed");
}

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : string[];
