// Stays for the heart. What the fields mean is scenarios.ts.
import type { Scenario } from "./scenarios.ts";

export const HEART: readonly Scenario[] = [
  {
    id: "heart_failure", weight: 3, ages: [52, 93], needs: ["heart_failure"], service: ["MEDICINE", "CARDIOLOGY", "[**Hospital1 18**] MEDICINE"], days: [2, 9],
    complaint: ["«dyspnea+ shortness of breath»", "«dyspnea+ dyspnea»", "«edema+ leg swelling»", "bloating, «dyspnea+ SOB»"],
    diagnosis: ["Acute on chronic «heart_failure+ heart failure»", "Decompensated «heart_failure+ CHF»", "«heart_failure+ Congestive heart failure», acute on chronic", "«heart_failure+ CHF» exacerbation"],
    story: [
      ["{Over the {past|last} <n> {days|weeks}|For <n> {days|weeks}} <he> {noticed|has noticed|developed} {increasing|worsening|progressive} «dyspnea+ {dyspnea|shortness of breath}» {with {minimal exertion|one flight of stairs}|walking to the mailbox|on stairs and when dressing}.", "<He> {was|had been} in <his> usual state of health until <n> {days|weeks} {ago|before coming in}, when «dyspnea+ {dyspnea|shortness of breath}» {set in|came on gradually|limited <his> walking}.", "«dyspnea+ {Breathlessness|Dyspnea|Shortness of breath}» {crept up|built up|got worse} {since <shortyear>|over <n> weeks}, {now|by this week} {after half a block|while making the bed|even when washing}."],
      ["<He> {also|in addition} {reports|endorses|describes} «orthopnea+ <n>-pillow orthopnea».", "«orthopnea+ Orthopnea» has {worsened|progressed} {from one to <n> pillows|to the point of sleeping in a recliner}."],
      ["{<He> ran out of <his> water pill|<He> admits to {dietary indiscretion|salty meals} {around the holiday|at a family party}|<His> diuretic had been cut {back|in half} by <doctor>}{| about <n> {days|weeks} {ago|earlier}}.", "Shoes {no longer fit|got tight} {and|,} <his> {belt moved|pants went} up <n> {notches|sizes}."],
      ["In the ED{,| <he> was given} {IV diuretic {was given|started} with {good|brisk|fair} urine output|a single IV diuretic dose with <d>00 cc out}.", "{EMS|The ambulance crew} {gave|started} {«nitroglycerin+hospital nitro spray»|a nonrebreather|«nitroglycerin+hospital nitro paste»}, {with some relief|which helped}; {<d>0 mg|<d>00 mg} of IV diuretic {followed|in the ED}."],
    ],
    has: ["dyspnea", "orthopnea", "edema"], lacks: ["chest_pain", "fever", "cough", "palpitations", "syncope", "pnd", "chills", "nausea", "abdominal_pain"], signs: ["edema", "crackles", "jvd"],
    vitals: { oxygen_saturation: [88, 95], respiratory_rate: [18, 28], systolic_bp: [104, 172], heart_rate: [68, 112] },
    labs: { bnp: [2100, 18500, 900, 6000], sodium: [127, 139, 132, 141], creatinine: [1.1, 2.1, 1.0, 1.7], troponin: [0.01, 0.06] },
    studies: [
      ["«chest_xray+hospital»{CXR|Chest x-ray|Chest film}{| <early>|, {portable|PA and lateral}}: «cardiomegaly+ {cardiomegaly|enlarged cardiac silhouette}» with {mild|moderate} «pulmonary_edema+ pulmonary edema»{|, «pleural_effusion+ {small|bilateral|left greater than right} pleural effusions»}.", "«chest_xray+hospital»{CXR|Chest film} <early>: {mild|moderate|worsening|interval} «pulmonary_edema+ pulmonary edema»{|, heart size unchanged}; «pneumothorax- no pneumothorax»."],
      ["«echocardiogram+hospital»{TTE|Echo|Echocardiogram}{| <early>}: {LVEF|EF|Ejection fraction} «lvef=hospital»{|, «lv_hypertrophy+ LVH»|, «pericardial_effusion- no pericardial effusion»}; {PASP|RVSP} «pasp=hospital».", "«echocardiogram+hospital»{Echo|TTE} {<early>|by <doctor>}: {moderately|mildly|severely} dilated LA, {LVEF|EF} {estimated at |}«lvef=hospital»{|, {trace|mild} TR}."],
    ],
    course: [
      ["{Diuresed|Was diuresed} with IV {bolus diuretic|loop diuretic} {b.i.d.|twice a day|, then a drip}, net negative <n> L{| {overall|over the stay}}.", "<He> {responded|put out well} to {twice daily IV diuretic|IV boluses}, about <n> liters {below|under} admission {by <late>|over <n> days}."],
      ["{Weight|Wt} {at discharge|on day of discharge|when leaving} was «weight=discharge».", "«dry_weight=discharge Dry weight» {was felt to be|is} about «dry_weight=discharge»."],
      ["«crackles-discharge Crackles {resolved|cleared}» and <he> was {weaned to|back on} room air {by <late>|within <n> days}.", "{Walked|Ambulated} <n> laps {of the unit|in the hall} {off oxygen|without stopping} {before leaving|on <late>}."],
      ["{Trigger|Precipitant} {was thought to be|likely} {diet|salt load|missed doses|poorly controlled pressures}; {ischemia was felt unlikely|enzymes were flat}."],
    ],
    drugs: [["furosemide", "torsemide"], ["lisinopril", "losartan", "spironolactone"]],
    advice: [
      ["{Weigh yourself every {morning|day}|Use the scale each morning} and call {<doctor>|your doctor|the clinic} {for a gain of|if it rises} more than <n> lbs.", "Please {weigh yourself|step on the scale} daily; let {<doctor>|us} know if you gain <n> pounds or more."],
      ["{Keep to|Follow|Stick to} a «low_sodium_diet+ low {salt|sodium} diet»{|, under 2 grams a day}{|, fluids <n> cups or fewer}."],
    ],
  },
  {
    id: "nstemi", weight: 2, ages: [44, 90], needs: ["coronary_disease"], never: ["bleeding_disorder"], service: ["CARDIOLOGY", "MEDICINE"], days: [2, 6],
    complaint: ["«chest_pain+ chest pain»", "«chest_pain+ chest pressure»", "«chest_pain+ CP»"],
    diagnosis: ["«nstemi+»«myocardial_infarction+ NSTEMI»", "«nstemi+»«myocardial_infarction+ Non-ST elevation myocardial infarction»"],
    story: [
      ["{While|When} {shoveling snow|climbing stairs|carrying groceries|watching television|in bed} {<he> {developed|felt}|there was} {substernal|left-sided|central} «chest_pain+ {chest pain|chest pressure|chest tightness}» {lasting <n> hours|for <d>0 minutes|on and off for <n> days}.", "«chest_pain+ {Chest pain|Chest pressure|Chest tightness}» {woke <him>|began} {at <n> in the morning|after supper|during a walk}, {radiating to|spreading into} the {left arm|jaw|back}, «pain_score=admission»/10 {at worst|on arrival}."],
      ["{Took|Used} <n> {of <his> husband's|of <his> brother's|old} «nitroglycerin+before nitro tablets» {without|with partial} relief.", "{EMS was called|<He> drove to <hospital>|<His> daughter drove <him> in}{| after <n> hours}; {given|received} «aspirin+hospital aspirin» {en route|by EMS|in triage}."],
      ["Sweating {with it|at onset}, {relieved|better} {with rest|after <n> minutes}.", "{First|Second} such episode {this month|since <year>|in <n> years}."],
      ["«electrocardiogram+hospital»EKG {in the ED|at <hospital>}: «st_depression+ {lateral|inferior|anterolateral} ST depressions»{|, «st_elevation- no ST elevations»}."],
    ],
    has: ["chest_pain"], lacks: ["dyspnea", "palpitations", "syncope", "nausea", "vomiting", "orthopnea", "pnd", "cough", "fever", "abdominal_pain", "dizziness"], signs: [],
    vitals: { systolic_bp: [112, 178], heart_rate: [62, 108] },
    labs: { troponin: [0.12, 1.6, 0.1, 0.9], ck: [180, 720, 90, 240], ckmb: [9, 48, 4, 12], ldl: [96, 172], hdl: [30, 46] },
    studies: [
      ["«cardiac_cath+ {Cardiac catheterization|Cardiac cath|Coronary angiography}»{| <early>}: {<d>0% {LAD|RCA|LCx} stenosis|{LAD|RCA|OM1} {lesion|occlusion}}, {two|one|three} vessel disease{|, right dominant}."],
      ["«echocardiogram+hospital»{TTE|Echo} <early>: {LVEF|EF} «lvef=hospital»{|, {inferior|apical|lateral} hypokinesis}{|, «pericardial_effusion- no pericardial effusion»}.", "«chest_xray+hospital»{Portable film|CXR}: «consolidation- no consolidation»{|, «pleural_effusion- no effusions»|, «cardiomegaly- no cardiomegaly»}."],
    ],
    course: [
      ["{Started on|Placed on|Received} a «heparin+hospital heparin» {drip|gtt}{| for <n> hours} and {loaded|reloaded} with «clopidogrel+hospital clopidogrel».", "«heparin+hospital Heparin» {drip|gtt} ran {until the procedure|for <n> hours}{|, beta blocker uptitrated}."],
      ["Troponin {peaked|topped out} at «troponin=peak»{| and {fell|trended down}}.", "{Enzymes|Biomarkers} peaked {on <late>|overnight}, troponin «troponin=peak»{|, CK «ck=peak»}."],
      ["{«pci+hospital PCI» with {one|two} stents to the {LAD|RCA|LCx} {on <early>|the next morning}|The {LAD|RCA} {was treated with|received} a «pci+hospital DES» {on <late>|by <doctor>}}; {groin|wrist} site {clean|without hematoma|soft}."],
      ["{No further|Had no more} {pain|events on telemetry} {after <late>|since the procedure}."],
    ],
    drugs: [["aspirin"], ["clopidogrel"], ["atorvastatin"], ["metoprolol", "carvedilol"], ["lisinopril"], ["nitroglycerin"]],
    advice: [
      ["{Do not stop|Never skip|Keep taking} the blood thinners for your stent {until|unless} <doctor> {tells you|says so}{|, even for dental work}."],
      ["No lifting over <n> {pounds|lbs} {for a week|until <discharge_plus>}{|; showers are fine}.", "Cardiac rehab {begins|starts} {in <n> weeks|after <discharge_plus>}{| at <hospital>}."],
    ],
  },
  {
    id: "atrial_fibrillation", weight: 3, ages: [46, 92], needs: ["atrial_fibrillation"], service: ["CARDIOLOGY", "MEDICINE"], days: [1, 5],
    complaint: ["«palpitations+ palpitations»", "«palpitations+ racing heart»", "«palpitations+ palpitations», «dizziness+ dizziness»"],
    diagnosis: ["«atrial_fibrillation+ Atrial fibrillation» with rapid ventricular response", "«atrial_fibrillation+ Afib» with RVR"],
    story: [
      ["«palpitations+ {Palpitations|A racing heart}» {began|started} {<n> hours before arrival|on waking|at dinner|on <before>}, {steady since|coming and going}.", "<He> {felt|noted|complained of} «palpitations+ palpitations» {for <n> {hours|days}|after {strong coffee|a long flight|a cold}}."],
      ["{With it|At times} «dizziness+ {lightheadedness|dizziness}» {but {did|could} walk|on standing}.", "{Skipped|Missed|Had not taken} <n> doses of <his> rate medicine {while traveling|because of cost|by mistake}."],
      ["«electrocardiogram+hospital»{EKG|12-lead} {on arrival|in triage}: «atrial_fibrillation+ {AF|atrial fibrillation}» {in the 1<d>0s|at a rate of 1<d>0}, QTc «qtc=admission»{| ms}.", "{Rate|Telemetry rate} {in the 1<d>0s|over 1<d>0} {at the door|on the monitor}; {given|received} {IV pushes|two boluses} of «diltiazem+hospital diltiazem»."],
      ["CHADS2 {score|} {is|of} «chads2=hospital»{|, on anticoagulation}.", "CHA2DS2-VASc {score |}«cha2ds2_vasc=hospital»."],
    ],
    has: ["palpitations", "dizziness"], lacks: ["chest_pain", "dyspnea", "syncope", "fever", "cough", "melena", "orthopnea", "headache", "nausea"], signs: [],
    vitals: { heart_rate: [118, 168], systolic_bp: [96, 146] },
    labs: { tsh: [0.5, 4.2], inr: [1.1, 3.2, 1.8, 2.9], bnp: [400, 3800], magnesium: [1.4, 2.0, 1.9, 2.3], potassium: [3.2, 4.4, 3.9, 4.6], troponin: [0.01, 0.04] },
    studies: [
      ["«echocardiogram+hospital»{TTE|Echo|Echocardiogram} <early>: {LA|left atrium} {mildly|moderately|markedly} {dilated|enlarged}, {LVEF|EF} «lvef=hospital»{|, «mitral_regurgitation+»«valve_disease+ mild mitral regurgitation»}{|, «pericardial_effusion- no pericardial effusion»}.", "«echocardiogram+hospital»{TEE|Transesophageal study}: {no clot seen|appendage clear}, {EF|LVEF} «lvef=hospital»{|, «vegetation- no vegetations»}."],
      ["«chest_xray+hospital»{CXR|Chest x-ray}: «consolidation- no {infiltrate|consolidation}»{|, «pulmonary_edema- no pulmonary edema»|, «pleural_effusion- no pleural effusion»}{|, read by <doctor>}."],
    ],
    course: [
      ["{Rate controlled|Slowed} {on a|with a} «diltiazem+hospital diltiazem» drip {at <n> mg/hr|for <n> hours}, {then|followed by} {oral dosing|pills}.", "{Rates|Heart rates} {settled|came down} to the {70s|80s|60s} {by <late>|with oral agents|after <n> doses}."],
      ["{Underwent|Had} «cardioversion+hospital {cardioversion|DCCV}» «echocardiogram+hospital»{on <late>|after the TEE} {at {100|150|200} J|with one shock}, {back in sinus|sinus since}.", "{Spontaneously|On <his> own} {converted|went back to sinus} {overnight|on <late>|at <n> AM}."],
      ["INR goal is «inr=goal»; «inr=discharge» {on leaving|at discharge}.", "{Risks and benefits|Risks} {reviewed|discussed} with <doctor>; {anticoagulation|blood thinner} {continued|to continue}."],
    ],
    drugs: [["metoprolol", "diltiazem"], ["warfarin", "apixaban"]],
    advice: [
      ["{Your blood thinner level will be checked|Have your blood thinner level drawn} on <discharge_plus> {by <doctor>|at <hospital>|in the clinic}.", "{Check|Take} your pulse {daily|each morning}; {call|let <doctor> know} if it {stays|is} over 1<d>0."],
      ["{Limit|Cut back on|Avoid} {caffeine|coffee|energy drinks} and {heavy meals|late nights}."],
    ],
  },
  {
    id: "cabg", weight: 1.2, ages: [48, 84], needs: ["coronary_disease"], never: ["cabg", "dementia"], service: ["CARDIOTHORACIC", "SURGERY"], days: [5, 10],
    complaint: ["«chest_pain+ exertional chest pressure»", "«chest_pain+ chest pain», abnormal «stress_test+ stress test»"],
    diagnosis: ["«coronary_disease+ Coronary artery disease», s/p «cabg+hospital CABG»", "Three vessel «coronary_disease+ CAD», «cabg+hospital coronary artery bypass grafting»"],
    story: [
      ["{For <n> months|Since <year>} <he> {has had|noted} «chest_pain+ {chest pressure|chest tightness|chest pain}» {with yard work|walking uphill|on <n> flights of stairs}.", "{Followed|Seen} by <doctor> for «chest_pain+ exertional {chest pain|chest tightness}» {going back <n> months|of late}."],
      ["«stress_test+ {Stress test|Nuclear stress}» {in|of} <shortyear> {showed|with} {a reversible {anterior|inferior|lateral} defect|ischemia in <n> segments}."],
      ["«cardiac_cath+ {Cardiac catheterization|Coronary angiography}» {at <hospital>|by <doctor>} {found|showed} {left main and|severe} three-vessel disease; {referred|sent} for {surgery|revascularization}."],
      ["{Preoperative|Pre-op} {workup|testing}: carotids {<d>0%|under 40%} {bilaterally|left, less on the right}; {dental clearance obtained|vein mapping adequate}."],
    ],
    has: ["chest_pain"], lacks: ["dyspnea", "syncope", "palpitations", "orthopnea", "fever", "melena", "hematuria", "weight_loss"], signs: [],
    vitals: { systolic_bp: [118, 164] },
    labs: { hemoglobin: [11.8, 14.6, 8.4, 10.6], platelets: [168, 310, 120, 260], inr: [0.9, 1.2, 1.1, 1.4], creatinine: [0.7, 1.3, 0.8, 1.4], hba1c: [5.4, 8.2] },
    studies: [
      ["{Intraoperative|Intra-op} «echocardiogram+hospital TEE»: {pre-bypass|before bypass} {LVEF|EF} «lvef=hospital»{|, {trace|mild} AI}; {post|after} unchanged."],
      ["«chest_xray+hospital»{CXR|Chest film} {after tube removal|<early>}: «pneumothorax- no pneumothorax»{|, «pleural_effusion+ small left pleural effusion»|, {bibasilar|left base} atelectasis}."],
    ],
    course: [
      ["{On|} <opday> {underwent|taken for} «cabg+hospital {CABG|coronary artery bypass grafting}» x{2|3|4} with <doctor> (LIMA to LAD, {SVG to OM|SVG to PDA|SVG to diagonal}){|, pump time <d>1 minutes}."],
      ["{Extubated|Off the ventilator} {that evening|<n> hours later|the next morning} in the «icu_stay+hospital ICU»; {pressors off|drips weaned} by {day two|<late>}."],
      ["{Chest tubes|Pacing wires} {out|removed} on {<late>|day <n>}; {Hct|Crit} nadir «hematocrit=nadir»{|, «transfusion+hospital transfused» «units_transfused=hospital»}."],
      ["{Diuresed|Gently diuresed} toward {the pre-op|the preoperative|an earlier} baseline; {physical therapy|PT} {cleared <him>|saw <him> daily}."],
    ],
    operations: ["«cabg+hospital CABG» x{2|3|4} <opday>", "«cabg+hospital Coronary artery bypass grafting», <opday>"], drugs: [["aspirin"], ["metoprolol"], ["atorvastatin", "simvastatin"], ["furosemide"], ["oxycodone", "tramadol"], ["docusate"]],
    advice: [
      ["{Shower daily|Wash the incision daily} with {mild soap|soap and water}{|, pat dry}; no {lotion|powder|baths} for <n> weeks."],
      ["No {driving|lifting above <n> pounds} {for <n> weeks|until seen by <doctor>}."],
    ],
  },
  {
    id: "syncope", weight: 1.2, ages: [38, 93], service: ["MEDICINE", "CARDIOLOGY"], days: [1, 4],
    complaint: ["«syncope+ syncope» at {home|church|a store|work|a neighbor's}", "«syncope+ passed out» {at home|in a store|at church}", "«syncope+ loss of consciousness»"],
    diagnosis: ["«syncope+ Syncope», {vasovagal|orthostatic}", "{Orthostatic|Vasovagal} «syncope+ syncope»"],
    story: [
      ["{Was standing in line|Got up to use the bathroom|Was at church|Had just finished supper} when <he> {«syncope+ passed out»|had a «syncope+ syncopal episode»|had «syncope+ loss of consciousness»} {for under a minute|for <n> seconds, per <his> {wife|daughter|friend}|, witnessed}."],
      ["{Preceded by|Beforehand} {warmth|tunnel vision|sweating} and «dizziness+ {lightheadedness|dizziness}».", "{Felt|Was} «dizziness+ lightheaded» for <n> {minutes|seconds} first{|, then woke on the floor}."],
      ["{No tongue biting|No incontinence|Bit no tongue}, {back to baseline|clear} {at once|within <n> minutes}.", "{Struck|Hit} {the left brow|the back of <his> head|<his> shoulder}; {sutured in the ED|<n> stitches placed}{|, tetanus updated}."],
      ["{Reports|Has had} «falls=hospital falls» {this year|over <n> months|since <year>}.", "{Eating and drinking little|Poor oral intake} {for <n> days|with the heat}{|, on <his> usual pills}."],
    ],
    has: ["syncope", "dizziness"], lacks: ["chest_pain", "palpitations", "dyspnea", "headache", "seizure", "melena", "weakness", "fever", "vision_change", "vomiting"], signs: [],
    vitals: { systolic_bp: [92, 128], heart_rate: [56, 98] },
    labs: { troponin: [0.01, 0.01], hemoglobin: [11.2, 14.4], sodium: [132, 141, 135, 142], bun: [18, 36, 12, 22] },
    studies: [
      ["«head_ct+hospital»{CT head|Head CT|Noncontrast head CT}{| <early>}: «intracranial_hemorrhage- no {intracranial hemorrhage|intracranial bleed}»{|, {chronic small vessel change|age-related atrophy}}."],
      ["«electrocardiogram+hospital»{EKG|Telemetry for <n> hours}: {sinus rhythm|«bradycardia+ sinus bradycardia» in the 50s|no pauses}, QTc «qtc=hospital»{| ms}.", "«echocardiogram+hospital»{TTE|Echo} <early>: {LVEF|EF} «lvef=hospital», «aortic_stenosis- no {significant |}aortic stenosis»."],
    ],
    course: [
      ["Orthostatics {were positive|positive by <d>0 points|positive on <late>}; {given|received} <n> liters of {saline|fluid}{| and rechecked negative}."],
      ["{Watched|Monitored} on telemetry <n> {nights|days} {without events|, nothing seen}.", "{A <d>0-day|An outpatient} monitor was {arranged|ordered|mailed} {by <doctor>|through <hospital>}."],
      ["{The evening blood pressure pill|One pressure pill} was {moved to bedtime|halved|stopped by <doctor>}."],
    ],
    advice: [["{Stand up|Rise} slowly{|, sit first,} and {drink|take} <n> {glasses|bottles} of water {a day|daily}.", "No driving {until|before} {seen by <doctor>|<discharge_plus>}."], ["{Sit or lie down|Lie flat} {at the first warning|as soon as you feel it coming}{|, legs up}."]],
  },
];
