// What the ablation is made of: bundled notes split by patient, the teacher's items on one side, questions labelled from the facts on the other.
import { join } from "node:path";
import { writeItems } from "../../../cluster/rehearsal/teacher/teacher.ts";
import { VARIANTS } from "../../../lib/dataset/training-sets.ts";
import type { Variant } from "../../../lib/dataset/training-sets.ts";
import { groundQuote } from "../../../lib/replies/grounding.ts";
import { readFacts, answerFromFacts } from "../../../lib/facts/facts.ts";
import type { NoteFacts } from "../../../lib/facts/facts.ts";
import { questionFingerprint } from "../../../lib/dataset/items.ts";
import { holdOutPatients, loadNotes } from "../../../lib/dataset/notes.ts";
import { BUNDLED_NOTES } from "../../../lib/settings.ts";
import { answerKind, isNaType, NOT_IN_NOTE, questionType, QUESTION_TYPES } from "../../../lib/types.ts";
import type { Answer, AnswerKind, Item, Note, QuestionType } from "../../../lib/types.ts";
import { random, shuffle } from "../../../lib/random.ts";
import { parseItemsReply } from "../../../lib/replies/parse-reply.ts";
import { trainingMessages } from "../../fixtures/training-messages.ts";

/** How many items of each type a request asks for, as the paper's prompts do. */
const COUNTS: Readonly<Record<QuestionType, number>> = { boolean: 10, numeric: 10, "na-boolean": 5, "na-numeric": 5 };
const HELD_OUT = 0.3, HARDEST = 0.4;

export interface Question {
  readonly note: Note;
  readonly question: string;
  readonly kind: AnswerKind;
  readonly label: Answer;
}

export interface Side {
  readonly notes: readonly Note[];
  readonly items: readonly Item[];
}

export interface Data {
  readonly seed: number;
  readonly facts: ReadonlyMap<string, NoteFacts>;
  readonly training: Side;
  readonly heldOut: Side;
}

/** Everything for one seed: the split of patients, and the teacher's items on both sides. */
export async function ablationData(seed: number): Promise<Data> {
  const notes = await loadNotes(BUNDLED_NOTES);
  const facts = await readFacts(join(BUNDLED_NOTES, "../facts.jsonl"));
  const { create, heldOut } = holdOutPatients(notes, { share: HELD_OUT, seed });
  return { seed, facts, training: side(create, seed), heldOut: side(heldOut, seed) };
}

/** Splits the training side again by patient, to choose settings on. */
export function developmentData({ seed, facts, training }: Data): Data {
  const { create, heldOut } = holdOutPatients(training.notes, { share: 0.25, seed: `development ${seed}` });
  const of = (notes: readonly Note[]): Side => ({ notes, items: training.items.filter((i) => notes.some((n) => n.note_id === i.note_id)) });
  return { seed, facts, training: of(create), heldOut: of(heldOut) };
}

/** What the teacher writes on notes, as post-processing keeps it: parsed, its quote in the note, no near-identical question twice. */
export function teacherItems(note: Note, seed: number): Item[] {
  const keys = new Set<string>();
  return QUESTION_TYPES.flatMap((type) => {
    const { reply } = writeItems(note.text, { kind: answerKind(type), answerable: !isNaType(type), count: COUNTS[type] }, { seed });
    return parseItemsReply(reply, { type }).items.flatMap(({ type: _, ...fields }, i): Item[] => {
      const key = questionFingerprint(fields.question);
      if (keys.has(key) || (fields.source !== NOT_IN_NOTE && groundQuote(fields.source, note.text).status === "absent")) return [];
      keys.add(key);
      return [{ item_id: `${note.note_id}:${type}:${i}`, note_id: note.note_id, question_type: type, ...fields }];
    });
  });
}

const side = (notes: readonly Note[], seed: number): Side => ({ notes, items: notes.flatMap((note) => teacherItems(note, seed)) });

/** The items of a variant: all of its types, or the hardest 40 % of the mean type, ties by seed. */
export function variantItems(items: readonly Item[], { variant, seed }: { variant: Variant; seed: number }): Item[] {
  const { types, hardest } = VARIANTS[variant];
  const most = hardest ? Math.round((HARDEST * items.length) / QUESTION_TYPES.length) : Infinity;
  return (types as readonly QuestionType[]).flatMap((type) => {
    const own = shuffle(random(`${seed}: ties ${type}`), items.filter((i) => i.question_type === type));
    return own.sort((a, b) => b.difficulty - a.difficulty).slice(0, most);
  });
}

/** Training rows of items. */
export function trainingRows({ notes }: Pick<Side, "notes">, items: readonly Item[], { support = true } = {}) {
  const texts = new Map(notes.map((n) => [n.note_id, n.text]));
  return items.map((item) => ({ messages: trainingMessages(texts.get(item.note_id) as string, item, { support }) }));
}

/** The held-out items as questions whose label the facts tell, the same number of each type by label. */
export function labelled({ seed, facts, heldOut }: Data, questions: readonly Omit<Question, "label">[] = teacherQuestions(heldOut)): Question[] {
  const known = questions.flatMap((q): Question[] => {
    const told = answerFromFacts(q.question, facts.get(q.note.note_id) as NoteFacts);
    return told?.kind === q.kind ? [{ ...q, label: told.answer }] : [];
  });
  const byType = QUESTION_TYPES.map((type) => shuffle(random(`${seed}: questions ${type}`), known.filter((q) => typeOf(q) === type)));
  const each = Math.min(...byType.map((list) => list.length));
  return byType.flatMap((list) => list.slice(0, each));
}

export const typeOf = (q: Pick<Question, "kind" | "label">): QuestionType => questionType(q.kind, q.label);

function teacherQuestions({ notes, items }: Side): Omit<Question, "label">[] {
  const byId = new Map(notes.map((n) => [n.note_id, n]));
  return items.map((i) => ({ note: byId.get(i.note_id) as Note, question: i.question, kind: answerKind(i.question_type) }));
}
