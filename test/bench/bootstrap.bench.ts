// The bootstrap of six models on the paper's 42,498 held-out examples, resampled 10,000 times by note, against the same loop with scikit-learn. Processor time, both.
// Two shapes: whole notes held out, 12 to 28 examples each, no two notes quite alike; and examples held out one by one, two or three a note.
import { execFileSync } from "node:child_process";
import { bootstrapInterval } from "../../lib/evaluation/bootstrap.ts";
import { integer, random } from "../../lib/random.ts";
import { fromRoot } from "../../lib/settings.ts";
import { benchPython } from "./python.ts";
import type { BenchRow } from "./row.ts";

const EXAMPLES = 42_498, MODELS = 6, RESAMPLES = 10_000;
/** scikit-learn's time grows with the number of resamples alone; this many are timed and the rest reckoned. */
const TIMED = 30;

interface Example {
  readonly note: string;
  readonly right: boolean;
}

export async function rows(): Promise<BenchRow[]> {
  const whole = models({ least: 12, most: 28 }), single = models({ least: 2, most: 3 });
  const ours = seconds(whole), theirs = sklearnSeconds(whole);
  return [
    { name: "bootstrap/sklearn", value: ours, unit: "s", against: theirs, ratio: theirs === null ? null : theirs / ours },
    { name: "bootstrap/by-example", value: seconds(single), unit: "s", against: null, ratio: null },
  ];
}

/** Examples of six models, note after note with so many each. */
function models({ least, most }: { least: number; most: number }): Example[][] {
  const sizes = random("bench:sizes"), notes: string[] = [];
  for (let n = 0; notes.length < EXAMPLES; n++) for (let i = integer(sizes, least, most); i > 0 && notes.length < EXAMPLES; i--) notes.push(`n${n}`);
  return Array.from({ length: MODELS }, (_, m) => {
    const r = random(`bench:${m}`);
    return notes.map((note) => ({ note, right: r() < 0.6 + 0.05 * m }));
  });
}

function seconds(all: readonly Example[][]): number {
  const began = process.cpuUsage().user;
  for (const examples of all) bootstrapInterval(examples, { cluster: (example) => example.note, value: (example) => (example.right ? 1 : 0), resamples: RESAMPLES });
  return (process.cpuUsage().user - began) / 1e6;
}

/** Seconds for all resamples of all models; null without Python. Labels are small integers, scikit-learn's fastest case. */
function sklearnSeconds(all: readonly Example[][]): number | null {
  const python = benchPython();
  if (!python) return null;
  const input = JSON.stringify({ clusters: all[0]!.map(({ note }) => Number(note.slice(1))), labels: all[0]!.map(() => 1), models: all.map((examples) => examples.map(({ right }) => (right ? 1 : 0))) });
  const perResample = Number(execFileSync(python, [fromRoot("test/bench/bootstrap_sklearn.py"), String(TIMED)], { input, encoding: "utf8", maxBuffer: 2 ** 26 }));
  return perResample * RESAMPLES;
}
