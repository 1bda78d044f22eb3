// Vocabularies of the failure detectors.
import { z } from "zod";
import { readCsv } from "../io/csv.ts";
import { readJson } from "../io/json.ts";

const file = (name: string) => new URL(`vocabulary/${name}`, import.meta.url);
const words = z.array(z.string()).transform((list): ReadonlySet<string> => new Set(list));

/** `links`: words between a test and its value. */
export const WORDS = z.object({ stop: words, links: words }).parse(readJson(file("words.json")));

const SynonymRow = z.object({ kind: z.enum(["finding", "medicine"]), wordings: z.string().min(1) });

/** One pattern a concept. */
export const SYNONYMS: readonly RegExp[] = readCsv(file("synonyms.csv"), SynonymRow).map(
  ({ wordings }) => new RegExp(`\\b(?:${wordings})\\b`, "gi"),
);

const UnitRow = z.object({ measure: z.string(), unit: z.string(), size: z.coerce.number() });

/** Spellings of one unit share measure and size. */
export const UNIT_MEASURES: ReadonlyMap<string, { readonly measure: string; readonly size: number }> =
  new Map(readCsv(file("units.csv"), UnitRow).map(({ unit, ...rest }) => [unit, rest]));

const PhraseRow = z.object({ phrase: z.string(), wordings: z.string().min(1) });
const PHRASES = Map.groupBy(readCsv(file("phrases.csv"), PhraseRow), ({ phrase }) => phrase);

/** Alternatives for a pattern. @throws {RangeError} Unknown phrase. */
export function wordingsOf(phrase: string): string {
  const rows = PHRASES.get(phrase);
  if (!rows) throw new RangeError(`vocabulary/phrases.csv has no phrase "${phrase}"`);
  return rows.map(({ wordings }) => wordings).join("|");
}
