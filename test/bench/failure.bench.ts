// How long the whole taxonomy takes over as many replies as the paper's held-out test has, two of them a note, as in a split by row: the notes' preparing is hardly shared.
import { readFileSync } from "node:fs";
import { writeItems } from "../../cluster/rehearsal/teacher/teacher.ts";
import { detectFailures } from "../../lib/error-analysis/detectors.ts";
import type { FailureRow } from "../../lib/error-analysis/detectors.ts";
import { answerKind, isNaType, QUESTION_TYPES } from "../../lib/types.ts";
import { parseItemsReply } from "../../lib/replies/parse-reply.ts";
import { lessIsBetter } from "./row.ts";
import type { BenchRow } from "./row.ts";

const REPLIES = 42_498, A_NOTE = 2, LIMIT_S = 30;

/** One row: seconds for all modes over 42,498 replies to questions of the rehearsal teacher. Ratio: the limit of 30 s over ours. */
export async function rows(): Promise<BenchRow[]> {
  const replies = heldOut();
  const start = performance.now();
  detectFailures(replies);
  return [lessIsBetter("failure/taxonomy", (performance.now() - start) / 1000, "s", LIMIT_S)];
}

function heldOut(): FailureRow[] {
  const texts = readFileSync(new URL("../../data/notes/notes.jsonl", import.meta.url), "utf8").trim().split("\n").map((line) => (JSON.parse(line) as { text: string }).text);
  const asked = texts.map((note) => QUESTION_TYPES.flatMap((type) => {
    const { reply } = writeItems(note, { kind: answerKind(type), answerable: !isNaType(type), count: 10 }, { seed: 1, mistakeRate: 2 });
    return parseItemsReply(reply, { type }).items;
  }));
  return Array.from({ length: REPLIES }, (_, i) => {
    const turn = Math.floor(i / A_NOTE), items = asked[turn % texts.length] ?? [], item = items[(i + Math.floor(turn / texts.length)) % items.length];
    const { question, type: kind, answer, section, source, explanation } = item as (typeof items)[number];
    // A line of its own makes each note another one.
    return { note: `${texts[turn % texts.length]}\nCopy ${turn}`, question, kind, answer, source, outcome: "ok", reply: JSON.stringify({ type: kind, answer, section, source, explanation }) };
  });
}
