// Owns the reading of training rows: note and question out of the prompt, answer and support out of the target.
import { parsePrompt } from "../../../lib/prompts.ts";
import type { Answer, AnswerKind, Message } from "../../../lib/types.ts";
import type { Example } from "./gradient.ts";
import { readQuestion } from "./question.ts";
import { readSheet } from "./features.ts";
import type { Sheet } from "./features.ts";
import { tokenize } from "./text.ts";
import type { Token } from "./text.ts";

export interface Row {
  readonly messages: readonly Message[];
}

/** A row whose kind of answer may still be open: the bare answer NA does not tell. */
export type OpenExample = Omit<Example, "kind"> & { readonly kind?: AnswerKind };

/** Reads rows; `support` is false when the targets hold the answer alone. Throws one sentence that names the row when one is not a training row. */
export function readExamples(rows: readonly Row[]): { examples: OpenExample[]; support: boolean } {
  const sheets = new Map<string, Sheet>();
  const sheetOf = (note: string) => sheets.get(note) ?? sheets.set(note, readSheet(note)).get(note) as Sheet;
  let support = false;
  const examples = rows.map(({ messages }, index) => {
    const parts = parsePrompt(messages);
    const target = readTarget(messages);
    if (parts?.question === undefined || target === undefined) {
      throw new Error(`Expected messages with a <note>, a <question> and an assistant's JSON answer, got others (row ${index + 1} of the training file): prepare the file again`);
    }
    const { answer, source, explanation = "" } = target;
    support ||= source !== undefined;
    const sheet = sheetOf(parts.note);
    const kind = target.type ?? kindOfAnswer(answer);
    const mask = kind && source !== undefined && answer !== "NA" ? supportMask(sheet, { kind, source, explanation }) : undefined;
    return { asked: readQuestion(parts.question), sheet, answer, ...(kind && { kind }), ...(mask && { mask }) };
  });
  return { examples, support };
}

interface Target {
  readonly type?: AnswerKind;
  readonly answer: Answer;
  readonly source?: string;
  readonly explanation?: string;
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

/**
 * Marks the candidates that the support points to: what the explanation names of the quoted source, wherever that stands in the note, or the whole
 * of the source when it names nothing there. Undefined when the source stands nowhere.
 */
function supportMask(sheet: Sheet, { kind, source, explanation }: { kind: AnswerKind; source: string; explanation: string }): Uint8Array | undefined {
  const quoted = sourceMask(sheet, { kind, source });
  const named = new Set(tokenize(explanation).map(nameOf));
  const both = quoted.map((inside, i) => (inside && named.has(nameOf(sheet.page.tokens[sheet.candidates[kind].tokens[i] as number] as Token)) ? 1 : 0));
  return both.includes(1) ? both : quoted.includes(1) ? quoted : undefined;
}

/** A number by its value, a word by its stem. */
const nameOf = ({ key, value }: Token): string => (Number.isNaN(value) ? key : String(value));

function sourceMask({ page, candidates }: Sheet, { kind, source }: { kind: AnswerKind; source: string }): Uint8Array {
  const { tokens } = candidates[kind];
  const mask = new Uint8Array(tokens.length);
  const pattern = source.trim().split(/\s+/).map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+");
  if (pattern === "") return mask;
  for (const found of page.text.matchAll(new RegExp(pattern, "g"))) {
    const end = found.index + found[0].length;
    tokens.forEach((t, i) => {
      const token = page.tokens[t];
      if (token && token.start >= found.index && token.end <= end) mask[i] = 1;
    });
  }
  return mask;
}
