// Post-processing and preparing at the paper's size: 634,302 items over 21,200 generated notes, in time, memory and disk; and at a size that the published way
// (published_way.py) finishes in minutes, both beside each other on the same files.
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromRoot } from "../../../lib/settings.ts";
import { benchPython } from "../python.ts";
import { lessIsBetter, measured, moreIsBetter } from "../row.ts";
import type { BenchRow } from "../row.ts";

interface Ours { items: number; hardest: number; seconds: number; postprocess_seconds: number; peak_mb: number; read: number; wrote: number }
interface Theirs { items: number; seconds: number; postprocess_seconds: number; wrote: number; csv: number }
const script = (name: string) => fromRoot("test/bench/items", name);
const run = (folder: string) => measured<Ours>(process.execPath, [script("run.ts"), folder]);

export async function rows(): Promise<BenchRow[]> {
  const small = join(tmpdir(), "distil-items-small"), full = join(tmpdir(), "distil-items-full");
  try {
    await Promise.all([measured(process.execPath, [script("make.ts"), small, "2400", "71808"]), measured(process.execPath, [script("make.ts"), full, "21200", "634302"])]);
    const python = benchPython();
    const ours = await run(small);
    const theirs = python ? await measured<Theirs>(python, [script("published_way.py"), small, String(ours.hardest)]) : null;
    const whole = await run(full);
    return [
      moreIsBetter("items/time", ours.items / ours.seconds, "items/s", theirs && theirs.items / theirs.seconds),
      lessIsBetter("items/disk", ours.wrote / 1e6, "MB", theirs && theirs.wrote / 1e6),
      moreIsBetter("items/postprocess", ours.items / ours.postprocess_seconds, "items/s", theirs && theirs.items / theirs.postprocess_seconds),
      lessIsBetter("items/csv", ours.wrote / 1e6, "MB, against the published way's CSV alone", theirs && theirs.csv / 1e6),
      lessIsBetter("items/rss", whole.peak_mb, "MB at 634,302 items", 2560),
      lessIsBetter("items/whole", whole.seconds, "s for 634,302 items", 60),
      lessIsBetter("items/output", whole.wrote / whole.read, "output by input", 1.3),
    ];
  } finally {
    for (const folder of [small, full]) rmSync(folder, { recursive: true, force: true });
  }
}
