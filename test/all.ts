/**
 * `npm test`: type-checks the project and the cells of its notebooks, then runs every test file with Node's runner, whose summary ends it.
 * `npm test -- WORD` runs only the test files whose name holds WORD. What this machine lacks is skipped by the tests that need it, with the reason.
 * DISTIL_TRAINING=1 asks for the packages that train and serve on this machine: they are installed first, and not getting them is a failure.
 */
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { trainingAsked } from "../cluster/setup-training.mjs";
import { ensureJupyter } from "../notebooks/kernel/jupyter.ts";
import { ROOT } from "../notebooks/kernel/notebook.ts";

const [word = ""] = process.argv.slice(2);
const files = globSync("test/**/*.test.ts", { cwd: ROOT }).filter((file) => basename(file).includes(word)).sort();
if (files.length === 0) {
  console.error(`Expected a test file whose name holds "${word}", found none in test/: leave the word out to run all tests`);
  process.exit(1);
}

const jupyter = ensureJupyter();
if (jupyter.missing !== undefined) process.env["DISTIL_NO_JUPYTER"] = jupyter.missing;
const checks = word === "" ? [check("types of lib, data, cluster and tests", ["node_modules/typescript/bin/tsc", "-p", "."]), check("types of notebook cells", ["notebooks/kernel/typecheck-notebooks.ts"])] : [];
if (trainingAsked() && files.some((file) => /^((slurm-)?finetune|serve|load-dataset)\b/.test(basename(file)))) checks.push(check("packages for training in .venv-training", ["cluster/setup-training.mjs"]));
const checked = await Promise.all(checks);
const HANGS_MS = 15 * 60_000; // a file that hangs fails instead of holding up the rest for good
const tested = await node(["--test", `--test-concurrency=${availableParallelism()}`, `--test-timeout=${HANGS_MS}`, "--test-reporter=spec", ...files]);
process.exit(checked.every(Boolean) && tested === 0 ? 0 : 1);

async function check(name: string, args: string[]): Promise<boolean> {
  const started = performance.now();
  const code = await node(args);
  console.log(`${code === 0 ? "✔" : "✖"} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return code === 0;
}

function node(args: string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "inherit" });
  return new Promise((ended) => child.once("exit", (code) => ended(code ?? 1)));
}
