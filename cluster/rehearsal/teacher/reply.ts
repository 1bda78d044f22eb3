// Drafts as the raw text a model gives: a JSON list with difficulties, sometimes fenced or introduced, sometimes spoiled. Owns difficulty and form.
import { type AnswerKind, type QuestionType, questionType } from "../../../lib/types.ts";
import { integer, pick, type Random } from "../../../lib/random.ts";
import type { Draft } from "./draft.ts";
import type { MistakeMode } from "./mistakes.ts";

/** Share of items by difficulty 1, 2, … (Supplementary Table 2). */
const DIFFICULTY: Readonly<Record<QuestionType, readonly number[]>> = {
  boolean: [0.452, 0.423, 0.105, 0.0166, 0.002, 0.0006, 0.0004, 0.0004], numeric: [0.0714, 0.3293, 0.3744, 0.1994, 0.0222, 0.0025, 0.0004, 0.0004],
  "na-boolean": [0.002, 0.0263, 0.1083, 0.1928, 0.3016, 0.23, 0.0952, 0.0375, 0.0063], "na-numeric": [0.0028, 0.0344, 0.118, 0.1688, 0.269, 0.2111, 0.1133, 0.0662, 0.0164],
};
/** How far the effort of reading moves difficulty, as a correlation; the rest is chance, so that no family of questions makes up the hardest. */
const EFFORT_SHARE = 0.4;
/** Mean and spread of the effort of drafts (teacher-draft-*.ts), to bring it to mean 0 and spread 1. */
const EFFORT = { mean: 0.32, spread: 0.17 };

/** 1 to 10: about the published distribution of the type, higher for items that took more reading. */
export function difficultyOf(r: Random, type: QuestionType, effort: number): number {
  const chance = Math.sqrt(-2 * Math.log(1 - r())) * Math.cos(2 * Math.PI * r());
  const z = (EFFORT_SHARE * (effort - EFFORT.mean)) / EFFORT.spread + Math.sqrt(1 - EFFORT_SHARE ** 2) * chance;
  const shares = DIFFICULTY[type], total = shares.reduce((a, b) => a + b);
  // The logistic curve stands for the normal distribution function, within 0.01.
  let u = total / (1 + Math.exp(-1.702 * z)), level = 0;
  while (level < shares.length - 1 && u >= (shares[level] as number)) u -= shares[level++] as number;
  return level + 1;
}

/** The list as JSON text, indented as models print it, or on one line an item. */
export function replyText(r: Random, kind: AnswerKind, drafts: readonly Draft[], spoil: MistakeMode | undefined): string {
  const items = drafts.map((d) => ({ question: d.question, type: kind, answer: d.answer, section: d.section, source: d.source, difficulty: difficultyOf(r, questionType(kind, d.answer), d.effort), explanation: d.explanation }));
  let json = r() < 0.6 ? JSON.stringify(items, null, 2) : `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}\n]`;
  if (spoil === "malformed") json = malform(r, json);
  if (spoil === "truncated") return json.slice(0, integer(r, Math.floor(json.length * 0.35), json.length - 20));
  const form = r();
  if (form < 0.5) return json;
  const fenced = `\`\`\`json\n${json}\n\`\`\``;
  return form < 0.8 ? fenced : `${pick(r, ["Here are the questions based on the note:", "Here is the list of questions in JSON:", "Below are the requested questions."])}\n\n${form < 0.95 ? fenced : json}`;
}

/** One of the ways in which models break JSON; each leaves text that JSON.parse refuses. */
function malform(r: Random, json: string): string {
  const at = integer(r, 0, 4);
  if (at === 0) return json.replace(/\s*\]\s*$/, ",\n]");
  if (at === 1) return json.replace(/"(source|explanation)":\s*"([^"\\]{3,})"/, (_, key, text) => `"${key}": "${text.slice(0, 2)}"${text.slice(2)}"`);
  if (at === 2) return json.replace(/\]\s*$/, "");
  if (at === 3) return json.replace(/",(\s*)"answer"/, '"$1"answer"');
  return json.replace(/"answer":\s*("?)(Yes|No|NA)\1/, '"answer": $2').replace(/("difficulty":\s*\d+),/, "$1");
}
