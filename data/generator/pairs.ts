// Minimal pairs: two versions of a note that differ only in having the asked fact. Owns which facts can be asked so, and the wording of the questions.
import type { AnswerKind, Answer, Note } from "../../lib/types.ts";
import { answerFromFacts, attribute, findMentions } from "../../lib/facts/facts.ts";
import type { Attribute, NoteFacts } from "../../lib/facts/facts.ts";
import { pick, random, shuffle } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";
import { generateNotes } from "./notes.ts";
import type { Written } from "./notes.ts";
import { removable, render } from "./page.ts";

export interface Pair {
  readonly question: string;
  readonly kind: AnswerKind;
  readonly attribute: string;
  /** The answer for the note that has the fact; for the other it is NA. */
  readonly answer: Exclude<Answer, "NA">;
  readonly with: Note;
  readonly without: Note;
}

/** `count` pairs, one a note, of booleans (Yes and No) and numbers in turn; the same for the same seed. */
export function* minimalPairs(count: number, { seed }: { seed: number }): Generator<Pair> {
  const wanted = ["Yes", "number", "No", "number"] as const;
  let made = 0;
  for (const written of generateNotes(Infinity, { seed })) {
    if (made === count) return;
    const r = random(`${seed}:pair:${written.note.note_id}`);
    const pair = shuffle(r, candidates(written.facts)).map((id) => minimalPair(written, id, { r })).find((one) => one && fits(one.answer, wanted[made % wanted.length]));
    if (!pair) continue;
    made += 1;
    yield pair;
  }
}

const fits = (answer: Answer, wanted: "Yes" | "No" | "number" | undefined): boolean => (typeof answer === "number" ? wanted === "number" : answer === wanted);

/** The pair for one attribute of a note, or undefined when the fact cannot be left out alone, or something of it would remain. */
export function minimalPair({ note, facts, parts }: Written, id: string, { r }: { r: Random }): Pair | undefined {
  const about = attribute(id), gone = new Set(TOGETHER.find((group) => group.includes(id)) ?? [id]);
  if (!removable(parts, { without: gone, spare: STUDIES })) return undefined;
  const { text, measurements, findings } = render(parts, gone);
  const question = pick(r, wordings(about));
  const answer = answerFromFacts(question, facts)?.answer, other = answerFromFacts(question, { ...facts, measurements, findings });
  if (answer === undefined || answer === "NA" || other?.answer !== "NA" || remains(text, about)) return undefined;
  return { question, kind: about.kind, attribute: id, answer, with: { ...note, note_id: `${note.note_id}-with` }, without: { ...note, note_id: `${note.note_id}-without`, text } };
}

/** Facts that the same words state: they can only go together. */
const TOGETHER: readonly (readonly string[])[] = [["smoking_current", "smoking_former", "smoking_ever"], ["full_code", "dnr"], ["retired", "employed"], ["systolic_bp", "diastolic_bp"]];
/** That a study was done goes with what it showed. */
const STUDIES: ReadonlySet<string> = new Set(["chest_xray", "echocardiogram", "electrocardiogram", "head_ct", "ct_chest", "mri"]);
const ASKED: ReadonlySet<string> = new Set(["lab", "vital", "study", "body", "condition", "symptom", "sign", "imaging", "procedure", "habit"]);

/** Attributes worth asking. What a note comes back to again and again is its subject: without it the note would make no sense. */
function candidates({ measurements, findings }: NoteFacts): string[] {
  return [...Object.entries(measurements), ...Object.entries(findings)].filter(([id, records]) => ASKED.has(attribute(id).group) && (records.length < 4 || attribute(id).kind === "numeric")).map(([id]) => id);
}

function wordings({ kind, group, names, id }: Attribute): readonly string[] {
  const [name = id] = names;
  if (kind === "numeric" && group === "lab") return [`What is the patient's highest ${name} recorded in the note?`, `What is the patient's lowest ${name} recorded in the note?`, `What was the first ${name} during the hospital stay?`];
  if (kind === "numeric") return [`What is the patient's ${name} recorded in the note?`, `What is the highest ${name} recorded in the note?`];
  if (group === "habit") return id === "smoking_current" ? ["Does the note record that the patient is a current smoker?"] : [`Does the note record ${name}?`];
  if (group === "condition" || group === "procedure") return [`Does the note record that the patient had ${name}?`, `Does the note record a history of ${name}?`];
  return [`Does the note record that the patient had ${name}?`, `Did the patient have ${name}?`];
}

/** Whether the text still speaks of the attribute, if only by the stem of its name ("diabetic" for diabetes). */
function remains(text: string, { id, names }: Attribute): boolean {
  const stem = (names[0] ?? id).toLowerCase().slice(0, 6);
  return findMentions(text.replace(/\n/g, " "), { in: "note" }).some((one) => one.id === id) || (stem.length === 6 && text.toLowerCase().includes(stem));
}
