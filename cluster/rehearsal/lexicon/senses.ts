// Words that are a finding's name and stand for something else beside certain words: a depression
// of the ST segment, a stroke volume, a cancer center. Owns the words; reading is mentions.ts.

interface Sense {
  /** The name this is about, as it stands in the text. */
  readonly name: RegExp;
  /** What stands right before the name, when it means something else. */
  readonly before?: RegExp;
  /** What stands right after it then. */
  readonly after?: RegExp;
}

const SENSES: readonly Sense[] = [
  {
    name: /^depressions?$/i,
    before: /\b(?:ST|STT|ST-T|PR|segment|T|wave|respiratory|ventilatory|CNS|nervous system|marrow|myocardial|cardiac|circulatory|bone|skull|chest|sternal|tracheal|tongue|growth|economic|great|immune|inbreeding|millimet\w+|mm)[\s/-]+(?:(?:segment|wave|-?T)s?[\s/-]+)?$/i,
    after: /^\s*(?:of (?:the )?(?:ST|PR|J|segment|respirat\w+|(?:bone )?marrow|skull|sternum|tongue|consciousness|mental status|immun\w+|myocard\w+|level)|in (?:leads?|[aV]|I)|\d|(?:fracture|contour))/i,
  },
  {
    name: /^strokes?$/i,
    before: /\b(?:heat|sun|back|breast|butterfly|swimming|golf|tennis|brush|pen|piston|key|power|one|per|each|side|finishing)[\s-]+$/i,
    after: /^\s*(?:volumes?|work|index|distance|output|variation|of (?:luck|genius|midnight|the (?:pen|brush|piston)))\b/i,
  },
  { name: /^seizures?$/i, after: /^\s*of (?:goods?|property|assets?|drugs?|power|weapons?|the (?:day|moment|car|house|goods?))\b/i },
  {
    name: /^(?:fall|falls)$/i,
    before: /\b(?:this|last|next|each|every|early|late|spring|summer|winter|in the|since the|during the|until|blood pressure|temperature|hematocrit|h(?:a)?emoglobin|night|niagara|rain|water|sharp|rapid|steep|further)\s+(?:and\s+|or\s+)?$/i,
    after: /^\s*(?:in (?:the |his |her )?(?:blood|BP|systolic|h(?:a)?emoglobin|hematocrit|platelets?|white|sodium|creatinine|saturation|pressure|temperature|urine|count|levels?|values?)|asleep|semester|season|short|within|under|of (?:\d|the (?:blood|h(?:a)?ematocrit|h(?:a)?emoglobin))|below|to \d|from \d|by \d)\b/i,
  },
  { name: /^fell$/i, after: /^\s*(?:to|from|by|below|asleep|in love|short|behind|out|within|under|off)\b/i },
  {
    name: /^fevers?$/i,
    before: /\b(?:yellow|hay|dengue|scarlet|valley|typhoid|spotted|rheumatic|lassa|Q|trench|glandular|cabin|gold|mountain|relapsing|mediterranean|hemorrhagic|rift valley|rat[- ]bite|cat[- ]scratch|parrot|san joaquin|election)\s+$/i,
  },
  { name: /^shock$/i, before: /\b(?:electric(?:al)?|static|culture|emotional|inappropriate|ICD|AICD|defibrillat\w+|single|one|delivered|great|a)\s+$/i, after: /^\s*(?:waves?|absorbers?|therapy|lithotripsy|(?:was|were) delivered|at the news|and disbelief)\b/i },
  { name: /^shocks$/i },
  { name: /^(?:cancer|cancers)$/i, before: /\b(?:sign|zodiac|tropic of)\s+(?:is\s+)?$/i },
  { name: /^(?:cold|colds)$/i, before: /\b(?:feels?|felt|ice|is|are|was|were|weather|extremit\w+|cool|to|and|with)\s+$/i, after: /^\s*(?:to (?:the )?touch|weather|water|packs?|compress\w*|intolerance|sensitivity|agglutinins?|ischemia|extremit\w+|hands?|feet|air|temperature|exposure|stimul\w+|caloric\w*|drinks?|fluids?|sweats?|sores?|knife|turkey)\b/i },
  { name: /^confus(?:ed|ion)$/i, before: /\b(?:diagnostic|be|been|easily|often|avoid|to avoid|some|not to be)\s+$/i, after: /^\s*(?:with (?:another|other|a|the)|about (?:his|her|the) (?:medic|appoint|instruct|dos|bill))/i },
  { name: /^(?:tremors?|obstructions?|insufficiency|failures?)$/i, before: /\b(?:earth|engine|device|equipment|treatment|power|crop|school)\s+$/i },
  { name: /^AS$/, after: /^\s+(?:NEEDED|DIRECTED|ABOVE|BELOW|WELL|OF|A|THE|PER|PRESCRIBED)\b/ },
  { name: /^(?:CA|Ca)$/, before: /\b(?:angeles|francisco|diego|[A-Z][a-z]+,)\s+$/, after: /^\s*(?:\d|[:=<>])/ },
];

/** Things that are called after a disease or a symptom: a clinic, a vaccine, a survey. */
const NAMED_AFTER = new RegExp("^[\\s-]*(?:(?:support|study|treatment|research|prevention|specialty|care)\\s+)?"
  + "(?:clinics?|cent(?:er|re)s?|units?|wards?|teams?|services?|societ(?:y|ies)|associations?|foundations?"
  + "|institutes?|institutions?|hospitals?|departments?|specialists?|consultants?|nurses?|educators?"
  + "|navigators?|fellows?|coordinators?|program(?:me)?s?|registr(?:y|ies)|trials?|stud(?:y|ies)|surveys?|groups?|camps?|charit(?:y|ies)|walks?"
  + "|fundraisers?|campaigns?|awareness|insurance|research(?:ers?)?|journals?|guidelines?|hotlines?"
  + "|vaccin\\w+|immuni[sz]ations?|shots?|boosters?|jabs?|screen(?:ing)?s?|checklists?|questionnaires?|inventor(?:y|ies)"
  + "|scales?|scores?|ind(?:ex|ices)|calculators?|protocols?|pathways?|bundles?|alerts?|codes?"
  + "|precautions?|prophylaxis|prevention|education|counsel+ing|literature|books?|pamphlets?|leaflets?"
  + "|cuffs?|kits?|monitors?|diar(?:y|ies)|logs?)\\b", "i");

/** Whether a finding's name stands for something else between what comes before and after it. */
export function isOtherSense(name: string, { before, after }: { readonly before: string; readonly after: string }): boolean {
  if (NAMED_AFTER.test(after)) return true;
  return SENSES.some((sense) => sense.name.test(name) && ((sense.before === undefined && sense.after === undefined)
    || (sense.before?.test(before) ?? false) || (sense.after?.test(after) ?? false)));
}
