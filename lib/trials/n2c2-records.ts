// Reads and writes the XML of 2018 n2c2 track 1, strictly.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { writeFileAtomic } from "../io/json.ts";
import { checkFile, readTextFile } from "../io/text-file.ts";
import { pathName } from "../settings.ts";
import type { Answer } from "../types.ts";
import type { DatedNote, Label } from "./trial.ts";

/** The 13 criteria, in the official order. */
export const N2C2_CRITERIA = [
  "ABDOMINAL", "ADVANCED-CAD", "ALCOHOL-ABUSE", "ASP-FOR-MI", "CREATININE", "DIETSUPP-2MOS", "DRUG-ABUSE", "ENGLISH", "HBA1C", "KETO-1YR", "MAJOR-DIABETES",
  "MAKES-DECISIONS", "MI-6MOS",
] as const;
export type N2c2Criterion = (typeof N2C2_CRITERIA)[number];

export type Met = "met" | "not met";
/** What a model said of each criterion; undefined where its reply could not be read. */
export type N2c2Prediction = Readonly<Record<N2c2Criterion, Met | undefined>>;
export type N2c2Labels = Readonly<Record<N2c2Criterion, Met>>;

/** An unreadable reply, which the official scorer counts as a miss. */
const UNPARSED = "unparsed";

export interface N2c2Record {
  /** The file's name without its folder: what pairs labels with predictions. */
  readonly file: string;
  /** The whole TEXT: several notes, each headed by its record date. */
  readonly text: string;
  /** The latest `Record date:` as YYYY-MM-DD, which time-bound criteria count back from. */
  readonly last_date: string | undefined;
  /** Undefined when the file has no TAGS: a record still to be labelled. */
  readonly labels: N2c2Labels | undefined;
}

/**
 * One record from its XML. Throws with file and cure for a missing PatientMatching or TEXT, a
 * criterion missing, unknown or repeated, or a value other than met and not met.
 */
export function readN2c2Record(xml: string, { file }: { file: string }): N2c2Record {
  const { text, rest } = takeText(xml, file);
  const values = readTags(rest, file);
  return { file, text, last_date: lastRecordDate(text), labels: values && checkValues(values, file) };
}

/** All records of folders, sorted by file name; a repeated name is refused. */
export function readN2c2Folders(...folders: string[]): N2c2Record[] {
  return readFolders(folders, readN2c2Record);
}

/**
 * A record's official XML; an unreadable reply is met="unparsed", characters XML cannot hold are
 * spaces.
 */
export function n2c2Xml({ text, labels }: { readonly text: string; readonly labels: N2c2Prediction }): string {
  const safe = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, " ").replaceAll("]]>", "]]]]><![CDATA[>");
  const tags = N2C2_CRITERIA.map((criterion) => `        <${criterion} met="${labels[criterion] ?? UNPARSED}"/>`);
  return ['<?xml version="1.0" encoding="UTF-8" ?>', "<PatientMatching>", `    <TEXT><![CDATA[${safe}]]></TEXT>`, "    <TAGS>", ...tags, "    </TAGS>", "</PatientMatching>", ""].join("\n");
}

/** Writes a record a file for the official scorer; refuses repeated names. Returns their number. */
export function writeN2c2Folder(folder: string, records: readonly { readonly file: string; readonly text: string; readonly labels: N2c2Prediction }[]): number {
  refuseDuplicates(records.map(({ file }) => ({ file, from: folder })));
  for (const { file } of records) pathName("a record's file", file);
  for (const record of records) writeFileAtomic(join(folder, record.file), n2c2Xml(record));
  return records.length;
}

/** Records as notes; the file's name is note and patient. */
export const n2c2Notes = (records: readonly N2c2Record[]): DatedNote[] =>
  records.map(({ file, text, last_date }) => ({ note_id: nameOf(file), subject_id: nameOf(file), text, last_date }));

/** Labels as the task compares them: met is Yes, not met is No. Unlabelled records give none. */
export const n2c2Labels = (records: readonly N2c2Record[]): Label[] =>
  records.flatMap(({ file, labels }) => (labels ? N2C2_CRITERIA.map((criterion): Label => ({ note_id: nameOf(file), criterion, label: labels[criterion] === "met" ? "Yes" : "No" })) : []));

/**
 * One model's judged answers as predictions by file. Throws when a criterion is missing or
 * repeated.
 */
export function n2c2Predictions(rows: readonly { readonly note_id: string; readonly criterion: string; readonly prediction: Answer | undefined }[]): { file: string; labels: N2c2Prediction }[] {
  return [...Map.groupBy(rows, (row) => row.note_id)].map(([note_id, group]) => {
    const said = new Map(group.map(({ criterion, prediction }) => [criterion, prediction === "Yes" ? "met" : prediction === "No" ? "not met" : undefined] as const));
    const missing = N2C2_CRITERIA.find((criterion) => !said.has(criterion));
    if (missing || group.length !== N2C2_CRITERIA.length) {
      throw new Error(`Expected one answer to each of the 13 criteria for record ${note_id}, got ${group.length}${missing ? ` without ${missing}` : ""}: give one model's rows, one form a criterion`);
    }
    return { file: `${note_id}.xml`, labels: Object.fromEntries(said) as N2c2Prediction };
  });
}

const nameOf = (file: string): string => file.replace(/\.xml$/i, "");

/** The latest date among the headers `Record date: YYYY-MM-DD`. */
export const lastRecordDate = (text: string): string | undefined => [...text.matchAll(/Record date:\s*(\d{4}-\d{2}-\d{2})/gi)].map((match) => match[1]!).sort().at(-1);

function readFolders<T>(folders: readonly string[], read: (xml: string, at: { file: string }) => T): T[] {
  const found = folders.flatMap((folder) => {
    if (!existsSync(folder)) throw new Error(`Expected a folder of n2c2 XML files at ${folder}, found none: check the path`);
    return readdirSync(folder).filter((name) => /^[^.].*\.xml$/i.test(name)).map((file) => ({ file, from: join(folder, file) }));
  });
  if (found.length === 0) throw new Error(`Expected n2c2 XML files in ${folders.join(", ")}, found none: give the folder that holds the .xml files`);
  refuseDuplicates(found);
  return found.sort((a, b) => (a.file < b.file ? -1 : 1)).map(({ file, from }) => read(readXml(from), { file }));
}

/**
 * A record's text in the encoding its first line declares, UTF-8 or UTF-16 without one.
 * @throws {Error} When it declares one that is not known, or is in another than that.
 */
function readXml(path: string): string {
  checkFile(path);
  const bytes = readFileSync(path), name = basename(path);
  const head = bytes.subarray(0, 200).toString("latin1");
  const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
  // A file that can be read as UTF-16 by its bytes is so whatever it says; most say UTF-8.
  if (declared === undefined || /^utf-?(?:8|16)/i.test(declared)) return readTextFile(path);
  try {
    return new TextDecoder(declared, { fatal: true }).decode(bytes);
  } catch {
    const cure = "convert it to UTF-8 and say so there";
    throw new Error(`${name}: expected text in the encoding that its first line declares, ${declared}, `
      + `got other bytes or an unknown encoding: ${cure}`);
  }
}

function refuseDuplicates(files: readonly { readonly file: string; readonly from: string }[]): void {
  for (const [file, same] of Map.groupBy(files, (one) => basename(one.file))) {
    if (same.length > 1) throw new Error(`${file}: expected each record once, got it ${same.length} times (${same.map(({ from }) => from).join(", ")}): remove or rename all but one`);
  }
}

/** The text of the TEXT element, and the XML around it with comments taken out. */
function takeText(xml: string, file: string): { text: string; rest: string } {
  if (!/<PatientMatching(?:\s[^<>]*)?>/.test(xml) || !ROOT_END.test(xml)) throw new Error(`${file}: expected one whole PatientMatching element, got none: check that the file is a complete n2c2 record`);
  const element = /<TEXT(?:\s[^<>]*)?>((?:<!\[CDATA\[[\s\S]*?\]\]>|[^<])*)<\/TEXT\s*>/.exec(xml);
  if (!element) throw new Error(`${file}: expected a TEXT element with the notes, got none that is closed: check that the file is a complete n2c2 record`);
  const text = element[1]!.replace(/<!\[CDATA\[([\s\S]*?)\]\]>|([^<]+)/g, (_, verbatim?: string, escaped?: string) => verbatim ?? unescape(escaped ?? "")).replace(/\r\n?/g, "\n");
  return { text, rest: (xml.slice(0, element.index) + xml.slice(element.index + element[0].length)).replace(/<!--[\s\S]*?-->/g, "") };
}

/** After the root, only comments and instructions may follow. */
const ROOT_END = /<\/PatientMatching\s*>(?:\s|<!--[\s\S]*?-->|<\?[\s\S]*?\?>)*$/;

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const unescape = (text: string): string => text.replace(/&(?:#(\d+)|#x([\da-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) =>
  decimal ? character(Number(decimal), whole) : hex ? character(parseInt(hex, 16), whole) : ENTITIES[name!] ?? whole);

/** The character of a number; what is none in XML stays as it is written. */
const character = (code: number, written: string): string =>
  code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : written;

/** An empty element; its attributes beside `met` are left, as the official scorer leaves them. */
const ELEMENT =
  /<([\w-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))+)\s*(?:\/>|>\s*<\/\1\s*>)/g;
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

/** Criterion names and values as written, or undefined when there is no TAGS element. */
function readTags(rest: string, file: string): [string, string][] | undefined {
  const tags = /<TAGS(?:\s[^<>]*)?>([\s\S]*)<\/TAGS\s*>/.exec(rest)?.[1];
  if (tags === undefined) {
    if (/<TAGS/.test(rest)) throw new Error(`${file}: expected a closed TAGS element, got one cut short: restore the file`);
    return undefined;
  }
  const found: [string, string][] = [];
  const left = tags.replace(ELEMENT, (whole, name: string, attributes: string) => {
    const met = [...attributes.matchAll(ATTRIBUTE)].filter((one) => one[1] === "met");
    if (met.length !== 1) return whole;
    found.push([name.toUpperCase(), (met[0]![2] ?? met[0]![3] ?? "").trim().toLowerCase()]);
    return "";
  });
  if (left.trim() !== "") throw new Error(`${file}: expected only elements like <ENGLISH met="met"/> in TAGS, got ${/<[\w-]+/.exec(left)?.[0] ?? "text"} …: correct it`);
  return found;
}

function checkValues(found: readonly [string, string][], file: string): N2c2Labels {
  const values = new Map<string, Met>();
  for (const [name, value] of found) {
    if (!N2C2_CRITERIA.some((criterion) => criterion === name)) throw new Error(`${file}: expected the 13 n2c2 criteria, got "${name}": correct its name or remove it`);
    if (values.has(name)) throw new Error(`${file}: expected each criterion once, got ${name} twice: remove one`);
    if (value !== "met" && value !== "not met") throw new Error(`${file}: expected met="met" or met="not met" for ${name}, got "${value}": correct it`);
    values.set(name, value);
  }
  const missing = N2C2_CRITERIA.filter((criterion) => !values.has(criterion));
  if (missing.length > 0) throw new Error(`${file}: expected all 13 criteria in TAGS, got ${values.size} without ${missing.join(", ")}: add what is missing`);
  return Object.fromEntries(values) as N2c2Labels;
}
