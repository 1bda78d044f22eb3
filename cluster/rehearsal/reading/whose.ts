// Whose a finding is, within its sentence: the patient's, a relative's or another person's.

export type Who = "patient" | "family" | "other";

const BLOOD = "grand(?:mother|father|parents?|mom|pa|ma|son|daughter)|mothers?|fathers?|brothers?|sisters?|siblings?"
  + "|parents?|aunts?|uncles?|sons?|daughters?|cousins?|nephews?|nieces?|maternal|paternal|moms?|dads?|mum"
  + "|children|twin|relatives?|family(?: members?)?|kin|offspring";
const OTHERS = "husbands?|wife|wives|spouse|(?:sexual |domestic )?partners?|boyfriend|girlfriend|fianc[eé]e?"
  + "|room-?mates?|house-?mates?|neighbou?rs?|friends?|co-?workers?|colleagues?|class-?mates?|donors?"
  + "|(?:sick |close |household )contacts?|(?:mother|father|brother|sister|son|daughter)s?-in-law|step-?\\w{3,8}"
  + "|foster \\w+|adoptive \\w+|care-?givers?|teachers?|boss|pets?|dogs?|cats?|in-laws?|ex-(?:husband|wife)"
  + "|employers?|landlords?|(?:married|engaged) to|inmates?|drivers?|bystanders?|room-?mates?|cell-?mates?|passengers?|travel companions?";
const PERSON = new RegExp(`\\b(?:(${OTHERS})|(${BLOOD})|((?:born|delivered) (?:\\w+ ){0,4}to))\\b`, "gi");

/** A person named as company, or as the one who tells. */
const AS_COMPANY = /\b(?:(?:lives?|living|lived|stays?|staying|accompanied|came|comes|here|along|home|visit\w*|argu\w+|fight\w*|talk\w*|spoke|cares? for|caring for|looks? after|helps?|cooks? for) (?:\w+ ){0,2}(?:with|by|for)?|(?:per|by|to|from) (?:the|his|her|their|patient's|pt's)|according to|told|states? that|reports?|reported|called|noted|found by|for (?:his|her))\b[^.;,]{0,30}$/i;
/** What follows a person who only tells. */
const TELLS = /^(?:'s|s)?\s+(?:\w+ly\s+)?(?:reports?|states?|says?|said|notes?|noted|noticed|saw|found|called|brought|told|describes?|described|feels?|thinks?|believes?|confirms?|denies|denied|adds?|mentions?|witnessed|observed|heard|helps?|is (?:at|here|present|the (?:proxy|hcp|next)|his|her)|was (?:at|present|informed|called)|and)\b/i;
/** "her husband, who has dementia": company, but told of. */
const WHO_HAS = /^,?\s+(?:who|that)(?:\s\w+ly)?\s+(?:has|had|is|was|suffers?|suffered|died|carries|takes|developed|underwent)\b/i;
/** The patient takes over as the subject. */
const PATIENT = /\b(?:the )?(?:patient|pt|he|she|baby|infant|newborn|neonate|toddler|boy|girl|i|you)\b(?:'s)?\s+(?:\w+ly\s+|also\s+|never\s+|still\s+|now\s+|himself\s+|herself\s+)?(?:has|had|have|is|was|were|reports?|reported|denies|denied|does|did|presented|presents|developed|develops|suffers?|suffered|takes?|took|underwent|received|complain\w*|experienced|started|feels?|continues|remains|appears|tested|required|in)\b/gi;
/** What a person is said to have: without it, "wife" or "children" is company. */
const HAS = /^(?:'s|s')|\b(?:family history|with|has|have|had|of|died|dying|suffer\w*|diagnosed|histor(?:y|ies)|developed|underwent|takes?|taking|treated|tested|sick|ill|positive|known)\b|[-:]/i;
/** "asthma in his brother", "migraine (mother)", "runs in the family". */
const AFTER = new RegExp(`^\\s*(?:(?:(?:\\w+\\s){0,3}(?:in|of|among|on|from)|(?:\\w+ly\\s|has\\s|had\\s|also\\s)?(?:affect(?:s|ed|ing)?|afflict(?:s|ed)?|killed|struck))\\s(?:both\\s|each of\\s)?(?:(?:his|her|their|the|a|an|one|two|three|four|five|six|several|multiple|many|some|other|all|first[- ]degree|second[- ]degree|patient's)\\s){0,3}(?:\\w+er\\s|deceased\\s|late\\s|half[- ]|twin\\s|(?:mater|pater)nal\\s)?(?:(${OTHERS})|(${BLOOD}))(?![\\w-])(?!\\s(?:of|history))|(?:\\(|:\\s|[-–—]\\s)\\s?(?:in\\s)?(?:his\\s|her\\s)?(?:(?:${BLOOD})(?:\\s(?:side|aunt|uncle|cousin|grand\\w+))?(?:\\s?(?:,|and|&|\\/)\\s?(?:${BLOOD})(?:\\s\\w+)?){0,3}\\s?(?:\\)|[.;,]|$)))`, "i");

/** "a diabetic mother" */
const CALLED = new RegExp(`^\\s(?:(${OTHERS})|(?!family|maternal|paternal|children|relative)(?:${BLOOD}))\\b(?!\\s(?:history|of))`, "i");

/** Whether a sentence names anyone but the patient: only then is it worth asking whose a finding is. */
export const namesPerson = (sentence: string): boolean => sentence.search(PERSON) >= 0;

/** Whose the finding between `before` and `after` (parts of one sentence) is. */
export function whoseIs(before: string, after: string): Who {
  return personBefore(before) ?? personAfter(after) ?? "patient";
}

function personBefore(before: string): Who | undefined {
  let who: Who | undefined, at = 0;
  for (const match of before.matchAll(PERSON)) {
    const end = match.index + match[0].length, rest = before.slice(end);
    if (match[3]) { who = "family"; at = end; continue; }
    if (!WHO_HAS.test(rest) && (AS_COMPANY.test(before.slice(0, match.index)) || TELLS.test(rest))) continue;
    const blood = match[1] === undefined && !/^(?:family|children|sons?|daughters?|mothers?|fathers?)$/i.test(match[0]);
    if (!blood && !HAS.test(rest)) continue;
    who = match[1] === undefined ? "family" : "other";
    at = end;
  }
  if (who === undefined) return undefined;
  for (const match of before.matchAll(PATIENT)) if (match.index >= at) return undefined;
  return who;
}

function personAfter(after: string): Who | undefined {
  const called = CALLED.exec(after);
  if (called) return called[1] ? "other" : "family";
  const match = AFTER.exec(after);
  return match ? (match[1] ? "other" : "family") : undefined;
}
