// Command line of the generator: `node data/generate.ts --notes 1000 --seed 3 --out FOLDER` writes notes.jsonl and facts.jsonl there.
import { createWriteStream } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { parseArgs } from "node:util";
import { packFacts } from "../lib/facts/facts.ts";
import { generateNotes } from "./generator/notes.ts";

/** What is bundled in data/notes. */
export const BUNDLED = { notes: 200, seed: 1 } as const;

/** Writes both files whole or not at all; returns how many notes were written. */
export async function writeNotes(folder: string, { notes, seed }: { notes: number; seed: number }): Promise<number> {
  await mkdir(folder, { recursive: true });
  const names = ["notes", "facts"] as const;
  const streams = names.map((name) => createWriteStream(join(folder, `${name}.jsonl.part`)));
  let made = 0;
  for (const { note, facts } of generateNotes(notes, { seed })) {
    made += 1;
    for (const [i, row] of [note, packFacts(facts)].entries()) {
      if (streams[i]?.write(JSON.stringify(row) + "\n") === false) await new Promise<void>((go) => streams[i]?.once("drain", () => go()));
    }
  }
  for (const stream of streams) await finished(stream.end());
  for (const name of names) await rename(join(folder, `${name}.jsonl.part`), join(folder, `${name}.jsonl`));
  return made;
}

function whole(text: string | undefined, name: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`Expected --${name} to be a whole number from 0 up, got "${text}"`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { notes: { type: "string", default: String(BUNDLED.notes) }, seed: { type: "string", default: String(BUNDLED.seed) }, out: { type: "string", default: join(import.meta.dirname, "notes") } } });
  const made = await writeNotes(values.out, { notes: whole(values.notes, "notes"), seed: whole(values.seed, "seed") });
  console.log(`${made} notes and their facts are in ${values.out}`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
