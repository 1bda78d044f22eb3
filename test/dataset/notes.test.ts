import assert from "node:assert/strict";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { writeParquetRows } from "../../lib/io/duckdb.ts";
import { allBundled, holdOutPatients, loadNotes } from "../../lib/dataset/notes.ts";
import { BUNDLED_NOTES } from "../../lib/settings.ts";
import type { Note } from "../../lib/types.ts";

const folder = mkdtempSync(join(tmpdir(), "distil notes "));
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const two: Note[] = [{ note_id: "1", subject_id: "a", text: 'Says "well",\nand leaves' }, { note_id: "2", subject_id: "b", text: "Ünïcode – fine" }];
const csv = 'note_id,subject_id,text\n1,a,"Says ""well"",\nand leaves"\n2,b,Ünïcode – fine\n';

test("CSV, CSV.gz, JSONL, JSONL.gz and Parquet give the same notes", async () => {
  const jsonl = two.map((n) => JSON.stringify(n)).join("\n");
  const parquet = join(folder, "n.parquet");
  await writeParquetRows(parquet, two as unknown as Record<string, unknown>[], { note_id: "VARCHAR", subject_id: "VARCHAR", text: "VARCHAR" });
  const paths = [file("n.csv", csv), file("n.csv.gz", gzipSync(csv)), file("n.jsonl", jsonl), file("n.jsonl.gz", gzipSync(jsonl)), file("bom.csv", "\uFEFF" + csv), parquet];
  for (const path of paths) assert.deepEqual(await loadNotes(path), two, path);
});

test("MIMIC-III's NOTEEVENTS gives its discharge summaries, MIMIC-IV's discharge file its notes", async () => {
  const iii = "ROW_ID,SUBJECT_ID,HADM_ID,CHARTDATE,CATEGORY,DESCRIPTION,TEXT\n174,22532,167853,2151-08-04,Discharge summary,Report,Admitted with fever\n175,22532,167853,2151-08-04,Nursing,Report,Slept well\n";
  assert.deepEqual(await loadNotes(file("NOTEEVENTS.csv", iii)), [{ note_id: "174", subject_id: "22532", text: "Admitted with fever" }]);
  const iv = "note_id,subject_id,hadm_id,note_type,note_seq,charttime,storetime,text\n10000032-DS-21,10000032,22595853,DS,21,2180-05-07,2180-05-09,Name: ___\n";
  assert.deepEqual(await loadNotes(file("discharge.csv.gz", gzipSync(iv))), [{ note_id: "10000032-DS-21", subject_id: "10000032", text: "Name: ___" }]);
});

test("A start row and a limit choose notes", async () => {
  assert.deepEqual(await loadNotes(file("n.csv", csv), { start: 1, limit: 5 }), [two[1]]);
});

const bad: [string, string, string | Uint8Array, RegExp][] = [
  ["without a text column", "x.csv", "note_id,body\n1,hello\n", /x\.csv, line 2: expected a column "text", got 2 of other names: name the column/],
  ["with a repeated id", "x.jsonl", '{"note_id":"1","text":"a"}\n{"note_id":"1","text":"b"}\n', /x\.jsonl, line 2: expected each note_id once, got "1" again \(first in line 1\)/],
  ["with an empty text", "x.csv", "note_id,text\n1,a\n2,   \n", /x\.csv, line 3: expected the text of note "2", got an empty one/],
  ["with a broken JSON line", "x.jsonl", '{"note_id":"1","text":"a"}\n{"note_id": \n', /x\.jsonl, line 2: expected a JSON object, got broken JSON/],
  ["with a CSV row of too many fields", "x.csv", "note_id,text\n1,a\n2,b,c\n", /x\.csv, line 3: expected a CSV row with as many fields as the header/],
  ["with an open quote", "x.csv", 'note_id,text\n1,a\n2,"b\n', /x\.csv, line 3: expected a CSV row/],
  ["in another encoding", "x.csv", Buffer.concat([Buffer.from("note_id,text\n1,a\n2,caf"), Buffer.from([0xe9, 0x20, 0x0a])]), /x\.csv, line 3: expected UTF-8 text, got other bytes: convert the file/],
  ["that is no gzip file", "x.csv.gz", "note_id,text\n", /x\.csv\.gz: expected a gzip file/],
  ["without a note", "x.csv", "note_id,text\n", /x\.csv: expected at least one note, got none/],
  ["of another kind", "x.docx", "", /Expected notes as \.csv, .* got "x\.docx"/],
];
for (const [what, name, content, message] of bad) {
  test(`A notes file ${what} is refused in one sentence that names file and line`, async () => {
    await assert.rejects(loadNotes(file(name, content)), (error: Error) => message.test(error.message) && !error.message.includes("\n"));
  });
}

test("A missing notes file is named", async () => {
  await assert.rejects(loadNotes(join(folder, "none.csv")), /Expected a notes file at .*none\.csv, found none/);
});

test("Holding out patients leaves no patient on both sides, loses no note and depends on the seed alone", () => {
  const notes = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 60 }).map((ids) => ids.map((id, i) => ({ note_id: String(i), subject_id: `p${id}`, text: "t" })));
  fc.assert(fc.property(notes, fc.integer({ min: 1, max: 9 }), fc.integer(), (all, tenth, seed) => {
    const { create, heldOut } = holdOutPatients(all, { share: tenth / 10, seed });
    const patients = new Set(create.map((n) => n.subject_id));
    assert.ok(heldOut.every((n) => !patients.has(n.subject_id)));
    assert.equal(create.length + heldOut.length, all.length);
    if (new Set(all.map((n) => n.subject_id)).size > 1) assert.ok(create.length > 0 && heldOut.length > 0);
    assert.deepEqual(holdOutPatients([...all], { share: tenth / 10, seed }), { create, heldOut });
  }), { seed: 2 });
});

test("The bundled notes are known by text, not by id alone", async () => {
  const [first] = await loadNotes(BUNDLED_NOTES, { limit: 1 });
  assert.ok(first);
  assert.ok(allBundled([first]));
  assert.ok(!allBundled([{ ...first, text: first.text + " and more" }]));
});
