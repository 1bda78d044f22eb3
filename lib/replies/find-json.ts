// Finds the objects of a reply, whatever else it holds; damaged ones go to repair-json.ts.
import { balancedEnd, nextObject, parseDamagedObjects, type ReplyObject } from "./repair-json.ts";

export type { ReplyObject } from "./repair-json.ts";

export interface JsonScan {
  /** In the order of the reply; those that are cut off have `complete: false`. */
  readonly objects: readonly ReplyObject[];
  /**
   * ok: the JSON asked for. repaired: found in other text or repaired. truncated: ends inside an
   * object or list.
   */
  readonly form: "ok" | "repaired" | "truncated";
}

/** A reply's objects with the field `key`; `list`: whether a list was asked for. Never throws. */
export function findJsonObjects(text: string, { key, list }: { key: "question" | "answer"; list: boolean }): JsonScan {
  const said = text.replace(THOUGHTS, "");
  return strictObjects(said, { key, list }) ?? escapedObjects(said, { key, list }) ?? scanned(said, key);
}

/** What a reasoning model writes before its reply; a draft in it is no reply. */
const THOUGHTS = /^[^]*<\/think(?:ing)?>/i;

type Fields = Record<string, unknown>;
interface Wanted { key: "question" | "answer"; list: boolean }

/** The reply where the whole of it is JSON. */
function strictObjects(text: string, { key, list }: Wanted): JsonScan | undefined {
  const value = parse(text);
  if (value === undefined) return undefined;
  if (typeof value === "string") return asRepaired(findJsonObjects(value, { key, list }));
  const objects = holding(value, key).map((fields) => ({ fields: lowerKeys(fields), complete: true, raw: JSON.stringify(fields) }));
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

const asRepaired = (found: JsonScan): JsonScan => ({ ...found, form: found.form === "ok" ? "repaired" : found.form });

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

/** The object at `start` where it is JSON, has no key twice, and no item nested in it. */
function strictObject(text: string, start: number): { objects: ReplyObject[]; end: number } | undefined {
  const end = text[start] === "{" ? balancedEnd(text, start) : undefined;
  if (end === undefined) return undefined;
  const raw = text.slice(start, end);
  const fields = parse(raw);
  if (fields === undefined || keyCount(raw, "question") > 1 || keyCount(raw, "answer") > 1) return undefined;
  const nested = Object.values(fields as Fields).some((value) => holding(value, "question").length + holding(value, "answer").length > 0);
  return nested ? undefined : { objects: [{ fields: lowerKeys(fields as Fields), complete: true, raw }], end };
}

/** How often a key is in the text: JSON.parse keeps only the last of equal keys. */
const keyCount = (text: string, key: string): number => text.match(new RegExp(`(?<!\\\\)"${key}"\\s*:`, "g"))?.length ?? 0;

const lowerKeys = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).map(([key, value]) => [key.trim().toLowerCase(), value]));

const hasKey = (value: unknown, key: string): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).some((name) => name.trim().toLowerCase() === key);

/** The outermost objects with the field `key` in a value, texts that are JSON included. */
function holding(value: unknown, key: string): Fields[] {
  if (typeof value === "string") return /^\s*[[{]/.test(value) ? holding(parse(value), key) : [];
  if (typeof value !== "object" || value === null) return [];
  if (hasKey(value, key)) return [value];
  return Object.values(value).flatMap((inner) => holding(inner, key));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
