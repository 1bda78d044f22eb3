// What the rehearsal teacher knows before it reads: concepts and their names, and how they are related. The records are in lexicon-*.ts, finding names in text is names.ts; no note generator is consulted.
import type { SECTIONS } from "../../../lib/types.ts";
import { DRUG_CLASSES, DRUGS, PROCEDURES, SOCIAL, STATES } from "./care.ts";
import { DISEASES } from "./diseases.ts";
import { MEASUREMENTS } from "./measurements.ts";
import { SYMPTOMS } from "./symptoms.ts";
import type { UnitKey } from "../reading/units.ts";

export type Section = (typeof SECTIONS)[number];
export type Sex = "F" | "M";

interface Concept {
  readonly id: string;
  /** The words a question uses. */
  readonly label: string;
  readonly names: readonly string[];
  /** Where it is usually recorded: named as the section when the note has no headings. */
  readonly section: Section;
  /** How often trials ask for it, from 1 up. */
  readonly weight: number;
}

/** Something with a number. Bounds and reference ranges are in `unit`; `also` maps other units to [factor, offset] into it. */
export interface Measurement extends Concept {
  readonly kind: "measurement";
  readonly unit: UnitKey;
  readonly low: number;
  readonly high: number;
  readonly also: Readonly<Partial<Record<UnitKey, readonly [factor: number, offset?: number]>>>;
  readonly normal?: readonly [number, number];
  readonly sexNormal?: Readonly<Record<Sex, readonly [number, number]>>;
  /** The wider measurement that it may stand for: a fasting glucose is a glucose. */
  readonly is?: string;
  /** A letter that means it on a line of vital signs ("T 98.6"). */
  readonly bare?: string;
}

/** Something present or absent. */
export interface Finding extends Concept {
  readonly kind: "finding";
  readonly group: "disease" | "symptom" | "sign" | "test" | "procedure" | "social";
  /** Names that tell of its absence ("afebrile"). */
  readonly absent: readonly string[];
  /** Wider findings that follow from this one. */
  readonly is: readonly string[];
  readonly sex?: Sex;
}

/** A medicine; its classes can be asked for as well. */
export interface Drug extends Concept {
  readonly kind: "drug";
  readonly families: readonly string[];
}

/** One of several values that exclude one another within `group`; `where` limits the headings it is read under. */
export interface State extends Concept {
  readonly kind: "state";
  readonly group: string;
  readonly where?: RegExp;
}

export type AnyConcept = Measurement | Finding | Drug | State;

export { DRUGS, MEASUREMENTS, STATES };
/** Every present-or-absent concept: diseases, symptoms, signs, tests, procedures, social facts. */
export const ALL_FINDINGS: readonly Finding[] = [...DISEASES, ...SYMPTOMS, ...PROCEDURES, ...SOCIAL];
export const CONCEPTS: readonly AnyConcept[] = [...MEASUREMENTS, ...ALL_FINDINGS, ...DRUGS, ...DRUG_CLASSES, ...STATES];
const BY_ID = new Map(CONCEPTS.map((concept) => [concept.id, concept]));
/** The concept of an id, or undefined. */
export const conceptOf = (id: string): AnyConcept | undefined => BY_ID.get(id);

const NARROWER = new Map<string, string[]>();
for (const concept of ALL_FINDINGS) {
  for (const wider of [concept.id, ...concept.is]) NARROWER.set(wider, [...(NARROWER.get(wider) ?? []), concept.id]);
}
for (const kin of DRUG_CLASSES) NARROWER.set(kin.id, [kin.id, ...DRUGS.filter((drug) => drug.families.includes(kin.label)).map((drug) => drug.id)]);
/** The ids that imply `id`, itself included: asking for "diabetes" is answered by "type 2 diabetes". */
export const narrower = (id: string): readonly string[] => NARROWER.get(id) ?? [id];
