// How replies are sampled: the paper's two settings, and grids of others.
import type { Sampling } from "./types.ts";

/** Of the paper's evaluation (Methods, step 5): greedy, at most 256 tokens. */
export const EVALUATION_SAMPLING: Sampling = {
  temperature: 0, top_p: 1, max_tokens: 256, stop: ["<|eot_id|>", "<|end_of_text|>"],
};
/** Of the paper's item generation (Methods, step 1). */
export const CREATION_SAMPLING: Sampling = { temperature: 0.7, top_p: 0.95, max_tokens: 4096 };

/**
 * A grid's samplings: temperature 0 once, since top_p changes nothing there, others with each
 * top_p.
 */
export function samplingGrid({ temperatures, topPs }: {
  readonly temperatures: readonly number[];
  readonly topPs: readonly number[];
}): Sampling[] {
  const greedy = EVALUATION_SAMPLING;
  return temperatures.flatMap((temperature) =>
    temperature === 0 ? [greedy] : topPs.map((top_p) => ({ ...greedy, temperature, top_p })));
}
