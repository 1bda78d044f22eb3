// Who the patient is: age, sex, days from admission to discharge.
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import { numberOf, WRITTEN } from "../lexicon/number-words.ts";
import { inUnit, type Value } from "./number.ts";
import type { Span } from "./sections.ts";
import type { Reading } from "./note.ts";
import type { NoteDate } from "./words.ts";

const AGE = new RegExp(`(?<![\\d/-])(\\d{1,3}(?:[\\s-]1\\/2)?|(?<![\\d-])\\b${WRITTEN})${/[\s-]{0,2}(years?|yrs?|y|months?|mos?|weeks?|wks?|days?)[\s./-]{0,2}(?:of[\s-]age|olds?|o\b)|\b(\d{1,3})\s?(?:yo|y\/o|y\.o\.?|YO|Y\/O)\b|\b(?:aged?|age:|age is|age of)\s(\d{1,3})\b(?!\s?(?:mg|%))|\b(\d{2})\s?(?:[MF])\b(?=\s(?:with|who|w\/|s\/p|h\/o|presents|admitted|,))/.source}`, "gi");

/** The patient's age: the first one told that is not a relative's. */
export function agesOf(text: string, spanAt: (offset: number) => Span): Value[] {
  for (const match of text.matchAll(AGE)) {
    const digits = match[1] ?? match[3] ?? match[4] ?? match[5] ?? "";
    const number = /^\d/.test(digits) ? Number.parseInt(digits) + (digits.includes("/") ? 0.5 : 0) : numberOf(digits) ?? Number.NaN;
    const span = spanAt(match.index);
    const before = text.slice(Math.max(0, match.index - 60), match.index);
    if (!Number.isFinite(number) || span.section === "Family History" || /\b(?:mother|father|brother|sister|son|daughter|husband|wife|uncle|aunt|died|passed away|at|by|when|since|until|married|born to|delivered to|menarche|menopause|children|with a|and a|has a|had a)\b[^.]{0,14}$/i.test(before)) continue;
    const word = (match[2] ?? "years").toLowerCase();
    const unit = word.startsWith("m") ? "months" : word.startsWith("w") ? "weeks" : word.startsWith("d") ? "days" : "years";
    const known = inUnit(conceptOf("age") as Measurement, { number, unit });
    if (known) return [{ concept: "age", number, form: "exact", unit, base: known.base, from: match.index, start: match.index + match[0].indexOf(digits), end: match.index + match[0].length, span, date: undefined, moment: undefined, earlier: false }];
  }
  return [];
}

/** The date that follows a cue such as "Admission Date:". */
export function dated(text: string, { dates, cue }: { readonly dates: readonly NoteDate[]; readonly cue: RegExp }): NoteDate | undefined {
  const match = cue.exec(text);
  if (!match) return undefined;
  const end = match.index + match[0].length;
  return dates.find((d) => d.start >= end && d.start - end < 16);
}

/** Days from admission to discharge, when the note gives both dates. */
export function stayOf({ admitted, discharged }: Pick<Reading, "admitted" | "discharged">, spanAt: (offset: number) => Span): Value[] {
  if (admitted?.year === undefined || discharged?.year === undefined) return [];
  const day = (d: NoteDate) => Date.UTC(d.year as number, (d.month as number) - 1, d.day) / 86_400_000;
  const days = Math.round(day(discharged) - day(admitted));
  if (days < 1 || days > 400 || discharged.start - admitted.start > 200) return [];
  return [{ concept: "length-of-stay", number: days, form: "exact", unit: "days", base: days, from: admitted.start, start: discharged.start, end: discharged.end, span: spanAt(admitted.start), date: undefined, moment: undefined, earlier: false, quote: [admitted.start, discharged.end] }];
}

const FEMALE = /\b(?:woman|female|lady|girl|housewife|Sex:\s*F(?:emale)?|Gender:\s*F(?:emale)?|\d{2}\s?(?:yo|y\/o|year[- ]old)?\s?F)\b/, MALE = /\b(?:man|male|gentleman|boy|Sex:\s*M(?:ale)?|Gender:\s*M(?:ale)?|\d{2}\s?(?:yo|y\/o|year[- ]old)?\s?M)\b/;

/** Sex by the first noun that tells it near the start, else by the pronouns when they are one-sided. */
export function sexOf(text: string): Reading["sex"] {
  const female = FEMALE.exec(text), male = MALE.exec(text);
  const match = !male || (female && female.index < male.index) ? female : male;
  const she = [...text.matchAll(/\b(?:she|her)\b/gi)], he = [...text.matchAll(/\b(?:he|his|him)\b/gi)];
  if (match && match.index < 1500) return { sex: match === female ? "F" : "M", start: match.index, end: match.index + match[0].length };
  const more = she.length >= he.length ? she : he;
  const first = more[0];
  return first && more.length >= 3 && Math.min(she.length, he.length) * 3 < more.length ? { sex: more === she ? "F" : "M", start: first.index, end: first.index + first[0].length } : undefined;
}
