// Reads a system's answers from the XML that the export writes, as the official scorer does: by the `met` of each element of TAGS.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { N2c2Prediction } from "../../lib/trials/n2c2-records.ts";

/** The answers of one file; undefined where the reply could not be read. */
export function answersOf(xml: string): N2c2Prediction {
  const tags = xml.slice(xml.lastIndexOf("<TAGS>"));
  const found = [...tags.matchAll(/<([A-Z0-9-]+) met="([^"]*)"\/>/g)].map(([, name, met]) => [name, met === "unparsed" ? undefined : met]);
  return Object.fromEntries(found) as N2c2Prediction;
}

/** The answers of a folder's files, sorted by file name. */
export const readAnswers = (folder: string): { readonly file: string; readonly labels: N2c2Prediction }[] =>
  readdirSync(folder).sort().map((file) => ({ file, labels: answersOf(readFileSync(join(folder, file), "utf8")) }));
