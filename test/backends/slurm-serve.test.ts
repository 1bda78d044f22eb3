// Models served from jobs on a real Slurm, with a stand-in for vLLM: found by role, kept at one address while jobs change, and shards answered by an array.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { after, before, describe, test } from "node:test";
import type { TestContext } from "node:test";
import { execa } from "execa";
import { complete } from "../../lib/inference/client.ts";
import { openBackend } from "../../lib/backends/backend.ts";
import type { Backend, ServedModel } from "../../lib/backends/backend.ts";
import { ensureServer, stopServing } from "../../lib/backends/slurm-server.ts";
import { askInShards } from "../../lib/backends/batch-jobs.ts";
import { fromRoot } from "../../lib/settings.ts";
import type { Request } from "../../lib/inference/types.ts";
import { allReplies, byId, SAMPLING } from "../inference/fake-requests.ts";
import { noSlurm, startLab, until } from "../slurm/slurm-lab.ts";
import type { Lab } from "../slurm/slurm-lab.ts";
import { writeSite } from "../slurm/slurm-site.ts";

describe("models served by a real Slurm", { skip: noSlurm }, () => {
  let lab: Lab;
  let folder: string;
  let place: Backend;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "distil-serve-"));
    lab = await startLab();
    Object.assign(process.env, { PLACE: "slurm", SLURM_CONF: lab.env.SLURM_CONF, RUN: join(folder, "run"), SITE: writeSite({ folder }) });
    student("All", 8);
    student("No-S", 16);
    place = openBackend();
  });
  after(async () => {
    if (place) await stopServing(place);
    await lab?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const student = (name: string, rank: number) => {
    const adapter = join(folder, "run/students", name, "adapter");
    mkdirSync(adapter, { recursive: true });
    writeFileSync(join(adapter, "adapter_config.json"), JSON.stringify({ r: rank }));
    writeFileSync(join(adapter, "../done.json"), JSON.stringify({ adapter_sha256: name }));
  };
  const reply = async (model: ServedModel, question = "how old?") => (await complete(model, [{ role: "user", content: question }], { sampling: SAMPLING })).text;
  const jobs = async () => (await lab.command("squeue", "-h", "-o", "%i")).split("\n").filter(Boolean);
  /** The first job of a place's students. */
  const jobIn = (place: string) => (JSON.parse(readFileSync(join(place, "serve/students/job-1.json"), "utf8")) as { id: string }).id;
  const site = (change: Readonly<Record<string, unknown>>, t: TestContext) => {
    const before = process.env.SITE;
    const own = join(folder, `site-${Object.keys(change).join("-")}`);
    mkdirSync(own);
    process.env.SITE = writeSite({ folder: own, change });
    t.after(() => (process.env.SITE = before));
  };

  test("each role answers under its name, the students beside their base on its GPUs", async () => {
    assert.equal(await reply(await place.model("teacher")), "teacher on GPUs 0,1,2,3: how old?");
    const base = await place.model("base");
    assert.equal(base.urls.length, 2);
    const gpus = await Promise.all(base.urls.map(async (url) => /^base on GPUs (\d): how old\?$/.exec(await reply({ ...base, urls: [url] }))?.[1]));
    assert.equal(new Set(gpus).size, 2, "each replica has a GPU of its own");
    assert.match(await reply(await place.model("All")), /^All on GPUs \d: how old\?$/);
    assert.match(await reply(await place.model("No-S")), /^No-S on GPUs \d: how old\?$/);
    assert.equal((await jobs()).length, 2);
    assert.notEqual((await place.model("All")).revision, (await place.model("No-S")).revision);
  });

  test("a student that was not trained is named in one sentence", async () => {
    await assert.rejects(place.model("NB-Only"), /^Error: Expected a trained student "NB-Only" in .*students, found All, No-S: fine-tune it first$/);
  });

  test("the servers ask for a key that only its owner can read", async () => {
    const { urls, apiKey } = await place.model("base");
    assert.equal((await fetch(`${urls[0]}/models`)).status, 401);
    assert.equal((await fetch(`${urls[0]}/models`, { headers: { authorization: `Bearer ${apiKey}` } })).status, 200);
    const key = join(folder, "run/serve/students/key");
    assert.equal(readFileSync(key, "utf8"), apiKey);
    assert.equal(statSync(key).mode & 0o777, 0o600);
  });

  test("another notebook finds the servers that are there", async () => {
    const script = `const { ensureServer } = await import(${JSON.stringify(fromRoot("lib/backends/slurm-server.ts"))});
      const { urls } = await ensureServer("All", { folder: ${JSON.stringify(place.folder)} });
      console.log((await fetch(urls[0] + "/health")).status);`;
    const before = await jobs();
    assert.equal((await execa(process.execPath, ["--input-type=module", "-e", script])).stdout, "200");
    assert.deepEqual(await jobs(), before);
  });

  test("a student that was trained since is served by a new job, and the old addresses go on answering", async (t) => {
    const own = join(folder, "growing");
    t.after(() => stopServing({ folder: own }));
    const grow = (name: string) => {
      const adapter = join(own, "students", name, "adapter");
      mkdirSync(adapter, { recursive: true });
      writeFileSync(join(adapter, "adapter_config.json"), '{"r":8}');
      writeFileSync(join(adapter, "../done.json"), "{}");
    };
    const endpoint = async (model: string) => {
      const { urls, apiKey } = await ensureServer(model, { folder: own, every: 1 });
      return { urls: urls.map((url) => `${url}/v1`), model, apiKey };
    };
    grow("All");
    const all = await endpoint("All");
    const first = jobIn(own);
    grow("No-S");
    const noSupport = await endpoint("No-S");
    assert.deepEqual(noSupport.urls, all.urls);
    assert.match(await reply(noSupport), /^No-S on/);
    assert.match(await reply(all), /^All on/);
    await until(async () => !(await jobs()).includes(first), "the job without the new student to be ended");
    assert.match(await reply(all), /^All on/);
  });

  test("before its time limit a job's successor takes over, and no request is lost", async () => {
    const own = join(folder, "moving");
    const serving = await ensureServer("base", { folder: own, every: 1 });
    const model = { urls: serving.urls.map((url) => `${url}/v1`), model: "base", apiKey: serving.apiKey };
    const first = jobIn(own);
    await lab.command("scontrol", "update", `JobId=${first}`, "EndTime=now+100"); // within the site's warning of 120 seconds
    let moved = false;
    const moving = until(async () => !(await jobs()).includes(first), "the first job to be ended").then(() => (moved = true));
    let asked = 0;
    for (; !moved || asked < 20; asked++, await sleep(50)) assert.match(await reply(model), /^base on GPUs \d: how old\?$/);
    await moving;
    const records = readdirSync(join(own, "serve/students")).filter((name) => name.startsWith("job-"));
    assert.deepEqual(records, ["job-1.json", "job-2.json"]);
    await stopServing({ folder: own });
    assert.deepEqual(readdirSync(join(own, "serve/students")).filter((name) => name.startsWith("address-")), []);
  });

  test("a vLLM that does not start is an error with its words", async (t) => {
    site({ "models.base.weights": "/nowhere/Llama" }, t);
    await assert.rejects(ensureServer("base", { folder: join(folder, "wrong") }), /^Error: Expected job \d+ to serve students, it ended: .*OSError: \/nowhere\/Llama is not a folder with a model|Expected vLLM to start, it ended: see above/);
  });

  test("a service that Slurm will not start is an error with Slurm's reason", async (t) => {
    site({ "serving.partition": "closed" }, t);
    await assert.rejects(ensureServer("base", { folder: join(folder, "closed") }), /^Error: Expected Slurm to start job \d+, which serves students, it will not \(PENDING, PartitionDown\): end it with stopServing and correct the site file$/);
    await stopServing({ folder: join(folder, "closed") });
  });

  /** Notes with two questions each; `word` stands in the first note. */
  const requests = (notes: number, word = "") => function* (): Generator<Request> {
    for (let note = 0; note < notes; note++) for (const question of ["age?", "sex?"]) yield { id: `${note}/${question}`, note_id: `${note}`, messages: () => [{ role: "user", content: `<note>${note === 0 ? word : note}</note>\n${question}` }] };
  };

  test("shards are answered by an array, and what a task left undone is submitted again", async () => {
    const options = { role: "teacher", folder: place.folder, sampling: SAMPLING, journal: join(folder, "array.jsonl"), size: 4, atOnce: 2, every: 0.3 };
    assert.deepEqual(await askInShards(requests(6, "crash"), options), { shards: 3, imported: 12, failed: 0, missing: [] });
    const replies = (await allReplies(options.journal)).sort(byId);
    assert.deepEqual(replies.map(({ id }) => id), [...requests(6)()].map(({ id }) => id).sort());
    assert.match(replies[0]?.text ?? "", /^teacher on GPUs \d,\d,\d,\d: age\?$/);
    const round = join(folder, "array.jsonl.shards/round-1");
    assert.deepEqual(readdirSync(round).filter((name) => name.startsWith("job-")), ["job-1.json", "job-2.json"]);
    assert.deepEqual(await askInShards(requests(7, "crash"), options), { shards: 1, imported: 2, failed: 0, missing: [] }, "only what is pending is asked again");
  });

  test("an array outlives the notebook that began it, and is not submitted twice", async () => {
    const journal = join(folder, "resumed.jsonl");
    const script = `const { askInShards } = await import(${JSON.stringify(fromRoot("lib/backends/batch-jobs.ts"))});
      const requests = ${requests.toString().replace(/: Generator<Request>/, "")};
      await askInShards(requests(3, "slow"), { role: "base", folder: ${JSON.stringify(place.folder)}, sampling: ${JSON.stringify(SAMPLING)}, journal: ${JSON.stringify(journal)}, size: 2 });`;
    const notebook = execa(process.execPath, ["--input-type=module-typescript", "-e", script], { reject: false });
    const record = join(`${journal}.shards`, "round-1/job-1.json");
    await until(() => { try { return (JSON.parse(readFileSync(record, "utf8")) as { id?: string }).id; } catch { return undefined; } }, "the array to be submitted");
    notebook.kill("SIGKILL");
    await notebook;
    const seen = new Set<string>();
    const { imported } = await askInShards(requests(3, "slow"), { role: "base", folder: place.folder, sampling: SAMPLING, journal, size: 2, every: 0.3, onStates: (tasks) => tasks.forEach(({ state }) => seen.add(state)) });
    assert.equal(imported, 6);
    assert.ok(seen.has("RUNNING") || seen.has("COMPLETED"));
    assert.deepEqual(readdirSync(join(`${journal}.shards`, "round-1")).filter((name) => name.startsWith("job-")), ["job-1.json"]);
  });

  test("a student that was not converted is refused before anything is submitted", async () => {
    const options = { role: "No-S", folder: place.folder, sampling: SAMPLING, journal: join(folder, "unconverted.jsonl") };
    await assert.rejects(askInShards(requests(1), options), /^Error: Expected the converted student "No-S" in .*models\/No-S, found none: convert it first$/);
  });
});
