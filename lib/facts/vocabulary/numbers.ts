// The vocabulary of numbers: every attribute that is one, one a line, and what is normal. Data only; attributes.ts reads it. What is had or not had is
// findings.ts and care.ts. Adding an attribute is adding a line here and wording in data/generator; one that the generator never
// words is in no note, so that questions about it have no answer.
//   group; id; unit; names that questions use; names that only notes use
// A name with a capital letter is matched exactly, the rest in any case.

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
