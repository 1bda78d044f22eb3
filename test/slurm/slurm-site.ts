// A site file for the tests' cluster, and a Python environment in which `python` is the stand-in trainer and `vllm` the stand-in server: jobs find them as they would find the real ones.
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = fileURLToPath(new URL("..", import.meta.url));

export interface SiteOptions {
  readonly folder: string;
  /** Fields that differ from the usual ones, by their path: {"training.gpus": 9}. */
  readonly change?: Readonly<Record<string, unknown>>;
}

/** Writes a site file and returns its path. */
export function writeSite({ folder, change = {} }: SiteOptions): string {
  const venv = join(folder, "venv");
  mkdirSync(join(venv, "bin"), { recursive: true });
  writeFileSync(join(venv, "bin/activate"), `PATH=${venv}/bin:$PATH\n`);
  program(join(venv, "bin/python"), "training/stand-in-trainer.ts");
  program(join(venv, "bin/vllm"), "backends/stand-in-vllm.ts");
  const weights = join(folder, "weights");
  mkdirSync(weights, { recursive: true });
  writeFileSync(join(weights, "config.json"), "{}\n");
  const site: Record<string, unknown> = {
    partition: "gpu", gpu: { gres: "gpu:a100", perNode: 8 }, memory: "1G",
    training: { venv, time: "01:00:00", gpus: 2, warning: 60 },
    serving: { venv, time: "01:00:00", warning: 120, network: "127.0.0.1" },
    models: { teacher: { weights, gpus: 4 }, base: { weights, gpus: 1, replicas: 2 } },
  };
  for (const [path, value] of Object.entries(change)) set(site, path.split("."), value);
  const file = join(folder, "site.json");
  writeFileSync(file, JSON.stringify(site));
  return file;
}

function program(path: string, script: string): void {
  writeFileSync(path, `#!/bin/sh\nexec "${process.execPath}" "${join(HERE, script)}" "$@"\n`);
  chmodSync(path, 0o755);
}

function set(object: Record<string, unknown>, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) object[name] = value;
  else set(object[name] as Record<string, unknown>, rest, value);
}
