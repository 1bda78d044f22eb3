// The review page: which item is at hand, what each key does, what is sent. Text of a note, question or answer only ever becomes text nodes or field values.
import { ask } from "./api.js";
import { look, secondsOn, spent } from "./clock.js";
import { askWhere, showFigures } from "./dialogs.js";
import { answerTyped, element, fill, isDraft, mark, proposal, setAnswer, showForm, showOthers, spanNow } from "./form.js";
import { lines, point, refilter, setStatus, startList, visible } from "./list.js";
import { moved, selected, showNote, textAt } from "./note.js";

const $ = (id) => document.getElementById(id);
const STATUSES = { reviewer: ["open", "accepted", "edited", "invalid"], adjudicator: ["agreed", "differ", "adjudicated"] };

let session, opened, busy = false, waiting;
const drafts = new Map(), notes = new Map();

/** Keys outside of fields, as the footer lists them. A key with a field goes to that field. */
const KEYS = [
  ["a", "accept or save, next", () => save("decide")],
  ["y", "Yes", () => answerWith("Yes")], ["n", "No", () => answerWith("No")], ["0", "NA", () => answerWith("NA")],
  ["w", "answer", "answer"], ["q", "question", "question"], ["c", "section", "section"], ["s", "source", "source"], ["x", "explanation", "explanation"], ["m", "comment", "comment"],
  ["t", "selection → source", takeSelection],
  ["[ ]", "quote longer", ["[", () => stretch("start", -1)], ["]", () => stretch("end", 1)]], ["{ }", "shorter", ["{", () => stretch("start", 1)], ["}", () => stretch("end", -1)]],
  ["i", "invalid", () => ($("invalid").checked = !$("invalid").checked)],
  ["u", "undo", () => save("undo")],
  ["j", "next", () => step(1)], ["k", "previous", () => step(-1)], ["b", "next open", nextOpen], ["g", "go to", goTo], ["f", "filter", "filter-question_type"],
  ["r", "as saved", () => { drafts.delete(opened.item.item_id); return open(opened.item.item_id); }],
  ["d", "write files", writeFiles],
];
const ADJUDICATOR_KEYS = [["1–9", "take a verdict", ...Array.from({ length: 9 }, (_, i) => [String(i + 1), () => take(i)])], ["e", "agreement", showAgreement]];
const ACTIONS = new Map([["Enter", () => save("decide")], ["ArrowDown", () => step(1)], ["ArrowUp", () => step(-1)]]);

start().catch((error) => say(error.message, true));

async function start() {
  session = await ask("session");
  document.title = `Review · ${session.file}`;
  $("file").textContent = session.file;
  $("who").textContent = `${session.name} (${session.role})`;
  const keys = session.role === "adjudicator" ? [...KEYS, ...ADJUDICATOR_KEYS] : KEYS;
  for (const [key, , what, ...more] of keys) for (const [one, action] of Array.isArray(what) ? [what, ...more] : [[key, what]]) ACTIONS.set(one, action);
  const shownKeys = [...keys, ["Ctrl+Enter", "save from a field"], ["Esc", "leave a field"], ["Enter", "in the comment: keep it without a verdict"]];
  $("keys").replaceChildren(...shownKeys.map(([key, label]) => {
    const entry = element("span", "");
    entry.append(element("kbd", key), ` ${label}`);
    return entry;
  }));
  startList(session.lines, { statuses: STATUSES[session.role], onChoose: (id) => run(() => open(id)), onFilter: () => run(() => visible()[0] && open(visible()[0].item_id)) });
  progress();
  const first = lines().find((line) => line.status === "open" || line.status === "differ") ?? lines()[0];
  if (first) await run(() => open(first.item_id));
  else say("Nothing here yet: adjudication begins when reviewers have decided");
}

/** One thing at a time: a key pressed while something is under way does nothing. */
async function run(action) {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    await action();
  } catch (error) {
    say(error.message, true);
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

/** Shows an item; `fetched` is what the server said of it, where the one before was saved and this one asked for at once. */
async function open(id, fetched) {
  if (!fetched) leave();
  clearTimeout(waiting);
  const next = fetched ?? (await ask("item", { item_id: id }));
  const text = await noteOf(next.item.note_id);
  opened = next;
  look(id);
  showForm(opened, drafts.get(id));
  showOthers(opened.others);
  point(id);
  document.activeElement?.blur();
  showNote(text, opened.places);
  say(drafts.has(id) ? "What you typed here earlier is not saved yet" : opened.places.some((place) => place.kind === "source") || opened.verdict.answer === "NA" ? "" : "The quote does not stand in the note", false);
  if (drafts.has(id)) await preview();
  const after = visible()[visible().findIndex((line) => line.item_id === id) + 1];
  if (after) void noteOf(after.note_id).catch(() => {});
}

/** Keeps what was typed. */
function leave() {
  if (!opened) return;
  if (isDraft()) drafts.set(opened.item.item_id, proposal());
  else drafts.delete(opened.item.item_id);
}

async function noteOf(id) {
  if (!notes.has(id)) notes.set(id, (await ask("note", { note_id: id })).text);
  if (notes.size > 8) notes.delete([...notes.keys()].find((key) => key !== id && key !== opened?.item.note_id));
  return notes.get(id);
}

async function save(action) {
  if (!opened) return;
  clearTimeout(waiting);
  const id = opened.item.item_id, seconds = secondsOn(id), next = neighbour(1);
  const follows = action === "decide" && next && next !== id;
  const [answer, following] = await Promise.all([ask("decide", { item_id: id, version: opened.version, action, proposal: proposal(), seconds }), follows ? ask("item", { item_id: next }) : undefined]);
  if (answer.conflict) return conflict(answer.opened, action);
  spent(id);
  drafts.delete(id);
  setStatus(id, answer.opened.status);
  if (action === "decide") {
    refilter();
    progress();
    if (follows) await open(next, following);
    else await show(answer.opened);
    return say(follows ? `Saved ${id}` : `Saved ${id}: the last of the list`);
  }
  refilter();
  progress();
  await show(answer.opened);
  say(action === "undo" ? "Taken back" : "Comment kept");
}

async function show(what) {
  opened = what;
  showForm(opened);
  showOthers(opened.others);
  point(opened.item.item_id);
  showNote(await noteOf(opened.item.note_id), opened.places);
}

/** Another tab was first: what it saved is shown beside what stands here, and saving again replaces it. */
async function conflict(theirs, action) {
  if (action === "undo" && theirs.version === opened.version) return say("Nothing to take back");
  const mine = proposal();
  opened = theirs;
  showForm(theirs, mine);
  setStatus(theirs.item.item_id, theirs.status);
  const differs = Object.keys(mine).filter((name) => name !== "span" && String(mine[name]) !== String(theirs.form[name]));
  drafts.set(theirs.item.item_id, mine);
  say(`Not saved: this item was decided elsewhere meanwhile (${theirs.verdict.status}${differs.length ? `; differs in ${differs.join(", ")}` : ""}). Save again to replace that, r to take it`, true);
}

function neighbour(by) {
  const i = visible().findIndex((line) => line.item_id === opened.item.item_id);
  return visible()[Math.min(visible().length - 1, Math.max(0, i + by))]?.item_id;
}

const step = (by) => (neighbour(by) && neighbour(by) !== opened.item.item_id ? open(neighbour(by)) : say(by > 0 ? "The last of the list" : "The first of the list"));

function nextOpen() {
  const rest = visible(), i = rest.findIndex((line) => line.item_id === opened.item.item_id);
  const found = [...rest.slice(i + 1), ...rest.slice(0, i + 1)].find((line) => line.status === "open" || line.status === "differ");
  return found ? open(found.item_id) : say("None is open");
}

function goTo() {
  askWhere((wanted) => {
    const found = lines().find((line) => String(line.number) === wanted || line.item_id === wanted);
    if (found) void run(() => open(found.item_id));
    else say(`Expected a number from 1 to ${lines().length} or an item's id, got another`, true);
  });
}

function answerWith(answer) {
  if (answer !== "NA" && !opened.item.question_type.endsWith("boolean")) return say("This question asks for a number: w goes to the answer", true);
  setAnswer(answer);
  return preview();
}

function takeSelection() {
  const chosen = selected();
  if (!chosen) return say("Select text in the note first", true);
  fill({ source: chosen.text, span: chosen.span });
  return preview();
}

function stretch(edge, by) {
  const from = spanNow() ?? opened.places.filter((place) => place.kind === "source").map(({ start, end }) => [start, end])[0];
  if (!from) return say("There is no quote in the note to stretch: select one", true);
  const span = moved(from, { edge, by });
  fill({ source: textAt(span), span });
  return preview();
}

function take(i) {
  const other = opened.others[i];
  if (!other) return say(`There is no verdict ${i + 1}`, true);
  fill(other.form);
  return preview();
}

/** Marks in the note what the form says now. */
async function preview() {
  const { places } = await ask("preview", { item_id: opened.item.item_id, proposal: proposal() });
  opened.places = places;
  showNote(await noteOf(opened.item.note_id), places);
  say(places.some((place) => place.kind === "source") || $("answer").value === "NA" ? "" : "The quote does not stand in the note", true);
}

async function writeFiles() {
  const { folder, reviewed, waiting: differ, open: left } = await ask("files");
  say(`${reviewed} reviewed, ${differ} wait for adjudication, ${left} open: written to ${folder}`);
}

async function showAgreement() {
  showFigures((await ask("agreement")).rows);
}

function progress() {
  const all = lines(), left = all.filter((line) => line.status === "open" || line.status === "differ").length;
  $("progress").textContent = `${all.length - left} of ${all.length} done`;
}

function say(text, bad = false) {
  $("message").textContent = text;
  $("message").classList.toggle("bad", bad && text !== "");
}

addEventListener("beforeunload", (event) => {
  leave();
  if (drafts.size > 0) event.preventDefault();
});

addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]") || !opened) return;
  const inField = event.target.matches("input, textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return go(event, () => save("decide"));
  if (inField) {
    if (event.key === "Escape") event.target.blur();
    else if (event.key === "Enter" && event.target.id === "comment") go(event, () => save("comment"));
    else if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || (event.target.id === "note" && event.key.startsWith("Arrow"))) return;
  const action = ACTIONS.get(event.key);
  if (typeof action === "string" && !busy) {
    event.preventDefault();
    $(action).focus();
    $(action).select?.();
  } else if (typeof action === "function") go(event, action);
});

function go(event, action) {
  event.preventDefault();
  void run(action);
}

$("form").addEventListener("input", ({ target }) => {
  if (target.id === "source") fill({ span: null });
  if (target.id === "answer") answerTyped();
  mark();
  clearTimeout(waiting);
  if (["source", "section", "answer"].includes(target.id)) waiting = setTimeout(() => void preview().catch((error) => say(error.message, true)), 200);
});
$("form").addEventListener("submit", (event) => event.preventDefault());
