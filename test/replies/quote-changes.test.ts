// The corpus of changed quotes itself: complete, reproducible and independent of lib. What the
// quote check makes of it is measured in bench/quotes.bench.ts.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import {
  HARMFUL,
  HARMLESS,
  bundledNotes,
  makeRows,
  mtsamplesNotes,
  mtsamplesPath,
  noteOf,
  storedRows,
} from "../fixtures/quote-changes/make.ts";
import type { Note, Row } from "../fixtures/quote-changes/make.ts";

const LEAST = 80;
const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

function checkRows(rows: readonly Row[], notes: readonly Note[]): void {
  const texts = new Map(notes.map(({ note_id, text }) => [note_id, text]));
  for (const name of [...HARMFUL, ...HARMLESS]) {
    const mine = rows.filter((row) => row.class === name);
    assert.ok(mine.length >= LEAST, `${name}: ${mine.length}`);
    assert.ok(new Set(mine.map((row) => row.form)).size >= 5, `${name} has several forms`);
    assert.equal(new Set(mine.map((row) => row.quote)).size, mine.length, `${name}: no quote twice`);
  }
  for (const row of rows) {
    const text = texts.get(row.note_id) ?? "";
    const label = `${row.class}, ${row.form}, note ${row.note_id}`;
    assert.ok(plain(text).includes(plain(row.original)), label);
    assert.equal(row.harmful, row.want !== "found", label);
    if (row.edits) assert.notEqual(noteOf(row, text), text, label);
  }
}

test("The stored rows are those that the script makes from the bundled notes, 80 a class.", () => {
  const notes = bundledNotes(), rows = storedRows();
  assert.deepEqual(makeRows(notes, "bundled"), rows);
  checkRows(rows, notes);
});

const real = mtsamplesNotes();
test("mtsamples gives 80 rows a class too.", { skip: real ? false : `no ${mtsamplesPath()}` }, () => {
  checkRows(makeRows(real ?? [], "mtsamples"), real ?? []);
});

test("The script imports nothing from lib or cluster.", () => {
  const folder = new URL("../fixtures/quote-changes/", import.meta.url);
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const source = readFileSync(new URL(file, folder), "utf8");
    const imports = [...source.matchAll(/from "([^"]+)"/g)].map((match) => match[1] ?? "");
    for (const name of imports) assert.match(name, /^(?:node:|csv-parse|\.\/)/, `${file}: ${name}`);
  }
});
