// Where Slurm's commands run: here, or on a login node by ssh (SLURM_HOST=user@login). Runs
// programs by argv, translates paths, copies files.
import { isAbsolute, join, relative } from "node:path";
import { spawn } from "node:child_process";
import { connect, createServer, type AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { toSlurmError, type CommandResult } from "./errors.ts";
import { shellQuote } from "./sbatch.ts";
import { ROOT } from "../settings.ts";
import type { Site } from "./site-config.ts";

/** Where a server listens. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

export interface RunOptions {
  readonly input?: string;
  /** Deadline. @default 60 */
  readonly seconds?: number;
}

export interface Host {
  /** `user@login`, or undefined for this machine. */
  readonly name: string | undefined;
  /** Runs a program to its end; never throws for what it does. */
  run(argv: readonly [string, ...string[]], options?: RunOptions): Promise<CommandResult>;
  /** What a path of this machine is called there. */
  path(local: string): string;
  /**
   * Copies files and folders there and returns those that changed; `dry` copies nothing. Does
   * nothing on a shared disk.
   */
  push(locals: readonly string[], options?: { readonly dry?: boolean }): Promise<readonly string[]>;
  /** Where a server of the cluster can be reached from here. Whoever asks closes it. */
  reach(target: Target): Promise<Target & { readonly close: () => void }>;
  /** Brings those files of a folder back whose names, or rsync's patterns, are given, as far as they are there. */
  pull(folder: string, options: { readonly only: readonly string[] }): Promise<void>;
}

export interface HostOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** This machine's folder that `remote.folder` of the site stands for. @default the project's */
  readonly root?: string;
}

/** The machine that SLURM_HOST names, or this one. SSH_CONFIG names another ssh configuration. */
export function openHost(site: Pick<Site, "remote">, { env = process.env, root = ROOT }: HostOptions = {}): Host {
  const name = env.SLURM_HOST ?? "";
  if (name === "") return { name: undefined, run: (argv, options) => run(argv, { ...options, env: slurmEnvironment(env) }), path: (local) => local, push: async () => [], pull: async () => {}, reach: async (target) => ({ ...target, close: () => {} }) };
  if (/^-|\s/.test(name)) throw new Error(`Expected SLURM_HOST to be user@host or a host of ssh's configuration, got "${name}"`);
  if (!site.remote) throw new Error(`Expected the site file to say where this project's folder is on ${name}, found no "remote": add {"folder": "/…", "shared": true or false}`);
  return sshHost(name, { env, root, remote: site.remote });
}

function sshHost(name: string, { env, root, remote }: { env: NodeJS.ProcessEnv; root: string; remote: NonNullable<Site["remote"]> }): Host {
  const ssh: [string, ...string[]] = ["ssh", ...(env.SSH_CONFIG ? ["-F", env.SSH_CONFIG] : []), "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"];
  const there = (local: string): string => {
    const inside = relative(root, local);
    if (inside.startsWith("..") || isAbsolute(inside)) throw new Error(`Expected a file of ${root}, which ${name} has as ${remote.folder}, got ${local}: put it into that folder`);
    return join(remote.folder, inside);
  };
  const rsync = async (args: readonly string[], { mayLack }: { mayLack: boolean }): Promise<readonly string[]> => {
    const ran = await run(["rsync", "-a", "-s", "--out-format=%n", "-e", ssh.join(" "), ...args], { env, seconds: 3600 });
    if (ran.code !== 0 && !(mayLack && ran.code === MISSING_FILES)) throw toSlurmError(ran, { host: { name }, what: "files copied by rsync" });
    return ran.stdout.split("\n").filter((path) => path !== "" && !path.endsWith("/"));
  };
  const clean = ["env", ...UNSET.flatMap((variable) => ["-u", variable]), ...SETTINGS];
  return {
    name,
    // ssh hands its arguments to a shell there, so each is quoted.
    run: (argv, options) => run([...ssh, name, "--", ...[...clean, ...argv].map(shellQuote)], { ...options, env }),
    path: there,
    async push(locals, { dry = false } = {}) {
      if (remote.shared) return [];
      if (!dry) await run([...ssh, name, "--", "mkdir", "-p", "-m", "700", shellQuote(remote.folder)], { env });
      return rsync([...(dry ? ["--dry-run"] : []), "--relative", ...locals.map((local) => (there(local), `${root}/./${relative(root, local)}`)), `${name}:${remote.folder}/`], { mayLack: false });
    },
    reach: (target) => tunnel([...ssh, "-o", "ExitOnForwardFailure=yes"], { name, target, env }),
    async pull(folder, { only }) {
      if (!remote.shared) await rsync([...only.map((file) => `--include=/${file}`), "--exclude=*", `${name}:${there(folder)}/`, `${folder}/`], { mayLack: true });
    },
  };
}

/** A port on loopback that ssh forwards to a server behind the login node. */
async function tunnel([file, ...args]: readonly [string, ...string[]], { name, target, env }: { name: string; target: Target; env: NodeJS.ProcessEnv }): Promise<Target & { close: () => void }> {
  const port = await freePort();
  // `cat` there ends when its input does, and so the tunnel with this process, however that ends.
  const child = spawn(file, [...args, "-L", `127.0.0.1:${port}:${target.host}:${target.port}`, name, "cat"], { env, stdio: ["pipe", "ignore", "pipe"] });
  let said = "";
  let ended = false;
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  child.once("close", () => (ended = true)).once("error", ({ message }) => (said += message));
  child.unref();
  for (const stream of [child.stdin, child.stderr]) (stream as unknown as { unref(): void }).unref();
  for (const end = Date.now() + 30_000; Date.now() < end && !ended; await sleep(100)) {
    if (await answers(port)) return { host: "127.0.0.1", port, close: () => void child.kill() };
  }
  child.kill();
  throw new Error(`Expected ${name} to forward to ${target.host}:${target.port}, it did not: ${lastLine(said) || "no answer"}`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

const answers = (port: number): Promise<boolean> => new Promise((done) => {
  const socket = connect(port, "127.0.0.1");
  socket.once("connect", () => done(true)).once("error", () => done(false)).once("connect", () => socket.destroy());
});

/** Variables that change what Slurm's commands ask or print, or describe a job we may be in. */
const MISLEADING = /^(SLURM|SBATCH|SQUEUE|SACCT|SINFO|SCANCEL|SALLOC|SRUN)_(?!CONF$)/;
const UNSET = ["SBATCH_PARTITION", "SBATCH_ACCOUNT", "SBATCH_QOS", "SBATCH_TIMELIMIT", "SBATCH_EXPORT", "SBATCH_OPEN_MODE", "SBATCH_REQUEUE", "SBATCH_NO_REQUEUE", "SQUEUE_FORMAT", "SQUEUE_FORMAT2", "SQUEUE_STATES", "SQUEUE_USERS", "SACCT_FORMAT"];
const SETTINGS = ["LC_ALL=C", "SLURM_TIME_FORMAT=%s"];

function slurmEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !MISLEADING.test(name));
  return { ...Object.fromEntries(kept), LC_ALL: "C", SLURM_TIME_FORMAT: "%s" };
}

/** rsync's exit code when some files were not there, as before a job has written them. */
const MISSING_FILES = 23;

async function run([file, ...args]: readonly [string, ...string[]], { input, seconds = 60, env }: RunOptions & { env: NodeJS.ProcessEnv }): Promise<CommandResult> {
  const { exitCode, stdout, stderr, timedOut, code } = await execa(file, args, { env, extendEnv: false, reject: false, timeout: 1000 * seconds, ...(input === undefined ? { stdin: "ignore" } : { input }) });
  return { code: exitCode, stdout, stderr, timedOut, missing: code === "ENOENT" };
}

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? "";
