// Starts the rehearsal server as a process, once for all notebooks of this process.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fromRoot } from "../settings.ts";

// Kept on the global object because each notebook may load this file again.
const servers: Map<string, Promise<string>> = ((globalThis as Record<string, unknown>).distilRehearsalServers ??= new Map()) as Map<string, Promise<string>>;

/**
 * The URL of a run's rehearsal server, started on first use. Students that the run lacks come from
 * the `bundled` run.
 */
export function rehearsalUrl(folder: string, bundled: string): Promise<string> {
  let url = servers.get(folder);
  if (!url) servers.set(folder, (url = startRehearsal(folder, bundled)));
  return url;
}

/** Starts the rehearsal server, which ends with this process: its standard input closes. */
function startRehearsal(folder: string, bundled: string): Promise<string> {
  const child = spawn(process.execPath, [fromRoot("cluster/rehearsal/server.ts"), folder, bundled], { stdio: ["pipe", "pipe", "inherit"] });
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return new Promise((ready, failed) => {
    createInterface({ input: child.stdout }).once("line", (line) => {
      (child.stdout as unknown as { unref(): void }).unref();
      ready(line.trim());
    });
    child.once("exit", (code) => {
      servers.delete(folder);
      failed(new Error(`Expected the rehearsal server to start, it ended with code ${code}`));
    });
  });
}
