import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";
import { bars, renderBundle } from "../../lib/display/render.ts";
import { highlightHtml } from "../../lib/display/note.ts";
import { reportHtml, writeReport } from "../../notebooks/kernel/commands/report.ts";
import { resultTable } from "../../notebooks/kernel/commands/summary.ts";
import { hoverOverBar, noBrowser, openPage } from "../pages/browser.ts";
import { notebookOf, temporary } from "./cells.ts";
import type { Notebook, Output } from "../../notebooks/kernel/notebook.ts";
import type { Summary } from "../../notebooks/kernel/commands/summary.ts";

const row = (model: string, question_type: string, accuracy: number, n = 40) => ({ model, question_type, n, accuracy, low: accuracy - 0.1, high: accuracy + 0.05 });
const SUMMARY: Summary = {
  place: "rehearsal", seed: 7, notes: 200,
  rows: ["teacher", "All", "base"].flatMap((model, i) => ["all", "na-boolean", "boolean"].map((type, j) => row(model, type, 0.2 + 0.2 * i + 0.05 * j, type === "all" ? 80 : 40))),
};

/** A notebook whose one cell shows these outputs, under a heading and a source. */
function showing(outputs: Output[], { heading = "# Title", source = "show();" }: { heading?: string; source?: string } = {}): Notebook {
  const notebook = notebookOf([source]);
  notebook.cells[0]!.outputs = outputs;
  return { ...notebook, cells: [{ cell_type: "markdown", source: heading, metadata: {} }, ...notebook.cells] };
}
const html = (text: string): Output => ({ output_type: "display_data", data: { "text/html": text }, metadata: {} });

/** The report's text without its scripts and styles. */
function body(notebook: Notebook, summary = SUMMARY): string {
  const report = reportHtml({ summary, notebooks: [{ name: "a-distill/1-create.ipynb", notebook }], folder: "/somewhere/data/runs/rehearsal" });
  return report.slice(report.indexOf("<body>"), report.indexOf("<script>"));
}

test("The result table has base first and teacher last, a line for each question type, intervals, n and the word rehearsal.", () => {
  const lines = resultTable(SUMMARY).split("\n").filter(Boolean).map((line) => line.trim().split(/\s{2,}/));
  assert.match(lines[0]![0]!, /rehearsal · seed 7 · 200 notes/);
  assert.deepEqual(lines[1], ["question type", "base", "All", "teacher", "n"]);
  assert.deepEqual(lines.slice(2).map(([type]) => type), ["boolean", "na-boolean", "all"]);
  assert.deepEqual(lines.at(-1), ["all", "60.0 (50.0–65.0)", "40.0 (30.0–45.0)", "20.0 (10.0–25.0)", "80"]);
});

test("A model that was not asked a type is a dash, and unequal numbers of items are a range.", () => {
  const lines = resultTable({ ...SUMMARY, rows: [row("base", "numeric", 0.5, 10), row("All", "boolean", 0.5, 12), row("base", "boolean", 0.5, 10)] }).split("\n");
  assert.match(lines.at(-1)!, /^numeric +50\.0 \(40\.0–55\.0\) +– +10$/);
  assert.match(lines.at(-2)!, /10–12$/);
});

test("Scripts, handlers and whatever loads from elsewhere do not pass from a cell's HTML into the report; marks and tables do.", () => {
  const text = body(showing([
    html('<script>alert(1)</script><img src="x" onerror="alert(2)"><a href="javascript:alert(3)">x</a><iframe src="https://example.org"></iframe><svg onload="alert(4)"></svg><style>body{display:none}</style>'),
    html(highlightHtml("a <b> c", [{ start: 2, end: 5, label: "quote" }])),
    html("<table><tr><td style='text-align:right'>5</td></tr></table>"),
  ]));
  assert.doesNotMatch(text, /<script|onerror|onload|javascript:|<iframe|<style|alert\(/);
  assert.match(text, /<mark[^>]*title="quote"[^>]*>&lt;b&gt;<\/mark>/);
  assert.match(text, /<td style="text-align:\s?right">5<\/td>/);
});

test("Text of prints, errors, sources and markdown is shown, not obeyed.", () => {
  const evil = "</pre><script>alert(1)</script>";
  const text = body(showing([
    { output_type: "stream", name: "stdout", text: `${evil}\u001b[31mred\u001b[0m` },
    { output_type: "error", ename: "Error", evalue: evil, traceback: [evil] },
    { output_type: "display_data", data: { "text/plain": evil, "image/png": `"><script>alert(2)</script>` }, metadata: {} },
  ], { heading: `# ${evil}`, source: `// ${evil}\nconst a = "</script>";` }));
  assert.doesNotMatch(text, /<script/);
  assert.doesNotMatch(text, /\u001b/);
});

test("A figure's data cannot end the script it stands in.", () => {
  const figure = { data: [{ type: "bar", x: ["</script><script>alert(1)</script>"], y: [1] }], layout: {} };
  const report = reportHtml({ summary: SUMMARY, notebooks: [{ name: "x.ipynb", notebook: showing([{ output_type: "display_data", data: { "application/vnd.plotly.v1+json": figure }, metadata: {} }]) }], folder: "/x" });
  assert.equal(report.match(/<script>alert/g), null);
  assert.match(report, /\\u003c\/script>\\u003cscript>alert/);
});

test("A link to a file leads there from the report, and a heading names the notebook in the list.", () => {
  const text = body(showing([], { heading: "# Create\n[next](2-post-process.ipynb) and [the paper](https://example.org/x)" }));
  assert.match(text, /<a href="#a-distill-1-create">Create<\/a>/);
  assert.match(text, /href="[^"]*\/notebooks\/a-distill\/2-post-process\.ipynb"/);
  assert.match(text, /href="https:\/\/example\.org\/x"/);
});

test("A report is for its owner's eyes.", { skip: process.platform === "win32" && "Windows has no file modes" }, async (t) => {
  const { statSync } = await import("node:fs");
  const file = join(temporary(t), "report.html");
  writeFileSync(file, "old");
  writeReport(file, { summary: SUMMARY, notebooks: [] });
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, "utf8"), /What the run found/);
});

test("In a browser without a network the report's figure answers the mouse, and nothing is asked of the network.", { skip: noBrowser }, async (t) => {
  const folder = join(temporary(t), "a run");
  mkdirSync(folder);
  const figure = await renderBundle(bars([{ type: "boolean", items: 1234 }], { x: "type", y: "items", title: "Items", place: "rehearsal" }));
  writeReport(join(folder, "report.html"), { summary: SUMMARY, notebooks: [{ name: "x.ipynb", notebook: showing([{ output_type: "display_data", data: { ...figure }, metadata: {} }]) }] });
  const page = await openPage(t, { offline: true });
  const asked: string[] = [];
  const wrong: string[] = [];
  page.on("request", (request) => asked.push(request.url().split(":")[0]!));
  page.on("pageerror", (error) => wrong.push(String(error)));
  page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
  await page.goto(pathToFileURL(join(folder, "report.html")).href);
  await page.locator(".figure .js-plotly-plot, .figure .plot-container").first().waitFor();
  assert.match(await hoverOverBar(page, ".figure"), /1234/);
  assert.deepEqual([...new Set(asked)].filter((scheme) => !["file", "data", "blob"].includes(scheme)), []);
  assert.deepEqual(wrong, []);
});
