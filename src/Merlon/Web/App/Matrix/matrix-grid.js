// Moving and selecting as in a spreadsheet: one cell has the focus, any number are selected.
import { cells, columns, grid, ids, inColumn, indexOf, isOut, isSub, names, parents, subsOf } from "./matrix-cells.js";

export const selected = new Set();
let at = 0;
let anchor = 0;
const told = [];
let acts = { open() {}, fold() {}, foldAll() {}, score() { return false; } };

/** Runs when the selection changed. */
export const onSelect = (run) => told.push(run);
export const act = (given) => { acts = { ...acts, ...given }; };
export const current = () => at;

function mark(i, isOn) {
  if (isOn === selected.has(i)) return;
  if (isOn) selected.add(i); else selected.delete(i);
  cells[i].setAttribute("aria-selected", String(isOn));
}

const tell = () => { for (const run of told) run(selected); };

export function select(wanted) {
  const next = new Set(wanted);
  for (const i of [...selected]) if (!next.has(i)) mark(i, false);
  for (const i of next) mark(i, true);
  tell();
}

export function focus(i, isQuiet = false) {
  if (i < 0 || i >= cells.length) return;
  cells[at].tabIndex = -1;
  at = i;
  cells[at].tabIndex = 0;
  if (!isQuiet) { cells[at].focus({ preventScroll: true }); cells[at].scrollIntoView({ block: "nearest", inline: "nearest" }); }
}

/** Cells that are seen, by column: made anew for each key, since folding and filtering change it. */
export function seen() {
  const lists = columns.map(() => []);
  for (let i = 0; i < cells.length; i++) if (!isOut(i)) lists[inColumn[i]].push(i);
  return lists;
}

function neighbour(key, isFar) {
  const lists = seen();
  const list = lists[inColumn[at]];
  const row = Math.max(0, list.indexOf(at));
  if (key === "ArrowDown") return isFar ? list.at(-1) : list[Math.min(row + 1, list.length - 1)];
  if (key === "ArrowUp") return isFar ? list[0] : list[Math.max(row - 1, 0)];
  if (key === "Home") return isFar ? lists.find((one) => one.length)?.[0] : list[0];
  if (key === "End") return isFar ? lists.findLast((one) => one.length)?.at(-1) : list.at(-1);
  if (key === "PageDown") return list[Math.min(row + 12, list.length - 1)];
  if (key === "PageUp") return list[Math.max(row - 12, 0)];
  const step = key === "ArrowRight" ? 1 : -1;
  let found;
  for (let column = inColumn[at] + step; column >= 0 && column < lists.length; column += step) {
    if (!lists[column].length) continue;
    found = lists[column];
    if (!isFar) break;
  }
  if (!found) return at;
  // The cell beside it, as the eye sees it.
  const top = cells[at].getBoundingClientRect().top;
  return found.reduce((best, i) => (Math.abs(cells[i].getBoundingClientRect().top - top) < Math.abs(cells[best].getBoundingClientRect().top - top) ? i : best), found[0]);
}

/** All cells between two, as a rectangle of the columns between them would be. */
function between(from, to) {
  const lists = seen();
  const [left, right] = [Math.min(inColumn[from], inColumn[to]), Math.max(inColumn[from], inColumn[to])];
  if (left === right) {
    const list = lists[left];
    const [low, high] = [list.indexOf(from), list.indexOf(to)].sort((a, b) => a - b);
    return list.slice(Math.max(low, 0), high + 1);
  }
  const tops = [cells[from], cells[to]].map((cell) => cell.getBoundingClientRect());
  const top = Math.min(tops[0].top, tops[1].top) - 1;
  const bottom = Math.max(tops[0].bottom, tops[1].bottom) + 1;
  return lists.slice(left, right + 1).flat().filter((i) => { const box = cells[i].getBoundingClientRect(); return box.bottom > top && box.top < bottom; });
}

/** Goes to the cell below and selects it, as a spreadsheet does after a value. */
export function below() {
  const next = neighbour("ArrowDown", false);
  if (next === undefined) return;
  anchor = next;
  focus(next);
  select([next]);
}

let typed = "";
let typedAt = 0;
const isTyping = () => typed !== "" && performance.now() - typedAt <= 900;
function jump(letter) {
  typed = (isTyping() ? typed : "") + letter.toLowerCase();
  typedAt = performance.now();
  const order = [...cells.keys()];
  const start = typed.length === 1 ? at + 1 : at;
  const ring = [...order.slice(start), ...order.slice(0, start)].filter((i) => !isOut(i));
  const found = ring.find((i) => names[i].startsWith(typed) || ids[i].toLowerCase().startsWith(typed) || ids[i].slice(1).startsWith(typed));
  if (found !== undefined) focus(found);
}

grid.addEventListener("keydown", (event) => {
  const i = indexOf(event.target.closest(".c"));
  if (i < 0) return;
  if (i !== at) focus(i, true);
  const isCtrl = event.ctrlKey || event.metaKey;
  if (/^(Arrow|Home|End|Page)/.test(event.key) && !event.altKey) {
    event.preventDefault();
    const next = neighbour(event.key, isCtrl);
    if (next === undefined) return;
    focus(next);
    if (event.shiftKey) select(between(anchor, next)); else anchor = next;
    return;
  }
  if (event.key === " " && isCtrl) { event.preventDefault(); anchor = at; select([...(event.shiftKey ? selected : []), ...seen()[inColumn[at]]]); }
  else if (event.key === " ") { event.preventDefault(); anchor = at; mark(at, !selected.has(at)); tell(); }
  else if (isCtrl && event.key.toLowerCase() === "a") { event.preventDefault(); select(seen().flat()); }
  else if (event.key === "Enter") { event.preventDefault(); acts.open(at); }
  else if ((event.key === "+" || event.key === "-" || event.key === "*" || event.key === "_") && !isCtrl) {
    event.preventDefault();
    if (event.key === "*" || event.key === "_") acts.foldAll(event.key === "*");
    else if (isSub[at]) { if (event.key === "-") { const parent = parents[at]; acts.fold(parent, false); focus(parent); } }
    else acts.fold(at, event.key === "+");
  } else if ((event.key === "Delete" || event.key === "Backspace") && !isCtrl && acts.score(at, "")) event.preventDefault();
  else if (/^[0-9.,]$/.test(event.key) && !isCtrl && !event.altKey && !isTyping() && acts.score(at, event.key)) event.preventDefault();
  else if (event.key.length === 1 && !isCtrl && !event.altKey && event.key !== "?" && event.key !== "/") jump(event.key);
});

// The pointer: click, Shift and Ctrl with it, and drawing a rectangle. A plain click on the name opens it.
let dragFrom = -1;
let hasMoved = false;
grid.addEventListener("pointerdown", (event) => {
  const cell = event.target.closest(".c");
  if (!cell || event.button !== 0 || event.target.closest(".f")) return;
  const i = indexOf(cell);
  if (event.pointerType === "mouse") { dragFrom = i; hasMoved = false; }
});
grid.addEventListener("pointermove", (event) => {
  if (dragFrom < 0 || !(event.buttons & 1)) return;
  const i = indexOf(event.target.closest?.(".c"));
  if (i < 0 || (i === dragFrom && !hasMoved)) return;
  hasMoved = true;
  anchor = dragFrom;
  select(between(dragFrom, i));
});
addEventListener("pointerup", () => { dragFrom = -1; });
grid.addEventListener("dragstart", (event) => event.preventDefault());
grid.addEventListener("click", (event) => {
  const head = event.target.closest(".head");
  if (head) { // a tactic's head is all of its cells that are seen
    const list = seen()[columns.indexOf(head.parentNode)];
    if (list.length) { anchor = list[0]; focus(list[0], true); select([...(event.ctrlKey || event.metaKey || event.shiftKey ? selected : []), ...list]); }
    return;
  }
  const fold = event.target.closest(".f");
  const i = indexOf(event.target.closest(".c"));
  if (i < 0) return;
  event.preventDefault();
  if (fold) { focus(i, true); acts.fold(i, subsOf(i).hidden); return; }
  focus(i);
  if (hasMoved) { hasMoved = false; return; }
  if (event.shiftKey) select([...(event.ctrlKey ? selected : []), ...between(anchor, i)]);
  else if (event.ctrlKey || event.metaKey) { anchor = i; mark(i, !selected.has(i)); tell(); }
  else { anchor = i; acts.open(i); if (selected.size) select([i]); }
});
