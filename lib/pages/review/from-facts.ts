// A review by the facts of made-up notes, which stands in for people in rehearsal. It judges
// answers only; items that the facts leave open are not reviewed.
import { answerFromFacts, type NoteFacts } from "../../facts/facts.ts";
import type { ItemRow } from "../../dataset/items.ts";
import { answerKind, NOT_FOUND, NOT_IN_NOTE } from "../../types.ts";
import type { ReviewedItem } from "./consensus.ts";
import { changed } from "./types.ts";

/** Whose name stands in the files for the facts. */
export const FACTS = "facts";

/**
 * A verdict for each item that the facts answer: a wrong answer is corrected and loses section and
 * source.
 */
export function reviewByFacts(items: readonly ItemRow[], facts: ReadonlyMap<string, NoteFacts>): ReviewedItem[] {
  return items.flatMap((item): ReviewedItem[] => {
    const note = facts.get(item.note_id), known = note && answerFromFacts(item.question, note), { item_id, note_id, subject_id, question_type, question, explanation } = item;
    if (!known || known.kind !== answerKind(question_type)) return [];
    const right = changed(item, { ...item, answer: known.answer }).length === 0, isNa = known.answer === "NA";
    const support = right ? { section: item.section, source: item.source } : isNa ? { section: NOT_FOUND, source: NOT_IN_NOTE } : { section: "", source: "" };
    const fields = { question, answer: known.answer, explanation: right ? explanation : "", ...support }, edited = changed(item, fields);
    const span = right && item.span_start !== null ? ([item.span_start, item.span_end as number] as const) : null;
    return [{ item_id, note_id, subject_id, question_type, ...fields, span, valid: true, status: edited.length > 0 ? "edited" : "accepted", edited, from: "one reviewer", reviewers: [FACTS], seconds: 0, comment: "" }];
  });
}
