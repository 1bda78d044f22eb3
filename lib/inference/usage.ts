// What a journal's requests took: time, tokens and prefix cache. Unknown stays null, never a guess.
import { appendFileSync, existsSync } from "node:fs";
import { readReplies } from "./journal.ts";
import type { Summary } from "./batch.ts";
import { readJsonLines } from "../io/json.ts";

/** What one journal tells, with the batches that wrote it. */
export interface Usage {
  readonly requests: number;
  readonly failed: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /**
   * Share of the prompt tokens found in the server's prefix cache: by the replies, else by the
   * server's /metrics while the batches ran; null where neither tells.
   */
  readonly cached_share: number | null;
  /** Seconds of all batches that wrote the journal; null when not all were recorded. */
  readonly seconds: number | null;
  /** Mean seconds a request took, its time in the server's queue included. */
  readonly latency: number;
}

interface Batch {
  readonly sent: number;
  readonly seconds: number;
  readonly cached_share?: number | null;
}

const batchesFile = (journal: string): string => `${journal}.batches`;

/** Records beside its journal how long a batch took; one that sent nothing is left out. */
export function recordUsage(summary: Summary): Summary {
  const { requests, resumed, seconds, cachedShare: cached_share, journal } = summary;
  const batch: Batch = { sent: requests - resumed, seconds, cached_share };
  if (batch.sent > 0) {
    appendFileSync(batchesFile(journal), `${JSON.stringify(batch)}\n`, { mode: 0o600 });
  }
  return summary;
}

/**
 * What a journal's requests took.
 * @throws {Error} When there is no journal, or an empty one.
 */
export async function readUsage(journal: string): Promise<Usage> {
  if (!existsSync(journal)) {
    throw new Error(
      `Expected a journal at ${journal}, found none: run the notebook that asks first`,
    );
  }
  const sum = { requests: 0, failed: 0, prompt_tokens: 0, completion_tokens: 0 };
  let seconds = 0;
  /** Prompt tokens of the replies that tell what was cached. */
  const cache = { tokens: 0, cached: 0 };
  for await (const reply of readReplies(journal)) {
    sum.requests++;
    if (reply.error) sum.failed++;
    sum.prompt_tokens += reply.prompt_tokens;
    sum.completion_tokens += reply.completion_tokens;
    seconds += reply.seconds;
    if (reply.cached_tokens === null) continue;
    cache.cached += reply.cached_tokens;
    cache.tokens += reply.prompt_tokens;
  }
  if (sum.requests === 0) {
    throw new Error(
      `Expected replies in the journal ${journal}, it holds none: run the notebook that asks first`,
    );
  }
  const file = batchesFile(journal);
  const batches = existsSync(file) ? readJsonLines<Batch>(file) : [];
  const isComplete = batches.reduce((all, { sent }) => all + sent, 0) === sum.requests;
  const measured = isComplete ? measuredShare(batches, sum.requests) : null;
  return {
    ...sum,
    cached_share: cache.tokens > 0 ? cache.cached / cache.tokens : measured,
    seconds: isComplete ? batches.reduce((all, batch) => all + batch.seconds, 0) : null,
    latency: seconds / sum.requests,
  };
}

/** The cached share over batches, each by what it sent; null when one of them does not know. */
function measuredShare(batches: readonly Batch[], requests: number): number | null {
  let cached = 0;
  for (const { sent, cached_share } of batches) {
    if (typeof cached_share !== "number") return null;
    cached += sent * cached_share;
  }
  return cached / requests;
}
