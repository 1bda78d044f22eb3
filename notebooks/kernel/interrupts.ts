/**
 * How a running cell is interrupted: awaits that an interrupt rejects, loops and functions of cells that look for one, and a thread that hears SIGINT
 * while the main thread is busy. Not: what an interrupted cell says (errors.ts).
 */
import { Worker } from "node:worker_threads";

/** How many interrupts a busy main thread has not looked at; shared with the listening thread. */
const pending = new Int32Array(new SharedArrayBuffer(8));

const interrupted = (): Error => new Error("The cell was interrupted.");

/** `wait` is what every await of a cell goes through, `look` what its loops and functions call; `interrupt` fails all that wait now. */
export function interruptible() {
  const waiting = new Set<(error: Error) => void>();
  return {
    wait(value: unknown): unknown {
      if (typeof (value as PromiseLike<unknown> | undefined)?.then !== "function") return value;
      return new Promise((resolve, reject) => {
        waiting.add(reject);
        (value as PromiseLike<unknown>).then(resolve, reject).then(() => waiting.delete(reject));
      });
    },
    look(): void {
      if (pending[0] === 0) return;
      pending[0] = 0;
      throw interrupted();
    },
    interrupt(): void {
      pending[0] = 0;
      const error = interrupted();
      for (const reject of waiting) reject(error);
      waiting.clear();
    },
  };
}

/**
 * Calls `interrupt` after each SIGINT, as soon as the main thread is free; until then {@link interruptible}'s `look` finds it. A handler on the main
 * thread would have to wait for the busy loop it should end: a second thread waits inside a script that a SIGINT breaks. Two of these scripts are
 * nested, so that the signal is never without one of them, which would end the process.
 */
export function onSigint(interrupt: () => void): void {
  if (process.platform === "win32") return void process.on("SIGINT", interrupt);
  const listener = new Worker(`
    const { parentPort, workerData: pending } = require("node:worker_threads"), { runInThisContext } = require("node:vm");
    const heard = () => { Atomics.add(pending, 0, 1); parentPort.postMessage("interrupt"); };
    const broken = (run) => { for (;;) try { run(); } catch { heard(); } };
    globalThis.sleep = () => Atomics.wait(pending, 1, 0);
    globalThis.inner = () => broken(() => runInThisContext("sleep()", { breakOnSigint: true }));
    broken(() => runInThisContext("inner()", { breakOnSigint: true }));
  `, { eval: true, workerData: pending });
  listener.on("message", interrupt);
  listener.unref();
}
