// Owns asking a model every question of a task and reading its answers: requests note by note, one journal a model, one prediction a question.
import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { askAll, readReplies } from "./batch.ts";
import type { Progress, Request, Sampling, Summary } from "./batch.ts";
import { ground } from "./evidence.ts";
import { fromStage } from "./place.ts";
import type { Place, PlacedModel } from "./place.ts";
import { answerMessages, promptHashes } from "./prompt.ts";
import { NOT_IN_NOTE, questionType } from "./question.ts";
import type { Answer, AnswerKind, Note, QuestionType } from "./question.ts";
import { readAnswerReply } from "./reply.ts";
import type { Outcome } from "./reply.ts";
import { recordBatch } from "./resources.ts";

/** Sampling of the paper's evaluation (Methods, step 5): greedy, at most 256 tokens. */
export const EVALUATION: Sampling = { temperature: 0, top_p: 1, max_tokens: 256, stop: ["<|eot_id|>", "<|end_of_text|>"] };
/** Sampling of the paper's item generation (Methods, step 1). */
export const CREATION: Sampling = { temperature: 0.7, top_p: 0.95, max_tokens: 4096 };

/** The samplings of a grid: temperature 0 once, for it takes the likeliest token whatever top_p is; every other temperature with each top_p. */
export const samplingGrid = ({ temperatures, topPs }: { readonly temperatures: readonly number[]; readonly topPs: readonly number[] }): Sampling[] =>
  temperatures.flatMap((temperature) => (temperature === 0 ? [EVALUATION] : topPs.map((top_p) => ({ ...EVALUATION, temperature, top_p }))));

/** One question to ask about one note, with the right answer where it is known and where that comes from. */
export interface Question {
  readonly question_id: string;
  readonly note_id: string;
  readonly subject_id: string;
  readonly question: string;
  readonly kind: AnswerKind;
  readonly label: Answer;
  /** Who says so: a reviewer, the facts a note was made from, an annotator of the task, or the teacher's own item ("unreviewed"). */
  readonly label_from: "reviewed" | "facts" | "annotation" | "unreviewed";
  /** The criterion asked about, in tasks that have criteria. */
  readonly criterion?: string;
}

/** A model's answer to a question beside its label: the row that evaluation counts. */
export interface Prediction extends Question {
  readonly model: string;
  /** The type by the label: kind, and na- where the label is NA. */
  readonly question_type: QuestionType;
  /** Undefined when nothing could be read from the reply: wrong, never NA or No. */
  readonly prediction: Answer | undefined;
  readonly outcome: Outcome;
  readonly section: string;
  readonly source: string;
  readonly explanation: string;
  /** Where the quoted source stands in the note; null when it doesn't, or none was given. */
  readonly span: readonly [number, number] | null;
  readonly reply: string;
  readonly seconds: number;
}

export interface Infer {
  readonly questions: readonly Question[];
  readonly notes: readonly Note[];
  readonly endpoint: PlacedModel;
  /** The model's name in tables: a role or a variant. */
  readonly name: string;
  readonly place: Pick<Place, "folder">;
  /** The task's folder in the place's run; replies go to `<task>/replies/<name>-<revision>.jsonl` there. @default "synthetic" */
  readonly task?: string;
  readonly sampling?: Sampling;
  /** Ask for section, source and explanation. @default true; false for the No-S student, which was trained so */
  readonly support?: boolean;
  readonly concurrency?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** Asks one model all questions, resuming a journal that is there; how long it took is noted beside it. */
export const infer = async (task: Infer): Promise<Summary> => {
  const { endpoint, sampling = EVALUATION, concurrency, onProgress } = task;
  return recordBatch(await askAll(answerRequests(task), { endpoint, sampling, journal: journalPath(task), total: task.questions.length, prompts: promptHashes("answer"), ...(concurrency ? { concurrency } : {}), ...(onProgress ? { onProgress } : {}) }));
};

/** Where a model's replies lie. The revision is in the name: a student trained anew is asked anew. */
export const journalPath = ({ place, task = "synthetic", name, endpoint, sampling = EVALUATION }: Pick<Infer, "place" | "task" | "name" | "endpoint" | "sampling">): string =>
  join(place.folder, task, "replies", `${name}${endpoint.revision ? `-${endpoint.revision}` : ""}${sampling.temperature === 0 ? "" : `-t${sampling.temperature}-p${sampling.top_p}`}.jsonl`);

/** One prediction a question, in the questions' order; a question without a reply is an error, not a gap. */
export const predictions = (task: Infer): Promise<Prediction[]> => readPredictions(repliesOf(task), task);

/**
 * The models that have replies to a task, by name, with their newest journal at temperature 0: from this run or, where it has no questions of its own,
 * the bundled one. Needs no server.
 */
export function journalsOf(place: Pick<Place, "folder">, task = "synthetic"): Map<string, string> {
  const own = existsSync(join(place.folder, task, "questions.jsonl"));
  const folder = own ? join(place.folder, task, "replies") : fromStage(place, `${task}/replies`);
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".jsonl") && !/-t[\d.]+-p[\d.]+\.jsonl$/.test(name)) : [];
  const byAge = names.map((name) => join(folder, name)).sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs);
  if (byAge.length === 0) throw new Error(`Expected journals of replies in ${folder}, found none: run the infer notebook of ${task} first`);
  return new Map(byAge.map((path) => [basename(path, ".jsonl").replace(/-[0-9a-f]{8}$/, ""), path]));
}

/** The predictions that a journal holds, one a question; see {@link predictions}. Throws one sentence for an empty journal and for one of another task. */
export async function readPredictions(journal: string, { questions: asked, notes: texts, name: model }: Pick<Infer, "questions" | "notes" | "name">): Promise<Prediction[]> {
  const questions = new Map(asked.map((q) => [q.question_id, q]));
  const notes = new Map(texts.map((n) => [n.note_id, n.text]));
  const found = new Map<string, Prediction>();
  let others = 0;
  for await (const reply of readReplies(journal)) {
    const question = questions.get(reply.id);
    if (!question) {
      others++;
      continue;
    }
    const read = reply.error ? { outcome: "failed" as const } : readAnswerReply(reply.text, { kind: question.kind, finish: reply.finish });
    found.set(reply.id, toPrediction(question, { model, read, reply: { text: reply.text, seconds: reply.seconds }, note: notes.get(question.note_id) ?? "" }));
  }
  if (found.size === 0) throw new Error(`Expected replies of ${model} to ${asked.length} questions in ${journal}, ${others ? `found ${others} to other questions: it belongs to another task` : "it is empty: run the infer notebook first"}`);
  const missing = asked.filter((q) => !found.has(q.question_id));
  if (missing.length) throw new Error(`Expected a reply of ${model} to each of ${asked.length} questions, ${missing.length} have none (first: ${missing[0]?.question_id}): run the infer notebook again, it asks only those`);
  return asked.map((q) => found.get(q.question_id) as Prediction);
}

/** The journal of this run; the bundled run's when this run has no questions of its own either. */
function repliesOf(task: Infer): string {
  const journal = journalPath(task), folder = task.task ?? "synthetic";
  if (existsSync(journal)) return journal;
  if (existsSync(join(task.place.folder, folder, "questions.jsonl"))) throw new Error(`Expected the replies of ${task.name} in ${journal}, found none: run the infer notebook first`);
  return fromStage(task.place, `${folder}/replies/${task.name}.jsonl`);
}

function* answerRequests({ questions, notes, support = true }: Infer): Generator<Request> {
  const texts = new Map(notes.map((n) => [n.note_id, n.text]));
  const byNote = Map.groupBy(questions, (q) => q.note_id);
  for (const [note_id, group] of byNote) {
    const text = texts.get(note_id);
    if (text === undefined) throw new Error(`Expected the note "${note_id}" of question ${group[0]?.question_id}, found none: give the notes that the questions were made for`);
    for (const q of group) yield { id: q.question_id, note_id, messages: () => answerMessages(text, q.question, { support }) };
  }
}

type Read = { outcome: Outcome; answer?: Answer | undefined; section?: string | undefined; source?: string | undefined; explanation?: string | undefined };

function toPrediction(question: Question, { model, read, reply, note }: { model: string; read: Read; reply: { text: string; seconds: number }; note: string }): Prediction {
  const source = read.source ?? "";
  const quote = source === "" || source === NOT_IN_NOTE ? undefined : ground(source, note);
  return {
    ...question, model, question_type: questionType(question.kind, question.label), prediction: read.answer,
    outcome: quote?.status === "absent" && (read.outcome === "ok" || read.outcome === "repaired") ? "ungrounded" : read.outcome,
    section: read.section ?? "", source, explanation: read.explanation ?? "", span: quote?.span ?? null, reply: reply.text, seconds: reply.seconds,
  };
}
