// The two dialogs: where to go, and how far the reviewers agree.
import { element } from "./form.js";

const $ = (id) => document.getElementById(id);

/** Asks for a number or an id; `onChosen` gets what was typed, if anything was. */
export function askWhere(onChosen) {
  $("number").value = "";
  $("goto").showModal();
  $("goto").onclose = () => {
    const wanted = $("number").value.trim();
    if (wanted) onChosen(wanted);
  };
}

/** Shows figures of agreement, one a row. */
export function showFigures(rows) {
  const figure = ({ measure }, x) => (x === null ? "–" : measure.startsWith("percent") ? `${(100 * x).toFixed(1)} %` : x.toFixed(3));
  const line = (tag, values) => {
    const row = element("tr", "");
    row.append(...values.map((value) => element(tag, value)));
    return row;
  };
  const body = rows.map((row) => line("td", [row.of, row.measure, figure(row, row.estimate), `${figure(row, row.low)} to ${figure(row, row.high)}`, row.n]));
  $("figures").replaceChildren(line("th", ["on", "measure", "figure", "95 % interval", "items"]), ...body);
  $("agreement").showModal();
}
