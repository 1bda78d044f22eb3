// What cells import from `distil/backends`. Files of lib import each other, never this.
export { openBackend, ROLES } from "./backend.ts";
export { chooseRun } from "./run-choice.ts";
export type { Role } from "./backend.ts";
