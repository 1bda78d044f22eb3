// What a sentence states, and what it only asks or denies, on notes written for these tests.
import { test } from "node:test";
import { asks } from "./teacher-asked.ts";

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
    ["Physician: Any family history of gout? Patient: My dad has gout.", [
      ["Does the patient have gout?", "NA"],
      ["Does the patient have a family history of gout?", "Yes"],
    ]],
    ["MD: Smoke? Pt: Quit in 1990. MD: Diabetes? Pt: No. MD: Kidney stones? Pt: Twice.", [
      ["Does the patient have diabetes?", "No"],
    ]],
    ["The interviewer wanted to know if she had lupus. Did he ever have hepatitis? Unclear.", [
      ["Does the patient have lupus?", "NA"],
      ["Does the patient have hepatitis?", "NA"],
    ]],
    ["Patient asked if he could have lupus.", [
      ["Does the patient have lupus?", "NA"],
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
    ["Fever - denies. Cough – none. Nausea: no; vomiting: no; diarrhea: yes. Dizziness: N "
       + "Syncope: Y", [
      ["Did the patient have fever?", "No"],
      ["Did the patient have cough?", "No"],
      ["Did the patient have nausea?", "No"],
      ["Did the patient have vomiting?", "No"],
      ["Did the patient have diarrhea?", "Yes"],
    ]],
    ["CARDIOVASCULAR: Chest pain and palpitations denied. RESPIRATORY: Cough, wheezing not "
       + "present. GI: Diarrhea absent.", [
      ["Did the patient have chest pain?", "No"],
      ["Did the patient have palpitations?", "No"],
      ["Did the patient have wheezing?", "No"],
      ["Did the patient have cough?", "No"],
      ["Did the patient have diarrhea?", "No"],
    ]],
    ["Tobacco: never. Seizure history: none known. Bleeding disorder: not known.", [
      ["Does the patient smoke?", "No"],
      ["Does the patient have seizures?", "No"],
    ]],
  ]);
});
