/**
 * `npm run review -- FILE`: the review page of a file of items. Prints an address for each person and serves until Ctrl-C, then writes the review's files.
 * Options: `--notes FILE`, `--n 1000` and `--seed 1` (a sample by type), `--reviewers ann,ben`, `--adjudicator carol`, `--files` (write the files and end).
 */
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { openReview } from "../../../lib/pages/review/session.ts";
import type { OpenReview, Person, Review } from "../../../lib/pages/review/session.ts";
import { ADJUDICATION } from "../../../lib/pages/review/decision-log.ts";
import { serveReview } from "../../../lib/pages/server.ts";
import { helpIfAsked, saidOf } from "../usage.mjs";
import { FILES, writeReview } from "../../../lib/pages/review/export.ts";

helpIfAsked("review");
try {
  await main();
} catch (error) {
  console.error(saidOf("review", error));
  process.exit(1);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { notes: { type: "string" }, n: { type: "string" }, seed: { type: "string", default: "1" }, reviewers: { type: "string" }, adjudicator: { type: "string" }, files: { type: "boolean", default: false } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(`Expected one file to review, got ${positionals.length}: for example npm run review -- data/runs/rehearsal/synthetic/items.parquet --n 100`);
  const review = await openReview(file, options(values));
  if (review.set.rejected.length > 0) console.log(`${review.set.rejected.length} rows are no items and are left aside; the first: ${review.set.rejected[0]?.where}: ${review.set.rejected[0]?.reason}`);
  if (values.files) return finish(review);
  const server = await serveReview(review, people(values));
  console.log(`${review.items.length} items to review, log in ${review.folder}. Open in a browser on this machine:`);
  for (const { name, role, url } of server.people) console.log(`  ${name} (${role}): ${url}`);
  let ending: Promise<never> | undefined;
  // A second Ctrl-C, or npm's own signal after the terminal's, must not cut the writing short.
  const end = () => void (ending ??= server.close().then(() => finish(review)).then(() => process.exit(0)));
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  console.log("Ctrl-C ends the review and writes its files.");
}

function options({ notes, n, seed }: { notes?: string; n?: string; seed: string }): OpenReview {
  const count = n === undefined ? undefined : Number(n);
  if (count !== undefined && !(Number.isInteger(count) && count > 0)) throw new Error(`Expected --n to be a whole number from 1 up, got "${n}"`);
  return { seed, ...(notes ? { notes } : {}), ...(count ? { n: count } : {}) };
}

/** One reviewer, named as the user is, unless others are named; two or more get an adjudicator. */
function people({ reviewers, adjudicator }: { reviewers?: string; adjudicator?: string }): Person[] {
  const names = (reviewers ?? userInfo().username).split(",").map((name) => name.trim()).filter(Boolean);
  if (new Set(names).size < names.length || names.includes(ADJUDICATION)) throw new Error(`Expected reviewers with names of their own, none of them "${ADJUDICATION}", got ${names.join(", ")}`);
  const judge = adjudicator ?? (names.length > 1 ? "adjudicator" : undefined);
  return [...names.map((name): Person => ({ name, role: "reviewer" })), ...(judge ? [{ name: judge, role: "adjudicator" } as const] : [])];
}

function finish(review: Review): void {
  const { reviewed, waiting, open } = writeReview(review.folder, review);
  review.log.close();
  console.log(`${reviewed.length} items reviewed, ${waiting.length} wait for adjudication, ${open.length} open. Written to ${review.folder}: ${Object.values(FILES).join(", ")}`);
}
