import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { bars } from "../../lib/display/charts.ts";
import { FIGURE_CONFIG, keptAtHome } from "../../lib/display/figure-config.ts";
import { renderBundle } from "../../lib/display/render.ts";
import { writeReport } from "../../notebooks/kernel/commands/report.ts";
import { notebookOf, runCells, temporary } from "../notebooks/cells.ts";
import { noBrowser, openPage } from "../pages/browser.ts";
import type { Page } from "playwright-core";

const PLOTLY = "application/vnd.plotly.v1+json";
type Shown = { data: unknown[]; layout: object; config: Record<string, unknown> };

function assertAtHome(figure: unknown): void {
  const { config } = figure as Shown;
  for (const [key, value] of Object.entries(FIGURE_CONFIG)) if (key !== "modeBarButtonsToRemove") assert.equal(config[key], value, key);
  for (const button of FIGURE_CONFIG.modeBarButtonsToRemove) assert.ok((config["modeBarButtonsToRemove"] as string[]).includes(button), button);
  assert.equal(config["modeBarButtons"] ?? config["modeBarButtonsToAdd"], undefined);
}

test("A figure offers nothing that leaves the machine, whoever made it and whatever it asks for.", async (t) => {
  assertAtHome((await renderBundle(bars([{ x: "a", y: 1 }], { x: "x", y: "y" })))[PLOTLY]);
  const own = { data: [], layout: {}, config: { showSendToCloud: true, plotlyServerURL: "https://chart-studio.plotly.com", modeBarButtonsToAdd: ["sendDataToCloud"], modeBarButtonsToRemove: ["zoom2d"] } };
  const { status, stderr, cells } = await runCells(t, [
    `import { display } from "distil/display/output";\nimport { bars, plot } from "distil/display/render";\ndisplay({ "${PLOTLY}": ${JSON.stringify(own)}, "text/plain": "own" });\nawait plot(bars([{ x: "a", y: 1 }], { x: "x", y: "y" }));`,
  ]);
  assert.equal(status, 0, stderr);
  const figures = cells[0]!.outputs!.map((output) => output.data![PLOTLY]);
  assert.equal(figures.length, 2);
  figures.forEach(assertAtHome);
  assert.ok(((figures[0] as Shown).config["modeBarButtonsToRemove"] as string[]).includes("zoom2d"));
});

test("Whatever settings a figure comes with, those that let something out are off; what is no figure is untouched.", () => {
  const setting = fc.constantFrom(...Object.keys(FIGURE_CONFIG), "modeBarButtonsToAdd", "modeBarButtons", "displayModeBar", "scrollZoom");
  const value = fc.oneof(fc.boolean(), fc.webUrl(), fc.array(fc.constantFrom("sendChartToCloud", "sendDataToCloud", "toImage")), fc.constant(null));
  fc.assert(fc.property(fc.dictionary(setting, value), (config) => assertAtHome(keptAtHome({ [PLOTLY]: { data: [], layout: {}, config } })[PLOTLY])), { seed: 13, numRuns: 200 });
  const other = { "text/plain": "x", "image/png": "y" };
  assert.equal(keptAtHome(other), other);
});

/** Titles of a figure's buttons, its links, and the elements of plotly's cloud. */
const offered = async (page: Page) => ({
  buttons: await page.locator(".modebar-btn").evaluateAll((all) => all.map((one) => one.getAttribute("data-title") ?? "")),
  links: await page.locator(".js-plotly-plot a[href], .plot-container a[href]").count(),
  cloud: await page.locator("[class*=cloud], .plotlyjsicon").count(),
});

test("In a browser no figure draws a button or a link that leads away: alone, in a report, and in a report of figures saved with plotly's defaults.", { skip: noBrowser }, async (t) => {
  const folder = temporary(t), bundle = await renderBundle(bars([{ x: "a", y: 1 }], { x: "x", y: "y" }));
  const plotly = readFileSync(createRequire(import.meta.url).resolve("plotly.js-dist-min"), "utf8").replace(/<\/script/gi, "<\\/script");
  const { data, layout, config } = bundle[PLOTLY] as Shown;
  writeFileSync(join(folder, "alone.html"), `<!doctype html><meta charset="utf-8"><div id="f"></div><script>${plotly}</script><script>Plotly.newPlot("f", ${JSON.stringify(data)}, ${JSON.stringify(layout)}, ${JSON.stringify(config)})</script>`);
  mkdirSync(join(folder, "run"));
  const notebook = notebookOf(["plot()"]);
  notebook.cells[0]!.outputs = [bundle, { [PLOTLY]: { data, layout, config: { showSendToCloud: true } } }].map((data) => ({ output_type: "display_data", data, metadata: {} }));
  writeReport(join(folder, "run", "report.html"), { place: "rehearsal", notebooks: [{ name: "x.ipynb", notebook }] });
  const page = await openPage(t, { offline: true });
  for (const [file, figures] of [["alone.html", 1], ["run/report.html", 2]] as const) {
    await page.goto(pathToFileURL(join(folder, file)).href);
    for (let i = 0; i < figures; i++) {
      await page.locator(".plot-container").nth(i).scrollIntoViewIfNeeded();
      await page.locator(".plot-container").nth(i).hover();
    }
    const { buttons, links, cloud } = await offered(page);
    assert.ok(buttons.length >= 4 * figures, `${file}: ${buttons.length} buttons`);
    assert.deepEqual([buttons.filter((title) => /share|cloud|send|upload|edit|studio|plotly/i.test(title)), links, cloud], [[], 0, 0], file);
  }
});
