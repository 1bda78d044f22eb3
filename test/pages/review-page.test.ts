// The review page in a real browser: whole reviews by keyboard, hostile notes, tabs that meet.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "csv-parse/sync";
import type { Page } from "playwright-core";
import type { TestContext } from "node:test";
import { readJsonLines } from "../../lib/io/json.ts";
import type { Note } from "../../lib/types.ts";
import type { ReviewedItem } from "../../lib/pages/review/consensus.ts";
import { readReviewSet } from "../../lib/pages/review/load.ts";
import { openReview } from "../../lib/pages/review/session.ts";
import type { Person } from "../../lib/pages/review/session.ts";
import { serveReview } from "../../lib/pages/server.ts";
import { writeReview } from "../../lib/pages/review/export.ts";
import { fromRoot } from "../../lib/settings.ts";
import { noBrowser, openPage } from "./browser.ts";
import { temporary } from "../notebooks/cells.ts";
import { bundled, command, ended, itemsOf, reviewer, writeSet } from "./review-fixture.ts";

const needsBrowser = { skip: noBrowser };

test("A whole review of 20 items by keyboard alone, two reviewers and an adjudication, with the server killed after every fifth save: the files hold every decision.", needsBrowser, async (t) => {
  const folder = temporary(t), notes = bundled(20), items = itemsOf(notes), set = writeSet(folder, { notes, items });
  const args = [set.file, "--notes", set.notes, "--reviewers", "ann,ben", "--adjudicator", "carol"], page = await openPage(t);
  let served = await command(args), saves = 0;
  t.after(() => served.child.kill("SIGKILL"));
  const save = async (name: string, key: string) => {
    const item_id = await atHand(page);
    await press(page, key);
    assert.match(await message(page), new RegExp(`^Saved ${item_id}`));
    if (++saves % 5 > 0) return;
    await ended(served.child, "SIGKILL");
    served = await command(args);
    await visit(page, served.urls[name]!);
  };
  for (const name of ["ann", "ben"]) {
    await visit(page, served.urls[name]!);
    for (const [i, item] of items.entries()) {
      assert.equal(await atHand(page), item.item_id);
      if (name === "ann") await edit(page, { i, numeric: item.question_type.endsWith("numeric") });
      await save(name, i % 2 ? "a" : "Enter");
    }
  }
  const differ = items.filter((item, i) => expected(item, i)[0] !== "accepted");
  assert.equal(differ.length, 14);
  await visit(page, served.urls["carol"]!);
  for (const { item_id } of differ) {
    if ((await atHand(page)) !== item_id) await press(page, "b");
    assert.equal(await atHand(page), item_id);
    await press(page, isAnns(item_id) ? "1" : "2");
    await save("carol", "a");
  }
  await ended(served.child, "SIGTERM");
  const out = join(folder, "items.review"), reviewed = readJsonLines<ReviewedItem>(join(out, "reviewed.jsonl"));
  const final = items.map((item, i) => (!differ.includes(item) || isAnns(item.item_id) ? expected(item, i) : ["accepted", item.answer, true, []]));
  assert.deepEqual(reviewed.map((r) => [r.item_id, r.status, r.answer, r.valid, r.edited]), items.map((item, i) => [item.item_id, ...final[i]!]));
  assert.deepEqual(reviewed.map((r) => [r.from, r.reviewers.join()]), items.map((item) => (differ.includes(item) ? ["adjudication", "ann,ben,carol"] : ["agreed", "ann,ben"])));
  assert.ok(reviewed.every((r) => r.seconds > 0));
  const csv = parse(readFileSync(join(out, "annotated.csv")), { columns: true }) as Record<string, string>[];
  assert.deepEqual(csv.map((row) => [row["item_id"], row["Reviewed"], row["edited"], row["invalid_label"], row["not_specified"]]), reviewed.map((r) => [r.item_id, "1", r.edited.length ? "1" : "0", r.valid ? "0" : "1", r.answer === "NA" ? "1" : "0"]));
  const tasks = await readReviewSet(join(out, "label-studio.json"));
  assert.deepEqual(tasks.brought.map(({ item_id, proposal: { question, answer, source, valid } }) => ({ item_id, question, answer, source, valid })), reviewed.map(({ item_id, question, answer, source, valid }) => ({ item_id, question, answer: String(answer), source, valid })));
});

test("Two reviewers work blind to each other; an adjudicator sees both, takes a verdict by key, and the files hold what was adjudicated.", needsBrowser, async (t) => {
  const { page, urls, review } = await serve(t, { notes: bundled(8), people: [reviewer("ann"), reviewer("ben"), { name: "carol", role: "adjudicator" }] });
  await visit(page, urls["ann"]!);
  await press(page, "m");
  await page.keyboard.type("seen by ann");
  await page.keyboard.press("Escape");
  for (let i = 0; i < 8; i++) await press(page, "a");
  await visit(page, urls["ben"]!);
  assert.doesNotMatch(await page.locator("body").innerText(), /\bann\b/);
  assert.equal(await page.locator("#comment").inputValue(), "");
  assert.equal(await page.locator(".line .open").count(), 8);
  for (let i = 0; i < 8; i++) {
    if (i === 0) await press(page, "n");
    if (i === 3) await press(page, "i");
    await press(page, "a");
  }
  await visit(page, urls["carol"]!);
  assert.deepEqual(await page.locator(".line > :last-child").allInnerTexts(), ["differ", "agreed", "agreed", "differ", "agreed", "agreed", "agreed", "agreed"]);
  assert.deepEqual(await page.locator(".other b.differs").allInnerTexts(), ["Yes", "seen by ann", "No"]);
  assert.match(await page.locator("#others").innerText(), /seen by ann/);
  await pictures(page, "adjudicator");
  await press(page, "2");
  assert.equal(await page.locator("#answer").inputValue(), "No");
  await press(page, "a");
  await press(page, "b");
  assert.equal(await atHand(page), "item-3");
  await press(page, "1");
  await press(page, "a");
  await press(page, "e");
  assert.match(await page.locator("#figures").innerText(), /answer\s+percent agreement\s+75\.0 %/);
  const { reviewed, waiting, open } = writeReview(review.folder, review);
  assert.deepEqual([reviewed.length, waiting, open], [8, [], []]);
  assert.deepEqual(reviewed.filter((r) => r.from === "adjudication").map((r) => [r.item_id, r.answer, r.valid, r.reviewers]), [["item-0", "No", true, ["ann", "ben", "carol"]], ["item-3", "NA", true, ["ann", "ben", "carol"]]]);
});

test("Markup, right-to-left text, null bytes, Windows line ends and a megabyte are shown as text, with the quote marked where it stands.", needsBrowser, async (t) => {
  const quote = "Creatinine was 1.4 mg/dL <b>today</b>";
  const texts: Record<string, string> = {
    markup: `<script>globalThis.owned = true</script><img src=x onerror="globalThis.owned=1">\nPhysical Exam:\n${quote} & more &amp; </div>`,
    "right to left": `תאריך קבלה\nPertinent Results:\nהערך ${quote} \u202Eabc\u202C סוף\nعربي`,
    "null bytes": `null \u0000 byte\n\u0000${quote}\u0000\ud800 lone`,
    "Windows line ends": `Line one\r\nHPI:\r\n\r\n  ${quote}\r\nlast\r\n`,
    "a megabyte": `${"All quiet on this line of the note.\n".repeat(28_000)}${quote}\n${"And after it as well.\n".repeat(2_000)}`,
    "a megabyte in one line": `${"All quiet in this note. ".repeat(42_000)}${quote} ${"And after it as well. ".repeat(2_000)}`,
  };
  const notes = Object.entries(texts).map(([note_id, text], i): Note => ({ note_id, subject_id: `s${i}`, text }));
  const items = notes.map((note, i) => ({ item_id: `i${i}`, note_id: note.note_id, question_type: "numeric", question: `<i>${note.text.slice(0, 30)}</i>`, answer: 1.4, section: "Pertinent Results", source: quote, difficulty: 3, explanation: "" }));
  const { page, urls } = await serve(t, { notes, items, people: [reviewer("ann")] }), complaints: string[] = [];
  page.on("console", (line) => void (line.type() === "error" && complaints.push(line.text())));
  page.on("pageerror", ({ message: text }) => void complaints.push(text));
  await visit(page, urls["ann"]!);
  for (const { note_id, text } of notes) {
    await t.test(note_id, async () => {
      const shown = await page.evaluate<Shown>(SHOWN);
      assert.ok(shown.text === text, "the note is shown with other characters than it has");
      assert.deepEqual({ ...shown, text: "" }, { text: "", marked: quote, at: text.indexOf(quote), answer: "1.4", inSight: true, elements: 0, owned: false });
    });
    await press(page, "j");
  }
  assert.deepEqual(complaints, [], "the page breaks its own content security policy");
});

test("Text selected in the note becomes the source, white space at its ends left out, and brackets stretch it by words.", needsBrowser, async (t) => {
  const note = { note_id: "n", subject_id: "s", text: "Plan:\r\nHold aspirin  for one week. Hold aspirin again later.\r\n" };
  const { page, urls, review } = await serve(t, { notes: [note], items: [{ item_id: "i", note_id: "n", question_type: "boolean", question: "Is aspirin held?", answer: "Yes", section: "Plan", source: "Hold aspirin", difficulty: 1, explanation: "" }], people: [reviewer("ann")] });
  await visit(page, urls["ann"]!);
  const second = note.text.lastIndexOf("Hold");
  await page.evaluate(selecting(second - 1, second + 13));
  await press(page, "t");
  assert.equal(await page.locator("#source").inputValue(), "Hold aspirin");
  await press(page, "]");
  await press(page, "]");
  await press(page, "}");
  assert.equal(await page.locator("#note mark.source").allInnerTexts().then((texts) => texts.join("")), "Hold aspirin again");
  await press(page, "a");
  const [entry] = writeReview(review.folder, review).reviewed;
  assert.deepEqual([entry?.source, entry?.span, entry?.edited], ["Hold aspirin again", [second, second + 18], ["source"]]);
});

test("Of two tabs the later one is told, keeps what was typed, and can save over it or take the other's; undo goes back step by step.", needsBrowser, async (t) => {
  const { page, urls, review } = await serve(t, { notes: bundled(4), people: [reviewer("ann")] });
  const other = await page.context().newPage();
  await visit(page, urls["ann"]!);
  await visit(other, urls["ann"]!);
  await press(page, "a");
  await press(other, "n");
  await press(other, "a");
  assert.match(await message(other), /^Not saved: this item was decided elsewhere meanwhile \(accepted; differs in answer\)/);
  assert.equal(await other.locator("#answer").inputValue(), "No");
  assert.equal(review.log.stand("ann", "item-0")?.verdict.answer, "Yes");
  await press(other, "a");
  assert.equal(review.log.stand("ann", "item-0")?.verdict.answer, "No");
  await press(other, "k");
  await press(other, "u");
  assert.deepEqual([review.log.stand("ann", "item-0")?.verdict.answer, review.log.stand("ann", "item-0")?.verdict.status], ["Yes", "accepted"]);
  await press(other, "u");
  assert.equal(review.log.stand("ann", "item-0")?.verdict.status, "open");
});

test("Looking at items, paging through them and filtering them decides nothing.", needsBrowser, async (t) => {
  const { page, urls, review } = await serve(t, { notes: bundled(12), people: [reviewer("ann")] });
  await visit(page, urls["ann"]!);
  for (const key of ["j", "j", "k", "ArrowDown", "b"]) await press(page, key);
  await press(page, "g");
  await page.keyboard.type("9");
  await page.keyboard.press("Enter");
  await page.locator(".line.at", { hasText: "item-8" }).waitFor();
  await page.locator("body:not([aria-busy])").waitFor();
  await page.locator("#filter-question_type").selectOption("na-numeric");
  assert.deepEqual(await page.locator(".line > :nth-child(2)").allInnerTexts(), ["item-3", "item-7", "item-11"]);
  assert.deepEqual(review.log.lanes(), []);
  await page.locator("#filter-question_type").selectOption("numeric");
  await page.locator("body:not([aria-busy])").waitFor();
  await press(page, "n");
  assert.match(await message(page), /^This question asks for a number/);
  await pictures(page, "reviewer");
});

test("Wherever the list was scrolled to, the item at hand is in its sight, and filtering shows what passes.", needsBrowser, async (t) => {
  const { page, urls } = await serve(t, { notes: bundled(80), people: [reviewer("ann")] }), list = page.locator("#list"), row = page.locator(".line.at");
  await visit(page, urls["ann"]!);
  for (const wanted of [79, 2, 40]) {
    await press(page, "g");
    await page.keyboard.type(String(wanted));
    await page.keyboard.press("Enter");
    await row.filter({ hasText: `item-${wanted - 1}` }).waitFor();
    const box = await row.boundingBox(), frame = await list.boundingBox();
    assert.ok(box!.y >= frame!.y && box!.y + box!.height <= frame!.y + frame!.height, `item ${wanted} is out of sight`);
  }
  await page.locator("#filter-question_type").selectOption("na-numeric");
  await page.locator("#filter-difficulty").selectOption("4");
  await page.locator("body:not([aria-busy])").waitFor();
  assert.deepEqual(await page.locator(".line > :nth-child(2)").allInnerTexts(), ["item-3", "item-23", "item-43", "item-63"]);
  await page.locator("#filter-difficulty").selectOption("all");
  await list.evaluate((pane) => pane.scrollTo(0, 1e6));
  await page.locator(".line", { hasText: "item-79" }).waitFor();
});

interface Shown { text: string; marked: string; at: number; answer: string; inSight: boolean; elements: number; owned: boolean }

/** What the page shows of a note: run in the browser. */
const SHOWN = `(() => {
  const pane = document.querySelector("#note"), marks = [...pane.querySelectorAll("mark.source")], box = marks[0].getBoundingClientRect(), frame = pane.getBoundingClientRect();
  const before = document.createRange();
  before.selectNodeContents(pane);
  before.setEndBefore(marks[0]);
  return {
    text: pane.textContent, marked: marks.map((m) => m.textContent).join(""), at: before.cloneContents().textContent.length, answer: pane.querySelector("mark.answer").textContent,
    inSight: box.top >= frame.top && box.bottom <= frame.bottom, elements: pane.querySelectorAll("script, img, b, i").length, owned: "owned" in globalThis,
  };
})()`;

/** Selects part of the note by its place: run in the browser. */
const selecting = (from: number, to: number): string => `(() => {
  const walker = document.createTreeWalker(document.querySelector("#note"), NodeFilter.SHOW_TEXT), ends = [];
  for (let node = walker.nextNode(), at = 0; node; at += node.textContent.length, node = walker.nextNode())
    for (const wanted of [${from}, ${to}]) if (wanted >= at && wanted < at + node.textContent.length) ends.push([node, wanted - at]);
  getSelection().setBaseAndExtent(...ends[0], ...ends[1]);
})()`;

async function serve(t: TestContext, { notes, items = itemsOf(notes), people }: { notes: readonly Note[]; items?: readonly object[]; people: readonly Person[] }) {
  const set = writeSet(temporary(t), { notes, items }), review = await openReview(set.file, { notes: set.notes }), server = await serveReview(review, people);
  t.after(async () => {
    await server.close();
    review.log.close();
  });
  return { review, page: await openPage(t), urls: Object.fromEntries(server.people.map(({ name, url }) => [name, url])) };
}

/** Opens an address, the same page's included, and waits for the first item. */
async function visit(page: Page, url: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(url);
  await page.locator("#note .block").first().waitFor();
  await page.locator("body:not([aria-busy])").waitFor();
}

async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key);
  await page.locator("body:not([aria-busy])").waitFor();
}

const message = (page: Page): Promise<string> => page.locator("#message").innerText();
const atHand = (page: Page): Promise<string> => page.locator(".line.at > :nth-child(2)").innerText();

/** What the reviewer does to item i before saving: nothing, another answer, NA, invalid, another question. */
async function edit(page: Page, { i, numeric }: { i: number; numeric: boolean }): Promise<void> {
  const type = async (key: string, text: string) => {
    await press(page, key);
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type(text);
    await page.keyboard.press("Escape");
  };
  if (i % 5 === 1) {
    if (numeric) await type("w", "42");
    else await press(page, "n");
    await type("s", "Admission Date");
  }
  if (i % 5 === 2) await press(page, "0");
  if (i % 5 === 3) await press(page, "i");
  if (i % 5 === 4) await type("q", `Another question, number ${i}?`);
}

/** Whose verdict the adjudicator takes: ann's, or else ben's, who leaves every item as it is. */
const isAnns = (item_id: string): boolean => Number(item_id.slice(5)) % 2 === 0;

function expected(item: { answer: unknown; question_type: string }, i: number): unknown[] {
  if (i % 5 === 1) return ["edited", item.question_type.endsWith("numeric") ? 42 : "No", true, [...(item.answer === "No" ? [] : ["answer"]), ...(item.answer === "NA" ? ["section"] : []), "source"]];
  if (i % 5 === 2) return item.answer === "NA" ? ["accepted", "NA", true, []] : ["edited", "NA", true, ["answer", "section", "source"]];
  if (i % 5 === 3) return ["invalid", item.answer, false, []];
  return i % 5 === 4 ? ["edited", item.answer, true, ["question"]] : ["accepted", item.answer, true, []];
}

/** For people to look at. */
async function pictures(page: Page, name: string): Promise<void> {
  mkdirSync(fromRoot("data/runs/screenshots"), { recursive: true });
  for (const [width, height] of [[1280, 800], [1920, 1080]] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: fromRoot("data/runs/screenshots", `review-${name}-${width}.png`) });
  }
}
