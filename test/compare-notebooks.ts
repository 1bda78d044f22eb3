/**
 * Prints every number that differs between the executed notebooks of two commits, times excepted.
 * `node test/compare-notebooks.ts REV_A [REV_B]` runs all notebooks of both, each in a checkout of
 * its own, on the bundled data only; without REV_B, the files of this checkout as they are. A
 * folder of executed notebooks may be given in place of a commit. Ends with 0 and prints nothing
 * when nothing differs. Takes about two and a half minutes for each side that is run.
 */
import { spawn } from "node:child_process";
import {
  globSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync,
  statSync, symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { readNotebook, ROOT } from "../notebooks/kernel/notebook.ts";
import { notebookDifferences } from "./notebooks/notebook-differences.ts";
import type { Notebooks } from "./notebooks/notebook-differences.ts";

const RUN = `compare-${process.pid}`;
const RUNS = join(ROOT, "data", "runs");
/** Holds the checkouts and the empty folder for real data while this runs. */
const SCRATCH = join(RUNS, `${RUN}-checkouts`);
const stop = new AbortController();

interface Options { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }

async function main([a, b, ...more]: readonly string[]): Promise<number> {
  if (a === undefined || more.length > 0) {
    const usage = "node test/compare-notebooks.ts REV_A [REV_B]";
    throw new Error(`Expected one or two commits, or folders of executed notebooks: ${usage}`);
  }
  const lines = notebookDifferences(await executed("a", a), await executed("b", b));
  for (const line of lines) console.log(line);
  return lines.length === 0 ? 0 : 1;
}

/** The executed notebooks of one side: a folder's, or those that the run of a commit leaves. */
async function executed(side: "a" | "b", given: string | undefined): Promise<Notebooks> {
  if (given === undefined) return ranIn(ROOT);
  if (statSync(given, { throwIfNoEntry: false })?.isDirectory()) return readFolder(given);
  const checkout = join(SCRATCH, side);
  mkdirSync(SCRATCH, { recursive: true });
  await run("git", ["clone", "--quiet", "--shared", "--no-checkout", ROOT, checkout], { cwd: ROOT });
  const commit = (await run("git", ["rev-parse", `${given}^{commit}`], { cwd: ROOT })).trim();
  await run("git", ["checkout", "--quiet", "--detach", commit], { cwd: checkout });
  await installPackages(checkout);
  return ranIn(checkout);
}

/** Runs a checkout's notebooks with its own `npm start -- all`, in a new run. */
async function ranIn(checkout: string): Promise<Notebooks> {
  if (process.stderr.isTTY) console.error(`running the notebooks of ${checkout} …`);
  const env: NodeJS.ProcessEnv = { ...process.env, RUN, DISTIL_DATA: join(SCRATCH, "no-data") };
  for (const name of ["NOTES", "MODEL_URL", "TEACHER_URL", "PLACE"]) delete env[name];
  const node = join(checkout, "node_modules", "node", "bin", "node");
  await run(node, ["notebooks/kernel/setup.mjs", "start", "all"], { cwd: checkout, env });
  return readFolder(join(checkout, "data", "runs", RUN, "notebooks"));
}

function readFolder(folder: string): Notebooks {
  const names = globSync("**/*.ipynb", { cwd: folder });
  if (names.length === 0) throw new Error(`No notebooks in ${folder}. Name a folder of executed ones`);
  return new Map(names.map((name) => [name, readNotebook(join(folder, name))]));
}

/** This checkout's packages where the lock file is the same, else what npm installs. */
async function installPackages(checkout: string): Promise<void> {
  const lock = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
  const packages = join(checkout, "node_modules");
  if (lock(checkout) === lock(ROOT)) linkPackages(join(ROOT, "node_modules"), packages);
  else await run("npm", ["ci", "--include=dev", "--include=optional"], { cwd: checkout });
}

/** Links stay as they are: `distil` is a relative one and so leads to the checkout's own lib. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const source = join(from, name);
    symlinkSync(lstatSync(source).isSymbolicLink() ? readlinkSync(source) : source, join(to, name));
  }
}

/** The last of what a command printed; throws it when the command fails or is interrupted. */
async function run(command: string, args: readonly string[], options: Options): Promise<string> {
  const { signal } = stop;
  const child = spawn(command, args, { ...options, signal, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  const keep = (text: string) => (printed = (printed + text).slice(-2000));
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
  child.on("error", (error) => keep(error.message));
  const code = await new Promise((done) => child.once("close", done));
  if (code === 0 && !signal.aborted) return printed;
  throw new Error(`${command} ${args.join(" ")} failed (in ${options.cwd}): ${printed.trim()}`);
}

function removeAll(): void {
  for (const folder of [SCRATCH, join(RUNS, RUN)]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"];
for (const signal of SIGNALS) process.on(signal, () => stop.abort());
try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  removeAll();
}
