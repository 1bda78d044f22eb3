// A review in memory: items, notes and log, and what each person may see and do.
import { basename, dirname, extname, join } from "node:path";
import { agreementTable, type AgreementRow } from "./agreement.ts";
import { agreed, ratings, decisionsOn } from "./consensus.ts";
import { sampleItems } from "./apply.ts";
import {
  proposalOf, toVerdict, initialVerdict, type Proposal, type ReviewItem, type ReviewVerdict,
} from "./types.ts";
import { ADJUDICATION, openReviewLog, type ReviewLog, type ItemState } from "./decision-log.ts";
import { highlightsOf, type Highlight } from "./highlights.ts";
import { itemsHash, readReviewSet, type ReviewSet } from "./load.ts";
import { fromRoot } from "../../settings.ts";

/** A person at the page. An adjudicator sees everybody's verdicts, a reviewer only their own. */
export interface Person {
  readonly name: string;
  readonly role: "reviewer" | "adjudicator";
}

export interface Review {
  readonly file: string;
  /** Where the log and the files of the review lie. */
  readonly folder: string;
  readonly set: ReviewSet;
  /** The items to be reviewed: all, or the sample drawn. */
  readonly items: readonly ReviewItem[];
  readonly log: ReviewLog;
}

export interface OpenReview {
  readonly notes?: string;
  /** Review a sample of so many items, by question type. @default all */
  readonly n?: number;
  /** @default 1 */
  readonly seed?: number | string;
}

/** The folder of a file's review, beside the file: `items.parquet` is reviewed in `items.review/`. */
export const reviewFolder = (file: string): string => join(dirname(fromRoot(file)), `${basename(file, extname(file))}.review`);

/**
 * Opens the review of a file (see `readReviewSet`). Decisions in the file are entered once, when
 * the log begins.
 */
export async function openReview(file: string, { notes, n, seed = 1 }: OpenReview = {}): Promise<Review> {
  const set = await readReviewSet(file, notes === undefined ? {} : { notes });
  const folder = reviewFolder(file), log = openReviewLog(join(folder, "log.jsonl"), { items: itemsHash(set.items) });
  return { file, folder, log, items: n === undefined ? set.items : sampleItems(set.items, { n, seed }), set: { ...set, rejected: [...set.rejected, ...enterBrought(set, log)] } };
}

/** Enters the decisions of a file in the log, once, and returns those that are no verdicts, with the reason. */
function enterBrought(set: ReviewSet, log: ReviewLog): ReviewSet["rejected"] {
  const byId = new Map(set.items.map((item) => [item.item_id, item]));
  return set.brought.flatMap(({ item_id, who, proposal, seconds }) => {
    const item = byId.get(item_id) as ReviewItem;
    if (log.stand(who, item_id) !== undefined) return [];
    try {
      log.decide({ who, lane: who, item_id, version: 0, action: "decide", seconds, after: toVerdict(item, { proposal, note: textOf({ set }, item) }) }, initialVerdict(item));
      return [];
    } catch (error) {
      return [{ where: `decision of ${who} on ${item_id}`, reason: (error as Error).message }];
    }
  });
}

/** One line of the list. */
export interface ListItem extends Pick<ReviewItem, "item_id" | "note_id" | "question_type" | "difficulty" | "outcome"> {
  /** A reviewer's own status; for an adjudicator `agreed`, `differ` or `adjudicated`. */
  readonly status: string;
}

/** The list as a person may see it: a reviewer all items, an adjudicator those that were decided. */
export function listItems({ items, log }: Review, person: Person): ListItem[] {
  return items.flatMap((item) => {
    const { item_id, note_id, question_type, difficulty, outcome } = item;
    const status = statusFor(log, { person, item_id });
    return status === undefined ? [] : [{ item_id, note_id, question_type, difficulty, outcome, status }];
  });
}

export interface ItemView {
  readonly item: ReviewItem;
  readonly verdict: ReviewVerdict;
  /** As in the list. */
  readonly status: string;
  readonly form: Proposal;
  readonly version: number;
  readonly seconds: number;
  readonly places: readonly Highlight[];
  /** What the reviewers said, for an adjudicator only. */
  readonly others: readonly { readonly who: string; readonly verdict: ReviewVerdict; readonly form: Proposal }[];
}

/** One item as a person may see it, or undefined when there is none of that id. */
export function openItem(review: Review, { person, item_id }: { readonly person: Person; readonly item_id: string }): ItemView | undefined {
  const item = review.items.find((one) => one.item_id === item_id);
  if (!item) return undefined;
  const stand = review.log.stand(laneOf(person), item_id), others = person.role === "adjudicator" ? decisionsOn(review.log, item_id) : [];
  const verdict = stand?.verdict ?? (others[0] && agreed(others) ? { ...others[0].verdict, status: "open" as const } : initialVerdict(item));
  const valid = verdict.status === "open" && stand === undefined ? (others[0]?.verdict.status ?? (item.valid ? "open" : "invalid")) !== "invalid" : verdict.status !== "invalid";
  return {
    item, verdict, status: statusFor(review.log, { person, item_id }) ?? "open", form: { ...proposalOf(verdict), valid }, version: stand?.version ?? 0, seconds: stand?.seconds ?? 0, places: highlightsOf(verdict, textOf(review, item)),
    others: others.map(({ who, verdict: theirs }) => ({ who, verdict: theirs, form: proposalOf(theirs) })),
  };
}

export interface Decide {
  readonly person: Person;
  readonly item_id: string;
  /** The version that the decision was made on. */
  readonly version: number;
  readonly action: "decide" | "comment" | "undo";
  readonly proposal: Proposal;
  readonly seconds: number;
}

/**
 * Enters a decision; `conflict`: another tab was first, nothing was entered. @throws {Error} When
 * the proposal is no verdict.
 */
export function decide(review: Review, { person, item_id, version, action, proposal, seconds }: Decide): { conflict: boolean; opened: ItemView } | undefined {
  const opened = openItem(review, { person, item_id });
  if (!opened) return undefined;
  const before = review.log.stand(laneOf(person), item_id)?.verdict ?? initialVerdict(opened.item);
  const after = action === "decide" ? toVerdict(opened.item, { proposal, note: textOf(review, opened.item) }) : action === "comment" ? { ...before, comment: proposal.comment } : undefined;
  const { conflict } = review.log.decide({ who: person.name, lane: laneOf(person), item_id, version, action, seconds, ...(after ? { after } : {}) }, initialVerdict(opened.item));
  return { conflict, opened: openItem(review, { person, item_id }) as ItemView };
}

/** Places in the note of what a form says, before it is saved. */
export function preview(review: Review, { item_id, proposal }: { readonly item_id: string; readonly proposal: Proposal }): Highlight[] | undefined {
  const item = review.items.find((one) => one.item_id === item_id);
  if (!item) return undefined;
  const note = textOf(review, item), verdict = toVerdict(item, { proposal: { ...proposal, valid: false }, note });
  return highlightsOf(verdict, note);
}

/** How far the reviewers agree, on the answer and on whether an item may stay as it is. */
export const agreement = ({ items, log }: Review): (AgreementRow & { of: "answer" | "status" })[] =>
  (["answer", "status"] as const).flatMap((of) => agreementTable(ratings(items, { log, of }), { resamples: 1000 }).map((row) => ({ of, ...row })));

export const textOf = ({ set }: Pick<Review, "set">, item: Pick<ReviewItem, "note_id">): string => set.notes.get(item.note_id)?.text ?? "";

const laneOf = ({ name, role }: Person): string => (role === "adjudicator" ? ADJUDICATION : name);

/**
 * A reviewer's own status; for an adjudicator how reviewers stand to each other, undefined for
 * none.
 */
function statusFor(log: ReviewLog, { person, item_id }: { person: Person; item_id: string }): string | undefined {
  if (person.role === "reviewer") return log.stand(person.name, item_id)?.verdict.status ?? "open";
  const last: ItemState | undefined = log.stand(ADJUDICATION, item_id), stands = decisionsOn(log, item_id);
  if (last && last.verdict.status !== "open") return "adjudicated";
  return stands.length === 0 ? undefined : agreed(stands) ? "agreed" : "differ";
}
