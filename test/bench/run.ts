// Runs the benches (`npm run bench`), or those whose file name holds a word (`npm run bench --
// WORD`). Prints one table, merges the rows by name into data/runs/bench.json and ends with 1 when
// a row misses its target (targets.ts) or could not be measured; --allow-missing lets the latter
// pass where Python packages or Chromium are lacking.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { fromRoot } from "../../lib/settings.ts";
import { figure } from "./row.ts";
import type { BenchRow } from "./row.ts";
import { judge } from "./targets.ts";

const RESULTS = fromRoot("data/runs/bench.json");

async function main(args: readonly string[]): Promise<void> {
  const word = args.find((arg) => !arg.startsWith("--")) ?? "";
  const allowMissing = args.includes("--allow-missing");
  const folder = new URL("./", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".bench.ts") && basename(name).includes(word)).sort((a, b) => basename(a).localeCompare(basename(b)));
  if (files.length === 0) throw new Error(`Expected a bench whose name holds "${word}", found none in test/bench: leave the word out to run all`);
  const benches = await Promise.all(files.map(async (file) => ({ name: basename(file, ".bench.ts"), ...((await import(new URL(file, folder).href)) as Bench) })));
  const rows = new Map<string, readonly BenchRow[]>();
  const run = async ({ name, rows: measure }: (typeof benches)[number]) => {
    const began = performance.now();
    const found = await measure();
    console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
    rows.set(name, found);
    save(found);
  };
  await Promise.all(benches.filter(({ untimed }) => untimed).map(run));
  for (const bench of benches) if (!bench.untimed) await run(bench);
  const all = [...rows.values()].flat();
  console.log(table(benches.flatMap(({ name }) => rows.get(name) ?? [])));
  const { reached, missed, notMeasured } = judge(all, benches.map(({ name }) => name));
  const targets = reached.length + missed.length + notMeasured.length;
  console.log(`\n${reached.length} of ${targets} targets reached`);
  for (const line of missed) console.log(`missed: ${line}`);
  for (const name of notMeasured) console.log(`not measured: ${name}`);
  if (missed.length > 0 || (notMeasured.length > 0 && !allowMissing)) process.exitCode = 1;
}

interface Bench {
  readonly rows: () => Promise<readonly BenchRow[]>;
  /** True where nothing but counts and shares is measured: such benches run beside each other. */
  readonly untimed?: boolean;
}

/** The rows of this run in place of earlier ones of the same name. */
function save(rows: readonly BenchRow[]): void {
  const before = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, "utf8")) as BenchRow[]) : [];
  const names = new Set(rows.map(({ name }) => name));
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(`${RESULTS}.part`, `${JSON.stringify([...before.filter(({ name }) => !names.has(name)), ...rows], null, 1)}\n`);
  renameSync(`${RESULTS}.part`, RESULTS);
}

function table(rows: readonly BenchRow[]): string {
  const cells = [["bench", "value", "unit", "against", "ratio"], ...rows.map(({ name, value, unit, against, ratio }) => [name, figure(value), unit, figure(against), figure(ratio)])];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  return cells.map((line) => line.map((cell, column) => (column === 0 || column === 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ").trimEnd()).join("\n");
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
