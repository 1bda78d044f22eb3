// What cells import from `distil/pages`. Files of lib import each other, never this.
export { readReviewed, reviewTable, sampleItems, writeReviewedItems } from "./review/apply.ts";
export { reviewByFacts } from "./review/from-facts.ts";
export { reviewFolder } from "./review/session.ts";
