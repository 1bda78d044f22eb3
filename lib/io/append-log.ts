// Files that grow by whole lines: appending, and reading ones larger than memory.
import { closeSync, fdatasync, fdatasyncSync, ftruncateSync, readSync } from "node:fs";

/** As fs.writeSync: returns how many bytes it wrote. */
export type Write = (
  fd: number,
  bytes: Buffer,
  offset: number,
  length: number,
  position: number,
) => number;

export interface AppendLogOptions {
  /** Named in errors. */
  readonly path: string;
  /** Size of the file in bytes. */
  readonly size: number;
  readonly write: Write;
  /**
   * Flush each append before it returns; a failed one may be retried. By default data are flushed
   * each MB or second, and a log fails for good.
   */
  readonly durable?: boolean;
}

/** At most this many bytes wait for a flush, for a second at most. */
const UNSYNCED = 2 ** 20;

/**
 * Appends lines, all or none; they survive a kill once `append` returns. @throws {Error} From
 * `append` and `close`, when the disk does not take the data.
 */
export function openAppendLog(fd: number, options: AppendLogOptions) {
  const { path, write, durable = false } = options;
  let { size } = options;
  let bytes = Buffer.allocUnsafeSlow(16_384);
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  let reported = false;
  let timer: NodeJS.Timeout | undefined;
  const fail = (cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const problem = `Expected to write to ${path}, but the disk did not take it (${code})`;
    const again = durable ? "save again" : "run again, what was written stays";
    return new Error(`${problem}: make room and ${again}`, { cause });
  };
  const sync = () => {
    if (unsynced === 0) return syncing;
    unsynced = 0;
    const flush = () =>
      new Promise<void>((done) => {
        fdatasync(fd, (error) => {
          if (error) failure ??= fail(error);
          done();
        });
      });
    return (syncing = syncing.then(flush));
  };
  const append = (lines: readonly string[]) => {
    reported ||= failure !== undefined;
    if (failure) throw failure;
    const most = lines.reduce((sum, line) => sum + 3 * line.length + 1, 0);
    if (most > bytes.length) bytes = Buffer.allocUnsafeSlow(2 * most);
    let length = 0;
    for (const line of lines) {
      length += bytes.write(line, length);
      bytes[length++] = 10;
    }
    try {
      for (let done = 0; done < length; ) {
        done += write(fd, bytes, done, length - done, size + done);
      }
      if (durable) fdatasyncSync(fd);
    } catch (cause) {
      cutBack(fd, size);
      const error = fail(cause);
      if (!durable) failure = error;
      reported = true;
      throw error;
    }
    size += length;
    if (durable) return;
    timer ??= setInterval(sync, 1000).unref();
    unsynced += length;
    if (unsynced >= UNSYNCED) void sync();
  };
  const close = async () => {
    clearInterval(timer);
    await sync();
    closeSync(fd);
    if (failure && !reported) throw failure;
  };
  return { append, close };
}

/** Removes a half-written append. Where even that fails, the next run cuts it off. */
function cutBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    return;
  }
}

export interface Line {
  readonly number: number;
  /** Byte offset and length, without the line's end. */
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
    const data = Buffer.concat([rest, chunk.subarray(0, read)]);
    let start = 0;
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10, start)) {
      const text = data.toString("utf8", start, end);
      yield { number: ++number, at: at + start, length: end - start, text };
      start = end + 1;
    }
    rest = data.subarray(start);
    at += start;
  }
}

/** The text of `length` bytes at a byte offset of an open file. */
export function readAt(fd: number, at: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length);
  readSync(fd, bytes, 0, length, at);
  return bytes.toString("utf8");
}
