import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { appendFileSync, existsSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import { openJournal, readReplies } from "../../lib/inference/journal.ts";
import type { Header } from "../../lib/inference/journal.ts";
import type { Reason, Reply } from "../../lib/inference/types.ts";
import { allReplies, SAMPLING, scratch } from "./fake-requests.ts";

const HEADER: Header = { model: "fake", sampling: SAMPLING, prompts: { "create/numeric.md": "aaa" } };
const reply = (id: string, text = "yes", reason?: Reason): Reply => ({
  id, key: `key of ${id}`, note_id: "n", text, finish: reason ? "failed" : "stop", prompt_tokens: 1, completion_tokens: 1, cached_tokens: null, seconds: 0.1,
  ...(reason && { error: { reason, message: "why", attempts: 1 } }),
});

async function write(path: string, replies: readonly Reply[], header: Header = HEADER): Promise<void> {
  const journal = openJournal(path, header);
  for (const one of replies) journal.append(one);
  await journal.close();
}

test("what is written is read back, whatever its characters", async (t) => {
  const folder = scratch(t);
  let run = 0;
  await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.tuple(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), { selector: ([id]) => id.toWellFormed(), maxLength: 20 }), async (pairs) => {
    const path = join(folder, `${++run}.jsonl`);
    const replies = pairs.map(([id, text]) => reply(id.toWellFormed(), text.toWellFormed()));
    await write(path, replies);
    assert.deepEqual(await allReplies(path), replies);
    const ids = replies.map(({ id }) => id).reverse();
    assert.deepEqual(await allReplies(path, [...ids, "not there"]), [...replies].reverse());
  }), { numRuns: 50 });
});

test("a journal cut anywhere is mended: whole lines stay, the rest can be written again", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const replies = Array.from({ length: 3 }, (_, i) => reply(`n${i}`, "“né”\n".repeat(i)));
  await write(path, replies);
  const whole = readFileSync(path);
  for (let cut = 0; cut < whole.length; cut += 2) {
    writeFileSync(path, whole.subarray(0, cut));
    const kept = Math.max(0, whole.subarray(0, cut).filter((byte) => byte === 10).length - 1);
    const journal = openJournal(path, HEADER);
    assert.deepEqual([...journal.entries.keys()], replies.slice(0, kept).map(({ id }) => id), `cut at ${cut}`);
    for (const one of replies.slice(kept)) journal.append(one);
    await journal.close();
    assert.ok(readFileSync(path).equals(whole), `cut at ${cut}`);
  }
});

test("a journal of more than one block is mended at its end", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  await write(path, [reply("a", "x".repeat(200_000)), reply("b", "y".repeat(300_000))]);
  truncateSync(path, readFileSync(path).length - 1);
  const journal = openJournal(path, HEADER);
  assert.deepEqual([...journal.entries.keys()], ["a"]);
  await journal.close();
});

test("a broken line in the middle is named", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  for (const broken of ["\0\0\0", "null", "[1]", '{"id":"b"}']) {
    await write(path, [reply("a")]);
    appendFileSync(path, `${broken}\n`);
    await assert.rejects(write(path, []), new RegExp(`Expected a reply in line 3 of ${path}`));
    await assert.rejects(allReplies(path), /line 3/);
    assert.ok(!existsSync(`${path}.lock`));
    rmSync(path);
  }
});

test("another file is refused and left as it is", async (t) => {
  const path = join(scratch(t), "notes.jsonl");
  for (const text of ['{"note_id":"1"}\n', "note_id,text", "x"]) {
    writeFileSync(path, text);
    await assert.rejects(write(path, []), /Expected a journal at .*, found another file/);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});

test("a missing journal is named, with what to do", async () => {
  await assert.rejects(allReplies("/nowhere/replies.jsonl"), /Expected a journal of replies at \/nowhere\/replies\.jsonl, found none/);
});

test("a journal of another model, sampling or prompt is refused with the difference", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  await write(path, [reply("a")]);
  const before = readFileSync(path, "utf8");
  const differences: [Header, RegExp][] = [
    [{ ...HEADER, model: "other" }, /its model is "fake", this run's "other"/],
    [{ ...HEADER, sampling: { ...SAMPLING, temperature: 0.7 } }, /its temperature is 0, this run's 0\.7/],
    [{ ...HEADER, sampling: { ...SAMPLING, seed: 3 } }, /its seed is not set, this run's 3/],
    [{ ...HEADER, prompts: { "create/numeric.md": "bbb" } }, /its prompt "create\/numeric\.md" has since changed/],
    [{ ...HEADER, prompts: {} }, /its prompt "create\/numeric\.md" is no longer used/],
  ];
  for (const [header, message] of differences) await assert.rejects(write(path, [], header), message);
  assert.equal(readFileSync(path, "utf8"), before);
  await write(path, []);
});

test("failures may be asked again unless they are results, and the later reply counts", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  await write(path, [reply("a", "", "unreachable"), reply("b", "", "context-length"), reply("c")]);
  const journal = openJournal(path, HEADER);
  assert.deepEqual([...journal.entries], [["b", { key: "key of b", failed: "context-length" }], ["c", { key: "key of c" }]]);
  journal.append(reply("a", "at last"));
  await journal.close();
  assert.deepEqual((await allReplies(path)).map(({ id, text }) => [id, text]), [["b", ""], ["c", "yes"], ["a", "at last"]]);
  assert.deepEqual((await allReplies(path, ["a"])).map(({ text }) => text), ["at last"]);
});

test("a journal that is being written can be read", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const journal = openJournal(path, HEADER);
  journal.append(reply("a"));
  appendFileSync(path, '{"id":"half');
  assert.deepEqual((await allReplies(path)).map(({ id }) => id), ["a"]);
  await journal.close();
});

/** A disk that takes so many bytes and no more. */
function diskOf(room: number) {
  return (fd: number, bytes: Buffer, offset: number, length: number, position: number) => {
    if (room === 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const taken = Math.min(room, length);
    room -= taken;
    return writeSync(fd, bytes, offset, taken, position);
  };
}

test("a full disk leaves whole lines, says so, and takes no more", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const journal = openJournal(path, HEADER, { write: diskOf(700) });
  let written = 0;
  assert.throws(() => {
    for (; ; written++) journal.append(reply(`n${written}`));
  }, /Expected to write to .*replies\.jsonl, but the disk did not take it \(ENOSPC\): make room and run again/);
  assert.throws(() => journal.append(reply("more")), /ENOSPC/);
  await journal.close();
  assert.ok(written > 0);
  assert.equal((await allReplies(path)).length, written);
  assert.ok(readFileSync(path, "utf8").endsWith("}\n"));
});

test("replies written together are the lines that each alone would be, and on a full disk all of them are missing or none", async (t) => {
  const folder = scratch(t), replies = ["yes", "é😀\n\"", "x".repeat(40_000), ""].map((text, i) => reply(`n${i}`, text));
  await write(join(folder, "alone.jsonl"), replies);
  const together = openJournal(join(folder, "together.jsonl"), HEADER);
  together.append(...replies);
  await together.close();
  const alone = readFileSync(join(folder, "alone.jsonl"));
  assert.deepEqual(readFileSync(join(folder, "together.jsonl")), alone);
  const full = openJournal(join(folder, "full.jsonl"), HEADER, { write: diskOf(alone.length - 1) });
  full.append(replies[0] as Reply);
  assert.throws(() => full.append(...replies.slice(1)), /ENOSPC/);
  await full.close();
  assert.deepEqual((await allReplies(join(folder, "full.jsonl"))).map(({ id }) => id), ["n0"]);
});

test("a disk that takes nothing at all is an error at the start, and the lock is given back", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  if (!existsSync("/dev/full")) return t.skip("this system has no /dev/full");
  symlinkSync("/dev/full", path);
  assert.throws(() => openJournal(path, HEADER), /ENOSPC/);
  assert.ok(!existsSync(`${path}.lock`));
});

test("a second writer is refused by name of the first, in this process and another", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const journal = openJournal(path, HEADER);
  assert.throws(() => openJournal(path, HEADER), new RegExp(`Expected ${path} to have one writer, but process ${process.pid} is writing it`));
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", openElsewhere(path)]);
  assert.match(stdout, new RegExp(`process ${process.pid} is writing it`));
  await journal.close();
  await write(path, []);
});

test("a lock left by a killed process is taken over; one from another machine is not", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const child = spawn(process.execPath, ["--input-type=module", "--eval", `${openElsewhere(path)}; setInterval(() => {}, 1000); console.log("open");`], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((done) => child.stdout.once("data", done));
  assert.throws(() => openJournal(path, HEADER), new RegExp(`process ${child.pid} is writing it`));
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await ended;
  assert.ok(existsSync(`${path}.lock`));
  await write(path, []);
  writeFileSync(`${path}.lock`, JSON.stringify({ pid: 1, started: "1", host: "another-machine" }));
  assert.throws(() => openJournal(path, HEADER), /process 1 on another-machine holds it/);
});

test("a process that was given a dead writer's number does not hold its lock", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  const journal = openJournal(path, HEADER);
  const lock = JSON.parse(readFileSync(`${path}.lock`, "utf8")) as { started: string };
  await journal.close();
  writeFileSync(`${path}.lock`, JSON.stringify({ ...lock, started: `${lock.started}0` }));
  await write(path, []);
});

test("the journal's lines are the replies and nothing of the prompts", async (t) => {
  const path = join(scratch(t), "replies.jsonl");
  await write(path, [reply("a")]);
  const [first, ...rest] = readFileSync(path, "utf8").trimEnd().split("\n");
  assert.deepEqual(JSON.parse(first ?? ""), { journal: 1, ...HEADER });
  assert.deepEqual(rest.map((line) => JSON.parse(line) as unknown), [reply("a")]);
  for await (const one of readReplies(path)) assert.equal(one.id, "a");
});

/** A program that opens the journal and prints why it could not. */
const openElsewhere = (path: string) => `
  const { openJournal } = await import(${JSON.stringify(new URL("../../lib/inference/journal.ts", import.meta.url).href)});
  try { openJournal(${JSON.stringify(path)}, ${JSON.stringify(HEADER)}); } catch (error) { console.log(error.message); }`;
