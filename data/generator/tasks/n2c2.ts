// Records in the n2c2 layout: discharge summaries and visits of one patient under `Record date:` lines, with the 13 labels that follow from what they say.
// Owns how a record is put together; the wording of visits is visit.ts, what is met n2c2-labels.ts.
import { N2C2_CRITERIA } from "../../../lib/trials/n2c2-records.ts";
import type { N2c2Labels } from "../../../lib/trials/n2c2-records.ts";
import { integer, random } from "../../../lib/random.ts";
import type { Random } from "../../../lib/random.ts";
import { generateNotes } from "../notes.ts";
import type { Written } from "../notes.ts";
import { chooseBalanced } from "./choose.ts";
import { fullDate, hasUnclearNumber, saidInNote } from "./facts.ts";
import type { PatientRecord, Said } from "./facts.ts";
import { N2C2_VERDICTS } from "./n2c2-labels.ts";
import { withSurrogates } from "./surrogates.ts";
import { laterDay, visit } from "./visit.ts";
import { dayAfter, isoDay } from "../tags.ts";

export interface N2c2Made {
  readonly file: string;
  readonly split: "train" | "test";
  readonly text: string;
  readonly labels: N2c2Labels;
}

/** Notes that patients are chosen from; most are passed over, so that rare criteria are met too. */
const CANDIDATES = 420;

/** `train` and `test` records of patients of a seed of their own, files numbered from 901. */
export function n2c2Records({ seed, train, test }: { seed: number; train: number; test: number }): N2c2Made[] {
  const candidates = [...Map.groupBy(generateNotes(CANDIDATES, { seed }), ({ note }) => note.subject_id).values()].flatMap((notes) => candidate(random(`${seed}:record:${notes[0]!.note.subject_id}`), notes) ?? []);
  const classes = ({ labels }: Candidate) => N2C2_CRITERIA.map((criterion) => `${criterion} ${labels[criterion]}`);
  const tested = chooseBalanced(candidates, { count: test, classes });
  const trained = chooseBalanced(candidates.filter((one) => !tested.includes(one)), { count: train, classes });
  return [...trained.map((one) => ({ ...one, split: "train" as const })), ...tested.map((one) => ({ ...one, split: "test" as const }))].map((one, i) => ({ file: `${901 + i}.xml`, ...one }));
}

interface Candidate {
  readonly text: string;
  readonly labels: N2c2Labels;
}

interface Dated {
  readonly day: number;
  readonly text: string;
  readonly said: readonly Said[];
}

/** The record of a patient, or undefined where a label could be argued about. */
function candidate(r: Random, stays: readonly Written[]): Candidate | undefined {
  const { facts } = stays[0]!;
  if (stays.length > 2 || stays.some((one) => hasUnclearNumber(one.facts, "creatinine", "hba1c", "weight", "lvef"))) return undefined;
  const notes: Dated[] = stays.map((one) => ({ day: timeOf(one.facts.discharged), text: one.note.text, said: saidInNote(one) }));
  for (let left = stays.length === 1 ? integer(r, 1, 2) : 1; left > 0; left--) {
    const day = laterDay(r, notes.at(-1)!.day);
    notes.push({ day, ...visit(r, { sex: facts.sex, age: facts.age, said: notes.flatMap((one) => one.said) }, day) });
  }
  // Some records end with a stay: their one visit came before it.
  if (stays.length === 1 && notes.length === 2 && r() < 0.3) notes.reverse()[0] = { ...notes[0]!, day: dayAfter(timeOf(facts.admitted), -integer(r, 20, 300)) };
  const labels = labelsOf({ sex: facts.sex, last_date: dateOf(notes.at(-1)!.day), said: notes.flatMap((one) => one.said) });
  return labels && { text: notes.map(({ day, text }) => `\n\nRecord date: ${dateOf(day)}\n\n${withSurrogates(text)}`).join("\n"), labels };
}

function labelsOf(record: PatientRecord): N2c2Labels | undefined {
  const verdicts = N2C2_CRITERIA.map((criterion) => [criterion, N2C2_VERDICTS[criterion](record)] as const);
  if (verdicts.some(([, verdict]) => verdict === undefined)) return undefined;
  return Object.fromEntries(verdicts.map(([criterion, met]) => [criterion, met ? "met" : "not met"])) as N2c2Labels;
}

const timeOf = (day: string): number => Date.parse(fullDate(day));
const dateOf = (day: number): string => fullDate(isoDay(day));
