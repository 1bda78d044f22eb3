// Lines of files too large to hold: read one after the other, or one at its place. Knows nothing of what they say.
import { readSync } from "node:fs";

export interface Line {
  readonly number: number;
  /** Byte offset and length, the line's end not counted. */
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** The complete lines of an open file. What follows the last line end is left out. */
export function* readLines(fd: number): Generator<Line> {
  const chunk = Buffer.allocUnsafe(1 << 20);
  let rest = Buffer.alloc(0);
  let at = 0;
  let number = 0;
  for (let position = 0; ; ) {
    const read = readSync(fd, chunk, 0, chunk.length, position);
    if (read === 0) return;
    position += read;
    const data = rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, read)]) : chunk.subarray(0, read);
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      yield { number: ++number, at: at + start, length: end - start, text: data.toString("utf8", start, end) };
      start = end + 1;
    }
    rest = Buffer.from(data.subarray(start));
    at += start;
  }
}

/** The text of so many bytes at a place of an open file. */
export function readAt(fd: number, at: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  readSync(fd, bytes, 0, length, at);
  return bytes.toString("utf8");
}
