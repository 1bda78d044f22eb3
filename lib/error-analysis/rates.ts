// Failure rates with intervals, and a reviewer's corrections.
import { appendFileSync, existsSync } from "node:fs";
import {
  detectFailures, MODE_TITLES, type DetectedFailure, type FailureMode, type FailureRow,
} from "./detectors.ts";
import type { NoteFacts } from "../facts/facts.ts";
import { z } from "zod";
import { shownId } from "../io/json.ts";
import { readJsonLines } from "../io/json.ts";
import type { Prediction } from "../evaluation/predict.ts";
import { percentWithInterval } from "../display/format.ts";
import { bootstrapInterval } from "../evaluation/bootstrap.ts";
import { isCorrect } from "../evaluation/metrics.ts";
import type { Note } from "../types.ts";
import { fromRoot } from "../settings.ts";

export type Shown = Prediction & FailureRow & { readonly note: string };

export function failureRows(predictions: readonly Prediction[], { notes, facts = new Map() }: { notes: readonly Note[]; facts?: ReadonlyMap<string, NoteFacts> }): Shown[] {
  const texts = new Map(notes.map((n) => [n.note_id, n.text]));
  return predictions.map((p) => {
    const note = texts.get(p.note_id), known = facts.get(p.note_id);
    if (note === undefined) throw new Error(`Expected the note "${p.note_id}" of question ${p.question_id}, found none: give the notes that the questions were made for`);
    const answer = p.prediction === undefined ? {} : { answer: p.prediction };
    return { ...p, note, ...answer, ...(known && { facts: known }) };
  });
}

export interface FailureRate {
  readonly model: string;
  readonly mode: FailureMode;
  readonly question_type: string;
  /** All answers of this model and type. */
  readonly n: number;
  readonly failures: number;
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Rates of the modes that occur by model, and by type on request; intervals are clustered by
 * patient. Most frequent mode first, models in the rows' order.
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

/** A row a mode, a column a model: "20.5 % (18.1–23.1)"; no interval for one patient. */
export function ratesByModel(rates: readonly FailureRate[]): Record<string, string>[] {
  const shown = ({ failures, share, low, high }: FailureRate) =>
    (failures === 0 ? "–" : percentWithInterval({ estimate: share, low, high }));
  return [...Map.groupBy(rates, (r) => r.mode)].map(([mode, list]) => ({
    mode: MODE_TITLES[mode], ...Object.fromEntries(list.map((rate) => [rate.model, shown(rate)])),
  }));
}

/** A correct answer counts only the failures of its quote. */
export const findFailuresIn = (rows: readonly Shown[], options?: { modes?: readonly FailureMode[] }): DetectedFailure[] =>
  detectFailures(rows, options).filter(({ row, mode }) => mode.startsWith("quote") || !isCorrect(rows[row] as Shown));

/** A reviewer's modes of one answer; may be none. */
export interface Correction {
  readonly question_id: string;
  readonly model: string;
  readonly modes: readonly string[];
}

/** Corrected rows, for scoring detectors; empty without a file. */
export function rowsWithCorrections(rows: readonly Shown[], path: string): (Shown & { known: readonly string[] })[] {
  if (!existsSync(fromRoot(path))) return [];
  const corrections = new Map(readJsonLines<unknown>(fromRoot(path)).map((value, i) => {
    const { question_id, model, modes } = checkCorrection(value, `${path}, line ${i + 1}`);
    return [keyOf({ question_id, model }), modes];
  }));
  const shown = new Set(rows.map(keyOf));
  const others = [...corrections.keys()].filter((key) => !shown.has(key)).length;
  if (others > 0) console.log(`${path}: ${others} corrections are of answers that are not shown here`);
  return rows.flatMap((row) => {
    const known = corrections.get(keyOf(row));
    return known ? [{ ...row, known }] : [];
  });
}

const keyOf = ({ question_id, model }: Pick<Correction, "question_id" | "model">): string =>
  JSON.stringify([question_id, model]);

const CorrectionRow = z.object({
  question_id: z.string().min(1), model: z.string().min(1), modes: z.array(z.string()),
});

/** @throws {Error} Naming the line of what is no correction, or of another mode. */
function checkCorrection(value: unknown, where: string): Correction {
  const { data, error } = CorrectionRow.safeParse(value);
  if (!data) {
    const field = error.issues[0]!.path.join(".") || "its outermost value";
    throw new Error(`${where}: expected a correction with question_id, model and modes, got another `
      + `${field}: correct the line`);
  }
  const unknown = data.modes.find((mode) => !(mode in MODE_TITLES));
  if (unknown === undefined) return data;
  const modes = Object.keys(MODE_TITLES).join(", ");
  throw new Error(`${where}: expected failure modes among ${modes}, got ${shownId(unknown)}: correct it`);
}

/** Appends a correction; the last for an answer counts. */
export function saveCorrection(path: string, correction: Correction): void {
  const unknown = correction.modes.filter((mode) => !(mode in MODE_TITLES));
  if (unknown.length) throw new Error(`Expected failure modes among ${Object.keys(MODE_TITLES).join(", ")}, got ${unknown.join(", ")}: correct the modes`);
  appendFileSync(fromRoot(path), `${JSON.stringify(correction)}\n`, { mode: 0o600 });
}
