/**
 * Jupyter in a folder of the project, `.venv`: set up where Python allows, quickly skipped when done, with the kernel registered inside it.
 * Owns what is installed there and how it is called. Not: the kernel itself (kernel.ts).
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { registerFilter } from "./git-clean-filter.mjs";
import { ROOT } from "./notebook.ts";

const VENV = join(ROOT, ".venv");
const BIN = join(VENV, process.platform === "win32" ? "Scripts" : "bin");
const STAMP = join(VENV, "distil.txt");
const REQUIREMENTS = join(ROOT, "notebooks", "kernel", "requirements.txt");
const PYTHON = join(BIN, process.platform === "win32" ? "python.exe" : "python");

/** The Python of `.venv` with Jupyter in it, or the reason why there is none. */
export type Jupyter = { readonly python: string; readonly missing?: undefined } | { readonly missing: string };

/** Sets Jupyter up if it is not, and registers the kernel. Says so on stderr when it takes long. */
export function ensureJupyter(): Jupyter {
  if (!isSetUp()) {
    const missing = setUp();
    if (missing !== undefined) return { missing };
  }
  register();
  return { python: PYTHON };
}

/** What `npm run lab` starts JupyterLab with, each under its name and its short form; an option of the person's own replaces it. */
const LAB: readonly (readonly [name: string, value: string, short?: string])[] = [
  ["ServerApp.ip", "127.0.0.1", "ip"],
  ["ServerApp.port", "0", "port"],
  ["ServerApp.root_dir", ROOT, "notebook-dir"],
  ["LabApp.default_url", "/lab/tree/notebooks/0-start-here.ipynb"],
  ["KernelSpecManager.allowed_kernelspecs", "distil"],
  ["MappingKernelManager.default_kernel_name", "distil"],
  ["Application.log_level", "WARN", "log-level"],
];

/** The words for `jupyter`: a setting given twice would end it, so that the person's own stand alone. */
export function labArguments(own: readonly string[], { root = process.getuid?.() === 0 }: { root?: boolean } = {}): string[] {
  const names = new Set(own.map((word) => /^--?([\w.-]+)/.exec(word)?.[1]));
  const ours = LAB.filter(([name, , short]) => !names.has(name) && !(short !== undefined && names.has(short)));
  return ["lab", ...ours.map(([name, value]) => `--${name}=${value}`), ...(root && !names.has("allow-root") ? ["--allow-root"] : []), ...own];
}

/** Starts one of Jupyter's commands in this terminal and answers with its exit code. It finds the kernel; nothing of it is installed elsewhere. */
export function runJupyter(args: readonly string[]): Promise<number> {
  const child = spawn(PYTHON, ["-m", "jupyter", ...args], { cwd: ROOT, stdio: "inherit", env: jupyterEnv() });
  process.on("SIGINT", () => {}); // the terminal sends it to Jupyter too, which knows what to do with it
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  return new Promise((ended, failed) => {
    child.once("error", failed);
    child.once("exit", (code) => ended(code ?? 1));
  });
}

/** The environment in which Jupyter finds this project's kernel before any other of that name. */
export const jupyterEnv = (): NodeJS.ProcessEnv => ({ ...process.env, JUPYTER_PREFER_ENV_PATH: "1", VIRTUAL_ENV: VENV, DISTIL_UNGUARDED: registerFilter(ROOT) ?? "" });

/** True when `.venv` is whole, holds what is asked for, and has not been moved. */
function isSetUp(): boolean {
  return existsSync(PYTHON) && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp();
}

const stamp = (): string => `${createHash("sha256").update(readFileSync(REQUIREMENTS)).digest("hex")} ${VENV}\n`;

/** Answers with the reason when it cannot be done. */
function setUp(): string | undefined {
  const python = ["python3", "python", "py"].find(isRecent);
  if (python === undefined) return "no Python 3.10 or later with venv and pip on the PATH";
  console.error("Installing JupyterLab into .venv (once, about a minute) …");
  rmSync(VENV, { recursive: true, force: true }); // of a link only the link goes, where venv --clear would empty what it leads to
  for (const [command, ...args] of [
    [python, "-m", "venv", VENV],
    [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS],
  ] as [string, ...string[]][]) {
    const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
    if (status !== 0) return `${args.slice(0, 3).join(" ")} failed: ${lastLine(stderr)}`;
  }
  writeFileSync(STAMP, stamp());
  return undefined;
}

const isRecent = (python: string): boolean =>
  spawnSync(python, ["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"], { stdio: "ignore" }).status === 0;

const lastLine = (text: string | null): string => text?.trim().split("\n").at(-1) ?? "it could not be started";

/** Writes the kernelspec, settings that keep JupyterLab from asking the network for news, and how notebooks are saved (jupyter_config.py). */
function register(): void {
  const spec = {
    argv: [process.execPath, join(ROOT, "notebooks", "kernel", "kernel.ts"), "{connection_file}"],
    display_name: "TypeScript (distil)",
    language: "typescript",
    interrupt_mode: "signal",
  };
  write(join(VENV, "share", "jupyter", "kernels", "distil", "kernel.json"), spec);
  const quiet = { "@jupyterlab/apputils-extension:notification": { fetchNews: "false", checkForUpdates: false } };
  write(join(VENV, "share", "jupyter", "lab", "settings", "overrides.json"), quiet);
  write(join(VENV, "package.json"), { type: "commonjs" }); // JupyterLab brings a yarn.js, which the project's own "module" would break
  mkdirSync(join(VENV, "etc", "jupyter"), { recursive: true });
  copyFileSync(join(ROOT, "notebooks", "kernel", "jupyter_config.py"), join(VENV, "etc", "jupyter", "jupyter_server_config.py"));
}

function write(file: string, content: object): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, JSON.stringify(content, null, 2) + "\n");
}
