// The bytes of requests and the keys they are known by. Requests of one note share a long beginning: it is encoded and hashed once. Sends nothing.
import { createHash, hash } from "node:crypto";
import type { Hash } from "node:crypto";
import type { Sampling } from "./model.ts";
import type { Message } from "./question.ts";

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

/** What bodies after another share: the last message's text up to some place, and all bytes up to there, with their hash so far. */
interface Shared {
  readonly head: string;
  readonly text: string;
  /** Whether JSON escapes anything of the text. */
  readonly escaped: boolean;
  readonly bytes: Buffer;
  readonly hash: Hash;
}

/** Shorter beginnings are not worth keeping. */
const WORTH_SHARING = 1024;

/** Makes bodies one after another; what one shares with the one before is not made anew. */
export function bodyMaker(): (messages: readonly Message[], same: Same) => Body {
  let before = { text: "", escaped: false };
  let shared: Shared | undefined;
  return (messages, same) => {
    const last = messages.at(-1)?.content ?? "";
    const [head, tail] = around(messages, same);
    if (!shared || shared.head !== head || !beginsWith(last, shared.text) || sharesTwice(last, before.text, shared)) {
      const text = commonStart(before.text, last);
      shared = text.length >= WORTH_SHARING ? share(head, text, before.escaped) : undefined;
    }
    const from = shared?.text.length ?? 0, rest = quoted(last.slice(from));
    before = { text: last, escaped: (shared?.escaped ?? false) || rest.length !== last.length - from };
    return shared ? joined(shared, rest + tail) : whole(head + rest + tail);
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
  const body = buffer(Buffer.byteLength(json));
  body.write(json);
  return { body, key: hash("sha256", body) };
}

function joined(shared: Shared, json: string): Body {
  const rest = Buffer.from(json), body = buffer(shared.bytes.length + rest.length);
  shared.bytes.copy(body);
  rest.copy(body, shared.bytes.length);
  return { body, key: shared.hash.copy().update(rest).digest("hex") };
}

/** `escaped`: whether the text may hold what JSON escapes; if not, it is its own JSON. */
function share(head: string, text: string, escaped: boolean): Shared {
  const json = escaped ? quoted(text) : text, bytes = Buffer.from(head + json);
  return { head, text, escaped: json.length !== text.length, bytes, hash: createHash("sha256").update(bytes) };
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
