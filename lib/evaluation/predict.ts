// Asks a model every question of a task, one journal a model, and reads its answers.
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { basename, join } from "node:path";
import {
  runBatch, readReplies, type BatchProgress, type Endpoint, type Request, type Sampling,
  type Summary,
} from "../inference/batch.ts";
import { EVALUATION_SAMPLING } from "../inference/sampling.ts";
import { groundQuote } from "../replies/grounding.ts";
import { artifacts, inRun, resolveArtifact, type RunFolder } from "../io/artifacts.ts";
import { buildAnswerPrompt, promptHashes } from "../prompts.ts";
import {
  NOT_IN_NOTE, questionType, type Answer, type AnswerKind, type Note, type QuestionType,
} from "../types.ts";
import { parseAnswerReply, type ParseOutcome } from "../replies/parse-reply.ts";
import { recordUsage } from "../inference/usage.ts";
import { pathName } from "../settings.ts";

/** One question about one note, with the right answer and its origin where known. */
export interface Question {
  readonly question_id: string;
  readonly note_id: string;
  readonly subject_id: string;
  readonly question: string;
  readonly kind: AnswerKind;
  readonly label: Answer;
  /**
   * A reviewer, the facts of a made note, an annotator, or the teacher's own item ("unreviewed").
   */
  readonly label_from: "reviewed" | "facts" | "annotation" | "unreviewed";
  /** The criterion asked about, in tasks that have criteria. */
  readonly criterion?: string;
}

/** A model's answer to a question beside its label: the row that evaluation counts. */
export interface Prediction extends Question {
  readonly model: string;
  /** The type by the label: kind, and na- where the label is NA. */
  readonly question_type: QuestionType;
  /** Undefined when nothing could be read: wrong, never NA or No. */
  readonly prediction: Answer | undefined;
  readonly outcome: ParseOutcome;
  readonly section: string;
  readonly source: string;
  readonly explanation: string;
  /** Where the source is in the note; null for none. */
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
  /**
   * The task's folder in the run; replies go to `<task>/replies/<name>-<revision>.jsonl`. @default
   * "synthetic"
   */
  readonly task?: string;
  readonly sampling?: Sampling;
  /** Ask for support. @default true; false for No-S, which was trained without */
  readonly support?: boolean;
  readonly concurrency?: number;
  readonly onProgress?: (progress: BatchProgress) => void;
}

/**
 * Asks one model all questions, resuming its journal, which becomes the model's newest, and records
 * the usage.
 */
export const runPredictions = async (task: Infer): Promise<Summary> => {
  const { endpoint, sampling = EVALUATION_SAMPLING, concurrency, onProgress } = task;
  const summary = recordUsage(await runBatch(answerRequests(task), { endpoint, sampling, journal: journalFor(task), total: task.questions.length, prompts: promptHashes("answer"), ...(concurrency ? { concurrency } : {}), ...(onProgress ? { onProgress } : {}) }));
  utimesSync(summary.journal, new Date(), new Date());
  return summary;
};

/** Where a model's replies are; the revision is in the name. */
export const journalFor = ({ place, task = "synthetic", name, endpoint, sampling = EVALUATION_SAMPLING }: Pick<Infer, "place" | "task" | "name" | "endpoint" | "sampling">): string =>
  join(inRun(place, artifacts.replies(task)), `${pathName("a model", name)}${endpoint.revision ? `-${endpoint.revision}` : ""}${samplingSuffix(sampling)}.jsonl`);

/** A journal's ending: none for greedy answers, else the sampling. */
const samplingSuffix = ({ temperature, top_p }: Pick<Sampling, "temperature" | "top_p">): string =>
  (temperature === 0 ? "" : `-t${temperature}-p${top_p}`);

/**
 * The newest journal of each model at a sampling: of this run or, where it has no questions, of the
 * bundled one. Needs no server.
 */
export function latestJournals(place: RunFolder, task = "synthetic", sampling: Pick<Sampling, "temperature" | "top_p"> = EVALUATION_SAMPLING): Map<string, string> {
  const own = existsSync(inRun(place, artifacts.questions(task)));
  const folder = own ? inRun(place, artifacts.replies(task)) : resolveArtifact(place, artifacts.replies(task));
  const journals = newestJournals(folder, sampling);
  if (journals.size === 0) throw new Error(`Expected journals of replies in ${folder}, found none: run the infer notebook of ${task} first`);
  return journals;
}

/** One model's newest journal; see {@link latestJournals}. Throws when there is none. */
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
 * A journal's predictions in the questions' order. Throws for an empty journal, one of another
 * task, and a question without a reply.
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
