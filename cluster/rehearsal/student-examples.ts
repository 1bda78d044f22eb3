// Owns the reading of training rows: note and question out of the prompt, answer and quoted source out of the target.
import { promptParts } from "../../lib/prompt.ts";
import type { Answer, AnswerKind, Message } from "../../lib/question.ts";
import { kindOf } from "./student-model.ts";
import type { Example, Learner } from "./student-learn.ts";
import { readQuestion } from "./student-question.ts";
import { readSheet } from "./student-sheet.ts";
import { isFunctionWord, tokenize } from "./student-text.ts";
import type { Sheet } from "./student-sheet.ts";

export interface Row {
  readonly messages: readonly Message[];
}

/** A row whose kind of answer may still be open: the bare answer NA does not tell. */
export type OpenExample = Omit<Example, "kind"> & { readonly kind?: AnswerKind; readonly quoted?: readonly string[] };

/** Reads rows; `support` is false when the targets hold the answer alone. Throws one sentence that names the row when one is not a training row. */
export function readExamples(rows: readonly Row[]): { examples: OpenExample[]; support: boolean } {
  const sheets = new Map<string, Sheet>();
  const sheetOf = (note: string) => sheets.get(note) ?? sheets.set(note, readSheet(note)).get(note) as Sheet;
  let support = false;
  const examples = rows.map(({ messages }, index) => {
    const parts = promptParts(messages);
    const target = readTarget(messages);
    if (parts?.question === undefined || target === undefined) {
      throw new Error(`Expected messages with a <note>, a <question> and an assistant's JSON answer, got others (row ${index + 1} of the training file): prepare the file again`);
    }
    support ||= target.source !== undefined;
    const sheet = sheetOf(parts.note);
    const kind = target.type ?? kindOfAnswer(target.answer);
    const mask = kind && target.source !== undefined && target.answer !== "NA" ? sourceMask(sheet, { kind, source: target.source, answer: target.answer }) : undefined;
    return { asked: readQuestion(parts.question), sheet, answer: target.answer, ...(kind && { kind }), ...(mask && { mask, quoted: [...new Set(tokenize(target.source as string).filter((t) => t.kind === "word" && !isFunctionWord(t.key)).map((t) => t.key))] }) };
  });
  return { examples, support };
}

/** Fills open kinds in with what the learner makes of the question. */
export const closeKinds = ({ table }: Pick<Learner, "table">, examples: readonly OpenExample[]): Example[] => examples.map((e) => ({ ...e, kind: e.kind ?? kindOf(table, e.asked) }));

interface Target {
  readonly type?: AnswerKind;
  readonly answer: Answer;
  readonly source?: string;
}

function readTarget(messages: readonly Message[]): Target | undefined {
  const reply = messages.findLast((m) => m.role === "assistant")?.content;
  try {
    const target = JSON.parse(reply ?? "") as Target | null;
    return target?.answer === undefined ? undefined : target;
  } catch {
    return undefined;
  }
}

const kindOfAnswer = (answer: Answer): AnswerKind | undefined => (typeof answer === "number" ? "numeric" : answer === "NA" ? undefined : "boolean");

/** Marks the candidates inside the quoted source, wherever it stands in the note; undefined when it stands nowhere. */
function sourceMask({ page, candidates }: Sheet, { kind, source, answer }: { kind: AnswerKind; source: string; answer: Answer }): Uint8Array | undefined {
  const { tokens } = candidates[kind];
  const mask = new Uint8Array(tokens.length);
  const pattern = source.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+");
  if (pattern === "") return undefined;
  for (const found of page.text.matchAll(new RegExp(pattern, "g"))) {
    const end = found.index + found[0].length;
    tokens.forEach((t, i) => {
      const token = page.tokens[t];
      if (token && token.start >= found.index && token.end <= end) mask[i] = 1;
    });
  }
  if (!mask.includes(1)) return undefined;
  if ((globalThis as any).X?.AMB) { const key = (t: number) => kind === "numeric" ? String(page.tokens[t]?.value) : page.tokens[t]?.key; const inside = new Set([...tokens].filter((_, i) => mask[i]).map(key)); if (kind==="numeric"||(globalThis as any).X?.AMB==="2") tokens.forEach((t, i) => { if (!mask[i] && inside.has(key(t)) && (kind==="boolean" || page.tokens[t]?.value===answer)) mask[i] = 2; }); }
  return mask;
}
