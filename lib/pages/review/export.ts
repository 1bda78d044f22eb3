// A review's files: reviewed items, the published tool's CSV, tasks for Label Studio.
import { join } from "node:path";
import { writeFileAtomic } from "../../io/json.ts";
import { answerKind, questionType } from "../../types.ts";
import { consensusOf, type ReviewResult } from "./consensus.ts";
import { LABELLING, toTasks } from "./label-studio.ts";
import type { ReviewLog } from "./decision-log.ts";
import type { ReviewItem } from "./types.ts";
import { FORMULA, type ReviewSet } from "./load.ts";

/** Names of the files in a review's folder. */
export const FILES = { reviewed: "reviewed.jsonl", csv: "annotated.csv", tasks: "label-studio.json", labelling: "label-studio.xml" } as const;

/**
 * Writes a review's files atomically: `reviewed.jsonl` holds items with a verdict, CSV and tasks
 * all.
 */
export function writeReview(folder: string, { set, items = set.items, log }: { readonly set: Pick<ReviewSet, "items" | "notes">; readonly items?: readonly ReviewItem[]; readonly log: ReviewLog }): ReviewResult {
  const outcome = consensusOf(items, log), byId = new Map(outcome.reviewed.map((r) => [r.item_id, r]));
  const rows = items.map((item) => ({ item, text: set.notes.get(item.note_id)?.text ?? "", reviewed: byId.get(item.item_id) }));
  writeFileAtomic(join(folder, FILES.reviewed), outcome.reviewed.map((row) => `${JSON.stringify(row)}\n`).join(""));
  writeFileAtomic(join(folder, FILES.csv), toCsv(rows));
  writeFileAtomic(join(folder, FILES.tasks), `${JSON.stringify(toTasks(rows))}\n`);
  writeFileAtomic(join(folder, FILES.labelling), LABELLING);
  return outcome;
}

/**
 * The published tool's columns; `type` is what its evaluation reads. Unlike there, an item is
 * `Reviewed` when someone decided on it and `edited` when a field differs.
 */
const COLUMNS = ["item_id", "note_id", "subject_id", "text", "question_type", "type", "question", "answer", "section", "source", "explanation", "difficulty", "invalid_label", "not_specified", "Reviewed", "edited"] as const;
const THEIR_TYPES = { boolean: "yes", numeric: "numeric", "na-boolean": "na-bool", "na-numeric": "na-numeric" } as const;

function toCsv(rows: Parameters<typeof toTasks>[0]): string {
  const lines = rows.map(({ item, text, reviewed }): Record<(typeof COLUMNS)[number], unknown> => {
    const { question, answer, section, source, explanation } = reviewed ?? item, type = THEIR_TYPES[questionType(answerKind(item.question_type), answer)];
    const bit = (on: boolean) => (on ? 1 : 0);
    return {
      item_id: item.item_id, note_id: item.note_id, subject_id: item.subject_id, text, question_type: type, type, question, answer, section, source, explanation,
      difficulty: item.difficulty ?? "", invalid_label: bit(!(reviewed?.valid ?? item.valid)), not_specified: bit(answer === "NA"), Reviewed: bit(reviewed !== undefined), edited: bit((reviewed?.edited.length ?? 0) > 0),
    };
  });
  return `${COLUMNS.join(",")}\n${lines.map((line) => `${COLUMNS.map((column) => cell(String(line[column]))).join(",")}\n`).join("")}`;
}

/**
 * A cell: what a spreadsheet would run as a formula begins with an apostrophe, which it hides and
 * {@link readReviewSet} takes away; numbers stay numbers.
 */
const cell = (text: string): string => {
  const safe = FORMULA.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};
