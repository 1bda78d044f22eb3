// How the teacher reads the project's own wordings, on notes written for these tests.
import { test } from "node:test";
import { asks } from "./teacher-asked.ts";
import type { Answer } from "../../lib/types.ts";

test("A question that only points to what it asks is read as what it points to.", () => {
  asks([
    ["He has hypertension.", [
      ["Is the following recorded of the patient: hypertension?", "Yes"],
      ["Hypertension: is it recorded of the patient?", "Yes"],
      ["Which of the following applies to the patient: hypertension?", "Yes"],
      ["Is any of the following true of the patient - hypertension?", "Yes"],
      ["Does the condition named here apply to the patient: \"hypertension\"?", "Yes"],
      ["Is this recorded of the patient: hypertension or diabetes?", "Yes"],
      ["Is the following finding documented: Hypertension history?", "Yes"],
      ["Can a history of hypertension be found in the note?", "Yes"],
      ["Does the following hold for the patient: diabetes? Answer No if it does not.", "No"],
      ["Does the record show that the following is present? Hypertension", "Yes"],
      ["Please check whether the following is recorded: hypertension", "Yes"],
      ["Is hypertension one of the conditions recorded of the patient?", "Yes"],
      ["Is there any mention of the following: hypertension?", "Yes"],
      ["Is hypertension, among the following conditions, recorded?", "Yes"],
    ]],
    ["Creatinine 1.4 mg/dL. Platelets 184,000/uL.", [
      ["What is the value of the following: creatinine, in mg/dL?", 1.4],
      ["What is the highest creatinine found in the note?", 1.4],
      ["Does the patient meet this criterion for taking part in a trial: \"Serum creatinine "
         + "of 2.0 mg/dL or more\"?", "No"],
      ["Does the patient meet this criterion for taking part in a trial: \"Platelet count of "
         + "at least 200,000/µL\"?", "No"],
      ["Is the following true: creatinine above 1.2 mg/dL?", "Yes"],
    ]],
    ["A 61-year-old man.", [
      ["Does the patient meet this criterion for taking part in a trial: \"Age from 50 to 75 "
         + "years\"?", "Yes"],
      ["Does the patient meet this criterion for taking part in a trial: \"Aged 65 to 80 "
         + "years\"?", "No"],
    ]],
    ["She has asthma and takes warfarin.", [
      ["Is the following recorded of the patient: asthma?", "Yes"],
      ["Is the following recorded of the patient: Asthma history? Answer No if it is not "
         + "recorded.", "Yes"],
      ["Do any of these apply to the patient: asthma?", "Yes"],
      ["Does this statement hold for the patient: she has asthma?", "Yes"],
      ["Is it recorded that the patient has asthma?", "Yes"],
      ["Is there evidence of the following condition in the note: asthma?", "Yes"],
      ["Of the following, which is recorded: asthma?", "Yes"],
      ["Was the following drug given: warfarin?", "Yes"],
      ["Is the following medication taken by the patient: warfarin?", "Yes"],
      ["Is the item below recorded?\nAsthma", "Yes"],
      ["For the patient, is the following true: \"asthma\"?", "Yes"],
      ["Does the patient fulfil the following criterion: known asthma?", "Yes"],
      ["Check the following: asthma. Is it recorded?", "Yes"],
      ["Is the following recorded of the patient: stroke? Answer No if it is not recorded.", "No"],
      ["Is the following recorded of the patient: stroke?", "NA"],
      ["Is asthma one of the following diagnoses of the patient?", "Yes"],
    ]],
    ["His mother had a stroke at 60.", [
      ["Is the following recorded of the patient: stroke?", "NA"],
      ["Is the following recorded of the patient: family history of stroke?", "Yes"],
      ["Is the following recorded of the patient's family: stroke?", "Yes"],
    ]],
    ["Nurse: Are you short of breath?\nMr. Hill: Not at all.\nNurse: And headaches?\nMr. "
       + "Hill: Sometimes.\nNurse: Do you drink alcohol?\nMr. Hill: I never drink.", [
      ["Does the patient have dyspnea?", "No"],
      ["Does the patient have headaches?", "Yes"],
      ["Does the patient drink alcohol?", "No"],
    ]],
    ["Q: Palpitations? A: no. Q: Syncope? A: yes, twice. Q: Rash? A: not sure.", [
      ["Does the patient have palpitations?", "No"],
      ["Did the patient have syncope?", "Yes"],
      ["Does the patient have a rash?", "NA"],
    ]],
    ["\"Have you ever had a seizure?\" she asked. The patient looked away.", [
      ["Has the patient had a seizure?", "NA"],
    ]],
    ["Could this be pneumonia? Why does he have vertigo?", [
      ["Does the patient have pneumonia?", "NA"],
    ]],
    ["He was questioned about gout and hepatitis. He inquired whether warfarin was needed.", [
      ["Does the patient have gout?", "NA"],
      ["Does the patient have hepatitis?", "NA"],
      ["Is the patient taking warfarin?", "NA"],
    ]],
    ["History of pulmonary embolism and gout.", [
      ["Is the following recorded of the patient: Previously Documented Pulmonary Embolism?", "Yes"],
      ["Is the following recorded of the patient: gout or lupus?", "Yes"],
      ["Is one of these recorded of the patient: lupus, gout?", "Yes"],
      ["Which of these is true of the patient: has gout?", "Yes"],
      ["Is the following recorded of the patient – gout – in the note?", "Yes"],
      ["Is the diagnosis given below recorded: gout", "Yes"],
      ["Is \"gout\" recorded of the patient?", "Yes"],
    ]],
    ["No history of gout.", [
      ["Is the following recorded of the patient: gout?", "No"],
      ["Is the following recorded of the patient: gout? Answer No if it is not recorded.", "No"],
    ]],
  ]);
});
