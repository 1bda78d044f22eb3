// A note while it is being written: parts with headings, made of passages that know their facts. Owns layout and the places of facts; not wording.
import type { FindingMention, Measured } from "../../lib/facts/facts.ts";
import { LONGEST_SHARED, hashWords } from "./passages.ts";
import type { Passages } from "./passages.ts";
import type { Draft, Leaf } from "./phrase.ts";

/** A run of passages: one sentence, or a list of them that still reads well when some are left out. */
export interface Line {
  readonly lead?: string;
  readonly leaves: readonly Leaf[];
  /** Before each passage; "#" numbers them. */
  readonly mark?: string;
  /** Between passages. */
  readonly join?: string;
  /** Before the last passage, in place of join. */
  readonly last?: string;
  readonly tail?: string;
  /** After the line: a space within a paragraph, a line break otherwise. */
  readonly end?: string;
}

export interface Part {
  readonly heading: string;
  readonly lines: Line[];
  /** Column to break lines at, or undefined for none. */
  readonly width?: number | undefined;
}

export interface Rendered {
  readonly text: string;
  readonly measurements: Record<string, Measured[]>;
  readonly findings: Record<string, FindingMention[]>;
}

/**
 * Writes parts line by line, drawing a line (or an entry of a list) again while another patient's note has a passage of it. When that does not help, the
 * whole section is written again; at last an optional line is left out and any other stands. A part without lines is not written.
 */
export interface Page {
  readonly parts: Part[];
  readonly open: (heading: string, width?: number) => void;
  readonly add: (draw: () => Line | undefined, options?: { readonly optional?: boolean }) => void;
  /** One line of entries that are drawn one by one. */
  readonly addList: (frame: Omit<Line, "leaves">, draws: readonly (() => Leaf)[]) => void;
  /** Everything that `write` adds, again from the start when a line of it could not be kept apart. */
  readonly section: (write: () => void) => void;
  /** The passages written so far, to be kept once the patient is done. */
  readonly written: number[];
}

const TRIES = 12, ROUNDS = 8;

/** An empty page that stays clear of the given passages. */
export function page(known: Passages): Page {
  const parts: Part[] = [], written: number[] = [];
  // Passages are followed twice: as the note reads, and as it reads without its headings.
  let all: number[] = [], body: number[] = [], heading: number[] = [], stuck = 0;
  const write = <T>(draw: () => T | undefined, { text, optional = false }: { text: (drawn: T) => string; optional?: boolean }): T | undefined => {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const drawn = draw();
      if (drawn === undefined) return undefined;
      const words = hashWords(text(drawn)), inAll = known.fresh([...all, ...heading], words), inBody = inAll && known.fresh(body, words);
      if (!inBody && (attempt < TRIES || optional)) continue;
      if (!inBody) stuck += 1;
      written.push(...(inAll ?? []), ...(inBody ?? []));
      all = [...all, ...heading, ...words].slice(-LONGEST_SHARED);
      body = [...body, ...words].slice(-LONGEST_SHARED);
      heading = [];
      return drawn;
    }
    return undefined;
  };
  return {
    parts, written,
    open: (title, width) => {
      parts.push({ heading: title, lines: [], width });
      heading = hashWords(title);
    },
    add: (draw, { optional = false } = {}) => {
      const line = write(draw, { text: lineText, optional });
      if (line) parts.at(-1)?.lines.push(line);
    },
    section: (draw) => {
      const from = { all, body, heading, parts: parts.length, written: written.length };
      for (let round = 1; round <= ROUNDS; round++) {
        stuck = 0;
        draw();
        if (stuck === 0 || round === ROUNDS) return;
        [all, body, heading, parts.length, written.length] = [from.all, from.body, from.heading, from.parts, from.written];
      }
    },
    addList: (frame, draws) => {
      const leaves = draws.flatMap((draw, i) => write(draw, { text: (leaf) => (i === 0 ? (frame.lead ?? "") : "") + marked(frame.mark, i) + leaf.text }) ?? []);
      if (leaves.length > 0) parts.at(-1)?.lines.push({ ...frame, leaves });
    },
  };
}

/** The page as text with its facts; passages that state something of an attribute in `without` are left out. */
export function render(parts: readonly Part[], without: ReadonlySet<string> = new Set()): Rendered {
  const placed: { draft: Draft; at: [number, number] }[] = [];
  let text = "";
  for (const part of parts) {
    const start = text.length + part.heading.length;
    let body = "";
    for (const line of part.lines) {
      const leaves = line.leaves.filter((leaf) => !leaf.facts.some((fact) => without.has(fact.attribute)));
      if (leaves.length === 0 && line.leaves.length > 0) continue;
      body += lineText({ ...line, leaves }, (leaf, from) => {
        for (const draft of leaf.facts) placed.push({ draft, at: [start + body.length + from, start + body.length + from + leaf.text.length] });
      });
    }
    if (body.trim() === "") continue;
    text += part.heading + (part.width ? wrapped(body, part.width) : body).trimEnd();
    text += "\n\n";
  }
  return { text: text.trimEnd() + "\n", ...collected(placed) };
}

/** Whether leaving the attributes out takes nothing else with it but what may be spared. */
export const removable = (parts: readonly Part[], { without, spare }: { without: ReadonlySet<string>; spare: ReadonlySet<string> }): boolean =>
  parts.flatMap(({ lines }) => lines).flatMap(({ leaves }) => leaves).every(({ facts }) => !facts.some((one) => without.has(one.attribute)) || facts.every((one) => without.has(one.attribute) || spare.has(one.attribute)));

const marked = (mark = "", i: number): string => (mark === "#" ? `${i + 1}. ` : mark);

function lineText(line: Line, place?: (leaf: Leaf, from: number) => void): string {
  let text = line.lead ?? "";
  line.leaves.forEach((leaf, i) => {
    if (i > 0) text += i === line.leaves.length - 1 ? (line.last ?? line.join ?? " ") : (line.join ?? " ");
    text += marked(line.mark, i);
    place?.(leaf, text.length);
    text += leaf.text;
  });
  return text + (line.tail ?? "") + (line.end ?? " ");
}

/** Breaks long lines at a space; a space becomes a line break, so that no place in the text moves. */
function wrapped(text: string, width: number): string {
  const chars = [...text.split("")];
  let lineStart = 0, lastSpace = -1;
  for (let i = 0; i < chars.length; i++) {
    if (chars[i] === "\n") [lineStart, lastSpace] = [i + 1, -1];
    else if (chars[i] === " ") lastSpace = i;
    if (i - lineStart < width || lastSpace < 0) continue;
    chars[lastSpace] = "\n";
    [lineStart, lastSpace] = [lastSpace + 1, -1];
  }
  return chars.join("");
}

function collected(placed: readonly { draft: Draft; at: [number, number] }[]): Pick<Rendered, "measurements" | "findings"> {
  const measurements: Record<string, Measured[]> = {}, findings: Record<string, FindingMention[]> = {};
  for (const { draft, at } of placed) {
    if (draft.measured) (measurements[draft.attribute] ??= []).push({ ...draft.measured, at });
    if (draft.found) (findings[draft.attribute] ??= []).push({ ...draft.found, at });
  }
  return { measurements, findings };
}
