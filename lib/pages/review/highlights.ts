// Where a note shows a verdict's quote, the answer's number within it, and the section's heading.
import { groundQuote } from "../../replies/grounding.ts";
import { NOT_FOUND, NOT_IN_NOTE } from "../../types.ts";
import type { ReviewVerdict } from "./types.ts";

export interface Highlight {
  readonly kind: "section" | "source" | "answer";
  readonly start: number;
  readonly end: number;
}

/** The places of a verdict in its note, in UTF-16 units. What cannot be found has none. */
export function highlightsOf({ section, source, answer, span }: Pick<ReviewVerdict, "section" | "source" | "answer" | "span">, note: string): Highlight[] {
  const quote = span ?? (source.trim() === "" || source === NOT_IN_NOTE ? null : groundQuote(source, note).span);
  const heading = section === NOT_FOUND ? undefined : headingOf(section, { note, before: quote?.[0] ?? note.length });
  return [
    ...(heading ? [{ kind: "section" as const, ...heading }] : []),
    ...(quote ? [{ kind: "source" as const, start: quote[0], end: quote[1] }] : []),
    ...(quote && typeof answer === "number" ? numbersOf(answer, note.slice(...quote)).map(([start, end]) => ({ kind: "answer" as const, start: quote[0] + start, end: quote[0] + end })) : []),
  ];
}

/** What notes call the sections, besides their names. */
const HEADINGS: Readonly<Record<string, string>> = {
  "History of Present Illness": "hpi|present illness|history", "Past Medical History": "pmhx?|medical history|past history", "Social History": "shx?|social", "Family History": "fhx?|family",
  "Physical Exam": "physical examination|exam(?:ination)?|pe", "Pertinent Results": "results|labs|laborator(?:y|ies)(?: data| studies)?|data|studies|imaging", "Brief Hospital Course": "hospital course|course",
  "Discharge Medications": "medications on discharge|discharge meds", "Discharge Disposition": "disposition", "Discharge Condition": "condition on discharge|condition at discharge|condition", "Discharge Instructions": "instructions|followup instructions",
};

/** The last line that opens with the section's name before the quote; else the first there is. */
function headingOf(section: string, { note, before }: { note: string; before: number }): { start: number; end: number } | undefined {
  const name = section.trim().replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  if (name === "") return undefined;
  const pattern = new RegExp(`^[ \\t#*]*(${[name, HEADINGS[section.trim()]].filter(Boolean).join("|")})[ \\t]*(?::|$)`, "gim");
  let found: { start: number; end: number } | undefined;
  for (const match of note.matchAll(pattern)) {
    const start = match.index + match[0].indexOf(match[1] as string);
    if (found && start > before) break;
    found = { start, end: start + (match[1] as string).length };
  }
  return found;
}

/** Where a number stands in a quote, however it is written: 8627, 8,627, 8627.0. */
function numbersOf(answer: number, quote: string): [number, number][] {
  return [...quote.matchAll(/\d+(?:,\d{3})*(?:\.\d+)?|\.\d+/g)].filter((match) => Number(match[0].replaceAll(",", "")) === Math.abs(answer)).map((match) => [match.index, match.index + match[0].length]);
}
