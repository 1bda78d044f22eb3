// Counts failures by model, mode and question type with intervals, and reads and writes a person's
// corrections.
import { appendFileSync, existsSync } from "node:fs";
import {
  detectFailures, MODE_TITLES, type DetectedFailure, type FailureMode, type FailureRow,
} from "./detectors.ts";
import type { NoteFacts } from "../facts/facts.ts";
import { readJsonLines } from "../io/json.ts";
import type { Prediction } from "../evaluation/predict.ts";
import { percentWithInterval } from "../display/format.ts";
import { bootstrapInterval } from "../evaluation/bootstrap.ts";
import { isCorrect } from "../evaluation/metrics.ts";
import type { Note } from "../types.ts";
import { fromRoot } from "../settings.ts";

/** A prediction with its note and, where known, the note's facts: what detectors judge. */
export type Shown = Prediction & FailureRow & { readonly note: string };

/** Predictions as rows for the detectors. */
export function failureRows(predictions: readonly Prediction[], { notes, facts = new Map() }: { notes: readonly Note[]; facts?: ReadonlyMap<string, NoteFacts> }): Shown[] {
  const texts = new Map(notes.map((n) => [n.note_id, n.text]));
  return predictions.map((p) => {
    const note = texts.get(p.note_id), known = facts.get(p.note_id);
    if (note === undefined) throw new Error(`Expected the note "${p.note_id}" of question ${p.question_id}, found none: give the notes that the questions were made for`);
    const { source, prediction } = p;
    return { ...p, note, ...(prediction === undefined ? {} : { answer: prediction }), source, ...(known ? { facts: known } : {}) };
  });
}

export interface FailureRate {
  readonly model: string;
  readonly mode: FailureMode;
  readonly question_type: string;
  /** Answers that could show the mode: all of this model and type. */
  readonly n: number;
  readonly failures: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How often each mode occurs for each model, over all types and by type, with intervals clustered
 * by patient. Modes that never occur are left out; a model without a failure has a row of 0. Most
 * frequent mode first, models in the rows' order.
 */
export function failureRates(rows: readonly Shown[], failures: readonly DetectedFailure[], { resamples = 2000, seed = 1, byType = false } = {}): FailureRate[] {
  const flagged = [...Map.groupBy(failures, (f) => f.mode)].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]));
  const groups = Map.groupBy(rows.map((row, index) => ({ row, index })), ({ row }) => JSON.stringify([row.model, byType ? row.question_type : "all"]));
  return flagged.flatMap(([mode, found]) => {
    const indexes = new Set(found.map((f) => f.row));
    return [...groups].map(([key, group]) => {
      const [model, question_type] = JSON.parse(key) as [string, string];
      const count = group.filter(({ index }) => indexes.has(index)).length;
      const { estimate, low, high } = bootstrapInterval(group, { value: ({ index }) => (indexes.has(index) ? 1 : 0), cluster: ({ row }) => row.subject_id, resamples, seed });
      return { model, mode, question_type, n: group.length, failures: count, share: estimate, low, high };
    });
  });
}

/**
 * Rates with a line a mode and a column a model: "20.5 % (18.1–23.1)"; "–" for none, no interval
 * for one patient.
 */
export function ratesByModel(rates: readonly FailureRate[]): Record<string, string>[] {
  const shown = ({ failures, share, low, high }: FailureRate) =>
    (failures === 0 ? "–" : percentWithInterval({ estimate: share, low, high }));
  return [...Map.groupBy(rates, (r) => r.mode)].map(([mode, list]) => ({
    mode: MODE_TITLES[mode], ...Object.fromEntries(list.map((rate) => [rate.model, shown(rate)])),
  }));
}

/** Failures of wrong answers and broken replies; a right answer shows a failure only where its quote does. */
export const findFailuresIn = (rows: readonly Shown[], options?: { modes?: readonly FailureMode[] }): DetectedFailure[] =>
  detectFailures(rows, options).filter(({ row, mode }) => mode.startsWith("quote") || !isCorrect(rows[row] as Shown));

/** What a person says of one answer: the modes it shows, none included. */
export interface Correction {
  readonly question_id: string;
  readonly model: string;
  readonly modes: readonly string[];
}

/**
 * The corrections of a JSON-lines file as rows to score detectors on; empty where there is no file.
 */
export function rowsWithCorrections(rows: readonly Shown[], path: string): (Shown & { known: readonly string[] })[] {
  if (!existsSync(fromRoot(path))) return [];
  const corrections = new Map(readJsonLines<Correction>(fromRoot(path)).map((c) => [`${c.question_id} ${c.model}`, c.modes]));
  return rows.flatMap((row) => {
    const known = corrections.get(`${row.question_id} ${row.model}`);
    return known ? [{ ...row, known }] : [];
  });
}

/**
 * Adds a correction to the file; of several for one answer the last counts. Throws for unknown
 * modes.
 */
export function saveCorrection(path: string, correction: Correction): void {
  const unknown = correction.modes.filter((mode) => !(mode in MODE_TITLES));
  if (unknown.length) throw new Error(`Expected failure modes among ${Object.keys(MODE_TITLES).join(", ")}, got ${unknown.join(", ")}: correct the modes`);
  appendFileSync(fromRoot(path), `${JSON.stringify(correction)}\n`, { mode: 0o600 });
}
