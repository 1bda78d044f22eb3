// The laboratory: what is measured, what is normal for whom, how values run over a stay. Owns numbers and the names that lab tables print; the tables themselves are results.ts.
import { integer } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";

export type Sex = "M" | "F";

/** One analyte: names in tables (blood, short), in prose, decimals, and the normal range, women's after men's where it differs. */
export interface Analyte {
  readonly id: string;
  readonly panel: "cbc" | "chem" | "minerals" | "liver" | "clotting" | "heart" | "other";
  readonly table: readonly string[];
  readonly prose: readonly string[];
  readonly decimals: number;
  readonly normal: readonly [number, number];
  readonly women?: readonly [number, number];
  /** Printed as "<least" below this. */
  readonly least?: number;
  readonly unit: string;
}

const analyte = (record: string): Analyte => {
  const [id = "", panel = "other", table = "", prose = "", decimals = "0", normal = "", unit = "", women = "", least = ""] = record.split(";");
  const range = (text: string): [number, number] => text.split(",").map(Number) as [number, number];
  return {
    id, panel: panel as Analyte["panel"], table: table.split("|"), prose: prose.split("|"), decimals: Number(decimals), normal: range(normal), unit,
    ...(women && { women: range(women) }), ...(least && { least: Number(least) }),
  };
};

export const ANALYTES: readonly Analyte[] = [
  "wbc;cbc;WBC;WBC|white count|WBC count;1;4.6,10.4;K/uL",
  "rbc;cbc;RBC;RBC;2;4.5,5.6;M/uL;4.0,5.0",
  "hemoglobin;cbc;Hgb|HGB;Hgb|hemoglobin|Hb;1;13.4,16.6;g/dL;11.9,15.2",
  "hematocrit;cbc;Hct|HCT;Hct|hematocrit|HCT;1;40,48;%;35.5,44.5",
  "mcv;cbc;MCV;MCV;0;84,97;fL",
  "platelets;cbc;Plt Ct|Plt|PLT;platelets|plts|platelet count;0;165,370;K/uL",
  "sodium;chem;Na;Na|sodium;0;135,144;mEq/L",
  "potassium;chem;K;K|potassium;1;3.6,4.8;mEq/L",
  "chloride;chem;Cl;chloride;0;98,107;mEq/L",
  "bicarbonate;chem;HCO3;bicarb|bicarbonate|HCO3;0;22,29;mEq/L",
  "bun;chem;UreaN|BUN;BUN;0;8,20;mg/dL",
  "creatinine;chem;Creat|Cr;creatinine|Cr|creat;1;0.7,1.2;mg/dL;0.5,1.0",
  "glucose;chem;Glucose|Gluc;glucose|blood sugar;0;82,128;mg/dL",
  "calcium;minerals;Calcium|Ca;calcium;1;8.5,10.0;mg/dL",
  "magnesium;minerals;Mg;Mg|magnesium;1;1.7,2.3;mg/dL",
  "phosphate;minerals;Phos;phos|phosphate;1;2.6,4.3;mg/dL",
  "alt;liver;ALT;ALT;0;9,38;IU/L",
  "ast;liver;AST;AST;0;12,37;IU/L",
  "alkaline_phosphatase;liver;AlkPhos;alk phos|alkaline phosphatase;0;42,112;IU/L",
  "bilirubin;liver;TotBili|Tbili;total bilirubin|Tbili|bilirubin;1;0.2,1.1;mg/dL",
  "albumin;liver;Albumin;albumin;1;3.5,4.7;g/dL",
  "lipase;liver;Lipase;lipase;0;12,55;IU/L",
  "inr;clotting;INR(PT)|INR;INR;1;0.9,1.2;",
  "ptt;clotting;PTT;PTT;1;24.5,34.0;sec",
  "troponin;heart;cTropnT|Trop-T;troponin|troponin T|TnT;2;0.01,0.01;ng/mL;;0.01",
  "ck;heart;CK(CPK)|CK;CK|CPK;0;45,170;IU/L",
  "ckmb;heart;CK-MB|CKMB;CK-MB;0;2,5;ng/mL",
  "bnp;heart;proBNP;BNP|proBNP|NT-proBNP;0;60,380;pg/mL",
  "lactate;other;Lactate;lactate;1;0.8,1.9;mmol/L",
  "hba1c;other;%HbA1c;A1c|HbA1c|hemoglobin A1c;1;5.0,6.0;%",
  "tsh;other;TSH;TSH;1;0.6,4.0;mIU/L",
  "ldl;other;LDLcalc;LDL;0;62,128;mg/dL",
  "hdl;other;HDL;HDL;0;36,58;mg/dL;42,72",
  "cholesterol;other;Cholest;total cholesterol|cholesterol;0;138,198;mg/dL",
  "triglycerides;other;Triglyc;triglycerides;0;70,149;mg/dL",
  "ferritin;other;Ferritn;ferritin;0;40,290;ng/mL;20,140",
  "crp;other;CRP;CRP|C-reactive protein;1;0.5,4.8;mg/L",
  "esr;other;ESR;ESR|sed rate;0;2,15;mm/hr;3,22",
  "ddimer;other;D-Dimer;D-dimer;0;150,480;ng/mL",
  "uric_acid;other;UricAcd;uric acid;1;3.6,6.9;mg/dL;2.7,5.7",
  "b12;other;VitB12;B12|vitamin B12;0;260,850;pg/mL",
  "psa;other;PSA;PSA;1;0.4,3.6;ng/mL",
  "ammonia;other;Ammonia;ammonia;0;12,45;umol/L",
  "procalcitonin;other;;procalcitonin;2;0.05,0.09;ng/mL",
].map(analyte);

const BY_ID = new Map(ANALYTES.map((one) => [one.id, one]));

/** The analyte with this id, where there is one. */
export const analyteOf = (id: string): Analyte | undefined => BY_ID.get(id);

/** The range that is normal for the patient's sex. */
export const normalFor = (one: Analyte, sex: Sex): readonly [number, number] => (sex === "F" && one.women ? one.women : one.normal);

/** A value as the note prints it. */
export const printed = (one: Pick<Analyte, "decimals" | "least">, value: number): string => (one.least !== undefined && value < one.least ? `<${one.least}` : value.toFixed(one.decimals));

/** How a stay moves an analyte: its level at the door and at the end, each a range. */
export type Shift = readonly [low: number, high: number, endLow?: number, endHigh?: number];

export const uniform = (r: Random, [low, high]: readonly [number, number]): number => low + r() * (high - low);
export const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/** The patient's own level before the stay: inside the normal range for the sex, unless a condition moves it. */
export const usual = (r: Random, one: Analyte, sex: Sex): number => round(uniform(r, normalFor(one, sex)), one.decimals);

/**
 * Values for each day of a stay: from the level at the door, sometimes by way of a worse second day, to the level at the end,
 * with day-to-day scatter.
 */
export function course(r: Random, one: Analyte, { days, from, to }: { days: number; from: number; to: number }): number[] {
  const worse = r() < 0.35 && days > 2 ? 1 + integer(r, 3, 22) / 100 : 1;
  const scatter = Math.max(Math.abs(to - from) * 0.06, (one.normal[1] - one.normal[0]) * 0.05);
  return Array.from({ length: days + 1 }, (_unused, day) => {
    const share = days === 0 ? 0 : day / days;
    const level = from + (to - from) * Math.min(1, share * 1.15);
    const peak = day === 1 ? (from > to ? worse : 1 / worse) : 1;
    const noise = day === 0 ? 0 : (r() - 0.5) * 2 * scatter;
    return round(Math.max(level * peak + noise, one.normal[0] * 0.05), one.decimals);
  });
}
