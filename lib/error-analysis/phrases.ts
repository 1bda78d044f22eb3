// Wordings that the failure detectors go by: relatives, time, denial, medicine. Data only; what follows from a wording is in the detectors.
import { anyOf } from "./sentences.ts";

const raw = String.raw;

/** Ends of things asked for. */
export const ASKS_UPPER = anyOf(["upper|high(?:est)?|max(?:imum|imal)?|most|peak|longest|largest|greatest"]);
export const ASKS_LOWER = anyOf(["lower|low(?:est)?|min(?:imum|imal)?|least|nadir|shortest|smallest"]);

const KIN = "mother|mum|mom|father|dad|brothers?|sisters?|siblings?|sons?|daughters?|wife|husband|spouse|uncles?|aunts?|cousins?|grand(?:mother|father|parents?)|parents?|maternal|paternal|family";
export const RELATIVE = anyOf([KIN]);
/** A relative who has it: "mother with", "two brothers had", "father - ", "asthma in a sister". */
export const RELATIVE_HAS = new RegExp([
  raw`\b(?:${KIN})\s*(?:\([^)]*\)\s*)?(?:also |both |each |just |recently )?(?:had|has|have|with|died|dies|dead|deceased|diagnosed|suffer\w*|received|was|were|is|who|[:,–-])`,
  raw`\b(?:in|of)\s+(?:an?|his|her|the|their|one|two|both|several)?\s*(?:\w+ )?(?:${KIN})\b`,
].join("|"), "i");
/** A relative who tells or helps, rather than has. */
export const RELATIVE_TELLS = new RegExp([
  raw`\b(?:${KIN})\b(?:'s report)?[ ,]+(?:also )?(?:reports?|reported|states?|stated|says|said|notes|noted|notices|noticed|confirms?|confirmed|describes?|thinks|feels|found)\b`,
  raw`\b(?:${KIN})\b[ ,]+(?:brought|called|gave|gives|helps?|is worried|was worried)\b`,
  raw`\b(?:per|by|from|with|lives with|according to)\s+(?:his |her |the )?(?:${KIN})\b`,
].join("|"), "i");
export const PATIENTS_OWN = anyOf(["(?:patient|he|she) (?:himself |herself |also |too )?(?:has|had|was|is)", "(?:patient|himself|herself) (?:has it )?too", "own"]);

/** A finding that is over. */
export const IS_OVER = anyOf([
  "ex-smoker|ex-drinker|ex-user|former(?:ly)?|previous(?:ly)?|prior|remote(?:ly)?|resolved|removed|quit|gave up|given up|stopped|clean for|recovered|long ago",
  "as a (?:boy|girl|child|teenager|young|youth)|in childhood|childhood|in (?:his|her|their) (?:youth|teens|twenties|thirties|forties|fifties|childhood|[2-6]0s)",
  "years? (?:ago|back)|yrs (?:ago|back)|in the (?:nineties|eighties|seventies|sixties|past)|status post|s/p|h/o|history of|hx of",
]);
export const IS_BACK = anyOf(["again|now with|now has|recurrent|recurred|currently|current|ongoing|active(?:ly)?|acute on chronic|today"]);
export const ASKS_FINDING_NOW = anyOf(["currently|current|now|active(?:ly)?|at present|at this time|presently|ongoing|still|today"]);
export const ASKS_FINDING_PAST = anyOf(["history|ever|past|previous(?:ly)?|prior|had|been"]);

/** Questions that ask for an absence. */
export const ASKS_ABSENCE = anyOf(["den(?:y|ies|ied)|free of|without|absence|absent|negative|no longer|not|normal|afebrile|anicteric|non-?focal|non-?tender|refuse[ds]?|unable|lack|stop(?:ped)?"]);
/** What denies the words before it: "infection not seen", "guaiac: negative". */
export const DENIED_AFTER = new RegExp(raw`^[a-z\s/()-]{0,30}?(?:${[
  raw`\b(?:was|were|is|are|has been|have been)?\s*(?:ruled out|excluded|denied|absent(?!\s+\w)|negative(?!\s+\w))\b`,
  raw`\bnot (?:seen|found|present|identified|noted|detected|demonstrated|visualized|appreciated)\b`, raw`:\s*(?:no|none|negative|neg|absent|denies|nil)\b`,
].join("|")})`, "i");
/** Words that deny by themselves: "afebrile" says that there is no fever. */
export const DENIES_ITSELF = /^(?:afebrile|anicteric|non-?focal|non-?tender|atraumatic)$/i;
/** "No change in", "not only", "gram-negative": words of denial that deny nothing about the finding. */
export const NO_DENIAL = anyOf([
  raw`(?:no|not|without|never)\s+(?:any\s+)?(?:significant\s+|interval\s+|further\s+|much\s+)?(?:more|less|fewer|limited to|change|increase|decrease|improvement|progression|relief|response|only|just)`,
  raw`(?:no|not|without|never)\s+(?:fully\s+|well\s+)?(?:exclude|rule|reliev\w*|control\w*|improv\w*|respon\w*|tolerat\w*|resolv\w*)`, raw`(?:could|can|would) ?not (?:tolerate|exclude|rule|be excluded)`, "gram[- ]negative",
]);

/** Questions that judge a number rather than a finding. */
export const JUDGES_NUMBER = anyOf([raw`normal|range|above|below|over|under|exceed\w*|less|more|greater|higher|lower|younger|older|elevated|between|at least|at most`]);

/** Ends of a stay. */
export const AT_ADMISSION = anyOf(["admission|admitted|arrival|arrived|arriving|presentation|presented|triage|came in|coming in|on entry|initial"]);
export const AT_DISCHARGE = anyOf(["discharged?|d/c|(?:he|she|patient) left|left (?:the )?hospital|leaving|going home|went home"]);
export const ASKS_BEFORE_CARE = /\b(?:before|prior to|preceding)\b[^?]{0,30}\b(?:symptoms?|seeking|presentation|presenting|onset|illness|coming|medical attention|care)\b/i;
export const ASKS_THIS_STAY = anyOf(["on admission|at admission|arrival|presentation|current(?:ly)?|now|today'?s?|present|during this|in this|this (?:stay|hospital|admission)|at this time|inpatient"]);
/** A value older than the stay. */
export const IS_EARLIER = anyOf([
  "baseline|usual(?:ly)?|prior(?! to (?:discharge|transfer))|previous(?:ly)?|used to|pre-?operative(?:ly)?|last (?:year|month|week|spring|summer|autumn|fall|winter)",
  raw`(?:years?|months?|weeks?) (?:ago|back|before|earlier|prior)|at home|home meter|referring|outside (?:hospital|facility)|OSH|in clinic|in \[\*\*\d{4}`,
]);
/** A sentence on another stay, and how the next one refers back to it. */
export const OF_ANOTHER_STAY = new RegExp([
  raw`\b(?:last|recently|previously) (?:admitted|hospitali[sz]ed|seen here)\b`, raw`\b(?:another|earlier|prior|previous|last|recent|index) (?:stay|admission|hospitali[sz]ation|visit)\b`,
].join("|"), "i");
export const REFERS_BACK = /^\W*(?:(?:at|per|in|on|during|by|from) th(?:at|ose)\b|then\b)/i;
export const IS_OF_THIS_STAY = anyOf(["today|now|currently|on arrival|on admission|this morning|here"]);

/** Brand and generic names need a dictionary; a quote that tells of a medicine is let pass where a medicine is asked about. */
export const ASKS_MEDICINE = anyOf(["take[ns]?|taking|treated with|receive[ds]?|prescribed|on|allergic|allergy"]);
export const TELLS_MEDICINE = new RegExp([
  raw`\b(?:mg|mcg|take[ns]?|taking|treated|treatment|meds?|medications?|p\.?o\.?|tablets?|daily|b\.?i\.?d|prescribed|given|started|received|allerg\w+|drops|solution|cream|use[ds]?)\b`,
  raw`^\W*[a-z]+, [a-z]+,`,
].join("|"), "i");
