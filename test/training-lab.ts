// What the training tests share: the Python they need, a tiny Llama, rows of the bundled notes, and running a program of cluster/ with its exit code.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { trainingReady } from "../cluster/setup-training.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
export const PYTHON = join(root, ".venv-training", "bin", "python");
/** Why tests that train are skipped here, or false. */
export const noTrainer: string | false = !trainingReady() && "no training packages in .venv-training: DISTIL_TRAINING=1 npm test installs them";

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

export interface Start {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Starts a Python file of the project. One thread: several tests share the processors, and sums then add up in one order. */
export function start(file: string, args: readonly string[], { env = {}, input }: Start = {}): Running {
  const child = spawn(PYTHON, [join(root, file), ...args], { env: { ...process.env, OMP_NUM_THREADS: "1", ...env }, stdio: [input === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
  let stdout = "", stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin?.end(input);
  return { pid: child.pid as number, ended: new Promise((done, failed) => child.once("error", failed).once("close", (code) => done({ code, stdout, stderr }))) };
}

export const python = (file: string, args: readonly string[], options: Start = {}): Promise<Ended> => start(file, args, options).ended;

/** As `python`, for what has to succeed; the end of its stderr is the error otherwise. */
export async function succeed(file: string, args: readonly string[], options: Start = {}): Promise<Ended> {
  const ended = await python(file, args, options);
  if (ended.code !== 0) throw new Error(`${file} ended with ${ended.code}: ${ended.stderr.slice(-1500)}`);
  return ended;
}

export const temporary = (): string => mkdtempSync(join(tmpdir(), "distil-training-"));

export function writeLines(file: string, rows: readonly unknown[]): string {
  writeFileSync(file, rows.map((row) => JSON.stringify(row) + "\n").join(""));
  return file;
}

export const readLines = <T>(file: string): T[] => readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line) as T);

/** The arguments of a small CPU run; later ones win over earlier ones. */
export const trainingArgs = (run: { data: string; out: string; model: string }, ...more: string[]): string[] =>
  ["--data", run.data, "--out", run.out, "--model", run.model, "--device", "cpu", "--min-free-gib", "0.1", "--max-length", "256", "--learning-rate", "3e-3", "--log-every", "1", ...more];

/** Waits until `ready` holds; gives up after a minute and a half. */
export async function until(ready: () => boolean, what: string): Promise<void> {
  const end = Date.now() + 90_000;
  while (!ready()) {
    if (Date.now() > end) throw new Error(`Waited for ${what} in vain`);
    await new Promise((wake) => setTimeout(wake, 25));
  }
}
