import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { printed, runCells, shownText, temporary } from "../notebooks/cells.ts";

test("A variable exists once: a function of an earlier cell reads and writes what later cells read and write.", async (t) => {
  const { status, stderr, cells } = await runCells(t, [
    "let total = 10; function add(x: number) { total += x; return total; }",
    "total = 100;",
    "add(1)",
    "[total, add(9), total]",
  ]);
  assert.equal(status, 0, stderr);
  assert.deepEqual([shownText(cells[2]), shownText(cells[3])], [["101"], ["[ 101, 110, 110 ]"]]);
});

test("A name declared again, of whatever kind, is the one that functions of earlier cells see.", async (t) => {
  const { status, stderr, cells } = await runCells(t, [
    'import { basename } from "node:path";\nlet n = 1;\nconst c = "c";\nvar v = 1;\nfunction f() { return "f"; }\nclass K { name() { return "K"; } }\nenum E { A = 1 }\nconst { p, q: [r] } = { p: 1, q: [2] };',
    "const seen = () => [n, c, v, f(), new K().name(), E.A, p, r, basename('/a/b')].join(' ');\nseen()",
    'let n = 2;\nconst c = "d";\nvar v = 2;\nfunction f() { return "g"; }\nclass K { name() { return "L"; } }\nenum E { A = 3 }\nconst [p, r] = [4, 5];\nconst basename = (path: string) => path;',
    "seen()",
    'import { dirname as basename } from "node:path";\nn++; v += 1;\n({ n: v } = { n: 7 });\nfor (n of [8]);',
    "seen()",
  ]);
  assert.equal(status, 0, stderr);
  assert.deepEqual([1, 3, 5].map((i) => shownText(cells[i])[0]), ["1 c 1 f K 1 1 2 b", "2 d 2 g L 3 4 5 /a/b", "8 d 7 g L 3 4 5 /a"]);
});

/** How a name comes to be, how it is read from a function of the same cell, and how a later cell gives it another value. */
const DECLARED = {
  let: (x: string) => `let ${x} = 1;`, typed: (x: string) => `let ${x}: number;\n${x} = 1;`, var: (x: string) => `var ${x} = 1;`,
  object: (x: string) => `let { a: ${x} } = { a: 1 };`, array: (x: string) => `let [, ${x} = 1] = [0];`, second: (x: string) => `let ${x}_0 = 0, ${x} = ${x}_0 + 1;`, awaited: (x: string) => `let ${x} = await Promise.resolve(1);`,
};
const READ = {
  arrow: (x: string) => `const ${x}_get = () => ${x};`, function: (x: string) => `function ${x}_get() { return ${x}; }`, later: (x: string) => `const ${x}_get = function () { const inner = () => ${x}; return inner(); };`,
  method: (x: string) => `const ${x}_o = { get() { return ${x}; } };\nconst ${x}_get = () => ${x}_o.get();`, getter: (x: string) => `class ${x}_C { static get v() { return ${x}; } }\nconst ${x}_get = () => ${x}_C.v;`,
  shorthand: (x: string) => `const ${x}_get = () => Object.values({ ${x} })[0]!;`, template: (x: string) => `const ${x}_get = () => Number(\`\${${x}}\`);`, parameter: (x: string) => `const ${x}_get = (value = ${x}) => value;`,
  generator: (x: string) => `function* ${x}_g() { yield ${x}; }\nconst ${x}_get = () => [...${x}_g()][0]!;`, shadowed: (x: string) => `const ${x}_get = () => { { const ${x} = -1; void ${x}; } return ${x}; };`,
};
const WRITTEN = {
  assign: (x: string) => `${x} = 5;`, add: (x: string) => `${x} += 4;`, pattern: (x: string) => `[${x}] = [5];`, object: (x: string) => `({ ${x} } = { ${x}: 5 });`, loop: (x: string) => `for (${x} of [3, 5]);`, redeclared: (x: string) => `const ${x} = 5;`,
  from: (x: string) => `const { ${x} } = { ${x}: 5 };`, function: (x: string) => `function ${x}_set() { ${x} = 5; }\n${x}_set();`, increment: (x: string) => `${x}++; ++${x}; ${x}++; ${x}++;`, nullish: (x: string) => `${x} = ${x} && 5;`, awaited: (x: string) => `${x} = await Promise.resolve(5);`,
};

test("However a name is declared, read by a function and written by a later cell, all see one value.", async (t) => {
  const forms = fc.sample(fc.tuple(...[DECLARED, READ, WRITTEN].map((forms) => fc.constantFrom(...Object.values(forms)))), { numRuns: 60, seed: 13 });
  const name = (i: number) => `x${i}`;
  const { status, stderr, cells } = await runCells(t, [
    ...forms.map(([declare, read], i) => `${declare!(name(i))}\n${read!(name(i))}`),
    ...forms.map(([, , write], i) => write!(name(i))),
    `[${forms.map((_, i) => `${name(i)}, ${name(i)}_get()`).join(", ")}].join(" ")`,
  ]);
  assert.equal(status, 0, stderr);
  assert.equal(shownText(cells.at(-1))[0], forms.map(() => "5 5").join(" "));
});

test("Functions of cells keep their names, and are called without this.", async (t) => {
  const { cells } = await runCells(t, ["const arrow = () => 1, f = function () { return 1; };\nfunction g(this: unknown) { return this === undefined || this === globalThis; }", "[arrow.name, f.name, g.name, g()]"]);
  assert.deepEqual(shownText(cells[1]), ["[ 'arrow', 'f', 'g', true ]"]);
});

test("Any ES module loads, by import and by import(), also one that awaits at its top, one of its own scope and CommonJS.", async (t) => {
  const folder = temporary(t), file = (name: string, text: string) => (writeFileSync(join(folder, name), text), JSON.stringify(join(folder, name)));
  const tla = file("tla.mjs", "export const answer = await Promise.resolve(42);\nexport default function named() { return answer; }\nexport let count = 0;\nexport const up = () => { count++; };\n");
  const over = file("over.mjs", 'export * from "./tla.mjs";\nexport { default } from "./tla.mjs";\n');
  const common = file("common.cjs", "module.exports = { one: 1, two() { return 2; } };\n"), json = file("data.json", '{"n": 3}');
  const { status, stderr, cells } = await runCells(t, [
    `const m = await import(${tla});\n[m.answer, m.default(), Object.keys(m).length]`,
    `import named, { answer, count, up } from ${tla};\nimport * as all from ${over};\nup();\n[named(), answer, count, all.answer, all.default()]`,
    "up();\nconst readCount = () => count;\n[count, readCount()]",
    `const c = require(${common});\nconst d = (await import(${common})).default;\nconst { n } = (await import(${json}, { with: { type: "json" } })).default;\n[c.one, d.two(), n]`,
    `import { join } from "node:path";\nimport fs, { existsSync } from "node:fs";\nimport * as os from "node:os";\n[join("a", "b"), fs.existsSync === existsSync, typeof os.cpus]`,
    "const lib = await import('distil/random');\n[typeof lib.random, existsSync('/')]",
  ]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(cells.map((cell) => shownText(cell)[0]?.replace(/\s+/g, "")), ["[42,42,4]", "[42,42,1,42,42]", "[2,2]", "[1,2,3]", "['a/b',true,'function']", "['function',true]"]);
});

test("An import that fails is an error of its cell, which names what was not found.", async (t) => {
  const { status, stderr } = await runCells(t, ["await import('./no-such-file.mjs' as string);"]);
  assert.equal(status, 1);
  assert.match(stderr, /code cell 1: .*no-such-file/);
});

test("Names that cells need for themselves are refused in a sentence, wherever they are declared; require may be declared.", async (t) => {
  for (const source of ["const exports = {};", "let exports: number;", "function f(exports: number) { return exports; }", "import * as exports from 'node:path';", "const { exports } = { exports: 1 };", "class __tslab__ {}"]) {
    const { status, stderr } = await runCells(t, [source]);
    assert.equal(status, 1, source);
    assert.match(stderr, /code cell 1: TypeScriptError: line 1, column \d+: Expected another name than \w+, which cells need for themselves: rename it\n$/, source);
  }
  const { status, stderr, cells } = await runCells(t, ["const require = (name: string) => name;\nrequire('x')", "require('y')", "const module = 1, process = 2;\nmodule + process"]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(cells.map((cell) => shownText(cell)[0]), ["x", "y", "3"]);
  assert.equal(printed(cells[0]), "");
});
