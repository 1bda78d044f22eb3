// Words that notes use for one another, for the failure detectors: each line is one thing. Data only. Attributes have further names of their own (attributes.ts).

const FINDINGS = String.raw`
  electrocardiogra\w+|(?:EKG|ECG)s?
  echocardiogra\w+|echo|T[TE]E
  hepatosplenomegaly|splenomegaly|organomegaly|HSM
  insomnia|(?:difficulty|trouble) sleeping
  coagulopathy|bleeding disorders?
  diaphore\w+|sweat\w*
  tobacco|(?:non-?)?smok\w*|cigarettes?|ppd|packs?
  alcohol\w*|EtOH|(?:non-?)?drink\w*|beers?|wine
  (?:acute )?(?:respiratory )?distress(?! syndrome)|NAD
  ultrasounds?|sonogra\w+|US
  brain (?:tumou?rs?|mass)|glio\w+|meningioma|astrocytoma
  thyromegaly|goiter|thyroid (?:is |was )?(?:not )?enlarged
  epilep\w+|seizures?
  pregnan\w+|hCG
  resuscitat\w+|DNR|DNI|full code|code status
  marital|married|single|divorced|widow\w*
  critical|stable|guarded|improved|serious condition|good|fair
  chest x-?rays?|chest (?:films?|radiographs?)|CXR
  home|nursing (?:home|facility)|rehab\w*|extended care|facility|another hospital|hospice
  dyspnea|shortness of breath|SOB
  hypertension|high blood pressure|HTN
  myocardial infarction|heart attack|N?STEMI
  prurit\w+|itch\w*
  mental status|consciousness|alert|confused|coherent
  (?:English|Spanish|Portuguese|Russian|Chinese|Cantonese|Mandarin|French|Creole|Italian|Polish|Arabic)
  ambulat\w+|bedbound|out of bed|activity status
  strokes?|CVAs?
  cancers?|carcinoma|malignan\w+|neoplas\w+|tumou?rs?
  (?:a)?febrile|fevers?
  an?icteric|icter\w+|jaundiced?
  focal neurologic(?:al)? deficits?|non-?focal|focal (?:deficits?|findings?|signs?)
  o?edema\w*|swelling
  pallor|pale
  influenza|flu
  asthma\w*
  mammogra\w+
  trach\w*
  mastectomy|mastectomies
  hemorrhag\w+|haemorrhag\w+|bleed\w*
  hematochezia|rectal bleeding|bright red blood|BRBPR|blood in (?:the )?stools?
  epistaxis|nose ?bleeds?
  dizz\w+|vertigo|light-?headed\w*
  head (?:trauma|injury)|brain injury|TBI
  (?:kidney|renal) (?:stones?|calcul\w+)|nephrolithiasis
  nuchal rigidity|mening(?:ismus|eal signs)|stiff neck|neck stiffness
  thrombophilia|factor V|hypercoagulab\w+
  hyperlipid\w+|dyslipid\w+|hypercholesterol\w+|cholesterol|HLD
  heartburn|reflux|GERD|indigestion
  noninvasive ventilation|CPAP|BiPAP
  rash\w*|skin lesions?|eruptions?|exanthem
  chronic kidney disease|renal insufficiency|CKD
  hemoptysis|cough\w* up blood|blood-tinged sputum
  dementia|Alzheimer\w*
  leukocytosis|(?:elevated|high) white (?:blood cell )?count
  hypotens\w+|low blood pressure
  clostridium difficile|C\.? ?-?diff(?:icile)?
  falls?|fell|fallen
  amputation|amputee|[BA]KA
  percutaneous coronary intervention|PCI|angioplasty
  illicit drugs?|heroin|cocaine|marijuana|IVDU
  rhinorrhea|runny nose
  anorexia|(?:decreased|poor|loss of) appetite
  metasta\w+
  tender\w*|non-?tender
  hypox\w+
  fatigue\w*|letharg\w+|tired\w*|malaise
  hyperthyroidism|Graves
  hypothyroidism|Hashimoto\w*
  confus\w+|mental status change\w*
  paresthesias?|numb\w*|tingling
`;

/** Medicines by their generic names and the names they are sold under. */
const MEDICINES = String.raw`
  acetaminophen|Tylenol|paracetamol
  acyclovir|Zovirax
  alendronate|Fosamax
  allopurinol|Zyloprim
  alprazolam|Xanax
  amoxicillin|Augmentin
  aripiprazole|Abilify
  atenolol|Tenormin
  azithromycin|Zithromax|Z-?pack
  baclofen|Lioresal
  benazepril|Lotensin
  bisacodyl|Dulcolax
  budesonide|Pulmicort|Rhinocort
  bumetanide|Bumex
  bupropion|Wellbutrin|Zyban
  buspirone|BuSpar
  carbamazepine|Tegretol
  carbidopa|levodopa|Sinemet
  cefazolin|Ancef|Kefzol
  cefepime|Maxipime
  ceftriaxone|Rocephin
  celecoxib|Celebrex
  cephalexin|Keflex
  cetirizine|Zyrtec
  ciprofloxacin|Cipro
  citalopram|Celexa
  clonazepam|Klonopin
  clonidine|Catapres
  cyclobenzaprine|Flexeril
  dabigatran|Pradaxa
  dexamethasone|Decadron
  diazepam|Valium
  diphenhydramine|Benadryl
  docusate|Colace
  donepezil|Aricept
  duloxetine|Cymbalta
  enalapril|Vasotec
  epoetin|Procrit|Epogen
  escitalopram|Lexapro
  esomeprazole|Nexium
  ezetimibe|Zetia
  famotidine|Pepcid
  fenofibrate|Tricor
  fentanyl|Duragesic
  fexofenadine|Allegra
  filgrastim|Neupogen
  finasteride|Proscar
  fluconazole|Diflucan
  fluoxetine|Prozac
  fluticasone|Flonase|Flovent|Advair
  gabapentin|Neurontin
  glyburide|Micronase|DiaBeta
  haloperidol|Haldol
  hydrocodone|Lortab|Vicodin|Norco
  hydromorphone|Dilaudid
  hydroxychloroquine|Plaquenil
  hydroxyzine|Atarax|Vistaril
  ibuprofen|Motrin|Advil
  iodine|iodinated|IV (?:contrast|dye)
  ipratropium|Atrovent|Combivent
  irbesartan|Avapro
  ketorolac|Toradol
  lansoprazole|Prevacid
  levetiracetam|Keppra
  levofloxacin|Levaquin
  linezolid|Zyvox
  loratadine|Claritin
  lorazepam|Ativan
  meclizine|Antivert
  meloxicam|Mobic
  memantine|Namenda
  meperidine|Demerol
  methylphenidate|Ritalin|Concerta
  methylprednisolone|(?:Solu-?)?Medrol
  metoclopramide|Reglan
  metolazone|Zaroxolyn
  metoprolol|Toprol|Lopressor
  metronidazole|Flagyl
  mirtazapine|Remeron
  montelukast|Singulair
  naproxen|Naprosyn|Aleve
  olanzapine|Zyprexa
  ondansetron|Zofran
  oxybutynin|Ditropan
  oxycodone|Percocet|OxyContin|Roxicet
  paroxetine|Paxil
  phenytoin|Dilantin
  pioglitazone|Actos
  piperacillin|tazobactam|Zosyn
  potassium chloride|K-?Dur|KCl
  prasugrel|Effient
  pravastatin|Pravachol
  pregabalin|Lyrica
  prochlorperazine|Compazine
  promethazine|Phenergan
  propranolol|Inderal
  quetiapine|Seroquel
  raloxifene|Evista
  ramipril|Altace
  ranitidine|Zantac
  risperidone|Risperdal
  rivaroxaban|Xarelto
  ropinirole|Requip
  rosiglitazone|Avandia
  rosuvastatin|Crestor
  salmeterol|Serevent|Advair
  senna|Senokot
  sertraline|Zoloft
  sildenafil|Viagra
  sitagliptin|Januvia
  sumatriptan|Imitrex
  tacrolimus|Prograf
  tamsulosin|Flomax
  ticagrelor|Brilinta
  tiotropium|Spiriva
  tolterodine|Detrol
  topiramate|Topamax
  tramadol|Ultram
  trazodone|Desyrel
  triamterene|Maxzide|Dyazide
  trimethoprim|sulfamethoxazole|Bactrim|Septra|sulfa
  valproate|valproic acid|divalproex|Depakote
  valsartan|Diovan
  venlafaxine|Effexor
  verapamil|Calan
  zolpidem|Ambien
`;

/** A pattern a line; a text that matches speaks of what the others of the line mean. */
export const SYNONYMS: readonly RegExp[] = `${FINDINGS}${MEDICINES}`.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => new RegExp(`\\b(?:${line})\\b`, "gi"));
