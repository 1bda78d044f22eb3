// Owns the text of batch scripts and the options of sbatch, as pure functions of what a job is. Nothing is run here.
import type { Environment, Site } from "./site-config.ts";

/** What sbatch is asked for, besides the script. Paths are those of the machine where Slurm runs. */
export interface Resources {
  readonly partition: string;
  readonly account?: string | undefined;
  readonly qos?: string | undefined;
  /** Name of the GPUs in Slurm, for example gpu:a100. */
  readonly gres: string;
  readonly gpus: number;
  /** Tasks that srun starts. */
  readonly tasks: number;
  readonly cpus?: number | undefined;
  readonly memory?: string | undefined;
  readonly time: string;
  /** Seconds before the time limit at which the script gets USR1. */
  readonly warning: number;
  /** Whether Slurm may put the job back into the queue after preemption or a node's failure. */
  readonly requeue: boolean;
  /** Indices of a job array, with how many may run at once: "1,3,7%4". */
  readonly array?: string | undefined;
  readonly options: readonly string[];
}

/** The site's share of what a job asks for. `tasks` of one node share its GPUs. */
export function jobResources(site: Site, { kind, gpus, tasks = 1, requeue, array }: { kind: "training" | "serving"; gpus: number; tasks?: number; requeue: boolean; array?: string }): Resources {
  const { partition, account, qos, gpu, cpusPerGpu, memory, options } = site;
  const { time, warning } = site[kind];
  const cpus = cpusPerGpu && Math.max(1, Math.floor((cpusPerGpu * gpus) / tasks));
  return { partition: site[kind].partition ?? partition, account, qos, gres: gpu.gres, gpus, tasks, cpus, memory, time, warning, requeue, array, options };
}

/** The environment that a job inherits, by name: no secret of the submitter's goes along unseen. */
const EXPORTED = "HOME,USER,LOGNAME,SHELL,LANG,PATH,SLURM_CONF";

/**
 * The arguments of sbatch. The token names the job, so that it is found when sbatch's answer is
 * lost, and keeps a duplicate from running beside it; an array's tasks share it. @throws {Error}
 * When a value has a line break.
 */
export function sbatchOptions(wanted: Resources, { token, folder, log }: { token: string; folder: string; log: string }): string[] {
  const optional = (name: string, value: string | number | undefined) => (value === undefined ? [] : [`--${name}=${value}`]);
  const options = [
    "--parsable", `--job-name=${token}`, `--comment=${token}`, ...(wanted.array === undefined ? ["--dependency=singleton"] : []), `--partition=${wanted.partition}`,
    ...optional("account", wanted.account), ...optional("qos", wanted.qos), "--nodes=1", `--ntasks-per-node=${wanted.tasks}`, `--gres=${wanted.gres}:${wanted.gpus}`,
    ...optional("cpus-per-task", wanted.cpus), ...optional("mem", wanted.memory), `--time=${wanted.time}`, `--signal=B:USR1@${wanted.warning}`,
    wanted.requeue ? "--requeue" : "--no-requeue", "--open-mode=append", `--output=${log}`, `--chdir=${folder}`, `--export=${EXPORTED}`, ...optional("array", wanted.array), ...wanted.options,
  ];
  const broken = options.find((option) => /[\r\n\0]/.test(option));
  if (broken !== undefined) throw new Error(`Expected options of sbatch without line breaks, got ${JSON.stringify(broken)}`);
  return options;
}

/** A job whose program saves itself when told and goes on where it was when started again. */
export interface Resumable {
  readonly title: string;
  readonly environment: Environment;
  /** Folder of the run: the script leaves `ended` there. */
  readonly folder: string;
  readonly command: readonly string[];
  /** The file without which the job is not done. */
  readonly done: string;
  /** How often the job may go back into the queue. @default 50 */
  readonly restarts?: number;
  readonly scratch?: string | undefined;
}

/** Exit code of a program, and of a job, that was interrupted and can go on. */
export const INTERRUPTED = 85;

/** How a line of a run's log begins that opens an attempt: one log holds all of a run's. */
export const ATTEMPT = "--- attempt";

/**
 * The script of a resumable job. On Slurm's warning before the time limit the program saves itself
 * and the job requeues itself, without a notebook; Slurm requeues other interruptions. Exits 0 only
 * with the done-marker.
 */
export function resumableScript({ title, environment, folder, command, done, restarts = 50, scratch }: Resumable): string {
  return [
    ...scriptPreamble(title, { environment, scratch }),
    `folder=${shellQuote(folder)}`,
    `echo "${ATTEMPT} of job $SLURM_JOB_ID on \${SLURMD_NODENAME:-$HOSTNAME}, restart \${SLURM_RESTART_COUNT:-0}"`,
    "asked=",
    "# srun kills its tasks on TERM but hands USR1 on, so every request to stop becomes USR1.",
    `stop() { asked=$1; interrupted=yes; [ -n "\${step:-}" ] && kill -s USR1 "$step" 2>/dev/null; }`,
    "trap 'stop USR1' USR1",
    "trap 'stop TERM' TERM",
    `leave() { echo "$SLURM_JOB_ID \${SLURM_RESTART_COUNT:-0} $1" > "$folder/ended.part" && mv "$folder/ended.part" "$folder/ended"; exit "$1"; }`,
    `[ "\${SLURM_RESTART_COUNT:-0}" -le ${restarts} ] || { echo "Expected at most ${restarts} restarts of this job: start the run again to go on" >&2; leave ${INTERRUPTED}; }`,
    "# A task that ends early leaves the others time to finish their part of a checkpoint.",
    `srun --kill-on-bad-exit=0 --wait=120 \${SLURM_CPUS_PER_TASK:+--cpus-per-task=$SLURM_CPUS_PER_TASK} ${[...environment.container, ...command].map(shellQuote).join(" ")} &`,
    "step=$!",
    '[ -z "$asked" ] || kill -s USR1 "$step" # it came before there was a step',
    "# wait returns early when a signal comes; it is asked again until the step has ended.",
    `while interrupted=; wait "$step"; code=$?; [ -n "$interrupted" ]; do :; done`,
    `if [ -n "$asked" ] && [ "$code" -ge 128 ]; then code=${INTERRUPTED}; fi # told to stop before it could listen`,
    `if [ "$code" -eq 0 ] && [ ! -e ${shellQuote(done)} ]; then echo "Expected ${commentSafe(done)} from a program that ended well, found none" >&2; [ -n "$asked" ] && code=${INTERRUPTED} || code=1; fi`,
    `if [ "$code" -eq ${INTERRUPTED} ] && [ "$asked" = USR1 ] && [ "\${SLURM_RESTART_COUNT:-0}" -lt ${restarts} ]; then scontrol requeue "$SLURM_JOB_ID"; fi`,
    `leave "$code"`,
    "",
  ].join("\n");
}

/** How every script begins: programs found, no network asked for, temporary files where the site wants them. */
export function scriptPreamble(title: string, { environment: { modules, venv }, scratch }: { environment: Environment; scratch?: string | undefined }): string[] {
  const refuse = (what: string) => `|| { echo ${shellQuote(`Expected ${what} on this node, could not load it: correct the site file`)} >&2; exit 2; }`;
  return [
    "#!/bin/bash -l",
    `# ${commentSafe(title)}`,
    "unset SLURM_EXPORT_ENV # else srun would pass on only what sbatch was told to",
    ...modules.map((name) => `module load ${shellQuote(name)} ${refuse(`the module ${name}`)}`),
    ...(venv ? [`source ${shellQuote(`${venv}/bin/activate`)} ${refuse(`the Python environment ${venv}`)}`] : []),
    "set -uo pipefail",
    "umask 077",
    "export HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1 HF_DATASETS_OFFLINE=1 VLLM_NO_USAGE_STATS=1 DO_NOT_TRACK=1 PYTHONUNBUFFERED=1",
    ...(scratch ? [`export TMPDIR=$(mktemp -d ${shellQuote(`${scratch}/distil-XXXXXX`)})`, `trap 'rm -rf "$TMPDIR"' EXIT`] : []),
  ];
}

/** A text as one word of a shell's command. */
export const shellQuote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A text within a comment or between double quotes of a script. */
const commentSafe = (text: string): string => text.replace(/[^\w .,:;()/@+=-]/g, "?");
