// How long it takes to look a quote up in its note, the preparing of the note included, as it falls on the quotes of one note asked together.
import { readFileSync } from "node:fs";
import { groundQuote } from "../../lib/replies/grounding.ts";
import { integer, pick, random } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { lessIsBetter, median } from "./row.ts";
import type { BenchRow } from "./row.ts";

// More notes than are kept prepared, so that each pass prepares each note anew.
const NOTES = 80, QUOTES = 30, TOKENS = 2500, LIMIT_MS = 0.3;

/** One row: milliseconds a quote over notes of 2,500 tokens, 30 quotes each; exact, respaced, reworded and absent ones in turn. Ratio: the limit of 0.3 ms over ours. */
export async function rows(): Promise<BenchRow[]> {
  const notes = longNotes(), r = random("evidence bench");
  const asked = notes.map((note) => Array.from({ length: QUOTES }, (_, k) => quoteOf(note, r, k)));
  const times = [0, 1, 2].map(() => {
    const start = performance.now();
    notes.forEach((note, i) => (asked[i] as string[]).forEach((quote) => groundQuote(quote, note)));
    return (performance.now() - start) / (NOTES * QUOTES);
  });
  return [lessIsBetter("evidence/quote", median(times), "ms", LIMIT_MS)];
}

/** Bundled notes joined until each has 2,500 tokens, at about four characters a token. */
function longNotes(): string[] {
  const texts = readFileSync(new URL("../../data/notes/notes.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { text: string }).text);
  return Array.from({ length: NOTES }, (_, i) => {
    let text = `Note ${i}\n`;
    for (let k = i * 3; text.length < TOKENS * 4; k++) text += `${texts[k % texts.length]}\n\n`;
    return text.slice(0, TOKENS * 4);
  });
}

function quoteOf(note: string, r: Random, k: number): string {
  const at = integer(r, 0, note.length - 200), quote = note.slice(note.indexOf(" ", at) + 1, note.lastIndexOf(" ", at + integer(r, 40, 150)));
  const change = [(q: string) => q, (q: string) => q.replace(/\s+/g, "  "), (q: string) => `the patient ${q}`, (q: string) => q.replace(/\d+/, "777"), (q: string) => `${pick(r, ["metastatic", "gluten", "ferritin"])} ${q}`][k % 5];
  return change ? change(quote) : quote;
}
