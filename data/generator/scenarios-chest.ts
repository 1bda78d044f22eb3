// Stays for heart and lungs.
import type { Scenario } from "./scenarios.ts";

export const CHEST: readonly Scenario[] = [
  {
    id: "heart_failure", weight: 3, ages: [52, 93], needs: ["heart_failure"], service: ["MEDICINE", "CARDIOLOGY", "[**Hospital1 **] MEDICINE"], days: [2, 9],
    complaint: ["«dyspnea+ shortness of breath»", "«dyspnea+ dyspnea»", "«edema+ leg swelling»", "weight gain, «dyspnea+ SOB»"],
    diagnosis: ["Acute on chronic {systolic|diastolic} «heart_failure+ heart failure»", "Decompensated «heart_failure+ CHF»", "«heart_failure+ Congestive heart failure», acute on chronic"],
    story: [
      ["{Over the {past|last} <n> {days|weeks}|For <n> {days|weeks}} <he> {noticed|has noticed|developed} {increasing|worsening|progressive} «dyspnea+ {dyspnea|shortness of breath}» {with {minimal exertion|one flight of stairs}|walking to the mailbox|on stairs and when dressing}.", "<He> {was|had been} in <his> usual state of health until <n> {days|weeks} {ago|before admission}, when «dyspnea+ {dyspnea|shortness of breath}» {set in|came on gradually|limited <his> walking}."],
      ["<He> {also|in addition} {reports|endorses|describes} «orthopnea+ <n>-pillow orthopnea».", "«orthopnea+ Orthopnea» has {worsened|progressed} {from one to <n> pillows|to the point of sleeping in a recliner}."],
      ["{<He> ran out of <his> water pill|<He> admits to {dietary indiscretion|salty meals} {around the holiday|at a family party}|<His> diuretic had been cut {back|in half} by <doctor>}{| about <n> {days|weeks} {ago|earlier}}.", "Weight was up {about|roughly} <n> pounds {from|over} <his> {last clinic visit|usual}."],
      ["In the ED{,| <he> was given} {IV diuretic {was given|started} with {good|brisk|fair} urine output|a single IV diuretic dose with <n>00 cc out}."],
    ],
    has: ["dyspnea", "orthopnea", "edema"], lacks: ["chest_pain", "fever", "cough", "palpitations", "syncope", "pnd", "chills", "nausea", "abdominal_pain"], signs: ["edema", "crackles", "jvd"],
    vitals: { oxygen_saturation: [88, 95], respiratory_rate: [18, 28], systolic_bp: [104, 172], heart_rate: [68, 112] },
    labs: { bnp: [2100, 18500, 900, 6000], sodium: [127, 139, 132, 141], creatinine: [1.1, 2.1, 1.0, 1.7], troponin: [0.01, 0.06] },
    studies: [
      ["CXR{:| ({portable|PA and lateral}):} «cardiomegaly+ {cardiomegaly|enlarged cardiac silhouette}» with {mild|moderate} «pulmonary_edema+ {pulmonary edema|vascular congestion}»{|, «pleural_effusion+ {small|bilateral|left greater than right} {pleural effusions|effusions}»}.", "Chest film <shortdate>: {mild|moderate|worsening} «pulmonary_edema+ pulmonary edema», {heart size enlarged|stable heart size}; «pneumothorax- no pneumothorax»."],
      ["TTE{|: }{|<shortdate>: }{LVEF|EF|Ejection fraction} «lvef=hospital»{|, «lv_hypertrophy+ LVH»|, «pericardial_effusion- no pericardial effusion»|; {PASP|RVSP} «pasp=hospital»}.", "Echo: {moderately|mildly|severely} dilated LA, {LVEF|EF} «lvef=hospital»{|, estimated {PASP|RVSP} «pasp=hospital»|, {trace|mild} MR}."],
    ],
    course: [
      ["{Diuresed|Was diuresed} with IV {bolus diuretic|loop diuretic} {b.i.d.|twice a day|, then a drip}, net negative <n> L{| {overall|over the stay}}.", "<He> {responded|put out well} to {twice daily IV diuretic|IV boluses}, about <n> liters {below|under} admission {by discharge|over <n> days}."],
      ["{Weight|Wt} {at discharge|on day of discharge} was «weight=discharge».", "«dry_weight=discharge Dry weight» felt to be about «dry_weight=discharge»."],
      ["«crackles-discharge Crackles {resolved|cleared}» and <he> was {weaned to|back on} room air {by <shortdate>|within <n> days}."],
      ["{Trigger|Precipitant} {was thought to be|likely} {diet|salt load|missed doses|poorly controlled pressures}; {ischemia was felt unlikely|enzymes were flat}."],
    ],
    drugs: [["furosemide", "torsemide"], ["lisinopril", "losartan", "spironolactone"]],
    advice: [
      ["{Weigh yourself every {morning|day}|Check your weight each morning} and call {<doctor>|your doctor|the clinic} {for a gain of|if it rises} more than <n> lbs.", "Please {weigh yourself|step on the scale} daily; let {<doctor>|us} know if you gain <n> pounds or more."],
      ["{Keep to|Follow|Stick to} a «low_sodium_diet+ low {salt|sodium} diet»{|, under 2 grams a day}{|, fluids <n> cups or fewer}."],
    ],
  },
  {
    id: "pneumonia", weight: 3, ages: [24, 92], never: ["pneumonia"], service: ["MEDICINE"], days: [2, 8],
    complaint: ["«cough+ cough», «fever+ fever»", "«dyspnea+ shortness of breath»", "«fever+ fevers» and «cough+ cough»"],
    diagnosis: ["«pneumonia+ Pneumonia», community acquired", "{Right|Left} lower lobe «pneumonia+ pneumonia»", "«pneumonia+ PNA»"],
    story: [
      ["<He> {presents with|reports|was brought in with} <n> days of {productive|dry|wet} «cough+ cough»{| with {yellow|green|rusty} sputum}.", "{About|Roughly} <n> days {ago|prior to arrival} <he> {came down with|developed} a {wet|hacking|productive} «cough+ cough»{| and malaise}."],
      ["«fever+ Fever» to <fever> {at home|measured by <his> {wife|daughter|neighbor|son}|last night}{| with «chills+ {shaking chills|rigors|chills}»}.", "<He> {felt|was} «fever+ febrile»{| to <fever>} {at home|the night before}{|, with «chills+ chills»}."],
      ["«dyspnea+ {Dyspnea|Shortness of breath}» {followed|came on} {on day <n>|the next day|yesterday}.", "{Became|Grew} «dyspnea+ short of breath» {climbing stairs|walking to the bathroom|on the morning of arrival}."],
      ["{Sick contacts include|Sick contact:} {a grandchild|<his> roommate|a coworker} with {a cold|flu-like illness}.", "{No recent travel|Had not traveled}{| or hospital stays}."],
    ],
    has: ["cough", "fever", "dyspnea", "chills"], lacks: ["chest_pain", "hemoptysis", "abdominal_pain", "diarrhea", "vomiting", "headache", "dysuria", "night_sweats", "weight_loss", "palpitations"], signs: ["crackles"],
    vitals: { temperature: [100.6, 103.2], heart_rate: [92, 124], respiratory_rate: [20, 30], oxygen_saturation: [87, 94] },
    labs: { wbc: [12.4, 21.5, 6.5, 10.8], lactate: [1.4, 3.4, 0.9, 1.6], sodium: [129, 139, 134, 142], procalcitonin: [0.6, 6.2, 0.2, 0.5] },
    studies: [
      ["CXR: {RLL|LLL|right middle lobe|lingular} «consolidation+ {consolidation|infiltrate|airspace opacity}»{|, «pleural_effusion- no effusions»|, «pleural_effusion+ small parapneumonic pleural effusion»|; «pneumothorax- no pneumothorax»}.", "{Chest x-ray|Chest film} <shortdate> {read as|with} {patchy|dense|new} «consolidation+ {infiltrate|consolidation}» {in the right base|at the left base|of the lingula}."],
      ["{Sputum|Sputum culture}: {oropharyngeal flora|{moderate|sparse} growth strep pneumoniae|contaminated}.", "Blood cultures x2 <shortdate>: {NGTD|no growth|negative at <n> days}."],
    ],
    course: [
      ["{Started on|Treated with|Covered with} «ceftriaxone+hospital ceftriaxone» and «azithromycin+hospital azithromycin» {in the ED|on arrival}, {narrowed|switched to pills} on day <n>.", "<He> {received|was given} IV «levofloxacin+hospital levofloxacin» for <n> days {before|then} {an oral switch|pills}."],
      ["{Afebrile|Fever curve settled} {from <shortdate>|by hospital day <n>|within <n> days}; {weaned|came off oxygen} {to room air|the same day|the day after}.", "WBC {fell|came down|improved} to «wbc=discharge»{| by the day of discharge}."],
      ["{Ambulatory|Walking} {sat|saturation} {was|stayed at} «oxygen_saturation=discharge» on {RA|room air}.", "«vaccinated_pneumonia+ {Pneumovax|Pneumococcal vaccine}» was given before discharge."],
    ],
    drugs: [["levofloxacin", "cefpodoxime", "amoxicillin"]],
    advice: [
      ["{Finish|Complete|Take all of} your antibiotics; the last dose is on <discharge_plus>.", "Antibiotics {end|stop} <discharge_plus>{|, even if you feel better before}."],
      ["A {repeat|follow-up} chest film in <n> weeks {makes sure|is needed to see} that {the spot|everything} has cleared."],
    ],
  },
];
