// Asks one question about one note, and compares the answers after an edit.
import { EVALUATION_SAMPLING } from "../inference/sampling.ts";
import { groundQuote } from "../replies/grounding.ts";
import { complete } from "../inference/client.ts";
import { ROLES, type Backend, type Role } from "../backends/backend.ts";
import { buildAnswerPrompt } from "../prompts.ts";
import type { Answer, AnswerKind } from "../types.ts";
import { parseAnswerReply, type ParseOutcome } from "../replies/parse-reply.ts";
import { highlightHtml, type MarkedSpan } from "../display/note.ts";
import { display, escapeHtml } from "../display/output.ts";

export interface ProbeResult {
  readonly model: string;
  readonly answer: Answer | undefined;
  readonly outcome: ParseOutcome;
  readonly source: string;
  readonly span: readonly [number, number] | null;
  readonly prompt: string;
  readonly reply: string;
}

export interface ProbeOptions {
  readonly place: Backend;
  /** @default every role */
  readonly models?: readonly Role[];
  /** @default by the question's first word */
  readonly kind?: AnswerKind;
}

/** Throws when the place lacks a model. */
export async function whatIf(note: string, question: string, { place, models = ROLES, kind = kindOf(question) }: ProbeOptions): Promise<ProbeResult[]> {
  return Promise.all(models.map(async (model): Promise<ProbeResult> => {
    const messages = buildAnswerPrompt(note, question, { support: model !== "No-S" });
    const reply = await complete(await place.model(model), messages, { sampling: EVALUATION_SAMPLING });
    const read = reply.error ? { outcome: "failed" as const } : parseAnswerReply(reply.text, { kind, question, finish: reply.finish });
    const { answer, source = "", outcome } = { answer: undefined, ...read };
    return { model, answer, outcome, source, span: source ? groundQuote(source, note).span : null, prompt: messages.map((m) => `[${m.role}]\n${m.content}`).join("\n\n"), reply: reply.error ? `failed: ${reply.error.message}` : reply.text };
  }));
}

const cell = (text: unknown, style = ""): string =>
  `<td style="text-align:left;vertical-align:top${style}">${escapeHtml(text)}</td>`;

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((name) => `<th style="text-align:left">${name}</th>`).join("");
  const body = rows.map((cells) => `<tr>${cells.join("")}</tr>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}

/** Shows the answers, the note with the quotes marked, prompts and raw replies. */
export function showProbe(note: string, question: string, found: readonly ProbeResult[]): void {
  const rows = found.map(({ model, answer, outcome, source }) =>
    [model, answer ?? "–", outcome, source].map((text) => cell(text)));
  const spans: MarkedSpan[] = found.flatMap(({ model, answer, span }) => (span ? [{ start: span[0], end: span[1], label: `${model}: ${String(answer)}` }] : []));
  const folded = found.map(({ model, prompt, reply }) => `<details><summary>${escapeHtml(model)}: prompt and raw reply</summary><div style="display:flex;gap:1em">${[prompt, reply].map((t) => `<pre style="white-space:pre-wrap;flex:1;max-height:18em;overflow:auto">${escapeHtml(t)}</pre>`).join("")}</div></details>`).join("");
  display({
    "text/html": `<b>${escapeHtml(question)}</b>` +
      table(["model", "answer", "outcome", "quote"], rows) + highlightHtml(note, spans) + folded,
    "text/plain": [question, ...found.map(({ model, answer, outcome, source }) => `${model}: ${answer ?? "–"} (${outcome}) ${source}`)].join("\n"),
  });
}

export interface ProbeInput {
  readonly note: string;
  readonly question: string;
}
export interface ProbeChange {
  readonly model: string;
  readonly before: string;
  readonly after: string;
  readonly changed: boolean;
  /** Whether the quote differs. */
  readonly requoted: boolean;
  readonly quote: string;
}

/** A row for each model of both probes. */
export const compareProbes = (before: readonly ProbeResult[], after: readonly ProbeResult[]): ProbeChange[] =>
  before.flatMap((b) => {
    const a = after.find((p) => p.model === b.model);
    return a ? [{ model: b.model, before: String(b.answer ?? "–"), after: String(a.answer ?? "–"), changed: String(b.answer) !== String(a.answer), requoted: b.source !== a.source, quote: a.source }] : [];
  });

/** Shows the edit and each model's answers before and after. */
export function showChange(from: ProbeInput, to: ProbeInput, { before, after }: { readonly before: readonly ProbeResult[]; readonly after: readonly ProbeResult[] }): void {
  const rows = compareProbes(before, after);
  const body = rows.map(({ model, changed, requoted, quote, ...r }) => [
    cell(model, ";"), cell(r.before, ";"),
    cell(r.after, changed ? ";font-weight:bold;background:#ffe08a;color:black" : ";"),
    cell(changed ? "another answer" : "the same", ";"),
    cell(requoted ? quote : "the same quote", ";"),
  ]);
  const edits = (["question", "note"] as const).map((part) => ({ part, ...wordDiff(from[part], to[part]) })).filter((edit) => edit.out !== edit.in);
  const edited = edits.map((edit) => `<div>${edit.part}: ${escapeHtml(edit.lead)}<del style="background:#ffc2c2;color:black">${escapeHtml(edit.out)}</del><ins style="background:#b7e4c7;color:black">${escapeHtml(edit.in)}</ins>${escapeHtml(edit.tail)}</div>`).join("");
  display({
    "text/html": (edited || "<div>nothing was changed</div>") +
      table(["model", "before", "after", "answer", "quote"], body),
    "text/plain": [...edits.map((edit) => `${edit.part}: [-${edit.out}-]{+${edit.in}+}`), ...rows.map((r) => `${r.model}: ${r.before} → ${r.after}${r.changed ? " (another answer)" : ""}`)].join("\n"),
  });
}

const NEAR = 40;

/** The words that differ, with some context. */
function wordDiff(before: string, after: string): { lead: string; out: string; in: string; tail: string } {
  const most = Math.min(before.length, after.length);
  let start = 0, end = 0;
  while (start < most && before[start] === after[start]) start++;
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  while (start > 0 && /\S/.test(before[start - 1] ?? "")) start--;
  while (end > 0 && /\S/.test(before.at(-end) ?? "")) end--;
  const lead = before.slice(Math.max(0, start - NEAR), start), tail = end > 0 ? before.slice(-end).slice(0, NEAR) : "";
  return { lead: start > NEAR ? `…${lead}` : lead, out: before.slice(start, before.length - end), in: after.slice(start, after.length - end), tail: end > NEAR ? `${tail}…` : tail };
}

const kindOf = (question: string): AnswerKind => (/^\s*(what|how|which|when|give|return)\b/i.test(question) ? "numeric" : "boolean");
