// What cells import from `distil`. Files of lib import each other, never this.
export { buildAnswerPrompt, buildCreatePrompt, promptHashes } from "./prompts.ts";
export { random, sample } from "./random.ts";
export { BUNDLED_NOTES, choice, fromRoot, setting } from "./settings.ts";
export { QUESTION_TYPES } from "./types.ts";
export type { Message, QuestionType } from "./types.ts";
