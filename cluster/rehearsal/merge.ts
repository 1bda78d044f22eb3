// What cluster/merge.py is to an adapter and a server: turns a trained student into the file that the rehearsal server loads, and checks that both answer the same.
// Usage: node merge.ts --run FOLDER --data FOLDER --out FOLDER. Refuses a run without its done-marker.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DONE, REPORT, splitFile } from "../../lib/io/artifacts.ts";
import { readRows } from "../../lib/io/duckdb.ts";
import { writeJson, writeFileAtomic } from "../../lib/io/json.ts";
import type { Message } from "../../lib/types.ts";
import { loadWeights, replyText, saveWeights } from "./student/student.ts";

const { values } = parseArgs({ options: { run: { type: "string" }, data: { type: "string" }, out: { type: "string" } } });
if (!values.run || !values.data || !values.out) throw new Error("Usage: node merge.ts --run FOLDER --data FOLDER --out FOLDER");
if (!existsSync(join(values.run, DONE))) throw new Error(`Expected a finished run in ${values.run}, found no done.json: train it first`);

const trained = loadWeights(readFileSync(join(values.run, "adapter.bin")));
const bytes = saveWeights(trained);
const served = loadWeights(bytes);
const examples = (await readRows<{ messages: Message[] }>(splitFile(values.data, "test"))).slice(0, 50);
const same = examples.filter(({ messages }) => replyText(trained, messages.slice(0, -1)) === replyText(served, messages.slice(0, -1))).length;
if (same !== examples.length) throw new Error(`Expected the converted model to answer all ${examples.length} checked examples as the trained one, it did for ${same}`);
writeFileAtomic(join(values.out, "model.bin"), bytes);
writeJson(join(values.out, REPORT), { examples: examples.length, same, bytes: bytes.length });
console.log(JSON.stringify({ examples: examples.length, same, bytes: bytes.length }));
