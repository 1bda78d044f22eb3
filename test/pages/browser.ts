/** Chromium for tests, without a window and with a profile of its own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Locator, Page } from "playwright-core";
import type { TestContext } from "node:test";
import { temporary } from "../notebooks/cells.ts";

const PLACES = [
  process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium",
];
const found = PLACES.find((path) => path && existsSync(path));
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** Why there is no browser to test with, or false. */
export const noBrowser: string | false = found ? false : "Chromium: not at any of its usual places (set CHROMIUM to its path)";

/** How a browser is started. */
export const browserOptions = { executablePath: found ?? "", args: FLAGS, viewport: { width: 1400, height: 1000 } };

/** An empty page that closes when the test ends. `offline` refuses every request to a network. */
export async function openPage(t: TestContext, { offline = false }: { offline?: boolean } = {}): Promise<Page> {
  const profile = join(temporary(t), "profile");
  const context = await chromium.launchPersistentContext(profile, { ...browserOptions, offline });
  t.after(() => context.close());
  return context.newPage();
}

/** Rests the mouse on the first bar of the first figure within a part of the page, and returns what the figure then says. */
export async function hoverOverBar(page: Page, within: string): Promise<string> {
  const picture = page.locator(`${within} img.plot-img`).first();
  if (await picture.isVisible()) await moveTo(page, picture); // JupyterLab shows the picture until the mouse is over it
  const bar = page.locator(`${within} .barlayer .point path`).first();
  const label = page.locator(`${within} .hoverlayer .hovertext`).first();
  for (let tries = 0; tries < 20 && !(await label.isVisible()); tries++) {
    await moveTo(page, bar, { by: tries % 2 });
    await page.waitForTimeout(250);
  }
  return (await label.textContent({ timeout: 1000 })) ?? "";
}

async function moveTo(page: Page, target: Locator, { by = 0 }: { by?: number } = {}): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  const box = (await target.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2 + by, box.y + box.height / 2);
}
