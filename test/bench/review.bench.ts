// The review page with 1,000 notes of 20 kB each, in a real browser: how long from a key to the next item, and the longest time the page does nothing else.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { openReview } from "../../lib/pages/review/session.ts";
import { serveReview } from "../../lib/pages/server.ts";
import { browserOptions, noBrowser } from "../pages/browser.ts";
import { bundled, itemsOf, writeSet } from "../pages/review-fixture.ts";
import { lessIsBetter, median } from "./row.ts";
import type { BenchRow } from "./row.ts";

const NOTES = 1000, LENGTH = 20_000, STEPS = 60;
/** What is promised: no pause above this, in milliseconds. */
const PROMISED = 100;

export async function rows(): Promise<BenchRow[]> {
  if (noBrowser) {
    console.log(`review not measured: ${noBrowser}`);
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "distil-review-"));
  const notes = long(bundled(200)), set = writeSet(folder, { notes, items: itemsOf(notes) });
  const review = await openReview(set.file, { notes: set.notes }), server = await serveReview(review, [{ name: "ann", role: "reviewer" }]);
  const context = await chromium.launchPersistentContext(join(folder, "profile"), browserOptions);
  try {
    const page = await context.newPage();
    await page.addInitScript(HEARTBEAT);
    await page.goto(server.people[0]!.url);
    await page.locator("#note .block").first().waitFor();
    const loading = await page.evaluate<number>("[longest, longest = 0][0]"), steps: number[] = [];
    for (let i = 0; i < STEPS; i++) steps.push(await page.evaluate<number>(STEP));
    const longest = await page.evaluate<number>("longest");
    return [lessIsBetter("review/key to next item", median(steps), "ms", null), lessIsBetter("review/slowest of 60 items", Math.max(...steps), "ms", PROMISED), lessIsBetter("review/longest pause, opening", loading, "ms", PROMISED), lessIsBetter("review/longest pause, reviewing", longest, "ms", PROMISED)];
  } finally {
    await context.close();
    await server.close();
    review.log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every 4 ms the page says that it is alive; the longest it was silent is the longest pause. */
const HEARTBEAT = "{ let last = performance.now(); globalThis.longest = 0; setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 4); }";

/** Accepts the item at hand by key and waits until the next is painted. */
const STEP = `new Promise((done) => {
  const began = performance.now();
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
  const look = () => (document.body.hasAttribute("aria-busy") ? setTimeout(look, 1) : requestAnimationFrame(() => setTimeout(() => done(performance.now() - began))));
  look();
})`;

/** Notes of the wanted length, out of the bundled ones one after the other. */
const long = (few: ReturnType<typeof bundled>): ReturnType<typeof bundled> =>
  Array.from({ length: NOTES }, (_, i) => {
    let text = few[i % few.length]!.text;
    for (let j = 1; text.length < LENGTH; j++) text += `\n\n${few[(i + j) % few.length]!.text}`;
    return { note_id: `long-${i}`, subject_id: `${i}`, text: text.slice(0, LENGTH) };
  });
