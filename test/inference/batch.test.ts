import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { promisify } from "node:util";
import { runBatch } from "../../lib/inference/batch.ts";
import type { BatchOptions, BatchProgress, Request } from "../../lib/inference/batch.ts";
import { allReplies, byId, content, fakeRequests, SAMPLING, scratch } from "./fake-requests.ts";
import { startFakeVllm } from "./fake-vllm.ts";
import type { FakeOptions, Fault } from "./fake-vllm.ts";

const FAULTS: readonly Fault[] = ["429", "429-retry-after", "500", "503", "reset", "hang", "cut", "html", "wrong-model"];

test("every request gets exactly one reply, and the summary counts them", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{}]);
  const summary = await runBatch(fakeRequests(50), options);
  const replies = await allReplies(options.journal);
  assert.deepEqual([summary.requests, summary.answered, summary.failed, summary.resumed, summary.reasons], [200, 200, 0, 0, {}]);
  assert.deepEqual(replies.map(({ id }) => id).sort(), [...fakeRequests(50)].map(({ id }) => id).sort());
  assert.deepEqual(replies.map(({ key }) => key).sort(), fake?.seen.toSorted());
  assert.equal(summary.promptTokens, replies.reduce((sum, { prompt_tokens }) => sum + prompt_tokens, 0));
});

test("run again, nothing is sent and the summary counts the same", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ maxModelLen: 100 }]);
  const requests = [...fakeRequests(10), ...[...fakeRequests(11, { length: 2000 })].slice(40)];
  const first = await runBatch(requests, options);
  assert.deepEqual([first.answered, first.failed, first.reasons], [40, 4, { "context-length": 4 }]);
  const sent = fake?.seen.length;
  const again = await runBatch(requests, options);
  assert.deepEqual([again.answered, again.failed, again.reasons, again.resumed, fake?.seen.length], [40, 4, { "context-length": 4 }, 44, sent]);
});

test("with faults in 30 % of replies all that can be answered is answered, the rest has its reason, and the run ends", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ maxModelLen: 100, faults: { share: 0.3, kinds: FAULTS, seed: 7 } }]);
  const requests = [...fakeRequests(60), ...[...fakeRequests(62, { length: 2000 })].slice(240)];
  const down = setTimeout(() => void fake?.down(1500), 500);
  t.after(() => clearTimeout(down));
  const summary = await runBatch(requests, { ...options, timeoutMs: 300, maxAttempts: 12, concurrency: 32 });
  assert.deepEqual([summary.requests, summary.answered, summary.reasons], [248, 240, { "context-length": 8 }]);
  assert.equal((await allReplies(options.journal)).length, 248);
  const { options: calm } = await serve(t, [{ maxModelLen: 100 }]);
  await runBatch(requests, calm);
  assert.deepEqual((await allReplies(options.journal)).map(content).sort(byId), (await allReplies(calm.journal)).map(content).sort(byId));
});

test("a server that stays away costs patience once; its requests fail as unreachable and are asked in the next run", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{}]);
  const back = fake?.down(2500);
  const summary = await runBatch(fakeRequests(100), { ...options, maxWaitMs: 500 });
  assert.deepEqual([summary.requests, summary.answered, summary.reasons], [400, 0, { unreachable: 400 }]);
  await back;
  const again = await runBatch(fakeRequests(100), options);
  assert.deepEqual([again.answered, again.failed, again.resumed], [400, 0, 0]);
  assert.equal((await allReplies(options.journal)).length, 400);
});

test("a restart of the server in the middle uses up no attempts but those of the requests it broke off", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ delay: 5 }]);
  const broken = new Promise((done) => setTimeout(() => void fake?.down(1000).then(done), 100));
  const summary = await runBatch(fakeRequests(200), { ...options, maxAttempts: 2, concurrency: 8 });
  await broken;
  assert.deepEqual([summary.answered, summary.failed], [800, 0]);
});

test("a server that errs for a while uses up patience, not its requests' attempts; one that does not recover is given up", async (t) => {
  const sick = { faults: { share: 1, kinds: ["500"], seed: 1 } } as const;
  const { fakes: [fake], options } = await serve(t, [sick]);
  const well = setTimeout(() => fake?.set({ faults: { ...sick.faults, share: 0 } }), 2500);
  t.after(() => clearTimeout(well));
  const summary = await runBatch(fakeRequests(50), { ...options, maxAttempts: 3, concurrency: 10 });
  assert.ok(summary.failed <= 10, `${summary.failed} failed`);
  const { options: hopeless } = await serve(t, [sick]);
  const end = await runBatch(fakeRequests(50), { ...hopeless, maxAttempts: 3, concurrency: 10, maxWaitMs: 500 });
  assert.deepEqual([end.requests, end.answered, end.reasons], [200, 0, { "server-error": 200 }]);
});

test("a server whose answers are never a model's is given up after some, and the run ends", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ faults: { share: 1, kinds: ["html"], seed: 1 } }]);
  const summary = await runBatch(fakeRequests(100), { ...options, maxAttempts: 1, concurrency: 10 });
  assert.deepEqual([summary.requests, summary.answered, summary.reasons], [400, 0, { "not-json": 400 }]);
  assert.ok((fake?.seen.length ?? 0) < 100);
});

test("a note's requests all go to one server, and the servers share the notes", async (t) => {
  const { fakes, options } = await serve(t, [{ delay: 2 }, { delay: 2 }, { delay: 2 }]);
  await runBatch(fakeRequests(120), { ...options, concurrency: 8 });
  const replies = await allReplies(options.journal);
  const notes = fakes.map(({ seen }) => new Set(replies.filter(({ key }) => seen.includes(key)).map(({ note_id }) => note_id)));
  assert.equal(notes.reduce((sum, { size }) => sum + size, 0), 120);
  for (const { size } of notes) assert.ok(size > 20, `${size} notes at one server`);
});

test("an array is asked note by note whatever its order, a stream as it comes", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{}]);
  const requests = [...fakeRequests(30)].sort((a, b) => a.id.split("/")[1]?.localeCompare(b.id.split("/")[1] ?? "") ?? 0);
  await runBatch(requests, { ...options, concurrency: 1 });
  const order = new Map((await allReplies(options.journal)).map(({ key, note_id }) => [key, note_id]));
  const notes = fake?.seen.map((key) => order.get(key)) ?? [];
  assert.equal(notes.filter((note, i) => note !== notes[i - 1]).length, 30);
  const { options: other } = await serve(t, [{}]);
  await runBatch(requests.values(), { ...other, concurrency: 1 });
  assert.deepEqual((await allReplies(other.journal)).map(({ id }) => id), requests.map(({ id }) => id));
});

test("a server that goes down hands its notes to the others and gets new ones when it is back", async (t) => {
  const { fakes, options } = await serve(t, [{ delay: 10 }, { delay: 10 }]);
  const [first] = fakes;
  const back = new Promise<number>((done) => setTimeout(() => void first?.down(1000).then(() => done(first.seen.length)), 200));
  const summary = await runBatch(fakeRequests(500), { ...options, concurrency: 4 });
  assert.deepEqual([summary.answered, summary.failed], [2000, 0]);
  assert.ok((first?.seen.length ?? 0) > (await back) + 100);
});

test("with `concurrency` no more than so many are in flight", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ delay: 20 }]);
  await runBatch(fakeRequests(20), { ...options, concurrency: 5 });
  assert.equal(fake?.most(), 5);
  await assert.rejects(runBatch([], { ...options, concurrency: 0 }), /Expected `concurrency` to be an integer from 1 up, got 0/);
});

test("without it, a server with room gets more, one whose requests wait gets fewer", async (t) => {
  // Looks at the server come by the clock: a batch that ends as soon as it was seen to grow needs no guess of how long that takes.
  const inFlight = async (server: FakeOptions, { notes, enough = Infinity }: { notes: number; enough?: number }) => {
    const { options } = await serve(t, [{ stepMs: 5, ...server }]);
    const seen: number[] = [];
    const stop = new AbortController();
    const onProgress = (progress: { inFlight: number }) => {
      seen.push(progress.inFlight);
      if (progress.inFlight > enough) stop.abort();
    };
    await runBatch(fakeRequests(notes), { ...options, onProgress, signal: stop.signal }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    });
    return seen.slice(0, -1);
  };
  const [roomy, narrow] = await Promise.all([inFlight({ maxSeqs: 256 }, { notes: 4000, enough: 48 }), inFlight({ maxSeqs: 4 }, { notes: 40 })]);
  assert.ok(Math.max(...roomy) > 48, `at most ${Math.max(...roomy)}`);
  assert.ok(Math.max(...narrow.slice(-4)) <= 8, `at last ${narrow.slice(-4).join(", ")}`);
});

test("prompts are built as their turn comes, not before", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ delay: 2 }]);
  let built = 0;
  let ahead = 0;
  const counted = function* (): Generator<Request> {
    for (const request of fakeRequests(150)) yield { ...request, messages: () => ((ahead = Math.max(ahead, ++built - (fake?.seen.length ?? 0))), request.messages()) };
  };
  await runBatch(counted(), { ...options, concurrency: 4 });
  assert.equal(built, 600);
  assert.ok(ahead <= 12, `${ahead} prompts built and not sent`);
});

test("stopping leaves a valid journal, the next run goes on from it and sends nothing twice but what was in flight", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ delay: 5 }]);
  const controller = new AbortController();
  const stopped = runBatch(fakeRequests(100), { ...options, concurrency: 8, signal: controller.signal, onProgress: ({ done }) => void (done > 20 && controller.abort()) });
  await assert.rejects(stopped, (error: Error) => error.name === "AbortError" && /Stopped with \d+ replies in .*: run again to go on/.test(error.message));
  const answered = (await allReplies(options.journal)).length;
  assert.ok(answered > 20 && answered < 400);
  const sentBefore = fake?.seen.length ?? 0;
  assert.ok(sentBefore - answered <= 8);
  const summary = await runBatch(fakeRequests(100), { ...options, concurrency: 8 });
  assert.deepEqual([summary.requests, summary.answered, summary.resumed], [400, 400, answered]);
  assert.equal((fake?.seen.length ?? 0) - sentBefore, 400 - answered);
});

test("an interrupt stops a run like its signal does", async (t) => {
  const { options } = await serve(t, [{ delay: 20 }]);
  const child = spawn(process.execPath, ["--input-type=module", "--eval", runElsewhere(options, "console.log(progress.done)")], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (part) => (said += String(part)));
  child.stdout.once("data", () => child.kill("SIGINT"));
  const [code] = (await once(child, "exit")) as [number];
  assert.equal(code, 1);
  assert.match(said, /Stopped with \d+ replies in/);
  const summary = await runBatch(fakeRequests(100), options);
  assert.ok(summary.resumed > 0 && summary.resumed < 400);
  assert.equal((await allReplies(options.journal)).length, 400);
});

test("a disk that fills up stops the run with whole lines; with room again the next run completes it", async (t) => {
  const { options } = await serve(t, [{}]);
  const limited = promisify(execFile)("bash", ["-c", 'ulimit -f 20 && exec "$0" --input-type=module --eval "$1"', process.execPath, runElsewhere(options, "")]);
  await assert.rejects(limited, /the disk did not take it \(EFBIG\): make room and run again/);
  const kept = await allReplies(options.journal);
  assert.ok(kept.length > 0 && readFileSync(options.journal, "utf8").endsWith("}\n"));
  const summary = await runBatch(fakeRequests(100), options);
  assert.deepEqual([summary.answered, summary.resumed], [400, kept.length]);
});

test("two requests of one id are refused, in an array before anything is sent", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{}]);
  const requests = [...fakeRequests(3), ...fakeRequests(1)];
  await assert.rejects(runBatch(requests, options), /Expected request ids to be unique, got "note-0\/0" twice/);
  assert.equal(fake?.connections(), 0);
  await assert.rejects(runBatch(requests.values(), options), /got "note-0\/0" twice/);
  assert.equal((await runBatch(fakeRequests(3), options)).answered, 12);
});

test("a second run on one journal is refused while the first writes", async (t) => {
  const { options } = await serve(t, [{ delay: 50 }]);
  const first = runBatch(fakeRequests(10), options);
  await new Promise((done) => setTimeout(done, 30));
  await assert.rejects(runBatch(fakeRequests(10), options), /to have one writer, but process \d+ is writing it/);
  assert.equal((await first).answered, 40);
});

test("a journal whose note or prompt has changed since is refused by the request's id", async (t) => {
  const { options } = await serve(t, [{}]);
  await runBatch(fakeRequests(3), options);
  await assert.rejects(runBatch(fakeRequests(3, { length: 400 }), options), /the one to "note-0\/0" answers other messages or another schema \(a changed note or prompt\?\): name another journal/);
});

test("a model that the server does not have is refused with those it has, before any prompt is sent", async (t) => {
  const { fakes: [fake], options } = await serve(t, [{ model: "llama" }]);
  await assert.rejects(runBatch(fakeRequests(1), options), /Expected http:\/\/127\.0\.0\.1:\d+\/v1 to serve "fake", it serves "llama": set the model to one of these/);
  assert.equal(fake?.seen.length, 0);
});

test("requests whose stream throws end the run with that error, what was asked is kept", async (t) => {
  const { options } = await serve(t, [{}]);
  const failing = function* (): Generator<Request> {
    yield* fakeRequests(5);
    throw new Error("note 5 cannot be read");
  };
  await assert.rejects(runBatch(failing(), options), /note 5 cannot be read/);
  assert.equal((await runBatch(fakeRequests(5), options)).resumed, 20);
});

test("progress adds up and ends complete, with the cache's share", async (t) => {
  const { options } = await serve(t, [{ tokens: 10, faults: { share: 0.1, kinds: ["500"], seed: 3 } }]);
  const seen: BatchProgress[] = [];
  await runBatch(fakeRequests(40, { length: 2000 }), { ...options, total: 160, concurrency: 4, onProgress: (progress) => seen.push(progress) });
  for (const [i, { done, inFlight }] of seen.entries()) assert.ok(done >= (seen[i - 1]?.done ?? 0) && done <= 160 && inFlight <= 4);
  const last = seen.at(-1);
  assert.deepEqual([last?.total, last?.done, last?.failed, last?.inFlight, last?.completionTokens], [160, 160, 0, 0, 1600]);
  assert.ok((last?.cachedShare ?? 0) > 0.7);
});

async function serve(t: TestContext, servers: readonly FakeOptions[]) {
  const fakes = await Promise.all(servers.map(startFakeVllm));
  for (const fake of fakes) t.after(fake.close);
  const options = { endpoint: { urls: fakes.map(({ url }) => url), model: "fake" }, sampling: SAMPLING, journal: join(scratch(t), "replies.jsonl") } satisfies BatchOptions;
  return { fakes, options };
}

/** A program that runs a batch of 400 and does something at each progress. */
const runElsewhere = (options: BatchOptions, onProgress: string) => `
  const { runBatch } = await import(${JSON.stringify(new URL("../../lib/inference/batch.ts", import.meta.url).href)});
  const { fakeRequests } = await import(${JSON.stringify(new URL("fake-requests.ts", import.meta.url).href)});
  await runBatch(fakeRequests(100), { ...${JSON.stringify(options)}, concurrency: 8, onProgress: (progress) => { ${onProgress} } });`;
