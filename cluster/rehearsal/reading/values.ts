// Numbers that a note gives for the measurements it names, in prose and lists. Tables and diagrams are tables.ts, one number number.ts.
import { conceptOf, type Measurement } from "../lexicon/lexicon.ts";
import { BEFORE, endOf, type Named, readBefore, startOf, withUnitBefore } from "./number-first.ts";
import type { Hit } from "./names.ts";
import { NORMAL_AT } from "../lexicon/normal-range.ts";
import { NUMBER, numberFor, type Place, spelledAt, type Value } from "./number.ts";
import { isPaired, pairedValues } from "./paired.ts";
import { unitAt } from "./units.ts";

const FILLER = "of|is|was|were|are|at|to|the|a|an|in|had|has|been|with|and found|level|levels|count|counts|value|values|measured|measuring|recorded|reported|found|noted|known|elevated|low|high|normal|only|about|approximately|approx|around|peaked|peaking|peak|nadir|rose|fell|decreased|increased|improved|dropped|declined|trended|trending|down|up|from|remained|remains|stable|came|back|as|initial|initially|today|currently|now|again|result|results|read|reading|concentration|serum|plasma|blood|total|mildly|markedly|significantly|slightly|estimated|calculated|on|admission|presentation|arrival|discharge|repeat|also|which|that|score|ratio|estimate|per|by|echo|echocardiogram|echocardiography|range|ranging|between|equal|equals|less|greater|than|over|under|nearly|almost|his|her|current|random|fasting|day|reveals|revealed|showed|shows|showing|then|later|went|dose|presently|pulse|oximetry|positive|baseline|recent|recently|most|last|latest|lowest|highest|max|maximum|minimum|min|mean|average|degrees|hospital|time|post|preoperative|pre|op|saturation|percent|index|class|grade|approximately|estimated at|resting|sitting|standing|supine|oral|rectal|tympanic|axillary|stage|run|running|reached|reaching|checked|determined|documented|listed|obtained|daily|of note|borderline|critically|severely|very|just|mid|is noted|for|was noted|weight|room air|air|lab|labs|still|remaining|returned|upon|raised|deranged|impaired|abnormal|time of|did|do|appears|appear|so|ml";
const SKIP = new RegExp(`(?:[\\s:=,;*~≈"'|+)]+|\\.{2,}|-{1,3}>?|–|−|\\]|→|\\((?=\\s?[<>~]?\\d)|\\([^()\\d]{0,40}\\)|\\((?:[A-Z][A-Za-z0-9-]{1,7})\\)|\\[(?=\\s?\\d)|(?:${FILLER})(?![A-Za-z]))`, "iy");
const NORMAL_PLACE = new RegExp(NORMAL_AT, "iy");
const ARROW = /\s{0,2}(?:→|-{1,2}>|=>|->|,?\s?then(?: to)?|\bto\b|,?\s?(?:and|before|trending(?: down| up)? to|down to|up to|improved to|rose to|fell to|increased to|decreased to)(?: (?:rose|fell|increased|decreased|improved|declined|dropped))?(?: to| was)?)\s{0,2}(?=[<>~]?\d)/iy;
const TAG = /\[\*\*[^\]]{0,60}\*\*\]|_{2,}/y;

/** The values named by the hits of one span. */
export function valuesIn(place: Place, hits: readonly Hit[]): Value[] {
  const values: Value[] = [];
  let lists = groups(place, hits);
  if (isPaired(place)) {
    const paired = pairedValues(place, lists.flat());
    values.push(...paired.values.flatMap((value) => (value.concept === "systolic" ? [value, ...diastolicOf(place, value)] : [value])));
    lists = lists.map((list) => list.filter((named) => !paired.used.has(named))).filter((list) => list.length > 0);
  }
  for (const group of lists) {
    const next = hits.find((hit) => hit.first > (group.at(-1) as Named).last);
    const until = Math.min(place.span.end, next ? startOf(place, next.first) : place.span.end);
    const single = group.length === 1 && /^\s*(?:[,.;)]|and\b)/.test(place.text.slice(endOf(place, (group[0] as Named).last), until + 1)) ? withUnitBefore(place, group[0] as Named) : undefined;
    values.push(...(single ? [single] : readGroup(place, group, until) ?? readBefore(place, group)));
  }
  return values;
}

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
    if (NUMBER.test(place.text) || spelledAt(place.text, p)) return p;
    NORMAL_PLACE.lastIndex = p;
    if (NORMAL_PLACE.test(place.text)) { p = NORMAL_PLACE.lastIndex; continue; }
    if (/^(?:III|II|IV|I)\b/.test(place.text.slice(p, p + 4))) return p;
    SKIP.lastIndex = p;
    if (!SKIP.test(place.text)) return undefined;
    p = SKIP.lastIndex;
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
