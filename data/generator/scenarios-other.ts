// Stays for infections elsewhere, nerves, bones, hormones and kidneys.
import type { Scenario } from "./scenarios.ts";

export const OTHER: readonly Scenario[] = [
  {
    id: "uti", weight: 2, ages: [28, 94], service: ["MEDICINE"], days: [2, 6],
    complaint: ["«fever+ fever», «dysuria+ dysuria»", "«dysuria+ burning with urination»", "confusion, «fever+ fever»"],
    diagnosis: ["«uti+ Urosepsis»", "«uti+ Pyelonephritis»", "Complicated «uti+ urinary tract infection»"],
    story: [
      ["<n> days of «dysuria+ {dysuria|burning with urination|painful urination}»{| and frequency|, urgency}{| , worse over the last day}.", "<He> {reports|had} «dysuria+ dysuria» {starting|beginning} <n> days {ago|before arrival}{| with {left|right} flank pain}."],
      ["{Then|Last night|On <shortdate>} {spiked|had} a «fever+ fever» to <fever>{| with «chills+ {rigors|chills}»}."],
      ["UA {in the ED|on arrival} {grossly positive|with > <n>0 WBC, nitrite positive|cloudy, many bacteria}; {cultures sent|a liter of saline given}."],
    ],
    has: ["fever", "dysuria", "chills"], lacks: ["hematuria", "cough", "chest_pain", "diarrhea", "vomiting", "headache", "dyspnea", "rash"], signs: [],
    vitals: { temperature: [100.4, 103], heart_rate: [90, 126], systolic_bp: [88, 138] },
    labs: { wbc: [12.8, 23, 6, 10.5], lactate: [1.5, 3.8, 0.9, 1.6], creatinine: [1.2, 2.2, 0.8, 1.3] },
    studies: [["Renal ultrasound: «hydronephrosis- no hydronephrosis»{|, kidneys <n> and <n> cm|, no stone seen}.", "Urine culture <shortdate>: {E. coli|Klebsiella|Proteus}, {pan-sensitive|resistant to {Bactrim|ampicillin}|>100,000 colonies}."]],
    course: [
      ["«ceftriaxone+hospital Ceftriaxone» {IV daily|was started|given} for <n> days, then {pills|oral therapy by sensitivities}."],
      ["Blood cultures {stayed negative|no growth to date|grew nothing}; {lactate cleared|pressures held} after <n> liters{| of saline}."],
      ["WBC «wbc=discharge» {on the day of discharge|when leaving|at discharge}."],
    ],
    drugs: [["ciprofloxacin", "cefpodoxime"]],
    advice: [["{Drink|Take in} {plenty of|<n> glasses of} {fluids|water} {a day|daily} and {finish|complete} the antibiotic {by|on} <discharge_plus>."]],
  },
];
