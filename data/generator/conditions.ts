// What patients have had before they come: how often at what age, how the past history words it, which medicines go with it, what it does to the laboratory.
// Adding a condition is adding a record here and its names in lib/facts/vocabulary/findings.csv. Marks are phrase.ts's.
import type { Sex, Shift } from "./labs.ts";

export interface Condition {
  readonly id: string;
  /** Share of people who have it at 40 and at 80. */
  readonly chance: readonly [number, number];
  readonly sex?: Sex;
  /** Only for people with this condition, to whom the chances then apply. */
  readonly of?: string;
  /** Entries of the past medical history; with ~ marks for what is over. */
  readonly past: readonly string[];
  /** What relatives are said to have had. */
  readonly family?: readonly string[];
  /** One of each list is taken. */
  readonly drugs?: readonly (readonly string[])[];
  readonly labs?: Readonly<Record<string, Shift>>;
  /** How an opening line lists it: "h/o <brief>". */
  readonly brief?: readonly string[];
  /** Behind the patient: nothing to treat in a stay. */
  readonly over?: boolean;
}

const SINCE = "{|, {diagnosed|dx'd|first noted} <year>|, {followed|managed} by <doctor>|, {well controlled|on one agent|on <n> agents}}";

export const CONDITIONS: readonly Condition[] = [
  { id: "hypertension", chance: [0.25, 0.75], brief: ["«hypertension+ HTN»", "«hypertension+ hypertension»"], family: ["«hypertension^<relative> hypertension»", "«hypertension^<relative> HTN»", "«hypertension^<relative> high blood pressure»"],
    past: [`{«hypertension+ Hypertension»|«hypertension+ HTN»|«hypertension+ High blood pressure»}${SINCE}`], drugs: [["lisinopril", "losartan", "amlodipine", "hydrochlorothiazide", "atenolol", "metoprolol"]] },
  { id: "diabetes", chance: [0.12, 0.34], brief: ["«diabetes+ DM2»", "«diabetes+ type 2 diabetes»", "«diabetes+ T2DM»"], family: ["«diabetes^<relative> diabetes»", "«diabetes^<relative> DM2»", "«diabetes^<relative> type 2 diabetes»"],
    past: [`{«diabetes+ Type 2 diabetes mellitus»|«diabetes+ DM2»|«diabetes+ Type II diabetes»|«diabetes+ DM type 2»}{|, {on|taking} oral agents|, sugars checked at home|, {diagnosed|dx'd} <year>|, sees <doctor>}`], drugs: [["metformin", "glipizide", "insulin"]], labs: { glucose: [140, 230], hba1c: [6.6, 9.8] } },
  { id: "hyperlipidemia", chance: [0.2, 0.55], brief: ["«hyperlipidemia+ HLD»", "«hyperlipidemia+ hyperlipidemia»", "«hyperlipidemia+ dyslipidemia»"], family: ["«hyperlipidemia^<relative> high cholesterol»", "«hyperlipidemia^<relative> hyperlipidemia»"],
    past: [`{«hyperlipidemia+ Hyperlipidemia»|«hyperlipidemia+ Hypercholesterolemia»|«hyperlipidemia+ Dyslipidemia»|«hyperlipidemia+ HLD»}${SINCE}`], drugs: [["atorvastatin", "simvastatin"]] },
  { id: "coronary_disease", chance: [0.04, 0.3], brief: ["«coronary_disease+ CAD»", "«coronary_disease+ coronary artery disease»"], family: ["«coronary_disease^<relative> CAD»", "«coronary_disease^<relative> coronary artery disease»", "«coronary_disease^<relative> coronary disease»"],
    past: ["{«coronary_disease+ CAD»|«coronary_disease+ Coronary artery disease»|«coronary_disease+ Coronary disease»}{|, {two|three|single}-vessel|, medically managed|, followed by <doctor>}"], drugs: [["aspirin", "clopidogrel"], ["metoprolol", "carvedilol", "atenolol", "isosorbide"]] },
  { id: "myocardial_infarction", chance: [0.01, 0.12], family: ["«myocardial_infarction^<relative> MI»", "«myocardial_infarction^<relative> myocardial infarction»", "«myocardial_infarction^<relative> heart attack»"],
    past: ["{«myocardial_infarction~ MI» in <year>|«myocardial_infarction~ Prior MI» (<year>)|«nstemi~»«myocardial_infarction~ s/p NSTEMI» <year>|«stemi~»«myocardial_infarction~ Inferior STEMI» in <year>}"] },
  { id: "atrial_fibrillation", chance: [0.02, 0.22], brief: ["«atrial_fibrillation+ atrial fibrillation»", "«atrial_fibrillation+ afib»", "«atrial_fibrillation+ AF»"], family: ["«atrial_fibrillation^<relative> atrial fibrillation»"],
    past: ["{«atrial_fibrillation+ Atrial fibrillation»|«atrial_fibrillation+ Paroxysmal AF»|«atrial_fibrillation+ A-fib»|«atrial_fibrillation+ Chronic atrial fibrillation»}{|, rate controlled|, {diagnosed|found} <year>|, sees <doctor>}"], drugs: [["metoprolol", "diltiazem", "atenolol", "digoxin", "amiodarone"], ["warfarin", "apixaban", "warfarin"]] },
  { id: "heart_failure", chance: [0.01, 0.18], brief: ["«heart_failure+ CHF»", "«heart_failure+ heart failure»"], family: ["«heart_failure^<relative> CHF»", "«heart_failure^<relative> heart failure»", "«heart_failure^<relative> congestive heart failure»"],
    past: ["{«heart_failure+ Congestive heart failure»|«heart_failure+ CHF»|«heart_failure+ Chronic heart failure»}{|, NYHA class «nyha=before»|, followed in <hospital> clinic}"], drugs: [["furosemide", "torsemide"], ["carvedilol", "metoprolol"]], labs: { bnp: [900, 3500] } },
  { id: "stroke", chance: [0.01, 0.12], brief: ["«stroke~ prior CVA»", "«stroke~ old stroke»"], over: true, family: ["«stroke^<relative> stroke»", "«stroke^<relative> CVA»"],
    past: ["{«stroke~ CVA» in <year>|«stroke~ Prior stroke» (<year>)|«stroke~ Stroke» <year>}{|, no residual|, minimal residual symptoms}"], drugs: [["aspirin", "clopidogrel"]] },
  { id: "tia", chance: [0.005, 0.07], past: ["{«tia~ TIA» in <year>|«tia~ Transient ischemic attack» (<year>)|«tia~ h/o TIA» <year>}"], drugs: [["aspirin"]] },
  { id: "kidney_disease", chance: [0.03, 0.24], brief: ["«kidney_disease+ CKD»", "«kidney_disease+ chronic kidney disease»"], family: ["«kidney_disease^<relative> chronic kidney disease»"],
    past: ["{«kidney_disease+ CKD»|«kidney_disease+ Chronic kidney disease»|«kidney_disease+ Chronic renal insufficiency»}{|, stage {III|3|IV}|, followed by <doctor>|, baseline creatinine «creatinine=before»|, eGFR «egfr=before»}"], labs: { creatinine: [1.5, 2.6], bun: [26, 48] } },
  { id: "copd", chance: [0.02, 0.2], brief: ["«copd+ COPD»"], family: ["«copd^<relative> COPD»", "«copd^<relative>»«emphysema^<relative> emphysema»"], past: ["{«copd+ COPD»|«copd+ Chronic obstructive pulmonary disease»|«emphysema+»«copd+ COPD/emphysema»}{|, {on inhalers|last flare <year>}|, followed by <doctor>}"], drugs: [["tiotropium", "fluticasone"], ["albuterol"]] },
  { id: "asthma", chance: [0.09, 0.05], brief: ["«asthma+ asthma»"], family: ["«asthma^<relative> asthma»"], past: ["{«asthma+ Asthma»|«asthma+ Mild intermittent asthma»|«asthma+ Asthma since childhood»}{|, last flare <year>}"], drugs: [["albuterol", "montelukast"]] },
  { id: "sleep_apnea", chance: [0.06, 0.1], brief: ["«sleep_apnea+ OSA»"], past: ["{«sleep_apnea+ OSA»|«sleep_apnea+ Obstructive sleep apnea»}{|, «cpap+ {on|uses} CPAP» {at night|nightly}|, «cpap- does not tolerate CPAP»}"] },
  { id: "pneumonia", chance: [0.02, 0.05], past: ["{«pneumonia~ Pneumonia» in <year>|«pneumonia~ h/o PNA» <year>, treated as outpatient}"] },
  { id: "dvt", chance: [0.015, 0.05], past: ["{«dvt~ DVT» of the {left|right} leg in <year>|«dvt~ h/o DVT» (<year>), completed anticoagulation|«dvt~ Provoked DVT» <year>}"] , family: ["«dvt^<relative> DVT»"] },
  { id: "pulmonary_embolism", chance: [0.01, 0.03], past: ["{«pulmonary_embolism~ PE» in <year>|«pulmonary_embolism~ h/o pulmonary embolism» (<year>), {six|twelve} months of treatment}"] },
  { id: "peptic_ulcer", chance: [0.015, 0.06], brief: ["«peptic_ulcer~ h/o PUD»"], over: true, past: ["{«peptic_ulcer~ h/o peptic ulcer disease»|«duodenal_ulcer~»«peptic_ulcer~ Duodenal ulcer» in <year>, healed|«peptic_ulcer~ Remote PUD» (<year>)}"], drugs: [["omeprazole", "pantoprazole"]], family: ["«peptic_ulcer^<relative> peptic ulcer disease»"] },
  { id: "gi_bleed", chance: [0.005, 0.04], past: ["{«gi_bleed~ GI bleed» in <year>|«gi_bleed~ h/o LGIB» <year>}"] },
  { id: "gerd", chance: [0.14, 0.26], brief: ["«gerd+ GERD»"], past: ["{«gerd+ GERD»|«gerd+ Gastroesophageal reflux»|«gerd+ Acid reflux»}{|, {on|controlled with} a PPI|, worse at night}"], drugs: [["omeprazole", "pantoprazole"]] },
  { id: "hepatitis_c", chance: [0.03, 0.015], brief: ["«hepatitis_c+ HCV»"], past: ["{«hepatitis_c+ Hepatitis C»|«hepatitis_c+ HCV»|«hepatitis_c+ Hep C»}{, genotype 1|, never treated|, {diagnosed|found} <year>}"] },
  { id: "cirrhosis", chance: [0.012, 0.015], brief: ["«cirrhosis+ cirrhosis»"], family: ["«cirrhosis^<relative> cirrhosis»"], past: ["«cirrhosis+ Cirrhosis»{|, {«biopsy~ biopsy» <year>|found <year>}|, followed by <doctor>}"], drugs: [["nadolol", "spironolactone"]], labs: { albumin: [2.6, 3.4], platelets: [70, 140] } },
  { id: "hypothyroidism", chance: [0.06, 0.16], brief: ["«hypothyroidism+ hypothyroidism»"], family: ["«hypothyroidism^<relative> hypothyroidism»"], past: [`{«hypothyroidism+ Hypothyroidism»|«hypothyroidism+ Hypothyroid»}${SINCE}`], drugs: [["levothyroxine"]] },
  { id: "gout", chance: [0.03, 0.1], brief: ["«gout+ gout»"], past: ["{«gout+ Gout»|«gout+ Gout, last flare» <year>}{|, {right|left} great toe}"], drugs: [["allopurinol", "colchicine"]] },
  { id: "osteoporosis", chance: [0.01, 0.16], sex: "F", past: [`«osteoporosis+ Osteoporosis»${SINCE}`], drugs: [["alendronate", "vitamin_d", "calcium_carbonate"]] },
  { id: "osteoarthritis", chance: [0.06, 0.35], brief: ["«osteoarthritis+ OA»"], past: ["{«osteoarthritis+ Osteoarthritis»|«osteoarthritis+ OA»|«osteoarthritis+ Degenerative joint disease»}{|, {knees|hips|hands}|, {left|right} knee}"], drugs: [["acetaminophen", "tramadol"]] },
  { id: "rheumatoid_arthritis", chance: [0.01, 0.025], family: ["«rheumatoid_arthritis^<relative> rheumatoid arthritis»"], past: ["«rheumatoid_arthritis+ Rheumatoid arthritis»{|, followed by <doctor>|, {diagnosed|dx'd} <year>}"], drugs: [["methotrexate", "prednisone"]] },
  { id: "depression", chance: [0.16, 0.12], brief: ["«depression+ depression»"], family: ["«depression^<relative> depression»"], past: ["{«depression+ Depression»|«depression+ Major depressive disorder»|«depression+ MDD»}{|, in treatment with <doctor>|, quiet of late|, one prior hospitalization <year>}"], drugs: [["sertraline", "citalopram"]] },
  { id: "anxiety", chance: [0.12, 0.07], brief: ["«anxiety+ anxiety»"], past: ["{«anxiety+ Anxiety»|«anxiety+ Anxiety disorder»}{|, sees a counselor|, since <year>}"], drugs: [["lorazepam", "sertraline", "citalopram"]] },
  { id: "bipolar", chance: [0.03, 0.01], brief: ["«bipolar+ bipolar disorder»"], family: ["«bipolar^<relative> bipolar disorder»"], past: ["{«bipolar+ Bipolar disorder»|«bipolar+ Bipolar affective disorder»}{|, type {I|II}|, {followed|managed} by <doctor>}"], drugs: [["lithium", "divalproex", "quetiapine"]] },
  { id: "schizophrenia", chance: [0.02, 0.008], brief: ["«schizophrenia+ schizophrenia»"], family: ["«schizophrenia^<relative> schizophrenia»"], past: ["«schizophrenia+ {Schizophrenia|Chronic schizophrenia}»{|, {lives in a group home|followed by <doctor>}}"], drugs: [["olanzapine", "quetiapine"]] },
  { id: "dementia", chance: [0, 0.13], brief: ["«dementia+ dementia»"], family: ["«dementia^<relative> dementia»", "«dementia^<relative>»«alzheimers^<relative> Alzheimer's disease»"], past: ["{«dementia+ Dementia»|«alzheimers+»«dementia+ Alzheimer's dementia»|«dementia+ Mild dementia»}{|, MMSE «mmse=before»/30 in <year>|, baseline oriented to self}"], drugs: [["donepezil"]] },
  { id: "seizure", chance: [0.025, 0.03], past: ["{«seizure+ Seizure disorder»|«seizure+ Epilepsy»}{|, last event <year>|, followed by <doctor>}"], drugs: [["levetiracetam", "divalproex"]] },
  { id: "anemia", chance: [0.06, 0.16], brief: ["«anemia+ anemia»"], past: ["{«anemia+ Anemia»|«anemia+ Chronic anemia»|«anemia+ Iron deficiency anemia»}{|, baseline Hct «hematocrit=before»|, {worked up|evaluated} <year>}"], drugs: [["iron"]], labs: { hemoglobin: [9.2, 11.4] } },
  { id: "bleeding_disorder", chance: [0.01, 0.03], family: ["«bleeding_disorder^<relative> a bleeding disorder»"], past: ["{«thrombocytopenia+»«bleeding_disorder+ Chronic thrombocytopenia, hemorrhagic tendency»|«von_willebrand+»«bleeding_disorder+ Bleeding disorder (von Willebrand)»|«bleeding_disorder+ Bleeding diathesis» of unclear cause}{|, followed by <doctor>|, evaluated <year>}"], labs: { platelets: [68, 118] } },
  { id: "valve_disease", chance: [0.01, 0.13], past: ["{«aortic_stenosis+»«valve_disease+ Aortic stenosis»|«aortic_stenosis+»«valve_disease+ Moderate aortic stenosis»|«mitral_regurgitation+»«valve_disease+ Mitral regurgitation»|«mitral_regurgitation+»«valve_disease+ Mild mitral regurgitation»}{|, followed with yearly echo|, seen by <doctor>|, valve area «valve_area=before»}"] },
  { id: "vascular_disease", chance: [0.01, 0.1], brief: ["«vascular_disease+ PVD»"], past: ["{«vascular_disease+ PVD»|«vascular_disease+ Peripheral vascular disease»|«vascular_disease+ Peripheral arterial disease»}{|, {left|right} leg|, with «claudication+ claudication»}"], drugs: [["aspirin"]] },
  { id: "obesity", chance: [0.2, 0.1], past: ["{«obesity+ Obesity»|«obesity+ Morbid obesity»}"] },
  { id: "breast_cancer", chance: [0.01, 0.09], sex: "F", family: ["«breast_cancer^<relative> breast cancer»", "«breast_cancer^<relative> breast CA»"], past: ["«breast_cancer~ Breast {cancer|CA}», {left|right}, <year>, {«radiation~ s/p XRT»|in remission|node negative}"], drugs: [["tamoxifen", "anastrozole"]] },
  { id: "prostate_cancer", chance: [0.005, 0.12], sex: "M", family: ["«prostate_cancer^<relative> prostate cancer»"], past: ["«prostate_cancer~ Prostate {cancer|CA}» {«radiation~ s/p XRT»|s/p seed implants} <year>"] },
  { id: "colon_cancer", chance: [0.005, 0.035], family: ["«colon_cancer^<relative> colon cancer»", "«colon_cancer^<relative> colon CA»"], past: ["«colon_cancer~ Colon {cancer|CA}», resected <year>, {no recurrence|NED}"] },
  { id: "lung_cancer", chance: [0.002, 0.02], family: ["«lung_cancer^<relative> lung cancer»"], past: ["«lung_cancer~ {Early stage lung|Lung} cancer», {right|left} upper lobe, resected <year>"] },
  { id: "bph", chance: [0.03, 0.34], sex: "M", past: ["{«bph+ BPH»|«bph+ Benign prostatic hypertrophy»|«bph+ Benign prostatic hyperplasia»}{|, nocturia x{1|2|3}|, sees <doctor>}"], drugs: [["tamsulosin", "finasteride"]] },
  { id: "neuropathy", chance: [0.03, 0.08], past: ["{«neuropathy+ Peripheral neuropathy»|«neuropathy+ Neuropathy» in {both feet|the feet}}"], drugs: [["gabapentin"]] },
  { id: "kidney_stones", chance: [0.06, 0.07], past: ["{«kidney_stones~ Nephrolithiasis»|«kidney_stones~ Kidney stones»}, {passed|lithotripsy} <year>"] },
  { id: "migraine", chance: [0.12, 0.03], past: ["{«migraine+ Migraines»|«migraine+ Migraine»}{|, {few a year|monthly}}"], drugs: [["sumatriptan"]] },
  { id: "glaucoma", chance: [0.01, 0.12], family: ["«glaucoma^<relative> glaucoma»"], past: ["«glaucoma+ Glaucoma»{|, {both eyes|left eye|right eye}|, followed by <doctor>}"], drugs: [["latanoprost"]] },
  { id: "alcohol_abuse", chance: [0.09, 0.03], family: ["«alcohol_abuse^<relative> alcoholism»"], past: ["{«alcohol_abuse+ EtOH abuse»|«alcohol_abuse+ Alcohol abuse»|«alcohol_abuse+ Alcohol dependence»}{|, prior detox <year>}"], drugs: [["thiamine"], ["folic_acid", "multivitamin"]], labs: { mcv: [98, 106] } },
];

/** Operations of the past, with the same fields. */
export const OPERATIONS: readonly Condition[] = [
  { id: "cabg", of: "coronary_disease", chance: [0.15, 0.32], past: ["{«cabg~ s/p CABG»|«cabg~ CABG»} {x2|x3|x4|} {in <year>|(<year>)}"] },
  { id: "pci", of: "coronary_disease", chance: [0.4, 0.35], past: ["{«pci~ s/p PCI»|«pci~ s/p DES»|«pci~ s/p BMS»} to {LAD|RCA|LCx|OM1} {in <year>|(<year>)}"] },
  { id: "pacemaker", of: "atrial_fibrillation", chance: [0.03, 0.2], past: ["{«pacemaker~ s/p pacemaker»|«pacemaker~ PPM»} {placed <year>|for tachy-brady, <year>}"] },
  { id: "icd", of: "heart_failure", chance: [0.2, 0.14], past: ["{«icd~ s/p ICD»|«icd~ AICD» placed} {<year>|in <year>}"] },
  { id: "ablation", of: "atrial_fibrillation", chance: [0.12, 0.06], past: ["{«ablation~ s/p ablation»|«ablation~ Pulmonary vein isolation»} {<year>|in <year>}"] },
  { id: "valve_surgery", of: "valve_disease", chance: [0.2, 0.24], past: ["{«valve_surgery~ s/p {bioprosthetic|mechanical|porcine} AVR»|«valve_surgery~ s/p {bioprosthetic|mechanical} MVR»} {<year>|in <year>}"] },
  { id: "dialysis", of: "kidney_disease", chance: [0.06, 0.04], past: ["{«dialysis+ On hemodialysis»|«dialysis+ HD»} {Tu/Th/Sa|M/W/F} via {left|right} arm fistula"] },
  { id: "retinopathy", of: "diabetes", chance: [0.12, 0.16], past: ["{«retinopathy+ Diabetic retinopathy»|«retinopathy+ Retinopathy»}{|, s/p laser <year>}"] },
  { id: "nephropathy", of: "diabetes", chance: [0.08, 0.14], past: ["«nephropathy+ Diabetic nephropathy»{|, followed by <doctor>}"] },
  { id: "appendectomy", chance: [0.1, 0.12], past: ["{«appendectomy~ Appendectomy»|«appendectomy~ s/p appendectomy»} {as a child|<year>|in <year>}"] },
  { id: "cholecystectomy", chance: [0.07, 0.16], past: ["{«cholecystectomy~ Cholecystectomy»|«cholecystectomy~ s/p CCY»|«cholecystectomy~ s/p lap cholecystectomy»} {<year>|in <year>|({years ago|remote})}"] },
  { id: "hysterectomy", chance: [0.06, 0.24], sex: "F", past: ["{«hysterectomy~ Hysterectomy»|«hysterectomy~ s/p hysterectomy»|«hysterectomy~ TAH/BSO»} {<year>|in <year>|for fibroids}"] },
  { id: "cesarean", chance: [0.2, 0.1], sex: "F", past: ["{«cesarean~ C-section»|«cesarean~ s/p cesarean section»} {x1|x2|<year>}"] },
  { id: "turp", chance: [0.005, 0.11], sex: "M", past: ["{«turp~ TURP»|«turp~ s/p TURP»} {<year>|in <year>}"] },
  { id: "hernia_repair", chance: [0.06, 0.12], past: ["{«hernia_repair~ {Inguinal|Umbilical|Ventral} hernia repair»|«hernia_repair~ s/p {left|right} inguinal hernia repair»} {<year>|in <year>}"] },
  { id: "knee_replacement", chance: [0.01, 0.13], past: ["{«knee_replacement~ {Left|Right} TKR»|«knee_replacement~ s/p {left|right} total knee replacement»} {<year>|in <year>}"] },
  { id: "hip_replacement", chance: [0.01, 0.1], past: ["{«hip_replacement~ {Left|Right} THR»|«hip_replacement~ s/p {left|right} hip replacement»} {<year>|in <year>}"] },
  { id: "tonsillectomy", chance: [0.1, 0.1], past: ["{«tonsillectomy~ Tonsillectomy»|«tonsillectomy~ s/p tonsillectomy»} {as a child|in childhood}"] },
  { id: "cataract_surgery", chance: [0.01, 0.2], past: ["«cataract_surgery~ Cataract {surgery|extraction}», {left|right|both eyes}, <year>"] },
];
