import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { bars, barsWithIntervals, renderBundle, forestPlot, heatmap, lineChart, livePlot, panels, renderPng } from "../../lib/display/render.ts";
import { display, escapeHtml } from "../../lib/display/output.ts";
import { highlightHtml } from "../../lib/display/note.ts";
import { table, tableBundle } from "../../lib/display/table.ts";
import { frame } from "../../lib/display/dataframe.ts";
import { ROOT } from "../../notebooks/kernel/notebook.ts";
import type { Figure } from "../../lib/display/render.ts";
import type { MarkedSpan } from "../../lib/display/note.ts";

/** What a browser would read of data: tags and the headings of folded lines gone, character references resolved. */
const read = (html: unknown): string => String(html).replace(/<summary.*?<\/summary>/g, "").replace(/<[^>]*>/g, "").replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** What calls show, as a kernel would receive it. */
function shownBy(act: () => void): { data: Record<string, unknown>; id: string | undefined; update: boolean }[] {
  const seen: { data: Record<string, unknown>; id: string | undefined; update: boolean }[] = [];
  const key = Symbol.for("distil.publish");
  (globalThis as any)[key] = ({ data, transient }: any, update: boolean) => seen.push({ data, id: transient.display_id, update });
  try {
    act();
  } finally {
    delete (globalThis as any)[key];
  }
  return seen;
}

test("Escaped text holds nothing that HTML obeys and reads as it was.", () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(..."<>&\"'`=ab #;1x") }), (text) => {
    const escaped = escapeHtml(text);
    assert.doesNotMatch(escaped, /[<>"'`]/);
    assert.equal(read(escaped), text);
  }), { seed: 1 });
});

test("A table escapes headings and cells, aligns numbers to the right and says how many rows it leaves out.", () => {
  const html = String(tableBundle([{ "<b>": '<img src=x onerror="1">', n: 1.23456 }, { "<b>": null, n: 2 }, { "<b>": { a: 1 }, n: 3 }], { rows: 2 })["text/html"]);
  assert.doesNotMatch(html, /<img|<b>/);
  assert.match(html, /text-align:right[^>]*>1\.2346</);
  assert.match(html, /2 of 3 rows/);
});

test("A table's text has a line for each row under its heading, with columns in step.", () => {
  assert.equal(tableBundle([{ name: "one\ntwo", n: 10 }, { name: "x", n: 2 }], { caption: "Counts", place: "rehearsal" })["text/plain"], "Counts · rehearsal\nname     n\none two  10\nx        2");
});

test("A table says rehearsal only for numbers of a rehearsal.", () => {
  assert.match(String(tableBundle([{ a: 1 }], { place: "rehearsal" })["text/html"]), /rehearsal/);
  assert.doesNotMatch(String(tableBundle([{ a: 1 }], { place: "slurm" })["text/html"]), /rehearsal/);
});

test("A danfo frame is shown like the rows it was made of.", () => {
  const rows = [{ name: "a,b", n: 1 }, { name: "c", n: 2.5 }];
  assert.equal(tableBundle(frame(rows) as never)["text/html"], tableBundle(rows)["text/html"]);
});

test("Rows without a column show it empty, whatever row has it first.", () => {
  const text = String(tableBundle([{ a: 1 }, { b: 2 }])["text/plain"]);
  assert.deepEqual(text.split("\n").map((line) => line.trim()), ["a  b", "1", "2"]);
});

const noteAndSpans = fc.string({ unit: fc.constantFrom(..."ab <>&\n\n\"é😀"), maxLength: 120 }).chain((note) =>
  fc.tuple(fc.constant(note), fc.array(fc.tuple(fc.nat(note.length), fc.nat(note.length)).map(([a, b]): MarkedSpan => ({ start: Math.min(a, b), end: Math.max(a, b) })), { maxLength: 5 })),
);

test("A highlighted note reads as the note, and exactly the spans are marked, however they overlap.", () => {
  fc.assert(fc.property(noteAndSpans, ([note, spans]) => {
    const html = highlightHtml(note, spans);
    assert.equal(read(html), note);
    const marked = [...html.matchAll(/<mark[^>]*>(.*?)<\/mark>/gs)].map((match) => read(match[1])).join("");
    assert.equal(marked, [...note.split("").entries()].filter(([i]) => spans.some(({ start, end }) => i >= start && i < end)).map(([, char]) => char).join(""));
  }), { seed: 2 });
});

test("Lines far from what is marked are folded, lines near to it are in sight.", () => {
  const lines = Array.from({ length: 60 }, (_, i) => `line ${i}`);
  const note = lines.join("\n");
  const html = highlightHtml(note, [{ start: note.indexOf("line 30"), end: note.indexOf("line 30") + 7 }]);
  const folded = [...html.matchAll(/<details>.*?<\/details>/gs)].map((match) => read(match[0]));
  assert.deepEqual(folded, [lines.slice(0, 26).join("\n") + "\n", lines.slice(35).join("\n")]);
  assert.doesNotMatch(highlightHtml(note, []), /<details>/);
});

test("A span outside its note is a mistake that is told at once.", () => {
  assert.throws(() => highlightHtml("short", [{ start: 3, end: 9 }]), /Expected a span within the note's 5 characters, got 3 to 9/);
  assert.throws(() => highlightHtml("short", [{ start: 3, end: 1 }]), RangeError);
});

test("A label of a passage cannot leave its attribute.", () => {
  assert.doesNotMatch(highlightHtml("abc", [{ start: 0, end: 1, label: '" onmouseover="alert(1)' }]), /"\s+onmouseover/);
});

test("Outside a notebook what is shown is printed as text.", (t) => {
  const log = t.mock.method(console, "log", () => {});
  table([{ a: 1 }]);
  display({ "image/png": "…" });
  assert.deepEqual(log.mock.calls.map((call) => call.arguments), [["a\n1"], ["image/png"]]);
});

const ROWS = ["boolean", "numeric"].flatMap((type, i) => ["base", "All"].map((model, j) => ({ type, model, accuracy: 0.2 + 0.3 * j + 0.1 * i, low: 0.1 + 0.3 * j + 0.1 * i, high: 0.25 + 0.3 * j + 0.1 * i, n: 10 + i })));
const FIGURES: Record<string, (place: string) => Figure> = {
  bars: (place) => bars(ROWS, { x: "type", y: "n", group: "model", stack: true, title: "Items", place }),
  barsWithIntervals: (place) => barsWithIntervals(ROWS, { x: "type", y: "accuracy", low: "low", high: "high", group: "model", percent: true, title: "Accuracy", place }),
  lines: (place) => lineChart(ROWS, { x: "n", y: "accuracy", group: "model", low: "low", high: "high", log: true, place }),
  forest: (place) => forestPlot(ROWS, { label: "model", value: "accuracy", low: "low", high: "high", reference: 0.5, place }),
  panels: (place) => panels(ROWS, { x: "n", y: { accuracy: "accuracy", high: "upper end" }, group: "model", title: "Two", place }),
  heat: (place) => heatmap(ROWS, { x: "model", y: "type", value: "accuracy", percent: true, place }),
};
const texts = (fig: Figure): string[] => (fig.layout["annotations"] as { text: string }[]).map(({ text }) => text);

for (const [name, make] of Object.entries(FIGURES)) {
  test(`Figure ${name} says rehearsal in a rehearsal and nowhere else, and becomes a picture of the asked size.`, async () => {
    assert.deepEqual(texts(make("rehearsal")), ["rehearsal"]);
    assert.deepEqual(texts(make("server")), []);
    const { width, height } = pixels(await renderPng(make("rehearsal"), { width: 400, height: 300 }));
    assert.deepEqual([width, height], [400, 300]);
  });
}

test("Bars with intervals keep each row's value and the distance to its ends.", () => {
  const [base, all] = FIGURES["barsWithIntervals"]!("server").data as any[];
  assert.deepEqual([base.name, all.name], ["base", "All"]);
  assert.deepEqual(base.x, ["boolean", "numeric"]);
  assert.deepEqual(all.y, [0.5, 0.6]);
  assert.deepEqual(base.error_y.arrayminus.map((n: number) => Number(n.toFixed(6))), [0.1, 0.1]);
  assert.deepEqual(base.error_y.array.map((n: number) => Number(n.toFixed(6))), [0.05, 0.05]);
});

test("Panels share colours and one legend; a column that nobody measured gets none.", () => {
  const rows = [{ step: 1, run: "a", loss: 2, memory: 5 }, { step: 2, run: "a", loss: 1, memory: 6 }, { step: 1, run: "b", loss: 3 }];
  const { data, layout } = panels(rows, { x: "step", y: { loss: "loss (nats)", speed: "tokens a second", memory: "memory (MB)" }, group: "run" });
  assert.deepEqual((data as any[]).map(({ name, x, y, yaxis, showlegend }) => [name, x, y, yaxis, showlegend]), [["a", [1, 2], [2, 1], "y", true], ["b", [1], [3], "y", true], ["a", [1, 2], [5, 6], "y2", false]]);
  assert.deepEqual([data[0], data[2]].map((trace) => (trace as any).line.color), Array(2).fill((data[0] as any).line.color));
  assert.deepEqual(Object.entries(layout).filter(([name]) => name.startsWith("yaxis")).map(([, { title }]: [string, any]) => title.text), ["loss (nats)", "memory (MB)"]);
});

test("A live figure takes the place of the one before; another cell's has its own.", async (t) => {
  const shown: { id: string; update: boolean }[] = [], key = Symbol.for("distil.publish");
  (globalThis as any)[key] = ({ transient }: any, update: boolean) => shown.push({ id: transient.display_id, update });
  t.after(() => delete (globalThis as any)[key]);
  const size = { width: 300, height: 200 }, draw = livePlot(size);
  for (const show of [draw, draw, livePlot(size)]) await show(FIGURES["lines"]!("server"));
  assert.deepEqual(shown.map(({ update }) => update), [false, true, false]);
  assert.equal(new Set(shown.map(({ id }) => id)).size, 2);
});

test("A heat table leaves pairs without a row white and empty.", () => {
  const { data } = heatmap([{ x: "a", y: "p", v: 1 }, { x: "b", y: "q", v: 2 }], { x: "x", y: "y", value: "v" });
  assert.deepEqual((data as any[]).map(({ text }) => text), [["1", ""], ["", "2"]]);
  assert.deepEqual((data as any[]).map(({ marker }) => marker.color.map((colour: string) => colour === "white")), [[false, true], [true, false]]);
});

test("Text from data is no markup in a figure.", () => {
  const [trace] = bars([{ x: "<b>bold</b>", y: 1 }], { x: "x", y: "y" }).data as any[];
  assert.deepEqual(trace.x, ["&lt;b>bold&lt;/b>"]);
});

test("A figure is shown as plotly's JSON object, as a picture and as text.", async () => {
  const bundle = await renderBundle(FIGURES["bars"]!("rehearsal"));
  const json = bundle["application/vnd.plotly.v1+json"] as { data: unknown[] };
  assert.equal(json.data.length, 2);
  assert.equal(Buffer.from(String(bundle["image/png"]), "base64").subarray(1, 4).toString(), "PNG");
  assert.equal(bundle["text/plain"], "[figure] Items: base, All (rehearsal)");
});

test("Letters are drawn whatever fonts the machine has: a title puts dark pixels where none were.", async () => {
  const without = pixels(await renderPng({ data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false } } }, { width: 300, height: 200 }));
  const titled = pixels(await renderPng({ data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false }, title: { text: "MMMMMMMM" } } }, { width: 300, height: 200 }));
  assert.ok(titled.dark - without.dark > 150, `${without.dark} dark pixels without a title, ${titled.dark} with one`);
});

test("Plotly is loaded in one file of lib.", () => {
  const users = globSync("lib/**/*.ts", { cwd: ROOT }).filter((file) => readFileSync(join(ROOT, file), "utf8").includes("plotly.js-dist"));
  assert.deepEqual(users, ["lib/display/render.ts"]);
});

/** Size of a PNG and its number of dark pixels; reads the one kind of PNG that resvg writes (8 bits, RGBA). */
function pixels(png: Uint8Array): { width: number; height: number; dark: number } {
  const bytes = Buffer.from(png);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  assert.deepEqual([bytes[24], bytes[25]], [8, 6]);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts));
  const row = 4 * width;
  const out = Buffer.alloc(height * row);
  let dark = 0;
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (row + 1)]!;
    for (let x = 0; x < row; x++) {
      const left = x >= 4 ? out[y * row + x - 4]! : 0;
      const up = y > 0 ? out[(y - 1) * row + x]! : 0;
      const corner = x >= 4 && y > 0 ? out[(y - 1) * row + x - 4]! : 0;
      out[y * row + x] = raw[y * (row + 1) + 1 + x]! + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
    }
    for (let x = 0; x < width; x++) if (out[y * row + 4 * x]! + out[y * row + 4 * x + 1]! + out[y * row + 4 * x + 2]! < 384) dark++;
  }
  return { width, height, dark };
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
