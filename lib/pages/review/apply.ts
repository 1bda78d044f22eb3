// Which items are reviewed, items with a review's corrections applied, and the table of what was
// edited.
import { existsSync } from "node:fs";
import { groundQuote } from "../../replies/grounding.ts";
import { query, writeParquetRows } from "../../io/duckdb.ts";
import { readJsonLines } from "../../io/json.ts";
import {
  bootstrapInterval, type Interval, type ResamplingOptions,
} from "../../evaluation/bootstrap.ts";
import { questionFingerprint, readItemRows, type ItemRow } from "../../dataset/items.ts";
import { publishedRows } from "../../paper/tables.ts";
import {
  answerKind, NOT_FOUND, NOT_IN_NOTE, questionType, QUESTION_TYPES, sameAnswer, type Note,
  type QuestionType,
} from "../../types.ts";
import { random, sample } from "../../random.ts";
import type { ReviewedItem } from "./consensus.ts";
import { FIELDS, type Field } from "./types.ts";
import { fromRoot } from "../../settings.ts";
import type { Reviewed } from "../../evaluation/synthetic-task.ts";

/**
 * Draws `n` items by seed, equally by type as far as possible, in their order. Smaller samples are
 * within larger ones of the same seed; evaluation draws its questions so too.
 */
export function sampleItems<T extends { readonly question_type: QuestionType }>(items: readonly T[], { n, seed }: { readonly n: number; readonly seed: number | string }): T[] {
  const groups = QUESTION_TYPES.map((type) => items.filter((item) => item.question_type === type)).sort((a, b) => a.length - b.length);
  const chosen = new Set<T>();
  groups.forEach((group, i) => {
    for (const item of sample(random(`review:${seed}:${i}`), group, Math.floor((n - chosen.size) / (groups.length - i)))) chosen.add(item);
  });
  return items.filter((item) => chosen.has(item));
}

export interface Applied {
  /** The items without those found invalid; what nobody reviewed, or found right, is the very row that was given. */
  readonly items: readonly ItemRow[];
  /** Ids of items that differ now. */
  readonly corrected: readonly string[];
  /** Ids of items thrown out. */
  readonly invalid: readonly string[];
  /** Verdicts on items that are not among those given: left aside. */
  readonly others: number;
}

/**
 * Items as a review left them: an answer corrected to NA makes an na- type without a source, and
 * the reverse. @param options.notes Texts to place corrected sources in.
 */
export function applyReviewed(items: readonly ItemRow[], reviewed: readonly Reviewed[], { notes }: { readonly notes?: ReadonlyMap<string, Pick<Note, "text">> } = {}): Applied {
  const verdicts = new Map(reviewed.map((verdict) => [verdict.item_id, verdict]));
  const kept: ItemRow[] = [], corrected: string[] = [], invalid: string[] = [];
  let met = 0;
  for (const item of items) {
    const verdict = verdicts.get(item.item_id);
    if (verdict) met++;
    if (verdict?.valid === false) {
      invalid.push(item.item_id);
      continue;
    }
    const row = verdict ? withVerdict(item, { verdict, note: notes?.get(item.note_id)?.text }) : item;
    if (row !== item) corrected.push(item.item_id);
    kept.push(row);
  }
  return { items: kept, corrected, invalid, others: verdicts.size - met };
}

/**
 * The items file for later stages: the one given when the review changes nothing, so that what was
 * made of it stays valid, else a corrected copy in `to`.
 */
export async function writeReviewedItems(file: string, { reviewed, to, notes }: { readonly reviewed: readonly Reviewed[]; readonly to: string; readonly notes?: ReadonlyMap<string, Pick<Note, "text">> }): Promise<Applied & { readonly file: string }> {
  const applied = applyReviewed(await readItemRows(file), reviewed, notes ? { notes } : {});
  if (applied.corrected.length + applied.invalid.length === 0) return { ...applied, file };
  const columns = await query<{ column_name: string; column_type: string }>("DESCRIBE SELECT * FROM read_parquet($file)", { file });
  await writeParquetRows(to, applied.items as unknown as Record<string, unknown>[], Object.fromEntries(columns.map(({ column_name, column_type }) => [column_name, column_type])));
  return { ...applied, file: to };
}

/** The reviewed items of a file, none where there is no such file. */
export const readReviewed = (file: string): ReviewedItem[] => (existsSync(fromRoot(file)) ? readJsonLines<ReviewedItem>(fromRoot(file)) : []);

/**
 * A row of Supplementary Table 1, counted and published: the share of reviewed items of a type in
 * which a field (or any) was edited.
 */
export interface EditedRow extends Interval {
  readonly question_type: QuestionType | "all";
  readonly field: Field | "validity" | "any";
  readonly edited: number;
  /** Per cent edited in the paper, where it says. */
  readonly published?: number;
}

/**
 * Supplementary Table 1 with intervals by patient. An item thrown out is edited in its validity
 * alone.
 */
export function reviewTable(reviewed: readonly ReviewedItem[], options: ResamplingOptions = {}): EditedRow[] {
  const published = new Map(publishedRows("tableS1_review").map((row) => [row["question_type"], Number(row["edited_pct"])]));
  return [...QUESTION_TYPES, "all" as const].flatMap((question_type) => (["any", ...FIELDS, "validity"] as const).map((field) => {
    const rows = reviewed.filter((r) => question_type === "all" || r.question_type === question_type), value = (r: ReviewedItem) => Number(wasEdited(r, field));
    const paper = question_type === "all" ? 12.8 : published.get(question_type);
    return { question_type, field, edited: rows.filter(value).length, ...shareInterval(rows, { value, ...options }), ...(field === "any" && paper !== undefined ? { published: paper } : {}) };
  }));
}

/**
 * Where none or all were edited all resamples agree: the bound is the exact binomial one over
 * patients.
 */
function shareInterval(rows: readonly ReviewedItem[], { value, level = 0.95, ...options }: ResamplingOptions & { readonly value: (r: ReviewedItem) => number }): Interval {
  const found = bootstrapInterval(rows, { cluster: (r) => r.subject_id, value, level, ...options });
  if (found.clusters < 2 || (found.estimate !== 0 && found.estimate !== 1)) return found;
  const bound = 1 - ((1 - level) / 2) ** (1 / found.clusters);
  return { ...found, low: found.estimate && 1 - bound, high: found.estimate || bound, reason: "all resamples agree: the exact binomial bound over patients" };
}

function wasEdited({ edited, valid }: ReviewedItem, field: EditedRow["field"]): boolean {
  if (field === "validity") return !valid;
  if (field === "any") return !valid || edited.length > 0;
  return valid && edited.includes(field);
}

/** The item with a verdict's corrections, or the very same item where there are none. */
function withVerdict(item: ItemRow, { verdict, note }: { verdict: Reviewed; note: string | undefined }): ItemRow {
  const { answer } = verdict, question = verdict.question ?? item.question, explanation = verdict.explanation ?? item.explanation, isNa = answer === "NA";
  const section = isNa ? NOT_FOUND : (verdict.section ?? item.section), source = isNa ? NOT_IN_NOTE : (verdict.source ?? item.source);
  if (sameAnswer(answer, item.answer) && question === item.question && explanation === item.explanation && section === item.section && source === item.source) return item;
  const found = note === undefined || isNa ? undefined : groundQuote(source, note);
  const span = isNa ? null : source === item.source && item.span_start !== null ? ([item.span_start, item.span_end as number] as const) : (verdict.span ?? found?.span ?? null);
  return {
    ...item, question_type: questionType(answerKind(item.question_type), answer), question, answer, section, source, explanation, question_key: questionFingerprint(question),
    evidence: isNa ? "none" : source === item.source ? item.evidence : (found?.status ?? (span ? "exact" : "absent")), span_start: span?.[0] ?? null, span_end: span?.[1] ?? null,
  };
}
