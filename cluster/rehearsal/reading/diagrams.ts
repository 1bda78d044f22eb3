// Fishbone diagrams: chemistry and blood count written around lines, over three rows or in one.
import type { Value } from "./number.ts";
import { plainValue, type Sheet } from "./sheet.ts";

const BAR = "[ \\t]*[|│¦]?[ \\t]*";
const RULE = "[-–─—_=]{3,}";

/** Chemistry: Na | Cl | BUN / glucose over K | HCO3 | creatinine; blood count: WBC \ Hgb / platelets over Hct. */
const DIAGRAMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [new RegExp(`(1[1-6]\\d)${BAR}(\\d{2,3})${BAR}(\\d{1,3})[ \\t]*[/\\\\|]?[ \\t]*(\\d{2,3})?[^\\n\\d]*\\n[^\\n\\d]*${RULE}[^\\n\\d]*(\\d{2,3})?[^\\n\\d]*\\n\\D{0,30}?(\\d\\.\\d)${BAR}(\\d{1,2})${BAR}(\\d{1,2}\\.\\d{1,2})[ \\t]*[\\\\/|>]?[ \\t]*(\\d{2,3})?`, "g"), ["sodium", "chloride", "bun", "glucose", "glucose", "potassium", "bicarbonate", "creatinine", "glucose"]],
  [new RegExp(`(1[1-6]\\d)[ \\t]*[|│][ \\t]*(\\d{2,3})[ \\t]*[|│][ \\t]*(\\d{1,3})[ \\t]*[/\\\\<]?[ \\t]*(\\d{2,3})?[^\\n\\d]*\\n\\D{0,30}?(\\d\\.\\d)[ \\t]*[|│][ \\t]*(\\d{1,2})[ \\t]*[|│][ \\t]*(\\d{1,2}\\.\\d{1,2})[ \\t]*[\\\\/]?[ \\t]*(\\d{2,3})?`, "g"), ["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine", "glucose"]],
  [/(1[1-6]\d)\s?\|\s?(\d{2,3})\s?\|\s?(\d{1,3})\s?[/<\\|]\s?(\d{2,3})\s?[;,\s/]\s?(\d\.\d)\s?\|\s?(\d{1,2})\s?\|\s?(\d{1,2}\.\d{1,2})/g, ["sodium", "chloride", "bun", "glucose", "potassium", "bicarbonate", "creatinine"]],
  [/\\[ \t]*(\d{1,2}\.\d)[ \t]*\/[^\n\d]*\n[^\n\d]*(\d{1,3}(?:\.\d)?)[^\n\d]+(\d{1,4})[^\n\d]*\n[^\n\d]*\/[ \t]*(\d{2}(?:\.\d)?)[ \t]*\\/g, ["hemoglobin", "wbc", "platelets", "hematocrit"]],
  [/(\d{1,3}(?:\.\d)?)[ \t]*\\[ \t]*(\d{1,2}\.\d)[ \t]*\/[ \t]*(\d{1,4})[^\n\d]*\n(?:[^\n\d]*\n)?[^\n\d]*(\d{2}(?:\.\d)?)[ \t]*\\?/g, ["wbc", "hemoglobin", "platelets", "hematocrit"]],
  [/(\d{1,3}(?:\.\d)?)\s?>[-\s]{0,4}(\d{1,2}(?:\.\d)?)\s?[/|]\s?(\d{2}(?:\.\d)?)\s?[-\s]{0,4}<\s?(\d{1,4})/g, ["wbc", "hemoglobin", "hematocrit", "platelets"]],
];

export function fishbones(sheet: Sheet, covered: [number, number][]): Value[] {
  if (!/[|│\\<>]/.test(sheet.text) && !/-{5,}/.test(sheet.text)) return [];
  const values: Value[] = [];
  for (const [pattern, ids] of DIAGRAMS) {
    for (const match of sheet.text.matchAll(new RegExp(pattern.source, "dg"))) {
      const whole = [match.index, match.index + match[0].trimEnd().length] as const;
      if (covered.some(([a, b]) => whole[0] < b && whole[1] > a)) continue;
      const span = sheet.spanAt(whole[0]);
      const found = ids.flatMap((id, i) => (match[i + 1] === undefined ? [] : plainValue(sheet, { id, start: match.indices?.[i + 1]?.[0] as number, number: Number(match[i + 1]), span, date: span.date, moment: span.moment, quote: whole })));
      if (found.length < 3) continue;
      values.push(...found);
      covered.push([...whole]);
    }
  }
  return values;
}
