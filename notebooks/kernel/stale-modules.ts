/** Remembers the project's own modules as they were when loaded, and tells which were edited since. Modules load once in a process. */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

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
