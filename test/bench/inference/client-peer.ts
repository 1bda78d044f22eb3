// One client's run of the throughput bench, as a process of its own, so that memory and CPU time are its own. Prints its figures as JSON.
import { closeSync, openSync, writeSync } from "node:fs";
import OpenAI from "openai";
import { runBatch } from "../../../lib/inference/batch.ts";
import type { Request } from "../../../lib/inference/batch.ts";
import { SAMPLING } from "../../inference/fake-requests.ts";

export interface Job {
  readonly client: "distil" | "openai";
  readonly url: string;
  readonly requests: number;
  readonly inFlight: number;
  /** Where replies are written. */
  readonly path: string;
}

export interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

const FILLING = "Lorem ipsum dolor. ".repeat(863).slice(0, 16_000);
const messages = (i: number) => [{ role: "user" as const, content: `${Math.floor(i / 4)} ${FILLING} ${i}` }];

function* requests(count: number): Generator<Request> {
  for (let i = 0; i < count; i++) yield { id: String(i), note_id: String(Math.floor(i / 4)), messages: () => messages(i) };
}

const runs = {
  distil: ({ url, requests: total, inFlight, path }: Job) => runBatch(requests(total), { endpoint: { urls: [url], model: "fake" }, sampling: SAMPLING, journal: path, concurrency: inFlight, total }),

  /** The SDK as it comes: so many loops, a line a reply. */
  async openai({ url, requests: total, inFlight, path }: Job) {
    const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "none" });
    const fd = openSync(path, "w");
    let next = 0;
    const loop = async () => {
      while (next < total) {
        const i = next++;
        const { temperature, top_p, max_tokens } = SAMPLING;
        const reply = await client.chat.completions.create({ model: "fake", temperature, top_p, max_tokens, messages: messages(i) });
        writeSync(fd, `${JSON.stringify({ id: String(i), text: reply.choices[0]?.message.content, usage: reply.usage })}\n`);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, loop));
    closeSync(fd);
  },
};

if (import.meta.main) {
  const job = JSON.parse(process.argv[2] ?? "") as Job;
  const before = process.cpuUsage();
  const began = performance.now();
  await runs[job.client](job);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ seconds, cpuSeconds: (user + system) / 1e6, peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies Figures));
}
