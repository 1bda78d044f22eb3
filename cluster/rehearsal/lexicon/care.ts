// Drugs, procedures, social facts and the states that exclude one another (where a patient went, code status): one record a line.
import { present } from "./record.ts";
import type { Drug, Finding, State } from "./lexicon.ts";

const drug = (line: string): Drug => {
  const [names = "", family = ""] = line.split(" = ");
  const all = names.split("|");
  return { kind: "drug", id: `drug:${all[0]}`, label: all[0] as string, names: all, families: family === "" ? [] : family.split(","), section: "Discharge Medications", weight: 1 };
};

/** generic|brands = classes. A class can be asked for ("Is the patient on a statin?"). */
export const DRUGS: readonly Drug[] = [
  "aspirin|ASA|acetylsalicylic acid|ecotrin|asa = antiplatelet", "clopidogrel|plavix = antiplatelet", "ticagrelor|brilinta = antiplatelet", "prasugrel|effient = antiplatelet", "dipyridamole|aggrenox = antiplatelet",
  "warfarin|coumadin|warfarin sodium = anticoagulant", "apixaban|eliquis = anticoagulant,doac", "rivaroxaban|xarelto = anticoagulant,doac", "dabigatran|pradaxa = anticoagulant,doac", "edoxaban = anticoagulant,doac",
  "heparin|subcutaneous heparin|heparin drip|heparin gtt = anticoagulant", "enoxaparin|lovenox = anticoagulant", "fondaparinux|arixtra = anticoagulant", "alteplase|tPA|tissue plasminogen activator", "tenecteplase",
  "atorvastatin|lipitor = statin", "simvastatin|zocor = statin", "rosuvastatin|crestor = statin", "pravastatin|pravachol = statin", "lovastatin = statin", "ezetimibe|zetia", "fenofibrate|tricor", "gemfibrozil", "niacin",
  "lisinopril|zestril|prinivil = ACE inhibitor", "enalapril|vasotec = ACE inhibitor", "captopril = ACE inhibitor", "ramipril|altace = ACE inhibitor", "benazepril|lotensin = ACE inhibitor", "quinapril|accupril = ACE inhibitor", "fosinopril = ACE inhibitor",
  "losartan|cozaar = ARB", "valsartan|diovan = ARB", "irbesartan|avapro = ARB", "olmesartan|benicar = ARB", "candesartan|atacand = ARB", "telmisartan = ARB", "sacubitril|entresto",
  "metoprolol|lopressor|toprol|metoprolol tartrate|metoprolol succinate|toprol XL = beta blocker", "atenolol|tenormin = beta blocker", "carvedilol|coreg = beta blocker", "propranolol|inderal = beta blocker", "labetalol = beta blocker", "nadolol = beta blocker", "bisoprolol = beta blocker", "sotalol = beta blocker",
  "amlodipine|norvasc = calcium channel blocker", "diltiazem|cardizem = calcium channel blocker", "verapamil = calcium channel blocker", "nifedipine|procardia = calcium channel blocker", "felodipine = calcium channel blocker", "nicardipine = calcium channel blocker",
  "furosemide|lasix = diuretic", "torsemide|demadex = diuretic", "bumetanide|bumex = diuretic", "hydrochlorothiazide|HCTZ|hctz = diuretic", "chlorthalidone = diuretic", "metolazone = diuretic", "spironolactone|aldactone = diuretic", "triamterene|dyazide|maxzide = diuretic", "acetazolamide|diamox = diuretic",
  "hydralazine", "clonidine|catapres", "isosorbide mononitrate|imdur = nitrate", "isosorbide dinitrate|isordil = nitrate", "isosorbide = nitrate", "nitroglycerin|NTG|nitro|nitrostat = nitrate", "digoxin|lanoxin", "amiodarone|pacerone", "dofetilide", "flecainide", "ranolazine", "doxazosin|cardura", "terazosin|hytrin", "tamsulosin|flomax", "finasteride|proscar",
  "metformin|glucophage = oral hypoglycemic", "glipizide|glucotrol = oral hypoglycemic,sulfonylurea", "glyburide|micronase = oral hypoglycemic,sulfonylurea", "glimepiride|amaryl = oral hypoglycemic,sulfonylurea", "sitagliptin|januvia = oral hypoglycemic", "pioglitazone|actos = oral hypoglycemic", "empagliflozin|jardiance", "liraglutide|victoza", "semaglutide|ozempic",
  "insulin sliding scale|sliding scale insulin|NPH|regular insulin|humulin|novolin = insulin", "insulin glargine|lantus|glargine = insulin", "insulin lispro|humalog|lispro = insulin", "insulin aspart|novolog|aspart = insulin", "insulin detemir|levemir = insulin",
  "levothyroxine|synthroid|levoxyl|levothroid|levothyroxine sodium", "methimazole", "propylthiouracil|PTU", "prednisone|deltasone = corticosteroid", "prednisolone = corticosteroid", "methylprednisolone|solumedrol|medrol|solu medrol = corticosteroid", "hydrocortisone = corticosteroid", "dexamethasone|decadron = corticosteroid", "fludrocortisone",
  "albuterol|proventil|ventolin|albuterol inhaler = bronchodilator", "ipratropium|atrovent|combivent|duoneb = bronchodilator", "tiotropium|spiriva = bronchodilator", "fluticasone|flovent|flonase", "advair|fluticasone salmeterol|salmeterol", "budesonide|pulmicort|symbicort", "montelukast|singulair", "theophylline", "guaifenesin|mucinex|robitussin", "benzonatate|tessalon",
  "omeprazole|prilosec = proton pump inhibitor", "pantoprazole|protonix = proton pump inhibitor", "esomeprazole|nexium = proton pump inhibitor", "lansoprazole|prevacid = proton pump inhibitor", "rabeprazole|aciphex = proton pump inhibitor", "ranitidine|zantac = H2 blocker", "famotidine|pepcid = H2 blocker", "sucralfate|carafate", "metoclopramide|reglan", "ondansetron|zofran", "promethazine|phenergan", "prochlorperazine|compazine",
  "docusate|colace|docusate sodium", "senna|senokot", "polyethylene glycol|miralax", "bisacodyl|dulcolax", "lactulose", "rifaximin|xifaxan", "loperamide|imodium", "mesalamine|asacol", "ursodiol",
  "acetaminophen|tylenol|paracetamol", "ibuprofen|motrin|advil = NSAID", "naproxen|aleve|naprosyn = NSAID", "celecoxib|celebrex = NSAID", "ketorolac|toradol = NSAID", "meloxicam|mobic = NSAID", "diclofenac = NSAID", "indomethacin|indocin = NSAID",
  "oxycodone|percocet|oxycontin|roxicodone|oxycodone acetaminophen = opioid", "hydrocodone|vicodin|norco|lortab = opioid", "morphine|MS contin|morphine sulfate = opioid", "hydromorphone|dilaudid = opioid", "fentanyl|duragesic = opioid", "tramadol|ultram = opioid", "methadone = opioid", "codeine = opioid", "meperidine|demerol = opioid", "naloxone|narcan",
  "gabapentin|neurontin", "pregabalin|lyrica", "levetiracetam|keppra = anticonvulsant", "phenytoin|dilantin = anticonvulsant", "carbamazepine|tegretol = anticonvulsant", "valproate|depakote|valproic acid|divalproex = anticonvulsant", "lamotrigine|lamictal = anticonvulsant", "topiramate|topamax = anticonvulsant",
  "sertraline|zoloft = antidepressant,SSRI", "fluoxetine|prozac = antidepressant,SSRI", "citalopram|celexa = antidepressant,SSRI", "escitalopram|lexapro = antidepressant,SSRI", "paroxetine|paxil = antidepressant,SSRI", "venlafaxine|effexor = antidepressant", "duloxetine|cymbalta = antidepressant", "bupropion|wellbutrin = antidepressant", "mirtazapine|remeron = antidepressant", "trazodone|desyrel = antidepressant", "amitriptyline|elavil = antidepressant", "nortriptyline = antidepressant",
  "lorazepam|ativan = benzodiazepine", "diazepam|valium = benzodiazepine", "clonazepam|klonopin = benzodiazepine", "alprazolam|xanax = benzodiazepine", "temazepam|restoril = benzodiazepine", "midazolam|versed = benzodiazepine", "zolpidem|ambien", "haloperidol|haldol = antipsychotic", "quetiapine|seroquel = antipsychotic", "olanzapine|zyprexa = antipsychotic", "risperidone|risperdal = antipsychotic", "aripiprazole|abilify = antipsychotic", "lithium",
  "donepezil|aricept", "memantine|namenda", "carbidopa levodopa|sinemet|levodopa|carbidopa", "ropinirole|requip", "baclofen", "cyclobenzaprine|flexeril", "sumatriptan|imitrex", "methylphenidate|ritalin",
  "vancomycin|vanco = antibiotic", "ceftriaxone|rocephin = antibiotic", "cefepime = antibiotic", "cefazolin|ancef = antibiotic", "cephalexin|keflex = antibiotic", "levofloxacin|levaquin = antibiotic", "ciprofloxacin|cipro = antibiotic", "moxifloxacin|avelox = antibiotic", "azithromycin|zithromax|Z pak = antibiotic", "doxycycline = antibiotic", "metronidazole|flagyl = antibiotic", "piperacillin|zosyn|piperacillin tazobactam = antibiotic", "ampicillin|unasyn = antibiotic", "amoxicillin|augmentin|amoxicillin clavulanate = antibiotic", "penicillin|PCN|penicillins = antibiotic", "clindamycin|cleocin = antibiotic", "meropenem = antibiotic", "linezolid|zyvox = antibiotic", "nitrofurantoin|macrobid = antibiotic", "trimethoprim sulfamethoxazole|bactrim|sulfamethoxazole|septra = antibiotic", "gentamicin = antibiotic", "sulfa|sulfa drugs|sulfonamides = antibiotic", "erythromycin = antibiotic", "rifampin = antibiotic", "isoniazid|INH",
  "fluconazole|diflucan", "acyclovir|valacyclovir|valtrex", "oseltamivir|tamiflu", "remdesivir", "hydroxychloroquine|plaquenil", "methotrexate", "azathioprine|imuran", "mycophenolate|cellcept", "tacrolimus|prograf", "cyclosporine", "rituximab", "infliximab|remicade", "adalimumab|humira", "tamoxifen", "letrozole", "anastrozole|arimidex",
  "allopurinol|zyloprim", "colchicine|colcrys", "alendronate|fosamax", "raloxifene|evista", "calcium carbonate|tums|caltrate", "vitamin D|cholecalciferol|ergocalciferol = supplement", "multivitamin|multivitamins|MVI = supplement", "folic acid = supplement", "ferrous sulfate|iron sulfate|iron supplement|feosol|iron supplements = supplement", "cyanocobalamin = supplement", "thiamine = supplement", "fish oil|omega 3 = supplement", "potassium chloride|KCl|K dur|klor con", "magnesium oxide", "sodium bicarbonate", "sevelamer|renagel|renvela", "calcitriol", "epoetin|epogen|procrit|darbepoetin|aranesp",
  "estradiol|premarin|hormone replacement therapy|HRT", "oral contraceptives|oral contraceptive|OCP|OCPs|birth control pills|oral contraceptive pills", "medroxyprogesterone|depo provera", "diphenhydramine|benadryl", "loratadine|claritin", "cetirizine|zyrtec", "fexofenadine|allegra", "hydroxyzine|atarax|vistaril", "nicotine patch|nicotine", "latex", "iodine|iodinated contrast|IV contrast|contrast dye|contrast", "norepinephrine|levophed = vasopressor", "phenylephrine|neosynephrine = vasopressor", "vasopressin = vasopressor", "dopamine = vasopressor", "dobutamine", "epinephrine", "propofol", "rocuronium", "octreotide", "oxytocin|pitocin",
  "timolol", "latanoprost|xalatan", "oxybutynin|ditropan", "tolterodine|detrol", "sildenafil|viagra", "doxorubicin|adriamycin = chemotherapy", "cyclophosphamide|cytoxan = chemotherapy", "cisplatin = chemotherapy", "carboplatin = chemotherapy", "paclitaxel|taxol = chemotherapy", "docetaxel = chemotherapy", "fluorouracil|5 FU = chemotherapy", "gemcitabine = chemotherapy", "imatinib|gleevec",
].map(drug);

/** Classes of drugs: a member on the list answers for its class. */
export const DRUG_CLASSES: readonly Drug[] = [
  "antiplatelet|antiplatelet agent|antiplatelet therapy", "anticoagulant|anticoagulation|blood thinner|oral anticoagulant|anticoagulant therapy|anticoagulation therapy", "doac|DOAC|NOAC|direct oral anticoagulant",
  "statin|statin therapy|HMG CoA reductase inhibitor", "ACE inhibitor|ACEI|ACEi|angiotensin converting enzyme inhibitor", "ARB|angiotensin receptor blocker|angiotensin II receptor blocker", "beta blocker|beta adrenergic blocker|BB", "calcium channel blocker|CCB",
  "diuretic|diuretic therapy|loop diuretic", "nitrate|nitrate therapy", "oral hypoglycemic|oral hypoglycemic agent|oral antidiabetic", "sulfonylurea", "insulin|insulin therapy", "corticosteroid|steroid|glucocorticoid|systemic corticosteroid|oral steroid", "bronchodilator|inhaled bronchodilator",
  "proton pump inhibitor|PPI|PPI therapy", "H2 blocker", "NSAID|nonsteroidal anti inflammatory drug|non steroidal anti inflammatory drug", "opioid|narcotic|opiate|opioid analgesic", "anticonvulsant|antiepileptic|antiseizure medication", "antidepressant", "SSRI|selective serotonin reuptake inhibitor",
  "benzodiazepine", "antipsychotic", "antibiotic|antibiotic therapy|intravenous antibiotic|IV antibiotic", "supplement|dietary supplement", "vasopressor|pressor", "chemotherapy",
].map((names) => ({ ...drug(names), id: `class:${names.split("|")[0]}` }));

const p = present("procedure", "Brief Hospital Course");

export const PROCEDURES: readonly Finding[] = [
  p("cabg", "coronary artery bypass grafting|CABG|cabg|coronary artery bypass|coronary artery bypass graft|bypass surgery|coronary bypass", { weight: 3, is: ["cad"] }),
  p("cath", "cardiac catheterization|cardiac cath|heart cath|coronary angiography|left heart catheterization|cardiac catheterisation|catheterization|coronary angiogram|heart catheterization|LHC", { weight: 3 }),
  p("pci", "percutaneous coronary intervention|PCI|PTCA|coronary stent|drug eluting stent|DES|bare metal stent|angioplasty|coronary stenting|coronary stents|stent to|stents to|DES to|BMS to|cardiac stents|cardiac stent", { weight: 3 }),
  p("pacemaker", "pacemaker placement|pacemaker|PPM|permanent pacemaker", { weight: 2 }),
  p("icd", "implantable cardioverter-defibrillator|ICD|AICD|defibrillator", { weight: 1 }),
  p("valve-surgery", "valve replacement|aortic valve replacement|AVR|MVR|mitral valve replacement|mitral valve repair|valve surgery|TAVR|valve repair|prosthetic valve|mechanical valve", { weight: 2 }),
  p("cardioversion", "cardioversion|DCCV|cardioverted", { weight: 2 }),
  p("ablation", "ablation|catheter ablation|radiofrequency ablation|pulmonary vein isolation", { weight: 1 }),
  p("echo", "echocardiogram|TTE|echocardiography|transthoracic echocardiogram|ECHO|echo|Echo", { weight: 2 }),
  p("tee", "transesophageal echocardiogram|TEE", { weight: 1 }),
  p("ekg", "electrocardiogram|EKG|ECG|ekg", { weight: 1 }),
  p("intubation", "intubation|intubated|endotracheal intubation|mechanical ventilation|mechanically ventilated|reintubated", { weight: 3 }),
  p("tracheostomy", "tracheostomy|trach", { weight: 1 }),
  p("bipap", "noninvasive ventilation|BiPAP|BIPAP|CPAP|bipap|cpap", { weight: 2 }),
  p("dialysis", "dialysis|hemodialysis|HD|peritoneal dialysis|CVVH|haemodialysis|CRRT", { weight: 3 }),
  p("kidney-transplant", "kidney transplant|renal transplant|renal transplantation|kidney transplantation", { weight: 1 }),
  p("liver-transplant", "liver transplant|liver transplantation"),
  p("bone-marrow-transplant", "bone marrow transplant|stem cell transplant|BMT"),
  p("transfusion", "blood transfusion|transfusion|transfused|packed red blood cells|PRBC|PRBCs|pRBCs|units of blood|red blood cell transfusion|transfusions|blood transfusions|pRBC|packed red cells|packed cells", { weight: 3 }),
  p("colonoscopy", "colonoscopy|colonoscopies", { weight: 3 }),
  p("egd", "upper endoscopy|EGD|esophagogastroduodenoscopy|endoscopy|egd", { weight: 3 }),
  p("ercp", "ERCP|endoscopic retrograde cholangiopancreatography", { weight: 1 }),
  p("bronchoscopy", "bronchoscopy", { weight: 1 }),
  p("lumbar-puncture", "lumbar puncture|LP|spinal tap", { weight: 1 }),
  p("paracentesis", "paracentesis", { weight: 1 }),
  p("thoracentesis", "thoracentesis", { weight: 1 }),
  p("chest-tube", "chest tube|chest tube placement|chest tubes", { weight: 1 }),
  p("biopsy", "biopsy|biopsies|biopsied|needle biopsy", { weight: 2 }),
  p("cholecystectomy", "cholecystectomy|laparoscopic cholecystectomy|gallbladder removed|gallbladder surgery|CCY|gallbladder removal", { weight: 3 }),
  p("appendectomy", "appendectomy|appendix removed", { weight: 3 }),
  p("hysterectomy", "hysterectomy|TAH|total abdominal hysterectomy|TAHBSO|TAH/BSO", { sex: "F", weight: 2 }),
  p("tonsillectomy", "tonsillectomy|tonsils removed", { weight: 2 }),
  p("tubal-ligation", "tubal ligation|BTL", { sex: "F" }),
  p("c-section", "cesarean section|C section|cesarean delivery|c section|caesarean section|cesarean|C sections|cesarean sections", { sex: "F", weight: 1 }),
  p("mastectomy", "mastectomy|mastectomies|lumpectomy", { weight: 1 }),
  p("hernia-repair", "hernia repair|herniorrhaphy|hernia surgery|inguinal hernia repair", { weight: 2 }),
  p("hip-replacement", "hip replacement|total hip replacement|THR|total hip arthroplasty|hip arthroplasty", { weight: 2 }),
  p("knee-replacement", "knee replacement|total knee replacement|TKR|total knee arthroplasty|TKA|knee arthroplasty", { weight: 2 }),
  p("spine-surgery", "spinal fusion|laminectomy|back surgery|discectomy|lumbar fusion", { weight: 1 }),
  p("cataract-surgery", "cataract surgery|cataract extraction|cataract removal", { weight: 1 }),
  p("bowel-resection", "bowel resection|colectomy|hemicolectomy|small bowel resection|sigmoid colectomy|colostomy", { weight: 2 }),
  p("gastric-bypass", "gastric bypass|bariatric surgery|gastric band"),
  p("nephrectomy", "nephrectomy"),
  p("splenectomy", "splenectomy"),
  p("prostatectomy", "prostatectomy|TURP|transurethral resection of the prostate", { sex: "M", weight: 1 }),
  p("thyroidectomy", "thyroidectomy"),
  p("amputation", "amputation|below knee amputation|BKA|AKA|above knee amputation", { weight: 1 }),
  p("carotid-endarterectomy", "carotid endarterectomy", { weight: 1 }),
  p("chemotherapy", "chemotherapy|chemo", { weight: 2 }),
  p("radiation", "radiation therapy|radiation|XRT|radiotherapy", { weight: 2 }),
  p("ct-head", "head CT|CT head|CT of the head|NCHCT|CT scan of the head|non contrast head CT|CT of the brain", { weight: 2 }),
  p("ct-abdomen", "abdominal CT|CT abdomen|CT of the abdomen|CT abdomen and pelvis|CT A/P|CT abd", { weight: 2 }),
  p("chest-ct", "chest CT|CT chest|CT of the chest|CTA chest|CT scan of the chest|CTA of the chest", { weight: 2 }),
  p("mri", "MRI|magnetic resonance imaging", { weight: 2 }),
  p("stress-test", "stress test|exercise stress test|nuclear stress test|stress echo|stress echocardiogram|stress MIBI", { weight: 2 }),
  p("ultrasound", "ultrasound|US|sonogram|ultrasonography", { weight: 1 }),
  p("chest-xray", "chest x-ray|CXR|chest X ray|chest radiograph|chest film|chest x rays|portable chest x ray", { weight: 2 }),
  p("cpr", "cardiopulmonary resuscitation|CPR|chest compressions"),
  p("picc", "PICC line|PICC|central venous catheter|central line", { weight: 1 }),
  p("foley", "Foley catheter|foley|urinary catheter|Foley", { weight: 1 }),
  p("peg", "PEG tube|gastrostomy tube|G tube|feeding tube|PEG|gastrostomy|nasogastric tube|NG tube|NGT", { weight: 1 }),
  p("icu", "intensive care unit admission|intensive care unit|ICU|MICU|SICU|CCU|transferred to the ICU", { weight: 3 }),
  p("physical-therapy", "physical therapy evaluation|physical therapy|physical therapist", { weight: 2 }),
  p("ivc-filter", "IVC filter|inferior vena cava filter"),
  p("vaccine-flu", "influenza vaccination|flu shot|flu vaccine|influenza vaccine|influenza immunization", { weight: 2 }),
  p("vaccine-pneumo", "pneumococcal vaccination|pneumovax|pneumococcal vaccine|pneumonia vaccine", { weight: 2 }),
  p("mammogram", "mammogram|mammography", { sex: "F", weight: 2 }),
  p("pap", "Pap smear|pap test", { sex: "F", weight: 1 }),
  p("holter", "Holter monitor|Holter monitoring|event monitor"),
  p("wound-vac", "wound vac|wound vacuum|debridement"),
];

const l = present("social", "Social History");

export const SOCIAL: readonly Finding[] = [
  l("smoking", "tobacco use|smoking|smoker|smokes|smoked|tobacco|cigarettes|cigarette|smoke|tob|Tob|tobacco abuse|nicotine dependence|pack years|pack year|smokers|cigarette smoking|ppd|packs per day|ex smoker|former smoker|cigar|TOB|tobacco dependence|!nonsmoker|!non smoker|!never smoker|!lifelong nonsmoker|!never smoked|!lifetime nonsmoker|!nonsmoking|!does not smoke", { label: "tobacco use", weight: 5 }),
  l("alcohol", "alcohol use|alcohol|ETOH|EtOH|etoh|Etoh|ethanol|drinks|beer|beers|wine|drinks alcohol|alcohol consumption|social drinker|drinker|liquor|alcoholic beverages|drinking|drink|!nondrinker|!non drinker|!teetotaler|!does not drink", { label: "alcohol use", weight: 5 }),
  l("drugs", "illicit drug use|illicit drugs|illicits|drug use|recreational drugs|recreational drug use|IV drug use|IVDU|IVDA|illicit substances|street drugs|cocaine|marijuana|heroin|intravenous drug use|IV drugs|illegal drugs|illicit drug|drugs of abuse|methamphetamine|illicit|cannabis|intravenous drugs|illicit substance use|substance use|drug abuse|recreational substances", { label: "illicit drug use", weight: 4 }),
  l("lives-alone", "lives alone|living alone|lives by himself|lives by herself|live alone|lives independently alone", { label: "living alone", weight: 3 }),
  l("employed", "employed|currently works|works as|works at|working as|works in|currently working|works full time|works part time|!retired|!unemployed|!disabled|!on disability", { label: "current employment", weight: 2 }),
  l("veteran", "veteran|military service|served in the army|army veteran|navy veteran", { label: "military service" }),
  l("exercise", "exercises regularly|regular exercise|exercise regularly", { label: "regular exercise" }),
  l("pets", "pets|pet dog|pet cat", { label: "pets at home" }),
  l("sexually-active", "sexually active", { label: "sexual activity" }),
  l("drug-allergy", "drug allergies|drug allergy|medication allergies|allergies to medications|allergies to drugs|known drug allergies|medication allergy|allergic to medications|!NKDA|!NKA|!No Known Allergies|!no known allergies|!No known allergies", { label: "a drug allergy", weight: 3, section: "Past Medical History" }),
];

const g = (group: string, label: string, names: string, more: Partial<Pick<State, "where" | "section" | "weight">> = {}): State =>
  ({ kind: "state", group, id: `${group}:${label}`, label, names: names.split("|"), section: "Social History", weight: 2, ...more });
const GO = { section: "Discharge Disposition", where: /discharge disposition|^disposition|dispo/i, weight: 3 } as const;
const CONDITION = { section: "Discharge Condition", where: /condition|discharge status|consciousness|activity status/i, weight: 2 } as const;

/** Values of one group exclude one another: a patient discharged home was not discharged to hospice. */
export const STATES: readonly State[] = [
  g("disposition", "home", "home|Home|home with services|home with service|Home With Service|home with VNA|home with home health|home with family|home health|home care", GO),
  g("disposition", "a rehabilitation facility", "rehab|rehabilitation|rehabilitation facility|acute rehab|rehab facility|inpatient rehabilitation|rehabilitation center|rehabilitation hospital|rehabilitation unit|short term rehab", GO),
  g("disposition", "a skilled nursing facility", "skilled nursing facility|SNF|nursing home|extended care|extended care facility|long term care facility|long term care|nursing facility|assisted living|assisted living facility|ECF|LTAC", GO),
  g("disposition", "hospice", "hospice|home hospice|hospice care|inpatient hospice", GO),
  g("disposition", "another hospital", "another hospital|transferred to another hospital|acute care hospital|outside hospital transfer", GO),
  g("disposition", "the morgue (the patient died)", "expired|deceased|died|passed away|pronounced dead", GO),
  g("condition", "stable", "stable|good|fair|improved|satisfactory|stable condition|good condition", CONDITION),
  g("condition", "critical", "critical|guarded|poor|serious", CONDITION),
  g("mental-status", "clear and coherent", "clear and coherent|alert and oriented|alert and interactive|alert and oriented x3|AAOx3|A&Ox3", { ...CONDITION, where: /mental status|condition|consciousness/i }),
  g("mental-status", "confused", "confused|confused sometimes|confused always|lethargic|disoriented", { ...CONDITION, where: /mental status|condition/i }),
  g("activity", "ambulatory and independent", "ambulatory independent|ambulatory - independent|ambulates independently|independent|walks independently|ambulating independently|ambulating without assistance|fully ambulatory", { ...CONDITION, where: /activity status|ambulat|condition|mobility|activity/i }),
  g("activity", "ambulatory only with assistance", "requires assistance|ambulatory requires assistance|requires assistance or aid|walker|cane|with assistance|needs assistance|with a walker|walks with a cane", { ...CONDITION, where: /activity status|ambulat|condition|mobility|activity/i }),
  g("activity", "bedbound", "bedbound|out of bed with assistance to chair|out of bed with assistance|bed bound|wheelchair bound|bedridden", { ...CONDITION, where: /activity status|ambulat|condition|mobility|activity/i }),
  g("marital", "married", "married", { weight: 3 }),
  g("marital", "widowed", "widowed|widow|widower", { weight: 2 }),
  g("marital", "divorced", "divorced|separated|divorcee", { weight: 2 }),
  g("marital", "single", "single|never married|unmarried", { weight: 2 }),
  g("code", "full code", "full code|Full code|FULL CODE|Full Code", { section: "Brief Hospital Course" }),
  g("code", "DNR (do not resuscitate)", "DNR|do not resuscitate|DNI|DNR/DNI|no code|comfort measures only|CMO", { section: "Brief Hospital Course" }),
  g("language", "English", "English speaking|speaks English|English", { weight: 1 }),
  g("language", "Spanish", "Spanish speaking|speaks Spanish|Spanish", { weight: 1 }),
  g("language", "another language", "Russian speaking|Portuguese speaking|Mandarin speaking|Cantonese speaking|Vietnamese speaking|Creole speaking|speaks Russian|speaks Portuguese|speaks Mandarin|speaks Cantonese|speaks Vietnamese", { weight: 1 }),
];
