// Owns asking a model every question of a task and reading its answers: requests note by note, one journal a model, one prediction a question.
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import { runBatch, readReplies } from "../inference/batch.ts";
import type { BatchProgress, Endpoint, Request, Sampling, Summary } from "../inference/batch.ts";
import { groundQuote } from "../replies/grounding.ts";
import { artifacts, inRun, resolveArtifact } from "../io/artifacts.ts";
import type { RunFolder } from "../io/artifacts.ts";
import { buildAnswerPrompt, promptHashes } from "../prompts.ts";
import { NOT_IN_NOTE, questionType } from "../types.ts";
import type { Answer, AnswerKind, Note, QuestionType } from "../types.ts";
import { parseAnswerReply } from "../replies/parse-reply.ts";
import type { ParseOutcome } from "../replies/parse-reply.ts";
import { recordUsage } from "../inference/usage.ts";

/** Sampling of the paper's evaluation (Methods, step 5): greedy, at most 256 tokens. */
export const EVALUATION_SAMPLING: Sampling = { temperature: 0, top_p: 1, max_tokens: 256, stop: ["<|eot_id|>", "<|end_of_text|>"] };
/** Sampling of the paper's item generation (Methods, step 1). */
export const CREATION_SAMPLING: Sampling = { temperature: 0.7, top_p: 0.95, max_tokens: 4096 };

/** The samplings of a grid: temperature 0 once, for it takes the likeliest token whatever top_p is; every other temperature with each top_p. */
export const samplingGrid = ({ temperatures, topPs }: { readonly temperatures: readonly number[]; readonly topPs: readonly number[] }): Sampling[] =>
  temperatures.flatMap((temperature) => (temperature === 0 ? [EVALUATION_SAMPLING] : topPs.map((top_p) => ({ ...EVALUATION_SAMPLING, temperature, top_p }))));

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
  readonly outcome: ParseOutcome;
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
  readonly endpoint: Endpoint & { readonly revision?: string };
  /** The model's name in tables: a role or a variant. */
  readonly name: string;
  readonly place: RunFolder;
  /** The task's folder in the place's run; replies go to `<task>/replies/<name>-<revision>.jsonl` there. @default "synthetic" */
  readonly task?: string;
  readonly sampling?: Sampling;
  /** Ask for section, source and explanation. @default true; false for the No-S student, which was trained so */
  readonly support?: boolean;
  readonly concurrency?: number;
  readonly onProgress?: (progress: BatchProgress) => void;
}

/**
 * Asks one model all questions, resuming a journal that is there; how long it took is noted beside it.
 * The journal becomes the model's newest, even when nothing was left to ask.
 */
export const runPredictions = async (task: Infer): Promise<Summary> => {
  const { endpoint, sampling = EVALUATION_SAMPLING, concurrency, onProgress } = task;
  const summary = recordUsage(await runBatch(answerRequests(task), { endpoint, sampling, journal: journalFor(task), total: task.questions.length, prompts: promptHashes("answer"), ...(concurrency ? { concurrency } : {}), ...(onProgress ? { onProgress } : {}) }));
  utimesSync(summary.journal, new Date(), new Date());
  return summary;
};

/** Where a model's replies lie. The revision is in the name: a student trained anew is asked anew. */
export const journalFor = ({ place, task = "synthetic", name, endpoint, sampling = EVALUATION_SAMPLING }: Pick<Infer, "place" | "task" | "name" | "endpoint" | "sampling">): string =>
  join(inRun(place, artifacts.replies(task)), `${name}${endpoint.revision ? `-${endpoint.revision}` : ""}${samplingSuffix(sampling)}.jsonl`);

/** How a journal's name ends: greedy answers have no suffix, sampled ones have their sampling. */
const samplingSuffix = ({ temperature, top_p }: Pick<Sampling, "temperature" | "top_p">): string =>
  (temperature === 0 ? "" : `-t${temperature}-p${top_p}`);

/**
 * The models that have replies to a task, by name, with their newest journal at a sampling: from this run or, where it has no questions of its own,
 * the bundled one. Needs no server.
 */
export function latestJournals(place: RunFolder, task = "synthetic", sampling: Pick<Sampling, "temperature" | "top_p"> = EVALUATION_SAMPLING): Map<string, string> {
  const own = existsSync(inRun(place, artifacts.questions(task)));
  const folder = own ? inRun(place, artifacts.replies(task)) : resolveArtifact(place, artifacts.replies(task));
  const journals = newestJournals(folder, sampling);
  if (journals.size === 0) throw new Error(`Expected journals of replies in ${folder}, found none: run the infer notebook of ${task} first`);
  return journals;
}

/**
 * The newest journal of one model at a sampling: of this run or, where it has no questions of its own, of the bundled
 * one. Needs no server. Throws one sentence when there is none.
 */
export function latestJournal(name: string, { place, task = "synthetic", sampling = EVALUATION_SAMPLING }: Pick<Infer, "place" | "task" | "sampling">): string {
  const folder = inRun(place, artifacts.replies(task));
  const journals = newestJournals(folder, sampling), found = journals.get(name);
  if (found !== undefined) return found;
  if (!existsSync(inRun(place, artifacts.questions(task)))) return resolveArtifact(place, `${artifacts.replies(task)}/${name}.jsonl`);
  const at = sampling.temperature === 0 ? "" : ` at temperature ${sampling.temperature} and top_p ${sampling.top_p}`;
  throw new Error(`Expected replies of ${name}${at} in ${folder}, found ${[...journals.keys()].sort().join(", ") || "none"}: run the infer notebook of ${task} for it, or leave it out`);
}

/** The newest journal of each model in a folder, at one sampling. */
function newestJournals(folder: string, sampling: Pick<Sampling, "temperature" | "top_p">): Map<string, string> {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const journals = names.flatMap((file) => {
    const [, model, suffix = ""] = /^(.+?)(?:-[0-9a-f]{8})?(-t[\d.e-]+-p[\d.e-]+)?\.jsonl$/.exec(file) ?? [];
    const path = join(folder, file);
    return model !== undefined && suffix === samplingSuffix(sampling) ? [{ model, path, time: statSync(path).mtimeMs }] : [];
  });
  return new Map(journals.sort((a, b) => a.time - b.time).map(({ model, path }) => [model, path]));
}

/**
 * The predictions that a journal holds: one a question, in the questions' order. Throws one sentence for an empty journal, for one of another task, and for
 * a question without a reply.
 */
export async function loadPredictions(journal: string, { questions: asked, notes: texts, name: model }: Pick<Infer, "questions" | "notes" | "name">): Promise<Prediction[]> {
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
    const read = reply.error ? { outcome: "failed" as const } : parseAnswerReply(reply.text, { ...question, finish: reply.finish });
    found.set(reply.id, toPrediction(question, { model, read, reply: { text: reply.text, seconds: reply.seconds }, note: notes.get(question.note_id) ?? "" }));
  }
  if (found.size === 0) throw new Error(`Expected replies of ${model} to ${asked.length} questions in ${journal}, ${others ? `found ${others} to other questions: it belongs to another task` : "it is empty: run the infer notebook first"}`);
  const missing = asked.filter((q) => !found.has(q.question_id));
  if (missing.length) throw new Error(`Expected a reply of ${model} to each of ${asked.length} questions, ${missing.length} have none (first: ${missing[0]?.question_id}): run the infer notebook again, it asks only those`);
  return asked.map((q) => found.get(q.question_id) as Prediction);
}

function* answerRequests({ questions, notes, support = true }: Infer): Generator<Request> {
  const texts = new Map(notes.map((n) => [n.note_id, n.text]));
  const byNote = Map.groupBy(questions, (q) => q.note_id);
  for (const [note_id, group] of byNote) {
    const text = texts.get(note_id);
    if (text === undefined) throw new Error(`Expected the note "${note_id}" of question ${group[0]?.question_id}, found none: give the notes that the questions were made for`);
    for (const q of group) yield { id: q.question_id, note_id, messages: () => buildAnswerPrompt(text, q.question, { support }) };
  }
}

type Read = { outcome: ParseOutcome; answer?: Answer | undefined; section?: string | undefined; source?: string | undefined; explanation?: string | undefined };

function toPrediction(question: Question, { model, read, reply, note }: { model: string; read: Read; reply: { text: string; seconds: number }; note: string }): Prediction {
  const source = read.source ?? "";
  const quote = source === "" || source === NOT_IN_NOTE ? undefined : groundQuote(source, note);
  return {
    ...question, model, question_type: questionType(question.kind, question.label), prediction: read.answer,
    outcome: quote?.status === "absent" && (read.outcome === "ok" || read.outcome === "repaired") ? "ungrounded" : read.outcome,
    section: read.section ?? "", source, explanation: read.explanation ?? "", span: quote?.span ?? null, reply: reply.text, seconds: reply.seconds,
  };
}
