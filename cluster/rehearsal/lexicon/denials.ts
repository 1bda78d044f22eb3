// Denials that come after what they deny: "chest pain: denied", "fever, chills (-)", "stroke was ruled out".

/** More items of the list that the finding stands in. */
const LIST = "(?:\\s*(?:[,/&]|\\band\\b|\\bor\\b)\\s*(?:(?:and|or)\\s)?[A-Za-z][\\w'’-]*(?:\\s(?!(?:was|were|is|are|has|had|have|with|but|denie[sd]|not|no)\\b)[A-Za-z][\\w'’-]*){0,3}){0,10}";
const ASIDE = "(?:\\s*\\([^)]{0,24}\\))?";
const LABEL = "\\s*(?::|=|[-–—]{1,2}(?=\\s)|\\.{2,}|…|→|\\|)\\s*";
const SPEAKER = "(?:(?:the |per )?(?:patient|pt\\.?|he|she|they|family)\\s+)?(?:(?:all|both|also|currently|specifically|again|has|have|had|is|are|was|were|been|reports?|reported|states?|admits? to|any|these|of these)\\s+){0,4}";
const NO = "(?:denie[sd]|denying|none|nil|never|neg(?:ative)?|absent|no(?!\\w|t|\\.\\s?\\d|\\s+(?:longer|change|worse\\w*|improve\\w*|better|relief|more|growth))|not\\s(?:present|noted|reported|seen|detected|found|evident|elicited|endorsed|known|applicable|at all|any)|unremarkable|without|0(?=\\s*(?:[.,;]|$))|N(?=\\s*(?:[.,;]|$)))(?![A-Za-z])";
/** "seizure history: none" */
const NOUN = "(?:\\s(?:history|disorders?|symptoms?|use|abuse|status|problems?|episodes?|exposure|complaints?))?";
/** "cough, wheezing not present." */
const BARE = new RegExp(`^${LIST}${ASIDE}\\s+(?:all\\s|both\\s)?(?:denied|not (?:present|reported|noted|endorsed)|absent)\\s*(?:[.;,]|$)`, "i");
const AFTER_LABEL = new RegExp(`^${NOUN}${LIST}${ASIDE}${LABEL}${SPEAKER}${NO}`, "i");
const MARKED = /^\s*(?:[:=]\s*)?(?:\(\s*(?:[-–−]|neg(?:ative)?|none|no|denie[sd]|absent)\s*\)|\[\s*[-–−]\s*\]|-ve\b)/i;
const VERB = new RegExp(`^${LIST}${ASIDE},?\\s+(?:which\\s|that\\s)?(?:(?:was|were|is|are|has been|have been|had been)\\s+)(?:all\\s|both\\s|also\\s|subsequently\\s|specifically\\s|explicitly\\s|repeatedly\\s|again\\s)?(?:denied|ruled out|excluded)\\b`, "i");

/** Whether what follows a finding in its sentence denies it, alone or with the list it opens. */
export const isDeniedAfter = (after: string): boolean =>
  MARKED.test(after) || AFTER_LABEL.test(after) || BARE.test(after) || VERB.test(after);
