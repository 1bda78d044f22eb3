// Reads a number with what is written around it: bound, exponent, unit. Whatever is not known to leave the number a plain
// one ("3 March", "1 million", "5 not confirmed") makes it none. What a unit is worth is in units.ts.
import { ANALYTES, COUNTED, UNITS, ZERO } from "./units.ts";

export type BoundSign = "<" | "≤" | ">" | "≥";

/** A number of a model or a label, or why it is none. */
export type NumberReading =
  | { readonly value: number; readonly bound?: BoundSign; readonly unit?: string }
  | { readonly why: string; readonly unit?: string };

/** What a question says of its answer. The unit is the one it names, where it is not given apart. */
export interface Asked {
  readonly question?: string | undefined;
  readonly unit?: string | undefined;
}

const LONGEST = 120;
const THOUSAND = "[,'’\\u2009]";
const DIGITS = `(?:[1-9]\\d{0,2}(?:${THOUSAND}\\d{3})+(?!\\d)|\\d+)(?:\\.\\d*)?|\\.\\d+`;
// A power of ten that a "/" follows belongs to the unit: 12 x10^9/L is 12 of them.
const POWER = "e([+-]?\\d{1,2})(?![\\w.])|\\s*[x*·]\\s*10\\s*(?:\\^|\\*\\*|\\*|e)\\s*\\(?([+-]?\\d{1,2})\\)?(?!\\s*(?:\\/|per\\b)|\\d)";
const NUMBER = new RegExp(`^(?:[=~≈]\\s*)?([+-]?(?:${DIGITS}))(?:${POWER})?(.*)$`, "is");

const LESS = "less|fewer|lower|smaller|younger|shorter|below|under|beneath|down";
const MORE = "more|greater|higher|larger|bigger|older|longer|above|over|beyond|exceed(?:s|ing)?|in excess|upwards?|up";
const SIGN = /^(<=|=<|>=|=>|[<>]\s*or\s*(?:=|equal(?:\s+to)?(?=\s))|[<>≤≥⩽⩾≦≧])\s*/i;
const BEFORE = new RegExp(
  `^(?:(not?)\\s+)?(?:(?:(${LESS})|(${MORE}))(?:\\s+(?:than|of))?(\\s+or\\s+equal(?:\\s+to)?)?`
  + "|((?:at\\s+least|(?:a\\s+)?minimum\\s+of))|((?:at\\s+(?:the\\s+)?most|up\\s+to|(?:a\\s+)?maximum\\s+of)))\\s+(?=[\\d.+-])",
  "i",
);
const AFTER = new RegExp(
  `^(.*?)(?:\\s*(\\+)|\\s(?:(?:or|and)\\s+(?:(${LESS})|(${MORE}))|(at\\s+least|plus)|(at\\s+most|tops)))(?=$|\\s)(.*)$`, "i");

/**
 * The number that a text is, in the unit asked for: "1.4e3" is 1400, "−5" is −5, "≥ 38.5 °C" a bound. A range, a date, a number
 * that is doubted or has words beside it that are neither its unit nor the question's is none; nor is one in a unit that cannot
 * be converted (`unit` is set then).
 */
export function readNumber(text: string, asked: Asked = {}): NumberReading {
  if (text.length > LONGEST) return { why: "more than a number" };
  const plain = plainSigns(text);
  const { sign, rest } = boundBefore(plain);
  const match = NUMBER.exec(rest);
  if (!match) return { why: /\d/.test(plain) ? "a number among other words" : "something else" };
  const [, digits = "", power = match[3] ?? "0", , after = ""] = match;
  const value = Number(`${digits.replace(/[,'’\u2009]/g, "")}e${power}`);
  const end = boundAfter(after);
  if (sign && end.sign) return { why: "two bounds" };
  const unit = unitText(end.rest, { attached: !/^\s/.test(after) && after !== "", question: asked.question });
  if (unit === undefined) return { why: /\d/.test(end.rest) ? "more than one number" : "a number among other words" };
  const bound = sign ?? end.sign;
  const converted = convert(value, unit, asked);
  if (converted === "scale") return { why: "a number among other words" };
  if (converted === undefined) return { why: `a number in ${unit}`, unit };
  return { value: converted, ...(bound && { bound }), ...(unit && { unit }) };
}

/** Digits of any width, one minus, one multiplication sign; superscripts as ^. */
function plainSigns(text: string): string {
  const flat = text.replace(/[⁰¹²³⁴-⁹⁺⁻]+/g, (raised) => `^${raised.normalize("NFKC")}`)
    .replace(/[\u00a0\u202f]/g, "\u2009");
  return flat.split("\u2009").map((part) => part.normalize("NFKC")).join("\u2009")
    .replace(/[\u2212\u2010\u2011\ufe63]/g, "-").replace(/[×✕]/g, "x").replace(/[µμ]/g, "u").replace(/&lt;/g, "<").replace(/&gt;/g, ">").trim();
}

const SIGNS: Readonly<Record<string, BoundSign>> = {
  "<": "<", ">": ">", "<=": "≤", "=<": "≤", "≤": "≤", "⩽": "≤", "≦": "≤", ">=": "≥", "=>": "≥", "≥": "≥", "⩾": "≥", "≧": "≥",
};

function boundBefore(text: string): { sign?: BoundSign | undefined; rest: string } {
  const sign = SIGN.exec(text);
  if (sign) return { sign: SIGNS[(sign[1] as string).replace(/\s*or.*/i, "=")], rest: text.slice(sign[0].length) };
  const words = BEFORE.exec(text);
  if (!words) return { rest: text };
  const [all, not, less, more, equal, least] = words;
  const rest = text.slice(all.length);
  if (less === undefined && more === undefined) return { sign: (least !== undefined) !== (not !== undefined) ? "≥" : "≤", rest };
  if (not !== undefined) return { sign: less !== undefined ? "≥" : "≤", rest };
  if (less !== undefined) return { sign: equal ? "≤" : "<", rest };
  return { sign: equal ? "≥" : ">", rest };
}

function boundAfter(text: string): { sign?: BoundSign | undefined; rest: string } {
  const match = AFTER.exec(text);
  if (!match) return { rest: text };
  const [, before = "", , less, , , most, after = ""] = match;
  return { sign: less !== undefined || most !== undefined ? "≤" : "≥", rest: `${before}${after}` };
}

const FLAG = /\s*(?:[*#]+|\([HL]\))?[.!,;]?$/i;

/** The unit in the text after a number: "" for none, undefined where other words stand there. */
function unitText(after: string, { attached, question = "" }: { attached: boolean; question?: string | undefined }): string | undefined {
  const text = after.replace(FLAG, "").trim().replace(/^\((.*)\)$/, "$1").replace(/^-(?=[a-z])/i, "").replace(/[\s-]old$/i, "");
  if (text === "") return "";
  if (/^(?:[MBK]|[ap]\.?m)$/.test(text) || (attached && /^['’]?s$/i.test(text))) return undefined;
  if (isUnit(text)) return text;
  const words = text.split(/\s+/), known = new Set(wordsOf(question));
  const other = words.findIndex((_, i) => !isUnit(words.slice(0, i + 1).join(" ")));
  const rest = words.slice(other).flatMap(wordsOf);
  const told = rest.length > 0 && !/\d/.test(words.slice(other).join("")) && rest.every((word) => known.has(word)) && rest.some((word) => word.length > 3);
  return told && !/[?]/.test(text) ? words.slice(0, other).join(" ") : undefined;
}

const wordsOf = (text: string): string[] => (text.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => word.replace(/(?<=..)s$/, ""));

interface Unit { readonly scaled: boolean; readonly size: number; readonly zero: number; readonly bases: ReadonlyMap<string, number> }

const BY_SPELLING = new Map(UNITS.flatMap(([spellings, base, size]) => spellings.split(" ").map((one) => [one, { base, size, zero: ZERO[one[0] ?? ""] ?? 0 }] as const)));

const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/\b1\.73\s*m(?:\^?2)?\b/g, "bsa"], [/\bmm\s+hg\b/g, "mmhg"], [/\bcm\s*h2o\b/g, "cmh2o"], [/\by\/o\b|\byears?[\s-]+old\b|\by\.o\b/g, "years"],
  [/°\s*|\b(?:degrees?|deg)\s+(?=[cf])/g, ""], [/\bbpm\b/g, "beats/min"], [/\bppd\b/g, "packs/day"], [/\bhpf\b/g, "x"],
  [/\bcubic (?:millimet(?:er|re)s?|mm)\b/g, "ul"], [/\bmm\^?3\b|\bcmm\b/g, "ul"], [/\bcm\^?3\b/g, "ml"],
  [/\b(?:per|an?|each|every)\b/g, "/"], [/\bdaily\b/g, "/day"], [/\bsquare meters?\b/g, "m2"],
];
const POWER_OF_TEN = /^(?:x\s*)?10\s*(?:\^|\*\*|\*|e|\()\s*(\d{1,2})\)?\s*/;

/** What a unit measures and its size, or undefined where a part of it is no unit. */
function parseUnit(text: string): Unit | undefined {
  let rest = ALIASES.reduce((now, [pattern, by]) => now.replace(pattern, by), plainSigns(text).toLowerCase()).trim();
  let size = 1, zero = 0, sign = 1, scaled = false;
  const bases = new Map<string, number>();
  const power = POWER_OF_TEN.exec(rest);
  if (power) [size, rest, scaled] = [10 ** Number(power[1]), rest.slice(power[0].length), true];
  while (rest !== "") {
    const part = /^(\/)?\s*(?:([a-z]+\d?o?|%|")(?:\^?(-?\d))?)?\.?[\s*·.-]*/.exec(rest);
    if (!part?.[0]) return undefined;
    const [all, slash, spelled, raised] = part;
    if (slash) sign = -1;
    rest = rest.slice(all.length);
    if (spelled === undefined) {
      if (!slash || rest === "") return undefined;
      continue;
    }
    const read = unitNamed(spelled, raised);
    if (!read) return undefined;
    size *= read.size ** (sign * read.times);
    scaled ||= read.base === "" && read.size !== 1;
    if (read.base === "kelvin") zero = read.zero;
    if (read.base !== "") bases.set(read.base, (bases.get(read.base) ?? 0) + sign * read.times);
  }
  return { scaled, size, zero, bases };
}

function unitNamed(spelled: string, raised: string | undefined): { base: string; size: number; zero: number; times: number } | undefined {
  const [, word = "", digit] = /^(.*?)(\d)?$/.exec(spelled) ?? [];
  const whole = BY_SPELLING.get(spelled);
  if (whole) return { ...whole, times: Number(raised ?? 1) };
  const known = BY_SPELLING.get(word) ?? (COUNTED.has(word) && digit === undefined ? { base: "", size: 1, zero: 0 } : undefined);
  return known && { ...known, times: Number(raised ?? digit ?? 1) };
}

const isUnit = (text: string): boolean => parseUnit(text) !== undefined;

/**
 * A value in the unit asked for; as it is where no unit is asked for or given, undefined where none is known to lead to the other,
 * "scale" for a number that only "million" and the like make complete: their unit is not the one asked for, but a part of the number.
 */
function convert(value: number, unit: string, asked: Asked): number | undefined | "scale" {
  const from = unit === "" ? undefined : parseUnit(unit);
  const name = asked.unit ?? unitAsked(asked.question ?? "");
  const to = name === undefined ? undefined : parseUnit(name);
  if (name !== undefined && !to && from && asked.unit !== undefined) return unit.trim().toLowerCase() === name.trim().toLowerCase() ? value : undefined;
  if (from && !to && from.scaled && ![...from.bases.values()].some((times) => times < 0)) return "scale";
  if (!from || !to) return value;
  const factor = (from.size / to.size) * bridge(from, to, asked.question ?? "");
  if (Number.isNaN(factor)) return undefined;
  if (from.zero !== to.zero) return rounded((value * from.size + from.zero - to.zero) / to.size);
  return Math.abs(factor - 1) < 1e-12 ? value : rounded(value * factor);
}

/** 1 for two units of the same bases; grams, moles and charges of what the question names lead to each other; else NaN. */
function bridge(from: Unit, to: Unit, question: string): number {
  const off = [...new Set([...from.bases.keys(), ...to.bases.keys()])]
    .map((base) => [base, (from.bases.get(base) ?? 0) - (to.bases.get(base) ?? 0)] as const).filter(([, by]) => by !== 0);
  if (off.length === 0) return 1;
  const [, grams, charge] = ANALYTES.find(([name]) => name.test(question)) ?? [undefined, Number.NaN, Number.NaN];
  const moles: Readonly<Record<string, number>> = { g: 1 / grams, mol: 1, eq: charge ? 1 / charge : Number.NaN };
  const [lost, gained] = [off.find(([, by]) => by === 1), off.find(([, by]) => by === -1)];
  return off.length === 2 && lost && gained ? (moles[lost[0]] ?? Number.NaN) / (moles[gained[0]] ?? Number.NaN) : Number.NaN;
}

const rounded = (value: number): number => Number(value.toPrecision(6));

const NAMED = /(\bin|\(|\bas|\bhow many|\bnumber of)\s*([^,;?()]{1,40})/gi;

/** The unit that a question names: "…, in mg/dL?", "(mg/dL)", "How many weeks …". An age without one is in years. */
export function unitAsked(question: string): string | undefined {
  for (const [, by = "", text = ""] of question.slice(0, 2000).matchAll(NAMED)) {
    const words = text.trim().replace(/\.$/, "").split(/\s+/), counts = /many|number/i.test(by);
    if (!/[a-z%°]/i.test(words[0] ?? "") || /^(?:an?|per|each|every|daily)$/i.test(words[0] ?? "")) continue;
    for (let n = Math.min(words.length, 4); n > 0; n--) {
      const name = words.slice(0, n).join(" ").replace(/\.$/, ""), unit = parseUnit(name);
      if (unit && (counts || unit.bases.size > 0 || unit.scaled) && (n === words.length || name.length > 1)) return name;
    }
  }
  return /\bhow old\b|\bage\b/i.test(question) ? "years" : undefined;
}
