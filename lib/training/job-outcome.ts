// What the end of a Slurm job means for a run without a done-marker.
import type { RunStatus } from "./run-store.ts";
import { INTERRUPTED } from "../slurm/sbatch.ts";
import { cannotStart, type JobState } from "../slurm/job-states.ts";

/** A run's status, or one that holds only if what is unclear lasts. */
export type JobOutcome = RunStatus | { readonly unclear: string; readonly then: RunStatus };

/**
 * Ends that are final only if they last: a requeued job passes through them, and a shared disk may
 * show the done-marker late.
 */
const PASSING: Readonly<Record<string, string>> = {
  COMPLETED: "its job ended well but without a done-marker", NODE_FAIL: "its node failed", BOOT_FAIL: "its node did not boot", PREEMPTED: "another job took its place", REQUEUED: "it was put back into the queue",
};

/**
 * What a job's state says about a run without a done-marker. `left` is the exit code the script
 * recorded, `exit` is Slurm's.
 */
export function outcomeOf({ job, left, exit }: { readonly job: JobState | undefined; readonly left: number | undefined; readonly exit?: string | undefined }): JobOutcome {
  if (!job) return withoutSlurm(left);
  const { state, phase, reason } = job;
  const slurm = `${state}${reason ? `, ${reason}` : ""}`;
  if (cannotStart(job)) return { state: "stuck", reason: `Slurm will not start it as it is (${slurm}): cancel it, correct the site file or the request, and start it again` };
  if (phase === "waiting") return { state: "queued", ...(reason ? { reason: `it waits in the queue (${reason})` } : {}) };
  if (phase === "running") return { state: "running", ...(state === "RUNNING" ? {} : { reason: `Slurm calls it ${state}` }) };
  const passing = PASSING[state];
  if (passing) return { unclear: `${passing} (${slurm})`, then: { state: "interrupted", reason: `${passing} (${slurm})` } };
  if (state === "TIMEOUT") return { state: "interrupted", reason: `its time limit came before it had put itself back into the queue (${slurm})` };
  if (state === "CANCELLED") return { state: "cancelled", reason: `it was cancelled (${slurm})` };
  if (exit?.startsWith(`${INTERRUPTED}:`)) return { state: "interrupted", reason: `it saved itself and could not go back into the queue (${slurm}, exit ${exit})` };
  const path = exit === "0:53" ? "; the node could not enter its folder or write its log: is it on a disk that nodes share" : "";
  return { state: "failed", reason: `its job failed (${slurm}${exit ? `, exit ${exit}` : ""}${path})` };
}

function withoutSlurm(left: number | undefined): JobOutcome {
  if (left === undefined) return { unclear: "Slurm knows its job no more", then: { state: "lost", reason: "neither Slurm's queue nor its accounting knows its job, which left no word: look for it, then start the run again" } };
  if (left === 0 || left === INTERRUPTED) return { unclear: "its job has ended without a done-marker", then: { state: "interrupted", reason: `its job ended without a done-marker (exit ${left})` } };
  return { state: "failed", reason: `its job failed (exit ${left})` };
}
