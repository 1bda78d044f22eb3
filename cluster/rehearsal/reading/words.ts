// A text as words, numbers, dates and marks with their places. Owns splitting; meaning is read elsewhere.

export interface Word {
  readonly start: number;
  readonly end: number;
  readonly raw: string;
  /** Lower case, without plural s or possessive, for comparison. */
  readonly norm: string;
  /** Only blanks, hyphens or slashes stand between this word and the one before. */
  readonly joined: boolean;
}

const WORD = /[A-Za-z%µμ][A-Za-z0-9₀-₉²]*(?:['’][A-Za-z]+)?|\d+(?:,\d{3})*(?:\.\d+)?/g;
/** A letter of vital signs stuck to its number ("T98.6", "BP120"). */
const GLUED = /^(T|Tm|Tmax|Tc|P|HR|BP|RR|R|Wt|Sat|SBP|GCS|O2sat)(?=\d{2,3}$)/;
const SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉";

/** The words and numbers of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let before = 0;
  WORD.lastIndex = 0;
  for (let match = WORD.exec(text); match; match = WORD.exec(text)) {
    const start = match.index;
    const raw = GLUED.exec(match[0])?.[1] ?? match[0];
    WORD.lastIndex = start + raw.length;
    words.push({ start, end: start + raw.length, raw, norm: norm(raw), joined: joins(text, before, start) });
    before = start + raw.length;
  }
  return words;
}

/** A word for comparison: "Seizures" and "seizure" are one, "HTN" and "htn" too. */
export function norm(raw: string): string {
  let word = raw.toLowerCase().replace(/['’]s?$/, "").replace(/['’]s$/, "");
  if (/[₀-₉²]/.test(word)) word = word.replace(/[₀-₉]/g, (c) => String(SUBSCRIPTS.indexOf(c))).replaceAll("²", "2");
  return word.length > 4 && word.endsWith("s") && !/(?:ss|us|is)$/.test(word) ? word.slice(0, -1) : word;
}

function joins(text: string, from: number, to: number): boolean {
  if (to - from > 24) return false;
  let lines = 0;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    if (c === 10 && ++lines > 1) return false;
    if (!(c === 32 || c === 9 || c === 10 || c === 13 || c === 45 || c === 47 || c === 8211 || c === 39 || c === 8217)) return false;
  }
  return true;
}

/** A date or a day in hospital, as far as the note gives it. */
export interface NoteDate {
  readonly start: number;
  readonly end: number;
  readonly year?: number;
  readonly month?: number;
  readonly day?: number;
  /** Minutes after midnight when a time follows. */
  readonly minute?: number;
}

const MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec";
const MONTH = `(${MONTHS})[a-z]*\\.?`;
const TIME = "(?:[ T,]{1,3}(?:at\\s)?(\\d{1,2}):(\\d{2})(?::\\d{2})?\\s?([AaPp]\\.?[Mm])?)?";
const DATES = new RegExp([
  `\\[\\*\\*\\s?(\\d{4})-(\\d{1,2})-(\\d{1,2})\\s?\\*\\*\\]${TIME}`,
  `\\[\\*\\*\\s?(\\d{1,2})[-/](\\d{1,2})\\s?\\*\\*\\]${TIME}`,
  `\\b(\\d{4})-(\\d{1,2})-(\\d{1,2})\\b${TIME}`,
  `\\b(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})\\b${TIME}`,
  `\\b${MONTH}\\s(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s(\\d{4}))?\\b(?![./]\\d)`,
  `\\b(\\d{1,2})(?:st|nd|rd|th)?\\s(?:of\\s)?${MONTH}(?:,?\\s(\\d{4}))?\\b`,
  `\\[\\*\\*${MONTH}\\s(\\d{1,2})\\*\\*\\]`,
  `(?<![\\d/.])(0?[1-9]|1[0-2])/(0?[1-9]|[12]\\d|3[01])(?![\\d/.]|\\s?(?:mg|of|tab|mm))`,
].join("|"), "gi");

/** The dates of a text, in order. A month and day alone ("3/4") count only after "on", a bracket or at a line's start. */
export function datesOf(text: string): NoteDate[] {
  const dates: NoteDate[] = [];
  for (const match of text.matchAll(DATES)) {
    const date = readDate(match, text);
    if (date) dates.push(date);
  }
  return dates;
}

function readDate(m: RegExpMatchArray, text: string): NoteDate | undefined {
  const start = m.index as number, end = start + m[0].length, at = { start, end };
  const n = (i: number) => (m[i] === undefined ? undefined : Number(m[i]));
  const month = (i: number) => MONTHS.split("|").indexOf((m[i] as string).slice(0, 3).toLowerCase()) + 1;
  if (m[1]) return { ...at, year: n(1), month: n(2), day: n(3), minute: minute(m, 4) } as NoteDate;
  if (m[7]) return valid({ ...at, month: n(7), day: n(8), minute: minute(m, 9) } as NoteDate);
  if (m[12]) return valid({ ...at, year: n(12), month: n(13), day: n(14), minute: minute(m, 15) } as NoteDate);
  if (m[18]) return valid({ ...at, year: century(n(20) as number), month: n(18), day: n(19), minute: minute(m, 21) } as NoteDate);
  if (m[24]) return valid({ ...at, month: month(24), day: n(25), year: n(26) } as NoteDate);
  if (m[27]) return valid({ ...at, day: n(27), month: month(28), year: n(29) } as NoteDate);
  if (m[30]) return valid({ ...at, month: month(30), day: n(31) } as NoteDate);
  return /(?:\bon|\bof|\bfrom|\buntil|\(|since|^|\n|,)\s*$/i.test(text.slice(Math.max(0, start - 8), start)) || /^\s*(?::|\))/.test(text.slice(end, end + 3)) ? valid({ ...at, month: n(32), day: n(33) } as NoteDate) : undefined;
}

const valid = (date: NoteDate): NoteDate | undefined => ((date.month ?? 1) >= 1 && (date.month ?? 1) <= 12 && (date.day ?? 1) >= 1 && (date.day ?? 1) <= 31 ? date : undefined);
const century = (year: number): number => (year >= 100 ? year : year > 40 ? 1900 + year : 2000 + year);

function minute(m: RegExpMatchArray, i: number): number | undefined {
  if (m[i] === undefined) return undefined;
  const hour = Number(m[i]) % (m[i + 2] ? 12 : 24);
  return (hour + (/p/i.test(m[i + 2] ?? "") ? 12 : 0)) * 60 + Number(m[i + 1]);
}

/** Two dates that may be one: parts that either lacks are not compared. */
export const sameDay = (a: NoteDate, b: NoteDate): boolean => a.month === b.month && a.day === b.day && (a.year === undefined || b.year === undefined || a.year === b.year);
/** A number that orders dates; dates without a year sort by month and day. */
export const dayNumber = (date: NoteDate): number => ((date.year ?? 0) * 12 + (date.month ?? 0)) * 31 + (date.day ?? 0) + (date.minute ?? 0) / 1440;
