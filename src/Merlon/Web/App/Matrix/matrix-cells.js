// The cells of the matrix as arrays: read once from the page, changed through classes, never by a listener of their own.

export const grid = document.getElementById("mx-grid");
export const cells = [...grid.querySelectorAll(".c")];
export const ids = cells.map((cell) => cell.dataset.t);
export const columns = [...grid.querySelectorAll(".col")];
export const tactics = columns.map((column) => column.dataset.t);
const place = new Map(cells.map((cell, i) => [cell, i]));
const columnOf = new Map(columns.map((column, i) => [column, i]));
export const inColumn = cells.map((cell) => columnOf.get(cell.closest(".col")));
export const isSub = cells.map((cell) => cell.classList.contains("s"));
export const parents = cells.map((_, i) => { let at = i; while (isSub[at] && at > 0) at--; return isSub[i] ? at : -1; });
export const names = cells.map((cell) => cell.firstElementChild.textContent.toLowerCase());
export const places = new Map();
ids.forEach((id, i) => { if (!places.has(id)) places.set(id, []); places.get(id).push(i); });
export const indexOf = (cell) => place.get(cell) ?? -1;
export const keyOf = (i) => ids[i] + "|" + tactics[inColumn[i]];
export const techniques = places.size;

const looks = cells.map((cell) => cell.className.split(" ").filter((name) => !["c", "s", "out", "dim"].includes(name)).join(" "));
const rests = cells.map((cell) => (cell.classList.contains("out") ? "out" : cell.classList.contains("dim") ? "dim" : ""));

function show(i) {
  const name = "c" + (isSub[i] ? " s" : "") + (looks[i] ? " " + looks[i] : "") + (rests[i] ? " " + rests[i] : "");
  if (cells[i].className !== name) cells[i].className = name;
}

/** Gives a cell another look: class, label; colours of its own where the class is "own". */
export function paint(i, look, label, fill, ink) {
  looks[i] = look;
  show(i);
  const text = cells[i].lastElementChild;
  if (text.textContent !== label) text.textContent = label;
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

export const isOut = (i) => rests[i] === "out" || (isSub[i] && cells[i].parentElement.hidden) || columns[inColumn[i]].classList.contains("gone");
export const restOf = (i) => rests[i];

/** The list of sub-techniques behind a technique, or null. */
export const subsOf = (i) => { const next = cells[i].nextElementSibling; return next?.classList.contains("subs") ? next : null; };

/** Unfolds or folds one technique. */
export function fold(i, isOpen) {
  const subs = subsOf(i);
  if (!subs || subs.hidden === !isOpen) return false;
  subs.hidden = !isOpen;
  cells[i].querySelector(".f").setAttribute("aria-expanded", String(isOpen));
  return true;
}

let sheet = null;
/** Colours of a layer that the server drew: p0, p1 … */
export function palette(colours) {
  if (!sheet) { sheet = new CSSStyleSheet(); document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; }
  sheet.replaceSync(colours.map(([fill, ink], i) => `.c.p${i},.mx-legend .p${i}{background:${fill};color:${ink}}`).join(""));
}
