// What the rows of `npm run bench` have to reach. Rows without a target are there to be read.
import { figure } from "./row.ts";
import type { BenchRow } from "./row.ts";

export interface Target {
  /** The value, at most. */
  readonly atMost?: number;
  /** How many times better than what it is set against, at least. */
  readonly ratio?: number;
  /** What it is set against, at least: a comparison with something weaker would prove nothing. */
  readonly against?: number;
}

/** For rows that are set against their own limit. */
const WITHIN_LIMIT: Target = { ratio: 1 };

/** By the row's name; the part before the slash is the name of its bench. */
export const TARGETS: Readonly<Record<string, Target>> = {
  "ablation/dealt/boolean": WITHIN_LIMIT,
  "ablation/dealt/numeric": WITHIN_LIMIT,
  "ablation/another note": WITHIN_LIMIT,
  "ablation/a note that says otherwise": WITHIN_LIMIT,
  "ablation/pairs": WITHIN_LIMIT,
  "bootstrap/sklearn": { ratio: 50 },
  "client/openai": { ratio: 1.9 },
  "client/httpx": { ratio: 5 },
  "client/aiohttp": { ratio: 1 },
  "client/rss": WITHIN_LIMIT,
  "client/journal": WITHIN_LIMIT,
  "client/silence": WITHIN_LIMIT,
  "evidence/quote": WITHIN_LIMIT,
  "failure/taxonomy": WITHIN_LIMIT,
  "items/time": { ratio: 10 },
  "items/disk": { ratio: 10 },
  "items/rss": WITHIN_LIMIT,
  "items/whole": WITHIN_LIMIT,
  "items/output": WITHIN_LIMIT,
  "kills/wrong": { atMost: 0 },
  "kills/asked-again": WITHIN_LIMIT,
  "kills/faults": { atMost: 0 },
  "prefix/evaluation": { atMost: 0.2, against: 0.95 },
  "prefix/generation": { atMost: 0.37 },
  "prefix/own": WITHIN_LIMIT,
  "prefix/eight": WITHIN_LIMIT,
  "quotes/sign-decimal": WITHIN_LIMIT,
  "quotes/number": WITHIN_LIMIT,
  "quotes/bound": WITHIN_LIMIT,
  "quotes/range": WITHIN_LIMIT,
  "quotes/unit": WITHIN_LIMIT,
  "quotes/side": WITHIN_LIMIT,
  "quotes/frequency": WITHIN_LIMIT,
  "quotes/degree": WITHIN_LIMIT,
  "quotes/subject": WITHIN_LIMIT,
  "quotes/tense-certainty": WITHIN_LIMIT,
  "quotes/negation": WITHIN_LIMIT,
  "quotes/ellipsis": WITHIN_LIMIT,
  "quotes/layout": WITHIN_LIMIT,
  "quotes/typography": WITHIN_LIMIT,
  "quotes/hyphenation": WITHIN_LIMIT,
  "quotes/list-marks": WITHIN_LIMIT,
  "quotes/abbreviations": WITHIN_LIMIT,
  "quotes/omission": WITHIN_LIMIT,
  "review/slowest of 60 items": WITHIN_LIMIT,
  "review/longest pause, opening": WITHIN_LIMIT,
  "review/longest pause, reviewing": WITHIN_LIMIT,
  "teacher/four requests of a note": WITHIN_LIMIT,
};

export interface Verdict {
  readonly reached: readonly string[];
  /** A line for each row that misses its target: what it reached and what was expected. */
  readonly missed: readonly string[];
  /** Rows with a target that have no figure: nothing to measure or to compare with here. */
  readonly notMeasured: readonly string[];
}

/** Compares the rows of some benches, given by name, with their targets. */
export function judge(rows: readonly BenchRow[], benches: readonly string[]): Verdict {
  const reached: string[] = [], missed: string[] = [], notMeasured: string[] = [];
  for (const [name, target] of Object.entries(TARGETS)) {
    if (!benches.includes(name.slice(0, name.indexOf("/")))) continue;
    const row = rows.find((row) => row.name === name);
    const misses = row && missesOf(row, target);
    if (misses === undefined) notMeasured.push(name);
    else if (misses.length > 0) missed.push(`${shown(row!)}; ${misses.join("; ")}`);
    else reached.push(name);
  }
  return { reached, missed, notMeasured };
}

/** What of the target the row misses; undefined when a figure is lacking. */
function missesOf(row: BenchRow, { atMost, ratio, against }: Target): string[] | undefined {
  const bounds = [
    { of: "value", got: row.value, most: atMost },
    { of: "ratio", got: row.ratio, least: ratio },
    { of: "against", got: row.against, least: against },
  ].filter(({ most, least }) => most !== undefined || least !== undefined);
  if (bounds.some(({ got }) => got === null || Number.isNaN(got))) return undefined;
  return bounds.flatMap(({ of, got, most = Infinity, least = -Infinity }) => {
    if (got! < least) return [`${of} ${figure(got)}, target at least ${figure(least)}`];
    return got! > most ? [`${of} ${figure(got)}, target at most ${figure(most)}`] : [];
  });
}

const shown = ({ name, value, unit, against }: BenchRow): string =>
  `${name}: ${figure(value)} ${unit}${against === null ? "" : ` against ${figure(against)}`}`;
