// Finds the objects of an answer that is meant to hold JSON, whatever else it holds. JSON is taken as it is written; damaged
// objects are read in repair-json.ts. What the fields say is judged in validate-item.ts.
import { finalAnswer } from "./final-answer.ts";
import { fieldTwice, nextObject, objectEnd, parseDamagedObjects } from "./repair-json.ts";
import type { ReplyObject } from "./repair-json.ts";

export type { ReplyObject } from "./repair-json.ts";

export interface JsonScan {
  /** In the order of the reply; those that are cut off have `complete: false`. */
  readonly objects: readonly ReplyObject[];
  /** ok: the reply is the JSON asked for. repaired: it had to be looked for or repaired. truncated: it ends inside an object or list. */
  readonly form: "ok" | "repaired" | "truncated";
}

/** Damaged JSON that is longer is not read. */
export const LONGEST_DAMAGED = 100_000;

/** The objects of an answer that have the field `key`; `list` says whether a list of them was asked for or one. Never throws. */
export function findJsonObjects(text: string, { key, list }: { key: "question" | "answer"; list: boolean }): JsonScan {
  const strict = strictObjects(text, { key, list });
  if (strict || text.length > LONGEST_DAMAGED) return strict ?? { objects: [], form: "repaired" };
  return escapedObjects(text, { key, list }) ?? scanned(text, key);
}

type Fields = Record<string, unknown>;
interface Wanted { key: "question" | "answer"; list: boolean }

/** The reply where the whole of it is JSON. */
function strictObjects(text: string, { key, list }: Wanted): JsonScan | undefined {
  const value = parse(text);
  if (value === undefined) return undefined;
  if (typeof value === "string") return asRepaired(findJsonObjects(finalAnswer(value).text, { key, list }));
  if (fieldTwice(text) !== undefined) return undefined;
  const objects = holding(value, key).map((fields) => ({ fields: lowerKeys(fields), complete: true, raw: printed(fields) }));
  if (keyCount(text, key) > objects.length) return undefined;
  const asAsked = list ? Array.isArray(value) && value.length > 0 && value.every((v) => hasKey(v, key)) : hasKey(value, key);
  return { objects, form: asAsked ? "ok" : "repaired" };
}

/** JSON whose quotes are all escaped once too often: `[{\"question\": …`. */
function escapedObjects(text: string, wanted: Wanted): JsonScan | undefined {
  if (!/\{\s*\\"/.test(text) || keyCount(text, wanted.key) > 0) return undefined;
  const inner = parse(`"${text.trim().replaceAll("\n", "\\n").replace(/\\$/, "")}"`);
  return typeof inner === "string" ? asRepaired(findJsonObjects(inner, wanted)) : undefined;
}

/** A reading that is not of JSON as asked, whatever it is of. */
export const asRepaired = (found: JsonScan): JsonScan => ({ ...found, form: found.form === "ok" ? "repaired" : found.form });

function scanned(text: string, key: string): JsonScan {
  const objects: ReplyObject[] = [];
  let first = -1, end = 0;
  for (let start = nextObject(text, 0); start >= 0; start = nextObject(text, end)) {
    if (first < 0) first = start;
    const read = strictObject(text, start) ?? parseDamagedObjects(text, start);
    objects.push(...read.objects);
    end = Math.max(read.end, start + 1);
  }
  const open = first < 0 ? opensOnly(text) : objects.at(-1)?.complete === false || (/\[\s*$/.test(text.slice(0, first)) && !text.slice(end - 1).includes("]"));
  return { objects: objects.filter((o) => key in o.fields || !o.complete), form: open ? "truncated" : "repaired" };
}

/** True for a reply that begins a list or an object and ends before the first field. */
const opensOnly = (text: string): boolean => /^\s*(?:```\w*\s*)?[[{][\s{"\w]*$/.test(text);

/** The object at `start` where it is JSON as written, no item is nested in it and none ran into it: its first key is there once. */
function strictObject(text: string, start: number): { objects: ReplyObject[]; end: number } | undefined {
  const end = objectEnd(text, start), raw = text.slice(start, end), fields = parse(raw);
  if (fields === undefined) return undefined;
  const twice = fieldTwice(raw), [first = ""] = Object.keys(fields as Fields);
  if (twice !== undefined && twice === first.trim().toLowerCase()) return undefined;
  const nested = Object.values(fields as Fields).some((value) => holding(value, "question").length + holding(value, "answer").length > 0);
  return nested ? undefined : { objects: [{ fields: lowerKeys(fields as Fields), complete: true, raw, ...(twice && { twice }) }], end };
}

/** How often a key stands in the text. */
const keyCount = (text: string, key: string): number => text.match(new RegExp(`(?<!\\\\)"${key}"\\s*:`, "g"))?.length ?? 0;

const lowerKeys = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.trim().toLowerCase(), value]));

const hasKey = (value: unknown, key: string): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).some((name) => name.trim().toLowerCase() === key);

// Deeper than any reply that was asked for.
const DEEPEST = 40;

/** The outermost objects with the field `key` inside a parsed value, a text that is itself JSON (fenced or not) included. */
function holding(value: unknown, key: string, depth = 0): Fields[] {
  if (depth > DEEPEST) return [];
  if (typeof value === "string") return /^\s*(?:```|[[{])/.test(value) ? holding(parse(unfenced(value)), key, depth + 1) : [];
  if (typeof value !== "object" || value === null) return [];
  if (hasKey(value, key)) return [value];
  return Object.values(value).flatMap((inner) => holding(inner, key, depth + 1));
}

const unfenced = (text: string): string => text.trim().replace(/^```\w*/, "").replace(/```$/, "");

function printed(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "";
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
