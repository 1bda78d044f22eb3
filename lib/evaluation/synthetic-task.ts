// The synthetic task (paper: Results, "Synthetic Data Evaluation"): a teacher's questions about
// held-out notes, with the best label of each.
import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readFacts, answerFromFacts, type NoteFacts } from "../facts/facts.ts";
import { readJsonLines } from "../io/json.ts";
import type { Question } from "./predict.ts";
import type { ItemRow } from "../dataset/items.ts";
import { answerKind, questionType, type Answer, type QuestionType } from "../types.ts";
import { fromRoot } from "../settings.ts";

/** A person's verdict on an item; what it leaves out stands as the teacher wrote it. */
export interface Reviewed {
  readonly item_id: string;
  readonly answer: Answer;
  readonly question?: string;
  readonly section?: string;
  readonly source?: string;
  /** Where the source stands in the note, in UTF-16 units. */
  readonly span?: readonly [start: number, end: number] | null;
  readonly explanation?: string;
  /** False when the reviewer threw the item out. @default true */
  readonly valid?: boolean;
}

export interface Labels {
  /** Facts by note id, where the notes were made by a generator that kept them. */
  readonly facts: ReadonlyMap<string, NoteFacts>;
  readonly reviewed: readonly Reviewed[];
}

/**
 * Labels from `facts.jsonl` beside a notes file and from a file of reviewed items, where they
 * exist.
 */
export async function loadSyntheticLabels({ notesFile, reviewedFile }: { notesFile: string; reviewedFile?: string }): Promise<Labels> {
  const facts = join(dirname(fromRoot(notesFile)), "facts.jsonl");
  return {
    facts: existsSync(facts) ? await readFacts(facts) : new Map(),
    reviewed: reviewedFile && existsSync(fromRoot(reviewedFile)) ? readJsonLines<Reviewed>(fromRoot(reviewedFile)) : [],
  };
}

/**
 * One question an item, under the item's id; a reworded one has its own, so that only it is asked
 * again. The label is the reviewer's, else the facts', else the teacher's, marked unreviewed.
 */
export function syntheticQuestions(items: readonly ItemRow[], { facts, reviewed }: Labels): Question[] {
  const verdicts = new Map(reviewed.map((r) => [r.item_id, r]));
  return items.flatMap((item): Question[] => {
    const kind = answerKind(item.question_type);
    const verdict = verdicts.get(item.item_id);
    if (verdict?.valid === false) return [];
    const question = verdict?.question ?? item.question;
    const question_id = question === item.question ? item.item_id : `${item.item_id}:${hash("sha256", question).slice(0, 8)}`;
    const address = { question_id, note_id: item.note_id, subject_id: item.subject_id, question, kind };
    if (verdict) return [{ ...address, label: verdict.answer, label_from: "reviewed" }];
    const note = facts.get(item.note_id);
    const known = note && answerFromFacts(question, note);
    if (known && known.kind === kind) return [{ ...address, label: known.answer, label_from: "facts" }];
    return [{ ...address, label: item.answer, label_from: "unreviewed" }];
  });
}

/** The type of a question by its label. */
export const typeOf = (q: Pick<Question, "kind" | "label">): QuestionType => questionType(q.kind, q.label);

/**
 * One accuracy of the ablation (`npm run bench -- ablation`): a model or condition, question type
 * and seed.
 */
export interface AblationScore {
  readonly model: string;
  readonly question_type: string;
  readonly seed: number;
  readonly n: number;
  readonly accuracy: number;
}

/** What that bench writes, and the bundled run holds as ablation.json. */
export interface Ablation {
  readonly scores: readonly AblationScore[];
  /** All with unseen wordings and with other notes, and a student trained on shuffled answers. */
  readonly controls: readonly AblationScore[];
  /** Answerable items with a growing number of na- items. */
  readonly dose: readonly { readonly na_items: number; readonly seed: number; readonly question_type: string; readonly accuracy: number }[];
  /**
   * Share of pairs where the note with the asked fact was answered right and the one without it NA.
   */
  readonly pairs: readonly { readonly model: string; readonly seed: number; readonly n: number; readonly both: number }[];
}
