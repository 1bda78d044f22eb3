import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { loadNotes } from "../../lib/dataset/notes.ts";
import { readCsvRows } from "../../lib/io/csv.ts";
import { readJson, readJsonLines, writeFileAtomic } from "../../lib/io/json.ts";
import { linesOf, readTextFile, textPieces } from "../../lib/io/text-file.ts";
import { readReviewSet } from "../../lib/pages/review/load.ts";
import { readOpenFacts } from "../../lib/trials/open-criteria.ts";
import { readTrial, readTrialLabels } from "../../lib/trials/trial.ts";

const folder = mkdtempSync(join(tmpdir(), "distil files "));
after(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const utf16 = (text: string, { mark = true, big = false } = {}): Buffer => {
  const bytes = Buffer.from(`${mark ? "\uFEFF" : ""}${text}`, "utf16le");
  return big ? bytes.swap16() : bytes;
};

/** What an error shows: its message, and those of its causes. */
const shown = (error: unknown): string => {
  const { message, cause } = error as Error;
  return `${message}${cause === undefined ? "" : ` ${shown(cause)}`}`;
};
const oneSentence = (error: unknown): string => {
  const text = shown(error);
  assert.ok(!text.includes("\n") && text.length < 500, text);
  return text;
};

/** Every reader of files that people give, by what it is given. */
const readers: Readonly<Record<string, (content: string | Uint8Array) => unknown>> = {
  "notes.csv": (content) => loadNotes(file("r.csv", content)),
  "notes.csv.gz": (content) => loadNotes(file("r.csv.gz", gzipSync(content))),
  "notes.jsonl": (content) => loadNotes(file("r.jsonl", content)),
  "review.csv": (content) => readReviewSet(file("v.csv", content)),
  "review.jsonl": (content) => readReviewSet(file("v.jsonl", content)),
  "review.json": (content) => readReviewSet(file("v.json", content)),
  "labels.csv": (content) => readTrialLabels(file("l.csv", content), { task: readTrial("apixaban"), notes: [] }),
  "task.json": (content) => readTrial(file("t.json", content)),
  "facts": (content) => {
    mkdirSync(join(folder, "open"), { recursive: true });
    writeFileSync(join(folder, "open", "notes.csv"), content);
    return readOpenFacts(join(folder, "open"));
  },
};

const SECRETS = ["Mr Sample Person", "HIV", "of Sample Street"];
const secret = "Mr Sample Person of Sample Street with HIV";

test("A quote inside an unquoted field is one sentence of file and line, without the note (N3)", async () => {
  const notes = `note_id,subject_id,text\nn1,p1,${secret} said "no pain" today\n`;
  await assert.rejects(loadNotes(file("n.csv", notes)), { message: "n.csv, line 2: expected a CSV row with as many fields as the header, got a broken one (invalid opening quote): mend its quotes or remove it" });
  const review = `item_id,note_id,question,text\ni1,n1,Was he?,${secret} had a 5" scar\n`;
  await assert.rejects(readReviewSet(file("i.csv", review)), (error) => !SECRETS.some((one) => oneSentence(error).includes(one)));
});

test("Whatever is broken, no reader's error or cause holds a note's text, and each is one sentence", async () => {
  const broken = fc.oneof(
    fc.constantFrom(`said "no" `, `5" scar`, `"open`, `""x"" y"`, `a"b,c`, `"a"b`),
    fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('"', ",", ";", "\t", "{", "}", "[", "]", ":", "\\", "\n", "\r", "a", "1", "\0", "\u2028") }),
  );
  const content = fc.record({
    head: fc.constantFrom("note_id,subject_id,text\n", "note_id;subject_id;text\n", "sep=;\n", "", "item_id,note_id,question,text\n", "[{", '{"note_id":"1","text":"', '[{"data":{"text":"', '{"task":"'),
    before: fc.constantFrom("n1,p1,", "n1;p1;", "", "i1,n1,Was he?,"), broken, after: broken,
    bytes: fc.constantFrom("utf8", "latin1", "utf16le"),
  }).map(({ head, before, broken: odd, after: end, bytes }) =>
    Buffer.from(`${head}${before}${secret} ${odd} ${secret}${end}`, bytes as "utf8"));
  await fc.assert(fc.asyncProperty(fc.constantFrom(...Object.keys(readers)), content, async (name, bytes) => {
    try {
      await readers[name]!(bytes);
    } catch (error) {
      const text = oneSentence(error);
      for (const one of SECRETS) assert.ok(!text.includes(one), `${name}: ${text}`);
    }
  }), { seed: 13, numRuns: 400 });
});

test("JSON Lines end at line feeds alone: other separators in a text are text (N1)", async () => {
  const separators = ["\u2028", "\u2029", "\u0085", "\u000b", "\u000c", "\u001c", "\u001e"];
  const texts = fc.array(fc.string({ minLength: 1, unit: fc.constantFrom(...separators, "a", " ", "\uFEFF", "é", "😀", "\\", '"') }).filter((text) => text.trim() !== ""), { minLength: 1, maxLength: 4 });
  // As JSON writes them raw: only below U+0020 must be escaped.
  await fc.assert(fc.asyncProperty(texts, fc.constantFrom("\n", "\r\n"), async (all, end) => {
    const rows = all.map((text, i) => ({ note_id: String(i), subject_id: "p", text }));
    const path = file("u.jsonl", rows.map((row) => JSON.stringify(row) + end).join(""));
    assert.deepEqual(await loadNotes(path), rows);
    assert.deepEqual(readJsonLines(path), rows);
  }), { seed: 20, numRuns: 100 });
});

test("UTF-8 and UTF-16 are read with and without a byte order mark, whole and in pieces (N6)", async () => {
  const alphabet = fc.string({ minLength: 30, maxLength: 60, unit: fc.constantFrom("a", "b", "c", "d", " ", "\n", "é", "–", "😀", "ß") })
    .map((text) => `note,${"x".repeat(60)}\n${text.repeat(1)}`);
  const coded: ((text: string) => Buffer)[] = [
    (text) => Buffer.from(text), (text) => Buffer.from(`\uFEFF${text}`), (text) => utf16(text),
    (text) => utf16(text, { big: true }), (text) => utf16(text, { mark: false }),
    (text) => utf16(text, { mark: false, big: true }),
  ];
  await fc.assert(fc.asyncProperty(alphabet, fc.constantFrom(...coded), fc.integer({ min: 1, max: 3000 }), async (text, encode, times) => {
    const long = text.repeat(times), path = file("e.txt", encode(long)), zipped = file("e.txt.gz", gzipSync(encode(long)));
    assert.equal(readTextFile(path), long);
    assert.equal((await Array.fromAsync(textPieces(path))).join(""), long);
    assert.equal(readTextFile(zipped), long);
    assert.equal((await Array.fromAsync(textPieces(zipped))).join(""), long);
  }), { seed: 6, numRuns: 40 });
});

test("A file in another encoding, or of another kind, is refused with the cure that is right for it (N5, N6)", async () => {
  const latin = (text: string) => Buffer.from(text, "latin1");
  const cases: [string, Uint8Array, RegExp][] = [
    ["Windows-1252", latin("note_id,text\n1,caf\u00e9 \u0096 \u0093ok\u0094\n"), /line 2: expected UTF-8 text, got other bytes: convert .*iconv -f windows-1252 -t utf-8$/],
    ["neither", latin("note_id,text\n1,\u0081\u008d\n"), /neither UTF-8 nor Windows-1252: export it again as UTF-8$/],
    ["mixed", Buffer.concat([Buffer.from("note_id,text\n1,café "), latin("\u00e9\n")]), /mixes UTF-8 with another encoding: export/],
    ["UTF-16 cut short", utf16("note_id,text\n1,Cough\n").subarray(0, 41), /expected UTF-16LE, got broken text: copy or export it again/],
    ["workbook", latin("PK\u0003\u0004rest"), /is a zip file or a workbook: save its sheet as CSV UTF-8/],
    ["old workbook", latin("\u00d0\u00cf\u0011\u00e0rest"), /is an old workbook: save its sheet/],
    ["Parquet", latin("PAR1rest"), /is a Parquet file: name it \.parquet/],
    ["gzip", gzipSync("note_id,text\n1,a\n"), /is a gzip file: add \.gz to its name, or unzip it/],
    ["PDF", latin("%PDF-1.4"), /is a PDF: export its text/],
    ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x6e, 0, 0, 0]), /is in UTF-32: convert it with iconv -f utf-32/],
  ];
  for (const [what, content, message] of cases) {
    await assert.rejects(loadNotes(file("o.csv", content)), (error) => message.test(oneSentence(error)) || assert.fail(`${what}: ${shown(error)}`));
  }
});

test("Separators are found in the header or named in a first line, for every reader of CSV (N6, L4)", async () => {
  const row = fc.array(fc.string({ unit: fc.constantFrom("a", ",", ";", "\t", '"', "\n", " ", "é", "|"), maxLength: 8 }), { minLength: 3, maxLength: 3 });
  await fc.assert(fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom(",", ";", "\t"), fc.constantFrom("", "\uFEFF", "sep"), fc.constantFrom("\n", "\r\n"), (rows, separator, front, end) => {
    const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
    const lines = [["note_id", "a;b", "text"], ...rows].map((cells) => cells.map(cell).join(separator));
    const first = front === "sep" ? `sep=${separator}${end}` : front;
    const path = file("s.csv", `${first}${lines.join(end)}${end}`);
    const read = readCsvRows(path).map(({ record }) => [record["note_id"], record["a;b"], record["text"]]);
    assert.deepEqual(read, rows);
  }), { seed: 22, numRuns: 200 });
  const labels = readTrialLabels(file("l.csv", "\uFEFFNOTE_ID; Criterion ;label\n1;AGE;70\n"), {
    task: { task: "t", title: "t", criteria: [{ id: "AGE", question: "Age?", kind: "numeric", rule: { equals: true }, source: "s" }] } as never,
    notes: [{ note_id: "1", subject_id: "1", text: "x" }],
  });
  assert.deepEqual(labels, [{ note_id: "1", criterion: "AGE", label: 70 }]);
});

test("Two columns of one name are refused, because one of them would vanish", async () => {
  await assert.rejects(loadNotes(file("d.csv", "note_id,text,subject_id, TEXT\n1,a,b,c\n")), /d\.csv: expected columns of different names, got the same for columns 2 and 4: rename or remove one/);
});

test("A folder, a pipe and a text without a line end are one sentence, and none of them hangs", async () => {
  mkdirSync(join(folder, "dir.csv"));
  await assert.rejects(loadNotes(join(folder, "dir.csv")), /^Error: dir\.csv is a folder: name the file in it$/);
  assert.throws(() => readTextFile(join(folder, "dir.csv")), /is a folder/);
  await assert.rejects(loadNotes(join(folder, "none.csv")), /found none: check the path/);
  assert.throws(() => readTextFile(join(folder, "none.csv")), /none\.csv is not there: check the path/);
  if (process.platform !== "win32") {
    execFileSync("mkfifo", [join(folder, "pipe.jsonl")]);
    await assert.rejects(loadNotes(join(folder, "pipe.jsonl")), /pipe\.jsonl is a pipe or a device: give a file/);
  }
  const large = file("large.jsonl", "");
  truncateSync(large, 2 ** 31);
  assert.throws(() => readTextFile(large), /large\.jsonl is larger than 512 MB/);
  await assert.rejects(loadNotes(large), /large\.jsonl, line 1: longer than 64 MB without a line end/);
  async function* endless() {
    for (;;) yield "x".repeat(2 ** 20);
  }
  await assert.rejects(Array.fromAsync(linesOf(endless(), "e")), /e, line 1: longer than 64 MB/);
});

test("A broken JSON file is one sentence with its path and what to do", () => {
  for (const text of ["{", "", "{'a':1}", "[1,]", "NaN", '{"a":1}x', "\u0000"]) {
    assert.throws(() => readJson(file("run.json", text)), /run\.json: expected JSON, got something else: restore it from a copy, or remove it and run what writes it again$/);
  }
});

test("Ids are exact: 64-bit integers keep every digit, what has no exact text is refused (N7)", async () => {
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.bigInt({ min: 2n ** 52n, max: 2n ** 70n }), { minLength: 2, maxLength: 5 }), async (ids) => {
    const path = file("b.jsonl", ids.map((id) => `{"note_id": ${id}, "subject_id": -${id}, "text": "Cough ${id}."}\n`).join(""));
    const expected = ids.map((id) => ({ note_id: String(id), subject_id: `-${id}`, text: `Cough ${id}.` }));
    assert.deepEqual(await loadNotes(path), expected);
  }), { seed: 60, numRuns: 60 });
  for (const id of ["1e300", "1.5", "true", '["a"]', '{"$oid":"a"}', "1e16"]) {
    await assert.rejects(loadNotes(file("x.jsonl", `{"note_id": ${id}, "text": "Cough."}\n`)), /x\.jsonl, line 1: expected a note_id as text or a whole number below 2\^53/, id);
    await assert.rejects(loadNotes(file("x.jsonl", `{"note_id": 1, "subject_id": ${id}, "text": "Cough."}\n`)), /expected a subject_id/, id);
  }
});

test("MIMIC's rows that are marked as errors are left out and counted, in whatever way they are marked (N2)", async (t) => {
  const lines: string[] = [];
  t.mock.method(console, "log", (line: string) => lines.push(line));
  const rows = ["1", "1.0", "true", "TRUE", "t", "yes"].map((mark, i) => `${i},p,Discharge summary,${mark},Wrong patient`);
  const path = file("NOTEEVENTS.csv", `ROW_ID,SUBJECT_ID,CATEGORY,ISERROR,TEXT\n${rows.join("\n")}\n7,p,Discharge summary,,Right\n8,p,Discharge summary,0,Right too\n9,p,Nursing,,x\n`);
  assert.deepEqual((await loadNotes(path)).map(({ note_id }) => note_id), ["7", "8"]);
  assert.deepEqual(lines, ["NOTEEVENTS.csv: 6 rows marked as an error (ISERROR) left out", "NOTEEVENTS.csv: 1 rows of another category than discharge summary left out"]);
});

test("A write that fails leaves no partial file and says what to do", () => {
  const blocked = file("blocked", "");
  assert.throws(() => writeFileAtomic(join(blocked, "x.json"), "{}"), /Expected to write .*x\.json, but the disk did not take it \((?:ENOTDIR|EEXIST)\): check the folder/);
  mkdirSync(join(folder, "taken", "x.json"), { recursive: true });
  assert.throws(() => writeFileAtomic(join(folder, "taken", "x.json"), "{}"), /did not take it/);
  assert.deepEqual(readdirSync(join(folder, "taken")), ["x.json"]);
  if (existsSync("/dev/full")) assert.ok(!readdirSync(folder).some((name) => name.endsWith(".partial")));
});
