// The bytes of requests and the keys they are known by. Requests of one note share a long beginning: it is encoded and hashed once. Sends nothing.
import { createHash, hash } from "node:crypto";
import type { Hash } from "node:crypto";
import type { Sampling } from "./client.ts";
import type { Message } from "../types.ts";

export interface Same {
  readonly model: string;
  readonly sampling: Sampling;
  readonly schema?: object | undefined;
}

/** The request as it is sent, and its key: SHA-256 (hex) of exactly these bytes, so that equal keys mean equal model, sampling, messages and schema. */
export interface Body {
  readonly body: Buffer;
  readonly key: string;
}

/** A body made whole, kept for what the next may share with it. */
interface Kept {
  readonly head: string;
  /** The last message's text. */
  readonly text: string;
  readonly tail: string;
  readonly bytes: Buffer;
}

/** What bodies after another share: the last message's text up to some place, and all bytes up to there, with their hash so far. */
interface Shared {
  readonly head: string;
  readonly text: string;
  readonly bytes: Buffer;
  readonly hash: Hash;
}

/** Shorter beginnings are not worth keeping. */
const WORTH_SHARING = 1024;

/** Makes bodies one after another; what one shares with the one before is not made anew. */
export function bodyMaker(): (messages: readonly Message[], same: Same) => Body {
  let before = "";
  let kept: Kept | undefined;
  let shared: Shared | undefined;
  return (messages, same) => {
    const text = messages.at(-1)?.content ?? "";
    const [head, tail] = around(messages, same);
    if (!shared || shared.head !== head || !beginsWith(text, shared.text) || sharesTwice(text, before, shared)) {
      shared = kept?.head === head ? share(kept, commonStart(kept.text, text)) : undefined;
      kept = undefined;
    }
    before = text;
    if (shared) return joined(shared, quoted(text.slice(shared.text.length)) + tail);
    const made = whole(head + quoted(text) + tail);
    kept = { head, text, tail, bytes: Buffer.from(made.body) };
    return made;
  };
}

/** One request's body. */
export const requestBody = (messages: readonly Message[], same: Same): Body => bodyMaker()(messages, same);

/** Takes back the buffer of a request that was answered: a new one for each keeps the garbage collector busy. */
export function giveBack(body: Buffer): void {
  if (spare.length < 1024 && body.buffer.byteLength <= 2 ** 20) spare.push(body.buffer as ArrayBuffer);
}
const spare: ArrayBuffer[] = [];

function buffer(bytes: number): Buffer {
  const used = spare.pop();
  return used && used.byteLength >= bytes ? Buffer.from(used, 0, bytes) : Buffer.allocUnsafeSlow(Math.ceil(bytes / 8192) * 8192).subarray(0, bytes);
}

/** The JSON before and after the last message's text. Messages come last: what precedes them is the same for a whole batch. */
function around(messages: readonly Message[], { model, sampling, schema }: Same): [head: string, tail: string] {
  const { temperature, top_p, max_tokens, stop, seed } = sampling;
  const response_format = schema && { type: "json_schema", json_schema: { name: "reply", schema, strict: true } };
  const blank = messages.map((message, i) => (i === messages.length - 1 ? { role: message.role, content: "" } : message));
  const json = JSON.stringify({ model, temperature, top_p, max_tokens, stop, seed, response_format, messages: blank });
  const end = messages.length === 0 ? json.length : json.length - '"}]}'.length;
  return [json.slice(0, end), json.slice(end)];
}

/** A text as it stands between the quotes of JSON. */
const quoted = (text: string): string => JSON.stringify(text).slice(1, -1);

function whole(json: string): Body {
  const length = Buffer.byteLength(json), body = buffer(length);
  // ASCII, as most of it is, needs no conversion.
  body.write(json, length === json.length ? "latin1" : "utf8");
  return { body, key: hash("sha256", body) };
}

function joined(shared: Shared, json: string): Body {
  const rest = Buffer.from(json), body = buffer(shared.bytes.length + rest.length);
  shared.bytes.copy(body);
  rest.copy(body, shared.bytes.length);
  return { body, key: shared.hash.copy().update(rest).digest("hex") };
}

/** The bytes of a kept body up to where a text ends that it begins with: all of them but the rest's. */
function share({ head, text, tail, bytes }: Kept, start: string): Shared | undefined {
  if (start.length < WORTH_SHARING) return undefined;
  const common = bytes.subarray(0, bytes.length - Buffer.byteLength(quoted(text.slice(start.length)) + tail));
  return { head, text: start, bytes: common, hash: createHash("sha256").update(common) };
}

/** Whether a text shares with the one before more than twice what is shared so far: the note, not just the instructions before it. */
function sharesTwice(text: string, before: string, { text: { length } }: Shared): boolean {
  return Math.min(text.length, before.length) > 2 * length && beginsWith(text, before.slice(0, 2 * length));
}

/** As startsWith, which goes letter by letter: slices are compared in one go. */
const beginsWith = (text: string, start: string): boolean => text.slice(0, start.length) === start;

/** The longest common beginning of two texts, by halving. Never half a surrogate pair. */
function commonStart(a: string, b: string): string {
  let same = 0, other = Math.min(a.length, b.length) + 1;
  while (other - same > 1) {
    const middle = (same + other) >> 1;
    if (a.slice(same, middle) === b.slice(same, middle)) same = middle;
    else other = middle;
  }
  const end = b.charCodeAt(same - 1);
  return b.slice(0, end >= 0xd800 && end <= 0xdbff ? same - 1 : same);
}
