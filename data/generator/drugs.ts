// Medicines as discharge lists print them. Owns names, forms, strengths and schedules; who takes what is conditions.ts and scenarios.ts.

/** One medicine: its names, form, strengths in mg (or units), and how often a day. */
export interface Drug {
  readonly id: string;
  readonly names: readonly string[];
  readonly form: string;
  readonly unit: string;
  readonly strengths: readonly number[];
  readonly perDay: readonly number[];
  /** Taken when needed, for what. */
  readonly need?: string;
}

const drug = (record: string): Drug => {
  const [id = "", names = "", form = "Tablet", strengths = "", perDay = "1", need = "", unit = "mg"] = record.split(";");
  return { id, names: names.split("|"), form, unit, strengths: strengths.split(",").map(Number), perDay: perDay.split(",").map(Number), ...(need && { need }) };
};

export const DRUGS: ReadonlyMap<string, Drug> = new Map([
  "aspirin;Aspirin|ASA;Tablet, Chewable;81,325", "clopidogrel;Clopidogrel|Plavix;Tablet;75", "warfarin;Warfarin|Coumadin;Tablet;2.5,3,4,5,7.5", "apixaban;Apixaban|Eliquis;Tablet;2.5,5;2",
  "enoxaparin;Enoxaparin|Lovenox;Syringe;60,70,80,90,100;2", "metoprolol;Metoprolol Tartrate|Metoprolol|Lopressor;Tablet;12.5,25,37.5,50,75,100;2", "carvedilol;Carvedilol|Coreg;Tablet;3.125,6.25,12.5,25;2",
  "atenolol;Atenolol;Tablet;25,50,100", "lisinopril;Lisinopril|Zestril;Tablet;2.5,5,10,20,30,40", "losartan;Losartan|Cozaar;Tablet;25,50,100", "amlodipine;Amlodipine|Norvasc;Tablet;2.5,5,10",
  "diltiazem;Diltiazem HCl|Diltiazem|Cardizem;Capsule, Sustained Release;120,180,240", "hydrochlorothiazide;Hydrochlorothiazide|HCTZ;Tablet;12.5,25", "furosemide;Furosemide|Lasix;Tablet;20,40,60,80;1,2",
  "torsemide;Torsemide;Tablet;10,20,40", "spironolactone;Spironolactone|Aldactone;Tablet;12.5,25,50", "atorvastatin;Atorvastatin|Lipitor;Tablet;10,20,40,80", "simvastatin;Simvastatin|Zocor;Tablet;10,20,40",
  "digoxin;Digoxin;Tablet;0.125,0.25", "amiodarone;Amiodarone;Tablet;200,400", "isosorbide;Isosorbide Mononitrate|Imdur;Tablet Sustained Release;30,60,120", "nitroglycerin;Nitroglycerin;Tablet, Sublingual;0.3,0.4;0;«chest_pain? chest pain»",
  "metformin;Metformin|Glucophage;Tablet;500,850,1000;2", "glipizide;Glipizide;Tablet;2.5,5,10;1,2", "insulin;Insulin Glargine|Lantus|Glargine;Solution;8,10,12,14,18,20,24,28,32,36;1;;units",
  "omeprazole;Omeprazole|Prilosec;Capsule, Delayed Release(E.C.);20,40;1,2", "pantoprazole;Pantoprazole|Protonix;Tablet, Delayed Release (E.C.);40;1,2", "levothyroxine;Levothyroxine|Synthroid|Levoxyl;Tablet;25,50,75,88,100,112,125;1;;mcg",
  "prednisone;Prednisone;Tablet;5,10,20,40,60", "albuterol;Albuterol Sulfate|Albuterol|Proventil;Inhaler;90;0;«wheezing? {wheeze|wheezing}»;mcg", "tiotropium;Tiotropium Bromide|Spiriva;Capsule, w/Inhalation Device;18;1;;mcg",
  "fluticasone;Fluticasone-Salmeterol|Advair;Disk;100,250,500;2;;mcg", "montelukast;Montelukast|Singulair;Tablet;10", "gabapentin;Gabapentin|Neurontin;Capsule;100,300,400,600;2,3",
  "oxycodone;Oxycodone;Tablet;2.5,5,10;0;pain", "acetaminophen;Acetaminophen|Tylenol;Tablet;325,500,650;0;pain", "tramadol;Tramadol;Tablet;50;0;pain", "sertraline;Sertraline|Zoloft;Tablet;25,50,100,150",
  "citalopram;Citalopram|Celexa;Tablet;10,20,40", "lorazepam;Lorazepam|Ativan;Tablet;0.5,1;0;«insomnia? insomnia»", "quetiapine;Quetiapine|Seroquel;Tablet;25,50,100,200", "olanzapine;Olanzapine|Zyprexa;Tablet;5,10,15",
  "lithium;Lithium Carbonate;Capsule;300,600;2", "divalproex;Divalproex|Depakote;Tablet, Delayed Release (E.C.);250,500,750;2", "donepezil;Donepezil|Aricept;Tablet;5,10", "levetiracetam;Levetiracetam|Keppra;Tablet;250,500,750,1000;2",
  "allopurinol;Allopurinol;Tablet;100,200,300", "colchicine;Colchicine;Tablet;0.6", "alendronate;Alendronate|Fosamax;Tablet;70;0", "docusate;Docusate Sodium|Colace;Capsule;100;2", "senna;Senna|Senokot;Tablet;8.6,17.2;1,2",
  "polyethylene_glycol;Polyethylene Glycol|Miralax;Powder in Packet;17;1;;gram", "vitamin_d;Cholecalciferol (Vitamin D3)|Vitamin D;Tablet;400,800,1000,2000;1;;unit", "multivitamin;Multivitamin|MVI;Tablet;;1", "iron;Ferrous Sulfate;Tablet;325;1,2,3",
  "folic_acid;Folic Acid|Folate;Tablet;1", "thiamine;Thiamine HCl|Thiamine;Tablet;100", "calcium_carbonate;Calcium Carbonate|Tums;Tablet, Chewable;500;2,3", "fish_oil;Fish Oil|Omega-3 Fatty Acids;Capsule;1000",
  "tamsulosin;Tamsulosin|Flomax;Capsule, Ext Release 24 hr;0.4", "finasteride;Finasteride|Proscar;Tablet;5", "levofloxacin;Levofloxacin|Levaquin;Tablet;250,500,750", "ciprofloxacin;Ciprofloxacin|Cipro;Tablet;250,500;2",
  "cephalexin;Cephalexin|Keflex;Capsule;250,500;4", "cefpodoxime;Cefpodoxime;Tablet;100,200;2", "amoxicillin;Amoxicillin-Clavulanate|Augmentin;Tablet;500,875;2", "azithromycin;Azithromycin|Zithromax;Tablet;250", "metronidazole;Metronidazole|Flagyl;Tablet;500;3",
  "lactulose;Lactulose;Syrup;30;2,3;;mL", "rifaximin;Rifaximin|Xifaxan;Tablet;550;2", "nadolol;Nadolol;Tablet;20,40", "methotrexate;Methotrexate;Tablet;7.5,10,15;0", "tamoxifen;Tamoxifen;Tablet;20", "anastrozole;Anastrozole|Arimidex;Tablet;1",
  "latanoprost;Latanoprost|Xalatan;Drops;0.005;1;;%", "sumatriptan;Sumatriptan|Imitrex;Tablet;50,100;0;«migraine? migraine»",
].map((record) => [record.split(";")[0] ?? "", drug(record)]));
