// The cells of the matrix as arrays: read once from the page, changed through classes, never by a listener of their own.
// What a cell shows is remembered here, so that only what differs is written and nothing is read back from the page.

export const grid = document.getElementById("mx-grid");
export const columns = [...grid.querySelectorAll(".col")];
export const tactics = columns.map((column) => column.dataset.t);
export const [cells, ids, names, inColumn, isSub, parents] = [[], [], [], [], [], []];
/** Places of a technique: one for each of its tactics. */
export const places = new Map();
const subs = []; // the list behind a technique, or null
columns.forEach((column, at) => {
  let parent = -1;
  for (const cell of column.querySelectorAll(".c")) {
    const i = cells.push(cell) - 1;
    const id = cell.dataset.t;
    const below = cell.parentNode !== column;
    ids.push(id);
    names.push(cell.firstChild.lastChild.data.toLowerCase());
    inColumn.push(at);
    isSub.push(below);
    parents.push(below ? parent : -1);
    const next = below ? null : cell.nextSibling;
    subs.push(next && next.className === "subs" ? next : null);
    if (!below) parent = i;
    if (places.has(id)) places.get(id).push(i); else places.set(id, [i]);
  }
});
const place = new Map(cells.map((cell, i) => [cell, i]));
export const indexOf = (cell) => place.get(cell) ?? -1;
export const keyOf = (i) => ids[i] + "|" + tactics[inColumn[i]];
export const techniques = places.size;

const plain = new Set(["c", "s", "out", "dim"]);
const shown = cells.map((cell) => cell.className);
const looks = shown.map((name) => name.split(" ").filter((one) => !plain.has(one)).join(" "));
const rests = cells.map((cell) => (cell.classList.contains("out") ? "out" : cell.classList.contains("dim") ? "dim" : ""));
const labels = cells.map((cell) => cell.lastChild.textContent);

function show(i) {
  const name = "c" + (isSub[i] ? " s" : "") + (looks[i] ? " " + looks[i] : "") + (rests[i] ? " " + rests[i] : "");
  if (shown[i] !== name) { shown[i] = name; cells[i].className = name; }
}

/** What stands in a cell: its number or mark. */
export const labelOf = (i) => labels[i];
/** Whether a cell has a comment, facts or links in what is shown. */
export const isNoted = (i) => looks[i].endsWith("noted");
/** A technique's name as it is written. */
export const nameOf = (i) => cells[i].firstChild.lastChild.data;

/** Gives a cell another look: class, label; colours of its own where the class is "own". */
export function paint(i, look, label, fill, ink) {
  looks[i] = look;
  show(i);
  if (labels[i] !== label) {
    labels[i] = label;
    const place = cells[i].lastChild;
    if (place.firstChild) place.firstChild.data = label; else place.textContent = label; // no node is thrown away for another text
  }
  if (fill) {
    cells[i].style.setProperty("--fill", fill);
    cells[i].style.setProperty("--ink-on", ink);
  }
}

/** Hides ("out"), dims ("dim") or shows ("") a cell. */
export function rest(i, how) {
  if (rests[i] === how) return;
  rests[i] = how;
  show(i);
}

export const restOf = (i) => rests[i];
export const isOut = (i) => rests[i] === "out" || (isSub[i] && subs[parents[i]].hidden) || columns[inColumn[i]].classList.contains("gone");

/** The list of sub-techniques behind a technique, or null. */
export const subsOf = (i) => subs[i];

/** Unfolds or folds one technique. */
export function fold(i, isOpen) {
  const list = subs[i];
  if (!list || list.hidden === !isOpen) return false;
  list.hidden = !isOpen;
  cells[i].querySelector(".f").setAttribute("aria-expanded", String(isOpen));
  return true;
}

/** Ids in the cells, or none. */
export function showIds(isOn) {
  cells.forEach((cell, i) => {
    const link = cell.firstChild;
    if (!isOn) { if (link.firstChild !== link.lastChild) link.firstChild.remove(); return; }
    if (link.firstChild !== link.lastChild) return;
    const id = document.createElement("u");
    id.textContent = ids[i];
    link.prepend(id);
  });
}

let sheet = null;
let rules = "";
/** Colours of a layer that the server drew: p0, p1 … Another sheet costs every element of the page its style anew: it is touched only where it differs. */
export function palette(colours) {
  const wanted = colours.map(([fill, ink], i) => `.c.p${i},.mx-legend .p${i}{background:${fill};color:${ink}}`).join("");
  if (wanted === rules) return;
  rules = wanted;
  if (!sheet) { sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }
  sheet.replaceSync(rules);
}
