// Requests for the teacher's items, and the items of its replies.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readReplies, type Reply, type Request } from "../inference/batch.ts";
import { groundQuote } from "../replies/grounding.ts";
import { contradiction } from "../replies/polarity.ts";
import { ITEMS, REJECTED } from "../io/artifacts.ts";
import { parquetTable, query, writeParquetRows, writeParquet, type Row } from "../io/duckdb.ts";
import { buildCreatePrompt } from "../prompts.ts";
import {
  NOT_IN_NOTE, QUESTION_TYPES, answerKind, parseAnswer, type Item, type Note, type QuestionType,
} from "../types.ts";
import { OUTCOMES, parseItemsReply, type ParseOutcome } from "../replies/parse-reply.ts";

/** One row of items.parquet. */
export interface ItemRow extends Item {
  readonly subject_id: string;
  /** The quote's match: exact, normalised, near; "none" for NA items, which have no quote. */
  readonly evidence: string;
  /** The quote's place in the note, in characters; null for NA items. */
  readonly span_start: number | null;
  readonly span_end: number | null;
  /** The question's content words, sorted: the key for duplicates within a note. */
  readonly question_key: string;
}

/** Ordered by note for the server's prefix cache; the id is `note_id:type`. */
export function* createRequests(notes: Iterable<Note>, types: readonly QuestionType[] = QUESTION_TYPES): Generator<Request> {
  for (const note of notes) for (const type of types) yield { id: `${note.note_id}:${type}`, note_id: note.note_id, messages: () => buildCreatePrompt(note.text, type) };
}

export interface PostProcessed {
  /** Replies by question type and outcome; the outcomes add up to `replies`. */
  readonly replies: readonly ({ question_type: QuestionType; replies: number } & Record<ParseOutcome, number>)[];
  readonly items: readonly { question_type: QuestionType; kept: number; rejected: number }[];
  /** Most frequent first. */
  readonly rejected: readonly { reason: string; items: number }[];
  /** Replies to notes that were not given: ignored. */
  readonly others: number;
  /** Pairs of note and type without a reply, of types that occur. */
  readonly unanswered: number;
}

export interface PostProcess {
  readonly notes: Iterable<Note>;
  /** Path of the journal. */
  readonly replies: string;
  /** For items.parquet and rejected.parquet. */
  readonly folder: string;
  /** Keep items whose quote is not in the note. @default false */
  readonly keepUngrounded?: boolean;
}

/**
 * Makes items of replies (paper: Methods, step 2), in the order of the notes. Throws when no reply
 * belongs to the notes.
 */
export async function processReplies({ notes, replies, folder, keepUngrounded = false }: PostProcess): Promise<PostProcessed> {
  const byId = new Map<string, Note & { order: number }>();
  for (const note of notes) byId.set(note.note_id, { ...note, order: byId.size });
  const counts = new Map(QUESTION_TYPES.map((type) => [type, { outcomes: Object.fromEntries(OUTCOMES.map((o) => [o, 0])) as Record<ParseOutcome, number>, kept: 0, rejected: 0 }]));
  const reasons = new Map<string, number>();
  let others = 0;
  async function* rows() {
    for await (const reply of readReplies(replies)) {
      const { type, note } = address(reply, byId);
      if (!note) {
        others++;
        continue;
      }
      const count = counts.get(type) as NonNullable<ReturnType<typeof counts.get>>;
      const { outcome, kept, rejected } = itemsOf(reply, { type, note, keepUngrounded });
      count.outcomes[outcome]++;
      count.kept += kept.length;
      count.rejected += rejected.length;
      for (const r of rejected) reasons.set(r.reason, (reasons.get(r.reason) ?? 0) + 1);
      for (const row of kept) yield { ...row, note_order: note.order, rejected: null };
      for (const r of rejected) yield { item_id: `${reply.id}:rejected:${r.index}`, note_id: note.note_id, question_type: type, note_order: note.order, rejected: r.reason, raw: r.raw };
    }
  }
  const scratch = join(folder, "scratch.parquet");
  try {
    await writeParquetRows(scratch, rows(), COLUMNS);
    const from = `FROM ${parquetTable(scratch)}`;
    await writeParquet(join(folder, ITEMS), `SELECT * EXCLUDE (note_order, rejected, raw) ${from} WHERE rejected IS NULL ORDER BY note_order, item_id`);
    await writeParquet(join(folder, REJECTED), `SELECT item_id, note_id, question_type, rejected AS reason, raw ${from} WHERE rejected IS NOT NULL ORDER BY note_order, item_id`);
  } finally {
    await rm(scratch, { force: true });
  }
  const total = (c: { outcomes: Record<ParseOutcome, number> }) => Object.values(c.outcomes).reduce((a, b) => a + b, 0);
  const asked = [...counts.values()].map(total).filter((n) => n > 0);
  if (asked.length === 0) throw new Error(`Expected replies to the ${byId.size} notes at hand in ${replies}, found none among ${others}: the journal belongs to other notes`);
  return {
    others, unanswered: asked.reduce((sum, n) => sum + byId.size - n, 0),
    replies: [...counts].map(([question_type, c]) => ({ question_type, replies: total(c), ...c.outcomes })),
    items: [...counts].map(([question_type, c]) => ({ question_type, kept: c.kept, rejected: c.rejected })),
    rejected: [...reasons].map(([reason, items]) => ({ reason, items })).sort((a, b) => b.items - a.items || a.reason.localeCompare(b.reason)),
  };
}

/** `where`: an SQL condition. */
export const readItemRows = async (path: string, where = "true"): Promise<ItemRow[]> => (await query(`SELECT * FROM read_parquet($path) WHERE ${where}`, { path })).map(toItem);

/** A row of items.parquet as an item: the answer, text in the file, gets its type back. */
export const toItem = (row: Row): ItemRow => ({ ...row, answer: parseAnswer(row.answer, answerKind(row.question_type as QuestionType)) }) as unknown as ItemRow;

const COLUMNS = {
  item_id: "VARCHAR", note_id: "VARCHAR", subject_id: "VARCHAR", question_type: "VARCHAR", question: "VARCHAR", answer: "VARCHAR", section: "VARCHAR", source: "VARCHAR",
  difficulty: "INTEGER", explanation: "VARCHAR", evidence: "VARCHAR", span_start: "INTEGER", span_end: "INTEGER", question_key: "VARCHAR", note_order: "INTEGER", rejected: "VARCHAR", raw: "VARCHAR",
} as const;

function address<N>({ id }: Reply, notes: ReadonlyMap<string, N>): { type: QuestionType; note: N | undefined } {
  const type = id.slice(id.lastIndexOf(":") + 1) as QuestionType;
  if (!QUESTION_TYPES.includes(type)) throw new Error(`Expected replies to create requests, got one with id "${id}": the journal belongs to another task`);
  return { type, note: notes.get(id.slice(0, id.lastIndexOf(":"))) };
}

type Rejected = { index: number; reason: string; raw?: string };

function itemsOf(reply: Reply, { type, note, keepUngrounded }: { type: QuestionType; note: Note; keepUngrounded: boolean }): { outcome: ParseOutcome; kept: ItemRow[]; rejected: Rejected[] } {
  if (reply.error) return { outcome: "failed", kept: [], rejected: [] };
  const read = parseItemsReply(reply.text, { type, finish: reply.finish });
  const kept: ItemRow[] = [];
  const rejected: Rejected[] = [...read.rejected];
  read.items.forEach((item, i) => {
    const { type: _kind, ...fields } = item;
    const quote = item.source === NOT_IN_NOTE ? undefined : groundQuote(item.source, note.text);
    if (quote?.status === "absent" && !keepUngrounded) return rejected.push({ index: i, reason: `quote not in the note: ${quote.reason}`, raw: JSON.stringify(item) });
    const against = quote?.span && !keepUngrounded ? contradiction({ question: item.question, answer: item.answer, note: note.text, span: quote.span }) : undefined;
    if (against) return rejected.push({ index: i, reason: `answer contradicted: ${against}`, raw: JSON.stringify(item) });
    return kept.push({
      item_id: `${reply.id}:${String(i).padStart(2, "0")}`, note_id: note.note_id, subject_id: note.subject_id, question_type: type, ...fields,
      evidence: quote?.status ?? "none", span_start: quote?.span?.[0] ?? null, span_end: quote?.span?.[1] ?? null, question_key: questionFingerprint(item.question),
    });
  });
  return { outcome: read.items.length > 0 && kept.length === 0 ? "ungrounded" : read.outcome, kept, rejected };
}

const STOP_WORDS = new Set("a an and any are as at be been by did do does for from had has have in is it its of on or patient patients s that the there this to was were what which with note recorded documented mentioned".split(" "));

export function questionFingerprint(question: string): string {
  const words = question.toLowerCase().match(/[\p{L}\p{N}]+(?:[.:/-][\p{L}\p{N}]+)*/gu) ?? [];
  return [...new Set(words.filter((w) => !STOP_WORDS.has(w)))].sort().join(" ");
}
