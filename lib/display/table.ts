// Rows or a danfo frame as a table of a cell.
import { display, escapeHtml, type Bundle } from "./output.ts";

export interface TableOptions {
  /** @default 20 */
  readonly rows?: number;
  /** Longest text of a cell, in characters. @default 120 */
  readonly cell?: number;
  /** Columns to show, in this order. @default every key of the first 200 rows */
  readonly columns?: readonly string[];
  readonly caption?: string;
  /** Where the numbers come from: "rehearsal" is written beside the caption. */
  readonly place?: string;
}

/** A danfo frame, as far as a table needs it. */
export interface FrameLike { readonly columns: readonly string[]; readonly values: readonly unknown[]; readonly shape: readonly number[] }

/** Shows rows or a danfo frame as a table. */
export function table(source: readonly object[] | FrameLike, options: TableOptions = {}): void {
  display(tableBundle(source, options));
}

/** The bundle that {@link table} shows. */
export function tableBundle(source: readonly object[] | FrameLike, options: TableOptions = {}): Bundle {
  const all = rowsOf(source);
  const columns = options.columns ?? [...new Set(all.slice(0, 200).flatMap((row) => Object.keys(row)))];
  const rows = all.slice(0, options.rows ?? 20).map((row) => columns.map((column) => row[column]));
  const more = all.length > rows.length ? `${rows.length} of ${all.length.toLocaleString("en")} rows` : "";
  const head = [options.caption, options.place === "rehearsal" ? "rehearsal" : ""].filter(Boolean).join(" · ");
  const text = (value: unknown) => shorten(plain(value), options.cell ?? 120);
  const th = columns.map((column) => `<th style="text-align:left">${escapeHtml(column)}</th>`).join("");
  const align = (value: unknown) => `text-align:${typeof value === "number" ? "right" : "left"};white-space:pre-wrap;vertical-align:top`;
  const td = (value: unknown) => `<td style="${align(value)}">${escapeHtml(text(value))}</td>`;
  const body = rows.map((row) => `<tr>${row.map(td).join("")}</tr>`).join("");
  const caption = head ? `<caption style="text-align:left">${escapeHtml(head)}</caption>` : "";
  const html = `<table>${caption}<thead><tr>${th}</tr></thead><tbody>${body}</tbody></table>${more ? `<p>${more}</p>` : ""}`;
  return { "text/html": html, "text/plain": [head, aligned([columns, ...rows.map((row) => row.map(text))]), more].filter(Boolean).join("\n") };
}

function rowsOf(source: readonly object[] | FrameLike): Record<string, unknown>[] {
  if (Array.isArray(source)) return source as Record<string, unknown>[];
  const { columns, values } = source as FrameLike;
  return values.map((row) => Object.fromEntries(columns.map((column, i) => [column, Array.isArray(row) ? row[i] : row])));
}

function plain(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) return String(Number(value.toFixed(4)));
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
}

const shorten = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

function aligned(rows: readonly (readonly string[])[]): string {
  const flat = rows.map((row) => row.map((cell) => cell.replace(/\s+/g, " ")));
  const widths = flat[0]!.map((_, column) => Math.min(60, Math.max(...flat.map((row) => row[column]!.length))));
  return flat.map((row) => row.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd()).join("\n");
}
