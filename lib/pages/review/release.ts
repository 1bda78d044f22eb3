// A reviewed set as it may be shared under a data-use agreement: items with places instead of note
// text, a data card, checksums; and reading it back. Questions are released as they are.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readJsonLines, writeFileAtomic } from "../../io/json.ts";
import { points } from "../../display/format.ts";
import { NOT_IN_NOTE, QUESTION_TYPES, type Note } from "../../types.ts";
import { reviewTable } from "./apply.ts";
import type { ReviewedItem } from "./consensus.ts";
import { FIELDS, STATUSES } from "./types.ts";
import { restore, pointsOf, RUN, indexWordRuns, redact, unitsOf, type Runs } from "./redact.ts";

/** Files of a release. */
export const RELEASE = { items: "items.jsonl", notes: "notes.jsonl", card: "DATA-CARD.md", sums: "SHA256SUMS" } as const;

const Pieces = z.array(z.union([z.string(), z.tuple([z.int().nonnegative(), z.int().nonnegative()])]));
const Bound = z.templateLiteral([z.enum(["<", "≤", ">", "≥"]), z.number()]);
const Answer = z.union([z.enum(["Yes", "No", "NA"]), z.number(), Bound]);

/** One line of `items.jsonl`. Reviewers are numbered, not named; comments stay at home. */
const ReleasedItem = z.object({
  item_id: z.string(), note_id: z.string(), question_type: z.enum(QUESTION_TYPES), question: z.string(), answer: Answer, section: Pieces,
  /** Null for items whose answer is not in the note. */
  source: z.union([Pieces, z.null()]),
  span: z.tuple([z.int(), z.int()]).nullable(),
  /** Null where it was withheld. */
  explanation: Pieces.nullable(),
  valid: z.boolean(), status: z.enum(STATUSES).exclude(["open"]), edited: z.array(z.enum(FIELDS)), from: z.enum(["one reviewer", "agreed", "adjudication"]), reviewers: z.int(),
});
type ReleasedItem = z.infer<typeof ReleasedItem>;

/** One line of `notes.jsonl`: by which a reader knows that a note is the same. */
const ReleasedNote = z.object({ note_id: z.string(), sha256: z.string(), characters: z.int() });

export interface Released {
  readonly folder: string;
  readonly items: number;
  readonly notes: number;
  /** Items left out, with the reason. */
  readonly left: readonly RejectedItem[];
  /**
   * Items whose explanation or section repeats a note and cannot be written as places: released
   * without.
   */
  readonly withheld: readonly string[];
}

export interface RejectedItem {
  readonly item_id: string;
  readonly reason: string;
}

/** What a data card says that the items cannot tell. */
export interface About {
  readonly title?: string;
  /** Whose notes these are, what wrote the questions and who the reviewers were. */
  readonly origin?: string;
}

/**
 * Writes a release. An item whose source is not in its note verbatim is left out, with the reason;
 * apart from questions no text has eight words in a row of a note.
 */
export function writeRelease(folder: string, { reviewed, notes, ...about }: { readonly reviewed: readonly ReviewedItem[]; readonly notes: Iterable<Note> } & About): Released {
  const texts = new Map([...notes].map((note) => [note.note_id, note.text])), runs = indexWordRuns(texts.values());
  const items: ReleasedItem[] = [], left: RejectedItem[] = [], withheld: string[] = [];
  for (const item of reviewed) {
    const text = texts.get(item.note_id), released = text === undefined ? `its note "${item.note_id}" is not at hand` : release(item, { text, runs });
    if (typeof released === "string") left.push({ item_id: item.item_id, reason: released });
    else {
      items.push(released);
      if (released.explanation === null || (released.section.length === 0 && item.section !== "")) withheld.push(item.item_id);
    }
  }
  const used = [...new Set(items.map((item) => item.note_id))].map((note_id) => ({ note_id, sha256: sha256(texts.get(note_id) as string), characters: pointsOf(texts.get(note_id) as string)((texts.get(note_id) as string).length) }));
  const kept = new Set(items.map((item) => item.item_id));
  const files = {
    [RELEASE.items]: lines(items), [RELEASE.notes]: lines(used),
    [RELEASE.card]: card({ ...about, reviewed: reviewed.filter((r) => kept.has(r.item_id)), notes: used.length, withheld: withheld.length, left: left.length }),
  };
  for (const [name, content] of Object.entries(files)) writeFileAtomic(join(folder, name), content);
  writeFileAtomic(join(folder, RELEASE.sums), Object.entries(files).map(([name, content]) => `${sha256(content)}  ${name}\n`).join(""));
  return { folder, items: items.length, notes: used.length, left, withheld };
}

export interface Rebuilt {
  /** The items that fit, as the review gave them; an explanation that was withheld is "". */
  readonly items: readonly Omit<ReviewedItem, "seconds" | "comment" | "reviewers" | "subject_id">[];
  /** Items that do not fit the notes at hand, with the reason. */
  readonly misfits: readonly RejectedItem[];
}

/** Joins a release with its notes. @throws {Error} When a file is missing, changed or broken. */
export function readRelease(folder: string, notes: Iterable<Note>): Rebuilt {
  checkSums(folder);
  const known = new Map(rows(folder, { name: RELEASE.notes, shape: ReleasedNote }).map((note) => [note.note_id, note]));
  const texts = new Map([...notes].map((note) => [note.note_id, note.text]));
  const items: Rebuilt["items"][number][] = [], misfits: RejectedItem[] = [];
  for (const item of rows(folder, { name: RELEASE.items, shape: ReleasedItem })) {
    const text = texts.get(item.note_id);
    const reason = text === undefined ? `its note "${item.note_id}" is not among those at hand` : sha256(text) !== known.get(item.note_id)?.sha256 ? `its note "${item.note_id}" has another text than at release` : undefined;
    const rebuilt = reason ?? rebuild(item, text as string);
    if (typeof rebuilt === "string") misfits.push({ item_id: item.item_id, reason: rebuilt });
    else items.push(rebuilt);
  }
  return { items, misfits };
}

function release(item: ReviewedItem, { text, runs }: { text: string; runs: Runs }): ReleasedItem | string {
  const { item_id, note_id, question_type, question, answer, source, span, valid, status, edited, from } = item, points = pointsOf(text);
  const quote = source === NOT_IN_NOTE ? null : span && text.slice(...span) === source ? [[points(span[0]), points(span[1])] as [number, number]] : writable(redact(source, text, { least: 1 }), runs);
  if (quote === undefined) return "its source repeats notes in words that stand nowhere in its own note as they are: select the source in the note again";
  return {
    item_id, note_id, question_type, question, answer, valid, status, edited: [...edited], from, reviewers: item.reviewers.length, source: quote, span: span && [points(span[0]), points(span[1])],
    section: writable(redact(item.section, text), runs) ?? [], explanation: writable(redact(item.explanation, text), runs) ?? null,
  };
}

/** The pieces, unless their own words (joined, so that nothing hides between two) still repeat a note. */
const writable = (pieces: ReturnType<typeof redact>, runs: Runs): (string | [number, number])[] | undefined =>
  runs.found(pieces.filter((piece) => typeof piece === "string").join(" ")) ? undefined : pieces.map((piece) => (typeof piece === "string" ? piece : [...piece]));

function rebuild(item: ReleasedItem, text: string): Rebuilt["items"][number] | string {
  const { reviewers: _, section, source, span, explanation, ...rest } = item, units = unitsOf(text);
  const texts = [section, source ?? [NOT_IN_NOTE], explanation ?? []].map((pieces) => restore(pieces, text));
  if (texts.includes(undefined)) return "one of its places lies outside its note";
  return { ...rest, section: texts[0] as string, source: texts[1] as string, explanation: texts[2] as string, span: span && [units(span[0]), units(span[1])] };
}

function checkSums(folder: string): void {
  const path = join(folder, RELEASE.sums);
  if (!existsSync(path)) throw new Error(`Expected a release in ${folder}, found no ${RELEASE.sums}: name the folder that npm run release wrote`);
  for (const line of readFileSync(path, "utf8").split("\n").filter(Boolean)) {
    const [sum, name = ""] = line.split("  ");
    if (!Object.values(RELEASE).includes(name as "items.jsonl") || !existsSync(join(folder, name))) throw new Error(`Expected ${name} in ${folder}, found none: copy the release again`);
    if (sha256(readFileSync(join(folder, name))) !== sum) throw new Error(`Expected ${name} as it was released, it has changed: copy the release again`);
  }
}

function rows<T>(folder: string, { name, shape }: { name: string; shape: z.ZodType<T> }): T[] {
  return readJsonLines(join(folder, name)).map((row, i) => {
    const parsed = shape.safeParse(row);
    if (!parsed.success) throw new Error(`${name}, line ${i + 1}: expected a line of a release, got another shape at "${parsed.error.issues[0]?.path.join(".") ?? ""}": copy the release again`);
    return parsed.data;
  });
}

const lines = (all: readonly object[]): string => all.map((row) => `${JSON.stringify(row)}\n`).join("");
const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

/** The data card: what the set is, how it was made, how to read it; with counts, and no text of a note. */
function card({ title = "Reviewed questions about clinical notes", origin, reviewed, notes, withheld, left }: About & { reviewed: readonly ReviewedItem[]; notes: number; withheld: number; left: number }): string {
  const table = reviewTable(reviewed, { resamples: 2000 }).filter((row) => row.field === "any").map((row) => `| ${row.question_type} | ${row.n} | ${row.edited} | ${points(row.estimate)} | ${points(row.low)} to ${points(row.high)} |`);
  const by = (from: ReviewedItem["from"]) => reviewed.filter((r) => r.from === from).length;
  return `# ${title}

${reviewed.length} questions about ${notes} clinical notes, written by a model and reviewed item by item. The notes are not part of the set: who has them under their own
agreement puts questions and text together again with \`npm run release -- --read FOLDER --notes FILE\`.
${origin ? `\n${origin}\n` : ""}
| question type | items | edited | % | 95 % interval |
|---|---:|---:|---:|---|
${table.join("\n")}

Reviewed by one person: ${by("one reviewer")}; by several who agreed: ${by("agreed")}; adjudicated: ${by("adjudication")}. Found invalid, and marked so: ${reviewed.filter((r) => !r.valid).length}.
Left out because a quote could not be placed: ${left}. Released without explanation or section because it repeats a note: ${withheld}.

## Files
- \`items.jsonl\`: one item a line. \`answer\` is "Yes", "No", "NA", a number or a bound ("<5"). \`section\`, \`source\` and \`explanation\` are lists of own words and of places
  \`[start, end]\` in the note, counted in Unicode code points from 0, end not included; \`source\` is null where the note does not hold the answer, \`explanation\` where it is withheld.
- \`notes.jsonl\`: the id, length and SHA-256 of each note, of its text in UTF-8.
- \`SHA256SUMS\`: checksums; \`sha256sum -c SHA256SUMS\`.

## What it may hold of the notes
Apart from the questions, no text here holds ${RUN} words in a row of any note. Questions, answers and numbers may still tell something of a patient: the set stays under the
agreement of the notes it was made from.
`;
}
