// How a note with marked passages is wrapped, folded and coloured in a cell.
import { display, escapeHtml } from "./output.ts";

/** A passage by character positions; spans may overlap. */
export interface MarkedSpan {
  readonly start: number;
  readonly end: number;
  /** Said when the mouse rests on the passage. */
  readonly label?: string;
  /** @default "evidence" */
  readonly tone?: keyof typeof TONES;
}
const TONES = { evidence: "#ffe08a", right: "#b7e4c7", wrong: "#ffc2c2", other: "#cfe2ff" } as const;

/** Shows a note with marked passages; lines far from any are folded. */
export function highlight(note: string, spans: readonly MarkedSpan[], { caption = "" }: { readonly caption?: string } = {}): void {
  display({ "text/html": highlightHtml(note, spans, { caption }), "text/plain": [caption, ...passages(note, spans)].filter(Boolean).join("\n") });
}

/** The HTML of {@link highlight}. Throws when a span lies outside the note. */
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

/** Lines this near to a marked passage stay in sight. */
const NEAR_LINES = 4;

/**
 * A note in stretches of whole lines, near a marked passage or far from all; all near without
 * spans.
 */
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
