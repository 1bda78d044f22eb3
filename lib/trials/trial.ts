// Tasks as data: a file of criteria (prompts/tasks/*.json, or one's own), its questions, and its
// rules' results.
import { existsSync, readdirSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import type { Question } from "../evaluation/predict.ts";
import { parseAnswer, type Answer, type Note } from "../types.ts";
import { applyRule, capped, FEMALE, RuleSchema, type Rule } from "./scoring-rules.ts";
import { fromRoot, pathName } from "../settings.ts";
import { readCsvRows } from "../io/csv.ts";
import { shownId, parseJson } from "../io/json.ts";
import { readTextFile } from "../io/text-file.ts";

const CriterionSchema = z.strictObject({
  /** Names the question within its task. */
  id: z.string().regex(/^[\w.-]+$/),
  /** May hold {last_date}: the date of the record's last note. */
  question: z.string().min(1),
  kind: z.enum(["boolean", "numeric"]),
  /** How the answer is scored. Without one, the question is asked only for the rules of others. */
  rule: RuleSchema.optional(),
  /** Where the criterion stands in the paper or the task's own description. */
  source: z.string().min(1),
  /** The criterion it decides, where several questions ask for one in different forms. Default: the id. */
  criterion: z.string().optional(),
  /** The published rules for the same answer, by the place that states them. */
  published: z.record(z.string(), RuleSchema).optional(),
});
export type Criterion = z.infer<typeof CriterionSchema>;

const TrialSchema = z.strictObject({ task: z.string().min(1), title: z.string().min(1), criteria: z.array(CriterionSchema).min(1) });
export type Trial = z.infer<typeof TrialSchema>;

/** The tasks that come with the project. */
export const trialNames = (): string[] => readdirSync(fromRoot("prompts/tasks")).filter((name) => name.endsWith(".json")).map((name) => basename(name, ".json")).sort();

/** A task by name or path. Throws with file, place and cure. */
export function readTrial(nameOrPath: string): Trial {
  const path = nameOrPath.endsWith(".json") ? fromRoot(nameOrPath) : fromRoot("prompts/tasks", `${nameOrPath}.json`);
  if (!existsSync(path)) throw new Error(`Expected a task named ${trialNames().join(", ")} or the path of a task's .json file, got "${nameOrPath}": correct it`);
  const value = parseJson(readTextFile(path));
  if (value === undefined) throw new Error(`${nameOrPath}: expected a task as JSON, got something else: compare with prompts/tasks/apixaban.json`);
  const read = TrialSchema.safeParse(value);
  if (!read.success) throw new Error(`${nameOrPath}: expected a task, but ${firstProblem(read.error, value)}: compare with prompts/tasks/apixaban.json`);
  try {
    // The task names a folder of the run.
    pathName("its task", read.data.task);
  } catch (error) {
    throw new Error(`${nameOrPath}: ${(error as Error).message}`);
  }
  checkReferences(read.data, nameOrPath);
  return read.data;
}

/** A label that a person, or a note's facts, give to one criterion of one note. */
export interface Label {
  readonly note_id: string;
  readonly criterion: string;
  readonly label: Answer;
}

/** A note with the date of its last part, where the task has time-bound criteria. */
export type DatedNote = Note & { readonly last_date?: string | undefined };

export interface TaskQuestions {
  readonly notes: readonly DatedNote[];
  readonly labels: readonly Label[];
  readonly label_from: "facts" | "annotation";
}

/**
 * Every question to every labelled note. A question asked only for other rules has label NA and is
 * not scored.
 */
export function taskQuestions(task: Trial, { notes, labels, label_from }: TaskQuestions): Question[] {
  const byNote = Map.groupBy(labels, (label) => label.note_id);
  return notes.filter((note) => byNote.has(note.note_id)).flatMap((note) => {
    const known = new Map(byNote.get(note.note_id)!.map(({ criterion, label }) => [criterion, label]));
    return task.criteria.filter((one) => !one.rule || known.has(decides(one))).map((one): Question => ({
      question_id: `${note.note_id}:${one.id}`, note_id: note.note_id, subject_id: note.subject_id, question: questionText(one, note), kind: one.kind,
      label: (one.rule && known.get(decides(one))) ?? "NA", label_from, criterion: one.id,
    }));
  });
}

/** The question as it is asked of one note. */
export const questionText = ({ question }: Criterion, { last_date }: { last_date?: string | undefined }): string =>
  question.replaceAll("{last_date}", last_date ? `${last_date}, the date of the last note` : "the last note");

/** What is judged: a model's answer to one question of the task. */
export interface Answered {
  readonly note_id: string;
  readonly model: string;
  /** The id of the question's record in the task. */
  readonly criterion?: string;
  readonly label: Answer;
  readonly prediction: Answer | undefined;
}

/**
 * An answer after its rule: `prediction` counts, `answered` is the model's, `form` the question
 * asked.
 */
export type JudgedRow<Row> = Row & { readonly criterion: string; readonly form: string; readonly answered: Answer | undefined; readonly reason?: string };

/**
 * Applies the task's rules, or the published ones where given; questions without a rule drop out.
 */
export function applyRules<Row extends Answered>(task: Trial, rows: readonly Row[], { published }: { published?: string } = {}): JudgedRow<Row>[] {
  const criteria = new Map(task.criteria.map((one) => [one.id, one]));
  const groups = Map.groupBy(rows, (row) => JSON.stringify([row.model, row.note_id]));
  const answers = new Map([...groups].map(([key, group]) => [key, Object.fromEntries(group.map((row) => [row.criterion, row.prediction]))]));
  return rows.flatMap((row) => {
    const one = criteria.get(row.criterion ?? "");
    if (!one) throw new Error(`Expected answers to the questions of task "${task.task}", got one to "${row.criterion}" (note ${row.note_id}): give the replies of this task`);
    const rule = (published && one.published?.[published]) || one.rule;
    if (!rule) return [];
    const verdict = applyRule(rule, { id: one.id, answers: answers.get(JSON.stringify([row.model, row.note_id]))! });
    return [{ ...row, criterion: decides(one), form: one.id, answered: row.prediction, label: scoredLabel(rule, row.label), prediction: verdict.answer, ...(verdict.reason && { reason: verdict.reason }) }];
  });
}

/**
 * Labels from a CSV (note_id, criterion, label). Throws with file, line and cure for a missing
 * column, an unknown note or criterion, a wrong or repeated label.
 */
export function readTrialLabels(path: string, { task, notes }: { task: Trial; notes: readonly Note[] }): Label[] {
  const known = new Set(notes.map((note) => note.note_id)), kinds = labelKinds(task);
  const seen = new Set<string>();
  return readCsvRows(fromRoot(path)).map(({ line, record }) => {
    const columns = new Map(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]));
    const [note_id, criterion] = ["note_id", "criterion"].map((name) => columns.get(name)?.trim());
    const label = columns.get("label");
    const wrong = (what: string) => new Error(`${path}, line ${line}: expected ${what}`);
    if (note_id === undefined || criterion === undefined || label === undefined) {
      throw wrong("the columns note_id, criterion and label, one is missing: add it");
    }
    if (!known.has(note_id)) throw wrong(`the id of a note that was loaded, got ${shownId(note_id)}: load the note or remove the label`);
    const kind = kinds.get(criterion);
    if (!kind) throw wrong(`a criterion of task "${task.task}", got ${shownId(criterion)}: correct its name`);
    const answer = parseAnswer(label, kind);
    if (answer === undefined) throw wrong(`a ${kind} label for ${criterion}, got something else: correct it`);
    if (seen.size === seen.add(JSON.stringify([note_id, criterion])).size) throw wrong(`one label a note and criterion, got a second for ${criterion} of note ${note_id}: remove one`);
    return { note_id, criterion, label: answer };
  });
}

const decides = (one: Criterion): string => one.criterion ?? one.id;

/** A label that lies beyond a cap counts as the cap, like the answer. */
const scoredLabel = (rule: Rule, label: Answer): Answer => ("at_most" in rule ? capped(label, rule.at_most) : label);

/** The kind of each label: Yes or No where a rule decides, else its question's. */
function labelKinds(task: Trial): Map<string, "boolean" | "numeric"> {
  const scored = task.criteria.filter((one) => one.rule);
  return new Map(scored.map((one) => [decides(one), one.kind === "boolean" || "above" in one.rule! || "from" in one.rule! ? "boolean" : "numeric"]));
}

function checkReferences({ criteria }: Trial, file: string): void {
  const ids = new Set(criteria.map((one) => one.id));
  if (ids.size < criteria.length) throw new Error(`${file}: expected each id once, got "${criteria.find((one, i) => criteria.findIndex((other) => other.id === one.id) < i)!.id}" twice: rename one`);
  for (const { id, rule, published } of criteria) {
    for (const one of [rule, ...Object.values(published ?? {})]) {
      const missing = one && questionsNeeded(one).find((other) => !ids.has(other));
      if (missing) throw new Error(`${file}: expected a question with the id "${missing}", which the rule of "${id}" needs, found none: add it`);
    }
  }
}

function questionsNeeded(rule: Rule): string[] {
  if ("above" in rule) return rule.above_for_women === undefined ? [] : [FEMALE];
  return "from" in rule ? [...(rule.also ?? []), ...(rule.otherwise ? [rule.otherwise] : [])] : [];
}

function firstProblem(error: z.ZodError, value: unknown): string {
  const { path, message } = error.issues[0]!;
  const at = path.findIndex((part) => typeof part === "number");
  const id = at > 0 ? (value as { criteria?: { id?: unknown }[] }).criteria?.[path[at] as number]?.id : undefined;
  return `${path.join(".") || "its outermost value"}${typeof id === "string" ? ` ("${id}")` : ""}: ${message}`;
}
