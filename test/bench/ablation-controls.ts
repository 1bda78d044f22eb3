// Controls of the ablation: what must not work if the student learns from notes and answers.
import { truth } from "../../lib/facts.ts";
import type { NoteFacts } from "../../lib/facts.ts";
import { questionKey } from "../../lib/items.ts";
import { isNaType, sameAnswer } from "../../lib/question.ts";
import type { Item, Message, Note } from "../../lib/question.ts";
import { pick, random, shuffle } from "../../lib/random.ts";
import type { Data, Question } from "./ablation-data.ts";

/** The rows with their targets dealt out anew over the whole file. */
export function permuted(rows: readonly { readonly messages: readonly Message[] }[], seed: number): { messages: Message[] }[] {
  const targets = shuffle(random(`${seed}: permuted`), rows.map((row) => row.messages.at(-1) as Message));
  return rows.map((row, i) => ({ messages: [...row.messages.slice(0, -1), targets[i] as Message] }));
}

const others = ({ heldOut }: Data, q: Question): Note[] => heldOut.notes.filter((n) => n.subject_id !== q.note.subject_id);

/** The note of another held-out patient, drawn at random. */
export const anotherNote = (data: Data, q: Question): string => pick(random(`${data.seed}: another ${q.note.note_id} ${q.question}`), others(data, q)).text;

/** The note of another held-out patient whose facts answer the question otherwise; undefined when there is none. */
export function differingNote(data: Data, q: Question): string | undefined {
  const differing = others(data, q).filter((n) => {
    const told = truth(q.question, data.facts.get(n.note_id) as NoteFacts);
    return told !== undefined && !sameAnswer(told.answer, q.label);
  });
  return differing.length > 0 ? pick(random(`${data.seed}: differing ${q.note.note_id} ${q.question}`), differing).text : undefined;
}

/** How often a perfect reader of another patient's note would give the label by chance: agreement of their facts, averaged over the other notes. */
export function chanceAgreement(data: Data, q: Question): number {
  const told = others(data, q).flatMap((n) => truth(q.question, data.facts.get(n.note_id) as NoteFacts) ?? []);
  return told.length === 0 ? 0 : told.filter((t) => sameAnswer(t.answer, q.label)).length / told.length;
}

/** A guesser that sees the question's words and no note: naive Bayes on whether the answer is NA. */
export function guessNa(items: readonly Item[]): (question: string) => boolean {
  const counts = new Map<string, [answered: number, na: number]>();
  const totals: [number, number] = [0, 0];
  for (const item of items) {
    const side = isNaType(item.question_type) ? 1 : 0;
    totals[side] += 1;
    for (const word of questionKey(item.question).split(" ")) {
      const count = counts.get(word) ?? [0, 0];
      count[side] += 1;
      counts.set(word, count);
    }
  }
  return (question) => {
    const odds = questionKey(question).split(" ").reduce((sum, word) => {
      const [answered, na] = counts.get(word) ?? [0, 0];
      return sum + Math.log((na + 1) / (totals[1] + 2)) - Math.log((answered + 1) / (totals[0] + 2));
    }, Math.log(totals[1] / totals[0]));
    return odds > 0;
  };
}
