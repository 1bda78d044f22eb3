/**
 * One HTML file of a run: the result table, then every notebook with its code folded and its figures to be touched. It needs no network and loads
 * nothing; text from data stands in it escaped, HTML from cells is sanitised, and its own policy forbids it to reach out.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { escapeHtml } from "../../lib/show.ts";
import { overwritten, ROOT, textOf } from "./notebook.ts";
import { resultHtml } from "./summary.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";
import type { Summary } from "./summary.ts";

const require = createRequire(import.meta.url);

export interface Executed { readonly name: string; readonly notebook: Notebook }

/** Writes the report of executed notebooks; `name` is a notebook's path within notebooks/. */
export function writeReport(file: string, { summary, notebooks }: { summary: Summary; notebooks: readonly Executed[] }): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, reportHtml({ summary, notebooks, folder: dirname(file) }));
}

/** The report's text. Links of notebooks to files of the project are written as seen from `folder`. */
export function reportHtml({ summary, notebooks, folder }: { summary: Summary; notebooks: readonly Executed[]; folder: string }): string {
  const figures: unknown[] = [];
  const sections = notebooks.map(({ name, notebook }) => section(name, { notebook, folder, figures }));
  const links = notebooks.map(({ name, notebook }) => `<a href="#${anchor(name)}">${escapeHtml(titleOf(notebook) ?? name)}</a>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Distil: ${escapeHtml(summary.place)}</title><style>${STYLE}</style></head>
<body><nav><b>Distil</b><a href="#top">Result</a>${links.join("")}</nav>
<main><section id="top"><h1>What the run found</h1>
${summary.place === "rehearsal" ? "<p>This is a <b>rehearsal</b>: every step really ran, with small stand-ins for the models. It shows the method at work; it says nothing about real models.</p>" : ""}
<div class="wide">${resultHtml(summary)}</div></section>
${sections.join("\n")}</main>
<script>${readFileSync(require.resolve("plotly.js-dist-min"), "utf8").replace(/<\/script/gi, "<\\/script")}</script>
<script>const FIGURES = ${inScript(figures)};${DRAW}</script></body></html>
`;
}

interface Context { readonly notebook: Notebook; readonly folder: string; readonly figures: unknown[] }

function section(name: string, context: Context): string {
  const body = context.notebook.cells.map((cell) => (cell.cell_type === "code" ? codeCell(cell, context) : cell.cell_type === "markdown" ? markdown(textOf(cell.source), { name, ...context }) : ""));
  return `<section id="${anchor(name)}"><p class="file">notebooks/${escapeHtml(name)}</p>${body.join("\n")}</section>`;
}

function codeCell(cell: Cell, context: Context): string {
  const source = textOf(cell.source);
  const first = source.split("\n", 1)[0] ?? "";
  const code = `<details><summary><code>${escapeHtml(first.slice(0, 100))}</code></summary><pre class="code">${coloured(source)}</pre></details>`;
  return code + (cell.outputs ?? []).map((output) => outputHtml(output, context)).join("");
}

function outputHtml(output: Output, { figures }: Context): string {
  if (output.output_type === "stream") return `<pre class="out${output.name === "stderr" ? " err" : ""}">${plain(overwritten(textOf(output.text)))}</pre>`;
  if (output.output_type === "error") return `<pre class="out err">${plain([`${output.ename}: ${output.evalue}`, ...(output.traceback ?? [])].join("\n"))}</pre>`;
  const data = Object.fromEntries(Object.entries(output.data ?? {}).map(([mime, value]) => [mime, typeof value === "string" || Array.isArray(value) ? textOf(value as string[]) : value]));
  const image = data["image/png"] === undefined ? "" : `<img alt="${escapeHtml(data["text/plain"])}" src="data:image/png;base64,${String(data["image/png"]).replace(/[^\w+/=]/g, "")}">`;
  if (data["application/vnd.plotly.v1+json"]) return `<div class="figure" data-figure="${figures.push(data["application/vnd.plotly.v1+json"]) - 1}">${image}</div>`;
  if (image) return `<div class="figure">${image}</div>`;
  if (data["text/html"] !== undefined) return `<div class="wide">${sanitised(String(data["text/html"]))}</div>`;
  if (data["text/markdown"] !== undefined) return sanitised(renderer().render(String(data["text/markdown"])));
  return `<pre class="out">${plain(String(data["text/plain"] ?? ""))}</pre>`;
}

const plain = (text: string): string => escapeHtml(stripVTControlCharacters(text));

/** Markdown as HTML; HTML in it is shown, not obeyed, and links to files lead there from the report's folder. */
function markdown(text: string, { name, folder }: { name: string; folder: string }): string {
  const from = join(ROOT, "notebooks", dirname(name));
  return sanitised(renderer().render(text, { link: (href: string) => (/^[a-z]+:|^#/i.test(href) ? href : relative(folder, join(from, href))) }));
}

let markdownIt: any;
function renderer() {
  if (markdownIt) return markdownIt;
  markdownIt = require("markdown-it")({ html: false });
  markdownIt.renderer.rules.link_open = (tokens: any, i: number, options: unknown, env: { link?: (href: string) => string }, self: any) => {
    const token = tokens[i];
    if (env.link) token.attrSet("href", env.link(token.attrGet("href") ?? ""));
    return self.renderToken(tokens, i, options);
  };
  return markdownIt;
}

let purify: { sanitize(html: string, options: object): string } | undefined;
/** HTML without scripts, handlers, frames, forms and anything that loads. */
function sanitised(html: string): string {
  purify ??= require("dompurify")(new (require("jsdom").JSDOM)("").window);
  return purify!.sanitize(html, { USE_PROFILES: { html: true }, FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select"], FORBID_ATTR: ["id", "class", "srcset", "background"] });
}

const TOKENS = /(\/\/[^\n]*|\/\*[\s\S]*?\*\/)|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\b(import|from|const|let|type|interface|function|return|await|async|for|of|in|if|else|new|throw|try|catch|export|as|while|break|continue)\b|\b(\d[\d_.]*)\b/g;
const KINDS = ["comment", "string", "keyword", "number"];

/** Source with comments, strings, keywords and numbers told apart. */
function coloured(source: string): string {
  let html = "";
  let at = 0;
  for (const match of source.matchAll(TOKENS)) {
    const kind = KINDS[match.slice(1).findIndex((group) => group !== undefined)];
    html += `${escapeHtml(source.slice(at, match.index))}<span class="${kind}">${escapeHtml(match[0])}</span>`;
    at = match.index + match[0].length;
  }
  return html + escapeHtml(source.slice(at));
}

const anchor = (name: string): string => name.replace(/\.ipynb$/, "").replace(/\W+/g, "-");

const titleOf = (notebook: Notebook): string | undefined => notebook.cells.map((cell) => /^#\s+(.+)$/m.exec(cell.cell_type === "markdown" ? textOf(cell.source) : "")?.[1]).find(Boolean);

/** JSON that cannot end the script it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replace(/</g, "\\u003c").replace(/\u2028/g, "\\u2028").replace(/\u2029/g, "\\u2029");

const DRAW = `
const draw = (element) => {
  const { data, layout } = FIGURES[Number(element.dataset.figure)];
  const picture = element.querySelector("img");
  const box = document.createElement("div");
  element.prepend(box);
  Plotly.newPlot(box, data, layout, { displaylogo: false, responsive: true }).then(() => { if (picture) picture.remove(); });
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { seen.unobserve(target); draw(target); }
}, { rootMargin: "400px" });
for (const element of document.querySelectorAll("[data-figure]")) seen.observe(element);
`;

const STYLE = `
:root { --line: #e3e6ea; --soft: #f6f7f9; --text: #1f2933; --quiet: #66727f; --blue: #0b5cad; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, "Segoe UI", "Open Sans", sans-serif; color: var(--text); display: flex; }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; flex: 0 0 15rem; padding: 1.5rem 1rem; background: var(--soft); border-right: 1px solid var(--line); font-size: .9rem; }
nav b { display: block; margin-bottom: .75rem; font-size: 1.1rem; }
nav a { display: block; padding: .25rem 0; color: var(--text); text-decoration: none; }
nav a:hover, a { color: var(--blue); }
main { flex: 1 1 auto; min-width: 0; max-width: 62rem; padding: 1.5rem 2.5rem 6rem; }
section { padding-bottom: 2rem; border-bottom: 1px solid var(--line); margin-bottom: 2rem; }
h1 { font-size: 1.7rem; line-height: 1.25; } h2 { font-size: 1.25rem; margin-top: 2rem; } .file { color: var(--quiet); font-size: .85rem; margin: 0; }
pre { overflow: auto; padding: .6rem .9rem; border-radius: 6px; font-size: .84rem; line-height: 1.45; }
pre.code { background: var(--soft); margin: .3rem 0 .6rem; } pre.out { border-left: 3px solid var(--line); max-height: 26rem; white-space: pre-wrap; overflow-wrap: anywhere; } pre.err { border-color: #d64545; }
details > summary { cursor: pointer; color: var(--quiet); font-size: .8rem; margin-top: .8rem; } details[open] > summary code { visibility: hidden; }
code { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; font-size: .9em; }
.comment { color: #6a737d; } .string { color: #116329; } .keyword { color: #8250df; } .number { color: #0550ae; }
.wide { overflow-x: auto; margin: .8rem 0; } table { border-collapse: collapse; font-size: .88rem; } caption { text-align: left; color: var(--quiet); padding-bottom: .4rem; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; } thead th { border-bottom: 2px solid #c9d0d8; }
table.result td:not(:first-child), table.result th:not(:first-child) { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; } table.result tbody tr:last-child { font-weight: 600; }
.figure { margin: 1rem 0; } .figure img { max-width: 100%; width: 760px; }
@media (max-width: 50rem) { nav { display: none; } main { padding: 1rem; } }
@media print { nav { display: none; } }
`;
