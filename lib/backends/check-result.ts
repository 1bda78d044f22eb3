// A doctor's result, and the checks of disk and Python packages that places share.

/**
 * One check. lacking: the place does not work without it. note: it does, and this is worth knowing.
 */
export interface CheckResult {
  readonly what: string;
  readonly level: "ok" | "lacking" | "note";
  /** What was found, and for what lacks the cure. */
  readonly found: string;
}

export const ok = (what: string, found: string): CheckResult => ({ what, level: "ok", found });
export const lacking = (what: string, found: string): CheckResult => ({ what, level: "lacking", found });
export const note = (what: string, found: string): CheckResult => ({ what, level: "note", found });

/** Whether a folder has room. */
export const enough = (what: string, { free, gib, folder }: { free: number; gib: number; folder: string }): CheckResult =>
  free >= gib ? ok(what, `${free.toFixed(0)} GiB free in ${folder}`) : lacking(what, `${free.toFixed(1)} GiB free in ${folder}, expected ${gib}: free space, or move the folder`);

/** Packages without which cluster/finetune.py refuses to start. */
export const PACKAGES = ["torch", "transformers", "trl", "peft", "accelerate", "datasets", "bitsandbytes"];

/** Prints name=version of each package, without importing any. */
export const VERSIONS = `import sys
from importlib.metadata import version, PackageNotFoundError
def look(name):
    try: return version(name)
    except PackageNotFoundError: return ""
print(" ".join(f"{name}={look(name)}" for name in sys.argv[1:]))`;

/** What the output of {@link VERSIONS} says. */
export function packages(what: string, { python, found, code }: { python: string; found: string; code: number | undefined }): CheckResult {
  if (code !== 0) return lacking(what, `${python} does not run: make its environment anew`);
  const missing = found.split(/\s+/).filter((pair) => pair.endsWith("=")).map((pair) => pair.slice(0, -1));
  return missing.length === 0 ? ok(what, found.replaceAll("=", " ").trim()) : lacking(what, `${missing.join(", ")} not installed for ${python}: install them there`);
}
