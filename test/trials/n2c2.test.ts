import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { lastRecordDate, N2C2_CRITERIA, n2c2Labels, n2c2Notes, n2c2Predictions, n2c2Xml, readN2c2Folders, readN2c2Record, writeN2c2Folder } from "../../lib/trials/n2c2-records.ts";
import type { Met, N2c2Criterion, N2c2Labels, N2c2Prediction } from "../../lib/trials/n2c2-records.ts";
import { formatN2c2Score, scoreN2c2 } from "../../lib/trials/n2c2-score.ts";
import { fromRoot } from "../../lib/settings.ts";
import { answersOf, readAnswers } from "./n2c2-answers.ts";

const all = <T extends Met | undefined>(value: T, other: Partial<Record<N2c2Criterion, T>> = {}) =>
  ({ ...Object.fromEntries(N2C2_CRITERIA.map((criterion) => [criterion, value])), ...other }) as Record<N2c2Criterion, T>;
const files = <T>(...labels: T[]) => labels.map((one, i) => ({ file: `${"abcd"[i]}.xml`, labels: one }));
const four = (x: number) => Number(x.toFixed(4));
const xml = (tags: string, text = "Record date: 2090-02-03\n\nWell.") => `<?xml version="1.0" encoding="UTF-8" ?>\n<PatientMatching>\n<TEXT><![CDATA[${text}]]></TEXT>\n<TAGS>\n${tags}\n</TAGS>\n</PatientMatching>\n`;
const tags = (changes: Readonly<Record<string, string>> = {}) => N2C2_CRITERIA.map((criterion) => changes[criterion] ?? `<${criterion} met="not met" />`).join("\n");

test("System 1, every answer right: every figure is 1.", () => {
  const truth = files<N2c2Labels>(all("met"), all("not met"));
  const { micro, macro } = scoreN2c2(truth, truth);
  assert.deepEqual([micro.f1, micro.auc, macro.f1, macro.auc], [1, 1, 1, 1]);
});

test("System 2, met throughout on half met: F1 2/3 of met, 0 of not met, 0.3333 overall.", () => {
  const { micro, macro } = scoreN2c2(files<N2c2Labels>(all("met"), all("not met")), files<N2c2Prediction>(all("met"), all("met")));
  assert.deepEqual(micro, { met: { precision: 0.5, recall: 1, specificity: 0, f1: 2 / 3 }, notMet: { precision: 0, recall: 0, f1: 0 }, f1: 1 / 3, auc: 0.5 });
  assert.equal(four(macro.f1), 0.3333);
});

test("System 3, no reply readable: all misses, 0 overall, and only the specificity of met is left.", () => {
  const { micro } = scoreN2c2(files<N2c2Labels>(all("met"), all("not met")), files<N2c2Prediction>(all(undefined), all(undefined)));
  assert.deepEqual(micro, { met: { precision: 0, recall: 0, specificity: 1, f1: 0 }, notMet: { precision: 0, recall: 0, f1: 0 }, f1: 0, auc: 0.5 });
});

test("System 4, four files with one criterion half right: pooled 0.74, and criteria that are never met get 0 for met.", () => {
  const truth = files<N2c2Labels>(all("not met", { ABDOMINAL: "met" }), all("not met", { ABDOMINAL: "met" }), all("not met"), all("not met"));
  const said = files<N2c2Prediction>(all("not met", { ABDOMINAL: "met" }), all("not met"), all("not met", { ABDOMINAL: "met" }), all("not met"));
  const { micro, macro, criteria } = scoreN2c2(truth, said);
  // Pooled counts of met: 1 right, 1 false, 1 missed, 49 rightly not met.
  assert.deepEqual([micro.met.f1, micro.notMet.f1, micro.f1].map(four), [0.5, 0.98, 0.74]);
  assert.equal(four(micro.auc), four((1 / 2 + 49 / 50) / 2));
  assert.deepEqual([criteria[1]!.met.f1, criteria[1]!.notMet.f1, criteria[1]!.f1, criteria[1]!.auc], [0, 1, 0.5, 0.5]);
  assert.equal(macro.f1, 0.5);
});

test("System 5, two unreadable replies among three files: 0.8265 pooled, 0.4872 averaged.", () => {
  const truth = files<N2c2Labels>(all("met"), all("met", { "KETO-1YR": "not met" }), all("met", { "KETO-1YR": "not met" }));
  const said = files<N2c2Prediction>(all<Met | undefined>("met", { "KETO-1YR": undefined }), all<Met | undefined>("met", { "KETO-1YR": undefined }), all("met", { "KETO-1YR": "not met" }));
  const { micro, macro, criteria } = scoreN2c2(truth, said);
  // Met: 36 right, 1 missed, none false. Not met: 1 right, 1 missed, none false.
  assert.deepEqual([micro.met.f1, micro.notMet.f1, micro.f1].map(four), [0.9863, 0.6667, 0.8265]);
  const keto = criteria.find(({ criterion }) => criterion === "KETO-1YR")!;
  assert.deepEqual([keto.met.specificity, keto.notMet.precision, keto.notMet.recall, four(keto.f1), keto.auc], [1, 1, 0.5, 0.3333, 0.5]);
  assert.equal(four(macro.f1), four((12 * 0.5 + 1 / 3) / 13));
});

const value = fc.constantFrom<Met>("met", "not met");
const said = fc.oneof({ weight: 4, arbitrary: value }, { weight: 1, arbitrary: fc.constant(undefined) });
const record = <T>(one: fc.Arbitrary<T>) => fc.record(Object.fromEntries(N2C2_CRITERIA.map((criterion) => [criterion, one])), { noNullPrototype: true }) as unknown as fc.Arbitrary<Record<N2c2Criterion, T>>;

test("On 500 random systems the score equals a direct count.", () => {
  const system = fc.array(fc.tuple(record(value), record(said)), { minLength: 1, maxLength: 6 });
  fc.assert(fc.property(system, (pairs) => {
    const score = scoreN2c2(pairs.map(([labels], i) => ({ file: `${i}`, labels })), pairs.map(([, labels], i) => ({ file: `${i}`, labels })));
    const direct = (criteria: readonly N2c2Criterion[]) => {
      const f1 = (positive: Met) => {
        const cells = pairs.flatMap(([label, reply]) => criteria.map((c) => [label[c] === positive, reply[c] === positive] as const));
        const right = cells.filter(([a, b]) => a && b).length, precision = right / (cells.filter(([, b]) => b).length || 1), recall = right / (cells.filter(([a]) => a).length || 1);
        return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
      };
      return (f1("met") + f1("not met")) / 2;
    };
    assert.ok(Math.abs(score.micro.f1 - direct(N2C2_CRITERIA)) < 1e-12);
    assert.ok(Math.abs(score.macro.f1 - N2C2_CRITERIA.reduce((sum, c) => sum + direct([c]), 0) / 13) < 1e-12);
    score.criteria.forEach((line) => assert.ok(Math.abs(line.f1 - direct([line.criterion])) < 1e-12));
  }), { numRuns: 500, seed: 18 });
});

test("With every reply readable the official score is never above the mean accuracy of the criteria.", () => {
  fc.assert(fc.property(fc.array(fc.tuple(record(value), record(value)), { minLength: 1, maxLength: 6 }), (pairs) => {
    const score = scoreN2c2(pairs.map(([labels], i) => ({ file: `${i}`, labels })), pairs.map(([, labels], i) => ({ file: `${i}`, labels })));
    const right = pairs.flatMap(([a, b]) => N2C2_CRITERIA.map((c) => a[c] === b[c]));
    assert.ok(score.micro.f1 <= right.filter(Boolean).length / right.length + 1e-12);
  }), { seed: 18 });
});

test("The score's table has a line a criterion and both overall lines, to four decimals.", () => {
  const truth = files<N2c2Labels>(all("met"), all("not met"));
  const table = formatN2c2Score(scoreN2c2(truth, files<N2c2Prediction>(all("met"), all("met")))).split("\n");
  assert.equal(table.length, 2 + 13 + 2 + 1);
  assert.match(table[15]!, /Overall \(micro\)  0\.5000  1\.0000  0\.0000  0\.6667    0\.0000  0\.0000  0\.0000    0\.3333  0\.5000/);
});

test("A file on one side only is left out and named; none in common, or a name twice, is refused.", () => {
  const truth = files<N2c2Labels>(all("met"), all("not met"));
  const score = scoreN2c2(truth, [truth[0]!, { file: "z.xml", labels: all("met") }]);
  assert.deepEqual([score.files, score.skipped], [1, ["b.xml: no answers of the system, not scored", "z.xml: no labels, not scored"]]);
  assert.throws(() => scoreN2c2(truth, [{ file: "z.xml", labels: all("met") }]), { message: "Expected labels and answers with the same file names, got 2 and 1 with none in common: check the folders" });
  assert.throws(() => scoreN2c2([truth[0]!, truth[0]!], truth), { message: "a.xml: expected each file once among the labels, got it twice: remove one" });
});

test("A record's text, labels and latest record date are read.", () => {
  const text = "Record date: 2091-11-30\n\nOne & <two>\n****\nRecord date: 2090-01-02\n\nOlder.";
  const read = readN2c2Record(xml(tags({ ENGLISH: "<ENGLISH met='met'></ENGLISH>" }), text), { file: "1.xml" });
  assert.equal(read.text, text);
  assert.equal(read.last_date, "2091-11-30");
  assert.equal(read.labels!.ENGLISH, "met");
  assert.equal(read.labels!.HBA1C, "not met");
  assert.equal(lastRecordDate("no header"), undefined);
});

test("A record without TAGS is read as unlabelled.", () => {
  const bare = "<PatientMatching><TEXT>a &lt; b &#38; c</TEXT></PatientMatching>";
  assert.deepEqual(readN2c2Record(bare, { file: "1.xml" }), { file: "1.xml", text: "a < b & c", last_date: undefined, labels: undefined });
});

test("Each kind of broken record is one sentence with file and cure.", () => {
  const cases: [string, string][] = [
    [xml(tags({ "KETO-1YR": "" })), "9.xml: expected all 13 criteria in TAGS, got 12 without KETO-1YR: add what is missing"],
    [xml(tags({ HBA1C: '<HBA1C met="maybe"/>' })), '9.xml: expected met="met" or met="not met" for HBA1C, got "maybe": correct it'],
    [xml(tags({ HBA1C: '<HBA1C met="unparsed"/>' })), '9.xml: expected met="met" or met="not met" for HBA1C, got "unparsed": correct it'],
    [xml(tags() + '<ENGLISH met="met"/>'), "9.xml: expected each criterion once, got ENGLISH twice: remove one"],
    [xml(tags() + '<SMOKER met="met"/>'), '9.xml: expected the 13 n2c2 criteria, got "SMOKER": correct its name or remove it'],
    [xml(tags({ HBA1C: "<HBA1C/>" })), '9.xml: expected only elements like <ENGLISH met="met"/> in TAGS, got <HBA1C …: correct it'],
    [xml(tags()).slice(0, -30), "9.xml: expected one whole PatientMatching element, got none: check that the file is a complete n2c2 record"],
    ["<PatientMatching></PatientMatching>", "9.xml: expected a TEXT element with the notes, got none that is closed: check that the file is a complete n2c2 record"],
    ["", "9.xml: expected one whole PatientMatching element, got none: check that the file is a complete n2c2 record"],
  ];
  for (const [broken, message] of cases) assert.throws(() => readN2c2Record(broken, { file: "9.xml" }), { message });
});

test("What is written is read back, whatever the text holds, unreadable replies included.", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom("a", "]", ">", "<", "&", "\n", "é", "]]>", "<![CDATA[", "</TEXT>", '"') }), record(said), (text, labels) => {
    assert.deepEqual(answersOf(n2c2Xml({ text, labels })), labels);
    assert.equal(readN2c2Record(n2c2Xml({ text, labels: all("met") }), { file: "1.xml" }).text, text);
  }), { seed: 3 });
});

test("The XML has the official layout.", () => {
  const lines = n2c2Xml({ text: "abc\u0007", labels: all("met", { ENGLISH: "not met" }) }).split("\n");
  assert.deepEqual(lines.slice(0, 5), ['<?xml version="1.0" encoding="UTF-8" ?>', "<PatientMatching>", "    <TEXT><![CDATA[abc ]]></TEXT>", "    <TAGS>", '        <ABDOMINAL met="met"/>']);
  assert.equal(lines.filter((line) => /^ {8}<[A-Z0-9-]+ met="(not )?met"\/>$/.test(line)).length, 13);
});

test("Folders are written and read; a name in two folders, an empty and a missing folder are refused.", () => {
  const root = mkdtempSync(join(tmpdir(), "n2c2 "));
  try {
    const records = [{ file: "2.xml", text: "b", labels: all("met") }, { file: "1.xml", text: "a", labels: all<Met | undefined>("not met", { HBA1C: undefined }) }];
    assert.equal(writeN2c2Folder(join(root, "out"), records), 2);
    assert.deepEqual(readAnswers(join(root, "out")).map(({ file, labels }) => [file, labels.HBA1C]), [["1.xml", undefined], ["2.xml", "met"]]);
    for (const folder of ["train", "test", "empty"]) mkdirSync(join(root, folder));
    writeFileSync(join(root, "train", "1.xml"), xml(tags()));
    writeFileSync(join(root, "test", "1.xml"), xml(tags()));
    assert.equal(readN2c2Folders(join(root, "train"))[0]!.file, "1.xml");
    assert.throws(() => readN2c2Folders(join(root, "train"), join(root, "test")), /^Error: 1\.xml: expected each record once, got it 2 times \(.*train.*, .*test.*\): remove or rename all but one$/);
    assert.throws(() => readN2c2Folders(join(root, "empty")), /found none: give the folder that holds the \.xml files/);
    assert.throws(() => readN2c2Folders(join(root, "nowhere")), /found none: check the path/);
    assert.throws(() => writeN2c2Folder(join(root, "twice"), [records[0]!, records[0]!]), /expected each record once/);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("Records become notes and labels of the task, and judged answers become predictions by file.", () => {
  const records = [readN2c2Record(xml(tags({ ENGLISH: '<ENGLISH met="met"/>' })), { file: "101.xml" }), readN2c2Record("<PatientMatching><TEXT>x</TEXT></PatientMatching>", { file: "102.xml" })];
  assert.deepEqual(n2c2Notes(records).map(({ note_id, last_date }) => [note_id, last_date]), [["101", "2090-02-03"], ["102", undefined]]);
  const labels = n2c2Labels(records);
  assert.deepEqual([labels.length, labels.filter(({ label }) => label === "Yes").map(({ criterion }) => criterion)], [13, ["ENGLISH"]]);
  const rows = labels.map(({ note_id, criterion, label }) => ({ note_id, criterion, prediction: criterion === "HBA1C" ? undefined : label }));
  assert.deepEqual(n2c2Predictions(rows), [{ file: "101.xml", labels: { ...records[0]!.labels, HBA1C: undefined } }]);
  assert.throws(() => n2c2Predictions(rows.slice(1)), { message: "Expected one answer to each of the 13 criteria for record 101, got 12 without ABDOMINAL: give one model's rows, one form a criterion" });
  assert.throws(() => n2c2Predictions([...rows, rows[0]!]), /got 14: give one model's rows/);
});

const sample = join(fromRoot(process.env["DISTIL_DATA"] ?? "data/external"), "n2c2-format");
test("A published made-up record of the real layout is read.", { skip: existsSync(sample) ? false : `no n2c2-format in ${sample}` }, () => {
  const read = readN2c2Record(readFileSync(join(sample, "test.xml"), "utf8"), { file: "test.xml" });
  assert.equal(read.last_date, "2018-05-07");
  assert.equal(read.labels, undefined);
  const fragment = readFileSync(join(sample, "expected_output_fragment.xml"), "utf8").trim().split("\n");
  const ours = n2c2Xml({ text: "abc", labels: all("met") }).trim().split("\n");
  assert.deepEqual(fragment.slice(0, 5), ours.slice(0, 5));
});

test("A record is read as the official scorer reads it: comments and instructions after the root, further attributes, any character reference", () => {
  const record = (tags: string, { after = "", text = "x" } = {}) =>
    `<?xml version="1.0"?>\n<PatientMatching version="2">\n<TEXT lang="en">${text}</TEXT>\n<TAGS set="test">\n${tags}\n</TAGS>\n</PatientMatching>${after}`;
  const tags = (attributes: (met: string) => string) => N2C2_CRITERIA.map((name) => `<${name}${attributes("met")}/>`).join("\n");
  const written = fc.record({
    after: fc.array(fc.constantFrom("\n", " ", "<!-- exported -->", "<!-- a\nb > -->", "<?end now?>"), { maxLength: 4 }).map((parts) => parts.join("")),
    attributes: fc.constantFrom(...[' met="met"', " met='met'", ' met="met" score="0.91"', ' score="0.91" met="met" by=\'a > b\'', '\n met = "met"\n note="met"', ' x:y="1" met=" Met "']),
  });
  fc.assert(fc.property(written, ({ after, attributes }) => {
    const { labels } = readN2c2Record(record(tags(() => attributes), { after }), { file: "9.xml" });
    assert.deepEqual(new Set(Object.values(labels!)), new Set(["met"]));
  }), { seed: 33, numRuns: 60 });
  fc.assert(fc.property(fc.oneof(fc.constantFrom(1114112, 99999999, 0, 0xd800, 0xdfff, 1e21), fc.nat(0x120000)), fc.boolean(), (code, hex) => {
    const reference = `&#${hex ? `x${code.toString(16)}` : String(BigInt(Math.round(code)))};`;
    const { text } = readN2c2Record(record(tags(() => ' met="met"'), { text: `a${reference}b` }), { file: "9.xml" });
    const valid = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    assert.equal(text.replace(/\r\n?/g, "\n"), `a${valid ? String.fromCodePoint(code).replace("\r", "\n") : reference}b`);
  }), { seed: 34, numRuns: 200 });
  assert.throws(() => readN2c2Record(record(`${tags(() => ' met="met"').replace('met="met"', 'met="met" met="not met"')}`), { file: "9.xml" }), /expected only elements like/);
});

test("Records are decoded as their first line declares, or refused; hidden files are no records", () => {
  const folder = mkdtempSync(join(tmpdir(), "n2c2 encodings "));
  const body = (declared: string) => `<?xml version="1.0" encoding="${declared}"?>\n<PatientMatching>\n<TEXT><![CDATA[Record date: 2090-02-03\nThe patient\u2019s caf\u00e9 \u2013 39]]></TEXT>\n</PatientMatching>\n`;
  const bytes = (declared: string) => Buffer.from(body(declared).replaceAll("\u2019", "\u0092").replaceAll("\u2013", "\u0096"), "latin1");
  const cases: [string, Uint8Array, RegExp | undefined][] = [
    ["1.xml", bytes("windows-1252"), undefined], ["2.xml", bytes("ISO-8859-1"), undefined], ["3.xml", Buffer.from(body("UTF-8")), undefined],
    ["4.xml", Buffer.from(`\uFEFF${body("UTF-16")}`, "utf16le"), undefined], ["5.xml", Buffer.from(`\uFEFF${body("UTF-16")}`, "utf16le").swap16(), undefined],
    ["6.xml", bytes("UTF-8"), /^Error: 6\.xml, line 4: expected UTF-8 text, got other bytes: convert the file, for example with iconv -f windows-1252/],
    ["7.xml", bytes("x-unheard-of"), /^Error: 7\.xml: expected text in the encoding that its first line declares, x-unheard-of/],
  ];
  for (const [name, content, message] of cases) {
    writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "._1.xml"), "\0\u0005\u0016");
    if (message) assert.throws(() => readN2c2Folders(folder), message);
    else assert.equal(readN2c2Folders(folder)[0]!.text, "Record date: 2090-02-03\nThe patient\u2019s caf\u00e9 \u2013 39", name);
    rmSync(join(folder, name));
  }
  rmSync(folder, { recursive: true });
});
