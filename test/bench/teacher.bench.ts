// How long the rehearsal teacher takes: the four requests of one note it has not read yet, and a question on a note it has.
// Also how often it is right on published cases, where the folder that DISTIL_DATA names has them.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { answerQuestion, type ItemRequest, writeItems } from "../../cluster/rehearsal/teacher/teacher.ts";
import { readOpenFacts } from "../../lib/trials/open-criteria.ts";
import { fromRoot } from "../../lib/settings.ts";
import { lessIsBetter, median, moreIsBetter } from "./row.ts";
import type { BenchRow } from "./row.ts";

const REQUESTS: readonly ItemRequest[] = [
  { kind: "boolean", answerable: true, count: 10 }, { kind: "numeric", answerable: true, count: 10 }, { kind: "boolean", answerable: false, count: 5 }, { kind: "numeric", answerable: false, count: 5 },
];
const WORDS = 600, LIMIT_MS = 15;
const QUESTIONS = ["What was the patient's highest serum creatinine recorded in the note?", "Does the patient have a history of atrial fibrillation?", "What was the zinc level?", "Was the patient discharged home?"];

/** Rows: milliseconds a note of 600 words for all four requests (ratio: the limit of 15 ms over ours), milliseconds a question; shares right of published cases. */
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
  return [lessIsBetter("teacher/four requests of a note", median(writing), "ms", LIMIT_MS), lessIsBetter("teacher/question", median(asking), "ms", null), ...casesRows()];
}

/** Bundled notes lengthened by the next one's text to at least as many words. */
function notesOf(words: number): string[] {
  const texts = readFileSync(new URL("../../data/notes/notes.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { text: string }).text);
  return texts.map((text, i) => `${text}\n${texts[(i + 1) % texts.length]}`.split(/(?<=\s)/).slice(0, words).join(""));
}

/** What the teacher reached on the same cases in October 2026, before it read "the following". */
const BEFORE = { numbers: 664 / 730, given: 664 / 691, yes: 3 / 84, no: 370 / 379 } as const;

/** Four rows on published cases: numbers right of all and of those given, facts recorded and not recorded. */
function casesRows(): BenchRow[] {
  const folder = join(process.env["DISTIL_DATA"] ?? "data/external", "open-criteria");
  if (!existsSync(fromRoot(folder, "labels.csv"))) return [];
  const { notes, questions } = readOpenFacts(folder), texts = new Map(notes.map(({ note_id, text }) => [note_id, text]));
  const asked = questions.map(({ note_id, question, kind, label }) => ({ kind, label, said: answerQuestion(texts.get(note_id) as string, question, { seed: 1, mistakeRate: 0 }).answer }));
  const numbers = asked.filter(({ kind }) => kind === "numeric"), given = numbers.filter(({ said }) => said !== "NA");
  const near = given.filter(({ label, said }) => Math.abs(Number(said) - Number(label)) <= 0.01 * Math.abs(Number(label))).length;
  const facts = (wanted: "Yes" | "No") => {
    const some = asked.filter(({ kind, label }) => kind === "boolean" && label === wanted);
    return some.filter(({ said }) => (said === "Yes" ? "Yes" : "No") === wanted).length / some.length;
  };
  return [
    moreIsBetter("teacher/numbers of cases", near / numbers.length, "share right", BEFORE.numbers),
    moreIsBetter("teacher/numbers given", near / given.length, "share right", BEFORE.given),
    moreIsBetter("teacher/facts recorded", facts("Yes"), "share found", BEFORE.yes),
    moreIsBetter("teacher/facts not recorded", facts("No"), "share right", BEFORE.no),
  ];
}
