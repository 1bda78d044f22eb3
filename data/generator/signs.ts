// Symptoms and signs in words: how a history denies them, and how the examination words each sign when it is there and when it is not.

/** Symptoms as a list of denials names them. */
export const DENIED: Readonly<Record<string, readonly string[]>> = {
  chest_pain: ["chest pain", "CP", "chest pressure"], dyspnea: ["shortness of breath", "dyspnea", "SOB"], orthopnea: ["orthopnea"], pnd: ["PND", "paroxysmal nocturnal dyspnea"], palpitations: ["palpitations"],
  syncope: ["syncope", "loss of consciousness", "LOC"], fever: ["fever", "fevers"], chills: ["chills", "rigors"], cough: ["cough"], hemoptysis: ["hemoptysis"], nausea: ["nausea"], vomiting: ["vomiting", "emesis"], diarrhea: ["diarrhea", "loose stools"],
  constipation: ["constipation"], abdominal_pain: ["abdominal pain", "abd pain"], melena: ["melena", "black stools"], hematochezia: ["hematochezia", "BRBPR", "bright red blood per rectum"], headache: ["headache", "headaches"], dysuria: ["dysuria", "burning with urination"],
  hematuria: ["hematuria", "blood in urine"], weight_loss: ["weight loss"], night_sweats: ["night sweats"], dizziness: ["dizziness", "lightheadedness"], weakness: ["focal weakness", "leg weakness"], vision_change: ["visual changes", "vision changes", "blurry vision"], rash: ["rash"],
  flank_pain: ["flank pain"], edema: ["leg swelling", "LE edema"], suicidal_ideation: ["suicidal ideation", "SI"],
};

/** What a sentence of denial would leave in doubt. */
export const NEVER_DENIED: ReadonlySet<string> = new Set(["seizure", "alcohol_withdrawal"]);

/** One system of the examination: its short names, words that state no sign, and signs that may be named. */
export interface System {
  readonly names: readonly string[];
  readonly plain: readonly string[];
  readonly signs: Readonly<Record<string, { readonly present: readonly string[]; readonly absent: readonly string[] }>>;
}

export const SYSTEMS: readonly System[] = [
  { names: ["GEN", "General", "Gen", "GENERAL"], plain: ["«distress- NAD»", "comfortable", "pleasant", "sitting up in bed", "well appearing", "tired but conversant", "elderly appearing", "younger than stated years", "lying in bed", "«distress- no distress»", "cooperative"], signs: { oriented: { present: ["A&Ox3", "alert and oriented x3", "AAOx3"], absent: ["not oriented to date", "oriented to self only"] } } },
  { names: ["HEENT", "Head", "HEAD/EYES"], plain: ["pupils {2|3|4} mm, equal", "PERRL", "EOMI", "MMM", "OP clear", "dry mucous membranes", "NC/AT", "conjunctivae pink", "dentures in place"], signs: { icterus: { present: ["scleral icterus"], absent: ["no scleral icterus", "no icterus"] } } },
  { names: ["Neck", "NECK"], plain: ["supple", "{old|healed} {<d> cm |}thyroid scar", "«carotid_bruits- no carotid bruits»", "«thyroid_enlargement- thyroid not enlarged»", "full range of motion", "trachea midline"], signs: { jvd: { present: ["JVD to the {angle of the jaw|earlobe}", "elevated JVP", "JVP elevated {to|at} 1{0|1|2|4} cm"], absent: ["no JVD"] }, lymphadenopathy: { present: ["cervical lymphadenopathy"], absent: ["no cervical adenopathy", "no lymphadenopathy"] } } },
  { names: ["CV", "Cor", "Cardiac", "CARDIAC"], plain: ["RRR", "nl S1/S2", "S1, S2", "«rub- no rubs»", "distant sounds", "PMI nondisplaced", "regular rhythm", "irregularly irregular", "«gallop- no gallops»"], signs: { murmur: { present: ["{II|III}/VI systolic murmur {at LUSB|at the apex|at RUSB}"], absent: ["no murmurs", "no murmur"] } } },
  { names: ["Lungs", "PULM", "Chest", "LUNGS"], plain: ["good air movement", "unlabored", "symmetric expansion", "decreased at the bases", "no accessory muscle use", "resonant", "CTAB"], signs: { crackles: { present: ["{bibasilar|right basilar|left basilar} {crackles|rales}", "{crackles|rales} {halfway up|at the bases|to the mid-zones}"], absent: ["no crackles", "no rales"] }, wheezing: { present: ["{diffuse|scattered|expiratory} {wheezes|wheezing}"], absent: ["no wheezes", "no wheeze"] } } },
  { names: ["ABD", "Abdomen", "Abd", "ABDOMEN"], plain: ["soft", "nondistended", "+BS", "«hepatosplenomegaly- no HSM»", "normoactive bowel sounds", "no palpable masses", "round", "liver span {9|10|11|12} cm", "{<d> cm|small} umbilical defect"], signs: { abdominal_tenderness: { present: ["tenderness to palpation {as above|over the affected side|where described}"], absent: ["no tenderness to palpation"] }, rebound: { present: ["rebound tenderness"], absent: ["no rebound"] }, guarding: { present: ["guarding"], absent: ["no guarding"] } } },
  { names: ["EXT", "Extremities", "Ext", "EXTREMITIES"], plain: ["warm", "WWP", "2+ DP bilaterally", "«cyanosis- no cyanosis»", "{left|right} {shin|knee} scar <d> cm", "DP/PT dopplerable", "no calf asymmetry", "cap refill brisk"], signs: { edema: { present: ["{1+|2+|3+|trace} {pitting edema|LE edema|edema} {to the {knees|shins|thighs}|bilaterally|at the ankles}"], absent: ["no edema", "no LE edema", "no peripheral edema"] }, clubbing: { present: ["clubbing"], absent: ["no clubbing"] } } },
  { names: ["NEURO", "Neuro", "Neurologic"], plain: ["CN II-XII intact", "moving all extremities", "gait deferred", "reflexes {1|2}+ {and symmetric|throughout}", "strength 5/5 throughout", "sensation intact to light touch", "speech fluent", "toes downgoing"], signs: { focal_deficit: { present: ["focal deficit as above", "focal deficits as in HPI"], absent: ["no focal deficits", "no focal neurologic deficits"] }, asterixis: { present: ["asterixis", "asterixis present"], absent: ["no asterixis"] } } },
  { names: ["SKIN", "Skin", "Derm"], plain: ["warm and dry", "intact", "{<d> cm|<d> mm} {lipoma|nevus} on the {back|left arm|right arm}", "multiple seborrheic keratoses", "no ulcers", "«ecchymoses+ scattered ecchymoses»", "good turgor"], signs: { rash: { present: ["maculopapular rash"], absent: ["no rash", "no rashes"] } } },
];
