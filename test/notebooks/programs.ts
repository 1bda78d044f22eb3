// Runs Python programs of the project for the training tests, and tells how they ended. What they are given is training-lab.ts's.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fromRoot } from "../../lib/settings.ts";

export const PYTHON = fromRoot(".venv-training/bin/python");
/** One thread: several tests share the processors, and sums then add up in one order. */
const ENVIRONMENT = { ...process.env, OMP_NUM_THREADS: "1" };

export interface Ended {
  /** The exit code; negative: the signal that ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

/** Starts a Python file of the project, in a fork of a process that has its libraries loaded. Ends at the latest with endPrograms(). */
export async function start(file: string, args: readonly string[], { input = "" }: { readonly input?: string } = {}): Promise<Running> {
  const { child, waiting } = (forks ??= startForks());
  const folder = mkdtempSync(join(tmpdir(), "distil-program-"));
  writeFileSync(join(folder, "stdin"), input);
  const id = ++last, began = Promise.withResolvers<number>(), ended = Promise.withResolvers<number>();
  ended.promise.catch(() => undefined);
  waiting.set(id, { began, ended });
  child.stdin?.write(JSON.stringify({ id, file: fromRoot(file), args, folder }) + "\n");
  const said = (name: string) => readFileSync(join(folder, name), "utf8");
  return {
    pid: await began.promise,
    ended: ended.promise.then((code) => ({ code, stdout: said("stdout"), stderr: said("stderr") })).finally(() => rmSync(folder, { recursive: true })),
  };
}

export const python = async (file: string, args: readonly string[], options: { readonly input?: string } = {}): Promise<Ended> => (await start(file, args, options)).ended;

/** As `python`, for what has to succeed; the end of its stderr is the error otherwise. Gives its stdout. */
export async function succeed(file: string, args: readonly string[], options: { readonly input?: string } = {}): Promise<string> {
  const { code, stdout, stderr } = await python(file, args, options);
  if (code !== 0) throw new Error(`${file} ended with ${code}: ${stderr.slice(-1500)}`);
  return stdout;
}

/** Runs a Python file in a process of its own, with these variables in its environment. */
export function alone(file: string, args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn(PYTHON, [fromRoot(file), ...args], { env: { ...ENVIRONMENT, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "", stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  return new Promise((done, failed) => child.once("error", failed).once("close", (code) => done({ code: code ?? -1, stdout, stderr })));
}

/** Ends the process that programs are forked from, with those that still run. */
export function endPrograms(): void {
  forks?.child.stdin?.end();
  forks = undefined;
}

interface Forks {
  readonly child: ChildProcess;
  readonly waiting: Map<number, { began: PromiseWithResolvers<number>; ended: PromiseWithResolvers<number> }>;
}

let forks: Forks | undefined, last = 0;

function startForks(): Forks {
  const child = spawn(PYTHON, [fromRoot("test/fixtures/programs.py")], { env: ENVIRONMENT, stdio: ["pipe", "pipe", "pipe"] });
  const waiting: Forks["waiting"] = new Map();
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-1500)));
  createInterface(child.stdout).on("line", (line) => {
    const { id, pid, code } = JSON.parse(line) as { id: number; pid?: number; code?: number };
    if (pid !== undefined) waiting.get(id)?.began.resolve(pid);
    if (code !== undefined) waiting.get(id)?.ended.resolve(code);
    if (code !== undefined) waiting.delete(id);
  });
  child.once("close", () => {
    for (const { began, ended } of waiting.values()) for (const each of [began, ended]) each.reject(new Error(`The process that programs are forked from has ended: ${said}`));
  });
  return { child, waiting };
}
