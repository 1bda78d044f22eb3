// The manifest of a stage: settings, hashes of data and prompts, versions, counts.
import { createHash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join, relative } from "node:path";
import { writeJson } from "./json.ts";
import { fromRoot, ROOT } from "../settings.ts";

export interface Manifest {
  readonly stage: string;
  readonly place: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Hashes of what went in: notes, prompts, files by name. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Counts of what came out; denominators included. */
  readonly counts: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly finished: string;
}

/**
 * Writes `<folder>/manifest.json`, a stage's last file. Paths in the project are written from its
 * root on.
 */
export function writeManifest(folder: string, content: Omit<Manifest, "versions" | "finished">): Manifest {
  const settings = Object.fromEntries(Object.entries(content.settings).map(([name, value]) => [name, typeof value === "string" && value.startsWith(ROOT) ? relative(ROOT, value).replaceAll("\\", "/") : value]));
  const manifest = { ...content, settings, versions: versions(), finished: new Date().toISOString() };
  writeJson(join(folder, "manifest.json"), manifest);
  return manifest;
}

/** SHA-256 (hex, first 16) of a file. */
export async function fileHash(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex").slice(0, 16);
}

let known: Record<string, string> | undefined;
/** Versions of Node and the named packages, and the git revision ("unknown" outside a checkout). */
export function versions(): Record<string, string> {
  return (known ??= { node: process.version, ...packages(), git: revision() });
}

function packages(): Record<string, string> {
  const { dependencies } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { dependencies: Record<string, string> };
  return Object.fromEntries(Object.entries(dependencies).filter(([name]) => name !== "distil" && name !== "node"));
}

function revision(): string {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "unknown";
  }
}
