/**
 * One HTML file of a run: the result table, then every notebook with its code folded and its figures to be touched; or of one notebook alone. It needs no network and loads
 * nothing; text from data stands in it escaped, HTML from cells is sanitised, and its own policy forbids it to reach out.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { FIGURE_CONFIG } from "../../../lib/display/figure-config.ts";
import { escapeHtml } from "../../../lib/display/output.ts";
import { overwritten, ROOT, textOf } from "../notebook.ts";
import { resultHtml } from "./summary.ts";
import type { Cell, Notebook, Output } from "../notebook.ts";
import type { Summary } from "./summary.ts";

const require = createRequire(import.meta.url);

const REHEARSAL = `<p>This is a <b>rehearsal</b>: every step really ran, with small stand-ins for the models. It shows the method at work;
it says nothing about real models.</p>`;

export interface Executed { readonly name: string; readonly notebook: Notebook }

/** What a report shows: executed notebooks (`name` is the path within notebooks/), below the run's result table where there is one. */
export interface Report {
  readonly notebooks: readonly Executed[];
  readonly summary?: Summary;
  /** Where the figures come from; a rehearsal is said to be one at the top. @default the summary's place */
  readonly place?: string | undefined;
}

/** Writes the report of executed notebooks. */
export function writeReport(file: string, report: Report): void {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  writeFileSync(file, reportHtml({ ...report, folder: dirname(file) }), { mode: 0o600 });
}

/** The report's text. Links of notebooks to files of the project are written as seen from `folder`. */
export function reportHtml({ summary, notebooks, place = summary?.place, folder }: Report & { folder: string }): string {
  const figures: unknown[] = [];
  const result = summary ? `<h1>What the run found</h1><div class="wide">${resultHtml(summary)}</div>` : "";
  const sections = notebooks.map(({ name, notebook }) => section(name, { notebook, folder, figures }));
  const links = notebooks.map(({ name, notebook }) => `<a href="#${anchor(name)}">${escapeHtml(titleOf(notebook) ?? name)}</a>`);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>Distil: ${escapeHtml(place ?? notebooks[0]?.name)}</title><style>${beside("report.css")}</style></head>
<body><nav><b>Distil</b>${summary ? '<a href="#top">Result</a>' : ""}${links.join("")}</nav>
<main><section id="top">${place === "rehearsal" ? REHEARSAL : ""}
${result}</section>
${sections.join("\n")}</main>
<script>${readFileSync(require.resolve("plotly.js-dist-min"), "utf8").replace(/<\/script/gi, "<\\/script")}</script>
<script>const FIGURES = ${inScript(figures)}, CONFIG = ${inScript(FIGURE_CONFIG)};
${beside("report-figures.js")}</script></body></html>
`;
}

interface Context { readonly notebook: Notebook; readonly folder: string; readonly figures: unknown[] }

function section(name: string, context: Context): string {
  const shown = (cell: Cell) => (cell.cell_type === "code" ? codeCell(cell, context) : markdown(textOf(cell.source), { name, ...context }));
  const body = context.notebook.cells.filter((cell) => cell.cell_type !== "raw").map(shown);
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
  const of = (mime: string) => textOf(output.data?.[mime] as string | string[] | undefined);
  const picture = of("image/png").replace(/[^\w+/=]/g, "");
  const image = picture && `<img alt="${escapeHtml(of("text/plain"))}" src="data:image/png;base64,${picture}">`;
  const figure = output.data?.["application/vnd.plotly.v1+json"];
  if (figure) return `<div class="figure" data-figure="${figures.push(figure) - 1}">${image}</div>`;
  if (image) return `<div class="figure">${image}</div>`;
  if (of("text/html")) return `<div class="wide">${sanitised(of("text/html"))}</div>`;
  if (of("text/markdown")) return sanitised(renderer().render(of("text/markdown")));
  return `<pre class="out">${plain(of("text/plain"))}</pre>`;
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
  const without = { FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select"], FORBID_ATTR: ["id", "class", "srcset", "background"] };
  return purify!.sanitize(html, { USE_PROFILES: { html: true }, ...without });
}

const KEYWORDS = "import|from|const|let|type|interface|function|return|await|async|for|of|in|if|else|new|throw|try|catch|export|as|while|break|continue";
const STRINGS = '"(?:[^"\\\\\\n]|\\\\.)*"|\'(?:[^\'\\\\\\n]|\\\\.)*\'|`(?:[^`\\\\]|\\\\.)*`';
const TOKENS = new RegExp(`(//[^\\n]*|/\\*[^]*?\\*/)|(${STRINGS})|\\b(${KEYWORDS})\\b|\\b(\\d[\\d_.]*)\\b`, "g");
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

const titleOf = ({ cells }: Notebook): string | undefined =>
  cells.filter((cell) => cell.cell_type === "markdown").map((cell) => /^#\s+(.+)$/m.exec(textOf(cell.source))?.[1]).find(Boolean);

const beside = (file: string): string => readFileSync(join(import.meta.dirname, file), "utf8");

/** JSON that cannot end the script it stands in. */
const inScript = (value: unknown): string => JSON.stringify(value).replace(/</g, "\\u003c").replace(/\u2028/g, "\\u2028").replace(/\u2029/g, "\\u2029");
