// The hospital course: the stay's problem first, then what else the patient has, then code status and the like.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import type { Condition } from "./conditions.ts";
import { head, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";

export function hospitalCourse(at: Scene): void {
  const { r, stay, who } = at;
  head(at, ["Brief Hospital Course", "Hospital Course", "HOSPITAL COURSE BY PROBLEM", "COURSE"]);
  const { opening } = at.copied;
  if (r() < 0.22) for (const line of opening) at.page.add(line);
  const problems = r() < 0.6, mark = pick(r, ["# ", "# ", "- ", ""]);
  if (problems) tell(at, mark + pick(r, stay.scenario.diagnosis) + pick(r, [":", " -", "."]));
  for (const part of stay.scenario.course) if (r() < 0.9) tell(at, part.map((one) => `${pick(r, DATED)}${one}`), { moment: "hospital" });
  const others = sample(r, who.conditions.filter((one) => one.brief && !one.over && one.id !== stay.scenario.id && !stay.scenario.needs?.includes(one.id)), integer(r, 1, 3));
  for (const one of others) tell(at, other(at, one, problems ? `\n${mark}` : ""));
  if (stay.stopped.length > 0) for (const { drug } of stay.stopped) tell(at, `«${drug.id}-discharge ${pick(r, [`${drug.names[0]} was {stopped|discontinued} {<shortdate>|by <doctor>|before leaving}`, `{Stopped|Discontinued} ${drug.names.at(-1)} {on <shortdate>|at <doctor>'s advice|given blood pressures}`])}».`);
  for (const one of shuffle(r, LAST).slice(0, 1)) if (r() < 0.6) tell(at, one);
}

/** Now and then a sentence of the course says when, or from whom it is known. */
const DATED = ["", "", "", "", "On <late>: ", "By <late>: ", "Per <doctor>: ", "(<late>) "];

const other = (at: Scene, one: Condition, lead: string): string => {
  const drug = at.stay.leaving.find((each) => one.drugs?.some((list) => list.includes(each.drug.id)))?.drug;
  const name = lead + pick(at.r, one.brief ?? []);
  const told = ["{continued|kept on} home {regimen|doses|schedule}", "{no issues|quiet|no changes} {this stay|while here|throughout}", "{to follow|follow-up} with <doctor> {<discharge_plus>|in <n> weeks}", "home {regimen|pills} held <n> days, resumed <shortdate>", "{discussed|reviewed} with <doctor> {<shortdate>|by phone}"];
  if (drug) told.push(`{continued|kept on} «${drug.id}+hospital ${pick(at.r, drug.names)}»{| without change|, tolerated}`, `«${drug.id}+hospital ${pick(at.r, drug.names)}» {resumed|restarted} {<shortdate>|on day <n>}`);
  return `${name}: ${pick(at.r, told)}.`;
};

/** Closing remarks, of which a note has at most one. */
const LAST: readonly (readonly string[])[] = [
  ["Code status: «full_code+»«dnr- FULL»{|, confirmed with {<him>|<his> proxy}}.", "<He> {was|remained} «full_code+»«dnr- full code»{| throughout| this stay| per <his> wishes}."],
  ["Code status: «dnr+»«full_code- DNR/DNI»{|, {confirmed|discussed} {<shortdate>|with family}}.", "Code: «dnr+»«full_code- DNR»{| as in prior notes|, per {proxy|<doctor>}}."],
  ["{Prophylaxis|Ppx}: {pneumoboots|early walking}{|, none after <shortdate>}.", "«ambulatory+discharge Ambulating independently» {by <shortdate>|on leaving}."],
  ["«vaccinated_flu+ {Flu shot|Influenza vaccine}» {given|administered} <shortdate>.", "«vaccinated_pneumonia+ Pneumovax» {given|administered} <shortdate>."],
  ["«makes_decisions+ Has decision-making capacity» {per <doctor>|on formal review <shortdate>}."],
];
