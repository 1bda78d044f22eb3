/**
 * `npm run explain -- quote|answer|items FILE`: what the readers make of quotes and replies, one JSON line for each line of FILE.
 * Lines in: {note, quote} | {reply, kind, unit?, question?, finish?} | {reply, type, note?, finish?}. Reads the file and nothing else.
 */
import { z } from "zod";
import { groundQuote } from "../../../lib/replies/grounding.ts";
import { parseAnswerReply, parseItemsReply } from "../../../lib/replies/parse-reply.ts";
import { NOT_IN_NOTE, QUESTION_TYPES } from "../../../lib/types.ts";
import { readFileSync } from "node:fs";

const USAGE = "npm run explain -- quote|answer|items FILE, where FILE has one JSON object a line: "
  + "{note, quote} for quote, {reply, kind, unit?, finish?} for answer, {reply, type, note, finish?} for items";

const finish = z.string().optional();
const Quote = z.object({ note: z.string(), quote: z.string() });
const Answer = z.object({
  reply: z.unknown(), kind: z.enum(["boolean", "numeric"]), unit: z.string().optional(), question: z.string().optional(), finish,
});
const Items = z.object({ reply: z.unknown(), type: z.enum(QUESTION_TYPES), note: z.string().optional(), finish });

/** Status, polarity and reason of a quote in its note. */
function explainQuote(line: unknown): object {
  const { note, quote } = Quote.parse(line), { status, span, reason, ...more } = groundQuote(quote, note);
  return { status, ...("polarity" in more && { polarity: more.polarity }), span, reason };
}

/** Outcome, value, unit and bound of an answer. */
function explainAnswer(line: unknown): object {
  const { reply, ...asked } = Answer.parse(line), { outcome, answer, value, unit, reason } = parseAnswerReply(reply, asked);
  const bound = outcome === "bound" && typeof answer === "string" ? answer.slice(0, 1) : undefined;
  return { status: outcome, value: value ?? answer, unit, bound, reason };
}

/** Outcome and items of a create reply, each with what its quote comes to, and the objects that were rejected. */
function explainItems(line: unknown): object {
  const { reply, type, note, finish } = Items.parse(line), { outcome, items, rejected, reason } = parseItemsReply(reply, { type, finish });
  const shown = items.map((item) => ({ ...item, ...(note !== undefined && item.source !== NOT_IN_NOTE && { grounding: explainQuote({ note, quote: item.source }) }) }));
  return { status: outcome, items: shown, rejected: rejected.map(({ index, reason }) => ({ index, reason })), reason };
}

const EXPLAIN: Readonly<Record<string, (line: unknown) => object>> = { quote: explainQuote, answer: explainAnswer, items: explainItems };

function main([what = "", file]: readonly string[]): void {
  if (what === "--help" || what === "-h") return console.log(USAGE);
  const explain = Object.hasOwn(EXPLAIN, what) ? EXPLAIN[what] : undefined;
  if (!explain || file === undefined) throw new Error(`explain takes two arguments, got ${process.argv.length - 2}. ${USAGE}`);
  for (const [i, line] of readFileSync(file, "utf8").split("\n").entries()) {
    if (line.trim() !== "") console.log(JSON.stringify(explained(line, { explain, where: `${file}, line ${i + 1}` })));
  }
}

function explained(line: string, { explain, where }: { explain: (line: unknown) => object; where: string }): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${where} is not JSON. Write one JSON object a line.`);
  }
  try {
    return explain(value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new Error(`${where}: the field ${error.issues[0]?.path.join(".") || "(the whole line)"} is missing or of the wrong kind. ${USAGE}`);
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
