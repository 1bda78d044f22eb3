// Runs programs on this machine: a process of their own that outlives the notebook. What a run is is run-store.ts's.
import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, rmSync } from "node:fs";
import { uptime } from "node:os";
import { join } from "node:path";
import { processStart } from "../io/file-lock.ts";
import { readJson, writeJson } from "../io/json.ts";
import {
  archivePath, isDone, moveToArchive, requestOf, runMetrics, type TrainingSpec, type Run,
  type Runner, type RunStatus,
} from "./run-store.ts";
import { lastErrorLine } from "../slurm/job-log.ts";
import { fromRoot } from "../settings.ts";

export const localRunner: Runner = {
  slowest: 500,
  async start(run, request) {
    const { command, args } = programOf(request);
    const log = openSync(join(run.folder, "log.txt"), "a", 0o600);
    const child = spawn(command, args, { cwd: fromRoot(), stdio: ["ignore", log, log], detached: true });
    child.unref();
    closeSync(log);
    await new Promise((ready, failed) => child.once("spawn", ready).once("error", failed));
    writeJson(join(run.folder, "process.json"), { pid: child.pid, started: new Date().toISOString(), start: processStart(child.pid as number) });
  },
  status: async (runs) => new Map(runs.map((run) => [run, statusOf(run)])),
  async cancel(run) {
    const pid = livePid(run);
    if (pid !== undefined) process.kill(pid, "SIGTERM");
  },
  async putAside(run) {
    if (requestOf(run)?.place === "rehearsal") return rmSync(run.folder, { recursive: true }); // made again in seconds
    const aside = archivePath(run);
    moveToArchive(run, aside);
    console.log(`${run.name}: was begun with other data or settings, which is kept in ${aside}`);
  },
};

function statusOf(run: Run): RunStatus {
  const latest = runMetrics(run).at(-1);
  const state = isDone(run) ? "done" : livePid(run) !== undefined ? "running" : "failed";
  return { state, ...(latest ? { latest } : {}), ...(state === "failed" ? { reason: lastErrorLine(run.folder) } : {}) };
}

function programOf({ place, program, args }: TrainingSpec): { command: string; args: string[] } {
  const words = args.map((arg) => (typeof arg === "string" ? arg : arg.path));
  if (place === "rehearsal") return { command: process.execPath, args: [fromRoot(`cluster/rehearsal/${program}.ts`), ...words] };
  const python = fromRoot(".venv-training/bin/python");
  if (!existsSync(python)) throw new Error("Expected Python with the training packages in .venv-training, found none: node cluster/setup-training.mjs makes it, npm run doctor lists what else is missing");
  return { command: python, args: [fromRoot(`cluster/${program}.py`), ...words] };
}

/** The run's process while it lives. Another process that was given its id later is not it. */
function livePid(run: Run): number | undefined {
  const file = join(run.folder, "process.json");
  if (!existsSync(file)) return undefined;
  const { pid, started, start = startBefore(pid, started) } = readJson<{ pid: number; started: string; start?: string }>(file);
  return start !== undefined && processStart(pid) === start ? pid : undefined;
}

/** For a record without a start: that of a process which had begun by the time it was written. */
function startBefore(pid: number, recorded: string): string | undefined {
  const start = processStart(pid), ticks = Number(start);
  if (!Number.isFinite(ticks)) return start;
  return Date.now() - 1000 * uptime() + 10 * ticks < Date.parse(recorded) + 5000 ? start : undefined;
}
