// Slurm's vocabulary: job states, reasons for waiting, and the lines of squeue, sacct and scontrol.

/** One job, or one task of an array, as Slurm last described it. Times are seconds since 1970. */
export interface JobState {
  readonly id: string;
  /** The job's name, which is its token: ids are used again, tokens are not. */
  readonly name: string;
  /** Index in a job array. */
  readonly task?: number;
  /** Slurm's own word: RUNNING, TIMEOUT, … */
  readonly state: string;
  readonly phase: Phase;
  /** Why it waits or has ended, in Slurm's word; "" when Slurm gives none. */
  readonly reason: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly nodes: string;
  /** Exit code and signal as sacct and scontrol write them ("3:0"); squeue doesn't say. */
  readonly exit?: string;
}

/** waiting: not begun. running: begun, or between two runs. held: waits for a person. ended: will not run again by itself. */
export type Phase = "waiting" | "running" | "held" | "ended";

const PHASES: Readonly<Record<Phase, readonly string[]>> = {
  waiting: ["PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_FED"],
  running: ["RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "RESIZING", "SIGNALING", "STAGE_OUT"],
  held: ["REQUEUE_HOLD", "SPECIAL_EXIT", "RESV_DEL_HOLD"],
  ended: ["COMPLETED", "FAILED", "CANCELLED", "TIMEOUT", "OUT_OF_MEMORY", "DEADLINE", "BOOT_FAIL", "NODE_FAIL", "PREEMPTED", "REVOKED"],
};

/** The first word of a state ("CANCELLED by 0" is CANCELLED), upper case, without a trailing "+". */
export const baseState = (text: string): string => (text.trim().split(/\s+/)[0] ?? "").toUpperCase().replace(/\+$/, "");

/** What a state means. A word that this list lacks counts as running: a job is never called over by mistake. */
export function phaseOf(state: string): Phase {
  const phases = Object.keys(PHASES) as Phase[];
  return phases.find((phase) => PHASES[phase].includes(state)) ?? "running";
}

/** Reasons that waiting does not cure. Quotas, priorities and full or drained nodes are not among them. */
const NEVER = /^(DependencyNeverSatisfied|BadConstraints|PartitionNodeLimit|PartitionTimeLimit|PartitionDown|PartitionInactive|JobHeld(User|Admin)|InvalidAccount|InvalidQOS|AccountNotAllowed|QOSNotAllowed|.*[ _]held$|(QOS|Assoc)\w*Max\w*PerJob)/i;

/** True when a waiting job will not begin unless somebody changes something. */
export const cannotStart = (job: Pick<JobState, "phase" | "reason">): boolean => job.phase === "held" || (job.phase === "waiting" && NEVER.test(job.reason));

/** The format of squeue that {@link parseSqueue} reads: nothing that may hold a "|" but the reason, which is last. */
export const QUEUE_FORMAT = "%F|%K|%j|%T|%S|%e|%N|%r";

/** The jobs in squeue's answer; lines that are none (a site's banner) are left out. */
export function parseSqueue(text: string): JobState[] {
  return text.split("\n").flatMap((line) => {
    const [id = "", task = "", name = "", state = "", start = "", end = "", nodes = "", ...reason] = line.trim().split("|");
    return /^\d+$/.test(id) && reason.length > 0 ? [job({ id, task, name, state, start, end, nodes, reason: reason.join("|") })] : [];
  });
}

/** The columns of sacct that {@link parseSacct} reads. */
export const ACCOUNTING_FORMAT = "JobID,JobName,State,ExitCode,Start,End,NodeList";

/** The jobs in sacct's answer. Of a requeued job's several lines the last counts. */
export function parseSacct(text: string): JobState[] {
  const jobs = new Map<string, JobState>();
  for (const line of text.split("\n")) {
    const [key = "", name = "", state = "", exit = "", start = "", end = "", nodes = ""] = line.trim().split("|");
    const [, id, tasks = ""] = /^(\d+)(?:_(\d+|\[[\d,%-]+\]))?$/.exec(key) ?? [];
    if (id) for (const task of tasksIn(tasks)) jobs.set(`${id}_${task}`, { ...job({ id, task, name, state, start, end, nodes, reason: "" }), exit });
  }
  return [...jobs.values()];
}

/** The tasks of an array's row: "3", or "[3-5,9%2]" for those that have not begun. */
const tasksIn = (text: string): string[] => text.replace(/[[\]]|%\d+/g, "").split(",").flatMap((part) => {
  const [first = "", last] = part.split("-");
  return last === undefined ? [first] : Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => String(Number(first) + i));
});

/** A value of `scontrol show job -o` or of a line of `scontrol show config`. */
export const field = (text: string, name: string): string | undefined => new RegExp(`(?:^|\\s)${name}\\s*=\\s*(\\S*)`, "m").exec(text)?.[1];

function job({ id, task, name, state, start, end, nodes, reason }: Record<"id" | "task" | "name" | "state" | "start" | "end" | "nodes" | "reason", string>): JobState {
  const word = baseState(state);
  const absent = /^(None|\(null\)|N\/A)$/i;
  return { id, name, ...(/^\d+$/.test(task) ? { task: Number(task) } : {}), state: word, phase: phaseOf(word), reason: absent.test(reason) ? "" : reason, start: time(start), end: time(end), nodes };
}

const time = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);
