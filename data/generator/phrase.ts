// A tiny grammar for varied wording. Owns the choice of words and the marks that carry facts; knows nothing of medicine.
//   {a|b|c}        one of the alternatives, which may nest
//   <slot>         a word of the patient's or the stay's
//   «id+ text»     text that states a fact: + present, - absent, ~ historical, ? hypothetical, ^ family, ! not in the family;
//                  a word straight after the sign is the moment, or the relative: «dyspnea-discharge no dyspnea», «stroke^mother CVA»
//   «id=moment»    the value of a measurement at that moment
import type { FindingMention, Measured, Moment, FindingStatus } from "../../lib/facts/facts.ts";
import { pick } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";

/** A fact before its passage has a place in the note. */
export interface Draft {
  readonly attribute: string;
  readonly measured?: Omit<Measured, "at">;
  readonly found?: Omit<FindingMention, "at">;
}

/** A passage and the facts it states. */
export interface Leaf {
  readonly text: string;
  readonly facts: readonly Draft[];
}

/** Words by name; one that differs from use to use is a function. */
export type Slots = Readonly<Record<string, string | (() => string)>>;

/** What a template may draw on: randomness, slots, values, and the moment that its findings belong to. */
export interface Wording {
  readonly r: Random;
  readonly slots: Slots;
  readonly value: (attribute: string, moment: Moment) => { readonly text: string; readonly measured: Omit<Measured, "at"> };
  readonly moment?: FindingMention["moment"];
}

const STATUS: Readonly<Record<string, FindingStatus>> = { "+": "present", "-": "absent", "~": "historical", "?": "hypothetical", "^": "family", "!": "not-family" };
const CHOICE = /\{([^{}]*)\}/;
const MARK = /«(\w+)([+\-~?^!=])(\w*)\s?([^»]*)»/g;

/** Chooses among a template's alternatives and fills its slots. */
export function phrase(template: string, wording: Pick<Wording, "r" | "slots">): string {
  let text = template;
  for (let found = CHOICE.exec(text); found; found = CHOICE.exec(text)) {
    text = text.slice(0, found.index) + pick(wording.r, (found[1] ?? "").split("|")) + text.slice(found.index + found[0].length);
  }
  text = text.replace(/<([a-z_]+)>/gi, (tag, name: string) => {
    const slot = wording.slots[name];
    if (slot === undefined) throw new RangeError(`Expected a slot of the generator in "${template}", got ${tag}`);
    const word = typeof slot === "function" ? slot() : slot;
    return CHOICE.test(word) ? phrase(word, wording) : word;
  });
  return text.replace(/ {2,}/g, " ").replace(/ ([,.;:)])/g, "$1").trim();
}

/** A template as a passage with its facts. */
export function leaf(template: string, wording: Wording): Leaf {
  const facts: Draft[] = [];
  const text = phrase(template, wording).replace(MARK, (_mark, attribute: string, sign: string, word: string, inner: string) => {
    if (sign === "=") {
      const { text, measured } = wording.value(attribute, word as Moment);
      facts.push({ attribute, measured });
      return text;
    }
    facts.push({ attribute, found: finding(sign, word, wording.moment) });
    return inner;
  });
  return { text: text.replace(/ {2,}/g, " ").replace(/ ([,.;:)])/g, "$1").trim(), facts };
}

const capital = (text: string): string => text.replace(/^([("]*)([a-z])/, (_all, open: string, letter: string) => open + letter.toUpperCase());

export const capitalized = (one: Leaf): Leaf => ({ ...one, text: capital(one.text) });

function finding(sign: string, word: string, moment: FindingMention["moment"]): Omit<FindingMention, "at"> {
  const status = STATUS[sign] ?? "present";
  if (status === "family") return { status, ...(word && { relative: word }) };
  if (status === "not-family" || status === "historical" || status === "hypothetical") return { status };
  const when = (word || moment) as FindingMention["moment"];
  return { status, ...(when && { moment: when }) };
}
