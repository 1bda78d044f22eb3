// Runs the detectors of the failure modes.
import { historyAsCurrent, negationMissed, noAsNotMentioned, notMentionedAsNo } from "./wrong-finding.ts";
import { rangeCollapsed, rangeComparedWrongly, redactionAsValue, sexRangeIgnored } from "./wrong-range.ts";
import {
  loop, malformed, quoteAbsent, unsupportiveQuote, refusal, repetitive, truncated,
  type ReplyDetector,
} from "./bad-reply.ts";
import { toContext, type Detector, type FailureRow, type Failure } from "./context.ts";
import { unitMixUp, valueBeforeCare, wrongDate, wrongExtreme } from "./wrong-value.ts";

export { topicClusters } from "./topics.ts";
export type { FailureRow } from "./context.ts";

const ANSWER_MODES = {
  "range-collapsed": rangeCollapsed, "range-compared-wrongly": rangeComparedWrongly, "redaction-as-value": redactionAsValue, "sex-range-ignored": sexRangeIgnored,
  "unit-mix-up": unitMixUp, "wrong-extreme": wrongExtreme, "wrong-date": wrongDate, "value-before-care": valueBeforeCare,
  "history-as-current": historyAsCurrent, "negation-missed": negationMissed, "not-mentioned-as-no": notMentionedAsNo, "no-as-not-mentioned": noAsNotMentioned,
  "quote-absent": quoteAbsent, "quote-does-not-support": unsupportiveQuote, repetitive,
} as const satisfies Record<string, Detector>;

const REPLY_MODES = { truncated, malformed, loop, refusal } as const satisfies Record<string, ReplyDetector>;

export type FailureMode = keyof typeof ANSWER_MODES | keyof typeof REPLY_MODES;
/** In the order of the taxonomy. */
export const FAILURE_MODES = [...Object.keys(ANSWER_MODES), ...Object.keys(REPLY_MODES)] as FailureMode[];

export const MODE_TITLES: Readonly<Record<FailureMode, string>> = {
  "range-collapsed": "Range collapsed to one end", "range-compared-wrongly": "Range or value compared wrongly", "redaction-as-value": "Redaction tag read as a value",
  "sex-range-ignored": "Other sex's reference range", "unit-mix-up": "Unit mixed up", "wrong-extreme": "Wrong highest, lowest, first or last", "wrong-date": "Value of another date",
  "value-before-care": "Value from before care", "history-as-current": "Past or family finding as current", "negation-missed": "Negation missed",
  "not-mentioned-as-no": "Not mentioned, answered No", "no-as-not-mentioned": "Denied, answered NA", "quote-absent": "Quote not in the note", "quote-does-not-support": "Quote does not support the answer",
  repetitive: "Asked again in other words", truncated: "Reply cut off", malformed: "Malformed JSON", loop: "Loop", refusal: "Refusal",
};

export interface DetectedFailure extends Failure {
  /** Index into the rows given. */
  readonly row: number;
  readonly mode: FailureMode;
}

/** Failures in the order of the rows; a row may have several. */
export function detectFailures(rows: readonly FailureRow[], { modes = FAILURE_MODES }: { modes?: readonly FailureMode[] } = {}): DetectedFailure[] {
  for (const mode of modes) if (!FAILURE_MODES.includes(mode)) throw new TypeError(`Expected failure modes among ${FAILURE_MODES.join(", ")}, got "${String(mode)}"`);
  return rows.flatMap((row, index) => {
    const judged = toContext(row);
    return modes.flatMap((mode) => {
      const finding = mode in REPLY_MODES ? REPLY_MODES[mode as keyof typeof REPLY_MODES](row) : judged && ANSWER_MODES[mode as keyof typeof ANSWER_MODES](judged);
      return finding ? [{ row: index, mode, ...finding }] : [];
    });
  });
}

export interface DetectorScore {
  readonly mode: FailureMode;
  readonly hits: number;
  readonly falseAlarms: number;
  readonly misses: number;
  /** NaN when nothing was flagged; recall, when nothing was to be found. */
  readonly precision: number;
  readonly recall: number;
}

/** Compares detected with known modes. */
export function scoreDetectors(rows: readonly (FailureRow & { readonly known: readonly string[] })[], { modes = FAILURE_MODES }: { modes?: readonly FailureMode[] } = {}): DetectorScore[] {
  const flagged = new Set(detectFailures(rows, { modes }).map(({ row, mode }) => `${row} ${mode}`));
  return modes.map((mode) => {
    const count = (known: boolean, found: boolean) => rows.filter((row, index) =>
      row.known.includes(mode) === known && flagged.has(`${index} ${mode}`) === found).length;
    const hits = count(true, true), falseAlarms = count(false, true), misses = count(true, false);
    return { mode, hits, falseAlarms, misses, precision: hits / (hits + falseAlarms), recall: hits / (hits + misses) };
  });
}
