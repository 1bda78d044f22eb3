// Reads damaged JSON objects: where a string with unescaped quotes ends, and an object without its
// brace.
import { jsonrepair } from "jsonrepair";

/** One object found in a reply. */
export interface ReplyObject {
  /** Values by key (lower case). A field that was cut off is not here. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** False when the reply ended inside the object. */
  readonly complete: boolean;
  /** The object as the reply has it. */
  readonly raw: string;
}

const KNOWN = "question|type|answer|section|source|difficulty|explanation";
// Keys that models add. Any other `"word":` inside a damaged string is taken for text of the note.
const EXTRA = "id|item_id|note_id|number|index|category|confidence|criterion|evidence|quote|rationale|reasoning|units?|value|question_type|answer_type";
const QUOTES = "\"'“”„‘’`";
// White space and comments. Each comment is matched whole, so that the pattern cannot backtrack into it.
const GAP = String.raw`(?:\s|//[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|/\*[\s\S]*?\*/)*`;
const COMMAS = `${GAP}(?:,${GAP})*`;
const KEY = `(?:[${QUOTES}]\\s*(?:${KNOWN}|${EXTRA})\\s*[${QUOTES}]|(?:${KNOWN})[${QUOTES}]?)\\s*:`;
const QUOTED_KEY = `[${QUOTES}](?:${KNOWN})[${QUOTES}]\\s*:`;
const START = `\\{${GAP}(?:${KEY}|(?:${EXTRA})\\s*:)`;

const at = (pattern: string) => new RegExp(pattern, "iy");
// An item may have lost its brace: then its question stands where an object should.
const START_ANYWHERE = new RegExp(`${START}|(?<=[[},]\\s*)[${QUOTES}]question[${QUOTES}]\\s*:`, "gi");
const NEXT_OBJECT = at(`\\{${GAP}${QUOTED_KEY}`);
const ITEM_INSIDE = new RegExp(`\\{${GAP}[${QUOTES}]?(?:question|answer)[${QUOTES}]?\\s*:`, "i");
const FIELD = at(`${COMMAS}(?:[${QUOTES}]\\s*([A-Za-z][\\w -]{0,30}?)\\s*[${QUOTES}]|([A-Za-z]\\w{0,30})[${QUOTES}]?)\\s*:${GAP}`);
const OBJECT_END = at(`${COMMAS}\\}`);
const MISSING_END = at(`${COMMAS}(?:\\]|(?=${START}))`);
// What may follow the quote that closes a string: another field, the end of the object, the next object, the end of the list or of the reply.
const AFTER_OBJECT = `\\s*(?:\\n|$|\`\`\`|[\\]}]|,?${GAP}\\{|,\\s*\\])`;
const AFTER_LIST = "\\s*(?:$|```|\\n)";
const AFTER_STRING = at(`(?:${COMMAS}(?:${QUOTED_KEY}|\\}${AFTER_OBJECT}|${START}|\\]${AFTER_LIST})|${GAP}[,\\n]${GAP}${KEY}|${GAP}$)`);
const QUOTED_KEY_HERE = at(QUOTED_KEY);
const AFTER_BARE = at(`(?:\\s*,${COMMAS}${KEY}|\\s*\\n${GAP}${KEY}|\\s*${QUOTED_KEY}|\\s+(?://|#|/\\*)|${COMMAS}(?:\\}|${START}))`);

function matchAt(pattern: RegExp, text: string, index: number): RegExpExecArray | null {
  pattern.lastIndex = index;
  return pattern.exec(text);
}

/** Where the next object with a field of ours begins, or -1. */
export function nextObject(text: string, from: number): number {
  return matchAt(START_ANYWHERE, text, from)?.index ?? -1;
}

/** Reads a damaged object field by field; gives several when items ran together. */
export function parseDamagedObjects(text: string, start: number): { objects: ReplyObject[]; end: number } {
  const objects: ReplyObject[] = [];
  let fields = noFields(), begin = start, i = text[start] === "{" ? start + 1 : start;
  const finish = (complete: boolean, end: number) => {
    if (Object.keys(fields).length > 0 || !complete) objects.push({ fields, complete, raw: text.slice(begin, end) });
    return { objects, end };
  };
  for (;;) {
    const closed = matchAt(OBJECT_END, text, i);
    if (closed) return finish(true, i + closed[0].length);
    const unclosed = matchAt(MISSING_END, text, i);
    if (unclosed) return finish(true, i + unclosed[0].length);
    const field = matchAt(FIELD, text, i);
    if (!field) return finish(!/^[\s`,]*$/.test(text.slice(i)), i);
    const key = (field[1] ?? field[2] ?? "").trim().toLowerCase();
    if (key in fields) {
      finish(true, i);
      [fields, begin] = [noFields(), i];
    }
    const value = readValue(text, i + field[0].length);
    if (value.restart) return { objects, end: value.end };
    if (!value.complete) return finish(false, text.length);
    fields[key] = value.value;
    i = value.end;
  }
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
 * A string up to the first quote of its family followed by something structural. A quote before a
 * brace that nothing structural follows closes it only when no better one does.
 */
function readString(text: string, start: number): Value {
  const family = "'‘’`".includes(text[start] ?? "") ? "'‘’`" : '"“”„';
  const closedAt = (i: number): Value => ({ value: unescape(text.slice(start + 1, i)), end: i + 1, complete: true });
  let weak = 0;
  for (let i = start + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (c === "\\") i++;
    else if (family.includes(c) && matchAt(AFTER_STRING, text, i + 1)) return closedAt(i);
    else if ((QUOTES.includes(c) && matchAt(QUOTED_KEY_HERE, text, i)) || (c === "{" && matchAt(NEXT_OBJECT, text, i))) return weak ? closedAt(weak) : unclosed(text, start, i);
    else if (weak === 0 && family.includes(c) && matchAt(OBJECT_END, text, i + 1)) weak = i;
  }
  return weak ? closedAt(weak) : { end: text.length, complete: false };
}

/** A string without its closing quote: only a comma or brace may stand before `next`. */
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

/** A list or object as a value; with an item inside, the object around it is a wrapper. */
function readNested(text: string, start: number): Value {
  const end = balancedEnd(text, start);
  const inside = ITEM_INSIDE.exec(text.slice(start, end));
  if (inside) return { end: start + inside.index, complete: true, restart: true };
  if (end === undefined) return { end: text.length, complete: false };
  const slice = text.slice(start, end);
  try {
    return { value: JSON.parse(jsonrepair(slice)) as unknown, end, complete: true };
  } catch {
    return { value: slice, end, complete: true };
  }
}

/** Index after the bracket that closes the one at `start`, by JSON's own rule for strings. */
export function balancedEnd(text: string, start: number): number | undefined {
  let depth = 0, inString = false;
  for (let i = start; i < text.length; i++) {
    const c = text[i];
    if (inString) {
      if (c === "\\") i++;
      else if (c === '"') inString = false;
    } else if (c === '"') inString = true;
    else if (c === "{" || c === "[") depth++;
    else if ((c === "}" || c === "]") && --depth === 0) return i + 1;
  }
  return undefined;
}
