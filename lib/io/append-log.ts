// Lines onto the end of a file, whole or not at all, with the disk made sure of now and then. Knows nothing of what they say.
import { closeSync, fdatasync, ftruncateSync } from "node:fs";

/** As fs.writeSync: returns how many bytes it wrote. */
export type Write = (fd: number, bytes: Buffer, offset: number, length: number, position: number) => number;

/** So much may not have reached the disk itself, for a second at most. */
const UNSYNCED = 2 ** 20;

/**
 * Appends lines, one or several at a time, to an open file whose size is known. They survive a kill of this process once `append` returns; data reach the disk itself each MB or second.
 * @throws {Error} From `append` and `close`, when the disk does not take the data; what was written before stays whole.
 */
export function openAppendLog(fd: number, { path, size, write }: { readonly path: string; size: number; readonly write: Write }) {
  let bytes = Buffer.allocUnsafeSlow(16_384);
  let unsynced = 0;
  let syncing: Promise<void> = Promise.resolve();
  let failure: Error | undefined;
  let told = false;
  let timer: NodeJS.Timeout | undefined;
  const fail = (error: unknown) => new Error(`Expected to write to ${path}, but the disk did not take it (${(error as NodeJS.ErrnoException).code}): make room and run again, what was written stays`, { cause: error });
  const sync = () => {
    if (unsynced === 0) return syncing;
    unsynced = 0;
    const now = () => new Promise<void>((done) => fdatasync(fd, (error) => done(void (error && (failure ??= fail(error))))));
    return (syncing = syncing.then(now));
  };
  const append = (lines: readonly string[]) => {
    told ||= failure !== undefined;
    if (failure) throw failure;
    const most = lines.reduce((sum, line) => sum + 3 * line.length + 1, 0);
    if (most > bytes.length) bytes = Buffer.allocUnsafeSlow(2 * most);
    let length = 0;
    for (const line of lines) {
      length += bytes.write(line, length);
      bytes[length++] = 10;
    }
    try {
      for (let done = 0; done < length; ) done += write(fd, bytes, done, length - done, size + done);
    } catch (error) {
      cutBack(fd, size);
      told = true;
      throw (failure = fail(error));
    }
    size += length;
    timer ??= setInterval(sync, 1000).unref();
    unsynced += length;
    if (unsynced >= UNSYNCED) void sync();
  };
  const close = async () => {
    clearInterval(timer);
    await sync();
    closeSync(fd);
    if (failure && !told) throw failure;
  };
  return { append, close };
}

/** Takes away what was written of it. Where even that fails, the next run mends it. */
function cutBack(fd: number, size: number): void {
  try {
    ftruncateSync(fd, size);
  } catch {
    return;
  }
}
