// What every bench measures in: rows of one table. Also means, medians and the running of a program that prints its figures.
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface BenchRow {
  /** `group/what`, as the table and data/runs/bench.json know it. */
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure it is set against, in the same unit; null where there is none. */
  readonly against: number | null;
  /** How many times better ours is: above 1 is better. */
  readonly ratio: number | null;
}

/** A row of something of which less is better: seconds, bytes, shares. */
export const lessIsBetter = (name: string, value: number, unit: string, against: number | null): BenchRow => ({ name, value, unit, against, ratio: against === null ? null : against / value });
/** A row of something of which more is better: requests a second. */
export const moreIsBetter = (name: string, value: number, unit: string, against: number | null): BenchRow => ({ name, value, unit, against, ratio: against === null ? null : value / against });

/** A number as tables show it: four digits at most. */
export const figure = (value: number | null): string =>
  (value === null
    ? "–"
    : Number(value.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 4 }));

/** The middle value; the mean of the two middle ones when they are even in number. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Runs a program to its end and reads the JSON of its last line. */
export async function measured<T>(command: string, args: readonly string[]): Promise<T> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (part) => (said += String(part)));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`Expected ${command} ${args.join(" ")} to end well, it ended with ${code}`);
  return JSON.parse(said.trimEnd().split("\n").at(-1) ?? "") as T;
}
