import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { chooseBalanced } from "../../data/generator/tasks/choose.ts";
import { N2C2_VERDICTS } from "../../data/generator/tasks/n2c2-labels.ts";
import type { PatientRecord, Said } from "../../data/generator/tasks/facts.ts";
import { withSurrogates } from "../../data/generator/tasks/surrogates.ts";
import { writeTasks } from "../../data/generator/tasks/tasks.ts";
import { N2C2_CRITERIA, readN2c2Folders } from "../../lib/trials/n2c2-records.ts";
import type { N2c2Criterion } from "../../lib/trials/n2c2-records.ts";
import { loadNotes } from "../../lib/dataset/notes.ts";
import { readTrialLabels, readTrial } from "../../lib/trials/trial.ts";
import { fromRoot } from "../../lib/settings.ts";

const OURS = fromRoot("data/tasks");
const folder = mkdtempSync(join(tmpdir(), "tasks "));
after(() => rmSync(folder, { recursive: true }));

const filesBelow = (root: string): string[] => readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => statSync(join(root, name)).isFile()).sort();

test("The bundled task notes and labels are written again byte for byte; only the example of a trial of one's own is kept by hand.", () => {
  writeTasks(folder);
  const made = filesBelow(folder);
  assert.deepEqual(filesBelow(OURS).filter((name) => name !== join("own-trial", "trial.json")), made);
  for (const name of made) assert.equal(readFileSync(join(folder, name), "utf8"), readFileSync(join(OURS, name), "utf8"), `${relative(".", join(OURS, name))}: run npm run tasks`);
});

test("Every n2c2 criterion is met by some records and not by others, in train and in test.", () => {
  for (const part of ["train", "test"]) {
    const records = readN2c2Folders(join(OURS, "n2c2", part));
    for (const criterion of N2C2_CRITERIA) assert.deepEqual([...new Set(records.map(({ labels }) => labels?.[criterion]))].sort(), ["met", "not met"], `${part} ${criterion}`);
  }
});

test("An n2c2 record holds several dated notes in order of time, and no de-identification tag.", () => {
  for (const { file, text, last_date } of readN2c2Folders(join(OURS, "n2c2", "train"), join(OURS, "n2c2", "test"))) {
    const dates = [...text.matchAll(/^Record date: (\d{4}-\d{2}-\d{2})$/gm)].map((match) => match[1]!);
    assert.ok(dates.length >= 2, file);
    assert.deepEqual(dates, dates.toSorted(), file);
    assert.equal(last_date, dates.at(-1), file);
    assert.doesNotMatch(text, /\[\*\*|\*\*\]|«|[<{]\w+[>}]/, file);
  }
});

test("Every apixaban question has notes for each of its answers: Yes and No, or a number and NA.", async () => {
  const notes = await loadNotes(join(OURS, "apixaban", "notes.jsonl")), task = readTrial("apixaban");
  const labels = readTrialLabels(join(OURS, "apixaban", "labels.csv"), { task, notes });
  assert.equal(labels.length, notes.length * 23);
  for (const { id, kind } of task.criteria) {
    const classes = new Set(labels.filter(({ criterion }) => criterion === id).map(({ label }) => (typeof label === "number" ? "number" : label)));
    assert.deepEqual([...classes].sort(), kind === "boolean" ? ["No", "Yes"] : ["NA", "number"], id);
  }
});

test("No patient of the tasks is one that training items are made from.", async () => {
  const create = await loadNotes("data/notes/notes.jsonl"), known = new Set(create.map(({ subject_id }) => subject_id)), texts = new Set(create.map(({ text }) => text.slice(0, 400)));
  for (const { subject_id, text } of await loadNotes(join(OURS, "apixaban", "notes.jsonl"))) assert.ok(!known.has(subject_id) && !texts.has(text.slice(0, 400)), subject_id);
  for (const { file, text } of readN2c2Folders(join(OURS, "n2c2", "train"), join(OURS, "n2c2", "test"))) assert.ok(!texts.has(text.slice(0, 400)) && !known.has(file.replace(".xml", "")), file);
});

const record = (said: readonly Partial<Said>[], sex: "M" | "F" = "M"): PatientRecord => ({ sex, last_date: "2150-06-20", said: said.map((one) => ({ attribute: "", on: "2150-06-20", ...one })) });
const present = (attribute: string, on = "2150-06-20"): Partial<Said> => ({ attribute, status: "present", on });
const was = (attribute: string, on?: string): Partial<Said> => ({ attribute, status: "historical", on });
const cases: [N2c2Criterion, string, PatientRecord, boolean | undefined][] = [
  ["CREATININE", "1.2 is above the limit of women", record([{ attribute: "creatinine", value: 1.2 }], "F"), true],
  ["CREATININE", "1.2 is not above that of men", record([{ attribute: "creatinine", value: 1.2 }]), false],
  ["HBA1C", "7.0 counts although 10.2 was higher", record([{ attribute: "hba1c", value: 10.2 }, { attribute: "hba1c", value: 7 }]), true],
  ["HBA1C", "both ends belong to the range", record([{ attribute: "hba1c", value: 9.5 }]), true],
  ["HBA1C", "nothing between 6.4 and 9.6 was measured", record([{ attribute: "hba1c", value: 6.4 }, { attribute: "hba1c", value: 9.6 }]), false],
  ["KETO-1YR", "eleven months ago is within the year", record([present("ketoacidosis", "2149-07-15")]), true],
  ["KETO-1YR", "thirteen months ago is not", record([present("ketoacidosis", "2149-05-15")]), false],
  ["MI-6MOS", "an infarct of the year before may be of its last months", record([was("myocardial_infarction", "2149-12-31")]), undefined],
  ["MI-6MOS", "an infarct of older years is not", record([was("myocardial_infarction", "2140-12-31")]), false],
  ["DIETSUPP-2MOS", "iron in the last month", record([present("iron", "2150-05-30")]), true],
  ["DIETSUPP-2MOS", "iron half a year ago only", record([present("iron", "2149-12-30")]), false],
  ["DIETSUPP-2MOS", "vitamin D does not count", record([present("vitamin_d")]), false],
  ["ADVANCED-CAD", "two drugs and an old infarct", record([present("aspirin"), present("metoprolol"), was("myocardial_infarction", "2130-12-31")]), true],
  ["ADVANCED-CAD", "two drugs alone", record([present("aspirin"), present("metoprolol")]), false],
  ["ADVANCED-CAD", "a statin as the second drug could be argued", record([present("aspirin"), present("atorvastatin"), present("angina")]), undefined],
  ["ALCOHOL-ABUSE", "eight drinks are too many for a woman", record([{ attribute: "drinks_per_week", value: 8 }], "F"), true],
  ["ALCOHOL-ABUSE", "and not for a man", record([{ attribute: "drinks_per_week", value: 8 }]), false],
  ["ENGLISH", "assumed", record([]), true],
  ["ENGLISH", "an interpreter", record([{ attribute: "english", status: "absent" }]), false],
  ["MAKES-DECISIONS", "dementia without a word on decisions could be argued", record([present("dementia")]), undefined],
  ["MAKES-DECISIONS", "a guardian", record([{ attribute: "makes_decisions", status: "absent" }]), false],
  ["ASP-FOR-MI", "one dose in the ambulance could be argued", record([{ ...present("aspirin"), moment: "hospital" }]), undefined],
  ["ABDOMINAL", "a relative's operation is not the patient's", record([{ attribute: "colectomy", status: "family" }]), false],
  ["MAJOR-DIABETES", "kidney disease beside diabetes could be argued", record([present("diabetes"), present("kidney_disease")]), undefined],
];
for (const [criterion, what, given, verdict] of cases) {
  test(`${criterion}: ${what}.`, () => assert.equal(N2C2_VERDICTS[criterion](given), verdict));
}

test("Tags become dates, names and places, and columns keep their places.", () => {
  assert.equal(withSurrogates("[**2151-7-16**] and [**7-16**], [**2151**], [**2151-5**]"), "7/16/2151 and 7/16, 2151, 5/2151");
  assert.doesNotMatch(withSurrogates("Dr. [**Last Name (STitle) 12**] of [**Hospital1 4**], phone [**Telephone/Fax (1) 12**], [**Age over 90 **]"), /[[\]*]/);
  assert.equal(withSurrogates("[**7-6**]     [**7-8**]").indexOf("7/8"), "[**7-6**]     ".length);
});

test("Choosing takes as many as asked for, none twice, and never leaves a class out that a single candidate has.", () => {
  fc.assert(fc.property(fc.array(fc.record({ a: fc.boolean(), b: fc.boolean() }), { minLength: 2, maxLength: 40 }), fc.nat(40), (rows, n) => {
    const given = rows.map((row, id) => ({ id, ...row })), taken = chooseBalanced(given, { count: n, classes: ({ a, b }) => [`a ${a}`, `b ${b}`] });
    assert.equal(taken.length, Math.min(n, rows.length));
    assert.equal(new Set(taken.map(({ id }) => id)).size, taken.length);
    if (n >= 3) for (const key of ["a", "b"] as const) assert.equal(new Set(taken.map((one) => one[key])).size, new Set(rows.map((one) => one[key])).size);
  }), { seed: 1 });
});
