// Social and family history.
import { integer, pick, sample, shuffle } from "../../lib/random.ts";
import { CONDITIONS } from "./conditions.ts";
import { capitalized } from "./phrase.ts";
import { head, say, tell } from "./scene.ts";
import type { Scene } from "./scene.ts";

const NEVER = "«smoking_current-»«smoking_former-»«smoking_ever-", FORMER = "«smoking_current-»«smoking_former+»«smoking_ever+", CURRENT = "«smoking_current+»«smoking_former-»«smoking_ever+";

const TOBACCO: Readonly<Record<string, readonly string[]>> = {
  never: [`${NEVER} {Never smoked|Lifelong nonsmoker|Never a smoker}».`, `{Tobacco|Cigarettes}: ${NEVER} never».`, `${NEVER} No smoking history».`],
  former: [`${FORMER} {Former smoker|Ex-smoker}», {quit|stopped} {in <year>|<n> years ago}, «pack_years=hospital» {pack-years|pack years|pk-yr}.`, `{Tobacco|Cigarettes}: ${FORMER} quit <year>», «pack_years=hospital» pack years.`, `${FORMER} Smoked in the past», quit {<year>|<n> years back}.`],
  current: [`${CURRENT} Current smoker», «pack_years=hospital» {pack-years|pack years}.`, `{Tobacco|Cigarettes}: ${CURRENT} {still smoking|half a pack a day|one pack a day}», «pack_years=hospital» pack-year history.`, `${CURRENT} {Smokes|Still smokes} {<n> cigarettes a day|a pack every <n> days}».`],
};

const DRUGS: Readonly<Record<string, readonly string[]>> = {
  denies: ["«drug_use- {No|Denies} {illicits|illicit drugs|recreational drugs|drug use}».", "{Drugs|Other}: «drug_use- no illicits»."], never: ["«drug_use- {Never used illicit drugs|No IVDU}»."],
  past: ["«drug_use~ {Past|Remote|Former} {cocaine|IVDU|illicit drug use}», {quit <year>|clean since <year>}."],
};

function alcohol({ who }: Scene): readonly string[] {
  if (who.drinks === 0) return ["«alcohol_current- {No alcohol|Denies EtOH|Denies alcohol|No EtOH}».", "{Alcohol|EtOH}: «alcohol_current- none»."];
  const drinks = who.drinks === 1 ? "drink" : "drinks";
  return [`«alcohol_current+ {EtOH|Alcohol}»: «drinks_per_week=hospital» ${drinks} {per|a} week.`, `«alcohol_current+ Drinks alcohol», {about|roughly} «drinks_per_week=hospital» ${drinks} {weekly|per week}.`];
}

const OTHERS: readonly (readonly [chance: number, (at: Scene) => readonly string[]])[] = [
  [0.5, ({ r }) => (r() < 0.4 ? ["«lives_alone+ Lives alone»{| in {a second-floor apartment|senior housing|<hospital>}}.", "«lives_alone+ Lives alone» {with|, keeps} {a cat|a dog|<n> cats}."] : ["«lives_alone-»Lives with {<his> {daughter|son|sister|niece}|family|a roommate}{| in {a two-story house|<hospital>}}."])],
  [0.35, ({ stay }) => (stay.age > 66 ? ["«retired+»«employed- Retired {teacher|machinist|nurse|bus driver|librarian|carpenter|cook|postal clerk}»{| since <year>}."] : ["«employed+ Works as {a teacher|a cook|an accountant|a mechanic|a nurse aide|a driver}»{|, <n> days a week}.", "«employed-»{On disability|Between jobs} {since <year>|for <n> years}."])],
  [0.25, () => ["«divorced-»«widowed-»«married+ Married»{|, <n> children}.", "«married-»«widowed-»«divorced+ Divorced»{|, <n> children| <year>}.", "«married-»«divorced-»«widowed+ Widowed»{|, <n> children| <year>}."]],
  [0.12, ({ r }) => (r() < 0.7 ? ["«english- {Speaks {Portuguese|Russian|Vietnamese}, not English|{Cantonese|Haitian Creole} speaking, needs interpreter, no English}».", "«spanish+»«english- {Speaks Spanish, not English|Spanish speaking, needs interpreter, no English}»."] : ["«english+ {Speaks English|English speaking}»{|, {Italian|Polish} at home}."])],
  [0.12, ({ stay }) => (stay.age > 70 ? ["«uses_walker+ {Uses|Ambulates with} a walker»{| outside| since <year>}."] : ["{Walks|Gets about} unaided{|, <n> miles daily}."])],
  [0.15, ({ who, r }) => (who.conditions.some((one) => one.id === "dementia") && r() < 0.8 ? ["«makes_decisions- Does not make own medical decisions»; {daughter|son|niece} is health care proxy."] : ["«makes_decisions+ Makes own medical decisions»{|; proxy is {a daughter|a son|a brother}}."])],
];

export function socialHistory(at: Scene): void {
  const { r, who } = at;
  head(at, ["Social History", "SHx", "SH", "Social Hx"]);
  const habits = [TOBACCO[who.smoker] ?? [], alcohol(at), DRUGS[who.drugs] ?? []].filter(() => r() < 0.75);
  const others = OTHERS.filter(([chance]) => r() < chance).map(([, told]) => told(at));
  const all = [...shuffle(r, habits), ...shuffle(r, others)];
  for (const one of r() < 0.5 ? all : shuffle(r, all)) tell(at, one);
  if (all.length === 0) tell(at, ["Not obtained.", "Deferred.", "See prior notes."]);
}

const RELATIVES = ["mother", "father", "brother", "sister", "maternal grandmother", "paternal grandfather", "paternal uncle", "maternal aunt"] as const;
const WOMEN = new Set(["mother", "sister", "grandmother", "aunt"]);

export function familyHistory(at: Scene): void {
  const { r } = at;
  head(at, ["Family History", "FHx", "FH", "Family Hx"]);
  const told = sample(r, CONDITIONS.filter((one) => one.family), integer(r, 0, 3));
  if (told.length === 0) return tell(at, ["Non-contributory.", "Noncontributory.", "NC.", "Not obtained.", "Unknown; {adopted|estranged}.", "No {known |}«coronary_disease!»{premature|early} coronary disease.", "«colon_cancer! No family history of colon cancer»."]);
  const relatives = shuffle(r, RELATIVES);
  for (const one of told) {
    const relative = relatives.find((each) => !one.sex || WOMEN.has(each.split(" ").at(-1) ?? "") === (one.sex === "F")) ?? "mother";
    relatives.splice(relatives.indexOf(relative), 1);
    at.page.add(() => {
      const text = pick(r, one.family ?? []).replaceAll("<relative>", relative.split(" ").at(-1) ?? relative);
      const leaf = say(at, pick(r, [`${relative} {with|had} ${text}{| {at|age} ${integer(r, 41, 88)}}.`, `${relative}: ${text}{| at ${integer(r, 41, 88)}}.`, `${relative} {with|has} ${text}{|, {diagnosed|dx} at ${integer(r, 38, 79)}}.`]));
      return { leaves: [capitalized(leaf)] };
    });
  }
  if (r() < 0.25) {
    const missing = sample(r, CONDITIONS.filter((one) => one.family && !told.includes(one) && /cancer|diabetes|stroke|coronary/.test(one.id)), 1)[0];
    if (missing) tell(at, `«${missing.id}! No family history of ${NAMES[missing.id] ?? missing.id.replaceAll("_", " ")}»{| otherwise}.`);
  }
}

const NAMES: Readonly<Record<string, string>> = { diabetes: "diabetes", stroke: "stroke", coronary_disease: "{CAD|coronary artery disease}" };
