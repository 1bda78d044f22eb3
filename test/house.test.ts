/** How the project is laid out: rooms that import one way, faces for cells, no circle, sizes. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { allNotebooks, readNotebook, textOf } from "../notebooks/kernel/notebook.ts";
import { fromRoot } from "../lib/settings.ts";

interface LibFile {
  readonly name: string;
  readonly lines: number;
  /** Files of lib that it imports or passes on, by path from lib. */
  readonly imports: readonly string[];
  /** Names declared and exported here. */
  readonly declares: readonly string[];
  /** Names passed on from other files, and those among them that are types alone. */
  readonly passesOn: readonly string[];
  readonly types: readonly string[];
}

const files = new Map(globSync("**/*.ts", { cwd: fromRoot("lib") }).sort().map((name) => {
  const path = name.replaceAll("\\", "/");
  return [path, parse(path)];
}));
const isFace = (name: string): boolean => /^([\w-]+\/)?index\.ts$/.test(name);
const roomOf = (name: string): string => (name.includes("/") ? name.split("/")[0]! : "hall");
const faces = [...files.values()].filter(({ name }) => isFace(name));

function parse(name: string): LibFile {
  const text = readFileSync(fromRoot("lib", name), "utf8");
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [], declares: string[] = [];
  const passesOn: string[] = [], types: string[] = [];
  source.forEachChild((node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const from = node.moduleSpecifier;
      const path = from && ts.isStringLiteral(from) ? from.text : "";
      if (path.startsWith(".")) imports.push(join(dirname(name), path));
      if (ts.isImportDeclaration(node)) return;
      const { exportClause } = node;
      if (!exportClause || !ts.isNamedExports(exportClause)) return void passesOn.push("*");
      const names = exportClause.elements.map((element) => element.name.text);
      passesOn.push(...names);
      if (node.isTypeOnly) types.push(...names);
    } else if (isExported(node)) declares.push(...namesOf(node));
  });
  const lines = text.trimEnd().split("\n").length;
  return { name, lines, imports, declares: [...new Set(declares)], passesOn, types };
}

function isExported(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined;
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function namesOf(node: ts.Node): string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.map(({ name }) => name.getText());
  }
  return [(node as ts.DeclarationStatement).name?.text ?? "default"];
}

/** The rows of the table in lib/README.md: what each room may import. */
function readRules(): Map<string, string[]> {
  const page = readFileSync(fromRoot("lib/README.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([\w-]+)`.*\|([^|\n]*)\|$/gm)];
  return new Map(rows.map(([, room, allowed]) => [room!, allowed!.match(/[\w-]+/g) ?? []]));
}

test("A room imports only rooms that lib/README.md names for it, all above it in the table.", () => {
  const rules = readRules(), rooms = [...rules.keys()];
  const folders = new Set([...files.keys()].map(roomOf));
  assert.deepEqual([...rooms].sort(), [...folders].sort(), "the table has every room");
  for (const [i, room] of rooms.entries()) for (const other of rules.get(room)!) {
    assert.ok(rooms.slice(0, i).includes(other), `${room} imports ${other}, no room above it`);
  }
  const wrong = [...files.values()].filter(({ name }) => !isFace(name)).flatMap((file) => {
    const allowed = [roomOf(file.name), ...rules.get(roomOf(file.name))!];
    const others = file.imports.filter((other) => !allowed.includes(roomOf(other)));
    return others.map((other) => `${file.name} imports ${other}`);
  });
  assert.deepEqual(wrong, []);
});

test("No file of lib imports itself by way of others, types included.", () => {
  const circles: string[] = [], done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      return void circles.push([...path.slice(path.indexOf(name)), name].join(" → "));
    }
    if (done.has(name)) return;
    for (const other of files.get(name)?.imports ?? []) visit(other, [...path, name]);
    done.add(name);
  };
  for (const name of files.keys()) visit(name, []);
  assert.deepEqual(circles, []);
});

test("No two files of lib export the same name.", () => {
  const all = [...files.values()].flatMap((file) => file.declares.map((word) => ({ word, file })));
  const twice = [...Map.groupBy(all, ({ word }) => word)].filter(([, some]) => some.length > 1);
  const found = twice.map(([word, some]) => [word, ...some.map(({ file }) => file.name)].join(" "));
  assert.deepEqual(found, []);
});

test("A face passes on at most 25 names of its own room, and no file of lib imports it.", () => {
  assert.ok(faces.length > 10);
  for (const { name, declares, passesOn, imports } of faces) {
    assert.deepEqual(declares, [], name);
    assert.ok(passesOn.length > 0 && passesOn.length <= 25, `${name}: ${passesOn.length} names`);
    assert.ok(!passesOn.includes("*"), `${name} passes on whatever a file has`);
    for (const other of imports) assert.equal(roomOf(other), roomOf(name), `${name}: ${other}`);
  }
  const importers = [...files.values()].filter(({ imports }) => imports.some(isFace));
  assert.deepEqual(importers.map(({ name }) => name), []);
});

const IMPORT_OF_LIB = /^import (?:type )?\{([^}]*)\} from "distil(?:\/([^"]*))?";/gm;

// Types may be there for a cell's declarations, which name the types of what the cell holds.
test("Cells import lib by its faces alone, and a face passes on only values that a cell uses.", () => {
  const cells = allNotebooks().flatMap((file) => readNotebook(file).cells);
  const imported = cells.filter((cell) => cell.cell_type === "code").flatMap((cell) => {
    const statements = [...textOf(cell.source).matchAll(IMPORT_OF_LIB)];
    return statements.map(([, list, room]) => ({
      face: join(room ?? "", "index.ts"),
      names: list!.split(",").map((name) => name.trim().replace(/^type /, "")).filter(Boolean),
    }));
  });
  assert.ok(imported.length > 100);
  assert.deepEqual(imported.map(({ face }) => face).filter((face) => !files.has(face)), []);
  for (const { name, passesOn, types } of faces) {
    const own = imported.filter(({ face }) => face === name);
    const used = new Set([...types, ...own.flatMap(({ names }) => names)]);
    assert.deepEqual(passesOn.filter((word) => !used.has(word)), [], `${name}: used by no cell`);
  }
});

test("Every face has an address of its own in lib/package.json.", () => {
  const manifest = readFileSync(fromRoot("lib/package.json"), "utf8");
  const { exports } = JSON.parse(manifest) as { exports: Record<string, string> };
  const { "./*": others, ...own } = exports;
  assert.equal(others, "./*.ts");
  const addresses = faces.map(({ name }) =>
    [name === "index.ts" ? "." : `./${dirname(name)}`, `./${name}`]);
  assert.deepEqual(own, Object.fromEntries(addresses));
});

const HEAVY = "plotly.js-dist-min|danfojs-node|@duckdb/node-api|jsdom";

/** Which heavy packages importing an address loads, in a process of its own. */
function loadedBy(address: string): string[] {
  const script = `
    import { registerHooks } from "node:module";
    const found = new Set();
    registerHooks({ load(url, context, next) {
      const name = new RegExp("node_modules/(${HEAVY})/").exec(url)?.[1];
      if (name) found.add(name);
      return next(url, context);
    } });
    const main = await import(${JSON.stringify(address)});
    if (Object.keys(main).length === 0) throw new Error("Expected names, found none");
    console.log(JSON.stringify([...found].sort()));`;
  const args = ["--input-type=module", "-e", script];
  const options = { cwd: fromRoot(), encoding: "utf8" } as const;
  return JSON.parse(execFileSync(process.execPath, args, options)) as string[];
}

test("No face loads plotly, danfo or DuckDB before a figure, a frame or a table asks for it.", () => {
  for (const name of ["danfojs-node", "@duckdb/node-api"]) assert.ok(loadedBy(name).includes(name));
  for (const { name } of faces) assert.deepEqual(loadedBy(join("distil", dirname(name))), [], name);
});

test("No file of lib has more than 300 lines.", () => {
  const long = [...files.values()].filter(({ lines }) => lines > 300);
  assert.deepEqual(long.map(({ name, lines }) => `${name}: ${lines}`), []);
});

/** Folders of data: notes, journals and tables, a file for each of many things. */
const DATA = /^(data\/(bundled|tasks|notes|published|review)|test\/fixtures|test\/golden)(\/|$)/;

test("No folder of the project's code holds more than 20 files.", () => {
  const listed = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const code = execFileSync("git", listed, { cwd: fromRoot(), encoding: "utf8" });
  const folders = Map.groupBy(code.split("\0").filter(Boolean), (file) => dirname(file));
  const large = [...folders].filter(([folder, some]) => some.length > 20 && !DATA.test(folder));
  assert.deepEqual(large.map(([folder, some]) => `${folder}: ${some.length}`), []);
});
