// What a sentence states and what it only asks, foresees, plans or denies, on notes written for
// these tests.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answerQuestion } from "../../cluster/rehearsal/teacher/teacher.ts";
import type { Answer } from "../../lib/types.ts";

type Case = readonly [note: string, asked: readonly (readonly [question: string,
  answer: Answer])[]];

/** Every question of every note is answered as the case says, without mistakes made on purpose. */
function asks(cases: readonly Case[]): void {
  for (const [note, asked] of cases) {
    const got = asked.map(([question]) =>
      [question, answerQuestion(note, question, { seed: 1, mistakeRate: 0 }).answer]);
    assert.deepEqual(got, asked, note);
  }
}

test("What is asked in a dialogue is not said of the patient, but by its answer.", () => {
  asks([
    ["Doctor: Do you have chest pain?\nPatient: No, never.\nDoctor: Any history of "
       + "diabetes?\nPatient: Yes, for ten years.\nDoctor: Have you had a stroke?\nPatient: I "
       + "don't remember.", [
      ["Does the patient have chest pain?", "No"],
      ["Does the patient have diabetes?", "Yes"],
      ["Has the patient had a stroke?", "NA"],
    ]],
    ["The doctor asked: do you smoke? The visit ended.", [
      ["Does the patient smoke?", "NA"],
    ]],
    ["She was asked whether she had asthma. The nurse asked about seizures.", [
      ["Does the patient have asthma?", "NA"],
      ["Does the patient have seizures?", "NA"],
    ]],
    ["Any fever or chills? None. Cough? Yes, dry.", [
      ["Did the patient have fever?", "No"],
      ["Did the patient have chills?", "No"],
      ["Did the patient have cough?", "Yes"],
    ]],
    ["When asked about asthma, he said he has had it since childhood. Asked about diabetes, "
       + "she denied it.", [
      ["Does the patient have asthma?", "Yes"],
      ["Does the patient have diabetes?", "No"],
    ]],
  ]);
});

test("A risk or complication named in consent is not one that happened.", () => {
  asks([
    ["The risks of the procedure, including bleeding, infection, stroke and myocardial "
       + "infarction, were explained and he consented.", [
      ["Did the patient have a stroke?", "NA"],
      ["Did the patient have a myocardial infarction?", "NA"],
      ["Did the patient have an infection?", "NA"],
    ]],
    ["Informed consent was obtained after discussing potential complications such as "
       + "pneumothorax, sepsis and death.", [
      ["Did the patient have pneumothorax?", "NA"],
      ["Did the patient have sepsis?", "NA"],
    ]],
    ["We explained the risks of surgery. These include stroke, pneumonia and deep vein "
       + "thrombosis. He agreed.", [
      ["Did the patient have a stroke?", "NA"],
      ["Did the patient have pneumonia?", "NA"],
    ]],
    ["She understands that pulmonary embolism or renal failure can occur.", [
      ["Did the patient have a pulmonary embolism?", "NA"],
      ["Does the patient have renal failure?", "NA"],
    ]],
    ["She was counselled that seizures may happen after the operation.", [
      ["Does the patient have seizures?", "NA"],
    ]],
    ["Postoperative complications included pneumonia and sepsis.", [
      ["Did the patient have pneumonia?", "Yes"],
      ["Did the patient have sepsis?", "Yes"],
    ]],
    ["Cirrhosis complicated by ascites. He was at high risk for surgery because of heart "
       + "failure.", [
      ["Does the patient have ascites?", "Yes"],
      ["Does the patient have heart failure?", "Yes"],
    ]],
    ["Risks: bleeding, infection, pneumothorax, stroke, death. Benefits discussed.", [
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have pneumothorax?", "NA"],
    ]],
    ["She was told of the small chance of hearing loss, meningitis, and seizures.", [
      ["Does the patient have meningitis?", "NA"],
      ["Does the patient have seizures?", "NA"],
    ]],
    ["The surgeon reviewed the alternatives, the benefits and the hazards (deep vein "
       + "thrombosis, pneumonia, renal failure) with the family.", [
      ["Does the patient have pneumonia?", "NA"],
      ["Does the patient have deep vein thrombosis?", "NA"],
      ["Does the patient have renal failure?", "NA"],
    ]],
    ["Possible complications include pancreatitis and sepsis. He signed the form.", [
      ["Does the patient have pancreatitis?", "NA"],
      ["Does the patient have sepsis?", "NA"],
    ]],
    ["Pancreatitis and cholangitis were discussed as potential complications of ERCP.", [
      ["Does the patient have pancreatitis?", "NA"],
    ]],
    ["He accepted a 2% risk of stroke, of myocardial infarction and of renal failure.", [
      ["Has the patient had a stroke?", "NA"],
      ["Did the patient have a myocardial infarction?", "NA"],
      ["Does the patient have renal failure?", "NA"],
    ]],
    ["Side effects of the drug, like pancreatitis or gout, were mentioned to her.", [
      ["Does the patient have gout?", "NA"],
      ["Does the patient have pancreatitis?", "NA"],
    ]],
    ["CONSENT:\nPotential for stroke, paralysis and pneumonia.\n\nHISTORY:\nHe has gout.", [
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have pneumonia?", "NA"],
      ["Does the patient have gout?", "Yes"],
    ]],
    ["Diabetes with complications including neuropathy and retinopathy. His stay was "
       + "complicated by pneumonia. She suffered a complication, sepsis.", [
      ["Does the patient have neuropathy?", "Yes"],
      ["Did the patient have pneumonia?", "Yes"],
      ["Did the patient have sepsis?", "Yes"],
    ]],
    ["He has gout, and the risks of colchicine were explained.", [
      ["Does the patient have gout?", "Yes"],
    ]],
  ]);
});

test("What is planned, offered or put off has not been done.", () => {
  asks([
    ["Plan: start metformin. Will schedule colonoscopy. CABG is planned for next month.", [
      ["Is the patient taking metformin?", "NA"],
      ["Did the patient undergo colonoscopy?", "NA"],
      ["Has the patient had CABG?", "NA"],
      ["Is coronary artery bypass grafting recorded, done or planned?", "Yes"],
    ]],
    ["She is scheduled for a hysterectomy. Dialysis will be initiated. He is awaiting liver "
       + "transplant. We recommend warfarin.", [
      ["Has the patient had a hysterectomy?", "NA"],
      ["Is the patient on dialysis?", "NA"],
      ["Has the patient had a liver transplant?", "NA"],
      ["Is the patient on warfarin?", "NA"],
    ]],
    ["We intend to begin insulin glargine. Plan for cholecystectomy in two weeks. Aspirin to "
       + "be started tomorrow.", [
      ["Is the patient taking insulin glargine?", "NA"],
      ["Did the patient undergo cholecystectomy?", "NA"],
      ["Is the patient taking aspirin?", "NA"],
    ]],
    ["He underwent the planned cholecystectomy. He will continue warfarin. She was started "
       + "on aspirin.", [
      ["Did the patient undergo cholecystectomy?", "Yes"],
      ["Is the patient taking warfarin?", "Yes"],
      ["Is the patient taking aspirin?", "Yes"],
    ]],
    ["We discussed dialysis but she refused.", [
      ["Is the patient on dialysis?", "NA"],
    ]],
    ["Next step is a colonoscopy. We are arranging a renal biopsy. If this fails, amiodarone "
       + "will be tried. The team proposes dialysis.", [
      ["Did the patient undergo colonoscopy?", "NA"],
      ["Is the patient taking amiodarone?", "NA"],
      ["Is the patient on dialysis?", "NA"],
    ]],
    ["She is to have a mastectomy next Tuesday. Hip replacement has been booked. Lisinopril "
       + "may be added later.", [
      ["Did the patient undergo mastectomy?", "NA"],
      ["Did the patient undergo hip replacement?", "NA"],
      ["Is the patient taking lisinopril?", "NA"],
    ]],
    ["Assessment and Plan:\n1. Begin metoprolol.\n2. Obtain cardiac catheterization.\n3. "
       + "Continue aspirin.", [
      ["Is the patient taking metoprolol?", "NA"],
      ["Did the patient undergo cardiac catheterization?", "NA"],
      ["Is the patient taking aspirin?", "Yes"],
    ]],
    ["He is on the waiting list for kidney transplant. He was advised to stop smoking.", [
      ["Did the patient undergo kidney transplant?", "NA"],
    ]],
    ["She underwent cholecystectomy as scheduled. Recommended by his doctor, he takes "
       + "lisinopril. He was placed on heparin. Metoprolol was started. He needs oxygen and "
       + "takes metformin.", [
      ["Did the patient undergo cholecystectomy?", "Yes"],
      ["Is the patient taking lisinopril?", "Yes"],
      ["Is the patient on heparin?", "Yes"],
      ["Is the patient taking metoprolol?", "Yes"],
      ["Is the patient taking metformin?", "Yes"],
    ]],
    ["He will undergo catheter ablation in May.", [
      ["Did the patient undergo catheter ablation?", "NA"],
      ["Is a catheter ablation planned?", "Yes"],
    ]],
  ]);
});

test("A denial that follows its label denies it.", () => {
  asks([
    ["Chest pain: denied. Dyspnea: denies. Fever/chills: none. Nausea - no. Seizures: "
       + "patient denies any. Cough (-). Headache: negative. Asthma: N. Diabetes: absent", [
      ["Does the patient have chest pain?", "No"],
      ["Did the patient have dyspnea?", "No"],
      ["Did the patient have fever?", "No"],
      ["Did the patient have chills?", "No"],
      ["Did the patient have nausea?", "No"],
      ["Does the patient have seizures?", "No"],
      ["Did the patient have cough?", "No"],
      ["Did the patient have headache?", "No"],
      ["Does the patient have asthma?", "No"],
      ["Does the patient have diabetes?", "No"],
    ]],
    ["Fever, chills, night sweats: all denied.\nPalpitations: the patient denied these.\n"
       + "Syncope ..... no\nWeight loss: reports none\nVomiting: yes\nRash: not reported", [
      ["Did the patient have fever?", "No"],
      ["Did the patient have chills?", "No"],
      ["Did the patient have night sweats?", "No"],
      ["Did the patient have palpitations?", "No"],
      ["Did the patient have syncope?", "No"],
      ["Did the patient have vomiting?", "Yes"],
      ["Did the patient have weight loss?", "No"],
      ["Did the patient have a rash?", "No"],
    ]],
    ["Stroke, seizure and head trauma were denied by the patient. A history of asthma is "
       + "denied.", [
      ["Has the patient had a stroke?", "No"],
      ["Does the patient have seizures?", "No"],
      ["Does the patient have asthma?", "No"],
    ]],
    ["ROS\nHeadache......denied\nDiplopia -- none\nTinnitus: Pt denies\nVertigo = no\n"
       + "Hematuria: (-)\nDysuria: negative\nPalpitations: never\nCough: yes, productive", [
      ["Does the patient have headache?", "No"],
      ["Does the patient have vertigo?", "No"],
      ["Did the patient have hematuria?", "No"],
      ["Did the patient have dysuria?", "No"],
      ["Did the patient have palpitations?", "No"],
      ["Does the patient have cough?", "Yes"],
    ]],
    ["Alcohol: none. Tobacco: denies. Illicit drugs: denied. Melena/hematochezia: absent. "
       + "Orthopnea, PND: she denies both.", [
      ["Does the patient use alcohol?", "No"],
      ["Does the patient smoke?", "No"],
      ["Does the patient use illicit drugs?", "No"],
      ["Did the patient have melena?", "No"],
      ["Did the patient have orthopnea?", "No"],
    ]],
    ["The following were denied: dyspnea, melena. Denies any of the following: syncope, "
       + "hemoptysis.", [
      ["Did the patient have dyspnea?", "No"],
      ["Did the patient have melena?", "No"],
      ["Did the patient have syncope?", "No"],
      ["Did the patient have hemoptysis?", "No"],
    ]],
    ["Chest pain: yes. No dyspnea. Nausea: present, vomiting: denied.", [
      ["Did the patient have chest pain?", "Yes"],
      ["Did the patient have nausea?", "Yes"],
      ["Did the patient have vomiting?", "No"],
      ["Did the patient have dyspnea?", "No"],
    ]],
    ["Hypertension: no change in medication. Diabetes: no longer on insulin. Asthma: not "
       + "controlled.", [
      ["Does the patient have hypertension?", "Yes"],
      ["Does the patient have diabetes?", "Yes"],
      ["Does the patient have asthma?", "Yes"],
    ]],
  ]);
});
