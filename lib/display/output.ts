/**
 * Rich output for cells: tables, notes with marked passages, markdown, any bundle of mime types.
 * Outside a notebook the same calls print plain text. Everything that comes from data is escaped. Figures are in render.ts.
 */

/** One output in several forms; a front end draws the richest it knows. */
export type Bundle = Readonly<Record<string, unknown>>;

type Publish = (display: { data: Bundle; metadata: object; transient: object }, update: boolean) => void;
const kernel = (): Publish | undefined => (globalThis as Record<symbol, unknown>)[Symbol.for("distil.publish")] as Publish | undefined;

/** Shows a bundle. With an `id`, a later bundle of the same id takes its place. `text/plain` is what a script prints. */
export function display(data: Bundle, { id }: { readonly id?: string } = {}): void {
  const write = kernel();
  if (!write) {
    console.log(String(data["text/plain"] ?? Object.keys(data).join(", ")));
    return;
  }
  const update = id !== undefined && shownIds.has(id);
  if (id !== undefined) shownIds.add(id);
  write({ data, metadata: {}, transient: id === undefined ? {} : { display_id: id } }, update);
}
const shownIds = new Set<string>();

/** Text made safe to stand in HTML, in attributes too. */
export const escapeHtml = (value: unknown): string => String(value ?? "").replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);

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

/** A passage of a note, as character positions. Spans may overlap. */
export interface MarkedSpan {
  readonly start: number;
  readonly end: number;
  /** Said when the mouse rests on the passage. */
  readonly label?: string;
  /** @default "evidence" */
  readonly tone?: keyof typeof TONES;
}
const TONES = { evidence: "#ffe08a", right: "#b7e4c7", wrong: "#ffc2c2", other: "#cfe2ff" } as const;

/** Shows a note with passages marked; lines far from any of them are folded away. `caption` stands above it. */
export function highlight(note: string, spans: readonly MarkedSpan[], { caption = "" }: { readonly caption?: string } = {}): void {
  display({ "text/html": highlightHtml(note, spans, { caption }), "text/plain": [caption, ...passages(note, spans)].filter(Boolean).join("\n") });
}

/** The HTML that {@link highlight} shows. Throws when a span lies outside the note. */
export function highlightHtml(note: string, spans: readonly MarkedSpan[], { caption = "" }: { readonly caption?: string } = {}): string {
  for (const { start, end } of spans) {
    if (!(start >= 0 && start <= end && end <= note.length)) throw new RangeError(`Expected a span within the note's ${note.length} characters, got ${start} to ${end}`);
  }
  const parts = folds(note, spans).map(({ start, end, lines, near }) => {
    const text = markedText(note, spans, { start, end });
    return near ? text : `<details><summary style="color:#888">… ${lines} lines</summary>${text}</details>`;
  });
  const head = caption ? `<div><b>${escapeHtml(caption)}</b></div>` : "";
  return `${head}<div style="${NOTE_STYLE}">${parts.join("")}</div>`;
}
const NOTE_STYLE = "white-space:pre-wrap;max-height:26em;overflow:auto;border:1px solid #8884;padding:.5em 1em;font-family:monospace;font-size:90%";

/** Shows markdown. Escape what comes from data. */
export function markdown(text: string): void {
  display({ "text/markdown": text, "text/plain": text });
}

/** Lines this near to a marked passage stay in sight. */
const NEAR_LINES = 4;

/** A note in stretches of whole lines, near to a marked passage or far from all. Without spans all of it is near. */
function folds(note: string, spans: readonly MarkedSpan[]): { start: number; end: number; lines: number; near: boolean }[] {
  const lines = note.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let at = 0;
  const places = lines.map((line) => ({ start: at, end: (at += line.length) }));
  const marked = places.flatMap(({ start, end }, i) => (spans.some((span) => span.start < end && span.end > start) ? [i] : []));
  const stretches: { start: number; end: number; lines: number; near: boolean }[] = [];
  for (const [i, { start, end }] of places.entries()) {
    const near = marked.length === 0 || marked.some((line) => Math.abs(line - i) <= NEAR_LINES);
    const last = stretches.at(-1);
    if (last?.near === near) Object.assign(last, { end, lines: last.lines + 1 });
    else stretches.push({ start, end, lines: 1, near });
  }
  return stretches;
}

/** A stretch of a note as HTML, with what the spans cover marked. */
function markedText(note: string, spans: readonly MarkedSpan[], { start, end }: { start: number; end: number }): string {
  const inside = spans.flatMap((span) => [span.start, span.end]).filter((cut) => cut > start && cut < end);
  const cuts = [...new Set([start, ...inside, end])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1]!;
    const over = spans.filter((span) => span.start <= from && span.end >= to && span.end > span.start);
    return over.length ? mark(escapeHtml(note.slice(from, to)), over) : escapeHtml(note.slice(from, to));
  }).join("");
}

function mark(text: string, over: readonly MarkedSpan[]): string {
  const tone = TONES[over.at(-1)!.tone ?? "evidence"];
  const label = over.map((span) => span.label).filter(Boolean).join("; ");
  return `<mark style="background:${tone};color:#000"${label ? ` title="${escapeHtml(label)}"` : ""}>${text}</mark>`;
}

const passages = (note: string, spans: readonly MarkedSpan[]): string[] =>
  [...spans].sort((a, b) => a.start - b.start).map(({ start, end, label }) => {
    const around = 60;
    const before = start > around ? "…" : "";
    const after = end + around < note.length ? "…" : "";
    const text = `${before}${note.slice(Math.max(0, start - around), start)}[${note.slice(start, end)}]${note.slice(end, end + around)}${after}`;
    return `${label ? `${label}: ` : ""}${text.replace(/\s+/g, " ").trim()}`;
  });

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
