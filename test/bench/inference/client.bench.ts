// The whole batch path with its journal against the openai SDK, httpx and aiohttp writing a line a reply; 400,000 requests in bounded memory; the journal's share of the time; an answer
// after 310 seconds of silence. Clients take turns, so that a noisy machine disturbs all alike. BENCH_REQUESTS and BENCH_RUNS make it shorter.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openJournal } from "../../../lib/inference/journal.ts";
import { complete } from "../../../lib/inference/client.ts";
import { fromRoot, setting } from "../../../lib/settings.ts";
import { SAMPLING } from "../../inference/fake-requests.ts";
import type { FakeOptions } from "../../inference/fake-vllm.ts";
import type { Figures, Job } from "./client-peer.ts";
import { benchPython } from "../python.ts";
import { lessIsBetter, measured, median, moreIsBetter } from "../row.ts";
import type { BenchRow } from "../row.ts";

const PEERS = ["openai", "httpx", "aiohttp"] as const;
const IN_FLIGHT = 256;
const SILENCE = 310;

export async function rows(): Promise<BenchRow[]> {
  const python = benchPython();
  const silence = answerAfter(setting("BENCH_SILENCE", SILENCE));
  const folder = mkdtempSync(join(mkdirs("data/runs/bench"), "client-"));
  const server = await startServer({ engine: false, tokens: 512 });
  try {
    const clients = ["distil", ...PEERS.filter((peer) => peer === "openai" || python)] as const;
    const figures = new Map<string, Figures[]>(clients.map((client) => [client, []]));
    const job = { url: server.url, requests: setting("BENCH_REQUESTS", 20_000), inFlight: IN_FLIGHT };
    for (let run = 0; run < setting("BENCH_RUNS", 5); run++) {
      for (const client of clients) figures.get(client)?.push(await runClient(client, { ...job, path: join(folder, `${client}-${run}.jsonl`) }, python));
    }
    // Before the large run, whose gigabyte the disk is busy with for a while.
    const journal: number[] = [];
    for (let run = 0; run < 5; run++) journal.push(await journalSeconds(join(folder, `journal-${run}.jsonl`), job.requests));
    const many = { ...job, requests: 20 * job.requests };
    const large = await runClient("distil", { ...many, path: join(folder, "many.jsonl") }, python);
    return [
      ...clients.slice(1).map((client) => throughput(client, job.requests, figures)),
      ...clients.map((client) => lessIsBetter(`client/cpu/${client}`, median((figures.get(client) ?? []).map(({ cpuSeconds }) => (1000 * cpuSeconds) / job.requests)), "ms a request", null)),
      ...clients.map((client) => lessIsBetter(`client/memory/${client}`, median((figures.get(client) ?? []).map(({ peakBytes }) => peakBytes / 1e6)), "MB", null)),
      lessIsBetter("client/rss", large.peakBytes / 1e6, `MB peak, ${many.requests} requests`, 600),
      lessIsBetter("client/journal", median(journal) / median((figures.get("distil") ?? []).map(({ seconds }) => seconds)), "share of the time", 0.05),
      await silence,
    ];
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

function throughput(peer: string, requests: number, figures: ReadonlyMap<string, readonly Figures[]>): BenchRow {
  const rate = (client: string) => requests / median((figures.get(client) ?? []).map(({ seconds }) => seconds));
  return moreIsBetter(`client/${peer}`, rate("distil"), "requests/s", rate(peer));
}

function runClient(client: string, job: Omit<Job, "client">, python: string | undefined): Promise<Figures> {
  const args = JSON.stringify({ client, ...job });
  const peer = (file: string) => fromRoot("test/bench/inference", file);
  return client === "httpx" || client === "aiohttp" ? measured(python as string, [peer("client-peer.py"), args]) : measured(process.execPath, [peer("client-peer.ts"), args]);
}

/** The time that the journal's own work takes for so many replies of 2 kB, 64 of them in a turn (of 256 in flight, about 110 come in one): text, write, sync. */
async function journalSeconds(path: string, replies: number): Promise<number> {
  const answer = JSON.stringify("creatinine 1.4 mg/dL \"on admission\" ".repeat(50));
  const reply = (i: number) => ({ id: String(i), key: "k".repeat(64), note_id: String(i), text: JSON.parse(answer) as string, finish: "stop", prompt_tokens: 4000, completion_tokens: 512, cached_tokens: 0, seconds: Math.random() });
  const journal = openJournal(path, { model: "fake", sampling: SAMPLING, prompts: {} });
  let spent = 0;
  const timed = (work: () => void) => {
    const began = performance.now();
    work();
    spent += performance.now() - began;
  };
  for (let i = 0; i < replies; i += 64) {
    const turn = Array.from({ length: Math.min(64, replies - i) }, (_, k) => reply(i + k));
    timed(() => journal.append(...turn));
    await new Promise((next) => setImmediate(next));
  }
  const began = performance.now();
  await journal.close();
  return (spent + performance.now() - began) / 1000;
}

/** A server that says nothing for so long, then answers: the row is the time until the answer was there, against the cut at 300 s that fetch makes. */
export async function answerAfter(seconds: number): Promise<BenchRow> {
  const answer = JSON.stringify({ model: "fake", choices: [{ message: { content: "at last" }, finish_reason: "stop" }] });
  const server = createServer((_, response) => void setTimeout(() => response.writeHead(200, { "content-type": "application/json" }).end(answer), seconds * 1000));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const reply = await complete({ urls: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`], model: "fake" }, [{ role: "user", content: "?" }], { sampling: SAMPLING, maxAttempts: 1 });
  server.close();
  if (reply.error) throw new Error(`Expected an answer after ${seconds} s of silence, got: ${reply.error.message}`);
  return moreIsBetter("client/silence", reply.seconds, "s of silence borne", 300);
}

/** The fake server as a process of its own. */
export async function startServer(options: FakeOptions): Promise<{ url: string; end(): Promise<void> }> {
  const child = spawn(process.execPath, [fromRoot("test/inference/fake-vllm.ts"), JSON.stringify(options)], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const ended = once(child, "exit");
  return { url: String(line).trim(), end: async () => void (child.stdin.end(), await ended) };
}

function mkdirs(folder: string): string {
  mkdirSync(fromRoot(folder), { recursive: true });
  return fromRoot(folder);
}
