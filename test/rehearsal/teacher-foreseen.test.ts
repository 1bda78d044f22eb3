// What a sentence only foresees or plans, on notes written for these tests.
import { test } from "node:test";
import { asks } from "./teacher-asked.ts";

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
    ["After a full discussion of the risks, which include stroke, renal failure and death, "
       + "she wished to proceed.", [
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have renal failure?", "NA"],
    ]],
    ["I told him that the operation may lead to stroke, pneumonia, or sepsis.", [
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have pneumonia?", "NA"],
      ["Does the patient have sepsis?", "NA"],
    ]],
    ["Stroke, meningitis and hematoma were among the complications mentioned.", [
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have meningitis?", "NA"],
    ]],
    ["The patient understands the risk of infection, deep vein thrombosis, and need for "
       + "transfusion.", [
      ["Does the patient have deep vein thrombosis?", "NA"],
    ]],
    ["Anesthesia risks (aspiration, cardiac arrest, pneumonia) reviewed.", [
      ["Does the patient have pneumonia?", "NA"],
      ["Did the patient have a cardiac arrest?", "NA"],
    ]],
    ["The procedure carries a 1% mortality and a 3% chance of stroke.", [
      ["Has the patient had a stroke?", "NA"],
    ]],
    ["The operation was complicated by stroke. Complications: sepsis. Postoperatively, he "
       + "had pneumonia, a known complication.", [
      ["Has the patient had a stroke?", "Yes"],
      ["Did the patient have sepsis?", "Yes"],
      ["Did the patient have pneumonia?", "Yes"],
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
    ["She would like to have a tubal ligation. Thyroidectomy is on hold. MRI and mastectomy "
       + "to follow. Considering gastric bypass.", [
      ["Did the patient undergo tubal ligation?", "NA"],
      ["Did the patient undergo thyroidectomy?", "NA"],
      ["Did the patient undergo mastectomy?", "NA"],
      ["Did the patient undergo gastric bypass?", "NA"],
    ]],
    ["He will start warfarin on Monday. She should begin lisinopril. Prescribed metformin "
       + "today. Gave her prednisone.", [
      ["Is the patient taking warfarin?", "NA"],
      ["Is the patient taking lisinopril?", "NA"],
      ["Is the patient taking metformin?", "Yes"],
      ["Did the patient receive prednisone?", "Yes"],
    ]],
    ["She has had a colonoscopy, and a repeat is planned. Hysterectomy in 2001. Appendectomy "
       + "as a child.", [
      ["Did the patient undergo colonoscopy?", "Yes"],
      ["Did the patient undergo hysterectomy?", "Yes"],
      ["Did the patient undergo appendectomy?", "Yes"],
    ]],
  ]);
});
