// Shows a note as text with its places marked, and tells where in the note a selection lies. A note's text only ever becomes text nodes.

const pane = document.getElementById("note");
/** Where in the note each text node begins. */
let begins = new WeakMap();
let shown = "";

/** From this length on, what is out of sight is not laid out. */
const LONG = 10_000;
const BLOCK = 2_000;
/** A line that is longer is shown broken here: browsers lay out a line as a whole. */
const LINE = 6_000;

/** Shows a note; `places` are {kind, start, end} in UTF-16 units. Scrolls to the quote, else to the section, else to the top. */
export function showNote(text, places) {
  shown = text;
  begins = new WeakMap();
  pane.classList.toggle("long", text.length > LONG);
  pane.replaceChildren(...blocks(text).map(([start, end]) => block(start, end, places)));
  const target = pane.querySelector("mark.source") ?? pane.querySelector("mark.section");
  if (target) target.scrollIntoView({ block: "center" });
  else pane.scrollTop = 0;
}

/** What is selected in the note, without white space at its ends: {span, text}, or undefined. */
export function selected() {
  const selection = getSelection();
  if (selection.isCollapsed || !pane.contains(selection.anchorNode) || !pane.contains(selection.focusNode)) return undefined;
  const range = selection.getRangeAt(0);
  let start = offsetAt(range.startContainer, range.startOffset), end = offsetAt(range.endContainer, range.endOffset);
  while (start < end && /\s/.test(shown[start])) start++;
  while (end > start && /\s/.test(shown[end - 1])) end--;
  return start < end ? { span: [start, end], text: shown.slice(start, end) } : undefined;
}

/** The span with one end moved by a word: `by` 1 to the right, -1 to the left. */
export function moved([start, end], { edge, by }) {
  if (edge === "start") {
    const next = by < 0 ? shown.slice(0, start).search(/\S+\s*$/) : start + (/^\S+\s+/.exec(shown.slice(start, end))?.[0].length ?? 0);
    return [next < 0 ? start : next, end];
  }
  const shorter = shown.slice(start, end).search(/\s+\S+\s*$/);
  return [start, by > 0 ? end + (/^\s*\S+/.exec(shown.slice(end, end + 2000))?.[0].length ?? 0) : shorter > 0 ? start + shorter : end];
}

export const textAt = ([start, end]) => shown.slice(start, end);

/** Ranges of whole lines, a very long line cut after a space. */
function blocks(text) {
  const found = [];
  for (let start = 0; start < text.length;) {
    const line = text.indexOf("\n", start + BLOCK), whole = line < 0 ? text.length : line + 1;
    const end = whole - start <= LINE + BLOCK ? whole : cutAt(text, start);
    found.push([start, end]);
    start = end;
  }
  return found;
}

/** After the last line end, else the last space, within reach; else between two characters. */
function cutAt(text, start) {
  const reach = start + LINE, cut = Math.max(text.lastIndexOf("\n", reach), text.lastIndexOf(" ", reach)) + 1;
  return cut > start + BLOCK ? cut : reach + (/[\udc00-\udfff]/.test(text[reach]) ? 1 : 0);
}

function block(start, end, places) {
  const inside = places.filter((place) => place.start < end && place.end > start);
  const cuts = [...new Set([start, end, ...inside.flatMap((place) => [place.start, place.end])])].filter((cut) => cut >= start && cut <= end).sort((a, b) => a - b);
  const div = document.createElement("div");
  div.className = "block";
  for (let i = 0; i + 1 < cuts.length; i++) div.append(piece(cuts[i], cuts[i + 1], inside));
  return div;
}

function piece(start, end, places) {
  const node = document.createTextNode(shown.slice(start, end)), over = places.filter((place) => place.start <= start && place.end >= end);
  begins.set(node, start);
  if (over.length === 0) return node;
  const mark = document.createElement("mark");
  mark.className = over.map((place) => place.kind).join(" ");
  mark.append(node);
  return mark;
}

function offsetAt(container, offset) {
  if (begins.has(container)) return begins.get(container) + offset;
  const walker = document.createTreeWalker(pane, NodeFilter.SHOW_TEXT), child = container.childNodes[offset];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (child ? child === node || child.contains(node) || child.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING : container.compareDocumentPosition(node) === Node.DOCUMENT_POSITION_FOLLOWING) return begins.get(node);
  }
  return shown.length;
}
