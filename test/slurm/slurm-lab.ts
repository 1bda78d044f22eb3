// A real Slurm on this machine for the tests: munged, slurmctld and two slurmd that pose as nodes of eight A100, on loopback, all state in a temporary folder.
// Any user can start it. What the tests then do to it (freeze, restart, preempt) is here too; what is expected of the library is not.
import { execFileSync } from "node:child_process";
import { lookup } from "node:dns/promises";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { hostname, tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

/** Why these tests can't run here, or false: what `skip` of a test takes. */
export const noSlurm: string | false = (() => {
  const missing = ["munged", "slurmctld", "slurmd", "sbatch", "srun"].filter((name) => !find(name));
  return missing.length > 0 && `needs ${missing.join(", ")} (Debian: munge slurmctld slurmd slurm-client)`;
})();

export interface Lab {
  readonly folder: string;
  /** The environment in which Slurm's commands find this cluster. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs one of Slurm's commands and returns what it printed. */
  command(...argv: readonly [string, ...string[]]): Promise<string>;
  /** Lets a job that was put back into the queue begin at once, where Slurm makes it wait two minutes: long enough for its last run to be cleared away, which is waited for here. */
  beginNow(id: string): Promise<void>;
  /** Freezes the controller, or lets it go on. */
  freeze(frozen: boolean): void;
  stopController(): Promise<void>;
  startController(): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = "distil-slurm-";

/** Ends what tests that were killed have left running. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const owner = pidIn(join(folder, "owner"));
    if (owner === undefined || alive(owner)) continue;
    await controls(folder, { ...clean(process.env), SLURM_CONF: join(folder, "slurm.conf") }).close().catch(() => undefined); // it may be another user's
  }
}

const SCHEDULING = "SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0,bf_interval=1";

/** Starts a cluster of its own. Seconds: how long its commands wait for an answer, and how long it remembers jobs that have ended. */
export async function startLab({ messageTimeout = 10, minJobAge = 300 }: { readonly messageTimeout?: number; readonly minJobAge?: number } = {}): Promise<Lab> {
  await sweep();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, "owner"), String(process.pid));
  chmodSync(folder, 0o755); // munge's socket must be reachable
  for (const name of ["munge", "run", "log", "state", "dev", "spool/gpu01", "spool/gpu02"]) mkdirSync(join(folder, name), { recursive: true, mode: name === "munge" ? 0o700 : 0o755 });
  const env = { ...clean(process.env), SLURM_CONF: join(folder, "slurm.conf"), PATH: `${process.env.PATH}${delimiter}/usr/sbin${delimiter}/sbin` };
  await writeConfiguration(folder, { messageTimeout, minJobAge });
  const lab = controls(folder, env);
  const daemon = { env, extendEnv: false, stdio: "ignore" } as const;
  try {
    await execa("munged", [`--key-file=${folder}/munge/key`, `--socket=${folder}/run/munge.sock`, `--pid-file=${folder}/run/munged.pid`, `--log-file=${folder}/munge/log`, `--seed-file=${folder}/munge/seed`, "--origin=127.0.0.1"], daemon);
    await lab.startController();
    for (const node of NODES) await execa("slurmd", ["-f", env.SLURM_CONF, "-N", node], daemon);
    await until(async () => (await lab.command("sinfo", "-h", "-N", "-p", "gpu", "-o", "%t")).split("\n").filter((state) => state === "idle").length === NODES.length, `nodes of ${folder} to be idle`);
    return lab;
  } catch (cause) {
    await lab.close();
    throw new Error(`Expected a Slurm to start in ${folder}, it did not`, { cause });
  }
}

const NODES = ["gpu01", "gpu02"];

/** Waits until a condition holds, or throws: nothing here takes a minute unless it hangs. */
export async function until<T>(condition: () => Promise<T> | T, what: string, { seconds = 60 } = {}): Promise<NonNullable<T>> {
  for (const end = Date.now() + 1000 * seconds; Date.now() < end; await sleep(100)) {
    const value = await condition();
    if (value) return value;
  }
  throw new Error(`Expected ${what} within ${seconds} s`);
}

function controls(folder: string, env: Record<string, string>): Lab {
  const command = async (...[file, ...args]: readonly [string, ...string[]]) => (await execa(file, args, { env, extendEnv: false, timeout: 30_000 })).stdout.trim();
  const controller = () => pidIn(join(folder, "run/slurmctld.pid"));
  return {
    folder, env, command,
    async beginNow(id) {
      await until(async () => (await command("squeue", "-h", "-j", id, "-o", "%T|%r")) === "PENDING|BeginTime", `job ${id} to be back in the queue`);
      const logs = () => NODES.map((node) => readFileSync(join(folder, `log/slurmd-${node}.log`), "utf8")).join("");
      const count = (text: string) => logs().split(text).length - 1;
      await until(() => count(`Launching batch job ${id} `) === count(`[${id}.batch] done with job`), `the last run of job ${id} to be cleared away`);
      await until(() => count(`launch task StepId=${id}.0 `) <= count(`[${id}.0] done with job`), `the last step of job ${id} to be cleared away`);
      await sleep(2000); // a node takes no credential of the second in which it ended the job
      await command("scontrol", "update", `JobId=${id}`, "StartTime=now");
    },
    freeze: (frozen) => void process.kill(controller() as number, frozen ? "SIGSTOP" : "SIGCONT"),
    stopController: () => stop(controller(), "SIGTERM"), // so that it saves what it knows
    async startController() {
      await execa("slurmctld", ["-f", env.SLURM_CONF as string], { env, extendEnv: false, stdio: "ignore" });
      await until(() => command("sinfo", "-h").then(() => true, () => false), "the controller to answer");
    },
    async close() {
      const running = controller();
      if (running) process.kill(running, "SIGCONT");
      await command("scancel", "--quiet", `--user=${userInfo().username}`).catch(() => undefined);
      await until(async () => (await command("squeue", "-h").catch(() => "")) === "", "jobs to end").catch(() => undefined);
      for (const node of NODES) await stop(pidIn(join(folder, `run/slurmd-${node}.pid`)), "SIGTERM");
      stopSteps(env.SLURM_CONF as string);
      await stop(controller(), "SIGTERM");
      await stop(pidIn(join(folder, "run/munged.pid")), "SIGTERM");
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function writeConfiguration(folder: string, { messageTimeout, minJobAge }: { messageTimeout: number; minJobAge: number }): Promise<void> {
  const [controller, ...nodes] = await freePorts(1 + NODES.length);
  const host = hostname().split(".")[0] as string;
  const user = userInfo().username;
  const resolves = await lookup(host).then(() => true, () => false);
  for (let gpu = 0; gpu < 8; gpu++) symlinkSync("/dev/null", join(folder, `dev/nvidia${gpu}`)); // slurmd wants a device for each GPU
  writeFileSync(join(folder, "munge/key"), randomBytes(1024), { mode: 0o400 });
  writeFileSync(join(folder, "plugstack.conf"), "");
  writeFileSync(join(folder, "gres.conf"), `AutoDetect=off\nNodeName=${NODES.join(",")} Name=gpu Type=a100 File=${folder}/dev/nvidia[0-7]\n`);
  writeFileSync(join(folder, "slurm.conf"), [
    "ClusterName=lab", `SlurmctldHost=${host}(127.0.0.1)`, `SlurmctldPort=${controller}`, `SlurmUser=${user}`, `SlurmdUser=${user}`,
    "AuthType=auth/munge", `AuthInfo=socket=${folder}/run/munge.sock`, "CredType=cred/munge", resolves ? "CommunicationParameters=NoInAddrAny,NoCtldInAddrAny" : "",
    `StateSaveLocation=${folder}/state`, `SlurmdSpoolDir=${folder}/spool/%n`, `SlurmctldPidFile=${folder}/run/slurmctld.pid`, `SlurmdPidFile=${folder}/run/slurmd-%n.pid`,
    `SlurmctldLogFile=${folder}/log/slurmctld.log`, `SlurmdLogFile=${folder}/log/slurmd-%n.log`, `PlugStackConfig=${folder}/plugstack.conf`,
    "MpiDefault=none", "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "SwitchType=switch/none", "JobAcctGatherType=jobacct_gather/none",
    "SlurmdParameters=config_overrides", "SelectType=select/cons_tres", "SelectTypeParameters=CR_Core_Memory", "DefMemPerCPU=1000", "GresTypes=gpu",
    "SchedulerType=sched/backfill", SCHEDULING, "PriorityType=priority/basic", "PreemptType=preempt/partition_prio", "PreemptMode=REQUEUE", "JobRequeue=1",
    "ReturnToService=2", "InactiveLimit=0", "KillWait=5", `MinJobAge=${minJobAge}`, `MessageTimeout=${messageTimeout}`, "SlurmctldTimeout=30", "SlurmdTimeout=10", "MailProg=/bin/true",
    "JobCompType=jobcomp/none", "AccountingStorageType=accounting_storage/none",
    ...NODES.map((node, i) => `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${nodes[i]} CPUs=64 Sockets=1 CoresPerSocket=64 ThreadsPerCore=1 RealMemory=512000 Gres=gpu:a100:8 State=UNKNOWN`),
    `PartitionName=gpu Nodes=${NODES.join(",")} Default=YES MaxTime=7-00:00:00 DefaultTime=00:10:00 State=UP PriorityTier=10 PreemptMode=REQUEUE`,
    `PartitionName=short Nodes=${NODES.join(",")} MaxTime=00:02:00 DefaultTime=00:01:00 State=UP PriorityTier=10 PreemptMode=REQUEUE`,
    `PartitionName=urgent Nodes=${NODES.join(",")} MaxTime=1-00:00:00 DefaultTime=00:10:00 State=UP PriorityTier=100 PreemptMode=OFF`,
    `PartitionName=closed Nodes=${NODES.join(",")} MaxTime=1-00:00:00 State=DOWN`,
    "",
  ].join("\n"));
}

/** Ports that nothing listens on now. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

function find(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** No variable of an outer cluster reaches this one. */
const clean = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && !/^(SLURM|SBATCH|SQUEUE|SACCT|SRUN|MUNGE)_/.test(entry[0])));

const pidIn = (file: string): number | undefined => (existsSync(file) ? Number(readFileSync(file, "utf8")) || undefined : undefined);

/** Alive and not merely waiting to be collected, as an orphan in a container may for long. */
function alive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

async function stop(pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
  if (pid === undefined || !alive(pid)) return;
  process.kill(pid, signal);
  for (let i = 0; i < 100 && alive(pid); i++) await sleep(50);
  if (alive(pid)) process.kill(pid, "SIGKILL");
}

/** slurmstepd blocks SIGTERM and outlives slurmd: those that carry this cluster's SLURM_CONF are killed with their tasks. */
function stopSteps(conf: string): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/comm`, "utf8").trim() !== "slurmstepd" || !readFileSync(`/proc/${pid}/environ`, "utf8").includes(`SLURM_CONF=${conf}`)) continue;
      for (const child of execFileSync("ps", ["-o", "pid=", "--ppid", pid], { encoding: "utf8" }).split(/\s+/).filter(Boolean)) process.kill(Number(child), "SIGKILL");
      process.kill(Number(pid), "SIGKILL");
    } catch {
      continue; // it has ended, or is another user's
    }
  }
}
