// One writer at a time: a lock file beside the file it protects.
import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";

interface Owner {
  readonly pid: number;
  /**
   * The process's start time as the system writes it: tells the owner from another process with its
   * id.
   */
  readonly started: string;
  readonly host: string;
}

/**
 * Acquires a file's lock (`<path>.lock`); returns a function that releases it. A dead process's
 * lock is taken over. @throws {Error} Naming the process that holds it.
 */
export function acquireLock(path: string): () => void {
  const file = `${path}.lock`;
  const mine = JSON.stringify({ pid: process.pid, started: processStart(process.pid) ?? "", host: hostname() } satisfies Owner);
  for (let round = 0; round < 10; round++) {
    if (create(file, mine)) return () => release(file, mine);
    const theirs = read(file);
    if (theirs === undefined) continue;
    const owner = parse(theirs);
    if (owner && owner.host !== hostname()) throw new Error(`Expected ${path} to have one writer, but process ${owner.pid} on ${owner.host} holds it: stop that run, or delete ${file} if it is gone`);
    if (owner && processStart(owner.pid) === owner.started) throw new Error(`Expected ${path} to have one writer, but process ${owner.pid} is writing it: wait for that run or stop it`);
    takeAway(file, theirs);
  }
  throw new Error(`Expected to lock ${path}, but ${file} keeps coming back: stop the other runs`);
}

/** Written aside, then linked to its name, which fails when that is taken. */
function create(file: string, content: string): boolean {
  const aside = `${file}.${process.pid}`;
  writeFileSync(aside, content);
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Removes a dead owner's lock; restores it when another process already took it. */
function takeAway(file: string, dead: string): void {
  const aside = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, aside);
    if (read(aside) !== dead) linkSync(aside, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function release(file: string, mine: string): void {
  if (read(file) === mine) rmSync(file, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function parse(text: string): Owner | undefined {
  try {
    const owner = JSON.parse(text) as Owner;
    return Number.isInteger(owner.pid) ? owner : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A process's start time, which with its id tells it from a later one; undefined for none: field 22 of /proc/PID/stat on Linux, `ps` elsewhere.
 * Zombies (Z) do not count.
 */
export function processStart(pid: number): string | undefined {
  try {
    const stat = process.platform === "linux" ? readFileSync(`/proc/${pid}/stat`, "utf8") : undefined;
    if (stat) {
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
    }
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env: { LC_ALL: "C" } }).trim() || undefined;
  } catch {
    return undefined;
  }
}
