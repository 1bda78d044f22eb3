// The attributes that can be asked about, and finding their names in texts. To add one, add a row
// to vocabulary/*.csv and its wording in data/generator.
import { z } from "zod";
import { readCsv } from "../io/csv.ts";
import { GROUPS, type Attribute } from "./types.ts";

const vocabulary = (file: string) => new URL(`vocabulary/${file}.csv`, import.meta.url);
const list = z.string().transform((text) => text.split("; ").filter(Boolean));
const AttributeRow = z.object({
  group: z.enum(GROUPS),
  id: z.string().min(1),
  unit: z.string(),
  names: list,
  written: list,
});

const read = (file: string, kind: Attribute["kind"]): Attribute[] =>
  readCsv(vocabulary(file), AttributeRow).map(({ id, group, unit, names, written }) =>
    ({ id, kind, group, ...(unit && { unit }), names, written }));

const doseOf = ({ id, names }: Attribute): Attribute => ({
  id: `${id}_dose`,
  kind: "numeric",
  group: "dose",
  unit: "mg",
  names: names.flatMap((name) =>
    [`dose of ${name}`, `${name} dose`, `${name} dosage`, `dosage of ${name}`]),
  written: [],
});

const findings = [...read("findings", "boolean"), ...read("care", "boolean")];

/** Every attribute, numbers first. The dose of each medicine is one. */
export const ATTRIBUTES: readonly Attribute[] = [
  ...read("numbers", "numeric"),
  ...findings.filter((one) => one.group === "medication").map(doseOf),
  ...findings,
];

const BY_ID = new Map(ATTRIBUTES.map((one) => [one.id, one]));

/** The attribute with this id. @throws {RangeError} When there is none. */
export function attribute(id: string): Attribute {
  const found = BY_ID.get(id);
  if (found) return found;
  const fix = "add a row for it to lib/facts/vocabulary/*.csv";
  throw new RangeError(`Expected the id of an attribute, got "${id}"; ${fix}`);
}

type Span = readonly [low: number, high: number];
const span = z.string().regex(/^(?:[\d.]+-[\d.]+)?$/).transform((text): Span | undefined => {
  const [low, high] = text.split("-").map(Number);
  return low === undefined || high === undefined ? undefined : [low, high];
});
const NormalRow = z.object({
  id: z.string(),
  within: span,
  beyond: span,
  women_within: span,
  women_beyond: span,
});
const NORMAL = new Map(readCsv(vocabulary("normal"), NormalRow).map((row) => [row.id, row]));

/**
 * The surely normal range, and the one beyond which a value is surely not; undefined where none is
 * agreed.
 */
export function normalFor(
  id: string,
  sex: "M" | "F",
): { readonly within: Span; readonly beyond: Span } | undefined {
  const { within, beyond, women_within, women_beyond } = NORMAL.get(id) ?? {};
  if (!within || !beyond) return undefined;
  return sex === "F" && women_within && women_beyond
    ? { within: women_within, beyond: women_beyond }
    : { within, beyond };
}

/** A place in a text where an attribute is named. */
export interface Mention {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Where a text names attributes: the longest name at each place, with any spaces or plural s. `in:
 * "note"` adds names that only notes use.
 */
export function findMentions(text: string, { in: where }: { in: "question" | "note" }): Mention[] {
  const names = where === "note" ? NOTE_NAMES : QUESTION_NAMES, tokens = tokensOf(text), found: Mention[] = [];
  for (let i = 0; i < tokens.length; ) {
    const name = names.get(folded(tokens[i]?.text ?? ""))?.find((one) => stands(one, { tokens, at: i, text }));
    for (const id of name?.ids ?? []) found.push({ id, start: tokens[i]?.start ?? 0, end: tokens[i + (name?.tokens.length ?? 1) - 1]?.end ?? 0 });
    i += name?.tokens.length ?? 1;
  }
  return found;
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Name {
  readonly tokens: readonly string[];
  readonly exact: boolean;
  readonly ids: readonly string[];
}

/** Words, and single marks between them. */
const tokensOf = (text: string): Token[] => [...text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)].map((match) => ({ text: match[0], start: match.index, end: match.index + match[0].length }));
/** A first word as names are filed by it: a plural under its singular. */
const folded = (word: string): string => word.toLowerCase().replace(/(?<=..)s$/, "");

const QUESTION_NAMES = filed((one) => one.names), NOTE_NAMES = filed((one) => [...one.names, ...one.written]);

/** All names by their first word, the longest first. */
function filed(namesOf: (one: Attribute) => readonly string[]): Map<string, Name[]> {
  const ids = new Map<string, string[]>();
  for (const one of ATTRIBUTES) for (const name of namesOf(one)) ids.set(name, [...new Set([...(ids.get(name) ?? []), one.id])]);
  const names = new Map<string, Name[]>();
  for (const [name, of] of [...ids].sort(([a], [b]) => b.length - a.length)) {
    const tokens = tokensOf(name).map(({ text }) => text), key = folded(tokens[0] ?? "");
    names.set(key, [...(names.get(key) ?? []), { tokens, exact: /[A-Z]/.test(name), ids: of }]);
  }
  return names;
}

function stands({ tokens: name, exact }: Name, { tokens, at, text }: { tokens: readonly Token[]; at: number; text: string }): boolean {
  const last = name.length - 1, start = tokens[at]?.start ?? 0, end = tokens[at + last]?.end ?? text.length;
  const same = (word: string, i: number): boolean => {
    const found = tokens[at + i]?.text ?? "", alike = (other: string): boolean => (exact ? other === word : other.toLowerCase() === word.toLowerCase());
    return alike(found) || (i === last && found.length > 2 && found.endsWith("s") && alike(found.slice(0, -1)));
  };
  return name.every(same) && !/[\w]-$/.test(text.slice(Math.max(0, start - 2), start)) && !/^(?:-[A-Za-z]|\/[a-z])/.test(text.slice(end, end + 2));
}
