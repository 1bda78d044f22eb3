// Notes and their facts, as many as asked for, patient by patient. Owns the order of sections and the numbering of notes.
import type { NoteFacts } from "../../lib/facts.ts";
import type { Note } from "../../lib/question.ts";
import { integer, pick, random } from "../../lib/random.ts";
import { exam } from "./exam.ts";
import { familyHistory, header, pastHistory, presentIllness, socialHistory } from "./history.ts";
import { hospitalCourse, leaving, medicines } from "./leaving.ts";
import { page, render } from "./page.ts";
import type { Part } from "./page.ts";
import { passages } from "./passages.ts";
import type { Passages } from "./passages.ts";
import { anyScenario, dischargeDay, fits, patient, stay } from "./patient.ts";
import type { Patient, Stay } from "./patient.ts";
import { results } from "./results.ts";
import { scene } from "./scene.ts";
import { SCENARIOS } from "./scenarios.ts";
import { dayAfter, isoDay } from "./tags.ts";

/** A note with its facts, and the parts it was made of. */
export interface Written {
  readonly note: Note;
  readonly facts: NoteFacts;
  readonly parts: readonly Part[];
}

/**
 * `count` notes of as many patients as it takes (one to three notes each), the same for the same seed. Two patients' notes share no
 * passage of more than 12 words, as far as drawing a sentence again can help it; a patient's own notes may repeat each other.
 */
export function* generateNotes(count: number, { seed }: { seed: number }): Generator<Written> {
  const known = passages();
  for (let person = 1, made = 0; made < count; person++) {
    const r = random(`${seed}:${person}`);
    const kept: number[] = [];
    const first = anyScenario(r);
    const admitted = Date.UTC(integer(r, 2105, 2194), integer(r, 0, 11), integer(r, 1, 28));
    const who = patient(r, { subject: String(10000 + person), scenario: first, admitted });
    let scenario = first, day = admitted;
    for (let n = pick(r, [1, 1, 1, 1, 2, 2, 3]); n > 0 && made < count; n--) {
      made += 1;
      const visit = stay(r, who, { note: String(100000 + made), scenario, admitted: day });
      yield write(r, { who, visit, known, kept });
      day = dayAfter(dischargeDay(visit), integer(r, 12, 500));
      const next = SCENARIOS.filter((one) => one !== scenario && fits(who, one, day));
      if (next.length === 0) break;
      scenario = pick(r, next);
    }
    known.keep(kept);
  }
}

function write(r: () => number, { who, visit, known, kept }: { who: Patient; visit: Stay; known: Passages; kept: number[] }): Written {
  const sheet = page(known);
  const at = scene(r, { who, stay: visit, page: sheet });
  for (const section of [header, presentIllness, pastHistory, socialHistory, familyHistory, exam, results, hospitalCourse, medicines, leaving]) section(at);
  for (const passage of sheet.written) kept.push(passage);
  return { ...asNote(sheet.parts, { who, visit }), parts: sheet.parts };
}

function asNote(parts: readonly Part[], { who, visit }: { who: Patient; visit: Stay }): { note: Note; facts: NoteFacts } {
  const { text, measurements, findings } = render(parts);
  const ids = { note_id: visit.note, subject_id: who.subject };
  return { note: { ...ids, text }, facts: { ...ids, sex: who.sex, age: visit.age, admitted: isoDay(visit.admitted), discharged: isoDay(dischargeDay(visit)), measurements, findings } };
}
