// What a service serves: the teacher, or the base with the adapters of all students trained so far.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADAPTER, artifacts, DONE, STAGES } from "../io/artifacts.ts";
import { readJson } from "../io/json.ts";
import type { VllmModel } from "./vllm-script.ts";
import type { Site } from "../slurm/site-config.ts";
import type { Host } from "../slurm/host.ts";

export interface Service {
  readonly name: string;
  /** Holds the key, records of jobs, addresses and log. */
  readonly folder: string;
  readonly served: VllmModel;
  /** Differs when the service would answer otherwise: other weights, students or options. */
  readonly identity: string;
  /** The revision of the student asked for. */
  readonly revision?: string | undefined;
}

/** The service of a role; students share the base's. Throws when there is no such model. */
export function serviceOf(role: string, { site, host, folder }: { readonly site: Site; readonly host: Host; readonly folder: string }): Service {
  if (role === "teacher") return teacherService({ site, folder });
  const root = join(folder, STAGES.students);
  const students = trained(root);
  const asked = students.find(({ name }) => name === role);
  if (role !== "base" && !asked) throw new Error(`Expected a trained student "${role}" in ${root}, found ${students.map(({ name }) => name).join(", ") || "none"}: fine-tune it first`);
  const adapters = students.map(({ name, adapter, rank }) => ({ name, path: host.path(adapter), rank }));
  const template = students.map(({ adapter }) => join(adapter, "chat_template.jinja")).find((file) => existsSync(file));
  const served = { name: "base", model: site.models.base, adapters, template: template && host.path(template) };
  const identity = short(JSON.stringify([served, students, site.serving]));
  return { name: "students", folder: join(folder, artifacts.services, "students"), served, identity, revision: asked && short(asked.stamp) };
}

function teacherService({ site, folder }: { site: Site; folder: string }): Service {
  if (!site.models.teacher) throw new Error("Expected the site file to name the teacher's weights, found none: add models.teacher, or name a server with TEACHER_URL");
  const served = { name: "teacher", model: site.models.teacher, adapters: [] };
  return { name: "teacher", folder: join(folder, artifacts.services, "teacher"), served, identity: short(JSON.stringify([served, site.serving])) };
}

/**
 * The API key of servers, since others can reach a node's ports: made once, read by jobs from a
 * file only its owner can read.
 */
export async function apiKeyFor({ folder }: Service, host: Host): Promise<string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "key");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
  await host.push([file]);
  return readFileSync(file, "utf8");
}

/** Students with a done-marker; `stamp` tells retrained ones apart. */
function trained(folder: string): { name: string; adapter: string; rank: number; stamp: string }[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.flatMap((name) => {
    const [done, adapter] = [join(folder, name, DONE), join(folder, name, ADAPTER)];
    const config = join(adapter, "adapter_config.json");
    return /^[\w-]+$/.test(name) && existsSync(done) && existsSync(config) ? [{ name, adapter, rank: readJson<{ r: number }>(config).r, stamp: readFileSync(done, "utf8") }] : [];
  });
}

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
