// The concept that a question is about, among all the names that stand in it.
import type { AnswerKind } from "../../../lib/types.ts";
import { type AnyConcept, conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import type { Hit } from "../reading/names.ts";
import type { Word } from "../reading/words.ts";
import { comparisonOf } from "./comparison.ts";

export interface Chosen { readonly concept: AnyConcept; readonly hit: Hit }

/** The concept meant: for a number a measurement (or the drug whose dose is asked), else the longest name that is not a measurement. */
export function choose(kind: AnswerKind, asked: string, words: readonly Word[], hits: readonly Hit[]): Chosen | undefined {
  const all = hits.flatMap((hit) => hit.concepts.map((concept) => ({ concept, hit })));
  const measured = all.filter(({ concept }) => concept.kind === "measurement"), others = all.filter(({ concept }) => concept.kind !== "measurement");
  const size = ({ hit }: Chosen) => (words[hit.last] as Word).end - (words[hit.first] as Word).start;
  const longest = (list: readonly Chosen[]) => list.reduce<Chosen | undefined>((best, x) => (!best || size(x) > size(best) ? x : best), undefined);
  if (kind === "numeric") {
    if (/\b(?:dose|dosage|dosing|how (?:many|much) (?:mg|milligrams|mcg|units))\b/i.test(asked)) { const drug = others.find(({ concept }) => concept.kind === "drug"); if (drug) return drug; }
    if (/\bhow old\b/i.test(asked)) return { concept: conceptOf("age") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 1 } };
    if (/\bhow tall\b/i.test(asked)) return { concept: conceptOf("height") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 1 } };
    if (/\bhow long (?:was|did|is|were)\b.*\b(?:hospital|stay|admi|admission)|\bhow many days\b.*\b(?:hospital|stay|admitted|inpatient)/i.test(asked)) return { concept: conceptOf("length-of-stay") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    if (/\bhow (?:much|heavy)\b.*\bweigh/i.test(asked)) return { concept: conceptOf("weight") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    const drinks = /\b(?:drinks?|beers?|glasses)\b.*\b(?:per|a|each) (week|day)\b|\b(week|dai)ly\b.*\bdrinks?\b/i.exec(asked);
    if (drinks) return { concept: conceptOf(/week/i.test(drinks[0]) ? "drinks-per-week" : "drinks-per-day") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 2 } };
    const list = measured.filter(({ concept }) => concept.id !== "age" || measured.length === 1);
    return longest(list);
  }
  if (measured.length > 0 && (comparisonOf(asked) !== undefined) && !others.some((x) => size(x) > size(longest(measured) as Chosen))) return longest(measured.filter(({ concept }) => concept.id !== "age" || measured.length === 1));
  if (/\b(?:year|yr)s? (?:old|of age)\b|\bolder than|\byounger than|\badult\b|\baged?\s+\d/i.test(asked) && comparisonOf(asked)) return { concept: conceptOf("age") as Measurement, hit: { concepts: [], absent: false, first: 0, last: 0 } };
  const soft = others.filter(({ concept }) => !(concept.kind === "finding" && ["icu", "physical-therapy", "ekg"].includes(concept.id)) || others.length === 1);
  const states = soft.filter(({ concept }) => concept.kind === "state" && stateAsked(concept.group, asked));
  return states[0] ?? headOf(asked, words, soft.filter(({ concept }) => concept.kind !== "state"));
}

/** What a question with several names is about: the first ("ablation for atrial fibrillation"), or the first after "show"; of names at one place the longest. */
function headOf(asked: string, words: readonly Word[], list: readonly Chosen[]): Chosen | undefined {
  const verb = /\b(?:shows?|showed|reveal(?:ed|s)?|demonstrated?|suggest(?:ed|ive)?|confirm(?:ed)?|evidence of|consistent with)\b/i.exec(asked);
  return (verb && list.find(({ hit }) => (words[hit.first] as Word).start > verb.index)) || list[0];
}

/** Names put beside the chosen one by "or", a comma or "such as": any of them will do. */
export function alternatives(asked: string, words: readonly Word[], hits: readonly Hit[], chosen: Chosen | undefined): AnyConcept[] {
  if (!chosen) return [];
  const out: AnyConcept[] = [];
  let end = (words[chosen.hit.last] as Word).end;
  for (const hit of hits.filter((h) => h.first > chosen.hit.last)) {
    const gap = asked.slice(end, (words[hit.first] as Word).start);
    if (gap.length > 40 || !/^[^.?]*(?:\bor\b|,|such as|including|\()[^.?]*$/.test(gap) || /\b(?:for|due to|after|with|from|by|on)\b/.test(gap)) break;
    out.push(...hit.concepts.filter((c) => c.kind === "finding" || c.kind === "drug"));
    end = (words[hit.last] as Word).end;
  }
  return out.filter((c) => c !== chosen.concept);
}

const STATE_CUES: Readonly<Record<string, RegExp>> = {
  disposition: /discharged?|disposition|sent|transferred|died|expire|deceased/i, condition: /condition/i, "mental-status": /mental status|oriented|confused/i, activity: /ambulat|activity|mobility|walk|bedbound|bedridden|wheelchair|assistance/i,
  marital: /married|widow|divorced|single|marital/i, code: /code|resuscitat|DNR|DNI|comfort/i, language: /speak|language|english/i,
};

const stateAsked = (group: string, asked: string): boolean => STATE_CUES[group]?.test(asked) ?? false;
