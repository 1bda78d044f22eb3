import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fromRoot } from "../../lib/settings.ts";

const pages = ["README.md", "data/README.md", ...["SECURITY.md"].filter((name) => existsSync(fromRoot(name)))];
const { scripts } = JSON.parse(readFileSync(fromRoot("package.json"), "utf8")) as { scripts: Record<string, string> };

for (const page of pages) {
  const text = readFileSync(fromRoot(page), "utf8");

  test(`Every local link of ${page} leads to a file`, () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map((m) => m[1]!).filter((link) => !/^https?:/.test(link));
    for (const link of links) assert.ok(existsSync(join(fromRoot(page), "..", link)), link);
  });

  test(`Every npm command that ${page} names is there, with the file it runs`, () => {
    const commands = [...text.matchAll(/\bnpm (?:run )?([a-z][a-z0-9:-]*)/g)].map((m) => m[1]!).filter((word) => !["ci", "install", "and", "registry", "scripts", "needs"].includes(word));
    const setup = readFileSync(fromRoot("notebooks/kernel/setup.mjs"), "utf8");
    for (const command of commands) {
      assert.ok(scripts[command], `npm run ${command}`);
      const word = scripts[command].split(" ").at(-1)!;
      const file = new RegExp(`^\\s*"?${word}"?: "([^"]+)"`, "m").exec(setup)?.[1];
      assert.ok(file && existsSync(fromRoot(file)), `${command} runs ${file ?? "nothing"}`);
    }
  });
}

/** Commands that other tests run whole (start.test.ts, jupyter.test.ts, lab.test.ts), or that are running. */
const ELSEWHERE = ["start", "test", "lab", "repl"];
/** The others, so that they end at once, with what they then say. */
const BRIEFLY: Readonly<Record<string, { readonly words: readonly string[]; readonly says: RegExp }>> = {
  explain: { words: ["--help"], says: /quote\|answer\|items FILE/ },
  doctor: { words: [], says: /Place: rehearsal[\s\S]+disk here/ },
  bench: { words: ["nosuch"], says: /Expected a bench whose name holds "nosuch"/ },
  review: { words: ["none.csv"], says: /Expected a file to review at none\.csv/ },
  release: { words: ["none.csv"], says: /Expected a file to review at none\.csv/ },
  "export:n2c2": { words: ["none", "nowhere"], says: /run the notebooks of c-n2c2 in this run first/ },
};

test("Each command that the README names reaches its program through npm", () => {
  const named = new Set([...readFileSync(fromRoot("README.md"), "utf8").matchAll(/\bnpm (?:run )?(start|test|[a-z0-9:]+)(?=[ `])/g)].map((m) => m[1]!).filter((word) => scripts[word]));
  for (const command of named) {
    if (ELSEWHERE.includes(command)) continue;
    const { words, says } = BRIEFLY[command] ?? assert.fail(`no way is known here to run npm run ${command} briefly`);
    const { stdout, stderr } = spawnSync("npm", ["run", "--silent", command, "--", ...words], { cwd: fromRoot(), encoding: "utf8", shell: process.platform === "win32", env: { ...process.env, PLACE: "rehearsal" } });
    assert.match(stdout + stderr, says, command);
  }
});

test("The README's tree names folders that are there, and all of the top level", () => {
  const tree = /```\n(notebooks\/[\s\S]*?)```/.exec(readFileSync(fromRoot("README.md"), "utf8"))![1]!;
  const named = [...tree.matchAll(/^([a-z]+\/)/gm)].map((m) => m[1]!);
  assert.deepEqual(named.toSorted(), ["cluster/", "data/", "lib/", "notebooks/", "prompts/", "test/"]);
});

test("Every notebook stands in the README's stage table", () => {
  const readme = readFileSync(fromRoot("README.md"), "utf8");
  for (const folder of ["a-distill", "b-synthetic", "c-n2c2", "d-apixaban", "e-errors"]) assert.ok(readme.includes(`notebooks/${folder}/`), folder);
});
