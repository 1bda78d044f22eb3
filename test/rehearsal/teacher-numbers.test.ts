// Numbers in pairs, in words, with powers of ten, of other times, on notes written for these tests.
import { test } from "node:test";
import { asks } from "./teacher-asked.ts";

test("Paired values go to their names, or to their times, in order.", () => {
  asks([
    ["Systolic and diastolic blood pressures were 120 and 75, respectively. Diastolic and "
       + "systolic pressures in clinic... Sodium and potassium on admission were 140 and 4.0, "
       + "respectively.", [
      ["What was the systolic blood pressure?", 120],
      ["What was the diastolic blood pressure?", 75],
      ["What was the sodium?", 140],
      ["What was the potassium?", 4],
    ]],
    ["Diastolic and systolic blood pressures were 75 and 120 mmHg, respectively.", [
      ["What was the systolic blood pressure?", 120],
      ["What was the diastolic blood pressure?", 75],
    ]],
    ["AST, ALT, and alkaline phosphatase levels were 45 U/L, 32 U/L, and 100 U/L, "
       + "respectively. The creatinine was 1.2 and 0.9 mg/dL on admission and at discharge, "
       + "respectively.", [
      ["What was the AST?", 45],
      ["What was the ALT?", 32],
      ["What was the alkaline phosphatase?", 100],
      ["What was the creatinine on admission?", 1.2],
      ["What was the creatinine at discharge?", 0.9],
    ]],
    ["The values of hemoglobin, white blood cells and platelets were respectively 9.1 g/dL, "
       + "6.2 K/uL and 180 K/uL. Her weight and height were 60 kg and 180 cm, respectively.", [
      ["What was the hemoglobin?", 9.1],
      ["What was the white blood cell count?", 6.2],
      ["What was the platelet count?", 180],
      ["What was the weight?", 60],
      ["What was the height in cm?", 180],
    ]],
    ["Blood pressure and heart rate were 130/80 mmHg and 88 bpm, respectively. The serum "
       + "sodium level was 131, and the glucose level 6.6 mmol/L.", [
      ["What was the systolic blood pressure?", 130],
      ["What was the diastolic blood pressure?", 80],
      ["What was the heart rate?", 88],
      ["What was the sodium?", 131],
    ]],
    ["Serum levels of sodium and of glucose were 128 mEq/L and 836 mg/dL, respectively. "
       + "Heart rate and blood pressure of 76 and 140/90.", [
      ["What was the sodium?", 128],
      ["What was the glucose?", 836],
      ["What was the heart rate?", 76],
      ["What was the systolic blood pressure?", 140],
    ]],
    ["Pulse and respirations were 88 and 18, respectively.", [
      ["What was the heart rate?", 88],
      ["What was the respiratory rate?", 18],
    ]],
    ["Levels of AST and ALT were 54 and 61 U/L, respectively; bilirubin was 1.1.", [
      ["What was the AST?", 54],
      ["What was the ALT?", 61],
      ["What was the total bilirubin?", 1.1],
    ]],
    ["Hemoglobin and hematocrit were found to be 9.3 g/dL and 28%, respectively, while WBC "
       + "was 7.1.", [
      ["What was the hemoglobin?", 9.3],
      ["What was the hematocrit?", 28],
      ["What was the white blood cell count?", 7.1],
    ]],
    ["Creatinine on admission and at discharge was 2.2 and 1.1, respectively.", [
      ["What was the creatinine on admission?", 2.2],
      ["What was the creatinine at discharge?", 1.1],
    ]],
    ["Respectively, sodium and chloride measured 133 and 98 mEq/L.", [
      ["What was the sodium?", 133],
      ["What was the chloride?", 98],
    ]],
    ["Values of 7.1 and 230 were found for hemoglobin and platelets, respectively.", [
      ["What was the hemoglobin?", 7.1],
      ["What was the platelet count?", 230],
    ]],
    ["His diastolic and systolic pressures were 82 and 131. Temperature, pulse, and blood "
       + "pressure were 37.2 C, 90, and 118/70, respectively.", [
      ["What was the heart rate?", 90],
    ]],
    ["BUN, creatinine, and potassium of 40, 3.1, and 5.9, respectively, on arrival.", [
      ["What was the BUN?", 40],
      ["What was the creatinine?", 3.1],
      ["What was the potassium on admission?", 5.9],
    ]],
    ["AST and ALT were 31 and 35, respectively, and hemoglobin 10.2.", [
      ["What was the AST?", 31],
      ["What was the ALT?", 35],
      ["What was the hemoglobin?", 10.2],
    ]],
    ["Her systolic/diastolic pressures were 140/85.", [
      ["What was the systolic blood pressure?", 140],
      ["What was the diastolic blood pressure?", 85],
    ]],
    ["The heart rate on admission and discharge was 110 and 72 bpm, respectively.", [
      ["What was the heart rate on admission?", 110],
      ["What was the heart rate at discharge?", 72],
    ]],
    ["Calcium, phosphate and albumin came back as 8.1 mg/dL, 3.3 mg/dL and 2.9 g/dL "
       + "respectively.", [
      ["What was the calcium?", 8.1],
      ["What was the phosphate?", 3.3],
      ["What was the albumin?", 2.9],
    ]],
  ]);
});

test("Numbers in words are read whole.", () => {
  asks([
    ["He is a twenty-six-year-old man with a twenty-six pack-year history. Heart rate was "
       + "ninety-two. His weight was seventy kilograms.", [
      ["How old is the patient?", 26],
      ["How many pack-years has the patient smoked?", 26],
      ["What was the heart rate?", 92],
      ["What was the weight in kg?", 70],
    ]],
    ["A thirty five year old woman. She has smoked for forty-five pack-years. Systolic blood "
       + "pressure of one hundred and twenty. She drinks fourteen drinks per week.", [
      ["How old is the patient?", 35],
      ["How many pack-years has the patient smoked?", 45],
      ["What was the systolic blood pressure?", 120],
      ["How many alcoholic drinks does the patient have per week?", 14],
    ]],
    ["A seventy-one-year-old woman, with an ejection fraction of thirty-five percent. "
       + "Respiratory rate was twenty-four. Temperature ninety-eight point six.", [
      ["How old is the patient?", 71],
      ["What was the ejection fraction?", 35],
      ["What was the respiratory rate?", 24],
      ["What was the temperature?", 98.6],
    ]],
    ["Sixty-year-old man. A thirty-five pack year smoker. Weight is one hundred and five "
       + "kilograms. Creatinine of two point four mg/dL. Creatinine on two occasions was high.", [
      ["How old is the patient?", 60],
      ["How many pack-years has the patient smoked?", 35],
      ["What was the weight in kg?", 105],
      ["What was the creatinine?", 2.4],
    ]],
    ["A ninety two year old lady. INR of one point eight. Platelets were thirty thousand.", [
      ["How old is the patient?", 92],
      ["What was the INR?", 1.8],
      ["What was the platelet count in K/uL?", 30],
    ]],
    ["A sixty-four-year-old lady with a forty pack-year history, drinking twenty-one beers "
       + "per week.", [
      ["How old is the patient?", 64],
      ["How many pack-years has the patient smoked?", 40],
    ]],
    ["Ejection fraction of fifty-five percent; hemoglobin of nine point two; one of the "
       + "platelets tests failed.", [
      ["What was the ejection fraction?", 55],
      ["What was the hemoglobin?", 9.2],
    ]],
  ]);
});

test("A flattened power of ten is a power of ten.", () => {
  asks([
    ["WBC 1.2 × 104/µL. Platelets 20 x 104/µL.", [
      ["What was the white blood cell count, in µL?", 12000],
      ["What was the platelet count in K/uL?", 200],
      ["What was the white blood cell count in K/uL?", 12],
    ]],
    ["Platelet count was 15.3×104/μL and white blood cells 98 × 102/µL. RBC 4.5 x 106/uL.", [
      ["What was the platelet count in K/uL?", 153],
      ["What was the white blood cell count in K/uL?", 9.8],
      ["What was the red blood cell count?", 4.5],
    ]],
    ["White blood cells 8.9 × 103/µL, platelets 210 x 109/L. WBC of 104/µL was found.", [
      ["What was the white blood cell count in K/uL?", 8.9],
      ["What was the platelet count in K/uL?", 210],
    ]],
    ["Platelets 3.2 x 105/mm3; WBC 1.1 × 10^4/mm3.", [
      ["What was the platelet count in K/uL?", 320],
      ["What was the white blood cell count in K/uL?", 11],
    ]],
    ["Platelets: 20.5×10^4/μL; leukocytes 85 x 10^2/μL; WBC count 0.9 × 10⁴/µL", [
      ["What was the platelet count in K/uL?", 205],
    ]],
    ["Leukocyte count of 1.25 × 104 /mm3 and platelet count of 5.1 x 105 /µL.", [
      ["What was the white blood cell count in K/uL?", 12.5],
      ["What was the platelet count in K/uL?", 510],
    ]],
  ]);
});

test("A value is read behind the words that place it in the normal range.", () => {
  asks([
    ["Sodium was at the lower end of normal at 136.", [
      ["What was the sodium?", 136],
    ]],
    ["His potassium was at the upper limit of normal at 5.0. Hemoglobin was in the "
       + "low-normal range at 12.1. Calcium just below the lower limit of the normal range, 8.2. "
       + "Albumin was within normal limits at 4.1. Glucose was near the high end of the "
       + "reference range (99).", [
      ["What was the potassium?", 5],
      ["What was the hemoglobin?", 12.1],
      ["What was the calcium?", 8.2],
      ["What was the albumin?", 4.1],
      ["What was the glucose?", 99],
    ]],
    ["Sodium 131 (normal range 135-145). The normal range of potassium is 3.5-5.0. Lower "
       + "limit of normal for calcium is 8.4. Troponin normal range up to 0.04", [
      ["What was the sodium?", 131],
      ["What was the potassium?", "NA"],
      ["What was the troponin?", "NA"],
    ]],
    ["Calcium was in the high normal range at 10.2. TSH was just above the upper limit of "
       + "normal at 5.2. Magnesium within the normal range: 2.0.", [
      ["What was the calcium?", 10.2],
      ["What was the TSH?", 5.2],
      ["What was the magnesium?", 2],
    ]],
    ["Sodium was low-normal at 135; potassium high-normal at 5.0; platelets at the lower "
       + "limit of normal (151).", [
      ["What was the sodium?", 135],
      ["What was the potassium?", 5],
      ["What was the platelet count?", 151],
    ]],
    ["Hemoglobin toward the bottom of the normal range, 12.3.", [
      ["What was the hemoglobin?", 12.3],
    ]],
    ["Bicarbonate remained at the lower limit of the reference interval at 22. Sodium, at "
       + "the low end of normal, was 135.", [
      ["What was the bicarbonate?", 22],
      ["What was the sodium?", 135],
    ]],
  ]);
});

test("A birth weight or length is not today's.", () => {
  asks([
    ["A 5-year-old boy, born at 38 weeks, weighing 2.9 kg at birth. Today he weighs 18 kg.", [
      ["What was the patient's weight in kg?", 18],
    ]],
    ["A 4-month-old girl was born weighing 3.1 kg. Length at birth was 50 cm.", [
      ["What was the patient's weight in kg?", "NA"],
      ["What was the patient's height in cm?", "NA"],
      ["What was the birth weight in kg?", 3.1],
    ]],
    ["Birth history: term, weight 3200 g, no complications. Weight now 6.5 kg.", [
      ["What was the patient's weight in kg?", 6.5],
    ]],
    ["The infant was delivered by caesarean section at 34 weeks with a weight of 2100 g. On "
       + "examination he weighs 3.4 kg.", [
      ["What was the patient's weight in kg?", 3.4],
    ]],
    ["He weighed 3.4 kg at birth and now weighs 9 kg.", [
      ["What is the weight in kg?", 9],
      ["What was the birth weight in kg?", 3.4],
    ]],
    ["Birthweight was 2.5 kg. Newborn screening was normal.", [
      ["What is the weight in kg?", "NA"],
    ]],
    ["A 9-month-old was delivered vaginally with a weight of 3,050 g and a length of 49 cm. "
       + "Her weight is 8.1 kg.", [
      ["What is the weight in kg?", 8.1],
      ["What is the height in cm?", "NA"],
    ]],
    ["She was born at term; weight: 3.3 kg. Current weight 20 kg, height 110 cm.", [
      ["What is the weight in kg?", 20],
      ["What is the height in cm?", 110],
    ]],
    ["A 32-year-old woman delivered two weeks ago. She weighs 72 kg.", [
      ["What is the weight in kg?", 72],
    ]],
    ["Birth history: delivered by C-section, birth weight of 7 pounds. At 3 months she "
       + "weighed 5.6 kg.", [
      ["What is the weight in kg?", 5.6],
    ]],
    ["She was 2.2 kg when she was born. Weight 9.1 kg.", [
      ["What is the weight in kg?", 9.1],
    ]],
    ["Born prematurely at 30 weeks (weight 1.3 kg), he is now 6 years old with a weight of "
       + "19 kg.", [
      ["What is the weight in kg?", 19],
    ]],
  ]);
});
