// Units of measurement as data: how a unit is spelled, what it measures, and its size. Read by read-number.ts.

/**
 * Spellings (lower case), the base they are counted in, and how many of it one is. Calendar months and days are bases
 * of their own: a month has no fixed number of days. A base of "" is a plain count.
 */
export const UNITS: readonly (readonly [spellings: string, base: string, size: number])[] = [
  ["pg picogram picograms", "g", 1e-12],
  ["ng nanogram nanograms", "g", 1e-9],
  ["ug mcg microgram micrograms", "g", 1e-6],
  ["mg milligram milligrams mgs", "g", 1e-3],
  ["g gm gms gram grams", "g", 1],
  ["kg kgs kilo kilos kilogram kilograms", "g", 1e3],
  ["lb lbs pound pounds", "g", 453.59237],
  ["oz ounce ounces", "g", 28.349523125],
  ["nm", "m", 1e-9],
  ["um micron microns", "m", 1e-6],
  ["mm millimeter millimeters millimetre millimetres", "m", 1e-3],
  ["cm cms centimeter centimeters centimetre centimetres", "m", 1e-2],
  ["m meter meters metre metres", "m", 1],
  ["km kilometer kilometers kilometre kilometres", "m", 1e3],
  ["in inch inches \"", "m", 0.0254],
  ["ft foot feet", "m", 0.3048],
  ["mile miles", "m", 1609.344],
  ["fl femtoliter femtoliters", "l", 1e-15],
  ["ul mcl microliter microliters microlitre", "l", 1e-6],
  ["ml mls cc ccs milliliter milliliters millilitre millilitres", "l", 1e-3],
  ["dl deciliter deciliters", "l", 0.1],
  ["l liter liters litre litres", "l", 1],
  ["pmol", "mol", 1e-12],
  ["nmol", "mol", 1e-9],
  ["umol micromol micromoles", "mol", 1e-6],
  ["mmol mmols millimoles", "mol", 1e-3],
  ["mol mole moles", "mol", 1],
  ["meq meqs milliequivalents", "eq", 1e-3],
  ["eq", "eq", 1],
  ["mosm mosmol", "osm", 1e-3],
  ["uiu uu", "u", 1e-6],
  ["miu mu", "u", 1e-3],
  ["u iu unit units", "u", 1],
  ["msec ms millisecond milliseconds", "s", 1e-3],
  ["s sec secs second seconds", "s", 1],
  ["min mins minute minutes", "s", 60],
  ["h hr hrs hour hours", "s", 3600],
  ["d day days", "s", 86_400],
  ["wk wks week weeks", "s", 604_800],
  ["mo mos month months", "month", 1],
  ["y yr yrs year years yo", "month", 12],
  ["mmhg torr", "pa", 133.322],
  ["kpa", "pa", 1000],
  ["cmh2o", "pa", 98.0665],
  ["c celsius centigrade", "kelvin", 1],
  ["f fahrenheit fahreinheit", "kelvin", 5 / 9],
  ["% percent pct", "%", 1],
  ["kcal calories", "kcal", 1],
  ["hz", "hz", 1],
  ["w watt watts", "w", 1],
  ["fr french", "fr", 1],
  ["degree degrees", "degree", 1],
  ["bsa", "bsa", 1],
  ["k thousand", "", 1e3],
  ["million", "", 1e6],
  ["billion", "", 1e9],
];

/** Nouns of counts: what stands between a number and its question, and changes neither. */
export const COUNTED = new Set(
  ("time times x beat beats breath breaths cell cells copy copies tablet tablets tab tabs pill pills capsule capsules cap "
  + "dose doses drop drops puff puffs patch patches pack packs cigarette cigarettes drink drinks beer beers glass glasses "
  + "bottle bottles child children son sons daughter daughters sibling siblings brother brothers sister sisters pregnancy "
  + "pregnancies episode episodes visit visits admission admissions session sessions cycle cycles course courses stent stents "
  + "vessel vessels lesion lesions nodule nodules stone stones node nodes bag bags point points stitches sutures "
  + "staples wbc rbc wbcs rbcs prbc prbcs event events fall falls person people patient patients procedure procedures "
  + "level levels joint joints biopsies biopsy polyp polyps leads bpm").split(" "),
);

/** Degrees above absolute zero at the zero of a scale. */
export const ZERO: Readonly<Record<string, number>> = { c: 273.15, f: 459.67 * (5 / 9) };

/** Grams in a mole and charges of what is measured, for g ↔ mol and mol ↔ Eq: a question names it. */
export const ANALYTES: readonly (readonly [name: RegExp, grams: number, charge: number])[] = [
  [/\bglucose|blood sugar|\bfsbg\b|fingerstick/i, 180.16, 0],
  [/\bcreatinine/i, 113.12, 0],
  [/triglycerid/i, 885.43, 0],
  [/cholesterol|\b[lh]dl\b/i, 386.65, 0],
  [/\bbun\b|urea/i, 28.014, 0],
  [/bilirubin/i, 584.66, 0],
  [/uric acid|\burate\b/i, 168.11, 0],
  [/lact(?:ate|ic)/i, 90.08, 0],
  [/\bcalcium/i, 40.078, 2],
  [/magnesium/i, 24.305, 2],
  [/phosph(?:ate|orus)/i, 30.974, 0],
  [/\bsodium/i, 22.99, 1],
  [/potassium/i, 39.098, 1],
  [/chloride/i, 35.45, 1],
  [/bicarbonate|\bhco3\b/i, 61.017, 1],
  [/h(?:a?)emoglobin(?! a)/i, 16_114, 0],
  [/\biron\b/i, 55.845, 0],
];
