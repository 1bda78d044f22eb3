// De-identification tags in MIMIC-III's manner, and shifted dates. Owns their spelling.
import { integer, pick } from "../../lib/random.ts";
import type { Random } from "../../lib/random.ts";

const DAY = 86_400_000;

/** A shifted date as facts keep it: `2151-7-16`. */
export const isoDay = (time: number): string => {
  const date = new Date(time);
  return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${date.getUTCDate()}`;
};
export const dayAfter = (time: number, days: number): number => time + days * DAY;

export const dateTag = (time: number): string => `[**${isoDay(time)}**]`;
/** Month and day only, as notes write within a stay: `[**7-16**]`. */
export const shortDate = (time: number): string => `[**${isoDay(time).replace(/^\d+-/, "")}**]`;
/** A year, or year and month: `[**2151**]`, `[**2151-5**]`. */
export const yearTag = (year: number | string): string => `[**${year}**]`;

const n = (r: Random): number => integer(r, 1, 9998);
export const lastName = (r: Random): string => `[**Known lastname ${n(r)}**]`;
export const doctor = (r: Random): string => pick(r, [`Dr. [**Last Name (STitle) ${n(r)}**]`, `Dr. [**First Name8 (NamePattern2) ${n(r)}**]`, `Dr. [**Doctor Last Name ${n(r)}**]`, `[**Name6 (MD) ${n(r)}**]`]);
export const hospital = (r: Random): string => pick(r, [`[**Hospital1 ${n(r)}**]`, `[**Hospital ${n(r)}**]`, `[**Hospital3 ${n(r)}**]`, `[**Location (un) ${n(r)}**]`]);
