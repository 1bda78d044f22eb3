/**
 * `npm run release -- FILE`: writes what the review of FILE came to as a set to share: places in notes instead of their text. `--out FOLDER` names where
 * (default `release` beside the review), `--notes FILE` the notes, as for the review, `--title` and `--origin` what the
 * data card should say of the set. `npm run release -- --read FOLDER --notes FILE` puts one together again.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { writeFileAtomic } from "../../../lib/io/json.ts";
import { loadNotes } from "../../../lib/dataset/notes.ts";
import { readRelease, writeRelease } from "../../../lib/pages/review/release.ts";
import type { RejectedItem } from "../../../lib/pages/review/release.ts";
import { openReview, reviewFolder } from "../../../lib/pages/review/session.ts";
import { consensusOf } from "../../../lib/pages/review/consensus.ts";
import { helpIfAsked, saidOf } from "../usage.mjs";
import { fromRoot } from "../../../lib/settings.ts";

helpIfAsked("release");
try {
  await main();
} catch (error) {
  console.error(saidOf("release", error));
  process.exit(1);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { notes: { type: "string" }, out: { type: "string" }, read: { type: "string" }, title: { type: "string" }, origin: { type: "string" } } });
  if (values.read !== undefined) return rebuild(values.read, values);
  const { title, origin } = values, [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(`Expected one reviewed file, got ${positionals.length}: for example npm run release -- data/runs/rehearsal/synthetic/items.parquet`);
  const review = await openReview(file, values.notes === undefined ? {} : { notes: values.notes });
  const { reviewed, waiting, open } = consensusOf(review.items, review.log);
  review.log.close();
  if (reviewed.length === 0) throw new Error(`Expected reviewed items of ${file}, found none: review them first with npm run review -- ${file}`);
  const { folder, items, notes, left, withheld } = writeRelease(values.out === undefined ? join(reviewFolder(file), "release") : fromRoot(values.out), { reviewed, notes: review.set.notes.values(), ...(title && { title }), ...(origin && { origin }) });
  console.log(`${items} items on ${notes} notes written to ${folder}; ${withheld.length} without an explanation or section that repeats a note; not released: ${waiting.length} that wait for adjudication, ${open.length} open`);
  list("left out", left);
}

async function rebuild(folder: string, { notes, out }: { notes?: string; out?: string }): Promise<void> {
  if (notes === undefined) throw new Error("Expected the notes of the release: name them with --notes FILE");
  const { items, misfits } = readRelease(fromRoot(folder), await loadNotes(notes));
  const path = out === undefined ? join(fromRoot(folder), "rebuilt.jsonl") : fromRoot(out);
  writeFileAtomic(path, items.map((item) => `${JSON.stringify(item)}\n`).join(""));
  console.log(`${items.length} of ${items.length + misfits.length} items fit the notes, written to ${path}`);
  list("does not fit", misfits);
}

function list(what: string, misfits: readonly RejectedItem[]): void {
  for (const { item_id, reason } of misfits.slice(0, 10)) console.log(`  ${what}: ${item_id}, ${reason}`);
  if (misfits.length > 10) console.log(`  and ${misfits.length - 10} more`);
}
