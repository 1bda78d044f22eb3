// Owns what a batch took and what it costs: time, tokens and prefix cache from journals, prices from hourly rates, and what another set-up would take.
// Unknown stays unknown (null): nothing here fills a gap with a guess. The paper's own figures are data/published (Figure 3, Supplementary Table 5).
import { appendFileSync, existsSync } from "node:fs";
import { readReplies } from "./batch.ts";
import type { Summary } from "./batch.ts";
import { readJsonLines } from "../io/duckdb.ts";
import { publishedRows } from "../paper/tables.ts";

/** What one journal says, with the batches that wrote it. */
export interface Usage {
  readonly requests: number;
  readonly failed: number;
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  /** Share of the prompt tokens that the server took from its prefix cache: as its replies say, else as its /metrics said while the batches ran; null where neither tells. */
  readonly cached_share: number | null;
  /** Seconds from the first request to the last reply, over all batches that wrote the journal; null when they were not recorded. */
  readonly seconds: number | null;
  /** Mean seconds a request was under way, its place in the server's queue included. */
  readonly latency: number;
}

const batchesOf = (journal: string): string => `${journal}.batches`;

/** Notes how long a batch took beside its journal, so that later the journal alone tells. A batch that found everything answered is not noted. */
export function recordUsage(summary: Summary): Summary {
  const sent = summary.requests - summary.resumed;
  if (sent > 0) appendFileSync(batchesOf(summary.journal), JSON.stringify({ sent, seconds: summary.seconds, cached_share: summary.cachedShare }) + "\n", { mode: 0o600 });
  return summary;
}

/** What a journal's requests took. Throws one sentence when there is no journal, or an empty one. */
export async function readUsage(journal: string): Promise<Usage> {
  if (!existsSync(journal)) throw new Error(`Expected a journal at ${journal}, found none: run the notebook that asks first`);
  let requests = 0, failed = 0, prompt = 0, completion = 0, cached = 0, told = 0, latency = 0;
  for await (const reply of readReplies(journal)) {
    requests++;
    if (reply.error) failed++;
    prompt += reply.prompt_tokens;
    completion += reply.completion_tokens;
    latency += reply.seconds;
    if (reply.cached_tokens === null) continue;
    cached += reply.cached_tokens;
    told += reply.prompt_tokens;
  }
  if (requests === 0) throw new Error(`Expected replies in the journal ${journal}, it holds none: run the notebook that asks first`);
  const batches = existsSync(batchesOf(journal)) ? readJsonLines<Batch>(batchesOf(journal)) : [];
  const whole = batches.reduce((sum, b) => sum + b.sent, 0) === requests;
  return {
    requests, failed, prompt_tokens: prompt, completion_tokens: completion, cached_share: told > 0 ? cached / told : whole ? shareOf(batches) : null,
    seconds: whole ? batches.reduce((sum, b) => sum + b.seconds, 0) : null, latency: latency / requests,
  };
}

interface Batch {
  readonly sent: number;
  readonly seconds: number;
  readonly cached_share?: number | null;
}

/** The share over batches, each by what it sent; null when one of them does not know. */
function shareOf(batches: readonly Batch[]): number | null {
  const sent = batches.reduce((sum, b) => sum + b.sent, 0);
  return sent > 0 && batches.every((b) => typeof b.cached_share === "number") ? batches.reduce((sum, b) => sum + b.sent * (b.cached_share as number), 0) / sent : null;
}

export interface Rates {
  /** Seconds of the whole machine an example takes: wall time by examples, as in the paper's Figure 3. */
  readonly seconds_per_example: number | null;
  readonly tokens_in_per_second: number | null;
  readonly tokens_out_per_second: number | null;
  readonly gpu_hours: number | null;
  readonly usd_per_1000_examples: number | null;
  /** Price of one item that was kept and whose quote stands in its note; null outside the create stage. */
  readonly usd_per_kept_item: number | null;
}

/** Rates and prices of a usage. `gpus` and `usdPerHour` describe the machine the server ran on; without them its price is unknown. */
export function computeRates(usage: Usage, { gpus, usdPerHour, kept }: { readonly gpus?: number; readonly usdPerHour?: number; readonly kept?: number } = {}): Rates {
  const { seconds, requests } = usage;
  const per = (amount: number) => (seconds ? amount / seconds : null);
  const usd = seconds !== null && usdPerHour !== undefined ? (seconds / 3600) * usdPerHour : null;
  return {
    seconds_per_example: seconds === null ? null : seconds / requests, tokens_in_per_second: per(usage.prompt_tokens), tokens_out_per_second: per(usage.completion_tokens),
    gpu_hours: seconds === null || gpus === undefined ? null : (seconds / 3600) * gpus, usd_per_1000_examples: usd === null ? null : (1000 * usd) / requests,
    usd_per_kept_item: usd === null || !kept ? null : usd / kept,
  };
}

export interface Provider {
  readonly provider: string;
  readonly instance: string;
  readonly usd_per_hour: number;
}

/** Hourly rates of 8×A100 machines (Supplementary Table 5), cheapest first: rows to edit. */
export const providers = (): Provider[] =>
  publishedRows("tableS5_gpu_rates").map((r) => ({ provider: r["provider"]!, instance: r["instance"]!, usd_per_hour: Number(r["usd_per_hour"]) })).sort((a, b) => a.usd_per_hour - b.usd_per_hour);

/** Seconds of an 8×A100 machine an example takes, by size of the model (Figure 3, apixaban). */
export const publishedSeconds = (): Readonly<Record<string, number>> =>
  Object.fromEntries(publishedRows("figure3_seconds_per_example").map((r) => [r["model"]!, Number(r["seconds_per_example"])]));

/** Price of a cohort in USD: patients × questions × seconds an example × rate. 10,000 × 23 at 0.535 s and $27.20 is the paper's $929.71. */
export const cohortPrice = ({ patients, questions, secondsPerExample, usdPerHour }: { patients: number; questions: number; secondsPerExample: number; usdPerHour: number }): number =>
  ((patients * questions * secondsPerExample) / 3600) * usdPerHour;

/** How requests are ordered: all notes for one question and then the next, or all questions of one note together. */
export type Order = "by question" | "by note";

/** Token lengths of a prompt's parts and of the reply, and how many questions are asked of a note. */
export interface Shape {
  readonly system: number;
  readonly note: number;
  readonly question: number;
  readonly reply: number;
  readonly questions: number;
}

/** Share of the prompt tokens that a server with a prefix cache computes: by question only the system message is shared, by note the note is too, after its first question. */
export function computedShare(order: Order, { system, note, question, questions }: Shape): number {
  const whole = system + note + question;
  return order === "by question" ? (note + question) / whole : (note + questions * question) / (questions * whole);
}

export interface WhatIf {
  readonly patients: number;
  readonly shape: Shape;
  /** Model size in billions of parameters; its published seconds per example are the starting point. */
  readonly billions: number;
  readonly publishedSeconds: number;
  readonly order: Order;
  /** Machines of 8×A100 that share the work: they divide the time, not the price. */
  readonly replicas: number;
  readonly usdPerHour: number;
}

/**
 * What a cohort would take in another order, as a range. The published time is split into arithmetic (2 × parameters × tokens at the machine's peak of 8 × 312 TFLOP/s)
 * and overhead. Low: the overhead shrinks with the tokens computed. High: the overhead stays as it was and only the arithmetic shrinks. Nothing here was measured on a GPU.
 */
export function whatIfCosts({ patients, shape, billions, publishedSeconds, order, replicas, usdPerHour }: WhatIf): { hours: [low: number, high: number]; usd: [low: number, high: number] } {
  const prompt = shape.system + shape.note + shape.question;
  const tokens = (o: Order) => computedShare(o, shape) * prompt + shape.reply;
  const arithmetic = (o: Order) => (2 * billions * 1e9 * tokens(o)) / (8 * 312e12);
  const overhead = Math.max(0, publishedSeconds - arithmetic("by question"));
  const seconds = [(publishedSeconds * tokens(order)) / tokens("by question"), overhead + arithmetic(order)].sort((a, b) => a - b) as [number, number];
  const examples = patients * shape.questions;
  const machineHours = seconds.map((s) => (s * examples) / 3600) as [number, number];
  return { hours: machineHours.map((h) => h / replicas) as [number, number], usd: machineHours.map((h) => h * usdPerHour) as [number, number] };
}
