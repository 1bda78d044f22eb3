// Text as grounding compares it: folded, with the way back to the original, and cut into tokens.

/** A text folded for comparison. Character i stands for `original.slice(start[i], end[i])`. */
export interface Folded {
  readonly text: string;
  readonly start: readonly number[];
  readonly end: readonly number[];
}

const DASHES = /[‐‑‒–—―−﹣⁃­]/u, SINGLE = /[‘’‚‛`´′ʼ]/u, DOUBLE = /[“”„‟«»″]/u, INVISIBLE = /[\u200b-\u200f\u2060\ufeff\u00ad]/u, RAISED = /[²³¹⁰-₎½¼¾⅐-⅞]/u;
const SIGNS: Readonly<Record<string, string>> = { "≥": ">=", "≤": "<=", "×": "x", "±": "+/-", "→": "->", "…": "...", "µ": "u", "μ": "u", "•": "*", "·": "*" };

/**
 * Folds case, dashes, accents, ligatures and white space, and drops double quotes unless beside a
 * number (5'10"). A space stays only where dropping it would join two words or numbers ("1 4").
 * Raised digits and fractions stay: 10⁹ is not 109.
 */
export function normalizeText(original: string): Folded {
  const start: number[] = [], end: number[] = [], out: string[] = [];
  let space = false, last = "";
  const put = (c: string, from: number, to: number) => {
    out.push(c);
    start.push(from);
    end.push(to);
  };
  for (let i = 0, next = 0; i < original.length; i = next) {
    const code = original.charCodeAt(i);
    const char = code < 128 ? (ASCII[code] as string) : foldChar(String.fromCodePoint(original.codePointAt(i) as number));
    next = i + (code >= 0xd800 && code < 0xdc00 && (original.codePointAt(i) as number) > 0xffff ? 2 : 1);
    if (char === " ") space = true;
    else for (let k = 0; k < char.length; k++) {
      const c = char[k] as string;
      if ((c === "-" && last === "-") || (c === '"' && !isDigit(last) && !isDigit(original[next]))) continue;
      if (space && out.length > 0 && needsSpace(last, c)) put(" ", i, i);
      put(c, i, next);
      [space, last] = [false, c];
    }
  }
  return { text: out.join(""), start, end };
}

/** The first 128 characters, folded. White space is one space. */
const ASCII = Array.from({ length: 128 }, (_, code) => (code === 32 || (code >= 9 && code <= 13) ? " " : code === 96 ? "'" : String.fromCharCode(code).toLowerCase()));
const rare = new Map<string, string>();

function foldChar(char: string): string {
  let folded = rare.get(char);
  if (folded === undefined) rare.set(char, (folded = foldRare(char)));
  return folded;
}

function foldRare(char: string): string {
  if (INVISIBLE.test(char)) return "";
  if (/\s/u.test(char)) return " ";
  if (DASHES.test(char)) return "-";
  if (SINGLE.test(char)) return "'";
  if (DOUBLE.test(char)) return '"';
  if (RAISED.test(char)) return char;
  return SIGNS[char] ?? char.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export const isDigit = (c: string | undefined): boolean => c !== undefined && c >= "0" && c <= "9";
export const isLetter = (c: string | undefined): boolean => c !== undefined && ((c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || (c > "\u00bf" && /\p{L}/u.test(c)));

function needsSpace(before: string, after: string): boolean {
  if (isDigit(after)) return isDigit(before) || before === "." || before === ",";
  if (isDigit(before)) return after === "." || after === ",";
  return isLetter(before) && isLetter(after);
}

/** True when `text.slice(from, to)` cuts no word or number: "4 mg" is not in "14 mg". */
export function isWhole(text: string, from: number, to: number): boolean {
  const first = text[from], last = text[to - 1], before = text[from - 1], after = text[to];
  if (isLetter(first) && isLetter(before)) return false;
  if (isLetter(last) && isLetter(after)) return false;
  if ((isDigit(first) || first === ".") && isDigit(before)) return false;
  if (isDigit(first) && isDigit(text[from - 2]) && (before === "." || (before === "," && THOUSANDS.test(text.slice(from, from + 4))))) return false;
  if (isDigit(first) && before === "." && !isLetter(text[from - 2])) return false;
  if (isDigit(last) && isDigit(after)) return false;
  return !(isDigit(last) && isDigit(text[to + 1]) && (after === "." || (after === "," && THOUSANDS.test(text.slice(to + 1, to + 5)))));
}

/** What follows a comma within a number: "8,627", but not "May 6,2007". */
const THOUSANDS = /^\d{3}(?!\d)/;

/** One word, number or sign of a text. */
export interface Token {
  /** In one spelling: "pt" is "patient", "1,200" and "1200.0" are "1200". */
  readonly word: string;
  /** Place in the text it was cut from. */
  readonly start: number;
  readonly end: number;
  /** A sentence or line of its own ended before it. */
  readonly breakBefore: boolean;
  /** Only a hyphen is between it and the word before it. */
  readonly hyphenBefore: boolean;
  /** The number of a list's entry. */
  readonly mark: boolean;
  /** Nothing but signs before it on its line. */
  readonly lineStart: boolean;
}

const SIGN: Readonly<Record<string, string>> = Object.fromEntries([..."‘’`´"].map((c) => [c, "'"]).concat([..."‐‑‒–—−\u00ad"].map((c) => [c, "-"]), [..."µμ"].map((c) => [c, "u"]), [..."₀₁₂₃₄₅₆₇₈₉"].map((c, i) => [c, String(i)])));
const DOTTED = String.raw`(?:\p{L}\.(?<![\p{L}\d]\p{L}\.)(?:\p{L}\.){0,3}\p{L}\b\.?|\p{L}\.(?<![\p{L}\d]\p{L}\.)(?:\p{L}\.){1,3})`;
const WORD = String.raw`[\p{L}\p{M}]+(?:-[ \t]*\r?\n\s*\p{Ll}[\p{L}\p{M}]*)*(?:'[\p{L}\p{M}]+)?`;
const NUMBER = String.raw`[-+](?<=(?:^|[\s(=:,])[-+])\.?\d[\d,]*(?:\.\d+)?|\d+(?:,\d{3}(?!\d))*(?:\.\d+)?|\.(?<!\p{L}\.)\d+`;
const TOKEN = new RegExp(String.raw`${DOTTED}|${WORD}|${NUMBER}|[<>=≤≥]+(?<!-[<>=≤≥]+)|[%+?~²³⁹½]|\s?[-/:](?<=\d\s?[-/:])\s?(?=\d)|\(-\)`, "gu");

/** True for the number or letter of a list's entry: at a line's start, first behind a heading, or the next. */
function isMark(text: string, start: number, { number, last }: { number: string; last: number }): boolean {
  if (/^[a-z]$/.test(number)) return /^\)\s/.test(text.slice(start + 1, start + 3)) && /(?:^|\n)[ \t]*$/.test(text.slice(Math.max(0, start - 20), start));
  if (!/^\d{1,2}$/.test(number) || !/^[.)][ \t]/.test(text.slice(start + number.length, start + number.length + 2))) return false;
  const before = text.slice(Math.max(0, start - 20), start);
  if (/(?:^|\n)[ \t]*$/.test(before) || (number === "1" && /:\s*$/.test(before))) return true;
  return Number(number) === last + 1 && /[.;,]\s*$/.test(before);
}
const SAME = new Map(Object.entries({
  pt: "patient", pts: "patients", hx: "history", dx: "diagnosis", tx: "treatment", rx: "prescription", sx: "symptoms", fx: "fracture", yo: "old", w: "with", wo: "without", abd: "abdominal", approx: "approximately",
  bilat: "bilateral", lt: "left", rt: "right", neg: "negative", pos: "positive", mcg: "ug", hrs: "hours", hr: "hour", yrs: "years", yr: "year", mos: "months", wks: "weeks", mins: "minutes", min: "minutes",
  milligram: "mg", milligrams: "mg", microgram: "ug", micrograms: "ug", milliliter: "ml", milliliters: "ml", cc: "ml", centimeter: "cm", centimeters: "cm", millimeter: "mm", millimeters: "mm",
  kilogram: "kg", kilograms: "kg", pound: "lb", pounds: "lb", lbs: "lb", percent: "%", "&": "and",
}));

/**
 * The tokens of a text in order. Punctuation is left out, except what changes a value. A word broken
 * at a line's end is one token; in a quote (`spaced`) also where the break was copied as a space.
 */
export function tokens(text: string, { spaced = false }: { spaced?: boolean } = {}): Token[] {
  const plain = text.toLowerCase().replace(/[‘’`´‐‑‒–—−\u00adµμ₀-₉]/g, (sign) => SIGN[sign] ?? sign).replace(/w\/o\b/g, "wo ").slice(0, text.length);
  const lower = spaced ? plain.replace(/(?<=\p{Ll}-) (?=\p{Ll})/gu, "\n") : plain;
  const found: Token[] = [];
  let end = 0, last = 0;
  for (const match of lower.matchAll(TOKEN)) {
    const start = match.index, gap = lower.slice(end, start), next = start + match[0].length;
    const mark = isMark(lower, start, { number: match[0], last });
    if (mark) last = Number(match[0]) || 0;
    found.push({
      word: canonical(match[0]), start, end: next, mark, hyphenBefore: gap === "-" && end > 0,
      lineStart: end === 0 || gap.includes("\n"),
      breakBefore: gap.length > 1 && /[.;!?](?:\s|$)|\n\s*\n/.test(gap),
    });
    end = next;
  }
  return found;
}

const known = new Map<string, string>();

/** One spelling for all of a term; the words of a note recur, so what was found is kept. */
function canonical(raw: string): string {
  let word = known.get(raw);
  if (word !== undefined) return word;
  if (known.size > 50_000) known.clear();
  known.set(raw, (word = oneSpelling(raw)));
  return word;
}

function oneSpelling(raw: string): string {
  if (/^[a-z]+$/.test(raw)) return SAME.get(raw) ?? raw;
  if (/^[-+]?[\d.]/.test(raw) && /\d/.test(raw)) return String(Number(raw.replaceAll(",", "")));
  const word = raw.trim().replaceAll("≤", "<=").replaceAll("≥", ">=").replace(/(?<=\p{L})-\s*\n\s*|(?<=\p{L})\./gu, "").normalize("NFKD").replace(/\p{M}/gu, "");
  return SAME.get(word) ?? word;
}

/** True for a token that negates. */
export const isNegation = (word: string): boolean => /^(?:no|not|never|non|nor|neither|none|without|denie[sd]|deny|denying|negative|absent|absence|cannot|unable|lacks?|free|ruled?|rules|unremarkable|\(-\))$|n't$/.test(word);
