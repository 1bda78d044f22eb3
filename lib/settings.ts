// A notebook's constants: a default in the cell, and an environment variable of the same name.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's root folder. */
export const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** A path as the user means it: relative paths start at the project's root. */
export const fromRoot = (...parts: string[]): string => resolve(ROOT, ...parts);

/** The notes that come with the project; the facts they were made from lie beside them. */
export const BUNDLED_NOTES = fromRoot("data/notes/notes.jsonl");

/**
 * The environment variable `name`, else `fallback`, whose type it must have. Lists by commas
 * (`VARIANTS=All,NB-Only`), booleans as true or false.
 */
export function setting<T extends string | number | boolean | readonly string[]>(name: string, fallback: T): Widen<T> {
  const text = process.env[name];
  if (text === undefined || text === "") return fallback as unknown as Widen<T>;
  const wrong = (expected: string) => new Error(`Expected the environment variable ${name} to be ${expected}, got "${text}"`);
  if (Array.isArray(fallback)) return text.split(",").map((part) => part.trim()).filter(Boolean) as unknown as Widen<T>;
  if (typeof fallback === "number") {
    const number = Number(text);
    if (!Number.isFinite(number)) throw wrong("a number");
    return number as unknown as Widen<T>;
  }
  if (typeof fallback === "boolean") {
    if (text !== "true" && text !== "false") throw wrong("true or false");
    return (text === "true") as unknown as Widen<T>;
  }
  return text as unknown as Widen<T>;
}

/** A setting that must be one of a few words. */
export function choice<T extends string>(name: string, options: readonly T[], fallback: T): T {
  const value = process.env[name] || fallback;
  if (!(options as readonly string[]).includes(value)) throw new Error(`Expected ${name} to be one of ${options.join(", ")}, got "${value}"`);
  return value as T;
}

type Widen<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean : string[];
