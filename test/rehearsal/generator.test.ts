// The generator of notes: what its notes hold, that its facts are true of them, and that what is bundled is what it makes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { before, test } from "node:test";
import { promisify } from "node:util";
import { BUNDLED, writeNotes } from "../../data/generate.ts";
import { generateNotes } from "../../data/generator/notes.ts";
import type { Written } from "../../data/generator/notes.ts";
import { minimalPairs } from "../../data/generator/pairs.ts";
import { LONGEST_SHARED } from "../../data/generator/passages.ts";
import { ATTRIBUTES, attribute, findMentions, readFacts } from "../../lib/facts/facts.ts";
import type { Measured } from "../../lib/facts/facts.ts";

const FOLDER = join(import.meta.dirname, "../../data/notes");
let written: Written[] = [];

before(() => {
  written = [...generateNotes(BUNDLED.notes, { seed: BUNDLED.seed })];
});

/** The note without its headings. */
const body = ({ note, parts }: Written): string => parts.reduce((text, { heading }) => (heading.trim() === "" ? text : text.replace(`${heading.trimEnd()}`, "")), note.text);

test("The bundled notes and facts are, byte for byte, what the generator makes with their seed.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "distil-notes-"));
  assert.equal(await writeNotes(folder, BUNDLED), BUNDLED.notes);
  for (const file of ["notes.jsonl", "facts.jsonl"]) assert.ok((await readFile(join(folder, file))).equals(await readFile(join(FOLDER, file))), `${file} differs; run node data/generate.ts`);
  assert.deepEqual((await readdir(folder)).toSorted(), ["facts.jsonl", "notes.jsonl"]);
});

test("The bundled files are under 1.5 MB together.", async () => {
  const sizes = await Promise.all(["notes.jsonl", "facts.jsonl"].map(async (file) => (await stat(join(FOLDER, file))).size));
  assert.ok(sizes.reduce((a, b) => a + b) < 1_500_000);
});

test("No two patients' notes share a passage of more than 12 words, headings apart, counted by spaces or by letters.", () => {
  for (const split of [(text: string) => text.toLowerCase().split(/\s+/).filter(Boolean), (text: string) => text.toLowerCase().match(/[a-z0-9]+/g) ?? []]) {
    for (const textOf of [body, ({ note }: Written) => note.text]) assert.deepEqual(sharedPassages(split, textOf), []);
  }
});

function sharedPassages(split: (text: string) => string[], textOf: (one: Written) => string): string[] {
  const owner = new Map<string, string>(), shared: string[] = [];
  for (const one of written) {
    const words = split(textOf(one));
    for (let i = 0; i + LONGEST_SHARED < words.length; i++) {
      const passage = words.slice(i, i + LONGEST_SHARED + 1).join(" "), other = owner.get(passage);
      if (other !== undefined && other !== one.note.subject_id) shared.push(passage);
      owner.set(passage, one.note.subject_id);
    }
  }
  return shared;
}

test("Every number of the facts stands in the passage that the fact points to.", () => {
  let numbers = 0;
  for (const { note, facts } of written) {
    for (const [id, records] of Object.entries(facts.measurements)) {
      if (id === "length_of_stay") continue; // follows from the two dates
      for (const one of records) {
        numbers += 1;
        assert.ok(states(note.text.slice(...one.at), one), `${note.note_id}: ${id} ${JSON.stringify(one)} is not in its passage`);
      }
    }
  }
  assert.ok(numbers > 5_000);
});

const ROMAN = ["", "I", "II", "III", "IV"];

function states(passage: string, one: Measured): boolean {
  if (one.redacted) return /\[\*\*.*\*\*\]/.test(passage);
  const numbers = passage.match(/\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const roman = ROMAN[one.value ?? 0];
  return (one.range ?? [one.value]).every((value) => numbers.includes(value ?? NaN)) || (roman !== undefined && roman !== "" && new RegExp(`\\b${roman}\\b`).test(passage));
}

test("Every finding points to a passage within the note.", () => {
  for (const { note, facts } of written) {
    for (const { at: [start, end] } of Object.values(facts.findings).flat()) assert.ok(start >= 0 && start < end && end <= note.text.length);
  }
});

test("No note names an attribute that its facts do not speak of.", () => {
  for (const one of written) {
    const { facts, note } = one;
    const text = body(one).replace(/\[\*\*[^\]]*\*\*\]/g, "#").replace(/^[A-Za-z/]+(?= ?[:-] )/gm, "").replace(/\n/g, " ");
    const known = new Set([...Object.keys(facts.measurements), ...Object.keys(facts.findings)]);
    const loose = [...new Set(findMentions(text, { in: "note" }).map(({ id }) => id))].filter((id) => !known.has(id));
    assert.deepEqual(loose, [], `note ${note.note_id}`);
  }
});

test("The facts know many attributes, and each note speaks of some of them only.", () => {
  const share = new Map<string, number>();
  for (const { facts } of written) for (const id of [...Object.keys(facts.measurements), ...Object.keys(facts.findings)]) share.set(id, (share.get(id) ?? 0) + 1 / written.length);
  for (const id of share.keys()) assert.equal(attribute(id).id, id);
  assert.ok([...share.values()].filter((part) => part >= 0.05 && part <= 0.95).length >= 100);
  assert.ok(ATTRIBUTES.length > share.size, "some attributes are in no note, for questions that no note answers");
});

test("Notes hold the eleven sections, about 480 words, and one to three notes a patient.", () => {
  const sections = [/present illness|hpi/i, /past (?:medical )?history|pmh/i, /social h|shx?:/i, /family h|fhx?:/i, /physical exam|\bpe:|exam:/i, /pertinent|labs\/studies|data:/i, /course/i, /discharge medications|discharge meds|medications on discharge/i, /dispo/i, /condition/i, /instructions/i];
  const words: number[] = [], notes = new Map<string, number>();
  for (const { note, parts } of written) {
    for (const section of sections) assert.ok(parts.some(({ heading }) => section.test(heading)), `note ${note.note_id} has no heading like ${section}`);
    words.push(note.text.split(/\s+/).length);
    notes.set(note.subject_id, (notes.get(note.subject_id) ?? 0) + 1);
  }
  const mean = words.reduce((a, b) => a + b) / words.length;
  assert.ok(mean > 450 && mean < 560, `mean ${mean}`);
  assert.ok(Math.min(...words) > 300 && Math.max(...words) < 800);
  assert.deepEqual([...new Set(notes.values())].toSorted(), [1, 2, 3]);
});

test("Women have no prostate and men no womb: what depends on sex agrees with it.", () => {
  const men = ["psa", "turp", "prostate_cancer", "bph", "tamsulosin", "finasteride"], women = ["hysterectomy", "cesarean", "pregnancy", "tamoxifen", "anastrozole", "osteoporosis"];
  for (const { facts } of written) {
    for (const id of facts.sex === "F" ? men : women) {
      const own = [...(facts.measurements[id] ?? []), ...(facts.findings[id] ?? []).filter(({ status }) => status === "present" || status === "historical")];
      assert.deepEqual(own, [], `${facts.note_id} ${facts.sex} ${id}`);
    }
  }
});

test("Ranges, tags in place of numbers, bounds, goals, values of before the stay, relatives and hypothetical mentions all occur.", () => {
  const measured = written.flatMap(({ facts }) => Object.values(facts.measurements).flat()), found = written.flatMap(({ facts }) => Object.values(facts.findings).flat());
  for (const kind of ["range", "redacted", "bound", "unit", "perDay"] as const) assert.ok(measured.some((one) => one[kind] !== undefined), kind);
  for (const moment of ["before", "admission", "peak", "nadir", "discharge", "goal"]) assert.ok(measured.some((one) => one.moment === moment), moment);
  for (const status of ["present", "absent", "historical", "family", "not-family", "hypothetical"]) assert.ok(found.some((one) => one.status === status), status);
});

test("The same seed makes the same notes, another seed others, and fewer notes are the first of more.", () => {
  const texts = (count: number, seed: number): string[] => [...generateNotes(count, { seed })].map(({ note }) => note.text);
  assert.deepEqual(texts(12, 5), texts(30, 5).slice(0, 12));
  assert.notDeepEqual(texts(3, 5), texts(3, 6));
});

test("Facts read from the bundled file are those of the generator.", async () => {
  const facts = await readFacts(join(FOLDER, "facts.jsonl"));
  assert.equal(facts.size, BUNDLED.notes);
  for (const one of written) assert.deepEqual(facts.get(one.note.note_id), one.facts);
});

test("A minimal pair differs by what was left out only, and its question has an answer for one note and none for the other.", () => {
  const pairs = [...minimalPairs(40, { seed: 11 })], bare = (text: string): string[] => text.replace(/^\d+\. /gm, "").match(/[\p{L}\p{N}]+/gu)?.filter((word) => word !== "or" && word !== "and") ?? [];
  assert.deepEqual([...new Set(pairs.map(({ kind }) => kind))].toSorted(), ["boolean", "numeric"]);
  assert.deepEqual([...new Set(pairs.filter(({ kind }) => kind === "boolean").map(({ answer }) => answer))].toSorted(), ["No", "Yes"]);
  for (const { with: full, without, attribute: id, answer } of pairs) {
    const words = bare(full.text), fewer = bare(without.text);
    assert.ok(fewer.length < words.length, id);
    let i = 0;
    for (const word of words) if (word === fewer[i] || word.toLowerCase() === fewer[i]?.toLowerCase()) i += 1;
    assert.equal(i, fewer.length, `${id}: the shorter note has words that the longer has not`);
    assert.ok(!findMentions(without.text.replace(/\n/g, " "), { in: "note" }).some((one) => one.id === id), id);
    if (typeof answer === "number") assert.ok(full.text.includes(String(answer)), id);
  }
});

test("The command line writes as many notes as asked for, and refuses a number that is none in one sentence.", async () => {
  const folder = await mkdtemp(join(tmpdir(), "distil-notes-")), script = join(import.meta.dirname, "../../data/generate.ts"), run = promisify(execFile);
  const { stdout } = await run(process.execPath, [script, "--notes", "7", "--seed", "3", "--out", folder]);
  assert.match(stdout, /^7 notes/);
  assert.equal((await readFile(join(folder, "notes.jsonl"), "utf8")).trimEnd().split("\n").length, 7);
  await assert.rejects(run(process.execPath, [script, "--notes", "many", "--out", folder]), (error: { code: number; stderr: string }) => error.code === 1 && /^Expected --notes to be a whole number from 0 up, got "many"\n$/.test(error.stderr));
});
