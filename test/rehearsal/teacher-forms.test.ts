// Forms made by generators: what the teacher reads in one wording it reads in their mixtures too.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { answerQuestion } from "../../cluster/rehearsal/teacher/teacher.ts";

const of = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const DISEASES = ["asthma", "gout", "epilepsy", "psoriasis", "COPD", "cirrhosis", "hepatitis C",
  "hypothyroidism", "atrial fibrillation", "pancreatitis", "osteoporosis", "sarcoidosis"];
const SYMPTOMS = ["chest pain", "nausea", "vomiting", "dyspnea", "syncope", "palpitations",
  "hematuria", "dysuria", "diarrhea", "headache"];
const EVENTS = ["stroke", "pneumonia", "sepsis", "myocardial infarction", "pulmonary embolism",
  "deep vein thrombosis", "meningitis", "renal failure", "pneumothorax", "pancreatitis"];
const ACTS = ["colonoscopy", "cholecystectomy", "cardiac catheterization", "hysterectomy",
  "kidney transplant", "hip replacement", "liver biopsy"];
const disease = of(...DISEASES), symptom = of(...SYMPTOMS), event = of(...EVENTS),
  act = of(...ACTS);
const upper = (text: string): string => text[0]!.toUpperCase() + text.slice(1);
const said = (note: string, question: string) =>
  answerQuestion(note, question, { seed: 1, mistakeRate: 0 }).answer;
const options = { seed: 13, numRuns: 300 } as const;
/** At least `least` different texts come out of a generator that the property then tries. */
const wide = (forms: fc.Arbitrary<string>, least = 30): void =>
  assert.ok(new Set(fc.sample(forms, { seed: 13, numRuns: 400 })).size >= least);

test("A pointing question is answered as the plain one, whatever points and parts it.", () => {
  const frame = fc.tuple(
    of("Is the following", "Is any of the following", "Was this condition", "Is this finding",
      "Are these", "Is the following diagnosis"),
    of("recorded", "documented", "mentioned", "found", "true", "noted"),
    of("of the patient", "for the patient", "in the note", ""),
    of(": ", " - ", ":\n", "? "),
    of("", " history", " (known)"),
  );
  wide(frame.map((parts) => parts.join("|")));
  fc.assert(fc.property(disease, of("has", "denies"), frame, (what, verb, [is, how, whom, mark,
    more]) => {
    const question = `${is} ${how}${whom && ` ${whom}`}${mark}${what}${more}?`;
    const plain = said(`He ${verb} ${what}.`, `Does the patient have ${what}?`);
    assert.equal(said(`He ${verb} ${what}.`, question), plain, question);
    assert.equal(said("He is well.", `${question} Answer No if it is not recorded.`), "No",
      question);
  }), options);
});

test("A question in a dialogue counts by its answer alone.", () => {
  const asked = fc.tuple(
    of("Doctor", "Nurse", "Dr. Lee", "Q", "Interviewer"),
    of("Do you have", "Any", "Have you had", "Ever had", "Have you noticed any", "What about"),
    of("Patient", "Mrs. Hay", "A", "Pt"),
    of(["No.", "No"], ["Not at all.", "No"], ["Never, thank God.", "No"], ["None.", "No"],
      ["I'm not sure.", "NA"], ["Yes, since May.", "Yes"],
      ["Sometimes.", "Yes"], ["Yeah.", "Yes"], ["I can't remember.", "NA"], ["Why do you ask?",
        "NA"]),
    symptom,
  );
  wide(asked.map(([who, how, , [answer], what]) => who + how + answer + what));
  fc.assert(fc.property(asked, of("\n", " "), ([who, how, other, [answer, want], what], gap) => {
    const note = `${who}: ${how} ${what}?${gap}${other}: ${answer}`;
    assert.equal(said(note, `Did the patient have ${what}?`), want, note);
  }), options);
});

test("Risks that were told of are no findings, in whatever order a sentence tells them.", () => {
  const told = fc.tuple(
    of("The risks of surgery", "Possible complications", "The potential risks", "Rare side effects",
      "The hazards of the procedure", "Risks and benefits of the operation"),
    of(", including", " such as", " (", ": ", ", namely"),
    of("were explained", "were discussed with her", "have been reviewed", "were disclosed"),
    event, event,
  ).map(([noun, lists, verb, one, two]) =>
    ({ one, note: `${noun}${lists} bleeding, ${two} and ${one}`
      + `${lists === " (" ? ")" : ""}, ${verb}.` }));
  wide(told.map(({ note }) => note));
  fc.assert(fc.property(told, ({ one, note }) => {
    assert.equal(said(note, `Did the patient have ${one}?`), "NA", note);
  }), options);
  fc.assert(fc.property(event, of("developed", "suffered", "was admitted with"), (what, verb) => {
    const note = `The risks were explained. He ${verb} ${what}.`;
    assert.equal(said(note, `Did the patient have ${what}?`), "Yes", note);
  }), options);
});

test("What is planned is not done, and a question about plans finds it.", () => {
  const plan = fc.tuple(of(
    "She is scheduled for #.", "We plan # next week.", "# is planned.",
      "# will be performed in May.",
    "He was offered #.", "We recommend #.", "She awaits #.", "They intend to perform #.",
    "Plan: #.", "He is a candidate for #.", "# was deferred.", "He declined #.",
      "# has been booked.",
  ), act).map(([form, what]) => ({ what, note: upper(form.replace("#", what)) }));
  wide(plan.map(({ note }) => note));
  fc.assert(fc.property(plan, ({ what, note }) => {
    assert.equal(said(note, `Did the patient undergo ${what}?`), "NA", note);
    assert.equal(said(note, `Is ${what} done or planned?`), "Yes", note);
  }), options);
  const done = of("She underwent # as planned.", "He had a # in 2019.", "# was performed.",
    "Status post #.", "After # he did well.");
  fc.assert(fc.property(done, act, (form, what) => {
    const note = upper(form.replace("#", what));
    assert.equal(said(note, `Did the patient undergo ${what}?`), "Yes", note);
  }), options);
});

test("A label is denied by what follows it, alone or with its list.", () => {
  const denied = fc.tuple(
    of(": ", " - ", " = ", ".....", " : ", " -- "),
    of("denied", "denies", "none", "no", "negative", "absent", "patient denies", "never",
      "she denies any", "not reported"),
    fc.subarray(SYMPTOMS, { minLength: 1, maxLength: 4 }), of(", ", "/", " and "), of(".", "",
      "\n"),
  );
  wide(denied.map(([mark, no, list, join]) => mark + no + list.join(join)));
  fc.assert(fc.property(denied, ([mark, no, list, join, end]) => {
    const note = `${upper(list.join(join))}${mark}${no}${end}`;
    for (const one of list) assert.equal(said(note, `Did the patient have ${one}?`), "No", note);
  }), options);
  fc.assert(fc.property(symptom, of(": yes", ": present", ": since May", ": no change"), (what,
    more) => {
    assert.equal(said(`${upper(what)}${more}.`, `Did the patient have ${what}?`), "Yes", more);
  }), options);
});

test("Another person's disease is not the patient's; a blood relative's is family history.", () => {
  const other = fc.tuple(
    of<readonly [string, boolean]>(["mother", true], ["father", true], ["brother", true],
      ["aunt", true], ["grandfather", true], ["wife", false], ["roommate", false],
      ["neighbor", false], ["coworker", false]),
    of("His # has X.", "His # had X.", "His # was diagnosed with X.", "His # suffers from X.",
      "There is X in his #.", "His #'s X is severe.", "He lives with his #, who has X."), disease,
  ).map(([[who, blood], form, what]) =>
    ({ what, blood, note: form.replace("#", who).replace("X", what) }));
  wide(other.map(({ note }) => note));
  fc.assert(fc.property(other, ({ what, blood, note }) => {
    assert.equal(said(note, `Does the patient have ${what}?`), "NA", note);
    const family = said(note, `Does the patient have a family history of ${what}?`);
    assert.equal(family, blood ? "Yes" : "NA", note);
  }), options);
  fc.assert(fc.property(disease, disease, of("father", "sister", "wife"), (one, two, who) => {
    fc.pre(one !== two);
    const note = `His ${who} had ${one} and he has ${two}.`;
    assert.equal(said(note, `Does the patient have ${two}?`), "Yes", note);
  }), options);
});

test("Paired names and numbers keep their order.", () => {
  const ALL = [["sodium", 120, 150], ["potassium", 3, 6], ["chloride", 90, 110], ["creatinine", 1,
    9],
    ["hemoglobin", 7, 16], ["AST", 10, 90], ["ALT", 10, 90], ["heart rate", 50, 120]] as const;
  const paired = fc.tuple(fc.shuffledSubarray([...ALL], { minLength: 2, maxLength: 4 }),
    of("were", "measured", "of", "were found to be"), fc.infiniteStream(fc.nat(1000)));
  fc.assert(fc.property(paired, ([some, verb, random]) => {
    const numbers = some.map(([, low, high]) =>
      low + ((random.next().value as number) % (high - low)));
    const list = (parts: readonly unknown[]) =>
      `${parts.slice(0, -1).join(", ")} and ${String(parts.at(-1))}`;
    const note = `The ${list(some.map(([name]) => name))} ${verb} ${list(numbers)}, respectively.`;
    for (const [i, [name]] of some.entries()) assert.equal(said(note, `What was the ${name}?`),
      numbers[i], note);
  }), options);
});

const ONES = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const words = (n: number, join: string): string =>
  n >= 100 ? `one hundred${n === 100 ? "" : ` and ${words(n - 100, join)}`}`
    : `${TENS[Math.floor(n / 10)]}${n % 10 === 0 ? "" : join}${ONES[n % 10]}`;

test("Numbers in words are read whole, as ages, counts and values.", () => {
  fc.assert(fc.property(fc.integer({ min: 20, max: 99 }), of("-", " "), (n, join) => {
    assert.equal(said(`A ${words(n, join)}-year-old man.`, "How old is the patient?"), n);
    assert.equal(said(`A ${words(n, join)} pack-year history.`,
      "How many pack-years has the patient smoked?"), n);
    assert.equal(said(`Heart rate was ${words(n, join)}.`, "What was the heart rate?"), n);
  }), options);
  fc.assert(fc.property(fc.integer({ min: 120, max: 199 }), (n) => {
    assert.equal(said(`Systolic blood pressure was ${words(n, "-")}.`,
      "What was the systolic blood pressure?"), n);
  }), options);
});

test("Powers of ten are read with their exponent raised or flattened.", () => {
  const power = fc.tuple(of(2, 3, 4, 5), of("x", "×", "*"), of("", "^"), of("/µL", "/uL", "/mm3",
    "/μL"),
    fc.integer({ min: 11, max: 99 }));
  fc.assert(fc.property(power, ([e, times, caret, unit, n]) => {
    const counts = n * 10 ** (5 - e),
      note = `The platelet count was ${counts / 1000} ${times} 10${caret}${e}${unit}.`;
    fc.pre(/^[\d.]{1,7}$/.test(String(counts / 1000)));
    assert.equal(said(note, "What was the platelet count in K/uL?"), n / 10, note);
  }), options);
});

test("Words that place a value in the normal range do not hide it, and a range is none.", () => {
  const place = fc.tuple(of("at the lower end of normal", "in the low normal range",
    "near the upper limit of normal", "just above the lower limit of the normal range",
    "within normal limits", "slightly below the normal range",
      "in the upper half of the reference range"),
  of(" at ", ", ", " with ", " (", ": "), fc.integer({ min: 125, max: 150 }));
  wide(place.map(([where, mark]) => where + mark));
  fc.assert(fc.property(place, ([where, mark, n]) => {
    const note = `Sodium was ${where}${mark}${n}${mark === " (" ? ")" : ""}.`;
    assert.equal(said(note, "What was the sodium?"), n, note);
    assert.equal(said(`Sodium was ${where} (135-145).`, "What was the sodium?"), "NA");
  }), options);
});

test("Weights of the day of birth are told from today's.", () => {
  const born = fc.tuple(of("was born weighing # kg", "weighed # kg at birth",
    "had a birth weight of # kg",
    "was delivered at term with a weight of # kg", "was born at 37 weeks, weight # kg"),
  of("now weighs", "today weighs", "currently weighs"), fc.integer({ min: 21, max: 45 }),
    fc.integer({ min: 80, max: 300 }));
  fc.assert(fc.property(born, ([form, now, birth, today]) => {
    const first = `The boy ${form.replace("#", String(birth / 10))}.`,
      note = `${first} He ${now} ${today / 10} kg.`;
    assert.equal(said(note, "What is the patient's weight in kg?"), today / 10, note);
    assert.equal(said(note, "What was the birth weight in kg?"), birth / 10, note);
    assert.equal(said(first, "What is the patient's weight in kg?"), "NA", note);
  }), options);
});
