// Numbers written out: "twenty-six", "one hundred and twenty", "one point four", "thirty thousand".

const SMALL: Readonly<Record<string, number>> = {
  zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9,
  ten: 10, eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16,
  seventeen: 17, eighteen: 18, nineteen: 19,
};
const TENS: Readonly<Record<string, number>> = {
  twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
};
const SCALES: Readonly<Record<string, number>> = { hundred: 100, thousand: 1000 };

const JOIN = "(?:[\\s-]+(?:and[\\s-]+)?)";
const small = Object.keys(SMALL).toReversed().join("|"), tens = Object.keys(TENS).join("|");
/** A written number as the source of a pattern, in small letters and without a group of its own. */
export const WRITTEN = `(?:(?:${tens}|${small})(?:${JOIN}(?:${tens}|${small}|hundred|thousand)\\b){0,6}`
  + `(?:\\spoint(?:\\s(?:${small})\\b){1,3})?)`;
const AT = new RegExp(`\\b${WRITTEN}(?![A-Za-z])`, "iy");

/** The number that its words say; undefined where they do not make one ("twenty forty"). */
export function numberOf(written: string): number | undefined {
  const [whole = "", part] = written.toLowerCase().split(/\spoint\s/);
  let total = 0, group = 0, last = Number.POSITIVE_INFINITY;
  for (const word of whole.split(/[\s-]+/)) {
    if (word === "and") continue;
    const scale = SCALES[word], value = TENS[word] ?? SMALL[word];
    if (scale === 100 && group > 0 && group < 10) { group *= 100; last = 100; continue; }
    if (scale === 1000 && group > 0) { total += group * 1000; group = 0; last = 1000; continue; }
    if (value === undefined || value >= last || (last < 20 && last > 0) || (last < 100 && value > 9)) return undefined;
    group += value;
    last = value;
  }
  const digits = part?.split(/\s+/).map((word) => SMALL[word]).join("") ?? "";
  return Number(`${total + group}${digits === "" ? "" : `.${digits}`}`);
}

/** The written number that starts at `at` in a text, with the offset where it ends. */
export function writtenAt(text: string, at: number): { number: number; end: number } | undefined {
  AT.lastIndex = at;
  const match = AT.exec(text), number = match && numberOf(match[0]);
  return match && typeof number === "number" ? { number, end: AT.lastIndex } : undefined;
}
