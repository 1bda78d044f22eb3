/**
 * What `npm start`, `npm test` and the other commands call: sets up what is missing, then runs the command under the Node that npm installed.
 * Runs under any Node from 20 on, before anything is installed, so it is plain JavaScript and imports nothing but Node's own modules.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { registerFilter } from "./git-clean-filter.mjs";
import { onParentExit } from "./exit-with-parent.mjs";
import { helpIfAsked } from "./usage.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BIN = join(ROOT, "node_modules", ".bin");
const NODE = join(ROOT, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
/** Packages with a compiled part for each kind of machine. */
const NATIVE = ["@duckdb/node-api", "@resvg/resvg-js"];

const COMMANDS = {
  start: "notebooks/kernel/commands/start.ts",
  test: "test/all.ts",
  lab: "notebooks/kernel/commands/lab.ts",
  repl: "notebooks/kernel/commands/repl.ts",
  bench: "test/bench/run.ts",
  notes: "data/generate.ts",
  tasks: "data/generator/tasks/tasks.ts",
  explain: "notebooks/kernel/commands/explain.ts",
  doctor: "notebooks/kernel/commands/doctor.ts",
  review: "notebooks/kernel/commands/review.ts",
  release: "notebooks/kernel/commands/release.ts",
  report: "notebooks/kernel/commands/report-notebook.ts",
  "export:n2c2": "notebooks/kernel/commands/export-n2c2.ts",
};

const [command, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, command ?? "")) {
  fail(`Expected one of ${Object.keys(COMMANDS).join(", ")}, got "${command ?? ""}": for example npm start`);
}
helpIfAsked(command, rest);
install();
const unguarded = registerFilter(ROOT);
if (unguarded !== undefined) console.error(unguarded);
run(join(ROOT, COMMANDS[command]), rest);

/** Installs the packages of package-lock.json unless exactly these are there. */
function install() {
  if (!inStep()) {
    console.error("Installing packages (once, about a minute) …");
    npm(["ci", "--include=dev", "--include=optional"]);
    repairNatives();
  }
  if (!existsSync(NODE)) fail(`Expected npm to install Node at ${NODE}, it is not there: remove node_modules and run this again; install scripts of the package "node" must be allowed`);
}

/** True when npm's record of what it installed agrees with the lock file, package by package. */
function inStep() {
  const installed = packagesIn(join(ROOT, "node_modules", ".package-lock.json"));
  const wanted = packagesIn(join(ROOT, "package-lock.json"));
  return installed !== undefined && Object.entries(wanted ?? {}).every(([path, { version, link, optional }]) =>
    path === "" || !path.startsWith("node_modules/") || link || (installed[path] === undefined ? optional : installed[path].version === version));
}

function packagesIn(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : undefined;
}

/** A lock file made on one kind of machine may lack the compiled packages of another, and npm leaves them out without a word. */
function repairNatives() {
  const broken = NATIVE.filter((name) => !loads(name));
  if (broken.length === 0) return;
  const missing = broken.flatMap(compiledPackages);
  if (missing.length > 0) npm(["install", "--no-save", "--no-package-lock", ...missing]);
  for (const name of broken) {
    if (!loads(name)) fail(`Expected ${name} to load on ${process.platform}-${process.arch}, it does not: see its page for the machines it supports`);
  }
}

function loads(name) {
  return spawnSync(NODE, ["-e", `require(${JSON.stringify(name)})`], { cwd: ROOT, stdio: "ignore" }).status === 0;
}

/** The packages for this machine that a package or its parts name as optional, as name@version. */
function compiledPackages(name) {
  const find = createRequire(join(ROOT, "package.json"));
  const manifest = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8"));
  const parts = Object.keys(manifest.dependencies ?? {}).filter((part) => part.startsWith(name.split("/")[0]));
  const optional = [manifest, ...parts.map((part) => find(`${part}/package.json`))].flatMap(({ optionalDependencies }) => Object.entries(optionalDependencies ?? {}));
  return optional.filter(([part]) => part.includes(`-${process.platform}-${process.arch}`)).map(([part, version]) => `${part}@${version}`);
}

function npm(args) {
  const cli = process.env.npm_execpath;
  const direct = cli !== undefined && /\.c?js$/.test(cli);
  const { status, error } = direct
    ? spawnSync(process.execPath, [cli, ...args], { cwd: ROOT, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, { cwd: ROOT, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (status !== 0) fail(`npm ${args[0]} ended with ${error?.message ?? `code ${status}`}: see its message above, and check the network`);
}

/** Runs the command with the project's Node first on the PATH. An interrupt reaches it from the terminal; other signals are passed on. */
function run(file, args) {
  if (!existsSync(file)) fail(`Expected ${file}, it is not there: is this clone complete?`);
  const env = { ...process.env, PATH: [BIN, process.env.PATH].join(delimiter) };
  const child = spawn(NODE, [file, ...args], { cwd: ROOT, stdio: "inherit", env });
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  onParentExit(() => child.kill("SIGTERM"));
  child.on("error", (error) => fail(`${NODE} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
