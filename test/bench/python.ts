// The Python that benches compare against: an environment of its own under data/runs, made once
// from requirements.txt.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { writeFileAtomic } from "../../lib/io/json.ts";
import { fromRoot } from "../../lib/settings.ts";

const folder = fromRoot("data/runs/bench-python");
const requirements = fromRoot("test/bench/requirements.txt");

/** The path of a Python with the packages of requirements.txt, or undefined, after one line that says why, where there is none and none can be made. */
export function benchPython(): string | undefined {
  const python = `${folder}/bin/python`, marker = `${folder}/requirements.txt`, wanted = readFileSync(requirements, "utf8");
  if (existsSync(marker) && readFileSync(marker, "utf8") === wanted) return python;
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    execFileSync("python3", ["-m", "venv", folder], { stdio: "pipe" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements], { stdio: "pipe" });
    writeFileAtomic(marker, wanted);
    return python;
  } catch (error) {
    console.log(`no comparison with Python: ${String(error instanceof Error ? error.message : error).split("\n")[0]}`);
    return undefined;
  }
}
