// Makes .venv-training: Python with the training packages, and on a machine without a GPU a vLLM for its CPU. Needs Python 3.10–3.13 and a package index.
// Does nothing when the environment is as the requirement files say, and leaves one alone that it has not made. Run it by hand (node cluster/setup-training.mjs);
// `npm test` runs it where DISTIL_TRAINING=1 asks for it. Plain JavaScript, so that any Node from 20 on can run it.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, ".venv-training"), python = join(folder, "bin", "python"), stamp = join(folder, "distil-stamp");
const FILES = ["requirements.txt", "constraints.txt", "requirements-serving-cpu.txt"].map((name) => join(root, "cluster", name));

/** True when the caller's environment asks for the training packages. */
export const trainingAsked = () => process.env.DISTIL_TRAINING === "1";

/** True when the environment is there and up to date, or made by someone else. */
export const trainingReady = () => existsSync(python) && (!existsSync(stamp) || readFileSync(stamp, "utf8") === wanted());

/** Makes the environment, or throws one sentence. Takes two minutes or so, and no time at all once made. */
export function setupTraining() {
  if (trainingReady()) return;
  const base = basePython();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(stamp, "unfinished"); // whoever finds this word begins again
  console.error("Installing the training packages into .venv-training (once, two or three minutes) …");
  run(base, ["-m", "venv", folder]);
  const [requirements, constraints, serving] = FILES;
  const torch = readFileSync(requirements, "utf8").split("\n").find((line) => line.startsWith("torch=="));
  pip([torch]); // alone and first, so that a build for this machine wins and the rest keeps it
  pip(["-r", requirements, "-c", constraints]);
  if (!hasGpu()) pip(["--no-deps", "-r", serving]);
  writeFileSync(stamp, wanted());
}

const wanted = () => FILES.reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256")).update(hasGpu() ? "gpu" : "cpu").digest("hex");
const hasGpu = () => existsSync("/dev/nvidiactl");
const pip = (words) => run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...words]);

function basePython() {
  const names = [process.env.DISTIL_PYTHON, "python3.11", "python3.12", "python3.13", "python3.10", "python3"].filter(Boolean);
  const found = names.find((name) => spawnSync(name, ["-c", "import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))"]).status === 0);
  if (!found) throw new Error(`Expected Python 3.10 to 3.13 with venv and pip for the training packages, found none among ${names.join(", ")}: install one, or name it in DISTIL_PYTHON`);
  return found;
}

function run(command, words) {
  const { status, stderr } = spawnSync(command, words, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status === 0) return;
  const said = (stderr ?? "").trim().split("\n").filter((line) => /error/i.test(line)).at(-1) ?? "no reason given";
  throw new Error(`Expected the training packages to install, "${words.slice(1, 4).join(" ")}" failed (${said}): check that pip reaches its package index, then try again`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    setupTraining();
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
