// A batch killed again and again: its process gets SIGKILL at random moments, once a second writer comes, once the disk fills up. Counts what was lost, doubled or asked again.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { runBatch } from "../../../lib/inference/batch.ts";
import type { Reply } from "../../../lib/inference/types.ts";
import { integer, random } from "../../../lib/random.ts";
import { allReplies, byId, content, fakeRequests, SAMPLING } from "../../inference/fake-requests.ts";
import { startFakeVllm } from "../../inference/fake-vllm.ts";

const QUESTIONS = 4;
const IN_FLIGHT = 16;

export interface KillReport {
  readonly requests: number;
  readonly kills: number;
  /** Requests without exactly one reply at the end. */
  readonly notOnce: number;
  /** Requests sent again although their reply was in the journal when the process was killed. */
  readonly answeredAsked: number;
  /** Requests sent more than once: those in flight at a kill. */
  readonly askedAgain: number;
  /** Whether all replies equal those of a run that nothing disturbed. */
  readonly equal: boolean;
  readonly secondWriterRefused: boolean;
  readonly fullDiskSurvived: boolean;
}

/** Runs a batch through `kills` kills in `folder`. Each process gets to send 0 to 100 requests before it is killed. */
export async function killRuns({ kills, folder, seed }: { readonly kills: number; readonly folder: string; readonly seed: number }): Promise<KillReport> {
  const r = random(seed);
  const fake = await startFakeVllm({ delay: 40 });
  const job: Job = { url: fake.url, notes: kills * 60, journal: join(folder, "killed.jsonl") };
  const answered = new Set<string>();
  const marks: { from: number; answered: ReadonlySet<string> }[] = [];
  const mark = async () => {
    for (const { key } of existsSync(job.journal) ? await allReplies(job.journal).catch(() => []) : []) answered.add(key);
    marks.push({ from: fake.seen.length, answered: new Set(answered) });
  };
  let secondWriterRefused = false;
  let done = 0;
  for (; done < kills; done++) {
    const child = start(job);
    const target = fake.seen.length + integer(r, 0, 100);
    while (fake.seen.length < target && child.exitCode === null) await new Promise((later) => setTimeout(later, 1));
    await new Promise((later) => setTimeout(later, integer(r, 0, 30)));
    if (done === 0) secondWriterRefused = await isRefused(start(job));
    child.kill("SIGKILL");
    await ended(child);
    await mark();
  }
  const fullDiskSurvived = await isFull(start(job, 2 + Math.ceil(statSync(job.journal).size / 1024)));
  await mark();
  await ended(start(job));
  const replies = await allReplies(job.journal);
  const undisturbed = { ...job, journal: join(folder, "undisturbed.jsonl") };
  const seen = [...fake.seen];
  await work(undisturbed, 256);
  await fake.close();
  const [one, other] = [replies, await allReplies(undisturbed.journal)].map((list) => JSON.stringify(list.map(content).sort(byId)));
  return {
    requests: job.notes * QUESTIONS, kills: done, secondWriterRefused, fullDiskSurvived, equal: one === other,
    notOnce: countNotOnce(replies, job), askedAgain: seen.length - new Set(seen).size,
    answeredAsked: marks.reduce((sum, { from, answered: then }) => sum + seen.slice(from).filter((key) => then.has(key)).length, 0),
  };
}

interface Job {
  readonly url: string;
  readonly notes: number;
  readonly journal: string;
}

const work = ({ url, notes, journal }: Job, concurrency = IN_FLIGHT) => runBatch(fakeRequests(notes, { questions: QUESTIONS }), { endpoint: { urls: [url], model: "fake" }, sampling: SAMPLING, journal, concurrency });

/** The batch in a process of its own; with `limit`, one whose files may not grow beyond so many KiB. */
function start(job: Job, limit?: number) {
  const program = [process.execPath, import.meta.filename, JSON.stringify(job)];
  const [command, ...rest] = limit === undefined ? program : ["bash", "-c", `ulimit -f ${limit} && exec "$@"`, "bash", ...program];
  return spawn(command as string, rest, { stdio: ["ignore", "inherit", "pipe"] });
}

type Child = ReturnType<typeof start>;

async function ended(child: Child): Promise<string> {
  let said = "";
  child.stderr.on("data", (part) => (said += String(part)));
  if (child.exitCode === null && child.signalCode === null) await once(child, "close");
  return said;
}

const isRefused = async (child: Child): Promise<boolean> => (await ended(child)).includes("to have one writer");
const isFull = async (child: Child): Promise<boolean> => (await ended(child)).includes("the disk did not take it");

function countNotOnce(replies: readonly Reply[], { notes }: Job): number {
  const times = new Map<string, number>();
  for (const { id, error } of replies) times.set(id, (times.get(id) ?? 0) + (error ? 0 : 1));
  const asked = [...fakeRequests(notes, { questions: QUESTIONS })];
  return asked.filter(({ id }) => times.get(id) !== 1).length + Math.max(0, times.size - asked.length);
}

if (import.meta.main) await work(JSON.parse(process.argv[2] ?? "") as Job);
