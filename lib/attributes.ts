// The attributes of a patient that facts are kept about, and the names people call them by. Owns names and units only; reading a question is asked.ts, answering it facts.ts.

/** What an attribute is about; the groups that hold numbers come first. */
export type Group = "lab" | "vital" | "study" | "body" | "stay" | "dose" | "condition" | "symptom" | "sign" | "imaging" | "person" | "habit" | "medication" | "procedure" | "allergy" | "place" | "state";

/** One thing that can be asked about a patient. */
export interface Attribute {
  readonly id: string;
  readonly kind: "numeric" | "boolean";
  readonly group: Group;
  /** The unit that a bare number has; other printed units are kept with the value. */
  readonly unit?: string;
  /** Names in questions and notes. One with a capital letter is matched exactly, the rest in any case. */
  readonly names: readonly string[];
}

/** Numbers: id, unit, names. Adding an attribute is adding a record here, and wording for it in the generator. */
const NUMERIC: Readonly<Partial<Record<Group, readonly string[]>>> = {
  lab: [
    "wbc;K/uL;white blood cell count|white blood cell|white blood cells|white cell count|white count|leukocyte count|WBC|wbc count|WBCs",
    "rbc;M/uL;red blood cell count|red cell count|RBC",
    "hemoglobin;g/dL;hemoglobin|haemoglobin|Hgb|Hb|HGB|hgb",
    "hematocrit;%;hematocrit|haematocrit|Hct|HCT|hct|crit",
    "platelets;K/uL;platelet count|platelets|platelet|plt ct|Plt|PLT|plts",
    "mcv;fL;mean corpuscular volume|MCV",
    "sodium;mEq/L;sodium|Na",
    "potassium;mEq/L;potassium|K",
    "chloride;mEq/L;chloride|Cl",
    "bicarbonate;mEq/L;bicarbonate|bicarb|HCO3|total CO2",
    "bun;mg/dL;blood urea nitrogen|urea nitrogen|BUN|UreaN",
    "creatinine;mg/dL;creatinine|creat|Cr|SCr",
    "glucose;mg/dL;blood glucose|glucose|blood sugar|Glucose",
    "calcium;mg/dL;calcium level|calcium|Ca",
    "magnesium;mg/dL;magnesium level|magnesium|Mg",
    "phosphate;mg/dL;phosphate|phosphorus|phos|Phos",
    "ast;IU/L;aspartate aminotransferase|aspartate transaminase|AST|SGOT",
    "alt;IU/L;alanine aminotransferase|alanine transaminase|ALT|SGPT",
    "alkaline_phosphatase;IU/L;alkaline phosphatase|alk phos|AlkPhos|ALP",
    "bilirubin;mg/dL;total bilirubin|bilirubin|TotBili|t bili|tbili|bili",
    "albumin;g/dL;albumin",
    "lipase;IU/L;lipase",
    "inr;;international normalized ratio|INR|INR(PT)",
    "ptt;sec;partial thromboplastin time|PTT",
    "troponin;ng/mL;troponin t|troponin|cTropnT|trop t|trop|TnT",
    "ck;IU/L;creatine kinase|CPK|CK",
    "ckmb;ng/mL;creatine kinase mb|CK-MB|CKMB",
    "bnp;pg/mL;nt-probnp|probnp|natriuretic peptide|BNP|brain natriuretic peptide|b-type natriuretic peptide",
    "lactate;mmol/L;lactate|lactic acid",
    "hba1c;%;hemoglobin a1c|haemoglobin a1c|glycated hemoglobin|glycosylated hemoglobin|hba1c|a1c",
    "tsh;mIU/L;thyroid stimulating hormone|thyroid-stimulating hormone|TSH",
    "ldl;mg/dL;ldl cholesterol|LDL",
    "hdl;mg/dL;hdl cholesterol|HDL",
    "cholesterol;mg/dL;total cholesterol|cholesterol",
    "triglycerides;mg/dL;triglycerides|triglyceride",
    "ferritin;ng/mL;ferritin",
    "crp;mg/L;c-reactive protein|CRP",
    "esr;mm/hr;erythrocyte sedimentation rate|sedimentation rate|sed rate|ESR",
    "ddimer;ng/mL;d-dimer|d dimer",
    "uric_acid;mg/dL;uric acid",
    "psa;ng/mL;prostate specific antigen|prostate-specific antigen|PSA",
    "b12;pg/mL;vitamin b12|B12",
    "ammonia;umol/L;ammonia",
    "procalcitonin;ng/mL;procalcitonin",
    "egfr;mL/min/1.73m2;estimated glomerular filtration rate|glomerular filtration rate|eGFR|GFR",
  ],
  vital: [
    "temperature;F;body temperature|temperature|temp|Tmax|Temp",
    "heart_rate;bpm;heart rate|pulse rate|pulse|HR",
    "systolic_bp;mmHg;systolic blood pressure|systolic bp|systolic pressure|SBP",
    "diastolic_bp;mmHg;diastolic blood pressure|diastolic bp|diastolic pressure|DBP",
    "respiratory_rate;/min;respiratory rate|breathing rate|RR",
    "oxygen_saturation;%;oxygen saturation|o2 saturation|o2 sat|pulse oximetry|SpO2|SaO2|sats|sat",
    "pain_score;/10;pain score|pain scale|pain rating",
  ],
  study: [
    "lvef;%;left ventricular ejection fraction|lv ejection fraction|ejection fraction|LVEF|EF",
    "pasp;mmHg;pulmonary artery systolic pressure|pa systolic pressure|PASP|RVSP",
    "valve_area;cm2;aortic valve area|valve area|AVA",
    "fev1;% predicted;forced expiratory volume in one second|forced expiratory volume|fev1|FEV1",
    "six_minute_walk;m;6-minute walk distance|six-minute walk distance|6 minute walk distance|six minute walk distance|6-minute walk test distance|6-minute walk test|six-minute walk test|6-minute walk|six-minute walk|6 minute walk|six minute walk|6MWD|6MWT",
    "qtc;ms;qtc interval|QTc|corrected qt interval",
    "nodule_size;mm;nodule size|pulmonary nodule|lung nodule|nodule",
    "chads2;points;chads2 score|chads2|CHADS2|CHADS",
    "cha2ds2_vasc;points;cha2ds2-vasc score|cha2ds2-vasc|CHA2DS2-VASc",
    "meld;points;meld score|MELD",
    "nyha;class;nyha functional class|nyha class|new york heart association class|new york heart association functional class|NYHA",
    "gcs;points;glasgow coma scale|glasgow coma score|GCS",
    "mmse;points;mini-mental state examination score|mini-mental state exam|mini mental status exam|mmse score|MMSE",
    "nihss;points;nih stroke scale|NIHSS",
  ],
  body: [
    "age;years;age|years of age|years old|year old|year-old|yo|y/o",
    "weight;kg;body weight|weight|wt",
    "dry_weight;kg;dry weight",
    "height;cm;height",
    "bmi;kg/m2;body mass index|BMI",
    "pack_years;pack-years;pack-years|pack years|pack-year smoking history|pack-year history|pack year|pack-year|pk-yr|pkyr",
    "drinks_per_week;drinks/week;drinks per week|alcoholic drinks per week|alcoholic beverages per week|drinks a week|drinks/week|drinks weekly",
    "hearing_pta;dB;pure tone average",
  ],
  stay: [
    "length_of_stay;days;length of stay|length of the hospital stay|length of hospital stay|length of hospitalization|duration of hospitalization|duration of the hospital stay|duration of hospital stay|duration of stay|days hospitalized|hospital days|days in the hospital|days in hospital|days was the patient hospitalized|days was the patient in the hospital|long was the patient hospitalized|long was the patient in the hospital|long did the patient stay in the hospital|days did the patient stay in the hospital",
    "blood_loss;mL;estimated blood loss|blood loss|EBL",
    "units_transfused;units;units of packed red blood cells|units of packed red cells|units of prbcs|units of blood|units transfused|units PRBC|units pRBCs|u pRBC|units of red cells",
    "falls;falls;number of falls|falls",
  ],
};

/** Findings: id and names. */
const BOOLEAN: Readonly<Partial<Record<Group, readonly string[]>>> = {
  condition: [
    "hypertension;hypertension|high blood pressure|arterial hypertension|HTN",
    "diabetes;diabetes mellitus|type 2 diabetes|type ii diabetes|type 1 diabetes|diabetes|diabetic|DM2|T2DM|DMII|IDDM|NIDDM|DM|DM1|T1DM",
    "hyperlipidemia;hyperlipidemia|dyslipidemia|hypercholesterolemia|high cholesterol|HLD|HL",
    "coronary_disease;coronary artery disease|coronary disease|CAD|ischemic heart disease|coronary atherosclerosis",
    "myocardial_infarction;myocardial infarction|heart attack|NSTEMI|STEMI|MI|IMI|AMI",
    "atrial_fibrillation;atrial fibrillation|afib|a-fib|a fib|AF|Afib|AFib|atrial flutter",
    "heart_failure;congestive heart failure|heart failure|CHF|HFrEF|HFpEF",
    "stroke;stroke|cerebrovascular accident|CVA|cva|cerebral infarct|cerebral infarction",
    "tia;transient ischemic attack|TIA|mini-stroke|TIAs",
    "kidney_disease;chronic kidney disease|CKD|chronic renal insufficiency|CRI|chronic renal failure",
    "aki;acute kidney injury|acute renal failure|AKI|ARF|acute renal insufficiency",
    "copd;chronic obstructive pulmonary disease|COPD|emphysema",
    "asthma;asthma|reactive airway disease",
    "sleep_apnea;obstructive sleep apnea|sleep apnea|OSA",
    "pneumonia;pneumonia|PNA|CAP",
    "uti;urinary tract infection|UTI|UTIs|pyelonephritis|urosepsis",
    "sepsis;sepsis|septic|bacteremia",
    "pulmonary_embolism;pulmonary embolism|pulmonary embolus|pulmonary emboli|PE",
    "dvt;deep vein thrombosis|deep venous thrombosis|DVT",
    "gi_bleed;gastrointestinal bleeding|gastrointestinal bleed|gastrointestinal hemorrhage|gi bleeding|gi bleed|GIB|UGIB|LGIB",
    "peptic_ulcer;peptic ulcer disease|peptic ulcer|gastric ulcer|duodenal ulcer|PUD",
    "gerd;gastroesophageal reflux disease|gastroesophageal reflux|acid reflux|reflux|GERD",
    "cirrhosis;cirrhosis|cirrhotic",
    "hepatitis_c;hepatitis c|HCV|hep c",
    "pancreatitis;pancreatitis",
    "bowel_obstruction;small bowel obstruction|bowel obstruction|SBO",
    "cellulitis;cellulitis",
    "ketoacidosis;diabetic ketoacidosis|ketoacidosis|DKA",
    "hypothyroidism;hypothyroidism|hypothyroid|underactive thyroid",
    "gout;gout",
    "osteoporosis;osteoporosis",
    "osteoarthritis;osteoarthritis|degenerative joint disease|DJD|OA",
    "rheumatoid_arthritis;rheumatoid arthritis",
    "depression;major depressive disorder|depression|depressive disorder|MDD",
    "anxiety;anxiety disorder|anxiety|GAD",
    "bipolar;bipolar disorder|bipolar affective disorder|bipolar|manic-depressive illness",
    "schizophrenia;schizophrenia|schizoaffective disorder",
    "dementia;dementia|alzheimer's disease|alzheimer's",
    "seizure;seizure disorder|seizures|seizure|epilepsy",
    "anemia;anemia|anaemia",
    "bleeding_disorder;bleeding disorder|bleeding diathesis|hemorrhagic tendency|hemorrhagic tendencies|blood dyscrasia|blood dyscrasias|coagulopathy|thrombocytopenia|hemophilia|von willebrand disease",
    "valve_disease;valvular heart disease|valvular disease|aortic stenosis|mitral regurgitation|mitral stenosis|aortic regurgitation",
    "vascular_disease;peripheral vascular disease|peripheral arterial disease|PVD|PAD",
    "obesity;obesity|obese",
    "breast_cancer;breast cancer|breast carcinoma|breast ca",
    "prostate_cancer;prostate cancer|prostate carcinoma|prostate adenocarcinoma|prostate ca",
    "colon_cancer;colon cancer|colorectal cancer|colon carcinoma|colon ca",
    "lung_cancer;lung cancer|lung carcinoma|bronchogenic carcinoma|lung ca",
    "bph;benign prostatic hyperplasia|benign prostatic hypertrophy|enlarged prostate|BPH",
    "retinopathy;diabetic retinopathy|retinopathy",
    "neuropathy;peripheral neuropathy|diabetic neuropathy|neuropathy",
    "nephropathy;diabetic nephropathy|nephropathy",
    "hip_fracture;hip fracture|femoral neck fracture|intertrochanteric fracture",
    "delirium;delirium|delirious",
    "pregnancy;pregnant|pregnancy",
    "alcohol_abuse;alcohol abuse|alcohol dependence|alcoholism|alcohol use disorder|ETOH abuse|EtOH abuse",
    "kidney_stones;nephrolithiasis|kidney stones|renal stones|kidney stone",
    "hiv;human immunodeficiency virus|HIV",
    "migraine;migraines|migraine",
    "glaucoma;glaucoma",
  ],
  symptom: [
    "chest_pain;chest pain|chest pressure|chest tightness|chest discomfort|CP",
    "dyspnea;shortness of breath|dyspnea|breathlessness|short of breath|SOB|DOE",
    "orthopnea;orthopnea",
    "pnd;paroxysmal nocturnal dyspnea|PND",
    "palpitations;palpitations|racing heart",
    "syncope;syncope|loss of consciousness|passed out|LOC|fainting|syncopal",
    "fever;fevers|fever|febrile",
    "chills;chills|rigors",
    "cough;cough|coughing",
    "hemoptysis;hemoptysis",
    "nausea;nausea|nauseous|nauseated",
    "vomiting;vomiting|emesis|vomited",
    "diarrhea;diarrhea|loose stools",
    "constipation;constipation|constipated",
    "abdominal_pain;abdominal pain|abd pain|belly pain|epigastric pain|stomach pain",
    "melena;melena|black tarry stools|tarry stools|black stools|tarry stool",
    "hematochezia;hematochezia|bright red blood per rectum|BRBPR|blood per rectum",
    "headache;headaches|headache",
    "dysuria;dysuria|painful urination|burning with urination",
    "hematuria;hematuria|blood in the urine|blood in urine",
    "weight_loss;weight loss|lost weight",
    "night_sweats;night sweats",
    "dizziness;dizziness|lightheadedness|lightheaded|dizzy",
    "weakness;focal weakness|arm weakness|leg weakness|hemiparesis",
    "vision_change;visual changes|vision changes|blurry vision|change in vision|visual change",
    "rash;rash|rashes",
    "bleeding;active bleeding|bleeding|hemorrhage",
    "suicidal_ideation;suicidal ideation|suicidal thoughts|SI",
  ],
  sign: [
    "edema;peripheral edema|lower extremity edema|leg edema|pitting edema|pedal edema|ankle edema|leg swelling|edema|LE edema|LE swelling",
    "jvd;jugular venous distention|jugular venous distension|jugular venous pressure elevated|JVD|JVP elevated|elevated JVP|elevated jugular venous pressure",
    "murmur;heart murmur|cardiac murmur|systolic murmur|murmur|murmurs",
    "crackles;crackles|rales",
    "wheezing;wheezing|wheezes|wheeze",
    "abdominal_tenderness;abdominal tenderness|abdomen tender|tenderness to palpation|epigastric tenderness",
    "rebound;rebound tenderness|rebound|guarding",
    "icterus;scleral icterus|icterus|jaundice|jaundiced|icteric",
    "asterixis;asterixis",
    "focal_deficit;focal neurologic deficits|focal neurologic deficit|focal deficits|focal deficit|focal neurological deficit|focal neurological deficits",
    "erythema;erythema",
    "clubbing;clubbing",
    "lymphadenopathy;lymphadenopathy|adenopathy|LAD",
    "oriented;alert and oriented|oriented to person, place and time|oriented x3|oriented x 3|A&Ox3|AAOx3|AOx3|oriented",
  ],
  imaging: [
    "pleural_effusion;pleural effusions|pleural effusion|effusions",
    "pneumothorax;pneumothorax|PTX",
    "consolidation;focal consolidation|consolidation|infiltrate|airspace opacity|lobar opacity",
    "cardiomegaly;cardiomegaly|enlarged cardiac silhouette|enlarged heart",
    "pulmonary_edema;pulmonary edema|vascular congestion",
    "pericardial_effusion;pericardial effusion",
    "intracranial_hemorrhage;intracranial hemorrhage|intracranial bleed|intracranial bleeding|ICH",
    "st_elevation;st elevations|st elevation|ST segment elevation|st-segment elevation",
    "lv_hypertrophy;left ventricular hypertrophy|LVH",
    "hydronephrosis;hydronephrosis",
    "ascites;ascites",
    "gallstones;gallstones|cholelithiasis",
    "free_air;free air|pneumoperitoneum",
    "vegetation;vegetations|vegetation",
  ],
  person: ["male;male|man", "female;female|woman"],
  habit: [
    "smoking_current;a smoker|smoke|smokes|smokes tobacco|smoke tobacco|current smoker|currently smoke|currently smokes|currently smoking|active smoker|current tobacco use|currently use tobacco|still smoke|still smoking|smoke cigarettes",
    "smoking_ever;history of smoking|smoking history|ever smoked|history of tobacco use|tobacco use history|history of tobacco|ever been a smoker|ever used tobacco|ever smoke",
    "smoking_former;former smoker|ex-smoker|former tobacco user",
    "alcohol_current;drink alcohol|consume alcohol|alcohol use|alcohol consumption|currently drink|use alcohol|current alcohol use|drinks alcohol",
    "drug_use;illicit drug use|illicit drugs|recreational drugs|recreational drug use|intravenous drug use|iv drug use|drug abuse|drug use|IVDU",
    "lives_alone;live alone|lives alone|living alone",
    "married;married",
    "employed;employed|currently working|currently work",
    "uses_walker;use a walker|uses a walker|ambulate with a walker|ambulates with a walker|walker",
    "home_oxygen;home oxygen|home o2|supplemental oxygen at home|oxygen at home",
    "english;speak english|english speaking|english-speaking|english",
    "makes_decisions;make their own medical decisions|make his own medical decisions|make her own medical decisions|make medical decisions|own decisions|decision-making capacity|capacity to make decisions|own medical decisions|decisional capacity",
  ],
  medication: [
    "aspirin;aspirin|ASA|ecotrin", "clopidogrel;clopidogrel|plavix", "warfarin;warfarin|coumadin", "apixaban;apixaban|eliquis", "enoxaparin;enoxaparin|lovenox",
    "metoprolol;metoprolol tartrate|metoprolol succinate|metoprolol|toprol xl|toprol|lopressor", "carvedilol;carvedilol|coreg", "atenolol;atenolol|tenormin",
    "lisinopril;lisinopril|zestril|prinivil", "losartan;losartan|cozaar", "amlodipine;amlodipine|norvasc", "diltiazem;diltiazem|cardizem",
    "hydrochlorothiazide;hydrochlorothiazide|HCTZ", "furosemide;furosemide|lasix", "torsemide;torsemide", "spironolactone;spironolactone|aldactone",
    "atorvastatin;atorvastatin|lipitor", "simvastatin;simvastatin|zocor", "digoxin;digoxin|lanoxin", "amiodarone;amiodarone|pacerone",
    "isosorbide;isosorbide mononitrate|isosorbide|imdur", "nitroglycerin;nitroglycerin|SL NTG|NTG",
    "metformin;metformin|glucophage", "glipizide;glipizide|glucotrol", "insulin;insulin glargine|insulin|lantus|glargine|humalog|novolog",
    "omeprazole;omeprazole|prilosec", "pantoprazole;pantoprazole|protonix", "levothyroxine;levothyroxine|synthroid|levoxyl",
    "prednisone;prednisone", "albuterol;albuterol|proventil|ventolin", "tiotropium;tiotropium|spiriva", "fluticasone;fluticasone-salmeterol|fluticasone|advair|flovent",
    "montelukast;montelukast|singulair", "gabapentin;gabapentin|neurontin", "oxycodone;oxycodone|percocet", "acetaminophen;acetaminophen|tylenol", "tramadol;tramadol|ultram",
    "sertraline;sertraline|zoloft", "citalopram;citalopram|celexa", "lorazepam;lorazepam|ativan", "quetiapine;quetiapine|seroquel", "olanzapine;olanzapine|zyprexa", "lithium;lithium carbonate|lithium",
    "divalproex;divalproex|depakote", "donepezil;donepezil|aricept", "levetiracetam;levetiracetam|keppra", "allopurinol;allopurinol|zyloprim", "colchicine;colchicine",
    "alendronate;alendronate|fosamax", "docusate;docusate sodium|docusate|colace", "senna;senna|senokot", "polyethylene_glycol;polyethylene glycol|miralax",
    "vitamin_d;cholecalciferol|vitamin d|ergocalciferol", "multivitamin;multivitamin|MVI|multivitamins", "iron;ferrous sulfate|iron supplement|ferrous gluconate", "folic_acid;folic acid|folate",
    "thiamine;thiamine", "calcium_carbonate;calcium carbonate|tums|os-cal", "fish_oil;fish oil|omega-3 fatty acids|omega-3", "tamsulosin;tamsulosin|flomax", "finasteride;finasteride|proscar",
    "levofloxacin;levofloxacin|levaquin", "ciprofloxacin;ciprofloxacin|cipro", "ceftriaxone;ceftriaxone|rocephin", "vancomycin;vancomycin", "azithromycin;azithromycin|zithromax|z-pack", "cephalexin;cephalexin|keflex",
    "cefpodoxime;cefpodoxime|vantin", "amoxicillin;amoxicillin-clavulanate|amoxicillin|augmentin", "metronidazole;metronidazole|flagyl", "piperacillin;piperacillin-tazobactam|zosyn", "heparin;heparin", "lactulose;lactulose", "rifaximin;rifaximin|xifaxan", "nadolol;nadolol",
    "methotrexate;methotrexate", "tamoxifen;tamoxifen", "anastrozole;anastrozole|arimidex", "latanoprost;latanoprost|xalatan", "sumatriptan;sumatriptan|imitrex",
  ],
  procedure: [
    "cabg;coronary artery bypass grafting|coronary artery bypass graft surgery|coronary artery bypass graft|coronary artery bypass surgery|coronary artery bypass|coronary bypass|bypass surgery|CABG",
    "pci;percutaneous coronary intervention|coronary stent|coronary stenting|stent placement|coronary angioplasty|PCI|DES|BMS",
    "cardiac_cath;cardiac catheterization|coronary angiography|coronary angiogram|cardiac cath",
    "pacemaker;pacemaker|PPM", "icd;implantable cardioverter-defibrillator|implantable cardioverter defibrillator|defibrillator|ICD|AICD",
    "ablation;ablation|pulmonary vein isolation", "valve_surgery;valve replacement|valve repair|valve surgery|AVR|MVR", "cardioversion;cardioversion|DCCV",
    "appendectomy;appendectomy", "cholecystectomy;cholecystectomy|gallbladder removal|CCY", "hysterectomy;hysterectomy|TAH|TAH/BSO", "cesarean;cesarean section|cesarean delivery|c-section", "turp;transurethral resection of the prostate|TURP",
    "hernia_repair;hernia repair|herniorrhaphy", "hip_replacement;hip replacement|total hip arthroplasty|hip arthroplasty|hemiarthroplasty|THR|THA", "knee_replacement;knee replacement|total knee arthroplasty|knee arthroplasty|TKR|TKA", "hip_fixation;intramedullary nail|intramedullary nailing|open reduction and internal fixation|ORIF",
    "colectomy;colectomy|bowel resection|hemicolectomy", "mastectomy;mastectomy|lumpectomy", "colonoscopy;colonoscopy", "egd;esophagogastroduodenoscopy|upper endoscopy|EGD", "dialysis;hemodialysis|dialysis|HD",
    "intubation;intubation|intubated|mechanical ventilation|mechanically ventilated", "bipap;noninvasive ventilation|BiPAP|bipap", "transfusion;blood transfusion|transfusion|transfused|packed red blood cells|PRBC|pRBC|PRBCs|pRBCs", "paracentesis;paracentesis|tapped", "thoracentesis;thoracentesis",
    "central_line;central venous catheter|central line|CVL", "lumbar_puncture;lumbar puncture", "ercp;endoscopic retrograde cholangiopancreatography|ERCP", "thrombolysis;thrombolysis|tissue plasminogen activator|tPA", "stress_test;stress test|exercise tolerance test|nuclear stress", "tonsillectomy;tonsillectomy", "cataract_surgery;cataract surgery|cataract extraction",
    "banding;variceal banding|band ligation|banding", "ng_tube;nasogastric tube|NG tube|NGT",
  ],
  allergy: [
    "penicillin_allergy;allergic to penicillin|penicillin allergy|allergy to penicillin|penicillins", "sulfa_allergy;allergic to sulfa|sulfa allergy|allergy to sulfa|allergic to sulfa drugs|sulfa (sulfonamide antibiotics)|sulfonamides", "codeine_allergy;allergic to codeine|codeine allergy|allergy to codeine|codeine",
    "iodine_allergy;contrast allergy|allergic to contrast|allergy to contrast|allergic to iodinated contrast|allergic to iodine|iodine-iodine containing|iodine containing agents", "ace_allergy;allergic to ace inhibitors|allergy to ace inhibitors|ace inhibitor allergy|ace inhibitors|ACE inhibitors", "latex_allergy;latex allergy|allergic to latex|allergy to latex|latex", "drug_allergy;known drug allergies|drug allergies|drug allergy|allergic to any medications|medication allergies|any allergies|NKDA",
  ],
  place: [
    "home;discharged home|discharged to home|home discharge|go home|return home", "rehab;discharged to a rehabilitation facility|rehabilitation facility|rehabilitation|rehab facility|discharged to rehab|acute rehab|rehab", "nursing_facility;skilled nursing facility|nursing facility|nursing home|extended care facility|long-term care facility|SNF",
    "hospice;hospice", "died;died|expired|die during|deceased|in-hospital death", "home_services;home health services|visiting nurse services|visiting nurse|home with services|home with service|home services|VNA",
  ],
  state: [
    "full_code;full code", "dnr;do not resuscitate|DNR|DNR/DNI|do-not-resuscitate", "icu_stay;intensive care unit|ICU stay|ICU|MICU|CCU|SICU", "stable;stable condition|clinically stable|hemodynamically stable|stable", "ambulatory;ambulatory - independent|ambulatory|ambulating independently|ambulate independently|walking independently",
    "low_sodium_diet;low sodium diet|low-sodium diet|low salt diet|low-salt diet", "diabetic_diet;diabetic diet|carbohydrate-controlled diet|carbohydrate controlled diet|consistent carbohydrate diet",
    "vaccinated_flu;influenza vaccine|influenza vaccination|flu shot|flu vaccine", "vaccinated_pneumonia;pneumococcal vaccine|pneumovax|pneumococcal vaccination",
  ],
};

const doseOf = (record: string): string => {
  const [id = "", names = ""] = record.split(";");
  return `${id}_dose;mg;${names.split("|").flatMap((name) => [`dose of ${name}`, `${name} dose`, `${name} dosage`, `dosage of ${name}`]).join("|")}`;
};

const numeric = ([group, records]: [string, readonly string[]]): Attribute[] =>
  records.map((record) => {
    const [id = "", unit = "", names = ""] = record.split(";");
    return { id, kind: "numeric", group: group as Group, ...(unit && { unit }), names: names.split("|") };
  });

const boolean = ([group, records]: [string, readonly string[]]): Attribute[] =>
  records.map((record) => {
    const [id = "", names = ""] = record.split(";");
    return { id, kind: "boolean", group: group as Group, names: names.split("|") };
  });

/** Every attribute, numbers first. */
export const ATTRIBUTES: readonly Attribute[] = [...Object.entries(NUMERIC).flatMap(numeric), ...numeric(["dose", (BOOLEAN.medication ?? []).map(doseOf)]), ...Object.entries(BOOLEAN).flatMap(boolean)];

const BY_ID = new Map(ATTRIBUTES.map((attribute) => [attribute.id, attribute]));

/** The attribute with this id; throws when there is none, for that is a slip of the pen in a vocabulary. */
export function attribute(id: string): Attribute {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`Expected the id of an attribute in lib/attributes.ts, got "${id}"; add a record for it there`);
  return found;
}
