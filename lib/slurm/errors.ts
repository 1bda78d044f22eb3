// Why a command of Slurm or ssh failed, and the sentence for it. A refusal is told from a failure
// that may have had its effect.

/** How a program ended. */
export interface CommandResult {
  /** Exit code; undefined when the program did not run or was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** The program is not there. */
  readonly missing: boolean;
}

/** Why a command of Slurm's brought no answer. rejected: Slurm said no; the others say nothing about any job. */
export type FailureKind = "rejected" | "unreachable" | "timed-out" | "auth" | "missing" | "unknown-id";

export class SlurmError extends Error {
  readonly trouble: FailureKind;
  constructor(message: string, { trouble, cause }: { trouble: FailureKind; cause?: unknown }) {
    super(message, { cause });
    this.name = "SlurmError";
    this.trouble = trouble;
  }
}

const UNREACHABLE = /Unable to contact slurm controller|connection (failure|refused|timed out|reset|closed)|connect failure|Zero Bytes were transmitted|Message receive failure|standby mode|Unexpected message|temporarily unable|^ssh: |kex_exchange/im;
const AUTH = /munge|authentication|Host key verification failed|Permission denied \(/i;
/** Refusals: sbatch's own, before it has asked anybody, and the controller's. */
const REJECTED = /Batch job submission failed|allocation failure|unrecognized option|invalid option|requires an argument|sbatch: error: (Invalid|Unable to open|Batch script|This does not look|.*specification|.*can not be satisfied)/i;

/** Trouble of the system or a full queue, which sbatch reports as a refusal of its own: it passes. */
const PASSING = /temporar|try again|i\/o error|endpoint|connection|socket|broken pipe|network|no route|unavailable|interrupted|too many open files|cannot allocate|not responding|in progress|max\w*submit/i;

/** What kind of trouble a command had. What isn't known to be a refusal may have had its effect all the same. */
export function classifyFailure({ stderr, timedOut, missing, code }: CommandResult): FailureKind {
  if (missing || (code === 127 && /not found|No such file/.test(stderr))) return "missing";
  if (timedOut || /timed out on send\/recv|Operation timed out/i.test(stderr)) return "timed-out";
  if (AUTH.test(stderr)) return "auth";
  if (UNREACHABLE.test(stderr)) return "unreachable";
  if (/Invalid job id/i.test(stderr)) return "unknown-id";
  return REJECTED.test(stderr) && !PASSING.test(stderr) ? "rejected" : "unreachable";
}

const CURES: Readonly<Record<FailureKind, string>> = {
  rejected: "correct the site file or the request",
  unreachable: "try again when the cluster answers, or ask its administrators",
  "timed-out": "try again later",
  auth: "log in to the cluster again, or ask its administrators",
  missing: "log in to a machine of the cluster, or set SLURM_HOST=user@login",
  "unknown-id": "look at the queue with squeue",
};

/** The error that a command's outcome is: one sentence with what was expected, what was said, and what to do. */
export function toSlurmError(ran: CommandResult, { host, what }: { readonly host: { readonly name: string | undefined }; readonly what: string }): SlurmError {
  const trouble = classifyFailure(ran);
  const said = trouble === "missing" ? "its commands are not there" : ran.timedOut ? "no answer" : slurmMessage(ran.stderr) || `exit code ${ran.code ?? "none"}`;
  return new SlurmError(`Expected ${what} from Slurm${host.name ? ` on ${host.name}` : ""}, got ${said}: ${CURES[trouble]}`, { trouble });
}

/** Slurm's reason in one line: its lines without the program's name, the plainest last ones joined. */
export function slurmMessage(stderr: string): string {
  const lines = stderr.split("\n").map((line) => line.replace(/^\s*\w+: (error: |fatal: )?/, "").replace(/^Batch job submission failed: /, "").trim());
  return [...new Set(lines.filter((line) => line !== ""))].slice(-3).join("; ");
}
