// Stays for the lungs. What the fields mean is scenarios.ts.
import type { Scenario } from "./scenarios.ts";

export const LUNG: readonly Scenario[] = [
  {
    id: "pneumonia", weight: 2.4, ages: [24, 92], never: ["pneumonia"], service: ["MEDICINE"], days: [2, 8],
    complaint: ["«cough+ cough», «fever+ fever»", "«dyspnea+ shortness of breath», «cough+ cough»", "«fever+ fevers» and «cough+ cough»"],
    diagnosis: ["«pneumonia+ Pneumonia», community acquired", "{Right|Left} lower lobe «pneumonia+ pneumonia»", "«pneumonia+ PNA»"],
    story: [
      ["<He> {presents with|reports|was brought in with} <n> days of {productive|wet|hacking} «cough+ cough»{| with {yellow|green|rusty} sputum}.", "{About|Roughly} <n> days {ago|prior to arrival} <he> {came down with|developed} a {wet|hacking|dry|productive} «cough+ cough»{| and malaise}."],
      ["«fever+ Fever» to «temperature=before» {at home|measured by <his> {wife|daughter|neighbor|son}|last night}{| with «chills+ {shaking chills|rigors|chills}»}.", "<He> {felt|was} «fever+ febrile» to «temperature=before» {at home|the night before|on <before>}{|, with «chills+ chills»}."],
      ["«dyspnea+ {Dyspnea|Shortness of breath}» {followed|came on} {on day <n>|the next day|yesterday}.", "{Became|Grew} «dyspnea+ short of breath» {climbing stairs|walking to the bathroom|on the morning of arrival}."],
      ["«sick_contacts+ {Sick contacts include|Sick contact:}» {a grandchild|<his> roommate|a coworker} with {a cold|flu-like illness}.", "{No recent travel|Had not traveled}{| or hospital stays}{|; last antibiotics <n> months ago}."],
    ],
    has: ["cough", "fever", "dyspnea", "chills"], lacks: ["chest_pain", "hemoptysis", "abdominal_pain", "diarrhea", "vomiting", "headache", "dysuria", "night_sweats", "weight_loss", "palpitations"], signs: ["crackles"],
    vitals: { temperature: [100.6, 103.2], heart_rate: [92, 124], respiratory_rate: [20, 30], oxygen_saturation: [87, 94] },
    labs: { wbc: [12.4, 21.5, 6.5, 10.8], lactate: [1.4, 3.4, 0.9, 1.6], sodium: [129, 139, 134, 142] },
    studies: [
      ["«chest_xray+hospital»{CXR|Chest x-ray}: {RLL|LLL|right middle lobe|lingular} «consolidation+ {consolidation|infiltrate|airspace opacity}»{|, «pleural_effusion- no effusion»|, «pleural_effusion+ small parapneumonic effusion»|; «pneumothorax- no pneumothorax»}.", "«chest_xray+hospital»{Chest x-ray|Chest film} <early> {read as|with} {patchy|dense|new} «consolidation+ {infiltrate|consolidation}» {in the right base|at the left base|of the lingula}."],
      ["{Sputum|Sputum culture}: {oropharyngeal flora|{moderate|sparse} growth strep pneumoniae|contaminated}.", "«bacteremia- Blood cultures» x2 <early>: {NGTD|no growth|negative at <n> days}.", "«ct_chest+hospital»{CT chest|Chest CT} <early>: {RUL|LUL|RML} «nodule_size=hospital nodule», {repeat|rescan} in <n> months."],
    ],
    course: [
      ["{Started on|Treated with|Covered with} «ceftriaxone+hospital ceftriaxone» and «azithromycin+hospital azithromycin» {in the ED|on arrival}, {narrowed|switched to pills} on day <n>.", "<He> {received|was given} IV «levofloxacin+hospital levofloxacin» for <n> days {before|then} {an oral switch|pills}."],
      ["{Temperatures normal|Temperatures settled} {from <late>|by hospital day <n>|within <n> days}; {weaned|came off oxygen} {to room air|the same day|the day after}.", "WBC {fell|came down|improved} to «wbc=discharge»{| by the day of discharge}."],
      ["Walking sat {was|stayed at} «oxygen_saturation=discharge» on {RA|room air}.", "«vaccinated_pneumonia+ {Pneumovax|Pneumococcal vaccine}» was given {before discharge|on <late>}."],
      ["{Procalcitonin|Procalcitonin on <late>} «procalcitonin=hospital»{| ng/mL}.", "{Briefly|Overnight} needed <n> L by nasal cannula."],
    ],
    drugs: [["levofloxacin", "cefpodoxime", "amoxicillin"]],
    advice: [
      ["{Finish|Complete|Take all of} your antibiotics; the last dose is on <discharge_plus>.", "Antibiotics {end|stop} <discharge_plus>{|, even if you feel {better|well} {before|sooner|by then}}."],
      ["A {repeat|follow-up|second} «chest_xray? {chest film|chest x-ray}» {in <n> weeks|on <discharge_plus>|through <doctor>} {makes sure|is needed to see|will show} that {the spot|everything|the shadow} {has cleared|is gone}."],
    ],
  },
  {
    id: "copd", weight: 1.8, ages: [50, 88], needs: ["copd"], service: ["MEDICINE", "PULMONARY"], days: [2, 7],
    complaint: ["«dyspnea+ shortness of breath»", "«dyspnea+ SOB», «wheezing+ wheezing»", "«dyspnea+ dyspnea», «cough+ cough»"],
    diagnosis: ["«copd+ COPD» exacerbation", "Acute exacerbation of «copd+ chronic obstructive pulmonary disease»"],
    story: [
      ["{Began to|Started to} have {worse|more} «dyspnea+ {dyspnea|shortness of breath}» {<n> days ago|after a cold|when the weather turned}, {using|needing} <his> inhaler every <n> hours.", "«dyspnea+ {Dyspnea|Shortness of breath}» {worsened|has worsened} over <n> days{|, now at rest}{|, unable to cross the room}."],
      ["«cough+ Cough» {is up|increased|more frequent} with {thicker|yellow|more} {sputum|phlegm}.", "{Audible|Loud|Night-time} «wheezing+ wheezing» {per <his> {wife|husband|son}|since <before>}."],
      ["{At baseline|Usually} {walks|manages} <n> blocks; «home_oxygen+ home oxygen» {<n> L|at <n> liters|at night only}.", "{At baseline|Usually} {walks|manages} <n> blocks, «home_oxygen- no home oxygen»."],
      ["{Last|Most recent} PFTs <year>: FEV1 «fev1=before»{|, moderate obstruction}.", "Six-minute walk {in <year>|at <hospital>} was «six_minute_walk=before»."],
      ["{In the ED|On arrival} {stacked nebs|continuous nebs|<n> nebs} and steroids {given|were started}{|, with relief|; some better}."],
    ],
    has: ["dyspnea", "cough", "wheezing"], lacks: ["chest_pain", "fever", "hemoptysis", "orthopnea", "edema", "palpitations", "chills", "weight_loss", "night_sweats"], signs: ["wheezing"],
    vitals: { heart_rate: [86, 118], respiratory_rate: [22, 32], oxygen_saturation: [85, 92] },
    labs: { wbc: [8.4, 14.8, 7, 13.5], bicarbonate: [26, 36, 27, 34], glucose: [130, 240, 120, 190] },
    studies: [
      ["«chest_xray+hospital»{CXR|Chest film|Chest x-ray}: {hyperinflated|flattened diaphragms|hyperexpanded}, «consolidation- no {consolidation|infiltrate}»{|, «pleural_effusion- no effusion»|; «pneumothorax- no pneumothorax»}."],
      ["{ABG|Blood gas} {on <n> L|in the ED}: pH «arterial_ph=admission», pCO2 «pco2=admission».", "«ct_chest+hospital»{Chest CT|CT chest} {<early>|without contrast}: {RUL|LUL|LLL} «nodule_size=hospital nodule»{|, compare in <n> months}."],
    ],
    course: [
      ["{Steroids|IV steroids} {tapered|changed to} «prednisone+hospital prednisone» on {<late>|day <n>}; nebs spaced to every <n> hours.", "{Nebs around the clock|Standing nebs} and «prednisone+hospital prednisone», {improving|better} over <n> days."],
      ["{Required|Needed} «bipap+hospital BiPAP» {overnight|for <n> hours|in the ED}, {then|weaned to} nasal cannula.", "«intubation-hospital Was never intubated»{|; work of breathing eased by <late>}."],
      ["{Course of|Given <n> days of} «azithromycin+hospital azithromycin» {for purulent sputum|as well}.", "«vaccinated_flu+ {Influenza vaccine|Flu shot}» {given|up to date, <year>|updated <late>}."],
      ["{At discharge|Before leaving} sat «oxygen_saturation=discharge» {walking the hall|on the stairs|at rest}."],
    ],
    drugs: [["prednisone"], ["tiotropium", "fluticasone"], ["albuterol"], ["azithromycin"]],
    advice: [["{Take|Use} the steroid pills {as the schedule shows|exactly as written}, last on <discharge_plus>.", "Rinse your mouth after {the purple|the steroid} inhaler{| each time}."], ["{Stay away from|Avoid} {wood fires|smoky rooms|dust}{| and people with colds}."]],
  },
  {
    id: "pulmonary_embolism", weight: 1.2, ages: [28, 86], never: ["pulmonary_embolism", "bleeding_disorder"], service: ["MEDICINE"], days: [2, 6],
    complaint: ["«dyspnea+ shortness of breath»", "«chest_pain+ pleuritic chest pain»", "«dyspnea+ dyspnea», «chest_pain+ chest pain»"],
    diagnosis: ["«pulmonary_embolism+ Pulmonary embolism»", "{Bilateral|Right sided|Segmental} «pulmonary_embolism+ PE»"],
    story: [
      ["{Sudden|Abrupt} «dyspnea+ {shortness of breath|dyspnea}» {<n> hours ago|this morning|on <before>} {while resting|on the stairs|at work}.", "«dyspnea+ {Dyspnea|Shortness of breath}» {over|for} <n> days, {first|at first} {with hills|on exertion}, {now|then} at rest."],
      ["{Sharp|Stabbing} {right|left} «chest_pain+ chest pain» {worse with a breath|on deep breaths}{|, «pain_score=admission»/10}."],
      ["{Flew|Drove} {<n> hours|cross-country} {last week|<n> days before}{|, in a middle seat}.", "{Knee arthroscopy|Ankle fracture|A cast} <n> weeks {ago|earlier}, {mostly|largely} in bed since."],
      ["{Left|Right} calf {sore|tight} {for <n> days|since the trip}."],
    ],
    has: ["dyspnea", "chest_pain"], lacks: ["hemoptysis", "fever", "cough", "syncope", "palpitations", "melena", "night_sweats", "weight_loss", "orthopnea"], signs: [],
    vitals: { heart_rate: [98, 128], respiratory_rate: [20, 30], oxygen_saturation: [86, 94] },
    labs: { ddimer: [1100, 6200], troponin: [0.01, 0.12], bnp: [180, 2600], inr: [0.9, 1.2, 1.6, 2.6], ptt: [26, 34, 52, 84] },
    studies: [
      ["«ct_chest+hospital»{CTA chest|CT angiogram}{| <early>}: «pulmonary_embolism+ {segmental|lobar|bilateral} {pulmonary emboli|PE}»{|, no heart strain}{|, «nodule_size=hospital nodule» {RLL|LUL}}.", "«ct_chest+hospital»«ct_chest+hospital»{CTA chest|CT chest with contrast} {shows|positive for} «pulmonary_embolism+ {right|left} {lower|upper} lobe {pulmonary embolus|PE}»{|, «pleural_effusion- no effusion»}."],
      ["{Leg ultrasound|LENIs|Dopplers}: «dvt+ {left|right} {popliteal|femoral} {DVT|deep vein thrombosis}».", "{Leg ultrasound|LENIs|Dopplers} <early>: «dvt- no DVT» {on either side|bilaterally}.", "«echocardiogram+hospital»{Echo|TTE}: {LVEF|EF} «lvef=hospital», {RV normal size|RV mildly dilated}{|, {PASP|RVSP} «pasp=hospital»}."],
    ],
    course: [
      ["«heparin+hospital Heparin» {drip|gtt} {begun|started} {at <hospital>|in the ED}, then «enoxaparin+hospital {Lovenox|enoxaparin}» {teaching|injections} {on <late>|by nursing}."],
      ["{Hypercoagulable|Clotting} workup {deferred|sent|left} to {<doctor>|the outpatient side}{|, results pending}; {duration|treatment} planned <n> months."],
      ["{Off oxygen|Room air} {by <late>|on day <n>}, walking {<d>0 feet|the hall} with sat «oxygen_saturation=discharge»."],
    ],
    drugs: [["warfarin", "apixaban"], ["enoxaparin"]],
    advice: [["{Watch for|Look out for} {bruises|nosebleeds} {while|as long as} you take the blood thinner.", "{On long trips|When you travel}, {walk|stretch} every {hour|two hours}{| and wear the stockings}."], ["Blood {draw|test} on <discharge_plus> {at <hospital>|by <doctor>}."]],
  },
];
