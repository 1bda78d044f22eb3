// Numbers that a note gives for the measurements it names, in prose and lists. Tables and diagrams are reading-tables.ts.
import { conceptOf, type Measurement } from "./lexicon.ts";
import type { Hit } from "./reading-names.ts";
import type { Moment, Span } from "./reading-sections.ts";
import { unitAt, type UnitKey } from "./reading-units.ts";
import type { NoteDate, Word } from "./reading-words.ts";

/** One number for one measurement. */
export interface Value {
  readonly concept: string;
  /** The number as printed; the lower one of a range; the first digits inside a redaction tag. */
  readonly number: number;
  readonly high?: number;
  /** "range": 60-70; "bound": <0.01, ">55%"; "redacted": a tag stands where the number was. */
  readonly form: "exact" | "range" | "bound" | "redacted";
  readonly unit: UnitKey;
  /** The number in the measurement's own unit, for comparing. */
  readonly base: number;
  readonly from: number;
  readonly start: number;
  readonly end: number;
  readonly span: Span;
  readonly date: NoteDate | undefined;
  readonly moment: Moment | undefined;
  /** It tells of the time before this stay ("baseline", "a year ago"). */
  readonly earlier: boolean;
  /** A whole that is quoted together: a diagram, a table row. */
  readonly quote?: readonly [number, number];
}

export interface Place {
  readonly text: string;
  readonly words: readonly Word[];
  readonly dates: readonly NoteDate[];
  readonly span: Span;
}

const FILLER = "of|is|was|were|are|at|to|the|a|an|in|had|has|been|with|and found|level|levels|count|counts|value|values|measured|measuring|recorded|reported|found|noted|known|elevated|low|high|normal|only|about|approximately|approx|around|peaked|peaking|peak|nadir|rose|fell|decreased|increased|improved|dropped|declined|trended|trending|down|up|from|remained|remains|stable|came|back|as|initial|initially|today|currently|now|again|result|results|read|reading|concentration|serum|plasma|blood|total|mildly|markedly|significantly|slightly|estimated|calculated|on|admission|presentation|arrival|discharge|repeat|also|which|that|score|ratio|estimate|per|by|echo|echocardiogram|echocardiography|range|ranging|between|equal|equals|less|greater|than|over|under|nearly|almost|his|her|current|random|fasting|day|reveals|revealed|showed|shows|showing|then|later|went|dose|presently|pulse|oximetry|positive|baseline|recent|recently|most|last|latest|lowest|highest|max|maximum|minimum|min|mean|average|degrees|hospital|time|post|preoperative|pre|op|saturation|percent|index|class|grade|approximately|estimated at|resting|sitting|standing|supine|oral|rectal|tympanic|axillary|stage|run|running|reached|reaching|checked|determined|documented|listed|obtained|daily|of note|borderline|critically|severely|very|just|mid|is noted|for|was noted|weight|room air|air|lab|labs|still|remaining|returned|upon|raised|deranged|impaired|abnormal|time of|did|do|appears|appear|so|ml";
const SKIP = new RegExp(`(?:[\\s:=,;*~≈"'|+)]+|\\.{2,}|-{1,3}>?|–|−|\\]|→|\\((?=\\s?[<>~]?\\d)|\\([^()\\d]{0,40}\\)|\\((?:[A-Z][A-Za-z0-9-]{1,7})\\)|\\[(?=\\s?\\d)|(?:${FILLER})(?![A-Za-z]))`, "iy");
const NUMBER = /(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+/y;
const BOUND = /(?:[<>≤≥]=?|less than|greater than|more than|over|at least|under)\s?$/i;
const NEXT = /\s{0,2}(?:-|–|—|to|through)\s{0,2}(?=\d)/y;
const REFERENCE = /\s{0,2}[([](?:[^()[\]\d]{0,30})\d[^()[\]]{0,40}[)\]]/y;
const FLAG = /\s?(?:\*+|\(?\b[HL]{1,2}\b\)?(?=[\s,;.]|$))/y;
const ARROW = /\s{0,2}(?:→|-{1,2}>|=>|->|,?\s?then(?: to)?|\bto\b|,?\s?(?:and|before|trending(?: down| up)? to|down to|up to|improved to|rose to|fell to|increased to|decreased to)(?: (?:rose|fell|increased|decreased|improved|declined|dropped))?(?: to| was)?)\s{0,2}(?=[<>~]?\d)/iy;
const TAG = /\[\*\*[^\]]{0,60}\*\*\]|_{2,}/y;
const GOAL = /\b(?:goal|target|hold (?:for|if)|held (?:for|if)|hold parameters|keep|maintain|if|call|notify|titrate[ds]?|threshold|should|unless|whenever|return for|greater than .{0,12} call|normal range|reference range|normal is)\b[^.;]{0,40}$/i;
const EARLIER = /\b(?:baseline|previous(?:ly)?|prior|last (?:year|month|visit)|(?:years?|months?|weeks?) (?:ago|before|prior|earlier)|usual|outside hospital|OSH|in (?:19|20)\d\d|clinic visit)\b[^.;]{0,30}$/i;
const DOSE_UNITS = new Set<UnitKey>(["mg", "mcg", "g", "mEq", "mL", "units", "mg/kg", "days", "hours", "minutes", "weeks", "months", "years", "tablets", "kg", "lb", "cm", "mm", "m", "in", "ft", "L", "sec", "%", "mL/day"]);
/** Measurements whose number stands before the name ("30 pack-years", "12% bands"). */
const BEFORE = new Set(["pack-years", "packs-per-day", "drinks-per-week", "drinks-per-day", "gestational-age", "height", "neutrophils", "lymphocytes", "monocytes", "eosinophils", "bands"]);
const WORD_NUMBERS: Readonly<Record<string, number>> = { half: 0.5, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, "one and a half": 1.5, "1/2": 0.5, "1-1/2": 1.5 };
const PREFIX = /(?:(\d+(?:\.\d+)?)(?:\s?(?:-|–|to)\s?(\d+(?:\.\d+)?))?|\b(half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|one and a half|a)|(1\/2|1-1\/2))[\s-]{0,2}(?:(?:cm|inches|feet|%|plus|or more|percent)\s?)?(?:half\s|of\s|a\s)?$/i;
const ROMAN: Readonly<Record<string, number>> = { I: 1, II: 2, III: 3, IV: 4 };

/** The values named by the hits of one span. */
export function valuesIn(place: Place, hits: readonly Hit[]): Value[] {
  const values: Value[] = [];
  for (const group of groups(place, hits)) {
    const next = hits.find((hit) => hit.first > (group.at(-1) as Named).last);
    const until = Math.min(place.span.end, next ? startOf(place, next.first) : place.span.end);
    const single = group.length === 1 && /^\s*(?:[,.;)]|and\b)/.test(place.text.slice(endOf(place, (group[0] as Named).last), until + 1)) ? withUnitBefore(place, group[0] as Named) : undefined;
    values.push(...(single ? [single] : readGroup(place, group, until) ?? readBefore(place, group)));
  }
  return values;
}

interface Named { readonly concept: Measurement; readonly first: number; readonly last: number; readonly from: number }

/** Names that share what follows: "AST/ALT 45/32", "weight, height and BMI were 70, 155 and 29, respectively". */
function groups(place: Place, hits: readonly Hit[]): Named[][] {
  const out: Named[][] = [];
  for (const hit of hits) {
    const concept = hit.concepts.find((c) => c.kind === "measurement") as Measurement | undefined;
    if (!concept || concept.id === "age" || isOtherFluid(place, concept, startOf(place, hit.first))) continue;
    const named = { concept, first: hit.first, last: hit.last, from: startOf(place, hit.first) };
    const last = out.at(-1)?.at(-1);
    const gap = last ? place.text.slice(endOf(place, last.last), named.from) : "";
    if (last && gap.length < 14 && /^(?:[\s,/&()-]|\band\b)*$/.test(gap)) {
      if (last.concept.id !== concept.id) out.at(-1)?.push(named);
      else (out.at(-1) as Named[])[(out.at(-1) as Named[]).length - 1] = { ...named, first: last.first, from: last.from };
    } else out.push([named]);
  }
  return out;
}

const FLUID = /\b(?:CSF|cerebrospinal|CEREBROSPINAL|[Uu]rinalysis|UA|U\/A|URINE|[Uu]rine|pleural fluid|PLEURAL|peritoneal fluid|PERITONEAL|ascitic fluid|ASCITES|synovial|joint fluid|JOINT FLUID|stool|STOOL|lumbar puncture|LP|tube #?\d)\b/g;
const BLOOD = /\b(?:BLOOD|[Ss]erum|[Bb]lood|CBC|[Cc]hem|[Ll]abs?|LABS?|plasma)\b/g;

/** A test of urine, spinal or other fluid says nothing of the blood count or chemistry of the same name. */
function isOtherFluid(place: Place, concept: Measurement, from: number): boolean {
  if (concept.section !== "Pertinent Results" || concept.id.startsWith("urine")) return false;
  const before = place.text.slice(place.span.start, from);
  const fluid = lastIndex(before, FLUID), blood = lastIndex(before, BLOOD);
  return fluid > blood || (fluid < 0 && blood < 0 && /\b(?:CSF|urinalysis|urine|UA|fluid)\b/i.test(place.span.heading.replace(/^.*\/ /, "")));
}

const lastIndex = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].at(-1)?.index ?? -1;

function readGroup(place: Place, group: readonly Named[], until: number): Value[] | undefined {
  const after = endOf(place, (group.at(-1) as Named).last);
  const at = skipTo(place, after, Math.min(until, after + 110));
  if (at === undefined) return redacted(place, group.at(-1) as Named, after);
  if (group.length > 1) {
    const all = readMany(place, group, at, place.span.end);
    if (all) return all;
  }
  for (const named of group.toReversed()) {
    if (BEFORE.has(named.concept.id) && named.concept.id !== "height") continue;
    const values = readChain(place, named, at, until);
    if (values.length > 0) return [...values, ...readBefore(place, group.filter((other) => other !== named))];
  }
  return undefined;
}

/** As many numbers as names, in the same order. */
function readMany(place: Place, group: readonly Named[], at: number, until: number): Value[] | undefined {
  const values: Value[] = [];
  let p = at;
  for (const [i, named] of group.entries()) {
    const value = numberFor(place, named, p);
    if (!value || value.end > until) return undefined;
    values.push(value);
    if (i === group.length - 1) break;
    const gap = /^(?:\s?[/,;]\s?(?:and\s)?|\s+and\s+|\s*\(\S{1,20}\)\s*,?\s*)/.exec(place.text.slice(value.end, value.end + 24));
    if (!gap) return undefined;
    p = value.end + gap[0].length;
  }
  return values;
}

/** One number, or a course of them: "1.2 → 1.4 → 0.9", "fell from 3.2 to 1.1", "1.2 on admission and 0.9 at discharge". */
function readChain(place: Place, named: Named, at: number, until: number): Value[] {
  const first = numberFor(place, named, at);
  if (!first || first.start > until) return [];
  const values = [first];
  if (named.concept.id === "systolic") values.push(...diastolicOf(place, first));
  for (let last: Value = values.at(-1) as Value; values.length < 8; ) {
    const next = nextInChain(place, named, last, until);
    if (!next) break;
    values.push(next);
    if (named.concept.id === "systolic") values.push(...diastolicOf(place, next));
    last = values.at(-1) as Value;
  }
  return values;
}

function nextInChain(place: Place, named: Named, last: Value, until: number): Value | undefined {
  const { text } = place;
  let p = last.end;
  const when = /^\s?(?:\(?(?:on|at|upon|in the|by|prior to|yesterday|today|this)\s[^,.;()\d]{0,30}\)?|\((?:[^()\d]{2,30})\))/i.exec(text.slice(p, p + 45));
  const date = place.dates.find((d) => d.start >= p && d.start - p < 6);
  if (date) p = date.end;
  else if (when && when[0].length > 3) p += when[0].replace(/\s?(?:and|to|then)?\s?$/, "").length;
  if (text[p] === ")") p++;
  ARROW.lastIndex = p;
  if (!ARROW.test(text)) return undefined;
  const connector = text.slice(p, ARROW.lastIndex);
  if (ARROW.lastIndex > until) return undefined;
  if (/^[\s,]*and/i.test(connector) && p === last.end && !/^\s?(?:\S+\s)?(?:on|at|today|by|prior)/i.test(text.slice(ARROW.lastIndex).replace(/^[<>~]?[\d.,]+(?:\/\d+)?/, ""))) return undefined;
  return numberFor(place, named, ARROW.lastIndex);
}

/** Where the number stands that follows a name at `at`, over words that may come between; undefined where other words do. */
function skipTo(place: Place, at: number, until: number): number | undefined {
  let p = at;
  for (let i = 0; i < 22 && p < until; i++) {
    const date = place.dates.find((d) => d.start <= p && d.end > p);
    if (date) { p = date.end; continue; }
    TAG.lastIndex = p;
    if (TAG.test(place.text)) return undefined;
    const word = /^(?:<|>|≤|≥)=?\s?/.exec(place.text.slice(p, p + 4));
    if (word) { p += word[0].length; continue; }
    NUMBER.lastIndex = p;
    if (NUMBER.test(place.text)) return p;
    if (/^(?:III|II|IV|I)\b/.test(place.text.slice(p, p + 4))) return p;
    SKIP.lastIndex = p;
    if (!SKIP.test(place.text)) return undefined;
    p = SKIP.lastIndex;
  }
  return undefined;
}

/** The value at `p` if it can be one of `named`: plausible in the unit printed, or in one of the units it is given in. */
export function numberFor(place: Place, named: { readonly concept: Measurement; readonly from: number }, p: number): Value | undefined {
  const { text, span } = place;
  if (/\b(?:by|another|additional|extra)\s$/i.test(text.slice(Math.max(0, p - 12), p)) && !/(?:measured|estimated|calculated|done)\sby\s$/i.test(text.slice(Math.max(0, p - 22), p))) return undefined;
  const bound = /^[<>≤≥~]\s?/.exec(text.slice(p, p + 3));
  let at = bound ? p + bound[0].length : p;
  const roman = named.concept.id === "nyha" ? /^(III|II|IV|I)(?:\s?(?:-|to|\/)\s?(III|II|IV))?\b/.exec(text.slice(at, at + 10)) : null;
  if (roman?.[1]) return value(place, named, { number: ROMAN[roman[1]] as number, high: roman[2] ? ROMAN[roman[2]] : undefined, start: at, end: at + roman[0].length, unit: "", bound: false });
  NUMBER.lastIndex = at;
  const match = NUMBER.exec(text);
  if (!match || place.dates.some((d) => d.start <= at && d.end > at)) return undefined;
  let end = NUMBER.lastIndex;
  const sign = named.concept.low < 0 && /(?:^|[\s(:=-])[-–−]$/.test(text.slice(Math.max(0, at - 2), at)) ? -1 : 1;
  let number = sign * Number(match[0].replaceAll(",", "")), high: number | undefined, unit: UnitKey | undefined;
  const first = unitAt(text, end);
  NEXT.lastIndex = first && first.unit === "%" ? first.end : end;
  if (NEXT.test(text) && !isTrend(text, at, NEXT.lastIndex)) {
    NUMBER.lastIndex = NEXT.lastIndex;
    const upper = NUMBER.exec(text);
    const top = upper ? Number(upper[0].replaceAll(",", "")) : Number.NaN;
    if (top > number && !/^\/\d/.test(text.slice(NUMBER.lastIndex, NUMBER.lastIndex + 2))) { high = top; end = NUMBER.lastIndex; }
  }
  const found = unitAt(text, end);
  if (found) { unit = found.unit; end = found.end; }
  if (unit === "ft" || /^['’]\s?\d/.test(text.slice(end, end + 3))) ({ number, end, unit } = feet(text, number, end, unit));
  if (/^(?:\+|(?:\s?(?:st|nd|rd|th)\b))/.test(text.slice(end, end + 3))) return undefined;
  if (/^\/\d/.test(text.slice(end, end + 2)) && unit === undefined && !/^\/(?:10|15|30|100|52)\b/.test(text.slice(end, end + 4)) && named.concept.id !== "systolic" && !isGroupSlash(text, p)) return undefined;
  void span;
  return value(place, named, { number, high, start: at, end, unit, bound: bound !== null && !/~/.test(bound[0]) || BOUND.test(text.slice(Math.max(0, p - 14), p)) });
}

/** "45/32" after "AST/ALT": the caller counts the numbers. */
const isGroupSlash = (text: string, p: number): boolean => /[A-Za-z)]\s?\/\s?[A-Za-z]/.test(text.slice(Math.max(0, p - 40), p));

function feet(text: string, number: number, end: number, unit: UnitKey | undefined): { number: number; end: number; unit: UnitKey } {
  const inches = /^['’]?\s?(?:and\s)?(\d{1,2}(?:\.\d+)?)\s?(?:inch(?:es)?|in\b|["”]|'')?/.exec(text.slice(end));
  if (!inches?.[1]) return { number, end, unit: unit ?? "ft" };
  return { number: Math.round((number * 12 + Number(inches[1])) * 10) / 10, end: end + inches[0].length, unit: "in" };
}

const isTrend = (text: string, at: number, to: number): boolean => /to\s*$/.test(text.slice(at, to)) && /\b(?:from|rose|fell|increased|decreased|improved|dropped|declined|down)\s[^.]{0,12}$/i.test(text.slice(Math.max(0, at - 30), at));

interface Raw { readonly number: number; readonly high: number | undefined; readonly start: number; readonly end: number; readonly unit: UnitKey | undefined; readonly bound: boolean }

function value(place: Place, named: { readonly concept: Measurement; readonly from: number }, raw: Raw): Value | undefined {
  const known = inUnit(named.concept, raw.number, raw.unit);
  if (!known || (raw.high !== undefined && !inUnit(named.concept, raw.high, known.unit))) return undefined;
  const before = place.text.slice(Math.max(place.span.start, named.from - 60), raw.start);
  if (GOAL.test(before.slice(Math.max(before.lastIndexOf(","), before.lastIndexOf(")")) + 1))) return undefined;
  if (/\b(?:loss|lost|gain|gained|change|decrease of|increase of|drop of)\b[^.;,]{0,20}$/i.test(before) && named.concept.id === "weight") return undefined;
  const { moment, date } = { moment: undefined, date: undefined };
  return {
    concept: named.concept.id, number: raw.number, ...(raw.high === undefined ? {} : { high: raw.high }), form: raw.high !== undefined ? "range" : raw.bound ? "bound" : "exact",
    unit: known.unit, base: known.base, from: named.from, start: raw.start, end: raw.end, span: place.span, date, moment, earlier: named.concept.section !== "Social History" && EARLIER.test(before) || named.concept.section !== "Social History" && /^\s?(?:\(?(?:at )?baseline|(?:\w+ ){1,2}(?:years?|months?) (?:ago|before|prior|earlier))/i.test(place.text.slice(raw.end, raw.end + 30)),
  };
}

/** A printed number in the measurement's own unit; a missing unit is the one in which it is plausible. */
export function inUnit(concept: Measurement, number: number, unit: UnitKey | undefined): { unit: UnitKey; base: number } | undefined {
  const plausible = (base: number) => base >= concept.low && base <= concept.high;
  const printed: UnitKey | undefined = unit === "mEq" && concept.unit === "mEq/L" ? "mEq/L" : unit;
  if (printed !== undefined && printed !== "" && printed !== concept.unit) {
    const to = concept.also[printed];
    if (to) { const base = number * to[0] + (to[1] ?? 0); return plausible(base) ? { unit: printed, base } : undefined; }
    if (printed === "%" && concept.unit === "") return plausible(number) ? { unit: "", base: number } : undefined;
    if (DOSE_UNITS.has(printed)) return undefined;
  }
  if (plausible(number)) return { unit: concept.unit, base: number };
  if (printed === concept.unit) return concept.unit === "K/uL" && plausible(number / 1000) ? { unit: "/uL", base: number / 1000 } : undefined;
  if (concept.unit === "%" && number > 0 && number <= 1 && (concept.id === "lvef" || concept.id === "fio2")) return { unit: "ratio", base: number * 100 };
  for (const [other, [factor, offset]] of Object.entries(concept.also)) {
    const base = number * factor + (offset ?? 0);
    if (plausible(base)) return { unit: other as UnitKey, base };
  }
  return undefined;
}

function diastolicOf(place: Place, systolic: Value): Value[] {
  const match = /^\s?\/\s?(\d{2,3})/.exec(place.text.slice(systolic.end, systolic.end + 7));
  const concept = conceptOf("diastolic") as Measurement;
  if (!match?.[1]) return [];
  const end = systolic.end + match[0].length;
  const number = Number(match[1]), unit = unitAt(place.text, end);
  return number < concept.low || number > concept.high ? [] : [{ ...systolic, concept: "diastolic", number, base: number, form: "exact", start: end - match[1].length, end: unit?.unit === "mmHg" ? unit.end : end }];
}

/** A redaction tag where the number should be: "Plt Ct-[**3-22**]". A full date is a date. */
function redacted(place: Place, named: Named, after: number): Value[] | undefined {
  const match = /^[\s:=\-*]{0,4}(?:(?:of|was|is|count|level)\s){0,2}(\[\*\*([^\]]{0,60})\*\*\]|_{2,})/.exec(place.text.slice(after, after + 80));
  if (!match?.[1] || /\d{4}-\d{1,2}-\d{1,2}/.test(match[1])) return undefined;
  if (/(?:^|\s)(?:on|from)\s*$/.test(place.text.slice(after, after + match[0].length - match[1].length))) return undefined;
  const digits = /\d+/.exec(match[2] ?? "")?.[0];
  const end = after + match[0].length;
  return [{ concept: named.concept.id, number: digits ? Number(digits) : Number.NaN, form: "redacted", unit: named.concept.unit, base: Number.NaN, from: named.from, start: end - match[1].length, end, span: place.span, date: undefined, moment: undefined, earlier: false }];
}

/** "30 pack-years", "12% bands", "173 cm tall". */
function readBefore(place: Place, group: readonly Named[]): Value[] {
  return group.flatMap((named) => {
    const united = withUnitBefore(place, named);
    if (united) return [united];
    if (!BEFORE.has(named.concept.id)) return [];
    const tall = named.concept.id === "height" ? feetBefore(place, named) : undefined;
    if (tall) return [tall];
    const start = Math.max(place.span.start, named.from - 30);
    const match = PREFIX.exec(place.text.slice(start, named.from));
    if (!match) return [];
    const number = match[1] ? Number(match[1]) : match[4] ? (WORD_NUMBERS[match[4]] as number) : match[3]?.toLowerCase() === "a" ? 1 : WORD_NUMBERS[match[3]?.toLowerCase() ?? ""];
    if (number === undefined || (match[3]?.toLowerCase() === "a" && !named.concept.id.startsWith("packs"))) return [];
    const end = endOf(place, named.last);
    const unit: UnitKey | undefined = named.concept.id === "height" ? (/cm/.test(match[0]) ? "cm" : /inch/.test(match[0]) ? "in" : /feet/.test(match[0]) ? "ft" : undefined) : undefined;
    if (named.concept.id === "height" && !unit) return [];
    const found = value(place, { concept: named.concept, from: start + match.index }, { number, high: match[2] ? Number(match[2]) : undefined, start: start + match.index, end, unit, bound: false });
    return found ? [found] : [];
  });
}

/** "0.57 mg/dL creatinine", "1.65 m in height": the number and its unit stand right before the name. */
function withUnitBefore(place: Place, named: Named): Value | undefined {
  const start = Math.max(place.span.start, named.from - 34);
  const match = /(?:^|[\s(])((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?=[^\d]{1,22}$)/.exec(place.text.slice(start, named.from));
  if (!match?.[1]) return undefined;
  const at = start + match.index + match[0].length - match[1].length, unit = unitAt(place.text, at + match[1].length);
  if (!unit || unit.unit === "" || !/^\s(?:(?:of|in|for)\s(?:his\s|her\s)?)?$/.test(place.text.slice(unit.end, named.from)) || (unit.unit !== named.concept.unit && !named.concept.also[unit.unit])) return undefined;
  return value(place, { concept: named.concept, from: at }, { number: Number(match[1].replaceAll(",", "")), high: undefined, start: at, end: unit.end, unit: unit.unit, bound: false });
}

/** "5 feet 8 inches tall". */
function feetBefore(place: Place, named: Named): Value | undefined {
  const from = Math.max(place.span.start, named.from - 30), match = /(\d)\s?(?:feet|foot|ft\.?|['’])[\s-]?(?:and\s)?(\d{1,2})\s?(?:inches|inch|in\.?|["”]|'')?\s(?:in\s)?$/.exec(place.text.slice(from, named.from));
  return match ? value(place, { concept: named.concept, from: from + match.index }, { number: Number(match[1]) * 12 + Number(match[2]), high: undefined, start: from + match.index, end: from + match.index + match[0].trimEnd().length, unit: "in", bound: false }) : undefined;
}

const startOf = (place: Place, word: number): number => (place.words[word] as Word).start;
const endOf = (place: Place, word: number): number => (place.words[word] as Word).end;

/** Skips a reference range and a flag after a value, for callers that read on. */
export function pastReference(text: string, at: number): number {
  FLAG.lastIndex = at;
  const p = FLAG.test(text) ? FLAG.lastIndex : at;
  REFERENCE.lastIndex = p;
  return REFERENCE.test(text) ? REFERENCE.lastIndex : p;
}
