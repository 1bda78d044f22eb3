/**
 * `npm run doctor`: lists what the chosen place (the setting PLACE) has and lacks, a line each; its exit code is 1 when something without which the place does not work is lacking.
 * Owns what is printed. Not: what is looked at, which is lib/backends/doctor.ts.
 */
import { checkBackend } from "../../../lib/backends/doctor.ts";
import { PLACES } from "../../../lib/backends/backend.ts";
import { helpIfAsked } from "../usage.mjs";
import { choice } from "../../../lib/settings.ts";

const MARKS = { ok: "✔", lacking: "✖", note: "·" };

helpIfAsked("doctor");
try {
  const place = choice("PLACE", PLACES, "rehearsal");
  console.log(`Place: ${place} (one of ${PLACES.join(", ")}, by the environment variable PLACE)`);
  const findings = await checkBackend(place);
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, level, found } of findings) console.log(`${MARKS[level]} ${what.padEnd(width)}  ${found}`);
  const lacks = findings.filter(({ level }) => level === "lacking").length;
  console.log(lacks === 0 ? "Nothing is lacking." : `${lacks} of ${findings.length} things are lacking.`);
  process.exitCode = lacks === 0 ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
