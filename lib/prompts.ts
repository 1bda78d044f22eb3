// From a note and a question to messages, and from an item to a training target. Wording:
// prompts/*.md.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import {
  answerKind, NOT_FOUND, NOT_IN_NOTE, SECTIONS, type Item, type Message, type QuestionType,
} from "./types.ts";

const folder = new URL("../prompts/", import.meta.url);
const read = new Map<string, string>();

/** The text of `prompts/<name>` without its last line break. Throws when there is none. */
export function promptText(name: string): string {
  let text = read.get(name);
  if (text === undefined) {
    try {
      text = readFileSync(new URL(name, folder), "utf8").trimEnd();
    } catch (cause) {
      throw new Error(`Expected a prompt file "prompts/${name}", found none: add it or correct the name`, { cause });
    }
    read.set(name, text);
  }
  return text;
}

/** Fills `{name}` places. A place without a value, or the reverse, is the caller's mistake. */
export function fill(name: string, values: Readonly<Record<string, string>>): string {
  const used = new Set<string>();
  const text = promptText(name).replace(/\{([a-z_]+)\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`Prompt "${name}" has no value for {${key}}`);
    used.add(key);
    return value;
  });
  for (const key of Object.keys(values)) if (!used.has(key)) throw new Error(`Prompt "${name}" has no place for {${key}}`);
  return text;
}

/**
 * Messages that ask a teacher for items of one type; all types share everything up to the note's
 * end.
 */
export function buildCreatePrompt(note: string, type: QuestionType): Message[] {
  return [
    { role: "system", content: promptText("create/system.md") },
    { role: "user", content: fill("create/user.md", { sections: SECTIONS.join(", "), note, request: promptText(`create/${type}.md`) }) },
  ];
}

export interface AnswerPrompt {
  /** Ask for section, source and explanation too. @default true */
  readonly support?: boolean;
}

/**
 * Messages that ask one question about a note, the same in training and evaluation but for No-S.
 */
export function buildAnswerPrompt(note: string, question: string, { support = true }: AnswerPrompt = {}): Message[] {
  return [
    { role: "system", content: promptText("answer/system.md") },
    { role: "user", content: fill(support ? "answer/user.md" : "answer/user-no-support.md", { note, question }) },
  ];
}

/**
 * The target reply of an item: JSON with the kind as type, never an na- tag; without support, the
 * answer alone.
 */
export function buildTarget(item: Pick<Item, "question_type" | "answer" | "section" | "source" | "explanation">, { support = true }: AnswerPrompt = {}): string {
  const { answer } = item;
  if (!support) return JSON.stringify({ answer });
  const found = answer !== "NA";
  return JSON.stringify({
    type: answerKind(item.question_type),
    answer,
    section: found ? item.section : NOT_FOUND,
    source: found ? item.source : NOT_IN_NOTE,
    explanation: item.explanation,
  });
}

export interface PromptParts {
  readonly note: string;
  /** The question of an answer prompt. */
  readonly question?: string;
  /** The request of a create prompt. */
  readonly request?: string;
  /** Whether the prompt asks for section, source and explanation. */
  readonly support: boolean;
}

/** Takes rendered messages apart; undefined for others. The last `</note>` closes the note. */
export function parsePrompt(messages: readonly Message[]): PromptParts | undefined {
  const content = messages.find((m) => m.role === "user")?.content ?? "";
  const start = content.indexOf("<note>\n");
  const end = content.lastIndexOf("\n</note>");
  if (start < 0 || end < start) return undefined;
  const note = content.slice(start + "<note>\n".length, end);
  const rest = content.slice(end + "\n</note>".length).trim();
  const question = /^<question>\n([\s\S]*)\n<\/question>$/.exec(rest)?.[1];
  return { note, ...(question === undefined ? { request: rest } : { question }), support: content.slice(0, start).includes('"source"') };
}

/** SHA-256 (hex, first 16) of each prompt file of a task, for manifests and journals. */
export function promptHashes(task: "create" | "answer"): Record<string, string> {
  const names = task === "create" ? ["system.md", "user.md", "boolean.md", "numeric.md", "na-boolean.md", "na-numeric.md"] : ["system.md", "user.md", "user-no-support.md"];
  return Object.fromEntries(names.map((n) => [`${task}/${n}`, createHash("sha256").update(promptText(`${task}/${n}`)).digest("hex").slice(0, 16)]));
}
