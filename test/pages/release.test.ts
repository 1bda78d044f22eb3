// What is released holds no more of the notes than places and questions, and comes back whole with the notes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { readJsonLines } from "../../lib/io/json.ts";
import { readItemRows } from "../../lib/dataset/items.ts";
import { loadNotes } from "../../lib/dataset/notes.ts";
import type { Note } from "../../lib/types.ts";
import { restore, pointsOf, RUN, indexWordRuns, redact, unitsOf } from "../../lib/pages/review/redact.ts";
import { readRelease, RELEASE, writeRelease } from "../../lib/pages/review/release.ts";
import { openReview } from "../../lib/pages/review/session.ts";
import type { Review } from "../../lib/pages/review/session.ts";
import { consensusOf } from "../../lib/pages/review/consensus.ts";
import { sampleItems } from "../../lib/pages/review/apply.ts";
import type { ReviewedItem } from "../../lib/pages/review/consensus.ts";
import { proposalOf, toVerdict, initialVerdict } from "../../lib/pages/review/types.ts";
import { BUNDLED_NOTES, fromRoot } from "../../lib/settings.ts";
import { temporary } from "../notebooks/cells.ts";
import { bundled, writeSet } from "./review-fixture.ts";

/** The reviewed items of a review in which every explanation was given the words of the item's note around its quote. */
async function reviewedSet(folder: string, notes: readonly Note[]): Promise<{ reviewed: readonly ReviewedItem[]; file: string; notesFile: string }> {
  const set = writeSet(folder, { notes }), review: Review = await openReview(set.file, { notes: set.notes });
  for (const [i, item] of review.items.entries()) {
    const note = notes.find((n) => n.note_id === item.note_id)!.text, at = item.span?.[0] ?? 200;
    const explanation = `The note says: ${note.slice(Math.max(0, at - 150), at + 250)}; so ${i}.`;
    review.log.decide({ who: "ann", lane: "ann", item_id: item.item_id, version: 0, action: "decide", seconds: 1, after: toVerdict(item, { proposal: { ...proposalOf(initialVerdict(item)), explanation, valid: i % 7 !== 3, comment: "at home" }, note }) }, initialVerdict(item));
  }
  const { reviewed } = consensusOf(review.items, review.log);
  review.log.close();
  return { reviewed, file: set.file, notesFile: set.notes };
}

test("The released files hold no run of eight words of any note outside the questions, and rebuild to the same items.", async (t) => {
  const folder = temporary(t), notes = bundled(60), { reviewed } = await reviewedSet(folder, notes), out = join(folder, "release");
  const released = writeRelease(out, { reviewed, notes });
  assert.deepEqual([released.items, released.left], [60, []]);
  holdsNoRun(out, notes);
  const withheld = new Set(released.withheld);
  const { items, misfits } = readRelease(out, notes);
  assert.deepEqual(items.map(brief), reviewed.map((item) => brief(withheld.has(item.item_id) ? { ...item, explanation: "" } : item)));
  assert.deepEqual(misfits, []);
  assert.ok(withheld.size < 6, `${withheld.size} explanations withheld`);
});

test("The bundled review is of the sample its seed draws from the bundled run, its log comes to its reviewed file, and what is released of it holds no run of any note and rebuilds to the same items.", async (t) => {
  const folder = join(temporary(t), "review"), notes = bundled(200), file = join(folder, "items.jsonl");
  cpSync(fromRoot("data/review"), folder, { recursive: true });
  const drawn = sampleItems(await readItemRows(fromRoot("data/bundled/synthetic/items.parquet")), { n: 40, seed: 1 });
  assert.deepEqual(readJsonLines(file), drawn, "the teacher writes other items than were reviewed: draw and review them anew");
  const review = await openReview(file, { notes: BUNDLED_NOTES }), { reviewed, waiting, open } = consensusOf(review.items, review.log);
  review.log.close();
  assert.deepEqual([reviewed.length, waiting, open], [40, [], []]);
  assert.deepEqual(reviewed, readJsonLines(join(folder, "items.review", "reviewed.jsonl")));
  assert.ok(reviewed.some((item) => item.edited.length > 0));
  const shared = join(folder, "release"), { items, misfits } = readRelease(shared, notes);
  holdsNoRun(shared, notes);
  assert.deepEqual([items.map(brief), misfits], [reviewed.map(brief), []]);
  writeRelease(join(folder, "again"), { reviewed, notes });
  for (const name of [RELEASE.items, RELEASE.notes]) assert.equal(readFileSync(join(folder, "again", name), "utf8"), readFileSync(join(shared, name), "utf8"), name);
});

test("A text that repeats another note is released without it, and a source that is in no note as it is leaves its item out.", (t) => {
  const notes = [{ note_id: "1", subject_id: "1", text: "One two three four five six seven eight nine ten." }, { note_id: "2", subject_id: "2", text: "Quite another text." }];
  const item: ReviewedItem = { item_id: "a", note_id: "2", subject_id: "2", question_type: "boolean", question: "Is it?", answer: "Yes", section: "", source: "another text", span: [6, 18], explanation: "As before: ONE two three four, five six seven eight!", valid: true, status: "accepted", edited: [], from: "agreed", reviewers: ["ann"], seconds: 1, comment: "" };
  const leaking = { ...item, item_id: "b", source: item.explanation, span: null, explanation: "" }, lost = { ...item, item_id: "c", note_id: "3" };
  const { withheld, left, items } = writeRelease(join(temporary(t), "release"), { reviewed: [item, leaking, lost], notes });
  assert.deepEqual([items, withheld, left.map((m) => m.item_id)], [1, ["a"], ["b", "c"]]);
  assert.match(left[0]!.reason, /^its source repeats notes/);
});

test("A note that is missing or has another text is reported for each of its items, the others still fit.", async (t) => {
  const folder = temporary(t), notes = bundled(6), { reviewed } = await reviewedSet(folder, notes), out = join(folder, "release");
  writeRelease(out, { reviewed, notes });
  const { items, misfits } = readRelease(out, notes.slice(1).map((note, i) => (i === 0 ? { ...note, text: `${note.text} ` } : note)));
  assert.equal(items.length, 4);
  assert.deepEqual(misfits, [{ item_id: "item-0", reason: `its note "${notes[0]!.note_id}" is not among those at hand` }, { item_id: "item-1", reason: `its note "${notes[1]!.note_id}" has another text than at release` }]);
});

test("A release that was changed or is not whole is refused.", async (t) => {
  const folder = temporary(t), notes = bundled(2), { reviewed } = await reviewedSet(folder, notes), out = join(folder, "release");
  assert.throws(() => readRelease(out, notes), /Expected a release in .*, found no SHA256SUMS/);
  writeRelease(out, { reviewed, notes });
  execFileSync("sha256sum", ["-c", "--quiet", RELEASE.sums], { cwd: out });
  writeFileSync(join(out, RELEASE.items), readFileSync(join(out, RELEASE.items), "utf8").replace("Yes", "No"));
  assert.throws(() => readRelease(out, notes), /Expected items\.jsonl as it was released, it has changed/);
});

test("Whatever a text shares with a note, its pieces give it back, and places count code points.", () => {
  const word = fc.constantFrom("a", "be", "C", "d.", "e\n", "\r\nf", "😀g", "é", "1.4", "\u0000"), text = fc.array(word, { maxLength: 40 }).map((words) => words.join(" "));
  fc.assert(fc.property(text, text, (note, own) => {
    const pieces = redact(own, note);
    assert.equal(restore(pieces, note), own);
    for (const piece of pieces) if (typeof piece !== "string") assert.equal([...note].slice(...piece).join(""), restore([piece], note));
  }), { seed: 1, numRuns: 300 });
  fc.assert(fc.property(fc.string({ unit: "binary" }), fc.nat(), (note, n) => {
    const ends = [...note].reduce((all, c) => [...all, all.at(-1)! + c.length], [0]), at = ends[n % ends.length]!;
    assert.equal(unitsOf(note)(pointsOf(note)(at)), at);
    assert.equal(pointsOf(note)(at), [...note.slice(0, at)].length);
  }), { seed: 1 });
});

test("Runs are found whatever stands between their words, and seven words are none.", () => {
  const runs = indexWordRuns(["one two three four five six seven eight nine"]);
  assert.equal(runs.found("Two, three\nFOUR five-six (seven) eight; nine"), true);
  assert.equal(runs.found("one two three four five six seven"), false);
  assert.equal(runs.found("one two three four x five six seven eight nine"), false);
});

test("The command releases what was reviewed and puts it together again.", async (t) => {
  const folder = temporary(t), notes = bundled(5), { file, notesFile } = await reviewedSet(folder, notes), out = join(folder, "shared");
  const run = (...args: string[]) => execFileSync(process.execPath, [fromRoot("notebooks/kernel/commands/release.ts"), ...args], { encoding: "utf8" });
  assert.match(run(file, "--notes", notesFile, "--out", out), /^5 items on 5 notes written to .*shared; 0 without/);
  assert.match(run("--read", out, "--notes", notesFile, "--out", join(folder, "again.jsonl")), /^5 of 5 items fit the notes/);
  assert.deepEqual(readJsonLines(join(folder, "again.jsonl")), readRelease(out, await loadNotes(notesFile)).items);
});

/** Nothing but the questions of a release repeats one of the notes, and reviewers' names and comments stay at home. */
function holdsNoRun(folder: string, notes: readonly Note[]): void {
  const runs = independentRuns(notes);
  for (const name of Object.values(RELEASE)) {
    const text = readFileSync(join(folder, name), "utf8");
    const shown = name === RELEASE.items ? readJsonLines<Record<string, unknown>>(join(folder, name)).map(({ question: _, ...rest }) => JSON.stringify(rest)).join("\n") : text;
    assert.equal(firstRun(shown, runs), undefined, name);
    assert.doesNotMatch(text, /at home|"ann"|"developers"/);
  }
}

type Shown = Omit<ReviewedItem, "seconds" | "comment" | "reviewers" | "subject_id">;

/** What of an item a release gives back. */
const brief = ({ item_id, note_id, question_type, question, answer, section, source, span, explanation, valid, status, edited, from }: Shown): Shown =>
  ({ item_id, note_id, question_type, question, answer, section, source, span, explanation, valid, status, edited, from });

/** Runs of words of all notes, by another way than the one under test: as texts. */
function independentRuns(notes: readonly Note[]): Set<string> {
  return new Set(notes.flatMap(({ text }) => runsIn(text)));
}

const firstRun = (text: string, runs: ReadonlySet<string>): string | undefined => runsIn(text.replace(/\\[nrt]/g, " ")).find((run) => runs.has(run));

function runsIn(text: string): string[] {
  const words = text.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u).filter(Boolean);
  return words.slice(0, Math.max(0, words.length - RUN + 1)).map((_, i) => words.slice(i, i + RUN).join(" "));
}
