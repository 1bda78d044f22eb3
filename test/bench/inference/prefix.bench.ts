// What order is worth: the share of prompt tokens that a vLLM with a prefix cache has to compute, on the fake one (its scheduling is real, its clock is not). Note by note as the batch
// sends it, against question by question as the published code did; with this project's prompts; and over eight servers.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBatch } from "../../../lib/inference/batch.ts";
import type { Request } from "../../../lib/inference/batch.ts";
import { buildAnswerPrompt } from "../../../lib/prompts.ts";
import { random } from "../../../lib/random.ts";
import { setting } from "../../../lib/settings.ts";
import { startServer } from "./client.bench.ts";
import { lessIsBetter } from "../row.ts";
import type { BenchRow } from "../row.ts";

const KV_TOKENS = 400_000;
const SYSTEM = 120;
const INSTRUCTION = 450;
const CHARACTERS = 4;

interface Setup {
  readonly questions: number;
  readonly inFlight: number;
  /** Tokens of a reply. */
  readonly out: number;
  /** Question by question instead of note by note. @default false */
  readonly byQuestion?: boolean;
  readonly servers?: number;
  /** The prompt of a note and a question, when not the published sizes. */
  readonly messages?: (note: number, question: number) => Request["messages"];
}

export const untimed = true;

export async function rows(): Promise<BenchRow[]> {
  const evaluation = { questions: 23, inFlight: 256, out: 160 };
  const generation = { questions: 4, inFlight: 64, out: 1400 };
  const byNote = await computedShare(evaluation);
  return [
    lessIsBetter("prefix/evaluation", byNote, "share computed", await computedShare({ ...evaluation, byQuestion: true })),
    lessIsBetter("prefix/generation", await computedShare(generation), "share computed", await computedShare({ ...generation, byQuestion: true })),
    lessIsBetter("prefix/own", await computedShare({ ...evaluation, messages: (note, question) => () => buildAnswerPrompt(noteText(note), questionText(question)) }), "share computed", 0.1),
    lessIsBetter("prefix/eight", await computedShare({ ...evaluation, servers: 8 }), "share computed", 1.1 * byNote),
  ];
}

/** Prompt tokens computed, preemptions' repeats included, by prompt tokens asked. */
async function computedShare({ questions, inFlight, out, byQuestion = false, servers = 1, messages = published }: Setup): Promise<number> {
  const notes = setting("BENCH_NOTES", 1000);
  const perServer = inFlight / servers;
  const running = await Promise.all(Array.from({ length: servers }, () => startServer({ blocks: KV_TOKENS / 16, maxSeqs: 256, maxBatchedTokens: 8192, tokens: out, expect: perServer })));
  const folder = mkdtempSync(join(tmpdir(), "distil-bench-"));
  const request = (note: number, question: number): Request => ({ id: `${note}/${question}`, note_id: String(note), messages: messages(note, question) });
  const stream = function* () {
    if (byQuestion) for (let question = 0; question < questions; question++) for (let note = 0; note < notes; note++) yield request(note, question);
    else for (let note = 0; note < notes; note++) for (let question = 0; question < questions; question++) yield request(note, question);
  };
  try {
    const endpoint = { urls: running.map(({ url }) => url), model: "fake" };
    const { failed } = await runBatch(stream(), { endpoint, sampling: { temperature: 0, top_p: 1, max_tokens: out }, journal: join(folder, "replies.jsonl"), concurrency: perServer });
    if (failed > 0) throw new Error(`Expected the fake server to answer all, ${failed} failed`);
    const figures = await Promise.all(running.map(({ url }) => counts(url)));
    const sum = (name: string) => figures.reduce((total, page) => total + (page.get(name) ?? NaN), 0);
    return sum("prompt_tokens_computed_total") / sum("prefix_cache_queries_total");
  } finally {
    await Promise.all(running.map((server) => server.end()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function counts(url: string): Promise<Map<string, number>> {
  const page = await (await fetch(`${url}/metrics`)).text();
  return new Map([...page.matchAll(/^vllm:(\w+)\{[^}]*\} (\S+)$/gm)].map(([, name, value]) => [name ?? "", Number(value)]));
}

/** Prompts of the sizes in the published work, the instruction after the note: tokens are four characters. */
const published = (note: number, question: number): Request["messages"] => () => [
  { role: "system", content: "You read. ".repeat(SYSTEM).slice(0, SYSTEM * CHARACTERS) },
  { role: "user", content: `${noteText(note)}\n${`Question ${question}: `.repeat(INSTRUCTION).slice(0, INSTRUCTION * CHARACTERS)}` },
];

/** A note of random words, lognormal in length around 2,500 tokens (sigma 0.55). The last few are kept, as a batch keeps the note it is at. */
function noteText(note: number): string {
  const known = texts.get(note);
  if (known !== undefined) return known;
  const r = random(`note ${note}`);
  const normal = Math.sqrt(-2 * Math.log(1 - r())) * Math.cos(2 * Math.PI * r());
  const characters = Math.round(CHARACTERS * Math.exp(Math.log(2500) - 0.55 ** 2 / 2 + 0.55 * normal));
  let text = "";
  while (text.length < characters) text += `${Math.floor(r() * 1e9).toString(36)} `;
  if (texts.size > 64) texts.clear();
  texts.set(note, text.slice(0, characters));
  return text.slice(0, characters);
}
const texts = new Map<number, string>();

const TOPICS = ["Does the patient have diabetes", "What is the highest creatinine in mg/dL", "Has the patient had a stroke", "What is the lowest platelet count", "Is the patient on dialysis", "Does the patient take aspirin"];
const questionText = (question: number): string => `${TOPICS[question % TOPICS.length]} (${question}), as recorded in the note?`;
