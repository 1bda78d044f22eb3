// Reads an object of a reply whose JSON is damaged: where a string ends when its quotes are not escaped, where an object ends
// when its brace is missing; jsonrepair reads what is nested in it. Objects are looked for in find-json.ts and their fields
// judged in validate-item.ts.
import { jsonrepair } from "jsonrepair";

/** One object found in a reply. */
export interface ReplyObject {
  /** Values by key (lower case). A field that was cut off is not here. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** False when the reply ended inside the object. */
  readonly complete: boolean;
  /** The object as the reply has it. */
  readonly raw: string;
  /** A field that the object gives twice, with values that differ: neither is chosen. */
  readonly twice?: string;
}

/**
 * Marks of chat templates, by their form: control tokens (`<|im_end|>`, `<｜User｜>`, `<channel|>`, `[|endofturn|]`), ends of
 * sequences, beginnings and ends of turns.
 */
export const CONTROL = String.raw`<[|｜][^<>|｜\n"{}]{1,40}[|｜]?>|<[\w▁]{1,30}[|｜]>|\[\|[^\]|\n"]{1,30}\|\]`
  + String.raw`|</?s>|<(?:bos|eos|eot|eod|eom|eoa|pad|sep)>|<(?:start|begin|end)[_-]?of[_-]?\w{1,20}>|<extra_id_\d+>`
  + String.raw`|<seed:[be]os>|\[/?INST\]|<</?SYS>>|\[/?SYSTEM_PROMPT\]`;
const HARD = `(?:${CONTROL}|</?\\w*(?:think|thought|reason|analysis|scratch|reflect)\\w*>|\\[/?THINK\\])`;

const KNOWN = "question|type|answer|section|source|difficulty|explanation";
// Keys that models add. Any other `"word":` inside a damaged string is taken for text of the note.
const EXTRA = "id|item_id|note_id|number|index|category|confidence|criterion|evidence|quote|rationale|reasoning|units?|value|question_type|answer_type";
const QUOTES = "\"'“”„‘’`";
// White space and comments. Both are bounded in number, so that a reply of nothing else is read in linear time.
const GAP = String.raw`\s*(?:(?://[^\n]{0,200}(?:\n|$)|#[^\n]{0,200}(?:\n|$)|/\*[\s\S]{0,200}?\*/)\s*){0,9}`;
const COMMAS = `${GAP}(?:,${GAP}){0,20}`;
const KEY = `(?:[${QUOTES}]\\s*(?:${KNOWN}|${EXTRA})\\s*[${QUOTES}]|(?:${KNOWN})[${QUOTES}]?)\\s*:`;
const QUOTED_KEY = `[${QUOTES}](?:${KNOWN})[${QUOTES}]\\s*:`;
const START = `\\{${GAP}(?:${KEY}|(?:${EXTRA})\\s*:)`;

const at = (pattern: string) => new RegExp(pattern, "iy");
// An item may have lost its brace: then its question stands where an object should.
const START_ANYWHERE = new RegExp(`${START}|(?<=[[},]\\s*)[${QUOTES}]question[${QUOTES}]\\s*:`, "gi");
const NEXT_OBJECT = at(`\\{${GAP}${QUOTED_KEY}`);
const ITEM_INSIDE = new RegExp(`\\{${GAP}[${QUOTES}]?(?:question|answer)[${QUOTES}]?\\s*:`, "i");
const FIELD = at(`${COMMAS}(?:[${QUOTES}]\\s*([A-Za-z\\\\][\\w\\\\ -]{0,30}?)\\s*[${QUOTES}]|([A-Za-z]\\w{0,30})[${QUOTES}]?)\\s*:${GAP}`);
const OBJECT_END = at(`${COMMAS}\\}`);
const MISSING_END = at(`${COMMAS}(?:\\]|(?=${START}))`);
// What may follow the quote that closes a string: another field, the end of the object, the next object, the end of the list or of the reply.
const AFTER_OBJECT = `\\s*(?:\\n|$|\`\`\`|[\\]}]|,?${GAP}\\{|,\\s*\\])`;
const AFTER_LIST = "\\s*(?:$|```|\\n)";
const AFTER_STRING = at(`(?:${COMMAS}(?:${QUOTED_KEY}|\\}${AFTER_OBJECT}|${START}|\\]${AFTER_LIST})|${GAP}[,\\n]${GAP}${KEY}|${GAP}$|\\s*${HARD})`);
const QUOTED_KEY_HERE = at(QUOTED_KEY);
const HARD_HERE = at(HARD);
const AFTER_BARE = at(`(?:\\s*${HARD}|\\s*,${COMMAS}${KEY}|\\s*\\n${GAP}${KEY}|\\s*${QUOTED_KEY}|\\s+(?://|#|/\\*)|${COMMAS}(?:\\}|${START}))`);

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Where the next object with a field of ours begins, or -1. */
export function nextObject(text: string, from: number): number {
  return matchAt(START_ANYWHERE, text, from)?.index ?? -1;
}

/** Where the object at `start` ends, damaged or not. */
export function objectEnd(text: string, start: number): number {
  const end = text[start] === "{" ? balancedEnd(text, start) : undefined;
  return end !== undefined && isJson(text.slice(start, end)) ? end : Math.max(parseDamagedObjects(text, start).end, start + 1);
}

/** True for text that is JSON as a whole. */
export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a damaged object field by field. Gives two or more when items ran together without `}, {` between them: when the key that
 * came first comes again. Any other key that comes again with another value is `twice`.
 */
export function parseDamagedObjects(text: string, start: number): { objects: ReplyObject[]; end: number } {
  const objects: ReplyObject[] = [];
  let fields = noFields(), twice: string | undefined, begin = start, i = text[start] === "{" ? start + 1 : start;
  const finish = (complete: boolean, end: number) => {
    if (Object.keys(fields).length > 0 || !complete) objects.push({ fields, complete, raw: text.slice(begin, end), ...(twice && { twice }) });
    return { objects, end };
  };
  for (;;) {
    const closed = matchAt(OBJECT_END, text, i);
    if (closed) return finish(true, i + closed[0].length);
    const unclosed = matchAt(MISSING_END, text, i);
    if (unclosed) return finish(true, i + unclosed[0].length);
    const field = matchAt(FIELD, text, i);
    if (!field) return finish(!/^[\s`,]*$/.test(text.slice(i)), i);
    const key = unescape(field[1] ?? field[2] ?? "").trim().toLowerCase(), keys = Object.keys(fields);
    if (key === keys[0] && keys.length > 1) {
      finish(true, i);
      [fields, twice, begin] = [noFields(), undefined, i];
    }
    const value = readValue(text, i + field[0].length);
    if (value.restart) return { objects, end: value.end };
    if (!value.complete) return finish(false, value.end);
    if (key in fields && FIELDS.has(key) && !sameValue(fields[key], value.value)) twice ??= key;
    fields[key] = value.value;
    i = value.end;
  }
}

const FIELDS = new Set(KNOWN.split("|"));

const sameValue = (a: unknown, b: unknown): boolean =>
  typeof a === "string" && typeof b === "string" ? a.trim().toLowerCase() === b.trim().toLowerCase() : JSON.stringify(a) === JSON.stringify(b);

/** The first of our fields that an object in a JSON text gives twice with values that differ, however its key is spelled. */
export function fieldTwice(json: string): string | undefined {
  interface Level { values?: Map<string, unknown>; key?: string; from: number }
  const levels: Level[] = [];
  let twice: string | undefined;
  const finish = (end: number) => {
    const level = levels.at(-1), { values, key } = level ?? {};
    if (!level || !values || key === undefined) return;
    if (FIELDS.has(key)) {
      const value: unknown = JSON.parse(json.slice(level.from, end));
      if (values.has(key) && !sameValue(values.get(key), value)) twice ??= key;
      values.set(key, value);
    }
    delete level.key;
  };
  for (let i = 0; i < json.length && twice === undefined; i++) {
    const c = json[i], level = levels.at(-1);
    if (c === '"') {
      const from = i;
      for (i++; json[i] !== '"'; i++) if (json[i] === "\\") i++;
      if (level?.values && level.key === undefined) level.key = (JSON.parse(json.slice(from, i + 1)) as string).trim().toLowerCase();
    } else if (c === ":" && level) level.from = i + 1;
    else if (c === "{") levels.push({ values: new Map(), from: i });
    else if (c === "[") levels.push({ from: i });
    else if (c === ",") finish(i);
    else if (c === "}" || c === "]") {
      finish(i);
      levels.pop();
    }
  }
  return twice;
}

/** Without a prototype, so that a reply may name a field "constructor". */
const noFields = () => Object.create(null) as Record<string, unknown>;

interface Value { value?: unknown; end: number; complete: boolean; restart?: boolean }

function readValue(text: string, start: number): Value {
  const c = text[start] ?? "";
  if (c === "") return { end: start, complete: false };
  if (QUOTES.includes(c)) return readString(text, start);
  if (c === "{" || c === "[") return readNested(text, start);
  return readBare(text, start);
}

/**
 * A string up to the first quote of its own family that something structural follows, so that quotes and newlines inside it stay. A quote before
 * a brace that no next object, end of list or line follows closes it only when no better one does.
 */
function readString(text: string, start: number): Value {
  const family = "'‘’`".includes(text[start] ?? "") ? "'‘’`" : '"“”„';
  const closedAt = (i: number): Value => ({ value: unescape(text.slice(start + 1, i)), end: i + 1, complete: true });
  let weak = 0, mark = 0;
  const open = (i: number): Value => (mark > 0 ? { end: mark, complete: false } : i < text.length ? unclosed(text, start, i) : { end: i, complete: false });
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "\\") i++;
    else if (family.includes(c) && matchAt(AFTER_STRING, text, i + 1)) return closedAt(i);
    else if ((QUOTES.includes(c) && matchAt(QUOTED_KEY_HERE, text, i)) || (c === "{" && matchAt(NEXT_OBJECT, text, i))) return weak ? closedAt(weak) : open(i);
    else if (weak === 0 && family.includes(c) && matchAt(OBJECT_END, text, i + 1)) weak = i;
    else if (mark === 0 && (c === "<" || c === "[") && matchAt(HARD_HERE, text, i)) mark = i;
  }
  return weak ? closedAt(weak) : open(text.length);
}

/** A string whose closing quote is missing: the next field or object begins at `next`, and only its comma or brace can stand between. */
function unclosed(text: string, start: number, next: number): Value {
  const value = text.slice(start + 1, next).replace(text[next] === "{" ? /\s*\}?\s*,?\s*$/ : /\s*,?\s*$/, "");
  return { value: unescape(value), end: start + 1 + value.length, complete: true };
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", "/": "/", "\\": "\\", '"': '"', "'": "'" };

/** JSON's escapes, and `\'`; any other backslash is text and stays. */
const unescape = (raw: string): string =>
  raw.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (whole, hex: string | undefined, c: string | undefined) =>
    hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : ESCAPES[c ?? ""] ?? whole);

const WORDS = new Map<string, unknown>([["true", true], ["false", false], ["null", null], ["none", null], ["nan", null], ["undefined", null]]);

/** A value without quotes: a word, a number, or text up to the next field. null, None and NaN are no answer. */
function readBare(text: string, start: number): Value {
  for (let i = start; i < text.length; i++) {
    if ((i > start && /[\s,]{2}/.test(text.slice(i - 1, i + 1))) || !matchAt(AFTER_BARE, text, i)) continue;
    const raw = text.slice(start, i).trim().replace(/,$/, "").trim();
    const word = raw.toLowerCase();
    return { value: WORDS.has(word) ? WORDS.get(word) : /^-?\d+(?:\.\d+)?$/.test(raw) ? Number(raw) : raw.replace(/^([^"]*)"$/, "$1"), end: i, complete: true };
  }
  return { end: text.length, complete: false };
}

/** A list or object as a value. When an item is inside, the object around it is only a wrapper and reading starts again there. */
function readNested(text: string, start: number): Value {
  const end = balancedEnd(text, start);
  const inside = ITEM_INSIDE.exec(text.slice(start, end ?? start + LONGEST_VALUE));
  if (inside) return { end: start + inside.index, complete: true, restart: true };
  if (end === undefined) return { end: text.length, complete: false };
  const slice = text.slice(start, end);
  try {
    return { value: JSON.parse(jsonrepair(slice)) as unknown, end, complete: true };
  } catch {
    return { value: slice, end, complete: true };
  }
}

// An object or list of a damaged reply that is larger or nested deeper is not looked through.
const LONGEST_VALUE = 20_000;
const DEEPEST = 64;

/** Index after the bracket that closes the one at `start`, by JSON's own rule for strings. */
function balancedEnd(text: string, start: number): number | undefined {
  let depth = 0, inString = false;
  for (let i = start; i < text.length && i < start + LONGEST_VALUE; i++) {
    const c = text[i];
    if (inString) {
      if (c === "\\") i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{" || c === "[") {
      if (++depth > DEEPEST) return undefined;
    } else if ((c === "}" || c === "]") && --depth === 0) return i + 1;
  }
  return undefined;
}
