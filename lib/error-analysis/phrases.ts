// Patterns of the detectors.
import { wordingsOf } from "./vocabulary.ts";

const raw = String.raw;

/** Whole words. */
const anyOf = (phrase: string): RegExp => new RegExp(raw`\b(?:${wordingsOf(phrase)})\b`, "i");

export const ASKS_UPPER = anyOf("asks_upper");
export const ASKS_LOWER = anyOf("asks_lower");

const KIN = wordingsOf("relative");
export const RELATIVE = anyOf("relative");
/** "mother with", "two brothers had", "father - ", "asthma in a sister". */
export const RELATIVE_HAS = new RegExp(
  [
    raw`\b(?:${KIN})\s*(?:\([^)]*\)\s*)?(?:also |both |each |just |recently )?` +
      raw`(?:had|has|have|with|died|dies|dead|deceased|diagnosed|suffer\w*|received|was|were|is` +
      raw`|who|[:,–-])`,
    raw`\b(?:in|of)\s+(?:an?|his|her|the|their|one|two|both|several)?\s*(?:\w+ )?(?:${KIN})\b`,
  ].join("|"),
  "i",
);
/** A relative who reports or helps. */
export const RELATIVE_TELLS = new RegExp(
  [
    raw`\b(?:${KIN})\b(?:'s report)?[ ,]+(?:also )?(?:reports?|reported|states?|stated|says|said` +
      raw`|notes|noted|notices|noticed|confirms?|confirmed|describes?|thinks|feels|found)\b`,
    raw`\b(?:${KIN})\b[ ,]+(?:brought|called|gave|gives|helps?|is worried|was worried)\b`,
    raw`\b(?:per|by|from|with|lives with|according to)\s+(?:his |her |the )?(?:${KIN})\b`,
  ].join("|"),
  "i",
);
export const PATIENTS_OWN = anyOf("patients_own");

export const IS_OVER = anyOf("is_over");
export const IS_BACK = anyOf("is_back");
export const ASKS_FINDING_NOW = anyOf("asks_finding_now");
export const ASKS_FINDING_PAST = anyOf("asks_finding_past");

export const ASKS_ABSENCE = anyOf("asks_absence");
/** "infection not seen", "guaiac: negative". */
export const DENIED_AFTER = new RegExp(
  raw`^[a-z\s/()-]{0,30}?(?:${[
    raw`\b(?:was|were|is|are|has been|have been)?\s*` +
      raw`(?:ruled out|excluded|denied|absent(?!\s+\w)|negative(?!\s+\w))\b`,
    raw`\bnot (?:seen|found|present|identified|noted|detected|demonstrated|visualized` +
      raw`|appreciated)\b`,
    raw`:\s*(?:no|none|negative|neg|absent|denies|nil)\b`,
  ].join("|")})`,
  "i",
);
/** Words that contain their negation. */
export const DENIES_ITSELF = /^(?:afebrile|anicteric|non-?focal|non-?tender|atraumatic)$/i;
/** "No change in", "not only", "gram-negative". */
export const NO_DENIAL = anyOf("no_denial");

export const JUDGES_NUMBER = anyOf("judges_number");

export const AT_ADMISSION = anyOf("at_admission");
export const AT_DISCHARGE = anyOf("at_discharge");
export const ASKS_BEFORE_CARE = new RegExp(
  raw`\b(?:before|prior to|preceding)\b[^?]{0,30}\b(?:symptoms?|seeking|presentation|presenting` +
    raw`|onset|illness|coming|medical attention|care)\b`,
  "i",
);
export const ASKS_THIS_STAY = anyOf("asks_this_stay");
export const IS_EARLIER = anyOf("is_earlier");
export const OF_ANOTHER_STAY = new RegExp(
  raw`\b(?:last|recently|previously) (?:admitted|hospitali[sz]ed|seen here)\b` +
    raw`|\b(?:another|earlier|prior|previous|last|recent|index) ` +
    raw`(?:stay|admission|hospitali[sz]ation|visit)\b`,
  "i",
);
export const REFERS_BACK = /^\W*(?:(?:at|per|in|on|during|by|from) th(?:at|ose)\b|then\b)/i;
export const IS_OF_THIS_STAY = anyOf("is_of_this_stay");

/** Without a dictionary of drugs, a quote on any medicine supports any medicine. */
export const ASKS_MEDICINE = anyOf("asks_medicine");
export const TELLS_MEDICINE = new RegExp(
  raw`\b(?:mg|mcg|take[ns]?|taking|treated|treatment|meds?|medications?|p\.?o\.?|tablets?|daily` +
    raw`|b\.?i\.?d|prescribed|given|started|received|allerg\w+|drops|solution|cream|use[ds]?)\b` +
    raw`|^\W*[a-z]+, [a-z]+,`,
  "i",
);
