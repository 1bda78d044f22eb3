// Weights and lengths of the day of birth, which are not today's.
import type { Measurement } from "../lexicon/lexicon.ts";
import type { Place, Raw } from "./number.ts";

const BIRTH = /\b(?:births?|born|delivered|delivery|deliveries|newborn weight|neonatal)\b/gi;
const LATER = /\b(?:now|today|currently|current|at present|presently|recent(?:ly)?|on (?:exam\w*|admission|presentation|arrival|physical)|at (?:admission|presentation|discharge|the age|age|\d+ (?:days?|months?|years?)|\w+ (?:days?|weeks?|months?|years?) (?:old|of (?:age|life)))|presents?|presented|since|later|last (?:visit|week|month)|weighs)\b/gi;
const AFTER = /^[^.;]{0,24}?\b(?:at (?:the time of )?(?:birth|delivery)|when (?:he|she) was born|when born|on the day of (?:birth|delivery))\b/i;
const HEADING = /\bbirth\b|\bdelivery\b|neonatal history/i;
/** What a newborn may weigh in g, and measure in cm. */
const WEIGHT = [300, 7000] as const, LENGTH = [20, 65] as const;

/** Whether a number read as weight or height is that of the day of birth. */
export function isOfBirth(place: Place, concept: Measurement, raw: Raw): boolean {
  if (concept.id !== "weight" && concept.id !== "height") return false;
  if (!couldBe(concept, raw)) return false;
  const before = place.text.slice(place.span.start, raw.start), after = place.text.slice(raw.end, place.span.end);
  if (AFTER.test(after)) return true;
  const birth = [...before.matchAll(BIRTH)].at(-1);
  if (birth) return before.slice(birth.index).search(LATER) < 0;
  return HEADING.test(place.span.heading.replace(/^.* \/ /, "")) && before.search(LATER) < 0;
}

function couldBe(concept: Measurement, { number, unit }: Raw): boolean {
  const [factor = 1] = unit === undefined || unit === concept.unit ? [1] : concept.also[unit] ?? [1];
  const [low, high] = concept.id === "weight" ? WEIGHT : LENGTH;
  const base = number * factor * (concept.id === "weight" ? 1000 : 1);
  return base >= low && base <= high || (concept.id === "weight" && unit === undefined && number >= low && number <= high);
}
