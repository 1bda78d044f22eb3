// The list of items: filters, and the few rows that are in sight. Knows items only as lines.

const list = document.getElementById("list"), rows = document.getElementById("rows");
const FILTERS = ["question_type", "difficulty", "status", "outcome"];
const HEIGHT = 24;
let all = [], shown = [], at, choose = () => {};
/** Where the list is scrolled to and how high it is, kept here: asking the browser after a change would lay out the whole page at once. */
let top = 0, height = 0;

const filterOf = (name) => document.getElementById(`filter-${name}`);
const text = (value) => (value === null || value === "" ? "–" : String(value));

/** Fills list and filters; `onChoose` gets the id of a line that is clicked, `onFilter` is called when a filter changed. */
export function startList(lines, { statuses, onChoose, onFilter }) {
  all = lines.map((line, i) => ({ ...line, number: i + 1 }));
  choose = onChoose;
  height = list.clientHeight;
  for (const name of FILTERS) {
    const values = name === "status" ? statuses : [...new Set(all.map((line) => text(line[name])))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    filterOf(name).replaceChildren(...["all", ...values].map((value) => new Option(value, value)));
    filterOf(name).addEventListener("change", () => {
      refilter();
      onFilter();
    });
  }
  list.addEventListener("scroll", () => {
    top = list.scrollTop;
    draw();
  });
  new ResizeObserver(([entry]) => {
    height = entry.contentRect.height;
    draw();
  }).observe(list);
  refilter();
}

/** Lines that pass the filters, in order. */
export const visible = () => shown;
export const lines = () => all;

export function refilter() {
  shown = all.filter((line) => FILTERS.every((name) => ["all", text(line[name])].includes(filterOf(name).value)));
  rows.style.height = `${shown.length * HEIGHT}px`;
  top = Math.min(top, Math.max(0, shown.length * HEIGHT - height));
  draw();
}

/** Marks a line as the one at hand and brings it into sight. */
export function point(id) {
  at = id;
  const i = shown.findIndex((line) => line.item_id === id);
  if (i >= 0 && (i * HEIGHT < top || (i + 1) * HEIGHT > top + height)) list.scrollTop = top = Math.max(0, (i - 2) * HEIGHT);
  draw();
}

export function setStatus(id, status) {
  const line = all.find((one) => one.item_id === id);
  if (line) line.status = status;
  draw();
}

function draw() {
  const first = Math.max(0, Math.floor(top / HEIGHT) - 5), last = Math.min(shown.length, first + Math.ceil(height / HEIGHT) + 10);
  rows.replaceChildren(...shown.slice(first, last).map((line, i) => row(line, first + i)));
}

function row(line, i) {
  const div = document.createElement("div");
  div.className = line.item_id === at ? "line at" : "line";
  div.setAttribute("role", "option");
  div.setAttribute("aria-selected", String(line.item_id === at));
  div.style.top = `${i * HEIGHT}px`;
  for (const value of [line.number, line.item_id, line.question_type, text(line.difficulty), line.status]) {
    const cell = document.createElement("span");
    cell.textContent = value;
    div.append(cell);
  }
  div.lastChild.className = line.status;
  div.addEventListener("click", () => choose(line.item_id));
  return div;
}
