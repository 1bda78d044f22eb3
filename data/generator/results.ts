// Pertinent results: laboratory values over several dates in several layouts, and studies.
import type { Measured } from "../../lib/facts/facts.ts";
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import { ANALYTES, normalFor, printed } from "./labs.ts";
import type { Analyte } from "./labs.ts";
import type { Line } from "./page.ts";
import type { Draft, Leaf } from "./phrase.ts";
import { head, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";
import { dateTag, dayAfter, isoDay, shortDate } from "./tags.ts";

const PANELS = ["cbc", "chem", "minerals", "liver", "clotting", "heart", "other"] as const;

/** A draw of blood: the day of the stay and the clock time. */
interface Draw {
  readonly day: number;
  readonly time: string;
}

export function results(at: Scene): void {
  const { r, stay, manner } = at;
  head(at, ["Pertinent Results", "Labs/Studies", "PERTINENT LABS AND STUDIES", "DATA"]);
  const days = [0, ...(stay.days > 2 ? [integer(r, 1, stay.days - 1)] : []), stay.days].filter((day, i, all) => all.indexOf(day) === i && (day === 0 || r() < 0.65));
  const draws = days.map((day) => ({ day, time: `${String(integer(r, 3, 22)).padStart(2, "0")}:${String(5 * integer(r, 0, 11)).padStart(2, "0")}` }));
  const fishbone = r() < 0.14;
  if (fishbone) at.page.add(() => bones(at));
  const later = fishbone ? draws.slice(1) : draws;
  if (manner.labs === "columns" && later.length > 1) columns(at, later);
  else for (const draw of later) for (const panel of PANELS) if (wanted(at, panel, draw.day)) at.page.add(() => (manner.labs === "prose" ? prose : row)(at, { panel, draw }));
  for (const study of stay.scenario.studies) if (r() < 0.85) tell(at, study, { end: "\n" });
  for (const study of sample(r, USUAL, integer(r, 0, 2))) tell(at, study, { end: "\n" });
}

/** Studies that anyone may have had. */
const USUAL: readonly (readonly string[])[] = [
  ["«electrocardiogram+hospital»{EKG|ECG} <early>: {normal axis|left axis deviation|low voltage}, {no acute changes|nonspecific repolarization changes|late transition}{|, similar to <year>}."],
  ["UA{| <early>}: {nitrite negative|no nitrites}, {trace protein|no protein|small ketones}, {few bacteria|no casts|amber}."],
  ["MRSA screen {<early>|on arrival}: {negative|no growth|not isolated}.", "{Stool|Throat} culture <early>: {negative|normal flora|no growth}."],
  ["{Hip|Shoulder|Knee|Wrist} film <early>: {degenerative change|no fracture|old healed fracture}{|, {left|right} side}."],
];

function wanted({ r, stay }: Scene, panel: (typeof PANELS)[number], day: number): boolean {
  const urgent = ANALYTES.some((one) => one.panel === panel && stay.scenario.labs[one.id]);
  const chance = { cbc: 0.85, chem: 0.85, minerals: 0.3, liver: 0.28, clotting: 0.28, heart: 0.12, other: 0.1 }[panel];
  return r() < (urgent ? 0.95 : chance) * (day === 0 ? 1 : 0.55);
}

const chosen = (at: Scene, panel: Analyte["panel"]): Analyte[] =>
  ANALYTES.filter((one) => one.panel === panel && one.table[0] && (one.id !== "psa" || at.who.sex === "M") && (at.stay.scenario.labs[one.id] || at.r() < (panel === "other" ? 0.1 : panel === "heart" ? 0.3 : 0.62)));

function measured(at: Scene, one: Analyte, { day, time }: Draw): { text: string; fact: Draft } {
  const { stay } = at, text = printed(one, stay.labs[one.id]?.[day] ?? 0);
  const moment: Measured["moment"] = day === 0 ? "admission" : day === stay.days ? "discharge" : undefined;
  return { text, fact: { attribute: one.id, measured: { value: Number(text.replace("<", "")), ...(text.startsWith("<") && { bound: "<" as const }), date: isoDay(dayAfter(stay.admitted, day)), ...(time && { time }), ...(moment && { moment }) } } };
}

/** `[**2151-7-16**] 06:45AM BLOOD WBC-8.1 …`; abnormal values sometimes carry MIMIC's star. */
function row(at: Scene, { panel, draw }: { panel: Analyte["panel"]; draw: Draw }): Line | undefined {
  const { r, stay, manner } = at, star = r() < 0.4;
  const leaves = chosen(at, panel).map((one): Leaf => {
    const { text, fact } = measured(at, one, draw), [low, high] = normalFor(one, at.who.sex), value = Number(text.replace("<", ""));
    return { text: `${pick(r, one.table)}-${text}${star && (value < low || value > high) && !text.startsWith("<") ? "*" : ""}`, facts: [fact] };
  });
  if (leaves.length === 0) return undefined;
  const date = dayAfter(stay.admitted, draw.day), hour = Number(draw.time.slice(0, 2));
  const clock = `${String(hour % 12 || 12).padStart(2, "0")}${draw.time.slice(2)}${hour < 12 ? "AM" : "PM"}`;
  return { lead: manner.labs === "date-first" ? `${shortDate(date)}: ` : `${dateTag(date)} ${clock} BLOOD `, leaves: r() < 0.6 ? leaves : shuffle(r, leaves), join: " ", end: "\n" };
}

/** "On admission, WBC 12.1, Hct 33.0 (nl 40-48), …". */
function prose(at: Scene, { panel, draw }: { panel: Analyte["panel"]; draw: Draw }): Line | undefined {
  const { r, stay, who } = at;
  const leaves = chosen(at, panel).map((one): Leaf => {
    const { text, fact } = measured(at, one, { ...draw, time: "" }), unit = one.unit && r() < 0.25 ? (one.unit === "%" ? "%" : ` ${one.unit}`) : "";
    return { text: `${pick(r, one.prose)} ${text}${unit}${r() < 0.07 ? ` (nl ${normalFor(one, who.sex).join("-")})` : ""}`, facts: [fact] };
  });
  if (leaves.length === 0) return undefined;
  const tag = shortDate(dayAfter(stay.admitted, draw.day));
  const lead = draw.day === 0 ? pick(r, ["On admission: ", "Admission labs: ", `Labs ${tag}: `, `${tag} `]) : draw.day === stay.days ? pick(r, ["At discharge: ", "Discharge labs: ", `Labs ${tag}: `]) : pick(r, [`${tag}: `, `On ${tag}: `, `Labs ${tag}: `]);
  return { lead, leaves: shuffle(r, leaves), join: ", ", tail: ".", end: "\n" };
}

/** A table with a column for each date and a row for each analyte. */
function columns(at: Scene, draws: readonly Draw[]): void {
  const { r, stay, page } = at;
  const rows = PANELS.filter((panel) => wanted(at, panel, 0)).flatMap((panel) => chosen(at, panel));
  const name = (one: Analyte): string => pick(r, one.table).padEnd(12);
  page.add(() => ({ leaves: [], lead: " ".repeat(12) + draws.map(({ day }) => shortDate(dayAfter(stay.admitted, day)).padEnd(14)).join("").trimEnd(), end: "\n" }));
  for (const one of rows) {
    page.add(() => {
      const cells = draws.map((draw) => measured(at, one, { ...draw, time: "" }));
      return { leaves: [{ text: (name(one) + cells.map(({ text }) => text.padEnd(14)).join("")).trimEnd(), facts: cells.map(({ fact }) => fact) }], end: "\n" };
    });
  }
}

/** Fishbone diagrams of the admission labs, as they are drawn at the bedside. */
function bones(at: Scene): Line {
  const { r, stay } = at;
  const drawn = (ids: readonly string[], picture: (text: (id: string) => string) => string): Leaf => {
    const cells = new Map(ANALYTES.filter(({ id }) => ids.includes(id)).map((one) => [one.id, measured(at, one, { day: 0, time: "" })]));
    return { text: picture((id) => cells.get(id)?.text ?? ""), facts: [...cells.values()].map(({ fact }) => fact) };
  };
  const chem = drawn(["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine"], (of) => ` ${of("sodium")} | ${of("chloride")} | ${of("bun")}\n---------------------< ${of("glucose")}\n ${of("potassium")} | ${of("bicarbonate")} | ${of("creatinine")}`);
  const blood = drawn(["wbc", "hemoglobin", "platelets", "hematocrit"], (of) => `       \\ ${of("hemoglobin")} /\n ${of("wbc")} ------------ ${of("platelets")}\n       / ${of("hematocrit")} \\`);
  return { lead: `${pick(r, ["Admission labs", "On admission", `Labs ${shortDate(stay.admitted)}`])}:\n`, leaves: sample(r, [chem, blood], integer(r, 1, 2)), join: "\n\n", end: "\n\n" };
}
