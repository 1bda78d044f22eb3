// What a batch survives: 50 kills with a second writer and a full disk among them, and faults in 30 % of replies with the server away for 20 seconds. A row's value is how much went wrong.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBatch } from "../../../lib/inference/batch.ts";
import { setting } from "../../../lib/settings.ts";
import { allReplies, fakeRequests, SAMPLING } from "../../inference/fake-requests.ts";
import { startFakeVllm } from "../../inference/fake-vllm.ts";
import { killRuns } from "./kills.ts";
import { lessIsBetter } from "../row.ts";
import type { BenchRow } from "../row.ts";

export const untimed = true;

export async function rows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "distil-bench-"));
  try {
    const kills = setting("BENCH_KILLS", 50);
    // Beside each other: both wait for their servers most of the time.
    const [report, faults] = await Promise.all([killRuns({ kills, folder, seed: 50 }), unanswered(folder)]);
    const wrong = report.notOnce + report.answeredAsked + [report.equal, report.secondWriterRefused, report.fullDiskSurvived].filter((held) => !held).length;
    return [
      lessIsBetter("kills/wrong", wrong, `replies lost, doubled, changed or asked again in ${kills} kills`, null),
      lessIsBetter("kills/asked-again", report.askedAgain / (kills + 1), "requests in flight asked again, mean of the kills and the full disk", 16),
      lessIsBetter("kills/faults", faults, "of 2,000 answerable requests not answered under faults", null),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Requests that could be answered and were not, or that have no reply at all. */
async function unanswered(folder: string): Promise<number> {
  const fake = await startFakeVllm({ maxModelLen: 100, delay: 20, faults: { share: 0.3, kinds: ["429", "429-retry-after", "500", "503", "reset", "hang", "cut", "html", "wrong-model"], seed: 30 } });
  const journal = join(folder, "faults.jsonl");
  const requests = [...fakeRequests(500), ...[...fakeRequests(510, { length: 2000 })].slice(2000)];
  const down = setTimeout(() => void fake.down(20_000), 2000);
  const { answered, reasons } = await runBatch(requests, { endpoint: { urls: [fake.url], model: "fake" }, sampling: SAMPLING, journal, concurrency: 64, timeoutMs: 2000, maxAttempts: 20 });
  clearTimeout(down);
  await fake.close();
  const replies = (await allReplies(journal)).length;
  return 2000 - answered + Math.abs(2040 - replies) + Math.abs(40 - (reasons["context-length"] ?? 0));
}
