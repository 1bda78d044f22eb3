// The words of questions: units, wordings of time, and words that change nothing.
import { z } from "zod";
import { readCsv } from "../io/csv.ts";
import { readJson } from "../io/json.ts";
import type { Attribute, ParsedQuestion } from "./types.ts";

const words = z.array(z.string()).transform((list): ReadonlySet<string> => new Set(list));
const Vocabulary = z.object({
  /** Patterns of units as questions print them. */
  units: z.array(z.string()),
  /** One unit under several names, in lower case. */
  same_units: z.record(z.string(), z.string()),
  /** Words that change nothing about what is asked, whatever it is about. */
  everywhere: words,
  about_numbers: words,
  about_findings: words,
  about_care: words,
});
const VOCABULARY = Vocabulary.parse(
  readJson(new URL("vocabulary/questions.json", import.meta.url)),
);
export const UNIT_PATTERN = VOCABULARY.units.join("|");
export const SAME_UNIT = VOCABULARY.same_units;

const TimeRow = z.object({
  which: z.enum(["", "highest", "lowest", "first", "last"]),
  moment: z.enum(["", "admission", "discharge"]),
  scope: z.enum(["", "stay", "before", "note"]),
  vague: z.enum(["", "yes"]).transform((text) => text === "yes" || ""),
  wordings: z.string().min(1),
});
type Sets = Partial<Pick<ParsedQuestion, "which" | "moment" | "scope" | "vague">>;

/** Wordings of when, each with the fields it sets; the first that fits a field sets it. */
export const TIMES: readonly (readonly [RegExp, Sets])[] = [
  ...Map.groupBy(
    readCsv(new URL("vocabulary/times.csv", import.meta.url), TimeRow),
    ({ wordings: _, ...fields }) => JSON.stringify(fields, (_key, value) => value || undefined),
  ),
].map(([sets, rows]) => {
  const any = rows.map(({ wordings }) => wordings).join("|");
  return [new RegExp(`\\b(?:${any})\\b`, "i"), JSON.parse(sets) as Sets];
});

/** Further words that change nothing: "medication for hypertension" does not ask for hypertension. */
function fillersFor({ kind, group }: Attribute): ReadonlySet<string> {
  if (kind === "numeric") return VOCABULARY.about_numbers;
  const isFinding = ["condition", "symptom", "sign", "imaging"].includes(group);
  return isFinding ? VOCABULARY.about_findings : VOCABULARY.about_care;
}

/** Whether nothing is left of a question that could change what it asks. */
export function hasOnlyFillerWords(text: string, about: Attribute): boolean {
  const fillers = [VOCABULARY.everywhere, fillersFor(about)];
  if (about.group === "dose") fillers.push(VOCABULARY.about_care);
  const left = text.toLowerCase().match(/[a-z0-9µ%°/^'-]+/g) ?? [];
  return left
    .map((word) => word.replace(/^[-'/]+|[-'/]+$/g, ""))
    .every((word) => word === "" || fillers.some((list) => list.has(word)));
}
