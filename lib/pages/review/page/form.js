// The form of one item: what it holds, what differs from the item as it came, and what the other reviewers said (for an adjudicator).

const TEXTS = ["question", "answer", "section", "source", "explanation", "comment"];
const NA = { section: "Not Found", source: "Not in Note" };
const SECTIONS = ["History of Present Illness", "Past Medical History", "Social History", "Family History", "Physical Exam", "Pertinent Results", "Brief Hospital Course", "Discharge Medications", "Discharge Disposition", "Discharge Condition", "Discharge Instructions"];

const field = (name) => document.getElementById(name);
let item, saved, span, before = {};

document.getElementById("sections").replaceChildren(...SECTIONS.map((name) => new Option(name)));

/** Shows an item; `form` is what it holds, `kept` a draft of an earlier visit. */
export function showForm(opened, kept) {
  ({ item } = opened);
  saved = JSON.stringify(opened.form);
  before = {};
  fill(kept ?? opened.form);
  field("facts").replaceChildren(...[item.question_type, `difficulty ${item.difficulty ?? "–"}`, `quote ${item.outcome || "–"}`, opened.verdict.status, `${Math.round(opened.seconds)} s`].map((fact) => element("span", fact)));
}

/** Puts values into the form; those left out stay. */
export function fill(values) {
  for (const name of TEXTS) if (values[name] !== undefined) field(name).value = values[name];
  if (values.valid !== undefined) field("invalid").checked = !values.valid;
  if (values.span !== undefined) span = values.span;
  mark();
}

/** Sets the answer. NA empties section and source, which come back with another answer. */
export function setAnswer(answer) {
  const was = field("answer").value;
  if (answer === "NA" && was !== "NA") {
    before = { section: field("section").value, source: field("source").value, span };
    fill({ answer, ...NA, span: null });
  } else if (answer !== "NA" && was === "NA") fill({ section: "", source: "", ...before, answer });
  else fill({ answer });
}

/** What an NA item has for section and source goes as soon as another answer is typed. */
export function answerTyped() {
  if (/^(na|n\/a)?$/i.test(field("answer").value.trim())) return;
  for (const [name, value] of Object.entries(NA)) if (field(name).value === value) fill({ [name]: before[name] ?? "" });
}

/** What the form holds. A span counts only while the source is what stood there. */
export const proposal = () => ({ ...Object.fromEntries(TEXTS.map((name) => [name, field(name).value])), span, valid: !field("invalid").checked });

export const spanNow = () => span;
export const isDraft = () => item !== undefined && JSON.stringify(sorted(proposal())) !== JSON.stringify(sorted(JSON.parse(saved)));

/** Marks the fields that differ from the item as it came. */
export function mark() {
  if (!item) return;
  for (const name of TEXTS) field(name).classList.toggle("changed", name !== "comment" && field(name).value !== String(item[name]));
}

/** The other reviewers' verdicts: the answer, and whatever differs among them, marked. */
export function showOthers(others) {
  field("others").replaceChildren(...others.map(({ who, verdict }, i) => {
    const card = element("div", `${i + 1}  ${who}: ${verdict.status}`, "other");
    for (const name of TEXTS) {
      const differs = others.some((other) => String(other.verdict[name]) !== String(verdict[name]));
      if ((!differs && name !== "answer") || verdict[name] === "") continue;
      const line = element("div", `${name}: `);
      line.append(element(differs ? "b" : "span", String(verdict[name]), differs ? "differs" : ""));
      card.append(line);
    }
    return card;
  }));
}

export function element(tag, text, name = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  if (name) made.className = name;
  return made;
}

const sorted = (values) => Object.fromEntries(Object.entries(values).sort(([a], [b]) => a.localeCompare(b)));
