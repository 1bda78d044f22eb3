import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readRows } from "../../lib/io/duckdb.ts";
import { readJson, readJsonLines } from "../../lib/io/json.ts";
import { fromRoot } from "../../lib/settings.ts";

const RUNS = ["test-start-killed", "test-start-calm", "test-start-bad"];
const folderOf = (run: string) => fromRoot("data/runs", run);
after(() => RUNS.forEach((run) => rmSync(folderOf(run), { recursive: true, force: true })));

/** `npm start` in a small run of its own; resolves with its exit code and what it printed. `onStart` may kill it. */
async function start(run: string, { args = [], env = {}, onStart }: { args?: string[]; env?: Record<string, string>; onStart?: (kill: () => void) => void } = {}) {
  const small = { NUMBER: "24", QUESTIONS: "80", RESAMPLES: "500", EPOCHS: "1" };
  const child = spawn(process.execPath, [fromRoot("notebooks/kernel/commands/start.ts"), ...args], { env: { ...process.env, ...small, RUN: run, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let printed = "";
  child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  onStart?.(() => child.kill("SIGKILL"));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, printed };
}

const lines = (path: string): number => (existsSync(path) ? readFileSync(path, "utf8").split("\n").length : 0);

test("npm start killed while items are created goes on where it stopped, and ends as an undisturbed run", { timeout: 240_000 }, async () => {
  RUNS.forEach((run) => rmSync(folderOf(run), { recursive: true, force: true }));
  const journal = join(folderOf(RUNS[0]!), "create", "replies.jsonl");
  const killed = await start(RUNS[0]!, { onStart: (kill) => {
    const watch = setInterval(() => {
      if (lines(journal) < 6) return;
      clearInterval(watch);
      kill();
    }, 1);
  } });
  assert.equal(killed.code, null, killed.printed);
  const kept = readFileSync(journal, "utf8").split("\n");
  const again = await start(RUNS[0]!);
  assert.equal(again.code, 0, again.printed);
  const calm = await start(RUNS[1]!);
  assert.equal(calm.code, 0, calm.printed);

  const replies = readJsonLines<{ id?: string }>(journal).filter((row) => row.id !== undefined);
  assert.equal(new Set(replies.map((r) => r.id)).size, replies.length, "an answered request was asked again");
  const after = readFileSync(journal, "utf8");
  for (const line of kept.slice(0, -1)) assert.ok(after.includes(line), "an answered request lost its reply");

  for (const path of ["items/items.parquet", "train/All/train.parquet", "train/H-25k/test.parquet", "synthetic/items.parquet"]) {
    assert.deepEqual(await readRows(join(folderOf(RUNS[0]!), path)), await readRows(join(folderOf(RUNS[1]!), path)), path);
  }
  for (const path of ["synthetic/questions.jsonl", "summary.json", "models/All/model.bin"]) assert.deepEqual(readFileSync(join(folderOf(RUNS[0]!), path)), readFileSync(join(folderOf(RUNS[1]!), path)), path);
});

test("npm start ends with the table of all models by question type, the word rehearsal and where its files are", async () => {
  const { printed } = await start(RUNS[1]!);
  for (const word of ["base", "NB-Only", "No-S", "H-25k", "All", "teacher", "rehearsal", "boolean", "numeric", "na-boolean", "na-numeric", "all", "report.html", "notebooks"]) assert.ok(printed.includes(word), word);
  const summary = readJson<{ place: string; seed: number; notes: number; rows: { model: string; question_type: string; n: number; accuracy: number; low: number; high: number }[] }>(join(folderOf(RUNS[1]!), "summary.json"));
  assert.deepEqual([summary.place, summary.seed, summary.notes], ["rehearsal", 1, 24]);
  assert.equal(summary.rows.filter((row) => row.question_type === "all").length, 6);
  for (const { accuracy, low, high, n } of summary.rows) assert.ok(n > 0 && low >= 0 && low <= accuracy && accuracy <= high && high <= 1);
  assert.ok(statSync(join(folderOf(RUNS[1]!), "report.html")).size > 100_000);
});

const folder = mkdtempSync(join(tmpdir(), "distil start "));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const bad: [string, string[], Record<string, string>, RegExp][] = [
  ["a notes file without a text column", ["--notes", file("a.csv", "note_id,body\n1,x\n")], {}, /a\.csv, line 2: expected a column "text"/],
  ["a notes file with a repeated id", ["--notes", file("b.jsonl", '{"note_id":1,"text":"a"}\n{"note_id":1,"text":"b"}\n')], {}, /b\.jsonl, line 2: expected each note_id once/],
  ["a missing notes file", ["--notes", join(folder, "none.csv")], {}, /Expected a notes file at .*none\.csv, found none/],
  ["a model URL on a public host", [], { PLACE: "server", MODEL_URL: "http://8.8.8.8/v1" }, /8\.8\.8\.8/],
];
for (const [what, args, env, sentence] of bad) {
  test(`npm start with ${what} ends with 1 and one sentence, and leaves nothing half-written`, async () => {
    rmSync(folderOf(RUNS[2]!), { recursive: true, force: true });
    const { code, printed } = await start(RUNS[2]!, { args, env });
    assert.equal(code, 1);
    assert.match(printed, sentence);
    assert.ok(!existsSync(join(folderOf(RUNS[2]!), "create")), "something was written");
  });
}
