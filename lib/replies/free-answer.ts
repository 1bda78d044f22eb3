// An answer to a question that somebody typed: whether it asks for yes or no or for a number is
// found from its words, and from the answer where they mislead. Not: reading one kind (parse-reply).
import { parseAnswerReply, type AnswerReply } from "./parse-reply.ts";

type Kind = "boolean" | "numeric";

const ASKS = new RegExp(
  "\\b(?:(what|how|which|when|where|who|why|number|count|give|return|list|value|age|dose)"
    + "|(is|are|was|were|am|does|did|do|has|have|had|can|could|will|would|should|may|any|whether|if|there))\\b", "i");

/** Yes or no where the first word that asks is a verb ("did …", "whether …"), else a number. */
export const askedKind = (question: string): Kind => (ASKS.exec(question)?.[2] ? "boolean" : "numeric");

/** An answer of either kind; `shown` says it in words also where none could be read. */
export interface FreeAnswer extends AnswerReply { readonly kind: Kind; readonly shown: string }

/**
 * Reads a reply to any question: as the kind that the question asks for, or as the other one where
 * only that is answered. Never throws, whatever the question and the reply.
 */
export function parseFreeAnswer(
  reply: unknown, { question, finish }: { readonly question: string; readonly finish?: string | undefined },
): FreeAnswer {
  const guess = askedKind(question);
  const read = ([guess, guess === "boolean" ? "numeric" : "boolean"] as const)
    .map((kind) => ({ kind, ...parseAnswerReply(reply, { kind, question, finish }) }));
  const best = read.find(({ answer }) => answer !== undefined) ?? read[0]!;
  const shown = best.answer === undefined
    ? `no answer that is yes, no, NA or a number (${best.outcome})` : String(best.answer);
  return { ...best, shown };
}
