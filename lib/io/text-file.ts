// Text files that people give: which encoding they are in, whole or a piece at a time, and the one
// sentence that any failure of reading becomes. Errors never hold the file's text.
import { isAscii } from "node:buffer";
import { closeSync, createReadStream, fstatSync, openSync, readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { createGunzip, gunzipSync } from "node:zlib";

/** The longest line or record that is read, in UTF-16 units: no note is 64 MB. */
export const LONGEST = 2 ** 26;

/** The largest file that is read whole, in bytes. */
const WHOLE = 2 ** 29;

/**
 * A library's or the system's error as one sentence without the file's text: such errors quote
 * what they could not read, so neither their message nor their cause is passed on.
 */
export function readingError(where: string, cause: unknown): Error {
  const { code } = cause as NodeJS.ErrnoException;
  const known: Readonly<Record<string, string>> = {
    ENOENT: "is not there: check the path",
    EACCES: "may not be read: ask its owner, or change its permissions",
    EPERM: "may not be read: ask its owner, or change its permissions",
    EISDIR: "is a folder: name the file in it",
    EMFILE: "cannot be opened, too many files are open: close some",
  };
  const why = known[code ?? ""] ?? `cannot be read (${/^\w+$/.test(code ?? "") ? code : "broken"})`;
  return new Error(`${where} ${why}${known[code ?? ""] ? "" : ": copy it again, or check it"}`);
}

/** Refuses what is no regular file: reading a pipe or a device may never end. @throws {Error} */
export function checkFile(path: string | URL): void {
  const name = basename(path instanceof URL ? path.pathname : path);
  let found;
  try {
    found = statSync(path);
  } catch (cause) {
    throw readingError(name, cause);
  }
  if (found.isDirectory()) throw new Error(`${name} is a folder: name the file in it`);
  if (!found.isFile()) throw new Error(`${name} is a pipe or a device: give a file`);
}

/**
 * The whole text of a file, without a byte order mark; .gz is unzipped.
 * @throws {Error} One sentence: no file, too large, in an encoding that is not known for certain.
 */
export function readTextFile(path: string | URL): string {
  checkFile(path);
  const name = basename(path instanceof URL ? path.pathname : path);
  const large = new Error(`${name} is larger than 512 MB, which is read whole: split it`);
  let bytes: Buffer;
  const fd = openFile(path, name);
  try {
    if (fstatSync(fd).size > WHOLE) throw large;
    bytes = readFileSync(fd);
  } finally {
    closeSync(fd);
  }
  if (isGzip(bytes)) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: WHOLE });
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw large;
      throw new Error(`${name}: expected a gzip file, got broken data: copy it again`);
    }
  }
  const decoder = textDecoder(name);
  return decoder.push(bytes) + decoder.end();
}

function openFile(path: string | URL, name: string): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    throw readingError(name, cause);
  }
}

/** The text of a file, or of what a .gz holds, a piece at a time; see {@link readTextFile}. */
export async function* textPieces(path: string): AsyncGenerator<string> {
  checkFile(path);
  const name = basename(path), decoder = textDecoder(name);
  const source = createReadStream(path);
  const unzip = name.toLowerCase().endsWith(".gz") ? createGunzip() : undefined;
  if (unzip) source.on("error", (cause) => unzip.destroy(cause)).pipe(unzip);
  try {
    for await (const chunk of unzip ?? source) yield decoder.push(chunk as Buffer);
  } catch (cause) {
    if (cause instanceof TextError) throw cause;
    if (/^Z_|^ERR_BUFFER/.test((cause as NodeJS.ErrnoException).code ?? "")) {
      throw new Error(`${name}: expected a gzip file, got broken data: copy it again`);
    }
    throw readingError(name, cause);
  } finally {
    source.destroy();
  }
  yield decoder.end();
}

/** Tells this file's own sentences from the errors of streams that pass through the same place. */
class TextError extends Error {}

/** The lines of a text in pieces, split at \n alone; a \r before it is dropped. */
export async function* linesOf(
  pieces: AsyncIterable<string>, name: string,
): AsyncGenerator<{ readonly line: number; readonly text: string }> {
  let line = 0, held: string[] = [], length = 0;
  for await (const piece of pieces) {
    const parts = piece.split("\n");
    // A long line is joined once, at its end.
    held.push(parts[0]!);
    length += parts[0]!.length;
    if (length > LONGEST) throw tooLong(name, line + 1);
    if (parts.length === 1) continue;
    yield { line: ++line, text: withoutReturn(held.join("")) };
    for (const text of parts.slice(1, -1)) yield { line: ++line, text: withoutReturn(text) };
    held = [parts.at(-1)!];
    length = held[0]!.length;
  }
  const rest = held.join("");
  if (rest !== "") yield { line: ++line, text: withoutReturn(rest) };
}

const withoutReturn = (text: string): string => (text.endsWith("\r") ? text.slice(0, -1) : text);

const tooLong = (name: string, line: number): Error =>
  new Error(`${name}, line ${line}: longer than 64 MB without a line end: check that it is text`);

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/**
 * Decodes bytes that come in pieces: UTF-8, UTF-16 by its byte order mark or by where its zero
 * bytes lie. Other encodings cannot be told apart for certain, so they are refused with the cure.
 */
function textDecoder(name: string) {
  let encoding: Encoding | undefined, decoder: TextDecoder | undefined;
  let held: Buffer = Buffer.alloc(0), lines = 1, pending = false;
  const decode = (bytes: Buffer, last: boolean): string => {
    if (!decoder) {
      refuseOtherKinds(bytes, name);
      encoding = encodingOf(bytes);
      decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    }
    if (encoding === "utf-8" && !pending && isAscii(bytes)) {
      lines += count(bytes);
      return bytes.toString("latin1");
    }
    try {
      const text = decoder.decode(bytes, { stream: !last });
      if (encoding === "utf-8") lines += count(bytes);
      pending = !last && bytes.length > 0 && bytes.at(-1)! > 127;
      return text;
    } catch {
      if (encoding && encoding !== "utf-8") {
        const cure = "copy or export it again, as UTF-8 if you can";
        throw new TextError(`${name}: expected ${encoding.toUpperCase()}, got broken text: ${cure}`);
      }
      const bad = lines + count(bytes.subarray(0, firstBadByte(bytes)));
      const cure = `convert the file, ${cureOf(bytes)}`;
      throw new TextError(`${name}, line ${bad}: expected UTF-8 text, got other bytes: ${cure}`);
    }
  };
  return {
    push(bytes: Buffer): string {
      if (decoder) return decode(bytes, false);
      held = Buffer.concat([held, bytes]);
      return held.length < 4096 ? "" : withoutMark(decode(held, false));
    },
    end: () => (decoder ? decode(Buffer.alloc(0), true) : withoutMark(decode(held, true))),
  };
}

const withoutMark = (text: string): string => text.replace(/^\uFEFF/, "");

function encodingOf(bytes: Buffer): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  // In UTF-16 most of every second byte of a Western text is zero, and few of the others are.
  const sample = bytes.subarray(0, 4096), zeros = [0, 0];
  sample.forEach((byte, i) => (zeros[i % 2]! += Number(byte === 0)));
  const [even, odd] = zeros as [number, number], enough = sample.length / 2 / 2;
  if (sample.length < 4) return "utf-8";
  if (odd > enough && even < odd / 8) return "utf-16le";
  return even > enough && odd < even / 8 ? "utf-16be" : "utf-8";
}

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Files that are no text, by how they begin, with what to do. */
function refuseOtherKinds(bytes: Buffer, name: string): void {
  const head = bytes.subarray(0, 4).toString("latin1");
  const is = (what: string, cure: string) => new TextError(`${name} is ${what}: ${cure}`);
  if (head === "PK\u0003\u0004") throw is("a zip file or a workbook", "save its sheet as CSV UTF-8");
  if (head === "\u00d0\u00cf\u0011\u00e0") throw is("an old workbook", "save its sheet as CSV UTF-8");
  if (head === "PAR1") throw is("a Parquet file", "name it .parquet");
  if (head === "%PDF") throw is("a PDF", "export its text");
  if (isGzip(bytes)) throw is("a gzip file", "add .gz to its name, or unzip it");
  const wide = head === "\u00ff\u00fe\u0000\u0000" || head === "\u0000\u0000\u00fe\u00ff";
  if (wide) throw is("in UTF-32", "convert it with iconv -f utf-32 -t utf-8");
}

/** Windows-1252 is what Excel writes; its unused bytes, and whole UTF-8, speak against it. */
function cureOf(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  const multibyte = /[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}/.test(text);
  if (/[\u0081\u008d\u008f\u0090\u009d\u0000]/.test(text)) {
    return "which is neither UTF-8 nor Windows-1252: export it again as UTF-8";
  }
  if (multibyte) return "which mixes UTF-8 with another encoding: export it again as UTF-8";
  return "for example with iconv -f windows-1252 -t utf-8";
}

function count(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) found++;
  return found;
}

function firstBadByte(chunk: Buffer): number {
  let low = 0;
  for (let size = chunk.length; size >= 1; size = Math.floor(size / 2)) {
    while (low + size <= chunk.length) {
      try {
        const strict = new TextDecoder("utf-8", { fatal: true });
        strict.decode(chunk.subarray(0, low + size), { stream: true });
        low += size;
      } catch {
        break;
      }
    }
  }
  return low;
}
