// Checks what a place needs: packages, weights, disk, server (Slurm: doctor-slurm.ts). Changes
// nothing.
import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { execa } from "execa";
import { VARIANT_NAMES } from "../dataset/training-sets.ts";
import {
  enough, lacking, note, ok, PACKAGES, packages, VERSIONS, type CheckResult,
} from "./check-result.ts";
import { cluster } from "./doctor-slurm.ts";
import { runDirectory } from "../io/artifacts.ts";
import { openBackend, type PlaceName, type Role } from "./backend.ts";
import { fromRoot, setting } from "../settings.ts";

export type { CheckResult } from "./check-result.ts";

/** What a place has and lacks, in the order to fix it. */
export async function checkBackend(place: PlaceName): Promise<CheckResult[]> {
  const here = [node(), await disk(runDirectory(place), place === "rehearsal" ? 1 : 50)];
  if (place === "rehearsal") return [...here, await jupyter()];
  if (place === "server") return [...here, ...(await servers(place)), ...(await training())];
  return [...here, ...(await cluster())];
}

function node(): CheckResult {
  const major = Number(process.versions.node.split(".")[0]);
  return major >= 24 ? ok("Node", process.version) : lacking("Node", `${process.version}, expected 24: run it as npm run doctor, which brings its own`);
}

async function disk(folder: string, gib: number): Promise<CheckResult> {
  const existing = existsSync(folder) ? folder : fromRoot();
  const { bavail, bsize } = await statfs(existing);
  return enough("disk here", { free: (bavail * bsize) / 2 ** 30, gib, folder });
}

async function jupyter(): Promise<CheckResult> {
  const { stdout, failed } = await execa("python3", ["--version"], { reject: false });
  const [major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout ?? "")?.slice(1).map(Number) ?? [];
  return !failed && (major > 3 || minor >= 10) ? ok("Python, for npm run lab", stdout) : note("Python, for npm run lab", `${failed ? "none" : stdout}; JupyterLab needs 3.10 or later, npm start does not`);
}

/** Whether the named server answers for each role. */
async function servers(name: PlaceName): Promise<CheckResult[]> {
  const roles: readonly Role[] = ["teacher", "base", ...VARIANT_NAMES];
  if (!setting("MODEL_URL", "")) return [lacking("server", "MODEL_URL is not set: set it to a model server, for example http://127.0.0.1:8000/v1")];
  const place = openBackend(name);
  return Promise.all(roles.map(async (role) => {
    try {
      const { model, urls } = await place.model(role);
      return ok(`model ${role}`, `${model} at ${urls.join(", ")}`);
    } catch (error) {
      const level = role === "teacher" || role === "base" ? "lacking" : "note"; // students come about by training
      return { what: `model ${role}`, level, found: (error as Error).message } as const;
    }
  }));
}

async function training(): Promise<CheckResult[]> {
  const python = fromRoot(".venv-training/bin/python");
  if (!existsSync(python)) return [lacking("Python for training", `none in .venv-training: node cluster/setup-training.mjs makes it (${PACKAGES.join(", ")})`)];
  const { stdout } = await execa("nvidia-smi", ["--query-gpu=name,memory.total", "--format=csv,noheader"], { reject: false });
  const { stdout: found, exitCode } = await execa(python, ["-c", VERSIONS, ...PACKAGES], { reject: false });
  return [packages("Python for training", { python, found, code: exitCode }), stdout ? ok("GPU", stdout.split("\n").join("; ")) : note("GPU", "nvidia-smi finds none; without one, train on the CPU with TRAINER_OPTIONS=device=cpu, or elsewhere")];
}
