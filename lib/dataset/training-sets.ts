// Which items are trained on: duplicates dropped, hardest chosen, patients split, variants written.
// The heavy work is SQL over items.parquet; note texts are joined in only when a file is written.
import { join } from "node:path";
import { splitFile } from "../io/artifacts.ts";
import {
  createTable, query, quoteSql, stream, writeParquet, writeTable, type Row,
} from "../io/duckdb.ts";
import { toItem } from "./items.ts";
import { buildAnswerPrompt, buildTarget } from "../prompts.ts";
import { QUESTION_TYPES, type Note, type QuestionType } from "../types.ts";

/** The paper's four students (Table 1). "Hardest" takes the hardest n of each type. */
export const VARIANTS = {
  All: { types: QUESTION_TYPES, hardest: false, support: true },
  "H-25k": { types: QUESTION_TYPES, hardest: true, support: true },
  "NB-Only": { types: ["boolean", "numeric"], hardest: true, support: true },
  "No-S": { types: QUESTION_TYPES, hardest: true, support: false },
} as const satisfies Record<string, { types: readonly QuestionType[]; hardest: boolean; support: boolean }>;
export type Variant = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as Variant[];

/** The paper's "25k". */
export const HARDEST = 25_000;

/** Input subsets of the published script. */
export const SUBSETS = { all: QUESTION_TYPES, boolean: ["boolean"], numeric: ["numeric"], "boolean+numeric": ["boolean", "numeric"] } as const satisfies Record<string, readonly QuestionType[]>;
export type Subset = keyof typeof SUBSETS;

export interface Select {
  readonly seed: number | string;
  /** @default "all" */
  readonly subset?: Subset;
  /** Items below this difficulty are left out. @default 1 */
  readonly minDifficulty?: number;
  /** Share of patients, by items, that the test split gets. @default 0.1, as the paper */
  readonly testShare?: number;
  /** How many of each type a hardest variant takes. @default 25,000, or 40 % of the mean type where a type has fewer */
  readonly hardest?: number;
  /** The test set of an earlier run that this one must share. */
  readonly testHash?: string;
}

export interface Selected {
  /** The table of the chosen items, with columns `split` and `rank`. */
  readonly table: string;
  readonly hardest: number;
  /** True when `hardest` was scaled to a small run. */
  readonly scaled: boolean;
  /** Items dropped for the same content words as an earlier one of the note. */
  readonly duplicates: number;
  /** SHA-256 (hex, first 16) of the test side's item ids. */
  readonly test_hash: string;
  /**
   * By type: items, how many chosen as hardest, and of those at the cut-off difficulty, where the
   * seed decides.
   */
  readonly types: readonly { question_type: QuestionType; items: number; hardest: number; cut_difficulty: number | null; tied: number; tie_share: number }[];
}

/**
 * Ranks a file's items: duplicates out, hardest first within each type, ties by seed, patients
 * split into train and test.
 */
export async function selectItems(items: string, { seed, subset = "all", minDifficulty = 1, testShare = 0.1, hardest, testHash }: Select): Promise<Selected> {
  const table = "selected";
  const types = SUBSETS[subset].map(quoteSql).join(", ");
  await query(`CREATE OR REPLACE TABLE candidates AS
    SELECT *, row_number() OVER (PARTITION BY note_id, question_key ORDER BY item_id) AS copy
    FROM read_parquet(${quoteSql(items)}) WHERE question_type IN (${types}) AND difficulty >= ${Number(minDifficulty)}`);
  const [dropped] = await query<{ n: number }>("SELECT count(*) AS n FROM candidates WHERE copy > 1");
  await query(`CREATE OR REPLACE TABLE patients AS
    SELECT subject_id, sum(n) OVER shuffled - n < $share * sum(n) OVER () AND row_number() OVER shuffled < count(*) OVER () AS test
    FROM (SELECT subject_id, count(*) AS n FROM candidates WHERE copy = 1 GROUP BY subject_id)
    WINDOW shuffled AS (ORDER BY md5($seed || ':split:' || subject_id), subject_id)`, { seed: String(seed), share: testShare });
  await query(`CREATE OR REPLACE TABLE ${table} AS
    SELECT c.* EXCLUDE (copy), CASE WHEN p.test THEN 'test' ELSE 'train' END AS split,
      row_number() OVER (PARTITION BY question_type ORDER BY difficulty DESC, md5($seed || ':tie:' || item_id)) AS rank
    FROM candidates c JOIN patients p USING (subject_id) WHERE copy = 1`, { seed: String(seed) });
  await query("DROP TABLE candidates");
  const sizes = await query<{ question_type: QuestionType; n: number }>(`SELECT question_type, count(*) AS n FROM ${table} GROUP BY question_type`);
  if (sizes.length === 0) throw new Error(`Expected items to select from, found none of ${subset} with difficulty ${minDifficulty} or more in ${items}: lower the minimum or change the subset`);
  const rarest = Math.min(...sizes.map((s) => s.n));
  const n = hardest ?? (rarest >= HARDEST ? HARDEST : Math.max(1, Math.round((0.4 * sizes.reduce((sum, s) => sum + s.n, 0)) / sizes.length)));
  const test_hash = await testHashOf(table);
  if (testHash && testHash !== test_hash) throw new Error(`Expected the test set ${testHash}, got ${test_hash}: take the items, seed and settings of the run it is from, or leave TEST_HASH out`);
  return { table, hardest: n, scaled: n < HARDEST, duplicates: dropped?.n ?? 0, test_hash, types: await tieStatistics(table, n) };
}

/**
 * Writes the chosen items as one file (.csv.gz, .jsonl, .parquet, …) with `split` and `rank` of
 * difficulty within the type, without note text. Returns their number.
 */
export const writeItems = (path: string, { table }: Pick<Selected, "table">): Promise<number> => writeTable(path, `SELECT * EXCLUDE (question_key) FROM ${table} ORDER BY item_id`);

export interface VariantFiles {
  readonly variant: Variant;
  readonly train: number;
  readonly test: number;
  readonly train_patients: number;
  readonly test_patients: number;
  /** Patients on both sides; anything but 0 is a defect. */
  readonly leaked_patients: number;
  /** SHA-256 (hex, first 16) of the test split's item ids: comparable runs have the same. */
  readonly test_hash: string;
  readonly folder: string;
}

/**
 * Writes `<folder>/<variant>/{train,test}.parquet`: `item_id`, `note_id`, `question_type`,
 * `difficulty`, `messages` (system, user, assistant), in the order of the notes.
 * `datasets.load_dataset` opens each folder.
 */
export async function writeTrainingSets(variants: readonly Variant[], { selected, notes, folder }: { selected: Selected; notes: Iterable<Note>; folder: string }): Promise<VariantFiles[]> {
  await createTable("staged_notes", numbered(notes), { note_id: "VARCHAR", position: "INTEGER", text: "VARCHAR" });
  // The items once, in order, with both kinds of target: each variant is then one statement.
  const staged = await createTable("staged_items", withTargets(`SELECT ${FOR_TARGETS.join(", ")} FROM ${selected.table} JOIN staged_notes USING (note_id) ORDER BY position, item_id`), STAGED);
  const [chosen] = await query<{ n: number }>(`SELECT count(*) AS n FROM ${selected.table}`);
  if (chosen?.n !== staged) throw new Error(`Expected a note for each of the ${chosen?.n} items chosen, found notes for ${staged}: give the notes that the items were made from`);
  const out = await Promise.all(variants.map((variant) => writeVariant(variant, selected, join(folder, variant))));
  await query("DROP TABLE staged_items");
  await query("DROP TABLE staged_notes");
  return out;
}

/** Items by type and difficulty, for a figure: `{question_type, difficulty, items}`. */
export const difficultyTable = (items: string): Promise<{ question_type: QuestionType; difficulty: number; items: number }[]> =>
  query("SELECT question_type, difficulty, count(*) AS items FROM read_parquet($items) GROUP BY ALL ORDER BY difficulty, question_type", { items });

async function tieStatistics(table: string, n: number): Promise<Selected["types"]> {
  const rows = await query<Row>(`SELECT question_type, count(*) AS items, count(*) FILTER (rank <= ${n}) AS hardest, min(difficulty) FILTER (rank <= ${n}) AS cut_difficulty FROM ${table} GROUP BY question_type`);
  const out: Selected["types"][number][] = [];
  for (const question_type of QUESTION_TYPES) {
    const row = rows.find((r) => r.question_type === question_type);
    if (!row) continue;
    const [tie] = await query<{ tied: number }>(`SELECT count(*) AS tied FROM ${table} WHERE question_type = '${question_type}' AND rank <= ${n} AND difficulty = ${Number(row.cut_difficulty)}`);
    const tied = Number(row.hardest) < Number(row.items) ? (tie?.tied ?? 0) : 0;
    out.push({ question_type, items: Number(row.items), hardest: Number(row.hardest), cut_difficulty: row.cut_difficulty as number | null, tied, tie_share: tied / Number(row.hardest) });
  }
  return out;
}

async function writeVariant(variant: Variant, selected: Selected, folder: string): Promise<VariantFiles> {
  const { types, hardest, support } = VARIANTS[variant];
  const where = `question_type IN (${types.map(quoteSql).join(", ")})${hardest ? ` AND rank <= ${selected.hardest}` : ""}`;
  const [system, before, middle, after] = promptPieces(support).map(quoteSql);
  // The join streams ordered items past the notes, so full texts need no sort.
  const rows = (split: string) => `SELECT i.item_id, i.note_id, i.question_type, i.difficulty,
      [{role: 'system', content: ${system}}, {role: 'user', content: ${before} || n.text || ${middle} || i.question || ${after}}, {role: 'assistant', content: i.${support ? "target" : "target_no_support"}}] AS messages
      FROM staged_items i JOIN staged_notes n USING (note_id) WHERE i.split = '${split}' AND ${where}`;
  const [train, test] = (await Promise.all((["train", "test"] as const).map((split) => writeParquet(splitFile(folder, split), rows(split), { rowGroup: 4096 })))) as [number, number];
  return { variant, train, test, ...(await splitFacts(selected.table, where)), folder };
}

const FOR_TARGETS = ["item_id", "note_id", "question_type", "difficulty", "split", "rank", "question", "answer", "section", "source", "explanation"];
const STAGED = {
  item_id: "VARCHAR", note_id: "VARCHAR", question_type: "VARCHAR", difficulty: "INTEGER", split: "VARCHAR", rank: "INTEGER", question: "VARCHAR", target: "VARCHAR", target_no_support: "VARCHAR",
};

/** Targets are made by JSON.stringify: items are read out, rendered and put back. */
async function* withTargets(sql: string): AsyncGenerator<Row> {
  for await (const row of stream(sql)) {
    const item = toItem(row);
    yield { ...row, target: buildTarget(item), target_no_support: buildTarget(item, { support: false }) };
  }
}

function* numbered(notes: Iterable<Note>): Generator<Row> {
  let position = 0;
  for (const note of notes) yield { note_id: note.note_id, text: note.text, position: position++ };
}

async function splitFacts(table: string, where: string): Promise<Pick<VariantFiles, "train_patients" | "test_patients" | "leaked_patients" | "test_hash">> {
  const patients = (split: string) => `SELECT DISTINCT subject_id FROM ${table} WHERE ${where} AND split = '${split}'`;
  const [counts] = await query<{ train_patients: number; test_patients: number; leaked_patients: number }>(`SELECT
    (SELECT count(*) FROM (${patients("train")})) AS train_patients, (SELECT count(*) FROM (${patients("test")})) AS test_patients,
    (SELECT count(*) FROM (${patients("train")} INTERSECT ${patients("test")})) AS leaked_patients`);
  return { ...(counts as NonNullable<typeof counts>), test_hash: await testHashOf(table, where) };
}

async function testHashOf(table: string, where = "true"): Promise<string> {
  const [ids] = await query<{ hash: string | null }>(`SELECT sha256(string_agg(item_id, chr(10) ORDER BY item_id)) AS hash FROM ${table} WHERE ${where} AND split = 'test'`);
  return (ids?.hash ?? "").slice(0, 16);
}

/**
 * The prompt's pieces: system message, and the user message before, after and between note and
 * question.
 */
function promptPieces(support: boolean): string[] {
  const [system, user] = buildAnswerPrompt("\u0001", "\u0002", { support }).map((m) => m.content);
  return [system ?? "", ...(user ?? "").split(/[\u0001\u0002]/)];
}
