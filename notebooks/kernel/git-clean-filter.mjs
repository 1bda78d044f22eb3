/**
 * Keeps note text out of commits. Git runs this file as the clean filter of notebooks (.gitattributes): a notebook goes into a commit without its
 * outputs, unless they carry a certificate: the runner (start.ts) gives one to outputs made from nothing but bundled notes, for exactly these outputs.
 * Whatever a person ran in Jupyter has none. As a check before each commit it refuses what the filter does not see: notebooks staged around it, exported
 * pages, files of items and notes inside the project. Plain JavaScript, because git may run it with any Node from 20 on.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const NAME = "distil-outputs";
/** What notebooks say of their language, in the order of Jupyter's files; front ends add the versions of what they ran on. */
export const LANGUAGE = { file_extension: ".ts", mimetype: "text/typescript", name: "typescript" };
const HERE = "notebooks/kernel/git-clean-filter.mjs";

/**
 * A notebook with the certificate that its outputs may be committed.
 * @param {any} notebook
 * @returns {any}
 */
export function signOutputs(notebook) {
  const { distil, ...metadata } = notebook.metadata;
  return { ...notebook, metadata: { ...metadata, distil: { ...distil, outputs: digest(notebook) } } };
}

/**
 * True when a notebook shows nothing, or its outputs carry their certificate.
 * @param {any} notebook
 * @returns {boolean}
 */
export function mayBeCommitted(notebook) {
  return notebook.cells.every((cell) => !cell.outputs?.length) || notebook.metadata?.distil?.outputs === digest(notebook);
}

/**
 * The text of a notebook file as it may be committed: untouched where it may, else without outputs, counts and certificate; its language
 * always as {@link LANGUAGE}, so that opening a notebook changes nothing.
 * @param {string} text
 * @returns {string}
 */
export function cleaned(text) {
  const notebook = JSON.parse(text);
  if (!Array.isArray(notebook.cells)) throw new Error("Expected a notebook with cells");
  const kept = mayBeCommitted(notebook) ? notebook : stripped(notebook), info = kept.metadata?.language_info;
  const extra = info?.name === LANGUAGE.name && Object.keys(info).some((key) => !Object.hasOwn(LANGUAGE, key));
  if (extra) kept.metadata = { ...kept.metadata, language_info: LANGUAGE };
  return kept === notebook && !extra ? text : JSON.stringify(kept, null, 1) + "\n";
}

/**
 * Tells git to run this filter, and the check of what is staged before each commit, if this is a git checkout and it does not know yet.
 * Gives the sentence to show when outputs are not kept out of commits here: then none may be saved within the checkout.
 * @param {string} root
 * @returns {string | undefined}
 */
export function registerFilter(root) {
  if (!isCheckout(root)) return undefined;
  const { status, stdout, stderr, error } = runGit(root, ["rev-parse", "--show-prefix"]);
  if (error) return unguarded(`git could not be started (${error.code ?? error.message}): put it on the PATH`);
  if (status !== 0) return unguarded(`git refuses this checkout (${firstLine(stderr)}): run git config --global --add safe.directory ${quoted(resolve(root))}, or work as the user whose it is`);
  const prefix = stdout.trim(), run = `PATH=${quoted(`${prefix}node_modules/.bin`)}:"$PATH" node ${quoted(`${prefix}${HERE}`)}`;
  const settings = { clean: `${run} clean`, smudge: "cat", required: "true" };
  for (const [key, value] of Object.entries(settings)) {
    if (git(root, ["config", "--local", "--get", `filter.${NAME}.${key}`]) === value) continue;
    if (git(root, ["config", "--local", `filter.${NAME}.${key}`, value]) === undefined) return unguarded(`git does not take the setting filter.${NAME}.${key}: make its file config writable`);
  }
  return installHook(root, `${run} check`);
}

const unguarded = (/** @type {string} */ why) => `Outputs of notebooks are not kept out of commits here and are not saved, because ${why}.`;

/** Puts the check before each commit, where no other one is. */
function installHook(/** @type {string} */ root, /** @type {string} */ command) {
  const path = git(root, ["rev-parse", "--git-path", "hooks/pre-commit"]);
  if (path === undefined) return unguarded("git names no folder for hooks: set core.hooksPath to one");
  const file = resolve(root, path), text = `#!/bin/sh\n# refuses commits of what notebooks and pages show of notes\n${command}\n`;
  try {
    const there = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (there?.includes(command)) return undefined;
    if (there !== undefined && !there.includes(`${HERE}`)) return unguarded(`${file} is another check: add this line to it: ${command} || exit 1`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o755 });
    chmodSync(file, 0o755);
    return undefined;
  } catch (error) {
    return unguarded(`the check before commits could not be written to ${file} (${/** @type {any} */ (error).code}): make that folder writable`);
  }
}

/** What a commit may hold: data only where the repository has its own, pages only those of the review. */
const OWN_DATA = /^(data\/(bundled|notes|published|review|tasks)|lib|test)\//;
const DATA = /\.(csv|tsv|jsonl|ndjson|parquet|arrow|feather|xml|xlsx?|sqlite3?|duckdb|db|gz|zst|bz2|xz|zip|tar|7z)$/i;
const PAGE = /\.(html?|xhtml|mhtml|pdf)$/i;
const OWN_PAGES = /^lib\/pages\//;

/**
 * The sentence that refuses a commit of this file, or undefined. `path` is within the project.
 * @param {string} path
 * @param {() => string} read its staged text
 * @returns {string | undefined}
 */
export function refusal(path, read) {
  if (PAGE.test(path) && !OWN_PAGES.test(path)) return `${path} is a page, and pages made of notebooks show notes: keep it outside the project, and take it out with git restore --staged`;
  if (DATA.test(path) && !OWN_DATA.test(path)) return `${path} is data where the project has none of its own, and may hold notes or items: keep it outside the project or below data/runs, and take it out with git restore --staged`;
  const isNotebook = /\.ipynb$/i.test(path);
  if (!isNotebook && !/\.(json|txt|bak|orig|old|tmp|swp)$|~$|(^|\/)[^.]+$/i.test(path)) return undefined;
  const notebook = parsed(read());
  if (!Array.isArray(notebook?.cells)) return isNotebook ? `${path} is no notebook that can be read, so its outputs cannot be judged: open it in JupyterLab and save it again` : undefined;
  if (mayBeCommitted(notebook)) return undefined;
  return `${path} holds outputs that may show notes: run git add on it again with this project's filter set up (npm start sets it up), or clear its outputs`;
}

function parsed(/** @type {string} */ text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The refusals of what is staged; a git that cannot be asked refuses too. */
function refusals() {
  const root = git(process.cwd(), ["rev-parse", "--show-toplevel"]), staged = root && git(root, ["diff", "--cached", "--name-only", "-z", "--diff-filter=d", "--no-renames"]);
  if (staged === undefined) return ["Git does not say what is staged, so it cannot be judged: run git status and see its message"];
  const prefix = relative(root, resolve(dirname(fileURLToPath(import.meta.url)), "../..")).replaceAll("\\", "/");
  return staged.split("\0").filter(Boolean).map((path) => {
    const inside = prefix === "" ? path : path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : undefined;
    return inside === undefined ? undefined : refusal(inside, () => spawnSync("git", ["show", `:${path}`], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 30 }).stdout ?? "");
  }).filter((sentence) => sentence !== undefined);
}

function stripped({ cells, metadata, ...rest }) {
  const { distil, ...kept } = metadata ?? {};
  const { outputs, ...others } = distil ?? {};
  return {
    cells: cells.map((cell) => (cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell)),
    metadata: Object.keys(others).length ? { ...kept, distil: others } : kept,
    ...rest,
  };
}

/** A hash of every output, however its text is split into lines and its keys are ordered. */
function digest({ cells }) {
  return createHash("sha256").update(JSON.stringify(cells.map((cell) => canonical(cell.outputs ?? [])))).digest("hex");
}

function canonical(value) {
  if (Array.isArray(value)) return value.every((item) => typeof item === "string") && value.length ? value.join("") : value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}

/** True where a folder or one above it is under git, whether git can be asked or not. */
function isCheckout(/** @type {string} */ root) {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (existsSync(join(folder, ".git"))) return true;
    if (folder === dirname(folder)) return false;
  }
}

const firstLine = (/** @type {string | null} */ text) => (text ?? "").trim().split("\n")[0]?.replace(/^fatal: /, "") || "it gives no reason";

/** For a shell, whatever stands in it. */
const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "'\\''")}'`;

const runGit = (/** @type {string} */ root, /** @type {string[]} */ args) => spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 2 ** 30 });

function git(/** @type {string} */ root, /** @type {string[]} */ args) {
  const { status, stdout } = runGit(root, args);
  return status === 0 ? stdout.trim() : undefined;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  if (process.argv[2] === "clean") {
    const text = readFileSync(0, "utf8");
    process.stdout.write(text === "" ? text : cleaned(text));
  } else if (process.argv[2] === "check") {
    const found = refusals();
    for (const sentence of found) console.error(sentence);
    process.exitCode = found.length > 0 ? 1 : 0;
  }
}
