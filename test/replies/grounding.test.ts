// Quotes against notes: what must be found, what must never be, and where it stands.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { answerInSource, groundQuote } from "../../lib/replies/grounding.ts";
import { normalizeText, tokens } from "../../lib/replies/normalize-text.ts";
import { dropsItsNegation, isNegated } from "../../lib/replies/grounding.ts";
import { cutsValue } from "../../lib/replies/word-match.ts";
import { readNotes } from "../../lib/dataset/notes.ts";

const NOTE = `HISTORY OF PRESENT ILLNESS: Mr. [**Known lastname 1**] is a 64 y/o man with no history of diabetes, who
denies chest pain, fever or chills. Metoprolol 25 mg PO BID was started. Troponin 0.04 -> 0.02 overnight. CT of the
chest showed a mass in the left lower lobe – 1.4 cm, without lymphadenopathy. Creatinine was 1.4 mg/dL on admission.
He was treated with “vancomycin” and pip/tazo for 10 days. Ambulates with a walker; no falls in the past year.
He has had chest tightness on exertion since [**2151-3-2**].

PERTINENT RESULTS:
[**2151-3-4**] 06:10AM BLOOD WBC-7.2 RBC-3.81* Hgb-11.2* Plt Ct-188
[**2151-3-4**] 06:10AM BLOOD Na-128* K-3.5 Cl-102 HCO3-24
Temp ≥ 38.5 °C once; platelets 188 × 10⁹/L. Sjögren’s antibodies negative.
Mother with breast cancer at 52. BP 120/80, HR 118. EF 50-55%. Potassium 3.5, 4.0 and 4.4.`;

const status = (quote: string, note = NOTE) => groundQuote(quote, note).status;

test("A quote that stands in the note as it is, is exact, and its span is where it stands.", () => {
  for (const quote of ["denies chest pain", "Metoprolol 25 mg PO BID", "Troponin 0.04", "no history of diabetes", "Na-128*", "[**2151-3-2**]", "left lower lobe – 1.4 cm", "a mass", "EF 50-55%", "HR 118", "Plt Ct-188"]) {
    const { status, span } = groundQuote(quote, NOTE);
    assert.equal(status, "exact", quote);
    assert.deepEqual(span, [NOTE.indexOf(quote), NOTE.indexOf(quote) + quote.length]);
  }
});

test("Other line breaks, spacing, case, dashes, quotes and Unicode are still the note's words, and the span is the note's.", () => {
  const pairs: [string, string][] = [
    ["no history of diabetes, who denies chest pain", "no history of diabetes, who\ndenies chest pain"], ["metoprolol 25mg po bid", "Metoprolol 25 mg PO BID"], ["left lower lobe - 1.4 cm", "left lower lobe – 1.4 cm"],
    ['treated with "vancomycin" and', "treated with “vancomycin” and"], ["LEFT LOWER LOBE — 1.4 CM", "left lower lobe – 1.4 cm"], ["Na - 128*", "Na-128*"], ["BP 120 / 80", "BP 120/80"], ["Temp >= 38.5 °C", "Temp ≥ 38.5 °C"],
    ["Sjogren's antibodies negative", "Sjögren’s antibodies negative"], ["188 x 10⁹/L", "188 × 10⁹/L"], ["chest\u00a0tightness  on\texertion", "chest tightness on exertion"], ["“Ambulates with a walker”", "Ambulates with a walker"],
    ["Troponin 0.04 → 0.02", "Troponin 0.04 -> 0.02"], ["- Ambulates with a walker.", "Ambulates with a walker"], ["creatinine was 1.4 mg/dL on admission;", "Creatinine was 1.4 mg/dL on admission"], ["no falls in the past year", "no falls in the past year"], ["10\u00a0days", "10 days"],
  ];
  for (const [quote, stands] of pairs) {
    const { status, span } = groundQuote(quote, NOTE);
    assert.ok(status === "normalised" || status === "exact", `${quote}: ${status}`);
    assert.equal(NOTE.slice(...(span as [number, number])), stands);
  }
});

test("Words of no weight, abbreviations, a slip of the pen: near.", () => {
  for (const quote of ["the patient denies chest pain", "CT of chest showed mass in left lower lobe", "Pt was treated with vancomycin and pip/tazo for 10 days", "was treated with the vancomycin", "Ambulates w/ a walker", "Mother w/ breast cancer at 52", "treated with vancomcyin and pip/tazo for 10 days"]) {
    assert.notEqual(status(quote), "absent", quote);
  }
  assert.equal(status("The patient was treated with vancomycin and pip/tazo for 10 days"), "near");
});

test("A quote that says something else is never grounded.", () => {
  const wrong = [
    "has chest pain", "patient has chest pain", "reports chest pain, fever or chills", "complains of chest pain", "chest pain, fever and chills present", "Metoprolol 50 mg PO BID", "Metoprolol 25 mcg PO BID", "Metoprolol 25 mg PO TID", "Metoprolol 2.5 mg", "Metoprolol 25 g PO BID",
    "Metoprolol 25 mg IV BID", "Troponin 0.40", "Troponin 0.4", "Troponin 4", "Troponin .04 -> .20", "mass in the right lower lobe", "mass in the left upper lobe", "mass in the lower lobe", "bilateral lower lobe mass", "history of diabetes", "a history of diabetes", "patient with history of diabetes",
    "known history of diabetes", "with history of diabetes", "Creatinine was 14 mg/dL", "Creatinine was 1.4 mmol/L", "Creatinine was 4 mg/dL on admission", "4 mg/dL", ".4 mg/dL on admission", "lower lobe - 14 cm", "1.4 mm", "with lymphadenopathy", "lymphadenopathy", "falls in the past year", "two falls in the past year",
    "denies chest tightness on exertion", "no chest tightness on exertion", "WBC-72", "WBC-17.2", "K-35", "Na-28", "Na-12", "Plt Ct-18", "HCO3-2", "10 day", "for 1 day", "0 days", "platelets 188 x 109/L", "platelets 88", "Sjögren’s antibodies positive", "antibodies present", "Father with breast cancer at 52",
    "breast cancer at 25", "BP 120/8", "BP 20/80", "BP 80/120", "HR 11", "HR 18", "EF 50-65%", "EF 55%", "Troponin 0.02 -> 0.04", "ymphadenopathy", "iabetes", "ever or chills", "Creatinine was 1.4 mg/dL at discharge", "treated without vancomycin", "treated with gentamicin and pip/tazo for 10 days", "tension", "",
    "...", "  ", "—", "64 y/o woman", "46 y/o man", "Potassium 3.54.0", "temp ≤ 38.5 °C", "temp 38.5 °C twice",
  ];
  for (const quote of wrong) assert.equal(status(quote), "absent", quote);
});

test("The substitutions that turn a meaning round are refused in any wording around them.", () => {
  const frames = ["Assessment: %s. Plan as discussed.", "He %s\nand was seen in clinic.", "1. %s\n2. Stable otherwise", "HPI:   %s, per family", "%s"];
  const pairs: [string, string][] = [
    ["denies chest pain", "has chest pain"], ["lisinopril 25 mg daily", "lisinopril 50 mg daily"], ["troponin 0.04", "troponin 0.40"], ["left lobe mass", "right lobe mass"], ["no history of stroke", "history of stroke"], ["INR 1.4", "INR 14"], ["INR 14", "INR 1.4"], ["no known history of stroke", "known history of stroke"],
    ["not on dialysis", "on dialysis"], ["without oxygen", "with oxygen"], ["negative for influenza", "positive for influenza"], ["INR of 1.04", "INR of 1.4"], ["5 mg of warfarin", "5 g of warfarin"], ["insulin 10 units", "insulin 100 units"], ["creatinine 1.40", "creatinine 1.04"], ["right-sided weakness", "left-sided weakness"],
    ["never smoked", "smoked"], ["atrial fibrillation was ruled out", "atrial fibrillation was ruled in"], ["hypokalemia", "hyperkalemia"], ["dysphagia to solids", "dysphasia to solids"], ["mother had lupus", "patient had lupus"], ["possible pneumonia on film", "pneumonia on film was definite"], ["asymptomatic bradycardia", "symptomatic bradycardia"],
    ["chest pain-free", "chest pain"], ["no longer smoking", "smoking"], ["non-smoker", "smoker"], ["ex-smoker", "smoker"], ["base excess of -5", "base excess of 5"], ["base excess -5", "base excess 5"], ["isn't diabetic", "diabetic"], ["troponin <0.01", "troponin was 0.01"], ["EF 50-55%", "EF 55%"], ["no evidence of DVT", "evidence of DVT"],
  ];
  for (const frame of frames) for (const [stands, quote] of pairs) {
    const note = frame.replace("%s", stands);
    assert.equal(status(quote, note), "absent", `${quote} for ${note}`);
    assert.notEqual(status(stands, note), "absent", stands);
  }
});

test("The parts of a quote with words left out must stand in their order, and what is left out may not turn them.", () => {
  for (const quote of ["Metoprolol ... was started", "Creatinine … 1.4 mg/dL", "CT of the chest [...] left lower lobe", "denies chest pain ... chills", "WBC-7.2 ... Hgb-11.2*", "no history of diabetes … denies chest pain"]) {
    const { status, span } = groundQuote(quote, NOTE);
    assert.equal(status, "normalised", quote);
    assert.ok(NOTE.slice(...(span as [number, number])).toLowerCase().startsWith(quote.slice(0, 5).toLowerCase()));
  }
  for (const quote of ["was started ... Metoprolol", "Metoprolol ... 50 mg", "man with ... diabetes", "who ... chest pain", "Troponin ... 1.4", "chest … gallbladder", "Creatinine ... 11.2"]) assert.equal(status(quote), "absent", quote);
});

test("A quote that a distant negation reaches is found, and says so; one that is cut from its own no is not found.", () => {
  assert.deepEqual(["chest pain", "fever or chills", "denies chest pain"].map((quote) => groundQuote(quote, NOTE).polarity), ["denied", "denied", "affirmed"]);
  assert.equal(groundQuote("chest tightness on exertion", NOTE).polarity, "affirmed");
  assert.equal(groundQuote("chest pain", "Denies chest pain on Monday. On Tuesday chest pain at rest.").polarity, "affirmed", "the second place is not negated");
  assert.ok(isNegated("No fever, cough or rash", 17) && !isNegated("No fever. Cough and rash", 10) && !isNegated("No fever but has rash", 17));
  const lines = "Tobacco: no\nAlcohol: two beers a day\nDrugs: denies\nFamily: no\ndiabetes";
  assert.deepEqual([status("Alcohol: two beers a day", lines), groundQuote("Alcohol: two beers a day", lines).polarity, status("diabetes", lines)], ["exact", "affirmed", "absent"], "a new line of a list is its own; a wrapped line is not");
  assert.ok(dropsItsNegation("no prior history of stroke", 9) && !dropsItsNegation("denies stroke", 7));
});

// True quotes out of whole notes, rewritten the ways models rewrite them.
const BUNDLED = readFileSync(new URL("../../data/notes/notes.jsonl", import.meta.url), "utf8").trim().split("\n").slice(0, 60).map((line) => (JSON.parse(line) as { text: string }).text);
const rewrite: ((quote: string) => string)[] = [
  (q) => q, (q) => q.replace(/\s+/g, " "), (q) => q.replace(/\s+/g, "\n"), (q) => q.replace(/ /g, "\u00a0 "), (q) => q.toUpperCase(), (q) => q.toLowerCase(), (q) => q.replace(/-/g, "–"), (q) => q.replace(/-/g, "—"), (q) => q.replace(/'/g, "’").replace(/"/g, "“"), (q) => `"${q}"`, (q) => `${q}.`,
  (q) => q.replace(/(\d) (mg|mL|g|kg|units|cm|%)\b/g, "$1$2"), (q) => q.replace(/\s*\n\s*/g, "\r\n  "), (q) => q.normalize("NFD"), (q) => `  ${q}\n`,
];

/** A passage of whole words that cuts neither a value nor a "no" or "free" of its own. */
const passage = (notes: readonly string[]) => fc.tuple(fc.constantFrom(...notes), fc.nat(), fc.integer({ min: 1, max: 25 })).map(([note, at, length]) => {
  const words = [...note.matchAll(/\S+/g)], first = at % words.length, last = Math.min(words.length - 1, first + length - 1);
  const start = words[first]?.index ?? 0, end = (words[last]?.index ?? 0) + (words[last]?.[0].length ?? 0);
  return { note, start, quote: note.slice(start, end) };
}).filter(({ note, start, quote }) => /[\p{L}\p{N}]/u.test(quote) && !dropsItsNegation(note, start, start + quote.length) && !cutsValue(note, [start, start + quote.length]) && !/\.{3}|^[^\p{L}\p{N}]*no\b/iu.test(quote));

const trueQuotesAreFound = (notes: readonly string[], numRuns: number) => fc.assert(fc.property(passage(notes), fc.constantFrom(...rewrite), ({ note, quote }, change) => {
  const { status, span, reason } = groundQuote(change(quote), note);
  assert.notEqual(status, "absent", `${JSON.stringify(change(quote))}: ${reason}`);
  const bare = (text: string) => normalizeText(text).text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  assert.equal(bare(note.slice(...(span as [number, number]))), bare(quote));
}), { numRuns, seed: 7 });

const alter: ((quote: string) => string)[] = [
  (q) => q.replace(/\d+(?:\.\d+)?/, (n) => String(Number(n) * 10 + 1)), (q) => q.replace(/\d+\.\d+/, (n) => n.replace(".", "")), (q) => q.replace(/\d/, (d) => String((Number(d) + 3) % 10)), (q) => q.replace(/\bleft\b/i, "right"), (q) => q.replace(/\bright\b/i, "left"), (q) => q.replace(/\b(?:denies|denied)\b/i, "has"),
  (q) => q.replace(/\b(?:no|not|without|never)\s+/i, ""), (q) => q.replace(/\bmg\b/, "g"), (q) => q.replace(/\bmg\b/, "mcg"), (q) => `no ${q}`, (q) => `denies ${q}`, (q) => q.replace(/\b(?:was|is|has)\b/, (w) => `${w} not`), (q) => q.replace(/\b(?:mother|father|sister|brother)\b/i, "patient"), (q) => `${q} 7.77`, (q) => `not mentioned: ${q}`,
];

const alteredQuotesAreNot = (notes: readonly string[], numRuns: number) => fc.assert(fc.property(passage(notes), fc.constantFrom(...alter), ({ note, quote }, change) => {
  const altered = change(quote), squash = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}.%]/gu, "");
  const negates = /^(?:no|denies|not mentioned:) /.test(altered) && !/^(?:no|denies|not) /.test(quote);
  fc.pre(altered !== quote && !squash(note).includes(squash(altered).replace(/\.+$/, "")) && !(negates && isNegated(note, note.indexOf(quote))));
  assert.equal(groundQuote(altered, note).status, "absent", JSON.stringify([quote, altered]));
}), { numRuns, seed: 8 });

test("True quotes of the bundled notes are always found, at their place.", () => trueQuotesAreFound(BUNDLED, 3000));
test("Quotes of the bundled notes with another number, unit, side or negation are never found.", () => alteredQuotesAreNot(BUNDLED, 3000));

const REAL = `${process.env.DISTIL_DATA ?? new URL("../../data/external", import.meta.url).pathname}/mtsamples/notes.csv`;
test("The same holds on real reports.", { skip: existsSync(REAL) ? false : "no mtsamples/notes.csv in DISTIL_DATA" }, async () => {
  const notes: string[] = [];
  for await (const { text } of readNotes(REAL)) notes.push(text);
  trueQuotesAreFound(notes.slice(0, 100), 2000);
  alteredQuotesAreNot(notes.slice(0, 100), 2000);
});

test("Folding keeps every character's place, whatever the text.", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
    const { text: folded, start, end } = normalizeText(text);
    assert.equal(start.length, folded.length);
    for (let i = 0; i < folded.length; i++) assert.ok((start[i] as number) <= (end[i] as number) && (end[i] as number) <= text.length && (i === 0 || (start[i - 1] as number) <= (start[i] as number)));
    for (const { start: from, end: to } of tokens(text)) assert.ok(from < to && to <= text.length);
    groundQuote(text, text + NOTE);
  }), { numRuns: 500, seed: 9 });
});

test("The number of an answer stands in its quote, or does not; a redaction tag lends none.", () => {
  const holds: [number, string][] = [[1.4, "Creat-1.4*"], [8627, "CK 8,627"], [0.04, "Trop .04"], [55, "EF 55%"], [2, "two drinks a day"], [1.4, "1.40 mg/dL"], [67, "67yo F"], [-5, "BE -5"], [0, "zero falls"], [80, "BP 120/80"]];
  for (const [answer, source] of holds) assert.ok(answerInSource({ answer, source }), source);
  const lacks: [number, string][] = [[14, "Creat-1.4*"], [1.4, "14"], [22, "seen on [**3-22**]"], [4, "Creat-1.4"], [0.4, "Trop 0.04"], [862, "CK 8,627"], [5, ""]];
  for (const [answer, source] of lacks) assert.ok(!answerInSource({ answer, source }), source);
  assert.ok(answerInSource({ answer: "Yes", source: "denies" }) && answerInSource({ answer: "NA", source: "Not in Note" }));
});
