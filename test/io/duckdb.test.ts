import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { createTable, parquetTable, query, quoteName, readRows, stream, writeParquet, writeParquetRows, writeRows, writeTable } from "../../lib/io/duckdb.ts";
import { selectItems } from "../../lib/dataset/training-sets.ts";
import { writeReviewedItems } from "../../lib/pages/review/apply.ts";

const folder = mkdtempSync(join(tmpdir(), "distil duckdb "));
after(() => rmSync(folder, { recursive: true, force: true }));

const COLUMNS = { item_id: "VARCHAR", note_id: "VARCHAR", subject_id: "VARCHAR", question_type: "VARCHAR", question: "VARCHAR", answer: "VARCHAR", section: "VARCHAR", source: "VARCHAR", difficulty: "INTEGER", explanation: "VARCHAR", evidence: "VARCHAR", span_start: "INTEGER", span_end: "INTEGER", question_key: "VARCHAR" };
const item = { item_id: "1:boolean:00", note_id: "1", subject_id: "p", question_type: "boolean", question: "Fever?", answer: "Yes", section: "HPI", source: "fever", difficulty: 2, explanation: "x", evidence: "exact", span_start: 0, span_end: 5, question_key: "fever" };
const others = Array.from({ length: 4 }, (_, i) => ({ ...item, item_id: `${i + 2}:boolean:00`, note_id: String(i + 2), subject_id: `p${i}` }));

test("A column's name in a file is a name, whatever characters it has: it is no SQL when items are corrected", async () => {
  const out = join(folder, "pwned.csv");
  const hostile = fc.oneof(
    fc.constantFrom(`x" INT); COPY (SELECT 'PWNED') TO '${out}'; CREATE TABLE zz (a INT, "y`, `'; DROP TABLE x; --`, `"`, `""`, "a;b", "select", "é 😀", "x\ny"),
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('"', "'", ";", "(", ")", "-", "x", " ", ",", "\\", "$", "/", "*") }),
  ).filter((name) => !(name.toLowerCase() in COLUMNS) && name.trim() !== "");
  let n = 0;
  await fc.assert(fc.asyncProperty(hostile, async (name) => {
    const path = join(folder, `items${n}.parquet`), to = join(folder, `corrected${n++}.parquet`);
    await writeParquetRows(path, [{ ...item, [name]: "kept" }, ...others], { ...COLUMNS, [name]: "VARCHAR" });
    const reviewed = [{ item_id: item.item_id, answer: "No" as const, valid: true }];
    const { file } = await writeReviewedItems(path, { reviewed, to });
    assert.equal(file, to);
    const rows = await readRows(to);
    assert.deepEqual([rows.length, rows[0]!["answer"], rows[0]![name]], [5, "No", "kept"]);
  }), { seed: 2, numRuns: 40 });
  assert.ok(!existsSync(out));
});

test("One statement a call: a second one behind it is refused, not run", async () => {
  const out = join(folder, "second.csv");
  for (const sql of ["SELECT 1; SELECT 2", `SELECT 1; COPY (SELECT 1) TO '${out}'`, "SELECT 1;;SELECT 2"]) {
    await assert.rejects(query(sql), /DuckDB could not run a statement/);
    await assert.rejects(Array.fromAsync(stream(sql)), /DuckDB could not run a statement/);
  }
  assert.deepEqual(await query("SELECT 1 AS a;"), [{ a: 1 }]);
  assert.ok(!existsSync(out));
});

test("DuckDB fetches nothing and its settings cannot be changed", async () => {
  for (const sql of ["INSTALL httpfs FROM community", "LOAD httpfs", "SELECT * FROM 'http://127.0.0.1:9/x.parquet'", "SET threads = 1", "SET autoinstall_known_extensions = true"]) {
    await assert.rejects(query(sql), /DuckDB could not run a statement/, sql);
  }
});

test("A path is one file: no pattern, no column from a folder's name", async () => {
  const names = ["n1", "n2", "n[1]", "n[12]", "n*", "n?", "[", "]", "[!a]", "**", "a'b", 'a"b', "{a,b}", "~", "$x", "%u", "a b", "run=1"];
  for (const [i, name] of names.entries()) await writeParquetRows(join(folder, "paths", `${name}.parquet`), [{ a: i }], { a: "INTEGER" });
  mkdirSync(join(folder, "paths", "k=v[1]"));
  await writeParquetRows(join(folder, "paths", "k=v[1]", "x.parquet"), [{ a: 99 }], { a: "INTEGER" });
  for (const [i, name] of names.entries()) {
    const path = join(folder, "paths", `${name}.parquet`);
    assert.deepEqual(await readRows(path), [{ a: i }], name);
    assert.deepEqual(await query("SELECT a FROM read_parquet($path)", { path }), [{ a: i }], name);
    assert.deepEqual(await query(`SELECT * FROM ${parquetTable(path)}`), [{ a: i }], name);
  }
  assert.deepEqual(await readRows(join(folder, "paths", "k=v[1]", "x.parquet")), [{ a: 99 }]);
  await assert.rejects(readRows(join(folder, "paths", "n[3].parquet")), /n\[3\]\.parquet is not there: check the path/);
  await assert.rejects(readRows(join(folder, "paths")), /paths is a folder/);
});

test("DuckDB's errors and their causes hold nothing of what the tables hold", async () => {
  const secret = "Mr Sample Person";
  await createTable("held", [{ text: secret }], { text: "VARCHAR" });
  for (const sql of ["SELECT CAST(text AS INTEGER) FROM held", "SELECT CAST(text AS DATE) FROM held", "SELECT nocolumn FROM held", `SELECT strptime(text, '%Y') FROM held`, "SELECT error(text) FROM held"]) {
    await assert.rejects(query(sql), (error: Error) => !error.message.includes("Sample") && error.cause === undefined && !error.message.includes("\n"), sql);
    await assert.rejects(Array.fromAsync(stream(sql)), (error: Error) => !error.message.includes("Sample"), sql);
    await assert.rejects(writeParquet(join(folder, "w.parquet"), sql), (error: Error) => !error.message.includes("Sample"), sql);
  }
  await assert.rejects(createTable("typed", [{ a: secret }], { a: "DATE" }), (error: Error) => !error.message.includes("Sample"));
  await query("DROP TABLE held");
});

test("A table that cannot be written leaves no partial file", async () => {
  const before = readdirSync(folder).length;
  await assert.rejects(writeTable(join(folder, "half.parquet"), "SELECT CAST(range || 'x' AS INTEGER) AS a FROM range(10)"));
  await assert.rejects(writeTable(join(folder, "half.csv"), "SELECT nocolumn"));
  assert.equal(readdirSync(folder).length, before);
});

test("Whole numbers beyond 2^53 keep every digit", async () => {
  await fc.assert(fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (id) => {
    const [row] = await query(`SELECT CAST('${id}' AS BIGINT) AS a`);
    assert.equal(String(row!["a"]), String(id));
  }), { seed: 1, numRuns: 60 });
});

test("A name is quoted so that it ends where it ends", () => assert.equal(quoteName('a"b'), '"a""b"'));

test("Items that a query would leave out in silence are refused with their number", async () => {
  const write = async (rows: readonly Record<string, unknown>[], columns: Readonly<Record<string, string>> = COLUMNS) => {
    const path = join(folder, "refused.parquet");
    await writeParquetRows(path, rows, columns);
    return path;
  };
  const cases: [readonly Record<string, unknown>[], RegExp][] = [
    [[{ ...item, subject_id: null }, ...others], /refused\.parquet: expected every item to have a subject_id, 1 do not, for example item "1:boolean:00": correct or remove them/],
    [[{ ...item, subject_id: "" }, ...others], /a subject_id, 1 do not/],
    [[{ ...item, note_id: null }, ...others], /a note_id, 1 do not/],
    [[{ ...item, item_id: null }, ...others], /an? item_id, 1 do not/],
    [[{ ...item, difficulty: null }, { ...item, item_id: "x", difficulty: null }, ...others], /a difficulty, 2 do not/],
    [[{ ...item, question_type: null }, ...others], /a question_type, 1 do not/],
    [[{ ...item, question_type: "bool" }, ...others], /one of the types boolean, numeric, na-boolean, na-numeric, 1 do not/],
    [[item, item, ...others], /an item_id of its own, 2 do not/],
  ];
  for (const [rows, message] of cases) await assert.rejects(selectItems(await write(rows), { seed: 1 }), message);
  const { subject_id: _, ...without } = COLUMNS;
  await assert.rejects(selectItems(await write([item], without), { seed: 1 }), /expected items with the columns .*, without subject_id: give the file/);
  assert.equal((await selectItems(await write([item, ...others]), { seed: 1 })).duplicates, 0);
});

test("Rows are written as the path's ending says: a .csv is a CSV, and another ending is refused", async () => {
  const rows = [{ id: "a", n: 1.5, ok: true, mixed: 1 }, { id: "b, \"c\"", n: null, ok: false, mixed: "x" }];
  for (const [ending, read] of [["csv", "read_csv"], ["csv.gz", "read_csv"], ["jsonl", "read_json"], ["jsonl.gz", "read_json"], ["parquet", "read_parquet"]] as const) {
    const path = join(folder, `mistakes.${ending}`);
    assert.equal(await writeRows(path, rows), 2, ending);
    assert.deepEqual(await query(`SELECT id, n, ok, mixed::VARCHAR AS mixed FROM ${read}('${path}')`), rows.map((row) => ({ ...row, mixed: String(row.mixed) })), ending);
  }
  await assert.rejects(writeRows(join(folder, "mistakes.xlsx"), rows), /Expected a file that ends in .*got .*mistakes\.xlsx/);
  await assert.rejects(writeParquetRows(join(folder, "mistakes.csv"), rows, { id: "VARCHAR" }), /ends in \.parquet/);
});

test("Columns of other types are kept when items are corrected", async () => {
  const path = join(folder, "typed.parquet"), to = join(folder, "typed-corrected.parquet");
  await createTable("typed_items", [item, ...others], COLUMNS);
  await writeParquet(path, "SELECT *, 9007199254740993::BIGINT AS big, DATE '2020-01-02' AS day, 1.25::DECIMAL(9,2) AS exact, true AS flag FROM typed_items");
  await writeReviewedItems(path, { reviewed: [{ item_id: item.item_id, answer: "No", valid: true }], to });
  const extra = (file: string) => query("SELECT big::VARCHAR AS big, day::VARCHAR AS day, exact::VARCHAR AS exact, flag FROM read_parquet($file)", { file });
  assert.deepEqual(await extra(to), await extra(path));
});
