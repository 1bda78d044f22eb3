// Notes and their facts, as many as asked for, patient by patient. Owns the order of sections and the numbering of notes.
import type { NoteFacts } from "../../lib/facts/facts.ts";
import type { Note } from "../../lib/types.ts";
import { integer, pick, random } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { exam } from "./exam.ts";
import { hospitalCourse } from "./course.ts";
import { header, pastHistory, presentIllness } from "./history.ts";
import { condition, diagnoses, disposition, homeMedicines, instructions, medicines } from "./leaving.ts";
import { page, render } from "./page.ts";
import type { Part } from "./page.ts";
import type { Leaf } from "./phrase.ts";
import { passages } from "./passages.ts";
import type { Passages } from "./passages.ts";
import { anyScenario, dischargeDay, fits, patient, stay } from "./patient.ts";
import type { Patient, Stay } from "./patient.ts";
import { results } from "./results.ts";
import { scene } from "./scene.ts";
import type { Earlier, Scene } from "./scene.ts";
import { SCENARIOS } from "./scenarios/scenarios.ts";
import { familyHistory, socialHistory } from "./social.ts";
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
    let scenario = first, day = admitted, earlier: Earlier | undefined;
    for (let n = pick(r, [1, 1, 1, 1, 2, 2, 3]); n > 0 && made < count; n--) {
      made += 1;
      const visit = stay(r, who, { note: String(100000 + made), scenario, admitted: day });
      const written = write(r, { who, visit, known, earlier });
      for (const passage of written.passages) kept.push(passage);
      yield written;
      earlier = { stay: visit, past: written.past };
      day = dayAfter(dischargeDay(visit), integer(r, 12, 500));
      const next = SCENARIOS.filter((one) => one.id !== scenario.id && fits(who, one, day));
      if (next.length === 0 || visit.place === "hospice") break;
      scenario = pick(r, next);
    }
    known.keep(kept);
  }
}

type Section = (at: Scene) => void;

/** The sections in one of the orders that doctors use. */
function order(r: Random): Section[] {
  const family: Section[] = r() < 0.85 ? [socialHistory, familyHistory] : [familyHistory, socialHistory];
  const end: Section[] = pick(r, [[medicines, disposition, diagnoses, condition], [diagnoses, condition, disposition, medicines], [disposition, diagnoses, medicines, condition]]);
  return [header, presentIllness, pastHistory, ...family, ...(r() < 0.3 ? [homeMedicines] : []), exam, results, hospitalCourse, ...(r() < 0.5 ? [homeMedicines] : []), ...end, instructions];
}

function write(r: Random, { who, visit, known, earlier }: { who: Patient; visit: Stay; known: Passages; earlier: Earlier | undefined }): Written & { passages: readonly number[]; past: readonly Leaf[] } {
  const sheet = page(known);
  const at = scene(r, { who, stay: visit, page: sheet, earlier });
  for (const section of new Set(order(r))) sheet.section(() => section(at));
  return { ...asNote(sheet.parts, { who, visit }), parts: sheet.parts, passages: sheet.written, past: at.copied.past };
}

function asNote(parts: readonly Part[], { who, visit }: { who: Patient; visit: Stay }): { note: Note; facts: NoteFacts } {
  const { text, measurements, findings } = render(parts);
  const ids = { note_id: visit.note, subject_id: who.subject };
  return { note: { ...ids, text }, facts: { ...ids, sex: who.sex, age: visit.age, admitted: isoDay(visit.admitted), discharged: isoDay(dischargeDay(visit)), measurements, findings } };
}
