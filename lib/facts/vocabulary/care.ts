// The vocabulary of the person and of care: habits, medicines, procedures, allergies, where to and in what state, one a line, in the form that numbers.ts describes. Data only.

/** What is taken, done, lived or arranged, or not. */
export const CARE = `
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
