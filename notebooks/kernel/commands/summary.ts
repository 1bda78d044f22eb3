/** The result table: accuracy of each model on each question type, as text for the terminal and as HTML for the report. Reads what b-synthetic wrote. */
import { points } from "../../../lib/display/format.ts";
import { escapeHtml } from "../../../lib/display/output.ts";

/** `data/runs/<run>/summary.json`. Accuracies are shares from 0 to 1, low and high the ends of their 95 % interval. */
export interface Summary {
  readonly place: string;
  readonly seed: number;
  readonly notes: number | string;
  /** How many questions have their label from where: reviewed, facts, annotation or unreviewed. */
  readonly labels?: Readonly<Record<string, number>>;
  readonly rows: readonly Row[];
}
interface Row { readonly model: string; readonly question_type: string; readonly n: number; readonly accuracy: number; readonly low: number; readonly high: number }

const MODELS = ["base", "NB-Only", "No-S", "H-25k", "All", "teacher"];
const TYPES = ["boolean", "numeric", "na-boolean", "na-numeric", "all"];

/** A line for each question type, a column for each model: accuracy and its interval in per cent, and how many items. */
export function resultTable(summary: Summary): string {
  const rows = cells(summary);
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return [headline(summary), "", ...rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  "))].join("\n");
}

/** The same as HTML, with the intervals under the values. */
export function resultHtml(summary: Summary): string {
  const [head, ...body] = cells(summary);
  const cell = (text: string) => escapeHtml(text).replace(/ \((.*)\)$/, "<small>$1</small>");
  const row = (tag: string, texts: readonly string[]) => `<tr>${texts.map((text) => `<${tag}>${cell(text)}</${tag}>`).join("")}</tr>`;
  const caption = `<caption>${escapeHtml(headline(summary))}</caption>`;
  return `<table class="result">${caption}<thead>${row("th", head!)}</thead><tbody>${body.map((texts) => row("td", texts)).join("")}</tbody></table>`;
}

const headline = ({ place, seed, notes, labels = {} }: Summary): string =>
  [`Accuracy in per cent with 95 % intervals`, place, `seed ${seed}`, `${notes} notes`, ...Object.entries(labels).map(([from, n]) => `${n} labels ${from === "facts" ? "from facts" : from}`)].join(" · ");

function cells({ rows }: Summary): string[][] {
  const models = known(MODELS, rows.map(({ model }) => model));
  const types = known(TYPES, rows.map(({ question_type }) => question_type));
  const find = (model: string, type: string) => rows.find((row) => row.model === model && row.question_type === type);
  const line = (type: string) => [type, ...models.map((model) => accuracy(find(model, type))), counts(models.map((model) => find(model, type)?.n))];
  return [["question type", ...models, "n"], ...types.map(line)];
}

const accuracy = (row: Row | undefined): string => (row ? `${points(row.accuracy)} (${points(row.low)}–${points(row.high)})` : "–");

/** One number when all models were asked the same items, else the range. */
function counts(ns: readonly (number | undefined)[]): string {
  const given = ns.filter((n) => n !== undefined);
  const [least, most] = [Math.min(...given), Math.max(...given)];
  return least === most ? String(least) : `${least}–${most}`;
}

/** Those of `order` that occur, then whatever else occurs. */
const known = (order: readonly string[], found: readonly string[]): string[] =>
  [...order.filter((name) => found.includes(name)), ...new Set(found.filter((name) => !order.includes(name)))];
