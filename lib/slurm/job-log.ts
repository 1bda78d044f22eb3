// What a program wrote to the log in its folder, `log.txt`: a job's, or that of a process here.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT } from "./sbatch.ts";

/** The last lines of a log, "" where there is none yet. */
export function logTail(folder: string, lines: number): string {
  const file = join(folder, "log.txt");
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return text.trimEnd().split("\n").slice(-lines).join("\n");
}

/**
 * Why a program's last attempt failed: its own sentence, else a line that names an error, its own
 * before Slurm's.
 */
export function lastErrorLine(folder: string): string {
  const all = logTail(folder, 500).split("\n");
  const attempt = all.slice(all.findLastIndex((line) => line.startsWith(ATTEMPT)) + 1);
  const lines = attempt.filter((line) => /\w/.test(line));
  const own = lines.filter((line) => !/^(srun|slurmstepd|\s+at )/.test(line));
  const line = own.findLast((text) => /^Expected /.test(text))
    ?? own.findLast((text) => /error/i.test(text))
    ?? lines.findLast((text) => /error/i.test(text)) ?? lines.at(-1) ?? "it said nothing";
  return `${line.slice(0, 400)} (log: ${join(folder, "log.txt")})`;
}
