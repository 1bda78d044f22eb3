// How long the rehearsal teacher takes: the four requests of one note it has not read yet, and a question on a note it has.
import { readFileSync } from "node:fs";
import { answerQuestion, type ItemRequest, writeItems } from "../../cluster/rehearsal/teacher/teacher.ts";
import { lessIsBetter, median } from "./row.ts";
import type { BenchRow } from "./row.ts";

const REQUESTS: readonly ItemRequest[] = [
  { kind: "boolean", answerable: true, count: 10 }, { kind: "numeric", answerable: true, count: 10 }, { kind: "boolean", answerable: false, count: 5 }, { kind: "numeric", answerable: false, count: 5 },
];
const WORDS = 600, LIMIT_MS = 15;
const QUESTIONS = ["What was the patient's highest serum creatinine recorded in the note?", "Does the patient have a history of atrial fibrillation?", "What was the zinc level?", "Was the patient discharged home?"];

/** Two rows: milliseconds a note of 600 words for all four requests (ratio: the limit of 15 ms over ours), milliseconds a question. */
export async function rows(): Promise<BenchRow[]> {
  const notes = notesOf(WORDS), writing: number[] = [], asking: number[] = [];
  for (const [i, note] of notes.entries()) {
    const start = performance.now();
    for (const request of REQUESTS) writeItems(note, request, { seed: i });
    const written = performance.now();
    for (const question of QUESTIONS) answerQuestion(note, question, { seed: i });
    writing.push(written - start);
    asking.push((performance.now() - written) / QUESTIONS.length);
  }
  return [lessIsBetter("teacher/four requests of a note", median(writing), "ms", LIMIT_MS), lessIsBetter("teacher/question", median(asking), "ms", null)];
}

/** Bundled notes lengthened by the next one's text to at least as many words. */
function notesOf(words: number): string[] {
  const texts = readFileSync(new URL("../../data/notes/notes.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { text: string }).text);
  return texts.map((text, i) => `${text}\n${texts[(i + 1) % texts.length]}`.split(/(?<=\s)/).slice(0, words).join(""));
}
