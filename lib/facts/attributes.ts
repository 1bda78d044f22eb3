// The attributes of a patient that can be asked about, by id and by name. Owns finding their names in a text; the names are vocabulary*.ts, what a question wants of one is parse-question.ts.
import { CARE } from "./vocabulary/care.ts";
import { FINDINGS } from "./vocabulary/findings.ts";
import { NORMAL, NUMBERS } from "./vocabulary/numbers.ts";

/** What an attribute is about. */
export type Group =
  | "lab" | "vital" | "study" | "body" | "stay" | "dose"
  | "condition" | "symptom" | "sign" | "imaging" | "person" | "habit" | "medication" | "procedure" | "allergy" | "place" | "state";

/** One thing that can be asked about a patient. */
export interface Attribute {
  readonly id: string;
  readonly kind: "numeric" | "boolean";
  readonly group: Group;
  /** The unit that a number has where none is printed with it. */
  readonly unit?: string;
  /** Names in questions; one with a capital letter is matched exactly, the rest in any case. */
  readonly names: readonly string[];
  /** Further names that notes use and questions do not, such as "SOB". */
  readonly written: readonly string[];
}

const words = (text = ""): string[] => text.split(",").map((word) => word.trim()).filter(Boolean);

function read(table: string, kind: Attribute["kind"]): Attribute[] {
  return table.trim().split("\n").map((line) => {
    const [group = "", id = "", unit = "", names, written] = line.split(";").map((field) => field.trim());
    return { id, kind, group: group as Group, ...(unit && { unit }), names: words(names), written: words(written) };
  });
}

const doseOf = ({ id, names }: Attribute): Attribute => ({
  id: `${id}_dose`, kind: "numeric", group: "dose", unit: "mg", written: [],
  names: names.flatMap((name) => [`dose of ${name}`, `${name} dose`, `${name} dosage`, `dosage of ${name}`]),
});

const findings = [...read(FINDINGS, "boolean"), ...read(CARE, "boolean")];

/** Every attribute, numbers first. */
export const ATTRIBUTES: readonly Attribute[] = [...read(NUMBERS, "numeric"), ...findings.filter((one) => one.group === "medication").map(doseOf), ...findings];

const BY_ID = new Map(ATTRIBUTES.map((one) => [one.id, one]));

/** The attribute with this id; throws when there is none, for that is a slip of the pen in a vocabulary. */
export function attribute(id: string): Attribute {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`Expected the id of an attribute, got "${id}"; add a line for it to lib/vocabulary*.ts`);
  return found;
}

type Span = readonly [low: number, high: number];

const spans = new Map(NORMAL.trim().split("\n").map((line) => {
  const [id = "", ...ranges] = line.split(";").map((field) => field.trim());
  return [id, ranges.map((range) => range.split("-").map(Number) as unknown as Span)] as const;
}));

/** What is surely normal of an attribute for the sex, and beyond what it surely is not; undefined where that is not agreed on. */
export function normalFor(id: string, sex: "M" | "F"): { readonly within: Span; readonly beyond: Span } | undefined {
  const [within, beyond, womenWithin, womenBeyond] = spans.get(id) ?? [];
  if (!within || !beyond) return undefined;
  return sex === "F" && womenWithin && womenBeyond ? { within: womenWithin, beyond: womenBeyond } : { within, beyond };
}

/** A place in a text where an attribute is named. */
export interface Mention {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Where a text names attributes: the longest name at each place, whatever the spaces in it, with or without a plural s. `in: "note"` counts the names
 * that only notes use as well. A part of a hyphenated word is no name, but "WBC-8.1" has one.
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
