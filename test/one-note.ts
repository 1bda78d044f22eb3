// Follows notes from their file to Table 2 by the calls that the cells make, without figures, and
// prints the files of lib in which a function ran on the way: what someone has to know to follow
// one note. Usage: node test/one-note.ts FOLDER (an empty folder for the run)
import { Session } from "node:inspector/promises";
import { join, resolve } from "node:path";

const folder = process.argv[2] as string;
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
process.env["RUN"] = resolve(folder);

const { openBackend } = await import("../lib/backends/backend.ts");
const { selectCohort } = await import("../lib/dataset/notes.ts");
const { BUNDLED_NOTES } = await import("../lib/settings.ts");
const { createRequests, processReplies, readItemRows } = await import("../lib/dataset/items.ts");
const { selectItems, writeTrainingSets } = await import("../lib/dataset/training-sets.ts");
const { runBatch } = await import("../lib/inference/batch.ts");
const predict = await import("../lib/evaluation/predict.ts");
const { accuracyTable } = await import("../lib/evaluation/metrics.ts");
const synthetic = await import("../lib/evaluation/synthetic-task.ts");
const { convert, startRun, watchRuns } = await import("../lib/training/runs.ts");
const { writeFileAtomic } = await import("../lib/io/json.ts");

const place = { ...openBackend("rehearsal"), folder };
const cohort = await selectCohort(place, { file: BUNDLED_NOTES, start: 0, number: 8, heldOut: 0.3, seed: 1 });
const endpoint = await openBackend("rehearsal").model("teacher");
const { CREATION_SAMPLING: sampling } = await import("../lib/inference/sampling.ts");

const replies = join(folder, "create/replies.jsonl");
await runBatch(createRequests(cohort.create), { endpoint, sampling, journal: replies });
await processReplies({ notes: cohort.create, replies, folder: join(folder, "items") });
const selected = await selectItems(join(folder, "items/items.parquet"), { seed: 1 });
const [set] = await writeTrainingSets(["All"], { selected, notes: cohort.create, folder: join(folder, "train") });
const run = await startRun("All", { place, data: set!.folder, seed: 1, options: { epochs: 1 } });
await watchRuns([run]);
await convert("All", { place, run: run.folder, data: set!.folder });

const task = join(folder, "synthetic");
const held = join(task, "create.jsonl");
await runBatch(createRequests(cohort.heldOut), { endpoint, sampling, journal: held });
await processReplies({ notes: cohort.heldOut, replies: held, folder: task });
const items = await readItemRows(join(task, "items.parquet"));
const labels = await synthetic.loadSyntheticLabels({ notesFile: cohort.file });
const questions = synthetic.syntheticQuestions(items, labels);
writeFileAtomic(join(task, "questions.jsonl"), questions.map((q) => `${JSON.stringify(q)}\n`).join(""));
const student = await openBackend("rehearsal").model("All");
const asked = { place, questions, notes: cohort.heldOut, name: "All", endpoint: student };
await predict.runPredictions(asked);
const answers = await predict.loadPredictions(predict.journalFor(asked), asked);
const rows = accuracyTable(answers, { resamples: 200, seed: 1 });

const { result } = await session.post("Profiler.takePreciseCoverage");
const lib = new URL("../lib/", import.meta.url).href;
const ran = result.filter(({ url, functions }) => url.startsWith(lib)
  && functions.some(({ functionName, ranges }) => functionName !== "" && ranges[0]!.count > 0));
console.log(JSON.stringify({ rows: rows.length, files: ran.map(({ url }) => url.slice(lib.length)).sort() }));
process.exit(0);
