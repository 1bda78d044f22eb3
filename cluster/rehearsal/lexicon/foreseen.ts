// What a sentence only foresees: risks told before a procedure, and drugs and procedures planned.

const RISK = /\b(?:risks?(?!\s+(?:factors?|strat\w+|score))|complications?|side[- ]effects?|adverse (?:effects?|events?|outcomes?|reactions?)|hazards?|dangers?|sequelae|possibilit(?:y|ies)|likelihood|chances?)\b/gi;
const TOLD = /\b(?:explain\w*|explanation|discuss\w*|inform\w*|consent\w*|counsel\w*|warn\w*|review\w*|understand\w*|understood|aware|advis\w*|disclos\w*|outlin\w*|mention\w*|quoted?|educat\w*|detail\w*|agree\w*|accept\w*|acknowledg\w*|caution\w*|told|apprised|cited|listed|stated?|answered|addressed|signed|verbali[sz]\w*)\b/i;
const LISTS = /\b(?:includ\w+|such as|of|are|namely|like|e\.g\.?|i\.e\.?|being|comprising|among (?:them|which|these))\b|[:(]/i;
const SURE_RISK = /^risk|side|adverse|hazard|danger|possib|likelihood|chance/i;
/** What makes it real after all, or leaves the list. */
const REAL = /\b(?:developed|suffered|experienced|sustained|complicated by|occurred|had (?:a|an|been)|has (?:a|an|been)|because|due to|given|since|despite|diagnosed|presented|presents|found|who|whose|with (?:a )?history|and (?:he|she|the patient) (?:has|had|is|was))\b/i;
const MIGHT_AFTER = /^[^.;:]{0,70}?\b(?:can|may|might|could|would)\s+(?:also\s+|still\s+|rarely\s+|potentially\s+|possibly\s+|each\s+|all\s+)?(?:occur|happen|develop|arise|result|follow|ensue|appear|be (?:caused|expected|seen|a |the result|fatal)|complicate|come)/i;
const MIGHT_BEFORE = /\b(?:may|might|could|can)\s+(?:also\s+|rarely\s+|potentially\s+|in turn\s+)?(?:lead to|cause|result in|produce|trigger|bring|develop|get|suffer|be complicated by|be followed by)\b([^.;:]*)$/i;
const RISK_AFTER = /^[^.;:]{0,90}?\b(?:as|among|are|is|were|was)\s+(?:(?:all|the|a|one|some|known|possible|potential|rare|main|major|of|recognized|recognised)\s+){0,5}(?:risks?(?!\s+factor)|(?:possible|potential|rare|known|feared|recogni[sz]ed) complications?|complications? (?:that|which|mentioned|discussed|explained|listed|named|told|of (?:the|this) (?:procedure|operation|surgery)))/i;
const RISK_HEADING = /consent|\brisks?\b/i;

/** Whether a finding between `before` and `after` is named only as what may happen. `risks`: the sentences before have begun to tell of risks. */
export function isRisk({ before, after, sentence, heading, risks }: { readonly before: string; readonly after: string; readonly sentence: string; readonly heading: string; readonly risks: boolean }): boolean {
  if (MIGHT_AFTER.test(after) && !REAL.test(before.slice(-40))) return true;
  const might = MIGHT_BEFORE.exec(before);
  if (might && !REAL.test(might[1] ?? "")) return true;
  if (risks || RISK_HEADING.test(heading)) return !REAL.test(before);
  if (!hasRisk(sentence)) return false;
  if (RISK_AFTER.test(after) && (TOLD.test(sentence) || /possible|potential|rare|feared/i.test(after))) return true;
  const told = TOLD.test(sentence), noun = [...before.matchAll(RISK)].at(-1);
  if (!noun) return false;
  const between = before.slice(noun.index + noun[0].length), lead = before.slice(0, noun.index);
  if (REAL.test(between)) return false;
  const open = SURE_RISK.test(noun[0]) || told || /\b(?:possible|potential|rare|known|likely|feared|expected|specific|general|common|serious|major|main)\s+(?:\w+\s)?$/i.test(lead);
  return open && (LISTS.test(between) || told && /^[\s,]/.test(between)) && (told || SURE_RISK.test(noun[0]) || /\b(?:possible|potential|feared|expected)\s/i.test(lead.slice(-30)));
}

const hasRisk = (sentence: string): boolean => sentence.search(RISK) >= 0;

/** A sentence that tells of risks, so that "These include …" goes on with them. */
export const tellsRisks = (sentence: string): boolean => hasRisk(sentence) && TOLD.test(sentence) && !REAL.test(sentence);
/** A sentence that goes on with what the one before told. */
export const goesOn = (sentence: string): boolean => /^\W*(?:these|they|those|this|such|among|including|included|some|examples?|namely|others?|in particular|specifically|also|further|additional(?:ly)?|the (?:main|most|major|more|common|specific|serious|possible|potential|principal) )\b/i.test(sentence);

const BEGIN = "(?:be |also |then |now |likely |probably )*(?:start\\w*|begin\\w*|initiat\\w*|undergo|have|need|receive|require|get|schedul\\w*|add\\w*|try|trial|give\\w*|plan\\w*|proceed|perform\\w*|obtain\\w*|arrang\\w*|order\\w*|consider\\w*|taken? (?:to|for)|refer\\w*|introduc\\w*|transition\\w*|switch\\w*|return for|come (?:back|in) for|go for)";
const PLAN_BEFORE = new RegExp(`\\b(?:(?:will|shall|would|should|may|might|must|going to|intends? to|intend(?:ed|ing) to|plan(?:s|ned|ning)? to|hop(?:e|es|ing) to|about to|wish(?:es)? to|want(?:s|ed)? to|is to|are to|to) ${BEGIN}|plans?(?: is)?(?: for)?|planned|planning|intend(?:s|ed|ing)?|intention|schedul(?:ed?|ing)|arrang(?:ed?|ing) for|await(?:s|ing)?|pending|recommend(?:s|ed|ing|ation)?|suggest(?:s|ed|ing)?|advis(?:e|ed|es|ing)|consider(?:s|ing|ed)?|offer(?:s|ed|ing)?|propos(?:e|ed|es|ing)|candidate for|listed for|list for|waiting for|wait[- ]?list(?:ed)? for|refer(?:red|ral)? for|booked|due for|prepar(?:ed|ing|ation) for|would benefit from|eligible for|evaluat(?:ed|ion) for|discuss(?:ed|ion|ions|ing)?|declin(?:ed|es|ing)|refus(?:ed|es|ing|al)|defer(?:red|s|ring)?|needs|will need|next steps?)\\b`, "gi");
const DONE = /\b(?:continu\w+|resum\w+|remain\w*|kept|stay(?:s|ed)?|underwent|received|undergone|was (?:started|given|placed|treated|begun|put|taken)|were (?:started|given|placed|performed)|has been|had been|been (?:on|taking|given)|had (?:an?|the|his|her)|got|after|following|post|s\/p|status|because|due to|on|taking|takes|took|despite|performed|completed|successful)\b/gi;
const PLAN_AFTER = /^[^.;:]{0,50}?\b(?:(?:(?:is|are|was|were|has been|have been|had been|be|being)\s+(?:also\s+|now\s+|currently\s+|then\s+|tentatively\s+)?(?:planned|scheduled|recommended|advised|offered|considered|arranged|proposed|deferred|declined|refused|pending|booked|suggested|awaited|postponed|cancel+ed|discussed|intended|under consideration))|(?:will|would|shall|may|might|could|can|is to|are to|to) be (?:started|initiated|begun|performed|done|given|scheduled|arranged|considered|added|needed|obtained|required|commenced|introduced|tried|undertaken|carried|planned)|(?:is|are|was|were) to (?:start|begin|commence)|pending|on hold|to follow\b|(?:tomorrow|next (?:week|month|year|visit|appointment)|in the (?:near )?future)\s*(?:[.,;]|$))/i;
const DONE_AFTER = /\b(?:performed|completed|underwent|carried out|successful\w*|was done|went well|without complications?|tolerated|received)\b/i;
const TURNED_DOWN = /^[^.;]{0,40}?\b(?:but|which|and|however,?|he|she|the patient|family)\s+(?:\w+\s){0,3}?(?:refused|declined|turned (?:it|this) down|not interested)\b/i;
const IMPERATIVE = /^(?:[-*•#\d.)\s]*)(?:(?:[A-Z][\w/ &]{0,24}:\s*)?)(?:start|begin|initiate|schedule|obtain|arrange|consider|add|give|order|check|get|refer|book|recommend|proceed|set up|discuss|plan|will)\b/i;
const PLAN_LABEL = /\bplans?\s*:[^.;]*$/i;

/** Whether a drug or a procedure between `before` and `after` is only planned, offered or put off. `underPlan`: a procedure under the heading "Plan". */
export function isPlanned({ before, after, sentence, underPlan }: { readonly before: string; readonly after: string; readonly sentence: string; readonly underPlan: boolean }): boolean {
  if (TURNED_DOWN.test(after)) return true;
  const coming = PLAN_AFTER.exec(after);
  if (coming) return !DONE_AFTER.test(after.slice(coming[0].length)) && !lastOf(DONE, before.slice(-40));
  const done = lastOf(DONE, before), plan = lastOf(PLAN_BEFORE, before);
  if (done && (!plan || done.index > plan.index + plan[0].length - 1)) return false;
  if (plan) return !(/^plan(?:ned)?$/i.test(plan[0]) && done) && !DONE_AFTER.test(after.slice(0, 60));
  return !done && (underPlan || IMPERATIVE.test(sentence) || PLAN_LABEL.test(before));
}

const lastOf = (pattern: RegExp, text: string): RegExpExecArray | undefined => [...text.matchAll(pattern)].at(-1);
