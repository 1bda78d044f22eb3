// Pertinent results: laboratory values over several dates in several layouts, and studies.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import { ANALYTES, printed } from "./labs.ts";
import type { Analyte } from "./labs.ts";
import type { Line } from "./page.ts";
import type { Leaf } from "./phrase.ts";
import { head, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { dateTag, dayAfter, isoDay, shortDate } from "./tags.ts";

export function results(at: Scene): void {
  const { r, stay, page } = at;
  head(at, ["Pertinent Results", "Labs/Studies", "PERTINENT LABS AND STUDIES", "DATA"]);
  const days = [...new Set([0, ...(stay.days > 2 ? [integer(r, 1, stay.days - 1)] : []), stay.days])].filter((day) => day === 0 || r() < 0.7);
  for (const day of days) table(at, day);
  for (const study of stay.scenario.studies) if (r() < 0.85) tell(at, study, { moment: "hospital", end: "\n" });
  void page;
}

function table(at: Scene, day: number): void {
  const { r, stay } = at;
  const time = `${String(integer(r, 3, 22)).padStart(2, "0")}:${String(5 * integer(r, 0, 11)).padStart(2, "0")}`;
  for (const panel of ["cbc", "chem", "minerals", "liver", "clotting", "heart", "other"] as const) {
    const urgent = ANALYTES.some((one) => one.panel === panel && stay.scenario.labs[one.id]);
    const chance = { cbc: 0.9, chem: 0.9, minerals: 0.35, liver: 0.3, clotting: 0.35, heart: 0.15, other: 0.12 }[panel];
    if (r() > (urgent ? 0.95 : chance) * (day === 0 ? 1 : 0.55)) continue;
    at.page.add(() => panelLine(at, { panel, day, time }));
  }
}

function panelLine(at: Scene, { panel, day, time }: { panel: Analyte["panel"]; day: number; time: string }): Line | undefined {
  const { r, stay } = at;
  const date = isoDay(dayAfter(stay.admitted, day)), moment = day === 0 ? ({ moment: "admission" } as const) : day === stay.days ? ({ moment: "discharge" } as const) : {};
  const fits = ANALYTES.filter((one) => one.panel === panel && one.table[0] && (one.id !== "psa" || at.who.sex === "M"));
  const wanted = fits.filter((one) => stay.scenario.labs[one.id] || r() < (panel === "other" ? 0.12 : panel === "heart" ? 0.3 : 0.72));
  if (wanted.length === 0) return undefined;
  const leaves: Leaf[] = wanted.map((one) => {
    const text = printed(one, stay.labs[one.id]?.[day] ?? 0), bound = text.startsWith("<");
    return { text: `${pick(r, one.table)}-${text}`, facts: [{ attribute: one.id, measured: { value: Number(text.replace("<", "")), ...(bound && { bound: "<" as const }), date, time, ...moment } }] };
  });
  const tag = at.manner.labs === "date-first" ? shortDate(dayAfter(stay.admitted, day)) : dateTag(dayAfter(stay.admitted, day));
  const half = Number(time.slice(0, 2)) < 12 ? "AM" : "PM", clock = half === "AM" ? time : `${String(Number(time.slice(0, 2)) - 12 || 12).padStart(2, "0")}${time.slice(2)}`;
  return { lead: at.manner.labs === "date-first" ? `${tag}: ` : `${tag} ${clock}${half} BLOOD `, leaves: r() < 0.5 ? leaves : shuffle(r, leaves), join: " ", end: "\n" };
}
