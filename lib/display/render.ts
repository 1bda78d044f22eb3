/**
 * Shows figures as interactive JSON, picture and text. The only file that loads plotly; pictures
 * are made in this process, offline, with fonts of our own.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { FAMILY, textWidth, type Figure } from "./charts.ts";
import { FIGURE_CONFIG } from "./figure-config.ts";
import { display, type Bundle } from "./output.ts";

export * from "./charts.ts";

const require = createRequire(import.meta.url);
const FONTS = ["400Regular/OpenSans_400Regular.ttf", "700Bold/OpenSans_700Bold.ttf"].map((file) => require.resolve(`@expo-google-fonts/open-sans/${file}`));

/** Shows a figure; sizes are in pixels. */
export async function plot(fig: Figure, { width = 760, height = 420 }: { readonly width?: number; readonly height?: number } = {}): Promise<void> {
  display(await renderBundle(fig, { width, height }));
}

/** A place in the cell's output for a figure that is drawn again and again, each time over the last. */
export function livePlot(size: { readonly width?: number; readonly height?: number } = {}): (fig: Figure) => Promise<void> {
  const id = `figure-${process.pid}-${++livePlots}`;
  return async (fig) => display(await renderBundle(fig, size), { id });
}
let livePlots = 0;

/** The bundle that {@link plot} shows. */
export async function renderBundle(fig: Figure, { width = 760, height = 420 }: { readonly width?: number; readonly height?: number } = {}): Promise<Bundle> {
  const png = await renderPng(fig, { width, height });
  return {
    "application/vnd.plotly.v1+json": { data: fig.data, layout: { ...fig.layout, height }, config: FIGURE_CONFIG },
    "image/png": Buffer.from(png).toString("base64"),
    "text/plain": describeFigure(fig),
  };
}

/** A figure as PNG of that many pixels: front ends show it at its own size until the mouse reaches it. */
export async function renderPng(fig: Figure, { width = 760, height = 420 }: { readonly width?: number; readonly height?: number } = {}): Promise<Uint8Array> {
  const svg = await svgOf(fig, { width, height });
  const { Resvg } = require("@resvg/resvg-js") as typeof import("@resvg/resvg-js");
  const font = { loadSystemFonts: false, fontFiles: FONTS, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
  return new Resvg(svg, { background: "white", font }).render().asPng();
}

function describeFigure(fig: Figure): string {
  const title = (fig.layout["title"] as { text?: string } | undefined)?.text ?? "Figure";
  const names = [...new Set(fig.data.map((trace) => (trace as { name?: string }).name).filter(Boolean))];
  const rehearsal = (fig.layout["annotations"] as { text?: string }[] | undefined)?.some(({ text }) => text === "rehearsal");
  return `[figure] ${title}${names.length ? `: ${names.join(", ")}` : ""}${rehearsal ? " (rehearsal)" : ""}`;
}

// Pictures

interface Page { Plotly: any; document: any; JSON: JSON }
let page: Page | undefined;

async function svgOf(fig: Figure, size: { width: number; height: number }): Promise<string> {
  const { Plotly, document, JSON: inPage } = (page ??= openPage());
  const { data, layout } = inPage.parse(JSON.stringify(fig)) as Figure;
  const element = document.createElement("div");
  document.body.appendChild(element);
  try {
    await Plotly.newPlot(element, data, { ...layout, ...size }, { staticPlot: true });
    return await Plotly.toImage(element, { format: "svg", imageDataOnly: true, ...size });
  } finally {
    Plotly.purge(element);
    element.remove();
  }
}

/** Plotly in a page without a browser. It has no canvas and measures no text, so both are filled in. */
function openPage(): Page {
  const { JSDOM, VirtualConsole } = require("jsdom");
  const window = new JSDOM("<!doctype html><body></body>", { runScripts: "outside-only", pretendToBeVisual: true, virtualConsole: new VirtualConsole() }).window;
  window.URL.createObjectURL = () => "blob:none";
  const nothing = () => undefined;
  const canvas = { measureText: (text: string) => ({ width: textWidth(text, 12) }) } as Record<string, unknown>;
  window.HTMLCanvasElement.prototype.getContext = () => new Proxy(canvas, { get: (target, key) => target[key as string] ?? nothing, set: () => true });
  const svg = window.SVGElement.prototype;
  svg.getBBox = function () { return textBox(this); };
  svg.getComputedTextLength = function () { return textSize(this).width; };
  svg.getTotalLength = () => 0;
  svg.getPointAtLength = () => ({ x: 0, y: 0 });
  svg.getBoundingClientRect = window.HTMLElement.prototype.getBoundingClientRect = function () {
    const { x, y, width, height } = /^t(ext|span)$/.test(this.tagName) ? textBox(this) : { x: 0, y: 0, width: 760, height: 420 };
    return { x, y, left: x, top: y, right: x + width, bottom: y + height, width, height };
  };
  window.eval(readFileSync(require.resolve("plotly.js-dist-min"), "utf8"));
  return window as Page;
}

/** Where a text lies around its anchor. */
function textBox(element: any) {
  const { width, height } = textSize(element);
  const anchor = element.getAttribute("text-anchor") ?? element.style?.textAnchor;
  return { x: anchor === "middle" ? -width / 2 : anchor === "end" ? -width : 0, y: -0.8 * height, width, height };
}

function textSize(element: any): { width: number; height: number } {
  const size = parseFloat(element.style?.fontSize || "12") || 12;
  const rows = [...element.querySelectorAll("tspan.line")].map((line: any) => line.textContent ?? "");
  const texts = rows.length ? rows : [element.textContent ?? ""];
  return { width: Math.max(...texts.map((text) => textWidth(text, size))), height: 1.3 * size * texts.length };
}
