// The physical examination, at the door and sometimes at discharge.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Line } from "./page.ts";
import type { Leaf } from "./phrase.ts";
import { head, say } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { SYSTEMS } from "./signs.ts";
import type { System } from "./signs.ts";

type When = "admission" | "discharge";

export function exam(at: Scene): void {
  head(at, ["Physical Exam", "PE", "Physical Examination", "EXAM"]);
  const again = at.r() < 0.3;
  if (again) at.page.add(() => ({ leaves: [], lead: pick(at.r, ["On admission", "ADMISSION", "Admission exam", "At presentation"]), end: ":\n" }));
  at.page.add(() => vitals(at, "admission"));
  for (const system of SYSTEMS) if (at.r() < 0.82) at.page.add(() => examined(at, { system, when: "admission" }));
  if (!again) return;
  at.page.add(() => ({ leaves: [], lead: pick(at.r, ["On discharge", "DISCHARGE", "Discharge exam", "At discharge"]), end: ":\n" }));
  at.page.add(() => vitals(at, "discharge"));
  for (const system of SYSTEMS) if (at.r() < 0.25) at.page.add(() => examined(at, { system, when: "discharge" }));
}

function vitals(at: Scene, when: When): Line {
  const items = [`{T|Temp|T:} «temperature=${when}»`, `BP «systolic_bp=${when}»/«diastolic_bp=${when}»`, `{HR|P|Pulse} «heart_rate=${when}»`, `{RR|R} «respiratory_rate=${when}»`, `{O2 sat|SaO2|O2} «oxygen_saturation=${when}» {RA|on RA|room air}`];
  if (when === "admission" && at.r() < 0.15) items.push("{Wt|Weight} «weight=admission»");
  if (when === "admission" && at.r() < 0.06) items.push("Height «height=admission»");
  const chosen = sample(at.r, items, integer(at.r, 4, items.length));
  return { lead: pick(at.r, ["VS: ", "Vitals: ", "VITALS - ", "Vital signs: ", ""]), leaves: shuffle(at.r, chosen).map((one) => say(at, one)), join: pick(at.r, [", ", " ", "; "]), end: "\n" };
}

function examined(at: Scene, { system, when }: { system: System; when: When }): Line {
  const { r } = at, { signs, has } = at.stay.scenario;
  const leaves: Leaf[] = sample(r, system.plain, integer(r, 1, 3)).map((text) => ({ text, facts: [] }));
  for (const [id, wording] of Object.entries(system.signs)) {
    const there = signs.includes(id) || has.includes(id);
    if (there ? when === "discharge" : r() < 0.5) continue;
    leaves.push(say(at, there ? pick(r, wording.present).replace(/^(.*)$/, `«${id}+ $1»`) : `«${id}- ${pick(r, wording.absent)}»`, when));
  }
  return { lead: `${pick(r, system.names)}${pick(r, [": ", " - ", ": "])}`, leaves: shuffle(r, leaves), join: ", ", tail: pick(r, ["", "."]), end: "\n" };
}
