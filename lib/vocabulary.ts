// The vocabulary: every attribute that facts are kept about, one a line. Data only; attributes.ts reads it.
// group; id; unit; names that questions use; names that only notes use
// A name with a capital letter is matched exactly, the rest in any case. Adding an attribute is adding a line here and wording in data/generator.

/** Attributes that are numbers. The dose of each medicine is one too, without a line of its own. */
export const NUMBERS = `
lab; wbc; K/uL; white blood cell count, white blood cell, white blood cells, white cell count, white count, leukocyte count, WBC, wbc count, WBCs
lab; rbc; M/uL; red blood cell count, red cell count, RBC
lab; hemoglobin; g/dL; hemoglobin, haemoglobin, Hgb, Hb, HGB, hgb
lab; hematocrit; %; hematocrit, haematocrit, Hct, HCT, hct, crit
lab; platelets; K/uL; platelet count, platelets, platelet, plt ct, Plt, PLT, plts
lab; mcv; fL; mean corpuscular volume, MCV
lab; sodium; mEq/L; sodium, Na
lab; potassium; mEq/L; potassium, K
lab; chloride; mEq/L; chloride, Cl
lab; bicarbonate; mEq/L; bicarbonate, bicarb, HCO3
lab; bun; mg/dL; blood urea nitrogen, urea nitrogen, BUN, UreaN
lab; creatinine; mg/dL; creatinine, creat, Cr, SCr
lab; glucose; mg/dL; blood glucose, glucose, blood sugar, Glucose
lab; calcium; mg/dL; calcium level, calcium, Ca
lab; magnesium; mg/dL; magnesium level, magnesium, Mg
lab; phosphate; mg/dL; phosphate, phosphorus, phos, Phos
lab; ast; IU/L; aspartate aminotransferase, aspartate transaminase, AST, SGOT
lab; alt; IU/L; alanine aminotransferase, alanine transaminase, ALT, SGPT
lab; alkaline_phosphatase; IU/L; alkaline phosphatase, alk phos, AlkPhos, ALP
lab; bilirubin; mg/dL; total bilirubin, bilirubin, t bili; tbili, bili, TotBili, Tbili
lab; albumin; g/dL; albumin
lab; lipase; IU/L; lipase
lab; inr; ; international normalized ratio, INR, INR(PT)
lab; ptt; sec; partial thromboplastin time, PTT
lab; troponin; ng/mL; troponin t, troponin, cTropnT, trop t, trop, TnT
lab; ck; IU/L; creatine kinase, CPK, CK
lab; ckmb; ng/mL; creatine kinase mb, CK-MB, CKMB
lab; bnp; pg/mL; nt-probnp, probnp, natriuretic peptide, brain natriuretic peptide, b-type natriuretic peptide, BNP; proBNP, NT-proBNP
lab; lactate; mmol/L; lactate, lactic acid
lab; hba1c; %; hemoglobin a1c, haemoglobin a1c, glycated hemoglobin, glycosylated hemoglobin, hba1c, a1c
lab; tsh; mIU/L; thyroid stimulating hormone, thyroid-stimulating hormone, TSH
lab; ldl; mg/dL; ldl cholesterol, LDL
lab; hdl; mg/dL; hdl cholesterol, HDL
lab; cholesterol; mg/dL; total cholesterol, cholesterol
lab; triglycerides; mg/dL; triglycerides, triglyceride
lab; ferritin; ng/mL; ferritin
lab; crp; mg/L; c-reactive protein, CRP
lab; esr; mm/hr; erythrocyte sedimentation rate, sedimentation rate, sed rate, ESR
lab; ddimer; ng/mL; d-dimer, d dimer
lab; uric_acid; mg/dL; uric acid
lab; psa; ng/mL; prostate specific antigen, prostate-specific antigen, PSA
lab; b12; pg/mL; vitamin b12, B12
lab; ammonia; umol/L; ammonia
lab; procalcitonin; ng/mL; procalcitonin
lab; egfr; mL/min/1.73m2; estimated glomerular filtration rate, glomerular filtration rate, eGFR, GFR
lab; pth; pg/mL; parathyroid hormone, PTH
lab; insulin_level; uIU/mL; insulin level
lab; osmolality; mOsm/kg; serum osmolality, osmolality
lab; rdw; %; red cell distribution width, RDW
lab; mch; pg; mean corpuscular hemoglobin, MCH
lab; mchc; g/dL; mean corpuscular hemoglobin concentration, MCHC
lab; eosinophils; %; eosinophil percentage, eosinophil count, eosinophils
lab; neutrophils; %; neutrophil percentage, absolute neutrophil count, neutrophil count, neutrophils, ANC
lab; bands; %; band percentage, bands
lab; lymphocytes; %; lymphocyte percentage, lymphocyte count, lymphocytes
lab; reticulocytes; %; reticulocyte count
lab; ldh; IU/L; lactate dehydrogenase, LDH
lab; ggt; IU/L; gamma-glutamyl transferase, GGT
lab; direct_bilirubin; mg/dL; direct bilirubin, conjugated bilirubin
lab; amylase; IU/L; amylase
lab; total_protein; g/dL; total protein
lab; ionized_calcium; mmol/L; ionized calcium
lab; anion_gap; mEq/L; anion gap; Gap
lab; urine_sodium; mEq/L; urine sodium
lab; urine_protein; mg/dL; urine protein
lab; albumin_creatinine_ratio; mg/g; albumin-to-creatinine ratio, albumin to creatinine ratio, UACR
lab; creatinine_clearance; mL/min; creatinine clearance
lab; iron_level; ug/dL; serum iron, iron level
lab; tibc; ug/dL; total iron binding capacity, total iron-binding capacity, TIBC
lab; transferrin_saturation; %; transferrin saturation
lab; folate_level; ng/mL; folate level
lab; vitamin_d_level; ng/mL; vitamin d level, 25-hydroxyvitamin d, 25-hydroxy vitamin d
lab; free_t4; ng/dL; free thyroxine, free t4
lab; cortisol; ug/dL; cortisol
lab; testosterone; ng/dL; testosterone
lab; fibrinogen; mg/dL; fibrinogen
lab; haptoglobin; mg/dL; haptoglobin
lab; afp; ng/mL; alpha-fetoprotein, AFP
lab; cea; ng/mL; carcinoembryonic antigen, CEA
lab; ca125; U/mL; CA-125
lab; viral_load; copies/mL; hiv viral load, viral load
lab; cd4; cells/uL; cd4 count
lab; digoxin_level; ng/mL; digoxin level
lab; lithium_level; mEq/L; lithium level
lab; arterial_ph; ; arterial ph; pH
lab; pco2; mmHg; partial pressure of carbon dioxide, pCO2
lab; po2; mmHg; partial pressure of oxygen, pO2
lab; base_excess; mEq/L; base excess
vital; temperature; F; body temperature, temperature; temp, Tmax, T, Temp
vital; heart_rate; bpm; heart rate, pulse rate, pulse, HR; P
vital; systolic_bp; mmHg; systolic blood pressure, systolic bp, systolic pressure, SBP; BP
vital; diastolic_bp; mmHg; diastolic blood pressure, diastolic bp, diastolic pressure, DBP; BP
vital; respiratory_rate; /min; respiratory rate, breathing rate, RR; R, Resp
vital; oxygen_saturation; %; oxygen saturation, o2 saturation, o2 sat, pulse oximetry, SpO2, SaO2; sats, sat, saturation, O2
vital; pain_score; /10; pain score, pain scale, pain rating
vital; cvp; mmHg; central venous pressure, CVP
vital; mean_arterial_pressure; mmHg; mean arterial pressure
study; lvef; %; left ventricular ejection fraction, lv ejection fraction, ejection fraction, LVEF, EF
study; pasp; mmHg; pulmonary artery systolic pressure, pa systolic pressure, PASP, RVSP
study; valve_area; cm2; aortic valve area, valve area, AVA
study; fev1; % predicted; forced expiratory volume in one second, forced expiratory volume, fev1, FEV1
study; six_minute_walk; m; 6-minute walk distance, six-minute walk distance, 6 minute walk distance, six minute walk distance, 6-minute walk test distance, 6-minute walk test, six-minute walk test, 6-minute walk, six-minute walk, 6 minute walk, six minute walk, 6MWD, 6MWT
study; qtc; ms; qtc interval, QTc, corrected qt interval
study; nodule_size; mm; pulmonary nodule size, lung nodule size, nodule size; nodule
study; chads2; points; chads2 score, chads2, CHADS2, CHADS
study; cha2ds2_vasc; points; cha2ds2-vasc score, cha2ds2-vasc, CHA2DS2-VASc
study; meld; points; meld score, MELD
study; nyha; class; nyha functional class, nyha class, new york heart association class, new york heart association functional class, NYHA; NYHA class
study; gcs; points; glasgow coma scale, glasgow coma score, GCS
study; mmse; points; mini-mental state examination score, mini-mental state exam, mini mental status exam, mmse score, MMSE
study; nihss; points; nih stroke scale, NIHSS
study; phq9; points; PHQ-9 score, PHQ-2 score, PHQ-9, PHQ-2
study; ecog; ; ecog performance status, ECOG
study; peep; cmH2O; positive end-expiratory pressure, PEEP
study; pr_interval; ms; pr interval
study; tumor_size; cm; tumor size
study; aortic_velocity; m/s; aortic valve peak velocity, peak aortic velocity
study; fvc; % predicted; forced vital capacity, FVC
study; dlco; % predicted; diffusing capacity, DLCO
study; vo2_max; mL/kg/min; peak oxygen consumption, maximal oxygen consumption, VO2 max
study; wedge_pressure; mmHg; pulmonary capillary wedge pressure, wedge pressure, PCWP
study; cardiac_index; L/min/m2; cardiac index
study; cardiac_output; L/min; cardiac output
study; qrs; ms; qrs duration
study; aortic_gradient; mmHg; mean aortic gradient, aortic valve gradient
study; ankle_brachial; ; ankle-brachial index, ankle brachial index
study; t_score; ; bone mineral density t-score, bone density t-score, t-score
study; gleason; ; gleason score
study; sofa; points; SOFA score
study; apache; points; APACHE II score
study; has_bled; points; HAS-BLED score, HAS-BLED
study; curb65; points; CURB-65 score, CURB-65
study; child_pugh; points; child-pugh score
study; moca; points; montreal cognitive assessment score, montreal cognitive assessment, MoCA score
study; hamilton; points; hamilton depression rating scale score, hamilton depression rating scale
study; karnofsky; points; karnofsky performance status, karnofsky performance score, karnofsky score
study; rankin; points; modified rankin scale score, modified rankin scale, modified rankin score
study; barthel; points; barthel index
study; kccq; points; kansas city cardiomyopathy questionnaire score
study; aneurysm_size; cm; aneurysm size, aortic aneurysm diameter
study; intraocular_pressure; mmHg; intraocular pressure
body; age; years; age, years of age, years old, year old, old; year-old, yo, y/o, y.o., YO
body; weight; kg; body weight, weight; Wt, wt
body; dry_weight; kg; dry weight
body; height; cm; height
body; bmi; kg/m2; body mass index, BMI
body; pack_years; pack-years; pack-years, pack years, pack-year smoking history, pack-year history, pack-year, pack year; pk-yr, ppy
body; drinks_per_week; drinks/week; drinks per week, alcoholic drinks per week, alcoholic beverages per week, drinks a week, drinks/week, drinks weekly
body; sleep_hours; hours; hours of sleep per night, hours of sleep
body; education_years; years; years of education
body; grip_strength; kg; grip strength
body; coffee_cups; cups; cups of coffee
body; siblings; ; siblings
body; waist; cm; waist circumference
body; body_surface; m2; body surface area
body; gravidity; ; gravidity
body; parity; ; parity
body; household_size; ; household size
stay; length_of_stay; days; length of stay, length of the hospital stay, length of hospital stay, length of hospitalization, duration of hospitalization, duration of the hospital stay, duration of hospital stay, duration of stay, days hospitalized, hospital days, days in the hospital, days in hospital, days was the patient hospitalized, days was the patient in the hospital, long was the patient hospitalized, long was the patient in the hospital, long did the patient stay in the hospital, days did the patient stay in the hospital; Discharge Date
stay; blood_loss; mL; estimated blood loss, blood loss, EBL
stay; units_transfused; units; units of packed red blood cells, units of packed red cells, units of prbcs, units of blood, units of red cells; unit of blood, units PRBC, u pRBC, unit PRBC
stay; falls; falls; number of falls, falls
`;

/** Attributes that are had or not had. */
export const FINDINGS = `
condition; hypertension; ; hypertension, high blood pressure, arterial hypertension, HTN
condition; diabetes; ; type 2 diabetes mellitus, diabetes mellitus, type 2 diabetes, type ii diabetes, diabetes, diabetic, T2DM, DM2; DM type 2, NIDDM, DM
condition; hyperlipidemia; ; hyperlipidemia, dyslipidemia, hypercholesterolemia, high cholesterol, HLD
condition; coronary_disease; ; coronary artery disease, coronary disease, CAD, ischemic heart disease, coronary atherosclerosis
condition; myocardial_infarction; ; myocardial infarction, heart attack, MI; IMI
condition; nstemi; ; non-st elevation myocardial infarction, non-st-elevation myocardial infarction, NSTEMI
condition; stemi; ; st-elevation myocardial infarction, st elevation myocardial infarction, STEMI
condition; atrial_fibrillation; ; atrial fibrillation, afib, a-fib, AF, AFib, Afib
condition; heart_failure; ; congestive heart failure, heart failure, CHF
condition; stroke; ; stroke, cerebrovascular accident, cva, cerebral infarction; infarct
condition; tia; ; transient ischemic attack, TIA, mini-stroke, TIAs
condition; kidney_disease; ; chronic kidney disease, CKD, chronic renal insufficiency, CRI, chronic renal failure
condition; aki; ; acute kidney injury, acute renal failure, AKI, ARF, acute renal insufficiency
condition; copd; ; chronic obstructive pulmonary disease, COPD
condition; emphysema; ; emphysema
condition; asthma; ; asthma, reactive airway disease
condition; sleep_apnea; ; obstructive sleep apnea, sleep apnea, OSA
condition; pneumonia; ; pneumonia, PNA
condition; uti; ; urinary tract infection, UTI; Urosepsis
condition; pyelonephritis; ; pyelonephritis
condition; sepsis; ; sepsis, septic; septic shock
condition; bacteremia; ; bacteremia, positive blood cultures; blood cultures
condition; pulmonary_embolism; ; pulmonary embolism, pulmonary embolus, pulmonary emboli, PE
condition; dvt; ; deep vein thrombosis, deep venous thrombosis, DVT
condition; gi_bleed; ; gastrointestinal bleeding, gastrointestinal bleed, gastrointestinal hemorrhage, gi bleeding, gi bleed, GIB; UGIB, LGIB, GI hemorrhage
condition; peptic_ulcer; ; peptic ulcer disease, peptic ulcer, PUD
condition; gastric_ulcer; ; gastric ulcer
condition; duodenal_ulcer; ; duodenal ulcer
condition; gerd; ; gastroesophageal reflux disease, gastroesophageal reflux, acid reflux, reflux, GERD
condition; cirrhosis; ; cirrhosis, cirrhotic
condition; hepatic_encephalopathy; ; hepatic encephalopathy, encephalopathy
condition; varices; ; esophageal varices, varices
condition; hepatitis_c; ; hepatitis c, HCV, hep c
condition; pancreatitis; ; pancreatitis
condition; cholecystitis; ; cholecystitis
condition; diverticulitis; ; diverticulitis
condition; diverticulosis; ; diverticulosis, diverticular disease; diverticular
condition; bowel_obstruction; ; small bowel obstruction, bowel obstruction, SBO
condition; cellulitis; ; cellulitis
condition; ketoacidosis; ; diabetic ketoacidosis, ketoacidosis, DKA
condition; hypothyroidism; ; hypothyroidism, hypothyroid, underactive thyroid
condition; gout; ; gout
condition; osteoporosis; ; osteoporosis
condition; osteoarthritis; ; osteoarthritis, degenerative joint disease, OA; DJD
condition; rheumatoid_arthritis; ; rheumatoid arthritis
condition; depression; ; major depressive disorder, depression, depressive disorder, MDD
condition; anxiety; ; anxiety disorder, anxiety, GAD
condition; bipolar; ; bipolar disorder, bipolar affective disorder, bipolar, manic-depressive illness
condition; schizophrenia; ; schizophrenia
condition; dementia; ; dementia
condition; alzheimers; ; alzheimer's disease, alzheimer's dementia, alzheimer's
condition; seizure; ; seizure disorder, seizures, seizure, epilepsy
condition; anemia; ; anemia, anaemia
condition; bleeding_disorder; ; bleeding disorder, bleeding diathesis, hemorrhagic tendency, hemorrhagic tendencies, blood dyscrasia, blood dyscrasias
condition; thrombocytopenia; ; thrombocytopenia
condition; von_willebrand; ; von willebrand disease, von willebrand
condition; coagulopathy; ; coagulopathy
condition; valve_disease; ; valvular heart disease, valvular disease, heart valve disease
condition; aortic_stenosis; ; aortic stenosis
condition; mitral_regurgitation; ; mitral regurgitation; MR
condition; vascular_disease; ; peripheral vascular disease, peripheral arterial disease, PVD, PAD
condition; obesity; ; obesity, obese
condition; breast_cancer; ; breast cancer, breast carcinoma, breast ca
condition; prostate_cancer; ; prostate cancer, prostate carcinoma, prostate adenocarcinoma, prostate ca
condition; colon_cancer; ; colon cancer, colorectal cancer, colon carcinoma, colon ca
condition; lung_cancer; ; lung cancer, lung carcinoma, bronchogenic carcinoma, lung ca
condition; bph; ; benign prostatic hyperplasia, benign prostatic hypertrophy, enlarged prostate, BPH
condition; retinopathy; ; diabetic retinopathy, retinopathy
condition; neuropathy; ; peripheral neuropathy, diabetic neuropathy, neuropathy
condition; nephropathy; ; diabetic nephropathy, nephropathy
condition; hip_fracture; ; hip fracture, femoral neck fracture, intertrochanteric fracture
condition; delirium; ; delirium, delirious
condition; pregnancy; ; pregnant, pregnancy
condition; alcohol_abuse; ; alcohol abuse, alcohol dependence, alcoholism, alcohol use disorder; EtOH abuse, ETOH abuse
condition; alcohol_withdrawal; ; alcohol withdrawal, withdrawal; delirium tremens, DTs
condition; kidney_stones; ; nephrolithiasis, kidney stones, renal stones, kidney stone
condition; hiv; ; human immunodeficiency virus, HIV
condition; migraine; ; migraines, migraine
condition; glaucoma; ; glaucoma
condition; parkinsons; ; parkinson's disease, parkinson's, parkinsonism
condition; hypoglycemia; ; hypoglycemia
condition; c_difficile; ; clostridium difficile, clostridioides difficile, c. difficile, c difficile; C. diff
condition; lupus; ; systemic lupus erythematosus, lupus
condition; multiple_sclerosis; ; multiple sclerosis
condition; psoriasis; ; psoriasis
condition; sarcoidosis; ; sarcoidosis
condition; scleroderma; ; scleroderma
condition; vasculitis; ; vasculitis
condition; pulmonary_hypertension; ; pulmonary hypertension
condition; pulmonary_fibrosis; ; idiopathic pulmonary fibrosis, pulmonary fibrosis, interstitial lung disease
condition; cystic_fibrosis; ; cystic fibrosis
condition; bronchiectasis; ; bronchiectasis
condition; tuberculosis; ; tuberculosis
condition; hepatitis_b; ; hepatitis b
condition; influenza; ; influenza
condition; osteomyelitis; ; osteomyelitis
condition; endocarditis; ; endocarditis
condition; meningitis; ; meningitis
condition; septic_arthritis; ; septic arthritis
condition; shingles; ; herpes zoster, shingles
condition; spinal_stenosis; ; spinal stenosis
condition; fibromyalgia; ; fibromyalgia
condition; sickle_cell; ; sickle cell disease, sickle cell anemia
condition; leukemia; ; leukemia
condition; lymphoma; ; lymphoma
condition; multiple_myeloma; ; multiple myeloma
condition; melanoma; ; melanoma
condition; ovarian_cancer; ; ovarian cancer
condition; bladder_cancer; ; bladder cancer
condition; renal_cancer; ; renal cell carcinoma, kidney cancer
condition; pancreatic_cancer; ; pancreatic cancer
condition; liver_cancer; ; hepatocellular carcinoma, liver cancer
condition; gastric_cancer; ; gastric cancer, stomach cancer
condition; aortic_aneurysm; ; abdominal aortic aneurysm, aortic aneurysm
condition; aortic_dissection; ; aortic dissection
condition; aortic_regurgitation; ; aortic regurgitation
condition; mitral_stenosis; ; mitral stenosis
condition; cardiomyopathy; ; cardiomyopathy
condition; pericarditis; ; pericarditis
condition; cardiac_tamponade; ; cardiac tamponade
condition; cardiac_arrest; ; cardiac arrest
condition; respiratory_failure; ; respiratory failure
condition; dehydration; ; dehydration
condition; hearing_loss; ; hearing loss
condition; macular_degeneration; ; macular degeneration
condition; celiac; ; celiac disease
condition; crohns; ; crohn's disease
condition; ulcerative_colitis; ; ulcerative colitis
condition; irritable_bowel; ; irritable bowel syndrome
condition; hemorrhoids; ; hemorrhoids
condition; barretts; ; barrett's esophagus
condition; hiatal_hernia; ; hiatal hernia
condition; adrenal_insufficiency; ; adrenal insufficiency
condition; hyperthyroidism; ; hyperthyroidism
condition; hyperparathyroidism; ; hyperparathyroidism
condition; ptsd; ; post-traumatic stress disorder, posttraumatic stress disorder, PTSD
condition; adhd; ; attention deficit hyperactivity disorder, ADHD
condition; eating_disorder; ; eating disorder
condition; schizoaffective; ; schizoaffective disorder
condition; myasthenia; ; myasthenia gravis
condition; als; ; amyotrophic lateral sclerosis
condition; brain_tumor; ; brain tumor
condition; varicose_veins; ; varicose veins
condition; pressure_ulcer; ; pressure ulcer
condition; thyroid_cancer; ; thyroid cancer
condition; portal_hypertension; ; portal hypertension
condition; urinary_retention; ; urinary retention
condition; rheumatic_fever; ; rheumatic fever
condition; angina; ; angina pectoris, angina
symptom; chest_pain; ; chest pain, chest pressure, chest tightness, chest discomfort; CP
symptom; dyspnea; ; shortness of breath, dyspnea, breathlessness, short of breath; SOB, DOE
symptom; orthopnea; ; orthopnea
symptom; pnd; ; paroxysmal nocturnal dyspnea, PND
symptom; palpitations; ; palpitations, racing heart
symptom; syncope; ; syncope, loss of consciousness, fainting, syncopal episode; passed out, LOC
symptom; fever; ; fevers, fever, febrile
symptom; chills; ; chills, rigors
symptom; cough; ; cough, coughing
symptom; hemoptysis; ; hemoptysis
symptom; nausea; ; nausea, nauseous, nauseated
symptom; vomiting; ; vomiting, emesis, vomited
symptom; diarrhea; ; diarrhea, loose stools
symptom; constipation; ; constipation, constipated
symptom; abdominal_pain; ; abdominal pain, belly pain, stomach pain; abd pain
symptom; flank_pain; ; flank pain
symptom; melena; ; melena, black tarry stools, tarry stools, black stools; tarry stool
symptom; hematochezia; ; hematochezia, bright red blood per rectum, blood per rectum; BRBPR
symptom; headache; ; headaches, headache
symptom; dysuria; ; dysuria, painful urination, burning with urination
symptom; hematuria; ; hematuria, blood in the urine, blood in urine
symptom; weight_loss; ; weight loss, lost weight
symptom; night_sweats; ; night sweats
symptom; dizziness; ; dizziness, lightheadedness, lightheaded, dizzy
symptom; weakness; ; focal weakness, arm weakness, leg weakness, hemiparesis
symptom; aphasia; ; aphasia; word-finding difficulty
symptom; dysarthria; ; dysarthria, slurred speech
symptom; confusion; ; confusion, confused, altered mental status; AMS
symptom; vision_change; ; visual changes, vision changes, blurry vision, change in vision, visual change, blurred vision
symptom; rash; ; rash, rashes
symptom; bleeding; ; active bleeding, bleeding
symptom; suicidal_ideation; ; suicidal ideation, suicidal thoughts; SI
symptom; back_pain; ; back pain
symptom; knee_pain; ; knee pain
symptom; fatigue; ; fatigue
symptom; weight_gain; ; weight gain
symptom; numbness; ; numbness
symptom; pruritus; ; pruritus, itching
symptom; hematemesis; ; hematemesis, vomiting blood
symptom; dysphagia; ; dysphagia, difficulty swallowing
symptom; hoarseness; ; hoarseness
symptom; tinnitus; ; tinnitus
symptom; vertigo; ; vertigo
symptom; insomnia; ; insomnia
symptom; joint_pain; ; joint pain, arthralgia, arthralgias
symptom; muscle_pain; ; myalgia, myalgias, muscle pain
symptom; neck_stiffness; ; neck stiffness
symptom; sore_throat; ; sore throat
symptom; claudication; ; claudication
symptom; hallucinations; ; hallucinations
sign; edema; ; peripheral edema, lower extremity edema, leg edema, pitting edema, pedal edema, ankle edema, leg swelling, edema; LE edema, LE swelling
sign; jvd; ; jugular venous distention, jugular venous distension, elevated jugular venous pressure, JVD, elevated JVP; JVP elevated
sign; murmur; ; heart murmur, cardiac murmur, systolic murmur, murmur
sign; crackles; ; crackles, rales
sign; wheezing; ; wheezing, wheezes, wheeze
sign; abdominal_tenderness; ; abdominal tenderness, tenderness to palpation, epigastric tenderness
sign; rebound; ; rebound tenderness, rebound
sign; guarding; ; guarding
sign; icterus; ; scleral icterus, icterus, jaundice; icteric, jaundiced
sign; asterixis; ; asterixis
sign; focal_deficit; ; focal neurologic deficits, focal neurologic deficit, focal deficits, focal deficit, focal neurological deficit, focal neurological deficits
sign; erythema; ; erythema
sign; clubbing; ; clubbing
sign; lymphadenopathy; ; lymphadenopathy, adenopathy
sign; oriented; ; alert and oriented, oriented to person place and time, oriented x3; A&Ox3, AAOx3, AOx3
sign; carotid_bruits; ; carotid bruits
sign; hepatosplenomegaly; ; hepatosplenomegaly; HSM
sign; rub; ; friction rub, pericardial rub, rub
sign; gallop; ; gallop
sign; cyanosis; ; cyanosis
sign; distress; ; acute distress, distress; NAD
sign; thyroid_enlargement; ; thyromegaly, goiter, enlarged thyroid; thyroid not enlarged
sign; bradycardia; ; bradycardia
sign; ecchymoses; ; ecchymoses
sign; gynecomastia; ; gynecomastia
imaging; pleural_effusion; ; pleural effusions, pleural effusion, effusions
imaging; pneumothorax; ; pneumothorax, PTX
imaging; consolidation; ; focal consolidation, consolidation, infiltrate; airspace opacity
imaging; cardiomegaly; ; cardiomegaly, enlarged cardiac silhouette, enlarged heart
imaging; pulmonary_edema; ; pulmonary edema
imaging; pericardial_effusion; ; pericardial effusion
imaging; intracranial_hemorrhage; ; intracranial hemorrhage, intracranial bleed, intracranial bleeding, ICH
imaging; st_elevation; ; st elevations, st elevation, st-segment elevation
imaging; st_depression; ; st depressions, st depression, st-segment depression
imaging; lv_hypertrophy; ; left ventricular hypertrophy, LVH
imaging; hydronephrosis; ; hydronephrosis
imaging; ascites; ; ascites
imaging; gallstones; ; gallstones, cholelithiasis
imaging; free_air; ; free air, pneumoperitoneum
imaging; vegetation; ; vegetations, vegetation
person; male; ; male, man
person; female; ; female, woman
habit; smoking_current; ; current smoker, currently smoke, currently smokes, currently smoking, active smoker, current tobacco use, currently use tobacco, still smoke, still smoking, smoke cigarettes, a smoker, smoke, smokes, tobacco use, use tobacco
habit; smoking_ever; ; history of smoking, smoking history, ever smoked, history of tobacco use, tobacco use history, history of tobacco, ever been a smoker, ever used tobacco, ever smoke
habit; smoking_former; ; former smoker, ex-smoker, former tobacco user
habit; alcohol_current; ; drink alcohol, consume alcohol, alcohol use, alcohol consumption, currently drink alcohol, use alcohol, current alcohol use, drinks alcohol; EtOH, No alcohol, Alcohol
habit; drug_use; ; illicit drug use, illicit drugs, illicit drug, recreational drugs, recreational drug use, intravenous drug use, iv drug use, drug abuse, drug use; IVDU, illicits, cocaine
habit; lives_alone; ; live alone, lives alone, living alone
habit; married; ; married
habit; divorced; ; divorced
habit; widowed; ; widowed
habit; spanish; ; spanish
habit; sick_contacts; ; sick contacts, sick contact
habit; pets; ; pets
habit; asbestos; ; exposed to asbestos, exposure to asbestos, asbestos exposure
habit; hearing_aid; ; hearing aid
habit; tattoo; ; tattoo
habit; vegetarian; ; vegetarian diet, vegetarian
habit; right_handed; ; right-handed, right handed
habit; contraception; ; contraception
habit; employed; ; employed, currently working, currently work; works as
habit; retired; ; retired
habit; uses_walker; ; use a walker, uses a walker, ambulate with a walker, ambulates with a walker, walker
habit; home_oxygen; ; home oxygen, home o2, supplemental oxygen at home, oxygen at home
habit; english; ; speak english, english speaking, english-speaking, english
habit; makes_decisions; ; make their own medical decisions, make his own medical decisions, make her own medical decisions, make medical decisions, own decisions, decision-making capacity, capacity to make decisions, own medical decisions, decisional capacity
medication; aspirin; ; aspirin, ASA
medication; clopidogrel; ; clopidogrel, plavix
medication; warfarin; ; warfarin, coumadin
medication; apixaban; ; apixaban, eliquis
medication; enoxaparin; ; enoxaparin, lovenox
medication; metoprolol; ; metoprolol, lopressor; metoprolol tartrate
medication; carvedilol; ; carvedilol, coreg
medication; atenolol; ; atenolol, tenormin
medication; lisinopril; ; lisinopril, zestril, prinivil
medication; losartan; ; losartan, cozaar
medication; amlodipine; ; amlodipine, norvasc
medication; diltiazem; ; diltiazem, cardizem
medication; hydrochlorothiazide; ; hydrochlorothiazide, HCTZ
medication; furosemide; ; furosemide, lasix
medication; torsemide; ; torsemide
medication; spironolactone; ; spironolactone, aldactone
medication; atorvastatin; ; atorvastatin, lipitor
medication; simvastatin; ; simvastatin, zocor
medication; digoxin; ; digoxin, lanoxin
medication; amiodarone; ; amiodarone, pacerone
medication; isosorbide; ; isosorbide mononitrate, isosorbide, imdur
medication; nitroglycerin; ; nitroglycerin; NTG
medication; metformin; ; metformin, glucophage
medication; glipizide; ; glipizide, glucotrol
medication; insulin; ; insulin, insulin glargine; Lantus, glargine, Glargine
medication; omeprazole; ; omeprazole, prilosec
medication; pantoprazole; ; pantoprazole, protonix
medication; levothyroxine; ; levothyroxine, synthroid, levoxyl
medication; prednisone; ; prednisone
medication; albuterol; ; albuterol, proventil, ventolin
medication; tiotropium; ; tiotropium, spiriva
medication; fluticasone; ; fluticasone, fluticasone-salmeterol, advair
medication; montelukast; ; montelukast, singulair
medication; gabapentin; ; gabapentin, neurontin
medication; oxycodone; ; oxycodone
medication; acetaminophen; ; acetaminophen, tylenol
medication; tramadol; ; tramadol, ultram
medication; sertraline; ; sertraline, zoloft
medication; citalopram; ; citalopram, celexa
medication; lorazepam; ; lorazepam, ativan
medication; quetiapine; ; quetiapine, seroquel
medication; olanzapine; ; olanzapine, zyprexa
medication; lithium; ; lithium carbonate, lithium
medication; divalproex; ; divalproex, depakote
medication; donepezil; ; donepezil, aricept
medication; levetiracetam; ; levetiracetam, keppra
medication; allopurinol; ; allopurinol, zyloprim
medication; colchicine; ; colchicine
medication; alendronate; ; alendronate, fosamax
medication; docusate; ; docusate sodium, docusate, colace
medication; senna; ; senna, senokot
medication; polyethylene_glycol; ; polyethylene glycol, miralax
medication; vitamin_d; ; vitamin d, cholecalciferol
medication; multivitamin; ; multivitamin; MVI
medication; iron; ; ferrous sulfate, iron supplement, iron supplements
medication; folic_acid; ; folic acid, folate
medication; thiamine; ; thiamine
medication; calcium_carbonate; ; calcium carbonate, tums, os-cal
medication; fish_oil; ; fish oil, omega-3 fatty acids, omega-3
medication; tamsulosin; ; tamsulosin, flomax
medication; finasteride; ; finasteride, proscar
medication; levofloxacin; ; levofloxacin, levaquin
medication; ciprofloxacin; ; ciprofloxacin, cipro
medication; ceftriaxone; ; ceftriaxone, rocephin
medication; vancomycin; ; vancomycin
medication; azithromycin; ; azithromycin, zithromax, z-pack
medication; cephalexin; ; cephalexin, keflex
medication; cefpodoxime; ; cefpodoxime, vantin
medication; amoxicillin; ; amoxicillin-clavulanate, augmentin, amoxicillin
medication; metronidazole; ; metronidazole, flagyl
medication; piperacillin; ; piperacillin-tazobactam, zosyn
medication; heparin; ; heparin
medication; lactulose; ; lactulose
medication; rifaximin; ; rifaximin, xifaxan
medication; nadolol; ; nadolol
medication; methotrexate; ; methotrexate
medication; tamoxifen; ; tamoxifen
medication; anastrozole; ; anastrozole, arimidex
medication; latanoprost; ; latanoprost, xalatan
medication; sumatriptan; ; sumatriptan, imitrex
medication; ibuprofen; ; ibuprofen; Motrin
medication; naproxen; ; naproxen; Aleve
medication; ranolazine; ; ranolazine
medication; ursodiol; ; ursodiol
medication; naloxone; ; naloxone
medication; rivaroxaban; ; rivaroxaban, xarelto
medication; dabigatran; ; dabigatran, pradaxa
medication; ticagrelor; ; ticagrelor, brilinta
medication; rosuvastatin; ; rosuvastatin, crestor
medication; valsartan; ; valsartan, diovan
medication; hydralazine; ; hydralazine
medication; clonidine; ; clonidine
medication; sacubitril; ; sacubitril-valsartan, entresto
medication; empagliflozin; ; empagliflozin, jardiance
medication; sitagliptin; ; sitagliptin, januvia
medication; bupropion; ; bupropion, wellbutrin
medication; venlafaxine; ; venlafaxine, effexor
medication; trazodone; ; trazodone
medication; morphine; ; morphine
medication; methadone; ; methadone
medication; hydroxychloroquine; ; hydroxychloroquine, plaquenil
medication; tacrolimus; ; tacrolimus
medication; linezolid; ; linezolid
medication; fluconazole; ; fluconazole
medication; escitalopram; ; escitalopram, lexapro
medication; fluoxetine; ; fluoxetine, prozac
medication; famotidine; ; famotidine, pepcid
medication; ranitidine; ; ranitidine, zantac
medication; hydrocortisone; ; hydrocortisone
medication; prednisolone; ; prednisolone
medication; dexamethasone; ; dexamethasone
medication; phenytoin; ; phenytoin, dilantin
medication; lamotrigine; ; lamotrigine, lamictal
medication; carbamazepine; ; carbamazepine, tegretol
medication; haloperidol; ; haloperidol, haldol
medication; risperidone; ; risperidone, risperdal
medication; aripiprazole; ; aripiprazole, abilify
medication; pravastatin; ; pravastatin, pravachol
medication; niacin; ; niacin
medication; bumetanide; ; bumetanide, bumex
medication; labetalol; ; labetalol
medication; nicardipine; ; nicardipine
medication; doxorubicin; ; doxorubicin
medication; rituximab; ; rituximab
medication; hydrocodone; ; hydrocodone, vicodin
medication; pregabalin; ; pregabalin, lyrica
medication; zolpidem; ; zolpidem, ambien
medication; diazepam; ; diazepam, valium
medication; clonazepam; ; clonazepam, klonopin
medication; remdesivir; ; remdesivir
medication; doxycycline; ; doxycycline
medication; clindamycin; ; clindamycin
medication; meropenem; ; meropenem
medication; cefepime; ; cefepime
medication; nitrofurantoin; ; nitrofurantoin, macrobid
medication; ondansetron; ; ondansetron, zofran
procedure; cabg; ; coronary artery bypass grafting, coronary artery bypass graft surgery, coronary artery bypass graft, coronary artery bypass surgery, coronary artery bypass, coronary bypass, bypass surgery, CABG
procedure; pci; ; percutaneous coronary intervention, coronary stent, coronary stenting, coronary angioplasty, PCI; DES, BMS
procedure; cardiac_cath; ; cardiac catheterization, coronary angiography, coronary angiogram, cardiac cath
procedure; pacemaker; ; pacemaker, PPM
procedure; icd; ; implantable cardioverter-defibrillator, implantable cardioverter defibrillator, defibrillator, ICD, AICD
procedure; ablation; ; ablation, pulmonary vein isolation
procedure; valve_surgery; ; heart valve surgery, valve surgery, valve replacement, valvular surgery; AVR, MVR
procedure; cardioversion; ; cardioversion, DCCV
procedure; appendectomy; ; appendectomy
procedure; cholecystectomy; ; cholecystectomy, gallbladder removal, CCY
procedure; hysterectomy; ; hysterectomy; TAH/BSO, TAH
procedure; cesarean; ; cesarean section, cesarean delivery, c-section
procedure; turp; ; transurethral resection of the prostate, TURP
procedure; hernia_repair; ; hernia repair, herniorrhaphy
procedure; hip_replacement; ; hip replacement, total hip arthroplasty; THR, THA
procedure; knee_replacement; ; knee replacement, total knee arthroplasty; TKR, TKA
procedure; hip_fixation; ; open reduction and internal fixation, intramedullary nailing, intramedullary nail, ORIF
procedure; colectomy; ; colectomy, bowel resection, hemicolectomy
procedure; mastectomy; ; mastectomy
procedure; lumpectomy; ; lumpectomy
procedure; colonoscopy; ; colonoscopy
procedure; egd; ; esophagogastroduodenoscopy, upper endoscopy, EGD
procedure; dialysis; ; hemodialysis, dialysis; HD
procedure; intubation; ; intubation, intubated, mechanical ventilation, mechanically ventilated
procedure; bipap; ; noninvasive ventilation, bipap; BiPAP
procedure; cpap; ; cpap, continuous positive airway pressure; CPAP
procedure; transfusion; ; blood transfusion, transfusion, transfused; u pRBC, units PRBC, unit of blood, units of blood, unit PRBC
procedure; paracentesis; ; paracentesis
procedure; thoracentesis; ; thoracentesis
procedure; central_line; ; central venous catheter, central line; CVL
procedure; lumbar_puncture; ; lumbar puncture
procedure; ercp; ; endoscopic retrograde cholangiopancreatography, ERCP
procedure; thrombolysis; ; thrombolysis, tissue plasminogen activator, tPA
procedure; stress_test; ; stress test, exercise tolerance test, nuclear stress test; stress
procedure; tonsillectomy; ; tonsillectomy
procedure; cataract_surgery; ; cataract surgery, cataract extraction
procedure; banding; ; variceal banding, band ligation, banding
procedure; ng_tube; ; nasogastric tube, NG tube, NGT
procedure; chest_xray; ; chest x-ray, chest radiograph; CXR, chest film, portable film
procedure; echocardiogram; ; transthoracic echocardiogram, echocardiogram, echocardiography; TTE, TEE, Echo
procedure; electrocardiogram; ; electrocardiogram; EKG, ECG, 12-lead
procedure; head_ct; ; ct head, head ct
procedure; genetic_testing; ; genetic testing
procedure; clinical_trial; ; taken part in a clinical trial, participated in a clinical trial, clinical trial
procedure; organ_transplant; ; organ transplantation, organ transplant, kidney transplant, liver transplant
procedure; amputation; ; amputation
procedure; splenectomy; ; splenectomy
procedure; thyroidectomy; ; thyroidectomy
procedure; gastric_bypass; ; gastric bypass, bariatric surgery
procedure; chemotherapy; ; chemotherapy
procedure; radiation; ; radiation therapy, radiotherapy; XRT
procedure; bronchoscopy; ; bronchoscopy
procedure; tracheostomy; ; tracheostomy
procedure; biopsy; ; biopsy, biopsies
procedure; mri; ; magnetic resonance imaging, MRI
procedure; ct_chest; ; chest ct, ct chest
procedure; carotid_endarterectomy; ; carotid endarterectomy
procedure; laminectomy; ; laminectomy
procedure; prostatectomy; ; prostatectomy
allergy; penicillin_allergy; ; allergic to penicillin, penicillin allergy, allergy to penicillin; Penicillins, Penicillin
allergy; sulfa_allergy; ; allergic to sulfa drugs, allergic to sulfa, sulfa allergy, allergy to sulfa; Sulfonamides, Sulfa
allergy; codeine_allergy; ; allergic to codeine, codeine allergy, allergy to codeine; Codeine
allergy; iodine_allergy; ; allergic to iodinated contrast, allergic to contrast, allergic to iodine, contrast allergy, allergy to contrast, iodine allergy, allergy to iodine; Iodine-Iodine Containing, Iodine
allergy; ace_allergy; ; allergic to ace inhibitors, allergy to ace inhibitors, ace inhibitor allergy; ACE Inhibitors
allergy; latex_allergy; ; latex allergy, allergic to latex, allergy to latex; Latex
allergy; drug_allergy; ; known drug allergies, drug allergies, drug allergy, known allergies, allergic to any medications, medication allergies, any allergies; NKDA
place; home; ; disposition home, discharged home, discharged to home, go home, return home; Home, Home With Service, Home with services, Home with VNA
place; rehab; ; discharged to a rehabilitation facility, discharged to rehab, discharged to a rehab facility, discharged to acute rehab, rehabilitation facility, acute rehab; rehab, Rehab
place; nursing_facility; ; skilled nursing facility, discharged to a nursing home, nursing facility, nursing home, extended care facility; SNF
place; hospice; ; hospice
place; died; ; died, die, expired, deceased, in-hospital death; Expired
place; home_services; ; home health services, visiting nurse services, visiting nurse, home with services, home services, discharged home with services; Home With Service, VNA, Home with VNA, Home with services
state; full_code; ; full code; FULL code, Code status: FULL, Code: FULL, Full code
state; dnr; ; do not resuscitate, do-not-resuscitate, DNR, DNR/DNI
state; icu_stay; ; intensive care unit, icu; ICU, MICU, CCU, SICU
state; stable; ; stable condition, clinically stable, hemodynamically stable, stable
state; critical; ; critical condition, discharge condition recorded as critical
state; mental_clear; ; mental status clear and coherent, mental status recorded as clear and coherent; Mental Status: Clear and coherent
state; ambulatory; ; ambulatory, ambulating independently, ambulate independently, walking independently
state; low_sodium_diet; ; low sodium diet, low-sodium diet, low salt diet, low-salt diet
state; diabetic_diet; ; diabetic diet, carbohydrate-controlled diet, carbohydrate controlled diet, consistent carbohydrate diet
state; vaccinated_flu; ; influenza vaccine, influenza vaccination, flu shot, flu vaccine
state; vaccinated_pneumonia; ; pneumococcal vaccine, pneumovax, pneumococcal vaccination
state; vaccinated_hepatitis; ; hepatitis b vaccination, hepatitis b vaccine
`;

/** Normal ranges, for adults and, where they differ, for women after men: what is surely normal, and beyond what it surely is not. Laboratories differ in between. */
export const NORMAL = `
wbc; 4.6-10.4; 4.0-11.5
rbc; 4.6-5.7; 4.2-6.1; 4.1-5.0; 3.7-5.4
hemoglobin; 14-17; 13-18; 12.2-15.2; 11.5-16.2
hematocrit; 42-50; 39-54; 37-45; 34.5-48
mcv; 82-98; 79-101
platelets; 155-350; 140-450
sodium; 136-144; 132-147
potassium; 3.6-4.9; 3.3-5.3
chloride; 99-105; 95-110
bicarbonate; 23-28; 20-32
bun; 8-19; 5-25
creatinine; 0.7-1.15; 0.5-1.4; 0.6-0.95; 0.4-1.2
calcium; 8.7-10.1; 8.2-10.8
magnesium; 1.7-2.1; 1.4-2.7
phosphate; 2.8-4.3; 2.2-4.8
ast; 12-33; 4-48
alt; 10-35; 4-58
alkaline_phosphatase; 45-100; 30-150
bilirubin; 0.3-1; 0-1.6
albumin; 3.7-4.9; 3.2-5.6
inr; 0.9-1.1; 0.7-1.3
lactate; 0.7-1.7; 0.3-2.3
hba1c; 4.2-5.6; 3.8-6.4
tsh; 0.6-3.9; 0.2-6
heart_rate; 62-98; 55-105
respiratory_rate; 12-18; 10-22
oxygen_saturation; 96-100; 93-101
`;
