// Whose a finding is, and in which sense a word stands, on notes written for these tests.
import { test } from "node:test";
import { asks } from "./teacher-asked.ts";

test("What another person has is not the patient's.", () => {
  asks([
    ["Her husband has diabetes and her roommate had tuberculosis. There is asthma in his "
       + "brother. A history of stroke in two uncles. Migraine (mother). Hypertension runs in "
       + "the family.", [
      ["Does the patient have diabetes?", "NA"],
      ["Does the patient have tuberculosis?", "NA"],
      ["Does the patient have asthma?", "NA"],
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have migraine?", "NA"],
      ["Does the patient have hypertension?", "NA"],
      ["Does the patient have a family history of hypertension?", "Yes"],
      ["Does the patient have a family history of asthma?", "Yes"],
      ["Does the patient have a family history of tuberculosis?", "NA"],
    ]],
    ["A newborn boy, 2 days old, was delivered at 38 weeks. The mother is a 29-year-old with "
       + "gestational diabetes and hypertension. She was treated with insulin and had "
       + "preeclampsia. The baby has jaundice.", [
      ["Does the patient have hypertension?", "NA"],
      ["Does the patient have diabetes?", "NA"],
      ["Does the patient have preeclampsia?", "NA"],
      ["Does the patient have jaundice?", "Yes"],
      ["How old is the patient in days?", 2],
    ]],
    ["A 3-day-old girl born to a 34-year-old woman with asthma. Maternal history: "
       + "hypothyroidism, depression. Maternal fever during labor.", [
      ["Does the patient have asthma?", "NA"],
      ["Does the patient have hypothyroidism?", "NA"],
      ["Does the patient have depression?", "NA"],
      ["Did the patient have fever?", "NA"],
      ["How old is the patient in days?", 3],
    ]],
    ["His mother had breast cancer and he has hypertension. The patient's wife reports that "
       + "he has had seizures. She lives with her son and has diabetes.", [
      ["Does the patient have hypertension?", "Yes"],
      ["Does the patient have seizures?", "Yes"],
      ["Does the patient have diabetes?", "Yes"],
      ["Does the patient have breast cancer?", "NA"],
    ]],
    ["The kidney donor had hepatitis C. A coworker with influenza coughed on him. His "
       + "neighbor died of pneumonia.", [
      ["Does the patient have hepatitis C?", "NA"],
      ["Does the patient have influenza?", "NA"],
      ["Did the patient have pneumonia?", "NA"],
    ]],
    ["Gout affects his brother and grandfather. Two sisters have lupus. He is the son of a "
       + "man with epilepsy. Breast cancer: maternal aunt. Both parents are hypertensive; her "
       + "partner has HIV.", [
      ["Does the patient have gout?", "NA"],
      ["Does the patient have lupus?", "NA"],
      ["Does the patient have epilepsy?", "NA"],
      ["Does the patient have breast cancer?", "NA"],
      ["Does the patient have HIV?", "NA"],
    ]],
    ["Her boss was hospitalised with pneumonia. The driver of the other car had a seizure. A "
       + "passenger on the flight had measles. Her dog has diabetes.", [
      ["Does the patient have pneumonia?", "NA"],
      ["Did the patient have a seizure?", "NA"],
      ["Does the patient have diabetes?", "NA"],
    ]],
    ["This newborn girl was born to a G2P1 mother with hypothyroidism, asthma and hepatitis "
       + "B. Mother received penicillin and magnesium. Pregnancy was complicated by "
       + "hypertension. The infant developed sepsis.", [
      ["Does the patient have hypothyroidism?", "NA"],
      ["Does the patient have asthma?", "NA"],
      ["Does the patient have hepatitis B?", "NA"],
      ["Does the patient have hypertension?", "NA"],
      ["Did the patient receive penicillin?", "NA"],
      ["Did the patient have sepsis?", "Yes"],
    ]],
    ["Baby boy delivered to a mother who has epilepsy and takes lamotrigine. Her labor was "
       + "complicated by fever. He has jaundice.", [
      ["Does the patient have epilepsy?", "NA"],
      ["Did the patient have fever?", "NA"],
      ["Is the patient taking lamotrigine?", "NA"],
      ["Does the patient have jaundice?", "Yes"],
    ]],
    ["His father has gout. He himself has psoriasis. According to his wife, he has had "
       + "seizures. He lives with his mother, has COPD, and uses oxygen.", [
      ["Does the patient have gout?", "NA"],
      ["Does the patient have psoriasis?", "Yes"],
      ["Does the patient have seizures?", "Yes"],
      ["Does the patient have COPD?", "Yes"],
    ]],
    ["She cares for her husband, who has dementia. She has diabetes.", [
      ["Does the patient have dementia?", "NA"],
      ["Does the patient have diabetes?", "Yes"],
    ]],
    ["The patient's twin sister is being treated for lupus. Her late husband died of "
       + "cirrhosis. His girlfriend recently had gonorrhea. Cousin with epilepsy.", [
      ["Does the patient have lupus?", "NA"],
      ["Does the patient have cirrhosis?", "NA"],
      ["Does the patient have epilepsy?", "NA"],
    ]],
    ["FAMILY: mother - diabetes, father - stroke.\nShe has gout.", [
      ["Does the patient have diabetes?", "NA"],
      ["Has the patient had a stroke?", "NA"],
    ]],
    ["Male infant of a diabetic mother. Maternal history of asthma and depression. His "
       + "mother had chorioamnionitis and fever. Baby is well, without jaundice.", [
      ["Does the patient have diabetes?", "NA"],
      ["Does the patient have asthma?", "NA"],
      ["Did the patient have fever?", "NA"],
      ["Does the patient have jaundice?", "No"],
    ]],
    ["This is a 2-week-old girl. Mom is a 24-year-old with lupus. She takes "
       + "hydroxychloroquine and prednisone. The baby has a rash.", [
      ["Does the patient have lupus?", "NA"],
      ["Does the patient have a rash?", "Yes"],
    ]],
    ["He is married to a woman with epilepsy. His wife brought him in because of seizures. "
       + "His brother found him with vomiting.", [
      ["Does the patient have seizures?", "Yes"],
      ["Did the patient have vomiting?", "Yes"],
    ]],
  ]);
});

test("A word in another sense is no finding.", () => {
  asks([
    ["ECG showed ST depression. Stroke volume was 60 mL. He suffered heat stroke as a child. "
       + "She attends the diabetes clinic to visit a friend. He received the pneumonia vaccine.", [
      ["Does the patient have depression?", "NA"],
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have diabetes?", "NA"],
      ["Did the patient have pneumonia?", "NA"],
    ]],
    ["Respiratory depression after morphine. He practises the butterfly stroke. He works at "
       + "a cancer center. Seizure of goods was reported at his firm. He had yellow fever "
       + "vaccination. A depressed skull fracture. She drove a Ford Falls bus. Stroke team was "
       + "called. ST-segment depression in V4. He was admitted to the Stroke Unit.", [
      ["Does the patient have depression?", "NA"],
      ["Has the patient had a stroke?", "NA"],
      ["Does the patient have cancer?", "NA"],
      ["Did the patient have fever?", "NA"],
    ]],
    ["ECG: 2 mm ST-segment depressions in V4-V6. His hemoglobin showed a fall to 7.1. She "
       + "volunteers at the asthma center. The economic depression cost him his job. He studied "
       + "migraine research. He had an influenza vaccine. A blood pressure cuff was used.", [
      ["Does the patient have depression?", "NA"],
      ["Did the patient fall?", "NA"],
      ["Does the patient have asthma?", "NA"],
      ["Does the patient have influenza?", "NA"],
    ]],
    ["The stroke volume index was normal, and he won a swimming race with the breast stroke. "
       + "His temperature fell to 36. He works in the diabetes association. Cancer is his zodiac "
       + "sign. Her electric shock was minor.", [
      ["Has the patient had a stroke?", "NA"],
      ["Did the patient fall?", "NA"],
      ["Does the patient have diabetes?", "NA"],
      ["Does the patient have shock?", "NA"],
    ]],
    ["V2-V5 showed ST depression. There was T wave and ST segment depression. He was seen at "
       + "the headache clinic. The patient enrolled in a stroke study group. Sepsis protocol "
       + "activated. Fall leaves made him slip.", [
      ["Does the patient have depression?", "NA"],
      ["Does the patient have headaches?", "NA"],
      ["Does the patient have sepsis?", "NA"],
    ]],
  ]);
});
