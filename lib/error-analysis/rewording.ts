// The paper's rewordings (Discussion) as an experiment: a question that invites a guess against one
// for what is recorded, or for the value. Labels come from the notes' facts.
import { answerFromFacts, type NoteFacts } from "../facts/facts.ts";
import type { Prediction, Question } from "../evaluation/predict.ts";
import { bootstrapInterval } from "../evaluation/bootstrap.ts";
import { sameAnswer, type Answer, type Note } from "../types.ts";
import { random, sample } from "../random.ts";

export const REWORDINGS = [
  { name: "recorded in the note", of: "finding", before: "Does the patient have a history of {thing}?", after: "Is a history of {thing} recorded in the note?" },
  { name: "history found in the note", of: "finding", before: "Has the patient ever had {thing}?", after: "Can a history of {thing} be found in the note?" },
  { name: "value found in the note", of: "measure", before: "What was the patient's highest {thing}?", after: "What is the highest {thing} found in the note?" },
  { name: "value first, judged afterwards", of: "limit", before: "Was the patient's highest {thing} above {limit}?", after: "What is the highest {thing} found in the note?" },
] as const;

const FINDINGS = ["diabetes", "hypertension", "atrial fibrillation", "stroke", "heart failure", "depression", "asthma", "cirrhosis", "peptic ulcer disease", "chronic kidney disease"];
const MEASURES = [["creatinine", 1.3], ["potassium", 5], ["sodium", 140], ["hemoglobin", 12], ["platelet count", 250], ["white blood cell count", 11], ["glucose", 140], ["INR", 1.5]] as const;

export type Side = "before" | "after";

/** Draws `each` things per note and rewording; keeps those whose facts answer both wordings. */
export function rewordedQuestions(notes: readonly Note[], { facts, each = 3, seed = 1 }: { facts: ReadonlyMap<string, NoteFacts>; each?: number; seed?: number }): Question[] {
  return notes.flatMap((note) => REWORDINGS.flatMap(({ name, of, ...wordings }) => {
    const known = facts.get(note.note_id);
    const things = of === "finding" ? FINDINGS.map((thing) => ({ thing, limit: 0 })) : MEASURES.map(([thing, limit]) => ({ thing, limit }));
    return sample(random(`${seed}:${note.note_id}:${name}`), things, each).flatMap(({ thing, limit }) => {
      const both = (["before", "after"] as const).map((side): Question | undefined => {
        const question = wordings[side].replace("{thing}", thing).replace("{limit}", String(limit));
        const right = known && answerFromFacts(question, known);
        return right && { question_id: `${note.note_id}:${name}:${thing}:${side}`, note_id: note.note_id, subject_id: note.subject_id, question, kind: right.kind, label: right.answer, label_from: "facts", criterion: `${name}|${side}|${limit}` };
      });
      return both.every((q) => q !== undefined) ? (both as Question[]) : [];
    });
  }));
}

export interface RewordingRow {
  readonly rewording: string;
  readonly model: string;
  readonly n: number;
  /** Shares correct; a value is compared with its limit first. */
  readonly before: number;
  readonly after: number;
  /** `after - before`, with its interval over patients. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
  readonly na_before: number;
  readonly na_after: number;
}

export function rewordingTable(predictions: readonly Prediction[], { resamples = 2000, seed = 1 } = {}): RewordingRow[] {
  const groups = Map.groupBy(predictions, (p) => JSON.stringify([p.criterion?.split("|")[0], p.model]));
  return [...groups].map(([key, group]) => {
    const [rewording, model] = JSON.parse(key) as [string, string];
    const rightBefore = new Map(group.filter((p) => sideOf(p) === "before").map((p) => [thingOf(p), p.label]));
    const share = (side: Side, test: (p: Prediction) => boolean) => {
      const some = group.filter((p) => sideOf(p) === side);
      return some.filter(test).length / some.length;
    };
    const right = (p: Prediction) => {
      const answer = judged(p), label = sideOf(p) === "after" && rewording.startsWith("value first") ? rightBefore.get(thingOf(p)) : p.label;
      return answer !== undefined && label !== undefined && sameAnswer(answer, label);
    };
    const na = (p: Prediction) => p.prediction === "NA";
    // Paired: both wordings are asked of one note.
    const pairs = [...Map.groupBy(group, thingOf).values()].map((both) => ({ subject: both[0]?.subject_id ?? "", gain: both.reduce((sum, p) => sum + (sideOf(p) === "after" ? 1 : -1) * Number(right(p)), 0) }));
    const { estimate: change, low, high } = bootstrapInterval(pairs, { value: ({ gain }) => gain, cluster: ({ subject }) => subject, resamples, seed });
    return { rewording, model, n: rightBefore.size, before: share("before", right), after: share("after", right), change, low, high, na_before: share("before", na), na_after: share("after", na) };
  }).sort((a, b) => orderOf(a.rewording) - orderOf(b.rewording));
}

const orderOf = (name: string): number => REWORDINGS.findIndex((r) => r.name === name);
const sideOf = (p: Prediction): Side => p.criterion?.split("|")[1] as Side;
const thingOf = (p: Prediction): string => p.question_id.replace(/:(before|after)$/, "");

/** Turns a value into the comparison's Yes or No. */
function judged(p: Prediction): Answer | undefined {
  const [name, side, limit] = p.criterion?.split("|") ?? [];
  if (!name?.startsWith("value first") || side !== "after" || typeof p.prediction !== "number") return p.prediction;
  return p.prediction > Number(limit) ? "Yes" : "No";
}
