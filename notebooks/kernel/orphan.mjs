/** Ends what nobody waits for any more: when the process that started this one is killed, this one is told. */
const EVERY_MS = 1000;

/** Calls `act` once when the parent process is gone. Does not keep this process alive. */
export function whenOrphaned(act) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    act();
  }, EVERY_MS);
  timer.unref();
}
