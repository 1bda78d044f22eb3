// What the items bench times: post-process and prep of one folder of notes and replies, in a process of its own so that its peak memory can be read.
// Usage: node run.ts FOLDER. Prints seconds, items, peak RSS and the bytes of what it read and wrote.
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { selectItems, VARIANT_NAMES, writeTrainingSets } from "../../../lib/dataset/training-sets.ts";
import { processReplies } from "../../../lib/dataset/items.ts";
import { loadNotes } from "../../../lib/dataset/notes.ts";

const folder = process.argv[2] as string;
const out = join(folder, "out");
rmSync(out, { recursive: true, force: true });
const began = performance.now();
const notes = await loadNotes(join(folder, "notes.jsonl"));
const processed = await processReplies({ notes, replies: join(folder, "replies.jsonl"), folder: join(out, "items") });
const middle = performance.now();
const selected = await selectItems(join(out, "items", "items.parquet"), { seed: 1 });
const files = await writeTrainingSets(VARIANT_NAMES, { selected, notes, folder: join(out, "train") });
const ended = performance.now();
const size = (path: string): number => (statSync(path).isDirectory() ? readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0) : statSync(path).size);
console.log(JSON.stringify({
  items: processed.items.reduce((sum, i) => sum + i.kept + i.rejected, 0), kept: processed.items.reduce((sum, i) => sum + i.kept, 0), trained: files.map((f) => f.train + f.test),
  hardest: selected.hardest, seconds: (ended - began) / 1000, postprocess_seconds: (middle - began) / 1000, peak_mb: process.resourceUsage().maxRSS / 1024,
  read: size(join(folder, "notes.jsonl")) + size(join(folder, "replies.jsonl")), wrote: size(out),
}));
