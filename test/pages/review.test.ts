// The review without a browser: its log, what a proposal comes to, agreement, and the files it takes and gives.
import assert from "node:assert/strict";
import { BUNDLED_NOTES } from "../../lib/settings.ts";
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "csv-parse/sync";
import { selectCohort } from "../../lib/dataset/notes.ts";
import { writeParquetRows } from "../../lib/io/duckdb.ts";
import { readJsonLines } from "../../lib/io/json.ts";
import { NOT_FOUND, NOT_IN_NOTE } from "../../lib/types.ts";
import { agreementTable, cohenKappa, krippendorffAlpha, percentAgreement } from "../../lib/pages/review/agreement.ts";
import type { Ratings } from "../../lib/pages/review/agreement.ts";
import { consensusOf } from "../../lib/pages/review/consensus.ts";
import { changed, proposalOf, toVerdict, initialVerdict } from "../../lib/pages/review/types.ts";
import type { Proposal, ReviewItem } from "../../lib/pages/review/types.ts";
import { ADJUDICATION, openReviewLog } from "../../lib/pages/review/decision-log.ts";
import type { NewDecision, Decision, ReviewLog } from "../../lib/pages/review/decision-log.ts";
import { highlightsOf } from "../../lib/pages/review/highlights.ts";
import { readReviewSet } from "../../lib/pages/review/load.ts";
import { writeReview } from "../../lib/pages/review/export.ts";
import { decide, openItem, openReview } from "../../lib/pages/review/session.ts";
import { temporary } from "../notebooks/cells.ts";
import { bundled, itemsOf, reviewer, writeSet } from "./review-fixture.ts";

const NOTE = "Pertinent Results:\nCreatinine 1,204 on admission, 1204.0 later.\nSocial History: lives alone";
const ITEM: ReviewItem = {
  item_id: "a", note_id: "n", subject_id: "s", question_type: "numeric", question: "What is the creatinine?", answer: 1204, section: "Pertinent Results", source: "Creatinine 1,204 on admission, 1204.0 later.", explanation: "", difficulty: 2, outcome: "exact",
  span: [19, 63], valid: true,
};
const form = (changes: Partial<Proposal> = {}): Proposal => ({ ...proposalOf(initialVerdict(ITEM)), ...changes });
const verdict = (changes: Partial<Proposal>) => toVerdict(ITEM, { proposal: form(changes), note: NOTE });
const say = (lane: string, version: number, changes: Partial<NewDecision> = {}): NewDecision => ({ who: lane, lane, item_id: "a", version, action: "decide", seconds: 1.5, after: verdict({}), ...changes });

test("A proposal left as it is accepts the item, a changed one edits it, and an answer of NA takes section and source away.", () => {
  assert.deepEqual(verdict({}), { ...initialVerdict(ITEM), status: "accepted" });
  assert.deepEqual([verdict({ answer: "1,204.0" }).status, verdict({ answer: "1,204.0" }).answer], ["accepted", 1204]);
  assert.deepEqual([verdict({ answer: "7" }).status, verdict({ explanation: "x" }).status, verdict({ comment: "x" }).status], ["edited", "edited", "accepted"]);
  const na = verdict({ answer: "n/a" });
  assert.deepEqual([na.answer, na.section, na.source, na.span, changed(ITEM, na)], ["NA", NOT_FOUND, NOT_IN_NOTE, null, ["answer", "section", "source"]]);
  assert.deepEqual([verdict({ valid: false, answer: "perhaps" }).status, verdict({ valid: false, answer: "perhaps" }).answer], ["invalid", 1204]);
});

test("A proposal that is no verdict is refused in one sentence.", () => {
  assert.throws(() => verdict({ answer: "perhaps" }), /^Error: Expected the answer to be a number or NA, got something else: correct it, or mark the item invalid$/);
  assert.throws(() => verdict({ question: " " }), /Expected a question, got none/);
  assert.throws(() => verdict({ source: "" }), /Expected a quote of the note for the answer 1204, got none/);
});

test("A source is placed where it was selected, else where it stands, else nowhere.", () => {
  assert.deepEqual(verdict({ source: "1204", span: [50, 54] }).span, [50, 54]);
  assert.deepEqual(verdict({ source: "lives alone", span: [0, 5] }).span, [NOTE.indexOf("lives"), NOTE.length]);
  assert.equal(verdict({ source: "lives with a dog", span: null }).span, null);
});

test("The places of a verdict are its section's heading, its quote, and its number in the quote however it is written.", () => {
  const shown = highlightsOf(ITEM, NOTE).map(({ kind, start, end }) => `${kind}: ${NOTE.slice(start, end)}`);
  assert.deepEqual(shown, ["section: Pertinent Results", `source: ${ITEM.source}`, "answer: 1,204", "answer: 1204.0"]);
});

test("What was decided holds after closing and opening again, and undo goes back decision by decision.", (t) => {
  const path = join(temporary(t), "review", "log.jsonl"), log = openReviewLog(path, { items: "x" });
  log.decide(say("ann", 0), initialVerdict(ITEM));
  log.decide(say("ann", 1, { after: verdict({ answer: "7" }) }), initialVerdict(ITEM));
  log.decide(say("ann", 2, { action: "undo" }), initialVerdict(ITEM));
  log.close();
  const again = openReviewLog(path, { items: "x" });
  assert.deepEqual([again.stand("ann", "a")?.verdict.answer, again.stand("ann", "a")?.version, again.stand("ann", "a")?.seconds], [1204, 3, 4.5]);
  again.decide(say("ann", 3, { action: "undo" }), initialVerdict(ITEM));
  assert.equal(again.stand("ann", "a")?.verdict.status, "open");
  assert.equal(again.decide(say("ann", 4, { action: "undo" }), initialVerdict(ITEM)).conflict, true);
  again.close();
  const [head, ...entries] = readJsonLines<Decision & { review?: number }>(path);
  assert.equal(head?.review, 1);
  assert.deepEqual(entries.map(({ who, version, action, before, after }) => [who, version, action, before.answer, after.answer]), [["ann", 1, "decide", 1204, 1204], ["ann", 2, "decide", 1204, 7], ["ann", 3, "undo", 7, 1204], ["ann", 4, "undo", 1204, 1204]]);
});

test("Whatever tabs send in whatever order, only decisions made on the version that holds are entered, and a fold of the file gives the state again.", (t) => {
  const folder = temporary(t);
  let run = 0;
  fc.assert(fc.property(fc.array(fc.record({ lane: fc.constantFrom("ann", "ben"), version: fc.nat(4), action: fc.constantFrom("decide" as const, "undo" as const), answer: fc.nat(9) }), { maxLength: 12 }), (sent) => {
    const path = join(folder, `${run++}.jsonl`), log = openReviewLog(path, { items: "x" }), versions = new Map<string, number>();
    for (const { lane, version, action, answer } of sent) {
      const { conflict } = log.decide(say(lane, version, { action, after: verdict({ answer: String(answer) }) }), initialVerdict(ITEM));
      if (!conflict) assert.equal(version, versions.get(lane) ?? 0);
      if (!conflict) versions.set(lane, version + 1);
    }
    const state = (l: ReviewLog) => ["ann", "ben"].map((lane) => l.stand(lane, "a"));
    const before = state(log);
    log.close();
    const again = openReviewLog(path, { items: "x" });
    assert.deepEqual(state(again), before);
    again.close();
  }), { seed: 3, numRuns: 25 });
});

test("A last line cut short by a kill is cut off, other items and a second writer are refused, and a broken line is named.", (t) => {
  const path = join(temporary(t), "log.jsonl"), log = openReviewLog(path, { items: "x" });
  log.decide(say("ann", 0), initialVerdict(ITEM));
  assert.throws(() => openReviewLog(path, { items: "x" }), /one writer/);
  log.close();
  const whole = readFileSync(path);
  appendFileSync(path, '{"at":"2026');
  const mended = openReviewLog(path, { items: "x" });
  assert.deepEqual([mended.cut, mended.stand("ann", "a")?.version], [11, 1]);
  mended.close();
  assert.deepEqual(readFileSync(path), whole);
  assert.throws(() => openReviewLog(path, { items: "y" }), /Expected .*log\.jsonl to be the log of these items, it is of others/);
  appendFileSync(path, "{broken\n{}\n");
  assert.throws(() => openReviewLog(path, { items: "x" }), /log\.jsonl, line 3: expected a decision in JSON, got broken JSON/);
});

test("The log and its folder are their owner's alone.", { skip: process.platform === "win32" && "Windows has no file modes" }, (t) => {
  const folder = join(temporary(t), "review"), log = openReviewLog(join(folder, "log.jsonl"), { items: "x" });
  log.close();
  assert.deepEqual([statSync(folder).mode & 0o777, statSync(join(folder, "log.jsonl")).mode & 0o777], [0o700, 0o600]);
});

test("Reviewers who agree settle an item, those who differ leave it to the adjudicator, whose word holds.", (t) => {
  const log = openReviewLog(join(temporary(t), "log.jsonl"), { items: "x" });
  const outcome = () => consensusOf([ITEM], log);
  log.decide(say("ann", 0), initialVerdict(ITEM));
  assert.deepEqual(outcome().reviewed.map((r) => [r.from, r.answer]), [["one reviewer", 1204]]);
  log.decide(say("ben", 0, { after: verdict({ explanation: "Other words." }) }), initialVerdict(ITEM));
  assert.deepEqual(outcome().reviewed.map((r) => [r.from, r.seconds]), [["agreed", 3]]);
  log.decide(say("ben", 1, { after: verdict({ answer: "7" }) }), initialVerdict(ITEM));
  assert.deepEqual(outcome(), { reviewed: [], waiting: ["a"], open: [] });
  log.decide(say(ADJUDICATION, 0, { who: "carol", after: verdict({ valid: false }) }), initialVerdict(ITEM));
  assert.deepEqual(outcome().reviewed.map((r) => [r.from, r.valid, r.reviewers]), [["adjudication", false, ["ann", "ben", "carol"]]]);
  log.close();
});

const golden = JSON.parse(readFileSync(new URL("../golden/agreement.json", import.meta.url), "utf8")) as { ratings: string[]; alpha?: number; kappa?: number }[];
const ratingsOf = (lines: readonly string[]): Ratings[] => [...lines[0]!].map((_, i) => ({ cluster: String(i), values: lines.map((line) => (line[i] === "." ? undefined : line[i])) }));

test("Kappa is scikit-learn's and alpha krippendorff's on 200 random sets of ratings.", () => {
  for (const { ratings, alpha, kappa } of golden) {
    const rows = ratingsOf(ratings), ours = krippendorffAlpha(rows);
    assert.ok(alpha === undefined ? Number.isNaN(ours) : Math.abs(ours - alpha) < 1e-9, `${ours} against ${alpha}`);
    if (kappa !== undefined) assert.ok(Math.abs(cohenKappa(rows.map(({ values: [a, b] }) => [a!, b!] as const)) - kappa) < 1e-9);
  }
  assert.ok(golden.filter((set) => set.kappa !== undefined).length > 80);
});

test("Agreement is of the items that two judged, with intervals around each figure.", () => {
  const rows = ratingsOf(["AABBABAB.A", "AABBABBB.."]);
  assert.equal(percentAgreement(rows), 7 / 8);
  const table = agreementTable(rows, { seed: 1, resamples: 500 });
  assert.deepEqual(table.map(({ measure, n, raters }) => [measure, n, raters]), [["percent agreement", 8, 2], ["Cohen's kappa", 8, 2], ["Krippendorff's alpha", 8, 2]]);
  for (const { estimate, low, high } of table) assert.ok(low < estimate && estimate <= high);
  assert.equal(agreementTable([])[0]?.reason, "no rows");
});

test("A CSV of the published tool is read with its own type names, its flags and its note text; rows that are no items are counted with a reason.", async (t) => {
  const file = join(temporary(t), "questions.csv");
  writeFileSync(file, `subject_id,hadm_id,text,question,type,question_type,answer,section,source,explanation,invalid_label,not_specified,Reviewed,edited
7,70,"Line ""one""\r\nK 4.1",Is K given?,boolean,yes,Yes,Labs,K 4.1,,0.0,0,1,1
7,70,"Line ""one""\r\nK 4.1",What is K?,numeric,numeric,4.1,Labs,K 4.1,,1,0,1,0
7,70,"Line ""one""\r\nK 4.1",Smokes?,na-boolean,na-bool,,,,,0,1,0,0
8,80,Other,What?,numeric,numeric,about five,,,,0,0,0,0
8,80,Other,What?,essay,essay,5,,,,0,0,0,0
`);
  const { items, notes, rejected } = await readReviewSet(file);
  assert.deepEqual(items.map((i) => [i.item_id, i.note_id, i.subject_id, i.question_type, i.answer, i.valid, i.span]), [["70:1", "70", "7", "boolean", "Yes", true, [12, 17]], ["70:2", "70", "7", "numeric", 4.1, false, [12, 17]], ["70:3", "70", "7", "na-boolean", "NA", true, null]]);
  assert.equal(notes.get("70")?.text, 'Line "one"\r\nK 4.1');
  assert.deepEqual(rejected.map((r) => r.where), ["questions.csv, row 5", "questions.csv, row 6"]);
});

test("What the published tool saved through pandas is read: NA as an empty cell, the model's own words for a type, flags and difficulty as fractions.", async (t) => {
  const file = join(temporary(t), "questions_annotated.csv");
  writeFileSync(file, `subject_id,hadm_id,question_type,question,type,answer,section,source,explanation,difficulty,text,invalid_label,not_specified,Reviewed,edited
7,70.0,na-numeric,What is the LDH?,"Numeric (answer ""NA"" if the answer cannot be found in the note)",,,,,6.0,K 4.1,0.0,0.0,1.0,0.0
7,70.0,yes,Is K given?,"Yes/No (answer ""NA"" if the answer cannot be found in the note)",Yes,Labs,K 4.1,,2.0,K 4.1,0.0,0.0,1.0,1.0
7,70.0,numeric,What is K?,Numeric,,Labs,K 4.1,,2.0,K 4.1,0.0,0.0,1.0,0.0
`);
  const { items, rejected } = await readReviewSet(file);
  assert.deepEqual(items.map((i) => [i.question_type, i.answer, i.section, i.difficulty, i.valid]), [["na-numeric", "NA", NOT_FOUND, 6, true], ["boolean", "Yes", "Labs", 2, true]]);
  assert.deepEqual(rejected, [{ where: "questions_annotated.csv, row 4", reason: "expected an answer of a numeric question, got none that can be read" }]);
});

test("The released questions are read in the columns that the paper's evaluation takes: those on synthetic data by type, those on apixaban by criterion.", async (t) => {
  const folder = temporary(t), synthetic = join(folder, "synthetic.csv"), apixaban = join(folder, "apixaban.csv");
  writeFileSync(synthetic, "text,question,answer,section,source,explanation,difficulty,type\nK 4.1,Is K given?,Yes,Labs,K 4.1,,2,yes\nK 4.1,Is Na given?,NA,Not Found,Not in Note,,3,na-bool\nK 4.1,What is K?,4.1,Labs,K 4.1,,2,numeric\nK 4.1,What is Na?,NA,Not Found,Not in Note,,3,na-numeric\n");
  writeFileSync(apixaban, "text,criterion,answer\nK 4.1,afib,No\nK 4.1,PLT,NA\nPlt 88,PLT,88\n");
  assert.deepEqual((await readReviewSet(synthetic)).items.map((i) => [i.question_type, i.answer, i.span]), [["boolean", "Yes", [0, 5]], ["na-boolean", "NA", null], ["numeric", 4.1, [0, 5]], ["na-numeric", "NA", null]]);
  const { items, rejected } = await readReviewSet(apixaban);
  assert.deepEqual([items.map((i) => [i.question, i.question_type, i.answer]), rejected], [[["afib", "boolean", "No"], ["PLT", "na-numeric", "NA"], ["PLT", "numeric", 88]], []]);
});

test("Items without text take their notes from a file beside them, and one whose note is missing is counted.", async (t) => {
  const folder = temporary(t), notes = bundled(3), set = writeSet(folder, { notes: notes.slice(0, 2), items: itemsOf(notes) });
  const { items, rejected } = await readReviewSet(set.file, { notes: set.notes });
  assert.deepEqual([items.length, rejected], [2, [{ where: "items.jsonl, line 3", reason: `expected a note with id "${notes[2]!.note_id}" among the notes, found none` }]]);
  await assert.rejects(readReviewSet(set.file), /name them with --notes FILE/);
});

test("Items of a run find the run's notes by themselves.", async (t) => {
  const run = temporary(t), file = join(run, "items", "items.parquet"), cohort = await selectCohort({ folder: run }, { file: BUNDLED_NOTES, start: 0, number: 6, heldOut: 0.3, seed: 1 });
  const rows = itemsOf([...cohort.create, ...cohort.heldOut]);
  await writeParquetRows(file, rows as unknown as Record<string, unknown>[], Object.fromEntries(Object.keys(rows[0]!).map((name) => [name, name === "difficulty" ? "INTEGER" : "VARCHAR"])));
  const { items, notes } = await readReviewSet(file);
  assert.deepEqual([items.length, notes.size, items.map((i) => i.answer)], [6, 6, rows.map((row) => row.answer)]);
  assert.ok(items.every((item) => item.answer === "NA" || notes.get(item.note_id)!.text.slice(...item.span!) === item.source));
});

test("The three files of a review read back as the same items with the same verdicts.", async (t) => {
  const folder = temporary(t), notes = bundled(8), set = writeSet(folder, { notes }), review = await openReview(set.file, { notes: set.notes });
  for (const [i, item] of review.items.entries()) {
    const opened = openItem(review, { person: reviewer("ann"), item_id: item.item_id })!;
    decide(review, { person: reviewer("ann"), item_id: item.item_id, version: 0, action: "decide", seconds: 2, proposal: { ...opened.form, question: `${opened.form.question} "Quoted", again`, valid: i !== 4, comment: i === 2 ? "odd" : "" } });
  }
  const { reviewed } = writeReview(review.folder, review);
  review.log.close();
  const brief = (rows: readonly { item_id: string; question: string; answer: unknown; source: string; valid: boolean }[]) => rows.map((r) => [r.item_id, r.question, String(r.answer), r.source, r.valid]);
  const csv = await readReviewSet(join(review.folder, "annotated.csv")), tasks = await readReviewSet(join(review.folder, "label-studio.json"));
  assert.deepEqual(brief(csv.items), brief(reviewed));
  assert.deepEqual([...csv.notes.values()].map((n) => n.text), notes.map((n) => n.text));
  assert.deepEqual(tasks.items, review.items);
  assert.deepEqual(brief(tasks.brought.map(({ item_id, proposal }) => ({ item_id, ...proposal }))), brief(reviewed));
  const rows = parse(readFileSync(join(review.folder, "annotated.csv")), { columns: true }) as Record<string, string>[];
  assert.deepEqual(rows.slice(0, 4).map((row) => [row["type"], row["question_type"]]), ["yes", "numeric", "na-bool", "na-numeric"].map((type) => [type, type]));
  assert.equal(rows.length, 8);
});

test("Whatever characters a note, a question or an explanation holds, the CSV and the Label Studio tasks give them back.", async (t) => {
  const folder = temporary(t), part = fc.constantFrom('"', ",", ";", "\r\n", "\r", "\n", "\t", " ", "\u0000", "\u202e", "é", "😀", "=1+1", "'", "</script>", "word", "\ufeff"), text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
  let run = 0;
  await fc.assert(fc.asyncProperty(text, text, text, async (around, question, explanation) => {
    const own = join(folder, `${run++}`);
    mkdirSync(own);
    const note = { note_id: "n", subject_id: "s", text: `${around}K 4.1${around}` }, item = { item_id: "a", note_id: "n", question_type: "numeric", question: `What?${question}`, answer: 4.1, section: "Labs", source: "K 4.1", difficulty: 2, explanation };
    const set = writeSet(own, { notes: [note], items: [item] }), review = await openReview(set.file, { notes: set.notes });
    const { form } = openItem(review, { person: reviewer("ann"), item_id: "a" })!;
    decide(review, { person: reviewer("ann"), item_id: "a", version: 0, action: "decide", seconds: 1, proposal: { ...form, question: `${form.question}${explanation}!` } });
    writeReview(review.folder, review);
    review.log.close();
    const csv = await readReviewSet(join(review.folder, "annotated.csv")), tasks = await readReviewSet(join(review.folder, "label-studio.json"));
    assert.deepEqual([csv.notes.get("n")?.text, tasks.notes.get("n")?.text], [note.text, note.text]);
    assert.deepEqual([csv.items[0]?.question, csv.items[0]?.explanation], [`What?${question}${explanation}!`, explanation]);
    assert.deepEqual([tasks.items[0]?.question, tasks.brought[0]?.proposal.question, tasks.brought[0]?.proposal.explanation, tasks.brought[0]?.proposal.span], [`What?${question}`, `What?${question}${explanation}!`, explanation, form.span]);
  }), { seed: 7, numRuns: 40 });
});

test("A Label Studio export brings its annotators' decisions, entered once; a span whose text stands elsewhere falls back on the text.", async (t) => {
  const file = join(temporary(t), "export.json"), part = (from_name: string, value: string) => ({ from_name, to_name: "note", type: "textarea", value: { text: [value] } });
  const data = { item_id: "a", note_id: "n", subject_id: "s", text: NOTE, question: ITEM.question, question_type: "numeric", answer: 1204, section: ITEM.section, source: ITEM.source, explanation: "" };
  writeFileSync(file, JSON.stringify([{ id: 5, data, annotations: [
    { completed_by: 3, lead_time: 4.2, result: [part("answer", "1204"), { from_name: "support", to_name: "note", type: "labels", value: { start: 0, end: 5, text: "lives alone", labels: ["Source"] } }] },
    { completed_by: 4, was_cancelled: true, result: [part("answer", "1")] }, { completed_by: { email: "b@x" }, result: [part("answer", "no number")] },
  ] }]));
  for (const _ of [1, 2]) {
    const review = await openReview(file);
    assert.deepEqual(review.log.lanes(), ["label-studio-3"]);
    const stand = review.log.stand("label-studio-3", "a");
    assert.deepEqual([stand?.version, stand?.seconds, stand?.verdict.source, stand?.verdict.span], [1, 4.2, "lives alone", [NOTE.indexOf("lives"), NOTE.length]]);
    assert.match(review.set.rejected[0]?.reason ?? "", /Expected the answer to be a number/);
    review.log.close();
  }
});
