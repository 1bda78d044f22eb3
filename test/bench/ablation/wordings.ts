// The held-out questions asked again in words that the teacher never uses, about the same thing by the same name: what a student makes of unseen wordings.
import { answerFromFacts, findMentions, parseQuestion } from "../../../lib/facts/facts.ts";
import type { NoteFacts, ParsedQuestion } from "../../../lib/facts/facts.ts";
import { sameAnswer } from "../../../lib/types.ts";
import { pick, random } from "../../../lib/random.ts";
import type { Question } from "./data.ts";

const WHICH = { highest: ["greatest", "maximal"], lowest: ["nadir", "minimal"], first: ["very first", "initial"], last: ["final", "very last"] } as const;

/** Questions reworded; those that no longer mean the same for certain are left out. */
export function reworded(questions: readonly Question[], { facts, seed }: { facts: ReadonlyMap<string, NoteFacts>; seed: number }): Question[] {
  return questions.flatMap((q) => {
    const asked = parseQuestion(q.question);
    const name = findMentions(q.question, { in: "question" })[0];
    if (!asked || !name) return [];
    const r = random(`${seed}: reworded ${q.note.note_id} ${q.question}`);
    const question = pick(r, wordings(asked, q.question.slice(name.start, name.end), (words) => pick(r, words)));
    const told = answerFromFacts(question, facts.get(q.note.note_id) as NoteFacts);
    return told && sameAnswer(told.answer, q.label) ? [{ ...q, question }] : [];
  });
}

function wordings(asked: ParsedQuestion, name: string, choose: (words: readonly string[]) => string): string[] {
  const when = asked.date ? ` on ${asked.date}` : asked.moment === "admission" ? " when admitted" : asked.moment === "discharge" ? " on the day of discharge" : "";
  const which = asked.which ? `${choose(WHICH[asked.which])} ` : "";
  if (asked.limit) {
    const word = asked.limit.is.startsWith(">") ? "over" : "under";
    return [`Has the ${which}${name} been seen ${word} ${asked.limit.bound}${when}?`, `Can any ${which}${name} ${word} ${asked.limit.bound} be found in the chart${when}?`];
  }
  if (asked.kind === "numeric") return [`Give the ${which}${name} found in the chart${when}.`, `State the ${which}${name} shown in this summary${when}.`, `How high was the ${which}${name} seen${when}?`];
  if (asked.whose) return [`Can ${name} be found in the family history?`, `Are there any relatives with ${name}?`];
  if (asked.tense === "ever") return [`Can a past history of ${name} be found in the chart?`, `According to the chart, has there ever been ${name}?`];
  return [`Can evidence of ${name} be found in the chart${when}?`, `According to the chart, was there ${name}${when}?`, `Does this summary indicate ${name}${when}?`];
}
