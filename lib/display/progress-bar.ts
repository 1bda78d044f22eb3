// Draws a batch's progress in a cell.
import { display, escapeHtml } from "./output.ts";
import type { BatchProgress, Summary } from "../inference/batch.ts";

/**
 * Runs a batch and draws its progress in place, at most four times a second. The final line has
 * counts but no times, so that every run leaves the same output.
 */
export async function showProgress(total: number, label: string, run: (onProgress: (progress: BatchProgress) => void) => Promise<Summary>): Promise<Summary> {
  const id = `batch-${process.pid}-${++bars}`;
  let drawn = 0;
  const draw = (done: number, text: string) => {
    drawn = Date.now();
    const line = `${label}: ${count(done)} of ${count(total)} ${text}`;
    display({ "text/html": `<div><progress value="${done}" max="${Math.max(total, 1)}" style="width:16em"></progress> <code>${escapeHtml(line)}</code></div>`, "text/plain": line }, { id });
  };
  draw(0, "done");
  const summary = await run((progress) => {
    if (Date.now() - drawn >= 250) draw(progress.done, describe(progress));
  });
  const healed = summary.healed === undefined
    ? "" : `, ${count(summary.healed)} asked again that an earlier run had taken for refused`;
  draw(summary.requests, `done, ${count(summary.failed)} failed${summary.failed ? ` (${Object.entries(summary.reasons).map(([reason, n]) => `${n} ${reason}`).join(", ")})` : ""}${healed}`);
  return summary;
}
let bars = 0;

const count = (n: number): string => n.toLocaleString("en-US");

function describe({ failed, inFlight, rate, eta, promptTokens, completionTokens, cachedShare }: BatchProgress): string {
  return [
    `done, ${count(failed)} failed, ${inFlight} in flight`, `${rate.toFixed(1)}/s`, eta === undefined ? "" : `${duration(eta)} left`,
    `${count(promptTokens)} tokens in, ${count(completionTokens)} out`, cachedShare === null ? "" : `${(100 * cachedShare).toFixed(0)} % of the prompts cached`,
  ].filter(Boolean).join(" · ");
}

const duration = (seconds: number): string => (seconds < 90 ? `${Math.ceil(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`);
