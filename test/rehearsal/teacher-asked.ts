// What the tests of the teacher's reading share: notes with questions and the answers they must get.
import assert from "node:assert/strict";
import { answerQuestion } from "../../cluster/rehearsal/teacher/teacher.ts";
import type { Answer } from "../../lib/types.ts";

type Asked = readonly (readonly [question: string, answer: Answer])[];
type Case = readonly [note: string, asked: Asked];

/** Every question of every note is answered as the case says, without mistakes made on purpose. */
export function asks(cases: readonly Case[]): void {
  for (const [note, asked] of cases) {
    const got = asked.map(([question]) =>
      [question, answerQuestion(note, question, { seed: 1, mistakeRate: 0 }).answer]);
    assert.deepEqual(got, asked, note);
  }
}
