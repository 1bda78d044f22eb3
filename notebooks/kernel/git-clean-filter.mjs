/**
 * Keeps note text out of commits. Git runs this file as the clean filter of notebooks (.gitattributes): a notebook goes into a commit without its
 * outputs, unless they carry a certificate: the runner (start.ts) gives one to outputs made from nothing but bundled notes, for exactly these outputs.
 * Whatever a person ran in Jupyter has none. Plain JavaScript, because git may run it with any Node from 20 on.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const NAME = "distil-outputs";
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
 * The text of a notebook file as it may be committed: untouched where it may, else without outputs, counts and certificate.
 * @param {string} text
 * @returns {string}
 */
export function cleaned(text) {
  const notebook = JSON.parse(text);
  if (!Array.isArray(notebook.cells)) throw new Error("Expected a notebook with cells");
  return mayBeCommitted(notebook) ? text : JSON.stringify(stripped(notebook), null, 1) + "\n";
}

/**
 * Tells git to run this filter, if this is a git checkout and it does not know yet. Throws when git refuses.
 * @param {string} root
 */
export function registerFilter(root) {
  const prefix = git(root, ["rev-parse", "--show-prefix"]);
  if (prefix === undefined) return;
  const command = `PATH="${prefix}node_modules/.bin:$PATH" node "${prefix}${HERE}" clean`;
  if (git(root, ["config", "--local", "--get", `filter.${NAME}.clean`]) === command) return;
  const settings = { clean: command, smudge: "cat", required: "true" };
  for (const [key, value] of Object.entries(settings)) {
    if (git(root, ["config", "--local", `filter.${NAME}.${key}`, value]) === undefined) {
      throw new Error(`Expected git to take the setting filter.${NAME}.${key}, it refused: notebook outputs could be committed with note text in them`);
    }
  }
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

function git(root, args) {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

if (process.argv[2] === "clean") {
  const text = readFileSync(0, "utf8");
  process.stdout.write(text === "" ? text : cleaned(text));
}
