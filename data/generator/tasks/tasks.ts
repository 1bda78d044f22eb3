// Writes the made-up notes and labels of the tasks into data/tasks: n2c2 (XML), apixaban (notes and labels), open-criteria and trialgpt, each in its real layout.
// `npm run tasks` (or `-- FOLDER`). The patients come from seeds of their own: no note of theirs is ever used to create training items.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../../lib/io/json.ts";
import { N2C2_CRITERIA, writeN2c2Folder } from "../../../lib/trials/n2c2-records.ts";
import { fromRoot } from "../../../lib/settings.ts";
import { apixabanNotes } from "./apixaban.ts";
import { n2c2Records } from "./n2c2.ts";
import { openCriteria, openFacts } from "./open.ts";

/** The seeds of the tasks; data/generate.ts has another. */
export const TASK_SEEDS = { n2c2: 1802, apixaban: 1804, open: 1806 } as const;

/** Writes all tasks below a folder, the same bytes each time. Returns what was written, in words. */
export function writeTasks(folder: string): string[] {
  const records = n2c2Records({ seed: TASK_SEEDS.n2c2, train: 24, test: 12 });
  for (const split of ["train", "test"] as const) {
    mkdirSync(join(folder, "n2c2", split), { recursive: true });
    writeN2c2Folder(join(folder, "n2c2", split), records.filter((one) => one.split === split));
  }
  const apixaban = apixabanNotes({ seed: TASK_SEEDS.apixaban, count: 30 });
  writeFileAtomic(join(folder, "apixaban", "notes.jsonl"), jsonLines(apixaban.notes));
  writeFileAtomic(join(folder, "apixaban", "labels.csv"), csv(["note_id", "criterion", "label"], apixaban.labels));
  writeFileAtomic(join(folder, "own-trial", "labels.csv"), csv(["note_id", "criterion", "label"], apixaban.own));
  const facts = openFacts({ seed: TASK_SEEDS.open, count: 20 }), criteria = openCriteria({ seed: TASK_SEEDS.open, count: 12 });
  writeFileAtomic(join(folder, "open-criteria", "notes.csv"), csv(["note_id", "text"], facts.notes));
  writeFileAtomic(join(folder, "open-criteria", "labels.csv"), csv(["note_id", "entity", "kind", "value", "unit"], facts.labels));
  writeFileAtomic(join(folder, "trialgpt", "criteria.jsonl"), jsonLines(criteria));
  return [
    `n2c2: ${records.length} records, ${records.length * N2C2_CRITERIA.length} labels`, `apixaban: ${apixaban.notes.length} notes, ${apixaban.labels.length} labels`,
    `open-criteria: ${facts.notes.length} cases, ${facts.labels.length} facts`, `trialgpt: ${criteria.length} criteria judged`,
  ];
}

const jsonLines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join("");

/** CSV with a header; fields are quoted where they must be. */
const csv = (columns: readonly string[], rows: readonly object[]): string =>
  [columns, ...rows.map((row) => columns.map((column) => String((row as Record<string, unknown>)[column])))].map((fields) => `${fields.map(quoted).join(",")}\n`).join("");
const quoted = (field: string): string => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

if (import.meta.main) console.log(writeTasks(process.argv[2] ?? fromRoot("data/tasks")).join("\n"));
