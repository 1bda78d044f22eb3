/**
 * How a cell gets at modules: CommonJS and ES modules alike, top-level await in them included, found from the project's root; and which of the
 * project's own were edited since they were loaded, since modules load once in a process.
 * Not: how `import` in a cell becomes calls of these (cell-scope.ts).
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "node:util";
import { constants, Script } from "node:vm";
import { ROOT } from "./notebook.ts";

type Names = Record<string, unknown>;

/** What cells call for their imports; `exports` holds the session's names. */
export function cellModules(require: (name: string) => unknown, exports: Names) {
  return {
    /** `import(name)`, as any module of the root would see it. */
    import: dynamicImport,
    /** The module of an `import` statement; a promise of it where it, or one it imports, awaits at its top. */
    load(name: string): unknown {
      try {
        return withDefault(require(name));
      } catch (error) {
        if ((error as { code?: string }).code !== "ERR_REQUIRE_ASYNC_MODULE") throw error;
        return dynamicImport(name);
      }
    },
    /** Puts imported names among the session's, each as it is in its module at the time it is read. */
    bind(values: Readonly<Record<string, () => unknown>>): void {
      for (const [name, get] of Object.entries(values)) {
        const set = (value: unknown) => Object.defineProperty(exports, name, { value, configurable: true, enumerable: true, writable: true });
        Object.defineProperty(exports, name, { get, set, configurable: true, enumerable: true });
      }
    },
  };
}

const dynamicImport = new Script("(name, options) => import(name, options)", {
  filename: join(ROOT, "cell.js"), importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
}).runInThisContext() as (name: string, options?: object) => Promise<unknown>;

/** A CommonJS module as `import` shows it: itself as default, its properties as names. */
function withDefault(module: unknown): unknown {
  if (types.isModuleNamespaceObject(module) || (module as Names | null)?.["__esModule"]) return module;
  const isObject = (typeof module === "object" && module !== null) || typeof module === "function";
  const shown = Object.create(isObject ? (module as object) : null) as Names;
  for (const name of isObject ? Object.keys(module as object) : []) Object.defineProperty(shown, name, { get: () => (module as Names)[name], enumerable: true });
  return Object.defineProperty(shown, "default", { value: module, enumerable: true });
}

// Edits

const loaded = new Map<string, string>();

registerHooks({
  load(url, context, next) {
    const answer = next(url, context);
    if (url.startsWith("file:") && url.endsWith(".ts") && !url.includes("/node_modules/")) {
      const file = fileURLToPath(url);
      loaded.set(file, contents(file));
    }
    return answer;
  },
});

/** Files edited since they were loaded, each told once for each edit. */
export function staleFiles(): string[] {
  const changed = [...loaded].filter(([file, text]) => contents(file) !== text).map(([file]) => file);
  for (const file of changed) loaded.set(file, contents(file));
  return changed;
}

function contents(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
