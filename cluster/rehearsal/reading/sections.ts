// A note as headings, lines and sentences. Owns which section a place belongs to, and whether it speaks of admission or discharge.
import type { Section } from "../lexicon/lexicon.ts";
import type { NoteDate } from "./words.ts";

export type Moment = "admission" | "discharge";
/** A sentence, list entry or table row: a place in the note with what surrounds it. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly section: Section | undefined;
  /** The nearest heading or label before it, as printed. */
  readonly heading: string;
  /** What the heading or label says of time. */
  readonly moment: Moment | undefined;
  /** A date that opens the line, or the lines above it. */
  readonly date: NoteDate | undefined;
  /** It stands in a list, table or short line rather than in prose. */
  readonly listed: boolean;
}

const HEADINGS: readonly (readonly [RegExp, Section])[] = [
  [/discharge med|medications? (?:on|at|upon) discharge|medications? prescribed|^discharge rx/i, "Discharge Medications"],
  [/admission med|home med|medications? (?:on|at|prior|upon|before|taken)|(?:current|outpatient|present) med|^medications?$|^meds?$|preadmission|med list|medication history/i, "Past Medical History"],
  [/disposition|discharged to|^dispo$/i, "Discharge Disposition"],
  [/discharge (?:diagnos|condition|status)|condition (?:on|at|upon|of)|final diagnos|^condition$|mental status:?$|level of consciousness|activity status|discharge dx|(?:primary|secondary) diagnos/i, "Discharge Condition"],
  [/discharge instruct|instructions|follow[- ]?up|recommendations?|discharge plan|patient education|when to call/i, "Discharge Instructions"],
  [/family (?:medical )?(?:history|hx)|^fh(?:x)?$|^fam(?:ily)? hx|^family$/i, "Family History"],
  [/social|^soch?$|^sh(?:x)?$|habits|^occupation|tobacco|lives with|substance (?:use|abuse)|personal history/i, "Social History"],
  [/physical|^exam(?:ination)?\b|^pe$|vitals?\b|vital signs|^vs$|objective|^o$|discharge exam|admission exam|exam (?:on|at|upon)|mental status exam|(?:on|upon) exam/i, "Physical Exam"],
  [/lab(?:s|orator(?:y|ies))?\b|pertinent|results?\b|imaging|radiology|studies|x-?ray|^cxr|^ekg|^ecg|electrocardiogram|echo|^ct\b|^mri|microbiology|^micro$|diagnostic|^data$|radiograph|cultures?$|pathology|^tte|cath(?:eterization)? report|chemistr|hematology|^cbc/i, "Pertinent Results"],
  [/past|^pmhx?$|^psh$|^pshx$|medical history|surgical history|previous|problem list|^allerg|^history$|^medical problems|obstetric|gynecolog|psychiatric history|immuniz|birth history|^pmh\b|^ob\b|comorbid/i, "Past Medical History"],
  [/present(?:ing)? illness|^hpi|chief complaint|^cc$|reason for|presentation|^history of|history and|brief history|admission history|^subjective|admi(?:ssion|tting|t) diagnos|review of systems|^ros|identif|presenting|^indication/i, "History of Present Illness"],
  [/hospital course|^course|assessment|impression|plan$|^a\/p|^a & p|procedures?|operation|^plan|consult|treatment|brief summary|summary|^issues|by system|# ?/i, "Brief Hospital Course"],
];

/** The section that a heading's words stand for; undefined for a label within a section ("HEENT", "Neck"). */
export function sectionOf(heading: string): Section | undefined {
  const text = heading.replace(/^[\s\d.#*•-]+/, "").replace(/[\s:]+$/, "");
  for (const [pattern, section] of HEADINGS) if (pattern.test(text)) return section;
  return undefined;
}

/** What words near a value say of time: admission or discharge. */
export function momentOf(text: string): Moment | undefined {
  if (/discharge|\bd\/c\b|\bdc\b|at transfer out/i.test(text) && !/discharge (?:summary|diagnos|instruct|med)/i.test(text)) return "discharge";
  return /admi(?:ssion|t)|presentation|arrival|triage|\bED\b|emergency|initial/i.test(text) ? "admission" : undefined;
}

/** The spans of a note, in order. `dates` are those of the note (words.ts). */
export function spansOf(text: string, dates: readonly NoteDate[]): Span[] {
  const spans: Span[] = [];
  let section: Section | undefined, heading = "", moment: Moment | undefined, date: NoteDate | undefined;
  let top = "";
  for (const line of linesOf(text)) {
    const head = headingOf(text, line);
    if (head) {
      const named = sectionOf(head.title);
      if (named) { section = named; top = head.title; moment = undefined; date = undefined; }
      heading = named ? head.title : `${top} / ${head.title}`;
      const told = /date|diagnos|instruct|medic/i.test(head.title) ? undefined : momentOf(head.title);
      moment = told ?? moment;
    } else if (line.blankBefore) date = undefined;
    const from = head && (head.end === line.end || (sectionOf(head.title) && TITLE_ONLY.test(head.title))) ? head.end : line.start;
    const own = dates.find((d) => d.start >= line.start && d.end <= line.end && text.slice(line.start, d.start).trim().length <= (head ? 60 : 22));
    if (own && (/^\W*$/.test(text.slice(line.start, own.start)) || /^[\s:]*$/.test(text.slice(own.end, line.end)))) date = own;
    for (const [start, end] of sentencesOf(text, from, line.end)) {
      spans.push({ start, end, section, heading, moment, date, listed: line.listed });
    }
  }
  return spans;
}

/** Titles that are no part of what is said: "PE:" is no pulmonary embolism. */
const TITLE_ONLY = /^(?:PE|FH|FHx|SH|CC|ROS|MS|history|past|family|social|physical|discharge|brief|hospital|admission|chief|allerg|medic|pertinent|lab|review|assessment|plan|impression|condition|disposition|instructions)/i;

interface Line { readonly start: number; readonly end: number; readonly blankBefore: boolean; readonly listed: boolean }

/** Lines joined where prose only wraps. A comma without a blank after it before a capital is a line break too: transcription files lose theirs so. */
function linesOf(text: string): Line[] {
  const breaks = /\r?\n|,(?=\s?,)|,(?=[A-Z0-9*•"(-])(?<!\d,(?=\d{3}\b))/g;
  const raw: { start: number; end: number; newline: boolean }[] = [];
  let start = 0;
  const oneLine = !text.includes("\n");
  for (let m = breaks.exec(text); m; m = breaks.exec(text)) {
    if (m[0] === "," && !oneLine) continue;
    raw.push({ start, end: m.index, newline: m[0] !== "," });
    start = m.index + m[0].length;
  }
  raw.push({ start, end: text.length, newline: true });
  const lines: Line[] = [];
  let blank = false;
  for (const { start: s0, end: e0, newline } of raw) {
    const s = s0 + (/^\s*/.exec(text.slice(s0, e0))?.[0].length ?? 0), e = s0 + text.slice(s0, e0).trimEnd().length;
    if (e <= s) { blank = blank || newline; continue; }
    const last = lines.at(-1);
    if (last && !blank && wraps(text, last, s, e)) lines[lines.length - 1] = { ...last, end: e, listed: false };
    else lines.push({ start: s, end: e, blankBefore: blank, listed: e - s < 90 });
    blank = false;
  }
  return lines;
}

/** True when the line that starts at `s` only continues the one before. */
function wraps(text: string, last: Line, s: number, e: number): boolean {
  const previous = text.slice(Math.max(last.start, text.lastIndexOf("\n", last.end) + 1), last.end);
  const next = text.slice(s, e);
  if (/^(?:[-*•#]|\d+[.)]\s|\[\*\*|\d{4}-\d|[A-Z][\w /&()-]{1,40}:)/.test(next) || /\s{3,}|\t|\|/.test(next) || /\s{3,}|\t|\|/.test(previous)) return false;
  if (isTitle(next)) return false;
  if (/:$/.test(previous)) return false;
  if (/^[a-z(]/.test(next) && !/[.:;]$/.test(previous)) return previous.length > 25;
  return previous.length >= 52;
}

const isTitle = (line: string): boolean => line.length <= 60 && !/\d/.test(line) && (/^[A-Z][A-Z /&'-]{3,}$/.test(line) || (/^(?:[A-Z][a-z]+|of|and|on|the)(?: (?:[A-Z][a-z]+|of|and|on|the|present))*$/.test(line) && sectionOf(line) !== undefined && line.split(" ").length <= 6));

/** A heading at the start of a line: up to a colon, or a whole short line of capitals or of a known title. */
function headingOf(text: string, line: Line): { title: string; end: number } | undefined {
  const body = text.slice(line.start, Math.min(line.end, line.start + 90));
  const colon = /^[\s#*•=_-]*((?:\d+[.)]\s*)?[A-Z][A-Za-z0-9 /&',()+.-]{0,58}?)\s*:(?![\d:])/.exec(body);
  if (colon?.[1] && isLabel(colon[1])) return { title: colon[1].trim(), end: line.start + colon[0].length };
  const whole = text.slice(line.start, line.end).replace(/^[\s#*=_-]+|[\s#*=_-]+$/g, "");
  if (whole.length <= 60 && isTitle(whole)) return { title: whole, end: line.end };
  const dash = /^([A-Z][A-Z /&]{4,50})\s*[-–]\s/.exec(body);
  return dash?.[1] && sectionOf(dash[1]) ? { title: dash[1].trim(), end: line.start + dash[0].length } : undefined;
}

/** A label is short, or names a section; an opened bracket or "A 71-year-old man, …" is prose. */
function isLabel(title: string): boolean {
  const words = title.split(/\s+/).length;
  return words <= 8 && (title.match(/\(/g)?.length ?? 0) === (title.match(/\)/g)?.length ?? 0) && (words <= 4 || sectionOf(title) !== undefined) && !/^(?:An?|He|She|The|His|Her)\s/.test(title);
}

const SHORT = /(?:^|[\s(.])(?:Dr|Mr|Mrs|Ms|St|vs|Temp|Resp|approx|e\.g|i\.e|Fig|No|p\.?o|b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d|q|p\.?r\.?n|h\.?s|a\.?m|p\.?m|y\.?o|wt|ht|Wt|Ht|Jr|Sr|C|E|S|A|[A-Z])$/;

/** Sentences of a stretch of text: a full stop, question mark or semicolon ends one, an abbreviation's or a number's stop does not. */
function sentencesOf(text: string, from: number, to: number): [number, number][] {
  const out: [number, number][] = [];
  let start = from;
  for (let i = from; i < to; i++) {
    const c = text[i] as string;
    if (c !== "." && c !== "?" && c !== "!") continue;
    const after = text.slice(i + 1, i + 6);
    if (!/^["')\]]?(?:\s|$)/.test(after) && !/^["')]?$/.test(text.slice(i + 1, to))) continue;
    const next = text.slice(i + 1, to).trimStart();
    if (c === "." && (SHORT.test(text.slice(Math.max(start, i - 8), i)) || (/^\s*\d{1,2}$/.test(text.slice(start, i))) || /^[a-z]/.test(next) && !/\s{2}/.test(after))) continue;
    push(out, text, start, i + 1);
    start = i + 1;
  }
  push(out, text, start, to);
  return out;
}

function push(out: [number, number][], text: string, start: number, end: number): void {
  while (start < end && /[\s,]/.test(text[start] as string)) start++;
  while (end > start && /[\s,]/.test(text[end - 1] as string)) end--;
  if (end > start) out.push([start, end]);
}
