// What a module loads: reading JSON or scoring answers must not start DuckDB, danfo or plotly.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { fromRoot } from "../../lib/settings.ts";

const HEAVY = /node_modules\/(?:@duckdb|danfojs-node|@tensorflow|plotly[^/]*|jsdom)\//;

/** Packages of HEAVY that importing a file of lib, then running `code` on it, loads in a process. */
function heavyPackages(file: string, code = ""): string[] {
  const script = `
    import { registerHooks } from "node:module";
    const urls = [];
    registerHooks({
      load(url, context, next) {
        urls.push(url);
        return next(url, context);
      },
    });
    const imported = await import(process.env.IMPORTED);
    ${code}
    console.log(JSON.stringify(urls));`;
  const env = { ...process.env, IMPORTED: pathToFileURL(fromRoot("lib", file)).href };
  const options = { cwd: fromRoot(), env, encoding: "utf8" } as const;
  const urls = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], options),
  ) as string[];
  assert.ok(urls.some((url) => url.endsWith(file)), `${file} itself is among the modules loaded`);
  return [...new Set(urls.flatMap((url) => HEAVY.exec(url)?.[0] ?? []))];
}

const PLAIN = [
  "types.ts",
  "prompts.ts",
  "settings.ts",
  "random.ts",
  "memoize.ts",
  "io/json.ts",
  "io/append-log.ts",
  "io/artifacts.ts",
  "facts/facts.ts",
  "evaluation/metrics.ts",
];

for (const file of PLAIN) {
  test(`Importing ${file} loads neither DuckDB nor danfo nor plotly.`, () => {
    assert.deepEqual(heavyPackages(file), []);
  });
}

test("A query loads DuckDB, so that the tests above would see it.", () => {
  const query = `await imported.query("SELECT 1");`;
  assert.deepEqual(heavyPackages("io/duckdb.ts", query), ["node_modules/@duckdb/"]);
});
