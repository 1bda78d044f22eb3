// What cells import from `distil/replies`. Files of lib import each other, never this.
export { groundQuote } from "./grounding.ts";
export { countOutcomes, OUTCOMES, parseItemsReply } from "./parse-reply.ts";
export { parseFreeAnswer } from "./free-answer.ts";
