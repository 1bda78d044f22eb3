// Makes the input of the items bench: notes by the generator and a journal with a teacher's replies to them, items quoting real lines of their note; and the prompts.
// Usage: node make.ts FOLDER NOTES ITEMS. Not part of what is timed.
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";
import { generateNotes } from "../../../data/generator/notes.ts";
import { openJournal } from "../../../lib/inference/journal.ts";
import { buildAnswerPrompt } from "../../../lib/prompts.ts";
import { isNaType, NOT_FOUND, NOT_IN_NOTE, QUESTION_TYPES, SECTIONS } from "../../../lib/types.ts";
import type { QuestionType } from "../../../lib/types.ts";
import { integer, pick, random } from "../../../lib/random.ts";

const [folder, noteCount, itemCount] = [process.argv[2] as string, Number(process.argv[3]), Number(process.argv[4])];
mkdirSync(folder, { recursive: true });
const notes = createWriteStream(join(folder, "notes.jsonl"));
const journal = openJournal(join(folder, "replies.jsonl"), { model: "bench", sampling: { temperature: 0.7, top_p: 0.95, max_tokens: 4096 }, prompts: {} });
const prompt = (support: boolean) => buildAnswerPrompt("{note}", "{question}", { support }).map(({ content }) => content);
writeFileSync(join(folder, "prompts.json"), JSON.stringify({ support: prompt(true), no_support: prompt(false) }));
const topics = ["creatinine", "hemoglobin", "ejection fraction", "platelet count", "blood pressure", "chest pain", "diabetes", "anticoagulation", "smoking", "weight", "BMI", "six-minute walk distance"];
const r = random("items bench");
let written = 0, seen = 0;
for (const { note } of generateNotes(noteCount, { seed: 1 })) {
  const { note_id, subject_id, text } = note;
  if (!notes.write(JSON.stringify({ note_id, subject_id, text }) + "\n")) await once(notes, "drain");
  const lines = text.split("\n").filter((line) => line.trim().length > 20);
  const due = Math.round((itemCount * ++seen) / noteCount) - written;
  QUESTION_TYPES.forEach((type, i) => {
    const n = Math.round(due * [0.334, 0.33, 0.168, 0.168][i]!);
    const items = Array.from({ length: i === 3 ? due - Math.round(due * 0.334) - Math.round(due * 0.33) - Math.round(due * 0.168) : n }, (_, k) => item(type, lines, k));
    journal.append({ id: `${note_id}:${type}`, key: `${note_id}:${type}`, note_id, text: JSON.stringify(items), finish: "stop", prompt_tokens: 1, completion_tokens: 1, cached_tokens: null, seconds: 1 });
  });
  written += due;
}
notes.end();
await once(notes, "close");
await journal.close();
console.log(JSON.stringify({ notes: seen, items: written }));

function item(type: QuestionType, lines: readonly string[], k: number): object {
  const na = isNaType(type);
  return {
    question: `Does the note record ${pick(r, topics)} number ${k} ${pick(r, ["on admission", "at discharge", "in the history"])}?`, type: type.replace("na-", ""),
    answer: na ? "NA" : type === "boolean" ? pick(r, ["Yes", "No"]) : integer(r, 1, 400), section: na ? NOT_FOUND : pick(r, SECTIONS), source: na ? NOT_IN_NOTE : pick(r, lines).trim(),
    difficulty: integer(r, 1, na ? 8 : 5), explanation: "The quoted words of the note state it, and nothing elsewhere in the note contradicts them.",
  };
}
