// The attributes of a patient that can be asked about, by id and by name. Owns finding their names in a text; the names are vocabulary.ts, what a question wants of one is asked.ts.
import { FINDINGS, NUMBERS } from "./vocabulary.ts";

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

const findings = read(FINDINGS, "boolean");

/** Every attribute, numbers first. */
export const ATTRIBUTES: readonly Attribute[] = [...read(NUMBERS, "numeric"), ...findings.filter((one) => one.group === "medication").map(doseOf), ...findings];

const BY_ID = new Map(ATTRIBUTES.map((one) => [one.id, one]));

/** The attribute with this id; throws when there is none, for that is a slip of the pen in a vocabulary. */
export function attribute(id: string): Attribute {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`Expected the id of an attribute, got "${id}"; add a line for it to lib/vocabulary.ts`);
  return found;
}

/** A place in a text where an attribute is named. */
export interface Mention {
  readonly id: string;
  readonly start: number;
  readonly end: number;
}

const NAMES = index("question"), ALL_NAMES = index("note");

/** Where a text names attributes: at each place the longest name. `in: "note"` counts the names that only notes use as well. */
export function mentions(text: string, { in: where }: { in: "question" | "note" }): Mention[] {
  const { exact, loose, idsOf } = where === "note" ? ALL_NAMES : NAMES;
  const found = [loose, exact].flatMap((pattern) => [...text.matchAll(pattern)].map((match) => ({ name: match[0], start: match.index, end: match.index + match[0].length })));
  found.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const kept: typeof found = [];
  for (const one of found) if (kept.every((other) => one.end <= other.start || one.start >= other.end)) kept.push(one);
  kept.sort((a, b) => a.start - b.start);
  return kept.flatMap(({ name, start, end }) => idsOf(name).map((id) => ({ id, start, end })));
}

interface Index {
  readonly exact: RegExp;
  readonly loose: RegExp;
  readonly idsOf: (name: string) => string[];
}

function index(where: "question" | "note"): Index {
  const all = ATTRIBUTES.flatMap((one) => (where === "note" ? [...one.names, ...one.written] : one.names).map((name) => ({ name, id: one.id }))).sort((a, b) => b.name.length - a.name.length);
  const ids = new Map<string, Set<string>>();
  for (const { name, id } of all) ids.set(name, (ids.get(name) ?? new Set()).add(id));
  const isExact = (name: string): boolean => /[A-Z]/.test(name);
  const anyOf = (names: readonly { name: string }[], flags: string): RegExp => new RegExp(names.map(({ name }) => bounded(name)).join("|"), flags);
  return {
    exact: anyOf(all.filter(({ name }) => isExact(name)), "g"), loose: anyOf(all.filter(({ name }) => !isExact(name)), "gi"),
    idsOf: (found) => {
      const key = [found, found.toLowerCase(), found.replace(/'?s$/, ""), found.toLowerCase().replace(/'?s$/, "")].find((each) => ids.has(each));
      return [...(ids.get(key ?? "") ?? [])];
    },
  };
}

/** A name as a whole word, with or without a plural s. */
function bounded(name: string): string {
  const letters = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return `${/^\w/.test(name) ? "(?<![\\w-])" : ""}${letters}${/[a-z]$/i.test(name) ? "(?:'s|s)?" : ""}${/\w$/.test(name) ? "(?![\\w-])" : ""}`;
}
