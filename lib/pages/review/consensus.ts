// A review's result: one verdict an item, out of its reviewers' and its adjudicator's.
import { ADJUDICATION, type ReviewLog, type ItemState } from "./decision-log.ts";
import {
  changed, proposalOf, sameVerdict, type Field, type ReviewItem, type ReviewStatus,
  type ReviewVerdict,
} from "./types.ts";
import type { Ratings } from "./agreement.ts";
import type { Reviewed } from "../../evaluation/synthetic-task.ts";

/** A reviewed item as it is written to `reviewed.jsonl`: every field as it holds now. */
export interface ReviewedItem extends Required<Omit<Reviewed, "item_id">>, Pick<ReviewItem, "item_id" | "note_id" | "subject_id" | "question_type"> {
  readonly status: Exclude<ReviewStatus, "open">;
  /** Fields in which it departs from the item as it came. */
  readonly edited: readonly Field[];
  /** One reviewer's word, several who agree, or an adjudicator's. */
  readonly from: "one reviewer" | "agreed" | "adjudication";
  readonly reviewers: readonly string[];
  /** Spent on it by all. */
  readonly seconds: number;
  readonly comment: string;
}

export interface ReviewResult {
  readonly reviewed: readonly ReviewedItem[];
  /** Items whose reviewers differ and which nobody has adjudicated. */
  readonly waiting: readonly string[];
  /** Items that nobody decided. */
  readonly open: readonly string[];
}

/** Who decided on an item, in alphabetical order. The lane of adjudication is not among them. */
export const decisionsOn = (log: ReviewLog, item_id: string): ItemState[] =>
  log.lanes().flatMap((lane) => (lane === ADJUDICATION ? [] : [log.stand(lane, item_id)])).filter((s): s is ItemState => s !== undefined && s.verdict.status !== "open");

/** True when those who decided on an item said the same: explanations apart. */
export const agreed = (stands: readonly ItemState[]): boolean => stands.every((s) => sameVerdict(s.verdict, (stands[0] as ItemState).verdict));

/** Every item is reviewed, waits for adjudication or is open. */
export function consensusOf(items: readonly ReviewItem[], log: ReviewLog): ReviewResult {
  const reviewed: ReviewedItem[] = [], waiting: string[] = [], open: string[] = [];
  for (const item of items) {
    const stands = decisionsOn(log, item.item_id), last = log.stand(ADJUDICATION, item.item_id);
    const all = last && last.verdict.status !== "open" ? [...stands, last] : stands;
    if (all.length === 0) open.push(item.item_id);
    else if (all.length > stands.length) reviewed.push(toReviewed(item, { stands: all, from: "adjudication" }));
    else if (agreed(stands)) reviewed.push(toReviewed(item, { stands, from: stands.length === 1 ? "one reviewer" : "agreed" }));
    else waiting.push(item.item_id);
  }
  return { reviewed, waiting, open };
}

/**
 * Each reviewer's answer to each item ("invalid" where thrown out), or only whether it stayed as it
 * was.
 */
export function ratings(items: readonly ReviewItem[], { log, of }: { readonly log: ReviewLog; readonly of: "answer" | "status" }): Ratings[] {
  const lanes = log.lanes().filter((lane) => lane !== ADJUDICATION);
  const value = (verdict: ReviewVerdict | undefined) => (!verdict || verdict.status === "open" ? undefined : of === "status" || verdict.status === "invalid" ? verdict.status : String(verdict.answer));
  return items.map((item) => ({ cluster: item.subject_id, values: lanes.map((lane) => value(log.stand(lane, item.item_id)?.verdict)) }));
}

function toReviewed(item: ReviewItem, { stands, from }: { stands: readonly ItemState[]; from: ReviewedItem["from"] }): ReviewedItem {
  const { verdict } = (from === "adjudication" ? stands.at(-1) : stands[0]) as ItemState;
  const { valid, ...fields } = proposalOf(verdict);
  return {
    item_id: item.item_id, note_id: item.note_id, subject_id: item.subject_id, question_type: item.question_type, ...fields, answer: verdict.answer, valid, status: verdict.status as ReviewedItem["status"],
    edited: changed(item, verdict), from, reviewers: [...new Set(stands.map(({ who }) => who))], seconds: stands.reduce((sum, { seconds }) => sum + seconds, 0),
    comment: stands.flatMap(({ verdict: { comment } }) => comment || []).join(" / "),
  };
}
