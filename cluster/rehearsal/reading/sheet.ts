// A note laid out for reading tables and diagrams, and a value that stands in one without words around it.
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import type { Hit } from "./names.ts";
import { inUnit, type Value } from "./number.ts";
import type { Span } from "./sections.ts";
import type { NoteDate, Word } from "./words.ts";

export interface Sheet {
  readonly text: string;
  readonly words: readonly Word[];
  readonly hits: readonly Hit[];
  readonly dates: readonly NoteDate[];
  readonly spanAt: (offset: number) => Span;
}

/** The number printed at `start` as a value of the measurement `id`, or none when it cannot be one. */
export function plainValue(sheet: Sheet, { id, start, number, ...more }: Partial<Value> & { readonly id: string; readonly start: number; readonly number: number }): Value[] {
  const known = inUnit(conceptOf(id) as Measurement, { number });
  if (!known) return [];
  const end = start + (/^(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?/.exec(sheet.text.slice(start, start + 14))?.[0].length ?? 0);
  return [{ concept: id, number, form: "exact", unit: known.unit, base: known.base, from: start, start, end, span: sheet.spanAt(start), date: undefined, moment: undefined, earlier: false, ...more }];
}
