// Lines onto the end of a file, whole or not at all, with the disk made sure of now and then. Knows nothing of what they say.
import { closeSync, fdatasync, ftruncateSync } from "node:fs";

const LINE_FEED = 10;

/** As fs.writeSync: returns how many bytes it wrote. */
export type Write = (fd: number, bytes: Buffer, offset: number, length: number, position: number) => number;

/**
 * Appends lines, given without their line feed, to an open file whose size is known. Lines of one turn of the event loop are written together at its end, and survive
 * a kill of this process from then on; data reach the disk itself each 64 lines or second.
 * @throws {Error} From `append`, `flush` and `close`, once, when the disk does not take the data, and from `append` ever after; whole lines written before stay.
 */
export function appender(fd: number, { path, size, write }: { readonly path: string; size: number; readonly write: Write }) {
  let bytes = Buffer.allocUnsafeSlow(65_536);
  let held = 0; // bytes of lines that are not written yet
  let turn: NodeJS.Immediate | undefined;
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  const fail = (error: unknown) => new Error(`Expected to write to ${path}, but the disk did not take it (${(error as NodeJS.ErrnoException).code}): make room and run again, what was written stays`, { cause: error });
  const tell = () => {
    told ||= failure !== undefined;
    if (failure) throw failure;
  };
  const writeHeld = () => {
    turn = undefined;
    let done = 0;
    try {
      while (done < held) done += write(fd, bytes, done, held - done, size + done);
      size += held;
    } catch (error) {
      failure ??= fail(error);
      size += bytes.subarray(0, done).lastIndexOf(LINE_FEED) + 1;
      cutBack(fd, size);
    }
    held = 0;
  };
  const flush = () => {
    clearImmediate(turn);
    writeHeld();
    tell();
  };
  const sync = () => {
    if (unsynced === 0) return syncing;
    unsynced = 0;
    const now = () => new Promise<void>((done) => fdatasync(fd, (error) => done(void (error && (failure ??= fail(error))))));
    return (syncing = syncing.then(now));
  };
  const append = (line: string) => {
    tell();
    const most = 3 * line.length + 1; // of UTF-8
    if (held + most > bytes.length) flush();
    if (most > bytes.length) bytes = Buffer.allocUnsafeSlow(2 * most);
    held += bytes.write(line, held);
    bytes[held++] = LINE_FEED;
    turn ??= setImmediate(writeHeld);
    timer ??= setInterval(sync, 1000).unref();
    if (++unsynced >= 64) void sync();
  };
  const close = async () => {
    clearInterval(timer);
    clearImmediate(turn);
    writeHeld();
    await sync();
    closeSync(fd);
    if (!told) tell();
  };
  return { append, flush, close };
}

/** Takes away what was written of a line that did not fit. Where even that fails, the next run mends it. */
function cutBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    return;
  }
}
