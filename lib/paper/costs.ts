// A batch's rates and prices, the price of a cohort, and of another order or machine. Unknown stays
// null.
import type { Usage } from "../inference/usage.ts";
import { publishedRows } from "./tables.ts";

export interface Rates {
  /** Wall time of the whole machine by examples, as in the paper's Figure 3. */
  readonly seconds_per_example: number | null;
  readonly tokens_in_per_second: number | null;
  readonly tokens_out_per_second: number | null;
  readonly gpu_hours: number | null;
  readonly usd_per_1000_examples: number | null;
  /**
   * Price of one item that was kept and whose quote is in its note; null outside the create stage.
   */
  readonly usd_per_kept_item: number | null;
}

/** Rates and prices of a usage. `gpus` and `usdPerHour` describe the machine the server ran on. */
export function computeRates(
  usage: Usage,
  { gpus, usdPerHour, kept }: {
    readonly gpus?: number;
    readonly usdPerHour?: number;
    readonly kept?: number;
  } = {},
): Rates {
  const { seconds, requests } = usage;
  const per = (amount: number) => (seconds ? amount / seconds : null);
  const usd = seconds !== null && usdPerHour !== undefined ? (seconds / 3600) * usdPerHour : null;
  return {
    seconds_per_example: seconds === null ? null : seconds / requests,
    tokens_in_per_second: per(usage.prompt_tokens),
    tokens_out_per_second: per(usage.completion_tokens),
    gpu_hours: seconds === null || gpus === undefined ? null : (seconds / 3600) * gpus,
    usd_per_1000_examples: usd === null ? null : (1000 * usd) / requests,
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
  publishedRows("tableS5_gpu_rates").map((r) => ({
    provider: r["provider"]!, instance: r["instance"]!, usd_per_hour: Number(r["usd_per_hour"]),
  })).sort((a, b) => a.usd_per_hour - b.usd_per_hour);

/** Seconds of an 8×A100 machine an example takes, by size of the model (Figure 3, apixaban). */
export const publishedSeconds = (): Readonly<Record<string, number>> =>
  Object.fromEntries(publishedRows("figure3_seconds_per_example").map((r) =>
    [r["model"]!, Number(r["seconds_per_example"])]));

/**
 * A cohort's price in USD: patients × questions × seconds an example × rate; 10,000 × 23 at 0.535 s
 * and $27.20 is the paper's $929.71.
 */
export const cohortPrice = ({ patients, questions, secondsPerExample, usdPerHour }: {
  readonly patients: number;
  readonly questions: number;
  readonly secondsPerExample: number;
  readonly usdPerHour: number;
}): number =>
  ((patients * questions * secondsPerExample) / 3600) * usdPerHour;

/** All notes for one question and then the next, or all questions of one note together. */
export type Order = "by question" | "by note";

/** Tokens of a prompt's parts and of the reply, and how many questions are asked of a note. */
export interface Shape {
  readonly system: number;
  readonly note: number;
  readonly question: number;
  readonly reply: number;
  readonly questions: number;
}

/**
 * Share of prompt tokens computed with a prefix cache: by question only the system message is
 * shared, by note the note too.
 */
export function computedShare(order: Order, { system, note, question, questions }: Shape): number {
  const whole = system + note + question;
  return order === "by question"
    ? (note + question) / whole
    : (note + questions * question) / (questions * whole);
}

export interface WhatIf {
  readonly patients: number;
  readonly shape: Shape;
  /** Billions of parameters; its published seconds per example are the start. */
  readonly billions: number;
  readonly publishedSeconds: number;
  readonly order: Order;
  /** Machines of 8×A100 that share the work: they divide the time, not the price. */
  readonly replicas: number;
  readonly usdPerHour: number;
}

/**
 * A cohort's time in another order, as a range: the published time is arithmetic (2 × parameters ×
 * tokens at 8 × 312 TFLOP/s) and overhead, which shrinks with the tokens (low) or stays (high). Not
 * measured on a GPU.
 */
export function whatIfCosts(
  { patients, shape, billions, publishedSeconds, order, replicas, usdPerHour }: WhatIf,
): { hours: Range; usd: Range } {
  const prompt = shape.system + shape.note + shape.question;
  const tokens = (o: Order) => computedShare(o, shape) * prompt + shape.reply;
  const arithmetic = (o: Order) => (2 * billions * 1e9 * tokens(o)) / (8 * 312e12);
  const overhead = Math.max(0, publishedSeconds - arithmetic("by question"));
  const scaled = (publishedSeconds * tokens(order)) / tokens("by question");
  const seconds = [scaled, overhead + arithmetic(order)].sort((a, b) => a - b);
  const examples = patients * shape.questions;
  const machineHours = seconds.map((s) => (s * examples) / 3600);
  return {
    hours: machineHours.map((h) => h / replicas) as Range,
    usd: machineHours.map((h) => h * usdPerHour) as Range,
  };
}

type Range = [low: number, high: number];
