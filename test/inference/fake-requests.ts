// Requests and folders for the tests of batches: small notes, some questions each.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Request } from "../../lib/inference/batch.ts";
import { readReplies } from "../../lib/inference/batch.ts";
import type { Reply, Sampling } from "../../lib/inference/types.ts";

export const SAMPLING: Sampling = { temperature: 0, top_p: 1, max_tokens: 20 };

/** `notes` notes with `questions` requests each, note by note, as a stream. */
export function* fakeRequests(notes: number, { questions = 4, length = 200 } = {}): Generator<Request> {
  for (let note = 0; note < notes; note++) {
    for (let question = 0; question < questions; question++) yield { id: `note-${note}/${question}`, note_id: `note-${note}`, messages: () => fakeMessages(note, question, length) };
  }
}

const fakeMessages = (note: number, question: number, length: number) => [
  { role: "system" as const, content: "Answer from the note." },
  { role: "user" as const, content: `<note>\n${`Patient ${note} seen. `.repeat(length / 16)}\n</note>\nquestion ${question}` },
];

/** A folder that is gone when the test ends. */
export function scratch(t: { after(work: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "distil-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function allReplies(journal: string, ids?: Iterable<string>): Promise<Reply[]> {
  const replies: Reply[] = [];
  for await (const reply of readReplies(journal, ids ? { ids } : {})) replies.push(reply);
  return replies;
}

/** What of a reply is the same in every run. */
export const content = ({ id, key, note_id, text, finish }: Reply) => ({ id, key, note_id, text, finish });
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);
