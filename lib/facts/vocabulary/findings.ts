// The vocabulary of findings: conditions, symptoms, signs and what images show, one a line, in the form that numbers.ts describes. Data only.

/** What a patient has or has not. */
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
`;
