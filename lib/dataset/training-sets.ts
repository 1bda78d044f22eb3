// Training sets: duplicates dropped, hardest items chosen, patients split, variants written.
// Note texts are joined in only when a file is written.
import { join } from "node:path";
import { splitFile } from "../io/artifacts.ts";
import {
  createTable, parquetTable, query, quoteSql, stream, writeParquet, writeTable, type Row,
} from "../io/duckdb.ts";
import { exactId, shownId } from "../io/json.ts";
import { toItem } from "./items.ts";
import { buildAnswerPrompt, buildTarget } from "../prompts.ts";
import { QUESTION_TYPES, type Note, type QuestionType } from "../types.ts";
import { checkSetting } from "../settings.ts";

/** The paper's four students (Table 1). `hardest`: only the hardest n of each type. */
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

/** Subsets of the published script. */
export const SUBSETS = { all: QUESTION_TYPES, boolean: ["boolean"], numeric: ["numeric"], "boolean+numeric": ["boolean", "numeric"] } as const satisfies Record<string, readonly QuestionType[]>;
export type Subset = keyof typeof SUBSETS;

export interface Select {
  readonly seed: number | string;
  /** @default "all" */
  readonly subset?: Subset;
  /** @default 1 */
  readonly minDifficulty?: number;
  /** By items, in whole patients. @default 0.1, as the paper */
  readonly testShare?: number;
  /** Items of each type. @default 25,000, or 40 % of the mean where a type has fewer */
  readonly hardest?: number;
  /** The `test_hash` that this run must have. */
  readonly testHash?: string;
}

export interface Selected {
  /** Has columns `split` and `rank`. */
  readonly table: string;
  readonly hardest: number;
  /** Whether `hardest` is below the paper's. */
  readonly scaled: boolean;
  /** Items dropped: same note and content words as an earlier one. */
  readonly duplicates: number;
  /** SHA-256 (hex, first 16) of the test items' ids. */
  readonly test_hash: string;
  /** `tied`: hardest items at the cut-off difficulty, where the seed decides. */
  readonly types: readonly { question_type: QuestionType; items: number; hardest: number; cut_difficulty: number | null; tied: number; tie_share: number }[];
}

/** Drops duplicates, splits patients, ranks items within a type: hardest first, ties by seed. */
export async function selectItems(items: string, { seed, subset = "all", minDifficulty = 1, testShare = 0.1, hardest, testHash }: Select): Promise<Selected> {
  const table = "selected";
  checkSetting("MIN_DIFFICULTY", minDifficulty);
  checkSetting("TEST_SHARE", testShare);
  if (hardest !== undefined) checkSetting("HARDEST", hardest);
  await checkItems(items);
  const types = SUBSETS[subset].map(quoteSql).join(", ");
  await query(`CREATE OR REPLACE TABLE candidates AS
    SELECT *, row_number() OVER (PARTITION BY note_id, question_key ORDER BY item_id) AS copy
    FROM ${parquetTable(items)} WHERE question_type IN (${types}) AND difficulty >= ${Number(minDifficulty)}`);
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

/** Writes the items without note text (.csv.gz, .jsonl, .parquet, …). Returns their number. */
export const writeItems = (path: string, { table }: Pick<Selected, "table">): Promise<number> => writeTable(path, `SELECT * EXCLUDE (question_key) FROM ${table} ORDER BY item_id`);

export interface VariantFiles {
  readonly variant: Variant;
  readonly train: number;
  readonly test: number;
  readonly train_patients: number;
  readonly test_patients: number;
  /** Patients on both sides: must be 0. */
  readonly leaked_patients: number;
  /** As in {@link Selected}: comparable runs share it. */
  readonly test_hash: string;
  readonly folder: string;
}

/**
 * Writes `<folder>/<variant>/{train,test}.parquet` for `datasets.load_dataset`: `item_id`,
 * `note_id`, `question_type`, `difficulty`, `messages`, in the order of the notes.
 */
export async function writeTrainingSets(variants: readonly Variant[], { selected, notes, folder }: { selected: Selected; notes: Iterable<Note>; folder: string }): Promise<VariantFiles[]> {
  await createTable("staged_notes", numbered(notes), { note_id: "VARCHAR", position: "INTEGER", text: "VARCHAR" });
  // Staged once with both targets: each variant is then one statement.
  const staged = await createTable("staged_items", withTargets(`SELECT ${FOR_TARGETS.join(", ")} FROM ${selected.table} JOIN staged_notes USING (note_id) ORDER BY position, item_id`), STAGED);
  const [chosen] = await query<{ n: number }>(`SELECT count(*) AS n FROM ${selected.table}`);
  if (chosen?.n !== staged) throw new Error(`Expected a note for each of the ${chosen?.n} items chosen, found notes for ${staged}: give the notes that the items were made from`);
  const unknown = variants.find((variant) => !(variant in VARIANTS));
  if (unknown !== undefined) throw new Error(`Expected VARIANTS among ${VARIANT_NAMES.join(", ")}, got ${shownId(unknown)}: correct it`);
  const out = await Promise.all(variants.map((variant) => writeVariant(variant, selected, join(folder, variant))));
  await query("DROP TABLE staged_items");
  await query("DROP TABLE staged_notes");
  return out;
}

/** Counts items by type and difficulty. */
export const difficultyTable = (items: string): Promise<{ question_type: QuestionType; difficulty: number; items: number }[]> =>
  query("SELECT question_type, difficulty, count(*) AS items FROM read_parquet($items) GROUP BY ALL ORDER BY difficulty, question_type", { items });

const NEEDED = [
  "item_id", "note_id", "subject_id", "question_type", "difficulty", "question", "question_key",
] as const;

/**
 * Refuses items that a query would leave out in silence: without an id, a type or a difficulty, or
 * with the id of another. @throws {Error} Naming the first of them and how many there are.
 */
async function checkItems(file: string): Promise<void> {
  const from = parquetTable(file);
  const found = await query<{ column_name: string }>(`DESCRIBE SELECT * FROM ${from}`);
  const columns = new Set(found.map(({ column_name }) => column_name));
  const missing = NEEDED.filter((name) => !columns.has(name));
  if (missing.length > 0) throw new Error(`${file}: expected items with the columns ${NEEDED.join(", ")}, without ${missing.join(", ")}: give the file that post-processing wrote`);
  const wrong = async (what: string, where: string) => {
    const rows = await query(`SELECT item_id, count(*) OVER () AS n FROM ${from} WHERE ${where} LIMIT 1`);
    const [first] = rows;
    if (!first) return;
    const example = exactId(first["item_id"]) === undefined ? "" : `, for example item ${shownId(first["item_id"])}`;
    throw new Error(`${file}: expected every item to have ${what}, ${first["n"] as number} do not${example}: correct or remove them`);
  };
  for (const name of NEEDED) await wrong(`a ${name}`, `${name} IS NULL OR CAST(${name} AS VARCHAR) = ''`);
  const types = QUESTION_TYPES.map(quoteSql).join(", ");
  await wrong(`one of the types ${QUESTION_TYPES.join(", ")}`, `question_type NOT IN (${types})`);
  await wrong("an item_id of its own", `item_id IN (SELECT item_id FROM ${from} GROUP BY ALL HAVING count(*) > 1)`);
}

async function tieStatistics(table: string, n: number): Promise<Selected["types"]> {
  const rows = await query<Omit<Selected["types"][number], "tie_share">>(`
    SELECT question_type, count(*) AS items, count(*) FILTER (rank <= ${n}) AS hardest,
      min(cut) AS cut_difficulty,
      CASE WHEN hardest < items THEN count(*) FILTER (rank <= ${n} AND difficulty = cut) ELSE 0 END
        AS tied
    FROM (SELECT *, min(difficulty) FILTER (rank <= ${n}) OVER (PARTITION BY question_type) AS cut
      FROM ${table}) GROUP BY question_type`);
  const order = ({ question_type }: (typeof rows)[number]) => QUESTION_TYPES.indexOf(question_type);
  return rows.map((row) => ({ ...row, tie_share: row.tied / row.hardest }))
    .sort((a, b) => order(a) - order(b));
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
  const [counts] = (await query(`
    SELECT count(*) FILTER (train) AS train_patients, count(*) FILTER (test) AS test_patients,
      count(*) FILTER (train AND test) AS leaked_patients
    FROM (SELECT bool_or(split = 'train') AS train, bool_or(split = 'test') AS test
      FROM ${selected.table} WHERE ${where} GROUP BY subject_id)`)) as
    [Pick<VariantFiles, "train_patients" | "test_patients" | "leaked_patients">];
  const test_hash = await testHashOf(selected.table, where);
  return { variant, train, test, ...counts, test_hash, folder };
}

const FOR_TARGETS = ["item_id", "note_id", "question_type", "difficulty", "split", "rank", "question", "answer", "section", "source", "explanation"];
const STAGED = {
  item_id: "VARCHAR", note_id: "VARCHAR", question_type: "VARCHAR", difficulty: "INTEGER", split: "VARCHAR", rank: "INTEGER", question: "VARCHAR", target: "VARCHAR", target_no_support: "VARCHAR",
};

/** JSON.stringify makes the targets, so items leave SQL and come back. */
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

async function testHashOf(table: string, where = "true"): Promise<string> {
  const [ids] = await query<{ hash: string | null }>(`SELECT sha256(string_agg(item_id, chr(10) ORDER BY item_id)) AS hash FROM ${table} WHERE ${where} AND split = 'test'`);
  return (ids?.hash ?? "").slice(0, 16);
}

/** System message, then the user message before, between and after note and question. */
function promptPieces(support: boolean): string[] {
  const [system, user] = buildAnswerPrompt("\u0001", "\u0002", { support }).map((m) => m.content);
  return [system ?? "", ...(user ?? "").split(/[\u0001\u0002]/)];
}
