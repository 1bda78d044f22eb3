// How a student is scored: share of right answers by question type, and what several seeds make together.
import { answer } from "../../cluster/rehearsal/student.ts";
import type { Weights } from "../../cluster/rehearsal/student.ts";
import { QUESTION_TYPES, sameAnswer } from "../../lib/question.ts";
import type { QuestionType } from "../../lib/question.ts";
import { typeOf } from "./ablation-data.ts";
import type { Question } from "./ablation-data.ts";

/** Accuracy from 0 to 1 for each question type (by label), and their mean; NaN where there is no question. */
export type Scores = Readonly<Record<QuestionType | "mean", number>>;

/** Scores a student on questions; `noteOf` may give it another note than the question's own. */
export function score(weights: Weights, questions: readonly Question[], noteOf = (q: Question): string => q.note.text): Scores {
  const right = questions.map((q) => sameAnswer(answer(weights, { note: noteOf(q), question: q.question }).answer, q.label));
  return byType(questions, right);
}

/** Shares of what is true of the questions, by type. */
export function byType(questions: readonly Question[], right: readonly boolean[]): Scores {
  const share = (type: QuestionType): number => mean(right.filter((_, i) => typeOf(questions[i] as Question) === type).map(Number));
  const shares = Object.fromEntries(QUESTION_TYPES.map((type) => [type, share(type)])) as Record<QuestionType, number>;
  return { ...shares, mean: mean(Object.values(shares)) };
}

export interface Spread {
  readonly mean: number;
  readonly sd: number;
}

/** Mean and sample standard deviation over seeds, by type. */
export const overSeeds = (runs: readonly Scores[]): Record<keyof Scores, Spread> =>
  Object.fromEntries([...QUESTION_TYPES, "mean" as const].map((type) => [type, spread(runs.map((run) => run[type]))])) as Record<keyof Scores, Spread>;

export const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

export function spread(values: readonly number[]): Spread {
  const middle = mean(values);
  return { mean: middle, sd: values.length > 1 ? Math.sqrt(values.reduce((a, v) => a + (v - middle) ** 2, 0) / (values.length - 1)) : 0 };
}
