// Owns asking one question of one note by hand: every model's answer, quote, prompt and raw reply side by side, and what changes when a word does.
import { EVALUATION_SAMPLING } from "../evaluation/predict.ts";
import { groundQuote } from "../replies/grounding.ts";
import { complete } from "../inference/client.ts";
import { ROLES } from "../backends/backend.ts";
import type { Backend, Role } from "../backends/backend.ts";
import { buildAnswerPrompt } from "../prompts.ts";
import type { Answer, AnswerKind } from "../types.ts";
import { parseAnswerReply } from "../replies/parse-reply.ts";
import type { ParseOutcome } from "../replies/parse-reply.ts";
import { escapeHtml, highlightHtml, display } from "../display/output.ts";
import type { MarkedSpan } from "../display/output.ts";

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
  /** @default every role; one that the place does not have is an error that names it */
  readonly models?: readonly Role[];
  /** What kind of answer the question asks for, to read replies by. @default told from the question's first word */
  readonly kind?: AnswerKind;
}

/** Asks every model of the place one question about one note. */
export async function whatIf(note: string, question: string, { place, models = ROLES, kind = kindOf(question) }: ProbeOptions): Promise<ProbeResult[]> {
  return Promise.all(models.map(async (model): Promise<ProbeResult> => {
    const messages = buildAnswerPrompt(note, question, { support: model !== "No-S" });
    const reply = await complete(await place.model(model), messages, { sampling: EVALUATION_SAMPLING });
    const read = reply.error ? { outcome: "failed" as const } : parseAnswerReply(reply.text, { kind, question, finish: reply.finish });
    const { answer, source = "", outcome } = { answer: undefined, ...read };
    return { model, answer, outcome, source, span: source ? groundQuote(source, note).span : null, prompt: messages.map((m) => `[${m.role}]\n${m.content}`).join("\n\n"), reply: reply.error ? `failed: ${reply.error.message}` : reply.text };
  }));
}

/** Shows what {@link whatIf} found: a table of answers, the note with every quote marked, and each prompt and raw reply to unfold. */
export function showProbe(note: string, question: string, found: readonly ProbeResult[]): void {
  const cell = (text: unknown) => `<td style="text-align:left;vertical-align:top">${escapeHtml(text)}</td>`;
  const rows = found.map(({ model, answer, outcome, source }) => `<tr>${[model, answer ?? "–", outcome, source].map(cell).join("")}</tr>`).join("");
  const spans: MarkedSpan[] = found.flatMap(({ model, answer, span }) => (span ? [{ start: span[0], end: span[1], label: `${model}: ${String(answer)}` }] : []));
  const folded = found.map(({ model, prompt, reply }) => `<details><summary>${escapeHtml(model)}: prompt and raw reply</summary><div style="display:flex;gap:1em">${[prompt, reply].map((t) => `<pre style="white-space:pre-wrap;flex:1;max-height:18em;overflow:auto">${escapeHtml(t)}</pre>`).join("")}</div></details>`).join("");
  display({
    "text/html": `<b>${escapeHtml(question)}</b><table><thead><tr>${["model", "answer", "outcome", "quote"].map((h) => `<th style="text-align:left">${h}</th>`).join("")}</tr></thead><tbody>${rows}</tbody></table>${highlightHtml(note, spans)}${folded}`,
    "text/plain": [question, ...found.map(({ model, answer, outcome, source }) => `${model}: ${answer ?? "–"} (${outcome}) ${source}`)].join("\n"),
  });
}

/** What was asked, of which note. */
export interface ProbeInput {
  readonly note: string;
  readonly question: string;
}
export interface ProbeChange {
  readonly model: string;
  readonly before: string;
  readonly after: string;
  /** Whether the answer is another; whether the quote is. */
  readonly changed: boolean;
  readonly requoted: boolean;
  readonly quote: string;
}

/** What changed between two probes, a row for each model that was asked both times. */
export const compareProbes = (before: readonly ProbeResult[], after: readonly ProbeResult[]): ProbeChange[] =>
  before.flatMap((b) => {
    const a = after.find((p) => p.model === b.model);
    return a ? [{ model: b.model, before: String(b.answer ?? "–"), after: String(a.answer ?? "–"), changed: String(b.answer) !== String(a.answer), requoted: b.source !== a.source, quote: a.source }] : [];
  });

/** Shows what was changed, the words taken out struck through and those put in marked, and what each model makes of it. */
export function showChange(from: ProbeInput, to: ProbeInput, { before, after }: { readonly before: readonly ProbeResult[]; readonly after: readonly ProbeResult[] }): void {
  const rows = compareProbes(before, after);
  const cell = (text: unknown, style = "") => `<td style="text-align:left;vertical-align:top;${style}">${escapeHtml(text)}</td>`;
  const body = rows.map(({ model, changed, requoted, quote, ...r }) => `<tr>${cell(model)}${cell(r.before)}${cell(r.after, changed ? "font-weight:bold;background:#ffe08a;color:black" : "")}${cell(changed ? "another answer" : "the same")}${cell(requoted ? quote : "the same quote")}</tr>`).join("");
  const edits = (["question", "note"] as const).map((part) => ({ part, ...wordDiff(from[part], to[part]) })).filter((edit) => edit.out !== edit.in);
  const edited = edits.map((edit) => `<div>${edit.part}: ${escapeHtml(edit.lead)}<del style="background:#ffc2c2;color:black">${escapeHtml(edit.out)}</del><ins style="background:#b7e4c7;color:black">${escapeHtml(edit.in)}</ins>${escapeHtml(edit.tail)}</div>`).join("");
  display({
    "text/html": `${edited || "<div>nothing was changed</div>"}<table><thead><tr>${["model", "before", "after", "answer", "quote"].map((h) => `<th style="text-align:left">${h}</th>`).join("")}</tr></thead><tbody>${body}</tbody></table>`,
    "text/plain": [...edits.map((edit) => `${edit.part}: [-${edit.out}-]{+${edit.in}+}`), ...rows.map((r) => `${r.model}: ${r.before} → ${r.after}${r.changed ? " (another answer)" : ""}`)].join("\n"),
  });
}

const NEAR = 40;

/** The stretch that differs between two texts, to whole words, with some of what stands around it. */
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
