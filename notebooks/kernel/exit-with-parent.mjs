/** Notices when the process that started this one is gone. */
import { spawnSync } from "node:child_process";

const EVERY_MS = 500;

/**
 * Calls `act` once when the parent process is gone, or the npm above it: npm starts a shell that starts us, and the shell outlives a killed npm.
 * Does not keep this process alive.
 * @param {() => void} act
 */
export function onParentExit(act) {
  const parent = process.ppid;
  const npm = process.env.npm_lifecycle_event === undefined ? undefined : parentOf(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || isAlive(npm))) return;
    clearInterval(timer);
    act();
  }, EVERY_MS);
  timer.unref();
}

function parentOf(pid) {
  const { status, stdout } = spawnSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
  const found = Number(stdout);
  return status === 0 && found > 1 ? found : undefined;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}
