// The Slurm checks of `npm run doctor`. Changes nothing.
import { join } from "node:path";
import {
  enough, lacking, note, ok, PACKAGES, packages, VERSIONS, type CheckResult,
} from "./check-result.ts";
import { fromRoot } from "../settings.ts";
import { loadSite, siteFile, type Site } from "../slurm/site-config.ts";
import { toSlurmError, slurmMessage } from "../slurm/errors.ts";
import { openHost, type Host } from "../slurm/host.ts";
import { jobResources, sbatchOptions } from "../slurm/sbatch.ts";

/** What Slurm, as the site file describes it, has and lacks. */
export async function cluster(): Promise<CheckResult[]> {
  let site: Site;
  let host: Host;
  try {
    site = loadSite();
    host = openHost(site);
  } catch (error) {
    return [lacking("site file", (error as Error).message)];
  }
  const version = await host.run(["sbatch", "--version"]);
  if (version.code !== 0) return [ok("site file", siteFile()), lacking("Slurm", toSlurmError(version, { host, what: "sbatch" }).message)];
  const slurm = [ok("site file", siteFile()), ok("Slurm", `${version.stdout}${host.name ? ` on ${host.name}` : ""}`), await controller(host)];
  const answers = slurm.every(({ level }) => level === "ok");
  const jobs = answers ? [await partition(site, { host, kind: "training" }), await partition(site, { host, kind: "serving" }), await accepted(site, host), await accounting(host)] : [];
  return [...slurm, ...jobs, ...(await programs(site, host)), ...(await weights(site, host)), ...(await places(site, host))];
}

async function controller(host: Host): Promise<CheckResult> {
  const ran = await host.run(["sinfo", "-h", "-o", "%P"]);
  return ran.code === 0 ? ok("controller", "answers") : lacking("controller", toSlurmError(ran, { host, what: "an answer" }).message);
}

async function partition(site: Site, { host, kind }: { host: Host; kind: "training" | "serving" }): Promise<CheckResult> {
  const name = site[kind].partition ?? site.partition;
  const what = `partition for ${kind}`;
  const { stdout } = await host.run(["sinfo", "-h", "-p", name, "-o", "%a|%l|%D|%G"]);
  const rows = stdout.split("\n").filter(Boolean).map((line) => line.split("|"));
  const [state = "", limit = ""] = rows[0] ?? [];
  if (rows.length === 0) return lacking(what, `Slurm has no partition "${name}": correct the site file`);
  if (state !== "up") return lacking(what, `"${name}" is ${state}: name another in the site file, or ask the cluster's administrators`);
  if (!rows.some(([, , , gres = ""]) => gres.includes(site.gpu.gres))) return lacking(what, `"${name}" has no ${site.gpu.gres}, it has ${rows.map((row) => row[3]).join(", ")}: correct gpu.gres in the site file`);
  if (seconds(site[kind].time) > seconds(limit)) return lacking(what, `"${name}" allows ${limit}, the site file asks for ${site[kind].time}: jobs would never start; lower ${kind}.time`);
  return ok(what, `"${name}", up to ${limit}, ${rows.map(([, , nodes, gres]) => `${nodes} nodes with ${gres}`).join(", ")}`);
}

/** Seconds of a time limit as Slurm writes it: 1-02:03:04, 02:03:04, 03:04 or infinite. */
function seconds(limit: string): number {
  const [clock = "", days = "0"] = limit.split("-").reverse();
  return /^[\d:]+$/.test(clock) ? Number(days) * 86_400 + clock.split(":").reduce((sum, part) => 60 * sum + Number(part), 0) : Infinity;
}

/**
 * Lets Slurm judge a training job without submitting it: account, QOS, GPUs, the site's options.
 */
async function accepted(site: Site, host: Host): Promise<CheckResult> {
  const { gpus } = site.training;
  const options = sbatchOptions(jobResources(site, { kind: "training", gpus, tasks: gpus, requeue: true }), { token: "distil-doctor", folder: "/tmp", log: "/dev/null" });
  const ran = await host.run(["sbatch", "--test-only", ...options.filter((option) => option !== "--parsable")], { input: "#!/bin/bash\n" });
  const said = slurmMessage(ran.stderr);
  return ran.code === 0 ? ok("a training job", `Slurm would take it: ${said}`) : lacking("a training job", `Slurm would refuse it: ${said}; correct the site file`);
}

async function accounting(host: Host): Promise<CheckResult> {
  const { code } = await host.run(["sacct", "-n", "-X", "-S", "now"]);
  return code === 0 ? ok("accounting", "sacct answers") : note("accounting", "none: how a job ended is known while the queue remembers it, and afterwards from what it left in its folder");
}

async function programs(site: Site, host: Host): Promise<CheckResult[]> {
  const kinds = [["training", "python"], ["serving", "vllm"]] as const;
  return Promise.all(kinds.map(async ([kind, program]) => {
    const { venv, container } = site[kind];
    const what = `${program} for ${kind}`;
    if (container.length > 0) return note(what, `in a container (${container.join(" ")}), not looked into`);
    if (!venv) return note(what, "no venv in the site file; modules are loaded on the nodes, not looked into");
    const file = join(venv, "bin", program);
    if ((await host.run(["test", "-x", file])).code !== 0) return lacking(what, `no ${file}${host.name ? ` on ${host.name}` : ""}: make the environment there, or correct ${kind}.venv`);
    if (program === "vllm") return ok(what, file);
    const { stdout, code } = await host.run([file, "-c", VERSIONS, ...PACKAGES]);
    return packages(what, { python: file, found: stdout, code });
  }));
}

async function weights(site: Site, host: Host): Promise<CheckResult[]> {
  const models = Object.entries(site.models).flatMap(([role, model]) => (model ? [[role, model.weights] as const] : []));
  const found = await Promise.all(models.map(async ([role, folder]) => {
    const { stdout } = await host.run(["ls", "-1", folder]);
    const files = stdout.split("\n");
    const missing = [["config.json", files.includes("config.json")], ["*.safetensors", files.some((name) => name.endsWith(".safetensors"))], ["tokenizer", files.some((name) => name.startsWith("tokenizer"))]].flatMap(([name, there]) => (there ? [] : [name]));
    return missing.length === 0 ? ok(`weights of ${role}`, folder) : lacking(`weights of ${role}`, `no ${missing.join(", ")} in ${folder}: put the model there, or correct models.${role}.weights`);
  }));
  return site.models.teacher ? found : [...found, note("weights of teacher", "none named: set TEACHER_URL, or add models.teacher")];
}

/** Folders and tools of the machine where Slurm runs. */
async function places(site: Site, host: Host): Promise<CheckResult[]> {
  const folder = site.remote && host.name ? site.remote.folder : fromRoot();
  const df = await host.run(["df", "-Pk", folder]);
  const free = Number(df.stdout.split("\n").at(-1)?.split(/\s+/)[3]) / 2 ** 20;
  const room = df.code === 0 ? enough("disk of the cluster", { free, gib: 50, folder }) : lacking("disk of the cluster", `no folder ${folder}${host.name ? ` on ${host.name}` : ""}: make it, or correct remote.folder`);
  const scratch = site.scratch ? [(await host.run(["test", "-w", site.scratch])).code === 0 ? ok("scratch", site.scratch) : note("scratch", `${site.scratch} cannot be written on ${host.name ?? "this machine"}; the nodes may have it all the same`)] : [];
  if (!host.name || site.remote?.shared) return [room, ...scratch];
  const rsync = await host.run(["rsync", "--version"]);
  return [room, ...scratch, rsync.code === 0 ? ok("rsync", rsync.stdout.split("\n")[0] ?? "") : lacking("rsync", `none on ${host.name}: ask its administrators, or use a shared disk`)];
}
