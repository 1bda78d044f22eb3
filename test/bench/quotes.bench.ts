// How many changed quotes the check accepts: twelve classes of change that alter what a quote says
// and six that do not (test/fixtures/quote-changes).
//   node test/bench/quotes.bench.ts            prints one line a class and source
//   node test/bench/quotes.bench.ts FILE       writes the same as JSON, with the commit measured
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { groundQuote } from "../../lib/replies/grounding.ts";
import {
  HARMFUL,
  HARMLESS,
  bundledNotes,
  mtsamplesNotes,
  mtsamplesPath,
  makeRows,
  noteOf,
  storedRows,
} from "../fixtures/quote-changes/make.ts";
import type { Note, Row } from "../fixtures/quote-changes/make.ts";
import { lessIsBetter } from "./row.ts";
import type { BenchRow } from "./row.ts";

export const untimed = true;

/** At most this share of the harmful quotes may pass, and of the harmless be refused. */
export const MOST = { harmfulPassed: 0.02, harmlessRefused: 0.03 } as const;

export interface ClassCount {
  readonly class: string;
  readonly harmful: boolean;
  readonly source: Row["source"];
  readonly n: number;
  /** Harmful: accepted as the note's own, affirmed words. Harmless: found. */
  readonly passed: number;
  /** The rest. For `want: "flag"` a quote found with another polarity counts here too. */
  readonly refused: number;
}

/** True when the check takes the quote for something that the note affirms (harmful) or says. */
export function passes(row: Row, note: string): boolean {
  const { status, polarity } = groundQuote(row.quote, noteOf(row, note));
  return status !== "absent" && !(row.want === "flag" && polarity !== "affirmed");
}

/** The rows of both sources; those of mtsamples only where DISTIL_DATA holds it. */
export function corpus(): {
  readonly rows: readonly Row[];
  readonly texts: ReadonlyMap<string, string>;
} {
  const real: readonly Note[] = mtsamplesNotes() ?? [];
  const rows = [...storedRows(), ...(real.length > 0 ? makeRows(real, "mtsamples") : [])];
  return {
    rows,
    texts: new Map([...bundledNotes(), ...real].map((note) => [note.note_id, note.text])),
  };
}

/** One count for each class and source. */
export function countClasses({ rows, texts }: ReturnType<typeof corpus>): ClassCount[] {
  const sources = [...new Set(rows.map((row) => row.source))];
  return [...HARMFUL, ...HARMLESS].flatMap((name) =>
    sources.map((source) => {
      const mine = rows.filter((row) => row.class === name && row.source === source);
      const passed = mine.filter((row) => passes(row, texts.get(row.note_id) ?? "")).length;
      return {
        class: name,
        harmful: (HARMFUL as readonly string[]).includes(name),
        source,
        n: mine.length,
        passed,
        refused: mine.length - passed,
      };
    }),
  );
}

/** One row for each class: the share of its quotes on which the check is wrong, in percent. */
export async function rows(): Promise<BenchRow[]> {
  const counts = countClasses(corpus());
  return [...HARMFUL, ...HARMLESS].map((name) => {
    const mine = counts.filter((count) => count.class === name);
    const wrong = sum(mine.map((count) => (count.harmful ? count.passed : count.refused)));
    const most = mine[0]?.harmful ? MOST.harmfulPassed : MOST.harmlessRefused;
    const value = (100 * wrong) / sum(mine.map(({ n }) => n));
    return lessIsBetter(`quotes/${name}`, value, "% wrong", 100 * most);
  });
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

function line({ class: name, source, n, passed, refused, harmful }: ClassCount): string {
  const wrong = (100 * (harmful ? passed : refused)) / n;
  return [
    name.padEnd(16),
    (harmful ? "harmful" : "harmless").padEnd(9),
    source.padEnd(10),
    ...[n, passed, refused].map((count) => String(count).padStart(7)),
    `${wrong.toFixed(1)} %`.padStart(9),
  ].join(" ");
}

if (import.meta.main) {
  const counts = countClasses(corpus());
  console.log(
    [
      "class".padEnd(16),
      "".padEnd(9),
      "source".padEnd(10),
      "      n",
      " passed",
      "refused",
      "    wrong",
    ].join(" "),
  );
  for (const count of counts) console.log(line(count));
  for (const harmful of [true, false]) {
    const mine = counts.filter((count) => count.harmful === harmful);
    const [n, passed, refused] = (["n", "passed", "refused"] as const).map((key) =>
      sum(mine.map((count) => count[key])),
    );
    console.log(
      line({
        class: "all",
        harmful,
        source: "bundled",
        n: n ?? 0,
        passed: passed ?? 0,
        refused: refused ?? 0,
      }).replace("bundled", "both   "),
    );
  }
  if (!counts.some(({ source }) => source === "mtsamples"))
    console.log(`mtsamples: skipped, no file ${mtsamplesPath()}`);
  const file = process.argv[2];
  if (file) {
    const commit = execFileSync("git", ["rev-parse", "HEAD"], { encoding: "utf8" }).trim();
    const body = counts.map((count) => ` ${JSON.stringify(count)}`).join(",\n");
    writeFileSync(file, `{"commit": "${commit}", "counts": [\n${body}\n]}\n`);
  }
}
